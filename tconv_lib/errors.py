"""ShapeError, and the checks of single numbers and words that raise it."""

import operator
import reprlib

import numpy as np

LARGEST = 2**31 - 1
"""No size, kernel or stride may be larger: far beyond any array, and still short to print."""


class ShapeError(ValueError):
    """An impossible request. The message says what was asked and what would be legal."""


def check_padding(padding):
    """The padding of one axis: "SAME", "VALID", or how many zeros go before and after it; ShapeError otherwise."""
    if isinstance(padding, str):
        if padding in ("SAME", "VALID"):
            return padding
    elif isinstance(padding, (tuple, list, np.ndarray)) and len(padding) == 2:
        return tuple(check_whole_number("explicit padding", zeros, least=0) for zeros in padding)
    raise ShapeError(f'padding must be "SAME" or "VALID" (in capitals), or pairs of zeros, got {shown(padding)}')


def check_whole_number(name, value, least=1):
    """The value as an int of at least `least`; ShapeError otherwise."""
    try:
        number = None if isinstance(value, (bool, np.bool_)) else operator.index(value)
    except TypeError:
        number = None
    if number is None:
        raise ShapeError(f"{name} must be a whole number, got {shown(value)}")
    if abs(number) > LARGEST:
        raise ShapeError(f"{name} must be from {least} to {LARGEST}")
    if number < least:
        raise ShapeError(f"{name} must be at least {least}, got {number}")
    return number


def shown(value):
    """The value as an error can show it, in one short line: it may be anything, even an image."""
    return " ".join(reprlib.repr(value).split())


def check_whole_numbers(**values):
    """The values, checked one by one; each name is what its message calls it."""
    return [check_whole_number(name, value) for name, value in values.items()]
