"""Convolution and its transpose on arrays, written to be read.

Arrays come in two forms, everywhere: plain (a signal, an image), or TensorFlow's
batch with channels last: NWC, NHWC (batch, rows, columns, channels), NDHWC.

The transpose follows tf.nn.conv2d_transpose: check the requested shape, insert
zeros, pad, rotate the kernel by 180 degrees, slide it with stride 1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .arguments import (
    AXIS_NAMES,
    SPATIAL_AXES,
    as_array,
    as_channels_last,
    as_numbers,
    as_output_shape,
    as_paddings,
    as_strides,
    check_affordable,
    check_channels,
    check_exact,
    in_dtype,
)
from .shapes import Padding, check_output_size, conv_padding, inserted_size, zero_padding


def conv2d(input, filters, strides, padding="SAME", dilations=1):
    """The forward convolution (as in all of deep learning, without rotation).

    input: (N, H, W, in) with filters (h, w, in, out), or a plain image with a plain kernel.
    strides, dilations: an int, a pair, or (1, rows, columns, 1).
    padding: "SAME", "VALID", or pairs of zeros.
    Returns (N, H', W', out), or a plain image. Raises ShapeError. Source: tf.nn.conv2d.
    """
    input = as_numbers("input", input, ndims=(2, 4))
    filters = as_numbers("filters", filters, ndims=(2, 4))
    check_channels(input, filters, order=("in", "out"))
    check_exact(input, filters)
    strides = as_strides(strides, rank=2)
    filters = dilate(filters, as_strides(dilations, rank=2, name="dilations"))
    sizes = [input.shape[axis] for axis in SPATIAL_AXES[input.ndim]]
    margins = [conv_padding(*axis) for axis in zip(sizes, filters.shape, strides, as_paddings(padding, rank=2))]
    return slide(pad(input, margins), filters, strides)


def conv2d_transpose(input, filters, output_shape, strides, padding="SAME", data_format="NHWC", dilations=None):
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
    return any_transpose(_by_sliding, 2, (2, 4), input, filters, output_shape, strides, padding, data_format, dilations)


def conv1d_transpose(input, filters, output_shape, strides, padding="SAME", data_format="NWC", dilations=None):
    """As conv2d_transpose, for signals: input (N, W, in) and filters (w, out, in), or both plain."""
    return any_transpose(_by_sliding, 1, (1, 3), input, filters, output_shape, strides, padding, data_format, dilations)


def conv3d_transpose(input, filters, output_shape, strides, padding="SAME", data_format="NDHWC", dilations=None):
    """As conv2d_transpose, for volumes: input (N, D, H, W, in) and filters (d, h, w, out, in)."""
    return any_transpose(_by_sliding, 3, (5,), input, filters, output_shape, strides, padding, data_format, dilations)


def any_transpose(compute, rank, ndims, input, filters, output_shape, strides, padding, data_format, dilations):
    """A transposed convolution of this rank in either data format; `compute` does the work, with channels last."""
    dilations = 1 if dilations is None else dilations
    channels_first, input, output_shape, strides, padding, dilations = as_channels_last(
        data_format, rank, input, output_shape=output_shape, strides=strides, padding=padding, dilations=dilations
    )
    dtype = np.result_type(as_array("input", input), as_array("filters", filters))
    input = as_numbers("input", input, ndims)
    output = in_dtype(compute(input, filters, output_shape, strides, padding, dilations), dtype)
    return np.moveaxis(output, -1, 1) if channels_first else output


def _by_sliding(*call):
    return transpose_steps(*call).output


@dataclass(frozen=True)
class TransposeRequest:
    """What a transposed convolution is asked for, checked; spatial tuples hold one entry per axis."""

    input: np.ndarray
    filters: np.ndarray
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    axes: tuple[tuple, ...]  # (size, kernel, stride, output_size, padding), as the functions of shapes.py take them


def check_transpose(input, filters, output_shape, strides, padding="SAME", dilations=1):
    """The request, plain or of a batch with channels last. Raises ShapeError if it is not legal."""
    input = as_numbers("input", input, ndims=SPATIAL_AXES)
    filters = as_numbers("filters", filters, ndims=SPATIAL_AXES)
    check_channels(input, filters, order=("out", "in"))
    check_exact(input, filters)
    spatial = SPATIAL_AXES[input.ndim]
    rank = len(spatial)
    strides = as_strides(strides, rank)
    output_sizes = as_output_shape(output_shape, input, filters)
    dilations = as_strides(dilations, rank, name="dilations")
    sizes = [input.shape[axis] for axis in spatial]
    kernels = [inserted_size(taps, dilation) for taps, dilation in zip(filters.shape, dilations)]
    axes = tuple(zip(sizes, kernels, strides, output_sizes, as_paddings(padding, rank)))
    for axis, name in zip(axes, AXIS_NAMES[rank]):
        check_output_size(*axis, axis=name)
    return TransposeRequest(input, filters, strides, dilations, axes)


@dataclass(frozen=True)
class TransposeSteps:
    """What a transposed convolution makes on its way; spatial tuples hold one entry per axis."""

    input: np.ndarray
    filters: np.ndarray
    strides: tuple[int, ...]
    margins: tuple[Padding, ...]  # zeros before and after each axis
    zero_inserted: np.ndarray
    padded: np.ndarray
    rotated: np.ndarray
    output: np.ndarray


def transpose_steps(input, filters, output_shape, strides, padding="SAME", dilations=1):
    """Every step of a transposed convolution, plain or of a batch with channels last.

    Arguments as for conv2d_transpose. Raises ShapeError before any work is done.
    """
    request = check_transpose(input, filters, output_shape, strides, padding, dilations)
    spatial = SPATIAL_AXES[request.input.ndim]
    margins = tuple(zero_padding(*axis) for axis in request.axes)
    padded_sizes = [output_size + kernel - 1 for _, kernel, _, output_size, _ in request.axes]
    check_affordable("the padded input", _resized(request.input.shape, padded_sizes))

    zero_inserted = _spread(request.input, request.strides, spatial)
    padded = pad(zero_inserted, margins)
    rotated = rotate(dilate(request.filters, request.dilations))
    output = slide(padded, rotated)
    return TransposeSteps(
        request.input, request.filters, request.strides, margins, zero_inserted, padded, rotated, output
    )


def insert_zeros(x, strides):
    """Put strides - 1 zeros between neighbours: size n becomes (n-1)*stride + 1.

    x: a signal, an image, or an NHWC batch; strides: an int, or one per spatial axis.
    """
    x = as_numbers("x", x, ndims=(1, 2, 4))
    axes = SPATIAL_AXES[x.ndim]
    return _spread(x, as_strides(strides, rank=len(axes)), axes)


def dilate(filters, dilations):
    """Put dilations - 1 zeros between the taps: what insert_zeros does, with the spatial axes in front."""
    return _spread(filters, dilations, range(len(dilations)))


def pad(x, margins):
    """Put zeros around the spatial axes; margins: (before, after) for each. A negative margin cuts off."""
    widths, kept = [(0, 0)] * x.ndim, [slice(None)] * x.ndim
    for axis, (before, after) in zip(SPATIAL_AXES[x.ndim], margins):
        widths[axis] = max(before, 0), max(after, 0)
        kept[axis] = slice(max(-before, 0), min(after, 0) or None)
    check_affordable("the padded input", [n + sum(width) for n, width in zip(x.shape, widths)])
    return np.pad(x, widths)[tuple(kept)]  # in this order: a margin may cut off more than there was


def rotate(filters):
    """Turn the kernel by 180 degrees; (..., out, in) also becomes the forward convolution's (..., in, out)."""
    rank = len(SPATIAL_AXES[filters.ndim])
    turned = np.flip(filters, range(rank))
    return turned if rank == filters.ndim else turned.swapaxes(-1, -2)


def slide(x, filters, strides=1):
    """Multiply and add under every position of the kernel; no padding.

    x: plain with a plain kernel, or a batch (N, ..., in) with filters (..., in, out).
    """
    axes = SPATIAL_AXES[x.ndim]
    strides = as_strides(strides, rank=len(axes))
    windows = sliding_window_view(x, filters.shape[: len(axes)], axis=axes)[_every(strides, axes)]
    if x.ndim > len(axes):
        check_affordable("the output", [*windows.shape[: x.ndim - 1], filters.shape[-1]])
    sums = {1: "iu,u->i", 2: "ijuv,uv->ij", 3: "nicu,ucf->nif", 4: "nijcuv,uvcf->nijf", 5: "nijkcuvw,uvwcf->nijkf"}
    return np.einsum(sums[x.ndim], windows, filters)


def _spread(x, strides, axes):
    """Move neighbours along these axes `strides` apart, with zeros between."""
    shape = [*x.shape]
    for axis, stride in zip(axes, strides):
        shape[axis] = inserted_size(shape[axis], stride)
    check_affordable("the array with its inserted zeros", shape)
    result = np.zeros(shape, x.dtype)
    result[_every(strides, axes)] = x
    return result


def _every(strides, axes):
    """Index of every stride-th place along these axes."""
    index = [slice(None)] * (axes[-1] + 1)
    for axis, stride in zip(axes, strides):
        index[axis] = slice(None, None, stride)
    return tuple(index)


def _resized(shape, sizes):
    """The shape with other sizes along the spatial axes."""
    shape = [*shape]
    for axis, size in zip(SPATIAL_AXES[len(shape)], sizes):
        shape[axis] = size
    return shape
