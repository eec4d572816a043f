"""Ten honest submissions of each problem set, graded while the machine is busy: all should earn full points.

Twenty programs that compute for ever run meanwhile, and leave little of the cores.
"""

import subprocess
import sys
import time
from contextlib import contextmanager

from ..course import nbgrader
from ..grader.grade import grade
from ..questions import problem_sets
from .grading import COURSE, empty_class, hand_in, notebook_text, right_answers

LOAD, HONEST = 20, 10


def main():
    for problem_set in problem_sets(COURSE / "solutions"):
        with empty_class(), busy(LOAD):
            hand_in(problem_set, [notebook_text(problem_set, right_answers(problem_set))] * HONEST)
            start = time.perf_counter()
            standings = grade(problem_set)
            seconds = time.perf_counter() - start
            with nbgrader().gradebook as book:
                full = sum(is_full(book.find_submission(problem_set, student)) for student in standings)
        print(f"{problem_set}: {full} of {HONEST} earn full points at load {LOAD}, in {seconds:.0f} s", flush=True)


@contextmanager
def busy(count):
    """While it lasts, so many programs compute."""
    programs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


def is_full(submission):
    """Whether everything that tests decide is right; texts are read by somebody."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades if grade.cell.cell_type == "code"]
    return all(grade.auto_score == grade.cell.max_score for grade in grades)
