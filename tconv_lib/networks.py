"""How large the layers of some real networks become, as their code has them, and what each should be asked for.

All sizes are of one axis: rows of a picture, or samples of a sound. Each network raises ShapeError for a size that
is not whole, is below 1, or is too small for a kernel.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from .description import Description
from .frameworks import from_keras, from_onnx, from_pytorch, from_tensorflow
from .shapes import conv_output_size
from .values import as_many, check_whole_number


class Ladder(NamedTuple):
    """The transposed layers of a network, upwards.

    names: of what is made; the first of it is where the way up begins.
    wanted: the sizes that fit what is beside them; made: those that come out, each from the one before.
    repaired: for each layer, the description that makes the wanted size from the wanted one before.
    down: the sizes on the way down, if there is one.
    """

    names: Sequence[str]
    wanted: Sequence[int]
    made: Sequence[int]
    repaired: Sequence[Description]
    down: Sequence[int] = ()

    @property
    def broken(self) -> int | None:
        """Number of the first size that is not as wanted, or None."""
        return next((i for i, pair in enumerate(zip(self.wanted, self.made)) if pair[0] != pair[1]), None)

    @property
    def first_misfit(self) -> str:
        """The same as a sentence."""
        if self.broken is None:
            return "All sizes are as wanted."
        return f"{self.names[self.broken]}: {self.made[self.broken]} comes out, {self.wanted[self.broken]} is wanted."


def dcgan(size: int) -> Ladder:
    """DCGAN for pictures of so many rows: four layers of kernel 5, stride 2 and SAME, each of which doubles.

    Wanted are the halves of the picture, rounded up (https://github.com/carpedm20/DCGAN-tensorflow asks for those).
    """
    wanted = [check_whole_number("size", size)]
    for _ in range(4):
        wanted.insert(0, conv_output_size(wanted[0], 5, 2, "SAME"))
    repaired = [from_tensorflow(n, 5, larger, 2) for n, larger in zip(wanted, wanted[1:])]
    names = ["start", "h1", "h2", "h3", "picture"]
    return _climbed(names, wanted, [partial(from_keras, kernels=5, strides=2, padding="same")] * 4, repaired)


def unet(size: int) -> Ladder:
    """A U-Net whose convolutions keep the size: halved four times, an odd last row is dropped; doubled four times.

    Kernel 2, stride 2 (https://arxiv.org/abs/1505.04597). What comes up must fit what went down.
    """
    down = [check_whole_number("size", size)]
    for _ in range(4):
        down.append(conv_output_size(down[-1], 2, 2, "VALID"))
    wanted = down[::-1]
    repaired = [from_tensorflow(n, 2, larger, 2, "VALID") for n, larger in zip(wanted, wanted[1:])]
    names = ["bottom", "up 1", "up 2", "up 3", "up 4"]
    return _climbed(names, wanted, [partial(from_keras, kernels=2, strides=2)] * 4, repaired, down)


def fcn8s(size: int) -> Ladder:
    """FCN-8s for images of so many rows. Skips are cropped to fit; at last the result is, so that it lies on the image.

    Source: https://github.com/shelhamer/fcn.berkeleyvision.org, voc-fcn8s; layers that change no size are left out.
    """
    size = check_whole_number("size", size)
    down = [conv_output_size(size, 3, 1, (100, 100))]
    for _ in range(5):
        down.append(-(-down[-1] // 2))  # Caffe's pooling rounds up
    down.append(conv_output_size(down[-1], 7, 1, "VALID"))
    up = [(4, 2), (4, 2), (16, 8)]
    layers = [partial(from_keras, kernels=kernel, strides=stride) for kernel, stride in up]

    score = down[-1]
    upscore2 = layers[0](score)
    upscore4 = layers[1](_size(upscore2))
    upscore8 = layers[2](_size(upscore4))
    before = _rows_before([(3, 1, 100), *[(2, 2, 0)] * 5, (7, 1, 0)], up)
    crop = before, _size(upscore8) - size - before
    last = from_onnx(_size(upscore4), 16, 8, pads=crop)
    wanted = [score, _size(upscore2), _size(upscore4), size]
    names = ["score", "× 2", "× 2", "× 8"]
    return _climbed(names, wanted, layers, [upscore2, upscore4, last], down)


def _rows_before(down: Sequence[tuple[int, int, int]], up: Sequence[tuple[int, int]]) -> int:
    """How many rows of the result lie before the image's first one, if the middles of all kernels lie on each other.

    down: kernel, stride and padding of each convolution; up: kernel and stride of each transposed one.
    """
    step, first = 1, 0.0  # rows of the image from one place to the next, and to the first
    for kernel, stride, pad in down:
        first += step * ((kernel - 1) / 2 - pad)
        step *= stride
    for kernel, stride in up:
        step //= stride
        first -= step * (kernel - 1) / 2
    return -int(first)


def hifigan(frames: int, rates: Sequence[int] = (8, 8, 2, 2)) -> Ladder:
    """HiFi-GAN: from frames to samples, at each rate by a kernel twice as long, and padding (kernel - stride) // 2.

    Repaired as in https://github.com/kan-bayashi/ParallelWaveGAN/pull/287, with the padding rounded up, and
    output_padding. Source: https://github.com/jik876/hifi-gan
    """
    wanted, rates = [check_whole_number("frames", frames)], as_many("rates", rates, 2)
    for rate in rates:
        wanted.append(wanted[-1] * rate)
    layers = [partial(from_pytorch, kernels=2 * rate, stride=rate, padding=rate // 2) for rate in rates]
    repaired = [from_pytorch(n, 2 * r, r, r // 2 + r % 2, r % 2) for n, r in zip(wanted, rates)]
    return _climbed(["frames", *(f"× {rate}" for rate in rates)], wanted, layers, repaired)


def _climbed(
    names: Sequence[str],
    wanted: Sequence[int],
    layers: Sequence[Callable[[int], Description]],
    repaired: Sequence[Description],
    down: Sequence[int] = (),
) -> Ladder:
    """The ladder of these layers, each of which reads what the one before made."""
    made = [wanted[0]]
    for layer in layers:
        made.append(_size(layer(made[-1])))
    return Ladder(names, wanted, made, repaired, down)


def _size(description: Description) -> int:
    return description.axes[0].output_size
