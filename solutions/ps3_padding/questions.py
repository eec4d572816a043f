"""Problem set 3: what check() tries, and plausible wrong answers.

A class per question, named like the function it asks for. A docstring makes a wrong
answer a classic mistake: check() says it to whoever makes it. A wrong answer uses only
what the notebook imports, so that tests can hand it in. Of the course only what is ALLOWED
is there while an answer is graded, or, in its place, what the class says is `allowed`.
What is called right_… is right in another way, and `equivalent` are changes of right answers
that no input can tell; see tconv_lib/teach/nearly_right.py.
"""

import numpy as np

from tconv_lib import conv_padding, full_size, inserted_size, zero_padding

STEPS = "crop_before", "full_size", "insert_zeros", "inserted_size", "legal_output_sizes", "pad", "rotate", "slide"
ALLOWED = *STEPS, "conv2d_transpose", "conv_padding", "transpose_steps", "zero_padding"


def places(rows, columns):
    """A full result in which the number 23 stands in row 2, column 3, counted from 1."""
    return np.add.outer(10 * np.arange(1, rows + 1), np.arange(1, columns + 1))


class left_out:
    inputs = [
        (1, 0, 0),
        (2, 1, 0),
        (3, 1, 1),
        (3, 2, 1),
        (3, 1, 2),
        (2, 1, 3),
        (4, 2, 2),
        (5, 2, 6),
        (6, 3, 2),
        (12, 3, 20),
    ]

    def as_they_are(kernel, before, after):
        """the zeros that are there; what counts is how many are missing"""
        return [before, after]

    def counted_from_kernel(kernel, before, after):
        """off by one: kernel − 1 zeros on a side leave out nothing"""
        return [kernel - before, kernel - after]

    def ends_swapped(kernel, before, after):
        """start and end swapped: zeros that are missing before leave out numbers at the start"""
        return [kernel - 1 - after, kernel - 1 - before]

    def never_negative(kernel, before, after):
        """0 where zeros are added after the full result: say how many, as a negative number"""
        return [kernel - 1 - before, max(kernel - 1 - after, 0)]

    def sign_turned(kernel, before, after):
        """the sign turned around"""
        return [before - kernel + 1, after - kernel + 1]


class ladder_ends:
    inputs = [(1, 2), (2, 2), (3, 2), (1, 3), (3, 3), (4, 3), (1, 4), (3, 4), (5, 4), (6, 4), (4, 5), (6, 5), (7, 6)]
    equivalent = {
        "1 // 2 is 0, and 1 is odd": [
            "0 → 1",
            "right_by_parity: 0 → 1",
        ],
    }

    def right_by_parity(kernel, stride):
        return "".join("F" if P > 0 and P % 2 == 0 else "L" for P in range(kernel - stride + 1, kernel))

    def in_turn_from_first(kernel, stride):
        """first and last in turn from the start, whatever P is; where it begins depends on P"""
        return ("FL" * stride)[: stride - 1]

    def in_turn_from_last(kernel, stride):
        """last and first in turn from the start, whatever P is; where it begins depends on P"""
        return ("LF" * stride)[: stride - 1]

    def always_last(kernel, stride):
        """always the last; when P // 2 grows, the first number goes"""
        return "L" * (stride - 1)

    def below_zero(kernel, stride):
        """first and last in turn beyond the full result, too: there P is 0, and only zeros at the end are lost"""
        return "".join("F" if (kernel - stride + short) % 2 else "L" for short in range(stride - 1))

    def upwards(kernel, stride):
        """from the smallest size up, in place of from the largest down"""
        crops = [max(kernel - 1 - short, 0) // 2 for short in range(stride)]
        return "".join("F" if above > below else "L" for above, below in zip(crops, crops[1:]))

    def rounded_up(kernel, stride):
        """half of P rounded up at the start; SAME rounds it down"""
        crops = [(max(kernel - stride + short, 0) + 1) // 2 for short in range(stride)]
        return "".join("F" if below > above else "L" for above, below in zip(crops, crops[1:]))


class same_lower_zeros:
    inputs = [
        (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 2, 4), (2, 1, 3, 6), (3, 3, 2, 5), (3, 3, 2, 6), (2, 2, 3, 6), (3, 4, 2, 5),
        (3, 4, 2, 6), (2, 4, 3, 5), (3, 6, 3, 7), (4, 3, 5, 20), (4, 1, 9, 36),
    ]  # fmt: skip
    equivalent = {
        "half of -1, rounded up, is 0": [
            "right_written_out: 0 → -1",
        ],
    }

    def right_written_out(size, kernel, stride, output_size):
        P = max((size - 1) * stride + kernel - output_size, 0)
        before = kernel - 1 - (P - P // 2)
        return [before, output_size + kernel - 1 - ((size - 1) * stride + 1) - before]

    def upper(size, kernel, stride, output_size):
        """the odd zero put after: that is SAME_UPPER, TensorFlow's SAME"""
        return list(zero_padding(size, kernel, stride, output_size, "SAME"))

    def always_mirrored(size, kernel, stride, output_size):
        """TensorFlow's pair turned around, always; beyond the full result the zeros come at the end in both"""
        return list(zero_padding(size, kernel, stride, output_size, "SAME"))[::-1]

    def the_crop(size, kernel, stride, output_size):
        """what is left out, in place of the zeros that are put around"""
        return list(conv_padding(output_size, kernel, stride, "SAME"))[::-1]

    def below_zero(size, kernel, stride, output_size):
        """P below 0: beyond the full result P is 0"""
        P = full_size(size, kernel, stride) - output_size
        return [kernel - 1 - (P - P // 2), kernel - 1 - P // 2]

    def nothing_beyond(size, kernel, stride, output_size):
        """k − 1 − P // 2 after: too few beyond the full result, where the length must be filled up"""
        P = sum(conv_padding(output_size, kernel, stride, "SAME"))
        return [kernel - 1 - (P - P // 2), kernel - 1 - P // 2]

    def full_kernel(size, kernel, stride, output_size):
        """k zeros before, less the crop; it is k − 1"""
        before = kernel - conv_padding(output_size, kernel, stride, "SAME").after
        return [before, output_size + kernel - 1 - inserted_size(size, stride) - before]


class same_from_full:
    inputs = [
        (places(1, 1), (1, 1)),
        (places(1, 1), (1, 3)),
        (places(2, 2), (1, 1)),
        (places(1, 4), (1, 2)),
        (places(2, 2), (3, 2)),
        (places(2, 2), (2, 1)),
        (places(3, 2), (1, 2)),
        (places(2, 3), (2, 4)),
        (places(4, 3), (2, 2)),
        (places(3, 5), (3, 2)),
        (places(5, 4), (4, 6)),
        (places(6, 5), (3, 4)),
        (np.array([[5, 0], [5, 5]]), (2, 2)),
    ]
    equivalent = {
        "1 // 2 is 0": [
            "0 → 1",
            "0 → 1, for the first axis",
            "0 → 1, but for the first axis",
            "right_into_zeros: 0 → 1 (2)",
            "right_into_zeros: 0 → 1 (3)",
        ],
    }

    def right_into_zeros(full, output_shape):
        rows, columns = output_shape
        top = max(full.shape[0] - rows, 0) // 2
        left = max(full.shape[1] - columns, 0) // 2
        part = full[top : top + rows, left : left + columns]
        result = np.zeros((rows, columns), int)
        result[: part.shape[0], : part.shape[1]] = part
        return result

    def her_code(full, output_shape):
        """both mistakes of the colleague's code: half of P rounded up at the start, and P below 0"""
        rows, columns = output_shape
        top = (full.shape[0] - rows + 1) // 2
        left = (full.shape[1] - columns + 1) // 2
        return full[top : top + rows, left : left + columns]

    def rounded_up(full, output_shape):
        """half of P rounded up at the start: an odd row or column is left out at the bottom and right"""
        top, left = ((max(n - size, 0) + 1) // 2 for n, size in zip(full.shape, output_shape))
        part = full[top:, left:][: output_shape[0], : output_shape[1]]
        return np.pad(part, [(0, size - n) for n, size in zip(part.shape, output_shape)])

    def by_round(full, output_shape):
        """half of P by round, which makes 2 of 1.5 and 0 of 0.5: // always rounds down"""
        top, left = (round(max(n - size, 0) / 2) for n, size in zip(full.shape, output_shape))
        part = full[top:, left:][: output_shape[0], : output_shape[1]]
        return np.pad(part, [(0, size - n) for n, size in zip(part.shape, output_shape)])

    def nothing_beyond(full, output_shape):
        """too short beyond the full result: there the bottom and right are filled with zeros"""
        top, left = (max(n - size, 0) // 2 for n, size in zip(full.shape, output_shape))
        return full[top:, left:][: output_shape[0], : output_shape[1]]

    def zeros_first(full, output_shape):
        """zeros at the top and left beyond the full result; they come at the bottom and right"""
        top, left = (max(n - size, 0) // 2 for n, size in zip(full.shape, output_shape))
        part = full[top:, left:][: output_shape[0], : output_shape[1]]
        return np.pad(part, [(size - n, 0) for n, size in zip(part.shape, output_shape)])

    def end_only(full, output_shape):
        """everything left out at the end, nothing at the start"""
        part = full[: output_shape[0], : output_shape[1]]
        return np.pad(part, [(0, size - n) for n, size in zip(part.shape, output_shape)])

    def swapped(full, output_shape):
        """the crop of the rows used for the columns, and the other way round"""
        left, top = (max(n - size, 0) // 2 for n, size in zip(full.shape, output_shape))
        part = full[top:, left:][: output_shape[0], : output_shape[1]]
        return np.pad(part, [(0, size - n) for n, size in zip(part.shape, output_shape)])


class crop_from_impulse:
    inputs = [
        (np.array([1]), np.array([1, 10]), 0, 1),
        (np.array([0, 30]), np.array([30]), 1, 2),
        (np.array([10]), np.array([1, 10]), 0, 1),
        (np.array([10, 100]), np.array([1, 10, 100]), 0, 1),
        (np.array([1, 10]), np.array([1, 10, 100]), 1, 1),
        (np.array([0, 0, 1, 10, 100, 0]), np.array([1, 10, 100]), 1, 2),
        (np.array([0, 1, 10, 100, 0, 0]), np.array([1, 10, 100]), 1, 2),
        (np.array([0, 0, 0, 1, 10, 0]), np.array([1, 10]), 1, 3),
        (np.array([100, 1000, 0, 0, 0]), np.array([1, 10, 100, 1000]), 0, 2),
        (np.array([0, 0, 4, 1]), np.array([4, 1, 3, 2]), 2, 2),
    ]
    equivalent = {
        "whichever number is seen tells the same": [
            "0 → -1",
        ],
        "the kernel's numbers are all different": [
            "0 → -1 (2)",
        ],
    }

    def right_first_tap_seen(output, kernel, index, stride):
        for tap, number in enumerate(kernel):
            if number in output:
                return index * stride + tap - list(output).index(number)

    def tap_ignored(output, kernel, index, stride):
        """the first number that is seen taken for the kernel's first; that one may be cut off"""
        return index * stride - np.flatnonzero(output)[0]

    def tap_only(output, kernel, index, stride):
        """the taps that are cut off, in place of all numbers that are left out"""
        return np.flatnonzero(kernel == output[np.flatnonzero(output)[0]])[0]

    def stride_forgotten(output, kernel, index, stride):
        """the copy starts at index * stride, not at index"""
        place = np.flatnonzero(output)[0]
        return index + np.flatnonzero(kernel == output[place])[0] - place

    def from_the_end(output, kernel, index, stride):
        """counted from the end of the copy, which may be cut off, too"""
        return index * stride + len(kernel) - 1 - np.flatnonzero(output)[-1]

    def turned(output, kernel, index, stride):
        """looked up in the turned kernel; the copy is the kernel as it is"""
        place = np.flatnonzero(output)[0]
        return index * stride + np.flatnonzero(kernel[::-1] == output[place])[0] - place

    def sign_turned(output, kernel, index, stride):
        place = np.flatnonzero(output)[0]
        return place - index * stride - np.flatnonzero(kernel == output[place])[0]


class torch_same:
    inputs = [
        (1, 1, 1, 1), (1, 2, 1, 1), (2, 3, 1, 2), (2, 1, 2, 4), (2, 1, 3, 6), (3, 3, 2, 5), (3, 3, 2, 6), (2, 2, 3, 6),
        (3, 4, 2, 5), (3, 4, 2, 6), (2, 6, 3, 4), (3, 5, 2, 6), (4, 3, 2, 8), (3, 6, 2, 5), (2, 1, 9, 18),
    ]  # fmt: skip
    equivalent = {
        "with P = 0 all three numbers are 0": [
            "right_by_cases: P < 0 → P <= 0",
            "right_by_cases: 0 → 1",
        ],
    }

    def right_by_cases(size, kernel, stride, output_size):
        P = (size - 1) * stride + kernel - output_size
        if P < 0:
            return [0, -P, 0]
        return [P // 2, 0, P % 2]

    def one_pixel_off(size, kernel, stride, output_size):
        """an odd P rounded up and output_padding 1: the right shape, one place off"""
        P = full_size(size, kernel, stride) - output_size
        return [(max(P, 0) + 1) // 2, P % 2 if P > 0 else -P, 0]

    def appended(size, kernel, stride, output_size):
        """output_padding 1 for an odd P; the result is too long already"""
        P = full_size(size, kernel, stride) - output_size
        return [max(P, 0) // 2, P % 2 if P > 0 else -P, 0]

    def beyond_forgotten(size, kernel, stride, output_size):
        """output_padding always 0: beyond the full result it must fill up"""
        P = max(full_size(size, kernel, stride) - output_size, 0)
        return [P // 2, 0, P % 2]

    def nothing_left_out(size, kernel, stride, output_size):
        """padding 0 and everything cut off by hand: then the start is TensorFlow's only if P // 2 is 0"""
        P = full_size(size, kernel, stride) - output_size
        return [0, max(-P, 0), max(P, 0)]

    def all_at_each_end(size, kernel, stride, output_size):
        """padding P: PyTorch leaves out that many at each end"""
        P = max(full_size(size, kernel, stride) - output_size, 0)
        too_long = full_size(size, kernel, stride) - 2 * P - output_size
        return [P, max(-too_long, 0), max(too_long, 0)]

    def half_the_kernel(size, kernel, stride, output_size):
        """padding (k − 1) // 2: that starts right for the smallest legal size, not for every size"""
        padding = (kernel - 1) // 2
        too_long = full_size(size, kernel, stride) - 2 * padding - output_size
        return [padding, max(-too_long, 0), max(too_long, 0)]

    def below_zero(size, kernel, stride, output_size):
        """a negative padding: beyond the full result nothing is left out"""
        padding = (full_size(size, kernel, stride) - output_size) // 2
        too_long = full_size(size, kernel, stride) - 2 * padding - output_size
        return [padding, max(-too_long, 0), max(too_long, 0)]
