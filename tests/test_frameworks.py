"""The translation between frameworks against their recorded answers, and against what people took for bugs."""

import gzip
import json
import random
import re
from collections import Counter
from dataclasses import replace
from importlib.util import find_spec
from types import SimpleNamespace

import numpy as np
import pytest

from tconv_lib import (
    ShapeError,
    conv2d,
    conv2d_transpose,
    conv_output_size,
    insert_zeros,
    legal_output_sizes,
    pad,
    slide,
    zero_padding,
)
from tconv_lib.description import SPATIAL_LETTERS, Description
from tconv_lib.frameworks import (
    FROM,
    TO,
    dialects,
    explain,
    from_jax,
    from_keras,
    from_onnx,
    from_pytorch,
    from_tensorflow,
    numbers,
    to_jax,
    to_keras,
    to_onnx,
    to_pytorch,
    to_tensorflow,
)
from tconv_lib.recorded import FRAMEWORKS_FILE, example_arrays, example_bias, framework_cases, frameworks_provenance
from tconv_lib.shapes import Axis
from tconv_lib.teach.oracle.draws import draw_description
from tconv_lib.teach.oracle.real_frameworks import ORACLES
from tconv_lib.teach.oracle.record_tensorflow import as_json
from tconv_lib.teach.oracle.sweep import RECORDED, recording, sweep_all

CASES = framework_cases()
COUNTING = np.arange(1, 10).reshape(3, 3)


def values(description, x, kernel):
    """Our numbers for a plain signal or image and a plain kernel, as a list."""
    x, kernel = np.asarray(x), np.asarray(kernel)
    return numbers(description, x[None, ..., None], kernel[..., None, None])[0, ..., 0].tolist()


def output_sizes(description):
    return [axis.output_size for axis in description.axes]


# What the frameworks answered, and what we make of it.


def words(name, description, arguments):
    """How we say a description; JAX has two ways."""
    choice = {"transpose_kernel": arguments.get("transpose_kernel", True)} if name == "JAX" else {}
    return TO[ORACLES[name].dialect](description, **choice)


def understood(name, case):
    """The description that we understand by the arguments of a case."""
    sizes, kernels = case.input_shape[1:-1], case.filters_shape[:-2]
    description = FROM[ORACLES[name].dialect](sizes, kernels, **case.arguments)
    if name == "Keras on TensorFlow":  # which hands on the sizes, so that TensorFlow may refuse them
        padding = case.arguments["padding"].upper()
        from_tensorflow(sizes, kernels, output_sizes(description), case.arguments["strides"], padding)
    return description


@pytest.mark.parametrize("name", CASES)
def test_what_we_say_gets_our_numbers(name):
    cases = [case for case in CASES[name] if case.said]
    assert len(cases) >= 200
    for case in cases:
        call = words(name, case.said, case.arguments)
        assert call.function == case.function
        assert json.loads(json.dumps(call.arguments)) == case.arguments
        ours = numbers(case.said, *example_arrays(case), example_bias(case))
        assert np.array_equal(call.finish(case.output), ours), case


@pytest.mark.parametrize("name", CASES)
def test_what_they_say_is_understood(name):
    for case in CASES[name]:
        if case.error:
            with pytest.raises(ShapeError):
                understood(name, case)
            continue
        if case.function == "jax.lax.conv_general_dilated":  # which no from_... reads
            continue
        input, filters = example_arrays(case)
        description = understood(name, case)
        if case.said:  # in some dialects, one call for each group
            description = replace(description, groups=case.said.groups)
        call = words(name, case.said or description, case.arguments)
        if case.said and call.rotate:
            filters = np.flip(filters, range(input.ndim - 2))
        returned = replace(call, crop=None, pad=None, axes=description.axes).finish(case.output)
        assert np.array_equal(returned, numbers(description, input, filters, example_bias(case))), case


FEATURES = {
    "sizes differ": lambda case: len(set(case.input_shape[1:-1])) > 1,
    "kernel not square": lambda case: len(set(case.filters_shape[:-2])) > 1,
    "in != out": lambda case: case.filters_shape[-1] != case.filters_shape[-2],
    "several images": lambda case: case.input_shape[0] > 1,
    "no image": lambda case: case.input_shape[0] == 0 and case.output is not None,
    "groups": lambda case: case.said and case.said.groups > 1,
    "a bias": lambda case: case.bias and case.output is not None,
    "groups and a bias": lambda case: case.said and case.said.groups > 1 and case.bias,
    "a signal": lambda case: len(case.input_shape) == 3,
    "a volume": lambda case: len(case.input_shape) == 5,
    "strides differ": lambda case: case.said and len({axis.stride for axis in case.said.axes}) > 1,
    "kernel < stride": lambda case: case.said and any(axis.kernel < axis.stride for axis in case.said.axes),
    "an odd crop": lambda case: case.said and any(sum(axis.crop) % 2 for axis in case.said.axes),
    "a turned kernel": lambda case: case.said and case.said.rotated,
}


@pytest.mark.parametrize("feature", FEATURES)
@pytest.mark.parametrize("name", CASES)
def test_the_cases_have(name, feature):
    assert sum(bool(FEATURES[feature](case)) for case in CASES[name]) >= 15


@pytest.mark.parametrize("name", [name for name in CASES if ORACLES[name].dilates])
def test_there_is_dilation(name):
    assert sum(any(axis.dilation > 1 for axis in case.said.axes) for case in CASES[name] if case.said) >= 80


@pytest.mark.parametrize("name", [name for name in CASES if ORACLES[name].strict])
def test_there_are_refusals(name):
    errors = [case.error for case in CASES[name] if case.error]
    assert len(errors) >= 8
    assert all(error and "\n" not in error and "{{" not in error for error in errors)


def test_the_provenance_is_named():
    provenance = frameworks_provenance()
    assert set(provenance) == {"versions", "seed", "script"}
    assert set(provenance["versions"]) == set(CASES) == set(ORACLES)
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in provenance["versions"].values())


def test_the_recordings_are_small():
    assert sum(file.stat().st_size for file in FRAMEWORKS_FILE.parent.glob("*.gz")) < 2_000_000


@pytest.mark.skipif(
    not all(map(find_spec, ["tensorflow", "keras", "torch", "jax", "onnx", "onnxruntime"])),
    reason="the frameworks are not installed here; `make oracle` has them",
)
def test_recording_again_gives_the_same_bytes():
    assert as_json(recording(sweep_all(RECORDED))) == gzip.decompress(FRAMEWORKS_FILE.read_bytes())


# There and back.


def requests():
    """TensorFlow calls of all kinds: sizes, kernels, output_shape, strides, padding, dilations."""
    rng = random.Random(4)
    while True:
        sizes, kernels, strides, dilations = ([rng.randint(1, 5), rng.randint(1, 5)] for _ in range(4))
        padding = rng.choice(["SAME", "VALID", [[0, 0], [rng.randint(0, 2), 1], [0, rng.randint(0, 2)], [0, 0]]])
        pads = [padding] * 2 if isinstance(padding, str) else padding[1:3]
        legal = [
            legal_output_sizes(i, (k - 1) * d + 1, s, p)
            for i, k, s, d, p in zip(sizes, kernels, strides, dilations, pads)
        ]
        if all(legal):
            yield sizes, kernels, [rng.choice(choice) for choice in legal], strides, padding, dilations


@pytest.mark.parametrize("dialect", TO)
def test_there_and_back(dialect):
    alone, least = 0, {"Keras": 200, "PyTorch": 200, "TensorFlow": 700}  # of 1000
    for _, request in zip(range(1000), requests()):
        description = from_tensorflow(*request)
        call = TO[dialect](description)
        back = FROM[dialect](*request[:2], **call.arguments)
        assert (back == description) == (call.crop is None)
        assert call.pad is None
        alone += call.crop is None
    assert alone >= least.get(dialect, 1000)


def test_all_sizes_are_said_the_same_by_an_int_or_by_one_number_each():
    assert from_tensorflow(3, 3, 6, 2) == from_tensorflow([3], (3,), np.array([6]), [2])
    assert from_pytorch((3, 4), 3, 2, 1, 1) == from_pytorch([3, 4], [3, 3], [2, 2], [1, 1], [1, 1])


def test_what_frameworks_take_for_all_axes_is_taken():
    """One number in a list in two frameworks, None where it is the default, any case in Keras."""
    assert from_pytorch((3, 3), 3, (2,), [1], (1,), [2]) == from_pytorch((3, 3), 3, 2, 1, 1, 2)
    plain = from_tensorflow((3, 3), 3, (6, 6), 2)
    assert plain == from_tensorflow((3, 3), 3, 6, [2], dilations=[1]) == from_tensorflow((3, 3), 3, 6, (1, 2, 2, 1))
    assert plain == from_tensorflow((3, 3), 3, 6, 2, dilations=None)
    assert from_jax(3, 3, 2, "SAME", rhs_dilation=None) == from_jax(3, 3, 2, "SAME", rhs_dilation=1)
    assert from_keras(3, 3, 2, "SAME") == from_keras(3, 3, 2, "Same") == from_keras(3, 3, 2, "same")


def test_what_no_argument_produces_is_put_around():
    description = Description((Axis(3, 3, 2).cropped(-2, -2),))
    x, kernel = [1, 2, 3], [1, 10, 100]
    assert values(description, x, kernel) == [0, 0, 1, 10, 102, 20, 203, 30, 300, 0, 0]
    for say in (to_tensorflow, to_keras, to_pytorch, to_onnx):
        call = say(description)
        assert (2, 1) in call.pad and call.reason
        assert "W" in call.input_axes and call.pad.index((2, 1)) == call.input_axes.index("W")
    assert to_jax(description).arguments["padding"] == ((4, 4),)


def test_zeros_alone_can_be_read():
    beyond, before = (Description((Axis(1, 1, 5).cropped(*crop),)) for crop in ((2, -3), (-7, 6)))
    assert values(beyond, [7], [3]) == values(before, [7], [3]) == [0, 0]
    assert conv2d_transpose([[7]], [[3]], (1, 1), 5, [(2, 0), (0, 0)]).tolist() == [[0]]  # RUN: TensorFlow too


@pytest.mark.parametrize(
    "wrong, message",
    [
        (
            lambda: from_tensorflow((3, 3), 3, (6, 7), 2),
            "a SAME convolution with stride 2 never turns 7 columns into ",
        ),
        (lambda: from_tensorflow((), 3, 6, 2), "sizes must be 1, 2 or 3 numbers (of the spatial axes alone), got ()"),
        (
            lambda: from_tensorflow((3,) * 4, 3, 6, 2),
            "sizes must be 1, 2 or 3 numbers (of the spatial axes alone), got (3, ",
        ),
        (lambda: from_tensorflow((3, 3), (3, 3, 3), 6, 2), "kernels must be one number or 2, got 3: (3, 3, 3)"),
        (lambda: from_tensorflow(0, 3, 6, 2), "sizes must be at least 1, got 0"),
        (lambda: from_tensorflow(3, 0, 6, 2), "kernels must be at least 1, got 0"),
        (lambda: from_tensorflow(3, 3, 6, 0), "strides must be at least 1, got 0"),
        (lambda: from_tensorflow(3, 3, 0, 2), "output_shape must be at least 1, got 0"),
        (lambda: from_tensorflow(3, 3, 6, 2, dilations=0), "dilations must be at least 1, got 0"),
        (lambda: from_keras(3, 3, dilation_rate=0), "dilation_rate must be at least 1, got 0"),
        (lambda: from_pytorch(3, 3, stride=0), "stride must be at least 1, got 0"),
        (lambda: from_pytorch(3, 3, stride=[[2]]), "stride must be a whole number, got [2]"),
        (lambda: from_pytorch(3, 3, dilation=(1, 1)), "dilation must be one number, got 2: (1, 1)"),
        (lambda: from_jax(3, 3, 2, "SAME", rhs_dilation=0), "rhs_dilation must be at least 1, got 0"),
        (lambda: from_onnx((3, 3), 3, dilations=(1, 1, 1)), "dilations must be one number or 2, got 3: (1, 1, 1)"),
        (lambda: from_tensorflow((3, 3), 3, (6,), 2), "output_shape must be one number or 2, got 1: (6,)"),
        (
            lambda: from_onnx(4, 3, 2, output_shape=(1, 1, 8)),
            "output_shape must be one number (of the spatial axes alone), got 3: (1, 1, 8)",
        ),
        (
            lambda: from_tensorflow((3, 3), 3, (1, 6, 6, 1), 2),
            "output_shape must be one number or 2 (of the spatial axes alone), got 4: (1, 6, 6, 1)",
        ),
        (
            lambda: from_keras((1, 3, 3, 1), 3),
            "sizes must be 1, 2 or 3 numbers (of the spatial axes alone), got (1, 3, 3, 1)",
        ),
        (lambda: from_keras((3, 3), 3, (2,)), "strides must be one number or 2, got 1: (2,)"),
        (
            lambda: from_tensorflow(3, 3, 5, 2, [(1, 1)]),
            "only conv2d_transpose takes pairs as padding, not conv1d_transpose",
        ),
        (lambda: from_tensorflow(3, 3, 6, 2, "same"), 'padding must be "SAME" or "VALID" (in capitals), or pairs'),
        (lambda: from_keras(3, 3, 2, "Full"), 'padding must be "same" or "valid", got \'full\''),
        (lambda: from_keras(3, 3, 2, 1), 'padding must be "same" or "valid", got 1'),
        (lambda: from_keras(3, 3, 2, "same", 2), "output_padding must be below the stride (2), got 2"),
        (lambda: from_keras(3, 3, 2, "same", -1), "output_padding must be at least 0, got -1"),
        (
            lambda: from_keras(1, 2, 1, "same", 0),
            '"same" with output_padding 0 makes nothing of size 1 and an even kernel; leave the 0 out',
        ),
        (lambda: from_pytorch(3, 3, 2, -1), "padding must be at least 0, got -1"),
        (lambda: from_pytorch(3, 3, 2, "same"), "padding must be whole numbers, got the text 'same'"),
        (lambda: from_pytorch(3, 3, 2, 0, -1), "output_padding must be at least 0, got -1"),
        (lambda: from_pytorch(3, 3, 2, 0, 2), "output_padding must be below the stride or the dilation (2), got 2"),
        (
            lambda: from_pytorch(3, 3, 2, 4),
            "nothing is left of the full result of 7 numbers: 4 are cut before",
        ),
        (
            lambda: from_onnx(3, 3, 2, "SAME"),
            'auto_pad must be "NOTSET", "VALID", "SAME_UPPER" or "SAME_LOWER", got \'SAME\'',
        ),
        (lambda: from_onnx(3, 3, 2, "VALID", (0, 0)), "pads and auto_pad VALID exclude each other"),
        (lambda: from_onnx(3, 3, 2, pads=(0, 1, 1)), "pads must be one number or 2, got 3: (0, 1, 1)"),
        (lambda: from_onnx(3, 3, 2, pads=-1), "pads must be at least 0, got -1"),
        (lambda: from_onnx(3, 3, 2, output_padding=2), "output_padding must be below the stride (2), got 2"),
        (lambda: from_onnx(3, 3, 2, output_padding=-1), "output_padding must be at least 0, got -1"),
        (
            lambda: from_onnx(3, 3, 2, output_shape=9),
            "output_shape 9 is too much: at most 1 zero (stride - 1) can be added ",
        ),
        (lambda: from_onnx(3, 3, 2, output_shape=0), "output_shape must be at least 1, got 0"),
        (lambda: from_jax(3, 3, 2, "same"), 'padding must be "SAME", "VALID", or 1 pair in a list, got \'same\''),
        (lambda: from_jax(3, 3, 2, None), 'padding must be "SAME", "VALID", or 1 pair in a list, got None'),
        (
            lambda: from_jax(3, 3, 2, [(1, 1), (1, 1)]),
            'padding must be "SAME", "VALID", or 1 pair in a list, got [(1, 1), (1, 1)]',
        ),
        (
            lambda: from_jax(3, 3, 2, [(12, -30)]),
            "padding (12, -30) leaves the kernel no place: it reaches over 3 numbers, the zero-inserted input has 5; "
            "before + after must be at least -2",
        ),
        (
            lambda: from_jax(3, 3, 2, [(4, 3)], use_consistent_padding=True),
            "nothing is left of the full result of 7 numbers: 4 are cut before and 3 after",
        ),
        (
            lambda: from_jax(3, 3, 2, [(1 - 2**31, 3)]),
            "padding (-2147483647, 3) leaves the kernel no place",
        ),
        (
            lambda: from_jax(3, 3, 2, [(2**31 - 1, 3)]),
            "the result would have 2147483653 numbers; at most 2147483647",
        ),
        (lambda: from_pytorch(3, 3, groups=0), "groups must be at least 1, got 0"),
        (lambda: from_onnx(3, 3, group=2.0), "group must be a whole number, got 2.0"),
        (lambda: from_jax(3, 3, 1, "SAME", feature_group_count=0), "feature_group_count must be at least 1, got 0"),
        (lambda: from_jax(3, 3, 2, [(0, 1.5)]), "padding must be a whole number, got 1.5"),
        (lambda: from_jax(3, 3, 2, "SAME", transpose_kernel=1), "transpose_kernel must be True or False, got 1"),
        (
            lambda: from_jax(3, 3, 2, "SAME", use_consistent_padding="no"),
            "use_consistent_padding must be True or False, got 'no'",
        ),
        (lambda: to_jax(from_keras(3, 3), 0), "transpose_kernel must be True or False, got 0"),
        (
            lambda: numbers(from_keras(3, 3), np.ones((1, 4, 1)), np.ones((3, 1, 1))),
            "sizes and kernels are ((3,), (3,)) in the description, ((4,), (3,)) in the arrays",
        ),
        (
            lambda: numbers(from_keras(3, 3), np.ones((3, 1)), np.ones((3, 1, 1))),
            "input must be a 1-D signal or a 3-D NWC batch of signals, got 2 axes",
        ),
        (
            lambda: numbers(from_keras(3, 3), np.ones((1, 3, 1)), np.ones((3, 1))),
            "a 3-D NWC batch of signals needs filters with 3 axes, got 2",
        ),
        (lambda: to_onnx(from_keras(3, 3)).finish([1, 2]), "output must be a batch (N, C, W), got 1 axis"),
        (
            lambda: to_pytorch(from_tensorflow(3, 3, 6, 2)).finish(np.ones((1, 6, 1))),
            "output must have the shape (N, C, 7), got (1, 6, 1)",
        ),
    ],
)
def test_the_impossible_is_refused(wrong, message):
    with pytest.raises(ShapeError) as refusal:
        wrong()
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize("axes", [(), (1,), (Axis(1),) * 4])
def test_a_description_has_one_to_three_axes(axes):
    with pytest.raises(TypeError) as refusal:
        Description(axes)
    assert str(refusal.value).startswith(f"axes must be 1 to 3 of tconv_lib.shapes.Axis, got {str(axes)[:8]}")
    with pytest.raises(TypeError, match="^description must be what from_tensorflow and its like return, got 3$"):
        to_onnx(3)


def test_a_description_holds_plain_numbers_and_truths():
    said = Description((Axis(3, 3, 2),), rotated=np.True_, groups=np.int64(2))
    assert type(said.rotated) is bool and type(said.groups) is int
    with pytest.raises(ShapeError) as refusal:
        Description((Axis(3, 3, 2),), rotated=1)
    assert str(refusal.value) == "rotated must be True or False, got 1"


def test_a_call_is_said_in_full_with_what_is_left_to_do_and_why():
    """In front there are zeros, which no argument but JAX's produces; the last row is read as it is."""
    description = Description((Axis(3, 3, 2).cropped(-2, -2), Axis(4, 3, 2).cropped(0, 0)))
    volume = Description((*description.axes, Axis(2, 2)))
    said = {name: say(description) for name, say in TO.items()}
    assert {name: (str(call), call.reason) for name, call in said.items()} == {
        "TensorFlow": (
            "tf.nn.conv2d_transpose(..., output_shape=(8, 9), strides=(2, 2), padding='VALID')",
            "it never adds zeros in front, nor as many as the stride at the end",
        ),
        "Keras": (
            "keras.layers.Conv2DTranspose(..., strides=(2, 2), padding='valid', output_padding=(1, 0))",
            'neither "same" nor "valid", with output_padding below the stride, means just these numbers',
        ),
        "PyTorch": (
            "torch.nn.functional.conv_transpose2d(..., stride=(2, 2), padding=(0, 0), output_padding=(1, 0))",
            "padding cuts as much after as before, and output_padding can only cut less after",
        ),
        "ONNX": (
            "ConvTranspose(..., strides=(2, 2), pads=(0, 0, 0, 0), output_padding=(1, 0))",
            "pads cannot be negative, and output_padding must be below the stride",
        ),
        "JAX": (
            "jax.lax.conv_transpose(..., strides=(2, 2), padding=((4, 4), (2, 2)), transpose_kernel=True)",
            "",
        ),
    }
    last = "np.pad(output[:, 0:8, 0:9, :], ((0, 0), (2, 1), (0, 0), (0, 0)))"
    first = "np.pad(output[:, :, 0:8, 0:9], ((0, 0), (0, 0), (2, 1), (0, 0)))"
    then = {"TensorFlow": last, "Keras": last, "PyTorch": first, "ONNX": first, "JAX": ""}
    assert {name: call.finish_as_code() for name, call in said.items()} == then
    axes = {name: (call.input_axes, call.filter_axes) for name, call in said.items()}
    assert axes == dict.fromkeys(TO, ("NHWC", "HWOI")) | dict.fromkeys(("PyTorch", "ONNX"), ("NCHW", "IOHW"))
    assert said["PyTorch"].pad == ((0, 0), (0, 0), (2, 1), (0, 0)) and said["JAX"].pad is None
    assert said["Keras"].pad == said["TensorFlow"].pad == ((0, 0), (2, 1), (0, 0), (0, 0))
    assert to_tensorflow(volume).reason == (
        said["TensorFlow"].reason + "; only conv2d_transpose takes explicit padding"
    )
    assert {say(volume).input_axes for say in TO.values()} == {"NDHWC", "NCDHW"}


def test_tensorflow_takes_no_explicit_padding_with_a_dilation():
    call = to_tensorflow(from_pytorch((3, 3), 2, 2, 1, 1, dilation=2))
    assert str(call) == (
        "tf.nn.conv2d_transpose(..., output_shape=(7, 7), strides=(2, 2), padding='VALID', dilations=(2, 2))"
    )
    assert call.finish_as_code() == "output[:, 1:7, 1:7, :]"
    assert call.reason == "on a CPU it takes no explicit padding with a dilation"
    signal = to_tensorflow(from_pytorch(3, 2, 2, 1, 1, dilation=2))
    assert signal.reason == "only conv2d_transpose takes explicit padding"


def test_tensorflow_gets_the_shape_of_signals_and_volumes_whole():
    said = [to_tensorflow(from_keras(sizes, 3, 2, "same")) for sizes in (3, (3, 3), (3, 3, 3))]
    shapes = [str(call).partition("output_shape=")[2].partition(", strides")[0] for call in said]
    assert shapes == ["(N, 6, O)", "(6, 6)", "(N, 6, 6, 6, O)"]
    in_parts = to_tensorflow(from_pytorch(3, 3, 2, groups=2))
    assert "(x, f, output_shape=(N, 7, O // 2), " in str(in_parts)


def test_a_turned_kernel_is_said():
    turned, plain = (from_jax((3, 3), 3, 2, "SAME", transpose_kernel=choice) for choice in (False, True))
    said = {name: say(turned).filters_in_words() for name, say in TO.items()}
    last, first = "HWOI, turned (flipped along H, W)", "IOHW, turned (flipped along H, W)"
    assert said == {"TensorFlow": last, "Keras": last, "PyTorch": first, "ONNX": first, "JAX": "HWIO"}
    assert {say(plain).filters_in_words() for say in TO.values()} == {"HWOI", "IOHW"}
    assert "transpose_kernel=False" in str(to_jax(turned)) and "transpose_kernel=True" in str(to_jax(plain))
    assert f"filters {first}" in repr(dialects(turned)).splitlines()[3]


def test_zeros_around_and_a_bias_after_them_are_said():
    """In JAX's row there are none: its pairs can be any."""
    wide = from_jax(3, 3, 2, [(4, 4)], transpose_kernel=True)
    lines = repr(dialects(wide, bias=True)).splitlines()
    assert "then np.pad(output[:, :, 0:8], ((0, 0), (0, 0), (2, 1)))" in lines[3]
    assert lines[3].endswith("bias output + bias[:, None], after the zeros")
    assert lines[1].endswith("bias output + bias, after the zeros")
    assert lines[5].endswith("bias output + bias")


def test_keras_takes_a_dilation_with_a_stride_in_its_function_alone():
    function = "keras.ops.conv_transpose"
    reason = "Conv1DTranspose takes no dilation with a stride, this function does"
    both = to_keras(from_keras(5, 3, 2, dilation_rate=2))
    assert (both.function, both.reason, both.arguments["dilation_rate"]) == (function, reason, (2,))
    cut = to_keras(Description((Axis(5, 3, 2, 2).cropped(1, -5),)))
    assert (cut.function, cut.reason) == (
        function,
        f'{reason}; neither "same" nor "valid", with output_padding below the stride, means just these numbers',
    )
    for stride, dilation in ((1, 2), (2, 1), (1, 1)):
        call = to_keras(from_keras(5, 3, stride, dilation_rate=dilation))
        assert call.function == "keras.layers.Conv1DTranspose" and call.reason == ""
        assert ("dilation_rate" in call.arguments) == (dilation == 2)


# What is printed, run as a reader would. This library stands in for the frameworks: it reads their arguments.


def in_tensorflow(input, filters, output_shape, **arguments):
    if input.ndim != 4:  # then it must be whole
        batch, *output_shape, channels = output_shape
        assert (batch, channels) == (len(input), filters.shape[-2])
    return numbers(from_tensorflow(input.shape[1:-1], filters.shape[:-2], output_shape, **arguments), input, filters)


def channels_first(read):
    def run(input, filters, **arguments):
        description = read(input.shape[2:], filters.shape[2:], **arguments)
        output = numbers(description, np.moveaxis(input, 1, -1), np.moveaxis(filters, (0, 1), (-1, -2)))
        return np.moveaxis(output, -1, 1)

    return run


def in_jax(input, filters, transpose_kernel=False, **arguments):
    if not transpose_kernel:
        filters = filters.swapaxes(-1, -2)
    description = from_jax(input.shape[1:-1], filters.shape[:-2], transpose_kernel=transpose_kernel, **arguments)
    return numbers(description, input, filters)


def forwards_in_jax(input, filters, window_strides, dimension_numbers, lhs_dilation, feature_group_count, **arguments):
    """A convolution of the zero-inserted input, by its definition."""
    assert {*window_strides} == {1} and dimension_numbers[1].endswith("IO")
    parts = zip(*(np.split(array, feature_group_count, -1) for array in (input, filters)))
    return np.concatenate([in_jax(*part, strides=lhs_dilation, **arguments) for part in parts], -1)


def namespace(functions):
    """Modules within modules, from names with dots."""
    found = SimpleNamespace()
    for name, function in functions.items():
        *modules, last = name.split(".")
        inner = found
        for module in modules:
            inner = vars(inner).setdefault(module, SimpleNamespace())
        setattr(inner, last, function)
    return vars(found)


STAND_INS = {"np": np, "jnp": np, "tf.split": np.split, "tf.concat": np.concatenate} | {
    "ConvTranspose": channels_first(from_onnx),
    "jax.lax.conv_transpose": in_jax,
    "jax.lax.conv_general_dilated": forwards_in_jax,
    **{f"tf.nn.conv{rank}d_transpose": in_tensorflow for rank in (1, 2, 3)},
    **{f"torch.nn.functional.conv_transpose{rank}d": channels_first(from_pytorch) for rank in (1, 2, 3)},
}


@pytest.mark.parametrize("name", ["TensorFlow with oneDNN", "PyTorch", "ONNX Runtime", "JAX"])
def test_what_is_printed_gives_our_numbers(name):
    rng, seen = random.Random(6), Counter()
    for _ in range(150):
        trial = draw_description(rng, name)
        said = TO[ORACLES[name].dialect](trial.description)
        x, filters = example_arrays(trial)
        letters = SPATIAL_LETTERS[x.ndim - 2]
        order, _, turned = said.filters_in_words().partition(", ")
        if turned:
            filters = np.flip(filters, [letters.index(letter) for letter in re.findall(r"\b[DHW]\b", turned)])
        arrays = {
            "input": x.transpose([f"N{letters}C".index(letter) for letter in said.input_axes]),
            "filters": filters.transpose([f"{letters}OI".index(letter) for letter in order]),
        }
        counts = {"N": len(x), "O": filters.shape[-2] * trial.description.groups}
        known = namespace(STAND_INS) | arrays | counts
        output = eval(str(said).replace("...", "input, filters"), known)
        if said.finish_as_code():
            output = eval(said.finish_as_code(), known | {"output": output})
        ours = numbers(trial.description, *example_arrays(trial))
        assert np.array_equal(output.transpose([said.input_axes.index(letter) for letter in f"N{letters}C"]), ours)
        seen.update(turned=bool(turned), zeros=said.pad is not None, groups=trial.description.groups > 1)
    assert seen["groups"] > 30 and (name == "JAX" or min(seen.values()) > 8)


def test_what_a_dialect_can_say_needs_no_slice():
    longest = from_tensorflow(3, 3, 8, 2, "VALID")
    for say in (to_tensorflow, to_keras, to_pytorch, to_onnx, to_jax):
        assert say(longest).finish_as_code() == "" and say(longest).reason == "", say
    assert to_tensorflow(longest).arguments["padding"] == "VALID"
    assert to_keras(longest).arguments["output_padding"] == to_pytorch(longest).arguments["output_padding"] == (1,)


def test_strides_are_1_unless_said():
    for read, named in ((from_keras, "strides"), (from_pytorch, "stride"), (from_onnx, "strides")):
        assert read(3, 2) == read(3, 2, **{named: 1})


def test_jax_has_its_channels_in_another_order_if_the_kernel_is_not_turned():
    said = from_tensorflow((3, 3), 3, (6, 6), 2)
    assert (to_jax(said).filter_axes, to_jax(said, transpose_kernel=False).filter_axes) == ("HWOI", "HWIO")


def test_a_table_of_dialects_says_what_it_was_given_wrongly():
    said = from_tensorflow(3, 3, 6, 2)
    assert dialects(said).html == dialects(said, bias=False).html != dialects(said, bias=True).html
    with pytest.raises(ShapeError, match="bias must be True or False, got 'x'"):
        dialects(said, bias="x")
    with pytest.raises(TypeError, match="caption must be a text, got 3"):
        dialects(said, caption=3)
    with pytest.raises(ShapeError, match=r'padding must be "SAME", "VALID", or 1 pair in a list, got \[5\]'):
        from_jax(3, 2, 1, [5])


def test_explain_is_a_table_of_all_dialects():
    picture = explain(3, 3, 6, 2)
    assert re.findall(r'<th scope="row"[^>]*>(.*?)</th>', picture.html) == [*TO]
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', picture.html) == [
        "call", "input", "filters", "then", "because",
    ]  # fmt: skip
    assert "One call in five dialects." in picture.html
    lines = repr(picture).splitlines()
    assert lines[0] == "One call in five dialects."
    assert [line.split(":")[0].strip() for line in lines[1:]] == [*TO]
    assert lines[3] == (
        "PyTorch: call torch.nn.functional.conv_transpose1d(..., stride=(2,), padding=(0,), output_padding=(0,)); "
        "input NCW; filters IOW; then output[:, :, 0:6]; "
        "because padding cuts as much after as before, and output_padding can only cut less after"
    )
    assert lines[4] == (
        "ONNX: call ConvTranspose(..., strides=(2,), pads=(0, 1), output_padding=(0,)); input NCW; filters IOW"
    )
    dilated = repr(explain((3, 3), (3, 2), (7, 9), 1, [(0, 0), (0, 0)], (2, 6))).splitlines()
    assert "padding='VALID', dilations=(2, 6)); input NHWC; filters HWOI" in dilated[1]


# One example, many answers.

X, K = [1, 2, 3], [1, 10, 100]
FULL = [1, 10, 102, 20, 203, 30, 300]

SAYINGS = {
    "TensorFlow SAME 6": (lambda: from_tensorflow(3, 3, 6, 2), FULL[:6]),
    "Keras same": (lambda: from_keras(3, 3, 2, "same"), FULL[:6]),
    "Keras same 1": (lambda: from_keras(3, 3, 2, "same", 1), FULL[:6]),
    "ONNX SAME_UPPER": (lambda: from_onnx(3, 3, 2, "SAME_UPPER"), FULL[:6]),
    "JAX SAME turned": (lambda: from_jax(3, 3, 2, "SAME", transpose_kernel=True), FULL[:6]),
    "PyTorch 1 1": (lambda: from_pytorch(3, 3, 2, 1, 1), FULL[1:]),
    "ONNX SAME_LOWER": (lambda: from_onnx(3, 3, 2, "SAME_LOWER"), FULL[1:]),
    "ONNX output_shape": (lambda: from_onnx(3, 3, 2, output_shape=6), FULL[1:]),
    "TensorFlow SAME 5": (lambda: from_tensorflow(3, 3, 5, 2), FULL[1:6]),
    "Keras same 0": (lambda: from_keras(3, 3, 2, "same", 0), FULL[1:6]),
    "PyTorch 1 0": (lambda: from_pytorch(3, 3, 2, 1, 0), FULL[1:6]),
    "JAX SAME": (lambda: from_jax(3, 3, 2, "SAME"), [100, 10, 201, 20, 302, 30]),
    "TensorFlow VALID 8": (lambda: from_tensorflow(3, 3, 8, 2, "VALID"), [*FULL, 0]),
    "PyTorch 0 1": (lambda: from_pytorch(3, 3, 2, 0, 1), [*FULL, 0]),
}


@pytest.mark.parametrize("saying", SAYINGS)
def test_one_example_many_answers(saying):
    describe, expected = SAYINGS[saying]
    assert values(describe(), X, K) == expected


# What people took for bugs: one test for each thread, or for each kind of thread, with its numbers.


def test_tensorflow_2118_two_sizes_become_the_same():
    assert [conv_output_size(size, 3, 2, "SAME") for size in (3, 4)] == [2, 2]
    assert [*legal_output_sizes(2, 3, 2, "SAME")] == [3, 4]


def test_stackoverflow_35980044_no_symmetric_padding_makes_12_of_6():
    (axis,) = from_tensorflow(6, 3, 12, 2).axes
    assert axis.full_size - axis.output_size == 1  # to be cut at two ends: 0.5 at each
    assert axis.crop == (0, 1)
    call = to_pytorch(Description((axis,)))
    assert call.crop[-1] == slice(0, 12) and call.reason


def test_tensorflow_45999_padding_is_1_0_and_output_skewed():
    ones = np.ones((2, 2), int)
    assert zero_padding(2, 2, 1, 2, "SAME") == (1, 0)
    assert conv2d_transpose(ones, ones, (2, 2), 1).tolist() == [[1, 2], [2, 4]]
    far_apart = conv2d_transpose(ones, ones, (12, 12), 6)
    for axis in (0, 1):
        assert np.flatnonzero(far_apart.any(axis=axis)).tolist() == [0, 1, 6, 7]


def test_conv_arithmetic_11_two_zeros_before_and_one_after_are_right():
    assert conv_output_size(6, 3, 2, "SAME") == 3
    assert zero_padding(3, 3, 2, 6, "SAME") == (2, 1)
    (mirrored,) = from_pytorch(3, 3, 2, 1, 1).axes  # the "corrected" animation
    assert mirrored.zero_padding == (1, 2)


def test_conv_arithmetic_4_theano_5170_pytorch_56873_without_the_turn():
    inserted = pad(insert_zeros(COUNTING, 2), [zero_padding(3, 3, 2, 6, "SAME")] * 2)
    assert slide(inserted, COUNTING)[0, 0] == COUNTING[2, 2]
    right = conv2d_transpose(COUNTING, COUNTING, (6, 6), 2)
    assert right[0, 0] == COUNTING[0, 0]
    assert np.abs(slide(inserted, COUNTING) - right).max() == 40


def test_pytorch_8816_output_padding_is_not_a_row_of_zeros():
    assert values(from_pytorch((1, 1), 3, 2, 1, 1), [[1]], COUNTING) == [[5, 6], [8, 9]]
    without_crop = values(from_pytorch((1, 1), 3, 2, 0, 1), [[1]], COUNTING)
    assert without_crop == [[1, 2, 3, 0], [4, 5, 6, 0], [7, 8, 9, 0], [0, 0, 0, 0]]


def test_pytorch_25536_what_number_is_the_padding():
    kernel = [[108, -2565], [6212, 3960]]
    output = values(from_pytorch((4, 4), 2, 2, 1, 1), np.ones((4, 4), int), kernel)
    assert output == [[3960, 6212] * 3 + [3960], [-2565, 108] * 3 + [-2565]] * 3 + [[3960, 6212] * 3 + [3960]]


def test_onnx_2333_output_padding_takes_part():
    assert values(from_onnx((1, 1), 3, 2, pads=1, output_padding=1), [[1]], COUNTING) == [[5, 6], [8, 9]]


def test_pytorch_80301_95123_there_is_no_padding_same():
    with pytest.raises(ShapeError, match="padding must be whole numbers, got the text 'same'"):
        from_pytorch((8, 8), (3, 3), 2, "same")
    assert to_pytorch(from_keras((8, 8), (3, 3), 2, "same")).reason
    assert to_pytorch(from_keras((8, 8), (4, 4), 2, "same")).arguments["padding"] == (1, 1)


def test_keras_22876_one_pixel_off_and_the_right_shape():
    wanted, port = from_keras((16, 16), 3, 2, "same"), from_pytorch((16, 16), 3, 2, 1, 1)
    assert output_sizes(wanted) == output_sizes(port) == [32, 32]
    assert [axis.crop.before for axis in wanted.axes] == [0, 0]
    assert [axis.crop.before for axis in port.axes] == [1, 1]


def test_keras_core_774_488_same_is_not_always_a_symmetric_padding():
    for kernel in range(1, 8):
        for stride in range(1, 8):
            call = to_pytorch(from_keras(14, kernel, stride, "same"))
            odd = max(kernel - stride, 0) % 2 == 1
            assert (call.crop is not None) == odd


def test_keras_20949_a_volume_with_stride_1():
    description = from_keras((8, 8, 8), 2, 1, "same")
    assert output_sizes(description) == [8, 8, 8]
    with pytest.raises(ShapeError, match="below the stride"):
        from_pytorch((8, 8, 8), 2, 1, 1, 1)  # what was tried
    call = to_pytorch(description)
    assert call.arguments["padding"] == call.arguments["output_padding"] == (0, 0, 0)
    assert call.crop[2:] == (slice(0, 8),) * 3


def test_keras_core_172_output_padding_counts_from_the_symmetric_size():
    for extra in (0, 1):
        (axis,) = from_keras(7, 3, 2, "same", extra).axes
        assert axis.output_size == 13 + extra
    assert to_pytorch(from_keras(7, 3, 2, "same", 0)).arguments["padding"] == (1,)
    assert to_pytorch(from_keras(7, 3, 2, "same", 1)).reason


@pytest.mark.parametrize("kernel, expected", [(3, [26, 25, 26]), (4, [26, 24, 25])])
def test_tensorflow_50168_39469_zero_is_not_none(kernel, expected):
    assert [from_keras(13, kernel, 2, "same", extra).axes[0].output_size for extra in (None, 0, 1)] == expected


def test_jax_14337_the_kernel_is_not_turned():
    call = to_jax(from_jax(3, 3, 2, "SAME"), transpose_kernel=True)
    assert call.rotate and call.arguments["transpose_kernel"]
    assert to_pytorch(from_jax(3, 3, 2, "SAME")).rotate
    assert not to_jax(from_tensorflow(3, 3, 6, 2)).rotate
    assert to_jax(from_tensorflow(3, 3, 6, 2), transpose_kernel=False).rotate
    assert values(from_jax(3, 3, 2, "SAME"), X, K[::-1]) == FULL[:6]


def test_jax_32267_17618_pairs_mean_something_else_than_words():
    assert output_sizes(from_jax((128, 128), 4, 4, "VALID")) == [512, 512]
    assert output_sizes(from_jax((128, 128), 4, 4, [(0, 0), (0, 0)])) == [506, 506]
    assert output_sizes(from_jax((128, 128), 4, 4, [(0, 0), (0, 0)], use_consistent_padding=True)) == [512, 512]


def test_onnx_1609_onnxruntime_9370_upper_and_lower():
    (upper,), (lower,) = (from_onnx(3, 3, 2, auto_pad).axes for auto_pad in ("SAME_UPPER", "SAME_LOWER"))
    assert upper.crop == (0, 1)  # the odd one is cut at the end
    assert lower.crop == (1, 0)
    assert from_onnx(3, 3, 2, "SAME_UPPER") == from_tensorflow(3, 3, 6, 2)


def test_onnx_2788_onnxruntime_4086_same_keeps_2_by_2():
    x, kernel = np.arange(2, 6).reshape(2, 2), np.arange(2, 11).reshape(3, 3)
    full = values(from_onnx((2, 2), 3, 1), x, kernel)  # what was returned
    assert np.shape(full) == (4, 4)
    assert values(from_onnx((2, 2), 3, 1, "SAME_UPPER"), x, kernel) == [row[1:3] for row in full[1:3]]


def test_onnxruntime_4698_onnx_4299_onnxruntime_11927_six_or_seven():
    assert output_sizes(from_onnx((5, 5), 3, 2, "SAME_UPPER")) == [10, 10]
    for extra, start in ((0, 0), (1, 1)):
        (axis,) = from_onnx(3, 3, 2, "SAME_UPPER", output_padding=extra).axes
        assert (axis.full_size, axis.output_size, axis.crop.before) == (7, 6, start)


def test_tico_420_padding_crops_the_output():
    sizes = [output_sizes(from_pytorch(16, 3, 2, padding)) for padding in (0, 1, 2)]
    assert sizes == [[33], [31], [29]]
    assert values(from_pytorch(3, 3, 2, 1), X, K) == FULL[1:-1]


def test_keras_19964_a_u_net_of_358_pixels():
    sizes = [358]
    for _ in range(3):
        sizes.append(conv_output_size(sizes[-1], 2, 2, "VALID"))  # as pooling by 2
    assert sizes == [358, 179, 89, 44]
    assert output_sizes(from_keras(44, 2, 2)) == [88]
    assert output_sizes(from_keras(44, 2, 2, output_padding=1)) == [89]
    assert [*legal_output_sizes(44, 2, 2, "VALID")] == [88, 89]


def test_flux_829_64_comes_back_as_63():
    assert conv_output_size(64, 3, 2, (1, 1)) == 32
    assert output_sizes(from_pytorch(32, 3, 2, 1)) == [63]
    assert output_sizes(from_pytorch(32, 3, 2, 1, 1)) == [64]


def test_tflearn_112_16_of_7_is_refused():
    with pytest.raises(ShapeError, match="never turns 16 numbers into 7; ask for 13 or 14"):
        from_tensorflow(7, 5, 16, 2)


def test_tensorflow_31192_filters_are_height_width_out_in():
    assert to_tensorflow(from_tensorflow((3, 3), 3, 6, 2)).filter_axes == "HWOI"
    input, filters = np.ones((1, 3, 3, 2)), np.ones((3, 3, 5, 2))
    assert conv2d_transpose(input, filters, (1, 6, 6, 5), 2).shape == (1, 6, 6, 5)
    with pytest.raises(ShapeError, match="are the last two axes swapped"):
        conv2d_transpose(input, filters.swapaxes(2, 3), (1, 6, 6, 5), 2)


def test_systemds_541_one_channel_hides_the_order():
    call = to_pytorch(from_tensorflow((3, 3), 2, 6, 2))
    for out_channels, in_channels in ((1, 1), (5, 4)):
        input, filters = np.ones((1, 3, 3, in_channels)), np.ones((2, 2, out_channels, in_channels))
        _, prepared = call.prepare(input, filters)
        assert prepared.shape == (in_channels, out_channels, 2, 2)
        if in_channels == 1:
            assert np.array_equal(prepared, prepared.swapaxes(0, 1))


@pytest.mark.parametrize("rotated", [False, True])
@pytest.mark.parametrize("dialect", TO)
def test_arrays_are_prepared_as_each_dialect_has_them(dialect, rotated):
    """In the order of its axes, turned where needed, and as copies without views that PyTorch does not take."""
    x, filters = np.arange(120).reshape(2, 3, 4, 5), np.arange(180).reshape(2, 3, 6, 5)
    wanted = x, filters[::-1, ::-1] if rotated else filters
    if dialect in ("PyTorch", "ONNX"):
        wanted = x.transpose(0, 3, 1, 2), wanted[1].transpose(3, 2, 0, 1)
    choice = {"transpose_kernel": True} if dialect == "JAX" else {}
    call = TO[dialect](Description((Axis(3, 2), Axis(4, 3)), rotated), **choice)
    prepared = call.prepare(x, filters)
    for ours, theirs in zip(prepared, wanted):
        assert np.array_equal(ours, theirs) and ours.flags.c_contiguous and ours.flags.owndata
    assert call.prepare(x[:0], filters)[0].size == 0
    sizes = "sizes and kernels are ((3, 4), (2, 3)) in the description, "
    for wrong, words in (
        ((x[0], filters), "input must be a 4-D NHWC batch, got 3 axes: shape "),
        ((x, filters[0]), "filters must be 4-D filters of images, got 3 axes: shape "),
        ((x.swapaxes(1, 2), filters), f"{sizes}((4, 3), (2, 3)) in the arrays"),
        ((x, filters[:1]), f"{sizes}((3, 4), (1, 3)) in the arrays"),
        ((x.swapaxes(1, 3), filters), "the input has 3 channels, but filters (h, w, out, in) "),
        ((x, filters.swapaxes(2, 3)), "the input has 5 channels, but filters (h, w, out, in) "),
    ):
        with pytest.raises(ShapeError, match=f"^{re.escape(words)}"):
            call.prepare(*wrong)


@pytest.mark.parametrize("dialect", TO)
def test_only_what_the_call_returns_is_finished(dialect):
    call = TO[dialect](from_tensorflow((3, 4), (2, 3), (6, 8), 2))
    columns = 9 if dialect == "PyTorch" else 8  # all, of which one is cut
    shape, wanted = ((5, 6, columns), f"C, 6, {columns}") if "NC" in call.input_axes else ((6, 8, 5), "6, 8, C")
    for batch in range(3):
        assert call.finish(np.ones((batch, *shape))).shape == (batch, 6, 8, 5)
    for turned in (1, 2):
        other = (1, *np.roll(shape, turned).tolist())
        with pytest.raises(ShapeError, match=re.escape(f"output must have the shape (N, {wanted}), got {other}")):
            call.finish(np.ones(other))


def test_matconvnet_784_transposed_is_not_inverse():
    smaller = conv2d(COUNTING, COUNTING, 2)
    back = conv2d_transpose(smaller, COUNTING, (3, 3), 2)
    assert back.shape == COUNTING.shape
    assert not np.array_equal(back, COUNTING)


@pytest.mark.parametrize("kernel, even", [(3, False), (2, True), (4, True)])
def test_pix2pixhd_149_ai_engineering_374_checkerboards(kernel, even):
    (row,) = values(from_keras((1, 8), (1, kernel), (1, 2), "same"), np.ones((1, 8), int), np.ones((1, kernel), int))
    inside = row[2:-2]
    assert (len(set(inside)) == 1) == even


def test_d2l_the_same_hyperparameters_do_not_always_restore_the_size():
    restored = {}
    for size in (15, 16, 17, 18):
        smaller = conv_output_size(size, 5, 3, (2, 2))
        restored[size] = from_pytorch(smaller, 5, 3, 2).axes[0].output_size
    assert restored == {15: 13, 16: 16, 17: 16, 18: 16}
