"""The real frameworks, each ready to answer a Call of tconv_lib.frameworks.

Every start_... imports one and returns a function (call, input, filters, bias) -> output, and a version.
The arrays are float32, in the order that the call names; so is the output.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np


def start_tensorflow():
    import tensorflow as tf

    def answer(call, input, filters, bias):
        arguments = dict(call.arguments)
        if input.ndim != 4:  # only conv2d_transpose takes the spatial sizes alone
            arguments["output_shape"] = (input.shape[0], *arguments["output_shape"], filters.shape[-2])
        output = _function(tf, call)(input, filters, **arguments)
        return (output if bias is None else tf.nn.bias_add(output, bias)).numpy()

    return answer, tf.__version__


def start_tensorflow_nchw():
    """Images in NCHW, so that this is tried as well; not with explicit padding, where oneDNN does not know it."""
    import tensorflow as tf

    answer_channels_last, version = start_tensorflow()

    def answer(call, input, filters, bias):
        if input.ndim != 4 or not isinstance(call.arguments["padding"], str):
            return answer_channels_last(call, input, filters, bias)
        arguments = dict(call.arguments, data_format="NCHW")
        arguments["output_shape"] = (input.shape[0], filters.shape[-2], *arguments["output_shape"])
        output = _function(tf, call)(np.moveaxis(input, -1, 1), filters, **arguments)
        if bias is not None:
            output = tf.nn.bias_add(output, bias, data_format="NCHW")
        return np.moveaxis(output.numpy(), 1, -1)

    return answer, version


def start_keras():
    import keras

    def answer(call, input, filters, bias):
        if call.function == "keras.ops.conv_transpose":
            output = keras.ops.conv_transpose(input, filters, **call.arguments)
            output = output if bias is None else output + bias
        else:
            arguments = call.arguments | {"use_bias": bias is not None}
            layer = _function(keras, call)(filters.shape[-2], filters.shape[:-2], **arguments)
            layer.build(input.shape)
            layer.set_weights([filters] if bias is None else [filters, bias])
            output = layer(input)
        return keras.ops.convert_to_numpy(output)

    return answer, keras.__version__


def start_pytorch():
    import torch

    def answer(call, *arrays):
        input, filters, bias = (array if array is None else torch.from_numpy(array) for array in arrays)
        return _function(torch, call)(input, filters, bias, **call.arguments).numpy()

    return answer, torch.__version__.split("+")[0]  # without the word cpu


def start_onnx_runtime():
    import onnxruntime
    from onnx import TensorProto, helper

    onnxruntime.set_default_logger_severity(4)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1

    def answer(call, input, filters, bias):
        arrays = {"input": input, "filters": filters} | ({} if bias is None else {"bias": bias})
        node = helper.make_node(call.function, [*arrays], ["output"], **call.arguments)
        inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, a.shape) for name, a in arrays.items()]
        output = helper.make_tensor_value_info("output", TensorProto.FLOAT, None)
        graph = helper.make_graph([node], "graph", inputs, [output])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)], ir_version=10)
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
        return session.run(None, arrays)[0]

    return answer, onnxruntime.__version__


def start_jax():
    import jax

    def answer(call, input, filters, bias):
        jax.clear_caches()  # else what was compiled for each call before is kept, and searched
        output = _function(jax, call)(input, filters, **call.arguments)
        return np.asarray(output if bias is None else output + bias)

    return answer, jax.__version__


def _function(module, call):
    """The function that the call names, such as tf.nn.conv2d_transpose."""
    return reduce(getattr, call.function.split(".")[1:], module)


@dataclass(frozen=True)
class Oracle:
    """A framework to ask, in its dialect; the environment must be set before it is imported."""

    dialect: str
    start: Callable
    environment: dict[str, str]
    dilates: bool = True
    strict: bool = True
    unreliable: Callable = lambda call: False
    """Whether it is known to give numbers that are nobody's for this call."""

    def ask(self):
        """The framework's function to call, and its version."""
        os.environ.update(self.environment)
        return self.start()


QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3"}
# TensorFlow's own kernels are strict, and know neither dilation nor NCHW. oneDNN, on by default, knows both, but
# not together with explicit padding, and lets some VALID sizes below the kernel's pass that no convolution reads.
PLAIN = QUIET | {"TF_ENABLE_ONEDNN_OPTS": "0"}
ONEDNN = QUIET | {"TF_ENABLE_ONEDNN_OPTS": "1"}
# With this optimisation, JAX 0.10.2 ends the process for one in a hundred paddings, such as ((2, 2), (0, 0))
# with input (2, 4), kernel (3, 2), strides 2. It is not needed for the numbers.
UNOPTIMISED = {"JAX_PLATFORMS": "cpu", "XLA_FLAGS": "--xla_disable_hlo_passes=algsimp"}


def reads_beyond(call):
    """JAX 0.10.2 reads memory beyond the input on a CPU, if zeros before are negative and none are inserted.

    So does lax.conv_general_dilated of ones (2, 5, 5, 6) and (3, 5, 6, 3) with padding ((0, 0), (-5, 5)): all it should
    give is zeros, and it gives other numbers each time.
    """
    strides, padding = call.arguments.get("lhs_dilation") or call.arguments["strides"], call.arguments["padding"]
    return {*strides} == {1} and not isinstance(padding, str) and any(before < 0 for before, _ in padding)


ORACLES = {
    "TensorFlow": Oracle("TensorFlow", start_tensorflow, PLAIN, dilates=False),
    "TensorFlow with oneDNN": Oracle("TensorFlow", start_tensorflow_nchw, ONEDNN, strict=False),
    "Keras on TensorFlow": Oracle("Keras", start_keras, PLAIN | {"KERAS_BACKEND": "tensorflow"}, dilates=False),
    "Keras on PyTorch": Oracle("Keras", start_keras, {"KERAS_BACKEND": "torch"}),
    "PyTorch": Oracle("PyTorch", start_pytorch, {}),
    "ONNX Runtime": Oracle("ONNX", start_onnx_runtime, {}),
    "JAX": Oracle("JAX", start_jax, UNOPTIMISED, unreliable=reads_beyond),
}
