"""Anything at all, given to every public function of the library: refused in our own words, or computed right.

Refused means ShapeError, TypeError or ValueError from a `raise` of ours: no text from the depths of NumPy or Python.
What no docstring promises to take is always refused, at once, whatever the function.
"""

import inspect
import linecache
import traceback
import warnings
from collections import OrderedDict, deque
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from course import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from tconv_lib import ShapeError, description, fast, frameworks, ops, pictures, recorded, shapes, views
from tconv_lib.arguments import shown

IMAGE = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
BATCH, FILTERS = np.ones((1, 3, 3, 2)), np.ones((3, 3, 4, 2))
SAID = frameworks.from_tensorflow((3, 3), 3, (6, 6), 2)

AXIS = {"size": ("number", 3), "kernel": ("number", 3), "stride": ("number", 2)}
PADDED = {"padding": ("padding", "SAME")}
ASKED = {**AXIS, "output_size": ("number", 5), **PADDED}
TRANSPOSE = {
    "input": ("array", BATCH),
    "filters": ("array", FILTERS),
    "output_shape": ("numbers", (1, 6, 6, 8)),
    "strides": ("numbers", 2),
    "padding": ("padding", "SAME"),
    "dilations": ("numbers or None", 1),
    "groups": ("number", 2),
}
BIAS = {"bias": ("array or None", [1, 2, 3, 4, 5, 6, 7, 8])}
VIEW = {**TRANSPOSE, **BIAS}
IN_A_FORMAT = {**VIEW, "data_format": ("word", "NHWC")}
PLAIN = {"groups": ("number", 1), "bias": ("array or None", [1])}
LAYER = {"sizes": ("numbers", (3, 3)), "kernels": ("numbers", 3)}

PUBLIC = {
    shapes.conv_output_size: {**AXIS, **PADDED},
    shapes.conv_padding: {**AXIS, **PADDED},
    shapes.legal_output_sizes: {**AXIS, **PADDED},
    shapes.inserted_size: {"size": ("number", 3), "stride": ("number", 2)},
    shapes.full_size: AXIS,
    shapes.crop_before: ASKED,
    shapes.zero_padding: ASKED,
    ops.conv2d: {
        "input": ("array", IMAGE),
        "filters": ("array", IMAGE),
        "strides": ("numbers", 2),
        "padding": ("padding", "SAME"),
        "dilations": ("numbers", 1),
        "groups": ("number", 1),
    },
    ops.conv1d_transpose: {
        "input": ("array", [1, 2, 3]),
        "filters": ("array", [1, 10, 100]),
        "output_shape": ("numbers", 6),
        "strides": ("numbers", 2),
        "padding": ("padding", "SAME"),
        "data_format": ("word", "NWC"),
        "dilations": ("numbers or None", None),
        **PLAIN,
    },
    ops.conv2d_transpose: IN_A_FORMAT,
    ops.conv3d_transpose: {
        "input": ("array", np.ones((1, 2, 2, 2, 1))),
        "filters": ("array", np.ones((2, 2, 2, 1, 1))),
        "output_shape": ("numbers", (1, 4, 4, 4, 1)),
        "strides": ("numbers", 2),
        "padding": ("padding", "SAME"),
        "data_format": ("word", "NDHWC"),
        "dilations": ("numbers or None", None),
        **PLAIN,
    },
    ops.transpose_steps: TRANSPOSE,
    ops.insert_zeros: {"x": ("array", IMAGE), "strides": ("numbers", 2)},
    ops.pad: {"x": ("array", IMAGE), "margins": ("pairs", [(1, 1), (0, 2)])},
    ops.rotate: {"filters": ("array", FILTERS), "groups": ("number", 2)},
    ops.slide: {"x": ("array", IMAGE), "filters": ("array", [[1]]), "strides": ("numbers", 1), "groups": ("number", 1)},
    fast.conv2d_transpose: IN_A_FORMAT,
    views.by_insertion: VIEW,
    views.by_scatter: VIEW,
    views.by_matrix: VIEW,
    views.by_gradient: VIEW,
    views.convolution_matrix: {
        "filters": ("array", FILTERS),
        "image_shape": ("numbers", (5, 5, 8)),
        "strides": ("numbers", 2),
        "padding": ("padding", "SAME"),
        "dilations": ("numbers", 1),
        "groups": ("number", 2),
    },
    frameworks.from_tensorflow: {
        **LAYER,
        "output_shape": ("numbers", (6, 6)),
        "strides": ("numbers", 2),
        "padding": ("padding", "SAME"),
        "dilations": ("numbers", 1),
    },
    frameworks.from_keras: {
        **LAYER,
        "strides": ("numbers", 2),
        "padding": ("word", "same"),
        "output_padding": ("numbers or None", 1),
        "dilation_rate": ("numbers", 1),
    },
    frameworks.from_pytorch: {
        **LAYER,
        "stride": ("numbers", 2),
        "padding": ("counts", 1),
        "output_padding": ("counts", 1),
        "dilation": ("numbers", 1),
        "groups": ("number", 1),
    },
    frameworks.from_onnx: {
        **LAYER,
        "strides": ("numbers", 2),
        "auto_pad": ("word", "NOTSET"),
        "pads": ("numbers or None", 1),
        "output_padding": ("counts", 0),
        "output_shape": ("numbers or None", 6),
        "dilations": ("numbers", 1),
        "group": ("number", 1),
    },
    frameworks.from_jax: {
        **LAYER,
        "strides": ("numbers", 2),
        "padding": ("pairs", [(1, 1), (1, 2)]),
        "rhs_dilation": ("numbers", 1),
        "transpose_kernel": ("truth", True),
        "use_consistent_padding": ("truth", False),
        "feature_group_count": ("number", 1),
    },
    frameworks.to_tensorflow: {"description": ("description", SAID)},
    frameworks.to_keras: {"description": ("description", SAID)},
    frameworks.to_pytorch: {"description": ("description", SAID)},
    frameworks.to_onnx: {"description": ("description", SAID)},
    frameworks.to_jax: {"description": ("description", SAID), "transpose_kernel": ("truth", True)},
    frameworks.numbers: {
        "description": ("description", SAID),
        "input": ("array", BATCH),
        "filters": ("array", FILTERS),
        "bias": ("array or None", [1, 2, 3, 4]),
    },
    frameworks.dialects: {"description": ("description", SAID), "bias": ("truth", False)},
    frameworks.explain: {
        **LAYER,
        "output_shape": ("numbers", (6, 6)),
        "strides": ("numbers", 2),
        "padding": ("padding", "SAME"),
        "dilations": ("numbers", 1),
        "groups": ("number", 1),
        "bias": ("truth", False),
    },
    pictures.powers_of_ten: {"kernel_size": ("number", 3)},
    pictures.landscape: {"size": ("number", 8)},
    pictures.sheet: {"pictures": ("array", np.ones((2, 3, 3))), "columns": ("number", 2)},
    pictures.writes: {**AXIS, "layers": ("number", 2)},
    pictures.multiplications: AXIS,
    recorded.example_arrays: {"case": ("description", recorded.tensorflow_cases()[0])},
}

LONG = [range(10**9), range(10**30), [[range(10**9)]], ([1], range(10**9))]
# fmt: off
NO_NUMBER = [
    True, np.True_, np.array(True), 2.0, np.float32(2), np.array(2.0), float("nan"), float("inf"), 2j, Fraction(2),
    "2", b"2", "", None, {2}, {2: 2}, frozenset([2]), OrderedDict(a=2), lambda: 2, object(), int, iter([2]),
    (n for n in [2]), map(int, "2"), -1, -(2**40), 10**30, 10**5000, -(10**5000), 2**64, Ellipsis, slice(2),
]
NO_NUMBERS = [
    *NO_NUMBER, *LONG, [2.0, 2], [True, 1], [[2, 2]], [[2], [2, 2]], [None, 2], ["2", 2], [2] * 9, (2, -1), [], {2, 3},
    {2: 3, 3: 2}, np.ones((2, 2)), np.ones(2), np.array([True, True]), [2, 10**30], "22", deque(), [{2}, 2],
]
REFUSED = {
    "number": [*NO_NUMBER, *LONG, 0, [2], (2, 2), np.array([2]), [], np.ones((2, 2), int)],
    "numbers": [*NO_NUMBERS, 0, [2, 0]],
    "counts": NO_NUMBERS,
    "numbers or None": [value for value in NO_NUMBERS if value is not None],
    "padding": [
        *NO_NUMBERS, 0, 1, "same", "FULL", ["SAME", "SAME"], ("SAME", (1, 1)), [(1, 1)] * 3, [(1, 1), (1,)],
        [(1, 1), (1, -1)], [(1, 1), (True, 1)], [(1, 1), {1, 0}], [(1, 1), "11"], [(1, 1), range(10**9)],
    ],
    "pairs": [
        *NO_NUMBERS, 0, 1, (1, 1), "FULL", [(1, 1)] * 3, [(1, 1)], [(1, 1), (1,)], [(1, 1), (1.0, 1)],
        [(1, 1), (True, 1)], [(1, 1), {1, 0}], [(1, 1), "11"], [(1, 1), range(10**9)], [(-9, -9), (0, 0)],
    ],
    "array": [
        *LONG, True, "12", b"12", None, {1, 2}, {1: 2}, object(), iter([1]), (n for n in [1]), map(int, "12"), 2j, [1j],
        [], [[]], [[1], [1, 2]], [[1, [2]], [3]], [["a"]], [None], [[True, 1], [1, 1]], [[1, {2}], [1, 1]],
        [[np.True_, 1.0], [1, 1]], np.ones((3, 3), bool), np.ones((3, 0)), np.ones((2,) * 6), [[[[[[[1]]]]]]],
        np.array([[None]]), np.array([["a"]]), [2**63, -1], [[2**63, -1]], [10**400, 1.5], [2**70], np.float64(3),
        np.array(3), np.zeros(3, "datetime64[D]"), np.zeros(3, [("a", int)]), "x" * 10**6, [[2**63]],
        [np.uint64(2**63)], np.ma.array(np.ones((3, 3)), mask=np.eye(3)),
    ],
    "word": [*NO_NUMBER, *LONG, 0, ["NHWC"], np.array(["NHWC", "NCHW"]), np.ones(3), "nhwc", "FULL", ("same",)],
    "truth": [0, 1, 2, 1.0, "True", None, [True], np.ones(2), np.ones(1, bool)],
    "description": [*NO_NUMBERS, 0, "", SAID.axes],
}
REFUSED["array or None"] = [value for value in REFUSED["array"] if value is not None]
# fmt: on

each_function = pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)


def call(function, **changes):
    good = {name: value for name, (_, value) in PUBLIC[function].items()}
    return function(**good | changes)


def refusal(function, **changes):
    """The error that the call raises, in our own words; None if it raises none."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            call(function, **changes)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{type(error).__name__}: {error}"
            assert isinstance(error, (ValueError, TypeError)), said
            assert Path(last.filename).is_relative_to(ROOT / "tconv_lib"), said
            assert linecache.getline(last.filename, last.lineno).lstrip().startswith("raise "), said
            assert "\n" not in str(error) and len(str(error)) < 400, said
            return error
    return None


@each_function
def test_the_call_is_good_without_junk(function):
    assert refusal(function) is None


@each_function
def test_what_is_not_promised_is_refused(function):
    for name, (kind, _) in PUBLIC[function].items():
        taken = [shown(junk) for junk in REFUSED[kind] if not refusal(function, **{name: junk})]
        assert not taken, (name, taken)


@pytest.mark.parametrize("module", [shapes, ops, views, frameworks], ids=lambda module: module.__name__)
def test_no_public_function_is_left_out(module):
    functions = [each for each in vars(module).values() if inspect.isfunction(each)]
    public = {each for each in functions if each.__module__ == module.__name__ and not each.__name__.startswith("_")}
    assert public <= {*PUBLIC, ops.check_transpose, ops.check_arrays, ops.steps_of, views.view}


numbers = st.one_of(st.integers(-3, 7), st.integers(), st.floats(), st.booleans(), st.none(), st.text(max_size=3))
arrays = st.sampled_from([np.ones((2, 2)), np.arange(3), np.ones((1, 3, 3, 2), np.float16), np.zeros((2, 0)), IMAGE])
anything = st.recursive(
    st.one_of(numbers, arrays, st.sampled_from(["SAME", "VALID", "NHWC", "NCHW", "same", "valid", "SAME_UPPER"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5), st.tuples(inner, inner), st.dictionaries(st.integers(0, 3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60, derandomize=True, database=None)
@given(st.data())
@each_function
def test_anything_is_computed_or_refused_in_our_words(function, data):
    names = data.draw(st.lists(st.sampled_from([*PUBLIC[function]]), min_size=1, max_size=2, unique=True))
    refusal(function, **{name: data.draw(anything) for name in names})


def test_counting_refuses_junk_too():
    for junk in REFUSED["number"]:
        with pytest.raises((ValueError, TypeError)):
            pictures.counting(3, junk)
    for shape in ((), (1,) * 6, (2**20, 2**20)):
        with pytest.raises(ShapeError):
            pictures.counting(*shape)


def test_a_description_is_made_of_axes():
    for axes in ((), (3, 3), (shapes.Axis(3),) * 4, None):
        with pytest.raises(TypeError, match="axes must be 1 to 3"):
            description.Description(axes)
