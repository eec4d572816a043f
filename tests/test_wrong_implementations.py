"""Well-known ways to get a transposed convolution wrong: the recording catches each of them.

Each wrong implementation is a right one with one thing changed. HIDDEN says where the mistake
does not show: tests that look only there would let it pass.
"""

import numpy as np
import pytest

from tconv_lib import Padding, conv_padding, insert_zeros, pad, rotate, slide, zero_padding
from tconv_lib.recorded import example_arrays, tensorflow_cases

CASES = [case for case in tensorflow_cases() if case.error is None]


def axes(case):
    """(size, kernel, stride, output_size) of the rows and of the columns."""
    return [*zip(case.input_shape[1:3], case.filters_shape, case.strides, case.output_shape[1:3])]


def margins(case):
    return [zero_padding(*axis, case.padding) for axis in axes(case)]


def forward_padding(case):
    return [conv_padding(output_size, *axis, case.padding) for _, *axis, output_size in axes(case)]


# Right, in the two usual ways.


def insert_and_slide(case, input, filters):
    return slide(pad(insert_zeros(input, case.strides), margins(case)), rotate(filters))


def crop_the_full_result(case, input, filters):
    return cropped(case, input, filters, [zeros.before for zeros in forward_padding(case)])


def cropped(case, input, filters, starts):
    """A piece of the full result, and of the zeros beyond its end."""
    all_round = [Padding(kernel - 1, kernel - 1) for _, kernel, _, _ in axes(case)]
    full = slide(pad(insert_zeros(input, case.strides), all_round), rotate(filters))
    full = pad(full, [Padding(0, stride) for stride in case.strides])
    (top, left), (rows, columns) = starts, case.output_shape[1:3]
    return full[:, top : top + rows, left : left + columns]


# Wrong.


def no_rotation(case, input, filters):
    return slide(pad(insert_zeros(input, case.strides), margins(case)), filters.swapaxes(2, 3))


def extra_row_at_the_bottom(case, input, filters):
    """The odd row of zeros goes to the bottom, as it does in the forward convolution."""
    sums = [sum(zeros) for zeros in margins(case)]
    halves = [Padding(total // 2, total - total // 2) for total in sums]
    return slide(pad(insert_zeros(input, case.strides), halves), rotate(filters))


def symmetric_padding_only(case, input, filters):
    both_ends = [Padding(zeros.before, zeros.before) for zeros in margins(case)]
    return slide(pad(insert_zeros(input, case.strides), both_ends), rotate(filters))


def crop_at_the_wrong_end(case, input, filters):
    """The larger half of an odd crop is taken from the beginning."""
    return cropped(case, input, filters, [zeros.after for zeros in forward_padding(case)])


def filters_as_in_out(case, input, filters):
    """The last two axes of the filters are read as (in, out), as in conv2d."""
    return slide(pad(insert_zeros(input, case.strides), margins(case)), filters[::-1, ::-1])


def one_zero_too_many(case, input, filters):
    """As many zeros between neighbours as the stride, not one fewer."""
    strides = [stride + 1 for stride in case.strides]
    return slide(pad(insert_zeros(input, strides), margins(case)), rotate(filters))


def rows_and_columns_swapped(case, input, filters):
    return slide(pad(insert_zeros(input, case.strides), margins(case)[::-1]), rotate(filters))


def only_the_centre_is_used(size, kernel, stride, output_size):
    return kernel == 1 or kernel % 2 == size == output_size == 1


HIDDEN = {
    no_rotation: lambda case: all(only_the_centre_is_used(*axis) for axis in axes(case)),
    # Wherever the right layout has an odd row at the bottom too, or none.
    extra_row_at_the_bottom: lambda case: all(after - before in (0, 1) for before, after in margins(case)),
    symmetric_padding_only: lambda case: all(before == after for before, after in margins(case)),
    # Wherever the crop is even or nothing, as it always is in VALID.
    crop_at_the_wrong_end: lambda case: all(before == after for before, after in forward_padding(case)),
    filters_as_in_out: lambda case: case.filters_shape[2:] == (1, 1),
    one_zero_too_many: lambda case: case.input_shape[1:3] == (1, 1),
    # Wherever rows and columns are treated alike: in all tests with squares only.
    rows_and_columns_swapped: lambda case: margins(case)[0] == margins(case)[1],
}


def agrees(implementation, case):
    try:
        result = implementation(case, *example_arrays(case))
    except ValueError:
        return False
    return result.shape == case.output_shape and np.array_equal(result, case.values)


@pytest.mark.parametrize("implementation", [insert_and_slide, crop_the_full_result])
def test_right(implementation):
    assert [case for case in CASES if not agrees(implementation, case)] == []


@pytest.mark.parametrize("implementation", HIDDEN)
def test_wrong_and_caught_except_where_it_cannot_show(implementation):
    hidden = [case for case in CASES if HIDDEN[implementation](case)]
    assert [case for case in CASES if agrees(implementation, case)] == hidden
    assert 20 <= len(hidden) < len(CASES) - 200


def test_a_symmetric_kernel_hides_the_missing_rotation():
    for case in CASES:
        input, filters = example_arrays(case)
        symmetric = filters + filters[::-1, ::-1]
        assert np.array_equal(no_rotation(case, input, symmetric), insert_and_slide(case, input, symmetric))
