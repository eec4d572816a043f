"""Problem set 4: what check() tries, and plausible wrong answers.

A class per question, named like the function it asks for. A docstring makes a wrong
answer a classic mistake: check() says it to whoever makes it. A wrong answer uses only
what the notebook imports, so that tests can hand it in. Of the course only what is ALLOWED
is there while an answer is graded, or, in its place, what the class says is `allowed`.
What is called right_… is right in another way, and `equivalent` are changes of right answers
that no input can tell; see tconv_lib/teach/nearly_right.py.
"""

import numpy as np

from tconv_lib import conv2d_transpose, conv_padding, crop_before, insert_zeros, slide

SIZES = "conv_padding", "crop_before", "full_size", "inserted_size", "zero_padding"
ALLOWED = *SIZES, "insert_zeros", "pad", "rotate", "slide"


class multiplications:
    inputs = [
        ((1, 1, 1, 1), (1, 1, 1, 1)),
        ((1, 2, 2, 1), (1, 2, 1, 1)),
        ((1, 3, 3, 1), (3, 3, 1, 1)),
        ((2, 2, 2, 1), (2, 2, 1, 1)),
        ((1, 2, 3, 1), (2, 2, 3, 1)),
        ((1, 2, 3, 3), (2, 2, 1, 3)),
        ((4, 5, 6, 2), (3, 2, 3, 2)),
        ((2, 20, 30, 3), (4, 4, 8, 3)),
    ]
    equivalent = {
        "a product's order": [
            "(rows, columns, out_channels, _) → (columns, rows, out_channels, _)",
            "(rows, columns, out_channels, _) → (rows, out_channels, columns, _)",
            "right_one_product: [*input_shape, *filters_shape[:3]] → [*filters_shape[:3], *input_shape]",
        ],
    }

    def right_one_product(input_shape, filters_shape):
        return int(np.prod([*input_shape, *filters_shape[:3]]))

    def in_twice(input_shape, filters_shape):
        """the in channels counted twice: an input number meets only the kernels of its own channel"""
        return int(np.prod(input_shape)) * int(np.prod(filters_shape))

    def one_image(input_shape, filters_shape):
        """one image only: every image of the batch is multiplied"""
        return int(np.prod(input_shape[1:])) * int(np.prod(filters_shape[:3]))

    def one_out_channel(input_shape, filters_shape):
        """one out channel only: every input number is written into all of them"""
        return int(np.prod(input_shape)) * filters_shape[0] * filters_shape[1]

    def one_in_channel(input_shape, filters_shape):
        """one in channel only: each of them is multiplied by its own kernels"""
        return int(np.prod(input_shape[:3])) * int(np.prod(filters_shape[:3]))

    def one_product_per_output(input_shape, filters_shape):
        """one product for every number of the full result with stride 1"""
        n, h, w, _ = input_shape
        rows, columns, out, _ = filters_shape
        return n * (h + rows - 1) * (w + columns - 1) * out


class products_of:
    inputs = [
        (np.array([[2]]), np.array([[3]]), 1, (1, 1), 0, 0),
        (np.array([[2]]), np.array([[3]]), 2, (2, 2), 0, 1),
        (np.array([[2]]), np.array([[3]]), 3, (3, 3), 0, 0),
        (np.array([[2]]), 10 ** np.arange(5)[:, None], 1, (1, 1), 0, 0),
        (np.array([[2]]), 10 ** np.arange(4)[:, None], 1, (1, 1), 0, 0),
        (np.array([[2]]), 10 ** np.arange(4)[None], 1, (1, 1), 0, 0),
        (np.array([[2], [3]]), np.array([[1, 10]]), 1, (2, 1), 0, 0),
        (np.array([[2], [3]]), np.array([[1, 10]]), 1, (2, 1), 1, 0),
        (np.array([[2, 3]]), np.array([[1], [10]]), 1, (1, 2), 0, 1),
        (np.array([[2], [3]]), np.array([[1], [10], [100]]), 1, (2, 1), 1, 0),
        (np.array([[2, 3]]), np.array([[1, 10, 100]]), 1, (1, 2), 0, 1),
        (np.array([[2], [3]]), np.array([[1, 10]]), 2, (4, 2), 0, 0),
        (np.array([[2, 3]]), np.array([[1], [10]]), 2, (2, 4), 0, 2),
        (np.array([[1, 2, 3]]), np.array([[1, 10]]), 1, (1, 3), 0, 2),
        (np.array([[2, 2]]), np.array([[5, 7, 5]]), 1, (1, 2), 0, 1),
        (np.array([[1, 2]]), np.array([[1, 10, 100]]), 2, (1, 4), 0, 2),
        (np.array([[1, 2]]), np.array([[1, 10, 100]]), 2, (1, 3), 0, 1),
        (np.array([[1, 2], [3, 4]]), np.array([[1, 10], [100, 1000]]), 1, (2, 2), 1, 0),
        (np.array([[1, 2], [3, 4]]), np.arange(1, 10).reshape(3, 3), 2, (3, 4), 1, 2),
        (np.arange(1, 10).reshape(3, 3), np.arange(1, 10).reshape(3, 3), 2, (5, 6), 1, 4),
        (np.arange(1, 10).reshape(3, 3), np.arange(1, 10).reshape(3, 3), 2, (6, 6), 2, 2),
    ]
    equivalent = {
        "1 // 2 is 0": [
            "right_written_out: 0 → 1",
            "right_written_out: 0 → 1, for the first axis",
            "right_written_out: 0 → 1, but for the first axis",
        ],
    }

    def right_written_out(image, kernel, stride, output_shape, row, column):
        starts = []
        for size, k, h in zip(image.shape, kernel.shape, output_shape):
            P = max((size - 1) * stride + k - h, 0)
            starts.append(P // 2)
        pairs = []
        for i in range(image.shape[0]):
            for j in range(image.shape[1]):
                u, v = row + starts[0] - i * stride, column + starts[1] - j * stride
                if u in range(kernel.shape[0]) and v in range(kernel.shape[1]):
                    pairs.append([image[i, j], kernel[u, v]])
        return pairs

    def not_turned(image, kernel, stride, output_shape, row, column):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        sizes = zip(image.shape, kernel.shape, output_shape)
        top, left = (crop_before(size, k, stride, h, "SAME") for size, k, h in sizes)
        pairs = []
        for i, j in np.ndindex(image.shape):
            u, v = row + top - i * stride, column + left - j * stride
            if 0 <= u < kernel.shape[0] and 0 <= v < kernel.shape[1]:
                pairs.append([image[i, j], kernel[::-1, ::-1][u, v]])
        return pairs

    def window_not_turned(image, kernel, stride, output_shape, row, column):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        sizes = zip(image.shape, kernel.shape, output_shape)
        top, left = (crop_before(size, k, stride, h, "SAME") for size, k, h in sizes)
        rows, columns = kernel.shape
        padded = np.pad(insert_zeros(image, stride), ((rows, rows + stride), (columns, columns + stride)))
        window = padded[row + top + 1 :, column + left + 1 :][:rows, :columns]
        return [[*pair] for pair in zip(window.ravel(), kernel.ravel()) if pair[0]]

    def of_the_full_result(image, kernel, stride, output_shape, row, column):
        """a place of the full result, in place of the output that was asked for"""
        pairs = []
        for i, j in np.ndindex(image.shape):
            u, v = row - i * stride, column - j * stride
            if 0 <= u < kernel.shape[0] and 0 <= v < kernel.shape[1]:
                pairs.append([image[i, j], kernel[u, v]])
        return pairs

    def odd_one_first(image, kernel, stride, output_shape, row, column):
        """one place off: P - P // 2 left out at the start, in place of P // 2"""
        sizes = zip(image.shape, kernel.shape, output_shape)
        top, left = (conv_padding(h, k, stride, "SAME").after for size, k, h in sizes)
        pairs = []
        for i, j in np.ndindex(image.shape):
            u, v = row + top - i * stride, column + left - j * stride
            if 0 <= u < kernel.shape[0] and 0 <= v < kernel.shape[1]:
                pairs.append([image[i, j], kernel[u, v]])
        return pairs

    def with_zeros(image, kernel, stride, output_shape, row, column):
        """products with inserted zeros and padding among them"""
        sizes = zip(image.shape, kernel.shape, output_shape)
        top, left = (crop_before(size, k, stride, h, "SAME") for size, k, h in sizes)
        rows, columns = kernel.shape
        margins = (rows, rows + stride), (columns, columns + stride)
        padded = np.pad(insert_zeros(image, stride), margins)
        window = padded[row + top + 1 :, column + left + 1 :][:rows, :columns]
        return [[*pair] for pair in zip(window.ravel(), kernel[::-1, ::-1].ravel())]

    def swapped(image, kernel, stride, output_shape, row, column):
        """the row and the column swapped"""
        sizes = zip(image.shape, kernel.shape, output_shape)
        top, left = (crop_before(size, k, stride, h, "SAME") for size, k, h in sizes)
        pairs = []
        for i, j in np.ndindex(image.shape):
            u, v = column + top - i * stride, row + left - j * stride
            if 0 <= u < kernel.shape[0] and 0 <= v < kernel.shape[1]:
                pairs.append([image[i, j], kernel[u, v]])
        return pairs

    def kernel_order(image, kernel, stride, output_shape, row, column):
        """the right products, but not in the order of the image"""
        sizes = zip(image.shape, kernel.shape, output_shape)
        top, left = (crop_before(size, k, stride, h, "SAME") for size, k, h in sizes)
        pairs = []
        for u, v in np.ndindex(kernel.shape):
            i, p = divmod(row + top - u, stride)
            j, q = divmod(column + left - v, stride)
            if p == q == 0 and 0 <= i < image.shape[0] and 0 <= j < image.shape[1]:
                pairs.append([image[i, j], kernel[u, v]])
        return pairs


class dilated:
    inputs = [
        (np.array([2]), np.array([1, 10]), 1, 1),
        (np.array([1]), np.array([1, 10]), 1, 2),
        (np.array([1, 2]), np.array([1, 10]), 1, 2),
        (np.array([1, 2]), np.array([1, 10]), 2, 1),
        (np.array([2, 2]), np.array([30]), 2, 2),
        (np.array([1, 2]), np.array([3, 3]), 2, 2),
        (np.array([1, 2]), np.array([1, 10, 100]), 3, 2),
        (np.array([1, 2, 3]), np.array([1, 10, 100]), 2, 2),
        (np.array([1, 2, 3]), np.array([1, 10, 100]), 2, 3),
    ]

    def right_by_sliding(x, kernel, stride, dilation):
        taps = insert_zeros(kernel, dilation)
        return slide(np.pad(insert_zeros(x, stride), len(taps) - 1), taps[::-1])

    def right_one_by_one(x, kernel, stride, dilation):
        full = np.zeros((len(x) - 1) * stride + (len(kernel) - 1) * dilation + 1, int)
        for i in range(len(x)):
            for j in range(len(kernel)):
                full[i * stride + j * dilation] += x[i] * kernel[j]
        return full

    def dilation_zeros(x, kernel, stride, dilation):
        """dilation zeros between the taps, in place of dilation - 1"""
        taps = insert_zeros(kernel, dilation + 1)
        full = np.zeros((len(x) - 1) * stride + len(taps), int)
        for i, number in enumerate(x):
            full[i * stride : i * stride + len(taps)] += number * taps
        return full

    def ignored(x, kernel, stride, dilation):
        """the dilation forgotten"""
        full = np.zeros((len(x) - 1) * stride + len(kernel), int)
        for i, number in enumerate(x):
            full[i * stride : i * stride + len(kernel)] += number * kernel
        return full

    def swapped(x, kernel, stride, dilation):
        """stride and dilation swapped: the stride spreads the input, the dilation the kernel"""
        taps = insert_zeros(kernel, stride)
        full = np.zeros((len(x) - 1) * dilation + len(taps), int)
        for i, number in enumerate(x):
            full[i * dilation : i * dilation + len(taps)] += number * taps
        return full

    def everything_spread(x, kernel, stride, dilation):
        """the result spread, and not only the kernel: copies still begin stride places apart"""
        full = np.zeros((len(x) - 1) * stride + len(kernel), int)
        for i, number in enumerate(x):
            full[i * stride : i * stride + len(kernel)] += number * kernel
        return insert_zeros(full, dilation)

    def not_turned(x, kernel, stride, dilation):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        taps = insert_zeros(kernel, dilation)
        return slide(np.pad(insert_zeros(x, stride), len(taps) - 1), taps)

    def copies_turned(x, kernel, stride, dilation):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        taps = insert_zeros(kernel, dilation)
        full = np.zeros((len(x) - 1) * stride + len(taps), int)
        for i, number in enumerate(x):
            full[i * stride : i * stride + len(taps)] += number * taps[::-1]
        return full

    def overwritten(x, kernel, stride, dilation):
        """copies overwrite each other; where they overlap they must be added"""
        taps = insert_zeros(kernel, dilation)
        full = np.zeros((len(x) - 1) * stride + len(taps), int)
        for i, number in enumerate(x):
            full[i * stride : i * stride + len(taps)] = number * taps
        return full

    def room_for_the_plain_kernel(x, kernel, stride, dilation):
        taps = insert_zeros(kernel, dilation)
        full = np.zeros((len(x) - 1) * stride + len(kernel), int)
        for i, number in enumerate(x):
            full[i * stride : i * stride + len(taps)] += number * taps
        return full


class channels_first:
    inputs = [
        (np.array([[[2]]]), np.array([[[[1], [10]]]]), 1),
        (np.array([[[1, 2]]]), np.array([[[[1, 10]]]]), 1),
        (np.array([[[2]]]), np.array([[[[1], [10], [100]]]]), 1),
        (np.array([[[1, 2]]]), np.array([[[[1, 10]]]]), 2),
        (np.array([[[2, 2]]]), np.array([[[[5, 5]]]]), 2),
        (np.array([[[1]], [[0]]]), np.arange(1, 9).reshape(2, 2, 2, 1), 1),
        (np.array([[[1]], [[2]]]), np.arange(1, 9).reshape(2, 1, 2, 2), 1),
        (np.array([[[1, 2]]]), np.arange(1, 13).reshape(1, 3, 2, 2), 2),
        (np.arange(1, 9).reshape(2, 2, 2), np.arange(1, 37).reshape(2, 3, 2, 3), 2),
    ]

    def right_by_scatter(x, weight, stride):
        _, out, rows, columns = weight.shape
        height, width = (x.shape[1] - 1) * stride + rows, (x.shape[2] - 1) * stride + columns
        full = np.zeros((out, height, width), int)
        for (i, row, column), value in np.ndenumerate(x):
            top, left = row * stride, column * stride
            full[:, top : top + rows, left : left + columns] += value * weight[i]
        return full

    def out_first(x, weight, stride):
        """the weight read as (out, in), when it is (in, out)"""
        margins = [(side - 1, side - 1) for side in weight.shape[2:]]

        def part(plane, kernel):
            return slide(np.pad(insert_zeros(plane, stride), margins), kernel[::-1, ::-1])

        return np.array([sum(map(part, x, kernels)) for kernels in weight])

    def square_kernels(x, weight, stride):
        """the kernel's rows used for its columns, too: right for square kernels only"""

        def part(plane, kernel):
            return slide(np.pad(insert_zeros(plane, stride), len(kernel) - 1), kernel[::-1, ::-1])

        return np.array([sum(map(part, x, kernels)) for kernels in weight.swapaxes(0, 1)])

    def both_mistakes(x, weight, stride):
        """both mistakes of the colleague's code: in and out swapped, and the kernel's rows used for its columns"""

        def part(plane, kernel):
            return slide(np.pad(insert_zeros(plane, stride), len(kernel) - 1), kernel[::-1, ::-1])

        return np.array([sum(map(part, x, kernels)) for kernels in weight])

    def not_turned(x, weight, stride):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        margins = [(side - 1, side - 1) for side in weight.shape[2:]]

        def part(plane, kernel):
            return slide(np.pad(insert_zeros(plane, stride), margins), kernel)

        return np.array([sum(map(part, x, kernels)) for kernels in weight.swapaxes(0, 1)])

    def copies_turned(x, weight, stride):
        """the kernel the wrong way round: a copy holds it as it is, and a slide needs it turned"""
        _, out, rows, columns = weight.shape
        full = np.zeros((out, (x.shape[1] - 1) * stride + rows, (x.shape[2] - 1) * stride + columns), int)
        for (i, row, column), value in np.ndenumerate(x):
            block = full[:, row * stride :, column * stride :][:, :rows, :columns]
            block += value * weight[i, :, ::-1, ::-1]
        return full

    def turned_left_to_right(x, weight, stride):
        """the kernel's rows upside down: a copy holds them as they are, and a slide needs rows and columns turned"""
        margins = [(side - 1, side - 1) for side in weight.shape[2:]]

        def part(plane, kernel):
            return slide(np.pad(insert_zeros(plane, stride), margins), kernel[:, ::-1])

        return np.array([sum(map(part, x, kernels)) for kernels in weight.swapaxes(0, 1)])

    def reshaped(x, weight, stride):
        """reshape, where axes have to be swapped: it keeps the numbers in their old order"""
        margins = [(side - 1, side - 1) for side in weight.shape[2:]]
        into, out, *sides = weight.shape

        def part(plane, kernel):
            return slide(np.pad(insert_zeros(plane, stride), margins), kernel[::-1, ::-1])

        return np.array([sum(map(part, x, kernels)) for kernels in weight.reshape(out, into, *sides)])

    def not_added(x, weight, stride):
        """one in channel only: the contributions of all in channels must be added"""
        margins = [(side - 1, side - 1) for side in weight.shape[2:]]
        padded = np.pad(insert_zeros(x[-1], stride), margins)
        return np.array([slide(padded, kernel[::-1, ::-1]) for kernel in weight[-1]])


def full_of(image, kernel, stride):
    """The full result, for inputs."""
    shape = [(size - 1) * stride + k for size, k in zip(image.shape, kernel.shape)]
    return conv2d_transpose(image, kernel, shape, stride, "VALID")
