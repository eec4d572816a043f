"""A learner's own check: right, or the smallest input that shows why not. Needs no teacher and no network.

The inputs to try, the right values, and what the classic mistakes would give are recorded
(tconv_lib/recorded/questions.json.gz), so that no answer is in this package.
"""

import copy
import inspect
import reprlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from .figures import figure, grid, note
from .recorded import questions


def check(answer):
    """Try `answer`, the function that a question asks for, and show what came out.

    Shows "Right" and what was tried, or the smallest input with a wrong result: expected
    and got side by side, with the differences marked. A classic mistake is called by its name.
    """
    from IPython.display import display  # only here: it starts slowly, and `verdict` needs none

    display(verdict(answer))


def verdict(answer):
    """The Picture that check shows."""
    name = getattr(answer, "__name__", repr(answer))
    question = questions().get(name)
    if question is None:
        return note("No such question", f"check takes the function that a question asks for; none is called {name}")
    outcomes = [attempt(answer, case.inputs) for case in question.cases]
    if any(isinstance(outcome.error, NotImplementedError) for outcome in outcomes):
        return note("Not done yet", f"write {name} in the cell above, run that cell, then this one")
    for case, outcome in zip(question.cases, outcomes):
        if not outcome.equals(case.expected):
            return _failure(answer, case, outcome, _classic_mistake(question, outcomes))
    last = _call(name, question.cases[-1].inputs)
    return note("✓ Right", f"{name} gave what was expected for {len(outcomes)} inputs, up to {last}", good=True)


@dataclass(frozen=True)
class Outcome:
    """What a function returned, or the error that it raised."""

    value: Any = None
    error: Exception | None = None

    def equals(self, expected):
        """Same shape and numbers, or the same text."""
        if isinstance(expected, str):
            return isinstance(self.value, str) and self.value == expected
        got, expected = as_numbers(self.value), np.asarray(expected)
        return got is not None and got.shape == expected.shape and np.allclose(got, expected, rtol=1e-6, atol=1e-9)


def attempt(function, inputs):
    """The Outcome of calling function with copies of the inputs."""
    try:
        return Outcome(function(*copy.deepcopy(inputs)))
    except Exception as error:
        return Outcome(error=error)


def as_numbers(value):
    """The value as an array of numbers, or None if it is no such thing."""
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array if array.dtype.kind in "biuf" else None


def _classic_mistake(question, outcomes):
    """Name of the recorded mistake that gives the same results everywhere, if there is one."""
    for name, values in question.mistakes.items():
        if all(outcome.equals(value) for outcome, value in zip(outcomes, values)):
            return f" This looks like a classic: {name}."
    return ""


def _failure(answer, case, outcome, mistake):
    call = _call(answer.__name__, case.inputs)
    expected, got = case.expected, as_numbers(outcome.value)
    if outcome.error is not None:
        said = f"{call} raised {type(outcome.error).__name__}: {outcome.error}."
    elif outcome.value is None:
        said = f"{call} returned nothing. Is there a return?"
    elif got is None or isinstance(expected, str) or _is_short(got) and _is_short(np.asarray(expected)):
        said = f"{call} returned {_short(outcome.value)}; expected {_short(expected)}."
    elif got.shape != np.shape(expected):
        said = f"{call} has shape {got.shape}; expected shape {np.shape(expected)}."
    else:
        said = f"{call}: {np.sum(~np.isclose(got, expected))} of {got.size} numbers differ."
    pictures = [*_inputs(answer, case), *_side_by_side(expected, got)]
    return figure(*pictures, caption=f"Not yet. {said}{mistake}")


def _inputs(answer, case):
    named = zip(inspect.signature(answer).parameters, case.inputs)
    return [grid(_flat(x), "input", name) for name, x in named if isinstance(x, np.ndarray)]


def _side_by_side(expected, got):
    parts = []
    if np.size(expected) and np.ndim(expected):
        parts.append(grid(_flat(expected), "output", "expected"))
    if got is not None and got.size and got.ndim:
        different = ~np.isclose(got, expected) if got.shape == np.shape(expected) else np.zeros(got.shape, bool)
        parts.append(grid(_flat(got), "plain", "yours", mark=_flat(different)))
    return parts


def _is_short(array):
    """Whether words can say all of it."""
    return array.ndim == 0 or array.ndim == 1 and array.size <= 6


def _flat(values):
    """Any array as rows and columns: all axes but the last run down the page."""
    values = np.asarray(values)
    return values.reshape(-1, values.shape[-1]) if values.ndim > 2 else values


def _call(name, inputs):
    return f"{name}({', '.join(map(_short, inputs))})"


def _short(value):
    if isinstance(value, np.ndarray) and value.size > 6:
        return f"array of shape {value.shape}"
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    return " ".join(reprlib.repr(value).split())
