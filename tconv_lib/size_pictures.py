"""Pictures of one axis: its sizes, windows, padding and crop.

Each raises ShapeError for what cannot be computed or is too large to be shown, and TypeError for other objects.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np

from .checked import AxisPadding, Count, Counts, Digits, Place, Signal, Truth, Word, checked
from .description import Description, axes_of
from .errors import ShapeError
from .examples import counting, powers_of_ten
from .figures import Figure, Reads, figure, grid
from .frameworks import numbers
from .networks import Ladder
from .picture_parts import line_of_cells, more, step_grids, steps_to_show
from .shapes import Axis, conv_output_size, conv_padding, full_size, legal_output_sizes, zero_padding
from .words import counted, shown


def _check_ladder(name: str, value: Any) -> Ladder:
    if not isinstance(value, Ladder):
        raise TypeError(f"{name} must be what dcgan and its like return, got {shown(value)}")
    return value


ALadder = Annotated[Ladder, _check_ladder]


@checked
def windows_picture(size: Count, kernel: Count, stride: Count, padding: AxisPadding = "SAME") -> Figure:
    """Where a forward convolution puts its windows on one axis."""
    before, after = conv_padding(size, kernel, stride, padding)
    count = conv_output_size(size, kernel, stride, padding)
    padded = [0] * before + [*range(1, size + 1)] + [0] * after
    rows: list[Any] = [padded]
    roles = [["padding"] * before + ["input"] * size + ["padding"] * after]
    for i in range(count):
        rows.append(line_of_cells(len(padded), i * stride, padded[i * stride : i * stride + kernel]))
        roles.append(["kernel"] * len(padded))
    names = [f"size {size}"] + [f"window {i + 1}" for i in range(count)]
    return figure(
        grid(rows, roles, row_names=names),
        caption=f"{padding}, kernel {kernel}, stride {stride}: size {size} becomes {count}.",
        links=[_same_column(rows=count, columns=len(padded))],
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
        grid([sizes, forward], roles, mark=[legal, legal], row_names=["size H", "becomes"]),
        caption=f"{padding}, kernel {kernel}, stride {stride}: "
        f"H = {', '.join(map(str, sizes_asked))} become{'s' * (len(sizes_asked) == 1)} {size}.",
        links=[_same_column(rows=1, columns=longest)],
    )


@checked
def padding_picture(size: Count, kernel: Digits, stride: Count, output_size: Count, padding: Word = "SAME") -> Figure:
    """The padding view: the zero-inserted signal, the zeros around it, and the output they give."""
    steps = steps_to_show(counting(size), powers_of_ten(kernel), output_size, stride, padding)
    before, after = steps.margins[0]
    return figure(
        *step_grids(steps),
        links=[Reads(to=2, of=0, taps=1)],
        caption=f"Padding view: zeros, {before} before and {after} after. {more(before, after) or 'Both sides alike'}.",
    )


@checked
def crop_picture(size: Count, kernel: Digits, stride: Count, output_size: Count, padding: Word = "SAME") -> Figure:
    """The crop view: the full result, the part that is left out, and the part that is kept."""
    x, taps = counting(size), powers_of_ten(kernel)
    steps = steps_to_show(x, taps, output_size, stride, padding)
    length, (first, last) = steps.axes[0].full_size, steps.axes[0].crop
    full = steps_to_show(x, taps, length, stride, "VALID").output
    missing, left_out = max(-last, 0), max(last, 0)
    places = np.arange(length + missing)
    inside = (first <= places) & (places < first + output_size)
    top = line_of_cells(length + missing, 0, full)
    bottom = line_of_cells(length + missing, first, steps.output)
    roles = [np.where(inside, "output", "cropped"), np.where(places < length, "output", "extra")]
    return figure(
        grid([top, bottom], roles, row_names=["full result", "kept"], column_names=[*places]),
        caption=f"Crop view: {first} left out at the start, {left_out} at the end"
        + (f", {counted(missing, 'zero')} added after it." if missing else "."),
        links=[_same_column(rows=1, columns=length + missing)],
    )


def _same_column(rows: int, columns: int) -> Reads:
    """Each of so many rows of a table shows numbers of the row on top of it all."""
    return Reads(to=(0, 1, 0, rows, columns), of=(0, 0, 0, 1, columns), step=(0, 1))


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


@checked
def parts_picture(descriptions: Mapping[str, Description], x: Signal, kernel: Signal) -> Figure:
    """The full result of one axis, and below it what each named description returns of it."""
    axis = _only_axis(descriptions)
    returned = [description.axes[0] for description in descriptions.values()]
    longest = max(axis.full_size, *(part.crop.before + part.output_size for part in returned))
    rows = [
        line_of_cells(longest, 0, steps_to_show(x, kernel, axis.full_size, axis.stride, "VALID", axis.dilation).output)
    ]
    for part, description in zip(returned, descriptions.values()):
        rows.append(line_of_cells(longest, part.crop.before, numbers(description, x, kernel)))
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
