"""Taking in what learning systems give a teacher, in tests: an empty class, and what people hand in."""

import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from course import ROOT
from made_downloads import notebook, text_of, unpacked, zipped

from tconv_lib.teach.grader import collect
from tconv_lib.teach.grader.handed_in import SUBMITTED

SET = "ps1_stride"
OTHER = "ps2_shapes"
GOOD, UNTOUCHED = notebook(note="mine"), notebook(answered=False)
ADA, BOB, EVE = (notebook(note=name) for name in ("Ada", "Bob", "Eve"))
IN_CP1252 = text_of(SET, answered=True).replace("NOTE", "größer").encode("cp1252", "replace")
LESSON = (ROOT / "notebooks/01_stride_zero_insertion.ipynb").read_bytes()


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


def tar(files, mode="w:gz"):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for path, data in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return made.getvalue()


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


def group(*people):
    return zipped({f"{moodle(name, number)}/a.ipynb": notebook(note=name) for number, name in enumerate(people)})


def with_bytes(paths):
    """A notebook of its own for each path."""
    return {path: notebook(note=path) for path in paths}


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
