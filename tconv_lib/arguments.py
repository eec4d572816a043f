"""What a caller wrote, turned into plain arrays and tuples, or an error that says what would be right."""

import math

import numpy as np

from .errors import ShapeError, check_padding, check_whole_number, shown

SPATIAL_AXES = {1: (0,), 2: (0, 1), 3: (1,), 4: (1, 2), 5: (1, 2, 3)}
"""Which axes are spatial: of a plain signal or image; of a batch with its channels last."""

LAYOUTS = {
    1: "a 1-D signal",
    2: "a 2-D image",
    3: "a 3-D NWC batch of signals",
    4: "a 4-D NHWC batch",
    5: "a 5-D NDHWC batch of volumes",
}
AXIS_NAMES = {1: ("numbers",), 2: ("rows", "columns"), 3: ("planes", "rows", "columns")}
KERNEL_AXES = {1: "w", 2: "h, w", 3: "d, h, w"}
DATA_FORMATS = {1: ("NWC", "NCW"), 2: ("NHWC", "NCHW"), 3: ("NDHWC", "NCDHW")}

MOST_NUMBERS = 2**27
"""No array of the readable implementation may hold more (1 GB of float64)."""

LARGEST_INTEGER = np.iinfo(np.int64).max


def as_numbers(name, value, ndims):
    """`value` as a non-empty array of numbers with one of the given counts of axes.

    Integers become int64, so that a product of two uint8 pixels cannot wrap around,
    and float16 becomes float32, as TensorFlow adds it up.
    """
    array = as_array(name, value)
    if array.ndim not in ndims:
        wanted = " or ".join(LAYOUTS[n] for n in ndims)
        raise ShapeError(f"{name} must be {wanted}, got {array.ndim} axes: shape {array.shape}")
    if array.size == 0:
        raise ShapeError(f"{name} is empty: shape {array.shape}; every axis needs at least 1 element")
    if array.dtype.kind == "f":
        return array.astype(np.float32) if array.dtype == np.float16 else array
    if array.max() > LARGEST_INTEGER:
        raise ShapeError(f"{name} holds integers beyond 64 bits; give it as floats")
    return array.astype(np.int64)


def as_array(name, value):
    """`value` as an array of integers or floats."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ShapeError(f"{name} must be a full array: its rows have different lengths") from None
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must hold integers or floats, got {array.dtype}")
    return array


def as_strides(strides, rank, name="strides"):
    """One number per spatial axis, from an int, one number per axis, or (1, ..., 1) with batch and channels."""
    steps = _as_tuple(name, strides)
    if len(steps) == rank + 2:
        if steps[0] != 1 or steps[-1] != 1:
            raise ShapeError(f"{name} over batch and channels must be 1: (1, ..., 1), got {steps}")
        steps = steps[1:-1]
    if len(steps) == 1:
        steps = steps * rank
    if len(steps) != rank:
        wanted = "one number" if rank == 1 else f"one number, {rank}, or {rank + 2} as (1, ..., 1)"
        raise ShapeError(f"{name} must be {wanted}, got {len(steps)}: {shown(steps)}")
    return steps


def as_paddings(padding, rank):
    """The padding of each spatial axis, from "SAME", "VALID", or pairs (before, after) for each axis.

    Explicit pairs are for the spatial axes, or, as in TensorFlow, for batch and channels too, where they are (0, 0).
    """
    if isinstance(padding, str) or np.ndim(padding) == 0:
        return (check_padding(padding),) * rank
    pairs = [check_padding(pair) for pair in padding]
    if len(pairs) == rank + 2:
        if pairs[0] != (0, 0) or pairs[-1] != (0, 0):
            raise ShapeError(f"explicit padding of batch and channels must be (0, 0), got {pairs[0]} and {pairs[-1]}")
        pairs = pairs[1:-1]
    if len(pairs) != rank:
        raise ShapeError(f"explicit padding must be {rank} or {rank + 2} pairs (before, after), got {len(pairs)}")
    return tuple(pairs)


def as_output_shape(output_shape, input, filters):
    """The spatial part of output_shape, which may be given whole or, as TensorFlow allows, alone."""
    shape = _as_tuple("output_shape", output_shape)
    rank = len(SPATIAL_AXES[input.ndim])
    if len(shape) == rank:
        return shape
    if len(shape) != input.ndim:
        names = ", ".join(AXIS_NAMES[rank] if input.ndim == rank else ("batch", *AXIS_NAMES[rank], "channels"))
        wanted = f"{input.ndim} numbers ({names})" if input.ndim > 1 else "1 number"
        raise ShapeError(f"output_shape must be {wanted}, got {len(shape)}: {shown(shape)}")
    batch, *spatial, channels = shape
    if batch != input.shape[0]:
        raise ShapeError(f"output_shape asks for a batch of {batch}; the input has {input.shape[0]}, ask for that")
    if channels != filters.shape[-2]:
        raise ShapeError(
            f"output_shape asks for {channels} channels; filters ({KERNEL_AXES[rank]}, out, in) "
            f"of shape {filters.shape} make {filters.shape[-2]}, ask for that"
        )
    return tuple(spatial)


def as_channels_last(data_format, rank, input, **arguments):
    """The input and each argument that names all axes, in channels-last order; and whether they were not."""
    last, first = DATA_FORMATS[rank]
    if data_format not in (last, first):
        raise ShapeError(f'data_format must be "{last}" or "{first}", got {shown(data_format)}')
    channels_first = data_format == first and np.ndim(input) == rank + 2
    if channels_first:
        input = np.moveaxis(as_array("input", input), 1, -1)
        arguments = {name: _last(value, rank + 2) for name, value in arguments.items()}
    return channels_first, input, *arguments.values()


def check_channels(input, filters, order):
    """ShapeError unless filters, whose last two axes are `order`, read as many channels as input has."""
    if input.ndim != filters.ndim:
        raise ShapeError(f"{LAYOUTS[input.ndim]} needs filters with {input.ndim} axes, got {filters.ndim}")
    rank = len(SPATIAL_AXES[input.ndim])
    if rank == input.ndim:
        return
    reads = filters.shape[order.index("in") - 2]
    if reads != input.shape[-1]:
        hint = ""
        if filters.shape[order.index("out") - 2] == input.shape[-1]:
            hint = "; are the last two axes swapped?"
        raise ShapeError(
            f"the input has {input.shape[-1]} channels, but filters ({KERNEL_AXES[rank]}, {', '.join(order)}) "
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


def in_dtype(output, dtype):
    """The output in the type that the caller's arrays have; ShapeError if its integers do not fit."""
    if dtype.kind != "f":
        limits = np.iinfo(dtype)
        if output.min() < limits.min or output.max() > limits.max:
            reach = output.max() if output.max() > limits.max else output.min()
            raise ShapeError(f"the result reaches {reach}, which {dtype} cannot hold; give int64 or floats")
    return output.astype(dtype, copy=False)


def _last(value, length):
    """A sequence over all axes with its second entry, the channels', moved to the end."""
    if isinstance(value, str) or np.ndim(value) == 0 or len(value) != length:
        return value
    batch, channels, *spatial = value
    return [batch, *spatial, channels]


def _as_tuple(name, value):
    if isinstance(value, (str, bytes)):
        raise ShapeError(f"{name} must be whole numbers, got the text {shown(value)}")
    try:
        items = tuple(value)
    except TypeError:
        items = (value,)
    return tuple(check_whole_number(name, item) for item in items)
