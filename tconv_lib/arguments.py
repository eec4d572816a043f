"""The arguments of one transposed convolution, as tuples that fit each other, or an error that says what would be."""

from typing import Any

import numpy as np

from .arrays import LAYOUTS, SPATIAL_AXES, as_array
from .errors import ShapeError
from .values import (
    LARGEST,
    as_pairs,
    as_whole_numbers,
    check_entries,
    check_padding,
    check_whole_number,
    count,
    entries,
    is_sequence,
)
from .words import counted, shown

AXIS_NAMES: dict[int, tuple[str, ...]] = {1: ("numbers",), 2: ("rows", "columns"), 3: ("planes", "rows", "columns")}

KERNEL_AXES = {1: "w", 2: "h, w", 3: "d, h, w"}

DATA_FORMATS = {1: ("NWC", "NCW"), 2: ("NHWC", "NCHW"), 3: ("NDHWC", "NCDHW")}

WITH_CHANNELS = {("out", "in"): ("out / groups", "in"), ("in", "out"): ("in / groups", "out")}
"""The last two axes of filters, and what they are called where there are groups."""

MOST_PRODUCTS = 2**36
"""No sum over windows may need more: from ten seconds to a minute. A layer of DCGAN with 64 images has fewer."""


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
