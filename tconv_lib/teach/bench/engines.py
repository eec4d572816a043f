"""What layers.py compares: ways to compute one layer, each as (threads) -> (layer) -> (run, to_numpy).

run() computes the layer and waits for the result; to_numpy() turns that into NHWC. Arrays are brought beforehand into
the form that the framework likes best. All results have the numbers of tf.nn.conv2d_transpose with SAME.
"""

from typing import NamedTuple

import numpy as np

from ...ops import rotate
from ...shapes import conv_padding, zero_padding


class Layer(NamedTuple):
    """A layer of a real network; its output has stride times the rows and columns of its input."""

    name: str
    batch: int
    height: int
    width: int
    channels: int
    out: int
    kernel: int
    stride: int
    groups: int = 1

    @property
    def output_shape(self):
        return self.batch, self.height * self.stride, self.width * self.stride, self.out

    def arrays(self):
        """Random input (N, H, W, in) and filters (h, w, out / groups, in)."""
        rng = np.random.default_rng(0)
        input = rng.standard_normal((self.batch, self.height, self.width, self.channels), np.float32)
        return input, rng.standard_normal(
            (self.kernel, self.kernel, self.out // self.groups, self.channels), np.float32
        )

    def crops(self):
        """How much of the full result goes, for rows and for columns: (before, after)."""
        return [conv_padding(size, self.kernel, self.stride, "SAME") for size in self.output_shape[1:3]]


def fast(threads):
    from ...fast import conv2d_transpose

    return lambda layer: numpy_engine(layer, conv2d_transpose)


def unadded(threads):
    """fast that adds nothing and puts nothing into place, to see what that costs: it multiplies, and sorts zeros."""
    from ... import fast as module

    module.add = module.put = lambda goal, made: None
    return lambda layer: (numpy_engine(layer, module.conv2d_transpose)[0], None)


def readable(threads):
    from ...ops import conv2d_transpose

    return lambda layer: numpy_engine(layer, conv2d_transpose)


def numpy_engine(layer, conv2d_transpose):
    input, filters = layer.arrays()
    return lambda: conv2d_transpose(input, filters, layer.output_shape, layer.stride, groups=layer.groups), np.asarray


def floor(threads):
    """One product with as many multiplications as the layer has: (N*H*W, in) by (in, h*w*out), stacked for groups.

    Of a depthwise layer, whose matrices would have one column, it is one of numbers, along the channels.
    """

    def prepare(layer):
        if layer.groups == layer.channels == layer.out:
            input, filters = (array.reshape(-1, layer.channels) for array in layer.arrays())
            return lambda: np.einsum("pc,tc->ptc", input, filters), None
        pixels, taps = matrices(layer)
        return lambda: pixels @ taps.swapaxes(1, 2), None

    return prepare


def turned(threads):
    """The floor with its result turned, (h*w*out, N*H*W): as fast multiplies where the output has few channels."""

    def prepare(layer):
        pixels, taps = matrices(layer)
        return lambda: taps @ pixels.swapaxes(1, 2), None

    return prepare


def matrices(layer):
    """The pixels and taps of each group: (groups, N*H*W, in) and (groups, h*w*out, in)."""
    return [np.stack(np.split(array.reshape(-1, layer.channels), layer.groups, axis=1)) for array in layer.arrays()]


def tensorflow(threads):
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)

    def prepare(layer):
        parts = [tf.split(array, layer.groups, axis=-1) for array in layer.arrays()]
        shape = *layer.output_shape[:-1], layer.out // layer.groups

        def run():  # it knows no groups: one call for each
            outputs = [tf.nn.conv2d_transpose(x, f, shape, layer.stride) for x, f in zip(*parts)]
            return outputs[0] if layer.groups == 1 else tf.concat(outputs, axis=-1)

        return run, lambda y: y.numpy()

    return prepare


def pytorch(threads):
    import torch

    torch.set_num_threads(threads)

    def prepare(layer):
        _, height, width, _ = layer.output_shape
        before = [crop.before for crop in layer.crops()]
        input, filters = map(torch.tensor, layer.arrays())
        input = input.permute(0, 3, 1, 2)  # in memory still with channels last, which is faster
        filters = filters.permute(3, 2, 0, 1).contiguous(memory_format=torch.channels_last)

        @torch.inference_mode()
        def run():
            full = torch.nn.functional.conv_transpose2d(
                input, filters, stride=layer.stride, padding=before, groups=layer.groups
            )
            return full[:, :, :height, :width]

        return run, lambda y: y.permute(0, 2, 3, 1).numpy()

    return prepare


def jax(threads):
    import jax

    def prepare(layer):
        input, filters = layer.arrays()
        input, filters = map(jax.numpy.array, (input, rotate(filters, layer.groups)))
        sizes = zip((layer.height, layer.width), layer.output_shape[1:3])
        margins = [zero_padding(size, layer.kernel, layer.stride, wanted, "SAME") for size, wanted in sizes]

        @jax.jit
        def transpose(input, filters):
            return jax.lax.conv_general_dilated(
                input,
                filters,
                window_strides=(1, 1),
                padding=margins,
                lhs_dilation=(layer.stride, layer.stride),
                dimension_numbers=("NHWC", "HWIO", "NHWC"),
                feature_group_count=layer.groups,
            )

        return lambda: transpose(input, filters).block_until_ready(), np.asarray

    return prepare


def onnx_runtime(threads):
    import onnx
    import onnxruntime
    from onnx import helper

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1

    def prepare(layer):
        input, filters = layer.arrays()
        input, filters = input.transpose(0, 3, 1, 2).copy(), filters.transpose(3, 2, 0, 1).copy()
        pads = [margin for margins in zip(*layer.crops()) for margin in margins]
        node = helper.make_node("ConvTranspose", "xf", "y", strides=[layer.stride] * 2, pads=pads, group=layer.groups)
        values = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in "xy"]
        graph = helper.make_graph([node], "layer", values[:1], values[1:], [onnx.numpy_helper.from_array(filters, "f")])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        session = onnxruntime.InferenceSession(model.SerializeToString(), options)
        return lambda: session.run(None, {"x": input})[0], lambda y: y.transpose(0, 2, 3, 1)

    return prepare
