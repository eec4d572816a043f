"""Pictures of the operation: scatter and gather, its steps, its matrix, what it costs, what comes back.

Each raises ShapeError for what cannot be computed or is too large to be shown, and TypeError for other objects.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .arguments import as_strides
from .arrays import as_numbers, check_exact, check_shown
from .checked import Count, Digits, Image, Place, Signal, SignalOrImage, Truth, Word, checked
from .errors import ShapeError
from .examples import counting, multiplications, powers_of_ten
from .figures import Figure, Grid, Reads, cell_text, figure, grid
from .ops import conv2d, insert_zeros, pad, slide
from .picture_parts import (
    ImageSteps,
    dimensions,
    inserted_roles,
    line_of_cells,
    minus,
    padded_grid,
    padded_roles,
    rows_and_columns,
    scattered,
    step_grids,
    steps_to_show,
)
from .shapes import conv_padding, full_size, inserted_size
from .values import Ints, Pads, check_text, check_whole_number
from .views import convolution_matrix
from .words import counted, shown


def _two_images(name: str, arrays: Any) -> dict[str, np.ndarray]:
    """Two arrays of rows and columns by their names. Raises TypeError, ShapeError."""
    if not isinstance(arrays, Mapping) or len(arrays) != 2:
        raise TypeError(f"{name} must be a dict, two arrays by their names, got {shown(arrays)}")
    found = {key: as_numbers(name, values, (2,)) for key, values in arrays.items()}
    for key, values in found.items():
        check_text("a name", key)
        check_shown(values.shape)
    return found


def agreement_picture(arrays: Mapping[str, np.ndarray]) -> Figure:
    """Two arrays of one shape, by their names, side by side; equal numbers are marked, unless all are equal."""
    pair = _two_images("arrays", arrays)
    one, other = pair.values()
    if one.shape != other.shape:
        raise ShapeError(f"arrays must be of one shape, got {dimensions(one)} and {dimensions(other)}")
    same = one == other
    return figure(
        *(grid(values, "output", name, same & ~same.all()) for name, values in pair.items()),
        caption=f"{same.sum()} of {same.size} numbers are equal.",
    )


@checked
def scatter_picture(x: Signal, kernel: Signal, stride: Count, dilation: Count = 1) -> Figure:
    """Every input number writes its own multiple of the kernel, stride places further on; then add."""
    check_exact(x, kernel)
    dilated = insert_zeros(kernel, dilation)
    size, taps = full_size(len(x), len(dilated), stride), len(dilated)
    check_shown((len(x) + 1, size))
    holes = np.where(insert_zeros(np.ones(len(kernel), int), dilation) == 1, "kernel", "zero").astype(object)
    rows = np.full((len(x) + 1, size), None)
    roles = np.full(rows.shape, "output", object)
    for i, value in enumerate(x):
        copy = slice(i * stride, i * stride + taps)
        rows[i, copy], roles[i, copy] = value * dilated, holes
    rows[-1] = [sum(filter(None, column)) for column in rows[:-1].T]
    names = [f"{cell_text(value)} writes" for value in x] + ["sum"]
    copies = [
        Reads(to=(2, i, i * stride, 1, taps), of=(0, 0, i, 1, 1), taps=1, turn=-1)  # a copy of the kernel
        for i in range(len(x))
    ]
    sums = Reads(to=(2, len(x), 0, 1, size), of=(2, 0, 0, len(x), size), count=(len(x), 1))
    return figure(
        grid(x, "input", "input"),
        grid(dilated, holes, "kernel", origin=(0, 0), every=(1, dilation)),
        grid(rows, roles, row_names=names, column_names=range(size)),
        caption=f"Scatter: {counted(len(x), 'number')}"
        + f", each written {stride} further on than the last" * (len(x) > 1)
        + "."
        + f" Taps {dilation} apart." * (dilation > 1),
        links=[*copies, sums],
    )


@checked
def gather_picture(x: Signal, kernel: Signal, stride: Count, position: Place, turned: Truth = True) -> Figure:
    """The kernel slides over the zero-inserted signal; `position` is the output being computed."""
    margin = len(kernel) - 1
    steps = steps_to_show(x, kernel, full_size(len(x), len(kernel), stride), stride, "VALID")
    taps = steps.rotated if turned else steps.filters
    output = slide(steps.padded, taps)
    check_whole_number("position", position, 0, len(output) - 1)
    size = len(steps.padded)
    rows = [steps.padded, line_of_cells(size, position, taps), line_of_cells(size, margin, output)]
    roles = [padded_roles(steps), ["kernel"] * size, ["output"] * size]
    return figure(
        grid(
            rows,
            roles,
            row_names=["with zeros", "kernel", "sums"],
            column_names=[""] * margin + [*range(len(output))],
        ),
        caption=f"Gather: output {position} = {_sum_in_words(steps.padded[position:], taps)}.",
        links=[Reads((0, 2, margin, 1, len(output)), (0, 0, 0, 1, size), (0, 1, position, 1, len(kernel)))],
        at=(0, 2 * size + margin + position),
    )


@checked
def matrix_picture(size: Count, kernel: Digits, stride: Count, padding: Word, transposed: Truth = False) -> Figure:
    """The convolution of one axis as a matrix: a row for each output, a column for each input; or its transpose.

    Beside it the numbers 1, 2, 3, ... that it is multiplied with, and what comes out.
    """
    taps = powers_of_ten(kernel).reshape(kernel, 1, 1, 1)
    C = convolution_matrix(taps, (size, 1, 1), (stride, 1), padding)
    outputs, inputs = [f"out {i}" for i in range(len(C))], [f"in {j}" for j in range(size)]
    values, rows, columns = (C.T, inputs, outputs) if transposed else (C, outputs, inputs)
    name = "Cᵀ" if transposed else "C"
    x = counting(len(columns), 1)
    return figure(
        grid(values, np.where(values > 0, "kernel", "plain"), name, row_names=rows, column_names=columns),
        "·",
        grid(x, "input", "x"),
        "=",
        grid(values @ x, "output", f"{name} · x"),
        caption=f"{name}, {counted(len(values), 'row')} and {counted(len(values[0]), 'column')}: "
        f"{padding}, size {size}, kernel {kernel}, stride {stride}.",
        links=[Reads(to=2, of=1, taps=0, rows=True)],
    )


def product_picture(matrices: Mapping[str, np.ndarray]) -> Figure:
    """Two matrices by their names, and their product; zeros are grey."""
    (one, A), (other, B) = _two_images("matrices", matrices).items()
    if A.shape[1] != len(B):
        raise ShapeError(f"matrices must fit: {dimensions(A)} and {dimensions(B)} cannot be multiplied")
    check_exact(A, B)
    A_roles, B_roles = (np.where(matrix, "kernel", "plain") for matrix in (A, B))
    product = grid(A @ B, "output", f"{one} {other}")
    return figure(grid(A, A_roles, one), "·", grid(B, B_roles, other), "=", product)


@checked
def share_of_zeros_picture(size: Count) -> Figure:
    """Which share of a zero-inserted square image is inserted zeros, for strides 1 to 8."""
    strides = range(1, 9)
    shares = [1 - size**2 / inserted_size(size, stride) ** 2 for stride in strides]
    return figure(
        grid([f"{share:.0%}" for share in shares], "zero", column_names=strides),
        caption=f"Share of inserted zeros for strides 1 to 8, image {size} × {size}.",
    )


@checked
def multiplications_picture(size: Count = 64, kernel: Count = 4, stride: Count = 1) -> Figure:
    """How many multiplications scatter needs, and how many zero insertion."""
    scatter, gather = multiplications(size, kernel, stride)
    return figure(
        grid([[scatter], [gather]], row_names=["scatter", "zero insertion"]),
        caption=f"Zero insertion needs {gather / scatter:.1f} times as many multiplications.",
    )


@checked
def zeros_picture(x: SignalOrImage, strides: Ints) -> Figure:
    """A signal or an image and its zero-inserted form."""
    roles = inserted_roles(x, strides)  # refused where they are too many to be shown
    inserted = insert_zeros(x, strides)
    zeros, every = inserted.size - x.size, rows_and_columns(as_strides(strides, x.ndim), x.ndim)
    return figure(
        grid(x, "input", "input"),
        "→",
        grid(inserted, roles, "zeros inserted", origin=(0, 0), every=every),
        caption=f"{dimensions(x)} becomes {dimensions(inserted)}: {zeros} of {inserted.size} cells "
        f"({zeros / inserted.size:.0%}) are inserted zeros.",
        links=[Reads(to=1, of=0, every=every)],
    )


@checked
def transpose_picture(image: Image, kernel: Image, output_shape: Ints, strides: Ints, padding: Pads = "SAME") -> Figure:
    """An image, a kernel, and the output that they make; arguments and errors as for conv2d_transpose."""
    steps = steps_to_show(image, kernel, output_shape, strides, padding)
    crop = steps.crop_before
    return figure(
        grid(image, "input", "image"),
        grid(kernel, "kernel", "kernel"),
        "→",
        grid(steps.output, "output", "output", origin=minus(crop)),
        caption=f"{dimensions(image)} becomes {dimensions(steps.output)}.",
        links=[scattered(steps.strides, crop)],
    )


@checked
def blocks_picture(image: Image, kernel: Image, stride: Count) -> Figure:
    """Where the copies of a kernel lie in the output, SAME, size · stride; what is not written is grey."""
    shape = [n * stride for n in image.shape]
    steps = steps_to_show(image, kernel, shape, stride, "SAME")
    written, ((before, after), _) = steps.output != 0, steps.margins
    return figure(
        grid(image, "input", "image"),
        grid(kernel, "kernel", "kernel"),
        grid(
            steps.output,
            np.where(written, "output", "plain"),
            "output",
            row_names=range(shape[0]),
            column_names=range(shape[1]),
        ),
        links=[scattered(steps.strides, steps.crop_before)],
        caption=f"Stride {stride}. Padding of the input: {before} above, {after} below.",
    )


@checked
def turned_picture(kernel: Image) -> Figure:
    """A kernel, and the same turned by 180 degrees."""
    last = kernel.shape[0] - 1, kernel.shape[1] - 1
    return figure(
        grid(kernel, "kernel", "kernel"),
        "→",
        grid(np.flip(kernel), "kernel", "turned"),
        links=[Reads(to=1, of=0, step=(-1, -1), start=last)],
    )


@checked
def conv_step_picture(image: Image, kernel: Image, stride: Count, padding: Word, position: int | None = None) -> Figure:
    """An ordinary convolution: all of it, or up to one position, with the window and its sum there."""
    margins = [conv_padding(n, k, stride, padding) for n, k in zip(image.shape, kernel.shape)]
    padded = pad(image, margins)
    roles = np.pad(np.full(image.shape, "input", object), margins, constant_values="padding")
    name = "image" if padded.shape == image.shape else "padded"
    output = conv2d(image, kernel, stride, padding)
    grids = (
        grid(padded, roles, name, origin=[margin.before for margin in margins]),
        grid(kernel, "kernel", "kernel"),
        grid(output, "output", "output"),
    )
    if position is None:
        return figure(
            *grids,
            caption=f"{padding}, stride {stride}: {dimensions(image)} becomes {dimensions(output)}.",
            links=[Reads(to=2, of=0, taps=1, step=(stride, stride))],
        )
    return _one_step(grids, padded, kernel, output, position, stride)


@checked
def transpose_step_picture(steps: ImageSteps, position: int | None = None) -> Figure:
    """The last step of a transposed convolution, of a plain image: all of it, or up to one position."""
    grids = step_grids(steps)
    if position is None:
        shapes = zip(steps.padded.shape, steps.rotated.shape, steps.output.shape)
        down, across = ("{} − {} + 1 = {} places".format(*sizes) for sizes in shapes)
        ways = "each way" if down == across else f"downwards; across, {across}"
        return figure(
            *grids,
            caption=f"{down} for the kernel to stand, {ways}.",
            links=[Reads(to=2, of=0, taps=1)],
        )
    return _one_step(grids, steps.padded, steps.rotated, steps.output, position)


def _one_step(
    grids: Sequence[Grid], padded: np.ndarray, taps: np.ndarray, output: np.ndarray, position: Any, stride: int = 1
) -> Figure:
    """The three grids of an operation's last step, with one position of the output, its window and its sum."""
    row, column = divmod(check_whole_number("position", position, 0, output.size - 1), output.shape[1])
    window = padded[row * stride :, column * stride :][: taps.shape[0], : taps.shape[1]]
    return figure(
        *grids,
        caption=f"Row {row}, column {column}: {_sum_in_words(window.ravel(), taps.ravel())}.",
        links=[Reads(to=2, of=0, taps=1, step=(stride, stride))],
        at=(2, position),
    )


@checked
def padded_picture(steps: ImageSteps) -> Figure:
    """The image, and the padded, zero-inserted image with its margins in the caption."""
    (top, bottom), (left, right) = steps.margins
    return figure(
        grid(steps.input, "input", "image"),
        "→",
        padded_grid(steps),
        caption=f"{dimensions(steps.padded)}. Rows of zeros: {top} above, {bottom} below. "
        f"Columns: {left} left, {right} right." + " A negative number cuts off." * (min(top, bottom, left, right) < 0),
        links=[Reads(to=1, of=0, start=(-top, -left), every=steps.strides)],
    )


@checked
def without_first_picture(large: Image, small: Image) -> Figure:
    """A large output with its first rows and columns left out, beside the small output, which is the rest of it."""
    rows, columns = (n - m for n, m in zip(large.shape, small.shape))
    if min(rows, columns) < 0:
        raise ShapeError(f"small must not be larger than large, got {dimensions(small)} and {dimensions(large)}")
    one_each = "first row and first column"
    left_out = one_each if rows == columns == 1 else f"first {counted(rows, 'row')}, {counted(columns, 'column')}"
    if not np.array_equal(large[rows:, columns:], small):
        raise ShapeError(f"small must be large without its {left_out}, and has other numbers")
    roles = np.full(large.shape, "output", dtype=object)
    roles[:rows] = roles[:, :columns] = "cropped"
    return figure(
        grid(large, roles, f"{dimensions(large)} output"),
        "→",
        grid(small, "output", f"{dimensions(small)} output"),
        caption=f"The smaller output is the larger one without its {left_out}.",
        links=[Reads(to=1, of=0, start=(rows, columns))],
    )


@checked
def unturned_picture(steps: ImageSteps, unturned: Image) -> Figure:
    """What an image and a kernel make, right, and with the kernel slid as it is."""
    if unturned.shape != steps.output.shape:
        raise ShapeError(
            f"unturned must be as large as the output, {dimensions(steps.output)}, got {dimensions(unturned)}"
        )
    same = steps.output == unturned
    largest = abs(steps.output.astype(object) - unturned).max()  # of Python's numbers, which never wrap around
    return figure(
        grid(steps.input, "input", "image"),
        grid(steps.filters, "kernel", "kernel"),
        grid(steps.output, "output", "kernel turned: right", mark=same),
        grid(unturned, "plain", "not turned", mark=same),
        caption=f"What agrees is marked. The largest difference is {cell_text(largest)}.",
        links=[
            scattered(steps.strides, steps.crop_before),
            Reads(to=3, of=0, taps=1, every=steps.strides, start=minus(margin.before for margin in steps.margins)),
        ],
    )


@checked
def two_sums_picture(x: Image, y: Image, kernel: Image, stride: Count) -> Figure:
    """Σ conv(x) · y and Σ x · transpose(y), with SAME padding."""
    there, back = conv2d(x, kernel, stride), steps_to_show(y, kernel, x.shape, stride, "SAME")
    check_exact(there, y)
    check_exact(x, back.output)
    crop = back.crop_before  # as many zeros go before x
    return figure(
        grid(x, "input", "x"),
        grid(y, "input", "y"),
        grid(kernel, "kernel", "kernel"),
        grid(there, "output", "conv(x)"),
        grid(back.output, "output", "transpose(y)"),
        caption=f"Both sums: {cell_text((there * y).sum())} and {cell_text((x * back.output).sum())}.",
        links=[
            Reads(to=3, of=0, taps=2, step=(stride, stride), start=minus(crop)),
            Reads(to=4, of=1, taps=2, every=(stride, stride), start=crop, turn=-1),
        ],
    )


@checked
def round_trip_picture(x: Image, kernel: Image, stride: Count) -> Figure:
    """An image, its convolution, and the transposed convolution of that; SAME, with a kernel of ones."""
    there = conv2d(x, kernel, stride)
    back = steps_to_show(there, kernel, x.shape, stride, "SAME")
    crop = back.crop_before
    return figure(
        grid(x, "input", "x"),
        grid(there, "output", "conv(x)"),
        grid(back.output, "output", "transpose(conv(x))"),
        caption=f"{(x == back.output).sum()} of {x.size} numbers come back.",
        links=[
            Reads(to=1, of=0, step=(stride, stride), start=minus(crop), count=kernel.shape),
            Reads(to=2, of=1, every=(stride, stride), start=crop, turn=-1, count=kernel.shape),
        ],
    )


def _sum_in_words(window: np.ndarray, taps: np.ndarray) -> str:
    """All products that are not by zero, and what they add up to."""
    products = [f"{cell_text(value)}·{cell_text(tap)}" for value, tap in zip(window, taps) if value]
    total = sum(value * tap for value, tap in zip(window, taps))
    return f"{' + '.join(products) or 'only zeros'} = {cell_text(total)}"
