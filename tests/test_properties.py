"""What must hold for all inputs, tried on many drawn at random; on integers, so that equal means equal."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tconv_lib import (
    ShapeError,
    conv2d,
    conv2d_transpose,
    conv_output_size,
    insert_zeros,
    legal_output_sizes,
)

settings.register_profile("course", deadline=None, max_examples=200, derandomize=True, database=None)
settings.load_profile("course")

PADDINGS = st.sampled_from(["SAME", "VALID"])


def integers(*shape):
    return hnp.arrays(np.int64, shape, elements=st.integers(-9, 9))


def pairs(smallest, largest):
    return st.tuples(st.integers(smallest, largest), st.integers(smallest, largest))


@st.composite
def convolutions(draw):
    """The arguments of a conv2d: x (N, H, W, in), filters (h, w, in, out), strides, padding."""
    sizes, kernel, strides = draw(pairs(1, 8)), draw(pairs(1, 5)), draw(pairs(1, 5))
    batch, channels, filters = draw(st.tuples(*[st.integers(1, 3)] * 3))
    padding = draw(PADDINGS)
    if padding == "VALID":
        sizes = [size + k - 1 for size, k in zip(sizes, kernel)]
    x = draw(integers(batch, *sizes, channels))
    return x, draw(integers(*kernel, channels, filters)), strides, padding


@st.composite
def transposes(draw):
    """The arguments of a conv2d_transpose, legal ones."""
    sizes, kernel, strides = draw(pairs(1, 5)), draw(pairs(1, 5)), draw(pairs(1, 5))
    batch, channels, filters = draw(st.tuples(*[st.integers(1, 3)] * 3))
    padding = draw(PADDINGS)
    outputs = [draw(st.sampled_from(legal_output_sizes(*axis, padding))) for axis in zip(sizes, kernel, strides)]
    x = draw(integers(batch, *sizes, channels))
    return x, draw(integers(*kernel, filters, channels)), (batch, *outputs, filters), strides, padding


@given(convolutions(), st.data())
def test_the_transpose_is_the_adjoint(convolution, data):
    """<conv2d(x), y> == <x, conv2d_transpose(y)>, which is what "transposed" means.

    Both read the same filters: (h, w, in, out) for conv2d is (h, w, out, in) for the way back.
    """
    x, filters, strides, padding = convolution
    forward = conv2d(x, filters, strides, padding)
    y = data.draw(integers(*forward.shape))
    assert np.sum(forward * y) == np.sum(x * conv2d_transpose(y, filters, x.shape, strides, padding))


@given(transposes(), st.data())
def test_linear_in_the_input(transpose, data):
    x, filters, *rest = transpose
    other, factor = data.draw(integers(*x.shape)), data.draw(st.integers(-9, 9))
    together = conv2d_transpose(x + factor * other, filters, *rest)
    apart = conv2d_transpose(x, filters, *rest) + factor * conv2d_transpose(other, filters, *rest)
    assert np.array_equal(together, apart)


@given(transposes(), st.data())
def test_linear_in_the_kernel(transpose, data):
    x, filters, *rest = transpose
    other, factor = data.draw(integers(*filters.shape)), data.draw(st.integers(-9, 9))
    together = conv2d_transpose(x, filters + factor * other, *rest)
    apart = conv2d_transpose(x, filters, *rest) + factor * conv2d_transpose(x, other, *rest)
    assert np.array_equal(together, apart)


@given(transposes())
def test_the_transpose_has_the_requested_shape_and_the_convolution_leads_back(transpose):
    x, filters, output_shape, strides, padding = transpose
    result = conv2d_transpose(x, filters, output_shape, strides, padding)
    assert result.shape == output_shape
    assert conv2d(result, filters, strides, padding).shape == x.shape


@given(*[st.integers(1, 100)] * 4, PADDINGS)
def test_a_size_is_legal_exactly_if_the_forward_convolution_leads_back(size, kernel, stride, output_size, padding):
    try:
        leads_back = conv_output_size(output_size, kernel, stride, padding) == size
    except ShapeError:
        leads_back = False
    assert (output_size in legal_output_sizes(size, kernel, stride, padding)) == leads_back


@given(*[st.integers(1, 10**4)] * 3, PADDINGS)
def test_the_legal_sizes_end_where_the_forward_size_changes(size, kernel, stride, padding):
    legal = legal_output_sizes(size, kernel, stride, padding)
    assert {conv_output_size(h, kernel, stride, padding) for h in (legal[0], legal[-1])} == {size}
    assert conv_output_size(legal[-1] + 1, kernel, stride, padding) == size + 1


@given(pairs(1, 6), st.integers(1, 3), st.integers(1, 3), pairs(1, 5), st.data())
def test_insert_zeros_keeps_the_values_a_stride_apart_and_has_zeros_elsewhere(sizes, batch, channels, strides, data):
    x = data.draw(integers(batch, *sizes, channels))
    wide = insert_zeros(x, strides)
    kept = wide[:, :: strides[0], :: strides[1]]
    assert np.array_equal(kept, x)
    assert wide.shape[1:3] == tuple((size - 1) * stride + 1 for size, stride in zip(sizes, strides))
    kept[...] = 0
    assert not wide.any()


@given(convolutions())
def test_conv2d_is_what_the_loops_say(convolution):
    assert np.array_equal(conv2d(*convolution), looped_conv2d(*convolution))


def looped_conv2d(x, filters, strides, padding):
    """The definition of tf.nn.conv2d, one product at a time."""
    images, *sizes, _ = x.shape
    rows, columns = (windows(*axis, padding) for axis in zip(sizes, filters.shape, strides))
    result = np.zeros((images, len(rows), len(columns), filters.shape[3]), int)
    for n, (i, top), (j, left) in product(range(images), enumerate(rows), enumerate(columns)):
        for u, v, c, f in np.ndindex(filters.shape):
            row, column = top + u, left + v
            if 0 <= row < sizes[0] and 0 <= column < sizes[1]:
                result[n, i, j, f] += x[n, row, column, c] * filters[u, v, c, f]
    return result


def windows(size, kernel, stride, padding):
    """Where the windows start; a negative place is in the padding."""
    if padding == "VALID":
        return range(0, size - kernel + 1, stride)
    count = len(range(0, size, stride))
    first = -(max((count - 1) * stride + kernel - size, 0) // 2)
    return range(first, first + count * stride, stride)
