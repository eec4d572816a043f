"""One transposed convolution, said in five dialects: TensorFlow, Keras, PyTorch, ONNX and JAX.

    from_...    what a caller told a framework, as a description
    to_...      a description, as what to tell a framework, and what is left to do before and after
    explain     a TensorFlow call in all five dialects, as a table

Sizes, kernels and all other numbers are spatial: an int, or one number for each axis.
No framework is imported. `make oracle` compares every rule with the frameworks, refusals too.
"""

from dataclasses import replace

import numpy as np

from .arguments import AXIS_NAMES, as_paddings
from .description import SPATIAL_LETTERS, Axis, Description, call
from .errors import LARGEST, ShapeError, check_whole_number, shown
from .figures import Picture, figure, grid
from .ops import conv1d_transpose, conv2d_transpose, conv3d_transpose
from .shapes import check_output_size, crop_before, full_size, inserted_size, legal_output_sizes


def from_tensorflow(sizes, kernels, output_shape, strides, padding="SAME", dilations=1):
    """What tf.nn.conv2d_transpose is asked for, or conv1d_transpose, conv3d_transpose.

    padding: "SAME", "VALID" or pairs of zeros. Raises ShapeError if no convolution turns output_shape into sizes.
    """
    axes = _full_axes(sizes, kernels, strides, dilations)
    rank = len(axes)
    read = []
    for axis, output_size, pads, name in zip(
        axes, _numbers("output_shape", output_shape, rank), as_paddings(padding, rank), AXIS_NAMES[rank]
    ):
        check_output_size(axis.size, axis.reach, axis.stride, output_size, pads, axis=name)
        start = crop_before(axis.size, axis.reach, axis.stride, output_size, pads)
        read.append(replace(axis, start=start, output_size=output_size))
    return Description(tuple(read))


def from_keras(sizes, kernels, strides=1, padding="valid", output_padding=None, dilation_rate=1):
    """What keras.layers.Conv2DTranspose is asked for.

    "same" returns size * stride numbers, or (size-1) * stride + output_padding, plus 1 for an odd kernel.
    An even kernel with output_padding 0 is too small for Keras on TensorFlow; its other backends take it.
    Raises ShapeError unless output_padding is below the stride.
    """
    axes = _full_axes(sizes, kernels, strides, dilation_rate)
    if padding not in ("same", "valid"):
        raise ShapeError(f'padding must be "same" or "valid", got {shown(padding)}')
    extra = [None] * len(axes)
    if output_padding is not None:
        extra = _numbers("output_padding", output_padding, len(axes), least=0)
        for axis, zeros in zip(axes, extra):
            _check_below(axis.stride, zeros, "the stride")
    return Description(tuple(_keras_axis(axis, padding, zeros) for axis, zeros in zip(axes, extra)))


def from_pytorch(sizes, kernels, stride=1, padding=0, output_padding=0, dilation=1):
    """What torch.nn.functional.conv_transpose2d is asked for.

    padding is cut from both ends of the full result, and output_padding is how much less is cut at its end.
    Raises ShapeError unless output_padding is below the stride or the dilation.
    """
    axes = _full_axes(sizes, kernels, stride, dilation)
    cut = _numbers("padding", padding, len(axes), least=0)
    extra = _numbers("output_padding", output_padding, len(axes), least=0)
    for axis, back in zip(axes, extra):
        _check_below(max(axis.stride, axis.dilation), back, "the stride or the dilation")
    return Description(tuple(axis.read(p, back - p) for axis, p, back in zip(axes, cut, extra)))


def from_onnx(
    sizes, kernels, strides=1, auto_pad="NOTSET", pads=None, output_padding=0, output_shape=None, dilations=1
):
    """What an ONNX ConvTranspose node asks for, as ONNX Runtime understands it.

    pads are cut from the full result: before each axis, then after each. With output_shape or a SAME auto_pad
    they are found: half of what is too much before, half after, the odd one after for SAME_UPPER, else before.
    A full result below SAME's size * stride is returned as it is. Raises ShapeError where the runtime refuses.
    """
    axes = _full_axes(sizes, kernels, strides, dilations)
    rank = len(axes)
    if auto_pad not in ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"):
        raise ShapeError(f"auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER, got {shown(auto_pad)}")
    if pads is not None and auto_pad != "NOTSET":
        raise ShapeError(f"pads and auto_pad {auto_pad} exclude each other")
    cut = _numbers("pads", 0 if pads is None else pads, 2 * rank, least=0)
    extra = _numbers("output_padding", output_padding, rank, least=0)
    wanted = [None] * rank if output_shape is None else _numbers("output_shape", output_shape, rank)
    read = []
    for axis, before, after, zeros, output_size in zip(axes, cut[:rank], cut[rank:], extra, wanted):
        if output_size or auto_pad.startswith("SAME"):
            too_much = axis.full + zeros - (output_size or axis.size * axis.stride)
            after = max(too_much, 0) // 2
            before = max(too_much, 0) - after
            if auto_pad == "SAME_UPPER":
                before, after = after, before
            if output_size:
                zeros = max(zeros, output_size - axis.full)
        _check_below(axis.stride, zeros, "the stride")
        read.append(axis.read(before, zeros - after))
    return Description(tuple(read))


def from_jax(sizes, kernels, strides, padding, rhs_dilation=1, transpose_kernel=False, use_consistent_padding=False):
    """What jax.lax.conv_transpose is asked for.

    "SAME" and "VALID" mean what they do in Keras. Pairs are zeros around the input, not negative ones cut it;
    with use_consistent_padding they are what is cut from the full result.
    """
    axes = _full_axes(sizes, kernels, strides, rhs_dilation)
    rotated = not transpose_kernel
    if isinstance(padding, str) and padding in ("SAME", "VALID"):
        return Description(tuple(_keras_axis(axis, padding.lower(), None) for axis in axes), rotated)
    if not isinstance(padding, (tuple, list, np.ndarray)) or len(padding) != len(axes):
        raise ShapeError(f'padding must be "SAME", "VALID", or {len(axes)} pairs, got {shown(padding)}')
    read = []
    for axis, pair in zip(axes, padding):
        before, after = _numbers("padding", pair, 2, least=-LARGEST)
        if not use_consistent_padding:
            before, after = axis.reach - 1 - before, axis.reach - 1 - after
        read.append(axis.read(before, -after))
    return Description(tuple(read), rotated)


def to_tensorflow(description):
    """The call of tf.nn.conv2d_transpose; output_shape is spatial, conv1d and conv3d want it whole.

    On a CPU, TensorFlow takes dilations only with oneDNN, which is on by default.
    """
    axes, rank = description.axes, len(description.axes)
    read = axes
    if all(_reads_like(axis, "SAME") for axis in axes):
        padding = "SAME"
    elif all(_reads_like(axis, "VALID") for axis in axes):
        padding = "VALID"
    elif rank == 2 and all(axis.start >= 0 and axis.beyond < axis.stride for axis in axes):
        padding = [[0, 0], *([axis.start, max(-axis.beyond, 0)] for axis in axes), [0, 0]]
    else:
        padding = "VALID"
        read = [_longest(axis, axis.stride) for axis in axes]
    arguments = {
        "output_shape": tuple(axis.output_size for axis in read),
        "strides": _each("stride", axes),
        "padding": padding,
        **_dilation("dilations", axes),
    }
    reason = "it never adds zeros in front, nor as many as the stride at the end"
    if rank != 2:
        reason += ", and only conv2d_transpose takes explicit padding"
    return call(description, read, reason, "TensorFlow", f"tf.nn.conv{rank}d_transpose", arguments)


def to_keras(description):
    """The layer keras.layers.Conv2DTranspose without filters and kernel_size, such that all backends take it."""
    axes, rank = description.axes, len(description.axes)
    same = [axis.output_size - (axis.size - 1) * axis.stride - axis.reach % 2 for axis in axes]
    valid = [axis.beyond for axis in axes]
    for padding, extra in (("same", [None] * rank), ("same", same), ("valid", valid)):
        if all(_keras_says(axis, padding, zeros) for axis, zeros in zip(axes, extra)):
            read = axes
            break
    else:
        read = [_longest(axis, axis.stride) for axis in axes]
        padding, extra = "valid", [axis.beyond for axis in read]
    arguments = {
        "strides": _each("stride", axes),
        "padding": padding,
        "output_padding": None if None in extra else tuple(extra),
        **_dilation("dilation_rate", axes),
    }
    reason = 'neither "same" nor "valid", with output_padding below the stride, means just these numbers'
    said = call(description, read, reason, "Keras", f"keras.layers.Conv{rank}DTranspose", arguments)
    if max(_each("stride", axes)) == 1 or max(_each("dilation", axes)) == 1:
        return said
    reasons = [f"Conv{rank}DTranspose takes no dilation with a stride, this function does", said.reason]
    return replace(said, function="keras.ops.conv_transpose", reason="; ".join(filter(None, reasons)))


def to_pytorch(description):
    """The call of torch.nn.functional.conv_transpose2d."""
    axes, rank = description.axes, len(description.axes)
    read = []
    for axis in axes:
        most = max(axis.stride, axis.dilation)
        alone = axis.start >= 0 and 0 <= axis.start + axis.beyond < most
        read.append(axis if alone else _longest(axis, most))
    arguments = {
        "stride": _each("stride", axes),
        "padding": _each("start", read),
        "output_padding": tuple(axis.start + axis.beyond for axis in read),
        **_dilation("dilation", axes),
    }
    reason = "padding cuts as much after as before, and output_padding can only cut less after"
    function = f"torch.nn.functional.conv_transpose{rank}d"
    return call(description, read, reason, "PyTorch", function, arguments, channels_first=True)


def to_onnx(description):
    """The attributes of an ONNX ConvTranspose node: pads, which nobody reads in two ways, unlike auto_pad."""
    axes = description.axes
    read = [axis if axis.start >= 0 and axis.beyond < axis.stride else _longest(axis, axis.stride) for axis in axes]
    arguments = {
        "strides": _each("stride", axes),
        "pads": _each("start", read) + tuple(max(-axis.beyond, 0) for axis in read),
        "output_padding": tuple(max(axis.beyond, 0) for axis in read),
        **_dilation("dilations", axes),
    }
    reason = "pads cannot be negative, and output_padding must be below the stride"
    return call(description, read, reason, "ONNX", "ConvTranspose", arguments, channels_first=True)


def to_jax(description, transpose_kernel=True):
    """The call of jax.lax.conv_transpose, with pairs: the zeros to put around the zero-inserted input.

    Without transpose_kernel JAX does not turn the kernel, and wants its channels in the order IO.
    """
    axes = description.axes
    arguments = {
        "strides": _each("stride", axes),
        "padding": tuple((axis.reach - 1 - axis.start, axis.reach - 1 + axis.beyond) for axis in axes),
        **_dilation("rhs_dilation", axes),
        "transpose_kernel": transpose_kernel,
    }
    said = call(description, axes, "", "JAX", "jax.lax.conv_transpose", arguments)
    if not transpose_kernel:
        said = replace(said, filter_axes=said.filter_axes.replace("OI", "IO"))
    return replace(said, rotate=transpose_kernel == description.rotated)


FROM = {
    "TensorFlow": from_tensorflow,
    "Keras": from_keras,
    "PyTorch": from_pytorch,
    "ONNX": from_onnx,
    "JAX": from_jax,
}
TO = {
    "TensorFlow": to_tensorflow,
    "Keras": to_keras,
    "PyTorch": to_pytorch,
    "ONNX": to_onnx,
    "JAX": to_jax,
}


def numbers(description, input, filters):
    """What a description asks for, computed here; arrays in TensorFlow's order: (N, H, W, C) and (H, W, O, I)."""
    call = to_tensorflow(description)
    transpose = {1: conv1d_transpose, 2: conv2d_transpose, 3: conv3d_transpose}[len(description.axes)]
    return call.finish(transpose(*call.prepare(input, filters), **call.arguments))


def explain(sizes, kernels, output_shape, strides, padding="SAME", dilations=1):
    """A TensorFlow call in all dialects, as a Picture. Arguments and errors as for from_tensorflow."""
    description = from_tensorflow(sizes, kernels, output_shape, strides, padding, dilations)
    calls = [say(description) for say in TO.values()]
    heads = ["call", "input", "filters", "then", "because"]
    rows = [[str(said), said.input_axes, said.filter_axes, said.crop_as_code(), said.reason] for said in calls]
    table = grid(rows, row_names=[*TO], column_names=heads)
    lines = [
        f"{name}: " + "; ".join(f"{head} {cell}" for head, cell in zip(heads, row) if cell)
        for name, row in zip(TO, rows)
    ]
    return figure(Picture(table.html, "\n".join(lines), table.roles), caption="One call in five dialects.\n")


def _numbers(name, value, count, least=1):
    """`count` whole numbers, from one number or that many."""
    values = [value] * count if np.ndim(value) == 0 else [*value]
    if len(values) != count:
        raise ShapeError(f"{name} must be one number or {count}, got {len(values)}: {shown(value)}")
    return [check_whole_number(name, number, least) for number in values]


def _full_axes(sizes, kernels, strides, dilations):
    """One axis for each size, read from beginning to end."""
    rank = np.size(sizes)
    if rank not in SPATIAL_LETTERS:
        raise ShapeError(f"sizes must be 1, 2 or 3 numbers, got {shown(sizes)}")
    numbers = {"sizes": sizes, "kernels": kernels, "strides": strides, "dilations": dilations}
    per_axis = zip(*(_numbers(name, value, rank) for name, value in numbers.items()))
    return [Axis(i, k, s, d, 0, full_size(i, inserted_size(k, d), s)) for i, k, s, d in per_axis]


def _check_below(limit, output_padding, name):
    if output_padding >= limit:
        raise ShapeError(f"output_padding must be below {name} ({limit}), got {output_padding}")


def _keras_axis(axis, padding, output_padding):
    """The axis as Keras reads it: "same" cuts half of what is too much before, and an odd one after."""
    smallest = (axis.size - 1) * axis.stride + axis.reach % 2
    if padding == "valid":
        return axis.read(0, max(axis.stride - axis.reach, 0) if output_padding is None else output_padding)
    output_size = axis.size * axis.stride if output_padding is None else smallest + output_padding
    return replace(axis, start=max(axis.full - output_size, 0) // 2, output_size=output_size)


def _keras_says(axis, padding, output_padding):
    """Whether Keras reads the axis so, on every backend."""
    if output_padding is not None and not 0 <= output_padding < axis.stride:
        return False
    return axis == _keras_axis(axis, padding, output_padding) and _reads_like(axis, padding.upper())


def _reads_like(axis, padding):
    """Whether TensorFlow reads the axis so, with this padding."""
    request = axis.size, axis.reach, axis.stride
    legal = legal_output_sizes(*request, padding)
    return axis.output_size in legal and axis.start == crop_before(*request, axis.output_size, padding)


def _longest(axis, limit):
    """The axis read from its beginning, to be cut later, with as many zeros at the end as wanted or allowed."""
    return axis.read(0, min(max(axis.beyond, 0), limit - 1))


def _each(name, axes):
    return tuple(getattr(axis, name) for axis in axes)


def _dilation(name, axes):
    """The argument, if it is needed."""
    dilations = _each("dilation", axes)
    return {name: dilations} if max(dilations) > 1 else {}
