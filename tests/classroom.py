"""A small class to grade: a problem set with two questions, in a folder of its own."""

import atexit
import os
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir, nullcontext
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import nbformat
import pytest
from course import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tconv_lib.teach.course import done, nbgrader
from tconv_lib.teach.grader import grade
from tconv_lib.teach.grader.asking import HIDDEN
from tconv_lib.teach.grader.sandbox import probe
from tconv_lib.teach.new_set import marks

PROTECTION = probe()
protected = pytest.mark.skipif(not (PROTECTION.holds or os.environ.get("CI")), reason=PROTECTION.sentence)
"""In CI, where nothing may be missing, a sandbox that does not hold is a failure."""


@cache
def judges():
    """An executor for all tests: its process is started once, and knows the course from then on."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def use_shared_judges(monkeypatch):
    """From now on `make grade` judges in that executor, and starts no processes of its own."""
    monkeypatch.setattr(grade, "processes", lambda: nullcontext(judges()))


SET = "mini"
SECRET = 918273645
QUESTIONS = """ALLOWED = ("slide",)


class places:
    pass


class stride_of:
    allowed = "slide", "insert_zeros"
"""
IMPORTS = "import numpy as np\nfrom tconv_lib import check"
RIGHT = "def places(size, stride):\n    return [i * stride for i in range(size)]"
ALSO_RIGHT = "def stride_of(size, length):\n    return (length - 1) // (size - 1)"
TEST = f"""check(places)
### BEGIN HIDDEN TESTS
for size in 1, 2, 5:
    np.testing.assert_array_equal(places(size, {SECRET}), np.arange(size) * {SECRET})
### END HIDDEN TESTS"""
ALSO_TEST = """check(stride_of)
### BEGIN HIDDEN TESTS
assert stride_of(3, 9) == 4  # HIDDEN MARKER
### END HIDDEN TESTS"""
FULL, SECOND_ONLY = 5, 2
QUESTION_SECONDS = 2


def source():
    """The source notebook: 3 points for places, 2 for stride_of."""
    return new_notebook(
        cells=[
            new_code_cell(IMPORTS, id="imports"),
            *question("places", RIGHT, TEST, 3),
            *question("stride_of", ALSO_RIGHT, ALSO_TEST, 2),
        ],
        metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    )


def question(name, answer, test, points):
    head, body = answer.split("\n", 1)
    answer = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
    return [
        new_markdown_cell(f"## {name}", id=f"text-{name}"),
        new_code_cell(answer, id=name, metadata=marks(name, solution=True)),
        new_code_cell(test, id=f"test_{name}", metadata=marks(f"test_{name}", points=points)),
    ]


@dataclass
class Classroom:
    """A class in a folder of its own, with the problem set released."""

    root: Path

    def hand_in(self, student, data, stamp="2026-01-01 00:00:00 UTC"):
        folder = self.root / "grading" / "submitted" / student / SET
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{SET}.ipynb").write_bytes(data)
        (folder / "timestamp.txt").write_text(stamp)

    def released(self):
        return nbformat.read(self.root / "exercises" / SET / f"{SET}.ipynb", as_version=4)

    def score(self, student):
        with nbgrader().gradebook as book:
            return book.find_submission(SET, student).score

    def feedback(self, student):
        """All that nbgrader would make feedback of, as text."""
        path = self.root / "grading" / "autograded" / student / SET / f"{SET}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.source = HIDDEN.sub("", cell.source)
        return nbformat.writes(notebook)


def make_classroom(root):
    """A new class in this folder."""
    shutil.copytree(released_class(), root, dirs_exist_ok=True)
    return Classroom(root)


@cache
def released_class():
    """The folder of a class in which nobody has handed in yet. Made once, since nbgrader needs seconds for it."""
    root = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    (root / "solutions" / SET).mkdir(parents=True)
    nbformat.write(source(), root / "solutions" / SET / f"{SET}.ipynb")
    (root / "solutions" / SET / "questions.py").write_text(QUESTIONS)
    (root / "exercises").mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    with chdir(root):
        done(nbgrader().generate_assignment(SET), "release")
    return root


def answered(released, first=RIGHT, second=ALSO_RIGHT):
    for cell in released.cells:
        cell.source = {"places": first, "stride_of": second}.get(cell.id, cell.source)
    return released


def cell(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def as_bytes(notebook):
    return nbformat.writes(notebook).encode()


def empty_class(root, monkeypatch):
    """The course in a folder of its own, where nobody has handed in anything."""
    for name in ("solutions", "exercises"):
        shutil.copytree(ROOT / name, root / name)
        (root / name / "ps1_stride/._stride.ipynb").write_bytes(b"\0\5\x16\7")  # which a Mac leaves beside a file
    shutil.copy(ROOT / "nbgrader_config.py", root)
    monkeypatch.chdir(root)
    use_shared_judges(monkeypatch)
    return root
