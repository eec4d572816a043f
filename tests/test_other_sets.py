"""What lies in a download and is not of the problem set that is collected."""

from pathlib import Path

import pytest
from collecting import ADA, BOBS, HONEST, OTHER, SET, handed, moodle, take_in, with_bytes
from made_downloads import notebook, unpacked, zipped

from tconv_lib.teach import exercises
from tconv_lib.teach.grader import other_sets
from tconv_lib.teach.grader.handed_in import SUBMITTED

pytestmark = pytest.mark.usefixtures("handed_out")


def test_a_file_that_is_named_after_another_set_is_of_that(capsys):
    names = "ps0_before_Ada", "ps0_after_Ada", "Bo ps0 after", "ps0-before-Cy", "ps2_shapes_Di"
    files = {f"{name}.ipynb": notebook("ps0_after", note=name) for name in names}
    said = take_in(files, capsys, problem_set="ps0_after")
    assert sorted(handed("ps0_after")) == ["Ada", "Bo"]
    assert "left out: ps0_before_Ada.ipynb is of ps0_before\n" in said and said.count("is of ps0_before") == 2


def test_a_name_that_has_letters_of_another_sets_is_of_this(capsys, monkeypatch):
    for name in SET, "hw", "ps1_strides":
        Path("sets", name).mkdir(parents=True)
        Path("sets", name, "a.ipynb").touch()
    monkeypatch.setattr(other_sets, "EXERCISES", Path("sets"))
    said = take_in(with_bytes(["Schwab_stride.ipynb", "Bo_ps1_stride.ipynb", "Cy_ps1_strides.ipynb"]), capsys)
    assert "left out: Cy_ps1_strides.ipynb is of ps1_strides\n" in said
    assert sorted(handed()) == ["Bo", "Schwab"]


ONE_NEW = "1 new, 0 changed, 0 unchanged\n"


@pytest.mark.parametrize("beside", ["solutions", "homework", "a"])
def test_nbgraders_own_folders_are_said_once(beside, capsys):
    files = {f"{beside}/submitted/ada/{SET}/stride.ipynb": ADA}
    files |= {f"{beside}/autograded/{name}/{SET}/stride.ipynb": ADA for name in ("ada", "bo", "cy")}
    said = take_in(files, capsys)
    assert said == f"left out: {beside}/autograded is nbgrader's own, and holds nothing that was handed in\n" + ONE_NEW


def test_a_download_of_another_set_is_asked_about(capsys):
    words = "no notebook has a cell of ps2_shapes"
    assert words in take_in(HONEST, capsys, problem_set=OTHER)
    shapes = {f"{BOBS}/shapes.ipynb": notebook(OTHER, answered=False), f"{BOBS}/more.ipynb": ADA}
    assert words not in take_in(HONEST | shapes, capsys, problem_set=OTHER)


@pytest.mark.parametrize("name", ["stride.ipynb", "Stride-Copy1.ipynb", "ps1.zip", "PS1_final2.ipynb"])
def test_another_sets_download_is_refused_before_anything_is_taken_in(name, capsys):
    """Whoever has three hand-ins named for one other set, and none for this one, mistyped SET."""
    data = zipped({"a.ipynb": ADA}) if name.endswith("zip") else ADA
    files = {f"{moodle(student, number)}/{name}": data for number, student in enumerate(("Di D", "Jo J", "Ed E"))}
    with pytest.raises(SystemExit, match="of 4 hand-ins, 3 are named for ps1_stride"):
        take_in(files | {f"{moodle('Cy C', 7)}/a.ipynb": b"{"}, capsys, problem_set=OTHER)
    assert not SUBMITTED.exists()


@pytest.mark.parametrize("name, data", [("shapes.ipynb", b"{"), ("stride.ipynb", notebook(OTHER)), ("a.ipynb", ADA)])
def test_a_class_that_handed_in_nothing_good_is_taken_in(name, data, capsys):
    students = ["Di D", "Jo J", "Ed E"]
    files = {f"{moodle(student, number)}/{name}": data for number, student in enumerate(students)}
    take_in(files, capsys, problem_set=OTHER)
    assert len(handed(OTHER)) == 3


def test_what_a_mac_leaves_beside_files_is_no_problem_set(tmp_path, monkeypatch):
    unpacked(tmp_path, {"ps9/._nine.ipynb": b"\0", "ps9/nine.ipynb": ADA, ".DS_Store": b"\0", "old/._old.ipynb": b"\0"})
    monkeypatch.setattr(exercises, "EXERCISES", tmp_path)
    assert exercises.notebook_of("ps9").name == "nine.ipynb"
    with pytest.raises(SystemExit, match="there is no problem set old; there is ps9$"):
        exercises.notebook_of("old")


def test_what_a_teacher_tried_beside_a_problem_set_is_none(tmp_path):
    unpacked(tmp_path, {f"exercises/ps9/{name}.ipynb": ADA for name in ("Untitled", "nine", "nine-Copy1", "a")})
    unpacked(tmp_path, {"solutions/ps9/nine.ipynb": ADA})
    assert exercises.notebook_of("ps9").name == "nine.ipynb"
