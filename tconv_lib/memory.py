"""What one has predicted, remembered on this machine only: a line for each answer, in a file beside the pages."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MEMORY = Path("predictions.jsonl").absolute()
"""A line of JSON for each answer, in the folder of the pages. Whoever deletes it is asked as if for the first time."""

MOST = 1_000_000
"""Bytes of it that are read; more than the course can ask for."""

FIELDS = "question", "said", "right", "when"

_unwritten: list = []
"""Answers given where nothing may be written: known until the kernel ends."""


def recall() -> list[dict]:
    """All answers that were given on this machine, oldest first: {name: value} of FIELDS."""
    text = ""
    with suppress(OSError), open(MEMORY, encoding="utf-8", errors="replace") as file:
        text = file.read(MOST)
    return [*_records(text), *_unwritten]


def _records(text: str) -> Iterator[dict]:
    for line in text.splitlines():
        with suppress(ValueError):  # half a line is none
            record = json.loads(line)
            if isinstance(record, dict) and record.keys() >= {*FIELDS}:
                yield record


def remember(record: dict) -> None:
    """Add an answer. One short line, written in one piece: several pages may do so at once, and none is half there."""
    record = {name: record[name] for name in FIELDS}
    try:
        with open(MEMORY, "ab", buffering=0) as file:
            file.write(f"\n{json.dumps(record)}\n".encode())
    except OSError:
        _unwritten.append(record)


def forget() -> None:
    """Forget all answers."""
    _unwritten.clear()
    MEMORY.unlink(missing_ok=True)
