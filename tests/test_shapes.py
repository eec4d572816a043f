"""The arithmetic of sizes: numbers worked out by hand, and small sweeps over everything."""

from itertools import product

import numpy as np
import pytest

from tconv_lib import (
    Padding,
    ShapeError,
    conv2d_transpose,
    conv_output_size,
    conv_padding,
    crop_before,
    full_size,
    inserted_size,
    legal_output_sizes,
    zero_padding,
)
from tconv_lib.shapes import Axis
from tconv_lib.values import LARGEST

SWEEP = [*product(range(1, 7), range(1, 8), range(1, 7), ["SAME", "VALID"])]
"""Every (size, kernel, stride, padding) of a small world."""

REQUESTS = [
    (size, kernel, stride, output_size, padding)
    for size, kernel, stride, padding in SWEEP
    for output_size in legal_output_sizes(size, kernel, stride, padding)
]
"""The same with every legal output size."""


# By hand.


@pytest.mark.parametrize(
    "size, kernel, stride, padding, expected",
    [
        (5, 3, 2, "SAME", 3),
        (6, 3, 2, "SAME", 3),
        (7, 3, 2, "SAME", 4),
        (7, 3, 2, "VALID", 3),
        (8, 3, 2, "VALID", 3),
        (9, 3, 2, "VALID", 4),
        (224, 7, 2, "SAME", 112),
        (3, 5, 1, "SAME", 3),
        (1, 1, 4, "VALID", 1),
    ],
)
def test_forward_sizes(size, kernel, stride, padding, expected):
    assert conv_output_size(size, kernel, stride, padding) == expected


@pytest.mark.parametrize(
    "size, kernel, stride, padding, expected",
    [
        (5, 3, 2, "SAME", (1, 1)),
        (6, 3, 2, "SAME", (0, 1)),
        (6, 4, 1, "SAME", (1, 2)),
        (6, 1, 2, "SAME", (0, 0)),
        (6, 3, 2, "VALID", (0, 0)),
    ],
)
def test_forward_padding_puts_the_odd_zero_after(size, kernel, stride, padding, expected):
    assert conv_padding(size, kernel, stride, padding) == expected


@pytest.mark.parametrize(
    "size, kernel, stride, padding, expected",
    [
        (3, 3, 2, "SAME", [5, 6]),
        (3, 3, 2, "VALID", [7, 8]),
        (3, 5, 2, "SAME", [5, 6]),
        (3, 5, 2, "VALID", [9, 10]),
        (4, 3, 1, "SAME", [4]),
        (4, 3, 1, "VALID", [6]),
        (1, 2, 3, "SAME", [1, 2, 3]),
        (1, 2, 3, "VALID", [2, 3, 4]),
        (7, 5, 2, "SAME", [13, 14]),
    ],
)
def test_legal_output_sizes(size, kernel, stride, padding, expected):
    assert [*legal_output_sizes(size, kernel, stride, padding)] == expected


@pytest.mark.parametrize(
    "size, kernel, stride, output_size, padding, expected",
    [
        (3, 3, 2, 5, "SAME", (1, 1)),  # the article's first case
        (3, 3, 2, 6, "SAME", (2, 1)),  # and its second: the extra row goes to the top
        (3, 1, 2, 6, "SAME", (0, 1)),  # here it goes to the bottom: the kernel is smaller than the stride
        (3, 2, 3, 9, "SAME", (1, 2)),
        (3, 3, 2, 7, "VALID", (2, 2)),
        (3, 3, 2, 8, "VALID", (2, 3)),
        (4, 3, 1, 4, "SAME", (1, 1)),
        (4, 4, 1, 4, "SAME", (2, 1)),
        (4, 3, 1, 6, "VALID", (2, 2)),
    ],
)
def test_zero_padding(size, kernel, stride, output_size, padding, expected):
    assert zero_padding(size, kernel, stride, output_size, padding) == Padding(*expected)


def test_explicit_padding_is_kept_and_taken_away_again():
    assert conv_output_size(5, 3, 2, (1, 2)) == 3
    padding = conv_padding(5, 3, 2, (1, 2))
    assert (padding.before, padding.after) == (1, 2)
    assert [*legal_output_sizes(3, 3, 2, (1, 2))] == [4, 5]
    assert zero_padding(3, 3, 2, 5, (1, 2)) == (1, 1)
    assert crop_before(3, 3, 2, 5, (2, 1)) == 2
    assert [*legal_output_sizes(1, 1, 2, (1, 0))] == [1]  # 0 would be as near, but no array is so small
    assert [*legal_output_sizes(1, 1, 2, (1, 1))] == []


def test_sizes_on_the_way():
    assert inserted_size(3, 2) == 5
    assert inserted_size(1, 9) == 1
    assert full_size(3, 3, 2) == 7
    assert full_size(3, 1, 2) == 5


def test_an_axis_cropped_is_the_axis_with_this_padding():
    assert Axis(3, 3, 2).cropped(1, 2) == Axis(3, 3, 2, padding=(1, 2), output_size=4)
    assert Axis(3, 3, 2, dilation=2).cropped(0, -1).output_size == 10


@pytest.mark.parametrize(
    "before, after, output_size, message",
    [
        (3, 3, 1, "nothing is left of the full result of 7 numbers: 3 are cut before and 4 after"),
        (0, 7 - LARGEST, LARGEST, "the result would have 2147483648 numbers; at most 2147483647 are possible"),
    ],
)
def test_between_one_number_and_the_most_are_left(before, after, output_size, message):
    assert Axis(3, 3, 2).cropped(before, after).output_size == output_size
    beyond = 1 if output_size == 1 else -1
    with pytest.raises(ShapeError) as refusal:
        Axis(3, 3, 2).cropped(before, after + beyond)
    assert str(refusal.value) == message


# Everywhere.


def test_a_size_is_legal_exactly_if_the_forward_convolution_leads_back():
    for size, kernel, stride, padding in SWEEP:
        legal = legal_output_sizes(size, kernel, stride, padding)
        assert [*legal] == [h for h in range(1, 46) if forward_size(h, kernel, stride, padding) == size]


def forward_size(size, kernel, stride, padding):
    """conv_output_size, or None where a VALID kernel does not fit."""
    try:
        return conv_output_size(size, kernel, stride, padding)
    except ShapeError:
        assert padding == "VALID" and size < kernel
        return None


def test_there_are_as_many_legal_sizes_as_the_stride_is_long():
    for size, kernel, stride, padding in SWEEP:
        assert len(legal_output_sizes(size, kernel, stride, padding)) == stride


def test_zeros_fill_up_to_what_the_kernel_needs():
    for size, kernel, stride, output_size, padding in REQUESTS:
        before, after = zero_padding(size, kernel, stride, output_size, padding)
        assert before >= 0 and after >= 0
        assert before + inserted_size(size, stride) + after == output_size + kernel - 1
        assert crop_before(size, kernel, stride, output_size, padding) == kernel - 1 - before


def test_the_forward_windows_end_where_the_padding_ends():
    for size, kernel, stride, padding in SWEEP:
        for h in legal_output_sizes(size, kernel, stride, padding):
            before, after = conv_padding(h, kernel, stride, padding)
            reached = full_size(size, kernel, stride)
            assert before + h + after == max(h, reached) if padding == "SAME" else reached <= h
            assert after - before in (0, 1)


def test_same_puts_more_before_if_the_forward_padding_is_odd_and_more_after_if_the_windows_end_early():
    for size, kernel, stride, output_size, padding in REQUESTS:
        if padding == "SAME":
            before, after = zero_padding(size, kernel, stride, output_size, padding)
            missing = full_size(size, kernel, stride) - output_size
            assert before - after == (missing % 2 if missing >= 0 else missing)


def test_valid_never_puts_more_before():
    for size, kernel, stride, output_size, padding in REQUESTS:
        if padding == "VALID":
            before, after = zero_padding(size, kernel, stride, output_size, padding)
            smallest = legal_output_sizes(size, kernel, stride, padding)[0]
            assert before == kernel - 1
            assert after - before == output_size - smallest


def test_how_often_same_is_lopsided():
    lopsided = {"top": 0, "neither": 0, "bottom": 0}
    for kernel, stride in product(range(1, 8), range(1, 5)):
        for output_size in legal_output_sizes(4, kernel, stride, "SAME"):
            before, after = zero_padding(4, kernel, stride, output_size, "SAME")
            lopsided["top" if before > after else "bottom" if before < after else "neither"] += 1
    assert lopsided == {"top": 27, "neither": 33, "bottom": 10}


def test_small_numpy_integers_do_not_overflow():
    for size, kernel, stride, output_size in [(125, 7, 2, 250), (3, 1, 2, 6)]:
        plain = (size, kernel, stride, output_size)
        small = [np.uint8(number) for number in plain]
        for function in (crop_before, zero_padding):
            assert function(*small, "SAME") == function(*plain, "SAME")
        for function in (conv_output_size, conv_padding, legal_output_sizes):
            assert function(small[3], *small[1:3], "SAME") == function(output_size, kernel, stride, "SAME")


def test_small_numpy_integers_do_not_wrap_around_on_the_way():
    assert full_size(np.uint8(200), np.uint8(3), np.uint8(2)) == 401
    assert inserted_size(np.uint8(200), 2) == 399
    with pytest.raises(ShapeError, match="size must be a whole number, got 1.5"):
        full_size(1.5, 2, 2)


# What an error says.

IMAGE = np.ones((3, 3))


@pytest.mark.parametrize(
    "output_shape, strides, padding, message",
    [
        ((10, 5), 2, "SAME", "a SAME convolution with stride 2 never turns 10 rows into 3; ask for 5 or 6"),
        ((5, 10), 2, "SAME", "a SAME convolution with stride 2 never turns 10 columns into 3; ask for 5 or 6"),
        ((4, 4), 1, "SAME", "a SAME convolution with stride 1 never turns 4 rows into 3; ask for 3"),
        ((9, 13), (3, 4), "SAME", "a SAME convolution with stride 4 never turns 13 columns into 3; ask for 9 to 12"),
        (
            (6, 7),
            2,
            "VALID",
            "a VALID convolution with kernel 3 and stride 2 never turns 6 rows into 3; ask for 7 or 8",
        ),
    ],
)
def test_a_refusal_names_the_axis_the_request_and_what_is_legal(output_shape, strides, padding, message):
    with pytest.raises(ShapeError) as refusal:
        conv2d_transpose(IMAGE, IMAGE, output_shape, strides, padding)
    assert str(refusal.value) == message


def test_without_an_axis_a_refusal_speaks_of_numbers():
    with pytest.raises(ShapeError, match="never turns 7 numbers into 3; ask for 5 or 6"):
        zero_padding(3, 3, 2, 7, "SAME")


def test_a_refusal_names_the_dilation_if_there_is_one():
    for dilation, named, legal in [(1, "", "7 or 8"), (2, ", dilation 2", "9 or 10"), (3, ", dilation 3", "11 or 12")]:
        with pytest.raises(ShapeError) as refusal:
            Axis(3, 3, 2, dilation).check_output_size()
        assert str(refusal.value) == (
            f"a VALID convolution with kernel 3{named} and stride 2 never turns 1 number into 3; ask for {legal}"
        )


def test_a_valid_kernel_must_fit():
    with pytest.raises(ShapeError, match="a VALID convolution with kernel 5 needs a size of at least 5, got 4"):
        conv_output_size(4, 5, 1, "VALID")
    message = r"^a padded \(1, 2\) convolution with kernel 5 needs a size of at least 2, got 1$"
    with pytest.raises(ShapeError, match=message):
        conv_output_size(1, 5, 1, (1, 2))
    assert conv_output_size(2, 5, 1, (1, 2)) == 1


def test_so_much_padding_leaves_no_size():
    with pytest.raises(ShapeError) as refusal:
        crop_before(3, 3, 2, 1, [4, 5])
    assert str(refusal.value) == (
        "a padded (4, 5) convolution with kernel 3 and stride 2 never turns 1 number into 3; "
        "with so much padding no size is possible"
    )
