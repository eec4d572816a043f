"""The questions of the test of understanding: make exercises notebooks writes both forms of it as problem sets.

A question is a function of numbers; what is right is computed by the course. tconv_lib/teach/understanding.py says what
an Item is. The questions are here, and not there, since students get all of tconv_lib.
"""

import numpy as np

from tconv_lib.frameworks import from_keras, from_pytorch
from tconv_lib.ops import conv1d_transpose
from tconv_lib.shapes import crop_before, full_size, inserted_size, legal_output_sizes, zero_padding
from tconv_lib.teach.understanding import Item, asked, in_words


def new_number(size, kernel, stride, output_size):
    smaller, larger = (crop_before(size, kernel, stride, H, "SAME") for H in (output_size - 1, output_size))
    ends = "before all that were there", "after all that were there"
    return asked(
        f"TensorFlow, SAME: {size} numbers, kernel {kernel}, stride {stride}. With output_shape "
        f"{output_size} in place of {output_size - 1} there is one number more. Where?",
        ends[0] if larger < smaller else ends[1],
        [
            (ends[1] if larger < smaller else ends[0], "a longer output is continued at its end"),
            ("in the middle", "the output is stretched"),
            ("nowhere: all numbers are others", "another output_shape is another operation"),
        ],
    )


def zeros_between(stride):
    return asked(
        f"How many zeros does a transposed convolution with stride {stride} insert between two neighbours?",
        inserted_size(2, stride) - 2,
        [
            (stride, "as many zeros as the stride"),
            (stride + 1, "the distance counted from before to behind"),
            (0, "the stride moves the kernel over the input"),
        ],
    )


def full_length(size, kernel, stride):
    return asked(
        f"{size} numbers, kernel {kernel}, stride {stride}, nothing cropped: how many numbers come out?",
        full_size(size, kernel, stride),
        [
            (size * stride, "size times stride, whatever the kernel is"),
            (size * stride + kernel, "a gap after the last number, too"),
            (inserted_size(size, stride), "the kernel adds nothing"),
        ],
    )


def legal_sizes(size, stride):
    return asked(
        f"TensorFlow, SAME, stride {stride}: {size} numbers go in. Which output_shape may one ask for?",
        [*legal_output_sizes(size, 3, stride, "SAME")],
        [
            (size * stride, "only size times stride is legal"),
            (range(size * stride, size * stride + stride), "sizes from size times stride on"),
            ("any size", "output_shape pads or cuts at will"),
        ],
    )


def written_kernel(kernel):
    x = [0, 1, 0]
    right = conv1d_transpose(np.array(x), np.array(kernel), len(x) + len(kernel) - 1, 1, "VALID")
    ends = len(kernel) - 1
    return asked(
        f"0, 1, 0 goes through a transposed convolution with "
        f"kernel {in_words(kernel)}, stride 1, nothing cropped. Out comes",
        right,
        [
            (right[::-1], "the kernel is turned when it is written"),
            ([0, *[sum(kernel)] * (len(right) - 2), 0], "the kernel is summed"),
            ([0, 1, *[0] * ends, 0], "a single 1 changes nothing"),
        ],
    )


def output_padding(kernel):
    full = conv1d_transpose(np.array([1]), np.array(kernel), len(kernel), 2, "VALID")
    return asked(
        f"PyTorch: the input is 1, the kernel {in_words(kernel)}, stride 2, padding=1, output_padding=1. Out comes",
        full[1:],
        [
            ([full[1], 0], "output_padding appends a zero"),
            ([0, full[1]], "output_padding puts a zero in front"),
            (full[:2], "output_padding gives back what was cut at the start"),
        ],
    )


def cropped_by_padding(size, kernel, stride, padding):
    return asked(
        f"PyTorch: {size} numbers, kernel {kernel}, stride {stride}, "
        f"padding={padding}, output_padding=0. How many come out?",
        from_pytorch((size,), kernel, stride, padding=padding).axes[0].output_size,
        [
            (full_size(size, kernel, stride) + 2 * padding, "padding puts zeros around, so the output grows"),
            (full_size(size, kernel, stride), "padding does not change the output's size"),
            (size * stride, "size times stride, as with SAME"),
        ],
    )


def inverse(first, second):
    return asked(
        f"{first}, and then {second} with the same kernel, stride and padding. What comes back?",
        "the size, if it was a fitting one, but other numbers",
        [
            ("the image", "transposed is inverse"),
            ("the image, times a number", "transposed is inverse, up to a scale"),
            ("the image, if the kernel is symmetric", "only the turn stands in the way of the inverse"),
        ],
    )


def round_trip(size, kernel, stride, padding):
    small = (size + 2 * padding - kernel) // stride + 1
    back = from_pytorch((small,), kernel, stride, padding=padding).axes[0].output_size
    return asked(
        f"PyTorch: {size} numbers through Conv1d, then ConvTranspose1d, both with kernel {kernel}, stride {stride}, "
        f"padding={padding}. How many come back?",
        back,
        [
            (size, "the same arguments give the size back"),
            (small * stride, "size times stride"),
            (full_size(small, kernel, stride), "padding does not crop"),
        ],
    )


def uneven_writes(settings):
    uneven = [f"kernel {k}, stride {s}" for k, s in settings if k % s]
    return asked(
        "Which layer writes some pixels more often than their neighbours, so that checkerboards come easily?",
        *uneven,
        [(f"kernel {k}, stride {s}", _why_blamed(k, s)) for k, s in settings if k % s == 0],
    )


def _why_blamed(kernel, stride):
    if kernel == stride:
        return "blocks side by side are taken for a checkerboard" if stride == 2 else "a large stride alone is blamed"
    return "every overlap is blamed"


def filter_axes(inputs, outputs):
    return asked(
        f"tf.nn.conv2d_transpose makes {outputs} channels of {inputs}, "
        "with a 3 × 3 kernel. What is the shape of its filters?",
        f"(3, 3, {outputs}, {inputs})",
        [
            (f"(3, 3, {inputs}, {outputs})", "as for the forward convolution of these channels"),
            (f"({inputs}, {outputs}, 3, 3)", "PyTorch's order"),
            (f"({outputs}, {inputs}, 3, 3)", "PyTorch's order for the forward convolution"),
        ],
    )


def zero_is_not_none(size):
    length = {
        given: from_keras((size,), 3, 2, padding="same", output_padding=given).axes[0].output_size
        for given in (0, None)
    }
    return asked(
        f'Keras: Conv1DTranspose with kernel 3, strides=2, padding="same", output_padding=0. '
        f"{size} numbers go in; out come",
        length[0],
        [
            (length[None], "output_padding=0 is the same as None"),
            (length[None] + 1, "nothing is cropped"),
            (size, "same means the size of the input"),
        ],
    )


def which_side(size, kernel, stride):
    zeros = zero_padding(size, kernel, stride, size * stride, "SAME")
    return asked(
        f"TensorFlow, SAME: {size} rows to {size * stride}, kernel {kernel}, stride {stride}. "
        "Which side of the zero-inserted input gets more rows of zeros?",
        "the bottom" if zeros.after > zeros.before else "the top",
        [
            ("the top", "what is odd always goes to the top and left"),
            ("both get the same", "padding is symmetric"),
            ("there are none", "SAME pads only the forward convolution"),
        ],
    )


def other_framework(x):
    kernel, length = np.array([1, 10, 100]), 2 * len(x)
    full = conv1d_transpose(np.array(x), kernel, full_size(len(x), 3, 2), 2, "VALID")
    same = conv1d_transpose(np.array(x), kernel, length, 2, "SAME")
    return asked(
        f"PyTorch: {in_words(x)}, kernel 1, 10, 100, stride 2, padding=1, output_padding=1. Out comes",
        full[1:],
        [
            (same, "the same shape means the same numbers as TensorFlow's SAME"),
            ([*full[1:-1], 0], "output_padding appends a zero"),
            (conv1d_transpose(np.array(x), kernel[::-1], length, 2, "SAME"), "the kernel is turned when it is written"),
        ],
    )


def beyond_the_full(x):
    kernel, length = np.array([1, 1, 1]), full_size(len(x), 3, 2) + 1
    right = conv1d_transpose(np.array(x), kernel, length, 2, "VALID")
    return asked(
        f"TensorFlow, VALID: {in_words(x)}, kernel 1, 1, 1, stride 2. The full result has {length - 1} numbers. "
        f"output_shape {length} is allowed. What is the additional number?",
        f"{right[-1]}, at the end",
        [
            ("0, at the start", "what is added goes to the top and left, as with SAME"),
            (f"{right[-2]}, at the end", "the last number is repeated"),
            (f"{right[0]}, at the start", "a cropped number comes back"),
        ],
    )


ITEMS = [
    Item(new_number, "One number more", "03", "crop-view", "keras-team/keras#22876", ((3, 3, 2, 6), (3, 5, 4, 12))),
    Item(zeros_between, "Zeros between neighbours", "01", "insertion", "", ((3,), (4,))),
    Item(full_length, "The full result", "01", "length", "", ((3, 3, 2), (4, 2, 3))),
    Item(legal_sizes, "Sizes that one may ask for", "02", "number-line", "tflearn/tflearn#112", ((3, 2), (4, 3))),
    Item(
        written_kernel, "A single 1", "01", "side-by-side", "vdumoulin/conv_arithmetic#4", (([1, 2, 3],), ([4, 5, 6],))
    ),
    Item(
        output_padding,
        "output_padding in PyTorch",
        "06",
        "lab-output-padding-code",
        "pytorch/pytorch#8816",
        (([1, 2, 3],), ([4, 5, 6],)),
    ),
    Item(
        cropped_by_padding,
        "padding in PyTorch",
        "06",
        "lab-tico-code",
        "Samsung/TICO#420",
        ((4, 3, 2, 1), (5, 4, 3, 2)),
    ),
    Item(
        inverse,
        "There and back: the numbers",
        "05",
        "inverse",
        "vlfeat/matconvnet#784",
        (
            ("An image goes through a convolution", "a transposed one"),
            ("A convolution shrinks an image", "its transpose enlarges it"),
        ),
    ),
    Item(round_trip, "There and back: the size", "05", "shape", "FluxML/Flux.jl#829", ((20, 5, 2, 1), (22, 5, 4, 1))),
    Item(
        uneven_writes,
        "Checkerboards",
        "07",
        "count",
        "rohitg00/ai-engineering-from-scratch#374",
        (([(2, 2), (3, 2), (4, 2), (3, 3)],), ([(2, 2), (6, 3), (4, 3), (3, 3)],)),
    ),
    Item(
        filter_axes,
        "The shape of the filters",
        "04",
        "case-31192-check",
        "tensorflow/tensorflow#31192",
        ((16, 8), (4, 32)),
    ),
    Item(
        zero_is_not_none, "output_padding in Keras", "06", "lab-none-code", "tensorflow/tensorflow#50168", ((13,), (7,))
    ),
    Item(which_side, "Rows of zeros", "03", "smaller-kernel", "tensorflow/tensorflow#45999", ((3, 2, 4), (3, 1, 3))),
    Item(
        other_framework,
        "TensorFlow's SAME, and PyTorch",
        "06",
        "example",
        "keras-team/keras#22876",
        (([1, 2, 3],), ([3, 1, 2],)),
    ),
    Item(beyond_the_full, "More than the full result", "03", "valid", "", (([2, 3],), ([4, 7],))),
]
"""In this order in both forms."""
