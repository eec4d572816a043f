"""Taking in what learning systems give a teacher: who handed in what, and which notebook counts."""

import gzip
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import unicodedata
import zipfile
import zlib
from codecs import BOM_UTF8
from pathlib import Path

import pytest
from course import ROOT
from made_downloads import notebook, text_of, unpacked, zipped
from wcwidth import wcswidth

from tconv_lib.teach import exercises
from tconv_lib.teach.grader import collect, handed_in, people
from tconv_lib.teach.grader.downloads import Unreadable
from tconv_lib.teach.grader.handed_in import SUBMITTED
from tconv_lib.teach.grader.repair import is_answered, read
from tconv_lib.teach.whole import only_one

SET = "ps1_stride"
OTHER = "ps2_shapes"
GOOD, UNTOUCHED = notebook(note="mine"), notebook(answered=False)
ADA, BOB, EVE = (notebook(note=name) for name in ("Ada", "Bob", "Eve"))
IN_CP1252 = text_of(SET, answered=True).replace("NOTE", "größer").encode("cp1252", "replace")
COPIED = b'{"cells": [{"cell_type": "code", "source": ["def places(size, stride):\\n", "    return []"]}]}'
LESSON = (ROOT / "notebooks/01_stride_zero_insertion.ipynb").read_bytes()


@pytest.fixture(autouse=True)
def classroom(tmp_path, monkeypatch):
    """An empty class in a folder of its own."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def take_in(files, capsys, as_zip=True, problem_set=SET, **settings):
    """Collect these files, given as contents by path; what was said."""
    if as_zip:
        source = "download.zip"
        with open(source, "wb") as file:
            file.write(zipped(files))
    else:
        shutil.rmtree("download", ignore_errors=True)
        source = "download"
        unpacked(Path(source), files)
    collect.main(problem_set, source, **settings)
    return capsys.readouterr().out


def handed(problem_set=SET):
    """The notebooks that were taken in, by folder."""
    return {path.parent.parent.name: path.read_bytes() for path in sorted(SUBMITTED.glob(f"*/{problem_set}/*.ipynb"))}


def moodle(name, number):
    return f"{name}_{number}_assignsubmission_file_"


def attempt(user, day):
    return f"PS1_{user}_attempt_2026-10-{day:02}-09-00-00"


HONEST = {f"{moodle('Ada A', 1)}/stride.ipynb": ADA, f"{moodle('Eve E', 3)}/stride.ipynb": EVE}
BOBS = moodle("Bob B", 2)
BOTH = {"Ada_A": ADA, "Eve_E": EVE}
A_ZIP = zipped({"stride.ipynb": BOB})
A_DOCUMENT = zipped({"[Content_Types].xml": b"<Types>", "word/document.xml": b"<w>"})


def damaged(archive):
    """The archive with three bytes of its data flipped."""
    place = archive.index(b"stride.ipynb") + 200
    return archive[:place] + bytes(byte ^ 255 for byte in archive[place : place + 3]) + archive[place + 3 :]


def encrypted(archive):
    """The archive with the bit that says so."""
    for header, flags in (b"PK\3\4", 6), (b"PK\1\2", 8):
        place = archive.index(header) + flags
        archive = archive[:place] + b"\1" + archive[place + 1 :]
    return archive


def lying(archive):
    """The archive, saying that its member is small."""
    place = archive.index(b"PK\1\2") + 24
    return archive[:place] + (1000).to_bytes(4, "little") + archive[place + 4 :]


def tar(files, mode="w:gz"):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for path, data in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return made.getvalue()


def with_link():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        member = zipfile.ZipInfo("stride.ipynb")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, "/etc/passwd")
    return made.getvalue()


def nested(levels):
    made = zipped({"stride.ipynb": BOB})
    for _ in range(levels):
        made = zipped({"more.zip": made})
    return made


def huge(ending):
    """60 KB that are 60 MB."""
    if ending == "tar":
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w:gz") as archive:
            member = tarfile.TarInfo("stride.ipynb")
            member.size = 60_000_000
            archive.addfile(member, Zeros(member.size))
        return made.getvalue()
    return zipped({"stride.ipynb": bytes(60_000_000)})


class Zeros:
    def __init__(self, size):
        self.left = size

    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


def many_members():
    """A zip archive that says that it holds a million files."""
    entry = b"PK\1\2" + bytes(24) + (1).to_bytes(2, "little") + bytes(16) + b"x"
    directory = entry * 10**6
    end = b"PK\5\6" + bytes(4) + b"\xff\xff\xff\xff"
    return directory + end + len(directory).to_bytes(4, "little") + bytes(6)


NAMES_SOMEBODY = {
    "Moodle's folder": f"{moodle('Ada A', 1)}/stride.ipynb",
    "Canvas's name": "adaa_11_22_stride.ipynb",
    "a folder": "Ada A/stride.ipynb",
    "Blackboard's name": f"{attempt('ada', 30)}_stride.ipynb",
    "a home": "home/Ada A/exercises/ps1_stride/stride.ipynb",
    "upwards": f"../{moodle('Ada A', 1)}/stride.ipynb",
    "from the root": f"/{moodle('Ada A', 1)}/stride.ipynb",
    "backslashes": f"..\\{moodle('Ada A', 1)}\\stride.ipynb",
}
BOBS_FILES = {
    **{
        f"an archive names another student: {kind}": ({"hw.zip": zipped({path: BOB})}, BOB, "")
        for kind, path in NAMES_SOMEBODY.items()
    },
    "a folder names another student": ({f"{moodle('Ada A', 1)}/stride.ipynb": BOB}, BOB, ""),
    "an archive named like the set": ({"ps1_stride.zip": A_ZIP}, BOB, ""),
    "a newer notebook of another set": (
        {"stride.ipynb": BOB, "shapes.ipynb": notebook(OTHER), "lesson.ipynb": LESSON},
        BOB,
        "left out Bob B_2_assignsubmission_file_/shapes.ipynb: has no cell of this set",
    ),
    "a scratch notebook": ({"stride.ipynb": BOB, "zz.ipynb": b'{"cells": []}'}, BOB, "zz.ipynb: has no cell"),
    "the whole course": (
        {
            "tconv.zip": zipped(
                {
                    "tconv/exercises/ps1_stride/stride.ipynb": BOB,
                    "tconv/exercises/ps2_shapes/shapes.ipynb": notebook(OTHER),
                    "tconv/notebooks/01.ipynb": LESSON,
                }
            )
        },
        BOB,
        "tconv.zip/tconv/notebooks/01.ipynb: has no cell of this set",
    ),
    "one compressed file": ({"stride.ipynb.zip": A_ZIP}, BOB, ""),
    "what Finder adds": (
        {"hw.zip": zipped({"stride.ipynb": BOB, "__MACOSX/._stride.ipynb": b"\0", "._stride.ipynb": GOOD})},
        BOB,
        "",
    ),
    "checkpoints": (
        {"hw.zip": zipped({"stride.ipynb": BOB, ".ipynb_checkpoints/stride-checkpoint.ipynb": GOOD})},
        BOB,
        "",
    ),
    "an archive with three bytes flipped": ({"hw.zip": damaged(A_ZIP)}, None, "hw.zip/stride.ipynb: is damaged"),
    "half an archive": ({"hw.zip": A_ZIP[: len(A_ZIP) // 2]}, None, "hw.zip: is damaged"),
    "no archive at all": ({"hw.zip": b"%PDF"}, None, "hw.zip: is damaged"),
    "an empty archive": ({"hw.zip": b""}, None, "hw.zip: is damaged"),
    "an encrypted archive": ({"hw.zip": encrypted(A_ZIP)}, None, "hw.zip/stride.ipynb: is encrypted"),
    "a damaged archive beside a whole one": (
        {"a.zip": damaged(A_ZIP), "b.zip": A_ZIP},
        BOB,
        "a.zip/stride.ipynb: is damaged",
    ),
    "an archive that holds 60 MB": ({"hw.zip": lambda: huge("zip")}, None, "hw.zip/stride.ipynb: is larger than 10 MB"),
    "an archive that holds 60 MB and says it does not": (
        {"hw.zip": lambda: lying(huge("zip"))},
        None,
        "hw.zip/stride.ipynb: is damaged",
    ),
    "a tar archive that holds 60 MB": ({"hw.tgz": lambda: huge("tar")}, None, "hw.tgz"),
    "archives in archives": ({"hw.zip": nested(3)}, None, "lies deeper than 3 archives"),
    "a million members": ({"hw.zip": many_members}, None, "holds more files than an archive"),
    "a link in an archive": ({"hw.zip": with_link()}, None, "hw.zip/stride.ipynb: is a link"),
    "a capital letter": ({"Stride.ipynb": BOB}, BOB, ""),
    "a copy": (
        {"stride-Copy1.ipynb": BOB, "stride.ipynb": UNTOUCHED},
        BOB,
        "stride.ipynb: is not answered",
    ),
    "a name added": ({"stride_hal.ipynb": BOB}, BOB, ""),
    "a new notebook with copies of answers": (
        {"Untitled.ipynb": COPIED, "stride.ipynb": UNTOUCHED},
        COPIED,
        "stride.ipynb: is not answered",
    ),
    "as text": ({"stride.ipynb.txt": BOB}, BOB, ""),
    **{
        f"a notebook called {name}": ({name: BOB}, BOB, "")
        for name in ("stride.txt", "stride.json", "stride", "stride.ipynb.download", "stride.zip", "stride.tar")
    },
    "a notebook called text in an archive": ({"hw.tgz": tar({"a.txt": b"hi", "stride.txt": BOM_UTF8 + BOB})}, BOB, ""),
    **{f"an archive called {name}": ({name: A_ZIP}, BOB, "") for name in ("stride.ipynb", "hw", "hw.dat", "hw.rar")},
    "a tar archive that is none": ({"hw.tar.gz": A_ZIP}, BOB, ""),
    "a document, which is an archive, too": ({"a.docx": A_DOCUMENT}, None, "no notebook: Bob B"),
    "the encoding of an old Windows": ({"a.ipynb": IN_CP1252, "stride.ipynb": UNTOUCHED}, IN_CP1252, "is not answered"),
    "what is called a notebook and is a document": ({"stride.ipynb": b"%PDF"}, b"%PDF", ""),
    "JSON that is no notebook": ({"stride.json": b'{"name": "cells"}'}, None, "no notebook: Bob B"),
    "an ending in capitals": ({"STRIDE.IPYNB": BOB}, BOB, ""),
    "another name, answered": ({"final.ipynb": BOB, "stride.ipynb": UNTOUCHED}, BOB, ""),
    "a tar archive": ({"hw.tar.gz": tar({"x/stride.ipynb": BOB, "x/notes.txt": b"hi"})}, BOB, ""),
    "a tar archive, not packed": ({"hw.tar": tar({"stride.ipynb": BOB}, "w")}, BOB, ""),
    "a damaged tar archive": ({"hw.tar.gz": tar({"stride.ipynb": BOB})[:-50]}, None, "hw.tar.gz"),
    "an archive of another kind": ({"hw.7z": b"7z\xbc\xaf"}, None, "hw.7z: is an archive that is not read here"),
    "another archive beside it": ({"hw.rar": b"Rar!", "stride.ipynb": BOB}, BOB, "hw.rar: is an archive that"),
    "a compressed file": ({"stride.ipynb.gz": gzip.compress(BOB)}, None, "is an archive that is not read here"),
    "a folder called x.ipynb": ({"x.ipynb/stride.ipynb": BOB}, BOB, ""),
    "only a document": (
        {"answers.pdf": b"%PDF"},
        None,
        "no notebook: Bob B (Bob B_2_assignsubmission_file_/answers.pdf)",
    ),
    "a byte order mark": ({"stride.ipynb": BOM_UTF8 + BOB}, BOB, ""),
    "nothing but brackets": ({"stride.ipynb": b"[" * 100_000}, b"[" * 100_000, ""),
    "no notebook in it": ({"stride.ipynb": b"\xff\xfe"}, b"\xff\xfe", ""),
    "cells that are none": (
        {"stride.ipynb": b'{"cells": [1, {"metadata": 3, "id": []}]}'},
        b'{"cells": [1, {"metadata": 3, "id": []}]}',
        "",
    ),
    "many megabytes": ({"stride.ipynb": b" " * 10_000_001}, None, "is larger than 10 MB"),
}


@pytest.mark.parametrize("as_zip", [True, False], ids=["zip", "folder"])
@pytest.mark.parametrize("case", BOBS_FILES)
def test_between_two_honest_students(case, as_zip, capsys):
    files, wanted, said = BOBS_FILES[case]
    if not as_zip and any(".." in path or path.startswith("/") or "\\" in path for path in files):
        return
    bobs = {f"{BOBS}/{path}": data() if callable(data) else data for path, data in files.items()}
    words = take_in(HONEST | bobs, capsys, as_zip)
    assert handed() == BOTH | ({"Bob_B": wanted} if wanted is not None else {})
    assert said in words
    assert ("Bob B" in words) == bool(said or len(files) > 1)


def group(*people):
    return zipped({f"{moodle(name, number)}/a.ipynb": notebook(note=name) for number, name in enumerate(people)})


CANVAS = {f"{name}_{number}_{number}7_stride.ipynb": notebook(note=name) for number, name in enumerate(("jo", "di"), 1)}
SEVERAL = {
    "Moodle's archives": {"group1.zip": group("Jo", "Di"), "group2.zip": group("Cy")},
    "an archive in an archive": {"all/hw.zip": zipped({"downloads.zip": group("Jo", "Di")})},
    "Canvas's archive": {"hw.zip": zipped({"submissions/" + path: data for path, data in CANVAS.items()})},
    "a folder": {f"late/{moodle(name, number)}/a.ipynb": BOB for number, name in enumerate(("Jo", "Di"))},
}


@pytest.mark.parametrize("case", SEVERAL)
@pytest.mark.parametrize("alone", [True, False])
def test_a_download_in_a_download_is_not_one_students(case, alone, capsys):
    said = take_in(SEVERAL[case] if alone else HONEST | SEVERAL[case], capsys)
    if alone and case == "a folder":
        assert [*handed()] == ["Di", "Jo"]
    else:
        assert "a download of its own, of di, jo; collect it by itself" in said.casefold()
        assert handed() == ({} if alone else BOTH)


@pytest.mark.parametrize(
    "name", ["submissions.zip", "Abgaben (1).zip", "homework.ipynb", "HW2-Copy1.ipynb", "download-20261128.zip"]
)
def test_what_work_is_called_is_nobodys_name(name, capsys):
    """An archive of several students' folders would be one student, with the last one's work."""
    data = zipped({"Jo/stride.ipynb": ADA, "Di/stride.ipynb": EVE}) if name.endswith("zip") else BOB
    said = take_in({name: data, "Eve.ipynb": EVE}, capsys, as_zip=False)
    assert f"left out {name}: that is nobody's name" in said and [*handed()] == ["Eve"]


@pytest.mark.parametrize(
    "name",
    ["ps1_20261128", "stride-2026-11-28", "PS1_20261128_1030", "PS1-20261128T103000Z-1-001", "ps1 28.11.2026 (1)"]
    + ["drive-download-20261128T103000Z-001", "CS 101-20261128T103000Z-1-002", "OneDrive_1_11-28-2026"],
)
@pytest.mark.parametrize("inner", ["{}_stride.ipynb", "PS1/{} - stride.ipynb", "{}/stride.ipynb"])
def test_the_date_of_a_download_is_nobodys_name(name, inner, capsys):
    data = zipped({inner.format("Jo"): ADA, inner.format("Di"): BOB})
    said = take_in({f"{name}.zip": data, "stride_Eve.ipynb": EVE}, capsys, as_zip=False)
    assert f"left out {name}.zip: that is nobody's name" in said and [*handed()] == ["Eve"]


def test_a_students_number_may_look_like_a_date(capsys):
    two = zipped({"stride.ipynb": BOB, "stride-Copy1.ipynb": EVE})
    take_in({"stride_20210412.ipynb": ADA, "ps1_20210413.zip": two}, capsys, as_zip=False)
    assert [*handed()] == ["20210412", "20210413"]


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
    monkeypatch.setattr(collect, "EXERCISES", Path("sets"))
    said = take_in(with_bytes(["Schwab_stride.ipynb", "Bo_ps1_stride.ipynb", "Cy_ps1_strides.ipynb"]), capsys)
    assert "left out: Cy_ps1_strides.ipynb is of ps1_strides\n" in said
    assert sorted(handed()) == ["Bo", "Schwab"]


@pytest.mark.parametrize("name", ["ps1.zip", "stride.zip", "ps1 group 2.zip"])
def test_a_download_called_after_the_set_is_nobodys_work(name, capsys):
    said = take_in({name: group("Cy"), "Eve.ipynb": EVE}, capsys, as_zip=False)
    assert re.search("a download of its own.* collect(ed)? ", said) and name in said and [*handed()] == ["Eve"]


def test_nobody_hides_others_among_a_thousand_lines(capsys):
    many = zipped({f"{number}.ipynb": b'{"cells": []}' for number in range(1020)})
    said = take_in(HONEST | {f"{BOBS}/a.zip": many, f"{BOBS}/stride.ipynb": BOB}, capsys).splitlines()
    assert len(said) == 23 and said[20] == "Bob B: left out 1,000 more"
    assert handed() == BOTH | {"Bob_B": BOB}


def test_files_of_a_group_that_look_like_one_student_are_said_and_a_pattern_tells_them_apart(capsys):
    files = {
        f"{group}/{name}_stride.ipynb": notebook(note=name) for group in "AB" for name in (f"Jo{group}", "Di", "Ed")
    }
    said = take_in(files, capsys)
    assert (
        "A: 3 answered notebooks; if they are several people's, say so, as in PATTERN='{any}/{student}_{file}'" in said
    )
    take_in(
        {path: data for path, data in files.items() if path.startswith("A")}, capsys, pattern="{any}/{student}_{file}"
    )
    assert {"JoA", "Di", "Ed"} <= {*handed()}


def test_a_student_cannot_replace_another_ones_work_later(capsys):
    take_in(HONEST, capsys)
    take_in({f"{BOBS}/hw.zip": zipped({f"{moodle('Ada A', 1)}/stride.ipynb": BOB})}, capsys)
    assert handed() == BOTH | {"Bob_B": BOB}


# Who it was


def with_bytes(paths):
    """A notebook of its own for each path."""
    return {path: notebook(note=path) for path in paths}


ONE_NEW = "1 new, 0 changed, 0 unchanged\n"
DASHES = "Bo", "Jean - Luc P", "Ada - Eve - Cy"
WHO = {
    "Canvas, zips of the whole course": (
        {
            f"{name}_tconv.zip": zipped({"tconv/exercises/ps1_stride/stride.ipynb": notebook(note=name)})
            for name in ("doejane_111_777", "roerick_222_888")
        },
        ["doejane", "roerick"],
    ),
    "Blackboard, user names with _": (
        with_bytes(f"{attempt(user, 1)}_stride.ipynb" for user in ("jane_doe", "john_doe")),
        ["jane_doe", "john_doe"],
    ),
    "Blackboard, a title with _": (
        with_bytes(f"ps1_stride_{user}_attempt_2026-10-01-09-00-00_x.ipynb" for user in ("a_b", "a_c")),
        ["a_b", "a_c"],
    ),
    **{
        f"Blackboard, in another language: {word}": (
            with_bytes(f"PS1_{user}_{word}_2026-10-01-09-00-00_stride.ipynb" for user in ("jane_doe", "john_doe"))
            | {f"PS1_john_doe_{word}_2026-10-01-09-00-00.txt": b"Naam: John (john_doe)"},
            ["John", "jane_doe"],
        )
        for word in ("poging", "Versuch", "tentative d'envoi", "प्रयास")
    },
    "Blackboard, what the text says": (
        with_bytes([f"My_{attempt('s_1', 1)}_stride.ipynb", f"My_{attempt('s_2', 1)}_stride.ipynb"])
        | {
            f"My_{attempt('s_1', 1)}.txt": "Name: José Doe (s_1)\nx".encode("cp1252"),
            f"My_{attempt('s_2', 1)}.txt": "Nom : Noël (s_2)\r\n".encode(),
        },
        ["José_Doe", "Noël"],
    ),
    "groups": (
        with_bytes(["Group A/Jane Doe/stride.ipynb", "Group B/Jane Doe/stride.ipynb"]),
        ["Group_A_Jane_Doe", "Group_B_Jane_Doe"],
    ),
    "vowel signs": (with_bytes(["रवि/stride.ipynb", "रवी/stride.ipynb"]), ["रवि", "रवी"]),
    "accents": (with_bytes(["Jose/stride.ipynb", "José/stride.ipynb"]), ["Jose", "José"]),
    "apostrophes and spaces": (with_bytes(["O'Neil/stride.ipynb", "O Neil/stride.ipynb"]), ["O_Neil", "O_Neil_2"]),
    "large and small letters": (with_bytes(["ada/stride.ipynb", "ADA/stride.ipynb"]), ["ADA", "ada_2"]),
    "names of Windows' own": (with_bytes(["Con/stride.ipynb", "aux.x/stride.ipynb"]), ["Con_", "aux.x_"]),
    "long names": (with_bytes([f"{'x' * 200} {end}/stride.ipynb" for end in "ab"]), ["x" * 80, f"{'x' * 80}_2"]),
    "nothing but signs": (with_bytes(["!!!/stride.ipynb", "???/stride.ipynb"]), ["student_", "student__2"]),
    "namesakes in Moodle": (
        with_bytes(f"{moodle('Anna R', number)}/stride.ipynb" for number in (201, 202)),
        ["Anna_R_201", "Anna_R_202"],
    ),
    "Moodle, hidden names": (
        with_bytes(f"{moodle('Participant', number)}/a.ipynb" for number in (7, 8)),
        ["Participant_7", "Participant_8"],
    ),
    "Moodle, one hidden name": (with_bytes([f"{moodle('Participant', 7)}/a.ipynb"]), ["Participant_7"]),
    "Moodle, one participant in two groups": (
        {f"Lab-1-{moodle('Anne-Marie D', 7)}/a.ipynb": ADA, f"Lab-2-{moodle('Anne-Marie D', 7)}/a.ipynb": ADA}
        | {f"Lab-2-{moodle('Bo', 8)}/a.ipynb": BOB},
        ["Anne-Marie_D", "Lab-2-Bo"],
    ),
    "Moodle, a group's name": (
        with_bytes(f"Gruppe A-{moodle(name, number)}/a.ipynb" for number, name in enumerate(["Ada A", "Bob-Bo B"])),
        ["Ada_A", "Bob-Bo_B"],
    ),
    "Moodle, a group's name in letters only": (
        with_bytes(
            f"Rot-{moodle(name, number)}/a.ipynb" for number, name in enumerate(["Ada A", "Bo B", "Cy C", "Di D"])
        ),
        ["Ada_A", "Bo_B", "Cy_C", "Di_D"],
    ),
    "Moodle, first names that begin alike": (
        with_bytes(f"{moodle(name, number)}/a.ipynb" for number, name in enumerate(["Jean-Luc A", "Jean-Paul B"])),
        ["Jean-Luc_A", "Jean-Paul_B"],
    ),
    "Moodle, one number of two names": (
        with_bytes([f"{moodle('Ada A', 7)}/a.ipynb", f"{moodle('Bob A', 7)}/a.ipynb"]),
        ["Ada_A", "Bob_A"],
    ),
    "Google Classroom, a name with a dash": (
        with_bytes(["Anne - Marie D - stride.ipynb", "Bo - stride (1).ipynb", "Cy - Copy of stride.ipynb"]),
        ["Anne_-_Marie_D", "Bo", "Cy"],
    ),
    "Moodle, in a folder": (
        with_bytes([f"PS 1/{moodle('Ada A', 1)}/x.ipynb", f"PS 1/{moodle('Bob B', 2)}/x.ipynb"]),
        ["Ada_A", "Bob_B"],
    ),
    "Moodle, two sections": (
        with_bytes([f"A/{moodle('Ada A', 1)}/x.ipynb", f"B/{moodle('Bob B', 2)}/x.ipynb"]),
        ["Ada_A", "Bob_B"],
    ),
    "a Moodle file that names another": (
        with_bytes([f"{BOBS}{moodle('Ada A', 1)}stride.ipynb", f"{moodle('Ada A', 1)}stride.ipynb"]),
        ["Ada_A", "Bob_B"],
    ),
    "a Canvas file that names another": (
        with_bytes(["bob_2_22_ada_1_11_stride.ipynb", "ada_1_11_stride.ipynb"]),
        ["ada", "bob"],
    ),
    "folders, one file named like Canvas's": (
        with_bytes(["ada/stride.ipynb", "bob/ada_1_2_stride.ipynb"]),
        ["ada", "bob"],
    ),
    "folders, one file in a folder": (with_bytes(["ada/stride.ipynb", "bob/ada/stride.ipynb"]), ["ada", "bob"]),
    "folders in a folder": (
        with_bytes(["homework 1/ada/stride (2).ipynb", "homework 1/bo/x/stride.ipynb"]),
        ["ada", "bo"],
    ),
    "the whole course of each": (
        with_bytes([f"{name}/tconv-main/exercises/ps1_stride/stride.ipynb" for name in "ab"]),
        ["a", "b"],
    ),
    "nbgrader, without its first folder": (
        with_bytes([f"{name}/ps1_stride/stride.ipynb" for name in "ab"]),
        ["a", "b"],
    ),
    "files in a folder": (with_bytes(["hw/ada_stride.ipynb", "hw/bo-stride (2).ipynb"]), ["ada", "bo"]),
    "files of all kinds": (
        with_bytes(["ada.lovelace-stride.ipynb", "stride_bo.ipynb", "李雷_ps1_stride.ipynb", "Cleo.ipynb"])
        | {"notes.ipynb": LESSON, "stride.ipynb": GOOD, "stride-Copy1.ipynb": GOOD},
        ["Cleo", "ada.lovelace", "bo", "李雷"],
    ),
    **{
        f"files, and somebody's folder with folders: {form}": (
            with_bytes([*map(form.format, ("Al", "Cy", "Di"))]) | {"Bo/a/x.ipynb": GOOD, "Bo/b/y.ipynb": UNTOUCHED},
            ["Al", "Bo", "Cy", "Di"],
        )
        for form in ("stride_{}.ipynb", "{}.ipynb")
    },
    "folders, beside some notebooks of the teacher's": (
        with_bytes(f"hand-ins/{name}/x.ipynb" for name in ("Al", "Bo", "Cy")) | {"a.ipynb": LESSON, "b.ipynb": LESSON},
        ["Al", "Bo", "Cy"],
    ),
    "archives": (
        {f"{name}.zip": zipped({"bob/stride.ipynb": notebook(note=name)}) for name in ("ada", "bob")},
        ["ada", "bob"],
    ),
    **{
        f"one folder around all, {folder}: folders": (
            with_bytes(f"{folder}/{name}/stride.ipynb" for name in ("Ada L", "Bo Li", "Cy X")),
            ["Ada_L", "Bo_Li", "Cy_X"],
        )
        for folder in ("ps1-submissions", "CS101-PS1-4711", "ps1_stride-2026", "Stride-Abgaben", "all of it")
    },
    "one folder around all, one folder": (with_bytes(["ps1-submissions/Ada L/stride.ipynb"]), ["Ada_L"]),
    "one folder around all, one folder with a folder": (with_bytes(["CS101-PS1/Ada L/final/stride.ipynb"]), ["Ada_L"]),
    "one folder around all: files without the set's name": (
        with_bytes(f"hand-ins/{name}.ipynb" for name in ("Ada L", "Bo")),
        ["Ada_L", "Bo"],
    ),
    "Google Classroom, a date in a file": (
        with_bytes(["Ada L - stride_2026_10_01.ipynb", "Bo - stride.ipynb"]),
        ["Ada_L", "Bo"],
    ),
    "Moodle, hidden names in a group": (
        with_bytes(f"Lab-1-{moodle('Participant', number)}/a.ipynb" for number in (7, 8)),
        ["Lab-1-Participant_7", "Lab-1-Participant_8"],
    ),
    "one folder around all, the teacher's own notebook": (
        with_bytes([f"ps1-all/{path}/stride.ipynb" for path in ("Ada", "Bo", "Cy")]) | {"ps1-all/stride.ipynb": GOOD},
        ["Ada", "Bo", "Cy"],
    ),
    "one folder around all: Moodle, and the teacher's own notebook": (
        with_bytes([f"CS101-PS1-4711/{moodle(name, n)}/a.ipynb" for n, name in enumerate(["Ada", "Bo"])])
        | {"CS101-PS1-4711/notes.ipynb": LESSON},
        ["Ada", "Bo"],
    ),
    **{
        f"one folder around all, and a teacher's own notes: {system}": (
            with_bytes([f"PS1/{path}" for path in paths]) | {"PS1/my notes.ipynb": LESSON},
            students,
        )
        for system, paths, students in (
            ("Canvas", ["ada_1_11_stride.ipynb", "bo_2_22_stride.ipynb"], ["ada", "bo"]),
            ("Google Classroom", ["Ada L - stride.ipynb", "Bo - stride.ipynb"], ["Ada_L", "Bo"]),
        )
    },
    "one folder around all: Moodle, one participant": (
        with_bytes([f"CS101-PS1-4711/{moodle('Ada A', 1)}/a.ipynb"]),
        ["Ada_A"],
    ),
    "one folder around all: Canvas": (
        with_bytes(["ps1-canvas/ada_1_11_stride.ipynb", "ps1-canvas/bo_LATE_2_22_x.ipynb"]),
        ["ada", "bo"],
    ),
    "one folder around all: Canvas, one file": (with_bytes(["ps1-canvas/ada_1_11_stride.ipynb"]), ["ada"]),
    "Sakai, a name in brackets": (
        with_bytes(
            f"PS 1/{name}/Submission attachment(s)/a.ipynb"
            for name in ("Wei\u00df (Jay), J\u00fcrgen(jw)", "Li, Bo(bo@x.org)")
        ),
        ["Li_Bo", "Wei\u00df_Jay_J\u00fcrgen"],
    ),
    **{
        f"Sakai, {kind}": (with_bytes(f"PS 1/{each}_{n}.ipynb" for n, each in enumerate(entries)), students)
        for kind, entries, students in (
            (
                "without folders",
                [f"{name}_Submission attachment(s)_a" for name in ("Doe, Jo(jo)", "Li, Bo(bo)")],
                ["Doe_Jo", "Li_Bo"],
            ),
            ("groups", [f"{name}/Submission attachment(s)/a" for name in ("Team 1", "Team 2")], ["Team_1", "Team_2"]),
        )
    },
    "one folder around all: Brightspace": (
        with_bytes(
            f"PS1-download/{n}-5 - {name} - Mar 1, 2026 1037 AM/a.ipynb" for n, name in enumerate(["Jane Doe", "Bo"])
        ),
        ["Bo", "Jane_Doe"],
    ),
    "one folder around all: files": (with_bytes(["ps1-all/Ada_stride.ipynb", "ps1-all/Bo.ipynb"]), ["Ada", "Bo"]),
    "one folder around all: archives": (
        {f"hand-ins/{name}.zip": zipped({"x.ipynb": notebook(note=name)}) for name in ("Ada", "Bo")},
        ["Ada", "Bo"],
    ),
    "two folders around all": (
        with_bytes(
            f"ps1-{group}/{name}/x.ipynb" for group, name in (("a", "Al"), ("a", "Bo"), ("b", "Cy"), ("b", "Di"))
        ),
        ["Al", "Bo", "Cy", "Di"],
    ),
    **{
        f"folders, all with {path}": (with_bytes(f"{name}/{path}" for name in ("Ada L", "Bob B")), ["Ada_L", "Bob_B"])
        for path in (
            "PS1 - stride.ipynb",
            "Homework - stride.ipynb",
            "ps1-answers/stride.ipynb",
            "final answers/stride.ipynb",
            "stride_2026_10_01.ipynb",
            "hw_2026_10_01.ipynb",
            "submitted/final/stride.ipynb",
            "home/work/stride.ipynb",
            "my_stride.ipynb",
            "hand in/ps1-stride/final/stride.ipynb",
        )
    },
    "folders, with other names in each": (
        with_bytes(["Ada/ps1-answers/stride.ipynb", "Bob/ps1-loesung/stride.ipynb", "Cy/stride/stride.ipynb"]),
        ["Ada", "Bob", "Cy"],
    ),
    "folders, in one around all": (with_bytes(f"PS1/{name}/final/a.ipynb" for name in ("Ada", "Bob")), ["Ada", "Bob"]),
    **{
        f"one folder with {path}": (with_bytes([f"Ada L/{path}"]), ["Ada_L"])
        for path in (
            "my_stride.ipynb",
            "PS1 - stride.ipynb",
            "Homework - stride.ipynb",
            "ps1-answers/stride.ipynb",
            "stride_2026_10_01.ipynb",
            "hw_2026_10_01.ipynb",
        )
    },
    "Blackboard, numbers as user names and a title with _": (
        with_bytes(f"PS_1_{user}_attempt_2026-10-01-09-00-00_stride.ipynb" for user in (1234567, 7654321))
        | {"PS_1_7654321_attempt_2026-10-01-09-00-00.txt": b"Name: Jo (7654321)\n"},
        ["1_1234567", "Jo"],
    ),
    "Blackboard, numbers in the title": (
        with_bytes(f"HW_1_2026_{user}_attempt_2026-10-01-09-00-00_stride.ipynb" for user in ("jd", "zz")),
        ["1_2026_jd", "1_2026_zz"],
    ),
    "files that look like Canvas's: two names, one number": (
        with_bytes(["jane_2026_1_stride.ipynb", "bob_2026_1_stride.ipynb", "cy_3_33_stride.ipynb"]),
        ["bob_2026_1", "cy", "jane_2026_1"],
    ),
    "files that look like Canvas's: the set's name": (
        with_bytes(["stride_2026_10_01_ada.ipynb", "stride_2026_10_01_bob.ipynb"]),
        ["2026_10_01_ada", "2026_10_01_bob"],
    ),
    "files that look like Canvas's: dates": (
        with_bytes(["hw_2026_10_01_ada.ipynb", "hw_2026_10_01_bob.ipynb"]),
        ["hw_2026_10_01_ada", "hw_2026_10_01_bob"],
    ),
    "files that look like Canvas's: one name": (
        with_bytes(["hw_1_10_ada.ipynb", "hw_1_11_bob.ipynb"]),
        ["hw_1_10_ada", "hw_1_11_bob"],
    ),
    "files that look like Google's: one name": (
        with_bytes(["Homework - ada.ipynb", "Homework - bob.ipynb"]),
        ["Homework_-_ada", "Homework_-_bob"],
    ),
    "files that look like Google's: what work is called": (
        with_bytes(["solution - Ada.ipynb", "Lösung2 - Bob.ipynb"]),
        ["Lösung2_-_Bob", "solution_-_Ada"],
    ),
    "files that look like Google's: what work is called, beside one other": (
        with_bytes(["class/solution - Ada.ipynb", "class/Bob.ipynb"]),
        ["Bob", "solution_-_Ada"],
    ),
    "Brightspace, a name with dashes": (
        with_bytes(f"12-{number} - {name} - Mar 1, 2026 1037 AM/a.ipynb" for number, name in enumerate(DASHES)),
        ["Bo", "Jean_-_Luc_P", "Ada_-_Eve_-_Cy"],
    ),
    "Brightspace, a name with dashes, flat": (
        with_bytes(f"12-{number} - {name} - 1. März 2026 1037 - a - b.ipynb" for number, name in enumerate(DASHES)),
        ["Bo", "Jean_-_Luc_P", "Ada_-_Eve_-_Cy"],
    ),
    "nbgrader's whole folder": (
        {f"course/submitted/{name}/ps1_stride/stride.ipynb": notebook(note=name) for name in ("ada", "bo")}
        | with_bytes(f"course/{step}/ps1_stride/stride.ipynb" for step in ("source", "release"))
        | with_bytes(f"course/autograded/{name}/ps1_stride/stride.ipynb" for name in ("ada", "bo"))
        | {"course/feedback/ada/ps1_stride/stride.html": b"", "course/gradebook.db": b""},
        ["ada", "bo"],
    ),
    "nbgrader's whole exchange": (
        {
            f"tconv/inbound/{name}+ps1_stride+2026-03-01 10:00:00 UTC/stride.ipynb": notebook(note=name)
            for name in ("ada", "bo")
        }
        | with_bytes(["tconv/outbound/ps1_stride/stride.ipynb", "tconv/feedback/ps1_stride/a.ipynb"]),
        ["ada", "bo"],
    ),
    "students in folders that nbgrader's are called like": (
        with_bytes(["source/stride.ipynb", "release/stride.ipynb"]),
        ["release", "source"],
    ),
    "nbgrader's exchange, letters that are drawn at random": (
        with_bytes(
            f"{name}+ps1_stride+2026-03-01 10:00:00.123456 UTC+{drawn}/stride.ipynb"
            for name, drawn in (("ada", "aB-c_9Zx12-Y"), ("bo", "-Bxc9Zx12Y34"), ("cy", "_xc9Zx_12Y3-"))
        ),
        ["ada", "bo", "cy"],
    ),
    **{
        f"{system}, beside what is of other sets": (
            with_bytes(path.format(name, SET, "stride") for name in ("ada", "bo"))
            | {path.format(name, OTHER, "shapes"): notebook(OTHER) for name in ("ada", "cy", "di")},
            ["ada", "bo"],
        )
        for system, path in {
            "nbgrader's exchange": "inbound/{0}+{1}+2026-03-01 10:00:00.1 UTC+ab/{2}.ipynb",
            "nbgrader's folder": "submitted/{0}/{1}/{2}.ipynb",
            "folders of students": "{0}/{1}/{2}.ipynb",
            "folders of sets": "class/{1}/{0}/{2}.ipynb",
        }.items()
    },
    "Google's and Microsoft's forms": (
        with_bytes(
            f"{name}.ipynb"
            for name in "stride - Ada L,stride (1) - Bo,Stride-Copy1 - Cy,stride_Di,stride 1_Ed,stride-fe".split(",")
            + ["my work - Gus", "my work - Ida", "Copy of stride - Jo", "Kopie von Stride (2) - Kim"]
        ),
        ["Ada_L", "Bo", "Cy", "Di", "Ed", "Jo", "Kim", "fe", "my_work_-_Gus", "my_work_-_Ida"],
    ),
    "a name with a number in it": (
        with_bytes([f"class/stride_Max Muster{number}.ipynb" for number in ("", " 1", " 2")]),
        ["Max_Muster", "Max_Muster_1", "Max_Muster_2"],
    ),
    "copies as Windows and a Mac name them": (
        with_bytes(
            ["Ada_stride - Copy.ipynb", "Bo_stride - Kopie (2).ipynb", "Cy_stride copy 2.ipynb", "Di_stride 2.ipynb"]
        )
        | {"stride - Copy (2).ipynb": GOOD, "stride 2.ipynb": GOOD},
        ["Ada", "Bo", "Cy", "Di"],
    ),
    "copies as people name them": (
        with_bytes(["Ada_stride.ipynb", "Bo_stride_v2.ipynb", "stride_Cy_final.ipynb", "stride-V3 - Di.ipynb"])
        | {"Ada_stride_v2.ipynb": GOOD, "stride_final.ipynb": GOOD},
        ["Ada", "Bo", "Cy", "Di"],
    ),
    "files named by the set's number": (
        with_bytes(["ps1_Ada.ipynb", "PS1 - Bo L.ipynb", "Cy_ps1.ipynb", "ps1-Di.ipynb", "Ed_PS1_v2.ipynb"])
        | {"ps1.ipynb": GOOD},
        ["Ada", "Bo_L", "Cy", "Di", "Ed"],
    ),
    "files with blanks in their names": (
        with_bytes(["Ada L stride.ipynb", "stride Bo.ipynb", "PS1 Cy M final.ipynb", "Abgabe_ps1_Di.ipynb"])
        | {"homework stride.ipynb": GOOD},
        ["Ada_L", "Bo", "Cy_M", "Di"],
    ),
    "files whose copies were named": (
        with_bytes(f"{name}.ipynb" for name in ("stride (1)_Ada", "stride-2_Bo", "PS1 copy - Cy", "stride_v2_Di (1)")),
        ["Ada", "Bo", "Cy", "Di"],
    ),
    "files with numbers of students": (
        with_bytes(["stride_1234567.ipynb", "ps1-2345678 (1).ipynb", "stride 3456789.ipynb"])
        | {"stride_12.ipynb": GOOD, "stride 2.ipynb": GOOD},
        ["1234567", "2345678", "3456789"],
    ),
    "a file named by the set's number": (with_bytes(["ps1_Ada.ipynb"]), ["Ada"]),
    "folders, files named by the set's number": (
        with_bytes(f"{name}/{file}.ipynb" for name in ("Ada", "Bo") for file in ("ps1", "ps1_Ada")),
        ["Ada", "Bo"],
    ),
    "Gradescope": (
        with_bytes(f"assignment_7_export/submission_{number}/stride.ipynb" for number in (101, 102))
        | {"assignment_7_export/submission_metadata.yml": b"---\n"},
        ["submission_101", "submission_102"],
    ),
    "folders of students' own, like Gradescope's": (
        with_bytes(f"{name}/submission_1/stride.ipynb" for name in ("Ada", "Bo")),
        ["Ada", "Bo"],
    ),
    "a folder that Firefox counted": (
        with_bytes(f"PS 1, Gruppe 3(1)/{name}/stride.ipynb" for name in ("Ada", "Bo")),
        ["Ada", "Bo"],
    ),
    "folders by numbers": (with_bytes(f"class/Abgabe{number}/a.ipynb" for number in (1, 2)), ["Abgabe1", "Abgabe2"]),
    "ILIAS": (
        with_bytes(f"PS 1/Submissions/{name}/a.ipynb" for name in ("Lee_Ada_alee_301", "van Os_Bo_b.os_302")),
        ["Lee_Ada_alee_301", "van_Os_Bo_b.os_302"],
    ),
    "GitHub, one repository": (with_bytes(["ps1-stride-jane-d/exercises/ps1_stride/stride.ipynb"]), ["jane-d"]),
    "GitHub, as it zips a branch": (
        with_bytes([f"ps1-stride-{user}-{branch}/a.ipynb" for user, branch in (("jane", "main"), ("jo-d", "master"))]),
        ["jane", "jo-d"],
    ),
    "GitHub, another slug": (
        with_bytes([f"ps1-zeros-inserted-{user}/a.ipynb" for user in ("jane", "john-d")]),
        ["jane", "john-d"],
    ),
}


@pytest.mark.parametrize("case", WHO)
def test_who_handed_in(case, capsys):
    files, students = WHO[case]
    said = take_in(files, capsys)
    assert sorted(handed()) == sorted(students)
    assert f"{len(students)} new" in said
    assert len({*handed().values()}) == len(students)


def test_a_name_with_dashes_keeps_its_date(capsys):
    take_in(with_bytes(["123-4 - Jean - Luc P - Mar 1, 2026 1037 PM/a.ipynb"]), capsys)
    assert handed_in.read(SET, "Jean_-_Luc_P").date == "2026-03-01T22:37:00"


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


@pytest.mark.parametrize("beside", ["solutions", "homework", "a"])
def test_nbgraders_own_folders_are_said_once(beside, capsys):
    files = {f"{beside}/submitted/ada/{SET}/stride.ipynb": ADA}
    files |= {f"{beside}/autograded/{name}/{SET}/stride.ipynb": ADA for name in ("ada", "bo", "cy")}
    said = take_in(files, capsys)
    assert said == f"left out: {beside}/autograded is nbgrader's own, and holds nothing that was handed in\n" + ONE_NEW


def test_sakai_in_any_language(capsys):
    stamps = {
        "Li, Bo(bo)": b"2026-03-01T10:00:00.5Z",
        "Doe, Jo(jo)": b"20260302100000500",
        "X,(x)": b"2026990210000050",
    }
    files = {f"PS 1/{entry}/timestamp.txt": stamp for entry, stamp in stamps.items()}
    files |= {f"PS 1/{entry}/Pièces jointes/a.ipynb": notebook(note=entry) for entry in stamps}
    assert "1 dates are not understood, so that nobody knows who was late: 20269902" in take_in(files, capsys)
    records = {name: handed_in.read(SET, name) for name in ("Li_Bo", "Doe_Jo", "X")}
    assert [record.username for record in records.values()] == ["bo", "jo", "x"]
    assert records["Li_Bo"].date == "2026-03-01T10:00:00.500000+00:00"
    assert records["Doe_Jo"].date == "2026-03-02T10:00:00+00:00"


def test_gradescope_says_in_a_text_whose_it_is(capsys):
    one = "  - :name: {}\n    :sid: '7'\n    :email: {}\n"
    people = {"ada@x.org": "Ada L", "bo@x.org": "\"Bo 'B' O'Neil\"", "é@x.org": "'Cy d''É'"}
    for first in 101, 201:  # each set has its own numbers
        text, files = "---\n", {}
        for number, (address, name) in enumerate(people.items(), first):
            text += (
                f"submission_{number}:\n  :submitters:\n{one.format(name, address)}  :created_at: 2026-03-01 10:00\n"
            )
            files[f"a_7_export/submission_{number}/stride.ipynb"] = notebook(note=address + str(first))
        text += f"submission_9:\n  :submitters:\n{one.format('Di', 'di@x.org')}{one.format('Ed', 'ed@x.org')}"
        files |= {"a_7_export/submission_9/stride.ipynb": GOOD, "a_7_export/submission_metadata.yml": text.encode()}
        mallory = f"submission_{first}:\n  :submitters:\n{one.format('Ed', 'ed@x.org')}".encode()
        files |= {"a_7_export/submission_9/submission_metadata.yml": mallory}
        said = take_in(files, capsys)
        assert sorted(handed()) == ["Ada_L", "Bo_B_O_Neil", "Cy_d_É", "Di_Ed"] and "not understood" not in said
        assert [handed_in.read(SET, name).username for name in ("Ada_L", "Cy_d_É", "Di_Ed")] == [
            "ada@x.org",
            "é@x.org",
            None,
        ]


def test_openolat_with_what_teachers_handed_out_and_gave_back(capsys):
    folders = "1_task", "2_submissions", "3_corrections", "4_revisions_1", "5_corrections_1", "6_revisions_2"
    files = {f"PS_1/{name}/{folder}/a.ipynb": notebook(note=name + folder) for name in "ab" for folder in folders[:3]}
    files |= {f"PS_1/c/{folder}/a.ipynb": notebook(note=folder) for folder in folders}
    files |= {"PS_1/solutions/a.ipynb": GOOD}
    said = take_in(files, capsys)
    assert handed() == {
        "a": notebook(note="a2_submissions"),
        "b": notebook(note="b2_submissions"),
        "c": notebook(note="6_revisions_2"),
    }
    assert said.count("is feedback that a teacher gave") == 4 and said.count("is what a teacher handed out") == 3
    assert said.count("was handed in before") == 2


def test_schoology_counts_revisions(capsys):
    """Two students who handed in on one day were one, called like the revision."""
    folders = {"1": "Doe, Jane - 1234/Revision 1 - On time", "2": "Doe, Jane - 1234/Revision 2 - Late"}
    folders |= {"3": "Roe, Eric - 99/Revision 2 - Late"}
    take_in({f"PS 1/{folder}/stride.ipynb": notebook(note=note) for note, folder in folders.items()}, capsys)
    assert handed() == {"Doe_Jane": notebook(note="2"), "Roe_Eric": notebook(note="3")}


def test_a_date_that_is_not_understood_is_said(capsys):
    files = with_bytes(
        [f"123-4 - {name} - {day} Foo 2026 1037/stride.ipynb" for day, name in enumerate(("Jo", "Di"), 1)]
    )
    said = take_in(files, capsys)
    assert sorted(handed()) == ["Di", "Jo"]
    assert "2 dates are not understood, so that nobody knows who was late: 2 Foo 2026 1037, 1 Foo 2026 1037" in said


@pytest.mark.parametrize(
    "said",
    [
        "Mar 1, 2026 1037 PM",
        "1. März 2026 2237",
        "1.3.2026 2237",
        "01.03.2026 22:37",
        "1 mars 2026 2237",
        "1 de marzo de 2026 2237",
        "2026年3月1日 下午1037",
    ],
)
def test_a_date_is_read_in_the_teachers_language(said, capsys):
    take_in(with_bytes([f"123-4 - {name} - {said}/stride.ipynb" for name in ("Jo", "Di")]), capsys)
    assert [handed_in.read("ps1_stride", name).date for name in ("Jo", "Di")] == ["2026-03-01T22:37:00"] * 2


def test_one_name_in_two_normal_forms_is_one_student(capsys):
    for form in "NFC", "NFD":
        take_in({f"{unicodedata.normalize(form, 'José')}/stride.ipynb": notebook(note=form)}, capsys, as_zip=False)
    assert list(handed()) == ["José"]
    both = {f"{unicodedata.normalize(form, 'Zoë')}/stride.ipynb": notebook(note=form) for form in ("NFC", "NFD")}
    assert "Zoë: left out" in take_in(both, capsys)
    assert list(handed()) == ["José", "Zoë"]


def test_the_pattern_of_a_teachers_own(capsys):
    files = {"ada/abgabe/stride.ipynb": ADA, "bo/abgabe/hw.zip": A_ZIP, "bo/abgabe/x/ada/abgabe/y.ipynb": UNTOUCHED}
    files |= {"bo/entwurf.ipynb": GOOD, "eve/abgabe/x.ipynb": UNTOUCHED}
    said = take_in(files, capsys, pattern="{student}/abgabe/{file}")
    assert "not understood: bo/entwurf.ipynb" in said
    assert handed() == {"ada": ADA, "bo": BOB, "eve": UNTOUCHED}
    take_in({"2026/ps1/007 - Gil.zip": zipped({"a.ipynb": GOOD})}, capsys, pattern="{any}/ps1/{number} - {student}.zip")
    assert handed()["Gil"] == GOOD and handed_in.read(SET, "Gil").number == "007"
    take_in({"all/Doe_Jo_jo.d_7/1.ipynb": GOOD}, capsys, pattern="{any}/{any}_{any}_{username}_{number}/{file}")
    assert handed()["jo.d"] == GOOD


def test_a_folder_around_all_does_a_pattern_no_harm_beside_what_it_does_not_name(capsys):
    files = {"all/ada/abgabe/x.ipynb": ADA, "all/bo/abgabe/hw.zip": A_ZIP, "all/bo/entwurf/x.ipynb": GOOD}
    said = take_in(files, capsys, pattern="{student}/abgabe/{file}")
    assert handed() == {"ada": ADA, "bo": BOB} and "not understood: all/bo/entwurf/x.ipynb" in said


@pytest.mark.parametrize("pattern", ["abgabe/{file}", "{name}/{file}", "{student}/{date/{file}", "{student}/{ file}"])
def test_a_pattern_that_says_nothing_is_refused(pattern):
    with pytest.raises(Exception, match="student"):
        collect.pattern(pattern)


# Which of a student's notebooks counts


def test_the_later_attempt_counts_by_the_date_in_its_name(capsys):
    files = {f"{attempt('ada', day)}_stride.ipynb": notebook(note=str(day)) for day in (2, 1, 3)}
    said = take_in(files, capsys)
    assert handed() == {"ada": notebook(note="3")}
    assert said.count("was handed in before") == 2
    assert "was handed in before" in take_in({f"{attempt('ada', 1)}_stride.ipynb": GOOD}, capsys)
    assert handed() == {"ada": notebook(note="3")}
    assert handed_in.read(SET, "ada").date == "2026-10-03T09:00:00"


def test_late_and_again_in_canvas(capsys):
    files = {"anon_aB3dE_678901_stride.ipynb": ADA, "LATE_anon_aB3dE_678999_stride-1.ipynb": BOB}
    assert "anon_aB3dE_678901_stride.ipynb: was handed in before" in take_in(files, capsys)
    record = handed_in.read(SET, "anon_aB3dE")
    assert handed() == {"anon_aB3dE": BOB} and (record.late, record.attempt, record.attachment) == (True, 1, "678999")


def test_the_last_version_counts_in_teams_and_no_draft(capsys):
    versions = {f"Submitted files/Ada L/PS 1/Version {n}/stride.ipynb": notebook(note=str(n)) for n in (2, 10, 9)}
    others = {
        f"{folder} files/{name}/PS 1/stride.ipynb": notebook(note=folder + name)
        for folder, name in (("Working", "Ada L"), ("Working", "Bo"), ("Submitted", "Bo"), ("Working", "Cy"))
    }
    said = take_in(versions | others, capsys)
    assert handed() == {"Ada_L": notebook(note="10"), "Bo": notebook(note="SubmittedBo")}
    assert said.count("was handed in before") == 2 and said.count("is a draft that was not turned in") == 3
    assert "no notebook: Cy" in said
    assert said.endswith("2 new, 0 changed, 0 unchanged; nothing is taken in from Cy: see above\n")  # among 1000 lines


@pytest.mark.parametrize("path", ["Li, Bo(bo)/{}/a.ipynb", "Li, Bo(bo)_{}_a.ipynb", "Team 1/{}/a.ipynb"])
def test_what_a_teacher_gave_back_in_sakai_is_no_hand_in(path, capsys):
    names = "Submission attachment(s)", "Feedback Attachment(s)"
    said = take_in({f"PS 1/{path.format(name)}": data for name, data in zip(names, (BOB, EVE))}, capsys)
    assert "is feedback that a teacher gave, and is not looked at" in said
    assert [*handed().values()] == [BOB]


@pytest.mark.parametrize("zone, after", [("UTC", "+00:00"), ("CEST", "+02:00"), ("-03", "-03:00"), ("+0530", "+05:30")])
def test_the_later_attempt_counts_in_nbgraders_exchange(zone, after, capsys):
    drawn = "-c_9Zx12-Yab"  # at random, and there may be signs in it
    files = {f"ada+ps1_stride+2026-03-0{day} 10:00:00.1 {zone}+{drawn}/a.ipynb": notebook(note=day) for day in "213"}
    assert "was handed in before" in take_in(files, capsys)
    assert handed() == {"ada": notebook(note="3")}
    assert handed_in.read(SET, "ada").date == f"2026-03-03T10:00:00.100000{after}"


def test_nbgraders_date_may_stand_in_a_text_beside(capsys):
    stamps = {"ada": b"2026-03-01 10:00:00.5 UTC\n", "bo": b"yesterday", "cy": b"soon"}
    files = {f"submitted/{name}/{SET}/timestamp.txt": stamp for name, stamp in stamps.items()}
    said = take_in(files | {f"submitted/{name}/{SET}/stride.ipynb": notebook(note=name) for name in stamps}, capsys)
    assert "2 dates are not understood, so that nobody knows who was late: yesterday, soon\n3 new" in said
    assert handed_in.read(SET, "ada").date == "2026-03-01T10:00:00.500000+00:00"


def test_the_later_attempt_counts_when_clocks_are_set_back(capsys):
    times = {"02:50:00 CEST": EVE, "02:10:00 CET": ADA}
    take_in({f"ada+ps1_stride+2026-10-25 {time}+ab/a.ipynb": data for time, data in times.items()}, capsys)
    assert handed() == {"ada": ADA}


@pytest.mark.parametrize("form", ["2026100{}090000_stride.ipynb", "stride_v{}.ipynb", "try {}/stride.ipynb"])
def test_of_two_equally_old_the_one_with_the_higher_number_counts(form, capsys):
    said = take_in({f"{BOBS}/{form.format(number)}": notebook(note=str(number)) for number in (1, 2)}, capsys)
    assert handed() == {"Bob_B": notebook(note="2")} and "is not newer" in said


@pytest.mark.parametrize(
    "later", ["stride (1).ipynb", "stride(1).ipynb", "stride - Copy.ipynb", "stride 2.ipynb", "Stride_V2.ipynb"]
)
def test_of_two_equally_old_the_copy_counts(later, capsys):
    take_in({f"{BOBS}/{later}": notebook(note="later"), f"{BOBS}/stride.ipynb": notebook()}, capsys)
    assert handed() == {"Bob_B": notebook(note="later")}


def test_of_ten_equally_old_the_tenth_counts(capsys):
    take_in({f"{BOBS}/stride ({number}).ipynb": notebook(note=str(number)) for number in range(1, 11)}, capsys)
    assert handed() == {"Bob_B": notebook(note="10")}


@pytest.mark.parametrize("odd", [{"source": None}, {"metadata": None}])
def test_a_cell_without_text_or_metadata_costs_no_answer(odd, capsys):
    text = json.loads(notebook())
    text["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "select 1"} | odd)
    answered = json.dumps(text).encode()
    said = take_in({f"{BOBS}/a.ipynb": answered, f"{BOBS}/stride.ipynb": notebook(answered=False)}, capsys)
    assert handed() == {"Bob_B": answered} and "stride.ipynb: is not answered" in said
    assert read(next(SUBMITTED.glob("*/*/*.ipynb"))).cells[-1].cell_type == "markdown"


def test_letters_of_an_old_windows_are_read(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(IN_CP1252)
    assert read(tmp_path / "a.ipynb").cells[-1].source == "größer"


def test_of_two_files_of_one_name_in_a_zip_the_later_counts(capsys):
    with zipfile.ZipFile("download.zip", "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        for data in ADA, BOB:
            archive.writestr(f"{BOBS}/stride.ipynb", data)
    collect.main(SET, "download.zip")
    assert handed() == {"Bob_B": BOB}


def test_a_later_attempt_that_is_another_notebook_does_not_count(capsys):
    files = {f"{attempt('ada', 1)}_stride.ipynb": ADA, f"{attempt('ada', 2)}_shapes.ipynb": notebook(OTHER)}
    assert "has no cell of this set" in take_in(files, capsys)
    assert handed() == {"ada": ADA}


def test_what_comes_later_takes_the_place_of_what_was_there(capsys):
    take_in(HONEST, capsys)
    assert "0 new, 1 changed, 1 unchanged" in take_in(HONEST | {f"{moodle('Ada A', 1)}/stride.ipynb": GOOD}, capsys)
    assert handed()["Ada_A"] == GOOD
    said = take_in(HONEST | {f"{moodle('Ada A', 1)}/stride.ipynb": UNTOUCHED}, capsys)
    assert "is not answered; what was taken in before stays" in said and handed()["Ada_A"] == GOOD


def sent(day, data, path=f"{moodle('Ada A', 1)}/stride.ipynb"):
    """A download of what was handed in, or downloaded, on this day."""
    with zipfile.ZipFile("download.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(path, (2026, 11, day, 9, 0, 0)), data)
    collect.main(SET, "download.zip")


@pytest.mark.parametrize("days", [(28, 21), (20, 28, 21), (20, 27, 22)])
def test_an_older_download_after_a_newer_one_is_said(days, capsys):
    """Moodle dates nothing: only times of files tell, which a teacher may have changed."""
    *before, last = days
    for day in before:
        sent(day, ADA if day < 28 else BOB)
    assert "older" not in capsys.readouterr().out
    sent(last, EVE)
    said = capsys.readouterr().out
    assert "older, by the times of their files, than what they replaced: Ada_A" in said and handed()["Ada_A"] == EVE
    sent(29, GOOD)
    assert "older" not in capsys.readouterr().out


def test_a_systems_own_date_says_which_is_newer(capsys):
    sent(28, ADA, f"{attempt('ada', 1)}_stride.ipynb")
    sent(27, EVE, f"{attempt('ada', 2)}_stride.ipynb")
    assert "older" not in capsys.readouterr().out and handed()["ada"] == EVE


DEF = "def stride_of(size, length):\n"
LEFT = "raise NotImplementedError()"
ANSWERS = {
    "the line as a comment": f"{DEF}    # {LEFT}\n    return 3",
    "beside the answer": f"{DEF}    return 3  # {LEFT}",
    "in a docstring": f'{DEF}    """\n    {LEFT}\n    """\n    return 3',
    "in a text": f"{DEF}    return '{LEFT}'",
    "below the answer": f"{DEF}    return 3\n    {LEFT}",
    "for what is not asked": f"{DEF}    if size:\n        return 3\n    else:\n        {LEFT}",
}
NO_ANSWERS = {
    "as it was": f"{DEF}    # YOUR CODE HERE\n    {LEFT}",
    "a draft": f"{DEF}    x = '#'\n    {LEFT}",
    "a helper": f"def helper():\n    return 3\n\n{DEF}    {LEFT}",
    "in one line": f"{DEF.strip()} {LEFT}",
    "an answer as a comment": f"{DEF}    # return 3\n    {LEFT}",
    "nothing": " \n",
}


@pytest.mark.parametrize("kind", ANSWERS | NO_ANSWERS)
def test_comments_are_no_statements(kind):
    assert is_answered((ANSWERS | NO_ANSWERS)[kind]) == (kind in ANSWERS)


def test_many_quotes_take_no_time():
    assert is_answered('"""' + "'" * 99_999 + '"' * 100_000 + "x")


# From one problem set to the next


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


READABLE = "Bob_stride.ipynb.json", "Hal_stride.ipynb.txt", "Ada_stride.ipynb"
RENAMED = "Fe_stride.json", "Ida_stride.txt", "Kit_stride", "Pia_stride.ipynb.download", "Rex_stride.py"
"""Notebooks, whatever they are called."""
ARCHIVES = "Di_stride.tar.xz", "Jo_stride.ipynb.gz", "Lu_stride.rar", "Mo_stride.ipynb.zst", "Nia_stride.txz"
NO_NOTEBOOKS = "Cy_stride.pdf", "Ed_stride.json", "Gus_stride.html", "Ole_stride.docx", "Sue_stride.txt", "Tom_stride"
UNREADABLE = ARCHIVES + NO_NOTEBOOKS


@pytest.mark.parametrize("folder", ["", "ps1-hand-ins/"])
def test_nobody_disappears_without_a_word(folder, capsys):
    files = {f"{folder}{name}": notebook(note=name) for name in (*READABLE, *RENAMED, *ARCHIVES)}
    files |= {f"{folder}{name}": A_DOCUMENT if "docx" in name else b'{"names": []}' for name in NO_NOTEBOOKS}
    files |= {f"{folder}Uma_stride.dat": A_ZIP, f"{folder}Val_stride": A_ZIP}
    systems_own = {f"{folder}index.html": b"", "__MACOSX/._x.ipynb": b"", f"{folder}.DS_Store": b"", "Thumbs.db": b""}
    lines = take_in(files | systems_own, capsys).splitlines()
    assert [*handed()] == ["Ada", "Bob", "Fe", "Hal", "Ida", "Kit", "Pia", "Rex", "Uma", "Val"]
    assert [sum(name in line for line in lines) > 0 for name in UNREADABLE] == [True] * len(UNREADABLE), lines
    assert not [line for line in lines if any(name.rpartition("/")[2] in line for name in systems_own)]


@pytest.mark.parametrize("name", ["stride.txt", "stride.json", "stride", "stride.ipynb.crdownload", "stride.ipynb~"])
@pytest.mark.parametrize("form", ["{}_%d_assignsubmission_file_/", "{}_%d_assignsubmission_file_", "{}/", "{}_"])
def test_a_class_in_which_no_notebook_is_called_one(form, name, capsys):
    people = "Ada A", "Bob B", "Eve E"
    files = {form.format(who).replace("%d", f"{n}") + name: notebook(note=who) for n, who in enumerate(people, 1)}
    take_in(files, capsys)
    assert handed() == {"_".join(who.split()): notebook(note=who) for who in people}


@pytest.mark.parametrize("path, bob", [(f"{BOBS}/stride.ipynb", "Bob_B"), ("bob_11_22_stride.ipynb", "bob")])
def test_who_was_late_may_lie_in_a_folder_of_the_teachers(path, bob, capsys):
    """Beside a system's own; "late" is nobody's name."""
    late = {who: notebook(note=who) for who in ("Ada", "Eve")}
    take_in({path: BOB} | {f"late/{who}/stride.ipynb": data for who, data in late.items()}, capsys)
    assert handed() == late | {bob: BOB}


@pytest.mark.parametrize("pattern", ["{student}/abgabe/{file}", "{student}/abgabe/{any}.txt"])
def test_a_pattern_reads_what_is_called_something_else_as_it_is(pattern, capsys):
    take_in({f"ps1/{who}/abgabe/stride.txt": notebook(note=who) for who in ("Ada", "Bo")}, capsys, pattern=pattern)
    assert handed() == {who: notebook(note=who) for who in ("Ada", "Bo")}


@pytest.mark.parametrize("path", [".stride.ipynb", ".ipynb_checkpoints/stride-checkpoint.ipynb", ".mine/hw.zip"])
@pytest.mark.parametrize("folder", [BOBS, "Bob B"])
def test_work_that_is_hidden_is_said_if_there_is_no_other(folder, path, capsys):
    others = {
        f"{name}/stride.ipynb": ADA
        for name in ((moodle("Ada A", 1), moodle("Eve E", 3)) if folder == BOBS else ("Ada A", "Eve E"))
    }
    for as_zip in True, False:
        assert f"left out: {folder}/{path} is hidden" in take_in(others | {f"{folder}/{path}": BOB}, capsys, as_zip)
    assert [*handed()] == ["Ada_A", "Eve_E"]
    assert "hidden" not in take_in(others | {f"{folder}/{path}": BOB, f"{folder}/a.ipynb": BOB}, capsys)


@pytest.mark.parametrize("folder", [BOBS, "Bob B"])
def test_what_is_still_in_a_cloud_is_said(folder, capsys):
    files = {f"{folder}/.stride.ipynb.icloud": b"bplist00", f"{folder}/notes.ipynb": BOB}
    files |= {f"{folder}/a.{kind}": pack({".hw.zip.icloud": b""}) for kind, pack in {"zip": zipped, "tgz": tar}.items()}
    files |= {f"{moodle('Eve E', 3)}/stride.ipynb": EVE}
    for as_zip in True, False:
        said = take_in(files, capsys, as_zip)
        assert f"{folder}/.stride.ipynb.icloud is still in iCloud" in said
        assert all(f"{folder}/a.{kind}/.hw.zip.icloud: is still in iCloud" in said for kind in ("zip", "tgz"))


# What is no file, and no download


def test_links_and_pipes_are_not_followed(classroom, capsys):
    unpacked(Path("download"), HONEST)
    (classroom / "secret.ipynb").write_bytes(GOOD)
    for name in "Bob B", "Cid C", "Dot D", "Fay F":
        (classroom / "download" / name).mkdir()
    Path("download/Bob B/stride.ipynb").symlink_to(classroom / "secret.ipynb")
    Path("download/Cid C/stride.ipynb").symlink_to("nowhere")
    os.mkfifo("download/Dot D/stride.ipynb")
    Path("download/Fay F/more").symlink_to(classroom)
    Path("download/loop").symlink_to(".")
    collect.main(SET, "download")
    said = capsys.readouterr().out
    assert handed() == BOTH
    assert said.count("is a link, which is not followed") == 4 and "Dot D/stride.ipynb is no file, but a pipe" in said


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root may read all")
def test_what_may_not_be_read_is_that_students_line(capsys):
    unpacked(Path("download"), HONEST | {"Bob B/stride.ipynb": BOB})
    Path("download/Bob B/stride.ipynb").chmod(0)
    collect.main(SET, "download")
    assert handed() == BOTH and "Permission denied" in capsys.readouterr().out


def test_nothing_to_do_is_said(classroom):
    (classroom / "empty").mkdir()
    (classroom / "text").write_text("x")
    Path("bad.zip").write_bytes(many_members())
    Path("cut.zip").write_bytes(A_ZIP[:-30])
    for source, words in {
        "cut.zip": "cut.zip is only the beginning of a zip file: download it again",
        "empty": "there is no notebook in it",
        "downloads.zip": "there is no downloads.zip",
        "text": "neither a folder nor a zip",
    }.items():
        with pytest.raises(SystemExit, match=words):
            collect.main(SET, source)
    with pytest.raises(SystemExit, match="there is no problem set ps9; there is .*ps1_stride"):
        collect.main("ps9", "empty")


def test_a_download_that_may_not_be_read_is_said(monkeypatch):
    def denied(path, mode):
        raise PermissionError(13, "Permission denied")

    Path("a.zip").touch()
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(SystemExit, match="a.zip cannot be read: Permission denied"):
        collect.main(SET, "a.zip", dry_run=True)


@pytest.mark.parametrize("own", [".", "exercises", f"exercises/{SET}", "solutions", "grading", "grading/submitted"])
def test_the_course_itself_is_no_download(own, capsys):
    """Its folders would be students, with all points, and those that are known would be there twice."""
    take_in(HONEST, capsys)
    shutil.copytree(ROOT / "solutions", "solutions")
    with pytest.raises(SystemExit, match="is this course's own folder"):
        collect.main(SET, own)
    unpacked(Path("grading/downloads"), {f"{BOBS}/stride.ipynb": BOB})
    collect.main(SET, "grading/downloads")
    assert handed() == BOTH | {"Bob_B": BOB}


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


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_names_that_people_share_may_be_written_in_notepad(encoding, capsys):
    """Which marks the file's begin, and leaves spaces: else two people would be one."""
    take_in({f"{moodle('Zoë D', 1)}/stride.ipynb": ADA}, capsys)
    people.NAMESAKES.write_text("Zoë D \r\nJo\r\n", encoding=encoding)
    take_in({f"{moodle('Zoë D', 7)}/shapes.ipynb": notebook(OTHER)}, capsys, problem_set=OTHER)
    assert [*handed(OTHER)] == ["Zoë_D_7"]


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


# Whole or not at all


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


# The command


def made(tmp_path, **variables):
    """What `make collect` hands to the command, one argument after the other."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    python = tmp_path / ".venv-teach/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    python.chmod(0o755)
    given = [f"{name}={value}" for name, value in variables.items()]
    command = ["make", "--silent", "--old-file", ".venv-teach/installed", "collect", *given]
    clean = {name: value for name, value in os.environ.items() if name not in ("ARGS", "MAKEFLAGS", "MAKEOVERRIDES")}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=clean)
    return done.stdout.splitlines()[2:]


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
