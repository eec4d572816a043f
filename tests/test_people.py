"""Whose folder it is, from one problem set to the next."""

import sys

import pytest
from collecting import (
    ADA,
    BOB,
    BOBS,
    BOTH,
    EVE,
    GOOD,
    HONEST,
    OTHER,
    SET,
    UNTOUCHED,
    handed,
    moodle,
    take_in,
    with_bytes,
)
from made_downloads import notebook, zipped

from tconv_lib.teach.grader import handed_in, people

pytestmark = pytest.mark.usefixtures("handed_out")


def test_a_student_cannot_replace_another_ones_work_later(capsys):
    take_in(HONEST, capsys)
    take_in({f"{BOBS}/hw.zip": zipped({f"{moodle('Ada A', 1)}/stride.ipynb": BOB})}, capsys)
    assert handed() == BOTH | {"Bob_B": BOB}


def test_moodles_numbers_tell_nobody_from_set_to_set(capsys):
    take_in({f"{moodle('Anna S', 100001)}/stride.ipynb": ADA}, capsys)
    second = {f"{moodle('Anna S', 200044)}/shapes.ipynb": notebook(OTHER)}
    with pytest.raises(SystemExit, match="Nothing is taken in yet"):
        take_in(second, capsys, problem_set=OTHER)
    said = capsys.readouterr().out
    assert "A question that only you can answer" in said and "Anna S" in said and not handed(OTHER)
    take_in(second, capsys, problem_set=OTHER, namesakes=["Anna  S"])
    assert [*handed(), *handed(OTHER)] == ["Anna_S", "Anna_S_200044"]
    take_in(second, capsys, problem_set=OTHER)  # the answer is kept
    assert list(handed(OTHER)) == ["Anna_S_200044"]


@pytest.mark.parametrize("said, folder", [("", "Anna_S"), ("Bo ;Anna  S", "Anna_S_200044")])
def test_whoever_sits_at_the_keyboard_is_asked_there_and_once(said, folder, capsys, monkeypatch):
    take_in({f"{moodle('Anna S', 100001)}/stride.ipynb": ADA}, capsys)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: said)
    take_in({f"{moodle('Anna S', 200044)}/shapes.ipynb": notebook(OTHER)}, capsys, problem_set=OTHER)
    assert list(handed(OTHER)) == [folder]


def test_a_name_may_be_written_in_another_way_in_the_next_set(capsys):
    take_in(with_bytes(["Ada_Lee_ps1.ipynb", "Bo stride.ipynb", "Cy D_stride.ipynb"]), capsys)
    files = {
        f"{name}.ipynb": notebook(OTHER, note=name) for name in ("ada lee ps2", "BO-shapes", "cy d_ps2", "Cy D_ps2")
    }
    take_in(files, capsys, problem_set=OTHER)
    assert sorted(handed(OTHER)) == ["Ada_Lee", "Bo", "Cy_D", "cy_d_2"]
    assert handed(OTHER)["Cy_D"] == notebook(OTHER, note="Cy D_ps2")
    take_in(with_bytes(["ada_lee-stride.ipynb"]), capsys)
    assert sorted(handed()) == ["Ada_Lee", "Bo", "Cy_D"]


def test_what_comes_by_mail_stays_the_systems_and_what_takes_its_place_is_said(capsys):
    entry = moodle("Ada L", 100001)
    path = f"{entry}/stride.ipynb"
    take_in({path: ADA}, capsys)
    for mailed in "ada l - stride.ipynb", "Ada L_stride.ipynb":  # the first as Google would name it
        assert f"{mailed} takes the place of {path}\n0 new, 1 changed" in take_in({mailed: BOB}, capsys)
        record = handed_in.read(SET, "Ada_L")
        assert (record.layout, record.number, record.entry, record.file) == ("Moodle", "100001", entry, mailed)
        assert f"{path} takes the place of {mailed}\n" in take_in({path: ADA}, capsys)
    assert take_in({path: BOB}, capsys) == "0 new, 1 changed, 0 unchanged\n"


def test_whoever_says_nothing_at_the_keyboard_is_told_what_to_say(capsys, monkeypatch):
    def ends(prompt):
        raise EOFError

    take_in({f"{moodle('Anna S', 100001)}/stride.ipynb": ADA}, capsys)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", ends)
    with pytest.raises(SystemExit, match="Nothing is taken in yet"):
        take_in({f"{moodle('Anna S', 200044)}/shapes.ipynb": notebook(OTHER)}, capsys, problem_set=OTHER)


def test_one_person_in_two_sets_is_one_student(capsys):
    take_in(HONEST, capsys)
    second = {f"{moodle('Ada A', 50)}/a.ipynb": notebook(OTHER), f"{moodle('Bob B', 51)}/a.ipynb": notebook(OTHER)}
    take_in(second, capsys, problem_set=OTHER, namesakes=[])
    third = {f"{moodle('Eve E', 70)}/a.ipynb": notebook("ps3_padding")}
    take_in(third, capsys, problem_set="ps3_padding")  # asked once
    assert [*handed(OTHER)] == ["Ada_A", "Bob_B"] and [*handed("ps3_padding")] == ["Eve_E"]
    assert handed_in.read(SET, "Ada_A").number == "1" and handed_in.read(OTHER, "Ada_A").number == "50"


def test_canvas_numbers_and_user_names_tell_people_for_good(capsys):
    for problem_set, first in (SET, 700), (OTHER, 800):
        files = {f"doejane_{user}_{first + user}_x.ipynb": notebook(problem_set, note=str(user)) for user in (1, 2)}
        take_in(files, capsys, problem_set=problem_set)
        inbound = {f"ada+{problem_set}+2026-03-01 10:00:00 UTC+ab/x.ipynb": notebook(problem_set)}
        take_in(inbound, capsys, problem_set=problem_set)
    assert [*handed()] == [*handed(OTHER)] == ["ada", "doejane_1", "doejane_2"]
    assert handed(OTHER)["doejane_1"] == notebook(OTHER, note="1")


def test_a_namesake_who_comes_later_is_another_student(capsys):
    downloads = ("one", [201]), ("two", [202]), ("both", [201, 202]), ("again", [202])
    for when, numbers in downloads:
        take_in({f"{moodle('Lea K', n)}/stride.ipynb": notebook(note=f"{when} {n}") for n in numbers}, capsys)
    assert "left out Lea K/stride.ipynb: could be Lea_K or Lea_K_202" in take_in({"Lea K/stride.ipynb": GOOD}, capsys)
    assert handed() == {"Lea_K": notebook(note="both 201"), "Lea_K_202": notebook(note="again 202")}


def test_a_late_hand_in_without_a_number_is_the_same_students_and_loses_nothing(capsys):
    take_in(HONEST, capsys)
    take_in({"Ada A/stride.ipynb": GOOD}, capsys)
    record = handed_in.read(SET, "Ada_A")
    assert handed()["Ada_A"] == GOOD
    assert (record.layout, record.number, record.entry) == ("Moodle", "1", moodle("Ada A", 1))
    assert record.file == "Ada A/stride.ipynb"


def test_in_one_set_moodles_number_is_the_person(capsys):
    group = [f"{moodle(f'Red-{name}', 100 + n)}/a.ipynb" for n, name in enumerate(("Ada L", "Bo Li", "Cy X"))]
    take_in(with_bytes(group[1:]) | {group[0]: UNTOUCHED}, capsys)
    names = [f"{moodle(name, 100 + n)}/a.ipynb" for n, name in enumerate(("Ada L", "Bo Li", "Cy X"))]
    said = take_in(with_bytes(names), capsys)
    assert "0 new, 3 changed" in said and sorted(handed()) == ["Red-Ada_L", "Red-Bo_Li", "Red-Cy_X"]
    assert "Ada L has the number of Red-Ada L, and is taken for the same person" in said
    assert handed()["Red-Ada_L"] == notebook(note=names[0]) and handed_in.read(SET, "Red-Ada_L").name == "Ada L"
    assert "1 changed" in take_in({f"{moodle('Ada Z', 100)}/a.ipynb": EVE}, capsys)
    assert "0 new" in take_in({f"{moodle('Ada Z', 100)}/a.ipynb": EVE}, capsys) and len(handed()) == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_names_that_people_share_may_be_written_in_notepad(encoding, capsys):
    """Which marks the file's begin, and leaves spaces: else two people would be one."""
    take_in({f"{moodle('Zoë D', 1)}/stride.ipynb": ADA}, capsys)
    people.NAMESAKES.write_text("Zoë D \r\nJo\r\n", encoding=encoding)
    take_in({f"{moodle('Zoë D', 7)}/shapes.ipynb": notebook(OTHER)}, capsys, problem_set=OTHER)
    assert [*handed(OTHER)] == ["Zoë_D_7"]
