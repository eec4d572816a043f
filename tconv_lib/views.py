"""Four views of one operation, each a function of its own that shares no arithmetic with the others' loops.

All take what conv2d_transpose takes, with channels last: input (N, H, W, in) and filters (h, w, out, in), or both
plain, output_shape, strides, padding, dilations. They refuse what it refuses, and return the same array.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from .arguments import Ints, Pads, as_numbers, as_whole_numbers, check_affordable, shown
from .errors import ShapeError
from .ops import check_transpose, conv2d, conv2d_transpose


def by_insertion(
    input: ArrayLike, filters: ArrayLike, output_shape: Ints, strides: Ints, padding: Pads = "SAME", dilations: Ints = 1
) -> np.ndarray:
    """Insert zeros, pad, and slide the rotated kernel: the way the course goes."""
    return conv2d_transpose(input, filters, output_shape, strides, padding, dilations=dilations)


def by_scatter(
    input: ArrayLike, filters: ArrayLike, output_shape: Ints, strides: Ints, padding: Pads = "SAME", dilations: Ints = 1
) -> np.ndarray:
    """Every input number writes its multiple of the kernel; copies are added (overlap-add), edges cropped."""
    request = check_transpose(2, input, filters, output_shape, strides, padding, "NHWC", dilations)
    (x, filters), (rows, columns) = request.as_batch(), request.axes
    top, left, (height, width) = rows.crop.before, columns.crop.before, request.output_sizes
    beyond = [max(axis.full_size, axis.crop.before + axis.output_size) for axis in request.axes]
    check_affordable("the full result", [len(x), *beyond, filters.shape[2]])
    full = np.zeros((len(x), *beyond, filters.shape[2]), np.result_type(x, filters))
    for u, v in np.ndindex(filters.shape[:2]):  # all inputs write their tap (u, v) at once
        places = full[:, u * rows.dilation :: rows.stride, v * columns.dilation :: columns.stride]
        places[:, : rows.size, : columns.size] += x @ filters[u, v].T
    return request.answer(full[:, top : top + height, left : left + width])


def by_matrix(
    input: ArrayLike, filters: ArrayLike, output_shape: Ints, strides: Ints, padding: Pads = "SAME", dilations: Ints = 1
) -> np.ndarray:
    """Write the forward convolution as a matrix C; multiply by its transpose."""
    request = check_transpose(2, input, filters, output_shape, strides, padding, "NHWC", dilations)
    x, filters = request.as_batch()
    image_shape = *request.output_sizes, filters.shape[2]
    C = convolution_matrix(filters, image_shape, strides, padding, dilations)
    return request.answer((x.reshape(len(x), -1) @ C).reshape(len(x), *image_shape))


def convolution_matrix(
    filters: ArrayLike, image_shape: Sequence[int], strides: Ints, padding: Pads = "SAME", dilations: Ints = 1
) -> np.ndarray:
    """The matrix C with C @ image.ravel() = conv2d(image).ravel(), for images (rows, columns, channels).

    Its columns are the convolutions of the images that are 1 at one place and 0 elsewhere.
    filters: (h, w, in, out). strides, padding, dilations: as for conv2d. Raises ShapeError.
    """
    filters = as_numbers("filters", filters, ndims=(4,))
    image_shape = as_whole_numbers("image_shape", image_shape)
    if len(image_shape) != 3:
        raise ShapeError(f"image_shape must be 3 numbers (rows, columns, channels), got {shown(image_shape)}")
    pixels = math.prod(image_shape)
    check_affordable("the matrix of all images", (pixels, pixels))
    units = np.eye(pixels, dtype=filters.dtype).reshape(pixels, *image_shape)
    return conv2d(units, filters, strides, padding, dilations).reshape(pixels, -1).T


def by_gradient(
    input: ArrayLike, filters: ArrayLike, output_shape: Ints, strides: Ints, padding: Pads = "SAME", dilations: Ints = 1
) -> np.ndarray:
    """Backpropagate `input` through the forward convolution: every pixel collects from wherever it was read."""
    request = check_transpose(2, input, filters, output_shape, strides, padding, "NHWC", dilations)
    (x, filters), (rows, columns) = request.as_batch(), request.axes
    (height, width), (n, out) = request.output_sizes, (len(x), filters.shape[2])
    places = np.arange(height * width).reshape(height, width)
    margins = [(max(axis.crop.before, 0), max(axis.crop.after, 0)) for axis in request.axes]
    places = np.pad(places, margins, constant_values=height * width)  # all padding is one place more
    windows = sliding_window_view(places, (rows.reach, columns.reach))[:: rows.stride, :: columns.stride]
    read = windows[: rows.size, : columns.size, :: rows.dilation, :: columns.dilation]  # what each window (i, j) reads
    gradient = np.zeros((height * width + 1, n, out), np.result_type(x, filters))
    np.add.at(gradient, read, np.einsum("nijc,uvfc->ijuvnf", x, filters))
    return request.answer(gradient[:-1].reshape(height, width, n, out).transpose(2, 0, 1, 3))
