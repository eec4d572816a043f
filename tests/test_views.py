"""The four views agree on every recorded case, and with dilation and explicit padding."""

import numpy as np
import pytest

from tconv_lib import conv2d, inserted_size, legal_output_sizes
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


def test_the_matrix_is_the_convolution():
    rng = np.random.default_rng(5)
    image, filters = rng.integers(-9, 10, (6, 5, 2)), rng.integers(-9, 10, (3, 2, 2, 4))
    C = convolution_matrix(filters, image.shape, (2, 3))
    assert np.array_equal(C @ image.ravel(), conv2d(image[None], filters, (2, 3)).ravel())
