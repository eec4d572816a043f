"""A transposed convolution in groups, as one convolution for each phase: what it reads, and with which taps.

A phase is row and column modulo the stride. Its outputs take every stride-th tap of the kernel. Neighbours read
neighbours, and all phases read the same windows of the input: what a window makes is a tile of the full result, with
one output of each phase. See notebooks 07 and 08.

The few channels of a group are copied as one item. NumPy copies items of up to 16 bytes one as fast as another.
"""

from itertools import product
from math import gcd

import numpy as np

from .shapes import Axis

ITEM = 16
"""Bytes that are copied as fast as one."""


def items(array: np.ndarray, size: int) -> np.ndarray:
    """The array, each `size` neighbours along its last axis as one item that can only be copied."""
    return array.view(np.dtype((np.void, size * array.itemsize)))


def joined(filters: np.ndarray, groups: int) -> tuple[np.ndarray, int]:
    """Filters of fewer groups that make the same, and how many: as many as fit into an item become one, with zeros."""
    height, width, out, channels = filters.shape
    n = gcd(groups, max(1, ITEM * groups // (channels * filters.itemsize)))
    parts = filters.reshape(height, width, out, groups // n, n, channels // groups)
    whole = np.zeros((height, width, n, *parts.shape[2:]), filters.dtype)
    for part in range(n):
        whole[:, :, part, ..., part, :] = parts[..., part, :]
    return whole.reshape(height, width, n * out, channels), groups // n


def taps_of_tile(filters: np.ndarray, groups: int, rows: Axis, columns: Axis) -> np.ndarray:
    """Filters (h, w, out / groups, in) as matrices: (group, row taps · column taps · in, row phases · ... · out)."""
    height, width, out, channels = filters.shape
    down, right = taps_of_phase(rows, columns)
    whole = np.zeros((down * rows.stride, right * columns.stride, out, channels), filters.dtype)
    whole[:height, :width] = filters
    taps = items(whole, channels // groups).reshape(down, rows.stride, right, columns.stride, out, groups)
    turned = np.ascontiguousarray(taps[::-1, :, ::-1].transpose(5, 1, 3, 4, 0, 2)).view(filters.dtype)
    return np.ascontiguousarray(turned.reshape(groups, rows.stride * columns.stride * out, -1).swapaxes(1, 2))


def padded(x: np.ndarray, groups: int, down: int, right: int) -> np.ndarray:
    """A batch (N, H, W, in) with a group's channels as one item, and zeros around it: (N, rows, columns, group)."""
    n, height, width, channels = x.shape
    whole = np.zeros((n, height + 2 * (down - 1), width + 2 * (right - 1), channels), x.dtype)
    whole[:, down - 1 : down - 1 + height, right - 1 : right - 1 + width] = x
    return items(whole, channels // groups)


def windows(pixels: np.ndarray, start: int, stop: int, down: int, right: int) -> np.ndarray:
    """Of padded pixels, the windows in some rows: (N, rows, columns, group, taps of a phase).

    There is room for one group more: numbers whose distance is a power of two push each other out of the cache.
    """
    n, _, width, groups = pixels.shape
    columns = width - right + 1
    seen = np.empty((n, stop - start, columns, groups + 1, down * right), pixels.dtype)
    for tap, (u, v) in enumerate(product(range(down), range(right))):
        seen[..., :groups, tap] = pixels[:, start + u : stop + u, v : v + columns]
    return seen


def tiles(seen: np.ndarray, taps: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """What windows make of pixels (N, rows, columns, group, ...): ... group, row phases · column phases · out."""
    groups, _, out = taps.shape
    made = np.empty((*seen.shape[:4], out), dtype)
    read, written = (array.reshape(-1, groups + 1, array.shape[-1]).swapaxes(0, 1)[:groups] for array in (seen, made))
    np.matmul(read, taps, out=written)
    return made[:, :, :, :groups]


def taps_of_phase(*axes: Axis) -> tuple[int, ...]:
    """How many of the kernel's taps a phase has along each axis, at most."""
    return tuple(-(-axis.kernel // axis.stride) for axis in axes)
