"""ShapeError, and the checks of single numbers and words that raise it."""

import operator
import reprlib

LARGEST = 2**31 - 1
"""No size, kernel or stride may be larger: far beyond any array, and still short to print."""


class ShapeError(ValueError):
    """An impossible request. The message says what was asked and what would be legal."""


def check_padding(padding):
    """The padding, if it is "SAME" or "VALID"; ShapeError otherwise."""
    if isinstance(padding, str) and padding in ("SAME", "VALID"):
        return padding
    raise ShapeError(f'padding must be "SAME" or "VALID" (in capitals), got {shown(padding)}')


def check_whole_number(name, value):
    """The value as an int of at least 1; ShapeError otherwise."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise ShapeError(f"{name} must be a whole number, got {shown(value)}")
    if abs(number) > LARGEST:
        raise ShapeError(f"{name} must be from 1 to {LARGEST}")
    if number < 1:
        raise ShapeError(f"{name} must be at least 1, got {number}")
    return number


def shown(value):
    """The value as an error can show it, in one short line: it may be anything, even an image."""
    return " ".join(reprlib.repr(value).split())


def check_whole_numbers(**values):
    """The values, checked one by one; each name is what its message calls it."""
    return [check_whole_number(name, value) for name, value in values.items()]
