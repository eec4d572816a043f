"""Four views of one operation, each a function of its own that shares no arithmetic with the others' loops.

All take what conv2d_transpose takes, with a batch in NHWC: input (N, H, W, in),
filters (h, w, out, in), output_shape (N, H', W', out), strides and dilations as one
number or a pair, padding "SAME", "VALID" or explicit; and return the same array.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .arguments import as_paddings, as_strides
from .ops import conv2d, conv2d_transpose
from .shapes import conv_padding, inserted_size


def by_insertion(input, filters, output_shape, strides, padding="SAME", dilations=1):
    """Insert zeros, pad, and slide the rotated kernel: the way the course goes."""
    return conv2d_transpose(input, filters, output_shape, strides, padding, dilations=dilations)


def by_scatter(input, filters, output_shape, strides, padding="SAME", dilations=1):
    """Every input number writes its multiple of the kernel; copies are added (overlap-add), edges cropped."""
    (sh, sw), (dh, dw) = as_strides(strides, rank=2), as_strides(dilations, rank=2)
    n, rows, columns, _ = input.shape
    (top, bottom), (left, right) = _forward_padding(filters, output_shape, strides, padding, dilations)
    padded = np.zeros((n, top + output_shape[1] + bottom, left + output_shape[2] + right, output_shape[3]))
    for u, v in np.ndindex(filters.shape[:2]):  # all inputs write their tap (u, v) at once
        down, across = slice(u * dh, u * dh + rows * sh, sh), slice(v * dw, v * dw + columns * sw, sw)
        padded[:, down, across][:, :rows, :columns] += input @ filters[u, v].T
    return padded[:, top : top + output_shape[1], left : left + output_shape[2]]


def by_matrix(input, filters, output_shape, strides, padding="SAME", dilations=1):
    """Write the forward convolution as a matrix C; multiply by its transpose."""
    C = convolution_matrix(filters, output_shape[1:], strides, padding, dilations)
    return (input.reshape(len(input), -1) @ C).reshape(output_shape)


def convolution_matrix(filters, image_shape, strides, padding="SAME", dilations=1):
    """The matrix C with C @ image.ravel() = conv2d(image).ravel(), for images (rows, columns, channels).

    Its columns are the convolutions of the images that are 1 at one place and 0 elsewhere.
    """
    pixels = int(np.prod(image_shape))
    units = np.eye(pixels, dtype=int).reshape(pixels, *image_shape)
    return conv2d(units, filters, strides, padding, dilations).reshape(pixels, -1).T


def by_gradient(input, filters, output_shape, strides, padding="SAME", dilations=1):
    """Backpropagate `input` through the forward convolution: every pixel collects from wherever it was read."""
    (sh, sw), (dh, dw) = as_strides(strides, rank=2), as_strides(dilations, rank=2)
    n, height, width, channels = output_shape
    places = np.arange(height * width).reshape(height, width)
    margins = _forward_padding(filters, output_shape, strides, padding, dilations)
    places = np.pad(places, margins, constant_values=height * width)  # all padding is one place more
    reach = [inserted_size(k, d) for k, d in zip(filters.shape, (dh, dw))]
    read = sliding_window_view(places, reach)[::sh, ::sw, ::dh, ::dw]  # (i, j, u, v): what each window reads
    gradient = np.zeros((height * width + 1, n, channels))
    np.add.at(gradient, read, np.einsum("nijc,uvfc->ijuvnf", input, filters))
    return gradient[:-1].reshape(height, width, n, channels).transpose(2, 0, 1, 3)


def _forward_padding(filters, output_shape, strides, padding, dilations):
    """(before, after) for rows and columns, as the forward convolution pads the output."""
    axes = zip(
        output_shape[1:3], filters.shape, as_strides(strides, 2), as_strides(dilations, 2), as_paddings(padding, 2)
    )
    return [conv_padding(size, inserted_size(k, d), s, p) for size, k, s, d, p in axes]
