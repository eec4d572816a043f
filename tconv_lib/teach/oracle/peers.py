"""Run the test suites of our peers: their cases, through the dialects and both implementations.

    python -m tconv_lib.teach.oracle.peers      (make peers)

    ONNX node tests     onnx.backend.test: the answers are part of them
    PyTorch's samples   the operator database, torch.testing._internal: PyTorch gives the answers
    PyTorch's refusals  each sample with one thing wrong: what PyTorch refuses, we refuse
    Keras's tests       keras.src: run as they are, with this library in place of their NumPy reference

JAX ships no tests with its package. Prints a table, writes what the default tests need of it (the first two) to
recorded/peers.json.gz, and fails if anything disagrees. Running it again writes the same bytes.
"""

import sys
import unittest
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ... import fast
from ...description import Description
from ...errors import ShapeError
from ...frameworks import FROM, from_keras, numbers
from ...ops import pad
from ...recorded import PEERS_FILE, PeerCase, example_array
from .real_frameworks import ORACLES
from .record_tensorflow import write_recording

TOLERANCE = 1e-4
"""Of the largest number: Keras's tests are in float32."""


@dataclass
class Suite:
    """What came of one suite: how many cases there are, agree, and are refused by both; what does not agree."""

    name: str
    version: str
    cases: int = 0
    agree: int = 0
    refused: int = 0
    wrong: tuple[str, ...] = ()


def main() -> None:
    suites, recorded = [], {}
    for name, collect in (("ONNX node tests", onnx_cases), ("PyTorch's samples", pytorch_cases)):
        version, cases = collect()
        wrong = [case.name for case in cases if not agrees(case)]
        suites.append(Suite(name, version, len(cases), len(cases) - len(wrong), wrong=tuple(wrong)))
        recorded[name] = {"version": version, "cases": [as_fields(case) for case in cases]}
    suites += [pytorch_refusals(), keras_tests()]
    write_recording(PEERS_FILE, {"script": "tconv_lib/teach/oracle/peers.py", **recorded})
    print(table(suites))
    sys.exit(any(suite.wrong for suite in suites))


def agrees(case: PeerCase) -> bool:
    """Whether both implementations give the case's output."""
    input, filters = np.moveaxis(case.input, 1, -1), np.moveaxis(case.filters, (0, 1), (-1, -2))
    description = FROM[case.dialect](input.shape[1:-1], filters.shape[:-2], **case.arguments)
    ours = both(description, input, filters, case.bias)
    return close(np.moveaxis(ours, -1, 1), case.output)


def both(description: Description, input: np.ndarray, filters: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
    """The numbers of a description by the readable implementation; the fast one, for images, must have the same."""
    ours = numbers(description, input, filters, bias)
    if len(description.axes) == 2:
        axes = description.axes
        taps = np.flip(filters, (0, 1)) if description.rotated else filters
        full = fast.conv2d_transpose(
            input,
            taps,
            [axis.full_size for axis in axes],
            [axis.stride for axis in axes],
            "VALID",
            dilations=[axis.dilation for axis in axes],
            groups=description.groups,
        )
        quick = pad(full, [(-axis.crop.before, -axis.crop.after) for axis in axes])
        assert close(quick + (0 if bias is None else bias), ours), description
    return ours


def close(ours: np.ndarray, theirs: np.ndarray) -> bool:
    if ours.shape != theirs.shape:
        return False
    return bool(np.abs(ours - theirs).max(initial=0) <= TOLERANCE * max(np.abs(theirs).max(initial=0), 1e-9))


def as_fields(case: PeerCase) -> dict[str, Any]:
    """The case as the file holds it; its numbers are whole."""
    arrays = {name: getattr(case, name) for name in ("input", "filters", "bias", "output")}
    return vars(case) | {
        name: array if array is None else (array.shape, array.ravel().astype(int).tolist())
        for name, array in arrays.items()
    }


def onnx_cases() -> tuple[str, list[PeerCase]]:
    """Every node test of ConvTranspose: its attributes, its input and the output that ONNX expects."""
    import onnx
    from onnx.backend.test.case.node import collect_testcases

    cases = []
    with np.errstate(all="ignore"):  # tests of other operators are made, too
        found = collect_testcases("ConvTranspose")
    for test in found:
        (node,) = test.model.graph.node
        attributes = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
        attributes = {name: value.decode() if isinstance(value, bytes) else value for name, value in attributes.items()}
        attributes.pop("kernel_shape", None)  # the filters say it, too
        ((input, filters), (output,)) = test.data_sets[0]
        cases.append(PeerCase(test.name, "ONNX", attributes, input, filters, None, output))
    return onnx.__version__, cases


def pytorch_samples() -> Iterator[tuple[str, Any, Any]]:
    """(name, function, sample) for every sample input of conv_transpose1d, 2d and 3d."""
    import torch
    from torch.testing._internal.common_methods_invocations import op_db

    for operator in op_db:
        if operator.name.startswith("nn.functional.conv_transpose"):
            for number, sample in enumerate(operator.sample_inputs("cpu", torch.float32)):
                yield f"{operator.name} {number}", operator.op, sample


def pytorch_cases() -> tuple[str, list[PeerCase]]:
    """Every sample, with whole numbers in place of random ones; one without a batch is a batch of one."""
    import torch

    cases = []
    for name, function, sample in pytorch_samples():
        shapes = [None if each is None else tuple(each.shape) for each in (sample.input, *sample.args)]
        input, filters, bias = (None if shape is None else example_array(shape).astype(np.float32) for shape in shapes)
        tensors = [None if array is None else torch.from_numpy(array) for array in (input, filters, bias)]
        output = function(*tensors, **sample.kwargs).numpy()
        if input.ndim < filters.ndim:
            input, output = input[None], output[None]
        cases.append(PeerCase(name, "PyTorch", sample.kwargs, input, filters, bias, output))
    return torch.__version__.split("+")[0], cases


WRONG = {
    "groups": lambda arguments, axes: arguments | {"groups": 7},
    "groups below 1": lambda arguments, axes: arguments | {"groups": 0},
    "stride": lambda arguments, axes: arguments | {"stride": 0},
    "dilation": lambda arguments, axes: arguments | {"dilation": 0},
    "padding": lambda arguments, axes: arguments | {"padding": -1},
    "padding of all": lambda arguments, axes: arguments | {"padding": 99},
    "output_padding": lambda arguments, axes: arguments | {"output_padding": 99},
    "output_padding below 0": lambda arguments, axes: arguments | {"output_padding": -1},
    "one number too many": lambda arguments, axes: arguments | {"stride": (1,) * (axes + 1)},
}
"""One thing that is wrong in a call; and of the arrays below: a channel too many, a number of the bias too many."""


def pytorch_refusals() -> Suite:
    """Each sample with one thing wrong. What both compute is no refusal, and does not count."""
    import torch

    suite = Suite("PyTorch's refusals", torch.__version__.split("+")[0])
    wrong = []
    for name, function, sample in pytorch_samples():
        filters, bias = sample.args
        spatial = filters.ndim - 2
        input = sample.input if sample.input.ndim == filters.ndim else sample.input[None]
        trials = {what: (input, filters, bias, change(sample.kwargs, spatial)) for what, change in WRONG.items()}
        trials["a channel too many"] = torch.cat([input, input[:, :1]], 1), filters, bias, sample.kwargs
        one_more = torch.zeros(filters.shape[1] * sample.kwargs.get("groups", 1) + 1)
        trials["bias"] = input, filters, one_more, sample.kwargs
        for what, (x, f, b, arguments) in trials.items():
            theirs = refuses((RuntimeError, ValueError, TypeError), function, x, f, b, **arguments)
            arrays = [None if each is None else each.numpy() for each in (x, f, b)]
            ours = refuses(ShapeError, agrees, PeerCase(name, "PyTorch", arguments, *arrays, arrays[0]))
            if theirs or ours:
                suite.cases += 1
                suite.refused += theirs and ours
                if theirs != ours:
                    wrong.append(f"{name}, {what}: refused by {'PyTorch' if theirs else 'us'} alone")
    suite.wrong, suite.agree = tuple(wrong), suite.refused
    return suite


def refuses(errors: Any, function: Callable, *arguments: Any, **named: Any) -> bool:
    """Whether the function raises one of these errors."""
    try:
        function(*arguments, **named)
    except errors:
        return True
    return False


def keras_tests() -> Suite:
    """Keras's own tests of its layers and of keras.ops, with this library in place of their NumPy reference."""
    oracle = ORACLES["Keras on TensorFlow"]
    _, version = oracle.ask()
    from keras.src.layers.convolutional import conv_transpose_test
    from keras.src.ops import nn_test

    def reference(x, kernel_weights, bias_weights, strides, padding, output_padding, data_format, dilation_rate):
        if data_format == "channels_first":
            x = np.moveaxis(x, 1, -1)
        sizes, kernels = x.shape[1:-1], kernel_weights.shape[:-2]
        description = from_keras(sizes, kernels, strides, padding, output_padding, dilation_rate)
        output = both(description, x, kernel_weights, bias_weights)
        return np.moveaxis(output, -1, 1) if data_format == "channels_first" else output

    def skip(reason):
        raise unittest.SkipTest(reason)

    conv_transpose_test.pytest.skip = skip  # unittest knows only its own
    for module in (conv_transpose_test, nn_test):
        for rank in (1, 2, 3):
            if hasattr(module, f"np_conv{rank}d_transpose"):
                setattr(module, f"np_conv{rank}d_transpose", reference)
    tests = unittest.TestSuite()
    for case in (conv_transpose_test.ConvTransposeCorrectnessTest, nn_test.NNOpsCorrectnessTest):
        names = unittest.defaultTestLoader.getTestCaseNames(case)
        tests.addTests(case(name) for name in names if name.startswith("test_conv") and "transpose" in name)
    result = unittest.TestResult()
    tests.run(result)
    failed = [str(test) for test, _ in (*result.failures, *result.errors)]
    cases = result.testsRun - len(result.skipped)
    return Suite("Keras's tests", version, cases, cases - len(failed), wrong=tuple(failed))


def table(suites: list[Suite]) -> str:
    """What came of the suites, to print."""
    rows = [("suite", "version", "cases", "agree", "of these refused", "wrong")]
    rows += [(it.name, it.version, it.cases, it.agree, it.refused, len(it.wrong)) for it in suites]
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows)]
    lines = ["  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) for row in rows]
    return "\n".join([*lines, *(f"{it.name}: {wrong}" for it in suites for wrong in it.wrong)])


if __name__ == "__main__":
    main()
