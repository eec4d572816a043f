"""Convolution and its transpose on arrays, written to be read.

Images come in two forms, everywhere: plain (rows, columns), or TensorFlow's
NHWC (batch, rows, columns, channels). Signals are 1-D.

`conv2d_transpose` follows tf.nn.conv2d_transpose: check the requested shape,
insert zeros, pad, rotate the kernel by 180 degrees, slide it with stride 1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .arguments import (
    AXIS_NAMES,
    SPATIAL_AXES,
    as_numbers,
    as_output_shape,
    as_strides,
    check_affordable,
    check_channels,
    check_exact,
)
from .shapes import Padding, check_output_size, conv_padding, inserted_size, zero_padding


def conv2d(input, filters, strides, padding="SAME"):
    """The forward convolution (as in all of deep learning, without rotation).

    input: (N, H, W, in) with filters (h, w, in, out), or a plain image with a plain kernel.
    strides: an int, a pair, or (1, rows, columns, 1). padding: "SAME" or "VALID".
    Returns (N, H', W', out), or a plain image. Raises ShapeError. Source: tf.nn.conv2d.
    """
    input = as_numbers("input", input, ndims=(2, 4))
    filters = as_numbers("filters", filters, ndims=(2, 4))
    check_channels(input, filters, order=("in", "out"))
    check_exact(input, filters)
    strides = as_strides(strides, rank=2)
    sizes = [input.shape[axis] for axis in SPATIAL_AXES[input.ndim]]
    margins = [conv_padding(*axis, padding) for axis in zip(sizes, filters.shape, strides)]
    return slide(pad(input, margins), filters, strides)


def conv2d_transpose(input, filters, output_shape, strides, padding="SAME"):
    """The transposed convolution, with the numbers of tf.nn.conv2d_transpose.

    input: (N, H, W, in) with filters (h, w, out, in) and output_shape (N, H', W', out);
    or a plain image with a plain kernel and output_shape (H', W').
    strides: an int, a pair, or (1, rows, columns, 1). padding: "SAME" or "VALID".
    Returns an array of output_shape. Raises ShapeError if no convolution with these
    settings turns output_shape into the shape of input.
    """
    input = as_numbers("input", input, ndims=(2, 4))
    return transpose_steps(input, filters, output_shape, strides, padding).output


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


def transpose_steps(input, filters, output_shape, strides, padding="SAME"):
    """Every step of a transposed convolution of a signal, an image or an NHWC batch.

    Arguments as for conv2d_transpose. Raises ShapeError before any work is done.
    """
    input = as_numbers("input", input, ndims=SPATIAL_AXES)
    filters = as_numbers("filters", filters, ndims=SPATIAL_AXES)
    check_channels(input, filters, order=("out", "in"))
    check_exact(input, filters)
    axes = SPATIAL_AXES[input.ndim]
    strides = as_strides(strides, rank=len(axes))
    output_sizes = as_output_shape(output_shape, input, filters)

    sizes = [input.shape[axis] for axis in axes]
    requests = [*zip(sizes, filters.shape, strides, output_sizes)]
    for request, name in zip(requests, AXIS_NAMES[len(axes)]):
        check_output_size(*request, padding, axis=name)
    margins = tuple(zero_padding(*request, padding) for request in requests)

    padded_sizes = [output_size + kernel - 1 for output_size, kernel in zip(output_sizes, filters.shape)]
    check_affordable("the padded input", _resized(input.shape, padded_sizes))

    zero_inserted = insert_zeros(input, strides)
    padded = pad(zero_inserted, margins)
    rotated = rotate(filters)
    output = slide(padded, rotated)
    return TransposeSteps(input, filters, strides, margins, zero_inserted, padded, rotated, output)


def insert_zeros(x, strides):
    """Put strides - 1 zeros between neighbours: size n becomes (n-1)*stride + 1.

    x: a signal, an image, or an NHWC batch; strides: an int, or one per spatial axis.
    """
    x = as_numbers("x", x, ndims=SPATIAL_AXES)
    axes = SPATIAL_AXES[x.ndim]
    strides = as_strides(strides, rank=len(axes))
    shape = _resized(x.shape, [inserted_size(x.shape[axis], stride) for axis, stride in zip(axes, strides)])
    check_affordable("the input with its inserted zeros", shape)
    result = np.zeros(shape, x.dtype)
    result[_every(strides, x.ndim)] = x
    return result


def pad(x, margins):
    """Put zeros around the spatial axes; margins: (before, after) for each of them."""
    widths = [(0, 0)] * x.ndim
    for axis, margin in zip(SPATIAL_AXES[x.ndim], margins):
        widths[axis] = margin
    check_affordable("the padded input", [n + sum(width) for n, width in zip(x.shape, widths)])
    return np.pad(x, widths)


def rotate(filters):
    """Turn the kernel by 180 degrees; (h, w, out, in) also becomes conv2d's (h, w, in, out)."""
    if filters.ndim == 4:
        return filters[::-1, ::-1].swapaxes(2, 3)
    return np.flip(filters)


def slide(x, filters, strides=1):
    """Multiply and add under every position of the kernel; no padding.

    x: a signal, an image, or (N, H, W, in) with filters (h, w, in, out).
    """
    axes = SPATIAL_AXES[x.ndim]
    strides = as_strides(strides, rank=len(axes))
    windows = sliding_window_view(x, filters.shape[: len(axes)], axis=axes)[_every(strides, x.ndim)]
    if x.ndim == 4:
        check_affordable("the output", [*windows.shape[:3], filters.shape[3]])
    sums = {1: "iu,u->i", 2: "ijuv,uv->ij", 4: "nijcuv,uvcf->nijf"}
    return np.einsum(sums[x.ndim], windows, filters)


def _resized(shape, sizes):
    """The shape with other sizes along the spatial axes."""
    shape = [*shape]
    for axis, size in zip(SPATIAL_AXES[len(shape)], sizes):
        shape[axis] = size
    return shape


def _every(strides, ndim):
    """Index of every stride-th place along the spatial axes."""
    index = [slice(None)] * ndim
    for axis, stride in zip(SPATIAL_AXES[ndim], strides):
        index[axis] = slice(None, None, stride)
    return tuple(index)
