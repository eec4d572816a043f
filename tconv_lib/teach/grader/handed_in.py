"""What is known of a hand-in besides its notebook: who, when, and what their learning system calls it.

It lies beside the notebook, in grading/submitted/STUDENT/SET/handed_in.json, and is written last: a hand-in whose
record does not fit its notebook was not taken in to the end.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

from ..whole import write_whole
from .terminal import shown

SUBMITTED = Path("grading/submitted")
NOT_COLLECTED = "nothing is collected; first: make collect SET={} FROM=downloads.zip"
RECORD = "handed_in.json"
STAMP = "timestamp.txt"
"""In it nbgrader writes when something was handed in."""
NOT_FOUND = re.compile(r"[\[\]*?\n\r\ud800-\udfff]|^\s|\s$")
"""In the name of a student's folder: nbgrader would not find it, or others, too."""
RENAME = "rename the folder {}: nbgrader finds none with [ ] * ? or a broken letter in its name, or a blank at its end"


@dataclass(frozen=True)
class HandedIn:
    """Where one hand-in came from. What the system did not say is None."""

    name: str
    """As people write it, in Unicode's normal form C."""
    layout: str = ""
    """The system, as in layouts.py: "Moodle", "Canvas", ...; empty if nobody knows."""
    number: str | None = None
    """Moodle and Brightspace: the participant's number in this assignment. Canvas: the user's id."""
    username: str | None = None
    """What they log in with, or their address; most systems do not tell it."""
    attachment: str | None = None
    """Canvas: the file's id."""
    attempt: int | None = None
    date: str | None = None
    """When it was handed in, as the system says: ISO 8601."""
    late: bool = False
    """The system says that it was late."""
    entry: str = ""
    """The part of the download that is this student's, exactly as it was called there: a folder or a file."""
    file: str = ""
    """The notebook's path in the download; what lies in an archive follows the archive's name and a slash."""
    sha256: str = ""
    """Of the notebook as it was taken in."""
    time: float = 0.0
    """Of the file in the latest download that had it, in seconds; anybody may have changed that."""

    @property
    def above(self):
        """The folders around the student's own, with which the entry begins."""
        return unicodedata.normalize("NFC", self.entry.rpartition("/")[0])


def folder_of(problem_set, student):
    return SUBMITTED / student / problem_set


def places():
    """The folder of each hand-in, STUDENT/SET, in order. What systems and editors leave beside them is none.

    Raises SystemExit if somebody else has put there what nbgrader would not find.
    """
    found = sorted(path for path in SUBMITTED.glob("[!.]*/[!.]*") if path.is_dir())
    for place in found:
        if NOT_FOUND.search(place.parent.name):
            raise SystemExit(RENAME.format(shown(str(place.parent))))
    return found


def students_of(problem_set):
    """The folders of those who handed in a set, in order."""
    return [place.parent.name for place in places() if place.name == problem_set]


def read(problem_set, student):
    """The record of a student's hand-in. Where there is none, or none that can be read, only the name is known."""
    try:
        text = (folder_of(problem_set, student) / RECORD).read_text(encoding="utf-8", errors="surrogateescape")
        found = json.loads(text)
        known = [field for field in fields(HandedIn) if field.name in found]
        if all(isinstance(found[field.name], field.type) for field in known):
            record = HandedIn(**{field.name: found[field.name] for field in known})
            datetime.fromisoformat(record.date or "2026-01-01")
            return record
    except (OSError, ValueError, TypeError):
        pass
    return HandedIn(name=student)


def write(problem_set, student, record):
    """Keep the record. The notebook that it speaks of must be there already."""
    text = json.dumps(asdict(record), indent=1, ensure_ascii=False)
    write_whole(folder_of(problem_set, student) / RECORD, text + "\n")


def fingerprint(data):
    return hashlib.sha256(data).hexdigest()
