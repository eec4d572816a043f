"""The integer arithmetic of convolution and its transpose, one axis at a time.

Every size counts array elements along one axis (rows, say, or columns). Names:

    size          of the input of the operation
    kernel        size of the kernel (filter)
    stride        step of the forward convolution
    output_size   size of the output of the operation
    padding       "SAME" or "VALID", with TensorFlow's meaning, or explicit: a pair
                  (before, after) of zeros that the forward convolution adds

The forward formulas are TensorFlow's, https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding.
The transpose is defined by them: it may be asked for any size that the forward
convolution would turn back into the size of its input.
Every function raises ShapeError for a number that is not whole or below 1, and for another padding.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from .errors import ShapeError
from .values import LARGEST, Pad, check_padding, check_whole_numbers
from .words import counted


class Padding(NamedTuple):
    """How many zeros go before (top, left) and after (bottom, right) an axis."""

    before: int
    after: int


class Axis(NamedTuple):
    """One axis of a transposed convolution, in numbers that were checked: all that there is to know of it.

    The full result holds every product. Which part of it is asked for, padding and output_size say together.
    kernel counts the taps; they are `dilation` apart.
    """

    size: int
    kernel: int = 1
    stride: int = 1
    dilation: int = 1
    padding: str | tuple[int, int] = "VALID"
    output_size: int = 1

    @property
    def reach(self) -> int:
        """Size of the kernel from its first tap to its last."""
        return (self.kernel - 1) * self.dilation + 1

    @property
    def inserted_size(self) -> int:
        """Size of the input after zero insertion."""
        return (self.size - 1) * self.stride + 1

    @property
    def full_size(self) -> int:
        """Size of the full result."""
        return (self.size - 1) * self.stride + self.reach

    @property
    def legal_output_sizes(self) -> range:
        """What the forward convolution turns into `size`, as a range; output_size may be any of these."""
        smallest = self.inserted_size if self.padding == "SAME" else self.full_size - sum(_explicit(self.padding))
        return range(max(smallest, 1), max(smallest + self.stride, 1))

    @property
    def crop(self) -> Padding:
        """How many numbers of the full result are left out at each end; if negative, so many zeros are put there.

        The forward convolution padded the output, half of it before; the transpose takes that away again.
        """
        if self.padding == "SAME":
            before = max(self.full_size - self.output_size, 0) // 2
        else:
            before = _explicit(self.padding)[0]
        return Padding(before, self.full_size - self.output_size - before)

    @property
    def zero_padding(self) -> Padding:
        """Zeros around the zero-inserted input before the kernel slides: kernel - 1 less the crop."""
        before, after = self.crop
        return Padding(self.reach - 1 - before, self.reach - 1 - after)

    @property
    def padded_size(self) -> int:
        """Size of the zero-inserted input with these zeros: the kernel finds output_size places in it."""
        return self.output_size + self.reach - 1

    def cropped(self, before: int, after: int) -> "Axis":
        """The same axis with this crop; ShapeError if nothing is left."""
        output_size = self.full_size - before - after
        if output_size < 1:
            raise ShapeError(
                f"nothing is left of the full result of {counted(self.full_size, 'number')}: "
                f"{before} are cut before and {after} after"
            )
        if output_size > LARGEST:
            raise ShapeError(f"the result would have {output_size} numbers; at most {LARGEST} are possible")
        return self._replace(padding=Padding(before, after), output_size=output_size)

    def check_output_size(self, counts: str = "numbers") -> "Axis":
        """The axis itself; ShapeError unless output_size is legal. `counts`: what the message calls the elements."""
        legal = self.legal_output_sizes
        if self.output_size not in legal:
            dilation = f", dilation {self.dilation}" * (self.dilation > 1)
            kernel = "" if self.padding == "SAME" else f"kernel {self.kernel}{dilation} and "
            raise ShapeError(
                f"a {_name(self.padding)} convolution with {kernel}stride {self.stride} "
                f"never turns {counted(self.output_size, counts.removesuffix('s'))} into {self.size}; "
                + (f"ask for {_choice(legal)}" if legal else "with so much padding no size is possible")
            )
        return self


def conv_output_size(size: int, kernel: int, stride: int, padding: Pad) -> int:
    """Size of a forward convolution's output.

    SAME: ceil(size / stride).  VALID: ceil((size - kernel + 1) / stride).
    Explicit: VALID of the padded size. Raises ShapeError when the kernel does not fit.
    """
    size, kernel, stride = check_whole_numbers(size=size, kernel=kernel, stride=stride).values()
    padding = check_padding(padding)
    if padding == "SAME":
        return _ceil_div(size, stride)
    added = sum(_explicit(padding))
    if kernel > size + added:
        raise ShapeError(
            f"a {_name(padding)} convolution with kernel {kernel} needs a size of at least {kernel - added}, got {size}"
        )
    return _ceil_div(size + added - kernel + 1, stride)


def conv_padding(size: int, kernel: int, stride: int, padding: Pad) -> Padding:
    """Zeros that a forward convolution puts before and after an axis.

    SAME: just enough for every window; an odd one goes after. VALID: none. Explicit: as given.
    Raises ShapeError when the kernel does not fit.
    """
    windows = conv_output_size(size, kernel, stride, padding)
    back = _axis(padding, size=windows, kernel=kernel, stride=stride, output_size=size)
    if back.padding != "SAME":
        return Padding(*_explicit(back.padding))
    return Padding(back.crop.before, max(back.crop.after, 0))


def legal_output_sizes(size: int, kernel: int, stride: int, padding: Pad) -> range:
    """All sizes a transposed convolution may be asked for, as a range.

    They are the sizes that the forward convolution turns into `size`:
    SAME (size-1)*stride + 1 ... size*stride, VALID the same plus kernel - 1,
    explicit as VALID less the padding (and at least 1).
    """
    return _axis(padding, size=size, kernel=kernel, stride=stride).legal_output_sizes


def inserted_size(size: int, stride: int) -> int:
    """Size after stride - 1 zeros were put between neighbours: (size-1)*stride + 1."""
    return _axis(size=size, stride=stride).inserted_size


def full_size(size: int, kernel: int, stride: int) -> int:
    """Size of the uncropped transposed convolution: (size-1)*stride + kernel."""
    return _axis(size=size, kernel=kernel, stride=stride).full_size


def crop_before(size: int, kernel: int, stride: int, output_size: int, padding: Pad) -> int:
    """How many leading elements of the full result a transposed convolution leaves out.

    The forward convolution padded the output by P in total, P // 2 of them first;
    the transpose takes those away again. Raises ShapeError when output_size is not legal.
    """
    return _asked(size, kernel, stride, output_size, padding).crop.before


def zero_padding(size: int, kernel: int, stride: int, output_size: int, padding: Pad) -> Padding:
    """Zeros to put around the zero-inserted input before the kernel slides, as Padding.

    before = kernel - 1 - crop_before; after fills up to output_size + kernel - 1.
    Raises ShapeError when output_size is not legal.
    """
    return _asked(size, kernel, stride, output_size, padding).zero_padding


def _asked(size: int, kernel: int, stride: int, output_size: int, padding: Pad) -> Axis:
    return _axis(padding, size=size, kernel=kernel, stride=stride, output_size=output_size).check_output_size()


def _axis(padding: Pad = "VALID", **numbers: Any) -> Axis:
    return Axis(**check_whole_numbers(**numbers), padding=check_padding(padding))


def _explicit(padding: Pad) -> Sequence[int]:
    return (0, 0) if isinstance(padding, str) else padding


def _name(padding: Pad) -> str:
    return padding if isinstance(padding, str) else f"padded {tuple(padding)}"


def _ceil_div(a: int, b: int) -> int:
    return -(-a // b)


def _choice(sizes: range) -> str:
    if len(sizes) <= 2:
        return " or ".join(map(str, sizes))
    return f"{sizes[0]} to {sizes[-1]}"
