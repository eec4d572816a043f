"""What others computed, recorded so that their numbers are at hand: the frameworks', and the exercises' answers.

    for case in tensorflow_cases():
        input, filters = example_arrays(case)
        # tf.nn.conv2d_transpose(input, filters, case.output_shape, case.strides, case.padding)
        # gave case.values, or refused with case.error

The files are written by tconv_lib/teach/oracle/ and tconv_lib/teach/questions.py. The handwritten digits of page 10
are other people's, see digits/SOURCE.toml.
"""

import gzip
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import check_affordable
from ..description import Description
from ..errors import ShapeError
from ..shapes import Axis
from ..values import as_whole_numbers, check_whole_number
from ..words import shown

TENSORFLOW_FILE = Path(__file__).with_name("tensorflow.json.gz")
FRAMEWORKS_FILE = Path(__file__).with_name("frameworks.json.gz")
PEERS_FILE = Path(__file__).with_name("peers.json.gz")
QUESTIONS_FILE = Path(__file__).with_name("questions.json.gz")
DIGITS_FILE = Path(__file__).with_name("digits") / "digits.csv.gz"


@dataclass(frozen=True, eq=False)
class Case:
    """One request and TensorFlow's answer: `values` if it was accepted, one line of `error` if not."""

    input_shape: tuple[int, ...]  # batch, rows, columns, in
    filters_shape: tuple[int, ...]  # rows, columns, out, in
    output_shape: tuple[int, ...]  # batch, rows, columns, out
    strides: tuple[int, int]
    padding: str
    values: np.ndarray | None = None
    error: str | None = None


def example_arrays(case: Any) -> tuple[np.ndarray, np.ndarray]:
    """The input and the filters of a case, which a formula makes anew: they are not stored.

    Both count 1, 2, 3, ...; the input starts again after 11, the filters after 13.
    So a 3x3 image or kernel is 1 ... 9, and nothing larger is symmetric. Raises TypeError for anything but a case.
    """
    if not hasattr(case, "input_shape"):
        raise TypeError(f"case must be one of tensorflow_cases() or framework_cases(), got {shown(case)}")
    return example_array(case.input_shape), example_array(case.filters_shape, 13)


def example_array(shape: Sequence[int], period: int = 11) -> np.ndarray:
    """An array that counts 1, 2, 3, ..., and starts again after `period`. Raises ShapeError."""
    sizes, period = as_whole_numbers("shape", shape, least=0), check_whole_number("period", period)
    if not 1 <= len(sizes) <= 5:
        raise ShapeError(f"shape must be 1 to 5 numbers, got {shown(shape)}")
    check_affordable("the array", sizes)
    return (np.arange(math.prod(sizes)) % period + 1).reshape(sizes)


def example_bias(case: Any) -> np.ndarray | None:
    """The bias of a case, which counts 1, 2, 3, ...; None if there is none. Raises TypeError for no case."""
    if not hasattr(case, "bias"):
        raise TypeError(f"case must be one of framework_cases(), got {shown(case)}")
    return np.arange(1, case.bias + 1) if case.bias else None


@cache
def tensorflow_cases() -> list[Case]:
    """All recorded cases, as a list; the first two are the article's (3x3 to 5x5, and to 6x6)."""
    return [_case(**fields) for fields in _recording(TENSORFLOW_FILE)["cases"]]


def tensorflow_provenance() -> dict[str, Any]:
    """Which TensorFlow was recorded, how, and (under "errors") how its two builds refuse the same request."""
    return _recording(TENSORFLOW_FILE)["provenance"]


@dataclass(frozen=True, eq=False)
class FrameworkCase:
    """A call of a framework, and its answer as it came: `output`, or one line of `error`.

    The shapes are in TensorFlow's order of axes, the output in that of the framework. `said` is the
    description that the call was made from; None if its arguments were drawn. `bias`: how many numbers its bias had.
    """

    input_shape: tuple[int, ...]
    filters_shape: tuple[int, ...]
    function: str
    arguments: dict
    said: Description | None
    output: np.ndarray | None
    error: str | None
    bias: int = 0


@cache
def framework_cases() -> dict[str, list[FrameworkCase]]:
    """All recorded cases, as a list for each of the frameworks that were asked."""
    cases = _recording(FRAMEWORKS_FILE)["cases"]
    return {name: [_framework_case(**fields) for fields in cases[name]] for name in cases}


def frameworks_provenance() -> dict[str, Any]:
    """Which versions were recorded, and how."""
    return _recording(FRAMEWORKS_FILE)["provenance"]


@dataclass(frozen=True, eq=False)
class PeerCase:
    """A case of a framework's own test suite, in that framework's order: (N, C, ...) and (in, out / groups, ...)."""

    name: str
    dialect: str
    arguments: dict
    input: np.ndarray
    filters: np.ndarray
    bias: np.ndarray | None
    output: np.ndarray


@cache
def peer_cases() -> dict[str, list[PeerCase]]:
    """The recorded cases of each suite that was run (see tconv_lib/teach/oracle/peers.py)."""
    suites = {name: suite["cases"] for name, suite in _recording(PEERS_FILE).items() if name != "script"}
    return {
        name: [PeerCase(**{key: _shaped(value) for key, value in case.items()}) for case in cases]
        for name, cases in suites.items()
    }


def peers_provenance() -> dict[str, str]:
    """Which version of each suite was recorded, and by which script."""
    recording = _recording(PEERS_FILE)
    return {name: suite if name == "script" else suite["version"] for name, suite in recording.items()}


@dataclass(frozen=True)
class Try:
    """Inputs for the function that a question asks for, and what it should return."""

    inputs: list
    expected: object


@dataclass(frozen=True)
class Question:
    """What check() tries, smallest first, and for each classic mistake the values that it would give.

    allowed: names of the course that are there when an answer is graded.
    """

    cases: list[Try]
    mistakes: dict[str, list]
    allowed: list[str]


@cache
def questions() -> dict[str, Question]:
    """The questions of all exercises, by the name of the function they ask for."""
    recording = json.loads(gzip.decompress(QUESTIONS_FILE.read_bytes()), object_hook=_value)
    return {
        name: Question([Try(**case) for case in question["cases"]], question["mistakes"], question["allowed"])
        for name, question in recording.items()
    }


def digits() -> tuple[np.ndarray, np.ndarray]:
    """1797 handwritten digits, (1797, 8, 8), from 0 (paper) to 16 (ink), and which digit each is, (1797,).

    Source: E. Alpaydin and C. Kaynak, https://doi.org/10.24432/C50P49, CC BY 4.0.
    """
    table = np.loadtxt(DIGITS_FILE, dtype=int, delimiter=",")
    return table[:, :-1].reshape(-1, 8, 8), table[:, -1]


def _value(fields: dict) -> Any:
    if "array" in fields:
        return _numbers(fields["array"])
    return tuple(fields["tuple"]) if "tuple" in fields else fields


def _shaped(value: Any) -> Any:
    """A shape and numbers as an array; anything else as it is."""
    return _numbers(value[1]).reshape(value[0]) if isinstance(value, list) else value


def _numbers(values: list) -> np.ndarray:
    """An array that nobody changes: all who ask for the cases get the same."""
    array = np.array(values)
    array.flags.writeable = False
    return array


@cache
def _recording(file: Path) -> Any:
    return json.loads(gzip.decompress(file.read_bytes()))


def _case(values: Any, error: str | None, padding: str, **shapes: Any) -> Case:
    shapes = {name: tuple(shape) for name, shape in shapes.items()}
    if values is not None:
        values = _numbers(values).reshape(shapes["output_shape"])
    return Case(**shapes, padding=padding, values=values, error=error)


def _framework_case(
    input_shape: Sequence[int], filters_shape: Sequence[int], said: Any, output: Any, **rest: Any
) -> FrameworkCase:
    if said is not None:
        axes, *rotated_and_groups = said
        said = Description(tuple(Axis(*axis) for axis in axes), *rotated_and_groups)
    return FrameworkCase(tuple(input_shape), tuple(filters_shape), said=said, output=_shaped(output), **rest)
