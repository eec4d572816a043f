"""Problem set 6: what check() tries, and plausible wrong answers. For its form see ps4_operation/questions.py."""

import numpy as np

from tconv_lib import insert_zeros, slide

SIZES = "conv_padding", "crop_before", "full_size", "inserted_size", "zero_padding"
ALLOWED = *SIZES, "insert_zeros", "pad", "rotate", "slide"


class with_bias:
    inputs = [
        (np.array([2]), np.array([3]), 1, 100),
        (np.array([2]), np.array([1, 10]), 2, 100),
        (np.array([1, 2]), np.array([1, 10]), 1, 100),
        (np.array([1, 2]), np.array([1]), 2, 100),
        (np.array([2, 2]), np.array([5, 5]), 1, 100),
        (np.array([1, 2, 3]), np.array([1, 10]), 3, 4000),
        (np.array([1, 2, 3]), np.array([1, 10, 100]), 2, 4000),
        (np.array([1, 2, 3]), np.array([1, 10, 100]), 1, -5),
    ]

    def right_by_sliding(x, kernel, stride, bias):
        return slide(np.pad(insert_zeros(x, stride), len(kernel) - 1), kernel[::-1]) + bias

    def forgotten(x, kernel, stride, bias):
        """the bias forgotten"""
        full = np.zeros((len(x) - 1) * stride + len(kernel), int)
        for i, number in enumerate(x):
            full[i * stride : i * stride + len(kernel)] += number * kernel
        return full

    def in_each_copy(x, kernel, stride, bias):
        """the bias added with each copy; each output gets it once, also where copies meet, and where there is none"""
        full = np.zeros((len(x) - 1) * stride + len(kernel), int)
        for i, number in enumerate(x):
            full[i * stride : i * stride + len(kernel)] += number * kernel + bias
        return full

    def not_in_gaps(x, kernel, stride, bias):
        """the bias left out where no input writes"""
        full = np.zeros((len(x) - 1) * stride + len(kernel), int)
        for i, number in enumerate(x):
            full[i * stride : i * stride + len(kernel)] += number * kernel
        return np.where(full > 0, full + bias, 0)

    def added_to_the_input(x, kernel, stride, bias):
        """the bias added to the input: it belongs to the output"""
        full = np.zeros((len(x) - 1) * stride + len(kernel), int)
        for i, number in enumerate(x):
            full[i * stride : i * stride + len(kernel)] += (number + bias) * kernel
        return full

    def turned(x, kernel, stride, bias):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        full = np.full((len(x) - 1) * stride + len(kernel), bias)
        for i, number in enumerate(x):
            full[i * stride : i * stride + len(kernel)] += number * kernel[::-1]
        return full


class channel_matrix:
    equivalent = {
        "groups divide the channels": [
            "channels // groups → -(-channels // groups)",
            "channels // groups → round(channels / groups)",
            "right_by_blocks: filters.shape[1] // groups → -(-filters.shape[1] // groups)",
            "right_by_blocks: filters.shape[1] // groups → round(filters.shape[1] / groups)",
        ],
    }
    inputs = [
        (np.array([[3]]), 1),
        (np.array([[1], [2]]), 1),
        (np.array([[1, 2]]), 1),
        (np.array([[1, 2]]), 2),
        (np.array([[1, 2], [3, 4]]), 2),
        (np.array([[5, 5]]), 2),
        (np.array([[1, 2, 3, 4]]), 2),
        (np.arange(1, 9).reshape(2, 4), 2),
        (np.arange(1, 9).reshape(2, 4), 4),
        (np.arange(1, 19).reshape(3, 6), 2),
    ]

    def right_by_blocks(filters, groups):
        zeros = np.zeros_like(filters)
        wide = filters.shape[1] // groups
        rows = []
        for group in range(groups):
            block = zeros.copy()
            block[:, group * wide : group * wide + wide] = filters[:, group * wide : group * wide + wide]
            rows.append(block)
        return np.concatenate(rows)

    def no_zeros(filters, groups):
        """every input channel led to every group: it reaches its own group only"""
        return np.tile(filters, (groups, 1))

    def inputs_in_turn(filters, groups):
        """input channels that take turns among the groups: those of a group are neighbours"""
        part, channels = filters.shape
        matrix = np.zeros((groups * part, channels), int)
        for channel in range(channels):
            group = channel % groups
            matrix[group * part : group * part + part, channel] = filters[:, channel]
        return matrix

    def outputs_in_turn(filters, groups):
        """output channels that take turns among the groups: those of a group are neighbours"""
        part, channels = filters.shape
        matrix = np.zeros((groups * part, channels), int)
        for channel in range(channels):
            matrix[channel // (channels // groups) :: groups, channel] = filters[:, channel]
        return matrix

    def swapped(filters, groups):
        """rows and columns swapped: a row belongs to an output channel"""
        part, channels = filters.shape
        matrix = np.zeros((groups * part, channels), int)
        for channel in range(channels):
            group = channel // (channels // groups)
            matrix[group * part : group * part + part, channel] = filters[:, channel]
        return matrix.T

    def first_group_only(filters, groups):
        part, channels = filters.shape
        matrix = np.zeros((groups * part, channels), int)
        wide = channels // groups
        matrix[:part, :wide] = filters[:, :wide]
        return matrix


class depthwise:
    equivalent = {
        "an axis of one place": ["0 → -1 (2)", "right_channel_by_channel: 0 → -1"],
    }
    inputs = [
        (np.array([[[2]]]), np.array([[[[3]]]]), 1),
        (np.array([[[1, 2]]]), np.array([[[[1, 10]]]]), 1),
        (np.array([[[2]]]), np.array([1, 10]).reshape(2, 1, 1, 1), 1),
        (np.array([[[2]]]), np.array([1, 10]).reshape(1, 2, 1, 1), 1),
        (np.array([[[1], [2]]]), np.array([1, 10]).reshape(1, 2, 1, 1), 2),
        (np.array([[[1], [2]]]), np.array([1, 10]).reshape(1, 2, 1, 1), 1),
        (np.array([[[2], [2]]]), np.array([5, 5]).reshape(1, 2, 1, 1), 1),
        (np.array([[[1]], [[2]]]), np.array([1, 10]).reshape(2, 1, 1, 1), 1),
        (np.array([[[1]], [[2]]]), np.array([1, 10, 100]).reshape(3, 1, 1, 1), 2),
        (np.arange(1, 7).reshape(1, 3, 2), np.arange(1, 13).reshape(2, 3, 1, 2), 2),
        (np.arange(1, 13).reshape(2, 2, 3), np.arange(1, 19).reshape(3, 2, 1, 3), 3),
    ]

    def right_channel_by_channel(x, filters, stride):
        margins = [(side - 1, side - 1) for side in filters.shape[:2]]
        planes = []
        for channel in range(x.shape[2]):
            padded = np.pad(insert_zeros(x[:, :, channel], stride), margins)
            planes.append(slide(padded, filters[::-1, ::-1, 0, channel]))
        return np.stack(planes, axis=2)

    def added(x, filters, stride):
        """the channels added: with as many groups as channels each makes its own output"""
        rows, columns, _, channels = filters.shape
        height, width = (x.shape[0] - 1) * stride + rows, (x.shape[1] - 1) * stride + columns
        full = np.zeros((height, width, channels), int)
        for i, j in np.ndindex(x.shape[:2]):
            copy = (x[i, j] * filters[:, :, 0]).sum(axis=2, keepdims=True)
            full[i * stride : i * stride + rows, j * stride : j * stride + columns] += copy
        return full

    def one_kernel(x, filters, stride):
        """the first kernel for all channels: each has its own"""
        rows, columns, _, channels = filters.shape
        height, width = (x.shape[0] - 1) * stride + rows, (x.shape[1] - 1) * stride + columns
        full = np.zeros((height, width, channels), int)
        for i, j in np.ndindex(x.shape[:2]):
            copy = x[i, j] * filters[:, :, 0, :1]
            full[i * stride : i * stride + rows, j * stride : j * stride + columns] += copy
        return full

    def turned(x, filters, stride):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        rows, columns, _, channels = filters.shape
        height, width = (x.shape[0] - 1) * stride + rows, (x.shape[1] - 1) * stride + columns
        full = np.zeros((height, width, channels), int)
        for i, j in np.ndindex(x.shape[:2]):
            copy = x[i, j] * filters[::-1, ::-1, 0]
            full[i * stride : i * stride + rows, j * stride : j * stride + columns] += copy
        return full

    def overwritten(x, filters, stride):
        """copies overwrite each other; where they overlap they must be added"""
        rows, columns, _, channels = filters.shape
        height, width = (x.shape[0] - 1) * stride + rows, (x.shape[1] - 1) * stride + columns
        full = np.zeros((height, width, channels), int)
        for i, j in np.ndindex(x.shape[:2]):
            copy = x[i, j] * filters[:, :, 0]
            full[i * stride : i * stride + rows, j * stride : j * stride + columns] = copy
        return full


class bilinear_taps:
    inputs = [(stride,) for stride in range(1, 8)]

    def right_from_two_boxes(stride):
        taps = np.convolve(np.ones(stride), np.ones(stride)) / stride
        if stride % 2 == 0:
            taps = (np.append(taps, 0) + np.insert(taps, 0, 0)) / 2
        return taps

    def always_even(stride):
        """a kernel of 2 · stride for an odd stride, too: the rule takes stride % 2 away"""
        kernel = 2 * stride
        return 1 - abs(np.arange(kernel) - (kernel - 1) / 2) / stride

    def add_up_to_1(stride):
        """taps that add up to 1: each phase has to, and there are as many phases as the stride"""
        kernel = 2 * stride - stride % 2
        taps = 1 - abs(np.arange(kernel) - (kernel - 1) / 2) / stride
        return taps / taps.sum()

    def middle_on_a_tap(stride):
        """the middle of an even kernel put on a tap: it lies between the two inner ones"""
        kernel = 2 * stride - stride % 2
        return 1 - abs(np.arange(kernel) - kernel // 2) / stride

    def all_alike(stride):
        """taps that are all alike: they repeat a number, and make steps of a ramp"""
        kernel = 2 * stride - stride % 2
        return np.full(kernel, stride / kernel)

    def whole_numbers(stride):
        """whole numbers, as on the page: divide them, so that each phase adds up to 1"""
        kernel = 2 * stride - stride % 2
        part = stride * (2 - stride % 2)
        return part - abs(np.arange(kernel) - (kernel - 1) / 2) * (part / stride)


class asked_for:
    inputs = [
        (2, 1),
        (3, 1),
        (4, 2),
        (7, 2),
        (12, 2),
        (13, 3),
        (28, 2),
        (100, 3),
        (358, 4),
        (1000, 5),
    ]

    def right_downwards(size, halvings):
        return [size // 2**layer for layer in range(halvings - 1, -1, -1)]

    def doubled(size, halvings):
        """doubled from the bottom: where an odd row was dropped, that is one too few"""
        bottom = size // 2**halvings
        return [bottom * 2**layer for layer in range(1, halvings + 1)]

    def rounded_up(size, halvings):
        """halves rounded up: here an odd last row is dropped"""
        sizes = [size]
        for _ in range(halvings):
            sizes.append((sizes[-1] + 1) // 2)
        return sizes[-2::-1]

    def with_the_bottom(size, halvings):
        """the bottom among them: the first layer up makes the size above it"""
        sizes = [size]
        for _ in range(halvings):
            sizes.append(sizes[-1] // 2)
        return sizes[::-1]

    def from_the_top(size, halvings):
        """the right sizes from the top down: the first layer up makes the smallest"""
        sizes = [size]
        for _ in range(halvings):
            sizes.append(sizes[-1] // 2)
        return sizes[:-1]

    def without_the_image(size, halvings):
        """the sizes below the image only: the last layer up makes the image's own size"""
        sizes = [size]
        for _ in range(halvings):
            sizes.append(sizes[-1] // 2)
        return sizes[:0:-1]
