"""The pictures of the course: shapes and steps of an operation in, a Picture out."""

import math

import numpy as np

from .arguments import MOST_LISTED, as_numbers, check_affordable, check_whole_number, check_whole_numbers
from .description import axes_of
from .errors import ShapeError
from .figures import figure, grid
from .ops import conv2d, insert_zeros, pad, slide, transpose_steps
from .shapes import (
    conv_output_size,
    conv_padding,
    crop_before,
    full_size,
    legal_output_sizes,
    zero_padding,
)
from .views import convolution_matrix


def powers_of_ten(kernel_size):
    """The kernel 1, 10, 100, ...: the digits of a sum then tell which tap wrote them. At most 19 fit into 64 bits."""
    return 10 ** np.arange(check_whole_number("kernel_size", kernel_size, most=19))


def counting(*shape):
    """An array of this shape, of 1 to 5 sizes, that holds 1, 2, 3, ... row by row."""
    if not 1 <= len(shape) <= 5:
        raise ShapeError(f"counting takes 1 to 5 sizes, got {len(shape)}")
    sizes = [check_whole_number("a size", size) for size in shape]
    check_affordable("the array", sizes)
    return np.arange(1, math.prod(sizes) + 1).reshape(sizes)


# One axis


def scatter_picture(x, kernel, stride):
    """Every input number writes its own multiple of the kernel, stride places further on; then add."""
    size = full_size(len(x), len(kernel), stride)
    rows = np.full((len(x) + 1, size), None)
    for i, value in enumerate(x):
        rows[i, i * stride : i * stride + len(kernel)] = value * kernel
    rows[-1] = [sum(filter(None, column)) for column in rows[:-1].T]
    roles = [["kernel"] * size] * len(x) + [["output"] * size]
    names = [f"{value} writes" for value in x] + ["sum"]
    return figure(
        grid(rows, roles, row_names=names, column_names=range(size)),
        caption=f"Scatter: {len(x)} numbers, each written {stride} further on than the last.",
    )


def gather_picture(x, kernel, stride, position, rotated=True):
    """The kernel slides over the zero-inserted signal; `position` is the output being computed."""
    margin = len(kernel) - 1
    steps = transpose_steps(x, kernel, full_size(len(x), len(kernel), stride), stride, "VALID")
    taps = steps.rotated if rotated else steps.filters
    output = slide(steps.padded, taps)
    window = slice(position, position + len(kernel))
    products = steps.padded[window] * taps
    size = len(steps.padded)
    rows = [
        steps.padded,
        _line(size, position, taps),
        _line(size, position, products),
        _line(size, margin, output[: position + 1]),
    ]
    roles = [padded_roles(steps), ["kernel"] * size, ["plain"] * size, ["output"] * size]
    places = [""] * margin + [*range(len(output))]
    marks = np.zeros((4, size), bool)
    marks[0, window] = marks[3, margin + position] = True
    return figure(
        grid(rows, roles, mark=marks, row_names=["with zeros", "kernel", "products", "sums"], column_names=places),
        caption=f"Gather: output {position} = {_sum_in_words(products)}.",
    )


def windows_picture(size, kernel, stride, padding):
    """Where a forward convolution puts its windows on one axis."""
    before, after = conv_padding(size, kernel, stride, padding)
    count = conv_output_size(size, kernel, stride, padding)
    numbers = [0] * before + [*range(1, size + 1)] + [0] * after
    rows = [numbers]
    roles = [["padding"] * before + ["input"] * size + ["padding"] * after]
    for i in range(count):
        rows.append(_line(len(numbers), i * stride, numbers[i * stride : i * stride + kernel]))
        roles.append(["kernel"] * len(numbers))
    names = [f"size {size}"] + [f"window {i + 1}" for i in range(count)]
    return figure(
        grid(rows, roles, row_names=names),
        caption=f"{padding}, kernel {kernel}, stride {stride}: size {size} becomes {count}.",
    )


def size_line(size, kernel, stride, padding, longest=24):
    """All sizes H up to `longest`; marked are those which the forward convolution turns into `size`."""
    sizes = np.arange(1, longest + 1)
    fits = sizes >= (kernel if padding == "VALID" else 1)
    forward = [conv_output_size(h, kernel, stride, padding) if ok else "–" for h, ok in zip(sizes, fits)]
    legal = np.array([n == size for n in forward])
    roles = [np.where(legal, "legal", "plain")] * 2
    sizes_asked = legal_output_sizes(size, kernel, stride, padding)
    return figure(
        grid([sizes, forward], roles, mark=[legal, legal], row_names=["H", "becomes"]),
        caption=f"{padding}, kernel {kernel}, stride {stride}: "
        f"H = {', '.join(map(str, sizes_asked))} become{'s' * (len(sizes_asked) == 1)} {size}.",
    )


def padding_picture(size, kernel, stride, output_size, padding):
    """The padding view: the zero-inserted signal, the zeros around it, and the output they give."""
    steps = transpose_steps(counting(size), powers_of_ten(kernel), output_size, stride, padding)
    before, after = steps.margins[0]
    return figure(
        grid(steps.padded, padded_roles(steps), "padded"),
        grid(steps.output, "output", "output"),
        caption=f"Padding view: zeros, {before} before and {after} after. {_more(before, after)}",
    )


def crop_picture(size, kernel, stride, output_size, padding):
    """The crop view: the full result, the part that is left out, and the part that is kept."""
    x, taps = counting(size), powers_of_ten(kernel)
    first = crop_before(size, kernel, stride, output_size, padding)
    length = full_size(size, kernel, stride)
    full = transpose_steps(x, taps, length, stride, "VALID").output
    kept = transpose_steps(x, taps, output_size, stride, padding).output
    missing = max(first + output_size - length, 0)
    places = np.arange(length + missing)
    inside = (first <= places) & (places < first + output_size)
    top = _line(length + missing, 0, full)
    bottom = _line(length + missing, first, kept)
    roles = [np.where(inside, "output", "cropped"), np.where(places < length, "output", "extra")]
    left_out = length + missing - first - output_size
    return figure(
        grid([top, bottom], roles, row_names=["full result", "kept"], column_names=places),
        caption=f"Crop view: {first} left out at the start, {left_out} at the end"
        + (f", {missing} zero{'s' * (missing > 1)} added after it." if missing else "."),
    )


def matrix_picture(size, kernel, stride, padding, transposed=False):
    """The convolution of one axis as a matrix: a row for each output, a column for each input; or its transpose."""
    taps = powers_of_ten(kernel).reshape(kernel, 1, 1, 1)
    C = convolution_matrix(taps, (size, 1, 1), (stride, 1), padding)
    outputs, inputs = [f"out {i}" for i in range(len(C))], [f"in {j}" for j in range(size)]
    values, rows, columns = (C.T, inputs, outputs) if transposed else (C, outputs, inputs)
    return figure(
        grid(values, np.where(values > 0, "kernel", "plain"), row_names=rows, column_names=columns),
        caption=f"{'Cᵀ' if transposed else 'C'}, {len(values)} rows and {len(values[0])} columns: "
        f"{padding}, size {size}, kernel {kernel}, stride {stride}.",
    )


def restored_picture(kernel, padding, stride, sizes=range(10, 21)):
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
    )


def lopsided_map(size, short):
    """Which side gets more zeros, for kernels 1-7 and strides 1-5, when H = size*stride - short (SAME)."""
    kernels, strides = range(1, 8), range(1, 6)
    cells = [[_which_side(size, k, s, size * s - short) for s in strides] for k in kernels]
    look = {"top": "before", "equal": "plain", "bottom": "after"}
    roles = [[look.get(cell, "plain") for cell in row] for row in cells]
    counts = {word: sum(row.count(word) for row in cells) for word in look}
    return figure(
        grid(cells, roles, row_names=[f"kernel {k}" for k in kernels], column_names=[f"stride {s}" for s in strides]),
        caption=f"SAME, {size} rows to {size} · stride{f' − {short}' * (short > 0)}. More zeros: "
        + ", ".join(f"{word} in {n}" for word, n in counts.items())
        + ".",
    )


def _which_side(size, kernel, stride, output_size):
    if output_size not in legal_output_sizes(size, kernel, stride, "SAME"):
        return None
    before, after = zero_padding(size, kernel, stride, output_size, "SAME")
    return "top" if before > after else "bottom" if after > before else "equal"


# Several frameworks


def returned(description, x, kernel):
    """What a description (see frameworks.py) returns for a plain input and kernel without dilation."""
    axes = axes_of(description)
    x, kernel = as_numbers("x", x, [len(axes)]), as_numbers("kernel", kernel, [len(axes)])
    kernel = np.flip(kernel) if description.rotated else kernel
    lengths, strides = [axis.full_size for axis in axes], [axis.stride for axis in axes]
    full = transpose_steps(x, kernel, lengths, strides, "VALID").output
    return pad(full, [(-axis.crop.before, -axis.crop.after) for axis in axes])


def parts_picture(descriptions, x, kernel):
    """The full result of one axis, and below it what each named description returns of it."""
    (axis,) = next(iter(descriptions.values())).axes
    rows = [transpose_steps(x, kernel, axis.full_size, axis.stride, "VALID").output]
    for description in descriptions.values():
        (axis,) = description.axes
        rows.append(_line(axis.full_size, axis.crop.before, returned(description, x, kernel)))
    roles = [["plain"] * axis.full_size] + [["output"] * axis.full_size] * len(descriptions)
    return figure(
        grid(rows, roles, row_names=["full result", *descriptions], column_names=range(axis.full_size)),
        caption=f"The full result has {axis.full_size} numbers. Below it stands what each call returns.",
    )


# Two axes


def landscape(size=48):
    """A grey picture drawn by formulas: sky, sun, hills and a field; values from 0 to 1."""
    size = check_whole_number("size", size, most=1000)
    y, x = np.mgrid[0:size, 0:size] / size
    sun = (x - 0.7) ** 2 + (y - 0.28) ** 2 < 0.015
    hills = y > 0.62 + 0.13 * np.sin(5 * x + 0.6) + 0.05 * np.sin(13 * x)
    field = y > 0.82 + 0.07 * np.sin(4 * x + 3)
    grey = np.where(sun, 1, 0.65 + 0.3 * y)
    grey = np.where(hills, 0.65 - 0.3 * y, grey)
    return np.where(field, 0.2 + 0.1 * x, grey)


def writes(size, kernel, stride, layers=1):
    """How often each place of a full result is written, in one dimension, after one or more layers."""
    counts = np.ones(check_whole_number("size", size, most=MOST_LISTED), int)
    kernel = check_whole_number("kernel", kernel, most=MOST_LISTED)
    for _ in range(check_whole_number("layers", layers, most=99)):
        length = full_size(len(counts), kernel, stride)
        counts = transpose_steps(counts, np.ones(kernel, int), length, stride, "VALID").output
    return counts


def multiplications(size, kernel, stride):
    """How many multiplications the full result of a square image takes: by scatter, and by zero insertion."""
    size, kernel, stride = check_whole_numbers(size=size, kernel=kernel, stride=stride)
    return size**2 * kernel**2, full_size(size, kernel, stride) ** 2 * kernel**2


def writes_picture(size, kernel, stride):
    """How often each pixel of a full result is written."""
    line = writes(size, kernel, stride)
    counts = np.outer(line, line)
    low, high = counts.min(), counts.max()
    roles = np.where(counts == high, "most", np.where(counts == low, "least", "plain"))
    inner = set(counts[kernel - 1 : 1 - kernel or None, kernel - 1 : 1 - kernel or None].flat)
    said = {0: "too small to have an inside", 1: f"away from the edges {high} for every pixel"}
    return figure(
        grid(counts, roles if low < high else "plain", "writes per pixel"),
        caption=f"Kernel {kernel}, stride {stride}: "
        f"{said.get(len(inner), 'away from the edges ' + ', '.join(map(str, sorted(map(int, inner)))))}.",
    )


def zeros_picture(x, strides):
    """A signal or an image and its zero-inserted form."""
    inserted = insert_zeros(x, strides)
    zeros = inserted.size - x.size
    return figure(
        grid(x, "input", "input"),
        "→",
        grid(inserted, inserted_roles(x, strides), "zeros inserted"),
        caption=f"{_by(x)} becomes {_by(inserted)}: {zeros} of {inserted.size} cells "
        f"({zeros / inserted.size:.0%}) are inserted zeros.",
    )


def conv_step_picture(image, kernel, stride, padding, position):
    """One position of an ordinary convolution: window, products, and the sum they make."""
    margins = [conv_padding(n, k, stride, padding) for n, k in zip(image.shape, kernel.shape)]
    padded = pad(image, margins)
    roles = np.pad(np.full(image.shape, "input", object), margins, constant_values="padding")
    output = conv2d(image, kernel, stride, padding)
    return _step_picture(padded, roles, kernel, output, position, stride)


def transpose_step_picture(steps, position):
    """One position of the last step of a transposed convolution; steps: of a plain image."""
    return _step_picture(steps.padded, padded_roles(steps), steps.rotated, steps.output, position, 1)


def phase_picture(kernel, stride, row, column, size=3):
    """The taps that write one phase of a full result (every stride-th row and column), and the places they write."""
    taps = counting(kernel, kernel)
    length = full_size(size, kernel, stride)
    chosen = [_every_from((n, n), stride, row, column) for n in (kernel, length)]
    places = np.where(chosen[1], "×", "")
    return figure(
        grid(taps, np.where(chosen[0], "kernel", "plain"), "kernel", mark=chosen[0]),
        "→",
        grid(places, np.where(chosen[1], "output", "plain"), "full result"),
        caption=f"Rows {row}, {row + stride}, … and columns {column}, {column + stride}, … are written by "
        f"{chosen[0].sum()} of {taps.size} taps.",
    )


def _every_from(shape, stride, row, column):
    mask = np.zeros(shape, bool)
    mask[row::stride, column::stride] = True
    return mask


def padded_picture(steps):
    """The padded, zero-inserted image with its margins in the caption."""
    (top, bottom), (left, right) = steps.margins
    return figure(
        grid(steps.padded, padded_roles(steps), "padded"),
        caption=f"{_by(steps.padded)}. Rows of zeros: {top} above, {bottom} below. "
        f"Columns: {left} left, {right} right.",
    )


def without_first_picture(large, small):
    """A large output with its first row and column left out, beside the small output."""
    roles = np.full(large.shape, "output", dtype=object)
    roles[: len(large) - len(small)] = roles[:, : large.shape[1] - small.shape[1]] = "cropped"
    return figure(
        grid(large, roles, f"{_by(large)} output"),
        "→",
        grid(small, "output", f"{_by(small)} output"),
        caption="The smaller output is the larger one without its first row and first column.",
    )


def _step_picture(padded, roles, kernel, output, position, stride):
    row, column = divmod(position, output.shape[1])
    window = np.s_[row * stride :, column * stride :]
    mark = np.zeros(padded.shape, bool)
    mark[window][: kernel.shape[0], : kernel.shape[1]] = True
    products = padded[window][: kernel.shape[0], : kernel.shape[1]] * kernel
    done = np.arange(output.size).reshape(output.shape) <= position
    return figure(
        grid(padded, roles, "padded", mark=mark),
        "×",
        grid(kernel, "kernel", "kernel"),
        "=",
        grid(products, "plain", "products"),
        "→ sum",
        grid(np.where(done, output, "?"), np.where(done, "output", "plain"), "output", mark=_only(output, position)),
        caption=f"Row {row}, column {column}: {_sum_in_words(products.ravel())}.",
    )


# Roles of cells


def inserted_roles(x, strides):
    """Role of each cell of insert_zeros(x, strides)."""
    return np.where(insert_zeros(np.ones(x.shape, int), strides) == 1, "input", "zero").astype(object)


def padded_roles(steps):
    """Role of each cell of steps.padded; zeros that one side has more than the other are "extra"."""
    roles = inserted_roles(steps.input, steps.strides)
    roles = np.pad(roles, steps.margins, constant_values="padding")
    for axis, (before, after) in enumerate(steps.margins):
        lines = np.moveaxis(roles, axis, 0)
        lines[: max(before - after, 0)] = "extra"
        lines[len(lines) - max(after - before, 0) :] = "extra"
    return roles


def _line(size, start, values):
    """An empty line of cells with values from `start` on."""
    line = np.full(size, None)
    line[start : start + len(values)] = values
    return line


def _only(array, position):
    mark = np.zeros(array.size, bool)
    mark[position] = True
    return mark.reshape(array.shape)


def _sum_in_words(products):
    shown = [f"{p}" for p in products if p] or ["0"]
    return " + ".join(shown) + (f" = {sum(products)}" if len(shown) > 1 else "")


def _more(before, after):
    if before == after:
        return "Both sides alike."
    side = "before (top, left)" if before > after else "after (bottom, right)"
    return f"{abs(before - after)} more {side}."


def _by(array):
    return " × ".join(str(n) for n in array.shape)
