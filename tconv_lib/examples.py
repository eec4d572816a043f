"""Arrays that the pages look at: inputs and kernels that are easily followed, counts of writes, enlarged pictures.

Each raises ShapeError for sizes that are not whole, or too large, and TypeError for arrays of no numbers.
"""

import math

import numpy as np

from .arrays import LARGEST_INTEGER, MOST_LISTED, as_numbers, check_affordable
from .checked import Count, Place, checked
from .errors import ShapeError
from .ops import conv2d, transpose_steps
from .shapes import full_size
from .values import check_whole_number, check_whole_numbers


def powers_of_ten(kernel_size: int) -> np.ndarray:
    """The kernel 1, 10, 100, ...: the digits of a sum then tell which tap wrote them. At most 19 fit into 64 bits."""
    return 10 ** np.arange(check_whole_number("kernel_size", kernel_size, most=19))


def counting(*shape: int) -> np.ndarray:
    """An array of this shape, of 1 to 5 sizes, that holds 1, 2, 3, ... row by row."""
    if not 1 <= len(shape) <= 5:
        raise ShapeError(f"counting takes 1 to 5 sizes, got {len(shape)}")
    sizes = [check_whole_number("a size", size) for size in shape]
    check_affordable("the array", sizes)
    return np.arange(1, math.prod(sizes) + 1).reshape(sizes)


def landscape(size: int = 48) -> np.ndarray:
    """A grey picture drawn by formulas: sky, sun, hills and a field; values from 0 to 1."""
    size = check_whole_number("size", size, most=1000)
    y, x = np.mgrid[0:size, 0:size] / size
    sun = (x - 0.7) ** 2 + (y - 0.28) ** 2 < 0.015
    hills = y > 0.62 + 0.13 * np.sin(5 * x + 0.6) + 0.05 * np.sin(13 * x)
    field = y > 0.82 + 0.07 * np.sin(4 * x + 3)
    grey = np.where(sun, 1, 0.65 + 0.3 * y)
    grey = np.where(hills, 0.65 - 0.3 * y, grey)
    return np.where(field, 0.2 + 0.1 * x, grey)


def sheet(pictures: np.ndarray, columns: int) -> np.ndarray:
    """Grey pictures (N, rows, columns) as one picture: so many side by side, a grey pixel between them."""
    pictures = as_numbers("pictures", pictures, ndims=(3,), layouts={3: "grey pictures (number, rows, columns)"})
    columns = check_whole_number("columns", columns, most=len(pictures))
    count, height, width = pictures.shape
    lines = -(-count // columns)
    framed = np.full((lines * columns, height + 1, width + 1), 0.5)
    framed[:count, :height, :width] = pictures
    framed = framed.reshape(lines, columns, height + 1, width + 1).swapaxes(1, 2)
    return framed.reshape(lines * (height + 1), columns * (width + 1))[:-1, :-1]


@checked
def bilinear(stride: Count) -> np.ndarray:
    """The taps that fall off in a straight line from the middle, over one stride each way."""
    taps = np.convolve(np.ones(stride), np.ones(stride)) / stride
    return taps if stride % 2 else np.convolve(taps, [0.5, 0.5])  # no tap in the middle


@checked
def in_parts(stride: Count) -> np.ndarray:
    """The same taps as whole numbers, as quarters for stride 2, thirds for 3, eighths for 4."""
    return np.rint(stride * (2 - stride % 2) * bilinear(stride)).astype(int)


def writes(size: int, kernel: int, stride: int, layers: int = 1) -> np.ndarray:
    """How often each place of a full result is written, in one dimension, after one or more layers."""
    lengths = [check_whole_number("size", size, most=MOST_LISTED)]
    kernel = check_whole_number("kernel", kernel, most=MOST_LISTED)
    layers = check_whole_number("layers", layers, most=99)
    for _ in range(layers):
        lengths.append(full_size(lengths[-1], kernel, stride))
        check_whole_number("the size of the result", lengths[-1], most=MOST_LISTED)
    check_whole_number("kernel to the power of layers", kernel**layers, most=LARGEST_INTEGER)  # no place has more
    counts = np.ones(lengths[0], int)
    for length in lengths[1:]:
        counts = transpose_steps(counts, np.ones(kernel, int), length, stride, "VALID").output
    return counts


@checked
def writes_inside(kernel: Count, stride: Count) -> np.ndarray:
    """How often the places of a long line are written, away from its ends."""
    size = max(20, kernel // stride + 3)  # so that something is left between the ends
    return writes(size, kernel, stride)[kernel - 1 : 1 - kernel or None]


def multiplications(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """How many multiplications the full result of a square image takes: by scatter, and by zero insertion."""
    size, kernel, stride = check_whole_numbers(size=size, kernel=kernel, stride=stride).values()
    return size**2 * kernel**2, full_size(size, kernel, stride) ** 2 * kernel**2


@checked
def cured(seed: Place) -> dict[str, np.ndarray]:
    """An even grey, enlarged by 2 in three ways that are to show no pattern; by random taps, or equal ones (seed 0)."""
    draw = np.random.default_rng(seed).random if seed else lambda shape: np.full(shape, 0.5)
    grey, taps = np.full((12, 12), 0.5), draw((4, 4)) / 2  # a pixel gets twice its value at most: white
    four = [conv2d(grey, draw((3, 3)) / 4.5, 1) for _ in range(4)]
    return {
        "kernel 4, stride 2": transpose_steps(grey, taps, (24, 24), 2).output,
        "resize, convolve": conv2d(grey.repeat(2, axis=0).repeat(2, axis=1), taps / 4, 1),
        "sub-pixel": shuffled(np.stack(four)),
    }


def shuffled(channels: np.ndarray) -> np.ndarray:
    """Pixel shuffle: four channels (4, rows, columns) as one picture, (2 · rows, 2 · columns). Raises ShapeError."""
    channels = as_numbers("channels", channels, (3,), layouts={3: "four channels (4, rows, columns)"})
    if len(channels) != 4:
        raise ShapeError(f"channels must be four, got {len(channels)}")
    _, rows, columns = channels.shape
    return channels.reshape(2, 2, rows, columns).transpose(2, 0, 3, 1).reshape(2 * rows, 2 * columns).copy()
