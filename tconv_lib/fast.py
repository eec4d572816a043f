"""conv2d_transpose again, made fast: matrix products and additions, in NumPy alone.

A tap is one place (u, v) of the kernel. Every input pixel, times the (in, out) matrix of a tap, is added to one
output pixel: row i goes to row i*stride + u*dilation - crop. Four ideas make that fast:

1. Nothing is multiplied by inserted zeros: many pixels times many taps are one large matrix product.
2. What was multiplied is added while it is still in the processor's cache.
3. NumPy is fast along long rows. As many taps beside each other as the stride has make of a row of pixels a whole row
   of the output: by_pixel adds one shifted image to another.
4. Where a pixel has few output channels, these rows are short. So by_channel keeps images of channels, and of phases,
   which are row and column modulo the stride: a tap writes to one phase, and there neighbours stay neighbours.

Nothing is added where copies of the kernel lie side_by_side. Small groups of channels have little to multiply and much
to add: by_window adds inside of the matrix product. And images so small that calling NumPy takes longer than its work
are added by_index.
"""

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, product

import numpy as np
from numpy.typing import ArrayLike

from .arrays import check_affordable
from .ops import Request, check_transpose
from .shapes import Axis
from .values import Ints, Pads
from .windows import items, joined, padded, taps_of_phase, taps_of_tile, tiles, windows

CACHE = 2**21
"""Bytes of products to make before they are added."""

FEWEST_PIXELS = 4
"""In a product, for each channel, even so: it reads all its filters, which should not be for a few pixels."""

FEWEST_TILES = 64
"""In the products of a small group, even so: each call of a product takes time."""

NEAR = 2**16
"""Bytes of taps that stay so near to the processor that rows of pixels may be multiplied by them one by one."""

THIN = 16
"""With fewer output channels, each is kept as an image of its own."""

SMALL = 32
"""Groups with so many or fewer input channels are computed side by side, by window; others one after the other."""

FEW = 2**12
"""Products. To add so many or fewer takes less time than to call NumPy again and again: one call adds them all."""

BUFFER = 2**10
"""Numbers. NumPy copies rows into its buffer before it adds them if two fit in; of the usual 2**13 too many do."""

LINE = 16
"""Numbers of four bytes in a line of the cache."""

FREED = 2**25 - 2**13
"""Bytes. glibc keeps freed memory for the next call once an array as large as this was freed, at most. Else it gives
it back, and to get it anew, page by page, takes longer than to multiply. See M_MMAP_THRESHOLD in mallopt(3)."""

np.empty(FREED, np.uint8)  # freed at once; none of its pages is ever touched


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
    """The transposed convolution: arguments, checks and results of tconv_lib.conv2d_transpose.

    It multiplies no zeros, so only an output that is too large is too much for it.
    """
    request = check_transpose(2, input, filters, output_shape, strides, padding, data_format, dilations, groups, bias)
    return request.answer(overlap_add(request))


def overlap_add(request: Request) -> np.ndarray:
    """The batch that is asked for, in whichever of five ways is fastest."""
    x, filters = request.as_batch()
    groups, channels, out, (rows, columns) = request.groups, x.shape[3], filters.shape[2], request.axes
    check_affordable("the output", (len(x), rows.output_size, columns.output_size, groups * out))
    if groups > 1 and not is_by_window(request):
        return np.concatenate([overlap_add(part) for part in request.parts()], axis=-1)
    if groups == 1 and x.size * filters.size <= FEW * channels**2:
        return by_index(x, filters, rows, columns)
    with np.errstate():  # the end of which undoes setbufsize
        np.setbufsize(BUFFER)
        if groups > 1:
            output = by_window(x, filters, groups, rows, columns)
        elif out < THIN:
            output = by_channel(x, filters, rows, columns)
        elif covers(rows) and covers(columns):
            output = side_by_side(x, filters)
        else:
            output = by_pixel(x, filters, rows, columns)
    return np.ascontiguousarray(output[:, : rows.output_size, : columns.output_size])


def is_by_window(request: Request) -> bool:
    """Whether groups may be computed side by side. That multiplies by zeros, which make NaN of what is not finite."""
    small = request.input.shape[-1] <= SMALL * request.groups
    dense = all(axis.dilation == 1 and axis.stride <= axis.output_size for axis in request.axes)
    return small and dense and all(np.isfinite(np.vdot(array, array)) for array in (request.input, request.filters))


def side_by_side(x: np.ndarray, filters: np.ndarray) -> np.ndarray:
    """Copies of the kernel beside each other: a row of pixels times a row of taps is a row of the output."""
    (n, height, width, channels), (down, right, out, _) = x.shape, filters.shape
    taps = filters.reshape(down, right * out, channels)
    output = np.empty((n, height, down, width, right * out), np.result_type(x, filters))
    if taps[0].nbytes <= NEAR:
        x = np.ascontiguousarray(x)  # else NumPy would multiply in loops of its own
        for u in range(down):
            np.matmul(x, np.ascontiguousarray(taps[u].T), out=output[:, :, u])
    else:
        for images, start, stop in blocks(x.shape[:3], filters[..., 0].nbytes, FEWEST_PIXELS * channels):
            put(output[images, start:stop], products(x[images, start:stop], taps).swapaxes(2, 3))
    return output.reshape(n, height * down, width * right, out)


def by_pixel(x: np.ndarray, filters: np.ndarray, rows: Axis, columns: Axis) -> np.ndarray:
    """Channels last: what a run of taps makes of rows of pixels is added to rows of the output."""
    channels, out = x.shape[3], filters.shape[2]
    output = np.zeros((len(x), rows.output_size, columns.output_size, out), np.result_type(x, filters))
    size = (channels + columns.stride * out) * x.itemsize  # of what is read and made
    for images, start, stop in blocks(x.shape[:3], size, FEWEST_PIXELS * channels):
        for u in range(rows.kernel):
            first = start * rows.stride + u * rows.dilation - rows.crop.before
            down, goal = meeting(first, stop - start, rows.output_size, rows.stride)
            for taps, pixels, kept, landed in runs(columns):
                made = products(x[images, start:stop, pixels][:, down], filters[u, taps])
                made = made.reshape(*made.shape[:2], made.shape[2] * made.shape[3], out)
                add(output[images, goal, landed], made[:, :, kept])
    return output


def by_window(x: np.ndarray, filters: np.ndarray, groups: int, rows: Axis, columns: Axis) -> np.ndarray:
    """Groups side by side. What a window makes is a tile, as large as the stride: nothing is added any more."""
    filters, groups = joined(filters, groups)
    out, taps = filters.shape[2], taps_of_tile(filters, groups, rows, columns)
    down, right = taps_of_phase(rows, columns)
    pixels = padded(x, groups, down, right)
    output, phases = in_phases(len(x), out, groups, rows, columns, np.result_type(x, filters))
    downs, across = (landings(axis._replace(kernel=axis.stride, padding=axis.crop)) for axis in (rows, columns))
    width = columns.size + right - 1
    kept_across = [(v, q, *meeting(beside, width, places(columns))) for v, q, beside in across]
    size = groups * (taps.shape[1] + 2 * taps.shape[2]) * x.itemsize  # of what is read, made and copied into place
    for images, start, stop in blocks((len(x), rows.size + down - 1, width), size, FEWEST_TILES):
        made = tiles(windows(pixels[images], start, stop, down, right).view(x.dtype), taps, output.dtype)
        made = items(made, out).reshape(*made.shape[:4], rows.stride, columns.stride).transpose(4, 5, 0, 1, 2, 3)
        for u, p, below in downs:
            seen, goal = meeting(start + below, stop - start, places(rows))
            for v, q, kept, landed in kept_across:
                put(phases[p, q, images, goal, landed], made[u, v, :, seen, kept])
    return output


def in_phases(
    n: int, out: int, groups: int, rows: Axis, columns: Axis, dtype: np.dtype
) -> tuple[np.ndarray, np.ndarray]:
    """An output and its phases: (row phase, column phase, N, row, column, group). It has room for whole phases."""
    (down, p), (right, q) = ((places(axis), phases_of(axis)) for axis in (rows, columns))
    whole = min(*rows.crop, *columns.crop) >= 0  # else there are zeros around what is written
    output = (np.empty if whole else np.zeros)((n, down, p, right, q, groups * out), dtype)
    return output.reshape(n, down * p, right * q, groups * out), items(output, out).transpose(2, 4, 0, 1, 3, 5)


def by_channel(x: np.ndarray, filters: np.ndarray, rows: Axis, columns: Axis) -> np.ndarray:
    """Channels first: each phase of a channel is an image, whose rows follow each other, as one long row of places."""
    n, out = len(x), filters.shape[2]
    width = max(columns.size, places(columns))  # of the pixels' rows and of the phases'
    if width > columns.size:
        x = np.pad(x, [(0, 0), (0, 0), (0, width - columns.size), (0, 0)])
    p, q = phases_of(rows), phases_of(columns)
    phases = np.zeros((p, q, out, n, places(rows) * width), np.result_type(x, filters))
    downs, across = landings(rows), landings(columns)
    for images, start, stop in blocks(x.shape[:3], filters[..., 0].nbytes, FEWEST_PIXELS * x.shape[3]):
        made = products(filters, x[images, start:stop], apart=True)
        add_images(phases[:, :, :, images], made, start, columns.size, downs, across)
    return interleaved(phases.reshape(p, q, out, n, places(rows), width))


def add_images(
    phases: np.ndarray, made: np.ndarray, start: int, real: int, downs: Iterable[tuple], across: Iterable[tuple]
) -> None:
    """Add (row taps, column taps, out, N, rows, columns), of which the first row is `start`, to the phases.

    real: how many columns are not filled up with zeros, which make NaN of a tap that is not finite.
    """
    *_, height, width = made.shape
    for v, _, right in across:
        kept, _ = meeting(right, real, width)  # without zeros, the others would land in the row before or after
        made[:, v, ..., : kept.start] = made[:, v, ..., kept.stop :] = 0
    made = made.reshape(*made.shape[:-2], height * width)
    for (u, p, down), (v, q, right) in product(downs, across):
        kept, landed = meeting((start + down) * width + right, height * width, phases.shape[-1])
        add(phases[p, q, ..., landed], made[u, v, ..., kept])


def by_index(x: np.ndarray, filters: np.ndarray, rows: Axis, columns: Axis) -> np.ndarray:
    """Few products: each is added where an index says, or, if cropped, to a number behind the output."""
    shape = len(x), rows.output_size, columns.output_size, filters.shape[2]
    output = np.zeros(math.prod(shape) + 1, np.result_type(x, filters))
    np.add.at(output, goals(len(x), filters.shape[2], rows, columns), products(filters, x).reshape(-1))
    return output[:-1].reshape(shape)


@lru_cache
def goals(n: int, out: int, rows: Axis, columns: Axis) -> np.ndarray:
    """Where in the flat output each product (row tap, column tap, out, N, row, column) is added. Kept for later."""
    row, column = (
        axis.stride * np.arange(axis.size) + axis.dilation * np.arange(axis.kernel)[:, None] - axis.crop.before
        for axis in (rows, columns)
    )
    row, column = row[:, None, None, None, :, None], column[:, None, None, None, :]
    image, channel = np.arange(n)[:, None, None], np.arange(out)[:, None, None, None]
    goal = ((image * rows.output_size + row) * columns.output_size + column) * out + channel
    inside = (0 <= row) & (row < rows.output_size) & (0 <= column) & (column < columns.output_size)
    return np.where(inside, goal, n * rows.output_size * columns.output_size * out).reshape(-1)


def interleaved(phases: np.ndarray) -> np.ndarray:
    """Phases (row phases, column phases, out, N, rows, columns) as one batch (N, H, W, out)."""
    sh, sw, out, n, rows, columns = phases.shape
    batch = np.empty((n, rows, sh, columns, sw, out), phases.dtype)
    for q, channel in product(range(sw), range(out)):
        batch[..., q, channel] = phases[:, q, channel].transpose(1, 2, 0, 3)
    return batch.reshape(n, rows * sh, columns * sw, out)


def add(goal: np.ndarray, made: np.ndarray) -> None:
    """Add what was made. A function of its own, as put is, so that the bench can see how long it takes."""
    goal += made


def put(goal: np.ndarray, made: np.ndarray) -> None:
    """Put what was made where nothing else is."""
    goal[:] = made


def products(a: np.ndarray, b: np.ndarray, apart: bool = False) -> np.ndarray:
    """All of a times all of b, pixels and taps or taps and pixels: the axes of a, then those of b, without `in`.

    Rows whose distance is a power of two push each other out of the cache: apart, they have room for a little more.
    """
    left, right = a.reshape(-1, a.shape[-1]), b.reshape(-1, b.shape[-1])
    made = rows_apart(len(left), len(right), np.result_type(a, b)) if apart else None
    return np.matmul(left, right.T, out=made).reshape(*a.shape[:-1], *b.shape[:-1])


def rows_apart(rows: int, columns: int, dtype: np.dtype) -> np.ndarray:
    """An array whose rows are an odd number of the cache's lines apart."""
    return np.empty((rows, (-(-columns // LINE) | 1) * LINE), dtype)[:, :columns]


def blocks(shape: tuple[int, ...], size: int, fewest: int = 1) -> Iterator[tuple[slice, int, int]]:
    """Parts of a batch (N, rows, columns) for which the cache has room, if a pixel takes `size` bytes.

    They are whole images or rows of one: (images, first row, row after).
    """
    n, height, width = shape
    rows = max(1, max(CACHE // size, fewest) // width)
    images = evenly(n, max(1, rows // height))
    rows = evenly(height, rows)
    for image, start in product(range(0, n, images), range(0, height, rows)):
        yield slice(image, image + images), start, min(start + rows, height)


def evenly(count: int, most: int) -> int:
    """The size of parts of which none is larger than `most` and none much smaller than the others."""
    return -(-count // -(-count // most)) if count else 1


def places(axis: Axis) -> int:
    """How many pixels a phase has along an axis."""
    return -(-axis.output_size // axis.stride)


def phases_of(axis: Axis) -> int:
    """How many phases an axis has that are not all cropped."""
    return min(axis.stride, axis.output_size)


def covers(axis: Axis) -> bool:
    """Whether every place of the output gets one product: copies of the kernel lie side by side."""
    return axis.kernel == axis.stride and axis.dilation == 1 and axis.crop == (0, 0)


@lru_cache
def runs(axis: Axis) -> list[tuple[slice, slice, slice, slice]]:
    """Taps of a row that are multiplied at once: (taps, pixels, which of their products are kept, where these land).

    As many taps as the stride has make neighbours: their products fill a row of the output. The others are alone, and
    fill every stride-th place. Pixels whose products are all cropped are left out.
    """
    together = axis.stride if axis.dilation == 1 else 1
    whole = (range(first, axis.kernel - together + 1, together) for first in (axis.crop.before % together, 0))
    starts, found, tap = max(whole, key=len), [], 0
    while tap < axis.kernel:
        n = together if tap in starts else 1
        first = tap * axis.dilation - axis.crop.before
        kept, landed = meeting(first, n * axis.size, axis.output_size, axis.stride // n)
        pixels = slice(kept.start // n, -(-kept.stop // n))
        kept = slice(kept.start - n * pixels.start, kept.stop - n * pixels.start)
        found.append((slice(tap, tap + n), pixels, kept, landed))
        tap += n
    return found


@lru_cache
def landings(axis: Axis) -> list[tuple[slice, slice, int]]:
    """For taps that shift alike: the taps and their phases, as slices, and by how many places they shift."""
    crop, found = axis.crop.before, []
    goals = [tap * axis.dilation - crop for tap in range(axis.kernel)]
    kept = (tap for tap in range(axis.kernel) if goals[tap] % axis.stride < phases_of(axis))
    for shift, alike in groupby(kept, lambda tap: goals[tap] // axis.stride):
        taps = [*alike]
        first, last = goals[taps[0]] % axis.stride, goals[taps[-1]] % axis.stride
        found.append((slice(taps[0], taps[-1] + 1), slice(first, last + 1, axis.dilation), shift))
    return found


def meeting(first: int, count: int, size: int, step: int = 1) -> tuple[slice, slice]:
    """Of as many as `count`, which go to the places first, first + step, ..., those that land on one of `size` places.

    Returned are two slices: which they are, and where they land.
    """
    start = max(0, -(first // step))
    stop = max(start, min(count, -((first - size) // step)))
    return slice(start, stop), slice(first + start * step, first + stop * step, step)
