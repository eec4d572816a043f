"""What lies in a download and in what somebody handed in, and what of it is read."""

import gzip
import io
import os
import shutil
import zipfile
from codecs import BOM_UTF8
from pathlib import Path

import pytest
from collecting import (
    A_DOCUMENT,
    A_ZIP,
    BOB,
    BOBS,
    BOTH,
    GOOD,
    HONEST,
    IN_CP1252,
    LESSON,
    OTHER,
    SET,
    UNTOUCHED,
    attempt,
    handed,
    huge,
    many_members,
    moodle,
    take_in,
    tar,
)
from course import ROOT
from made_downloads import notebook, unpacked, zipped

from tconv_lib.teach.grader import collect

pytestmark = pytest.mark.usefixtures("handed_out")

COPIED = b'{"cells": [{"cell_type": "code", "source": ["def places(size, stride):\\n", "    return []"]}]}'


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


def test_nobody_hides_others_among_a_thousand_lines(capsys):
    many = zipped({f"{number}.ipynb": b'{"cells": []}' for number in range(1020)})
    said = take_in(HONEST | {f"{BOBS}/a.zip": many, f"{BOBS}/stride.ipynb": BOB}, capsys).splitlines()
    assert len(said) == 23 and said[20] == "Bob B: left out 1,000 more"
    assert handed() == BOTH | {"Bob_B": BOB}


def test_links_and_pipes_are_not_followed(handed_out, capsys):
    unpacked(Path("download"), HONEST)
    (handed_out / "secret.ipynb").write_bytes(GOOD)
    for name in "Bob B", "Cid C", "Dot D", "Fay F":
        (handed_out / "download" / name).mkdir()
    Path("download/Bob B/stride.ipynb").symlink_to(handed_out / "secret.ipynb")
    Path("download/Cid C/stride.ipynb").symlink_to("nowhere")
    os.mkfifo("download/Dot D/stride.ipynb")
    Path("download/Fay F/more").symlink_to(handed_out)
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


def test_nothing_to_do_is_said(handed_out):
    (handed_out / "empty").mkdir()
    (handed_out / "text").write_text("x")
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
