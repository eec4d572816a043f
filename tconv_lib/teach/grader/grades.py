"""All grades in one table: python -m tconv_lib.teach.grader.grades

Writes grading/grades.csv: a row for each student, a column for each problem set, the
sum, and the sets in which a free-text answer still has to be read, in which what was
handed in is not graded, and which were graded without a sandbox.
"""

import csv
from pathlib import Path

from ..course import nbgrader
from .grade import is_current, marks_of
from .handed_in import SUBMITTED

GRADES = Path("grading/grades.csv")


def main():
    with nbgrader().gradebook as gradebook:
        sets = sorted(assignment.name for assignment in gradebook.assignments)
        handed_in = {path.parent.name for path in SUBMITTED.glob("*/*")}
        students = sorted(handed_in.union(student.id for student in gradebook.students))
        rows = [grade_row(gradebook, student, sets) for student in students]
    with GRADES.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["student", *sets, "sum", "to be read", "not graded", "unprotected"])
        table.writerows(rows)
    print(f"{GRADES}: {len(rows)} students")


def grade_row(gradebook, student, sets):
    """The student's row; a set that was not handed in, or is not graded, is empty and counts nothing."""
    handed_in = [name for name in sets if (SUBMITTED / student / name).exists()]
    graded = {name: gradebook.find_submission(name, student) for name in handed_in if is_current(name, student)}
    scores = [graded[name].score if name in graded else "" for name in sets]
    unread = [name for name, submission in graded.items() if submission.needs_manual_grade]
    ungraded = [name for name in handed_in if name not in graded]
    unprotected = [name for name in graded if not marks_of(name, student)["protected"]]
    lists = (" ".join(names) for names in (unread, ungraded, unprotected))
    return [student, *scores, sum(score for score in scores if score != ""), *lists]


if __name__ == "__main__":
    main()
