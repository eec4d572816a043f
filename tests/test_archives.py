"""Names in archives, in whatever letters they were written."""

import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from collecting import IN_CP1252, SET, handed, with_bytes
from made_downloads import notebook, zipped

from tconv_lib.teach.grader import collect
from tconv_lib.teach.grader.archives import Unreadable
from tconv_lib.teach.grader.repair import read

pytestmark = pytest.mark.usefixtures("handed_out")


def from_windows(names, encoding):
    """A zip file as Windows makes it: names in the letters of its language, and no word which those are."""
    stand_ins = {f"{number}{'x' * len(name.encode(encoding))}"[:-1]: name for number, name in enumerate(names)}
    archive = zipped(with_bytes(f"{stand_in}/stride.ipynb" for stand_in in stand_ins))
    for stand_in, name in stand_ins.items():
        archive = archive.replace(f"{stand_in}/".encode(), f"{name}/".encode(encoding))
    return archive


@pytest.mark.parametrize("encoding", ["gbk", "big5", "shift_jis", "cp949", "cp866", "cp852", "mac_roman", "cp850"])
def test_names_in_the_letters_of_a_windows(encoding, capsys):
    names = {
        "gbk": ["联通", "李四"],  # the first could be UTF-8
        "big5": ["許志明", "許美玲"],  # 許 has a backslash in it
        "shift_jis": ["表", "鈴木", "高橋"],
        "cp949": ["김철수", "이영희"],
        "cp866": ["Иван", "Анна"],
        "cp852": ["Łukasz", "Żaneta"],
        "mac_roman": ["José", "Zoë", "João", "Jürgen", "Äne"],
        "cp850": ["Íñigo", "João", "Álvaro", "Søren", "Weiß"],
    }[encoding]
    Path("download.zip").write_bytes(from_windows(names, encoding))
    if encoding != "cp850":
        with pytest.raises(Unreadable, match="--encoding gbk"):
            collect.main(SET, "download.zip")
        assert not handed()
    collect.main(SET, "download.zip", encoding=None if encoding == "cp850" else encoding)
    assert sorted(handed()) == sorted(names) and f"{len(names)} new" in capsys.readouterr().out


def test_a_right_name_that_looks_like_an_old_macs_is_said_with_its_letters(capsys):
    Path("download.zip").write_bytes(from_windows(["MaxÖzil", "McÁllister"], "cp850"))
    with pytest.raises(Unreadable, match="'MaxÖzil/.*if that is right, ARGS='--encoding cp850'"):
        collect.main(SET, "download.zip")
    collect.main(SET, "download.zip", encoding="cp850")
    assert sorted(handed()) == ["MaxÖzil", "McÁllister"]


def test_names_that_winzip_keeps_beside_those_of_a_windows(capsys):
    with zipfile.ZipFile("download.zip", "w") as archive:
        for raw, name, checked in (b"_1", "李雷", b"_1"), (b"_2", "韩梅", b"_2"), (b"Bo", "Eve", b"renamed since"):
            member, beside = zipfile.ZipInfo(f"{raw.decode()}/stride.ipynb"), f"{name}/stride.ipynb".encode()
            checksum = zlib.crc32(checked + b"/stride.ipynb")
            member.extra = struct.pack("<HHBL", 0x7075, 5 + len(beside), 1, checksum) + beside
            archive.writestr(member, notebook(note=name))
    collect.main(SET, "download.zip")
    assert sorted(handed()) == ["Bo", "李雷", "韩梅"]


def test_letters_of_an_old_windows_are_read(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(IN_CP1252)
    assert read(tmp_path / "a.ipynb").cells[-1].source == "größer"
