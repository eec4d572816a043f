"""conv2d_transpose again, made fast: matrix products and additions, in NumPy alone.

A tap is one place (u, v) of the kernel. Every input pixel, times the (in, out) matrix of a tap, is added to one
output pixel: row i goes to row i*stride + u*dilation - crop. Four ideas make that fast:

1. Nothing is multiplied by inserted zeros: many pixels times many taps are one large matrix product.
2. The output is sorted by phase, which is row and column modulo the stride. A tap writes to one phase only,
   and there neighbours stay neighbours: to add is to add one shifted image to another.
3. Taps that shift by the same number of places write to different phases, so they are added all at once.
4. What was multiplied is added while it is still in the processor's cache.
"""

from itertools import groupby, product

import numpy as np

from .arguments import check_affordable
from .ops import check_transpose

CACHE = 2**21
"""Bytes of products to make before they are added."""

FEWEST_PIXELS = 2**10
"""In a product, even so: it reads all its filters, which should not be for a few pixels."""

THIN = 16
"""With fewer output channels, each is kept as an image of its own: NumPy is fast along long rows."""


def conv2d_transpose(input, filters, output_shape, strides, padding="SAME", data_format="NHWC", dilations=None):
    """The transposed convolution: arguments, checks and results of tconv_lib.conv2d_transpose."""
    request = check_transpose(2, input, filters, output_shape, strides, padding, data_format, dilations)
    return request.answer(overlap_add(request))


def overlap_add(request):
    """The batch that is asked for: multiply, add to the phases, interleave the phases."""
    x, filters = request.as_batch()
    rows, columns = request.axes
    height, width = request.output_sizes
    strides = rows.stride, columns.stride
    phases = zero_phases((len(x), height, width, filters.shape[2]), strides, np.result_type(x, filters))

    across = [*landings(columns, phases.shape[4], 0, x.shape[2])]
    for images, start, stop in blocks(x.shape, filters[..., 0].size * phases.itemsize):
        down = [*landings(rows, phases.shape[3], start, stop)]
        add_block(phases[:, :, images], x[images, start:stop], filters, down, across)
    return np.ascontiguousarray(interleaved(phases)[:, :height, :width])


def zero_phases(shape, strides, dtype):
    """Zeros for an output of this shape: (row phases, column phases, N, rows, columns, out).

    In memory they lie as in the output or, if thin, with each phase of each channel as an image.
    """
    (n, height, width, out), (sh, sw) = shape, strides
    rows, columns = -(-height // sh), -(-width // sw)
    check_affordable("the output", (n, rows * sh, columns * sw, out))
    if out < THIN:
        return np.moveaxis(np.zeros((sh, sw, out, n, rows, columns), dtype), 2, -1)
    return np.zeros((n, rows, sh, columns, sw, out), dtype).transpose(2, 4, 0, 1, 3, 5)


def interleaved(phases):
    """The phases as one batch: (N, rows * row phases, columns * column phases, out)."""
    sh, sw, n, rows, columns, out = phases.shape
    return phases.transpose(2, 3, 0, 4, 1, 5).reshape(n, rows * sh, columns * sw, out)


def blocks(shape, bytes_per_pixel):
    """Parts of a batch whose products fill the cache, whole images or rows of one: (images, start row, stop row)."""
    n, height, width, _ = shape
    rows = max(1, max(CACHE // bytes_per_pixel, FEWEST_PIXELS) // width)
    images = max(1, rows // height)
    for image, start in product(range(0, n, images), range(0, height, rows)):
        yield slice(image, image + images), start, min(start + rows, height)


def landings(axis, places, start, stop):
    """Where the pixels from start to stop go along an axis whose phases have so many places.

    Yields slices for taps that shift alike: the taps, their phases, the pixels not cropped, and the places of these.
    """
    stride, dilation = axis.stride, axis.dilation
    first_goal = start * stride - axis.crop.before
    goals = [first_goal + tap * dilation for tap in range(axis.kernel)]
    for shift, alike in groupby(range(len(goals)), lambda tap: goals[tap] // stride):
        taps = [*alike]
        phases = slice(goals[taps[0]] % stride, goals[taps[-1]] % stride + 1, dilation)
        first = max(0, -shift)
        last = max(first, min(stop - start, places - shift))
        yield slice(taps[0], taps[-1] + 1), phases, slice(first, last), slice(first + shift, last + shift)


def add_block(phases, pixels, filters, down, across):
    """Multiply and add. Rows of pixels that would be cropped are left out: before or, if thin, after the product."""
    thin = filters.shape[2] < THIN
    alone = len(down) == len(across) == 1
    made = products(pixels, filters) if thin else None
    for u, p, kept, rows in down:
        add(
            phases[p, :, :, rows], made[u, :, :, kept] if thin else products(pixels[:, kept], filters[u]), across, alone
        )


def add(phases, made, across, alone):
    """Add products of some kernel rows (h, w, N, H, W, out) to phases (h, column phases, N, H, columns, out)."""
    for v, q, kept, columns in across:
        if alone:  # the phases are zero here, and need not be read
            phases[:, q, :, :, columns] = made[:, v, :, :, kept]
        else:
            phases[:, q, :, :, columns] += made[:, v, :, :, kept]


def products(pixels, filters):
    """Pixels (N, H, W, in) times taps (h, w, out, in): (h, w, N, H, W, out), lying in memory as the phases do."""
    (h, w, out, _), (n, height, width, _) = filters.shape, pixels.shape
    pixels, filters = pixels.reshape(-1, pixels.shape[-1]), filters.reshape(-1, filters.shape[-1])
    if out < THIN:
        return (filters @ pixels.T).reshape(h, w, out, n, height, width).transpose(0, 1, 3, 4, 5, 2)
    return (pixels @ filters.T).reshape(n, height, width, h, w, out).transpose(3, 4, 0, 1, 2, 5)
