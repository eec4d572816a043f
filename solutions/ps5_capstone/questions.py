"""The capstone: what check() tries, and plausible wrong answers. See ps1_stride/questions.py."""

import numpy as np

from tconv_lib import full_size, slide, transpose_steps

SIZES = "conv_output_size", "conv_padding", "crop_before", "full_size", "inserted_size", "legal_output_sizes"
STEPS = *SIZES, "zero_padding", "insert_zeros", "pad", "rotate", "slide", "ShapeError"
ALLOWED = (
    *STEPS,
    "conv1d_transpose",
    "conv2d_transpose",
    "transpose_steps",
    "examples.counting",
    "examples.powers_of_ten",
)


class images_behind:
    inputs = [
        (1, [1]),
        (1, [2]),
        (2, [2]),
        (2, [1, 3]),
        (2, [2, 3]),
        (3, [2, 2]),
        (2, [2, 2, 2]),
        (4, [3, 1, 2]),
        (30, [5, 4, 3]),
    ]
    equivalent = {
        "both are the same yet": [
            "right_layer_by_layer: (smallest, largest) → (largest, smallest)",
        ],
    }

    def right_layer_by_layer(deepest, strides):
        smallest, largest = deepest, deepest
        for stride in reversed(strides):
            smallest = (smallest - 1) * stride + 1
            largest = largest * stride
        return [smallest, largest]

    def added(deepest, strides):
        """strides added; a stride after a stride multiplies"""
        together = sum(strides)
        return [(deepest - 1) * together + 1, deepest * together]

    def one_layer(deepest, strides):
        """one layer only, though there is one for each stride"""
        return [(deepest - 1) * strides[-1] + 1, deepest * strides[-1]]

    def rounded_down(deepest, strides):
        """rounded down: SAME rounds up"""
        together = int(np.prod(strides))
        return [deepest * together, (deepest + 1) * together - 1]

    def largest_twice(deepest, strides):
        """one size, but as many sizes end up alike as the strides' product"""
        return [deepest * int(np.prod(strides))] * 2

    def off_by_one(deepest, strides):
        together = int(np.prod(strides))
        return [(deepest - 1) * together, deepest * together]

    def largest_first(deepest, strides):
        """largest first, smallest second"""
        together = int(np.prod(strides))
        return [deepest * together, (deepest - 1) * together + 1]


class decoder_sizes:
    inputs = [
        (1, [2]), (2, [2]), (3, [2]), (5, [2, 2]), (4, [1, 2]), (7, [3, 2]), (10, [2, 3]), (9, [2, 2, 2]),
        (20, [3, 2, 2]), (100, [3, 2, 2]),
    ]  # fmt: skip

    def right_without_the_last(size, strides):
        sizes = [size]
        for stride in strides:
            sizes.append((sizes[-1] + stride - 1) // stride)
        return sizes[-2::-1]

    def largest_legal(size, strides):
        """size times stride in every layer: that is legal, but not what the encoder had"""
        asked = []
        for stride in strides:
            size = -(-size // stride)
        for stride in reversed(strides):
            size = size * stride
            asked.append(size)
        return asked

    def rounded_down(size, strides):
        """rounded down: SAME rounds up"""
        asked = []
        for stride in strides:
            asked.append(size)
            size = size // stride
        return asked[::-1]

    def image_first(size, strides):
        """in the encoder's order; the decoder starts at the small end"""
        asked = []
        for stride in strides:
            asked.append(size)
            size = -(-size // stride)
        return asked

    def starting_sizes(size, strides):
        """the sizes from which the layers start, in place of those they ask for"""
        reached = []
        for stride in strides:
            size = -(-size // stride)
            reached.append(size)
        return reached[::-1]

    def strides_backwards(size, strides):
        """strides taken from the last to the first on the encoder's way, too"""
        asked = []
        for stride in reversed(strides):
            asked.append(size)
            size = -(-size // stride)
        return asked[::-1]

    def one_too_many(size, strides):
        """one size too many: nobody asks for the deepest one, it is where the decoder starts"""
        sizes = [size]
        for stride in strides:
            sizes.append(-(-sizes[-1] // stride))
        return sizes[::-1]


def counting(*shape):
    return np.arange(1, np.prod(shape) + 1).reshape(shape)


class decoder_layer:
    allowed = STEPS
    inputs = [
        (np.array([[[2]]]), 10 ** np.arange(5)[None, None, :, None], (1, 1), (1, 1)),
        (np.array([[[2]]]), 10 ** np.arange(4)[None, None, :, None], (1, 1), (1, 1)),
        (np.array([[[2]]]), 10 ** np.arange(4)[None, None, None], (1, 1), (1, 1)),
        (np.array([[[1, 2]]]), np.array([[[[1]]]]), (1, 3), (1, 6)),
        (np.array([[[1], [2]]]), np.array([[[[1]]]]), (3, 1), (6, 1)),
        (np.array([[[1, 2]]]), np.array([[[[1, 10]]]]), (1, 2), (1, 4)),
        (np.array([[[2, 2]]]), np.array([[[[5, 5]]]]), (1, 2), (1, 4)),
        (np.array([[[1], [2]]]), np.array([[[[1], [10], [100]]]]), (2, 1), (3, 1)),
        (np.array([[[1, 2]]]), np.array([[[[1, 10, 100]]]]), (2, 2), (2, 4)),
        (np.array([[[1]], [[2]]]), counting(2, 3, 2, 1), (2, 1), (2, 1)),
        (np.array([[[1]], [[2]]]), counting(2, 1, 2, 3), (2, 3), (2, 2)),
        (counting(2, 1, 2), counting(2, 2, 3, 2), (2, 1), (1, 2)),
        (counting(1, 2, 3), counting(1, 2, 3, 3), (2, 2), (4, 5)),
        (counting(2, 2, 3), counting(2, 3, 2, 3), (3, 2), (5, 6)),
    ]
    equivalent = {
        "1 // 2 is 0": [
            "0 → 1",
            "0 → 1, for the first axis",
            "0 → 1, but for the first axis",
            "right_by_sliding: 0 → 1 (2)",
            "right_by_sliding: 0 → 1 (2), for the first axis",
            "right_by_sliding: 0 → 1 (2), but for the first axis",
        ],
        "max does not mind the order": [
            "(length, size) → (size, length)",
        ],
    }

    def right_by_sliding(x, weights, strides, sizes):
        ins, outs, *kernels = weights.shape
        spread = np.zeros((ins, *((n - 1) * stride + 1 for n, stride in zip(x.shape[1:], strides))), int)
        spread[:, :: strides[0], :: strides[1]] = x
        margins = []
        for n, k, size in zip(spread.shape[1:], kernels, sizes):
            before = k - 1 - max(n + k - 1 - size, 0) // 2
            margins.append((before, size + k - 1 - n - before))
        planes = [np.pad(plane, margins) for plane in spread]
        turned = weights[:, :, ::-1, ::-1]
        return np.array([sum(slide(planes[i], turned[i, o]) for i in range(ins)) for o in range(outs)])

    def turned(x, weights, strides, sizes):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        _, outs, rows, columns = weights.shape
        lengths = [full_size(*axis) for axis in zip(x.shape[1:], weights.shape[2:], strides)]
        full = np.zeros((outs, *np.maximum(lengths, sizes)), int)
        for (i, row, column), value in np.ndenumerate(x):
            block = full[:, row * strides[0] :, column * strides[1] :][:, :rows, :columns]
            block += value * weights[i, :, ::-1, ::-1]
        top, left = (max(length - size, 0) // 2 for length, size in zip(lengths, sizes))
        return full[:, top : top + sizes[0], left : left + sizes[1]]

    def slide_not_turned(x, weights, strides, sizes):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        spread = np.zeros((len(x), *((n - 1) * stride + 1 for n, stride in zip(x.shape[1:], strides))), int)
        spread[:, :: strides[0], :: strides[1]] = x
        margins = []
        for n, k, size in zip(spread.shape[1:], weights.shape[2:], sizes):
            before = k - 1 - max(n + k - 1 - size, 0) // 2
            margins.append((before, size + k - 1 - n - before))
        planes = [np.pad(plane, margins) for plane in spread]
        return np.array([sum(map(slide, planes, kernels)) for kernels in weights.swapaxes(0, 1)])

    def overwritten(x, weights, strides, sizes):
        """copies overwrite each other; where they overlap they must be added"""
        _, outs, rows, columns = weights.shape
        lengths = [full_size(*axis) for axis in zip(x.shape[1:], weights.shape[2:], strides)]
        full = np.zeros((outs, *np.maximum(lengths, sizes)), int)
        for (i, row, column), value in np.ndenumerate(x):
            block = full[:, row * strides[0] :, column * strides[1] :][:, :rows, :columns]
            block[:] = value * weights[i]
        top, left = (max(length - size, 0) // 2 for length, size in zip(lengths, sizes))
        return full[:, top : top + sizes[0], left : left + sizes[1]]

    def kernel_on_its_side(x, weights, strides, sizes):
        """the kernel's rows and columns swapped"""
        weights = weights.swapaxes(2, 3)
        _, outs, rows, columns = weights.shape
        lengths = [full_size(*axis) for axis in zip(x.shape[1:], weights.shape[2:], strides)]
        full = np.zeros((outs, *np.maximum(lengths, sizes)), int)
        for (i, row, column), value in np.ndenumerate(x):
            block = full[:, row * strides[0] :, column * strides[1] :][:, :rows, :columns]
            block += value * weights[i]
        top, left = (max(length - size, 0) // 2 for length, size in zip(lengths, sizes))
        return full[:, top : top + sizes[0], left : left + sizes[1]]

    def in_and_out_swapped(x, weights, strides, sizes):
        weights = weights.swapaxes(0, 1)
        _, outs, rows, columns = weights.shape
        lengths = [full_size(*axis) for axis in zip(x.shape[1:], weights.shape[2:], strides)]
        full = np.zeros((outs, *np.maximum(lengths, sizes)), int)
        for (i, row, column), value in np.ndenumerate(x):
            block = full[:, row * strides[0] :, column * strides[1] :][:, :rows, :columns]
            block += value * weights[i]
        top, left = (max(length - size, 0) // 2 for length, size in zip(lengths, sizes))
        return full[:, top : top + sizes[0], left : left + sizes[1]]

    def channels_last(x, weights, strides, sizes):
        """channels last in the result; here they are in front"""
        _, outs, rows, columns = weights.shape
        lengths = [full_size(*axis) for axis in zip(x.shape[1:], weights.shape[2:], strides)]
        full = np.zeros((outs, *np.maximum(lengths, sizes)), int)
        for (i, row, column), value in np.ndenumerate(x):
            block = full[:, row * strides[0] :, column * strides[1] :][:, :rows, :columns]
            block += value * weights[i]
        top, left = (max(length - size, 0) // 2 for length, size in zip(lengths, sizes))
        return np.moveaxis(full[:, top : top + sizes[0], left : left + sizes[1]], 0, 2)

    def sizes_not_asked(x, weights, strides, sizes):
        """size times stride in place of the sizes that were asked for"""
        sizes = [n * stride for n, stride in zip(x.shape[1:], strides)]
        _, outs, rows, columns = weights.shape
        lengths = [full_size(*axis) for axis in zip(x.shape[1:], weights.shape[2:], strides)]
        full = np.zeros((outs, *np.maximum(lengths, sizes)), int)
        for (i, row, column), value in np.ndenumerate(x):
            block = full[:, row * strides[0] :, column * strides[1] :][:, :rows, :columns]
            block += value * weights[i]
        top, left = (max(length - size, 0) // 2 for length, size in zip(lengths, sizes))
        return full[:, top : top + sizes[0], left : left + sizes[1]]

    def start_loses_more(x, weights, strides, sizes):
        """the odd row or column left out at the start: that is PyTorch's way, SAME does it at the end"""
        _, outs, rows, columns = weights.shape
        lengths = [full_size(*axis) for axis in zip(x.shape[1:], weights.shape[2:], strides)]
        full = np.zeros((outs, *np.maximum(lengths, sizes)), int)
        for (i, row, column), value in np.ndenumerate(x):
            block = full[:, row * strides[0] :, column * strides[1] :][:, :rows, :columns]
            block += value * weights[i]
        top, left = ((max(length - size, 0) + 1) // 2 for length, size in zip(lengths, sizes))
        return full[:, top : top + sizes[0], left : left + sizes[1]]

    def by_round(x, weights, strides, sizes):
        """half of P by round, which makes 2 of 1.5 and 0 of 0.5: // always rounds down"""
        _, outs, rows, columns = weights.shape
        lengths = [full_size(*axis) for axis in zip(x.shape[1:], weights.shape[2:], strides)]
        full = np.zeros((outs, *np.maximum(lengths, sizes)), int)
        for (i, row, column), value in np.ndenumerate(x):
            block = full[:, row * strides[0] :, column * strides[1] :][:, :rows, :columns]
            block += value * weights[i]
        top, left = (round(max(length - size, 0) / 2) for length, size in zip(lengths, sizes))
        return full[:, top : top + sizes[0], left : left + sizes[1]]

    def not_cropped(x, weights, strides, sizes):
        """the start of the full result: nothing is left out at the top and left"""
        _, outs, rows, columns = weights.shape
        lengths = [full_size(*axis) for axis in zip(x.shape[1:], weights.shape[2:], strides)]
        full = np.zeros((outs, *np.maximum(lengths, sizes)), int)
        for (i, row, column), value in np.ndenumerate(x):
            block = full[:, row * strides[0] :, column * strides[1] :][:, :rows, :columns]
            block += value * weights[i]
        return full[:, : sizes[0], : sizes[1]]


class made_by:
    inputs = [
        (np.array([1]), np.array([1]), 2, np.array([0, 1])),
        (np.array([1]), np.array([1, 10, 100]), 2, np.array([10, 100])),
        (np.array([1]), np.array([1, 10, 100]), 2, np.array([100, 10])),
        (np.array([1]), np.array([1, 10, 100, 1000, 10000]), 2, np.array([100, 1000])),
        (np.array([1]), np.array([1, 10, 100, 1000, 10000]), 2, np.array([1000, 100])),
        (np.array([1, 2, 3]), np.array([1]), 3, np.array([1, 0, 0, 2, 0, 0, 3, 0, 0])),
        (np.array([1, 2]), np.array([1, 10]), 2, np.array([1, 10, 2, 20])),
        (np.array([1, 2]), np.array([1, 1]), 3, np.array([1, 1, 0, 2, 2, 0])),
        (np.array([2, 2]), np.array([1, 10, 100]), 2, np.array([2, 20, 202, 20])),
        (np.array([1, 2]), np.array([1, 10, 1]), 2, np.array([1, 10, 3, 20])),
        (np.array([1, 2, 3]), np.array([1, 10, 100]), 2, np.array([30, 203, 20, 102, 10, 1])),
        (np.array([1, 2, 3]), np.array([1, 10, 100]), 2, np.array([1, 10, 102, 20, 203, 30])),
        (np.array([1, 2]), np.array([1, 10, 100, 1000]), 2, np.array([100, 2010, 201, 20])),
        (np.array([1, 2]), np.array([1, 10, 100, 1000]), 2, np.array([10, 102, 1020, 200])),
    ]
    equivalent = {
        "half of -1, rounded up, is 0": [
            "0 → -1",
        ],
        "the last zero is never needed": [
            "P - P // 2: → P - P // 2:-1",
            "right_by_scatter: P // 2: → P // 2:-1",
            "right_by_scatter: (P + 1) // 2: → (P + 1) // 2:-1",
            "right_by_scatter: P // 2: → P // 2:-1 (2)",
        ],
        "more room than needed": [
            "right_by_scatter: x → output (2)",
        ],
        "both are zeros yet": [
            "right_by_scatter: (full, unturned) → (unturned, full)",
        ],
    }

    def right_by_scatter(x, kernel, stride, output):
        P = max((len(x) - 1) * stride + len(kernel) - len(output), 0)
        full, unturned = np.zeros((2, len(x) * stride + len(kernel)), int)
        for i, value in enumerate(x):
            full[i * stride : i * stride + len(kernel)] += value * kernel
            unturned[i * stride : i * stride + len(kernel)] += value * kernel[::-1]
        starts = {"TensorFlow": full[P // 2 :], "PyTorch": full[(P + 1) // 2 :], "JAX": unturned[P // 2 :]}
        names = [name for name in starts if np.array_equal(starts[name][: len(output)], output)]
        return " or ".join(names) if names else "nobody"

    def first_that_fits(x, kernel, stride, output):
        """only the first program that fits; several may agree"""
        same = transpose_steps(x, kernel, len(output), stride, "SAME")
        length = full_size(len(x), len(kernel), stride)
        full = transpose_steps(x, kernel, length, stride, "VALID").output
        P = max(length - len(output), 0)
        if np.array_equal(same.output, output):
            return "TensorFlow"
        if np.array_equal(np.pad(full, (0, stride))[P - P // 2 :][: len(output)], output):
            return "PyTorch"
        return "JAX" if np.array_equal(slide(same.padded, same.filters), output) else "nobody"

    def exchanged(x, kernel, stride, output):
        """TensorFlow and JAX exchanged: TensorFlow slides the kernel turned, JAX as it is"""
        same = transpose_steps(x, kernel[::-1], len(output), stride, "SAME")
        length = full_size(len(x), len(kernel), stride)
        full = transpose_steps(x, kernel, length, stride, "VALID").output
        P = max(length - len(output), 0)
        torch = np.pad(full, (0, stride))[P - P // 2 :][: len(output)]
        made = {"TensorFlow": same.output, "PyTorch": torch, "JAX": slide(same.padded, same.filters)}
        return " or ".join(name for name in made if np.array_equal(made[name], output)) or "nobody"

    def half_rounded_down(x, kernel, stride, output):
        """half of P rounded down for PyTorch, too: then it cannot differ from TensorFlow"""
        same = transpose_steps(x, kernel, len(output), stride, "SAME")
        made = {"TensorFlow": same.output, "PyTorch": same.output, "JAX": slide(same.padded, same.filters)}
        return " or ".join(name for name in made if np.array_equal(made[name], output)) or "nobody"

    def never_nobody(x, kernel, stride, output):
        same = transpose_steps(x, kernel, len(output), stride, "SAME")
        if np.array_equal(same.output, output):
            return "TensorFlow"
        return "JAX" if np.array_equal(slide(same.padded, same.filters), output) else "PyTorch"

    def sorted_numbers(x, kernel, stride, output):
        """the numbers compared without their order"""
        same = transpose_steps(x, kernel, len(output), stride, "SAME")
        length = full_size(len(x), len(kernel), stride)
        full = transpose_steps(x, kernel, length, stride, "VALID").output
        P = max(length - len(output), 0)
        torch = np.pad(full, (0, stride))[P - P // 2 :][: len(output)]
        made = {"TensorFlow": same.output, "PyTorch": torch, "JAX": slide(same.padded, same.filters)}
        return " or ".join(name for name in made if sorted(made[name]) == sorted(output)) or "nobody"


class kernels_right:
    inputs = [
        (2, 2, 4, 1), (1, 1, 1, 3), (1, 2, 2, 3), (2, 2, 3, 4), (2, 2, 4, 4), (2, 3, 6, 4), (3, 1, 3, 6), (3, 2, 6, 5),
        (3, 3, 9, 5), (3, 4, 12, 5), (2, 5, 8, 7), (3, 6, 18, 9),
    ]  # fmt: skip
    equivalent = {
        "-1 is odd": [
            "0 → -1",
        ],
        "half of an even number": [
            "right_by_padding: max(P, 0) // 2 → max(P, 0) / 2",
        ],
        "1 // 2 is 0": [
            "right_by_padding: 0 → 1",
        ],
    }

    def right_by_padding(size, stride, output_size, largest):
        right = []
        for kernel in range(1, largest + 1):
            P = (size - 1) * stride + kernel - output_size
            padding = (P + 1) // 2
            if padding == max(P, 0) // 2:
                right.append(kernel)
        return right

    def shape_right(size, stride, output_size, largest):
        """every kernel for which her code runs: the shape is right then, but not the numbers"""
        first = output_size - (size - 1) * stride
        return [kernel for kernel in range(1, largest + 1) if kernel >= first - 1]

    def minus_one_forgotten(size, stride, output_size, largest):
        """P = −1 left out: there her padding is 0, and one zero follows, as it should"""
        first = output_size - (size - 1) * stride
        return [kernel for kernel in range(1, largest + 1) if kernel >= first and (kernel - first) % 2 == 0]

    def refusal_forgotten(size, stride, output_size, largest):
        """every even P: when P is −2 or less, padding is below 0 and PyTorch refuses"""
        first = output_size - (size - 1) * stride
        return [kernel for kernel in range(1, largest + 1) if kernel == first - 1 or (kernel - first) % 2 == 0]

    def too_short(size, stride, output_size, largest):
        """every P below 0: when P is −2 or less, padding is below 0 and PyTorch refuses"""
        first = output_size - (size - 1) * stride
        return [kernel for kernel in range(1, largest + 1) if kernel < first or (kernel - first) % 2 == 0]

    def odd_only(size, stride, output_size, largest):
        """odd and even P exchanged: half of an odd P is what she rounds up"""
        first = output_size - (size - 1) * stride
        return [kernel for kernel in range(1, largest + 1) if kernel >= first and (kernel - first) % 2]

    def even_kernels(size, stride, output_size, largest):
        """every even kernel; it is P that must be even, and the sizes count in it"""
        return [*range(2, largest + 1, 2)]

    def largest_size(size, stride, output_size, largest):
        """size times stride in place of the output size that is asked for"""
        kernels = range(1, largest + 1)
        return [kernel for kernel in kernels if kernel == stride - 1 or kernel >= stride and (kernel - stride) % 2 == 0]

    def largest_left_out(size, stride, output_size, largest):
        first = output_size - (size - 1) * stride
        kernels = range(max(first - 1, 1), largest)
        return [kernel for kernel in kernels if kernel == first - 1 or (kernel - first) % 2 == 0]


class mistakes_seen:
    inputs = [
        (np.array([1]), np.array([1, 10, 100]), 1, 1),
        (np.array([1]), np.array([1, 10, 100]), 2, 2),
        (np.array([1]), np.array([1, 10]), 4, 4),
        (np.array([1]), np.array([1, 10, 100, 1000]), 1, 1),
        (np.array([1, 1]), np.array([1, 1]), 1, 2),
        (np.array([1, 1]), np.array([1, 1]), 2, 3),
        (np.array([1, 2]), np.array([1, 10]), 2, 4),
        (np.array([1, 2]), np.array([1]), 3, 6),
        (np.array([1, 1, 1, 2]), np.array([1, 10]), 3, 12),
        (np.array([1, 2, 3]), np.array([1, 1, 1]), 2, 6),
        (np.array([1, 2, 3]), np.array([1, 10, 100]), 2, 5),
        (np.array([1, 2, 3]), np.array([1, 10, 100]), 2, 6),
    ]
    equivalent = {
        "all are zeros yet": [
            "(added, overwritten) → (overwritten, added)",
            "right_by_scatter: (full, unturned, overwritten) → (unturned, full, overwritten)",
            "right_by_scatter: (full, unturned, overwritten) → (full, overwritten, unturned)",
        ],
        "more room than needed": [
            "stride → output_size (3)",
            "right_by_scatter: stride → output_size (2)",
        ],
        "the last zero is never needed": [
            "P - P // 2: → P - P // 2:-1",
            "P // 2: → P // 2:-1",
            "right_by_scatter: P // 2: → P // 2:-1",
            "right_by_scatter: P // 2: → P // 2:-1 (2)",
            "right_by_scatter: (P + 1) // 2: → (P + 1) // 2:-1",
            "right_by_scatter: P // 2: → P // 2:-1 (3)",
        ],
    }

    def right_by_scatter(x, kernel, stride, output_size):
        P = max((len(x) - 1) * stride + len(kernel) - output_size, 0)
        full, unturned, overwritten = np.zeros((3, len(x) * stride + len(kernel)), int)
        for i, value in enumerate(x):
            full[i * stride : i * stride + len(kernel)] += value * kernel
            unturned[i * stride : i * stride + len(kernel)] += value * kernel[::-1]
            overwritten[i * stride : i * stride + len(kernel)] = value * kernel
        right = full[P // 2 :][:output_size]
        wrong = unturned[P // 2 :], full[(P + 1) // 2 :], overwritten[P // 2 :]
        return [int(any(result[:output_size] != right)) for result in wrong]

    def by_rules(x, kernel, stride, output_size):
        """rules for kernel and sizes alone, but equal numbers in x or a crop can hide a mistake"""
        P = max(full_size(len(x), len(kernel), stride) - output_size, 0)
        return [int(not np.array_equal(kernel, kernel[::-1])), P % 2, int(len(kernel) > stride)]

    def shapes_only(x, kernel, stride, output_size):
        """shapes compared: every one of these mistakes keeps the shape"""
        return [0, 0, 0]

    def exchanged(x, kernel, stride, output_size):
        """1 and 0 exchanged: 1 is for a mistake that is seen"""
        right = transpose_steps(x, kernel, output_size, stride, "SAME")
        P = max(full_size(len(x), len(kernel), stride) - output_size, 0)
        added, overwritten = np.zeros((2, len(x) * stride + len(kernel)), int)
        for i, value in enumerate(x):
            added[i * stride : i * stride + len(kernel)] += value * kernel
            overwritten[i * stride : i * stride + len(kernel)] = value * kernel
        late, over = added[-(-P // 2) :][:output_size], overwritten[P // 2 :][:output_size]
        wrong = [slide(right.padded, right.filters), late, over]
        return [int(np.array_equal(result, right.output)) for result in wrong]

    def always_one_more(x, kernel, stride, output_size):
        """one more left out at the start for an even P, too"""
        right = transpose_steps(x, kernel, output_size, stride, "SAME")
        P = max(full_size(len(x), len(kernel), stride) - output_size, 0)
        added, overwritten = np.zeros((2, len(x) * stride + len(kernel) + 1), int)
        for i, value in enumerate(x):
            added[i * stride : i * stride + len(kernel)] += value * kernel
            overwritten[i * stride : i * stride + len(kernel)] = value * kernel
        late, over = added[P // 2 + 1 :][:output_size], overwritten[P // 2 :][:output_size]
        wrong = [slide(right.padded, right.filters), late, over]
        return [int(not np.array_equal(result, right.output)) for result in wrong]

    def sums_only(x, kernel, stride, output_size):
        """sums compared, in place of every number"""
        right = transpose_steps(x, kernel, output_size, stride, "SAME")
        P = max(full_size(len(x), len(kernel), stride) - output_size, 0)
        added, overwritten = np.zeros((2, len(x) * stride + len(kernel)), int)
        for i, value in enumerate(x):
            added[i * stride : i * stride + len(kernel)] += value * kernel
            overwritten[i * stride : i * stride + len(kernel)] = value * kernel
        late, over = added[-(-P // 2) :][:output_size], overwritten[P // 2 :][:output_size]
        wrong = [slide(right.padded, right.filters), late, over]
        return [int(result.sum() != right.output.sum()) for result in wrong]
