"""What a caller may write, at its limits, and what is said word for word; through calls: test_bad_input.py."""

from functools import partial

import numpy as np
import pytest

from tconv_lib import ShapeError, arrays, conv2d_transpose, pad, slide
from tconv_lib.arguments import as_output_shape, check_channels
from tconv_lib.arrays import (
    as_array,
    as_finite,
    as_numbers,
    as_table,
    check_affordable,
    check_exact,
    check_shown,
    common_type,
    in_dtype,
)
from tconv_lib.checked import Count, checked
from tconv_lib.values import as_many, check_choice, check_padding, check_text, check_truth, entries
from tconv_lib.words import MOST_BITS, shown


def said(error, function, *given):
    with pytest.raises(error) as refusal:
        function(*given)
    return str(refusal.value)


def test_a_choice_names_all_that_may_be_said():
    check_choice("side", "top", ["top", "left"])
    assert said(ShapeError, check_choice, "side", "up", ["top", "left", "right"]) == (
        'side must be "top", "left" or "right", got \'up\''
    )
    assert said(ShapeError, check_choice, "side", 1, ["top", "left"]) == 'side must be "top" or "left", got 1'


def test_truth_is_true_or_false_and_nothing_like_it():
    check_truth("rotated", False)
    check_truth("rotated", np.True_)
    assert said(ShapeError, check_truth, "rotated", 1) == "rotated must be True or False, got 1"


def test_a_text_is_a_text():
    assert check_text("caption", "") == ""
    assert said(TypeError, check_text, "caption", 5) == "caption must be a text, got 5"


def test_a_number_of_zeros_is_called_explicit_padding():
    assert said(ShapeError, check_padding, (0.5, 1)) == "explicit padding must be a whole number, got 0.5"


def test_a_picture_takes_one_to_a_thousand_numbers():
    assert as_many("widths", [1]) == (1,)
    assert as_many("widths", range(1, 1001)) == tuple(range(1, 1001))
    for wrong, got in [([], "[]"), (range(1001), "range(0, 1001)"), (5, "5")]:
        message = f"widths must be 1 to 1000 whole numbers in a list, got {got}"
        assert said(ShapeError, as_many, "widths", wrong) == message
    assert said(ShapeError, as_many, "widths", [1, 0]) == "widths must be at least 1, got 0"
    assert said(ShapeError, as_many, "widths", [1, 8], 1, 7) == "widths must be from 1 to 7"


def test_what_cannot_be_read_names_its_own_error():
    class Broken:
        def __len__(self):
            return 1

        def __getitem__(self, place):
            raise KeyError(place)

        def __repr__(self):
            return "Broken()"

    class BrokenArray(Broken):
        def __array__(self, dtype=None, copy=None):
            raise KeyError

    assert said(TypeError, entries, Broken()) == "Broken() cannot be read: it raised KeyError"
    for broken in (Broken(), BrokenArray()):
        message = "x cannot be read as an array: Broken() raised KeyError"
        assert said(TypeError, as_array, "x", broken, (1,)) == message


def test_what_has_no_colour_is_said():
    assert as_finite("weights", [0, 1], (1,)).tolist() == [0, 1]
    assert said(ShapeError, as_finite, "weights", [0, np.inf], (1,)) == "weights must be finite, got inf"
    assert said(ShapeError, as_finite, "weights", [[0]], (1,)).startswith("weights must be a 1-D signal, got 2 axes")


def test_a_table_keeps_its_entries_as_they_are():
    table = as_table("names", [[1, "a"], [True, 2.5]], (int, str, float, bool, np.bool_), "numbers or texts")
    assert [[*map(type, row)] for row in table] == [[int, str], [bool, float]]
    assert as_table("names", "a", (str,), "texts").tolist() == [["a"]]
    assert as_table("names", ["a", "b"], (str,), "texts", (1, 2)).tolist() == [["a", "b"]]
    assert as_table("names", np.array([["a"]]), (str,), "texts").tolist() == [["a"]]


@pytest.mark.parametrize(
    "error, given, message",
    [
        (ShapeError, [[["a"]]], "names must be a row or rows of texts, got shape (1, 1, 1)"),
        (ShapeError, np.empty((1, 1, 1, 1), object), "names must be a row or rows of texts, got shape (1, 1, 1, 1)"),
        (ShapeError, [], "names must be a row or rows of texts, got shape (0,)"),
        (ShapeError, range(10**9), "names holds more than 20,000 cells, and no more can be shown"),
        (ShapeError, [["a"] * 2000] * 2000, "names holds more than 20,000 cells, and no more can be shown"),
        (ShapeError, np.zeros(20_001), "a table of 20001 is too large to be shown; at most 20,000 cells are"),
        (ShapeError, [["a", "b"], ["c"]], "names must be a full table: its rows have different lengths"),
        (ShapeError, [["a", "b"]], "names must have the table's shape (1, 1), got (1, 2)"),
        (TypeError, np.ma.array([1]), "names has a mask, and here nothing is masked; give what its .filled(0) returns"),
        (TypeError, [1.5, "a"], "names must hold texts, got 1.5"),
        (TypeError, bytearray(b"a"), "names must hold texts, got bytearray(b'a')"),
        (TypeError, [memoryview(b"a")], "names must hold texts, got [an object of type memoryview]"),
    ],
)
def test_a_table_that_cannot_be_shown(error, given, message):
    assert said(error, as_table, "names", given, (str,), "texts", (1, 1)) == message


def test_a_table_may_be_as_large_as_the_limit():
    check_shown((100, 200))


def test_margins_are_said_for_each_number_of_axes():
    assert said(ShapeError, pad, [1, 2, 3], 5) == "margins must be 1 pair (before, after) in a list, got 5"
    assert said(ShapeError, pad, [[1]], [(1, 1)]) == "margins must be 2 pairs (before, after) in a list, got [(1, 1)]"
    assert said(ShapeError, pad, [1, 2, 3], [(1,)]) == "margins must be 1 pair (before, after) in a list, got (1,)"
    assert said(ShapeError, pad, [1, 2, 3], (1, 1)) == "margins must be 1 pair (before, after) in a list, got (1, 1)"
    assert said(ShapeError, pad, [1, 2, 3], [(1, 0.5)]) == "a margin must be a whole number, got 0.5"


def test_the_output_of_a_batch_is_said_axis_by_axis():
    for axes, names in {3: "numbers", 4: "rows, columns", 5: "planes, rows, columns"}.items():
        batch = np.ones([1] * axes)
        assert said(ShapeError, as_output_shape, [1] * 7, batch, batch, 1) == (
            f"output_shape must be {axes} numbers (batch, {names}, channels), got more than 6: (1, 1, 1, 1, 1, 1, ...)"
        )


def test_with_channels_first_an_error_has_them_first():
    batch, filters = np.ones((1, 1, 3, 3)), np.ones((3, 3, 1, 1))
    for changes, message in [
        (
            {"output_shape": (1, 6, 6)},
            "output_shape must be 4 numbers (batch, channels, rows, columns), got 3: (1, 6, 6)",
        ),
        ({"strides": (1, 2, 2, 1)}, "strides over batch and channels must be 1, got 1 and 2"),
        ({"dilations": (1, 1, 1)}, "dilations must be one number, 2, or 4 (of batch and channels 1), got 3: (1, 1, 1)"),
    ]:
        call = {"output_shape": (6, 6), "strides": 2, "data_format": "NCHW"} | changes
        assert said(ShapeError, partial(conv2d_transpose, **call), batch, filters) == message


def test_the_output_of_an_empty_batch_is_empty_and_of_no_other_size():
    none = np.ones((0, 3, 3, 1))
    assert as_output_shape((0, 6, 5, 1), none, np.ones((3, 3, 1, 1)), 1) == (6, 5)
    for wrong, message in [
        ((-1, 6, 6, 1), "output_shape must be at least 0, got -1"),
        ((0.5, 6, 6, 1), "output_shape must be a whole number, got 0.5"),
        ((0, 6, 0, 1), "output_shape must be at least 1, got 0"),
        ((1, 6, 6, 1), "output_shape asks for a batch of 1; the input has 0, ask for that"),
    ]:
        assert said(ShapeError, as_output_shape, wrong, none, np.ones((3, 3, 1, 1)), 1) == message


def test_an_empty_batch_is_padded_and_slid_over():
    assert pad(np.ones((0, 2, 2, 1)), [(1, 1), (0, 0)]).shape == (0, 4, 2, 1)
    assert pad(np.ones((0, 2, 2, 1), np.uint64), [(1, 1), (0, 0)]).shape == (0, 4, 2, 1)
    assert slide(np.ones((0, 4, 2, 1)), np.ones((3, 1, 1, 5))).shape == (0, 2, 2, 5)


@pytest.mark.parametrize("rank, kernel_axes", [(1, "w"), (2, "h, w"), (3, "d, h, w")])
def test_channels_that_do_not_fit_are_said_and_whether_two_axes_were_swapped(rank, kernel_axes):
    input, order = np.ones([1] * (rank + 1) + [5]), ["out", "in"]
    wrong, swapped = np.ones([1] * rank + [4, 7]), np.ones([1] * rank + [5, 4])
    start = f"the input has 5 channels, but filters ({kernel_axes}, out, in) of shape"
    assert said(ShapeError, check_channels, input, wrong, order, 1) == f"{start} {wrong.shape} read 7"
    assert said(ShapeError, check_channels, input, swapped, order, 1) == (
        f"{start} {swapped.shape} read 4; are the last two axes swapped?"
    )


def test_filters_have_as_many_axes_as_the_input():
    signal, image = np.ones(3), np.ones((3, 3))
    message = "a 1-D signal needs filters with 1 axis, got 2"
    assert said(ShapeError, check_channels, signal, image, ("out", "in"), 1) == message
    message = "a 2-D image needs filters with 2 axes, got 1"
    assert said(ShapeError, check_channels, image, signal, ("out", "in"), 1) == message


def test_no_more_is_looked_at_than_can_be_meant():
    assert entries(range(10**9)) == (0, 1, 2, 3, 4, 5, 6)


def test_what_can_be_read_once_is_not_shown_by_its_place_in_memory():
    for once, kind in [((n for n in (2, 2)), "generator"), (map(int, "22"), "map"), (zip((2,), (2,)), "zip")]:
        assert shown(once) == f"a {kind}; list(…) makes a list of it"


@pytest.mark.parametrize("value, kind", [(object(), "object"), (said, "function"), (said.__str__, "method-wrapper")])
def test_what_has_no_words_of_its_own_is_shown_by_its_type(value, kind):
    assert shown(value) == f"an object of type {kind}"
    assert shown([value]) == f"[an object of type {kind}]"


@pytest.mark.parametrize("value", [int, print, "<0xdeadbeef>", np.float32(2)])
def test_what_has_words_of_its_own_is_shown_in_them(value):
    assert "of type" not in shown(value)


def test_what_is_shown_is_one_short_line():
    assert shown("a\nb") == r"'a\nb'"
    assert shown(np.array([[1], [2]])) == "array([[1], [2]])"
    assert shown([2, 10**5000]) == "[2, a very long int]"
    assert shown(2**MOST_BITS) == "a very long int" != shown(2**MOST_BITS - 1)


def test_lists_may_be_as_deep_as_there_are_layouts():
    assert as_array("x", [[[[[1]]]]], (5,)).ndim == 5
    assert said(ShapeError, as_array, "x", [[[[[[1]]]]]], (5,)) == "x must have at most 5 axes"


def test_lists_may_be_as_long_as_the_limit(monkeypatch):
    monkeypatch.setattr(arrays, "MOST_LISTED", 4)
    assert as_array("x", [1, 2, 3, 4], (1,)).size == 4
    assert said(TypeError, as_array, "x", [1, 2, 3, True], (1,)) == "x must hold integers or floats, got bool"
    assert said(ShapeError, as_array, "x", [1, 2, 3, 4, 5], (1,)) == (
        "x holds more than 4 numbers in lists; give it as an array"
    )


def test_integers_beyond_64_bits_may_stand_beside_floats():
    assert as_array("x", [np.array([1.5]), [2**63]], (2,)).tolist() == [[1.5], [2.0**63]]


def test_arrays_in_a_list_may_be_as_large_as_the_limit(monkeypatch):
    monkeypatch.setattr(arrays, "MOST_NUMBERS", 4)
    assert as_array("x", [np.ones(2), np.ones(2)], (2,)).size == 4
    message = "x would hold 6 numbers; at most 4 are computed here"
    assert said(ShapeError, as_array, "x", [np.ones(3), np.ones(3)], (2,)) == message
    long = [np.zeros(10_000), np.zeros(10_000)]
    assert as_table("x", long, (float,), "numbers").shape == (2, 10_000)
    message = "x would hold 30000 numbers; at most 20,000 are computed here"
    assert said(ShapeError, as_table, "x", [*long, long[0]], (float,), "numbers") == message


def test_no_integer_becomes_a_float_beside_others():
    mixed = [np.array([2**63], np.uint64), np.array([-1])]
    assert said(ShapeError, as_array, "x", mixed, (2,)) == "x holds integers beyond int64; give it as floats"


def test_what_has_an_array_is_not_read_number_by_number():
    class Tensor:
        def __len__(self):
            return 3

        def __getitem__(self, place):
            raise AssertionError("read")

        def __array__(self, dtype=None, copy=None):
            return np.array([1, 2, 3])

    assert as_array("x", Tensor(), (1,)).tolist() == [1, 2, 3]


def test_numbers_are_widened_as_far_as_needed_and_no_further():
    given = [np.uint8, np.int64, np.uint64, np.float16, np.float32, np.float64]
    widened = [np.int64, np.int64, np.int64, np.float32, np.float32, np.float64]
    assert [as_numbers("x", np.ones(1, dtype), (1,)).dtype for dtype in given] == widened
    swapped = [np.dtype(dtype).newbyteorder() for dtype in given]  # as in files of other machines
    assert [as_numbers("x", np.ones(1, dtype), (1,)).dtype.str for dtype in swapped] == [
        np.dtype(dtype).str for dtype in widened
    ]


def test_whole_numbers_together_stay_whole():
    assert common_type(np.ones(1, np.uint64), np.ones(1, np.int64)) == np.int64
    assert common_type(np.ones(1, np.uint8), np.ones(1, np.uint8)) == np.uint8
    assert common_type(np.ones(1, np.int64), np.ones(1, np.float32)) == np.float64
    assert common_type(np.ones(1, np.float32), np.ones(1, np.float32)) == np.float32


def test_nothing_and_zeros_times_the_largest_integers_is_exact():
    filters = np.full((1, 2), 2**63 - 1)
    for x in (np.zeros((0, 2), int), np.zeros((1, 2), int)):
        check_exact(x, filters)
        check_exact(x, filters, np.array([1e300]))  # the sums become floats
    message = "with integers as large as these, sums could grow beyond int64; give them as floats"
    assert said(ShapeError, check_exact, np.array([[0, -1]]), filters) == message
    assert said(ShapeError, check_exact, filters, np.array([[0, -2]])) == message


def test_an_array_may_be_as_large_as_the_limit():
    check_affordable("the output", (2**13, 2**14))
    assert said(ShapeError, check_affordable, "the output", (2**13, 2**14 + 1)) == (
        "the output would hold 8192 x 16385 numbers; at most 134,217,728 are computed here"
    )
    check_affordable("the products", (2, 2), 4)
    message = "the products would hold 5 numbers; at most 4 are computed here"
    assert said(ShapeError, check_affordable, "the products", (5,), 4) == message


def test_results_may_reach_the_limits_of_their_type():
    assert in_dtype(np.array([-128, 127]), np.dtype(np.int8)).tolist() == [-128, 127]
    for reach, dtype in [(128, np.int8), (-129, np.int8), (256, np.uint8), (-1, np.uint8)]:
        assert said(ShapeError, in_dtype, np.array([0, reach, 1]), np.dtype(dtype)) == (
            f"the result reaches {reach}, which {np.dtype(dtype)} cannot hold; give int64 or floats"
        )


@pytest.mark.filterwarnings("error")
def test_results_of_float16_end_at_its_largest_number():
    half = np.dtype(np.float16)
    for numbers in [-65504, 65504], [-np.inf, 1], [1, np.inf]:
        assert in_dtype(np.array(numbers, np.float32), half).tolist() == numbers
    assert np.isnan(in_dtype(np.array([np.nan], np.float32), half)).all()
    for reach in 1e6, -1e6:
        message = f"the result reaches {reach}, which float16 cannot hold; give float32"
        assert said(ShapeError, in_dtype, np.array([reach, np.inf], np.float32), half) == message


def test_a_result_that_has_its_type_is_not_copied():
    output = np.ones(3)
    assert in_dtype(output, output.dtype) is output


def test_what_is_checked_is_called_as_before_and_keeps_its_name():
    def area(height: Count, *, width: Count) -> int:
        """Rows times columns."""
        return height * width

    asked = checked(area)
    assert asked(height=2, width=3) == 6 and asked.__doc__ == area.__doc__
    with pytest.raises(ShapeError, match="^width must be at least 1, got 0$"):
        asked(2, width=0)
    assert asked.__code__.co_name == "area" and asked.__code__.co_qualname == area.__qualname__
