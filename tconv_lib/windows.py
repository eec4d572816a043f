"""A transposed convolution as one convolution for each phase: what it reads, and with which taps.

A phase is row and column modulo the stride. Its outputs take every stride-th tap of the kernel. Neighbours read
neighbours, and all phases read the same windows of the input: what a window makes is a tile of the full result, with
one output of each phase. See notebooks 07 and 08.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .shapes import Axis


def windows(x: np.ndarray, groups: int, rows: Axis, columns: Axis) -> np.ndarray:
    """The windows of a batch (N, H, W, in): (group, row taps, column taps, in, N, rows, columns), mostly a view.

    The columns are odd in number: channels whose distance is a power of two push each other out of the cache.
    """
    (n, height, width, channels), down, right = x.shape, taps_of_phase(rows), taps_of_phase(columns)
    padded = np.zeros((channels, n, height + 2 * (down - 1), (width + right - 1 | 1) + right - 1), x.dtype)
    for row in range(height):  # one at a time: it is still in the cache when the next channel is read
        padded[:, :, down - 1 + row, right - 1 : right - 1 + width] = np.moveaxis(x[:, row], -1, 0)
    seen = sliding_window_view(padded, (down, right), (2, 3)).transpose(0, 4, 5, 1, 2, 3)
    return seen.reshape(groups, -1, *seen.shape[1:]).transpose(0, 2, 3, 1, 4, 5, 6)


def taps_of_tile(filters: np.ndarray, groups: int, rows: Axis, columns: Axis) -> np.ndarray:
    """Filters (h, w, out / groups, in) as matrices: (group, out · row phases · column phases, row taps · ... · in)."""
    height, width, out, channels = filters.shape
    down, right = taps_of_phase(rows), taps_of_phase(columns)
    whole = np.zeros((down * rows.stride, right * columns.stride, out, channels), filters.dtype)
    whole[:height, :width] = filters
    taps = whole.reshape(down, rows.stride, right, columns.stride, out, groups, -1)[::-1, :, ::-1]
    return taps.transpose(5, 4, 1, 3, 0, 2, 6).reshape(groups, out * rows.stride * columns.stride, -1)


def taps_of_phase(axis: Axis) -> int:
    """How many of the kernel's taps a phase has, at most."""
    return -(-axis.kernel // axis.stride)
