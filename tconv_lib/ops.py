"""Convolution and its transpose on arrays, written to be read.

Arrays come in two forms, everywhere: plain (a signal, an image), or TensorFlow's
batch with channels last: NWC, NHWC (batch, rows, columns, channels), NDHWC.

The transpose follows tf.nn.conv2d_transpose: check the requested shape, insert
zeros, pad, rotate the kernel by 180 degrees, slide it with stride 1. Finite numbers
are meant: an infinite tap times an inserted zero is NaN, where TensorFlow multiplies by no zeros.

Every function raises ShapeError for what does not fit, and TypeError for arrays of anything but numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from .arguments import (
    AXIS_NAMES,
    DATA_FORMATS,
    MOST_PRODUCTS,
    as_bias,
    as_margins,
    as_output_shape,
    as_paddings,
    as_strides,
    channels_last,
    check_channels,
    check_groups,
)
from .arrays import (
    FILTERS,
    NDIMS,
    SPATIAL_AXES,
    as_array,
    as_numbers,
    check_affordable,
    check_exact,
    common_type,
    in_dtype,
    widened,
)
from .errors import ShapeError
from .shapes import Axis, Padding, conv_padding
from .values import Ints, Pads, check_choice, check_whole_number
from .words import shown


def conv2d(
    input: ArrayLike,
    filters: ArrayLike,
    strides: Ints,
    padding: Pads = "SAME",
    dilations: Ints = 1,
    groups: int = 1,
) -> np.ndarray:
    """The forward convolution (as in all of deep learning, without rotation).

    input: (N, H, W, in) with filters (h, w, in / groups, out), or a plain image with a plain kernel.
    strides, dilations: an int, a pair, or (1, rows, columns, 1).
    padding: "SAME", "VALID", or pairs of zeros.
    groups: as for slide.
    Returns (N, H', W', out), or a plain image. Raises ShapeError. Source: tf.nn.conv2d.
    """
    input = as_numbers("input", input, ndims=(2, 4))
    filters = as_numbers("filters", filters, ndims=(2, 4), layouts=FILTERS)
    groups = check_whole_number("groups", groups)
    check_channels(input, filters, ("in", "out"), groups)
    strides = as_strides(strides, rank=2)
    filters = _spread(filters, as_strides(dilations, rank=2, name="dilations"), range(2))
    sizes = [input.shape[axis] for axis in SPATIAL_AXES[input.ndim]]
    margins = [conv_padding(*axis) for axis in zip(sizes, filters.shape, strides, as_paddings(padding, rank=2))]
    return slide(pad(input, margins), filters, strides, groups)


def conv2d_transpose(
    input: ArrayLike,
    filters: ArrayLike,
    output_shape: Ints,
    strides: Ints,
    padding: Pads = "SAME",
    data_format: str = "NHWC",
    dilations: Ints | None = None,
    groups: int = 1,
    bias: ArrayLike | None = None,
) -> np.ndarray:
    """The transposed convolution, with the numbers of tf.nn.conv2d_transpose.

    input: (N, H, W, in), or (N, in, H, W) with data_format "NCHW";
        or, to learn with, a plain image (and then a plain kernel and two sizes).
    filters: (h, w, out / groups, in) in either format, as the forward convolution has them, from out channels to in.
        PyTorch and ONNX keep the same numbers as (in, out / groups, h, w).
    output_shape: (N, H', W', out) in the format of the input, or just (H', W').
    strides, dilations: an int, a pair, or four numbers in the format of the input.
    padding: "SAME", "VALID", or four pairs of zeros that the forward convolution adds.
    groups: the channels are split into so many parts, each with its own part of the filters (along `in`) and of the
        output. With as many groups as channels it is called depthwise. Not in TensorFlow; PyTorch's groups.
    bias: a number for each output channel, added everywhere.
    Returns an array of output_shape, of the arrays' common type. Raises ShapeError if no
    convolution with these settings turns output_shape into the shape of input.
    """
    request = check_transpose(2, input, filters, output_shape, strides, padding, data_format, dilations, groups, bias)
    return request.answer(steps_of(request).output)


def conv1d_transpose(
    input: ArrayLike,
    filters: ArrayLike,
    output_shape: Ints,
    strides: Ints,
    padding: Pads = "SAME",
    data_format: str = "NWC",
    dilations: Ints | None = None,
    groups: int = 1,
    bias: ArrayLike | None = None,
) -> np.ndarray:
    """As conv2d_transpose, for signals: input (N, W, in) and filters (w, out, in), or both plain."""
    request = check_transpose(1, input, filters, output_shape, strides, padding, data_format, dilations, groups, bias)
    return request.answer(steps_of(request).output)


def conv3d_transpose(
    input: ArrayLike,
    filters: ArrayLike,
    output_shape: Ints,
    strides: Ints,
    padding: Pads = "SAME",
    data_format: str = "NDHWC",
    dilations: Ints | None = None,
    groups: int = 1,
    bias: ArrayLike | None = None,
) -> np.ndarray:
    """As conv2d_transpose, for volumes: input (N, D, H, W, in) and filters (d, h, w, out, in)."""
    request = check_transpose(3, input, filters, output_shape, strides, padding, data_format, dilations, groups, bias)
    return request.answer(steps_of(request).output)


class Request(NamedTuple):
    """What a transposed convolution is asked for, checked: plain, or of a batch with its channels last."""

    input: np.ndarray
    filters: np.ndarray
    groups: int
    bias: np.ndarray | None
    dtype: np.dtype  # of the answer; the arrays here are widened
    channels_first: bool = False  # as it was asked
    axes: tuple[Axis, ...] = ()

    @property
    def output_sizes(self) -> tuple[int, ...]:
        return tuple(axis.output_size for axis in self.axes)

    def as_batch(self) -> tuple[np.ndarray, np.ndarray]:
        """The input as (N, ..., in) and the filters as (..., out / groups, in), also if they are plain."""
        if self.input.ndim > len(self.axes):
            return self.input, self.filters
        return self.input[None, ..., None], self.filters[..., None, None]

    def parts(self) -> Iterator["Request"]:
        """A request of its own for each group."""
        if self.groups == 1:
            yield self
        else:
            arrays = (np.split(array, self.groups, axis=-1) for array in (self.input, self.filters))
            for input, filters in zip(*arrays):
                yield self._replace(input=input, filters=filters, groups=1)

    def answer(self, output: np.ndarray) -> np.ndarray:
        """The output with its bias, in the form and type of the arguments.

        Raises ShapeError if that type cannot hold it.
        """
        if output.ndim > self.input.ndim:
            output = output[0, ..., 0]
        if self.bias is not None:
            output = output + self.bias
        output = in_dtype(output, self.dtype)
        return np.moveaxis(output, -1, 1) if self.channels_first else output


def check_arrays(
    rank: int,
    input: ArrayLike,
    filters: ArrayLike,
    groups: int,
    bias: ArrayLike | None,
    channels_first: bool = False,
) -> Request:
    """A Request that only lacks its axes, of which there are `rank`. Raises ShapeError if the arrays do not fit."""
    input = as_array("input", input, NDIMS[rank], batch=True)
    channels_first = channels_first and input.ndim > rank
    if channels_first:
        input = np.moveaxis(input, 1, -1)
    filters = as_array("filters", filters, SPATIAL_AXES, layouts=FILTERS)
    groups = check_whole_number("groups", groups)
    check_channels(input, filters, ("out", "in"), groups)
    bias = as_bias(bias, 1 if input.ndim == rank else filters.shape[-2] * groups)
    dtype = common_type(input, filters) if bias is None else common_type(input, filters, bias)
    input, filters = widened("input", input), widened("filters", filters)
    bias = None if bias is None else widened("bias", bias)
    check_exact(input, filters, bias)
    return Request(input, filters, groups, bias, dtype, channels_first)


def check_transpose(
    rank: int,
    input: ArrayLike,
    filters: ArrayLike,
    output_shape: Ints,
    strides: Ints,
    padding: Pads,
    data_format: str,
    dilations: Ints | None,
    groups: int = 1,
    bias: ArrayLike | None = None,
) -> Request:
    """The Request, for this count of spatial axes. Raises ShapeError if it is not legal."""
    last, first = DATA_FORMATS[rank]
    check_choice("data_format", data_format, (last, first))
    request = check_arrays(rank, input, filters, groups, bias, data_format == first)
    if request.channels_first:
        output_shape, strides, padding, dilations = (
            channels_last(value, rank + 2) for value in (output_shape, strides, padding, dilations)
        )
    input, filters = request.input, request.filters
    strides = as_strides(strides, rank)
    output_sizes = as_output_shape(output_shape, input, filters, request.groups, request.channels_first)
    dilations = as_strides(1 if dilations is None else dilations, rank, name="dilations")
    sizes = tuple([input.shape[axis] for axis in SPATIAL_AXES[input.ndim]])
    axes = _axes(sizes, filters.shape[:rank], strides, dilations, as_paddings(padding, rank), output_sizes)
    return Request(*request[:-1], axes)


@lru_cache
def _axes(sizes: tuple[int, ...], *rest: Any) -> tuple[Axis, ...]:
    """The axes, each of a legal output size, from the numbers of all axes; kept for the next call."""
    axes = map(Axis, sizes, *rest)
    return tuple(axis.check_output_size(counts) for axis, counts in zip(axes, AXIS_NAMES[len(sizes)]))


@dataclass(frozen=True, eq=False)  # arrays are not simply equal
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

    @property
    def crop_before(self) -> tuple[int, ...]:
        """What the output leaves out at the start of the full result, on each axis."""
        return tuple(axis.crop.before for axis in self.axes)


def transpose_steps(
    input: ArrayLike,
    filters: ArrayLike,
    output_shape: Ints,
    strides: Ints,
    padding: Pads = "SAME",
    dilations: Ints = 1,
    groups: int = 1,
) -> TransposeSteps:
    """Every step of a transposed convolution without bias, plain or of a batch with channels last.

    Arguments as for conv2d_transpose. Raises ShapeError before any work is done.
    """
    input = as_array("input", input, SPATIAL_AXES)
    rank = len(SPATIAL_AXES[input.ndim])
    last, _ = DATA_FORMATS[rank]
    return steps_of(check_transpose(rank, input, filters, output_shape, strides, padding, last, dilations, groups))


def steps_of(request: Request) -> TransposeSteps:
    """Every step of what is asked for, without bias."""
    check_steps(request)
    x, filters, axes = request.input, request.filters, request.axes
    zero_inserted = _spread(x, [axis.stride for axis in axes], SPATIAL_AXES[x.ndim])
    padded = pad(zero_inserted, [axis.zero_padding for axis in axes])
    rotated = rotate(_spread(filters, [axis.dilation for axis in axes], range(len(axes))), request.groups)
    output = slide(padded, rotated, groups=request.groups)
    return TransposeSteps(x.copy(), filters.copy(), axes, zero_inserted, padded, rotated, output)


def check_steps(request: Request) -> None:
    """ShapeError if a step is larger than a lesson can need; it multiplies by all zeros, a dilation's, too."""
    x, filters, groups, axes = request.input.shape, request.filters.shape, request.groups, request.axes
    reaches, output = [axis.reach for axis in axes], _resized(x, request.output_sizes)
    plain = len(x) == len(axes)
    check_affordable("the padded input", _resized(x, [axis.padded_size for axis in axes]))
    check_affordable("the array with its inserted zeros", _resized(x, [axis.inserted_size for axis in axes]))
    check_affordable("the array with its inserted zeros", [*reaches, *filters[len(axes) :]])
    check_affordable("the products", [*output, *reaches, *([] if plain else [filters[-2]])], MOST_PRODUCTS)
    check_affordable("the output", output if plain else [*output[:-1], filters[-2] * groups])


def insert_zeros(x: ArrayLike, strides: Ints) -> np.ndarray:
    """Put strides - 1 zeros between neighbours: size n becomes (n-1)*stride + 1.

    x: a signal, an image, or an NHWC batch; strides: an int, or one per spatial axis.
    """
    x = as_numbers("x", x, ndims=(1, 2, 4))
    axes = SPATIAL_AXES[x.ndim]
    return _spread(x, as_strides(strides, rank=len(axes)), axes)


def pad(x: ArrayLike, margins: Pads) -> np.ndarray:
    """Put zeros around the spatial axes; margins: (before, after) for each. A negative margin cuts off."""
    x = as_numbers("x", x, SPATIAL_AXES, batch=True)
    axes = SPATIAL_AXES[x.ndim]
    widths, kept = [(0, 0)] * x.ndim, [slice(None)] * x.ndim
    for axis, (before, after) in zip(axes, as_margins(margins, len(axes))):
        widths[axis] = max(before, 0), max(after, 0)
        kept[axis] = slice(max(-before, 0), min(after, 0) or None)
    check_affordable("the padded input", [n + sum(width) for n, width in zip(x.shape, widths)])
    padded = np.pad(x, widths)[tuple(kept)]  # in this order: a margin may cut off more than there was
    if 0 in [padded.shape[axis] for axis in axes]:
        raise ShapeError(f"margins {shown(margins)} cut off all that there is: shape {x.shape}")
    return padded


def rotate(filters: ArrayLike, groups: int = 1) -> np.ndarray:
    """Turn the kernel by 180 degrees; (..., out / groups, in) becomes the forward (..., in / groups, out), too."""
    filters = as_numbers("filters", filters, SPATIAL_AXES, layouts=FILTERS)
    rank = len(SPATIAL_AXES[filters.ndim])
    groups = check_whole_number("groups", groups)
    check_groups(groups, 1 if rank == filters.ndim else filters.shape[-1], "input")
    turned = np.flip(filters, tuple(range(rank))).copy()
    if rank == filters.ndim:
        return turned
    return np.concatenate([part.swapaxes(-1, -2) for part in np.split(turned, groups, axis=-1)], axis=-1)


def slide(x: ArrayLike, filters: ArrayLike, strides: Ints = 1, groups: int = 1) -> np.ndarray:
    """Multiply and add under every position of the kernel; no padding.

    x: plain with a plain kernel, or a batch (N, ..., in) with filters (..., in / groups, out). Raises ShapeError.
    groups: the channels of x and of the result are split into so many parts, each with a part of the filters.
    """
    x = as_numbers("x", x, SPATIAL_AXES, batch=True)
    filters = as_numbers("filters", filters, SPATIAL_AXES, layouts=FILTERS)
    groups = check_whole_number("groups", groups)
    check_channels(x, filters, ("in", "out"), groups)
    check_exact(x, filters)
    axes = SPATIAL_AXES[x.ndim]
    strides = as_strides(strides, rank=len(axes))
    for axis, kernel, counts in zip(axes, filters.shape, AXIS_NAMES[len(axes)]):
        if kernel > x.shape[axis]:
            raise ShapeError(f"a kernel of {kernel} {counts} does not fit into {x.shape[axis]}")
    windows = sliding_window_view(x, filters.shape[: len(axes)], axis=axes)[_every(strides, axes)]
    sums = {1: "iu,u->i", 2: "ijuv,uv->ij", 3: "nicu,ucf->nif", 4: "nijcuv,uvcf->nijf", 5: "nijkcuvw,uvwcf->nijkf"}
    made = [] if x.ndim == len(axes) else [filters.shape[-1] // groups]
    check_affordable("the products", [*windows.shape, *made], MOST_PRODUCTS)
    if x.ndim == len(axes):
        return np.einsum(sums[x.ndim], windows, filters)
    check_affordable("the output", [*windows.shape[: x.ndim - 1], filters.shape[-1]])
    parts = zip(np.split(windows, groups, axis=x.ndim - 1), np.split(filters, groups, axis=-1))
    return np.concatenate([np.einsum(sums[x.ndim], *part) for part in parts], axis=-1)


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
