"""Anything at all, given to every public function of the library: refused in our own words, or computed right.

Refused means ShapeError, TypeError or ValueError from a `raise` of ours: no text from the depths of NumPy or Python.
What no docstring promises to take is always refused, at once, whatever the function.
"""

import ast
import inspect
import linecache
import time
import traceback
import tracemalloc
import warnings
from collections import OrderedDict, deque
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from course import EXERCISES, NOTEBOOKS, ROOT, SOLUTIONS, read
from hypothesis import given, settings
from hypothesis import strategies as st

import tconv_lib
from tconv_lib import (
    ShapeError,
    checks,
    description,
    examples,
    explore,
    fast,
    figures,
    frameworks,
    layer_pictures,
    networks,
    ops,
    picture_parts,
    pictures,
    predictions,
    recorded,
    shapes,
    size_pictures,
    views,
)
from tconv_lib.teach import hidden
from tconv_lib.words import shown

PICTURES = pictures, size_pictures, layer_pictures

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
SHOWN = {"size": ("count", 3), "kernel": ("count", 3), "stride": ("count", 2)}
WORD = {"padding": ("word", "SAME")}
LINE = {"x": ("signal", [1, 2, 3]), "kernel": ("signal", [1, 10, 100])}
PICTURE = {"image": ("image", IMAGE), "kernel": ("image", IMAGE)}
STEPS, SIGNAL_STEPS = ops.transpose_steps(IMAGE, IMAGE, (6, 6), 2), ops.transpose_steps([1, 2], [1], 3, 2)
SIGNAL_SAID = frameworks.from_tensorflow(3, 3, 6, 2)
LINK = figures.Reads(to=1, of=0)


def drawn(stride=2, padding="SAME", bias=False):
    return figures.grid([stride, padding, str(bias)])


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
        "dilations": ("numbers or None", None),
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
        "rhs_dilation": ("numbers or None", None),
        "transpose_kernel": ("truth", True),
        "use_consistent_padding": ("truth", False),
        "feature_group_count": ("number", 1),
    },
    frameworks.to_tensorflow: {"description": ("description", SAID)},
    frameworks.to_keras: {"description": ("description", SAID)},
    frameworks.to_pytorch: {"description": ("description", SAID)},
    frameworks.to_onnx: {"description": ("description", SAID)},
    frameworks.to_jax: {"description": ("description", SAID), "transpose_kernel": ("truth or None", None)},
    frameworks.numbers: {
        "description": ("description", SAID),
        "input": ("array", BATCH),
        "filters": ("array", FILTERS),
        "bias": ("array or None", [1, 2, 3, 4]),
    },
    frameworks.dialects: {
        "description": ("description", SAID),
        "bias": ("truth", False),
        "caption": ("text", "five dialects"),
    },
    frameworks.explain: {
        **LAYER,
        "output_shape": ("numbers", (6, 6)),
        "strides": ("numbers", 2),
        "padding": ("padding", "SAME"),
        "dilations": ("numbers or None", None),
        "groups": ("number", 1),
        "bias": ("truth", False),
    },
    examples.powers_of_ten: {"kernel_size": ("number", 3)},
    examples.landscape: {"size": ("number", 8)},
    examples.sheet: {"pictures": ("array", np.ones((2, 3, 3))), "columns": ("number", 2)},
    examples.writes: {**AXIS, "layers": ("number", 2)},
    examples.multiplications: AXIS,
    examples.counting: {"size": ("number", 3)},
    pictures.scatter_picture: {**LINE, "stride": ("count", 2), "dilation": ("count", 2)},
    pictures.gather_picture: {**LINE, "stride": ("count", 2), "position": ("place", 1), "turned": ("truth", True)},
    size_pictures.windows_picture: {**SHOWN, **PADDED},
    size_pictures.size_line: {**SHOWN, **WORD, "longest": ("count", 9)},
    size_pictures.padding_picture: {**SHOWN, "output_size": ("count", 5), **WORD},
    size_pictures.crop_picture: {**SHOWN, "output_size": ("count", 5), **WORD},
    pictures.matrix_picture: {**SHOWN, **WORD, "transposed": ("truth", True)},
    size_pictures.restored_picture: {
        "kernel": ("count", 3),
        "padding": ("place", 1),
        "stride": ("count", 2),
        "sizes": ("counts of a picture", [5, 6]),
    },
    size_pictures.ladder_picture: {"ladder": ("made", networks.unet(20)), "answer": ("truth", True)},
    size_pictures.lopsided_map: {"size": ("count", 3), "smaller_by": ("place", 1)},
    size_pictures.parts_picture: {"descriptions": ("made", {"ours": SIGNAL_SAID}), **LINE},
    layer_pictures.writes_picture: SHOWN,
    pictures.zeros_picture: {"x": ("signal or image", IMAGE), "strides": ("numbers", 2)},
    pictures.transpose_picture: {
        **PICTURE,
        "output_shape": ("numbers", (6, 6)),
        "strides": ("numbers", 2),
        "padding": ("padding", "SAME"),
    },
    pictures.turned_picture: {"kernel": ("image", IMAGE)},
    pictures.conv_step_picture: {**PICTURE, "stride": ("count", 2), **WORD, "position": ("place or None", 3)},
    pictures.transpose_step_picture: {"steps": ("steps", STEPS), "position": ("place or None", 3)},
    layer_pictures.phase_picture: {
        "kernel": ("count", 3),
        "stride": ("count", 2),
        "row_phase": ("place", 1),
        "column_phase": ("place", 1),
    },
    pictures.agreement_picture: {"arrays": ("made", {"ours": IMAGE, "theirs": np.eye(3)})},
    pictures.product_picture: {"matrices": ("made", {"A": IMAGE, "B": np.eye(3)})},
    pictures.share_of_zeros_picture: {"size": ("count", 3)},
    examples.writes_inside: {"kernel": ("count", 3), "stride": ("count", 2)},
    layer_pictures.layers_picture: {"kernel": ("count", 3), "layers": ("count", 2)},
    pictures.multiplications_picture: SHOWN,
    examples.cured: {"seed": ("place", 1)},
    layer_pictures.cures_picture: {"seed": ("place", 1)},
    layer_pictures.shuffle_picture: {"channels": ("array", np.ones((4, 2, 2)))},
    examples.shuffled: {"channels": ("array", np.ones((4, 2, 2)))},
    layer_pictures.channels_picture: {
        "batch": ("array", BATCH),
        "filters": ("array", FILTERS),
        "stride": ("count", 2),
        "image": ("place", 0),
        "out_channel": ("place", 1),
    },
    pictures.blocks_picture: {**PICTURE, "stride": ("count", 2)},
    layer_pictures.bias_picture: {"kernel": ("count", 2), "bias": ("place", 4)},
    layer_pictures.groups_picture: {"groups": ("count", 2)},
    layer_pictures.filters_picture: {"groups": ("count", 2)},
    examples.bilinear: {"stride": ("count", 2)},
    examples.in_parts: {"stride": ("count", 2)},
    layer_pictures.bilinear_picture: {"signal": ("word", "ramp"), "stride": ("count", 3), "answer": ("truth", True)},
    layer_pictures.volume_picture: {"depth": ("place", 1)},
    pictures.padded_picture: {"steps": ("steps", STEPS)},
    pictures.without_first_picture: {"large": ("image", IMAGE), "small": ("image", [[5, 6], [8, 9]])},
    pictures.unturned_picture: {"steps": ("steps", STEPS), "unturned": ("image", np.ones((6, 6), int))},
    pictures.two_sums_picture: {
        "x": ("image", IMAGE),
        "y": ("image", [[1, 2], [3, 4]]),
        "kernel": ("image", IMAGE),
        "stride": ("count", 2),
    },
    pictures.round_trip_picture: {"x": ("image", IMAGE), "kernel": ("image", IMAGE), "stride": ("count", 2)},
    picture_parts.scattered: {"strides": ("pair from 1", (2, 2)), "crop": ("pair", (0, -1))},
    picture_parts.inserted_roles: {"x": ("signal or image", IMAGE), "strides": ("numbers", 2)},
    picture_parts.padded_roles: {"steps": ("made", STEPS)},
    figures.Picture: {
        "html": ("text", "<p>1</p>"),
        "alt": ("text", "1"),
        "roles": ("list", ["input"]),
        "live": ("text or None", "<b>1</b>"),
        "extent": ("sizes", [1]),
    },
    figures.grid: {
        "values": ("table", IMAGE),
        "roles": ("roles", "input"),
        "caption": ("text", "image"),
        "mark": ("marks", np.eye(3, dtype=bool)),
        "row_names": ("names", ["a", "b", 3]),
        "column_names": ("names", range(3)),
        "origin": ("pair or None", (1, -1)),
        "every": ("pair", (-1, 2)),
        "words": ("text", "an image"),
    },
    figures.figure: {
        "part": ("part", figures.grid(IMAGE)),
        "caption": ("text", "image"),
        "links": ("links", [LINK]),
        "at": ("place in a grid", (1, 3)),
        "same": ("grids", [0, 1]),
    },
    figures.Reads: {
        "to": ("grid", 1),
        "of": ("grid", (0, 0, 0, 3, 3)),
        "taps": ("grid or None", (2, 1, 1, 2, 2)),
        "step": ("pair", (1, -1)),
        "start": ("pair", (1, -1)),
        "every": ("pair from 1", (1, 2)),
        "turn": ("turn", -1),
        "count": ("pair from 1", (1, 2)),
        "rows": ("truth", False),
    },
    figures.table: {
        "rows": ("made", {"a": [1, 2, 3], "b": [4, 5, 6], "c": [7, 8, 9]}),
        "roles": ("roles", "input"),
        "caption": ("text", "a table"),
        "columns": ("names", ["c", "d", 4]),
        "mark": ("marks", np.eye(3, dtype=bool)),
    },
    figures.covered: {
        "picture": ("made", figures.figure(figures.grid(IMAGE))),
        "number": ("index", 0),
        "part": ("part of a grid", 1),
    },
    figures.heat: {"values": ("finite", IMAGE)},
    figures.image: {"values": ("finite image", IMAGE), "caption": ("text", "grey"), "scale": ("count", 2)},
    figures.note: {"heading": ("text", "No"), "text": ("text", "not this"), "good": ("truth", False)},
    figures.printed: {"text": ("text", "")},
    explore.explore: {
        "picture": ("function", drawn),
        "play": ("name or None", "stride"),
        "ahead": ("truth", True),
        "stride": ("control", (1, 3)),
        "padding": ("control", ["SAME", "VALID"]),
        "bias": ("control", True),
    },
    predictions.ask: {
        "question": ("text", "?"),
        "choices": ("choices", ["1", "2"]),
        "answer": ("choice", "2"),
        "show": ("show", explore.explore(drawn, stride=(1, 3))),
        "then": ("setting", {"stride": 3}),
    },
    predictions.click: {"kind": ("word", "row"), "where": ("place in a picture", 1), "grid": ("index", 0)},
    predictions.predictions: {"page": ("text or None", "03")},
    networks.dcgan: {"size": ("number", 64)},
    networks.unet: {"size": ("number", 64)},
    networks.fcn8s: {"size": ("number", 64)},
    networks.hifigan: {"frames": ("number", 3), "rates": ("counts of a picture", [8, 2])},
    checks.check: {"answer": ("anything", drawn)},
    description.Description: {
        "axes": ("made", SAID.axes),
        "rotated": ("truth", True),
        "groups": ("number", 2),
    },
    recorded.example_array: {"shape": ("counts", (3, 4)), "period": ("number", 11)},
    recorded.example_arrays: {"case": ("description", recorded.tensorflow_cases()[0])},
    recorded.example_bias: {"case": ("made", recorded.framework_cases()["PyTorch"][0])},
    recorded.tensorflow_cases: {},
    recorded.tensorflow_provenance: {},
    recorded.framework_cases: {},
    recorded.frameworks_provenance: {},
    recorded.peer_cases: {},
    recorded.peers_provenance: {},
    recorded.questions: {},
    recorded.digits: {},
}

NOT_BY_NAME = {
    checks.check: checks.verdict,
    examples.counting: lambda size: examples.counting(3, size),
    figures.figure: lambda part, **named: figures.figure(figures.grid(IMAGE), part, **named),
    figures.Reads: lambda **named: figures.figure(*[figures.grid(IMAGE)] * 3, links=[figures.Reads(**named)]),
    explore.explore: lambda picture, **named: explore.explore(picture, **named),
    predictions.ask: lambda question, choices, **named: predictions.ask(question, choices, **named),
    predictions.click: lambda kind, where, grid: predictions.ask(
        "?", answer=predictions.click(kind, where, grid), show=figures.grid(IMAGE)
    ),
    predictions.predictions: lambda page: predictions.predictions(page),
}
"""How to call what is not called by the names of its arguments alone; Reads are looked at when a figure is made."""

INNER = {
    ops.check_transpose, ops.check_arrays, ops.check_steps, ops.steps_of, views.view, figures.tied, figures.breakable,
    figures.cell_text, description.axes_of, description.call, description.check_sizes,
}  # fmt: skip
"""What only the library calls, with what has been checked."""


class Broken:
    """An array of another library that cannot be read."""

    shape = (3, 3)

    def __array__(self, *_, **__):
        raise RuntimeError("on another device")

    __index__ = __len__ = __getitem__ = __iter__ = __array__


class Endless(list):
    """A list that says it is short."""

    def __iter__(self):
        while True:
            yield 1


class Hollow:
    """A sequence that cannot be read, and asks for every attribute in vain."""

    def __getattr__(self, name):
        raise RuntimeError("closed")

    def __len__(self):
        raise ValueError("closed")

    __getitem__ = __len__


HUGE = np.broadcast_to(np.uint8(1), (10**5, 10**5))
LONG = [range(10**9), range(10**30), [[range(10**9)]], ([1], range(10**9))]
# fmt: off
NO_NUMBER = [
    True, np.True_, np.array(True), 2.0, np.float32(2), np.array(2.0), float("nan"), float("inf"), 2j, Fraction(2),
    "2", b"2", "", None, {2}, {2: 2}, frozenset([2]), OrderedDict(a=2), lambda: 2, object(), int, iter([2]),
    (n for n in [2]), map(int, "2"), -1, -(2**40), 10**30, 10**5000, -(10**5000), 2**64, Ellipsis, slice(2), Broken(),
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
        [np.uint64(2**63)], np.ma.array(np.ones((3, 3)), mask=np.eye(3)), Broken(), [Broken()], Hollow(), [Hollow()],
        memoryview(np.ones((3, 3))), [memoryview(np.ones((3, 3)))], memoryview(b"123"), [memoryview(b"123")] * 3, HUGE,
        [HUGE],
    ],
    "word": [*NO_NUMBER, *LONG, 0, ["NHWC"], np.array(["NHWC", "NCHW"]), np.ones(3), "nhwc", "FULL", ("same",)],
    "truth": [0, 1, 2, 1.0, "True", None, [True], np.ones(2), np.ones(1, bool)],
    "description": [*NO_NUMBERS, 0, "", SAID.axes],
}
NO_TEXT = [value for value in NO_NUMBERS if not isinstance(value, str)]
NO_PAIR = [
    *LONG, None, 1, "11", [1], [1, 2, 3], [1, 1.5], [1, True], [1, None], {1, 2}, {1: 2, 2: 3}, np.ones(2),
    iter([1, 1]), Broken(),
]
NO_TABLE = [
    *LONG, b"12", {1, 2}, {1: 2}, object(), iter([1]), (n for n in [1]), 2j, [1j], [], [[]], [[1], [1, 2]],
    [[1, [2]], [3]], [[1, {2}]], np.ones((3, 0)), np.ones((3, 3, 1)),
    np.ones((2,) * 6), [[[[[[[1]]]]]]], np.zeros(3, "datetime64[D]"), np.ma.array(np.ones((3, 3))), np.ones((200, 200)),
    Broken(), [Broken()], Hollow(), [Hollow()], memoryview(np.ones((3, 3))), HUGE, [HUGE], [b"a"], [lambda: 1],
    np.array([[object()]]),
]
NO_GRID = [
    *(value for value in NO_NUMBER if value is not None), 3, (0, 0), (0, 0, 0, 4, 3), (0, 2, 0, 2, 3),
    (3, 0, 0, 1, 1), (0, -1, 0, 1, 1), (0, 0, 0, 1.0, 1),
]
REFUSED |= {
    "truth or None": [value for value in REFUSED["truth"] if value is not None],
    "array or None": [value for value in REFUSED["array"] if value is not None],
    "count": [*REFUSED["number"], 1001, 2**20],
    "place": [*(value for value in REFUSED["number"] if not (type(value) is int and value == 0)), 1001, 2**20],
    "counts of a picture": [value for value in NO_NUMBERS if not isinstance(value, list) or value != [2] * 9] + [2, 0],
    "signal": [*REFUSED["array"], IMAGE, 1, np.ones((1, 3))],
    "image": [*REFUSED["array"], [1, 2, 3], 1, np.ones((1, 3, 3))],
    "signal or image": [*REFUSED["array"], 1, np.ones((1, 3, 3))],
    "finite": [*REFUSED["array"], [float("nan")], [float("inf"), 1], np.ones((1, 3, 3))],
    "made": [*NO_NUMBERS, 0, "", SAID, {"ours": 1}, {"ours": SAID}, {}],
    "text": NO_TEXT,
    "text or None": [value for value in NO_TEXT if value is not None],
    "name or None": [value for value in [*NO_TEXT, "padding", "size"] if value is not None],
    "pair": NO_PAIR,
    "pair or None": [value for value in NO_PAIR if value is not None],
    "sizes": [*LONG, None, 1, "ab", {1}, {1: 1}, iter([1]), Broken(), [-1], [1.5], [True], [None]],
    "list": [*LONG, None, 1, "ab", {1}, {1: 1}, iter([1]), Broken()],
    "pair from 1": [*NO_PAIR, (0, 1), (1, -1)],
    "turn": [*(value for value in NO_NUMBER if not (type(value) is int and value < 0)), -(2**31), 0, [1]],
    "grid": [*NO_GRID, None],
    "grid or None": NO_GRID,
    "table": NO_TABLE,
    "roles": [*NO_TABLE, None, 1, "blue", [["input"] * 3] * 2, [["input"] * 3] * 2 + [["input", "input", "blue"]]],
    "marks": [*NO_TABLE, True, 1, "True", IMAGE, np.ones((2, 2), bool), [[True] * 3] * 2 + [[True, True, 1]]],
    "names": [
        *LONG, 1, True, "ab", "abcd", ["a", "b"], ["a"] * 4, {"a", "b", "c"}, {"a": 1, "b": 2, "c": 3}, iter("abc"),
        ["a", "b", None], ["a", "b", True], ["a", "b", ["c"]], ["a", "b", b"c"], np.ones((3, 3)), Broken(),
    ],
    "part": [None, True, b"2", 2j, [1], [figures.grid([1])], {1}, object(), drawn, iter([1]), np.ones(2), Broken()],
    "links": [
        *LONG, None, 1, "1", [1], [None], [(1, 0)], LINK, {1}, iter([LINK]), [figures.Reads(to=2, of=0)], Broken(),
    ],
    "place in a grid": [value for value in [*NO_PAIR, (2, 0), (0, 9), (-1, 0), (0, -1)] if value is not None],
    "grids": [*LONG, None, 1, "01", [2], [-1], [True], [0.0], {0, 1}, iter([0])],
    "place in a picture": [
        *(value for value in NO_NUMBERS if not isinstance(value, (set, np.ndarray))), 3, (1, 1, 1), set(), {1, 5},
        {None}, {(1, 1)}, [False] * 3, [1, 0, 0],
    ],
    "index": [*(value for value in REFUSED["number"] if not (type(value) is int and value == 0)), 1],
    "part of a grid": [3, (0, 3), (0, 0, 0), "1", 1.5, 10**30, object(), {1}, Broken(), [range(10**9)], (0, [1])],
    "function": [value for value in NO_NUMBERS if not callable(value)],
    "control": [
        None, 1, 2.0, "ab", b"2", [], {}, (), (1,), (1, 2, 3, 4), (4, 1), (1.0, 2), (True, 5), (1, 4, 0), (1, 4, -1),
        (1, 10**30), range(0), range(5, 0, -1), range(10**30), {1, 2}, iter([1, 2]), object(),
        [np.ones(2), np.zeros(2)], {"a": np.ones(2)}, [1] * 2000, lambda: [1, 2], lambda: None,
        lambda nothing: range(3), np.ones((2, 2)), Broken(),
    ],
    "show": [value for value in NO_TEXT if value is not None],
    "setting": [
        {"size": 1}, {"stride": 4}, {"stride": 1.5}, {"stride": None}, [("stride", 1)], "stride", 1, {"stride"},
        Broken(),
    ],
    "choices": [
        *LONG, 1, "12", [], ["1"], ["1", None], ["1", ["2"]], {"1", "2"}, {"1": 2, "2": 1}, iter("12"), ["2"] * 13,
    ],
    "choice": [value for value in NO_NUMBERS if not isinstance(value, (str, Fraction))],
    "anything": [],
}
REFUSED |= {
    "place or None": [value for value in REFUSED["place"] if value is not None],
    "finite image": [*REFUSED["finite"], [1, 2, 3]],
    "steps": [*REFUSED["made"], SIGNAL_STEPS],
}
# fmt: on


@pytest.fixture(autouse=True, scope="module")
def a_question_with_a_reply():
    known = {"?": predictions.Reply("so it is")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(predictions, "replies", lambda: known)
        yield


each_function = pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)


def call(function, **changes):
    good = {name: value for name, (_, value) in PUBLIC[function].items()}
    return NOT_BY_NAME.get(function, function)(**good | changes)


def refusal(function, **changes):
    """The error that the call raises, in our own words; None if it raises none."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "Deprecated in traitlets")  # ipywidgets 8.1.0 says it of itself
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


def imported():
    """Whatever of the course the pages, the problem sets and their solutions import, and what it exports."""
    yield from (getattr(tconv_lib, name) for name in tconv_lib.__all__)
    for path in [*NOTEBOOKS, *EXERCISES, *SOLUTIONS]:
        for cell in read(path).cells:
            if cell.cell_type == "code" and "tconv_lib" in cell.source:
                for node in ast.walk(ast.parse(cell.source)):
                    if isinstance(node, ast.ImportFrom) and node.module.startswith("tconv_lib"):
                        yield from (getattr(import_module(node.module), one.name) for one in node.names)


def defined():
    """The public functions of the modules whose functions are for everybody."""
    for module in (shapes, ops, views, frameworks, examples, *PICTURES, figures, networks, recorded, description):
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
                yield value


def test_no_public_function_is_left_out():
    results = {ShapeError, shapes.Padding}  # classes that nobody calls
    for_teachers = {hidden.hidden_inputs}
    called = {value for value in imported() if callable(value)} - results - for_teachers
    assert names(called | {*defined()} - INNER) <= names(PUBLIC)
    assert not INNER & (called | {*PUBLIC})


def names(functions):
    return {f"{function.__module__}.{function.__name__}" for function in functions}


def test_no_argument_is_left_out():
    for function, arguments in PUBLIC.items():
        names = {*inspect.signature(NOT_BY_NAME.get(function, function)).parameters} - {"named"}
        assert names <= {*arguments}, function.__name__


numbers = st.one_of(st.integers(-3, 7), st.integers(), st.floats(), st.booleans(), st.none(), st.text(max_size=3))
arrays = st.sampled_from([np.ones((2, 2)), np.arange(3), np.ones((1, 3, 3, 2), np.float16), np.zeros((2, 0)), IMAGE])
anything = st.recursive(
    st.one_of(numbers, arrays, st.sampled_from(["SAME", "VALID", "NHWC", "NCHW", "same", "valid", "SAME_UPPER"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5), st.tuples(inner, inner), st.dictionaries(st.integers(0, 3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=100, derandomize=True, database=None)
@given(anything, anything, st.integers(0, 11), st.booleans())
def test_anything_is_computed_or_refused_in_our_words(one, other, place, both):
    """Two values, each tried as an argument of every function; what is at that place differs from call to call."""
    for function, arguments in PUBLIC.items():
        names = [*arguments]
        if names:
            changes = {names[(place + 1) % len(names)]: other} if both else {}
            refusal(function, **changes | {names[place % len(names)]: one})


def test_counting_takes_one_to_five_sizes():
    for shape in ((), (1,) * 6, (2**20, 2**20)):
        with pytest.raises(ShapeError):
            examples.counting(*shape)


def test_a_description_is_made_of_axes():
    for axes in ((), (3, 3), (shapes.Axis(3),) * 4, None):
        with pytest.raises(TypeError, match="axes must be 1 to 3"):
            description.Description(axes)
    for padding in (None, (1,), ("a", "b"), (1.5, 0), 5):
        with pytest.raises(ShapeError, match="padding must be"):
            description.Description((shapes.Axis(3, 3, padding=padding),))
    small = shapes.Axis(np.uint8(200), np.uint8(3), np.uint8(2), padding="SAME", output_size=np.uint16(400))
    assert description.Description((small,)) == frameworks.from_tensorflow(200, 3, 400, 2)


@each_function
def test_small_types_never_wrap_around(function):
    """Arrays and numbers of 8 bits give what others give, or are refused because the result does not fit."""
    small = {
        name: np.asarray(value).astype(np.uint8)
        for name, (kind, value) in PUBLIC[function].items()
        if kind in ("array", "signal", "image", "signal or image", "number", "count", "table", "finite")
    }
    if small and not (error := refusal(function, **small)):
        assert alike(call(function, **small), call(function))
    elif small:
        assert "cannot hold" in str(error)


def alike(one, other):
    if hasattr(one, "html"):
        return one.html == other.html
    if hasattr(one, "output"):
        return np.array_equal(one.output, other.output)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other


def test_pictures_of_the_largest_numbers_are_refused_before_anything_large_is_made():
    for function, arguments in PUBLIC.items():
        largest = {name: 1000 for name, (kind, _) in arguments.items() if kind == "count"}
        if largest and function.__module__ in {module.__name__ for module in (examples, *PICTURES)}:
            tracemalloc.start()
            try:
                refusal(function, **largest)
                assert tracemalloc.get_traced_memory()[1] < 50_000_000, function.__name__
            finally:
                tracemalloc.stop()


def test_a_long_slider_costs_nothing():
    long = explore.explore(drawn, stride=range(10**9), padding=(0, 2**31 - 1))
    long.move(stride=10**9 - 1)
    assert long.values["stride"] == 10**9 - 1
    predictions.ask("?", ["1", "2"], answer="2", show=long, then={"stride": 5})


def test_no_picture_shows_a_sum_that_wrapped_around():
    large = np.full((1, 1, 1, 2), 2**31)
    for call in (
        lambda: pictures.product_picture({"a": [[2**40]], "b": [[2**40]]}),
        lambda: layer_pictures.channels_picture(large, large, 1),
    ):
        with pytest.raises(ShapeError, match="sums could grow beyond int64"):
            call()
    steps = tconv_lib.transpose_steps([[1]], [[2**62]], (1, 1), 1)
    assert "difference is 11529215046068469760." in pictures.unturned_picture(steps, [[-(2**62) - 2**61]]).caption


def test_taps_that_a_picture_chooses_are_as_few_as_its_sums_can_hold():
    for picture, sizes in [
        (pictures.matrix_picture, {"size": 5, "stride": 2, "padding": "SAME"}),
        (size_pictures.padding_picture, {"size": 1000, "stride": 1, "output_size": 1000}),
        (size_pictures.crop_picture, {"size": 1000, "stride": 1, "output_size": 1000}),
        (layer_pictures.bias_picture, {"bias": 1000}),
    ]:
        picture(kernel=15, **sizes)
        for kernel in 16, 19, 20:
            with pytest.raises(ShapeError, match="^kernel must be from 1 to 15$"):
                picture(kernel=kernel, **sizes)


def test_more_writes_than_can_be_counted_are_refused():
    assert examples.writes(1, 3, 1, 39).dtype == int
    for call in (lambda: examples.writes(1, 3, 1, 40), lambda: layer_pictures.layers_picture(1000, 8)):
        with pytest.raises(ShapeError, match="^kernel to the power of layers must be from 1 to 9223372036854775807$"):
            call()


def test_a_picture_that_cannot_be_is_refused_before_any_work():
    start = time.process_time()
    for kernel in 1, 2:
        with pytest.raises(ShapeError, match="the size of the result must be from 1 to 4194304"):
            layer_pictures.layers_picture(kernel, 30)
    assert time.process_time() - start < 1


def test_what_is_left_out_is_said_as_it_is():
    said = pictures.without_first_picture(IMAGE, [[9]]).caption
    assert said == "The smaller output is the larger one without its first 2 rows, 2 columns."
    for small, left_out in ([[1, 2], [4, 5]], "first row and first column"), ([[1]], "first 2 rows, 2 columns"):
        with pytest.raises(ShapeError) as refusal:
            pictures.without_first_picture(IMAGE, small)
        assert str(refusal.value) == f"small must be large without its {left_out}, and has other numbers"


def test_where_the_kernel_can_stand_is_said_of_rows_and_of_columns():
    square = pictures.transpose_step_picture(STEPS).caption
    assert square == "8 − 3 + 1 = 6 places for the kernel to stand, each way."
    wide = tconv_lib.transpose_steps([[1, 2, 3]], [[1, 2], [3, 4]], (2, 6), 2)
    assert pictures.transpose_step_picture(wide).caption == (
        "3 − 2 + 1 = 2 places for the kernel to stand, downwards; across, 7 − 2 + 1 = 6 places."
    )


def test_a_picture_takes_strides_as_insert_zeros_does():
    for strides in [2], (1, 2, 2, 1):
        assert pictures.zeros_picture(IMAGE, strides).html == pictures.zeros_picture(IMAGE, 2).html
    assert pictures.zeros_picture([1, 2], (1, 2, 1)).html == pictures.zeros_picture([1, 2], 2).html


def test_pictures_and_channels_are_no_signals():
    with pytest.raises(ShapeError, match=r"^pictures must be grey pictures \(number, rows, columns\), got 2 axes"):
        examples.sheet(IMAGE, 1)
    with pytest.raises(ShapeError, match=r"^channels must be four channels \(4, rows, columns\), got 2 axes"):
        examples.shuffled(IMAGE)
    with pytest.raises(ShapeError, match="^filters must be 4-D filters of images, got 2 axes"):
        layer_pictures.channels_picture(BATCH, IMAGE, 2)


def test_two_names_that_are_no_texts():
    with pytest.raises(TypeError, match="a name must be a text, got 1"):
        pictures.agreement_picture({1: [[1]], "1": [[2]]})


def test_a_shuffle_shares_nothing_with_its_channels():
    channels = np.ones((4, 1, 1))
    assert not np.shares_memory(examples.shuffled(channels), channels)
