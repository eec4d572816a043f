"""A teacher's own problem set: laid out by one command, held by the same tests, and graded at once."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from course import ROOT, answered_rightly

from tconv_lib.teach import new_set

PARTS = "tconv_lib tests nbgrader_config.py conftest.py pyproject.toml README.md".split()
SETS = "solutions/ps1_stride", "exercises/ps1_stride"
NAME = "ps9_mine"
GRADE = f"""
from tconv_lib.teach.grader import collect, grade, grades
collect.main("{NAME}", "in")
grade.main("{NAME}", unprotected=True)
grades.main()
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the course, with one of its sets, in which the new set was laid out."""
    root = tmp_path_factory.mktemp("course")
    ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in (*PARTS, *SETS):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, root / name)
    run(root, "-m", "tconv_lib.teach.new_set", NAME, 'Zeros, "mine"')
    return root


def run(root, *command, status=0):
    """What Python says to this command, run in the copy, with the copy's own course."""
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, *command], cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == status, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


@pytest.mark.long
def test_it_holds_what_every_set_must_hold(copy):
    said = run(
        copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_exercises.py", "-k", f"{NAME} or zeros_of"
    )
    assert "passed" in said and "failed" not in said
    said = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", f"solutions/{NAME}/mine.ipynb")
    assert "passed" in said


@pytest.mark.long
def test_it_can_be_graded_at_once(copy):
    solution, exercise = (copy / folder / NAME / "mine.ipynb" for folder in ("solutions", "exercises"))
    (copy / "in/ada").mkdir(parents=True)
    nbformat.write(answered_rightly(exercise, solution), copy / "in/ada/mine.ipynb")
    assert "ada: 2 of 3, answers to read" in run(copy, "-c", GRADE)
    assert "ada,ada,,2,3,,,answers to read" in (copy / "grading/grades.csv").read_text(encoding="utf-8-sig")


@pytest.mark.long
def test_making_it_again_changes_nothing(copy):
    files = [copy / folder / NAME / "mine.ipynb" for folder in ("solutions", "exercises")]
    before = [path.read_bytes() for path in files]
    run(copy, "-m", "tconv_lib.teach.exercises")
    run(copy, "-m", "tconv_lib.teach.notebooks", f"solutions/{NAME}/mine.ipynb")
    assert [path.read_bytes() for path in files] == before
    assert b"passed" not in before[0] and "✓ Right" in before[0].decode()
    for tool in ["check"], ["format", "--check"]:
        run(copy, "-m", "ruff", *tool, f"solutions/{NAME}")


@pytest.mark.parametrize(
    "name, said", [("Mine", "should be like ps6_mine"), (NAME, "is there already"), ("ps1_x/y", "like")]
)
def test_what_cannot_be_a_name_is_refused(copy, name, said, monkeypatch):
    monkeypatch.chdir(copy)
    before = sorted(copy.glob("*/*"))
    with pytest.raises(SystemExit, match=said):
        new_set.main(name, "Title")
    assert sorted(copy.glob("*/*")) == before
