"""A value as an error or a picture can show it: in one short line, whatever it is."""

import re
import reprlib
from collections.abc import Iterator
from typing import Any

MOST_BITS = 14_000
"""No integer that is written in an error has more."""

ADDRESS = re.compile(r"^<.*[0-9a-f]{6}>+$")
"""What Python writes of an object that has no words of its own: where it lies in memory."""


class Words(reprlib.Repr):
    """Python's words, shortened. It writes no integer of more than 4300 digits; from 3.14 on, where that lies."""

    def repr1(self, value: Any, level: int) -> str:
        words = super().repr1(value, level)
        return f"an object of type {type(value).__name__}" if ADDRESS.search(words) else words

    def repr_int(self, number: int, level: int) -> str:
        return "a very long int" if number.bit_length() > MOST_BITS else super().repr_int(number, level)


WORDS = Words()


def shown(value: Any) -> str:
    """The value as an error can show it, in one short line: it may be anything, even an image."""
    if isinstance(value, Iterator):
        return f"a {type(value).__name__}; list(…) makes a list of it"
    return " ".join(WORDS.repr(value).split())


def written(value: Any) -> str:
    """The value as a picture or a menu writes it."""
    try:
        return str(value)
    except Exception:  # Python writes no integer of more than 4300 digits; or whatever an object raises
        return shown(value)


def counted(number: int, noun: str, many: str = "") -> str:
    """So many of them: "1 row", "2 rows", "1 axis", "2 axes". many: the plural, unless it only ends in s."""
    return f"{number} {noun if number == 1 else many or noun + 's'}"
