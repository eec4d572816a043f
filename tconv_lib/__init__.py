"""tconv: transposed convolution, seen, derived, computed and checked."""

from .checks import check
from .errors import ShapeError
from .explore import explore
from .figures import Picture, figure, grid
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
