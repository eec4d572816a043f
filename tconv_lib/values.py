"""What a caller wrote where one number or word belongs, or a few, or an error that says what would be right."""

import operator
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import ShapeError
from .words import shown

Ints = int | Sequence[int] | NDArray[np.integer]
"""One whole number for all spatial axes, or one for each."""

Pad = str | Sequence[int]
"""The padding of one axis: a word, or how many zeros go before and after it."""

Pads = str | Sequence[Sequence[int]] | NDArray[np.integer]
"""A word, or numbers before and after each axis."""

LARGEST = 2**31 - 1
"""No size, kernel or stride may be larger: far beyond any array, and still short to print."""

MOST_ENTRIES = 6
"""No argument has more whole numbers or pairs (pads of a volume); the rest of a longer one is not looked at."""

TEXTS = str, bytes, bytearray, memoryview
"""Python counts the letters of the last three as numbers."""

MOST_SHOWN = 1000
"""No size, kernel or stride of a picture may be larger."""


def check_whole_number(name: str, value: Any, least: int = 1, most: int = LARGEST) -> int:
    """The value as an int from `least` to `most`; ShapeError otherwise, TypeError if it has a mask."""
    if type(value) is int and least <= value <= most:  # as nearly always: small arrays take less time than their checks
        return value
    check_unmasked(name, type(value))
    try:
        number = None if isinstance(value, (bool, np.bool_)) else operator.index(value)
    except Exception:  # a TypeError, or whatever an object of the caller's own raises
        number = None
    if number is None:
        raise ShapeError(f"{name} must be a whole number, got {shown(value)}")
    if number > most or number < -LARGEST:
        raise ShapeError(f"{name} must be from {least} to {most}")
    if number < least:
        raise ShapeError(f"{name} must be at least {least}, got {number}")
    return number


def check_whole_numbers(**values: Any) -> dict[str, int]:
    """The values, checked one by one; each name is what its message calls it."""
    return {name: check_whole_number(name, value) for name, value in values.items()}


def check_choice(name: str, value: Any, choices: Sequence[str]) -> str:
    """The value; ShapeError unless it is one of these words."""
    if not isinstance(value, str) or value not in choices:
        *others, last = (f'"{choice}"' for choice in choices)
        raise ShapeError(f"{name} must be {', '.join(others)} or {last}, got {shown(value)}")
    return value


def check_truth(name: str, value: Any) -> bool:
    """The value as a bool; ShapeError unless it is True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise ShapeError(f"{name} must be True or False, got {shown(value)}")
    return bool(value)


def check_text(name: str, value: Any) -> str:
    """The value; TypeError unless it is a text."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text, got {shown(value)}")
    return value


def check_padding(padding: Any) -> str | tuple[int, int]:
    """The padding of one axis: "SAME", "VALID", or how many zeros go before and after it; ShapeError otherwise."""
    if isinstance(padding, str) and padding in ("SAME", "VALID"):
        return padding
    return as_pair("explicit padding", padding, 'padding must be "SAME" or "VALID" (in capitals), or pairs of zeros')


def as_pair(name: str, value: Any, wanted: str, least: int = 0) -> tuple[int, int]:
    """Two whole numbers, before and after an axis; ShapeError, which starts with `wanted`, if there are not two."""
    pair = entries(value)
    if len(pair) != 2:
        raise ShapeError(f"{wanted}, got {shown(value)}")
    before, after = (check_whole_number(name, number, least) for number in pair)
    return before, after


def as_pairs(name: str, value: Any, wanted: str, least: int = 0) -> tuple[tuple[int, int], ...]:
    """The pairs in a sequence, see as_pair; none of anything else. ShapeError for a pair alone, in no list."""
    pairs = entries(value)
    if pairs and not any(map(is_sequence, pairs)):
        raise ShapeError(f"{wanted}, got {shown(value)}")
    return tuple([as_pair(name, pair, wanted, least) for pair in pairs])


def as_whole_numbers(name: str, value: Any, least: int = 1) -> tuple[int, ...]:
    """One whole number, or those of a sequence, as a tuple; of more than MOST_ENTRIES only the first."""
    if isinstance(value, TEXTS):
        raise ShapeError(f"{name} must be whole numbers, got the text {shown(value)}")
    return check_entries(name, _first(value, MOST_ENTRIES) if is_sequence(value) else (value,), least)


def check_entries(name: str, items: Iterable[Any], least: int = 1, most: int = LARGEST) -> tuple[int, ...]:
    """The items, each as check_whole_number has it."""
    return tuple([check_whole_number(name, item, least, most) for item in items])


def as_many(name: str, value: Any, least: int = 1, most: int = LARGEST) -> tuple[int, ...]:
    """The whole numbers of a sequence, of which a picture can show as many as MOST_SHOWN."""
    items = entries(value, MOST_SHOWN)
    if not 1 <= len(items) <= MOST_SHOWN:
        raise ShapeError(f"{name} must be 1 to {MOST_SHOWN} whole numbers in a list, got {shown(value)}")
    return check_entries(name, items, least, most)


def is_one_of(value: Any, kinds: tuple[type, ...]) -> bool:
    """Whether it is of one of these types; no truth value is a number, and no time, though Python and NumPy say so."""
    unlike = np.timedelta64 if np.bool_ in kinds else (bool, np.timedelta64)
    return isinstance(value, kinds) and not isinstance(value, unlike)


def is_sequence(value: Any) -> bool:
    """Whether the value has an order and a length: a list, tuple, range, array; not a text, set, dict or iterator."""
    if isinstance(value, np.ndarray):
        return value.ndim > 0
    return is_listed(type(value))  # type: ignore[arg-type]  # mypy takes type[object] for not hashable


@lru_cache
def is_listed(kind: type) -> bool:
    """Whether values of this type have an order and a length."""
    has = {name for base in kind.__mro__ for name in vars(base)}  # not hasattr: an IntEnum itself has a length
    return has >= {"__len__", "__getitem__"} and not issubclass(kind, (*TEXTS, Mapping))


def entries(value: Any, most: int = MOST_ENTRIES) -> tuple[Any, ...]:
    """The entries of a sequence, at most one more than `most`; none of anything else."""
    return _first(value, most) if is_sequence(value) else ()


def _first(sequence: Any, most: int) -> tuple[Any, ...]:
    """Its entries, at most one more than `most`."""
    try:
        return tuple(islice(sequence, most + 1))
    except Exception as error:  # whatever an object of the caller's own raises
        raise TypeError(f"{shown(sequence)} cannot be read: it raised {type(error).__name__}") from None


def count(items: Sequence[Any]) -> str:
    """How many were given, in words."""
    return f"{len(items)}" if len(items) <= MOST_ENTRIES else f"more than {MOST_ENTRIES}"


def check_unmasked(name: str, kind: type) -> None:
    """TypeError for the type of an array with a mask, or of what is masked in it."""
    if hasattr(kind, "filled"):  # which only masked arrays have
        raise TypeError(f"{name} has a mask, and here nothing is masked; give what its .filled(0) returns")
