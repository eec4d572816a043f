"""The transpose in every rank: the adjoint of a convolution by plain loops, and exact in float64.

Loops and fractions share nothing with the library: no formula for a size or a crop, no array arithmetic.
"""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tconv_lib import ShapeError, conv1d_transpose, conv2d, conv2d_transpose, conv3d_transpose, fast, transpose_steps
from tconv_lib.views import by_gradient, by_matrix, by_scatter

RANKS = {1: [conv1d_transpose], 2: [conv2d_transpose, fast.conv2d_transpose, by_scatter, by_matrix, by_gradient]}
RANKS[3] = [conv3d_transpose]
LARGEST = {1: 9, 2: 5, 3: 3}


def places(size, reach, stride, padding):
    """Where the windows of a forward convolution start on an axis, and how many places of padding lie before it."""
    if padding == "SAME":
        windows = len(range(0, size, stride))
        zeros = max((windows - 1) * stride + reach - size, 0)
        before, after = zeros // 2, zeros - zeros // 2
    else:
        before, after = (0, 0) if padding == "VALID" else padding
    return [start - before for start in range(0, before + size + after - reach + 1, stride)]


def forward(x, filters, strides, paddings, dilations):
    """A convolution of any rank, one product at a time: x (N, ..., in), filters (..., in, out), nested in arrays."""
    sizes, kernels = x.shape[1:-1], filters.shape[:-2]
    reaches = [(k - 1) * d + 1 for k, d in zip(kernels, dilations)]
    starts = [places(*axis) for axis in zip(sizes, reaches, strides, paddings)]
    result = np.zeros((len(x), *map(len, starts), filters.shape[-1]), filters.dtype)
    for n, (place, corner) in product(range(len(x)), zip(np.ndindex(*map(len, starts)), product(*starts))):
        for tap in np.ndindex(*kernels):
            read = tuple(c + t * d for c, t, d in zip(corner, tap, dilations))
            if all(0 <= r < size for r, size in zip(read, sizes)):
                for c, f in np.ndindex(filters.shape[-2:]):
                    result[(n, *place, f)] += x[(n, *read, c)] * filters[(*tap, c, f)]
    return result


@st.composite
def convolutions(draw, rank):
    """Shapes of x and filters, strides, paddings and dilations of a forward convolution of this rank that fits."""
    numbers = lambda most: draw(st.tuples(*[st.integers(1, most)] * rank))  # noqa: E731
    sizes, kernels, strides, dilations = numbers(LARGEST[rank]), numbers(3), numbers(3), numbers(2)
    kind = draw(st.sampled_from(["SAME", "VALID", "explicit"]))
    pairs = draw(st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 2))] * rank))
    paddings = pairs if kind == "explicit" else [kind] * rank
    if kind == "VALID":
        sizes = tuple(size + (k - 1) * d for size, k, d in zip(sizes, kernels, dilations))
    elif kind == "explicit":
        reaches = [(k - 1) * d + 1 for k, d in zip(kernels, dilations)]
        sizes = tuple(max(size, r - sum(pair)) for size, r, pair in zip(sizes, reaches, pairs))
    batch, channels, out = draw(st.tuples(*[st.integers(1, 2)] * 3))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    x = rng.integers(-9, 10, (batch, *sizes, channels))
    filters = rng.integers(-9, 10, (*kernels, channels, out))
    return x, filters, strides, paddings, dilations, rng


def padding_argument(paddings):
    return paddings[0] if isinstance(paddings[0], str) else [[0, 0], *map(list, paddings), [0, 0]]


@pytest.mark.parametrize("rank", RANKS)
def test_the_transpose_is_the_adjoint_of_the_loops(rank):
    """<conv(x), y> == <x, transpose(y)> for every y: it fixes every number of the transpose."""

    @settings(deadline=None, max_examples=60, derandomize=True, database=None)
    @given(convolutions(rank))
    def check(convolution):
        x, filters, strides, paddings, dilations, rng = convolution
        smaller = forward(x, filters, strides, paddings, dilations)
        y = rng.integers(-9, 10, smaller.shape)
        expected = np.sum(smaller * y)
        for transpose in RANKS[rank]:
            back = transpose(y, filters, x.shape, strides, padding_argument(paddings), dilations=dilations)
            assert back.shape == x.shape and back.dtype == np.int64
            assert np.sum(x * back) == expected, transpose
        if rank == 2:
            assert np.array_equal(conv2d(x, filters, strides, padding_argument(paddings), dilations), smaller)

    check()


# Floats


def exact(array):
    """The same numbers as fractions, which add and multiply without rounding."""
    return np.vectorize(Fraction, otypes=[object])(array)


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_are_computed_in_their_own_precision(rank, dtype):
    """As near to the exact fractions as so many additions in this type can be, and no type in between is narrower."""
    rng = np.random.default_rng(rank)
    sizes, strides, dilations = (4,) * rank, (2,) * rank, (1,) * rank
    filters = rng.standard_normal((*(3,) * rank, 2, 2)).astype(dtype)
    y = rng.standard_normal((1, *(2,) * rank, 2)).astype(dtype)
    expected = np.zeros((1, *sizes, 2), object)
    for place in np.ndindex(*expected.shape):  # the adjoint, one unit image at a time
        unit = np.zeros(expected.shape, int)
        unit[place] = 1
        expected[place] = np.sum(forward(unit, exact(filters), strides, ["SAME"] * rank, dilations) * exact(y))
    scale = max(map(abs, expected.flat))
    for transpose in RANKS[rank]:
        result = transpose(y, filters, expected.shape, strides)
        assert result.dtype == dtype
        worst = max(abs(Fraction(float(got)) - wanted) for got, wanted in zip(result.flat, expected.flat))
        assert worst <= scale * Fraction(float(np.finfo(dtype).eps)) * 8, transpose


def test_the_steps_of_floats_are_floats_of_the_same_type():
    for dtype in (np.float32, np.float64):
        steps = transpose_steps(np.full((2, 2), 0.1, dtype), np.full((3, 3), 0.1, dtype), (4, 4), 2)
        arrays = (steps.input, steps.filters, steps.zero_inserted, steps.padded, steps.rotated, steps.output)
        assert {array.dtype for array in arrays} == {np.dtype(dtype)}
        assert steps.input[0, 0] == dtype(0.1)


def test_integers_stay_integers_beyond_what_a_float64_holds():
    large = 2**53 + 1
    for transpose in RANKS[2]:
        for dtype in (np.int64, np.uint64):
            result = transpose(np.full((1, 1), large, dtype), np.ones((1, 1), np.int64), (1, 1), 1)
            assert result.dtype == np.int64 and result[0, 0] == large


def test_zeros_between_taps_do_not_count_among_the_sums_that_might_be_too_large():
    x, filters = np.full((3, 3), 2**40), np.full((3, 3), 2**18)
    for transpose in RANKS[2]:
        result = transpose(x, filters, (3, 3), 1, "SAME", dilations=4)
        assert (result == 2**58).all(), transpose
    assert (conv2d(x, filters, 1, dilations=4) == 2**58).all()


# Hints


@pytest.mark.parametrize("rank", [1, 3])
def test_swapped_axes_of_the_filters_are_guessed(rank):
    (transpose,) = RANKS[rank]
    letters = {1: "w", 3: "d, h, w"}[rank]
    input = np.ones((1, *(2,) * rank, 3))
    swapped, other = np.ones((*(1,) * rank, 3, 5)), np.ones((*(1,) * rank, 4, 5))
    with pytest.raises(ShapeError) as refusal:
        transpose(input, swapped, (2,) * rank, 1)
    assert str(refusal.value) == (
        f"the input has 3 channels, but filters ({letters}, out, in) of shape {swapped.shape} read 5; "
        "are the last two axes swapped?"
    )
    with pytest.raises(ShapeError) as refusal:
        transpose(input, other, (2,) * rank, 1)
    assert str(refusal.value).endswith("read 5")
