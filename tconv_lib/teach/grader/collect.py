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
from datetime import datetime, timezone
from pathlib import Path

from ..exercises import EXERCISES

SUBMITTED = Path("grading/submitted")

# How systems name what they let a teacher download: a path below the folder, without the extension.
LAYOUTS = {
    "nbgrader": r"(?P<student>[^/]+)/{set}/.*",
    "Moodle": r"(?:.*/)?(?P<student>[^/]+)_\d+_assignsubmission_file_?(?:/.*|_.*|[^/]*)",
    "Blackboard": r"(?:.*/)?[^/]*_(?P<student>[^/_]+)_attempt_[\d-]+(?:_[^/]*|/.*)",
    "Canvas": r"(?:.*/)?(?P<student>[^/_]+)(?:_LATE)?_\d+_\d+_[^/]*",
    "a folder for each student": r"(?:.*/)?(?P<student>[^/]+)/{notebook}(?:-\d+|\s*\(\d+\))?",
    "student in the file's name": r"(?:.*/)?(?P<student>[^/]+?)[_-]{notebook}(?:-\d+|\s*\(\d+\))?",
}


def main(problem_set, source):
    taken = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = unpacked(Path(source), Path(scratch))
        for path in sorted(folder.rglob("*.ipynb"), key=lambda path: path.stat().st_mtime):
            if ".ipynb_checkpoints" in path.parts:
                continue
            student = student_of(path.relative_to(folder), problem_set)
            if student is None:
                print(f"not understood: {path.relative_to(folder)}")
            else:
                taken[student] = path  # the newest file of a student counts
        outcomes = [take_in(student, path, problem_set) for student, path in sorted(taken.items())]
    print(", ".join(f"{outcomes.count(kind)} {kind}" for kind in ("new", "changed", "unchanged")))


def unpacked(source, scratch):
    """A copy of the folder or zip file in scratch, with every zip file in it unpacked beside itself."""
    if source.is_dir():
        shutil.copytree(source, scratch / "in")
    elif zipfile.is_zipfile(source):
        unzip(source, scratch / "in")
    else:
        raise SystemExit(f"{source} is neither a folder nor a zip file")
    for path in [*(scratch / "in").rglob("*.zip")]:
        unzip(path, path.with_suffix(""))
    return scratch / "in"


def unzip(path, folder):
    """Unpack, keeping the times that tell which of two files is newer."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            written = Path(archive.extract(member, folder))
            if written.is_file():
                time = datetime(*member.date_time).timestamp()
                os.utime(written, (time, time))


def student_of(path, problem_set):
    """Who handed in the file at this path, or None if no layout fits."""
    stem = path.with_suffix("").as_posix()
    for layout in LAYOUTS.values():
        pattern = layout.format(set=re.escape(problem_set), notebook=re.escape(notebook_of(problem_set).stem))
        match = re.fullmatch(pattern, stem)
        if match:
            return re.sub(r"[^\w.-]+", "_", match["student"]).strip("_.") or None
    return None


def notebook_of(problem_set):
    """The one notebook of a problem set."""
    notebooks = [*(EXERCISES / problem_set).glob("*.ipynb")]
    if not notebooks:
        sets = ", ".join(sorted(path.name for path in EXERCISES.iterdir()))
        raise SystemExit(f"there is no problem set {problem_set}; there is {sets}")
    return notebooks[0]


def take_in(student, path, problem_set):
    """Put the file where nbgrader looks; says whether it was new, changed or unchanged."""
    place = SUBMITTED / student / problem_set / notebook_of(problem_set).name
    kind = "changed" if place.exists() else "new"
    if place.exists() and place.read_bytes() == path.read_bytes():
        return "unchanged"
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, place)
    # nbgrader grades again only what has a newer timestamp
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    place.with_name("timestamp.txt").write_text(f"{now.isoformat(' ')} UTC\n")
    return kind


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m tconv_lib.teach.grader.collect SET FOLDER_OR_ZIP")
    main(*sys.argv[1:])
