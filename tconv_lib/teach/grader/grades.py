"""All grades in one table: python -m tconv_lib.teach.grader.grades

Writes grading/grades.csv: a row for each student; for each problem set the points, the maximum, whether it was late,
when it was handed in as far as the learning system said, and how it stands; and the sum of the points, but for those of
a test that was taken before and after.
"""

import csv
import io
import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from ..exercises import EXERCISES
from ..questions import problem_sets
from ..whole import only_one, write_whole
from . import gain
from .handed_in import SUBMITTED, places
from .lateness import DUE, EXAMPLE, due_dates, how_many, in_words, with_zone
from .results import results, say_who_waits
from .terminal import at_terminal, say

IN_SEVERAL_ROWS = (
    "{} has several rows: {}. Where two are one person, move what is in {}/ONE into the other's folder; make grade"
)
GRADES = Path("grading/grades.csv")
FORMULA = re.compile(r"(^|(?<!^)[,;\t\r\n][\s\"]*)(?=[=+\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20])")
"""Where a formula begins, with a wide sign, too, or after a delimiter: which one that is, a spreadsheet decides."""
COLUMNS = "points", "maximum", "late", "handed in", "status"


@only_one("make grades")
def main():
    handed_in = {place.name for place in places()}
    sets = [name for name in problem_sets(EXERCISES) if name in handed_in]
    by_set = {name: {result.student: result for result in results(name)} for name in sets}
    students = sorted({student for found in by_set.values() for student in found})
    header = ["student", "name", "id", *(f"{name} {column}" for name in sets for column in COLUMNS), "sum"]
    write_whole(GRADES, as_csv([header, *(row(student, by_set) for student in students)]))
    print(f"{GRADES}: {len(students)} students")
    for name, folders in in_several_rows(by_set):
        say(IN_SEVERAL_ROWS.format(name, ", ".join(folders), SUBMITTED))
    if gone := sorted(handed_in.difference(sets)):
        print(f"not in it, since there is no such problem set: {', '.join(gone)}")
    for name, found in by_set.items():
        say_who_waits(name, found.values())
    for name, due in due_dates().items():
        late = f"; {how_many(by_set[name].values())}" if name in by_set else ""
        print(f"{name} was due {in_words(with_zone(due))}{late}")
    if not DUE.exists():
        print(f"No set has a due date of its own; if one should, write a line into {DUE}: {EXAMPLE}")


def in_several_rows(by_set):
    """Names in rows of which two have no set in common, and may be one person's: (name, students)."""
    rows = defaultdict(lambda: defaultdict(set))
    for problem_set, found in by_set.items():
        for student, result in found.items():
            rows[result.name][student].add(problem_set)
    for name, students in rows.items():
        if any(one.isdisjoint(other) for one, other in combinations(students.values(), 2)):
            yield name, [*students]


def row(student, by_set):
    """A student's row; a set that was not handed in, or is not graded, counts nothing."""
    found = [results.get(student) for results in by_set.values()]
    known = [result for result in found if result]
    names = unique(result.name for result in known)
    ids = unique(result.id for result in known)
    points = [each.points for each in known if each.points is not None and not gain.pair(each.problem_set)]
    return [student, names, ids, *(cell for result in found for cell in columns(result)), number(sum(points))]


def columns(result):
    """What one set has to say of a student."""
    if result is None:
        return [""] * len(COLUMNS)
    late = {True: "yes", False: "no", None: ""}[result.lateness.late]
    when = result.lateness.handed_in
    return [number(result.points), number(result.maximum), late, when.isoformat() if when else "", result.status]


def unique(words):
    return " / ".join(dict.fromkeys(filter(None, words)))


def number(value):
    """Without digits that say nothing; empty for None."""
    return "" if value is None else f"{value:.10g}"


def as_csv(rows, delimiter=",", encoding="utf-8-sig"):
    """The rows as bytes, in which no cell is a formula. Its mark tells spreadsheet programs the encoding."""
    table = io.StringIO()
    csv.writer(table, delimiter=delimiter).writerows([[no_formula(cell) for cell in row] for row in rows])
    return table.getvalue().encode(encoding, "replace")


def no_formula(cell):
    """The text, with an apostrophe in front of what a spreadsheet program would compute.

    A sign and one word, such as -, -3.5 or the user name @jane_doe, calls nothing and reaches nothing. It stays as it
    is, since systems know people by such names.
    """
    is_word = re.fullmatch(r"[-+@]?[\w.@-]*", cell)
    return cell if is_word else FORMULA.sub(r"\1'", cell)


if __name__ == "__main__":
    with at_terminal():
        main()
