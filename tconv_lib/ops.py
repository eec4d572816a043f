"""Convolution and its transpose on arrays, written to be read.

Arrays come in two forms, everywhere: plain (a signal, an image), or TensorFlow's
batch with channels last: NWC, NHWC (batch, rows, columns, channels), NDHWC.

The transpose follows tf.nn.conv2d_transpose: check the requested shape, insert
zeros, pad, rotate the kernel by 180 degrees, slide it with stride 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from .arguments import (
    AXIS_NAMES,
    DATA_FORMATS,
    NDIMS,
    SPATIAL_AXES,
    Ints,
    Pads,
    as_array,
    as_margins,
    as_numbers,
    as_output_shape,
    as_paddings,
    as_strides,
    channels_last,
    check_affordable,
    check_channels,
    check_choice,
    check_exact,
    common_type,
    in_dtype,
    shown,
    widened,
)
from .errors import ShapeError
from .shapes import Axis, Padding, conv_padding


def conv2d(
    input: ArrayLike, filters: ArrayLike, strides: Ints, padding: Pads = "SAME", dilations: Ints = 1
) -> np.ndarray:
    """The forward convolution (as in all of deep learning, without rotation).

    input: (N, H, W, in) with filters (h, w, in, out), or a plain image with a plain kernel.
    strides, dilations: an int, a pair, or (1, rows, columns, 1).
    padding: "SAME", "VALID", or pairs of zeros.
    Returns (N, H', W', out), or a plain image. Raises ShapeError. Source: tf.nn.conv2d.
    """
    input = as_numbers("input", input, ndims=(2, 4))
    filters = as_numbers("filters", filters, ndims=(2, 4))
    check_channels(input, filters, order=("in", "out"))
    strides = as_strides(strides, rank=2)
    filters = _spread(filters, as_strides(dilations, rank=2, name="dilations"), range(2))
    sizes = [input.shape[axis] for axis in SPATIAL_AXES[input.ndim]]
    margins = [conv_padding(*axis) for axis in zip(sizes, filters.shape, strides, as_paddings(padding, rank=2))]
    return slide(pad(input, margins), filters, strides)


def conv2d_transpose(
    input: ArrayLike,
    filters: ArrayLike,
    output_shape: Ints,
    strides: Ints,
    padding: Pads = "SAME",
    data_format: str = "NHWC",
    dilations: Ints | None = None,
) -> np.ndarray:
    """The transposed convolution, with the numbers of tf.nn.conv2d_transpose.

    input: (N, H, W, in), or (N, in, H, W) with data_format "NCHW";
        or, to learn with, a plain image (and then a plain kernel and two sizes).
    filters: (h, w, out, in) in either format.
    output_shape: (N, H', W', out) in the format of the input, or just (H', W').
    strides, dilations: an int, a pair, or four numbers in the format of the input.
    padding: "SAME", "VALID", or four pairs of zeros that the forward convolution adds.
    Returns an array of output_shape, of the arrays' common type. Raises ShapeError if no
    convolution with these settings turns output_shape into the shape of input.
    """
    request = check_transpose(2, input, filters, output_shape, strides, padding, data_format, dilations)
    return request.answer(_steps(request).output)


def conv1d_transpose(
    input: ArrayLike,
    filters: ArrayLike,
    output_shape: Ints,
    strides: Ints,
    padding: Pads = "SAME",
    data_format: str = "NWC",
    dilations: Ints | None = None,
) -> np.ndarray:
    """As conv2d_transpose, for signals: input (N, W, in) and filters (w, out, in), or both plain."""
    request = check_transpose(1, input, filters, output_shape, strides, padding, data_format, dilations)
    return request.answer(_steps(request).output)


def conv3d_transpose(
    input: ArrayLike,
    filters: ArrayLike,
    output_shape: Ints,
    strides: Ints,
    padding: Pads = "SAME",
    data_format: str = "NDHWC",
    dilations: Ints | None = None,
) -> np.ndarray:
    """As conv2d_transpose, for volumes: input (N, D, H, W, in) and filters (d, h, w, out, in)."""
    request = check_transpose(3, input, filters, output_shape, strides, padding, data_format, dilations)
    return request.answer(_steps(request).output)


class Request(NamedTuple):
    """What a transposed convolution is asked for, checked: plain, or of a batch with its channels last."""

    input: np.ndarray
    filters: np.ndarray
    axes: tuple[Axis, ...]
    dtype: np.dtype  # of the answer; the arrays here are widened
    channels_first: bool = False  # as it was asked

    @property
    def output_sizes(self) -> tuple[int, ...]:
        return tuple(axis.output_size for axis in self.axes)

    def as_batch(self) -> tuple[np.ndarray, np.ndarray]:
        """The input as (N, ..., in) and the filters as (..., out, in), also if they are plain."""
        if self.input.ndim > len(self.axes):
            return self.input, self.filters
        return self.input[None, ..., None], self.filters[..., None, None]

    def answer(self, output: np.ndarray) -> np.ndarray:
        """The output in the form and type of the arguments. Raises ShapeError if that type cannot hold it."""
        if output.ndim > self.input.ndim:
            output = output[0, ..., 0]
        output = in_dtype(output, self.dtype)
        return np.moveaxis(output, -1, 1) if self.channels_first else output


def check_transpose(
    rank: int,
    input: ArrayLike,
    filters: ArrayLike,
    output_shape: Ints,
    strides: Ints,
    padding: Pads,
    data_format: str,
    dilations: Ints | None,
) -> Request:
    """The Request, for this count of spatial axes. Raises ShapeError if it is not legal."""
    last, first = DATA_FORMATS[rank]
    check_choice("data_format", data_format, (last, first))
    input = as_array("input", input, NDIMS[rank])
    channels_first = data_format == first and input.ndim > rank
    if channels_first:
        input = np.moveaxis(input, 1, -1)
        output_shape, strides, padding, dilations = (
            channels_last(value, rank + 2) for value in (output_shape, strides, padding, dilations)
        )
    filters = as_array("filters", filters, SPATIAL_AXES)
    check_channels(input, filters, order=("out", "in"))
    dtype, input, filters = common_type(input, filters), widened("input", input), widened("filters", filters)
    check_exact(input, filters)
    strides = as_strides(strides, rank)
    output_sizes = as_output_shape(output_shape, input, filters)
    dilations = as_strides(1 if dilations is None else dilations, rank, name="dilations")
    sizes = tuple([input.shape[axis] for axis in SPATIAL_AXES[input.ndim]])
    axes = _axes(sizes, filters.shape[:rank], strides, dilations, as_paddings(padding, rank), output_sizes)
    return Request(input, filters, axes, dtype, channels_first)


@lru_cache
def _axes(sizes: tuple[int, ...], *rest: Any) -> tuple[Axis, ...]:
    """The axes, each of a legal output size, from the numbers of all axes; kept for the next call."""
    axes = map(Axis, sizes, *rest)
    return tuple(axis.check_output_size(counts) for axis, counts in zip(axes, AXIS_NAMES[len(sizes)]))


@dataclass(frozen=True)
class TransposeSteps:
    """What a transposed convolution makes on its way."""

    input: np.ndarray
    filters: np.ndarray
    axes: tuple[Axis, ...]
    zero_inserted: np.ndarray
    padded: np.ndarray
    rotated: np.ndarray
    output: np.ndarray

    @property
    def strides(self) -> tuple[int, ...]:
        """One for each axis."""
        return tuple(axis.stride for axis in self.axes)

    @property
    def margins(self) -> tuple[Padding, ...]:
        """Zeros before and after each axis."""
        return tuple(axis.zero_padding for axis in self.axes)


def transpose_steps(
    input: ArrayLike, filters: ArrayLike, output_shape: Ints, strides: Ints, padding: Pads = "SAME", dilations: Ints = 1
) -> TransposeSteps:
    """Every step of a transposed convolution, plain or of a batch with channels last.

    Arguments as for conv2d_transpose. Raises ShapeError before any work is done.
    """
    input = as_array("input", input, SPATIAL_AXES)
    rank = len(SPATIAL_AXES[input.ndim])
    channels_last, _ = DATA_FORMATS[rank]
    return _steps(check_transpose(rank, input, filters, output_shape, strides, padding, channels_last, dilations))


def _steps(request: Request) -> TransposeSteps:
    x, filters, axes = request.input, request.filters, request.axes
    check_affordable("the padded input", _resized(x.shape, [axis.output_size + axis.reach - 1 for axis in axes]))
    zero_inserted = _spread(x, [axis.stride for axis in axes], SPATIAL_AXES[x.ndim])
    padded = pad(zero_inserted, [axis.zero_padding for axis in axes])
    rotated = rotate(_spread(filters, [axis.dilation for axis in axes], range(len(axes))))
    return TransposeSteps(x, filters, axes, zero_inserted, padded, rotated, slide(padded, rotated))


def insert_zeros(x: ArrayLike, strides: Ints) -> np.ndarray:
    """Put strides - 1 zeros between neighbours: size n becomes (n-1)*stride + 1.

    x: a signal, an image, or an NHWC batch; strides: an int, or one per spatial axis.
    """
    x = as_numbers("x", x, ndims=(1, 2, 4))
    axes = SPATIAL_AXES[x.ndim]
    return _spread(x, as_strides(strides, rank=len(axes)), axes)


def pad(x: ArrayLike, margins: Pads) -> np.ndarray:
    """Put zeros around the spatial axes; margins: (before, after) for each. A negative margin cuts off."""
    x = as_numbers("x", x, SPATIAL_AXES)
    axes = SPATIAL_AXES[x.ndim]
    widths, kept = [(0, 0)] * x.ndim, [slice(None)] * x.ndim
    for axis, (before, after) in zip(axes, as_margins(margins, len(axes))):
        widths[axis] = max(before, 0), max(after, 0)
        kept[axis] = slice(max(-before, 0), min(after, 0) or None)
    check_affordable("the padded input", [n + sum(width) for n, width in zip(x.shape, widths)])
    padded = np.pad(x, widths)[tuple(kept)]  # in this order: a margin may cut off more than there was
    if padded.size == 0:
        raise ShapeError(f"margins {shown(margins)} cut off all that there is: shape {x.shape}")
    return padded


def rotate(filters: ArrayLike) -> np.ndarray:
    """Turn the kernel by 180 degrees; (..., out, in) also becomes the forward convolution's (..., in, out)."""
    filters = as_numbers("filters", filters, SPATIAL_AXES)
    rank = len(SPATIAL_AXES[filters.ndim])
    turned = np.flip(filters, tuple(range(rank)))
    return turned if rank == filters.ndim else turned.swapaxes(-1, -2)


def slide(x: ArrayLike, filters: ArrayLike, strides: Ints = 1) -> np.ndarray:
    """Multiply and add under every position of the kernel; no padding.

    x: plain with a plain kernel, or a batch (N, ..., in) with filters (..., in, out). Raises ShapeError.
    """
    x, filters = as_numbers("x", x, SPATIAL_AXES), as_numbers("filters", filters, SPATIAL_AXES)
    check_channels(x, filters, order=("in", "out"))
    check_exact(x, filters)
    axes = SPATIAL_AXES[x.ndim]
    strides = as_strides(strides, rank=len(axes))
    for axis, kernel, counts in zip(axes, filters.shape, AXIS_NAMES[len(axes)]):
        if kernel > x.shape[axis]:
            raise ShapeError(f"a kernel of {kernel} {counts} does not fit into {x.shape[axis]}")
    windows = sliding_window_view(x, filters.shape[: len(axes)], axis=axes)[_every(strides, axes)]
    if x.ndim > len(axes):
        check_affordable("the output", [*windows.shape[: x.ndim - 1], filters.shape[-1]])
    sums = {1: "iu,u->i", 2: "ijuv,uv->ij", 3: "nicu,ucf->nif", 4: "nijcuv,uvcf->nijf", 5: "nijkcuvw,uvwcf->nijkf"}
    return np.einsum(sums[x.ndim], windows, filters)


def _spread(x: np.ndarray, strides: Sequence[int], axes: Sequence[int]) -> np.ndarray:
    """Move neighbours along these axes `strides` apart, with zeros between."""
    shape = [*x.shape]
    for axis, stride in zip(axes, strides):
        shape[axis] = Axis(shape[axis], stride=stride).inserted_size
    check_affordable("the array with its inserted zeros", shape)
    result = np.zeros(shape, x.dtype)
    result[_every(strides, axes)] = x
    return result


def _every(strides: Sequence[int], axes: Sequence[int]) -> tuple[slice, ...]:
    """Index of every stride-th place along these axes."""
    index = [slice(None)] * (axes[-1] + 1)
    for axis, stride in zip(axes, strides):
        index[axis] = slice(None, None, stride)
    return tuple(index)


def _resized(shape: Sequence[int], sizes: Sequence[int]) -> list[int]:
    """The shape with other sizes along the spatial axes."""
    shape = [*shape]
    for axis, size in zip(SPATIAL_AXES[len(shape)], sizes):
        shape[axis] = size
    return shape
