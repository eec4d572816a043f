"""Problem set 1: what check() tries, and plausible wrong answers.

A class per question, named like the function it asks for. A docstring makes a wrong
answer a classic mistake: check() says it to whoever makes it. A wrong answer uses only
what the notebook imports, so that tests can hand it in. Of the course only what is ALLOWED
is there while an answer is graded, or, in its place, what the class says is `allowed`.
What is called right_… is right in another way, and `equivalent` are changes of right answers
that no input can tell; see tconv_lib/teach/nearly_right.py.
"""

import numpy as np

from tconv_lib import slide

ALLOWED = ("slide",)


class stride_of:
    inputs = [(2, 2), (2, 3), (2, 6), (3, 3), (3, 5), (3, 7), (4, 10), (5, 17), (3, 2001)]
    equivalent = {
        "there is no remainder": [
            "(length - 1) // (size - 1) → (length - 1) / (size - 1)",
            "(length - 1) // (size - 1) → -(-(length - 1) // (size - 1))",
            "(length - 1) // (size - 1) → round((length - 1) / (size - 1))",
            "right_by_zeros: (length - size) // (size - 1) → (length - size) / (size - 1)",
            "right_by_zeros: (length - size) // (size - 1) → -(-(length - size) // (size - 1))",
            "right_by_zeros: (length - size) // (size - 1) → round((length - size) / (size - 1))",
        ],
    }

    def right_by_zeros(size, length):
        zeros = (length - size) // (size - 1)
        return zeros + 1

    def zeros_between(size, length):
        """the number of zeros between neighbours, in place of the stride"""
        return (length - 1) // (size - 1) - 1

    def by_division(size, length):
        return length // size

    def rounded_up(size, length):
        return -(-length // size)

    def one_gap_too_many(size, length):
        """size gaps in place of size - 1"""
        return (length - 1) // size


class places:
    inputs = [(1, 1), (1, 3), (2, 1), (2, 2), (3, 2), (3, 3), (4, 3), (10, 100)]

    def right_by_range(size, stride):
        return list(range(0, size * stride, stride))

    def stride_zeros(size, stride):
        """stride zeros between neighbours, in place of stride - 1"""
        return [i * (stride + 1) for i in range(size)]

    def stride_minus_one_apart(size, stride):
        """neighbours stride - 1 apart: that is the number of zeros, not the distance"""
        return [i * (stride - 1) for i in range(size)]

    def counted_from_one(size, stride):
        """counted from 1, in place of 0"""
        return [i * stride + 1 for i in range(size)]

    def one_too_many(size, stride):
        """off by one: a place after the last number"""
        return [i * stride for i in range(size + 1)]


class insert_zeros_chw:
    inputs = [
        (np.array([[[1]]]), (1, 1)),
        (np.array([[[1, 2]]]), (1, 2)),
        (np.array([[[1], [2]]]), (1, 2)),
        (np.array([[[3, 3]]]), (1, 2)),
        (np.array([[[1], [2], [3]]]), (2, 1)),
        (np.array([[[1], [2]], [[3], [4]]]), (2, 1)),
        (np.arange(1, 9).reshape(2, 2, 2), (2, 3)),
        (np.arange(1, 13).reshape(2, 2, 3), (3, 2)),
    ]

    def right_one_by_one(x, strides):
        channels, rows, columns = x.shape
        height = rows + (rows - 1) * (strides[0] - 1)
        width = columns + (columns - 1) * (strides[1] - 1)
        result = np.zeros((channels, height, width), int)
        for (channel, row, column), number in np.ndenumerate(x):
            result[channel, row * strides[0], column * strides[1]] = number
        return result

    def swapped(x, strides):
        """the strides of rows and columns swapped"""
        channels, rows, columns = x.shape
        across, down = strides
        result = np.zeros((channels, (rows - 1) * down + 1, (columns - 1) * across + 1), x.dtype)
        result[:, ::down, ::across] = x
        return result

    def stride_zeros(x, strides):
        """stride zeros between neighbours, in place of stride - 1"""
        channels, rows, columns = x.shape
        down, across = strides[0] + 1, strides[1] + 1
        result = np.zeros((channels, (rows - 1) * down + 1, (columns - 1) * across + 1), x.dtype)
        result[:, ::down, ::across] = x
        return result

    def channels_last(x, strides):
        """zeros along the first two axes; here the channels are in front"""
        rows, columns, channels = x.shape
        down, across = strides
        result = np.zeros(((rows - 1) * down + 1, (columns - 1) * across + 1, channels), x.dtype)
        result[::down, ::across] = x
        return result

    def one_stride(x, strides):
        """the row stride used for the columns, too"""
        channels, rows, columns = x.shape
        down = across = strides[0]
        result = np.zeros((channels, (rows - 1) * down + 1, (columns - 1) * across + 1), x.dtype)
        result[:, ::down, ::across] = x
        return result

    def zeros_after_the_last(x, strides):
        """zeros after the last row or column, too; they stand only between neighbours"""
        channels, rows, columns = x.shape
        down, across = strides
        result = np.zeros((channels, rows * down, columns * across), x.dtype)
        result[:, ::down, ::across] = x
        return result


class writers:
    inputs = [
        (0, 1, 1, 1), (0, 2, 2, 1), (1, 2, 2, 1), (2, 2, 3, 2), (1, 2, 1, 2), (2, 3, 3, 2), (3, 3, 3, 2),
        (4, 3, 3, 1), (4, 4, 4, 1), (5, 3, 2, 3), (6, 4, 3, 2), (100, 60, 3, 5),
    ]  # fmt: skip

    def right_solved(position, size, kernel, stride):
        first = max(-(-(position - kernel + 1) // stride), 0)
        last = min(position // stride, size - 1)
        return list(range(first, last + 1))

    def end_included(position, size, kernel, stride):
        """off by one: a copy ends at i * stride + kernel - 1"""
        return [i for i in range(size) if 0 <= position - i * stride <= kernel]

    def stride_zeros(position, size, kernel, stride):
        """copies stride + 1 apart, in place of stride"""
        return [i for i in range(size) if 0 <= position - i * (stride + 1) < kernel]

    def stride_ignored(position, size, kernel, stride):
        """the stride forgotten"""
        return [i for i in range(size) if 0 <= position - i < kernel]

    def last_only(position, size, kernel, stride):
        return [i for i in range(size) if 0 <= position - i * stride < kernel][-1:]

    def size_ignored(position, size, kernel, stride):
        """inputs that are not there"""
        return [i for i in range(position + 1) if 0 <= position - i * stride < kernel]


class full_result:
    allowed = "full_size", "insert_zeros", "inserted_size", "pad", "rotate", "slide"
    inputs = [
        (np.array([1]), np.array([1, 10]), 1),
        (np.array([1, 2]), np.array([1, 10]), 1),
        (np.array([1, 2]), np.array([1, 10]), 2),
        (np.array([2, 2]), np.array([30]), 2),
        (np.array([1, 2]), np.array([3, 3]), 2),
        (np.array([1, 2, 3]), np.array([1, 10, 100]), 2),
        (np.array([1, 2, 3]), np.array([1, 10]), 3),
        (np.array([3, 1, 2, 4]), np.array([1, 10, 100]), 1),
    ]

    def right_by_scatter(x, kernel, stride):
        full = np.zeros((len(x) - 1) * stride + len(kernel), int)
        for i, value in enumerate(x):
            full[i * stride : i * stride + len(kernel)] += value * kernel
        return full

    def not_turned(x, kernel, stride):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        spread = np.zeros((len(x) - 1) * stride + 1, int)
        spread[::stride] = x
        return slide(np.pad(spread, len(kernel) - 1), kernel)

    def copies_turned(x, kernel, stride):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        full = np.zeros((len(x) - 1) * stride + len(kernel), int)
        for i, value in enumerate(x):
            full[i * stride : i * stride + len(kernel)] += value * kernel[::-1]
        return full

    def stride_zeros(x, kernel, stride):
        """numbers stride + 1 apart, in place of stride: stride - 1 zeros lie between neighbours"""
        spread = np.zeros((len(x) - 1) * (stride + 1) + 1, int)
        spread[:: stride + 1] = x
        return slide(np.pad(spread, len(kernel) - 1), kernel[::-1])

    def both_mistakes(x, kernel, stride):
        """both mistakes of the colleague's code: the kernel the wrong way round, and numbers stride + 1 apart"""
        spread = np.zeros((len(x) - 1) * (stride + 1) + 1, int)
        spread[:: stride + 1] = x
        return slide(np.pad(spread, len(kernel) - 1), kernel)

    def no_padding(x, kernel, stride):
        spread = np.zeros((len(x) - 1) * stride + 1, int)
        spread[::stride] = x
        return np.convolve(spread, kernel, "same")

    def overwritten(x, kernel, stride):
        """copies overwrite each other; where they overlap they must be added"""
        full = np.zeros((len(x) - 1) * stride + len(kernel), int)
        for i, value in enumerate(x):
            full[i * stride : i * stride + len(kernel)] = value * kernel
        return full


class kernel_from_impulse:
    inputs = [
        (np.array([5]), 0, 1, 1),
        (np.array([1, 10]), 0, 1, 1),
        (np.array([0, 1, 10]), 1, 2, 1),
        (np.array([1, 10, 0, 0]), 0, 2, 2),
        (np.array([0, 0, 1, 10, 0, 0]), 1, 3, 2),
        (np.array([0, 0, 0, 1, 0, 0]), 1, 3, 2),
        (np.array([0, 0, 1, 0, 0, 0]), 1, 3, 2),
        (np.array([0, 0, 0, 1, 10, 100, 0, 0, 0]), 1, 3, 3),
        (np.array([0, 0, 0, 0, 1, 10, 100]), 2, 3, 2),
    ]

    def right_by_both_ends(full, index, size, stride):
        return full[index * stride : len(full) - (size - 1 - index) * stride]

    def zeros_trimmed(full, index, size, stride):
        """zeros trimmed off at both ends: some of them may be the kernel's own"""
        return np.trim_zeros(full)

    def end_trimmed(full, index, size, stride):
        """zeros trimmed off at the end: some of them may be the kernel's own"""
        return np.trim_zeros(full, "b")[index * stride :]

    def where_it_is_not_zero(full, index, size, stride):
        return full[np.flatnonzero(full)[:2]]

    def stride_forgotten(full, index, size, stride):
        """the copy starts at index * stride, not at index"""
        kernel = len(full) - (size - 1) * stride
        return full[index : index + kernel]

    def to_the_end(full, index, size, stride):
        """cut off at the start only: the copy ends before the result does"""
        return full[index * stride :]

    def turned(full, index, size, stride):
        """turned around: the copy that is written is the kernel as it is"""
        kernel = len(full) - (size - 1) * stride
        return full[index * stride : index * stride + kernel][::-1]

    def one_gap_too_many(full, index, size, stride):
        return full[index * stride : index * stride + len(full) - size * stride]
