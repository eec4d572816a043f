"""What layers.py compares: ways to compute one layer, each as (threads) -> (layer) -> (run, to_numpy).

run() computes the layer and waits for the result; to_numpy() turns that into NHWC. Arrays are brought beforehand into
the form that the framework likes best. All results have the numbers of tf.nn.conv2d_transpose with SAME.
"""

from typing import NamedTuple

import numpy as np

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

    @property
    def output_shape(self):
        return self.batch, self.height * self.stride, self.width * self.stride, self.out

    def arrays(self):
        """Random input (N, H, W, in) and filters (h, w, out, in)."""
        rng = np.random.default_rng(0)
        input = rng.standard_normal((self.batch, self.height, self.width, self.channels), np.float32)
        return input, rng.standard_normal((self.kernel, self.kernel, self.out, self.channels), np.float32)

    def crops(self):
        """How much of the full result goes, for rows and for columns: (before, after)."""
        return [conv_padding(size, self.kernel, self.stride, "SAME") for size in self.output_shape[1:3]]


def fast(threads):
    from ...fast import conv2d_transpose

    return lambda layer: numpy_engine(layer, conv2d_transpose)


def unadded(threads):
    """fast without its additions, to see what they cost: it multiplies, and sorts zeros."""
    from ... import fast as module

    module.add_pixels = module.add_images = lambda *arguments: None
    return lambda layer: (numpy_engine(layer, module.conv2d_transpose)[0], None)


def readable(threads):
    from ...ops import conv2d_transpose

    return lambda layer: numpy_engine(layer, conv2d_transpose)


def numpy_engine(layer, conv2d_transpose):
    input, filters = layer.arrays()
    return lambda: conv2d_transpose(input, filters, layer.output_shape, layer.stride), np.asarray


def floor(threads):
    """One matrix product with as many multiplications as the layer has: (N*H*W, in) by (in, h*w*out)."""

    def prepare(layer):
        pixels, taps = (array.reshape(-1, layer.channels) for array in layer.arrays())
        return lambda: pixels @ taps.T, None

    return prepare


def tensorflow(threads):
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)

    def prepare(layer):
        input, filters = map(tf.constant, layer.arrays())
        return lambda: tf.nn.conv2d_transpose(input, filters, layer.output_shape, layer.stride), lambda y: y.numpy()

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
            full = torch.nn.functional.conv_transpose2d(input, filters, stride=layer.stride, padding=before)
            return full[:, :, :height, :width]

        return run, lambda y: y.permute(0, 2, 3, 1).numpy()

    return prepare


def jax(threads):
    import jax

    def prepare(layer):
        input, filters = map(jax.numpy.array, layer.arrays())
        sizes = zip((layer.height, layer.width), layer.output_shape[1:3])
        margins = [zero_padding(size, layer.kernel, layer.stride, wanted, "SAME") for size, wanted in sizes]

        @jax.jit
        def transpose(input, filters):
            return jax.lax.conv_general_dilated(
                input,
                filters[::-1, ::-1],
                window_strides=(1, 1),
                padding=margins,
                lhs_dilation=(layer.stride, layer.stride),
                dimension_numbers=("NHWC", "HWOI", "NHWC"),
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
        node = helper.make_node("ConvTranspose", "xf", "y", strides=[layer.stride] * 2, pads=pads)
        values = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in "xy"]
        graph = helper.make_graph([node], "layer", values[:1], values[1:], [onnx.numpy_helper.from_array(filters, "f")])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        session = onnxruntime.InferenceSession(model.SerializeToString(), options)
        return lambda: session.run(None, {"x": input})[0], lambda y: y.transpose(0, 2, 3, 1)

    return prepare
