"""What tf.nn.conv*_transpose takes beyond NHWC: other formats, ranks, dilation, explicit padding."""

import numpy as np
import pytest

from tconv_lib import (
    ShapeError,
    conv1d_transpose,
    conv2d,
    conv2d_transpose,
    conv3d_transpose,
    insert_zeros,
    pad,
    rotate,
    slide,
)
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


# The steps, called alone


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
