"""The integer arithmetic of convolution and its transpose, one axis at a time.

Every size counts array elements along one axis (rows, say, or columns). Names:

    size          of the input of the operation
    kernel        size of the kernel (filter); with a dilation, from its first tap to its last
    stride        step of the forward convolution
    output_size   size of the output of the operation
    padding       "SAME" or "VALID", with TensorFlow's meaning, or explicit: a pair
                  (before, after) of zeros that the forward convolution adds

The forward formulas are TensorFlow's, https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding.
The transpose is defined by them: it may be asked for any size that the forward
convolution would turn back into the size of its input.
"""

from typing import NamedTuple

from .errors import ShapeError, check_padding, check_whole_numbers


class Padding(NamedTuple):
    """How many zeros go before (top, left) and after (bottom, right) an axis."""

    before: int
    after: int


def conv_output_size(size, kernel, stride, padding):
    """Size of a forward convolution's output.

    SAME: ceil(size / stride).  VALID: ceil((size - kernel + 1) / stride).
    Explicit: VALID of the padded size. Raises ShapeError when the kernel does not fit.
    """
    size, kernel, stride = check_whole_numbers(size=size, kernel=kernel, stride=stride)
    if check_padding(padding) == "SAME":
        return _ceil_div(size, stride)
    padded = size + sum(_explicit(padding))
    if kernel > padded:
        raise ShapeError(
            f"a {_name(padding)} convolution with kernel {kernel} needs "
            f"a size of at least {kernel - sum(_explicit(padding))}, got {size}"
        )
    return _ceil_div(padded - kernel + 1, stride)


def conv_padding(size, kernel, stride, padding):
    """Zeros that a forward convolution puts before and after an axis.

    SAME: just enough for every window; an odd one goes after. VALID: none.
    """
    size, kernel, stride = check_whole_numbers(size=size, kernel=kernel, stride=stride)
    windows = conv_output_size(size, kernel, stride, padding)
    if padding != "SAME":
        return Padding(*_explicit(padding))
    total = max((windows - 1) * stride + kernel - size, 0)
    return Padding(total // 2, total - total // 2)


def legal_output_sizes(size, kernel, stride, padding):
    """All sizes a transposed convolution may be asked for, as a range.

    They are the sizes that the forward convolution turns into `size`:
    SAME (size-1)*stride + 1 ... size*stride, VALID the same plus kernel - 1,
    explicit as VALID less the padding (and at least 1).
    """
    size, kernel, stride = check_whole_numbers(size=size, kernel=kernel, stride=stride)
    smallest = inserted_size(size, stride)
    if check_padding(padding) != "SAME":
        smallest += kernel - 1 - sum(_explicit(padding))
    return range(max(smallest, 1), max(smallest + stride, 1))


def inserted_size(size, stride):
    """Size after stride - 1 zeros were put between neighbours: (size-1)*stride + 1."""
    return (size - 1) * stride + 1


def full_size(size, kernel, stride):
    """Size of the uncropped transposed convolution: (size-1)*stride + kernel."""
    return (size - 1) * stride + kernel


def crop_before(size, kernel, stride, output_size, padding):
    """How many leading elements of the full result a transposed convolution leaves out.

    The forward convolution padded the output by P in total, P // 2 of them first;
    the transpose takes those away again.
    """
    check_output_size(size, kernel, stride, output_size, padding)
    return conv_padding(output_size, kernel, stride, padding).before


def zero_padding(size, kernel, stride, output_size, padding):
    """Zeros to put around the zero-inserted input before the kernel slides, as Padding.

    before = kernel - 1 - crop_before; after fills up to output_size + kernel - 1.
    Raises ShapeError when output_size is not legal.
    """
    size, kernel, stride, output_size = check_whole_numbers(
        size=size, kernel=kernel, stride=stride, output_size=output_size
    )
    before = kernel - 1 - crop_before(size, kernel, stride, output_size, padding)
    after = output_size + kernel - 1 - inserted_size(size, stride) - before
    return Padding(before, after)


def check_output_size(size, kernel, stride, output_size, padding, axis="numbers"):
    """Raise ShapeError unless output_size is legal; `axis` is what the message counts."""
    (output_size,) = check_whole_numbers(output_size=output_size)
    legal = legal_output_sizes(size, kernel, stride, padding)
    if output_size not in legal:
        setting = f"with stride {stride}" if padding == "SAME" else f"with kernel {kernel} and stride {stride}"
        raise ShapeError(
            f"a {_name(padding)} convolution {setting} never turns {output_size} {axis} into {size}; "
            + (f"ask for {_choice(legal)}" if legal else "with so much padding no size is possible")
        )


def _explicit(padding):
    return (0, 0) if padding == "VALID" else padding


def _name(padding):
    return padding if isinstance(padding, str) else f"padded {tuple(padding)}"


def _ceil_div(a, b):
    return -(-a // b)


def _choice(sizes):
    if len(sizes) == 1:
        return f"{sizes[0]}"
    if len(sizes) == 2:
        return f"{sizes[0]} or {sizes[-1]}"
    return f"{sizes[0]} to {sizes[-1]}"
