"""Problem set 2: what check() tries, and plausible wrong answers.

A class per question, named like the function it asks for. A docstring makes a wrong
answer a classic mistake: check() says it to whoever makes it. A wrong answer uses only
what the notebook imports, so that tests can hand it in. Of the course only what is ALLOWED
is there while an answer is graded, or, in its place, what the class says is `allowed`.
What is called right_… is right in another way, and `equivalent` are changes of right answers
that no input can tell; see tconv_lib/teach/nearly_right.py.
"""

import numpy as np

ALLOWED = ("conv_output_size",)


class way_down:
    allowed = ()
    inputs = [
        (1, [3]), (4, [2]), (5, [2]), (10, [3]), (3, [2, 2]), (7, [2, 2]), (10, [3, 2]),
        (11, [1, 4]), (358, [2, 2, 2]), (1000, [2, 3]),
    ]  # fmt: skip

    def right_rounded_up(size, strides):
        sizes = [size]
        for stride in strides:
            size = (size + stride - 1) // stride
            sizes.append(size)
        return sizes

    def rounded_down(size, strides):
        """rounded down; SAME rounds up"""
        sizes = [size]
        for stride in strides:
            sizes.append(sizes[-1] // stride)
        return sizes

    def always_one_more(size, strides):
        """one added even where the division leaves no remainder"""
        sizes = [size]
        for stride in strides:
            sizes.append(sizes[-1] // stride + 1)
        return sizes

    def all_from_the_start(size, strides):
        """every stride applied to the size at the start, not to what is left of it"""
        sizes = [size]
        for stride in strides:
            sizes.append(-(-size // stride))
        return sizes

    def first_left_out(size, strides):
        """the size at the start is missing"""
        sizes = [size]
        for stride in strides:
            sizes.append(-(-sizes[-1] // stride))
        return sizes[1:]

    def nearest(size, strides):
        sizes = [size]
        for stride in strides:
            sizes.append(round(sizes[-1] / stride))
        return sizes

    def last_only(size, strides):
        """the last size only; all of them were asked for"""
        for stride in strides:
            size = -(-size // stride)
        return size


class dilated_sizes:
    inputs = [
        (1, 1, 1, 1), (1, 2, 1, 1), (1, 2, 1, 2), (2, 1, 2, 1), (2, 1, 2, 3), (2, 2, 1, 3),
        (2, 2, 2, 2), (2, 3, 3, 1), (3, 3, 2, 2), (4, 3, 3, 2), (12, 4, 9, 10),
    ]  # fmt: skip

    def right_gaps_counted(size, kernel, stride, dilation):
        gaps = (kernel - 1) * (dilation - 1)
        return [(size - 1) * stride + kernel + gaps + more for more in range(stride)]

    def dilation_forgotten(size, kernel, stride, dilation):
        """the dilation forgotten"""
        smallest = (size - 1) * stride + kernel
        return list(range(smallest, smallest + stride))

    def gap_after_the_last(size, kernel, stride, dilation):
        """kernel * dilation numbers covered: there is no gap after the last tap"""
        smallest = (size - 1) * stride + kernel * dilation
        return list(range(smallest, smallest + stride))

    def last_tap_forgotten(size, kernel, stride, dilation):
        """off by one: (kernel - 1) * dilation leads to the last tap, which counts, too"""
        smallest = (size - 1) * stride + (kernel - 1) * dilation
        return list(range(smallest, smallest + stride))

    def dilation_zeros(size, kernel, stride, dilation):
        """dilation gaps between neighbouring taps, in place of dilation - 1"""
        smallest = (size - 1) * stride + (kernel - 1) * (dilation + 1) + 1
        return list(range(smallest, smallest + stride))

    def input_spread(size, kernel, stride, dilation):
        """the dilation put into the stride; it spreads the kernel, not the input"""
        smallest = (size - 1) * stride * dilation + kernel
        return list(range(smallest, smallest + stride))

    def same(size, kernel, stride, dilation):
        """the sizes of SAME; with VALID the kernel counts"""
        smallest = (size - 1) * stride + 1
        return list(range(smallest, smallest + stride))

    def largest_left_out(size, kernel, stride, dilation):
        """the largest legal size left out: there are as many as the stride"""
        smallest = (size - 1) * stride + (kernel - 1) * dilation + 1
        return list(range(smallest, smallest + stride - 1))


class largest_nchw:
    allowed = *ALLOWED, "legal_output_sizes"
    inputs = [
        ((1, 1, 2, 2), (3, 3, 1, 1), (2, 2), "SAME"),
        ((1, 1, 2, 2), (3, 3, 1, 1), (2, 2), "VALID"),
        ((1, 2, 3, 3), (1, 1, 4, 2), (2, 2), "SAME"),
        ((2, 1, 2, 3), (1, 3, 1, 1), (1, 2), "SAME"),
        ((2, 1, 3, 2), (2, 4, 1, 1), (2, 3), "VALID"),
        ((5, 2, 3, 4), (3, 2, 6, 2), (3, 2), "VALID"),
        ((8, 64, 16, 20), (4, 4, 32, 64), (2, 2), "SAME"),
        ((1, 1, 100, 60), (5, 3, 2, 1), (4, 3), "VALID"),
    ]
    equivalent = {
        "a product's order": [
            "(size, stride, k) → (stride, size, k)",
        ],
    }

    def right_written_out(input_shape, filters_shape, strides, padding):
        batch, _, rows, columns = input_shape
        height, width = rows * strides[0], columns * strides[1]
        if padding == "VALID":
            height += filters_shape[0] - 1
            width += filters_shape[1] - 1
        return [batch, filters_shape[2], height, width]

    def channels_last(input_shape, filters_shape, strides, padding):
        """right numbers in the order NHWC; the channels should stand second"""
        more = [kernel - 1 if padding == "VALID" else 0 for kernel in filters_shape[:2]]
        batch, _, rows, columns = input_shape
        height, width = rows * strides[0] + more[0], columns * strides[1] + more[1]
        return [batch, height, width, filters_shape[2]]

    def read_as_nhwc(input_shape, filters_shape, strides, padding):
        """the input read as NHWC: rows and columns stand last here"""
        more = [kernel - 1 if padding == "VALID" else 0 for kernel in filters_shape[:2]]
        batch, rows, columns, _ = input_shape
        height, width = rows * strides[0] + more[0], columns * strides[1] + more[1]
        return [batch, filters_shape[2], height, width]

    def channels_of_the_input(input_shape, filters_shape, strides, padding):
        """as many channels as go in; how many come out is the third number of the filters' shape"""
        more = [kernel - 1 if padding == "VALID" else 0 for kernel in filters_shape[:2]]
        batch, channels, rows, columns = input_shape
        height, width = rows * strides[0] + more[0], columns * strides[1] + more[1]
        return [batch, channels, height, width]

    def smallest(input_shape, filters_shape, strides, padding):
        """the smallest legal shape, in place of the largest"""
        more = [kernel if padding == "VALID" else 1 for kernel in filters_shape[:2]]
        batch, _, rows, columns = input_shape
        height, width = (rows - 1) * strides[0] + more[0], (columns - 1) * strides[1] + more[1]
        return [batch, filters_shape[2], height, width]

    def kernel_forgotten(input_shape, filters_shape, strides, padding):
        """VALID treated like SAME: the kernel was forgotten"""
        batch, _, rows, columns = input_shape
        return [batch, filters_shape[2], rows * strides[0], columns * strides[1]]

    def kernel_always(input_shape, filters_shape, strides, padding):
        """SAME treated like VALID: with SAME the kernel does not change the shape"""
        batch, _, rows, columns = input_shape
        more = [kernel - 1 for kernel in filters_shape[:2]]
        height, width = rows * strides[0] + more[0], columns * strides[1] + more[1]
        return [batch, filters_shape[2], height, width]

    def one_too_many(input_shape, filters_shape, strides, padding):
        """VALID moved up by the kernel, in place of kernel - 1"""
        more = [kernel if padding == "VALID" else 0 for kernel in filters_shape[:2]]
        batch, _, rows, columns = input_shape
        height, width = rows * strides[0] + more[0], columns * strides[1] + more[1]
        return [batch, filters_shape[2], height, width]

    def strides_swapped(input_shape, filters_shape, strides, padding):
        """the row stride used for the columns, and the column stride for the rows"""
        more = [kernel - 1 if padding == "VALID" else 0 for kernel in filters_shape[:2]]
        batch, _, rows, columns = input_shape
        height, width = rows * strides[1] + more[0], columns * strides[0] + more[1]
        return [batch, filters_shape[2], height, width]


class may_ask:
    allowed = ()
    inputs = [
        ([1], [1], [1], [1], "SAME"),
        ([1], [1], [2], [1], "VALID"),
        ([2], [2], [1], [1], "VALID"),
        ([2], [1], [3], [3], "VALID"),
        ([4], [3], [3], [2], "SAME"),
        ([5], [3], [3], [2], "SAME"),
        ([6], [3], [3], [2], "SAME"),
        ([7], [3], [3], [2], "SAME"),
        ([6], [3], [3], [2], "VALID"),
        ([7], [3], [3], [2], "VALID"),
        ([8], [3], [3], [2], "VALID"),
        ([9], [3], [3], [2], "VALID"),
        ([5], [2], [2], [4], "SAME"),
        ([6], [2], [2], [4], "VALID"),
        ([4, 4], [2, 2], [2, 3], [2, 2], "VALID"),
        ([4, 6], [2, 2], [2, 3], [2, 2], "VALID"),
        ([5, 7], [3, 3], [3, 3], [2, 2], "SAME"),
        ([7, 5], [3, 3], [3, 3], [2, 2], "SAME"),
        ([6, 13, 5], [3, 5, 5], [3, 2, 1], [2, 3, 1], "SAME"),
        ([7, 14, 8], [3, 5, 5], [3, 2, 1], [2, 3, 1], "VALID"),
    ]
    equivalent = {
        "all four lists are of one length": [
            "right_asked_forward: kernel_shape → input_shape (2)",
            "right_asked_forward: kernel_shape → output_shape (2)",
            "right_asked_forward: kernel_shape → strides (2)",
        ],
    }

    def right_asked_forward(output_shape, input_shape, kernel_shape, strides, padding):
        reach = kernel_shape if padding == "VALID" else [1] * len(kernel_shape)
        axes = zip(output_shape, input_shape, reach, strides)
        return all(-(-(H - k + 1) // stride) == size for H, size, k, stride in axes)

    def as_the_colleague(output_shape, input_shape, kernel_shape, strides, padding):
        """both mistakes of the colleague's code, on every axis"""
        for H, size, kernel, stride in zip(output_shape, input_shape, kernel_shape, strides):
            smallest, largest = (size - 1) * stride + 1, size * stride
            if padding == "VALID":
                smallest += kernel - 1
            if H not in range(smallest, largest):
                return False
        return True

    def end_forgotten(output_shape, input_shape, kernel_shape, strides, padding):
        """the largest legal size refused: it is legal, too, and a range stops before its end"""
        for H, size, kernel, stride in zip(output_shape, input_shape, kernel_shape, strides):
            smallest, largest = (size - 1) * stride + 1, size * stride
            if padding == "VALID":
                smallest, largest = smallest + kernel - 1, largest + kernel - 1
            if H not in range(smallest, largest):
                return False
        return True

    def one_end_moved(output_shape, input_shape, kernel_shape, strides, padding):
        """with VALID only the smallest size moved up; the largest must move, too"""
        for H, size, kernel, stride in zip(output_shape, input_shape, kernel_shape, strides):
            smallest, largest = (size - 1) * stride + 1, size * stride
            if padding == "VALID":
                smallest += kernel - 1
            if not smallest <= H <= largest:
                return False
        return True

    def kernel_forgotten(output_shape, input_shape, kernel_shape, strides, padding):
        """VALID treated like SAME: the kernel was forgotten"""
        for H, size, kernel, stride in zip(output_shape, input_shape, kernel_shape, strides):
            if not (size - 1) * stride + 1 <= H <= size * stride:
                return False
        return True

    def kernel_always(output_shape, input_shape, kernel_shape, strides, padding):
        """SAME treated like VALID: with SAME the kernel does not matter"""
        for H, size, kernel, stride in zip(output_shape, input_shape, kernel_shape, strides):
            if not (size - 1) * stride + kernel <= H <= size * stride + kernel - 1:
                return False
        return True

    def moved_by_kernel(output_shape, input_shape, kernel_shape, strides, padding):
        """VALID moved up by the kernel, in place of kernel - 1"""
        for H, size, kernel, stride in zip(output_shape, input_shape, kernel_shape, strides):
            smallest = (size - 1) * stride + 1 + (kernel if padding == "VALID" else 0)
            if H not in range(smallest, smallest + stride):
                return False
        return True

    def below_the_kernel(output_shape, input_shape, kernel_shape, strides, padding):
        for H, size, kernel, stride in zip(output_shape, input_shape, kernel_shape, strides):
            reach = kernel if padding == "VALID" else 1
            if int((H - reach) / stride) + 1 != size:
                return False
        return True

    def first_axis_only(output_shape, input_shape, kernel_shape, strides, padding):
        """only the first axis looked at: every axis must be legal"""
        for H, size, kernel, stride in zip(output_shape, input_shape, kernel_shape, strides):
            smallest = (size - 1) * stride + (kernel if padding == "VALID" else 1)
            return H in range(smallest, smallest + stride)

    def one_axis_is_enough(output_shape, input_shape, kernel_shape, strides, padding):
        """one legal axis taken for enough: every axis must be legal"""
        for H, size, kernel, stride in zip(output_shape, input_shape, kernel_shape, strides):
            smallest = (size - 1) * stride + (kernel if padding == "VALID" else 1)
            if H in range(smallest, smallest + stride):
                return True
        return False


class strides_between:
    allowed = *ALLOWED, "legal_output_sizes"
    inputs = [
        (2, 1), (2, 2), (2, 3), (2, 4), (2, 6), (3, 4), (3, 6), (3, 9), (4, 7), (5, 11),
        (7, 14), (7, 16), (3, 25), (9, 1000),
    ]  # fmt: skip
    equivalent = {
        "stride 0 leads nowhere": [
            "range(1, output_size + 1) → range(1 - 1, output_size + 1)",
            "1 → 0",
        ],
        "from two numbers or more, output_size is too large a stride already": [
            "range(1, output_size + 1) → range(1, output_size + 1 + 1)",
            "range(1, output_size + 1) → range(1, output_size + 1 - 1)",
            "output_size + 1 → output_size",
            "1 → 2 (2)",
            "1 → 0 (2)",
            "right_asked_forward: range(1, output_size + 1) → range(1, output_size + 1 + 1)",
            "right_asked_forward: range(1, output_size + 1) → range(1, output_size + 1 - 1)",
            "right_asked_forward: output_size + 1 → output_size",
            "right_asked_forward: 1 → 2 (2)",
            "right_asked_forward: 1 → 0 (2)",
        ],
    }

    def right_asked_forward(size, output_size):
        return [stride for stride in range(1, output_size + 1) if -(-output_size // stride) == size]

    def one_only(size, output_size):
        """the smallest stride only; there may be several"""
        candidates = range(1, output_size + 1)
        return [s for s in candidates if (size - 1) * s < output_size <= size * s][:1]

    def exact_only(size, output_size):
        """only strides with size * stride = output_size: smaller sizes may be legal, too"""
        candidates = range(1, output_size + 1)
        return [s for s in candidates if size * s == output_size]

    def rounded_down(size, output_size):
        """the forward size rounded down; SAME rounds up"""
        candidates = range(1, output_size + 1)
        return [s for s in candidates if output_size // s == size]

    def low_end_included(size, output_size):
        """off by one: the smallest legal size is (size - 1) * stride + 1"""
        candidates = range(1, output_size + 1)
        return [s for s in candidates if (size - 1) * s <= output_size <= size * s]

    def high_end_excluded(size, output_size):
        """off by one: size * stride is legal, too"""
        candidates = range(1, output_size + 1)
        return [s for s in candidates if (size - 1) * s < output_size < size * s]

    def usual_strides(size, output_size):
        return [s for s in (1, 2, 3, 4) if (size - 1) * s < output_size <= size * s]


class safe_size:
    inputs = [
        (1, [3]), (5, [2]), (6, [2]), (6, [2, 2]), (7, [2, 3]), (8, [2, 2]), (10, [4, 2]),
        (20, [3, 1, 2]), (358, [2, 2, 2]), (250_051, [6, 5, 5]),
    ]  # fmt: skip

    def right_rounded_up(size, strides):
        together = 1
        for stride in strides:
            together = together * stride
        return (size + together - 1) // together * together

    def rounded_down(size, strides):
        """rounded down: the safe size must not be smaller than the size given"""
        together = int(np.prod(strides))
        return size // together * together

    def always_larger(size, strides):
        """a size that is safe already was made larger"""
        together = int(np.prod(strides))
        return (size // together + 1) * together

    def common_multiple(size, strides):
        """the least common multiple of the strides; layers one after the other multiply"""
        together = int(np.lcm.reduce(strides))
        return -(-size // together) * together

    def added(size, strides):
        """the strides added; layers one after the other multiply"""
        together = int(np.sum(strides))
        return -(-size // together) * together

    def first_layer_only(size, strides):
        """only the first layer made to match"""
        return -(-size // strides[0]) * strides[0]

    def halvings(size, strides):
        """2 for every layer, whatever its stride"""
        together = 2 ** len(strides)
        return -(-size // together) * together
