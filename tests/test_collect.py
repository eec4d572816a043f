"""Taking in submissions: whole or not at all, and the command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from collecting import ADA, BOTH, GOOD, HONEST, SET, handed, huge, made, many_members, take_in, with_bytes
from made_downloads import zipped
from wcwidth import wcswidth

from tconv_lib.teach.grader import collect, handed_in
from tconv_lib.teach.grader.handed_in import SUBMITTED
from tconv_lib.teach.whole import only_one

pytestmark = pytest.mark.usefixtures("handed_out")


def test_names_do_not_obey_in_a_terminal(capsys):
    assert "\x1b" not in take_in({"\x1b]0;x\x07Bob/answers.pdf": b"", "Ada/stride.ipynb": ADA}, capsys)


def test_the_table_has_columns_for_letters_of_any_width(capsys):
    lines = take_in(with_bytes(["韩梅梅/stride.ipynb", "रवि/stride.ipynb", "Bo/stride.ipynb"]), capsys, dry_run=True)
    before = [line.partition("stride.ipynb")[0].rpartition("  ")[0] for line in lines.splitlines()[1:4]]
    assert len({wcswidth(line) for line in before}) == 1


def test_names_that_are_no_text_are_kept(capsys):
    folder = os.fsdecode(b"download/J\xfcrgen")
    os.makedirs(folder)
    Path(folder, "stride.ipynb").write_bytes(GOOD)
    collect.main(SET, "download")
    (student,) = handed()
    assert handed_in.read(SET, student).entry == os.path.basename(folder)


def test_what_was_not_taken_in_to_the_end_is_taken_in_again(capsys):
    take_in(HONEST, capsys)
    place = SUBMITTED / "Ada_A" / SET
    (place / "stride.ipynb").write_bytes(GOOD)  # killed before the record was written
    take_in(HONEST, capsys)
    assert handed() == BOTH
    for broken in (
        '{"name": "Ad',
        '{"name": "Ada A", "number": 1}',
        '{"name": "Ada A", "date": "yesterday"}',
        '["Ada A"]',
    ):
        (place / handed_in.RECORD).write_text(broken)
        assert handed_in.read(SET, "Ada_A") == handed_in.HandedIn("Ada_A")
        take_in(HONEST, capsys)
        assert handed() == BOTH and handed_in.read(SET, "Ada_A").number == "1"
    shutil.rmtree(place)
    place.mkdir()  # killed before anything was written
    take_in(HONEST, capsys)
    assert handed() == BOTH


def test_the_second_of_two_says_that_the_first_is_running(capsys):
    with only_one("make grade"), pytest.raises(SystemExit, match=r"make grade \(process \d+\) is running here"):
        take_in(HONEST, capsys)
    take_in(HONEST, capsys)
    assert handed() == BOTH


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_600_megabytes_are_enough_whatever_is_handed_in():
    """In a process of its own, which says how much it took."""
    brackets = b'{"cells": [' + b"[]," * 3_300_000 + b"[]]}"
    files = {"a/hw.zip": many_members(), "b/hw.tgz": huge("tar"), "c/hw.zip": zipped({"stride.ipynb": brackets})}
    Path("download.zip").write_bytes(zipped(files | {"d/stride.ipynb": GOOD}))
    code = "from tconv_lib.teach.grader import collect; collect.main('ps1_stride', 'download.zip')\n"
    code += "print(*(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"  # not its parent's, too
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "2 new" in said and int(said.split()[-2]) < 600 * 1024


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
@pytest.mark.parametrize(
    "name", ['Ada "A" 1.zip', "it's.zip", "a b", "$HOME.zip", "$(SET).zip", "`x`.zip", "a\\b", "a;b #c"]
)
def test_a_name_reaches_the_command_as_it_is(name, tmp_path):
    assert made(tmp_path, SET=SET, FROM=name) == [SET, name]


def test_letters_that_nobody_has_are_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["collect", SET, "a.zip", "--encoding", "latin"])
    assert collect.arguments()["encoding"] == "iso8859-1"
    monkeypatch.setattr(sys, "argv", ["collect", SET, "a.zip", "--encoding", "chinese_letters"])
    with pytest.raises(SystemExit):
        collect.arguments()
    assert "unknown encoding: chinese_letters" in capsys.readouterr().err


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
def test_a_pattern_and_arguments_reach_the_command(tmp_path):
    pattern = "{student}/my abgabe/{file}"
    assert made(tmp_path, SET=SET, FROM="a", PATTERN=pattern, ARGS="--dry-run") == [
        *(SET, "a", "--pattern", pattern, "--dry-run")
    ]


def test_without_a_folder_it_says_what_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["collect", SET, ""])
    with pytest.raises(SystemExit):
        collect.arguments()
    assert "FROM is missing" in capsys.readouterr().err
