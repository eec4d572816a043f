"""A good call with one thing wrong: refused at once, in one line that says what would be right.

ShapeError for an impossible request, TypeError for an array that does not hold numbers.
"""

import subprocess
import sys
import tracemalloc
from enum import IntEnum
from fractions import Fraction

import numpy as np
import pytest

from tconv_lib import (
    ShapeError,
    conv2d,
    conv2d_transpose,
    conv_output_size,
    insert_zeros,
    legal_output_sizes,
    pad,
    rotate,
    slide,
    transpose_steps,
    zero_padding,
)
from tconv_lib.frameworks import from_onnx

IMAGE = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
LARGE = np.array([[2**63]], np.uint64)
BATCH = np.ones((2, 3, 3, 5), int)


class Step(IntEnum):
    """A number whose class has a length."""

    TWO = 2


class Endless:
    """What says that it has two numbers, and goes on giving more."""

    def __len__(self):
        return 2

    def __getitem__(self, place):
        return 1


GOOD = {
    "insert_zeros": (insert_zeros, {"x": IMAGE, "strides": 2}),
    "conv_output_size": (conv_output_size, {"size": 5, "kernel": 3, "stride": 2, "padding": "SAME"}),
    "legal_output_sizes": (legal_output_sizes, {"size": 3, "kernel": 3, "stride": 2, "padding": "SAME"}),
    "zero_padding": (zero_padding, {"size": 3, "kernel": 3, "stride": 2, "output_size": 5, "padding": "SAME"}),
    "conv2d": (conv2d, {"input": IMAGE, "filters": IMAGE, "strides": 2, "padding": "SAME"}),
    "conv2d batch": (conv2d, {"input": BATCH, "filters": np.ones((3, 3, 5, 4), int), "strides": 2}),
    "transpose": (
        conv2d_transpose,
        {"input": IMAGE, "filters": IMAGE, "output_shape": (5, 5), "strides": 2, "padding": "SAME"},
    ),
    "transpose batch": (
        conv2d_transpose,
        {"input": BATCH, "filters": np.ones((3, 3, 4, 5), int), "output_shape": (2, 5, 5, 4), "strides": 2},
    ),
    "steps": (transpose_steps, {"input": IMAGE, "filters": IMAGE, "output_shape": (5, 5), "strides": 2}),
    "steps signal": (transpose_steps, {"input": [1, 2, 3], "filters": [1, 10, 100], "output_shape": 6, "strides": 2}),
    "pad": (pad, {"x": IMAGE, "margins": [(1, 1), (0, 2)]}),
    "slide": (slide, {"x": IMAGE, "filters": [[1, 2], [3, 4]], "strides": 1}),
    "rotate": (rotate, {"filters": IMAGE}),
    "onnx": (from_onnx, {"sizes": (4,), "kernels": 3, "strides": 2, "output_shape": (10,)}),
}

ALSO_GOOD = [
    ("transpose", {"strides": np.int64(2)}),
    ("transpose", {"strides": np.uint8(2)}),
    ("transpose", {"strides": np.array(2)}),
    ("transpose", {"strides": np.array([2, 2], np.int32)}),
    ("transpose", {"strides": [2]}),
    ("transpose", {"strides": (1, 2, 2, 1)}),
    ("transpose", {"output_shape": np.array([5, 6])}),
    ("transpose batch", {"output_shape": [5, 6]}),
    ("steps signal", {"output_shape": (5,), "strides": (1, 2, 1)}),
    ("conv2d", {"strides": 10**9}),
    ("zero_padding", {"output_size": np.int8(6)}),
    # just within the limits
    ("legal_output_sizes", {"size": 2**31 - 1}),
    ("legal_output_sizes", {"stride": np.int64(2**31 - 1)}),
    ("conv2d", {"padding": [[0, 0], [0, 2], [2, 0], [0, 0]]}),
    ("transpose", {"padding": np.array([[1, 1], [0, 2]])}),
    ("insert_zeros", {"x": np.full((1, 1), 2**63 - 1, np.uint64)}),
    ("slide", {"x": [[1, -1]], "filters": [[2**62 - 1, 1 - 2**62]]}),
    ("slide", {"x": [[-1]], "filters": [[2**63 - 1]]}),
    ("slide", {"x": np.full((3, 3), 1e300), "filters": [[2**63 - 1]]}),
    ("insert_zeros", {"x": [[[[np.float32(1)]]]]}),
    ("insert_zeros", {"x": [np.ones(3), np.ones(3)]}),
    ("insert_zeros", {"x": [Step.TWO, 3], "strides": Step.TWO}),
    ("transpose", {"strides": [Step.TWO, Step.TWO]}),
    ("pad", {"margins": [(-2, 0), (0, -2)]}),
    ("pad", {"margins": [(1, -3), (-3, 1)]}),
]

# id: (call, what is changed, what the message says)
IMPOSSIBLE = {
    # strides
    "stride zero": ("transpose", {"strides": 0}, "strides must be at least 1, got 0"),
    "stride negative": ("transpose", {"strides": -2}, "strides must be at least 1, got -2"),
    "stride fractional": ("transpose", {"strides": 1.5}, "strides must be a whole number, got 1.5"),
    "stride not a number": ("transpose", {"strides": float("nan")}, "strides must be a whole number, got nan"),
    "stride infinite": ("transpose", {"strides": float("inf")}, "strides must be a whole number, got inf"),
    "stride true": ("transpose", {"strides": True}, "strides must be a whole number, got True"),
    "stride numpy true": ("transpose", {"strides": np.True_}, "strides must be a whole number"),
    "stride 0-d true": ("transpose", {"strides": np.array(True)}, "strides must be a whole number"),
    "stride text": ("transpose", {"strides": "2"}, "strides must be whole numbers, got the text '2'"),
    "stride bytes": ("transpose", {"strides": b"\x02\x02"}, "strides must be whole numbers, got the text"),
    "stride none": ("transpose", {"strides": None}, "strides must be a whole number, got None"),
    "stride huge": ("transpose", {"strides": 10**9}, "never turns 5 rows into 3; ask for 2000000001 to 3000000000"),
    "stride beyond all": ("transpose", {"strides": 10**30}, "strides must be from 1 to 2147483647"),
    "stride unprintable": ("transpose", {"strides": 10**5000}, "strides must be from 1 to 2147483647"),
    "stride very negative": ("transpose", {"strides": -(10**5000)}, "strides must be from 1 to"),
    "strides none at all": ("transpose", {"strides": ()}, "strides must be one number, 2, or 4"),
    "strides three": ("transpose", {"strides": (2, 2, 2)}, "one number, 2, or 4 (of batch and channels 1), got 3"),
    "strides a thousand": ("transpose", {"strides": [2] * 1000}, "got more than 6: "),
    "strides one of them zero": ("transpose", {"strides": (2, 0)}, "strides must be at least 1, got 0"),
    "strides text inside": ("transpose", {"strides": ("2", 2)}, "strides must be a whole number, got '2'"),
    "strides nested": ("transpose", {"strides": [[2, 2]]}, "strides must be a whole number, got [2, 2]"),
    "strides an image": ("transpose", {"strides": np.ones((9, 9))}, "strides must be a whole number, got array("),
    "strides over the batch": ("transpose batch", {"strides": (2, 2, 2, 1)}, "and channels must be 1, got 2 and 1"),
    "strides over the channels": ("conv2d batch", {"strides": (1, 2, 2, 2)}, "and channels must be 1, got 1 and 2"),
    "strides two for a signal": ("steps signal", {"strides": (2, 2)}, "strides must be one number, got 2"),
    "forward stride zero": ("conv2d", {"strides": 0}, "strides must be at least 1, got 0"),
    "forward stride fractional": ("conv2d", {"strides": (1, 2.5)}, "strides must be a whole number, got 2.5"),
    "zeros for a stride of zero": ("insert_zeros", {"strides": 0}, "strides must be at least 1, got 0"),
    "zeros for a stride as text": ("insert_zeros", {"strides": "SAME"}, "got the text 'SAME'"),
    "zeros for a huge stride": ("insert_zeros", {"strides": 10**9}, "2000000001 x 2000000001 numbers; at most"),
    "strides six": ("transpose", {"strides": [2] * 6}, "or 4 (of batch and channels 1), got 6: (2, 2, 2, 2, 2, 2)"),
    "strides seven": (
        "transpose",
        {"strides": [2] * 7},
        "got more than 6: (2, 2, 2, 2, 2, 2, ...)",
    ),
    "stride as small as can be said": ("transpose", {"strides": 1 - 2**31}, "must be at least 1, got -2147483647"),
    "stride smaller": ("transpose", {"strides": -(2**31)}, "strides must be from 1 to 2147483647"),
    "strides a bytearray": ("transpose", {"strides": bytearray(2)}, "must be whole numbers, got the text bytearray(b"),
    "padding a bytearray": ("zero_padding", {"padding": bytearray(2)}, "or pairs of zeros, got bytearray(b"),
    "strides a dict": ("transpose", {"strides": {0: 2, 1: 2}}, "strides must be a whole number, got {0: 2, 1: 2}"),
    # output_shape
    "rows illegal": ("transpose", {"output_shape": (7, 5)}, "never turns 7 rows into 3; ask for 5 or 6"),
    "columns illegal": ("transpose", {"output_shape": (5, 7)}, "never turns 7 columns into 3; ask for 5 or 6"),
    "both illegal": ("transpose", {"output_shape": (7, 8)}, "never turns 7 rows into 3; ask for 5 or 6"),
    "rows too few": ("transpose", {"output_shape": (4, 5)}, "never turns 4 rows into 3; ask for 5 or 6"),
    "batch rows illegal": ("transpose batch", {"output_shape": (2, 9, 5, 4)}, "9 rows into 3; ask for 5 or 6"),
    "batch columns illegal": ("transpose batch", {"output_shape": (5, 1)}, "1 column into 3; ask for 5 or 6"),
    "signal too long": ("steps signal", {"output_shape": 7}, "never turns 7 numbers into 3; ask for 5 or 6"),
    "valid smaller than the kernel": (
        "transpose",
        {"input": [[1]], "output_shape": (2, 3), "padding": "VALID"},
        "with kernel 3 and stride 2 never turns 2 rows into 1; ask for 3 or 4",
    ),
    "output size huge": ("transpose", {"output_shape": (10**9, 5)}, "never turns 1000000000 rows into 3"),
    "output size beyond all": ("transpose", {"output_shape": (10**30, 5)}, "output_shape must be from 1 to"),
    "output size zero": ("transpose", {"output_shape": (0, 5)}, "output_shape must be at least 1, got 0"),
    "output size negative": ("transpose", {"output_shape": (5, -5)}, "output_shape must be at least 1, got -5"),
    "output size fractional": ("transpose", {"output_shape": (5, 5.5)}, "output_shape must be a whole number, got 5.5"),
    "output shape text": (
        "transpose",
        {"output_shape": "55"},
        "output_shape must be 2 numbers (rows, columns), got '55'",
    ),
    "output shape none": (
        "transpose",
        {"output_shape": None},
        "output_shape must be 2 numbers (rows, columns), got None",
    ),
    "output shape an image": ("transpose", {"output_shape": np.ones((5, 5))}, "output_shape must be a whole number"),
    "output shape empty": ("transpose", {"output_shape": []}, "must be 2 numbers (rows, columns), got []"),
    "output shape one number": ("transpose", {"output_shape": 5}, "must be 2 numbers (rows, columns), got 5"),
    "output shape of a batch for an image": ("transpose", {"output_shape": (1, 5, 5, 1)}, "must be 2 numbers"),
    "output shape three numbers": ("transpose batch", {"output_shape": (5, 5, 4)}, "4 numbers (batch, rows, columns"),
    "output shape two for a signal": ("steps signal", {"output_shape": (5, 5)}, "must be 1 number, got 2"),
    "output shape a thousand": ("transpose", {"output_shape": range(1, 1001)}, "must be 2 numbers (rows, columns)"),
    "output batch wrong": ("transpose batch", {"output_shape": (1, 5, 5, 4)}, "a batch of 1; the input has 2"),
    "output channels wrong": ("transpose batch", {"output_shape": (2, 5, 5, 5)}, "asks for 5 channels"),
    "strides endless": ("transpose", {"strides": range(1, 10**30)}, "must be one number, 2, or 4"),
    "output shape a set": ("transpose", {"output_shape": {6, 5}}, "must be 2 numbers (rows, columns), got {5, 6}"),
    "output batch wrong, in full": (
        "transpose batch",
        {"output_shape": (1, 5, 5, 4)},
        "output_shape asks for a batch of 1; the input has 2, ask for that",
    ),
    "output channels wrong, in full": (
        "transpose batch",
        {"output_shape": (2, 5, 5, 5)},
        "output_shape asks for 5 channels; filters (h, w, out, in) of shape (3, 3, 4, 5) make 4, ask for that",
    ),
    "onnx beyond the zeros it adds": (
        "onnx",
        {"output_shape": (12,)},
        "output_shape 12 is too much: at most 1 zero (stride - 1) can be added to a full result of 9; "
        "ask for at most 10",
    ),
    # margins
    "margins for rows only": ("pad", {"margins": [(1, 1)]}, "must be 2 pairs (before, after) in a list, got [(1, 1)]"),
    "margins a third": ("pad", {"margins": [(1, 1)] * 3}, "margins must be 2 pairs"),
    "margin huge": ("pad", {"margins": [(0, 2**20), (2**20, 0)]}, "would hold 1048579 x 1048579 numbers"),
    "margins cut off all": (
        "pad",
        {"margins": [(-2, -1), (0, 0)]},
        "margins [(-2, -1), (0, 0)] cut off all that there is: shape (3, 3)",
    ),
    "kernel too tall": ("slide", {"filters": np.ones((4, 1))}, "a kernel of 4 rows does not fit into 3"),
    "kernel too wide": ("slide", {"filters": np.ones((1, 5))}, "a kernel of 5 columns does not fit into 3"),
    # padding
    "padding ragged": ("transpose", {"padding": [[1, 1], [1]]}, "2 or 4 pairs (before, after) in a list, got [1]"),
    "padding lowercase": (
        "transpose",
        {"padding": "same"},
        '"SAME" or "VALID" (in capitals), or pairs of zeros, got \'same\'',
    ),
    "padding unknown": ("conv2d", {"padding": "FULL"}, "got 'FULL'"),
    "padding none": ("transpose", {"padding": None}, "got None"),
    "padding a number": ("zero_padding", {"padding": 1}, "got 1"),
    "padding three pairs": ("conv2d", {"padding": [[1, 1]] * 3}, "2 or 4 pairs (before, after) in a list, got 3"),
    "padding negative": ("conv2d", {"padding": [[1, -1], [1, 1]]}, "explicit padding must be at least 0, got -1"),
    "padding of channels": ("conv2d", {"padding": [[0, 0], [1, 1], [1, 1], [0, 1]]}, "must be (0, 0)"),
    "padding beyond any output": ("transpose", {"padding": [[9, 9], [9, 9]]}, "no size is possible"),
    "dilation zero": ("conv2d", {"dilations": 0}, "dilations must be at least 1, got 0"),
    "dilation zero, transposed": ("transpose", {"dilations": 0}, "dilations must be at least 1, got 0"),
    "channels of slide swapped": (
        "slide",
        {"x": np.ones((1, 3, 3, 5)), "filters": np.ones((1, 1, 4, 5))},
        "filters (h, w, in, out) of shape (1, 1, 4, 5) read 4; are the last two axes swapped?",
    ),
    "data_format unknown": ("transpose", {"data_format": "HWNC"}, 'must be "NHWC" or "NCHW", got'),
    "padding an array": ("transpose", {"padding": np.ones((9, 9))}, 'padding must be "SAME", "VALID", or 2 or 4 pairs'),
    "padding of the batch": (
        "conv2d",
        {"padding": [[1, 0], [1, 1], [1, 1], [0, 0]]},
        "explicit padding of batch and channels must be (0, 0), got (1, 0) and (0, 0)",
    ),
    "padding seven pairs": (
        "conv2d",
        {"padding": [[1, 1]] * 7},
        "2 or 4 pairs (before, after) in a list, got more than 6",
    ),
    "padding a pair alone": ("transpose", {"padding": (1, 1)}, "2 or 4 pairs (before, after) in a list, got (1, 1)"),
    "padding beyond all": ("conv2d", {"padding": [[1, 2**31], [1, 1]]}, "must be from 0 to 2147483647"),
    "padding three numbers": ("conv2d", {"padding": [[1, 1, 1], [1, 1]]}, "(before, after) in a list, got [1, 1, 1]"),
    "padding a novel": ("transpose", {"padding": "SAME\n" * 999}, 'padding must be "SAME" or "VALID"'),
    # arrays
    "signal for an image": ("transpose", {"input": [1, 2, 3]}, "must be a 2-D image or a 4-D NHWC batch, got 1 axis"),
    "single number": ("transpose", {"input": np.array(5)}, "got 0 axes: shape ()"),
    "three axes": ("conv2d", {"input": np.ones((3, 3, 1))}, "got 3 axes: shape (3, 3, 1)"),
    "three axes to insert zeros in": (
        "insert_zeros",
        {"x": np.ones((3, 3, 1))},
        "x must be a 1-D signal or a 2-D image or",
    ),
    "kernel three axes": ("transpose", {"filters": np.ones((3, 3, 1))}, "a 2-D image needs filters with 2 axes, got 3"),
    "image, 4-D filters": ("transpose", {"filters": np.ones((3, 3, 1, 1))}, "a 2-D image needs filters with 2 axes"),
    "batch, plain kernel": ("transpose batch", {"filters": IMAGE}, "a 4-D NHWC batch needs filters with 4 axes, got 2"),
    "forward image, 4-D filters": ("conv2d", {"filters": np.ones((3, 3, 1, 1))}, "needs filters with 2 axes, got 4"),
    "forward batch, plain kernel": ("conv2d batch", {"filters": IMAGE}, "needs filters with 4 axes, got 2"),
    "image, 1-D kernel": ("steps", {"filters": [1, 2, 3]}, "a 2-D image needs filters with 2 axes, got 1"),
    "channels swapped": (
        "transpose batch",
        {"filters": np.ones((3, 3, 5, 4))},
        "the input has 5 channels, but filters (h, w, out, in) of shape (3, 3, 5, 4) read 4; "
        "are the last two axes swapped?",
    ),
    "channels differ": ("transpose batch", {"filters": np.ones((3, 3, 4, 7))}, "(h, w, out, in) of shape"),
    "forward channels swapped": ("conv2d batch", {"filters": np.ones((3, 3, 4, 5))}, "are the last two axes swapped?"),
    "forward channels differ": ("conv2d batch", {"filters": np.ones((3, 3, 1, 4))}, "(h, w, in, out) of shape"),
    "empty list": ("insert_zeros", {"x": []}, "x is empty: shape (0,)"),
    "no rows": ("transpose", {"input": np.ones((0, 3))}, "input is empty: shape (0, 3); every axis needs"),
    "no kernel": ("transpose", {"filters": np.ones((3, 0))}, "filters is empty"),
    "no images": ("conv2d batch", {"input": np.ones((0, 3, 3, 5))}, "input is empty"),
    "no filters": ("transpose batch", {"filters": np.ones((3, 3, 0, 5))}, "filters is empty"),
    "ragged rows": ("transpose", {"input": [[1, 2, 3], [4, 5]]}, "its rows have different lengths"),
    "ragged rows, channels first": ("transpose", {"input": [[1], [2, 3]], "data_format": "NCHW"}, "different lengths"),
    "uint64 beyond int64": ("insert_zeros", {"x": np.array([2**63], np.uint64)}, "beyond int64; give it as floats"),
    "big-endian uint64 beyond int64": (
        "insert_zeros",
        {"x": np.array([2**63], ">u8")},
        "beyond int64; give it as floats",
    ),
    "list beyond int64": ("insert_zeros", {"x": [2**63, 1]}, "x holds integers beyond int64; give it as floats"),
    "nested too deep": ("insert_zeros", {"x": [[[[[[[1]]]]]]]}, "x must have at most 5 axes"),
    "endless rows": ("transpose", {"input": [range(10**30)]}, "more than 4,194,304 numbers in lists"),
    "single number to pad": ("pad", {"x": 5}, "x must be a 1-D signal or a 2-D image or a 3-D NWC batch of signals or"),
    "single number to slide over": ("slide", {"x": 5}, "x must be a 1-D signal"),
    "single number to slide": ("slide", {"filters": 5}, "filters must be a 1-D kernel or a 2-D kernel or 3-D"),
    "single number to turn": ("rotate", {"filters": 5}, "filters must be a 1-D kernel or a 2-D kernel or 3-D"),
    "single number to take steps with": ("steps", {"input": 5}, "input must be a 1-D signal"),
    "single number as filters": ("transpose", {"filters": 5}, "filters must be a 1-D kernel or a 2-D kernel or 3-D"),
    "single number to convolve with": (
        "conv2d",
        {"filters": 5},
        "filters must be a 2-D kernel or 4-D filters of images",
    ),
    "input beyond int64": ("transpose", {"input": LARGE}, "input holds integers beyond int64; give it as floats"),
    "filters beyond int64": ("transpose", {"filters": LARGE}, "filters holds integers beyond int64; give it as"),
    "bias beyond int64": ("transpose", {"bias": LARGE[0]}, "bias holds integers beyond int64; give it as floats"),
    "groups to convolve with": ("conv2d", {"groups": 0}, "groups must be at least 1, got 0"),
    "groups to slide": ("slide", {"groups": 0}, "groups must be at least 1, got 0"),
    "groups to turn": ("rotate", {"groups": 0}, "groups must be at least 1, got 0"),
    "groups of a plain kernel": ("rotate", {"groups": 2}, "groups must divide the 1 input channel, got 2; possible"),
    "ragged kernel": ("conv2d", {"filters": [[1, 2], [3]]}, "filters must be a full array"),
    "valid kernel too tall": (
        "conv2d",
        {"filters": np.ones((4, 3)), "padding": "VALID"},
        "a VALID convolution with kernel 4 needs a size of at least 4, got 3",
    ),
    # numbers that are too many or too large
    "a video": (
        "transpose",
        {"input": np.broadcast_to(np.uint8(1), (2**14, 2**14))},
        "input would hold 16384 x 16384 numbers; at most 134,217,728 are computed here",
    ),
    "affordable until padded": (
        "transpose",
        {"input": np.ones((2, 2)), "filters": [[1]], "output_shape": (22000, 22000), "strides": 11000},
        "the padded input would hold 22000 x 22000 numbers",
    ),
    "affordable until transposed": (
        "transpose",
        {
            "input": np.ones((1, 1, 1, 1)),
            "filters": np.ones((1, 1, 9999, 1)),
            "output_shape": (300, 300),
            "strides": 300,
        },
        "the output would hold 1 x 300 x 300 x 9999 numbers",
    ),
    "affordable until convolved": (
        "conv2d",
        {"input": np.ones((1, 300, 300, 1)), "filters": np.ones((1, 1, 1, 9999)), "strides": 1},
        "the output would hold 1 x 300 x 300 x 9999 numbers",
    ),
    "integers beyond int64": ("insert_zeros", {"x": [2**63]}, "x holds integers beyond int64"),
    "sums beyond int64": ("conv2d", {"input": [[2**40]], "filters": [[-(2**40)]]}, "sums could grow beyond int64"),
    "sums just beyond int64": ("slide", {"x": [[1, -1]], "filters": [[2**62, 1]]}, "sums could grow beyond int64"),
    "transposed sums beyond int64": ("transpose", {"filters": [[2**59] * 3] * 3}, "sums could grow beyond int64"),
    "products beyond all patience": (
        "slide",
        {"x": np.broadcast_to(1.0, (2000, 2000)), "filters": np.broadcast_to(1.0, (1000, 1000))},
        "the products would hold 1001 x 1001 x 1000 x 1000 numbers; at most 68,719,476,736 are computed here",
    ),
    "products of many filters": (
        "slide",
        {"x": np.broadcast_to(1.0, (1, 4096, 1)), "filters": np.broadcast_to(1.0, (2048, 1, 2**15))},
        "the products would hold 1 x 2049 x 1 x 2048 x 32768 numbers; at most",
    ),
    "a row without end": ("insert_zeros", {"x": Endless()}, "x holds more than 4,194,304 numbers in lists"),
    "a row without end in a list": ("insert_zeros", {"x": [[1, 2], Endless()]}, "x holds more than 4,194,304 numbers"),
    # the arithmetic alone
    "size zero": ("conv_output_size", {"size": 0}, "size must be at least 1, got 0"),
    "size fractional": ("conv_output_size", {"size": 2.5}, "size must be a whole number, got 2.5"),
    "kernel text": ("conv_output_size", {"kernel": "3"}, "kernel must be a whole number, got '3'"),
    "stride a pair": ("conv_output_size", {"stride": (2, 2)}, "stride must be a whole number, got (2, 2)"),
    "kernel too large": ("conv_output_size", {"kernel": 6, "padding": "VALID"}, "a size of at least 6, got 5"),
    "kernel zero": ("legal_output_sizes", {"kernel": 0}, "kernel must be at least 1, got 0"),
    "stride none, one axis": ("legal_output_sizes", {"stride": None}, "stride must be a whole number, got None"),
    "padding lowercase, one axis": ("legal_output_sizes", {"padding": "valid"}, "got 'valid'"),
    "size beyond all": ("legal_output_sizes", {"size": 10**30}, "size must be from 1 to"),
    "output size illegal": ("zero_padding", {"output_size": 7}, "never turns 7 numbers into 3; ask for 5 or 6"),
    "three sizes": ("zero_padding", {"size": 2, "stride": 3, "output_size": 9}, "ask for 4 to 6"),
    "output size true": ("zero_padding", {"output_size": True}, "output_size must be a whole number, got True"),
    "output size text": ("zero_padding", {"output_size": "5"}, "output_size must be a whole number, got '5'"),
}

NOT_NUMBERS = {
    "a truth value among numbers": ("insert_zeros", {"x": [[1, True]]}, "x must hold integers or floats, got bool"),
    "text": ("transpose", {"input": [["a", "b"], ["c", "d"]]}, "input must hold integers or floats, got 'a'"),
    "text alone": ("transpose", {"input": "image"}, "integers or floats, got 'image'"),
    "booleans": ("transpose", {"input": np.eye(3) > 0}, "input must hold integers or floats, got bool"),
    "objects": ("transpose", {"filters": [[None, 1], [2, 3]]}, "filters must hold integers or floats, got None"),
    "fractions": ("insert_zeros", {"x": [2, Fraction(1, 2)]}, "x must hold integers or floats, got Fraction(1, 2)"),
    "a text among numbers": ("insert_zeros", {"x": [[1, "2"]]}, "x must hold integers or floats, got '2'"),
    "an array of objects": ("insert_zeros", {"x": np.array([1, None])}, "x must hold integers or floats, got object"),
    "complex": ("conv2d", {"input": [[1j, 2]]}, "input must hold integers or floats, got 1j"),
    "an array of complex numbers": ("slide", {"x": np.array([1j])}, "x must hold integers or floats, got complex128"),
    "dates": ("insert_zeros", {"x": np.array(["2020-01-01"], "datetime64[D]")}, "x must hold integers or floats"),
    "nothing": ("conv2d", {"filters": None}, "filters must hold integers or floats, got None"),
    "reversed": ("conv2d", {"filters": reversed([1])}, "got a list_reverseiterator; list(…) makes a list of it"),
    "a numpy truth value": ("insert_zeros", {"x": [1, np.True_]}, "x must hold integers or floats, got bool"),
    "an array of truth values in a list": ("insert_zeros", {"x": [np.array([True])]}, "floats, got bool"),
    "a bytearray": ("insert_zeros", {"x": bytearray(2)}, "x must hold integers or floats, got bytearray"),
    "times": (
        "insert_zeros",
        {"x": [np.timedelta64(1, "s"), 2]},
        "x must hold integers or floats, got np.timedelta64(1,'s')",
    ),
    "times and large integers": (
        "insert_zeros",
        {"x": [np.timedelta64(1, "s"), 2**70]},
        "timedelta64(1,'s')",
    ),
    "a masked array": (
        "insert_zeros",
        {"x": np.ma.array([1, 2], mask=[0, 1])},
        "x has a mask, and here nothing is masked; give what its .filled(0) returns",
    ),
    "rows that are masked": ("insert_zeros", {"x": [np.ma.array([1, 2], mask=[0, 1])]}, "x has a mask, and here"),
    "a masked stride": ("transpose", {"strides": np.ma.array(2, mask=True)}, "strides has a mask, and here"),
    "a masked number": ("insert_zeros", {"x": [[np.ma.masked, 1]]}, "x has a mask, and here nothing is masked"),
}


def call(name, changes=()):
    function, arguments = GOOD[name]
    return function(**arguments | dict(changes))


@pytest.mark.parametrize("name", GOOD)
def test_the_call_is_good_without_the_mistake(name):
    call(name)


@pytest.mark.parametrize("name, changes", ALSO_GOOD, ids=str)
def test_these_are_no_mistakes(name, changes):
    call(name, changes)


@pytest.mark.parametrize("mistake", IMPOSSIBLE)
def test_impossible(mistake):
    check_refused(ShapeError, *IMPOSSIBLE[mistake])


@pytest.mark.parametrize("mistake", NOT_NUMBERS)
def test_not_numbers(mistake):
    check_refused(TypeError, *NOT_NUMBERS[mistake])


def test_integers_of_several_types_and_beyond_64_bits():
    """NumPy takes both for floats, or for objects."""
    assert slide([np.int64(2**53 + 1), np.uint64(2)], [1]).tolist() == [2**53 + 1, 2]
    for number in 2**63, 2**70, np.uint64(2**63):
        with pytest.raises(ShapeError, match="^x holds integers beyond int64; give it as floats$"):
            slide([np.int64(1), number], [1])


def test_what_is_returned_shares_nothing_with_what_was_given():
    given = np.ones((2, 2))
    turned, steps = rotate(given), transpose_steps(given, given, (3, 3), 2)
    given[:] = 9
    assert turned.max() == steps.input.max() == steps.filters.max() == 1


def test_jupyter_shows_of_a_refusal_only_the_learners_lines(tmp_path):
    code = "from tconv_lib import insert_zeros\ndef mine(n):\n    return insert_zeros([1, 2], n)\nmine(0)"
    command = [sys.executable, "-m", "IPython", "--colors=nocolor", f"--ipython-dir={tmp_path}", "-c", code]
    shown = subprocess.run(command, capture_output=True, text=True).stdout
    assert [line for line in shown.splitlines() if line.startswith("---->")] == [
        "----> 4 mine(0)",
        "----> 3     return insert_zeros([1, 2], n)",
    ]
    assert shown.rstrip().endswith("ShapeError: strides must be at least 1, got 0")


def check_refused(expected, name, changes, fragment):
    """The mistake raises exactly `expected`, in one line, before anything large is made."""
    tracemalloc.start()
    try:
        with pytest.raises(Exception) as refusal:
            call(name, changes)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    message = str(refusal.value)
    assert (refusal.type, fragment in message) == (expected, True), message
    assert "\n" not in message and len(message) < 300
    assert peak < 5_000_000
