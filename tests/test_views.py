"""The four views agree on every recorded case, and with dilation and explicit padding."""

import numpy as np
import pytest

from tconv_lib import ShapeError, conv2d, conv2d_transpose, inserted_size, legal_output_sizes
from tconv_lib.recorded import example_arrays, tensorflow_cases
from tconv_lib.views import by_gradient, by_insertion, by_matrix, by_scatter, convolution_matrix

VIEWS = [by_scatter, by_insertion, by_matrix, by_gradient]
ACCEPTED = [case for case in tensorflow_cases() if case.values is not None]


@pytest.mark.parametrize("view", VIEWS)
def test_view_agrees_with_tensorflow(view):
    for case in ACCEPTED:
        input, filters = example_arrays(case)
        assert np.array_equal(view(input, filters, case.output_shape, case.strides, case.padding), case.values), case


@pytest.mark.parametrize("padding", ["SAME", "VALID", [(1, 0), (0, 2)], [(3, 3), (2, 0)]])
def test_views_agree_with_dilation_and_explicit_padding(padding):
    rng = np.random.default_rng(4)
    for _ in range(60):
        sizes, kernels, strides, dilations = rng.integers(1, 4, (4, 2)).tolist()
        paddings = [padding] * 2 if isinstance(padding, str) else padding
        sizes = [size + 3 for size in sizes]  # so that explicit padding leaves something
        legal = [
            legal_output_sizes(i, inserted_size(k, d), s, p)
            for i, k, s, d, p in zip(sizes, kernels, strides, dilations, paddings)
        ]
        if not all(legal):
            continue
        shape = (2, *(int(rng.choice(sizes)) for sizes in legal), 2)
        input, filters = rng.integers(-9, 10, (2, *sizes, 3)), rng.integers(-9, 10, (*kernels, 2, 3))
        results = [view(input, filters, shape, strides, padding, dilations) for view in VIEWS]
        for result in results[1:]:
            assert np.array_equal(result, results[0])


def test_views_have_names_and_say_what_they_do():
    names = [view.__name__ for view in VIEWS]
    assert names == [view.__qualname__ for view in VIEWS] == ["by_scatter", "by_insertion", "by_matrix", "by_gradient"]
    assert by_matrix.__doc__ == "Write the forward convolution as a matrix C; multiply by its transpose."


def test_the_matrix_is_the_convolution():
    rng = np.random.default_rng(5)
    image, filters = rng.integers(-9, 10, (6, 5, 2)), rng.integers(-9, 10, (3, 2, 2, 4))
    C = convolution_matrix(filters, image.shape, (2, 3))
    assert np.array_equal(C @ image.ravel(), conv2d(image[None], filters, (2, 3)).ravel())


@pytest.mark.parametrize("view", VIEWS)
def test_views_refuse_what_the_operation_refuses(view):
    input, filters = np.ones((1, 3, 3, 1)), np.ones((3, 3, 1, 1))
    with pytest.raises(ShapeError, match="never turns 9 rows into 3; ask for 5 or 6"):
        view(input, filters, (1, 9, 9, 1), 2)
    with pytest.raises(ShapeError, match="the input has 2 channels"):
        view(np.ones((1, 3, 3, 2)), filters, (1, 6, 6, 1), 2)


@pytest.mark.parametrize("view", VIEWS)
def test_views_take_plain_lists_and_keep_the_type(view):
    assert view([[1, 2]], [[1, 10]], (1, 4), (1, 2)).tolist() == [[1, 10, 2, 20]]
    assert view([[2**53 + 1]], [[1]], (1, 1), 1).tolist() == [[2**53 + 1]]
    for dtype in (np.uint8, np.float16, np.float32, np.float64):
        assert view(np.ones((3, 3), dtype), np.ones((3, 3), dtype), (6, 6), 2).dtype == dtype
    with pytest.raises(ShapeError, match="the result reaches 400, which uint8 cannot hold"):
        view(np.full((1, 1), 200, np.uint8), np.full((1, 1), 2, np.uint8), (1, 1), 1)


def test_the_matrix_keeps_the_type_and_is_not_made_too_large():
    filters = np.ones((3, 3, 1, 1), np.float32)
    assert convolution_matrix(filters, (5, 5, 1), 2).dtype == np.float32
    with pytest.raises(ShapeError, match="the matrix of all images would hold 40000 x 40000 numbers"):
        convolution_matrix(filters, (200, 200, 1), 2)
    with pytest.raises(ShapeError, match=r"^image_shape must be 3 numbers \(rows, columns, channels\), got \(5, 5\)$"):
        convolution_matrix(filters, (5, 5), 2)
    with pytest.raises(ShapeError, match="^image_shape must be at least 1, got 0$"):
        convolution_matrix(filters, (5, 0, 1), 2)
    with pytest.raises(ShapeError, match="^filters must be 4-D filters of images, got 2 axes"):
        convolution_matrix([[1]], (5, 5, 1), 2)


def wide(*channels):
    """Two pixels or taps of so many channels."""
    return np.ones((1, 2, *channels), np.uint8)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "request_, words",
    [
        (([[1, 1], [1, 1]], [[1]], (20001, 20001), 20000), "the padded input would hold 20001 x 20001 numbers"),
        (([[1]], [[1, 1]], (1, 1), 1, "SAME", 2**30), "the padded input would hold 1 x 1073741825 numbers"),
        (
            ([[1], [1]], [[1]], (1, 1), (2**28, 1), [(0, 2**28), (0, 0)]),
            "the array with its inserted zeros would hold 268435457 x 1 numbers",
        ),
        (
            (wide(9)[None], wide(9, 9), (1, 2), 1, "SAME", 2**21),
            "the array with its inserted zeros would hold 1 x 2097153 x 9 x 9 numbers",
        ),
        (
            (wide(2**10)[None], wide(1, 2**10), (1, 2**18), 2**17, "SAME", 1, 2**10),
            "the padded input would hold 1 x 1 x 262145 x 1024 numbers",
        ),
        (
            (wide()[:, :1, None, None], np.ones((1, 1, 5000, 1)), (1, 30000), 30000),
            "the output would hold 1 x 1 x 30000 x 5000 numbers",
        ),
        (([[1] * 2**15], [[1, 1]], (1, 2**15), 1, "SAME", 2**22), "the products would hold 1 x 32768 x 1 x 4194305"),
    ],
    ids="input kernel inserted filters groups output products".split(),
)
def test_views_refuse_what_is_too_large_for_the_operation(view, request_, words):
    for transpose in conv2d_transpose, view:
        with pytest.raises(ShapeError, match=f"^{words}"):
            names = "input filters output_shape strides padding dilations groups".split()
            transpose(**dict(zip(names, request_)))


def test_what_is_too_large_for_one_view_is_only_refused_there():
    cropped = wide(1)[None], np.ones((1, 1, 5000, 1)), (1, 1), 30000, [(0, 0), (0, 30000)]
    with pytest.raises(ShapeError, match="^the full result would hold 1 x 1 x 30001 x 5000 numbers"):
        by_scatter(*cropped)
    assert by_gradient(*cropped).sum() == 5000


@pytest.mark.parametrize("view", VIEWS)
def test_views_may_crop_away_all_that_was_written(view):
    assert view([[5]], [[3]], (1, 1), 5, [(2, 0), (0, 0)]).tolist() == [[0]]
    assert view([[5, 6]], [[1]], (1, 1), 1, [(0, 0), (0, 1)]).tolist() == [[5]]
    assert view([[5, 6]], [[1, 1]], (1, 6), (1, 4), [(0, 0), (0, 0)]).tolist() == [[5, 5, 0, 0, 6, 6]]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("types", [(int, float), (float, int), (np.float32, float), (float, np.float32)], ids=str)
def test_views_of_two_types_lose_nothing(view, types):
    input, filters = np.array([[1.0, 2]]).astype(types[0]), np.array([[1.0, 3]]).astype(types[1])
    precise = input if types[0] is float else filters
    precise += 0.1  # which neither whole numbers nor single precision can hold
    wanted = [[a * b for a in input[0].tolist() for b in filters[0].tolist()]]
    result = view(input, filters, (1, 4), (1, 2))
    assert result.dtype == float and result.tolist() == wanted


@pytest.mark.parametrize(
    "call, what",
    [
        (
            ([[1], [1]], [[1, 1]], (1, 1), (10**5, 1), [(0, 10**5), (0, 10**5)], (1, 10**5)),
            "the padded output would hold 100001 x 100001 numbers",
        ),
        (
            (np.ones((1, 512, 512, 4)), np.ones((9, 9, 64, 4)), (1024, 1024), 2),
            "^the products would hold 1 x 512 x 512 x 9 x 9 x 64 numbers",
        ),
    ],
)
def test_a_gradient_is_not_made_too_large(call, what):
    with pytest.raises(ShapeError, match=what):
        by_gradient(*call)
