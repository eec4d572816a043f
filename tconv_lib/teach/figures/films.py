"""The figures: which there are, and the shots of each: pictures of the course in the order in which they are shown."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ...examples import counting, in_parts, powers_of_ten, writes
from ...figures import Figure, figure, grid, heat
from ...ops import TransposeSteps, insert_zeros, transpose_steps
from ...picture_parts import dimensions, inserted_roles, more
from ...pictures import gather_picture, matrix_picture, scatter_picture, transpose_step_picture
from ...shapes import full_size, legal_output_sizes
from ...size_pictures import crop_picture, padding_picture
from ...words import counted
from .scenes import PITCH, look

STEP, PAUSE, END = 0.5, 1.2, 2.0
"""Seconds that a step, a picture to read, and the last picture are shown."""


class Shot(NamedTuple):
    """A picture for some seconds; `at` and `known` as for `scene`."""

    picture: Figure
    says: str
    seconds: float = STEP
    at: tuple[int, int] | None = None
    known: int | None = None


@dataclass(frozen=True)
class Film:
    """A figure to take. The setting is in its name and in its title; `still` is the shot that stands for all."""

    name: str
    title: str
    caption: str
    shots: tuple[Shot, ...]
    still: int = -1
    pitch: float = PITCH

    @property
    def alt(self) -> str:
        """The text alternative: what happens, and the numbers of the last picture."""
        return f"{self.title}. {self.caption} {self.shots[-1].picture.alt}"


def films() -> Iterator[Film]:
    """All of them, in the order of the index."""
    yield from conv_arithmetic()
    yield from tensorflow()
    yield from four_ways()
    yield from consequences()


def conv_arithmetic() -> Iterator[Film]:
    """The settings of https://github.com/vdumoulin/conv_arithmetic, by their names there."""
    for name, size, kernel, stride, padding, output_size in (
        ("no_padding_no_strides_transposed", 2, 3, 1, 0, 4),
        ("arbitrary_padding_no_strides_transposed", 6, 4, 1, 2, 5),
        ("same_padding_no_strides_transposed", 5, 3, 1, 1, 5),
        ("full_padding_no_strides_transposed", 7, 3, 1, 2, 5),
        ("no_padding_strides_transposed", 2, 3, 2, 0, 5),
        ("padding_strides_transposed", 3, 3, 2, 1, 5),
        ("padding_strides_odd_transposed", 3, 3, 2, 1, 6),
    ):
        yield transposed(size, kernel, stride, output_size, (padding, padding), name=name)


def tensorflow() -> Iterator[Film]:
    """The two questions of the article that the course answers; SAME and VALID, as many zeros on both sides and not."""
    yield transposed(3, 3, 2, 5, "SAME", name="article_5")
    yield transposed(3, 3, 2, 6, "SAME", name="article_6")
    yield transposed(3, 4, 2, 6, "SAME", name="same_even")
    yield transposed(3, 5, 2, 6, "SAME", name="same_odd")
    yield transposed(2, 2, 3, 6, "SAME", name="same_short_kernel")
    yield transposed(2, 3, 3, 6, "VALID", name="valid_even")
    yield transposed(2, 3, 2, 6, "VALID", name="valid_odd")
    yield transposed(2, 2, 3, 6, "VALID", name="valid_short_kernel")
    yield transposed(3, 2, 1, 5, "VALID", dilation=2, name="dilation")


def four_ways() -> Iterator[Film]:
    """The same numbers by other ways, and what is put or left out at the ends."""
    yield scatter(3, 3, 2)
    yield scatter_line(3, 3, 2)
    yield gather_line(3, 3, 2)
    yield matrix(6, 3, 2, "SAME")
    yield matrix(6, 3, 2, "SAME", transposed=True)
    yield turned(3)
    yield legal_sizes(3, 3, 2, padding_picture, "zeros", "Where the zeros go")
    yield legal_sizes(3, 3, 2, crop_picture, "crop", "What is left out of the full result")


def consequences() -> Iterator[Film]:
    """What follows from it: uneven writing, groups, smooth enlarging."""
    for layers in (1, 2, 3):
        yield checkerboard(3, 2, layers)
    yield groups(3, 3, 2, 6)
    yield bilinear(3, 2)


def transposed(
    size: int,
    kernel: int,
    stride: int,
    output_size: int,
    padding: str | tuple[int, int],
    dilation: int = 1,
    name: str = "transposed",
) -> Film:
    """The whole operation on an image 1, 2, 3, ... and a kernel like it: zeros, padding, the turn, and every sum."""
    pads = padding if isinstance(padding, str) else [(0, 0), padding, padding, (0, 0)]
    image, taps = counting(size, size), counting(kernel, kernel)
    steps = transpose_steps(image, taps, (output_size, output_size), stride, pads, dilation)
    return film_of(steps, name, padding)


def film_of(steps: TransposeSteps, name: str, padding: str | tuple[int, int]) -> Film:
    """The film of a transposed convolution of a plain image."""
    (axis, _), ((before, after), _) = steps.axes, steps.margins
    said = padding if isinstance(padding, str) else f"padding {padding[0]}"
    dilated = f", dilation {axis.dilation}" if axis.dilation > 1 else ""
    end = f"i{axis.size}-k{axis.kernel}-s{axis.stride}-{said.lower().replace(' ', '')}-o{axis.output_size}"
    uneven = f", {more(before, after)}" * (before != after)
    return Film(
        f"{name}-{end}{f'-d{axis.dilation}' if dilated else ''}",
        f"{dimensions(steps.input)} to {dimensions(steps.output)}: "
        f"kernel {dimensions(steps.filters)}, stride {axis.stride}, {said}{dilated}",
        f"A transposed convolution. {counted(axis.stride - 1, 'zero')} between neighbours, "
        f"{before} before and {after} after{uneven}; then the kernel, turned by 180°, slides over it with stride 1.",
        tuple(_shots(steps)),
        still=_middle(steps) - steps.output.size - 1,
    )


def _middle(steps):
    """The first place of the output that reads as many numbers that are not zero as any."""
    windows = np.lib.stride_tricks.sliding_window_view(steps.padded, steps.rotated.shape)
    read = ((windows != 0) & (steps.rotated != 0)).sum((-1, -2)).ravel()
    centre = [place for place, number in enumerate(read) if number == read.max()]
    return centre[len(centre) // 2]


def _shots(steps):
    """First the way to what is read, then every sum."""
    whole = transpose_step_picture(steps, 0)
    padded, turned, output = whole.parts
    (axis, _), ((before, after), _) = steps.axes, steps.margins
    image, kernel = grid(steps.input, "input", "image"), grid(steps.filters, "kernel", "kernel")

    def shot(says, left, middle):
        return Shot(figure(left, middle, output), says, PAUSE, known=0)

    yield shot("An image and a kernel.", image, kernel)
    roles = inserted_roles(steps.input, steps.strides)
    inserted = grid(steps.zero_inserted, roles, "zeros inserted", origin=(0, 0), every=steps.strides)
    if axis.stride > 1:
        yield shot(
            f"Stride {axis.stride}: insert {counted(axis.stride - 1, 'zero')} between neighbours.", inserted, kernel
        )
    if before or after:
        yield shot(f"Pad: {counted(before, 'zero')} before, {after} after.", padded, kernel)
    else:
        padded = inserted
    if axis.dilation > 1:
        apart = (axis.dilation, axis.dilation)
        spread = np.where(inserted_roles(steps.filters, apart) == "input", "kernel", "zero")
        kernel = grid(insert_zeros(steps.filters, apart), spread, "kernel spread", origin=(0, 0), every=apart)
        yield shot(f"Dilation {axis.dilation}: spread the kernel.", padded, kernel)
    yield shot("Turn the kernel by 180°.", padded, turned)
    for place in range(steps.output.size):
        picture = transpose_step_picture(steps, place)
        yield Shot(picture, _short(picture.caption), STEP, (2, place), place + 1)
    yield Shot(transpose_step_picture(steps), f"{dimensions(steps.input)} has become {dimensions(steps.output)}.", END)


def scatter(size: int, kernel: int, stride: int) -> Film:
    """Every number of an image writes its copy of the kernel into the full result."""
    image, taps = counting(size, size), counting(kernel, kernel)
    length = full_size(size, kernel, stride)
    shots, full = [], np.zeros((length, length), int)
    for i, j in np.ndindex(size, size):
        full = full.copy()
        stamp = np.zeros((length, length), bool)
        stamp[i * stride :, j * stride :][:kernel, :kernel] = True
        full[stamp] += (image[i, j] * taps).ravel()
        here = np.zeros((size, size), bool)
        here[i, j] = True
        picture = figure(
            grid(image, "input", "image", mark=here),
            grid(taps, "kernel", "kernel"),
            "→",
            grid(full, np.where(full > 0, "output", "zero"), "full result", mark=stamp),
        )
        shots.append(Shot(picture, f"{image[i, j]} adds {image[i, j]} times the kernel.", PAUSE))
    parts = grid(image, "input", "image"), grid(taps, "kernel", "kernel"), "→", grid(full, "output", "full result")
    shots.append(Shot(figure(*parts), "Where copies overlap, they are added.", END))
    return Film(
        f"scatter-i{size}-k{kernel}-s{stride}",
        f"Scatter: {size} × {size}, kernel {kernel} × {kernel}, stride {stride}",
        f"Every number writes its multiple of the kernel, {stride} further on than the last. Overlaps are added.",
        tuple(shots),
        still=len(shots) // 2,
    )


def scatter_line(size: int, kernel: int, stride: int) -> Film:
    """The same on one axis; a sum's digits tell which taps wrote it."""
    picture = scatter_picture(counting(size), powers_of_ten(kernel), stride)
    shots = _each_sum(picture, (2, size * picture.grids[2].values.shape[1]))
    return Film(
        f"scatter_line-i{size}-k{kernel}-s{stride}",
        f"Scatter on one axis: size {size}, kernel {kernel}, stride {stride}",
        f"Every number writes its multiple of the kernel, {stride} further on than the last; columns are added.",
        tuple(shots),
        still=len(shots) // 2,
    )


def gather_line(size: int, kernel: int, stride: int) -> Film:
    """The turned kernel slides over the zero-inserted signal."""
    shots = []
    for place in range(full_size(size, kernel, stride)):
        picture = gather_picture(counting(size), powers_of_ten(kernel), stride, place)
        shots.append(Shot(picture, picture.caption, PAUSE, picture.at, picture.at[1] + 1))
    return Film(
        f"gather_line-i{size}-k{kernel}-s{stride}",
        f"Gather on one axis: size {size}, kernel {kernel}, stride {stride}",
        "The turned kernel slides over the signal with its zeros; every place gives one sum.",
        tuple(shots),
        still=len(shots) // 2,
    )


def matrix(size: int, kernel: int, stride: int, padding: str, transposed: bool = False) -> Film:
    """A convolution of one axis as a matrix, or its transpose."""
    picture = matrix_picture(size, kernel, stride, padding, transposed)
    shots = _each_sum(picture, (2, 0))
    name = "matrix_transposed" if transposed else "matrix"
    return Film(
        f"{name}-i{size}-k{kernel}-s{stride}-{padding.lower()}",
        f"{'Cᵀ, the transposed convolution' if transposed else 'C, a convolution'} as a matrix: size {size}, "
        f"kernel {kernel}, stride {stride}, {padding}",
        "Each row holds what one result is made of. "
        + ("Its rows are the columns of C." if transposed else "Its columns are the rows of the transposed one."),
        tuple(shots),
        still=len(shots) // 2,
    )


def _each_sum(picture, first):
    """A shot for each number of a grid from place `first` on, with what it is made of; then all."""
    number, start = first
    size = picture.grids[number].values.size
    shots = [
        Shot(picture, _sum(picture, (number, place)), PAUSE, (number, place), place + 1) for place in range(start, size)
    ]
    return [*shots, Shot(picture, picture.caption, END)]


def _sum(picture, at):
    """What a number is made of, in words."""
    seen = [(picture.grids[cell[0]].values[cell[1:]], *state) for cell, state in look(picture, at).items()]
    products = [f"{value}·{tap[1:]}" for value, _, tap in seen if tap]
    added = products or [str(value) for value, state, _ in seen if state == "lit"]
    total = str(picture.grids[at[0]].values.flat[at[1]])
    return total if added == [total] else f"{' + '.join(added) or 'only zeros'} = {total}"


def _short(said):
    """A long sum without its middle."""
    start, *rest = said.split(" + ")
    return said if len(rest) < 7 else " + ".join([start, *rest[:2], "…", rest[-1]])


def turned(kernel: int) -> Film:
    """A kernel that is turned by 180 degrees."""
    taps = counting(kernel, kernel)
    last = kernel - 1, kernel - 1
    before = figure(grid(taps, "kernel", "kernel", origin=(0, 0), every=(1, 1)))
    after = figure(grid(np.flip(taps), "kernel", "turned kernel", origin=last, every=(-1, -1)))
    return Film(
        f"turn-k{kernel}",
        f"A kernel {kernel} × {kernel}, turned by 180°",
        "First row last, first column last. The sliding kernel of a transposed convolution is turned, not transposed.",
        (Shot(before, "The kernel.", PAUSE), Shot(after, "Turned by 180°.", END)),
    )


def legal_sizes(size: int, kernel: int, stride: int, picture, name: str, title: str) -> Film:
    """A view of one axis for each legal output size of SAME and VALID."""
    shots = []
    for padding in ("SAME", "VALID"):
        for output_size in legal_output_sizes(size, kernel, stride, padding):
            drawn = picture(size, kernel, stride, output_size, padding)
            shots.append(Shot(drawn, f"{padding}, {output_size} asked for. {drawn.caption}", END))
    return Film(
        f"{name}-i{size}-k{kernel}-s{stride}",
        f"{title}: one axis, size {size}, kernel {kernel}, stride {stride}",
        f"{title}, for each legal output size of SAME and VALID.",
        tuple(shots),
        still=1,
    )


def checkerboard(size: int, stride: int, layers: int) -> Film:
    """How often each pixel is written, for several kernels, after so many layers."""
    shots = []
    for kernel in (2, 3, 4, 5):
        line = writes(size, kernel, stride, layers)
        counts = np.outer(line, line)
        says = f"kernel {kernel}: " + ("even" if kernel % stride == 0 else f"{stride} does not divide {kernel}")
        shots.append(Shot(figure(grid(counts, heat(counts))), says, END))
    return Film(
        f"checkerboard-i{size}-s{stride}-layers{layers}",
        f"Writes per pixel after {counted(layers, 'layer')} of stride {stride}",
        f"An image of ones, {size} × {size}, kernels of ones. Away from the edges every pixel is written equally often "
        "only if the stride divides the kernel.",
        tuple(shots),
        still=1,
        pitch={1: 32, 2: 18, 3: 9}[layers],
    )


def groups(size: int, kernel: int, stride: int, output_size: int) -> Film:
    """Two groups: each channel has its own kernel and its own output; nothing is added between them."""
    kernels = counting(kernel, kernel), counting(kernel, kernel)[::-1]
    images = counting(size, size), counting(size, size).T
    steps = [transpose_steps(x, taps, (output_size, output_size), stride) for x, taps in zip(images, kernels)]
    shots = []
    for place in range(0, output_size**2):
        pair = [transpose_step_picture(one, place) for one in steps]
        says = "   ".join(f"group {number}: {one.output.flat[place]}" for number, one in enumerate(steps, 1))
        shots.append(Shot(figure(*pair), says, STEP, (2, place), place + 1))
    shots.append(Shot(figure(*map(transpose_step_picture, steps)), "Two groups, two outputs.", END))
    return Film(
        f"groups-i{size}-k{kernel}-s{stride}-same-o{output_size}-g2",
        f"Two groups: {dimensions(images[0])} to {dimensions(steps[0].output)}, "
        f"kernel {dimensions(kernels[0])}, stride {stride}, SAME",
        "With as many groups as channels, each channel has its own kernel and makes its own output.",
        tuple(shots),
        still=len(shots) // 2,
        pitch=30,
    )


def bilinear(size: int, stride: int) -> Film:
    """A kernel of fixed weights that enlarges an image smoothly; its weights in quarters, so that they are whole."""
    line = in_parts(stride)
    times = (line.sum() // stride) ** 2
    steps = transpose_steps(counting(size, size), np.outer(line, line), (size * stride, size * stride), stride)
    film = film_of(steps, "bilinear", "SAME")
    return replace(
        film,
        title=f"Bilinear enlarging by {stride}, {film.title}",
        caption=f"The kernel's weights, here times {times}, fall off in a straight line: away from the "
        f"edges an output is a weighted mean of its neighbours, {times} times.",
    )
