"""Write what a learning system takes back: python -m tconv_lib.teach.grader.upload SET LMS

In grading/upload/SET: a file with the grades, and a zip file with the feedback, named as the system's own download was
named, so that it knows whose they are. Best hand over the grade file that the system gives (Moodle: the grading
worksheet; Canvas, Blackboard: the exported gradebook): one column of it is filled in, and nothing else is touched.

Points are what `make grades` says, also while a text is still unread. Whoever is not graded gets none: what the
system has stays. If the maximum there is not the set's, points are scaled to it, and that is said.
"""

import argparse
import io
import re
import zipfile
from collections import Counter
from pathlib import Path

from ..whole import only_one, write_whole
from . import feedback
from .grade_file import GradeFile
from .grades import as_csv
from .learning_systems import SYSTEMS, as_number, in_digits
from .results import all_results, say_who_waits, title_of
from .terminal import at_terminal, few, shown

UPLOAD = Path("grading/upload")
A_DATE = (1980, 1, 1, 0, 0, 0)
"""Of every page in a zip file: the same grades give the same file."""


@only_one("make upload")
def main(problem_set, lms, grades=None, column=None):
    system = SYSTEMS[lms]
    found = all_results(problem_set)
    say_who_waits(problem_set, found)
    if all(result.waits for result in found):
        raise SystemExit("so there is nothing to give back")
    folder, known = UPLOAD / problem_set, known_apart(system, found)
    if not any(system.key(result) or system.page and system.page(result) for result in known):
        raise SystemExit(f"none of these hand-ins came from {lms}, which would not know whose they are; try LMS=csv")
    if grades:
        name, data = Path(grades).name, filled_in(system, known, Path(grades).expanduser(), column)
    else:
        name, data = f"{lms}.csv", new_file(system, known, column or title_of(problem_set))
        print(system.note, end="\n" * bool(system.note))
    write_whole(folder / name, data)
    print(f"{folder / name}: the grades")
    pages = {path: feedback.rendered(result) for path, result in paths_of(system, known).items() if not result.waits}
    if pages:
        write_whole(folder / f"{lms}-feedback.zip", zipped(pages))
        print(f"{folder / f'{lms}-feedback.zip'}: {len(pages)} pages of feedback")
    elif system.page is None:
        print(f"{lms} is known to take no feedback files; write the pages with: make feedback SET={problem_set}")
    say("still to be read, and written with the points so far", [each.student for each in found if each.unread])
    say("more points than the maximum, by hand, and written so", [each.student for each in found if each.above_maximum])
    say("not graded, so nothing is written", [each.student for each in found if each.not_graded])


def say(what, students):
    if students:
        print(shown(f"{what} ({len(students)}): {few(students, most=10)}"))


def known_apart(system, found):
    """The Results without those of whom the system knows several by one key: nobody gets another's grade."""
    keys = Counter(filter(None, map(system.key, found)))
    for key, times in keys.items():
        if times > 1:
            shared = [result.student for result in found if system.key(result) == key]
            say(f"neither grade nor feedback, since they share the number or name {key}", shared)
    known = [result for result in found if keys[system.key(result)] < 2]
    if not known:
        raise SystemExit("nobody is left to whom anything could be given back")
    return known


# The grade file


def filled_in(system, found, path, column):
    """The bytes of the teacher's grade file with the points in its column; says who is missing on either side."""
    if not path.is_file():
        raise SystemExit(f"there is no file {path}")
    table = GradeFile(path.read_bytes(), [*(result.name for result in found), column or ""])
    rows = system.rows(table, found)
    index, maximum = chosen(table, system.grade_columns(table), column, path)
    scale = scale_of(found, maximum)
    comma = decimal_comma(table, index)
    graded = {number: result for number, result in rows.items() if result and result.points is not None}
    values = {number: in_digits(result.points * scale, comma) for number, result in graded.items()}
    print(f"{path.name}: {len(values)} grades go into the column {table.header[index]!r}; all else stays as it is")
    before = {number: text.strip() for number, text in enumerate(table.column(index), 1)}
    points = {number: as_number(before[number]) for number in values}
    changed = [number for number, text in values.items() if points[number] not in (None, as_number(text))]
    words = [number for number in values if points[number] is None and before[number] not in ("", "-")]
    say("other points stood there, and are replaced", [rows[number].student for number in changed])
    say("words stood there, and are replaced", [f"{rows[number].student} ({before[number]})" for number in words])
    there = {result.student for result in rows.values() if result}
    say(f"not in {path.name}", [each.student for each in found if each.student not in there])
    others = [number for number, result in rows.items() if not result]
    say("in it, but nothing was collected from them", [person_in(table.rows[number]) for number in others])
    return table.filled(index, values)


def person_in(row):
    return " ".join(field.text for field in row[:2] if field.text)


def chosen(table, candidates, column, path):
    """Place and maximum of the column that gets the grades. Raises SystemExit if that is not clear."""
    if column is not None:
        wanted = [
            place
            for place, name in enumerate(table.header)
            if column.strip() in (name.strip(), *re.split(r" (?:[(\[|]|Points Grade <)", name.strip())[:1])
        ]
        if len(wanted) != 1:
            names = ", ".join(map(repr, table.header))
            raise SystemExit(f"{path} has {len(wanted)} columns called {column!r}; there are: {names}")
        return wanted[0], candidates.get(wanted[0])
    if len(candidates) != 1:
        names = ", ".join(repr(table.header[place]) for place in candidates) or "none that looks like grades"
        raise SystemExit(
            f"say which column of {path} gets the grades, as in COLUMN='Problem set 1'; there are: {names}"
        )
    return next(iter(candidates.items()))


def scale_of(found, maximum):
    """By what points are multiplied to fit the maximum there; says so if it is not 1."""
    ours = found[0].maximum
    if not maximum or maximum == ours:
        return 1
    print(f"The maximum is {maximum:g} there and {ours:g} here: points are scaled by {maximum:g}/{ours:g}")
    return maximum / ours


def decimal_comma(table, index):
    """Whether numbers in this column, or the one beside it, are written with a comma."""
    texts = [text for place in (index, index + 1) if place < len(table.header) for text in table.column(place)]
    return any(re.fullmatch(r"-?\d+,\d+", text.strip()) for text in texts)


def new_file(system, found, column):
    say("not in it, since their hand-in has no name of this system", [r.student for r in found if not system.key(r)])
    return as_csv([[*map(str, row)] for row in system.new(found, column)], system.delimiter, system.encoding)


# The feedback


def paths_of(system, found):
    """The Result of each path in the zip; says whose page has none."""
    if system.page is None:
        return {}
    say("no feedback, since their hand-in has no name of this system", [r.student for r in found if not system.page(r)])
    return {path: result for result in found if (path := system.page(result))}


def zipped(pages):
    """A zip file of texts, by their paths; the same one for the same pages."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(pages.items()):
            archive.writestr(zipfile.ZipInfo(path, A_DATE), text, zipfile.ZIP_DEFLATED)
    return data.getvalue()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        allow_abbrev=False,
        usage="make upload SET=ps1_stride LMS=moodle|canvas|blackboard|csv [GRADES=sheet.csv] [COLUMN='Homework 1']",
    )
    parser.add_argument("problem_set")
    parser.add_argument("lms", choices=SYSTEMS)
    parser.add_argument("--grades", metavar="FILE")
    parser.add_argument("--column", metavar="NAME")
    with at_terminal():
        main(**{name: value or None for name, value in vars(parser.parse_args()).items()})
