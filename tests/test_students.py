"""What students get, made by `make students` in a folder that git does not know and where somebody has worked."""

import re
import shutil
import subprocess

import pytest
from course import EXERCISES, ROOT, read

from tconv_lib.teach import students

TEACHERS = "solutions/", "tests/", ".ci/", "nbgrader_config.py"
"""What git keeps, and students do not get. Answers stand in tests/, too."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The copy, unpacked."""
    course = tmp_path_factory.mktemp("teacher") / "course"
    shutil.copytree(ROOT, course, ignore=shutil.ignore_patterns(".git", ".venv*", "__pycache__", "build", "grading"))
    leave_traces(course)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        students.main()
    unpacked = tmp_path_factory.mktemp("student")
    shutil.unpack_archive(course / students.TARGET, unpacked)
    return unpacked / students.NAME


def leave_traces(course):
    """What lies about when a teacher has used the course: hand-ins, grades, an answer that was tried."""
    for name in (
        "grading/submitted/ada/ps1_stride/stride.ipynb",
        "downloads.zip",
        "marks.csv",
        "notebooks/Untitled.ipynb",
        *("exercises/Untitled.ipynb", "exercises/mine/a.ipynb", "exercises/ps1_stride/stride-Copy1.ipynb"),
        "notebooks/.ipynb_checkpoints/00_start_here-checkpoint.ipynb",
        "exercises/ps1_stride/.ipynb_checkpoints/stride-checkpoint.ipynb",
        *(
            "notebooks/._00_start_here.ipynb",
            "solutions/ps1_stride/._stride.ipynb",
            "tconv_lib/._ops.py",
            "docs/.DS_Store",
        ),
        "exercises/ps1_stride/stride.html",
        "tconv_lib/__pycache__/ops.pyc",
        "build/students.zip",
    ):
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text("a trace")
    answered = course / "solutions/ps1_stride/stride.ipynb"
    for name in "stride-Copy1", "stride (old)":
        shutil.copy(answered, answered.with_name(f"{name}.ipynb"))
    shutil.copy(course / "notebooks/01_stride_zero_insertion.ipynb", answered.with_name("a.ipynb"))
    shutil.copy(answered, course / "exercises/ps1_stride/stride.ipynb")


def test_it_is_what_git_keeps_but_for_answers(copy):
    if not (ROOT / ".git").exists():
        pytest.skip("this folder is no git checkout")
    kept = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, text=True).splitlines()
    kept = {name for name in kept if not name.startswith(TEACHERS)}
    given = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert not given - kept
    assert all("/" not in name for name in kept - given)  # pyproject.toml says which files of this folder are given


def test_it_says_how_to_start_and_can_be_started(copy):
    assert (copy / "README.md").exists()
    for target in "lab", "test":
        would = subprocess.check_output(["make", "--dry-run", target], cwd=copy, text=True)
        assert "--cov" not in would  # its floor is for the tests, which students do not have


def test_no_answer_and_no_hidden_test_stands_in_it(copy):
    words = "\n".join(map(source, texts(copy)))
    secrets = [secret for path in texts(ROOT / "solutions") for secret in regions(source(path))]
    assert len(secrets) > 50
    assert not [secret for secret in secrets if secret in words]


def texts(folder):
    """Paths of what people write in a folder; Python's caches, which come while tests run, are none of it."""
    return (path for path in folder.rglob("[!.]*") if path.suffix in (".py", ".md", ".ipynb", ".toml"))


def source(path):
    """The text of a file, and of a notebook what its cells say, without indentation."""
    if path.suffix != ".ipynb":
        text = path.read_text(encoding="utf-8")
    else:
        text = "\n".join(cell.source for cell in read(path).cells)
    return "\n".join(line.strip() for line in text.splitlines())


def regions(text):
    """Answers, hidden tests and mark schemes."""
    return re.findall(r"(?:###|===) BEGIN [A-Z ]+(?: ===)?\n(.+?)\n(?:###|===) END", text, re.S)


def test_exercises_are_unanswered_again(copy):
    for exercise in EXERCISES:
        assert read(copy / exercise.relative_to(ROOT)) == read(exercise)
