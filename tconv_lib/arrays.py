"""What a caller wrote as an array, read exactly and at a bounded cost, or an error that says what would be right."""

import math
from collections.abc import Iterable, Mapping
from itertools import chain, islice
from typing import Any

import numpy as np

from .errors import ShapeError
from .values import check_unmasked, is_listed, is_one_of, is_sequence
from .words import counted, shown

SPATIAL_AXES: dict[int, tuple[int, ...]] = {1: (0,), 2: (0, 1), 3: (1,), 4: (1, 2), 5: (1, 2, 3)}
"""Which axes are spatial: of a plain signal or image; of a batch with its channels last."""

NDIMS = {1: (1, 3), 2: (2, 4), 3: (5,)}
"""How many axes in all there may be, with so many spatial ones."""

LAYOUTS = {
    1: "a 1-D signal",
    2: "a 2-D image",
    3: "a 3-D NWC batch of signals",
    4: "a 4-D NHWC batch",
    5: "a 5-D NDHWC batch of volumes",
}

FILTERS = {
    1: "a 1-D kernel",
    2: "a 2-D kernel",
    3: "3-D filters of signals",
    4: "4-D filters of images",
    5: "5-D filters of volumes",
}

MOST_NUMBERS = 2**27
"""No array of the readable implementation may hold more (1 GB of float64)."""

MOST_LISTED = 2**22
"""Of what is no array: lists take long to read, and a short range may stand for a huge one."""

NUMBERS = int, float, np.integer, np.floating

NO_NUMBERS = {bool, np.bool_, bytearray, memoryview}
"""What NumPy would take for integers."""

LARGEST_INTEGER = np.iinfo(np.int64).max

MOST_CELLS = 20_000
"""No table that is looked at may have more."""


def as_numbers(
    name: str, value: Any, ndims: Iterable[int], batch: bool = False, layouts: Mapping[int, str] = LAYOUTS
) -> np.ndarray:
    """`value` as an array of numbers with one of the given counts of axes, widened; the rest as for as_array."""
    return widened(name, as_array(name, value, ndims, batch, layouts))


def as_array(
    name: str, value: Any, ndims: Iterable[int], batch: bool = False, layouts: Mapping[int, str] = LAYOUTS
) -> np.ndarray:
    """`value` as a non-empty array of integers or floats with one of the given counts of axes.

    batch: as in the frameworks, it may hold no images at all, if it is a batch.
    layouts: what an array with so many axes is called.
    """
    given = set() if isinstance(value, np.ndarray) else _types_in(name, value)
    for kind in given & NO_NUMBERS:
        raise TypeError(f"{name} must hold integers or floats, got {kind.__name__}")
    array = _read(name, value)
    if given and array.dtype.kind in "fO" and all(map(is_integer, given)):
        array = _exact(name, value)
    if array.dtype.kind not in "iuf":
        listed = _read(name, value, object).flat if given else ()
        strange = (shown(item) for item in listed if not is_one_of(item, NUMBERS))
        got = next(strange, array.dtype if array.ndim else shown(value))
        raise TypeError(f"{name} must hold integers or floats, got {got}")
    if array.ndim not in ndims:
        wanted = " or ".join(layouts[n] for n in ndims)
        raise ShapeError(f"{name} must be {wanted}, got {counted(array.ndim, 'axis', 'axes')}: shape {array.shape}")
    if array.size == 0 and not (batch and array.ndim > 2 and 0 not in array.shape[1:]):
        raise ShapeError(f"{name} is empty: shape {array.shape}; every axis needs at least 1 element")
    check_affordable(name, array.shape)  # before its numbers are widened
    return array


def _read(name: str, value: Any, dtype: Any = None) -> np.ndarray:
    """The array that NumPy makes of a value, or an error in our words."""
    check_unmasked(name, type(value))
    try:
        return np.asarray(value, dtype)
    except ValueError:
        raise ShapeError(f"{name} must be a full array: its rows have different lengths") from None
    except Exception as error:  # whatever an object of the caller's own raises
        raise _unreadable(name, value, error) from None


def _unreadable(name: str, value: Any, error: Exception) -> TypeError:
    return TypeError(f"{name} cannot be read as an array: {shown(value)} raised {type(error).__name__}")


def is_integer(kind: type) -> bool:
    """Whether values of this type are integers; NumPy counts times among them."""
    return issubclass(kind, (int, np.integer)) and not issubclass(kind, np.timedelta64)


def _exact(name: str, value: Any) -> np.ndarray:
    """Integers that NumPy takes for floats or objects, since they are of several types or large, as int64."""
    try:
        return _read(name, value, object).astype(np.int64)
    except OverflowError:
        raise ShapeError(f"{name} holds integers beyond int64; give it as floats") from None


def as_finite(name: str, value: Any, ndims: Iterable[int]) -> np.ndarray:
    """As as_numbers, without NaN and infinity, which have no colour."""
    array = as_numbers(name, value, ndims)
    if not np.isfinite(array).all():
        raise ShapeError(f"{name} must be finite, got {shown(array[~np.isfinite(array)][0].item())}")
    return array


def as_table(
    name: str, value: Any, kinds: tuple[type, ...], wanted: str, shape: tuple[int, ...] | None = None
) -> np.ndarray:
    """`value`, rows, one row or one entry, as an array of objects of these kinds, which are what is `wanted`.

    shape: what it must have. Raises ShapeError for another one, or one that is too large, TypeError for other objects.
    """
    if isinstance(value, np.ndarray):
        check_shown(value.shape)
    elif {bytearray, memoryview} & _types_in(name, value, table=True):  # of which NumPy would make numbers
        raise TypeError(f"{name} must hold {wanted}, got {shown(value)}")
    array = _read(name, value, object)
    if array.ndim > 2 or array.size == 0:
        raise ShapeError(f"{name} must be a row or rows of {wanted}, got shape {array.shape}")
    array = np.atleast_2d(array)
    check_shown(array.shape)
    for item in {type(item): item for item in array.flat}.values():  # one of each type, on which all depends
        if is_sequence(item):
            raise ShapeError(f"{name} must be a full table: its rows have different lengths")
        if not is_one_of(item, kinds):
            raise TypeError(f"{name} must hold {wanted}, got {shown(item)}")
    if shape is not None and array.shape != shape:
        raise ShapeError(f"{name} must have the table's shape {shape}, got {array.shape}")
    return array.copy()


def widened(name: str, array: np.ndarray) -> np.ndarray:
    """Integers as int64, so that no product of two uint8 pixels wraps around; float16 as float32, as in TensorFlow."""
    array = array.astype(array.dtype.newbyteorder("="), copy=False)  # ">u8", say, does not equal uint64
    if array.dtype.kind == "f":
        return array.astype(np.float32) if array.dtype == np.float16 else array
    if array.dtype == np.uint64 and array.max(initial=0) > LARGEST_INTEGER:
        raise ShapeError(f"{name} holds integers beyond int64; give it as floats")
    return array.astype(np.int64)


def common_type(*arrays: np.ndarray) -> np.dtype:
    """The arrays' common type, as NumPy has it; but what is all integers stays so."""
    dtype = np.result_type(*arrays)
    integers = "f" not in [array.dtype.kind for array in arrays]
    return np.dtype(np.int64) if integers and dtype.kind == "f" else dtype


def check_exact(input: np.ndarray, filters: np.ndarray, bias: np.ndarray | None = None) -> None:
    """ShapeError if sums of integer products might not fit into int64, where they would wrap around silently."""
    if input.dtype.kind == filters.dtype.kind == "i":
        largest = _largest(input) * _largest(filters) * int(np.count_nonzero(filters))  # a dilation's zeros add nothing
        if largest + (0 if bias is None or bias.dtype.kind == "f" else _largest(bias)) > LARGEST_INTEGER:
            raise ShapeError("with integers as large as these, sums could grow beyond int64; give them as floats")


def check_affordable(name: str, shape: Iterable[int], most: int = MOST_NUMBERS) -> None:
    """ShapeError if an array of this shape would be larger than a lesson can need."""
    if math.prod(shape) > most:
        size = " x ".join(str(n) for n in shape)
        raise ShapeError(f"{name} would hold {size} numbers; at most {most:,} are computed here")


def check_shown(shape: Iterable[int]) -> None:
    """ShapeError if a table of this shape would be too large to be looked at."""
    if math.prod(shape) > MOST_CELLS:
        size = " x ".join(str(n) for n in shape)
        raise ShapeError(f"a table of {size} is too large to be shown; at most {MOST_CELLS:,} cells are")


def in_dtype(output: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """The output in the type that the caller's arrays have; ShapeError if its numbers do not fit."""
    if output.dtype != dtype and output.size:
        limits, wider = (np.finfo(dtype), "float32") if dtype.kind == "f" else (np.iinfo(dtype), "int64 or floats")
        finite = np.isfinite(output) if dtype.kind == "f" else True
        least, most = output.min(initial=0, where=finite), output.max(initial=0, where=finite)
        if least < limits.min or most > limits.max:
            reach = most if most > limits.max else least
            raise ShapeError(f"the result reaches {reach}, which {dtype} cannot hold; give {wider}")
    return output.astype(dtype, copy=False)


def _largest(array: np.ndarray) -> int:
    return max(int(array.max(initial=0)), -int(array.min(initial=0)))


def _types_in(name: str, value: Any, table: bool = False) -> set[type]:
    """The types of what lists within lists hold. Raises an error for what NumPy would read at any cost.

    table: whether they are cells to be shown, of which there are fewer.
    """
    most, said = MOST_LISTED, "numbers in lists; give it as an array"
    if table:
        most, said = MOST_CELLS, "cells, and no more can be shown"
    found, level = set(), [value]
    for _ in range(len(LAYOUTS) + 1):
        kinds = {*map(type, level)}
        for kind in kinds:
            check_unmasked(name, kind)
        listed = {kind for kind in kinds if is_listed(kind) and not hasattr(kind, "__array__")}
        lists = [item for item in level if type(item) in listed]
        found |= {_type_of(item) for item in level if type(item) not in listed}
        if np.ndarray in kinds:  # of which each may be a view of one number
            held = sum(item.size for item in level if type(item) is np.ndarray)
            check_affordable(name, (held,), MOST_CELLS if table else MOST_NUMBERS)
        if not lists:
            return found
        try:
            length = sum(map(_length, lists))
            level = [*islice(chain.from_iterable(lists), int(length) + 1)] if length <= most else []
        except Exception as error:  # whatever an object of the caller's own raises
            raise _unreadable(name, value, error) from None
        if length > most or len(level) > length:  # what says that it has an end may have none
            raise ShapeError(f"{name} holds more than {most:,} {said}")
    raise ShapeError(f"{name} must have at most {len(LAYOUTS)} axes")


def _type_of(value: Any) -> type:
    return value.dtype.type if isinstance(value, (np.ndarray, np.generic)) else type(value)


def _length(sequence: Any) -> float:
    try:
        return len(sequence)
    except OverflowError:  # range(10**30)
        return math.inf
