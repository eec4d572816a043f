"""Why what was handed in is not graded, kept beside it until it is, or until something else is handed in."""

import json

from ..whole import write_whole
from . import handed_in

RECORD = "not_graded.json"
NOT_YET = "not yet"
"""Nothing speaks against it: `make grade` has not seen it as it, the set and the course are now."""


def note(problem_set, student, reason):
    """Keep the reason why this hand-in is not graded; None: there is none any more."""
    place = handed_in.folder_of(problem_set, student) / RECORD
    if reason is None:
        place.unlink(missing_ok=True)
    else:
        what = handed_in.read(problem_set, student).sha256
        write_whole(place, json.dumps({"sha256": what, "reason": reason}, ensure_ascii=False) + "\n")


def why_not_graded(problem_set, student):
    """The reason, in a few words, for feedback and table."""
    try:
        said = json.loads((handed_in.folder_of(problem_set, student) / RECORD).read_text(encoding="utf-8"))
        if said["sha256"] == handed_in.read(problem_set, student).sha256:
            return said["reason"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return NOT_YET
