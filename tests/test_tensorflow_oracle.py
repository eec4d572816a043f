"""conv2d_transpose against the recorded answers of the real tf.nn.conv2d_transpose."""

import gzip
import re
from importlib.util import find_spec

import numpy as np
import pytest

from tconv_lib import ShapeError, conv2d_transpose, legal_output_sizes, zero_padding
from tconv_lib.recorded import TENSORFLOW_FILE, example_arrays, tensorflow_cases, tensorflow_provenance

ACCEPTED = [case for case in tensorflow_cases() if case.error is None]
REJECTED = [case for case in tensorflow_cases() if case.error is not None]


def transpose(case, **changes):
    request = {"output_shape": case.output_shape, "strides": case.strides, "padding": case.padding}
    return conv2d_transpose(*example_arrays(case), **request | changes)


def axes(case):
    """(size, kernel, stride, output_size) of the rows and of the columns."""
    return [*zip(case.input_shape[1:3], case.filters_shape[:2], case.strides, case.output_shape[1:3])]


def same(ours, theirs):
    return ours.shape == theirs.shape and np.array_equal(ours, theirs)


def test_every_accepted_case_has_tensorflows_numbers():
    assert [case for case in ACCEPTED if not same(transpose(case), case.values)] == []


def test_every_rejected_case_is_rejected():
    for case in REJECTED:
        with pytest.raises(ShapeError, match="ask for"):
            transpose(case)


def test_nobody_changes_what_others_get_too():
    with pytest.raises(ValueError, match="read-only"):
        ACCEPTED[0].values[0] = 0


def test_the_first_cases_are_the_articles():
    to_5x5, to_6x6 = tensorflow_cases()[:2]
    for case in (to_5x5, to_6x6):
        assert case.strides == (2, 2) and case.padding == "SAME"
        for array in example_arrays(case):
            assert array.ravel().tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert to_5x5.values[0, :, :, 0].tolist() == [
        [5, 14, 10, 24, 15],
        [16, 40, 26, 60, 36],
        [20, 44, 25, 54, 30],
        [46, 100, 56, 120, 66],
        [35, 74, 40, 84, 45],
    ]
    assert to_6x6.values[0, :, :, 0].tolist() == [
        [1, 2, 5, 4, 9, 6],
        [4, 5, 14, 10, 24, 15],
        [11, 16, 40, 26, 60, 36],
        [16, 20, 44, 25, 54, 30],
        [35, 46, 100, 56, 120, 66],
        [28, 35, 74, 40, 84, 45],
    ]


# What the recording must not lack: a library can be wrong wherever a test looks at square, single and even only.

FEATURES = {
    "input not square": lambda case: case.input_shape[1] != case.input_shape[2],
    "output not square": lambda case: case.output_shape[1] != case.output_shape[2],
    "kernel not square": lambda case: case.filters_shape[0] != case.filters_shape[1],
    "strides differ": lambda case: case.strides[0] != case.strides[1],
    "in != out": lambda case: case.filters_shape[2] != case.filters_shape[3],
    "several images": lambda case: case.input_shape[0] > 1,
    "kernel < stride": lambda case: any(kernel < stride for _, kernel, stride, _ in axes(case)),
    "kernel > stride": lambda case: any(kernel > stride for _, kernel, stride, _ in axes(case)),
    "a single row or column": lambda case: 1 in case.input_shape[1:3],
    "SAME": lambda case: case.padding == "SAME",
    "VALID": lambda case: case.padding == "VALID",
}

PADDED = {
    "SAME, more before": lambda padding, zeros: padding == "SAME" and zeros.before > zeros.after,
    "SAME, more after": lambda padding, zeros: padding == "SAME" and zeros.before < zeros.after,
    "SAME, equal": lambda padding, zeros: padding == "SAME" and zeros.before == zeros.after,
    "VALID, more after": lambda padding, zeros: padding == "VALID" and zeros.before < zeros.after,
    "VALID, equal": lambda padding, zeros: padding == "VALID" and zeros.before == zeros.after,
}

MISSED = {
    "only the rows": lambda rows, columns: rows != 0 and columns == 0,
    "only the columns": lambda rows, columns: rows == 0 and columns != 0,
    "both": lambda rows, columns: rows != 0 and columns != 0,
    "too small": lambda rows, columns: min(rows, columns) < 0 <= max(rows, columns),
    "too large": lambda rows, columns: min(rows, columns) >= 0 < max(rows, columns),
    "by just one": lambda rows, columns: abs(rows) + abs(columns) == 1,
}


def test_there_are_many_cases():
    assert len(ACCEPTED) >= 600
    assert len(REJECTED) >= 300


@pytest.mark.parametrize("feature", FEATURES)
def test_the_cases_have(feature):
    assert sum(map(FEATURES[feature], ACCEPTED)) >= 200
    assert sum(map(FEATURES[feature], REJECTED)) >= 100


@pytest.mark.parametrize("kind", PADDED)
@pytest.mark.parametrize("axis", [0, 1], ids=["rows", "columns"])
def test_the_accepted_cases_have_padding(kind, axis):
    zeros = [(case.padding, zero_padding(*axes(case)[axis], case.padding)) for case in ACCEPTED]
    assert sum(PADDED[kind](*each) for each in zeros) >= 40


@pytest.mark.parametrize("kind", MISSED)
def test_the_rejected_cases_miss(kind):
    assert sum(MISSED[kind](*misses(case)) for case in REJECTED) >= 20


def misses(case):
    """By how much the rows and the columns are too large (+) or too small (-)."""
    result = []
    for *axis, output_size in axes(case):
        legal = legal_output_sizes(*axis, case.padding)
        result.append(output_size - min(max(output_size, legal[0]), legal[-1]))
    return result


@pytest.mark.parametrize("cases", [ACCEPTED, REJECTED], ids=["accepted", "rejected"])
def test_sizes_kernels_and_strides_are_1_to_5(cases):
    for values in zip(*(axis[:3] for case in cases for axis in axes(case))):
        assert set(values) == {1, 2, 3, 4, 5}


def test_no_kernel_is_symmetric():
    for case in tensorflow_cases():
        _, filters = example_arrays(case)
        assert filters.shape[:2] == (1, 1) or not np.array_equal(filters, filters[::-1, ::-1])


# How a call is spelled makes no difference.


def test_the_type_is_kept():
    for case in ACCEPTED[:100]:
        input, filters = example_arrays(case)
        for dtype in (np.int16, np.uint32, np.int64, np.float16, np.float32, np.float64):
            ours = conv2d_transpose(
                input.astype(dtype), filters.astype(dtype), case.output_shape, case.strides, case.padding
            )
            assert ours.dtype == dtype
            assert same(ours, case.values.astype(dtype))


def test_what_the_type_cannot_hold_is_refused():
    image = np.full((2, 2), 20, np.uint8)
    with pytest.raises(ShapeError, match="the result reaches 400, which uint8 cannot hold; give int64 or floats"):
        conv2d_transpose(image, image, (4, 4), 2)
    assert conv2d_transpose(image, image.astype(int), (4, 4), 2).max() == 400


def test_plain_images_give_the_same_as_a_batch_of_one():
    plain = [case for case in ACCEPTED if case.input_shape[0] == 1 and case.filters_shape[2:] == (1, 1)]
    assert len(plain) >= 50
    for case in plain:
        input, filters = example_arrays(case)
        ours = conv2d_transpose(
            input[0, :, :, 0], filters[:, :, 0, 0], case.output_shape[1:3], case.strides, case.padding
        )
        assert same(ours, case.values[0, :, :, 0])


def test_all_spellings_of_the_strides_agree():
    for case in ACCEPTED[:200]:
        rows, columns = case.strides
        spellings = [[rows, columns], (1, rows, columns, 1), np.array([rows, columns])]
        if rows == columns:
            spellings += [rows, [rows], np.int32(rows)]
        for strides in spellings:
            assert same(transpose(case, strides=strides), case.values)


def test_output_shape_may_be_rows_and_columns_only():
    for case in ACCEPTED[:100]:
        assert same(transpose(case, output_shape=case.output_shape[1:3]), case.values)


# Where the recording comes from.


def test_the_provenance_is_named():
    provenance = tensorflow_provenance()
    assert provenance["framework"] == "TensorFlow"
    assert re.fullmatch(r"\d+\.\d+\.\d+", provenance["version"])
    assert set(provenance) == {"framework", "version", "numpy", "seed", "script", "errors"}


def test_the_two_builds_refuse_in_different_words():
    errors = tensorflow_provenance()["errors"]
    assert "actual = 3, computed = 4" in errors["without oneDNN"]["3x3 to 7x7"]
    assert "actual = 7, computed = 8" in errors["without oneDNN"]["7x7 to 16x16"]
    for message in errors["default"].values():
        assert "could not create a primitive descriptor" in message


def test_every_error_is_one_clean_line():
    messages = [case.error for case in REJECTED]
    for build in tensorflow_provenance()["errors"].values():
        messages += build.values()
    for message in messages:
        assert message and "\n" not in message and "{{" not in message


@pytest.mark.skipif(find_spec("tensorflow") is None, reason="TensorFlow is not installed here; `make oracle` has it")
def test_recording_again_gives_the_same_bytes():
    from tconv_lib.teach.oracle.record_tensorflow import as_json, record

    recording = record()
    # Which numpy is installed depends on the version of Python; it has no say in the numbers.
    recording["provenance"]["numpy"] = tensorflow_provenance()["numpy"]
    assert as_json(recording) == gzip.decompress(TENSORFLOW_FILE.read_bytes())
