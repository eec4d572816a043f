"""One transposed convolution, said in five dialects: TensorFlow, Keras, PyTorch, ONNX and JAX.

    from_...    what a caller told a framework, as a description
    to_...      a description, as what to tell a framework, and what is left to do before and after
    dialects    a description in all five dialects, as a table
    explain     a TensorFlow call in all five

Sizes, kernels and all other numbers but groups are spatial: an int, or one number for each axis. Arrays are not needed
to describe a call; `numbers` takes them as TensorFlow has them, and a bias. Every function raises ShapeError for what
the framework refuses, and TypeError for a description that is none.
No framework is imported. `make oracle` compares every rule with the frameworks, refusals too.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .arguments import AXIS_NAMES, as_paddings, as_strides
from .description import SPATIAL_LETTERS, Call, Description, axes_of, call, check_sizes
from .errors import ShapeError
from .figures import Picture, figure, grid
from .ops import check_arrays, steps_of
from .shapes import Axis
from .values import (
    LARGEST,
    Ints,
    Pads,
    as_pairs,
    as_whole_numbers,
    check_choice,
    check_text,
    check_truth,
    check_whole_number,
    count,
    entries,
    is_sequence,
)
from .words import counted, shown

SPATIAL_ALONE = " (of the spatial axes alone)"


def from_tensorflow(
    sizes: Ints,
    kernels: Ints,
    output_shape: Ints,
    strides: Ints,
    padding: Pads = "SAME",
    dilations: Ints | None = None,
) -> Description:
    """What tf.nn.conv2d_transpose is asked for, or conv1d_transpose, conv3d_transpose.

    strides, dilations: also one number in a list, or (1, ..., 1) with those of batch and channels.
    padding: "SAME", "VALID" or, for images, pairs of zeros.
    Raises ShapeError if no convolution turns output_shape into sizes.
    """
    rank = len(_sizes(sizes))
    dilations = as_strides(1 if dilations is None else dilations, rank, "dilations")
    axes = _full_axes(sizes, kernels, strides=as_strides(strides, rank), dilations=dilations)
    if rank != 2 and is_sequence(padding):
        raise ShapeError(f"only conv2d_transpose takes pairs as padding, not conv{rank}d_transpose")
    output_sizes, paddings = _numbers("output_shape", output_shape, rank), as_paddings(padding, rank)
    asked = [axis._replace(padding=p, output_size=size) for axis, p, size in zip(axes, paddings, output_sizes)]
    return Description(tuple(axis.check_output_size(counts) for axis, counts in zip(asked, AXIS_NAMES[rank])))


def from_keras(
    sizes: Ints,
    kernels: Ints,
    strides: Ints = 1,
    padding: str = "valid",
    output_padding: Ints | None = None,
    dilation_rate: Ints = 1,
) -> Description:
    """What keras.layers.Conv2DTranspose is asked for; padding may be in capitals, too.

    "same" returns size * stride numbers, or (size-1) * stride + output_padding, plus 1 for an odd kernel.
    An even kernel with output_padding 0 is too small for Keras on TensorFlow; its other backends take it.
    Raises ShapeError unless output_padding is below the stride.
    """
    axes = _full_axes(sizes, kernels, strides=strides, dilation_rate=dilation_rate)
    padding = check_choice("padding", padding.lower() if isinstance(padding, str) else padding, ("same", "valid"))
    extra: Sequence[int | None] = [None] * len(axes)
    if output_padding is not None:
        said = extra = _numbers("output_padding", output_padding, len(axes), least=0)
        for axis, zeros in zip(axes, said):
            _check_below(axis.stride, zeros, "the stride")
    return Description(tuple(KERAS[padding](axis, zeros) for axis, zeros in zip(axes, extra)))


def from_pytorch(
    sizes: Ints,
    kernels: Ints,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> Description:
    """What torch.nn.functional.conv_transpose2d is asked for; its filters are (in, out / groups, h, w).

    padding is cut from both ends of the full result, and output_padding is how much less is cut at its end.
    One number in a list is for all axes. Raises ShapeError unless output_padding is below the stride or the dilation.
    """
    stride, padding, output_padding, dilation = map(_out_of_list, (stride, padding, output_padding, dilation))
    axes = _full_axes(sizes, kernels, stride=stride, dilation=dilation)
    cut = _numbers("padding", padding, len(axes), least=0)
    extra = _numbers("output_padding", output_padding, len(axes), least=0)
    for axis, back in zip(axes, extra):
        _check_below(max(axis.stride, axis.dilation), back, "the stride or the dilation")
    return Description(tuple(axis.cropped(p, p - back) for axis, p, back in zip(axes, cut, extra)), groups=groups)


def from_onnx(
    sizes: Ints,
    kernels: Ints,
    strides: Ints = 1,
    auto_pad: str = "NOTSET",
    pads: Ints | None = None,
    output_padding: Ints = 0,
    output_shape: Ints | None = None,
    dilations: Ints = 1,
    group: int = 1,
) -> Description:
    """What an ONNX ConvTranspose node asks for, as ONNX Runtime understands it.

    Its filters are (in, out / group, h, w).

    pads are cut from the full result: before each axis, then after each. With output_shape or a SAME auto_pad
    they are found: half of what is too much before, half after, the odd one after for SAME_UPPER, else before.
    A full result below SAME's size * stride is returned as it is. output_padding takes part in what is too much; with
    output_shape, pads do not count. Raises ShapeError where the runtime refuses. Negative pads are refused, as ONNX
    forbids them: the runtime notices that only if it knows the input's shape, and else puts zeros there.
    """
    axes = _full_axes(sizes, kernels, strides=strides, dilations=dilations)
    rank = len(axes)
    check_choice("auto_pad", auto_pad, ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"))
    if pads is not None and auto_pad != "NOTSET":
        raise ShapeError(f"pads and auto_pad {auto_pad} exclude each other")
    check_whole_number("group", group)
    cut = _numbers("pads", 0 if pads is None else pads, 2 * rank, least=0)
    extra = _numbers("output_padding", output_padding, rank, least=0)
    wanted = [None] * rank if output_shape is None else _numbers("output_shape", output_shape, rank)
    pairs = zip(cut[:rank], cut[rank:])
    read = (_onnx_axis(*each, auto_pad) for each in zip(axes, pairs, extra, wanted))
    return Description(tuple(read), groups=group)


def from_jax(
    sizes: Ints,
    kernels: Ints,
    strides: Ints,
    padding: Pads,
    rhs_dilation: Ints | None = None,
    transpose_kernel: bool = False,
    use_consistent_padding: bool = False,
    feature_group_count: int = 1,
) -> Description:
    """What jax.lax.conv_transpose is asked for; with feature_group_count, jax.lax.conv_general_dilated.

    "SAME" and "VALID" mean what they do in Keras. Pairs are zeros around the zero-inserted input (negative ones cut
    it): to cut c numbers of the full result, write k - 1 - c, with a dilation (k - 1) * dilation - c. With
    use_consistent_padding they are what is cut.
    """
    rhs_dilation = 1 if rhs_dilation is None else rhs_dilation
    axes = _full_axes(sizes, kernels, strides=strides, rhs_dilation=rhs_dilation)
    check_truth("transpose_kernel", transpose_kernel)
    check_truth("use_consistent_padding", use_consistent_padding)
    check_whole_number("feature_group_count", feature_group_count)
    rotated = not transpose_kernel
    if isinstance(padding, str) and padding in ("SAME", "VALID"):
        return Description(tuple(KERAS[padding.lower()](axis, None) for axis in axes), rotated, feature_group_count)
    wanted = f'padding must be "SAME", "VALID", or {counted(len(axes), "pair")} in a list'
    pairs = as_pairs("padding", padding, wanted, least=-LARGEST)
    if len(pairs) != len(axes):
        raise ShapeError(f"{wanted}, got {shown(padding)}")
    read = []
    for axis, (before, after) in zip(axes, pairs):
        if not use_consistent_padding:
            _check_room(axis, before, after)
            before, after = axis.reach - 1 - before, axis.reach - 1 - after
        read.append(axis.cropped(before, after))
    return Description(tuple(read), rotated, feature_group_count)


def to_tensorflow(description: Description) -> Call:
    """The call of tf.nn.conv2d_transpose. conv1d and conv3d want output_shape whole, which the code says.

    On a CPU, TensorFlow takes dilations only with oneDNN, which is on by default, and never with explicit padding.
    """
    axes = axes_of(description)
    rank, dilation = len(axes), _dilation("dilations", axes)
    read: Sequence[Axis] = axes
    padding: Pads
    cut_alone = all(map(_cut_alone, axes))
    if all(_reads_like(axis, "SAME") for axis in axes):
        padding = "SAME"
    elif all(_reads_like(axis, "VALID") for axis in axes):
        padding = "VALID"
    elif rank == 2 and cut_alone and not dilation:
        padding = [[0, 0], *([axis.crop.before, max(axis.crop.after, 0)] for axis in axes), [0, 0]]
    else:
        padding = "VALID"
        read = [_longest(axis, axis.stride) for axis in axes]
    output_sizes = _each("output_size", read)
    arguments = {"output_shape": output_sizes, "strides": _each("stride", axes), "padding": padding, **dilation}
    reason = _because(
        "it never adds zeros in front, nor as many as the stride at the end" * (not cut_alone),
        "only conv2d_transpose takes explicit padding" * (rank != 2),
        "on a CPU it takes no explicit padding with a dilation" * (rank == 2 and bool(dilation)),
    )
    function, bias = f"tf.nn.conv{rank}d_transpose", "tf.nn.bias_add(output, bias)"
    said = call(description, read, function, arguments, reason, bias=bias)
    if rank != 2:
        channels = "O" if description.groups == 1 else f"O // {description.groups}"
        whole = ", ".join(["N", *map(str, output_sizes), channels])
        said = replace(said, written={"output_shape": f"({whole})"})
    return _in_parts(said, description.groups, "tf", "tf.concat")


def to_keras(description: Description) -> Call:
    """The layer keras.layers.Conv2DTranspose without filters and kernel_size, such that all backends take it."""
    axes = axes_of(description)
    rank = len(axes)
    same = [axis.output_size - (axis.size - 1) * axis.stride - axis.reach % 2 for axis in axes]
    said_same = [zeros for zeros in ([None] * rank, same) if all(map(_keras_says, axes, zeros))]
    read = axes if said_same else [_longest(axis, axis.stride) for axis in axes]
    padding, extra = ("same", said_same[0]) if said_same else ("valid", [-axis.crop.after for axis in read])
    arguments = {
        "strides": _each("stride", axes),
        "padding": padding,
        "output_padding": None if None in extra else tuple(extra),
        **_dilation("dilation_rate", axes),
    }
    reason = 'neither "same" nor "valid", with output_padding below the stride, means just these numbers'
    layer, bias = f"Conv{rank}DTranspose", "use_bias=True"
    function, no_layer = f"keras.layers.{layer}", ""
    if max(_each("stride", axes)) > 1 and max(_each("dilation", axes)) > 1:
        function, bias = "keras.ops.conv_transpose", ""
        no_layer = f"{layer} takes no dilation with a stride, this function does"
    said = call(description, read, function, arguments, reason, bias=bias)
    said = replace(said, reason=_because(no_layer, said.reason))
    return _in_parts(said, description.groups, "keras.ops", "keras.ops.concatenate")


def to_pytorch(description: Description) -> Call:
    """The call of torch.nn.functional.conv_transpose2d."""
    axes = axes_of(description)
    rank = len(axes)
    read = []
    for axis in axes:
        most = max(axis.stride, axis.dilation)
        before, after = axis.crop
        alone = before >= 0 and 0 <= before - after < most
        read.append(axis if alone else _longest(axis, most))
    arguments = {
        "stride": _each("stride", axes),
        "padding": tuple(axis.crop.before for axis in read),
        "output_padding": tuple(axis.crop.before - axis.crop.after for axis in read),
        **_dilation("dilation", axes),
        **_groups("groups", description),
    }
    reason = "padding cuts as much after as before, and output_padding can only cut less after"
    function = f"torch.nn.functional.conv_transpose{rank}d"
    return call(description, read, function, arguments, reason, channels_first=True, bias="bias=bias")


def to_onnx(description: Description) -> Call:
    """The attributes of an ONNX ConvTranspose node: pads, which nobody reads in two ways, unlike auto_pad."""
    axes = axes_of(description)
    read = [axis if _cut_alone(axis) else _longest(axis, axis.stride) for axis in axes]
    arguments = {
        "strides": _each("stride", axes),
        "pads": tuple(axis.crop.before for axis in read) + tuple(max(axis.crop.after, 0) for axis in read),
        "output_padding": tuple(max(-axis.crop.after, 0) for axis in read),
        **_dilation("dilations", axes),
        **_groups("group", description),
    }
    reason = "pads cannot be negative, and output_padding must be below the stride"
    bias = "B, the third input"
    return call(description, read, "ConvTranspose", arguments, reason, channels_first=True, bias=bias)


def to_jax(description: Description, transpose_kernel: bool | None = None) -> Call:
    """The call of jax.lax.conv_transpose, with pairs: the zeros to put around the zero-inserted input.

    Without transpose_kernel JAX does not turn the kernel, and wants its channels in the order IO. By default it is
    such that nobody need turn the kernel before. JAX knows no groups here: jax.lax.conv_general_dilated does.
    """
    axes = axes_of(description)
    if transpose_kernel is None:
        transpose_kernel = not description.rotated
    check_truth("transpose_kernel", transpose_kernel)
    if description.groups > 1:
        return _jax_in_groups(description)
    arguments = {
        "strides": _each("stride", axes),
        "padding": tuple(tuple(axis.zero_padding) for axis in axes),
        **_dilation("rhs_dilation", axes),
        "transpose_kernel": transpose_kernel,
    }
    said = call(description, axes, "jax.lax.conv_transpose", arguments)
    if not transpose_kernel:
        said = replace(said, filter_axes=said.filter_axes.replace("OI", "IO"))
    return replace(said, rotate=transpose_kernel == description.rotated)


def _jax_in_groups(description: Description) -> Call:
    """The call of jax.lax.conv_general_dilated, which says all itself: zeros inserted, zeros around, groups."""
    axes, groups, letters = description.axes, description.groups, SPATIAL_LETTERS[len(description.axes)]
    forward = f"jnp.concatenate([f.swapaxes(-1, -2) for f in jnp.split(filters, {groups}, axis=-1)], axis=-1)"
    arguments = {
        "window_strides": (1,) * len(axes),
        "padding": tuple(tuple(axis.zero_padding) for axis in axes),
        "lhs_dilation": _each("stride", axes),
        **_dilation("rhs_dilation", axes),
        "dimension_numbers": (f"N{letters}C", f"{letters}IO", f"N{letters}C"),
        "feature_group_count": groups,
    }
    said = call(description, axes, "jax.lax.conv_general_dilated", arguments)
    reason = "conv_transpose knows no groups; this function does, for the filters of a forward convolution"
    return replace(said, rotate=not description.rotated, reason=reason, forward=True, arrays=f"input, {forward}")


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


def numbers(
    description: Description, input: ArrayLike, filters: ArrayLike, bias: ArrayLike | None = None
) -> np.ndarray:
    """What a description asks for, computed here.

    Arrays in TensorFlow's order: input (N, H, W, C) and filters (H, W, O / groups, I), or both plain; bias: one number
    for each output channel. Raises ShapeError if they are not of the sizes described.
    """
    axes = axes_of(description)
    rank = len(axes)
    request = check_arrays(rank, input, filters, description.groups, bias)
    x, taps = request.input, request.filters
    check_sizes(axes, x, taps)
    if description.rotated:
        taps = np.flip(taps, tuple(range(rank)))
    request = request._replace(filters=taps, axes=axes)
    return request.answer(steps_of(request).output)


def explain(
    sizes: Ints,
    kernels: Ints,
    output_shape: Ints,
    strides: Ints,
    padding: Pads = "SAME",
    dilations: Ints | None = None,
    groups: int = 1,
    bias: bool = False,
) -> Picture:
    """A TensorFlow call in all dialects, as a Picture. Arguments and errors as for from_tensorflow.

    groups: which TensorFlow lacks. bias: show also where each dialect says a bias.
    """
    description = from_tensorflow(sizes, kernels, output_shape, strides, padding, dilations)
    return dialects(replace(description, groups=groups), bias)


def dialects(description: Description, bias: bool = False, caption: str = "One call in five dialects.") -> Picture:
    """A description in all dialects, as a Picture. bias: show also where each says a bias."""
    bias = check_truth("bias", bias)
    check_text("caption", caption)
    calls = [say(description) for say in TO.values()]
    heads = ["call", "input", "filters", "then", "because", *["bias"] * bias]
    rows = [
        [str(said), said.input_axes, said.filters_in_words(), said.finish_as_code(), said.reason, *[said.bias] * bias]
        for said in calls
    ]
    lines = [
        f"{name}: " + "; ".join(f"{head} {cell}" for head, cell in zip(heads, row) if cell)
        for name, row in zip(TO, rows)
    ]
    table = grid(rows, row_names=[*TO], column_names=heads, words="\n".join(lines))
    return figure(table, caption=f"{caption}\n")


def _numbers(name: str, value: Any, wanted: int, least: int = 1) -> tuple[int, ...]:
    """So many whole numbers, from one number or that many."""
    values = as_whole_numbers(name, value, least)
    if not is_sequence(value):
        values *= wanted
    if len(values) != wanted:
        possible = "one number" if wanted == 1 else f"one number or {wanted}"
        possible += SPATIAL_ALONE * (len(values) == wanted + 2)  # with batch and channels, as a framework has it
        raise ShapeError(f"{name} must be {possible}, got {count(values)}: {shown(value)}")
    return values


def _out_of_list(value: Any) -> Any:
    """The number in a list of one; anything else as it is."""
    items = entries(value)
    return items[0] if len(items) == 1 and not is_sequence(items[0]) else value


def _full_axes(sizes: Ints, kernels: Ints, **steps: Ints) -> list[Axis]:
    """One axis for each size, read from beginning to end. steps: strides and dilations, by the caller's names."""
    sizes = _sizes(sizes)
    others = {"kernels": kernels, **steps}
    per_axis = zip(sizes, *(_numbers(name, value, len(sizes)) for name, value in others.items()))
    return [Axis(*axis).cropped(0, 0) for axis in per_axis]


def _sizes(value: Any) -> tuple[int, ...]:
    """The sizes of one to three axes."""
    sizes = as_whole_numbers("sizes", value)
    if len(sizes) not in SPATIAL_LETTERS:
        raise ShapeError(f"sizes must be 1, 2 or 3 numbers{SPATIAL_ALONE}, got {shown(sizes)}")
    return sizes


def _check_below(limit: int, output_padding: int, name: str) -> None:
    if output_padding >= limit:
        raise ShapeError(f"output_padding must be below {name} ({limit}), got {output_padding}")


def _check_room(axis: Axis, before: int, after: int) -> None:
    """ShapeError unless the kernel finds a place in the zero-inserted input, with so many zeros around."""
    least = axis.reach - axis.inserted_size
    if before + after < least:
        raise ShapeError(
            f"padding {before, after} leaves the kernel no place: it reaches over {counted(axis.reach, 'number')}, "
            f"the zero-inserted input has {axis.inserted_size}; before + after must be at least {least}"
        )


def _onnx_axis(axis: Axis, pads: tuple[int, int], output_padding: int, output_size: int | None, auto_pad: str) -> Axis:
    """The axis as ONNX Runtime reads it. pads count where neither output_size nor SAME says how much is cut."""
    if output_size and output_size - axis.full_size >= axis.stride:
        raise ShapeError(
            f"output_shape {output_size} is too much: at most {counted(axis.stride - 1, 'zero')} (stride - 1) can "
            f"be added to a full result of {axis.full_size}; ask for at most {axis.full_size + axis.stride - 1}"
        )
    _check_below(axis.stride, output_padding, "the stride")
    if not output_size and not auto_pad.startswith("SAME"):
        return axis.cropped(pads[0], pads[1] - output_padding)
    too_much = max(axis.full_size + output_padding - (output_size or axis.size * axis.stride), 0)
    half, rest = too_much // 2, too_much - too_much // 2
    before, after = (half, rest) if auto_pad == "SAME_UPPER" else (rest, half)
    return axis.cropped(before, after - max(output_padding, (output_size or 0) - axis.full_size))


def _keras_valid(axis: Axis, output_padding: int | None) -> Axis:
    """The axis as Keras reads it with "valid": nothing is cut, and a kernel shorter than the stride leaves zeros."""
    return axis.cropped(0, -max(axis.stride - axis.reach, 0) if output_padding is None else -output_padding)


def _keras_same(axis: Axis, output_padding: int | None) -> Axis:
    """The axis as Keras reads it with "same": cut as in TensorFlow, to a size that TensorFlow may not allow."""
    smallest = (axis.size - 1) * axis.stride + axis.reach % 2
    output_size = axis.size * axis.stride if output_padding is None else smallest + output_padding
    if output_size == 0:
        raise ShapeError('"same" with output_padding 0 makes nothing of size 1 and an even kernel; leave the 0 out')
    return axis.cropped(*axis._replace(padding="SAME", output_size=output_size).crop)


KERAS = {"same": _keras_same, "valid": _keras_valid}
"""How Keras, and JAX after it, read an axis, by the padding."""


def _keras_says(axis: Axis, output_padding: int | None) -> bool:
    """Whether Keras reads the axis so with "same", on every backend."""
    if output_padding is not None and not 0 <= output_padding < axis.stride:
        return False
    return axis == _keras_same(axis, output_padding) and _reads_like(axis, "SAME")


def _reads_like(axis: Axis, padding: str) -> bool:
    """Whether TensorFlow reads the axis so, with this padding."""
    asked = axis._replace(padding=padding)
    return asked.output_size in asked.legal_output_sizes and asked.crop == axis.crop


def _cut_alone(axis: Axis) -> bool:
    """Whether the axis is what is left when both ends are cut, or fewer zeros than the stride are put at the end."""
    return axis.crop.before >= 0 and -axis.crop.after < axis.stride


def _longest(axis: Axis, limit: int) -> Axis:
    """The axis read from its beginning, to be cut later, with as many zeros at the end as wanted or allowed."""
    return axis.cropped(0, -min(max(-axis.crop.after, 0), limit - 1))


def _each(name: str, axes: Sequence[Axis]) -> tuple[int, ...]:
    return tuple(getattr(axis, name) for axis in axes)


def _groups(name: str, description: Description) -> dict[str, int]:
    """The argument, if it is needed."""
    return {name: description.groups} if description.groups > 1 else {}


def _in_parts(said: Call, groups: int, module: str, join: str) -> Call:
    """The call for a framework that knows no groups: the channels split, and what comes out joined again."""
    if groups == 1:
        return said
    inputs, filters = (f"{module}.split({name}, {groups}, axis=-1)" for name in ("input", "filters"))
    if said.function.startswith("keras.layers"):  # which make filters of their own
        arrays, calls = "...", f"{{}}(x) for x in {inputs}"
    else:
        arrays, calls = "x, f", f"{{}} for x, f in zip({inputs}, {filters})"
    reason = _because("it knows no groups: one call for each, with its part of the channels", said.reason)
    return replace(said, parts=groups, arrays=arrays, joined=f"{join}([{calls}], axis=-1)", reason=reason)


def _because(*reasons: str) -> str:
    """All reasons that there are, as one."""
    return "; ".join(filter(None, reasons))


def _dilation(name: str, axes: Sequence[Axis]) -> dict[str, tuple[int, ...]]:
    """The argument, if it is needed."""
    dilations = _each("dilation", axes)
    return {name: dilations} if max(dilations) > 1 else {}
