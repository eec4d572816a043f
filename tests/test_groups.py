"""Groups and bias, against a few loops that are written from the definition, and nothing of the library."""

import numpy as np
import pytest

from tconv_lib import (
    ShapeError,
    conv1d_transpose,
    conv2d,
    conv2d_transpose,
    conv3d_transpose,
    fast,
    rotate,
    slide,
    transpose_steps,
)
from tconv_lib.description import Description
from tconv_lib.frameworks import TO, explain, from_jax, from_onnx, from_pytorch, from_tensorflow, numbers
from tconv_lib.shapes import Axis
from tconv_lib.views import by_gradient, by_insertion, by_matrix, by_scatter, convolution_matrix
from tconv_lib.words import shown

TRANSPOSE = {1: conv1d_transpose, 2: conv2d_transpose, 3: conv3d_transpose}
FIRST = {1: "NCW", 2: "NCHW", 3: "NCDHW"}


def by_definition(x, filters, strides, dilations, groups, bias):
    """The full result: every input number is written through every tap, into the channels of its own group."""
    (n, *sizes, channels), (*kernels, part, _) = x.shape, filters.shape
    full = [(i - 1) * s + (k - 1) * d + 1 for i, k, s, d in zip(sizes, kernels, strides, dilations)]
    result = np.zeros((n, *full, part * groups), x.dtype) + bias
    for image, channel, out in np.ndindex(n, channels, part):
        group = channel // (channels // groups)
        for place in np.ndindex(*sizes):
            for tap in np.ndindex(*kernels):
                goal = tuple(i * s + u * d for i, s, u, d in zip(place, strides, tap, dilations))
                result[(image, *goal, group * part + out)] += (
                    x[(image, *place, channel)] * filters[(*tap, out, channel)]
                )
    return result


def requests(rank, count):
    """Random x, filters, strides, dilations, groups of one to three channels each, and bias."""
    rng = np.random.default_rng(rank)
    largest = max(5 - rank, 3)
    for number in range(count):
        groups, part, channels = rng.integers(1, 4, 3).tolist()
        sizes, kernels, strides = rng.integers(1, largest, (3, rank)).tolist()
        dilations = rng.integers(1, 3, rank).tolist()
        x = rng.integers(-9, 10, (int(rng.integers(1, 3)), *sizes, groups * channels))
        filters = rng.integers(-9, 10, (*kernels, part, groups * channels))
        yield x, filters, strides, dilations, groups, rng.integers(-9, 10, groups * part)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_groups_and_bias_by_definition(rank):
    several = 0
    for x, filters, strides, dilations, groups, bias in requests(rank, 40):
        full = by_definition(x, filters, strides, dilations, groups, bias)
        named = dict(dilations=dilations, groups=groups, bias=bias)
        assert np.array_equal(TRANSPOSE[rank](x, filters, full.shape, strides, "VALID", **named), full)
        first = TRANSPOSE[rank](
            np.moveaxis(x, -1, 1), filters, full.shape[1:-1], strides, "VALID", FIRST[rank], **named
        )
        assert np.array_equal(np.moveaxis(first, 1, -1), full)
        several += groups > 1
    assert several > 20


@pytest.mark.parametrize("way", ["side by side", "in small blocks", "one after the other"])
def test_fast_has_them_too(way, monkeypatch):
    monkeypatch.setattr(fast, "SMALL", 0 if way == "one after the other" else 1000)
    if way == "in small blocks":
        monkeypatch.setattr(fast, "CACHE", 1)
    for x, filters, strides, dilations, groups, bias in requests(2, 60):
        full = by_definition(x, filters, strides, dilations, groups, bias)
        named = dict(dilations=dilations, groups=groups, bias=bias)
        assert np.array_equal(fast.conv2d_transpose(x, filters, full.shape, strides, "VALID", **named), full)


@pytest.mark.parametrize("view", [by_scatter, by_insertion, by_matrix, by_gradient])
def test_so_has_every_view(view):
    for x, filters, strides, dilations, groups, bias in requests(2, 25):
        full = by_definition(x, filters, strides, dilations, groups, bias)
        assert np.array_equal(view(x, filters, full.shape, strides, "VALID", dilations, groups, bias), full)


def test_depthwise_is_a_kernel_for_each_channel():
    rng = np.random.default_rng(4)
    x, filters = rng.integers(-9, 10, (2, 3, 4, 5)), rng.integers(-9, 10, (3, 2, 1, 5))
    together = conv2d_transpose(x, filters, (2, 6, 8, 5), 2, groups=5)
    for channel in range(5):
        alone = conv2d_transpose(x[0, ..., channel], filters[..., 0, channel], (6, 8), 2)
        assert np.array_equal(together[0, ..., channel], alone)
    assert np.array_equal(fast.conv2d_transpose(x, filters, (2, 6, 8, 5), 2, groups=5), together)


def test_no_more_products_are_counted_than_groups_make():
    """Without groups, so many channels would make 2**37, too many."""
    input, filters = np.ones((1, 16, 16, 4096), "f"), np.ones((4, 8, 1, 4096), "f")
    for transpose in conv2d_transpose, fast.conv2d_transpose:
        assert transpose(input, filters, (16, 16), 1, groups=4096)[0, 8, 8, 0] == 32


def test_forward_groups_are_what_is_transposed():
    """The adjoint property: Σ conv(x) · y = Σ x · transpose(y), with the same array in the forward order."""
    rng = np.random.default_rng(5)
    filters = rng.integers(-9, 10, (3, 2, 2, 6))  # of the forward convolution: 4 channels to 6, in 2 groups
    x, y = rng.integers(-9, 10, (2, 6, 8, 4)), rng.integers(-9, 10, (2, 3, 4, 6))
    there, back = conv2d(x, filters, 2, groups=2), conv2d_transpose(y, filters, x.shape, 2, groups=2)
    assert (there * y).sum() == (x * back).sum()
    C = convolution_matrix(filters, (6, 8, 4), 2, groups=2)
    assert np.array_equal(C @ x[0].ravel(), there[0].ravel())


def test_the_matrix_of_groups_has_blocks():
    C = convolution_matrix(np.ones((1, 1, 2, 6), int), (1, 1, 4), 1, groups=2)
    assert C.tolist() == [[1, 1, 0, 0]] * 3 + [[0, 0, 1, 1]] * 3


def test_the_steps_of_groups():
    steps = transpose_steps(np.ones((1, 3, 3, 4), int), np.arange(36).reshape(3, 3, 1, 4), (6, 6), 2, groups=2)
    assert steps.rotated.shape == (3, 3, 2, 2)
    assert steps.rotated[0, 0].tolist() == [[32, 34], [33, 35]]  # the last tap; columns are the groups
    assert np.array_equal(steps.output, slide(steps.padded, steps.rotated, groups=2))
    assert np.array_equal(rotate(steps.filters, 2), steps.rotated)


X, F = np.ones((1, 3, 3, 6)), np.ones((3, 3, 2, 6))


@pytest.mark.parametrize("transpose", [conv2d_transpose, fast.conv2d_transpose, by_scatter])
@pytest.mark.parametrize(
    "changes, message",
    [
        (dict(groups=4), "groups must divide the 6 input channels, got 4; possible: 1, 2, 3, 6"),
        (dict(groups=0), "groups must be at least 1, got 0"),
        (dict(groups=2.0), "groups must be a whole number, got 2.0"),
        (dict(groups=12), "groups must divide the 6 input channels, got 12; possible: 1, 2, 3, 6"),
        (
            dict(groups=2, output_shape=(1, 6, 6, 2)),
            "output_shape asks for 2 channels; filters (h, w, out / groups, in) of shape (3, 3, 2, 6) with groups=2 "
            "make 4, ask for that",
        ),
        (
            dict(groups=2, filters=np.ones((3, 3, 2, 3))),
            "the input has 6 channels, but filters (h, w, out / groups, in) of shape (3, 3, 2, 3) with groups=2 read 3",
        ),
        (
            dict(groups=2, filters=np.ones((3, 3, 3, 4))),
            "the input has 6 channels, but filters (h, w, out / groups, in) of shape (3, 3, 3, 4) with groups=2 read 4"
            "; are the last two axes swapped?",
        ),
        (dict(bias=1), "bias must be a list, one number for each output channel, got 0 axes: shape ()"),
        (dict(bias=[1]), "bias must be 2 numbers, one for each output channel, got 1"),
        (dict(groups=3, bias=[1, 2]), "bias must be 6 numbers, one for each output channel, got 2"),
        (
            dict(input=np.ones((3, 3)), filters=np.ones((3, 3)), groups=2),
            "groups must divide the 1 input channel, got 2; possible: 1",
        ),
    ],
    ids=str,
)
def test_groups_that_cannot_be_are_refused(transpose, changes, message):
    with pytest.raises(ShapeError) as refusal:
        transpose(**dict(input=X, filters=F, output_shape=(6, 6), strides=2) | changes)
    assert str(refusal.value) == message


def test_forward_groups_divide_the_filters():
    with pytest.raises(ShapeError, match="^groups must divide the 3 output channels, got 2; possible: 1, 3$"):
        slide(X, np.ones((1, 1, 3, 3)), groups=2)
    with pytest.raises(ShapeError, match=r"filters \(h, w, in / groups, out\) of shape .* with groups=2 read 4"):
        conv2d(X, np.ones((1, 1, 2, 4)), 1, groups=2)


def test_a_bias_has_its_part_in_the_type_and_in_what_fits():
    image = np.full((1, 1), 100, np.uint8)
    assert conv2d_transpose(image, np.ones((1, 1), np.uint8), (1, 1), 1, bias=np.array([9], np.uint8)).dtype == np.uint8
    assert conv2d_transpose(image, np.ones((1, 1), np.uint8), (1, 1), 1, bias=[0.5]).tolist() == [[100.5]]
    with pytest.raises(ShapeError, match="the result reaches 300, which uint8 cannot hold"):
        conv2d_transpose(image, image // 100, (1, 1), 1, bias=np.array([200], np.uint8))
    with pytest.raises(ShapeError, match="sums could grow beyond int64"):
        conv2d_transpose([[2**62]], [[1]], (1, 1), 1, bias=[2**62])


@pytest.mark.parametrize("transpose", [conv2d_transpose, fast.conv2d_transpose])
def test_the_most_exact_of_input_filters_and_bias_gives_the_type(transpose):
    for most_exact in range(3):
        x, filters, bias = (np.ones(1, np.float64 if i == most_exact else np.float32) for i in range(3))
        image, kernel = x.reshape(1, 1, 1, 1), filters.reshape(1, 1, 1, 1)
        assert transpose(image, kernel, (1, 1), 1, bias=bias).dtype == np.float64


def test_a_batch_may_be_empty_as_in_the_frameworks():
    """RUN: TensorFlow, Keras, PyTorch, ONNX Runtime and JAX return an empty batch."""
    for transpose in (conv2d_transpose, fast.conv2d_transpose, by_scatter, by_insertion, by_matrix, by_gradient):
        assert transpose(X[:0], F, (0, 6, 6, 2), 2, bias=[1, 2]).shape == (0, 6, 6, 2)
        assert transpose(X[:0], F, (0, 6, 6, 4), 2, groups=2).shape == (0, 6, 6, 4)
        with pytest.raises(ShapeError, match="asks for a batch of 1; the input has 0"):
            transpose(X[:0], F, (1, 6, 6, 2), 2)
        with pytest.raises(ShapeError, match=r"^filters is empty: shape \(0, 3, 2, 6\)"):
            transpose(X, F[:0], (1, 6, 6, 2), 2)
    assert conv1d_transpose(X[:0, 0], F[0], (0, 6, 2), 2).shape == (0, 6, 2)
    with pytest.raises(ShapeError, match="^input is empty: "):
        conv2d_transpose(X[:, :0], F, (6, 6), 2)


# Said in the dialects


def test_groups_are_said_where_each_framework_has_them():
    description = from_pytorch((3, 3), (3, 2), 2, 1, 1, groups=2)
    assert description == from_onnx((3, 3), (3, 2), 2, pads=(1, 1, 0, 0), group=2)
    said = {name: say(description) for name, say in TO.items()}
    assert said["PyTorch"].arguments["groups"] == said["ONNX"].arguments["group"] == 2
    assert said["JAX"].function == "jax.lax.conv_general_dilated"
    assert said["JAX"].arguments["feature_group_count"] == 2
    for name in ("TensorFlow", "Keras"):
        assert said[name].parts == 2
        assert said[name].reason.startswith("it knows no groups: one call for each, with its part of the channels")
    assert str(said["TensorFlow"]).startswith("tf.concat([tf.nn.conv2d_transpose(x, f, output_shape=")
    assert str(said["TensorFlow"]).endswith(
        "for x, f in zip(tf.split(input, 2, axis=-1), tf.split(filters, 2, axis=-1))], axis=-1)"
    )
    assert str(said["Keras"]).startswith("keras.ops.concatenate([keras.layers.Conv2DTranspose(..., strides=")
    assert str(said["Keras"]).endswith(")(x) for x in keras.ops.split(input, 2, axis=-1)], axis=-1)")
    alone = {name: say(from_pytorch((3, 3), (3, 2), 2, 1, 1)) for name, say in TO.items()}
    assert not any({"groups", "group", "feature_group_count"} & {*call.arguments} for call in alone.values())
    assert {call.parts for call in alone.values()} == {1}


def test_equal_descriptions_have_equal_groups():
    one, two = from_pytorch(3, 3, 2), from_pytorch(3, 3, 2, groups=2)
    assert one != two
    assert two == from_onnx(3, 3, 2, group=2) == from_jax(3, 3, 2, [(2, 2)], 1, True, feature_group_count=2)
    for groups in (0, 1.0, True):
        with pytest.raises(ShapeError, match="^groups must be "):
            Description((Axis(3, 3, 2),), groups=groups)


def test_a_call_in_parts_gets_the_numbers():
    """TensorFlow is stood in for by this library, one call for each part."""
    for x, filters, strides, dilations, groups, bias in requests(2, 20):
        description = from_pytorch(x.shape[1:-1], filters.shape[:-2], strides, dilation=dilations, groups=groups)
        call = TO["TensorFlow"](description)
        arrays = call.prepare(x, filters)
        for numbers_added in (bias, None):
            output = call.run(lambda x, f, b: conv2d_transpose(x, f, **call.arguments, bias=b), *arrays, numbers_added)
            full = by_definition(x, filters, strides, dilations, groups, 0 if numbers_added is None else bias)
            assert np.array_equal(call.finish(output), full)
            assert np.array_equal(numbers(description, x, filters, numbers_added), full)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_jax_takes_the_filters_of_the_forward_convolution(rank):
    for x, filters, strides, dilations, groups, _ in requests(rank, 20):
        if groups > 1:
            call = TO["JAX"](
                from_pytorch(x.shape[1:-1], filters.shape[:-2], strides, dilation=dilations, groups=groups)
            )
            arrays, bias = call.prepare(x, filters), np.arange(filters.shape[-2] * groups)
            got, forward, added = call.run(lambda *given: given, *arrays, bias)
            assert call.rotate and np.array_equal(forward, rotate(filters, groups))
            assert got is arrays[0] and added is bias


def test_a_bias_is_said_where_each_framework_has_it():
    plain = from_tensorflow((3, 3), 3, (6, 6), 2)
    assert {name: say(plain).bias for name, say in TO.items()} == {
        "TensorFlow": "tf.nn.bias_add(output, bias)",
        "Keras": "use_bias=True",
        "PyTorch": "bias=bias",
        "ONNX": "B, the third input",
        "JAX": "output + bias",
    }
    zeros_around = Description((Axis(3, 3, 2).cropped(-2, -2),))  # they get the bias, too
    assert [TO[name](zeros_around).bias for name in ("Keras", "PyTorch")] == [
        "output + bias, after the zeros",
        "output + bias[:, None], after the zeros",
    ]
    assert numbers(zeros_around, [1, 2, 3], [1, 10, 100], [5]).tolist()[:4] == [5, 5, 6, 15]
    lines = repr(explain((3, 3), 3, (6, 6), 2, groups=2, bias=True)).splitlines()
    assert "group=2); input NCHW; filters IOHW; bias B, the third input" in lines[4]


def test_jax_with_groups_is_said_in_full():
    call = TO["JAX"](from_pytorch((3, 3), (2, 2), 2, groups=2))
    assert (call.filters_in_words(), call.forward, call.groups) == ("HWOI, turned (flipped along H, W)", True, 2)
    assert str(call).startswith(
        "jax.lax.conv_general_dilated(input, "
        "jnp.concatenate([f.swapaxes(-1, -2) for f in jnp.split(filters, 2, axis=-1)], axis=-1), window_strides="
    )
    assert call.reason == "conv_transpose knows no groups; this function does, for the filters of a forward convolution"
    assert from_jax(3, 2, 1, "SAME", feature_group_count=2).groups == 2


def test_a_function_of_keras_in_parts_is_said_in_full():
    spread = {"dilation": 2}
    call = TO["Keras"](from_pytorch((3, 3), (2, 2), 2, **spread, groups=2))
    assert str(call).startswith("keras.ops.concatenate([keras.ops.conv_transpose(x, f, strides=(2, 2)")
    apart = "it knows no groups: one call for each, with its part of the channels"
    function = "Conv2DTranspose takes no dilation with a stride, this function does"
    assert call.reason == f"{apart}; {function}"
    assert TO["Keras"](from_pytorch((3, 3), (2, 2), 2, **spread)).bias == "output + bias"


def test_arrays_that_cannot_be_split_for_a_call_are_refused():
    description = from_pytorch((3, 3), (2, 2), groups=2)
    x, filters = np.ones((1, 3, 3, 3)), np.ones((2, 2, 1, 3))
    with pytest.raises(ShapeError, match="groups must divide the 3 input channels, got 2; possible: 1, 3"):
        TO["JAX"](description).run(lambda *arrays: arrays[0], x, filters, None)
    with pytest.raises(ShapeError, match="groups must divide the 3 input channels, got 2; possible: 1, 3"):
        TO["TensorFlow"](description).run(lambda *arrays: arrays[0], x, filters, None)
    for dialect in "JAX", "TensorFlow", "Keras":
        with pytest.raises(ShapeError, match="the input has 6 channels, but filters .* read 3"):
            TO[dialect](description).run(lambda *arrays: arrays[0], np.ones((1, 3, 3, 6)), filters, None)


@pytest.mark.parametrize("junk", [None, "x", 2j, True, [[True]], iter([1]), np.ma.array([[[[1]]]])], ids=shown)
def test_a_call_is_made_on_arrays_of_numbers_alone(junk):
    call = TO["PyTorch"](from_pytorch((1, 1), (1, 1)))
    for arrays in ([[[[1]]]], junk), (junk, [[[[1]]]]):
        with pytest.raises(TypeError, match="^(input|filters) (must hold integers or floats|has a mask)"):
            call.run(lambda *given: given[0], *arrays, None)


@pytest.mark.parametrize("dialect", TO)
@pytest.mark.parametrize("groups", [1, 2])
def test_a_bias_that_does_not_fit_a_call_is_refused(dialect, groups):
    call = TO[dialect](from_pytorch((3, 3), (2, 2), groups=groups))
    arrays = call.prepare(np.ones((1, 3, 3, 4)), np.ones((2, 2, 4 // groups, 4)))
    for length in (3, 5):
        with pytest.raises(ShapeError, match=f"^bias must be 4 numbers, one for each output channel, got {length}"):
            call.run(lambda *given: given[0], *arrays, np.ones(length))
    added = call.run(lambda *given: given[2][None, None, None], *arrays, np.arange(4))
    assert added.reshape(-1).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "axis, message",
    [
        (Axis(3, 2.5, 1), "kernel must be a whole number, got 2.5"),
        (Axis(-3, 2, 1), "size must be at least 1, got -3"),
        (Axis("a", "b"), "size must be a whole number, got 'a'"),
        (Axis(3, 2, 1, padding="foo"), 'padding must be "SAME" or "VALID"'),
        (Axis(3, 2, 1, padding=5), r'^padding must be "SAME", "VALID" or a pair \(before, after\), got 5$'),
        (Axis(3, 2, 1, padding=(0.5, 0)), "^padding must be a whole number, got 0.5$"),
    ],
)
def test_a_description_is_of_axes_that_can_be(axis, message):
    with pytest.raises(ShapeError, match=message):
        Description((axis,))


def test_a_small_number_of_groups_does_not_wrap_around():
    x, filters = np.ones((1, 1, 1, 2)), np.ones((1, 1, 100, 2))
    assert conv2d_transpose(x, filters, (1, 1, 1, 200), 1, groups=np.int8(2)).shape == (1, 1, 1, 200)
