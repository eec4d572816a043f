"""Four views of one operation, each a function of its own that shares no arithmetic with the others' loops.

All take what conv2d_transpose takes, with channels last: input (N, H, W, in) and filters (h, w, out / groups, in), or
both plain, output_shape, strides, padding, dilations, groups, bias. They return the same array, of finite numbers.
They refuse what it refuses, also what is too large for its steps alone, and arrays of their own that are too large.
What stands below is how each makes one group.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from .arrays import FILTERS, as_numbers, check_affordable
from .errors import ShapeError
from .ops import Request, check_steps, check_transpose, conv2d, steps_of
from .values import Ints, Pads, as_whole_numbers
from .words import shown


def view(make: Callable[[Request], np.ndarray]) -> Callable[..., np.ndarray]:
    """The view that makes each group of channels in this way."""

    def of_all_groups(
        input: ArrayLike,
        filters: ArrayLike,
        output_shape: Ints,
        strides: Ints,
        padding: Pads = "SAME",
        dilations: Ints = 1,
        groups: int = 1,
        bias: ArrayLike | None = None,
    ) -> np.ndarray:
        request = check_transpose(2, input, filters, output_shape, strides, padding, "NHWC", dilations, groups, bias)
        check_steps(request)
        return request.answer(np.concatenate([make(part) for part in request.parts()], axis=-1))

    of_all_groups.__name__ = of_all_groups.__qualname__ = make.__name__
    of_all_groups.__doc__ = make.__doc__
    return of_all_groups


@view
def by_insertion(request: Request) -> np.ndarray:
    """Insert zeros, pad, and slide the rotated kernel: the way the course goes."""
    return steps_of(request).output


@view
def by_scatter(request: Request) -> np.ndarray:
    """Every input number writes its multiple of the kernel; copies are added (overlap-add), edges cropped."""
    (x, filters), (rows, columns) = request.as_batch(), request.axes
    top, left, (height, width) = rows.crop.before, columns.crop.before, request.output_sizes
    beyond = [max(axis.full_size, axis.crop.before + axis.output_size) for axis in request.axes]
    check_affordable("the full result", [len(x), *beyond, filters.shape[2]])
    full = np.zeros((len(x), *beyond, filters.shape[2]), np.result_type(x, filters))
    for u, v in np.ndindex(filters.shape[:2]):  # all inputs write their tap (u, v) at once
        places = full[:, u * rows.dilation :: rows.stride, v * columns.dilation :: columns.stride]
        places[:, : rows.size, : columns.size] += x @ filters[u, v].T
    return full[:, top : top + height, left : left + width]


@view
def by_matrix(request: Request) -> np.ndarray:
    """Write the forward convolution as a matrix C; multiply by its transpose."""
    (x, filters), (rows, columns) = request.as_batch(), request.axes
    image_shape = *request.output_sizes, filters.shape[2]
    strides, dilations = (rows.stride, columns.stride), (rows.dilation, columns.dilation)
    padding: Any = rows.padding if isinstance(rows.padding, str) else (rows.padding, columns.padding)
    C = convolution_matrix(filters, image_shape, strides, padding, dilations)
    return (x.reshape(len(x), len(C)) @ C).reshape(len(x), *image_shape)


def convolution_matrix(
    filters: ArrayLike,
    image_shape: Sequence[int],
    strides: Ints,
    padding: Pads = "SAME",
    dilations: Ints = 1,
    groups: int = 1,
) -> np.ndarray:
    """The matrix C with C @ image.ravel() = conv2d(image).ravel(), for images (rows, columns, channels).

    Its columns are the convolutions of the images that are 1 at one place and 0 elsewhere.
    filters: (h, w, in / groups, out). strides, padding, dilations, groups: as for conv2d. Raises ShapeError.
    """
    filters = as_numbers("filters", filters, ndims=(4,), layouts=FILTERS)
    image_shape = as_whole_numbers("image_shape", image_shape)
    if len(image_shape) != 3:
        raise ShapeError(f"image_shape must be 3 numbers (rows, columns, channels), got {shown(image_shape)}")
    pixels = math.prod(image_shape)
    check_affordable("the matrix of all images", (pixels, pixels))
    units = np.eye(pixels, dtype=filters.dtype).reshape(pixels, *image_shape)
    return conv2d(units, filters, strides, padding, dilations, groups).reshape(pixels, -1).T


@view
def by_gradient(request: Request) -> np.ndarray:
    """Backpropagate `input` through the forward convolution: every pixel collects from wherever it was read."""
    (x, filters), (rows, columns) = request.as_batch(), request.axes
    (height, width), (n, out) = request.output_sizes, (len(x), filters.shape[2])
    check_affordable("the products", (*x.shape[:3], *filters.shape[:3]))
    places = np.arange(height * width).reshape(height, width)
    margins = [(max(axis.crop.before, 0), max(axis.crop.after, 0)) for axis in request.axes]
    check_affordable("the padded output", [n + sum(margin) for n, margin in zip(places.shape, margins)])
    places = np.pad(places, margins, constant_values=height * width)  # all padding is one place more
    windows = sliding_window_view(places, (rows.reach, columns.reach))[:: rows.stride, :: columns.stride]
    read = windows[: rows.size, : columns.size, :: rows.dilation, :: columns.dilation]  # what each window (i, j) reads
    gradient = np.zeros((height * width + 1, n, out), np.result_type(x, filters))
    np.add.at(gradient, read, np.einsum("nijc,uvfc->ijuvnf", x, filters))
    return gradient[:-1].reshape(height, width, n, out).transpose(2, 0, 1, 3)
