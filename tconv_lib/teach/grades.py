"""All grades in one table: python -m tconv_lib.teach.grades

Writes grading/grades.csv: a row for each student, a column for each problem set, the
sum, and the sets in which a free-text answer still has to be read.
"""

import csv
from pathlib import Path

from nbgrader.api import MissingEntry

from .course import nbgrader

GRADES = Path("grading/grades.csv")


def main():
    with nbgrader().gradebook as gradebook:
        sets = sorted(assignment.name for assignment in gradebook.assignments)
        rows = [grade_row(gradebook, student.id, sets) for student in gradebook.students]
    with GRADES.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["student", *sets, "sum", "to be read"])
        table.writerows(rows)
    print(f"{GRADES}: {len(rows)} students")


def grade_row(gradebook, student, sets):
    """The student's row; a set that was not handed in is empty and counts nothing."""
    submissions = {}
    for name in sets:
        try:
            submissions[name] = gradebook.find_submission(name, student)
        except MissingEntry:
            pass
    scores = [submissions[name].score if name in submissions else "" for name in sets]
    unread = [name for name, submission in submissions.items() if submission.needs_manual_grade]
    return [student, *scores, sum(score for score in scores if score != ""), " ".join(unread)]


if __name__ == "__main__":
    main()
