"""Calls to try on the real frameworks, drawn at random: descriptions, and calls in a framework's own words."""

from dataclasses import dataclass, replace

from ...description import Call, Description
from ...errors import ShapeError
from ...frameworks import FROM, TO, from_tensorflow
from ...shapes import Axis
from .real_frameworks import ORACLES


@dataclass(frozen=True)
class Trial:
    """A call, and the description that it should amount to; None if the framework should refuse it."""

    call: Call
    description: Description | None
    input_shape: tuple[int, ...]
    filters_shape: tuple[int, ...]
    in_its_words: bool
    bias: int  # how many numbers it has; 0: there is none


def draw_description(rng, name):
    """A description of any kind, and how to say it."""
    oracle = ORACLES[name]
    kind = rng.choice(["SAME", "SAME", "VALID", "explicit", "explicit", "anything"])
    axes = []
    for axis in draw_axes(rng, oracle.dilates):
        padding = (rng.randint(0, axis.reach), rng.randint(0, axis.reach)) if kind == "explicit" else kind
        if kind == "anything":
            start, output_size = rng.randint(-2, axis.full_size), rng.randint(1, axis.full_size + axis.stride + 1)
            axes.append(axis.cropped(start, axis.full_size - start - output_size))
        else:
            padded = axis._replace(padding=padding)
            axes.append(padded._replace(output_size=rng.choice(padded.legal_output_sizes or [1])))
    description = Description(tuple(axes), rotated=rng.random() < 0.1, groups=draw_groups(rng))
    choice = {"transpose_kernel": rng.random() < 0.5} if oracle.dialect == "JAX" else {}
    call = TO[oracle.dialect](description, **choice)
    return trial(rng, call, description, axes, description.groups, in_its_words=False)


def draw_own_words(rng, name):
    """Arguments that the framework documents, legal or nearly so, and what we understand by them."""
    oracle = ORACLES[name]
    axes, groups = draw_axes(rng, oracle.dilates), 1
    if oracle.dialect == "Keras":  # whose layers take either a stride or a dilation
        without = rng.choice(["dilation", "dilation", "stride"])
        axes = [axis._replace(**{without: 1}).cropped(0, 0) for axis in axes]
    arguments = OWN_WORDS[oracle.dialect](rng, axes)
    if oracle.dialect in GROUPS:
        arguments[GROUPS[oracle.dialect]] = groups = draw_groups(rng)
    sizes, kernels = [axis.size for axis in axes], [axis.kernel for axis in axes]
    try:
        description = FROM[oracle.dialect](sizes, kernels, **arguments)
        if name == "Keras on TensorFlow":  # which hands on the size and the padding
            output_sizes = [axis.output_size for axis in description.axes]
            from_tensorflow(sizes, kernels, output_sizes, arguments["strides"], arguments["padding"].upper())
    except ShapeError:
        description = None
    turned = not arguments.get("transpose_kernel", True)
    choice = {"transpose_kernel": not turned} if oracle.dialect == "JAX" else {}
    plain = TO[oracle.dialect](Description(tuple(axes), turned, groups), **choice)
    call = replace(plain, arguments=arguments, axes=(description or plain).axes)
    drawn = trial(rng, call, description, axes, groups, in_its_words=True)
    if description is None and name == "PyTorch":  # which looks at output_padding only if there is an image
        drawn = replace(drawn, input_shape=(1, *drawn.input_shape[1:]))
    return drawn


def draw_groups(rng):
    """How many groups of channels: mostly one."""
    return rng.choice([1, 1, 1, 2, 3, 4])


def draw_axes(rng, dilates):
    """One to three axes, mostly two; as a rule no two numbers of them are equal."""
    rank = rng.choice([1, 2, 2, 2, 2, 2, 2, 3])
    largest = 5 if rank < 3 else 3
    dilated = dilates and rng.random() < 0.5
    axes = []
    for _ in range(rank):
        size, kernel, stride = (rng.randint(1, largest) for _ in range(3))
        axes.append(Axis(size, kernel, stride, rng.randint(1, 3) if dilated else 1).cropped(0, 0))
    return axes


def trial(rng, call, description, axes, groups, in_its_words):
    """A Trial with random batch, channels and bias. A call that has zeros put around gets its bias after them."""
    batch, channels, filters = rng.choice([1, 1, 1, 2, 2, 0]), groups * rng.choice([1, 2, 3]), rng.choice([1, 2, 3])
    input_shape = batch, *(axis.size for axis in axes), channels
    filters_shape = *(axis.kernel for axis in axes), filters, channels
    bias = groups * filters if rng.random() < 0.4 and call.pad is None else 0
    return Trial(call, description, input_shape, filters_shape, in_its_words, bias)


# What a caller might write in each dialect. Some of it goes one step too far, and should be refused.


def tensorflow_words(rng, axes):
    padding = rng.choice(["SAME", "VALID", "explicit"])
    pairs = [padding] * len(axes)
    if padding == "explicit":
        pairs = [[rng.randint(0, axis.reach), rng.randint(0, axis.reach)] for axis in axes]
        padding = [[0, 0], *pairs, [0, 0]]
    output_sizes = []
    for axis, pair in zip(axes, pairs):
        legal = axis._replace(padding=pair).legal_output_sizes or range(1, 2)
        output_sizes.append(max(1, rng.randint(legal.start - 1, legal.stop)))
    return {"output_shape": output_sizes, "strides": [axis.stride for axis in axes], "padding": padding}


def keras_words(rng, axes):
    extra = [rng.randint(0, axis.stride - rng.randint(0, 1)) for axis in axes]
    return {
        "strides": [axis.stride for axis in axes],
        "padding": rng.choice(["same", "valid"]),
        "output_padding": rng.choice([None, extra]),
        "dilation_rate": [axis.dilation for axis in axes],
    }


def pytorch_words(rng, axes):
    return {
        "stride": [axis.stride for axis in axes],
        "padding": [rng.randint(0, 3) for _ in axes],
        "output_padding": [rng.randint(0, max(axis.stride, axis.dilation) - rng.randint(0, 1)) for axis in axes],
        "dilation": [axis.dilation for axis in axes],
    }


def onnx_words(rng, axes):
    arguments = {
        "strides": [axis.stride for axis in axes],
        "dilations": [axis.dilation for axis in axes],
        "auto_pad": rng.choice(["NOTSET", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"]),
    }
    if arguments["auto_pad"] == "NOTSET" and rng.random() < 0.8:
        arguments["pads"] = [rng.randint(0, 2) for _ in axes + axes]
    if rng.random() < 0.5:
        arguments["output_padding"] = [rng.randint(0, axis.stride - rng.randint(0, 1)) for axis in axes]
    if rng.random() < 0.4:
        arguments["output_shape"] = [max(1, axis.full_size + rng.randint(-3, axis.stride)) for axis in axes]
    return arguments


def jax_words(rng, axes):
    pairs = [(rng.randint(-2, axis.reach), rng.randint(-2, axis.reach)) for axis in axes]
    return {
        "strides": [axis.stride for axis in axes],
        "padding": rng.choice(["SAME", "VALID", pairs, pairs]),
        "rhs_dilation": [axis.dilation for axis in axes],
        "transpose_kernel": rng.random() < 0.5,
        "use_consistent_padding": rng.random() < 0.5,
    }


GROUPS = {"PyTorch": "groups", "ONNX": "group"}
"""How a dialect calls them, if it knows them."""

OWN_WORDS = {
    "TensorFlow": tensorflow_words,
    "Keras": keras_words,
    "PyTorch": pytorch_words,
    "ONNX": onnx_words,
    "JAX": jax_words,
}
