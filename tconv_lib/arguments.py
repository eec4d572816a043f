"""What a caller wrote, turned into plain arrays and tuples, or an error that says what would be right."""

import inspect
import math
import operator
import re
import reprlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial, wraps
from itertools import chain, islice
from typing import Annotated, Any, ParamSpec, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

from .errors import ShapeError

Ints = int | Sequence[int] | NDArray[np.integer]
"""One whole number for all spatial axes, or one for each."""

Pad = str | Sequence[int]
"""The padding of one axis: a word, or how many zeros go before and after it."""

Pads = str | Sequence[Sequence[int]] | NDArray[np.integer]
"""A word, or numbers before and after each axis."""

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
AXIS_NAMES: dict[int, tuple[str, ...]] = {1: ("numbers",), 2: ("rows", "columns"), 3: ("planes", "rows", "columns")}
KERNEL_AXES = {1: "w", 2: "h, w", 3: "d, h, w"}
DATA_FORMATS = {1: ("NWC", "NCW"), 2: ("NHWC", "NCHW"), 3: ("NDHWC", "NCDHW")}

WITH_CHANNELS = {("out", "in"): ("out / groups", "in"), ("in", "out"): ("in / groups", "out")}
"""The last two axes of filters, and what they are called where there are groups."""

MOST_NUMBERS = 2**27
"""No array of the readable implementation may hold more (1 GB of float64)."""

LARGEST = 2**31 - 1
"""No size, kernel or stride may be larger: far beyond any array, and still short to print."""

MOST_PRODUCTS = 2**36
"""No sum over windows may need more: from ten seconds to a minute. A layer of DCGAN with 64 images has fewer."""

MOST_LISTED = 2**22
"""Of what is no array: lists take long to read, and a short range may stand for a huge one."""

MOST_ENTRIES = 6
"""No argument has more whole numbers or pairs (pads of a volume); the rest of a longer one is not looked at."""

MOST_BITS = 14_000
"""No integer that is written in an error has more."""

TEXTS = str, bytes, bytearray, memoryview
"""Python counts the letters of the last three as numbers."""

NO_NUMBERS = {bool, np.bool_, bytearray, memoryview}
"""What NumPy would take for integers."""

ADDRESS = re.compile(r"^<.*[0-9a-f]{6}>+$")
"""What Python writes of an object that has no words of its own: where it lies in memory."""

LARGEST_INTEGER = np.iinfo(np.int64).max

MOST_SHOWN = 1000
"""No size, kernel or stride of a picture may be larger."""

MOST_CELLS = 20_000
"""No table that is looked at may have more."""


# Numbers and words


def check_whole_number(name: str, value: Any, least: int = 1, most: int = LARGEST) -> int:
    """The value as an int from `least` to `most`; ShapeError otherwise, TypeError if it has a mask."""
    if type(value) is int and least <= value <= most:  # as nearly always: small arrays take less time than their checks
        return value
    _check_unmasked(name, type(value))
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
    """The pairs in a sequence, see as_pair; none of anything else. A pair alone is none."""
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


class Words(reprlib.Repr):
    """Python's words, shortened. It writes no integer of more than 4300 digits; from 3.14 on, where that lies."""

    def repr_int(self, number: int, level: int) -> str:
        return "a very long int" if number.bit_length() > MOST_BITS else super().repr_int(number, level)


WORDS = Words()


def shown(value: Any) -> str:
    """The value as an error can show it, in one short line: it may be anything, even an image."""
    if isinstance(value, Iterator):
        return f"a {type(value).__name__}; list(…) makes a list of it"
    words = " ".join(WORDS.repr(value).split())
    return f"an object of type {type(value).__name__}" if ADDRESS.search(words) else words


def written(value: Any) -> str:
    """The value as a picture or a menu writes it."""
    try:
        return str(value)
    except Exception:  # Python writes no integer of more than 4300 digits; or whatever an object raises
        return shown(value)


def counted(number: int, noun: str, many: str = "") -> str:
    """So many of them: "1 row", "2 rows", "1 axis", "2 axes". many: the plural, unless it only ends in s."""
    return f"{number} {noun if number == 1 else many or noun + 's'}"


# Arrays


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
        raise TypeError(f"{name} must hold integers or floats, got {array.dtype if array.ndim else shown(value)}")
    if array.ndim not in ndims:
        wanted = " or ".join(layouts[n] for n in ndims)
        raise ShapeError(f"{name} must be {wanted}, got {counted(array.ndim, 'axis', 'axes')}: shape {array.shape}")
    if array.size == 0 and not (batch and array.ndim > 2 and 0 not in array.shape[1:]):
        raise ShapeError(f"{name} is empty: shape {array.shape}; every axis needs at least 1 element")
    check_affordable(name, array.shape)  # before its numbers are widened
    return array


def _read(name: str, value: Any, dtype: Any = None) -> np.ndarray:
    """The array that NumPy makes of a value, or an error in our words."""
    _check_unmasked(name, type(value))
    try:
        return np.asarray(value, dtype)
    except ValueError:
        raise ShapeError(f"{name} must be a full array: its rows have different lengths") from None
    except Exception as error:  # whatever an object of the caller's own raises
        raise _unreadable(name, value, error) from None


def _check_unmasked(name: str, kind: type) -> None:
    if hasattr(kind, "filled"):  # which only masked arrays have
        raise TypeError(f"{name} has a mask, and here nothing is masked; give what its .filled(0) returns")


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
        raise ShapeError(f"{name} holds integers beyond 64 bits; give it as floats") from None


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
    elif {bytearray, memoryview} & _types_in(name, value):  # of which NumPy would make numbers
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
        raise ShapeError(f"{name} holds integers beyond 64 bits; give it as floats")
    return array.astype(np.int64)


def common_type(*arrays: np.ndarray) -> np.dtype:
    """The arrays' common type, as NumPy has it; but what is all integers stays so."""
    dtype = np.result_type(*arrays)
    integers = "f" not in [array.dtype.kind for array in arrays]
    return np.dtype(np.int64) if integers and dtype.kind == "f" else dtype


def as_strides(strides: Any, rank: int, name: str = "strides") -> tuple[int, ...]:
    """One number per spatial axis, from an int, one number per axis, or (1, ..., 1) with batch and channels."""
    steps = as_whole_numbers(name, strides)
    if len(steps) == rank + 2:
        if steps[0] != 1 or steps[-1] != 1:
            raise ShapeError(f"{name} over batch and channels must be 1, got {steps[0]} and {steps[-1]}")
        steps = steps[1:-1]
    if len(steps) == 1:
        steps = steps * rank
    if len(steps) != rank:
        wanted = "one number" if rank == 1 else f"one number, {rank}, or {rank + 2} (of batch and channels 1)"
        raise ShapeError(f"{name} must be {wanted}, got {count(steps)}: {shown(steps)}")
    return steps


def as_paddings(padding: Any, rank: int) -> tuple[str | tuple[int, int], ...]:
    """The padding of each spatial axis, from "SAME", "VALID", or pairs (before, after) for each axis.

    Explicit pairs are for the spatial axes, or, as in TensorFlow, for batch and channels too, where they are (0, 0).
    """
    if not is_sequence(padding):
        return (check_padding(padding),) * rank
    wanted = f'padding must be "SAME", "VALID", or {rank} or {rank + 2} pairs (before, after) in a list'
    pairs = as_pairs("explicit padding", padding, wanted)
    if len(pairs) == rank + 2:
        if pairs[0] != (0, 0) or pairs[-1] != (0, 0):
            raise ShapeError(f"explicit padding of batch and channels must be (0, 0), got {pairs[0]} and {pairs[-1]}")
        pairs = pairs[1:-1]
    if len(pairs) != rank:
        raise ShapeError(f"{wanted}, got {count(pairs)}")
    return pairs


def as_margins(margins: Any, rank: int) -> tuple[tuple[int, int], ...]:
    """(before, after) for each spatial axis; negative numbers cut off."""
    wanted = f"margins must be {counted(rank, 'pair')} (before, after) in a list"
    pairs = as_pairs("a margin", margins, wanted, least=-LARGEST)
    if len(pairs) != rank:
        raise ShapeError(f"{wanted}, got {shown(margins)}")
    return pairs


def as_output_shape(
    output_shape: Any, input: np.ndarray, filters: np.ndarray, groups: int, channels_first: bool = False
) -> tuple[int, ...]:
    """The spatial part of output_shape, which may be given whole or, as TensorFlow allows, alone."""
    rank, items = len(SPATIAL_AXES[input.ndim]), entries(output_shape)
    alone = not items and rank > 1
    if len(items) == input.ndim > rank:  # the batch may be empty
        shape = check_whole_number("output_shape", items[0], least=0), *check_entries("output_shape", items[1:])
    else:
        shape = () if alone else as_whole_numbers("output_shape", output_shape)
    if len(shape) == rank:
        return shape
    if len(shape) != input.ndim:
        names = [*AXIS_NAMES[rank]] if input.ndim == rank else ["batch", *AXIS_NAMES[rank], "channels"]
        if channels_first:
            names.insert(1, names.pop())
        wanted = f"{input.ndim} numbers ({', '.join(names)})" if input.ndim > 1 else "1 number"
        got = shown(output_shape) if alone else f"{count(shape)}: {shown(shape)}"
        raise ShapeError(f"output_shape must be {wanted}, got {got}")
    batch, *spatial, channels = shape
    if batch != input.shape[0]:
        raise ShapeError(f"output_shape asks for a batch of {batch}; the input has {input.shape[0]}, ask for that")
    made = filters.shape[-2] * groups
    if channels != made:
        raise ShapeError(
            f"output_shape asks for {counted(channels, 'channel')}; {_filters(filters, ('out', 'in'), groups)} "
            f"make {made}, ask for that"
        )
    return tuple(spatial)


def channels_last(value: Any, length: int) -> Any:
    """A sequence over all axes with its second entry, the channels', moved to the end; anything else as it is."""
    items = entries(value)
    return [items[0], *items[2:], items[1]] if len(items) == length else value


def check_channels(input: np.ndarray, filters: np.ndarray, order: tuple[str, str], groups: int) -> None:
    """ShapeError unless filters, whose last two axes are `order`, read as many channels as input has.

    groups: into so many parts the channels are split; the first of the two axes counts those of one part.
    """
    if input.ndim != filters.ndim:
        raise ShapeError(
            f"{LAYOUTS[input.ndim]} needs filters with {counted(input.ndim, 'axis', 'axes')}, got {filters.ndim}"
        )
    plain = len(SPATIAL_AXES[input.ndim]) == input.ndim
    channels = 1 if plain else input.shape[-1]
    check_groups(groups, channels, "input")
    if plain:
        return
    part, whole = filters.shape[-2:]
    reads, makes = (whole, part * groups) if order[1] == "in" else (part * groups, whole)
    if reads != channels:
        hint = "; are the last two axes swapped?" if makes == channels else ""
        raise ShapeError(
            f"the input has {counted(channels, 'channel')}, but {_filters(filters, order, groups)} read {reads}{hint}"
        )
    check_groups(groups, whole, order[1] + "put")


def check_groups(groups: int, channels: int, whose: str) -> None:
    """ShapeError unless so many channels can be split into so many groups."""
    if channels % groups:
        possible = ", ".join(str(n) for n in range(1, channels + 1) if channels % n == 0)
        raise ShapeError(
            f"groups must divide the {counted(channels, f'{whose} channel')}, got {groups}; possible: {possible}"
        )


def as_bias(bias: Any, channels: int) -> np.ndarray | None:
    """One number for each output channel, or None. Raises ShapeError."""
    if bias is None:
        return None
    array = as_array("bias", bias, [1], layouts={1: "a list, one number for each output channel"})
    if len(array) != channels:
        wanted = counted(channels, "number")
        raise ShapeError(f"bias must be {wanted}, one for each output channel, got {len(array)}")
    return array


def _filters(filters: np.ndarray, order: tuple[str, str], groups: int) -> str:
    """The filters as an error names them."""
    names = ", ".join(WITH_CHANNELS[order] if groups > 1 else order)
    kernel = KERNEL_AXES[filters.ndim - 2]
    return f"filters ({kernel}, {names}) of shape {filters.shape}" + f" with groups={groups}" * (groups > 1)


def check_exact(input: np.ndarray, filters: np.ndarray, bias: np.ndarray | None = None) -> None:
    """ShapeError if sums of integer products might not fit into int64, where they would wrap around silently."""
    if input.dtype.kind == filters.dtype.kind == "i":
        largest = _largest(input) * _largest(filters) * int(np.count_nonzero(filters))  # a dilation's zeros add nothing
        if largest + (0 if bias is None or bias.dtype.kind == "f" else _largest(bias)) > LARGEST_INTEGER:
            raise ShapeError("with integers as large as these, sums could grow beyond 64 bits; give them as floats")


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


def _types_in(name: str, value: Any) -> set[type]:
    """The types of the numbers in lists within lists. Raises an error for what NumPy would read at any cost."""
    found, level = set(), [value]
    for _ in range(len(LAYOUTS) + 1):
        kinds = {*map(type, level)}
        for kind in kinds:
            _check_unmasked(name, kind)
        listed = {kind for kind in kinds if is_listed(kind) and not hasattr(kind, "__array__")}
        lists = [item for item in level if type(item) in listed]
        found |= {_type_of(item) for item in level if type(item) not in listed}
        if not lists:
            return found
        try:
            length = sum(map(_length, lists))
            level = [*islice(chain.from_iterable(lists), int(length) + 1)] if length <= MOST_LISTED else []
        except Exception as error:  # whatever an object of the caller's own raises
            raise _unreadable(name, value, error) from None
        if length > MOST_LISTED or len(level) > length:  # what says that it has an end may have none
            raise ShapeError(f"{name} holds more than {MOST_LISTED:,} numbers in lists; give it as an array")
    raise ShapeError(f"{name} must have at most {len(LAYOUTS)} axes")


def _type_of(value: Any) -> type:
    return value.dtype.type if isinstance(value, (np.ndarray, np.generic)) else type(value)


def _length(sequence: Any) -> float:
    try:
        return len(sequence)
    except OverflowError:  # range(10**30)
        return math.inf


# What a picture takes: kinds of arguments for `checked`

Count = Annotated[int, partial(check_whole_number, most=MOST_SHOWN)]
Place = Annotated[int, partial(check_whole_number, least=0, most=MOST_SHOWN)]
Counts = Annotated[Sequence[int], partial(as_many, most=MOST_SHOWN)]
Truth = Annotated[bool, check_truth]
Text = Annotated[str, check_text]
Word = Annotated[str, partial(check_choice, choices=("SAME", "VALID"))]
AxisPadding = Annotated[Pad, lambda name, value: check_padding(value)]
Signal = Annotated[np.ndarray, partial(as_numbers, ndims=(1,))]
Image = Annotated[np.ndarray, partial(as_numbers, ndims=(2,))]
SignalOrImage = Annotated[np.ndarray, partial(as_numbers, ndims=(1, 2))]

P = ParamSpec("P")
R = TypeVar("R")


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which is only called with arguments as its annotations take them; each is Annotated[type, check].

    check(name, value) returns what the function gets, or raises an error that says what would be right.
    """
    hints = get_type_hints(function, include_extras=True)
    checks = {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}
    signature = inspect.signature(function)

    def with_checks(*args: P.args, **named: P.kwargs) -> R:
        bound = signature.bind(*args, **named)
        for name, value in bound.arguments.items():
            if name in checks:
                bound.arguments[name] = checks[name](name, value)
        return function(*bound.args, **bound.kwargs)

    # what runs has the function's name, too: by it check knows what an answer calls
    code = with_checks.__code__
    with_checks.__code__ = code.replace(co_name=function.__name__, co_qualname=function.__qualname__)
    return wraps(function)(with_checks)
