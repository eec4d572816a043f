"""The operation at one glance: an image in the middle, the same output made in four ways around it, all formulas, and
the call in five frameworks. The site's first screen and the poster are made of it."""

import re
from copy import copy
from functools import lru_cache
from html import escape
from typing import NamedTuple

import numpy as np

from ..examples import counting, writes
from ..figures import Figure, Picture, Reads, breakable, figure, grid, heat
from ..frameworks import TO, from_tensorflow
from ..ops import transpose_steps
from ..picture_parts import padded_roles
from ..shapes import Axis
from ..views import convolution_matrix

SIZE = 3
"""Rows and columns of the image."""

IMAGE, KERNEL, COPIES, SCATTERED, PADDED, GATHERED, MATRIX, MULTIPLIED, FULL, CROPPED = range(10)
"""The grids of `ways`."""

OUTPUTS = SCATTERED, GATHERED, MULTIPLIED, CROPPED
"""Those that hold the output."""

WAYS = {
    "Scatter": "each number writes its copy of the kernel; copies add up",
    "Gather": "insert zeros, pad, slide the turned kernel",
    "Matrix": "Cᵀ · x: one row for each number of the output",
    "Crop": "the full result, without what SAME leaves out",
}
"""What each way does; in the order of their grids."""
IN_SHORT = {
    "Scatter": "add up copies",
    "Gather": "slide over zeros",
    "Matrix": "multiply by Cᵀ",
    "Crop": "cut the full result",
}
"""The same, beside their names."""


class Formula(NamedTuple):
    """A quantity: its name, what it is, and how it is found, in letters and in numbers."""

    name: str
    what: str
    letters: str
    numbers: str


def axis_of(stride: int, kernel: int, padding: str, output_size: int) -> Axis:
    """One axis of the operation; ShapeError if output_size is not legal."""
    axis = Axis(SIZE, kernel, stride, padding=padding, output_size=output_size)
    return axis.check_output_size()


def ways(axis: Axis) -> Figure:
    """All grids, and how their numbers belong together. Numbers of the output are the same one in all of them."""
    image, taps = counting(axis.size, axis.size), counting(axis.kernel, axis.kernel)
    size, stride = (axis.output_size,) * 2, (axis.stride,) * 2
    steps = transpose_steps(image, taps, size, stride, axis.padding)
    full = transpose_steps(image, taps, (axis.full_size,) * 2, stride, "VALID").output
    line = writes(axis.size, axis.kernel, axis.stride)
    copies = np.outer(line, line)
    C = convolution_matrix(taps[..., None, None], (*size, 1), stride, axis.padding)
    before = axis.crop.before
    kept = np.zeros(full.shape, bool)
    kept[before:, before:][: size[0], : size[1]] = True
    scattered, gathered, multiplied, cropped = (
        grid(steps.output, "output", name, origin=(-before, -before)) for name in WAYS
    )
    return figure(
        grid(image, "input", "image"),
        grid(taps, "kernel", "kernel"),
        grid(copies, heat(copies), "copies that write here", origin=(0, 0)),
        scattered,
        grid(steps.padded, padded_roles(steps), "zeros around"),
        gathered,
        grid(C.T, np.where(C.T > 0, "kernel", "plain"), "Cᵀ"),
        multiplied,
        grid(full, np.where(kept, "output", "cropped"), "full result", origin=(0, 0)),
        cropped,
        links=[
            Reads(SCATTERED, IMAGE, KERNEL, every=stride, start=(before, before), turn=-1),
            Reads(GATHERED, PADDED, KERNEL, start=(axis.kernel - 1,) * 2, turn=-1),
            Reads(MULTIPLIED, IMAGE, MATRIX, rows=True),
            Reads(FULL, IMAGE, KERNEL, every=stride, turn=-1),
            Reads(CROPPED, FULL, start=(before, before)),
        ],
        same=(COPIES, SCATTERED, GATHERED, MULTIPLIED, FULL, CROPPED),
    )


def formulas(axis: Axis) -> list[Formula]:
    """Which sizes are legal, the padding in all, and the zeros before and after; with the numbers of this axis."""
    k, H = axis.kernel, axis.output_size
    legal, (before, after) = axis.legal_output_sizes, axis.zero_padding
    crop, span = axis.crop.before, axis.inserted_size
    same = axis.padding == "SAME"
    total = max(axis.full_size - H, 0) if same else 0
    most, least = ("I·s", "(I − 1)·s + 1") if same else ("I·s + k − 1", "(I − 1)·s + k")
    return [
        Formula("H", f"output size, from I = {axis.size}", f"{least} ≤ H ≤ {most}", f"{legal[0]} ≤ {H} ≤ {legal[-1]}"),
        Formula(
            "P", "padding of the convolution", "max((I − 1)·s + k − H, 0)" if same else "VALID: none",
            f"max({span - 1} + {k} − {H}, 0) = {total}" if same else "0",
        ),
        Formula("before", "zeros at the top, left", "k − 1 − ⌊P / 2⌋", f"{k} − 1 − {crop} = {before}"),
        Formula(
            "after", "zeros below, right", "H + k − 1 − ((I − 1)·s + 1) − before",
            f"{H} + {k} − 1 − {span} − {before} = {after}",
        ),
    ]  # fmt: skip


def calls(axis: Axis) -> list[tuple[str, str, str]]:
    """The call in each framework: its name, the code, and what is left to do."""
    sizes = (axis.size,) * 2, (axis.kernel,) * 2, (axis.output_size,) * 2, (axis.stride,) * 2
    description = from_tensorflow(*sizes, axis.padding)
    said = [(name, to(description)) for name, to in TO.items()]
    return [(name, str(call), call.finish_as_code() or call.reason.split(";")[0]) for name, call in said]


def _in_lines(call):
    """A call as HTML that breaks between its arguments, and in its name behind a dot."""
    name, *arguments = re.split(r"(?<=,) (?=\w+=)", escape(call, quote=False))
    return " ".join([breakable(name), *(f"<span>{argument}</span>" for argument in arguments)])


def _with_ways(html):
    """Each way's name with what it does beside it."""
    return re.sub(f">({'|'.join(WAYS)})<", lambda name: f">{name[1]} <small>{IN_SHORT[name[1]]}</small><", html)


def glance(
    stride: int = 2, kernel: int = 3, padding: str = "SAME", output_size: int = 6, position: int = 14
) -> Picture:
    """All of it as one Picture for a web page, which looks at the number at a position of the output;
    web/assets/glance.css arranges it."""
    shown = copy(_at_any_position(axis_of(stride, kernel, padding, output_size)))
    shown.at = SCATTERED, position, True
    return shown


@lru_cache
def _at_any_position(axis: Axis) -> Picture:
    picture = ways(axis)
    sizes = {"kernel": axis.kernel, "output": axis.output_size, "padded": axis.padded_size, "full": axis.full_size}
    look = ";".join(f"--{name}:{size}" for name, size in sizes.items())
    said = "".join(
        f"<div><dt><b>{name}</b> {what}</dt><dd>{letters}</dd><dd><b>{numbers}</b></dd></div>"
        for name, what, letters, numbers in formulas(axis)
    )
    code = "".join(
        f"<div><dt>{name}</dt><dd><code>{_in_lines(call)}</code></dd><dd>{escape(note)}</dd></div>"
        for name, call, note in calls(axis)
    )
    words = f'<dl class="formulas">{said}</dl><dl class="calls">{code}</dl>'
    return Picture(
        picture.html + words,
        picture.alt,
        picture.roles,
        f'<div class="glance" style="{look}">{_with_ways(picture.live)}{words}</div>',
    )
