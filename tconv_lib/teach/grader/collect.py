"""Take in submissions: python -m tconv_lib.teach.grader.collect SET FOLDER_OR_ZIP

Reads a folder or a zip file (zips inside it, too) as it comes from a learning-management
system, finds out who handed in what, and writes grading/submitted/STUDENT/SET/NOTEBOOK.
A file that did not change since the last time is left alone, and so is its grade.
Nothing is deleted; what is not understood is reported.
"""

import os
import re
import shutil
import sys
import tempfile
import zipfile
from codecs import BOM_UTF8
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from ..exercises import EXERCISES
from ..whole import write_whole
from . import handed_in
from .handed_in import SUBMITTED, HandedIn

# How systems name what they let a teacher download: a path below the folder, without the extension.
LAYOUTS = {
    "nbgrader": r"(?P<student>[^/]+)/{set}/.*",
    "Moodle": r"(?:.*/)?(?P<student>[^/]+)_(?P<number>\d+)_assignsubmission_file_?(?:/.*|_.*|[^/]*)",
    "Blackboard": r"(?:.*/)?[^/]*_(?P<student>[^/_]+)_attempt_[\d-]+(?:_[^/]*|/.*)",
    "Canvas": r"(?:.*/)?(?P<student>[^/_]+)(?:_LATE)?_(?P<number>\d+)_\d+_[^/]*",
    "a folder for each student": r"(?:.*/)?(?P<student>[^/]+)/{notebook}(?:-\d+|\s*\(\d+\))?",
    "student in the file's name": r"(?:.*/)?(?P<student>[^/]+?)[_-]{notebook}(?:-\d+|\s*\(\d+\))?",
}


def main(problem_set, source):
    with tempfile.TemporaryDirectory() as scratch:
        folder = unpacked(Path(source), Path(scratch))
        notebooks = [path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts]
        by_age = sorted(notebooks, key=lambda path: path.stat().st_mtime)
        if not notebooks:
            raise SystemExit(f"there is no notebook in {source}")
        students = students_of([path.relative_to(folder) for path in by_age], problem_set)
        found = [(student, path) for student, path in zip(students, by_age) if student]
        taken = {folder: (record, path) for (folder, record), path in found}  # the newest file of a student counts
        for path, student in zip(by_age, students):
            if student is None:
                print(f"not understood: {path.relative_to(folder)}")
        for without in folders_without_notebook(folder):
            print(f"no notebook: {without.relative_to(folder)}")
        outcomes = [take_in(folder, *taken[folder], problem_set) for folder in sorted(taken)]
    print(", ".join(f"{outcomes.count(kind)} {kind}" for kind in ("new", "changed", "unchanged")))


def folders_without_notebook(folder):
    """Folders that hold files, but no notebook."""
    for path in sorted(path for path in folder.rglob("*") if path.is_dir()):
        files = [each for each in path.iterdir() if each.is_file()]
        if files and not [*path.rglob("*.ipynb")]:
            yield path


def unpacked(source, scratch):
    """A copy of the folder or zip file in scratch, with every zip file in it unpacked beside itself."""
    source = source.expanduser()
    if not source.exists():
        raise SystemExit(f"there is no {source}")
    if source.is_dir():
        shutil.copytree(source, scratch / "in")
    elif zipfile.is_zipfile(source):
        unzip(source, scratch / "in")
    else:
        raise SystemExit(f"{source} is neither a folder nor a zip file")
    for path in [*(scratch / "in").rglob("*.zip")]:
        try:
            unzip(path, path.with_suffix(""))
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):  # broken, encrypted, rare
            print(f"not understood: {path.relative_to(scratch / 'in')}")
    return scratch / "in"


def unzip(path, folder):
    """Unpack, keeping the times that tell which of two files is newer."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            written = Path(archive.extract(member, folder))
            with suppress(ValueError):  # no date
                time = datetime(*member.date_time).timestamp()
                os.utime(written, (time, time))


def students_of(paths, problem_set):
    """The folder and the record of who handed in each file.

    By the number that their system gave them those are told apart who share a name: the first who is taken in keeps
    the name alone, unless the others come in the same download.
    """
    records = [record_of(path, problem_set) for path in paths]
    return [record and (folder_of(record, records, problem_set), record) for record in records]


def folder_of(record, others, problem_set):
    """The name alone if it is known to be this person's, or if it is new and this person alone has it."""
    name = safe(record.name)
    person = safe(f"{record.name}_{record.number or ''}")
    if (SUBMITTED / person / problem_set).exists():
        return person
    known = handed_in.read(name, problem_set)
    if known.number:
        return name if known.number == record.number else person
    namesakes = {other.number for other in others if other and other.name == record.name}
    return name if len(namesakes) == 1 else person


def record_of(path, problem_set):
    """What the path says of a hand-in, or None if no layout fits."""
    stem = path.with_suffix("").as_posix()
    for layout, form in LAYOUTS.items():
        pattern = form.format(set=re.escape(problem_set), notebook=re.escape(notebook_of(problem_set).stem))
        match = re.fullmatch(pattern, stem)
        if match and safe(match["student"]):
            entry = path.as_posix() if "/" not in path.as_posix() else path.parts[0]
            number = match.groupdict().get("number")
            return HandedIn(match["student"], layout, number, late="_LATE_" in entry, entry=entry, file=path.as_posix())
    return None


def safe(name):
    """The name as a folder can have it."""
    return re.sub(r"[^\w.-]+", "_", name).strip("_.")


def notebook_of(problem_set):
    """The one notebook of a problem set."""
    notebooks = [*(EXERCISES / problem_set).glob("*.ipynb")]
    if not notebooks:
        sets = ", ".join(sorted(path.name for path in EXERCISES.iterdir()))
        raise SystemExit(f"there is no problem set {problem_set}; there is {sets}")
    return notebooks[0]


def take_in(student, record, path, problem_set):
    """Put the file where nbgrader looks; says whether it was new, changed or unchanged."""
    place = SUBMITTED / student / problem_set / notebook_of(problem_set).name
    data = path.read_bytes().removeprefix(BOM_UTF8)  # which some editors write, and nbgrader does not read
    known = handed_in.read(student, problem_set)
    record = replace(record, number=record.number or known.number, sha256=handed_in.fingerprint(data))
    if known.sha256 == record.sha256:
        return "unchanged"
    kind = "changed" if place.exists() else "new"
    # nbgrader grades again only what has a newer timestamp
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    write_whole(place.with_name("timestamp.txt"), f"{now.isoformat(' ')} UTC\n")
    write_whole(place, data)
    handed_in.write(student, problem_set, record)
    return kind


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[2]:  # without FROM, make hands over an empty name
        raise SystemExit("usage: make collect SET=ps1_stride FROM=FOLDER_OR_ZIP")
    main(*sys.argv[1:])
