"""The pictures of the course: shapes and steps of an operation in, a Picture out."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any

import numpy as np
from numpy.typing import ArrayLike

from .arguments import (
    DATA_FORMATS,
    MOST_LISTED,
    AxisPadding,
    Count,
    Counts,
    Image,
    Ints,
    Pads,
    Place,
    Signal,
    SignalOrImage,
    Truth,
    Word,
    as_numbers,
    as_strides,
    check_affordable,
    check_choice,
    check_exact,
    check_shown,
    check_text,
    check_whole_number,
    check_whole_numbers,
    checked,
    counted,
    shown,
)
from .description import Description, axes_of
from .errors import ShapeError
from .figures import Figure, Grid, Reads, covered, figure, grid, heat, image, table
from .frameworks import TO, from_tensorflow, numbers
from .networks import Ladder
from .ops import (
    TransposeSteps,
    check_transpose,
    conv1d_transpose,
    conv2d,
    conv2d_transpose,
    conv3d_transpose,
    insert_zeros,
    pad,
    slide,
    steps_of,
    transpose_steps,
)
from .shapes import (
    Axis,
    conv_output_size,
    conv_padding,
    full_size,
    inserted_size,
    legal_output_sizes,
    zero_padding,
)
from .views import convolution_matrix


def _check_steps(name: str, value: Any, ranks: tuple[int, ...]) -> TransposeSteps:
    if not isinstance(value, TransposeSteps):
        raise TypeError(f"{name} must be what transpose_steps returns, got {shown(value)}")
    if value.input.ndim not in ranks:
        raise ShapeError(f"only {name} of a plain {'image' if ranks == (2,) else 'signal or image'} can be shown")
    return value


def _check_ladder(name: str, value: Any) -> Ladder:
    if not isinstance(value, Ladder):
        raise TypeError(f"{name} must be what dcgan and its like return, got {shown(value)}")
    return value


Steps = Annotated[TransposeSteps, partial(_check_steps, ranks=(1, 2))]
ImageSteps = Annotated[TransposeSteps, partial(_check_steps, ranks=(2,))]
ALadder = Annotated[Ladder, _check_ladder]


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
        raise ShapeError(f"arrays must be of one shape, got {_by(one)} and {_by(other)}")
    same = one == other
    return figure(
        *(grid(values, "output", name, same & ~same.all()) for name, values in pair.items()),
        caption=f"{same.sum()} of {same.size} numbers are equal.",
    )


# One axis


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
    names = [f"{value} writes" for value in x] + ["sum"]
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
    steps = _steps(x, kernel, full_size(len(x), len(kernel), stride), stride, "VALID")
    taps = steps.rotated if turned else steps.filters
    output = slide(steps.padded, taps)
    check_whole_number("position", position, 0, len(output) - 1)
    size = len(steps.padded)
    rows = [steps.padded, _line(size, position, taps), _line(size, margin, output)]
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
def windows_picture(size: Count, kernel: Count, stride: Count, padding: AxisPadding = "SAME") -> Figure:
    """Where a forward convolution puts its windows on one axis."""
    before, after = conv_padding(size, kernel, stride, padding)
    count = conv_output_size(size, kernel, stride, padding)
    numbers = [0] * before + [*range(1, size + 1)] + [0] * after
    rows: list[Any] = [numbers]
    roles = [["padding"] * before + ["input"] * size + ["padding"] * after]
    for i in range(count):
        rows.append(_line(len(numbers), i * stride, numbers[i * stride : i * stride + kernel]))
        roles.append(["kernel"] * len(numbers))
    names = [f"size {size}"] + [f"window {i + 1}" for i in range(count)]
    return figure(
        grid(rows, roles, row_names=names),
        caption=f"{padding}, kernel {kernel}, stride {stride}: size {size} becomes {count}.",
        links=[_same_column(rows=count, columns=len(numbers))],
    )


@checked
def size_line(size: Count, kernel: Count, stride: Count, padding: Word = "SAME", longest: Count = 24) -> Figure:
    """All sizes H up to `longest`; marked are those which the forward convolution turns into `size`."""
    sizes = np.arange(1, longest + 1)
    fits = sizes >= (kernel if padding == "VALID" else 1)
    forward = [conv_output_size(h, kernel, stride, padding) if ok else "–" for h, ok in zip(sizes.tolist(), fits)]
    legal = np.array([n == size for n in forward])
    roles = [np.where(legal, "legal", "plain")] * 2
    sizes_asked = legal_output_sizes(size, kernel, stride, padding)
    return figure(
        grid([sizes, forward], roles, mark=[legal, legal], row_names=["H", "becomes"]),
        caption=f"{padding}, kernel {kernel}, stride {stride}: "
        f"H = {', '.join(map(str, sizes_asked))} become{'s' * (len(sizes_asked) == 1)} {size}.",
        links=[_same_column(rows=1, columns=longest)],
    )


@checked
def padding_picture(size: Count, kernel: Count, stride: Count, output_size: Count, padding: Word = "SAME") -> Figure:
    """The padding view: the zero-inserted signal, the zeros around it, and the output they give."""
    steps = _steps(counting(size), powers_of_ten(kernel), output_size, stride, padding)
    before, after = steps.margins[0]
    return figure(
        *_step_grids(steps),
        links=[Reads(to=2, of=0, taps=1)],
        caption=f"Padding view: zeros, {before} before and {after} after. {_more(before, after)}",
    )


@checked
def crop_picture(size: Count, kernel: Count, stride: Count, output_size: Count, padding: Word = "SAME") -> Figure:
    """The crop view: the full result, the part that is left out, and the part that is kept."""
    x, taps = counting(size), powers_of_ten(kernel)
    steps = _steps(x, taps, output_size, stride, padding)
    length, (first, last) = steps.axes[0].full_size, steps.axes[0].crop
    full = _steps(x, taps, length, stride, "VALID").output
    missing, left_out = max(-last, 0), max(last, 0)
    places = np.arange(length + missing)
    inside = (first <= places) & (places < first + output_size)
    top = _line(length + missing, 0, full)
    bottom = _line(length + missing, first, steps.output)
    roles = [np.where(inside, "output", "cropped"), np.where(places < length, "output", "extra")]
    return figure(
        grid([top, bottom], roles, row_names=["full result", "kept"], column_names=[*places]),
        caption=f"Crop view: {first} left out at the start, {left_out} at the end"
        + (f", {counted(missing, 'zero')} added after it." if missing else "."),
        links=[_same_column(rows=1, columns=length + missing)],
    )


@checked
def matrix_picture(size: Count, kernel: Count, stride: Count, padding: Word, transposed: Truth = False) -> Figure:
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
        raise ShapeError(f"matrices must fit: {_by(A)} and {_by(B)} cannot be multiplied")
    check_exact(A, B)
    A_roles, B_roles = (np.where(matrix, "kernel", "plain") for matrix in (A, B))
    product = grid(A @ B, "output", f"{one} {other}")
    return figure(grid(A, A_roles, one), "·", grid(B, B_roles, other), "=", product)


@checked
def restored_picture(kernel: Count = 3, padding: Place = 1, stride: Count = 1, sizes: Counts = range(10, 20)) -> Figure:
    """Sizes, what a convolution with this padding on both sides makes of them, and what comes back."""
    forward = [conv_output_size(n, kernel, stride, (padding, padding)) for n in sizes]
    back = [full_size(n, kernel, stride) - 2 * padding for n in forward]
    same = np.equal(back, sizes)
    return figure(
        grid(
            [sizes, forward, back], [np.where(same, "legal", "plain")] * 3, row_names=["size", "becomes", "comes back"]
        ),
        caption=f"Kernel {kernel}, padding {padding}, stride {stride}: "
        f"{same.sum()} of {len(sizes)} sizes are restored.",
        links=[Reads(to=(0, 1, 0, 2, len(sizes)), of=(0, 0, 0, 2, len(sizes)))],
    )


@checked
def ladder_picture(ladder: ALadder, answer: Truth = True) -> Figure:
    """The sizes that the layers of a network want and make; marked are those that are not as wanted.

    answer: False to leave open what comes out.
    """
    fits = np.equal(ladder.wanted, ladder.made)
    made = ladder.made if answer else [ladder.made[0], *["?"] * (len(ladder.made) - 1)]
    roles = [np.where(fits & answer, "legal", "plain")] * 2
    up = figure(
        grid(
            [ladder.wanted, made],
            roles,
            mark=[~fits & answer] * 2,
            row_names=["size wanted", "comes out"],
            column_names=ladder.names,
        ),
        caption=ladder.first_misfit if answer else "",
        links=[_next_column(1, len(made))] * answer,
    )
    if not ladder.down:
        return up
    down = grid([ladder.down], "input", row_names=["size down"])
    return figure(figure(down, links=[_next_column(0, len(ladder.down))]), up)


def _next_column(row: int, columns: int) -> Reads:
    """In this row of a table, each size becomes the next."""
    return Reads(to=(0, row, 1, 1, columns - 1), of=(0, row, 0, 1, columns - 1))


@checked
def lopsided_map(size: Count, smaller_by: Place) -> Figure:
    """Which side gets more zeros, for kernels 1-7 and strides 1-5, when H = size*stride - smaller_by (SAME)."""
    kernels, strides = range(1, 8), range(1, 6)
    cells: list[list[Any]] = [[_which_side(size, k, s, size * s - smaller_by) for s in strides] for k in kernels]
    look = {"top": "before", "equal": "plain", "bottom": "after"}
    roles = [[look.get(cell, "plain") for cell in row] for row in cells]
    counts = {word: sum(row.count(word) for row in cells) for word in look}
    return figure(
        grid(cells, roles, row_names=[f"kernel {k}" for k in kernels], column_names=[f"stride {s}" for s in strides]),
        caption=f"SAME, {counted(size, 'row')} to {size} · stride{f' − {smaller_by}' * (smaller_by > 0)}. More zeros: "
        + ", ".join(f"{word} in {n}" for word, n in counts.items())
        + ".",
    )


def _which_side(size: int, kernel: int, stride: int, output_size: int) -> str | None:
    if output_size not in legal_output_sizes(size, kernel, stride, "SAME"):
        return None
    before, after = zero_padding(size, kernel, stride, output_size, "SAME")
    return "top" if before > after else "bottom" if after > before else "equal"


# Several frameworks


@checked
def parts_picture(descriptions: Mapping[str, Description], x: Signal, kernel: Signal) -> Figure:
    """The full result of one axis, and below it what each named description returns of it."""
    axis = _only_axis(descriptions)
    returned = [description.axes[0] for description in descriptions.values()]
    longest = max(axis.full_size, *(part.crop.before + part.output_size for part in returned))
    rows = [_line(longest, 0, _steps(x, kernel, axis.full_size, axis.stride, "VALID", axis.dilation).output)]
    for part, description in zip(returned, descriptions.values()):
        rows.append(_line(longest, part.crop.before, numbers(description, x, kernel)))
    roles = [["plain"] * longest] + [["output"] * longest] * len(descriptions)
    cut = [
        Reads(to=(0, row, 0, 1, axis.full_size), of=(0, 0, 0, 1, axis.full_size))
        for row, description in enumerate(descriptions.values(), 1)
        if not description.rotated  # else the numbers come from another full result
    ]
    return figure(
        grid(rows, roles, row_names=["full result", *descriptions], column_names=range(longest)),
        caption=f"The full result has {counted(axis.full_size, 'number')}. Below it stands what each call returns.",
        links=cut,
    )


def _only_axis(descriptions: Any) -> Axis:
    """The axis of the first description; of the others only the crop may be another. Raises TypeError, ShapeError."""
    if not isinstance(descriptions, Mapping) or not descriptions:
        raise TypeError(f"descriptions must be a dict, a description by each name, got {shown(descriptions)}")
    full = {tuple(axis.cropped(0, 0) for axis in axes_of(description)) for description in descriptions.values()}
    if len(full) > 1 or len(*full) > 1:
        raise ShapeError("descriptions must be of one axis, and of the same size, kernel, stride and dilation")
    ((axis,),) = full
    return axis


# Layers of real networks


def _check_part(name: str, value: Any, channels: int) -> int:
    """A number of groups that divides so many channels."""
    groups = check_whole_number(name, value, 1, channels)
    if channels % groups:
        raise ShapeError(f"{name} must divide {counted(channels, 'channel')}, got {groups}")
    return groups


@checked
def bias_picture(kernel: Count = 2, bias: Place = 0) -> Figure:
    """A bias is added to every number of an output, also where nothing was written."""
    x, taps = counting(3), powers_of_ten(kernel)
    output = conv1d_transpose(x, taps, full_size(3, kernel, 3), 3, "VALID", bias=[bias])
    return figure(
        grid(x, "input", "input"),
        grid(taps, "kernel", "kernel"),
        "+",
        grid(bias, "plain", "bias"),
        "→",
        grid(output, "output", "output"),
        links=[Reads(to=3, of=0, taps=1, every=(1, 3), turn=-1), Reads(to=3, of=2, step=(0, 0))],
        caption=f"Kernel {kernel}, stride 3, bias {bias}.",
    )


@checked
def groups_picture(groups: Annotated[int, partial(_check_part, channels=4)] = 1) -> Figure:
    """Which kernels lead from four input channels to four output channels, and what they make of a pixel."""
    part = 4 // groups
    filters = (np.arange(4) // part * part + np.arange(1, part + 1)[:, None])[None, None]
    one_each = np.eye(4, dtype=int).reshape(4, 1, 1, 4)  # a batch of four pixels
    matrix = conv2d_transpose(one_each, filters, (1, 1), 1, groups=groups).reshape(4, 4).T
    pixel = powers_of_ten(4)[:, None]
    outs, ins = ([f"{word} {number}" for number in range(1, 5)] for word in ("out", "in"))
    return figure(
        grid(matrix, np.where(matrix > 0, "kernel", "plain"), "kernels", row_names=outs, column_names=ins),
        "·",
        grid(pixel, "input", "pixel"),
        "=",
        grid(matrix @ pixel, "output", "output"),
        links=[Reads(to=2, of=1, taps=0, rows=True)],
        caption=f"groups = {groups}: {np.count_nonzero(matrix)} of 16 kernels are left.",
    )


@checked
def filters_picture(groups: Annotated[int, partial(_check_part, channels=64)] = 1) -> Figure:
    """How each framework stores the filters of 64 channels to 64, kernel 4 × 4: in how many calls, and which axes."""
    description = Description(from_tensorflow((2, 2), (4, 4), (4, 4), 2).axes, groups=groups)
    input, filters = np.zeros((1, 2, 2, 64), int), np.zeros((4, 4, 64 // groups, 64), int)
    rows = {}
    for framework, say in TO.items():
        said = say(description)
        _, array = said.prepare(input, filters)
        rows[f"{framework} {said.filter_axes}"] = [said.parts, *array.shape[:-1], array.shape[-1] // said.parts]
    return table(
        rows, "kernel", f"groups = {groups}: {filters.size} taps.", columns=["calls", "1st", "2nd", "3rd", "4th"]
    )


@checked
def bilinear(stride: Count) -> np.ndarray:
    """The taps that fall off in a straight line from the middle, over one stride each way."""
    taps = np.convolve(np.ones(stride), np.ones(stride)) / stride
    return taps if stride % 2 else np.convolve(taps, [0.5, 0.5])  # no tap in the middle


@checked
def in_parts(stride: Count) -> np.ndarray:
    """The same taps as whole numbers, as quarters for stride 2, thirds for 3, eighths for 4."""
    return np.rint(stride * (2 - stride % 2) * bilinear(stride)).astype(int)


@checked
def bilinear_picture(
    signal: Annotated[str, partial(check_choice, choices=("even", "ramp"))] = "even",
    stride: Annotated[int, partial(check_whole_number, least=2, most=4)] = 2,
    answer: Truth = False,
) -> Figure:
    """1, 1, 1, 1 (signal "even") or 1, 2, 3, 4, enlarged smoothly; answer: whether the output is known."""
    x = np.ones((1, 4), int) if signal == "even" else counting(1, 4)
    taps = in_parts(stride)
    made = transpose_picture(x, taps[None], (1, 4 * stride), (1, stride))
    pieces = made if answer else covered(made, 2)
    said = {2: "quarters", 3: "thirds", 4: "eighths"}[stride]
    caption = f"Stride {stride}, kernel {len(taps)}. Kernel and output in {said}."
    return figure(*pieces.grids, links=pieces.links, caption=caption)


@checked
def volume_picture(depth: Annotated[int, partial(check_whole_number, least=0, most=4)] = 0) -> Figure:
    """How often one slice of a volume is written: 2 × 2 × 2 voxels and 3 × 3 × 3 taps of one, stride 2."""
    voxels, taps = np.ones((2, 2, 2), int), np.ones((3, 3, 3), int)
    # as a batch of one, with one channel
    counts = conv3d_transpose(voxels[None, ..., None], taps[..., None, None], (5, 5, 5), 2, "VALID")[0, ..., 0]
    written_by = [i for i in range(2) if 0 <= depth - 2 * i < 3]
    return figure(
        *(grid(voxels[i], "input", f"voxels, depth {i}") for i in range(2)),
        grid(taps[0], "kernel", "a slice of the kernel"),
        "→",
        grid(counts[depth], heat(counts[depth]), f"output, depth {depth}"),
        links=[Reads(to=3, of=i, taps=2, every=(2, 2), turn=-1) for i in written_by],
        caption=f"Depth {depth} of 5, written by depth {' and '.join(map(str, written_by))}.",
    )


# Two axes


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


def writes(size: int, kernel: int, stride: int, layers: int = 1) -> np.ndarray:
    """How often each place of a full result is written, in one dimension, after one or more layers."""
    lengths = [check_whole_number("size", size, most=MOST_LISTED)]
    kernel = check_whole_number("kernel", kernel, most=MOST_LISTED)
    for _ in range(check_whole_number("layers", layers, most=99)):
        lengths.append(full_size(lengths[-1], kernel, stride))
        check_whole_number("the size of the result", lengths[-1], most=MOST_LISTED)
    counts = np.ones(lengths[0], int)
    for length in lengths[1:]:
        counts = transpose_steps(counts, np.ones(kernel, int), length, stride, "VALID").output
    return counts


@checked
def writes_inside(kernel: Count, stride: Count) -> np.ndarray:
    """How often the places of a long line are written, away from its ends."""
    return writes(20, kernel, stride)[kernel - 1 : 1 - kernel or None]


@checked
def layers_picture(kernel: Count = 3, layers: Count = 1) -> Figure:
    """How often each place of a line is written after some layers of stride 2, as grey."""
    counts = writes(4, kernel, 2, layers)
    return figure(
        image(np.tile(1 - counts / counts.max(), (12, 1)), "darker is written more often", scale=10),
        caption=f"Kernel {kernel}, stride 2, layers: {layers}. Written up to {counts.max()} times.",
    )


@checked
def share_of_zeros_picture(size: Count) -> Figure:
    """Which share of a zero-inserted square image is inserted zeros, for strides 1 to 8."""
    strides = range(1, 9)
    shares = [1 - size**2 / inserted_size(size, stride) ** 2 for stride in strides]
    return figure(
        grid([f"{share:.0%}" for share in shares], "zero", column_names=strides),
        caption=f"Share of inserted zeros for strides 1 to 8, image {size} × {size}.",
    )


def multiplications(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """How many multiplications the full result of a square image takes: by scatter, and by zero insertion."""
    size, kernel, stride = check_whole_numbers(size=size, kernel=kernel, stride=stride).values()
    return size**2 * kernel**2, full_size(size, kernel, stride) ** 2 * kernel**2


@checked
def multiplications_picture(size: Count = 64, kernel: Count = 4, stride: Count = 1) -> Figure:
    """How many multiplications scatter needs, and how many zero insertion."""
    scatter, gather = multiplications(size, kernel, stride)
    return figure(
        grid([[scatter], [gather]], row_names=["scatter", "zero insertion"]),
        caption=f"Zero insertion needs {gather / scatter:.1f} times as many multiplications.",
    )


@checked
def cured(seed: Place) -> dict[str, np.ndarray]:
    """An even grey, enlarged by 2 in three ways that are to show no pattern; by random taps, or equal ones (seed 0)."""
    draw = np.random.default_rng(seed).random if seed else np.ones
    grey, taps = np.full((12, 12), 0.2), draw((4, 4)) / 2
    four = [conv2d(grey, draw((3, 3)) / 4.5, 1) for _ in range(4)]
    return {
        "kernel 4, stride 2": transpose_steps(grey, taps, (24, 24), 2).output,
        "resize, convolve": conv2d(grey.repeat(2, axis=0).repeat(2, axis=1), taps / 4, 1),
        "sub-pixel": shuffled(np.stack(four)),
    }


@checked
def cures_picture(seed: Place = 1) -> Figure:
    """What `cured` makes."""
    pictures = (image(values, name, scale=8) for name, values in cured(seed).items())
    return figure(*pictures, caption=f"An even grey, enlarged. Seed of the taps: {seed}.")


def shuffled(channels: np.ndarray) -> np.ndarray:
    """Pixel shuffle: four channels (4, rows, columns) as one picture, (2 · rows, 2 · columns). Raises ShapeError."""
    channels = as_numbers("channels", channels, (3,), layouts={3: "four channels (4, rows, columns)"})
    if len(channels) != 4:
        raise ShapeError(f"channels must be four, got {len(channels)}")
    _, rows, columns = channels.shape
    return channels.reshape(2, 2, rows, columns).transpose(2, 0, 3, 1).reshape(2 * rows, 2 * columns).copy()


def shuffle_picture(channels: np.ndarray) -> Figure:
    """Four channels (4, rows, columns), and the picture that a pixel shuffle makes of them. Raises ShapeError."""
    picture = shuffled(channels)
    check_shown(picture.shape)
    return figure(
        *(grid(channel, "input", f"channel {number}") for number, channel in enumerate(channels)),
        "→",
        grid(picture, "output", "shuffled"),
        links=[
            Reads(to=4, of=2 * row + column, every=(2, 2), start=(-row, -column)) for row, column in np.ndindex(2, 2)
        ],
    )


@checked
def writes_picture(size: Count = 3, kernel: Count = 2, stride: Count = 2) -> Figure:
    """How often each pixel of a full result is written: the full result of an image and a kernel of ones."""
    line = writes(size, kernel, stride)
    check_shown((len(line), len(line)))
    counts = np.outer(line, line)
    inner = slice(kernel - 1, 1 - kernel or None)
    inside = [str(n) for n in np.unique(counts[inner, inner])]
    said = f"away from the edges {', '.join(inside)}" + " for every pixel" * (len(inside) == 1)
    return figure(
        grid(np.ones((size, size), int), "input", "image"),
        grid(np.ones((kernel, kernel), int), "kernel", "kernel"),
        grid(counts, heat(counts), "writes per pixel"),
        caption=f"Kernel {kernel}, stride {stride}: {said if inside else 'too small to have an inside'}.",
        links=[scattered((stride, stride))],
    )


@checked
def zeros_picture(x: SignalOrImage, strides: Ints) -> Figure:
    """A signal or an image and its zero-inserted form."""
    strides = as_strides(strides, x.ndim)
    check_shown([inserted_size(*axis) for axis in zip(x.shape, strides)])
    inserted = insert_zeros(x, strides)
    zeros = inserted.size - x.size
    return figure(
        grid(x, "input", "input"),
        "→",
        grid(inserted, inserted_roles(x, strides), "zeros inserted", origin=(0, 0), every=_two(strides, x.ndim)),
        caption=f"{_by(x)} becomes {_by(inserted)}: {zeros} of {inserted.size} cells "
        f"({zeros / inserted.size:.0%}) are inserted zeros.",
        links=[Reads(to=1, of=0, every=_two(strides, x.ndim))],
    )


@checked
def transpose_picture(image: Image, kernel: Image, output_shape: Ints, strides: Ints, padding: Pads = "SAME") -> Figure:
    """An image, a kernel, and the output that they make; arguments and errors as for conv2d_transpose."""
    steps = _steps(image, kernel, output_shape, strides, padding)
    crop = steps.crop_before
    return figure(
        grid(image, "input", "image"),
        grid(kernel, "kernel", "kernel"),
        "→",
        grid(steps.output, "output", "output", origin=_minus(crop)),
        caption=f"{_by(image)} becomes {_by(steps.output)}.",
        links=[scattered(steps.strides, crop)],
    )


MOST_CHANNELS = 9
"""So many pictures of channels stand side by side at most."""


@checked
def channels_picture(
    batch: Annotated[np.ndarray, partial(as_numbers, ndims=(4,))],
    filters: Annotated[np.ndarray, partial(as_numbers, ndims=(4,))],
    stride: Count,
    image: Place = 0,
    out_channel: Place = 0,
) -> Figure:
    """One channel of an output, SAME, size · stride: the sum of what each input channel makes.

    batch: (N, H, W, C_in), filters: (h, w, C_out, C_in). Raises ShapeError.
    """
    if batch.shape[3] != filters.shape[3]:
        raise ShapeError(f"batch has {counted(batch.shape[3], 'channel')}, filters take {filters.shape[3]}")
    check_whole_number("image", image, 0, len(batch) - 1)
    check_whole_number("out_channel", out_channel, 0, filters.shape[2] - 1)
    channels = range(check_whole_number("the channels of batch", batch.shape[3], most=MOST_CHANNELS))
    check_exact(batch, filters)
    shape = [n * stride for n in batch.shape[1:3]]
    made = [_steps(batch[image, ..., c], filters[:, :, out_channel, c], shape, stride, "SAME").output for c in channels]
    parts: list[Any] = []
    for channel, part in enumerate(made):
        parts += ["+" if channel else "", grid(part, "plain", f"from in channel {channel}")]
    return figure(
        *parts[1:],
        "=",
        grid(sum(made), "output", f"out channel {out_channel}"),
        links=[Reads(to=len(made), of=channel) for channel in channels],
        caption=f"Image {image}, out channel {out_channel}.",
    )


@checked
def blocks_picture(image: Image, kernel: Image, stride: Count) -> Figure:
    """Where the copies of a kernel lie in the output, SAME, size · stride; what is not written is grey."""
    shape = [n * stride for n in image.shape]
    steps = _steps(image, kernel, shape, stride, "SAME")
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
            caption=f"{padding}, stride {stride}: {_by(image)} becomes {_by(output)}.",
            links=[Reads(to=2, of=0, taps=1, step=(stride, stride))],
        )
    return _one_step(grids, padded, kernel, output, position, stride)


@checked
def transpose_step_picture(steps: ImageSteps, position: int | None = None) -> Figure:
    """The last step of a transposed convolution, of a plain image: all of it, or up to one position."""
    grids = _step_grids(steps)
    if position is None:
        sizes = [len(array) for array in (steps.padded, steps.rotated, steps.output)]
        return figure(
            *grids,
            caption="{} − {} + 1 = {} places for the kernel to stand, each way.".format(*sizes),
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
def phase_picture(kernel: Count, stride: Count, row_phase: Place, column_phase: Place, size: Count = 2) -> Figure:
    """The taps that write one phase of a full result (every stride-th row and column), and the places they write."""
    image, taps = counting(size, size), counting(kernel, kernel)
    length = full_size(size, kernel, stride)
    full = _steps(image, taps, (length, length), stride, "VALID").output
    row = check_whole_number("row_phase", row_phase, 0, stride - 1)
    column = check_whole_number("column_phase", column_phase, 0, stride - 1)
    chosen, written = (_every_from((n, n), stride, row, column) for n in (kernel, length))
    return figure(
        grid(image, "input", "image"),
        grid(taps, np.where(chosen, "kernel", "plain"), "kernel", mark=chosen),
        "→",
        grid(full, np.where(written, "output", "plain"), "full result"),
        caption=f"Rows {row}, {row + stride}, … and columns {column}, {column + stride}, … are written by "
        f"{chosen.sum()} of {taps.size} taps.",
        links=[scattered((stride, stride))],
    )


def _every_from(shape: tuple[int, int], stride: int, row: int, column: int) -> np.ndarray:
    mask = np.zeros(shape, bool)
    mask[row::stride, column::stride] = True
    return mask


@checked
def padded_picture(steps: ImageSteps) -> Figure:
    """The image, and the padded, zero-inserted image with its margins in the caption."""
    (top, bottom), (left, right) = steps.margins
    return figure(
        grid(steps.input, "input", "image"),
        "→",
        _padded_grid(steps),
        caption=f"{_by(steps.padded)}. Rows of zeros: {top} above, {bottom} below. "
        f"Columns: {left} left, {right} right." + " A negative number cuts off." * (min(top, bottom, left, right) < 0),
        links=[Reads(to=1, of=0, start=(-top, -left), every=steps.strides)],
    )


@checked
def without_first_picture(large: Image, small: Image) -> Figure:
    """A large output with its first rows and columns left out, beside the small output, which is the rest of it."""
    rows, columns = (n - m for n, m in zip(large.shape, small.shape))
    if min(rows, columns) < 0:
        raise ShapeError(f"small must not be larger than large, got {_by(small)} and {_by(large)}")
    one_each = "first row and first column"
    left_out = one_each if rows == columns == 1 else f"first {counted(rows, 'row')}, {counted(columns, 'column')}"
    if not np.array_equal(large[rows:, columns:], small):
        raise ShapeError(f"small must be large without its {left_out}, and has other numbers")
    roles = np.full(large.shape, "output", dtype=object)
    roles[:rows] = roles[:, :columns] = "cropped"
    return figure(
        grid(large, roles, f"{_by(large)} output"),
        "→",
        grid(small, "output", f"{_by(small)} output"),
        caption=f"The smaller output is the larger one without its {left_out}.",
        links=[Reads(to=1, of=0, start=(rows, columns))],
    )


@checked
def unturned_picture(steps: ImageSteps, unturned: Image) -> Figure:
    """What an image and a kernel make, right, and with the kernel slid as it is."""
    if unturned.shape != steps.output.shape:
        raise ShapeError(f"unturned must be as large as the output, {_by(steps.output)}, got {_by(unturned)}")
    same = steps.output == unturned
    largest = abs(steps.output.astype(object) - unturned).max()  # of Python's numbers, which never wrap around
    return figure(
        grid(steps.input, "input", "image"),
        grid(steps.filters, "kernel", "kernel"),
        grid(steps.output, "output", "kernel turned: right", mark=same),
        grid(unturned, "plain", "not turned", mark=same),
        caption=f"What agrees is marked. The largest difference is {largest}.",
        links=[
            scattered(steps.strides, steps.crop_before),
            Reads(to=3, of=0, taps=1, every=steps.strides, start=_minus(margin.before for margin in steps.margins)),
        ],
    )


@checked
def two_sums_picture(x: Image, y: Image, kernel: Image, stride: Count) -> Figure:
    """Σ conv(x) · y and Σ x · transpose(y), with SAME padding."""
    there, back = conv2d(x, kernel, stride), _steps(y, kernel, x.shape, stride, "SAME")
    check_exact(there, y)
    check_exact(x, back.output)
    crop = back.crop_before  # as many zeros go before x
    return figure(
        grid(x, "input", "x"),
        grid(y, "input", "y"),
        grid(kernel, "kernel", "kernel"),
        grid(there, "output", "conv(x)"),
        grid(back.output, "output", "transpose(y)"),
        caption=f"Both sums: {(there * y).sum()} and {(x * back.output).sum()}.",
        links=[
            Reads(to=3, of=0, taps=2, step=(stride, stride), start=_minus(crop)),
            Reads(to=4, of=1, taps=2, every=(stride, stride), start=crop, turn=-1),
        ],
    )


@checked
def round_trip_picture(x: Image, kernel: Image, stride: Count) -> Figure:
    """An image, its convolution, and the transposed convolution of that; SAME, with a kernel of ones."""
    there = conv2d(x, kernel, stride)
    back = _steps(there, kernel, x.shape, stride, "SAME")
    crop = back.crop_before
    return figure(
        grid(x, "input", "x"),
        "→",
        grid(there, "output", "conv(x)"),
        "→",
        grid(back.output, "output", "transpose(conv(x))"),
        caption=f"{(x == back.output).sum()} of {x.size} numbers come back.",
        links=[
            Reads(to=1, of=0, step=(stride, stride), start=_minus(crop), count=kernel.shape),
            Reads(to=2, of=1, every=(stride, stride), start=crop, turn=-1, count=kernel.shape),
        ],
    )


def _steps(
    x: ArrayLike, kernel: ArrayLike, output_shape: Ints, strides: Ints, padding: Pads, dilations: Ints = 1
) -> TransposeSteps:
    """As transpose_steps, for what can be shown. Raises ShapeError before any work is done."""
    rank = np.ndim(x)
    request = check_transpose(rank, x, kernel, output_shape, strides, padding, DATA_FORMATS[rank][0], dilations)
    check_shown([axis.padded_size for axis in request.axes])
    return steps_of(request)


def _step_grids(steps: TransposeSteps) -> tuple[Grid, ...]:
    """What the last step reads and makes: the padded input, the turned kernel, the output."""
    rank = steps.rotated.ndim
    last = _two([n - 1 for n in steps.rotated.shape], rank, 0)
    turned = grid(steps.rotated, "kernel", "turned kernel", origin=last, every=_two(-1, rank))
    output = grid(steps.output, "output", "output", origin=_two(_minus(steps.crop_before), rank, 0))
    return _padded_grid(steps), turned, output


def _padded_grid(steps: TransposeSteps) -> Grid:
    rank = steps.rotated.ndim
    before = _two([margin.before for margin in steps.margins], rank, 0)
    return grid(steps.padded, padded_roles(steps), "padded", origin=before, every=_two(steps.strides, rank))


# How grids belong together


@checked
def scattered(strides: tuple[int, ...], crop: tuple[int, ...] = (0, 0)) -> Reads:
    """The link of an image, a kernel and their output, in this order: each number writes its copy of the kernel."""
    return Reads(to=2, of=0, taps=1, every=strides, start=crop, turn=-1)


def _same_column(rows: int, columns: int) -> Reads:
    """Each of so many rows of a table shows numbers of the row on top of it all."""
    return Reads(to=(0, 1, 0, rows, columns), of=(0, 0, 0, 1, columns), step=(0, 1))


def _minus(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(-number for number in numbers)


def _two(numbers: Any, rank: int, alone: int = 1) -> tuple[int, ...]:
    """Numbers for rows and columns; a signal is one row."""
    numbers = [numbers] * rank if np.ndim(numbers) == 0 else [*numbers]
    return tuple(numbers) if rank == 2 else (alone, *numbers)


# Roles of cells


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


def _line(size: int, start: int, values: Any) -> np.ndarray:
    """An empty line of cells with values from `start` on."""
    line = np.full(size, None)
    line[start : start + len(values)] = values
    return line


def _sum_in_words(window: np.ndarray, taps: np.ndarray) -> str:
    """All products that are not by zero, and what they add up to."""
    products = [f"{value}·{tap}" for value, tap in zip(window, taps) if value]
    return f"{' + '.join(products) or 'only zeros'} = {sum(value * tap for value, tap in zip(window, taps))}"


def _more(before: int, after: int) -> str:
    if before == after:
        return "Both sides alike."
    side = "before (top, left)" if before > after else "after (bottom, right)"
    return f"{abs(before - after)} more {side}."


def _by(array: np.ndarray) -> str:
    return " × ".join(str(n) for n in array.shape)
