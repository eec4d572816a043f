"""What an answer is and when it is right: the one comparison that check() and the grade share.

It imports nothing of the course: where a student's code runs, there is only what an answer may use.
"""

import math
import re
import reprlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from typing import Any

import numpy as np

WIDEST = {"b": np.bool_, "i": np.int64, "u": np.uint64, "f": np.float64}
DEEPEST = 16
"""How many lists may stand in each other."""

MOST_NUMBERS = 2**27
"""No answer may have more."""

HOLDERS = str, np.ndarray, range, list, tuple
"""What may stand for more than one number."""

MOST_BITS = 14_000
"""Python may refuse to write integers of more. As in words.py, which is not there where an answer is judged."""

UNWRITTEN = 77
"""What stands in an array of np.empty, while an answer is tried: memory may happen to hold the right numbers."""


class Words(reprlib.Repr):
    """NumPy's numbers as Python's, and of fractions seven digits, by which all that differ can be told apart."""

    def repr1(self, value: Any, level: int) -> str:
        return super().repr1(value.item() if isinstance(value, np.generic) else value, level)

    def repr_int(self, number: int, level: int) -> str:
        return "a very long int" if number.bit_length() > MOST_BITS else super().repr_int(number, level)

    def repr_float(self, number: float, level: int) -> str:
        rounded = float(f"{number:.7g}")
        return repr(number if rounded.is_integer() else rounded)  # what is not whole does not look whole


WORDS = Words()
WORDS.maxstring = 60  # of two texts that differ, one must see where


@dataclass(frozen=True)
class Outcome:
    """What came of a call: a `value` as `plain` makes it, or an `error` (its type's name, its words), or neither.

    said: in a few words what was returned.
    """

    value: str | list | np.ndarray | None = None
    error: tuple[str, str] | None = None
    said: str = "nothing"

    def equals(self, expected: Any) -> bool:
        """Whether it is the right answer, where that one is `expected`."""
        return same(self.value, plain(expected))


def attempt(
    function: Callable,
    args: Iterable,
    named: Mapping[str, Any] | None = None,
    explain: Callable[[BaseException], str] = str,
) -> Outcome:
    """The Outcome of calling the function; `explain` gives the words of an error."""
    try:
        with _nothing_empty(function):
            value = function(*args, **named or {})
    except (Exception, SystemExit) as error:
        words = ""
        with suppress(Exception):  # an error of the learner's own may have none
            words = explain(error)
        return Outcome(error=(type(error).__name__, words))
    try:
        return Outcome(plain(value), said=short(value))
    except (TypeError, MemoryError):  # a small view may look like a huge array
        return Outcome(said=short(value))


@contextmanager
def _nothing_empty(function: Callable) -> Iterator[None]:
    """Where np.empty and np.empty_like, by whatever name the function has them, make arrays of UNWRITTEN."""
    names = getattr(function, "__globals__", {})
    found = [(vars(np), name) for name in ("empty", "empty_like")]
    found += [(names, name) for name, thing in names.items() if thing is np.empty or thing is np.empty_like]
    before = [space[name] for space, name in found]
    for (space, name), make in zip(found, before):
        space[name] = _unwritten(make)
    try:
        yield
    finally:
        for (space, name), make in zip(found, before):
            space[name] = make


def _unwritten(make: Callable) -> Callable:
    @wraps(make)
    def made(*args: Any, **named: Any) -> Any:
        array = make(*args, **named)
        array.fill(UNWRITTEN)
        return array

    return made


def plain(value: Any, depth: int = 0) -> Any:
    """The answer as a text, an array of numbers, or a list of these. TypeError for anything else.

    An array stands for whatever NumPy makes the same numbers of: a number, lists, tuples, ranges, arrays of any type.
    """
    if isinstance(value, str):
        return str(value)
    try:
        if hasattr(value, "filled"):  # which only masked arrays have
            value = value.filled(UNWRITTEN)
        if type(value) is np.ndarray and value.dtype.kind in "OU":
            value = value.tolist()
        array = np.asarray(value) if _size(value) <= MOST_NUMBERS else None
    except Exception:  # rows of different lengths, or whatever an object of the learner's own raises
        array = None
    if array is not None and array.dtype.kind in WIDEST:
        return array.astype(WIDEST[array.dtype.kind])
    if isinstance(value, (list, tuple)) and depth < DEEPEST:
        return [plain(item, depth + 1) for item in value]
    raise TypeError(f"no number, text, array, or list of these: {short(value)}")


def _size(value: Any, depth: int = 0) -> float:
    """How many numbers it may hold; a short range, or a view of one number, stands for as many as one likes.

    With a text in it they are too many: NumPy would take as much memory for each as for the longest. TypeError for
    lists in each other that are too deep, since a list may stand in itself.
    """
    if depth > DEEPEST:
        raise TypeError
    if isinstance(value, str):
        return math.inf
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, (list, tuple)) and any(issubclass(kind, HOLDERS) for kind in {*map(type, value)}):
        return sum(_size(item, depth + 1) for item in value)
    return len(value) if isinstance(value, HOLDERS) else 1


def same(got: Any, expected: Any) -> bool:
    """Whether two plain values are the same text, numbers in the same shape, or lists of such. Nothing is nothing."""
    if isinstance(got, np.ndarray) and isinstance(expected, np.ndarray):
        if got.size == expected.size == 0:
            return True
        return got.shape == expected.shape and not differences(got, expected).any()
    if isinstance(got, list) and isinstance(expected, list):
        return len(got) == len(expected) and all(map(same, got, expected))
    return isinstance(got, str) and isinstance(expected, str) and got == expected


def differences(got: Any, expected: Any) -> np.ndarray:
    """Where two arrays of one shape differ.

    Whole numbers if at all; numbers that should be whole by more than rounding makes; others by more than float32 does.
    """
    if got.dtype.kind != "f" and expected.dtype.kind != "f":
        return got != expected
    rtol = 1e-6 if expected.dtype.kind == "f" else 1e-10
    return ~np.isclose(got, expected, rtol=rtol, atol=1e-9, equal_nan=True)


def short(value: Any) -> str:
    """The value in a few words."""
    try:
        if isinstance(value, np.ndarray) and math.prod(n or 1 for n in value.shape) > 6:  # of nothing, the lists count
            return f"array of shape {value.shape}"
        if isinstance(value, Iterator):
            return f"a {type(value).__name__}, of which list(…) makes a list"
        if isinstance(value, np.ndarray):
            value = value.tolist()
        return "nothing" if value is None else re.sub(r"\n\s*", " ", WORDS.repr(value))
    except Exception:
        return f"a {type(value).__name__}"
