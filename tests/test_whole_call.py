"""What tf.nn.conv*_transpose takes beyond NHWC: other formats, ranks, dilation, explicit padding."""

import numpy as np
import pytest

from tconv_lib import (
    ShapeError,
    arrays,
    conv1d_transpose,
    conv2d,
    conv2d_transpose,
    conv3d_transpose,
    insert_zeros,
    pad,
    rotate,
    slide,
    transpose_steps,
)
from tconv_lib.ops import check_steps, check_transpose
from tconv_lib.recorded import example_arrays, tensorflow_cases

ACCEPTED = [case for case in tensorflow_cases() if case.values is not None]


def test_channels_first():
    for case in ACCEPTED[:200]:
        input, filters = example_arrays(case)
        n, h, w, c = case.output_shape
        ours = conv2d_transpose(
            np.moveaxis(input, -1, 1), filters, (n, c, h, w), (1, 1, *case.strides), case.padding, data_format="NCHW"
        )
        assert np.array_equal(np.moveaxis(ours, 1, -1), case.values)


def test_channels_first_takes_its_own_order_of_explicit_padding():
    input, filters = np.arange(1, 13).reshape(1, 2, 2, 3), np.arange(1, 25).reshape(2, 3, 2, 2)
    last = conv2d_transpose(np.moveaxis(input, 1, -1), filters, (1, 3, 4, 2), 2, [[0, 0], [1, 0], [1, 2], [0, 0]])
    first = conv2d_transpose(input, filters, (1, 2, 3, 4), 2, [[0, 0], [0, 0], [1, 0], [1, 2]], data_format="NCHW")
    assert np.array_equal(np.moveaxis(first, 1, -1), last)


def test_signals_are_images_with_one_row():
    for case in ACCEPTED:
        (_, height, *_), (kernel, *_) = case.input_shape, case.filters_shape
        if height == kernel == case.output_shape[1] == 1:
            input, filters = example_arrays(case)
            n, _, w, c = case.output_shape
            ours = conv1d_transpose(input[:, 0], filters[0], (n, w, c), case.strides[1], case.padding)
            assert np.array_equal(ours, case.values[:, 0])


def test_plain_signal():
    x, kernel = [1, 2, 3], [1, 10, 100]
    assert conv1d_transpose(x, kernel, 6, 2).tolist() == [1, 10, 102, 20, 203, 30]
    assert conv1d_transpose([[x]], np.reshape(kernel, (3, 1, 1)), (1, 1, 6), 2, data_format="NCW").tolist() == [
        [[1, 10, 102, 20, 203, 30]]
    ]


def test_volumes_scatter_too():
    rng = np.random.default_rng(6)
    input, filters = rng.integers(-9, 10, (2, 2, 3, 2, 3)), rng.integers(-9, 10, (2, 3, 1, 4, 3))
    strides = (1, 2, 3)
    full = np.zeros((2, 3, 7, 4, 4), int)
    for i, j, k in np.ndindex(2, 3, 2):
        copy = np.einsum("nc,uvwfc->nuvwf", input[:, i, j, k], filters)
        full[:, i : i + 2, 2 * j : 2 * j + 3, 3 * k : 3 * k + 1] += copy
    assert np.array_equal(conv3d_transpose(input, filters, full.shape, strides, "VALID"), full)
    first = conv3d_transpose(
        np.moveaxis(input, -1, 1), filters, (2, 4, 3, 7, 4), (1, 1, *strides), "VALID", data_format="NCDHW"
    )
    assert np.array_equal(np.moveaxis(first, 1, -1), full)


def test_dilation_is_zero_insertion_in_the_kernel():
    kernel = np.arange(1, 7).reshape(2, 3)
    dilated = np.zeros((3, 7), int)
    dilated[::2, ::3] = kernel
    image = np.arange(1, 13).reshape(3, 4)
    for padding, shape in (("SAME", (6, 8)), ("VALID", (7, 13))):
        expected = conv2d_transpose(image, dilated, shape, 2, padding)
        assert np.array_equal(conv2d_transpose(image, kernel, shape, 2, padding, dilations=(2, 3)), expected)
    assert np.array_equal(
        conv2d(np.ones((9, 9), int), kernel, 1, "VALID", dilations=(2, 3)),
        conv2d(np.ones((9, 9), int), dilated, 1, "VALID"),
    )


def test_explicit_padding_is_cropped_away():
    image, kernel = np.arange(1, 10).reshape(3, 3), np.arange(1, 10).reshape(3, 3)
    full = conv2d_transpose(image, kernel, (7, 7), 2, "VALID")
    assert np.array_equal(conv2d_transpose(image, kernel, (4, 5), 2, [(1, 2), (0, 2)]), full[1:5, :5])
    assert np.array_equal(conv2d_transpose(image, kernel, (1, 7), 2, [(4, 3), (0, 0)])[0], full[4])


def test_padding_may_crop_away_all_that_was_written():
    assert conv1d_transpose([5], [1], 1, 3, [(2, 0)]).tolist() == [0]
    assert conv1d_transpose([5, 6], [1], 1, 1, [(0, 1)]).tolist() == [5]


def test_explicit_padding_limits_what_may_be_asked():
    with pytest.raises(
        ShapeError, match=r"a padded \(1, 1\) convolution with kernel 3 and stride 2 never turns 4 rows"
    ):
        conv2d_transpose(np.ones((3, 3)), np.ones((3, 3)), (4, 5), 2, [(1, 1), (1, 1)])


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: insert_zeros([1, 2], 2**27), "the array with its inserted zeros would hold 134217729 numbers"),
        (lambda: pad([1, 2], [(2**27, 0)]), "the padded input would hold 134217730 numbers"),
        (lambda: conv1d_transpose([1, 2], [1], 2**27 + 2, 2**27 + 1), "the padded input would hold 134217730 numbers"),
        (
            lambda: slide(np.ones((1, 2**14, 1)), np.ones((1, 1, 2**14))),
            "the output would hold 1 x 16384 x 16384 numbers",
        ),
    ],
)
def test_what_would_be_too_large_is_named(call, message):
    with pytest.raises(ShapeError) as refusal:
        call()
    assert str(refusal.value) == f"{message}; at most 134,217,728 are computed here"


def test_steps_are_refused_before_any_of_them_is_taken():
    image, signal = np.broadcast_to(1.0, (1, 512, 512, 64)), np.broadcast_to(1.0, (1, 2**14, 1))
    filters, taps = np.broadcast_to(1.0, (8, 8, 65, 64)), np.broadcast_to(1.0, (1, 2**14, 1))
    check_steps(check_transpose(2, image, filters[:, :, 1:], (512, 512), 1, "SAME", "NHWC", None))
    for request, message in (
        (
            check_transpose(2, image, filters, (512, 512), 1, "SAME", "NHWC", None),
            "the products would hold 1 x 512 x 512 x 64 x 8 x 8 x 65 numbers; at most 68,719,476,736 are computed here",
        ),
        (
            check_transpose(1, signal, taps, 2**14, 1, "SAME", "NWC", None),
            "the output would hold 1 x 16384 x 16384 numbers; at most 134,217,728 are computed here",
        ),
    ):
        with pytest.raises(ShapeError) as refusal:
            check_steps(request)
        assert str(refusal.value) == message


def test_signals_count_the_channels_that_they_make():
    input, filters = np.ones((1, 1000, 1000), int), np.ones((100, 1, 1000), int)
    assert conv1d_transpose(input, filters, 1000, 1).max() == 100_000


def test_the_largest_array_is_computed():
    arrays.check_affordable("the array", (2**13, 2**14))
    with pytest.raises(ShapeError, match="^the array would hold 1 x 134217729 numbers"):
        arrays.check_affordable("the array", (1, 2**27 + 1))


@pytest.mark.parametrize(
    "transpose, data_formats",
    [(conv1d_transpose, ("NWC", "NCW")), (conv2d_transpose, ("NHWC", "NCHW")), (conv3d_transpose, ("NDHWC", "NCDHW"))],
)
def test_formats_that_there_are(transpose, data_formats):
    rank = len(data_formats[0]) - 2
    one = np.ones((1,) * (rank + 2))
    for data_format in data_formats:
        assert transpose(one, one, (1,) * (rank + 2), 1, data_format=data_format).shape == one.shape
    with pytest.raises(ShapeError) as refusal:
        transpose(one, one, (1,) * rank, 1, data_format="NC")
    assert str(refusal.value) == 'data_format must be "{}" or "{}", got \'NC\''.format(*data_formats)


def test_plain_arrays_have_no_channels_to_come_first():
    assert conv2d_transpose([[1, 2]], [[1, 10]], (1, 4), (1, 2), data_format="NCHW").tolist() == [[1, 10, 2, 20]]


def test_channels_first_takes_its_own_order_of_everything():
    rng = np.random.default_rng(7)
    x, filters = rng.integers(-9, 10, (2, 3, 2, 4)), rng.integers(-9, 10, (2, 2, 5, 4))
    last = conv2d_transpose(x, filters, (2, 6, 7, 5), (1, 2, 3, 1), "VALID", dilations=(1, 1, 3, 1))
    first = conv2d_transpose(
        np.moveaxis(x, -1, 1), filters, (2, 5, 6, 7), (1, 1, 2, 3), "VALID", "NCHW", dilations=(1, 1, 1, 3)
    )
    assert np.array_equal(np.moveaxis(first, 1, -1), last)
    with pytest.raises(ShapeError, match=r"^strides over .* must be 1, got 1 and 2"):
        conv2d_transpose(np.moveaxis(x, -1, 1), filters, (6, 7), (1, 2, 3, 1), "VALID", "NCHW")


# The steps, called alone


def test_the_steps_of_an_image_say_how_many_rows_and_columns_are_cropped_before():
    for output_shape, before in {(5, 6): (1, 0), (6, 5): (0, 1)}.items():
        assert transpose_steps(np.ones((3, 3)), np.ones((3, 3)), output_shape, 2).crop_before == before


def test_the_steps_say_how_the_axes_were_treated():
    steps = transpose_steps(np.ones((1, 3, 3, 1)), np.ones((3, 2, 1, 1)), (6, 9), (2, 3), dilations=(1, 2))
    assert steps.strides == (2, 3) and [axis.dilation for axis in steps.axes] == [1, 2]
    assert steps.margins == ((2, 1), (2, 2))
    assert steps.margins[0].before == 2 and steps.margins[0].after == 1
    assert steps.zero_inserted.shape == (1, 5, 7, 1) and steps.padded.shape == (1, 8, 11, 1)
    assert steps.rotated.shape == (3, 3, 1, 1) and steps.input.shape == (1, 3, 3, 1)
    assert transpose_steps([1, 2, 3], [1, 10, 100], 6, 2).output.tolist() == [1, 10, 102, 20, 203, 30]


def test_rotating_swaps_the_channels_of_filters_alone():
    filters = np.arange(12).reshape(2, 2, 3)
    assert rotate(filters).shape == (2, 3, 2) and np.array_equal(rotate(filters), filters[::-1].swapaxes(1, 2))
    assert rotate([1, 2]).tolist() == [2, 1] and rotate([[1, 2], [3, 4]]).tolist() == [[4, 3], [2, 1]]


@pytest.mark.parametrize(
    "output, dtype, message",
    [
        ([-129, 0], np.int8, "the result reaches -129, which int8 cannot hold; give int64 or floats"),
        ([-129, 128], np.int8, "the result reaches 128, which int8 cannot hold; give int64 or floats"),
        ([-1, 255], np.uint8, "the result reaches -1, which uint8 cannot hold; give int64 or floats"),
        ([0, 256], np.uint8, "the result reaches 256, which uint8 cannot hold; give int64 or floats"),
    ],
)
def test_the_number_that_does_not_fit_is_named(output, dtype, message):
    with pytest.raises(ShapeError) as refusal:
        arrays.in_dtype(np.array(output), np.dtype(dtype))
    assert str(refusal.value) == message


def test_the_numbers_that_just_fit():
    for output, dtype in (([-128, 127], np.int8), ([0, 255], np.uint8)):
        assert arrays.in_dtype(np.array(output), np.dtype(dtype)).tolist() == output


def test_the_common_type_of_integers_is_one_of_integers():
    for first, second, common in (
        (np.uint8, np.int8, np.int16),
        (np.uint64, np.int64, np.int64),  # NumPy says float64
        (np.uint64, np.uint64, np.uint64),
        (np.int8, np.float16, np.float16),
        (np.int64, np.float32, np.float64),
    ):
        assert conv1d_transpose(np.ones(1, first), np.ones(1, second), 1, 1).dtype == common


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, np.float32, np.float64])
def test_steps_alone_do_not_wrap_around(dtype):
    x, kernel = np.full((2, 2), 100, dtype), np.full((2, 2), 4, dtype)
    wide = np.result_type(dtype, np.int64) if np.issubdtype(dtype, np.integer) else np.dtype(dtype)
    results = [slide(x, kernel), pad(x, [(1, 0), (0, 1)]), rotate(x), insert_zeros(x, 2)]
    assert {result.dtype for result in results} == {wide}
    assert results[0].tolist() == [[1600]]


def test_steps_take_lists_and_cut_off():
    assert rotate([[1, 2], [3, 4]]).tolist() == [[4, 3], [2, 1]]
    assert slide([1, 2, 3], [1, 2]).tolist() == [5, 8]
    assert pad([1, 2, 3], [(-1, 2)]).tolist() == [2, 3, 0, 0]
    assert pad([1, 2, 3], [(2, -4)]).tolist() == [0]
    assert slide([1, 2, 3, 4, 5], range(1, 3), strides=2).tolist() == [5, 11]


def test_a_signal_of_its_own_has_no_channels_to_stand_first():
    for data_format in ("NWC", "NCW"):
        assert conv1d_transpose([1, 2], [1, 10], 4, 2, data_format=data_format).tolist() == [1, 10, 2, 20]


def test_a_request_without_groups_has_one():
    assert check_transpose(1, [1, 2], [1, 10], 4, 2, "SAME", "NWC", None).groups == 1
