"""Grade a class of 100, a fifth of it hostile or broken, beside stock nbgrader.

Both grade the same problem set on the same machine, one after the other, in a folder of their own, and the seconds are
those of further submissions: one was graded before, so that there is a gradebook. Stock nbgrader gets a few honest
submissions only: the others would stop it, or worse.
"""

import os
import shutil
import tempfile
import time
from contextlib import chdir, contextmanager
from pathlib import Path

import nbformat

from ..course import done, nbgrader
from ..exercises import notebook_of
from ..grader.grade import grade
from ..grader.handed_in import SUBMITTED
from ..questions import SOLUTIONS

SET = "ps1_stride"
COURSE = Path(__file__).parent.parent.parent.parent
HONEST, STOCK = 80, 5
GOAL, WITHIN = 12, 60
"""Times faster than stock nbgrader; seconds for the class with the hostile ones."""
BODIES = {
    "endless": "while True: pass",
    "ends Python": "import os; os._exit(0)",
    "prints for ever": "while True: print('x' * 10**6)",
    "allocates 64 GB": "return np.ones(8 * 10**9)",
    "fork bomb": "import os\n    while True: os.fork()",
    "lies": "return type('Liar', (list,), {'__eq__': lambda *_: True})()",
    "wrong": "return 0",
    "unanswered": "raise NotImplementedError()",
}
BROKEN = 4


def main():
    with empty_class():
        compare()


@contextmanager
def empty_class():
    """While it lasts, the current folder is a class of nobody's yet."""
    with tempfile.TemporaryDirectory() as scratch, chdir(scratch):
        for name in ("solutions", "exercises", "nbgrader_config.py"):
            copy = shutil.copytree if (COURSE / name).is_dir() else shutil.copy
            copy(COURSE / name, name)
        yield


def compare():
    honest = [notebook_text(SET, right_answers(SET)) for _ in range(HONEST)]
    hostile = [*hostile_texts(100 - HONEST)]

    stock = seconds(grade_stock, honest[:STOCK]) / STOCK
    shutil.rmtree("grading")
    ours_honest = seconds(grade_ours, honest) / HONEST
    shutil.rmtree("grading")
    everything = seconds(grade_ours, honest + hostile)
    print(f"\n{os.cpu_count()} cores, problem set {SET}, seconds per submission")
    print(f"stock nbgrader, {STOCK} honest ones{stock:20.2f}")
    print(f"ours, {HONEST} honest ones{ours_honest:28.2f}{stock / ours_honest:10.1f} times faster; goal: {GOAL}")
    print(
        f"ours, 100, {len(hostile)} of them hostile{everything / 100:20.2f}   all in {everything:.0f} s; goal: {WITHIN}"
    )


def seconds(work, texts):
    """What `work` takes for the texts, after it was done for one of them."""
    hand_in(SET, texts[:1], 0)
    work(range(1))
    hand_in(SET, texts, 1)
    start = time.perf_counter()
    work(range(1, 1 + len(texts)))
    return time.perf_counter() - start


def hand_in(problem_set, texts, first=0):
    for number, text in enumerate(texts, first):
        place = SUBMITTED / f"student{number:02}" / problem_set / notebook_of(problem_set).name
        place.parent.mkdir(parents=True)
        place.write_text(text, encoding="utf-8")
        place.with_name("timestamp.txt").write_text("2026-01-01 00:00:00 UTC")


def grade_ours(numbers):
    standings = grade(SET)
    failed = [words for words in standings.values() if words.startswith("not graded")]
    assert len(standings) == numbers.stop and len(failed) == BROKEN * (numbers.stop > HONEST + 1), standings


def grade_stock(numbers):
    """As nbgrader does it without our steps, one student after the other."""
    course = nbgrader()
    for step in ("pre_convert_hook", "sanitize_preprocessors", "autograde_preprocessors"):
        del course.config.Autograde[step]
    done(course.generate_assignment(SET), "release")
    for number in numbers:
        done(course.autograde(SET, f"student{number:02}"), "grade")


def right_answers(problem_set):
    path = SOLUTIONS / problem_set / notebook_of(problem_set).name
    return {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}


def notebook_text(problem_set, answers):
    notebook = nbformat.read(notebook_of(problem_set), as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers[cell.id]
    return nbformat.writes(notebook)


def hostile_texts(count):
    """So many submissions: each of BODIES in turn as the answer to a question, and a few files that are cut off."""
    bodies = [*BODIES.values()]
    for number in range(count - BROKEN):
        answer = f"def places(size, stride):\n    {bodies[number % len(bodies)]}"
        yield notebook_text(SET, right_answers(SET) | {"places": answer})
    for _ in range(BROKEN):
        yield notebook_text(SET, right_answers(SET))[:-100]
