"""Pictures of layers in networks: bias, channels, groups, volumes, upsampling; checkerboards and what cures them.

Each raises ShapeError for what cannot be computed or is too large to be shown, and TypeError for other objects.
"""

from functools import partial
from typing import Annotated, Any

import numpy as np

from .arguments import check_groups
from .arrays import FILTERS, as_numbers, check_exact, check_shown
from .checked import Count, Digits, Place, Truth, checked
from .description import Description
from .errors import ShapeError
from .examples import counting, cured, in_parts, powers_of_ten, shuffled, writes
from .figures import Figure, Reads, covered, figure, grid, heat, image, table
from .frameworks import TO, from_tensorflow
from .ops import conv1d_transpose, conv2d_transpose, conv3d_transpose
from .picture_parts import scattered, steps_to_show
from .pictures import transpose_picture
from .shapes import full_size
from .values import check_choice, check_whole_number
from .words import counted


@checked
def bias_picture(kernel: Digits = 2, bias: Place = 0) -> Figure:
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


MOST_CHANNELS = 9
"""So many pictures of channels stand side by side at most."""


@checked
def channels_picture(
    batch: Annotated[np.ndarray, partial(as_numbers, ndims=(4,))],
    filters: Annotated[np.ndarray, partial(as_numbers, ndims=(4,), layouts=FILTERS)],
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
    taps = filters[:, :, out_channel]
    made = [steps_to_show(batch[image, ..., c], taps[..., c], shape, stride, "SAME").output for c in channels]
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


def _check_part(name: str, value: Any, channels: int) -> int:
    """A number of groups that divides so many channels."""
    groups = check_whole_number(name, value)
    check_groups(groups, channels, "input")
    return groups


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
def layers_picture(kernel: Count = 3, layers: Count = 1) -> Figure:
    """How often each place of a line is written after some layers of stride 2, as grey."""
    counts = writes(4, kernel, 2, layers)
    return figure(
        image(np.tile(1 - counts / counts.max(), (12, 1)), "darker is written more often", scale=10),
        caption=f"Kernel {kernel}, stride 2, layers: {layers}. Written up to {counts.max()} times.",
    )


@checked
def phase_picture(kernel: Count, stride: Count, row_phase: Place, column_phase: Place) -> Figure:
    """The taps that write one phase of a full result (every stride-th row and column), and the places they write."""
    x, taps = counting(2, 2), counting(kernel, kernel)
    length = full_size(2, kernel, stride)
    full = steps_to_show(x, taps, (length, length), stride, "VALID").output
    row = check_whole_number("row_phase", row_phase, 0, stride - 1)
    column = check_whole_number("column_phase", column_phase, 0, stride - 1)
    chosen, written = (_every_from((n, n), stride, row, column) for n in (kernel, length))
    return figure(
        grid(x, "input", "image"),
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
def cures_picture(seed: Place = 1) -> Figure:
    """What `cured` makes."""
    pictures = (image(values, name, scale=8) for name, values in cured(seed).items())
    return figure(*pictures, caption=f"An even grey, enlarged. Seed of the taps: {seed}.")


def shuffle_picture(channels: np.ndarray) -> Figure:
    """Four channels (4, rows, columns), and the picture that a pixel shuffle makes of them. Raises ShapeError."""
    picture = shuffled(channels)
    check_shown(picture.shape)
    return figure(
        *(grid(channel, "input", f"channel {number}") for number, channel in enumerate(np.asarray(channels))),
        "→",
        grid(picture, "output", "shuffled"),
        links=[
            Reads(to=4, of=2 * row + column, every=(2, 2), start=(-row, -column)) for row, column in np.ndindex(2, 2)
        ],
    )
