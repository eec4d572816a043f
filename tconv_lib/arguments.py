"""What a caller wrote, turned into plain arrays and tuples, or an error that says what would be right."""

import math

import numpy as np

from .errors import ShapeError, check_whole_number, shown

SPATIAL_AXES = {1: (0,), 2: (0, 1), 4: (1, 2)}
"""Which axes are spatial: a plain signal, a plain image, an NHWC batch."""

LAYOUTS = {1: "a 1-D signal", 2: "a 2-D image", 4: "a 4-D NHWC batch"}
AXIS_NAMES = {1: ("numbers",), 2: ("rows", "columns")}

MOST_NUMBERS = 2**27
"""No array of the readable implementation may hold more (1 GB of float64)."""

LARGEST_INTEGER = np.iinfo(np.int64).max


def as_numbers(name, value, ndims):
    """`value` as a non-empty array of numbers with one of the given counts of axes.

    Integers become int64, so that a product of two uint8 pixels cannot wrap around.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise ShapeError(f"{name} must be a full array: its rows have different lengths") from None
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must hold integers or floats, got {array.dtype}")
    if array.ndim not in ndims:
        wanted = " or ".join(LAYOUTS[n] for n in ndims)
        raise ShapeError(f"{name} must be {wanted}, got {array.ndim} axes: shape {array.shape}")
    if array.size == 0:
        raise ShapeError(f"{name} is empty: shape {array.shape}; every axis needs at least 1 element")
    if array.dtype.kind == "f":
        return array
    if array.max() > LARGEST_INTEGER:
        raise ShapeError(f"{name} holds integers beyond 64 bits; give it as floats")
    return array.astype(np.int64)


def as_strides(strides, rank):
    """One stride per spatial axis, from an int, one number per axis, or NHWC's (1, rows, columns, 1)."""
    steps = _as_tuple("strides", strides)
    if len(steps) == rank + 2:
        if steps[0] != 1 or steps[-1] != 1:
            raise ShapeError(f"strides over batch and channels must be 1: (1, ..., 1), got {steps}")
        steps = steps[1:-1]
    if len(steps) == 1:
        steps = steps * rank
    if len(steps) != rank:
        wanted = "one number" if rank == 1 else f"one number, {rank}, or {rank + 2} as (1, ..., 1)"
        raise ShapeError(f"strides must be {wanted}, got {len(steps)}: {shown(steps)}")
    return steps


def as_output_shape(output_shape, input, filters):
    """The spatial part of output_shape, which may be given whole or, as TensorFlow allows, alone."""
    shape = _as_tuple("output_shape", output_shape)
    rank = len(SPATIAL_AXES[input.ndim])
    if len(shape) == rank:
        return shape
    if len(shape) != input.ndim:
        wanted = {1: "1 number", 2: "2 numbers (rows, columns)", 4: "4 numbers (batch, rows, columns, channels)"}
        raise ShapeError(f"output_shape must be {wanted[input.ndim]}, got {len(shape)}: {shown(shape)}")
    batch, *spatial, channels = shape
    if batch != input.shape[0]:
        raise ShapeError(f"output_shape asks for a batch of {batch}; the input has {input.shape[0]}, ask for that")
    if channels != filters.shape[2]:
        raise ShapeError(
            f"output_shape asks for {channels} channels; filters (h, w, out, in) "
            f"of shape {filters.shape} make {filters.shape[2]}, ask for that"
        )
    return tuple(spatial)


def check_channels(input, filters, order):
    """ShapeError unless filters, whose last two axes are `order`, read as many channels as input has."""
    if input.ndim != filters.ndim:
        raise ShapeError(f"{LAYOUTS[input.ndim]} needs filters with {input.ndim} axes, got {filters.ndim}")
    if input.ndim < 4:
        return
    reads = filters.shape[2 + order.index("in")]
    if reads != input.shape[3]:
        hint = ""
        if filters.shape[2 + order.index("out")] == input.shape[3]:
            hint = "; are the last two axes swapped?"
        raise ShapeError(
            f"the input has {input.shape[3]} channels, but filters (h, w, {', '.join(order)}) "
            f"of shape {filters.shape} read {reads}{hint}"
        )


def check_exact(input, filters):
    """ShapeError if sums of integer products might not fit into int64, where they would wrap around silently."""
    arrays = (input, filters)
    if all(array.dtype.kind == "i" for array in arrays):
        largest = math.prod(max(int(array.max()), -int(array.min())) for array in arrays)
        if largest * filters.size > LARGEST_INTEGER:
            raise ShapeError("with integers as large as these, sums could grow beyond 64 bits; give them as floats")


def check_affordable(name, shape):
    """ShapeError if an array of this shape would be larger than a lesson can need."""
    if math.prod(shape) > MOST_NUMBERS:
        size = " x ".join(str(n) for n in shape)
        raise ShapeError(f"{name} would hold {size} numbers; at most {MOST_NUMBERS:,} are computed here")


def _as_tuple(name, value):
    if isinstance(value, (str, bytes)):
        raise ShapeError(f"{name} must be whole numbers, got the text {shown(value)}")
    try:
        items = tuple(value)
    except TypeError:
        items = (value,)
    return tuple(check_whole_number(name, item) for item in items)
