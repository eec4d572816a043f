"""Grade a problem set, student by student: python -m tconv_lib.teach.grade SET

Runs nbgrader's autograder on grading/submitted. What was graded before and did not
change since keeps its grade, so it can be run again at any time.
"""

import sys
from contextlib import suppress

from nbgrader.api import MissingEntry

from .collect import SUBMITTED, notebook_of
from .course import done, nbgrader


def main(problem_set):
    notebook_of(problem_set)  # says so if there is no such set
    course = nbgrader()
    done(course.generate_assignment(problem_set), f"register {problem_set}")
    students = sorted(path.parent.name for path in SUBMITTED.glob(f"*/{problem_set}"))
    failed = []
    for number, student in enumerate(students, 1):
        result = course.autograde(problem_set, student, force=False)
        if not result["success"]:
            failed.append(student)
        print(f"{number} of {len(students)}  {student}: {outcome(course, problem_set, student, result)}", flush=True)
    print(f"{len(students) - len(failed)} graded" + f", not graded: {', '.join(failed)}" * bool(failed))


def outcome(course, problem_set, student, result):
    """The student's points, or nbgrader's last words."""
    if not result["success"]:
        return f"not graded: {result['error'].strip().splitlines()[-1]}"
    with course.gradebook as gradebook, suppress(MissingEntry):
        submission = gradebook.find_submission(problem_set, student)
        by_hand = ", answers to read" if submission.needs_manual_grade else ""
        return f"{submission.score:g} of {submission.max_score:g}{by_hand}"
    return "not graded: no entry in the gradebook"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m tconv_lib.teach.grade SET")
    main(sys.argv[1])
