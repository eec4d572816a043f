"""tconv: transposed convolution, seen, derived, computed and checked."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import ShapeError
from .ops import (
    conv1d_transpose,
    conv2d,
    conv2d_transpose,
    conv3d_transpose,
    insert_zeros,
    pad,
    rotate,
    slide,
    transpose_steps,
)
from .shapes import (
    Padding,
    conv_output_size,
    conv_padding,
    crop_before,
    full_size,
    inserted_size,
    legal_output_sizes,
    zero_padding,
)

if TYPE_CHECKING:
    from .checks import check
    from .figures import Picture, figure, grid

__version__ = "0.2.0.dev0"

__all__ = [
    "Padding",
    "Picture",
    "ShapeError",
    "check",
    "conv1d_transpose",
    "conv2d",
    "conv2d_transpose",
    "conv3d_transpose",
    "conv_output_size",
    "conv_padding",
    "crop_before",
    "figure",
    "full_size",
    "grid",
    "insert_zeros",
    "inserted_size",
    "legal_output_sizes",
    "pad",
    "rotate",
    "slide",
    "transpose_steps",
    "zero_padding",
]

_SHOWN = {"check": "checks", "Picture": "figures", "figure": "figures", "grid": "figures"}
"""Names that are imported when they are first used, and from where: whoever wants an array needs only NumPy."""


def __getattr__(name: str) -> Any:  # PEP 562
    if name in _SHOWN:
        return getattr(import_module(f".{_SHOWN[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
