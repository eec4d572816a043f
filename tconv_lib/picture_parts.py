"""What several pictures of the course are made of: steps that can be shown, their grids, the roles of their cells."""

from collections.abc import Iterable
from functools import partial
from typing import Annotated, Any

import numpy as np
from numpy.typing import ArrayLike

from .arguments import DATA_FORMATS, as_strides
from .arrays import check_shown
from .checked import SignalOrImage, checked
from .errors import ShapeError
from .figures import Grid, Reads, grid
from .ops import TransposeSteps, check_transpose, insert_zeros, pad, steps_of
from .shapes import inserted_size
from .values import Ints, Pads
from .words import shown


def _check_steps(name: str, value: Any, ranks: tuple[int, ...]) -> TransposeSteps:
    if not isinstance(value, TransposeSteps):
        raise TypeError(f"{name} must be what transpose_steps returns, got {shown(value)}")
    if value.input.ndim not in ranks:
        raise ShapeError(f"only {name} of a plain {'image' if ranks == (2,) else 'signal or image'} can be shown")
    return value


Steps = Annotated[TransposeSteps, partial(_check_steps, ranks=(1, 2))]
ImageSteps = Annotated[TransposeSteps, partial(_check_steps, ranks=(2,))]


def steps_to_show(
    x: ArrayLike, kernel: ArrayLike, output_shape: Ints, strides: Ints, padding: Pads, dilations: Ints = 1
) -> TransposeSteps:
    """As transpose_steps, for what can be shown. Raises ShapeError before any work is done."""
    rank = np.ndim(x)
    request = check_transpose(rank, x, kernel, output_shape, strides, padding, DATA_FORMATS[rank][0], dilations)
    check_shown([axis.padded_size for axis in request.axes])
    return steps_of(request)


def step_grids(steps: TransposeSteps) -> tuple[Grid, ...]:
    """What the last step reads and makes: the padded input, the turned kernel, the output."""
    rank = steps.rotated.ndim
    last = rows_and_columns([n - 1 for n in steps.rotated.shape], rank, 0)
    turned = grid(steps.rotated, "kernel", "turned kernel", origin=last, every=rows_and_columns(-1, rank))
    output = grid(steps.output, "output", "output", origin=rows_and_columns(minus(steps.crop_before), rank, 0))
    return padded_grid(steps), turned, output


def padded_grid(steps: TransposeSteps) -> Grid:
    """The zero-inserted input with the zeros around it."""
    rank = steps.rotated.ndim
    before = rows_and_columns([margin.before for margin in steps.margins], rank, 0)
    return grid(steps.padded, padded_roles(steps), "padded", origin=before, every=rows_and_columns(steps.strides, rank))


def scattered(strides: tuple[int, ...], crop: tuple[int, ...] = (0, 0)) -> Reads:
    """The link of an image, a kernel and their output, in this order: each number writes its copy of the kernel."""
    return Reads(to=2, of=0, taps=1, every=strides, start=crop, turn=-1)


def minus(numbers: Iterable[int]) -> tuple[int, ...]:
    """Each number with the other sign."""
    return tuple(-number for number in numbers)


def rows_and_columns(numbers: Any, rank: int, alone: int = 1) -> tuple[int, ...]:
    """Numbers for rows and columns; a signal is one row."""
    numbers = [numbers] * rank if np.ndim(numbers) == 0 else [*numbers]
    return tuple(numbers) if rank == 2 else (alone, *numbers)


@checked
def inserted_roles(x: SignalOrImage, strides: Ints) -> np.ndarray:
    """Role of each cell of insert_zeros(x, strides)."""
    return _roles_of(_inserted(x, strides))


@checked
def padded_roles(steps: Steps) -> np.ndarray:
    """Role of each cell of steps.padded; zeros that one side has more than the other are "extra"."""
    roles = _roles_of(pad(_inserted(steps.input, steps.strides), steps.margins))
    for axis, margins in enumerate(steps.margins):
        before, after = (max(margin, 0) for margin in margins)  # a negative one cuts off
        lines = np.moveaxis(roles, axis, 0)
        lines[: max(before - after, 0)] = "extra"
        lines[len(lines) - max(after - before, 0) :] = "extra"
    return roles


def _inserted(x: np.ndarray, strides: Ints) -> np.ndarray:
    """Where x is after zero insertion: 2 for its numbers, 1 for inserted zeros."""
    strides = as_strides(strides, x.ndim)
    check_shown([inserted_size(*axis) for axis in zip(x.shape, strides)])
    return insert_zeros(np.ones(x.shape, int), strides) + 1


def _roles_of(places: np.ndarray) -> np.ndarray:
    return np.array(["padding", "zero", "input"], object)[places]


def line_of_cells(size: int, start: int, values: Any) -> np.ndarray:
    """An empty line of cells with values from `start` on."""
    line = np.full(size, None)
    line[start : start + len(values)] = values
    return line


def dimensions(array: ArrayLike) -> str:
    """The shape of an array in words: "3 × 3"."""
    return " × ".join(str(n) for n in np.shape(array))


def more(before: int, after: int) -> str:
    """On which side there are more zeros, and how many: "1 more after (bottom, right)"; "" if both have as many."""
    side = "before (top, left)" if before > after else "after (bottom, right)"
    return f"{abs(before - after)} more {side}" if before != after else ""
