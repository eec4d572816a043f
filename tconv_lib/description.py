"""What a transposed convolution is asked for, free of any framework's way to ask; and a call that asks for it.

Every framework makes the same full result. They differ in which part of it they return, and in how they are told.
A description holds just that part.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .arguments import as_bias, check_channels
from .arrays import FILTERS, SPATIAL_AXES, as_array
from .errors import ShapeError
from .shapes import Axis
from .values import LARGEST, as_pair, check_padding, check_truth, check_whole_number, check_whole_numbers, entries
from .words import shown

SPATIAL_LETTERS = {1: "W", 2: "HW", 3: "DHW"}


@dataclass(frozen=True)
class Description:
    """One to three axes, and whether the kernel is turned by 180 degrees first, which is what JAX does by default.

    Whatever the padding was called, it is kept as the crop: equal descriptions ask for equal numbers.
    groups: into so many parts the channels are split.
    """

    axes: tuple[Axis, ...]
    rotated: bool = False
    groups: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", check_whole_number("groups", self.groups))
        object.__setattr__(self, "rotated", check_truth("rotated", self.rotated))
        axes = entries(self.axes)
        if not 1 <= len(axes) <= 3 or not all(isinstance(axis, Axis) for axis in axes):
            raise TypeError(f"axes must be 1 to 3 of tconv_lib.shapes.Axis, got {shown(self.axes)}")
        checked = map(_checked, axes)
        object.__setattr__(self, "axes", tuple(axis.cropped(*axis.crop) for axis in checked))


def _checked(axis: Axis) -> Axis:
    numbers = axis._asdict()
    padding = numbers.pop("padding")
    if isinstance(padding, str):
        check_padding(padding)
    else:
        padding = as_pair("padding", padding, 'padding must be "SAME", "VALID" or a pair (before, after)', -LARGEST)
    return Axis(**check_whole_numbers(**numbers), padding=padding)


def axes_of(description: Any) -> tuple[Axis, ...]:
    """The axes of a description; TypeError if it is none."""
    if not isinstance(description, Description):
        raise TypeError(f"description must be what from_tensorflow and its like return, got {shown(description)}")
    return description.axes


@dataclass(frozen=True)
class Call:
    """How to say a description to a framework.

    Call `function` with `arguments`, on arrays with their axes in this order (O, I: channels of output and
    input), the kernel turned by 180 degrees if `rotate`. If that is not all, `reason` says why: take
    output[crop], then put zeros around it, np.pad(output, pad). Both are None where they are not needed.

    parts: where the framework knows no groups, it is called so often, each time with its part of the channels; `joined`
        is the code that does so, around the call. Filters are (H, W, O / groups, I).
    forward: whether the function reads the filters of a forward convolution, (H, W, I / groups, O).
    axes: as the framework reads them; groups: as they are described.
    arrays: the code of what it is called on.
    written: arguments whose code names what a description does not know: N images, O channels.
    bias: where a bias is said. It is added after zeros that are put around, never before.
    """

    function: str
    arguments: dict
    input_axes: str
    filter_axes: str
    rotate: bool = False
    crop: tuple[slice, ...] | None = None
    pad: tuple[tuple[int, int], ...] | None = None
    reason: str = ""
    parts: int = 1
    joined: str = "{}"
    forward: bool = False
    arrays: str = "..."
    written: dict[str, str] = field(default_factory=dict)
    bias: str = "output + bias"
    axes: tuple[Axis, ...] = ()
    groups: int = 1

    def prepare(self, input: ArrayLike, filters: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """The arrays for the call, from TensorFlow's: input (N, H, W, C), filters (H, W, O / groups, I).

        Raises ShapeError if they are not of the sizes described.
        """
        letters = SPATIAL_LETTERS[len(self.axes)]
        x, taps = self._read(input, filters)
        check_channels(x, taps, ("out", "in"), self.groups)
        check_sizes(self.axes, x, taps)
        if self.rotate:
            taps = np.flip(taps, tuple(range(len(letters))))
        return _reordered(x, f"N{letters}C", self.input_axes), _reordered(taps, f"{letters}OI", self.filter_axes)

    def _read(self, input: ArrayLike, filters: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """The arrays, with as many axes as the call's."""
        x = as_array("input", input, [len(self.input_axes)], batch=True)
        return x, as_array("filters", filters, [len(self.filter_axes)], layouts=FILTERS)

    def run(self, function: Callable, input: ArrayLike, filters: ArrayLike, bias: ArrayLike | None) -> np.ndarray:
        """What function(input, filters, bias) returns for the prepared arrays, called as the code says."""
        input, filters = self._read(input, filters)
        bias = as_bias(bias, filters.shape[self.filter_axes.index("O")] * self.groups)
        if self.forward or self.parts > 1:
            check_channels(input, filters, ("out", "in"), self.groups)
        if self.forward:
            swapped = [part.swapaxes(-1, -2) for part in np.split(filters, self.groups, -1)]
            return function(input, np.concatenate(swapped, -1), bias)
        pieces = (np.split(array, self.parts, -1) for array in (input, filters))  # in parts, channels are last
        biases = [None] * self.parts if bias is None else np.split(bias, self.parts)
        outputs = [function(*arrays) for arrays in zip(*pieces, biases)]
        return np.concatenate(outputs, -1)

    def finish(self, output: ArrayLike) -> np.ndarray:
        """What was described, as (N, H, W, C), from what the call returned. ShapeError if that has another shape."""
        letters, ndim = SPATIAL_LETTERS[len(self.axes)], len(self.input_axes)
        output = as_array(
            "output", output, [ndim], batch=True, layouts={ndim: f"a batch ({', '.join(self.input_axes)})"}
        )
        returned = dict(zip(letters, (axis.output_size for axis in self.axes)))
        wanted = [returned.get(letter, letter) for letter in self.input_axes]
        if any(size not in (length, letter) for size, length, letter in zip(wanted, output.shape, self.input_axes)):
            raise ShapeError(f"output must have the shape ({', '.join(map(str, wanted))}), got {output.shape}")
        if self.crop:
            output = output[self.crop]
        if self.pad:
            output = np.pad(output, self.pad)
        return _reordered(output, self.input_axes, f"N{letters}C")

    def filters_in_words(self) -> str:
        """The order of the filters' axes, and along which the kernel is turned, if it is."""
        spatial = ", ".join(letter for letter in self.filter_axes if letter not in "OI")
        return self.filter_axes + f", turned (flipped along {spatial})" * self.rotate

    def finish_as_code(self) -> str:
        """The crop and the zeros around as one would write them; "" if there are none."""
        if self.crop is None:
            return ""
        cuts = [":" if cut == slice(None) else f"{cut.start}:{cut.stop}" for cut in self.crop]
        kept = f"output[{', '.join(cuts)}]"
        return f"np.pad({kept}, {self.pad})" if self.pad else kept

    def __str__(self) -> str:
        arguments = ", ".join(f"{name}={self.written.get(name, repr(value))}" for name, value in self.arguments.items())
        return self.joined.format(f"{self.function}({self.arrays}, {arguments})")


def call(
    description: Description,
    read: Sequence[Axis],
    function: str,
    arguments: dict[str, Any],
    reason: str = "",
    channels_first: bool = False,
    bias: str = "",
) -> Call:
    """The Call, given how the framework will read each axis, and the reason if that is not as described.

    bias: where the framework itself takes one, if it does. It cannot where zeros are put around.
    """
    letters = SPATIAL_LETTERS[len(read)]
    input_axes, filter_axes = (f"NC{letters}", f"IO{letters}") if channels_first else (f"N{letters}C", f"{letters}OI")
    added = "output + bias" + f"[:{', None' * len(read)}]" * channels_first
    result = Call(
        function,
        arguments,
        input_axes,
        filter_axes,
        description.rotated,
        bias=bias or added,
        axes=tuple(read),
        groups=description.groups,
    )
    if description.axes == tuple(read):
        return result
    repairs = dict(zip(letters, map(_repair, description.axes, read)))
    crop, pad = zip(*(repairs.get(letter, (slice(None), (0, 0))) for letter in input_axes))
    result = replace(result, crop=crop, reason=reason)
    return replace(result, pad=pad, bias=f"{added}, after the zeros") if np.any(pad) else result


def check_sizes(axes: Sequence[Axis], input: np.ndarray, filters: np.ndarray) -> None:
    """ShapeError unless the arrays, with channels last or without, have the sizes and kernels of these axes."""
    described = tuple(axis.size for axis in axes), tuple(axis.kernel for axis in axes)
    given = tuple(input.shape[axis] for axis in SPATIAL_AXES[input.ndim]), filters.shape[: len(axes)]
    if given != described:
        raise ShapeError(f"sizes and kernels are {described} in the description, {given} in the arrays")


def _repair(wanted: Axis, returned: Axis) -> tuple[slice, tuple[int, int]]:
    """The slice of an axis as returned, and the zeros before and after it, that make the axis as wanted."""
    start = wanted.crop.before - returned.crop.before
    before = min(max(-start, 0), wanted.output_size)
    first = max(start, 0)
    kept = max(min(returned.output_size - first, wanted.output_size - before), 0)
    return slice(first, first + kept), (before, wanted.output_size - before - kept)


def _reordered(array: np.ndarray, axes: str, wanted: str) -> np.ndarray:
    """A copy with its axes in another order (a copy, since PyTorch takes no flipped views)."""
    return array.transpose([axes.index(letter) for letter in wanted]).copy()
