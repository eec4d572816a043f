"""A learner's own check: right, or the smallest input that shows why not. Needs no teacher and no network.

The inputs to try, the right values, and what the classic mistakes would give are recorded
(tconv_lib/recorded/questions.json.gz), so that no answer is in this package.
"""

import copy
import dis
import functools
import inspect
import linecache
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import CellType, CodeType
from typing import Any

import numpy as np

from .answers import Outcome, attempt, differences, plain, short
from .arguments import MOST_CELLS, shown
from .figures import Grid, Picture, figure, grid, note
from .recorded import Question, Try, questions

LOOK_UPS = "LOAD_GLOBAL", "LOAD_NAME"
"""What Python does for a name that stands alone; `pad` in `np.pad` does not."""

MOST_WORDS = 300
"""Letters of an error's message, or of a line of code."""


def check(answer: Callable | str) -> None:
    """Try `answer`, the function that a question asks for, and show what came out.

    Shows "Right" and what was tried, or the smallest input with a wrong result: expected
    and got side by side, with the differences marked. A classic mistake is called by its name.
    Of a letter, which answers a question of choice, it only shows that it is noted.
    """
    from IPython.display import display  # only here: it starts slowly, and `verdict` needs none

    display(verdict(answer))


def verdict(answer: Callable | str) -> Picture:
    """The Picture that check shows."""
    if isinstance(answer, str):
        return _noted(answer.strip())
    name = _question_of(answer)
    if name is None:
        own = getattr(answer, "__name__", None)
        return _no_such_question(own if isinstance(own, str) else shown(answer))
    question = questions()[name]
    outcomes = []
    for case in question.cases:
        try:
            outcomes.append(attempt(answer, copy.deepcopy(case.inputs), explain=_explained))
        except KeyboardInterrupt as stop:  # by the learner, who has waited long enough
            call = _call(name, case.inputs)
            return note("Not yet", f"{call} was stopped before it came to an end{_line_of(stop)}")
    said = verdict_on(name, outcomes, _parameters(answer))
    finished = _finished(answer, question.allowed)
    if finished and said.alt.startswith("✓ Right"):
        return note("✓ Right, but no points", f"{finished} is not there when this is graded: write the steps yourself")
    return said


def _question_of(answer: Any) -> str | None:
    """The question that is answered: the function's name, or the one that the notebook gave it. None if neither is."""
    notebook = vars(sys.modules["__main__"])
    names = getattr(answer, "__name__", None), *(name for name in questions() if notebook.get(name) is answer)
    known = (name for name in names if isinstance(name, str) and name in questions())
    return next(known, None) if callable(answer) else None


def _parameters(answer: Callable) -> Iterable[str]:
    try:
        return inspect.signature(answer).parameters
    except ValueError:  # of some functions that are Python's own
        return ()


def _explained(error: BaseException) -> str:
    """The words of an error, and where in the notebook it came up."""
    return f"{' '.join(str(error).split())[:MOST_WORDS]}{_line_of(error)}".removeprefix(", ")


def _line_of(error: BaseException) -> str:
    """The line of the notebook in which an error came up; "" if that was elsewhere."""
    places = [
        (frame.f_code.co_filename, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_globals.get("__name__") == "__main__"
    ]
    line = linecache.getline(*places[-1]).strip() if places else ""
    return f", in the line: {line[:MOST_WORDS]}" if line else ""


def _no_such_question(name: str) -> Picture:
    wanted = "the function that a question asks for, or the letter of a choice"
    return note("No such question", f"check takes {wanted}; none is called {name}")


def _noted(letter: str) -> Picture:
    if len(letter) > 1:
        return _no_such_question(repr(letter))
    if not letter:
        return note("Not answered", "that is fine if you cannot tell")
    if not letter.isalpha():
        return note("No such choice", f"write a letter between the quotes, not {short(letter)}")
    return note("Noted", letter.lower())


def verdict_on(name: str, outcomes: Sequence[Outcome], parameters: Iterable[str]) -> Picture:
    """The Picture for what came of the cases that are recorded for a question; `parameters` names the inputs."""
    question = questions()[name]
    if any(outcome.error and outcome.error[0] == "NotImplementedError" for outcome in outcomes):
        return note(
            "Not done yet",
            f"write {name} in the cell above, in place of NotImplementedError, run that cell, then this one",
        )
    for case, outcome in zip(question.cases, outcomes):
        if not outcome.equals(case.expected):
            return _failure(name, parameters, case, outcome, _classic_mistake(question, outcomes))
    last = _call(name, question.cases[-1].inputs)
    return note("✓ Right", f"{name} gave what was expected for {len(outcomes)} inputs, up to {last}", good=True)


def _finished(answer: Callable, allowed: Sequence[str]) -> str | None:
    """A function of the course that the answer calls, itself or through another, and must not; None if there is none.

    Only what the sandbox lacks decides, not this: it warns whoever forgot the rule.
    """
    waiting, seen = [answer], {}
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing
        if inspect.isfunction(thing) and (thing.__module__ or "").startswith(f"{__package__}."):
            if thing.__name__ not in allowed:
                return thing.__name__
        else:  # an object that can be called may hide anything
            waiting += _in_reach(thing)
    return None


def _in_reach(thing: Any) -> list:
    """What a function can call, as far as that is sure: by name, or what it wraps, a default, or a variable around."""
    if isinstance(thing, functools.partial):
        return [thing.func, *thing.args, *thing.keywords.values()]
    things = [thing.__wrapped__] if "__wrapped__" in getattr(thing, "__dict__", ()) else []
    if inspect.isfunction(thing):
        things += [*(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values()]
        things += [cell.cell_contents for cell in thing.__closure__ or () if cell != CellType()]  # which has none
        code = [*_steps(thing.__code__)]
        things += [thing.__globals__.get(step.argval) for step in code if step.opname in LOOK_UPS]
        if __package__ in {step.argval for step in code} or any(map(_is_of_course, things)):
            course = sys.modules[__package__]
            things += [getattr(course, step.argval, None) for step in code if step.opname not in LOOK_UPS]
    return things


def _steps(code: CodeType) -> Iterator[dis.Instruction]:
    """What a function's code does with names that are not its own variables, and so do the functions inside it."""
    yield from (step for step in dis.get_instructions(code) if step.argval in code.co_names)
    for part in filter(inspect.iscode, code.co_consts):
        yield from _steps(part)


def _is_of_course(thing: Any) -> bool:
    return inspect.ismodule(thing) and thing.__name__.split(".")[0] == __package__


def _classic_mistake(question: Question, outcomes: Sequence[Outcome]) -> str:
    """Name of the recorded mistake that gives the same results everywhere, if there is one."""
    for name, values in question.mistakes.items():
        if all(outcome.equals(value) for outcome, value in zip(outcomes, values)):
            return f" This looks like a classic: {name}."
    return ""


def _failure(name: str, parameters: Iterable[str], case: Try, outcome: Outcome, mistake: str) -> Picture:
    call = _call(name, case.inputs)
    expected, got = plain(case.expected), outcome.value
    if outcome.error is not None:
        said = f"{call} raised {': '.join(filter(None, outcome.error))}."
    elif outcome.said == "nothing":
        said = f"{call} returned nothing. Is there a return?"
    elif not (isinstance(got, np.ndarray) and isinstance(expected, np.ndarray)) or _can_be_said(got, expected):
        said = f"{call} returned {outcome.said}; expected {short(expected)}."
    elif got.shape != expected.shape:
        said = f"{call} has shape {got.shape}; expected shape {expected.shape}."
    else:
        said = f"{call}: {differences(got, expected).sum()} of {got.size} numbers differ."
    # No links, as other pictures have: which numbers an expected one is made of is what the question asks.
    pictures = [*_inputs(parameters, case), *_side_by_side(expected, got)]
    return figure(*pictures, caption=f"Not yet. {said}{mistake}")


def _inputs(parameters: Iterable[str], case: Try) -> list[Grid]:
    return [grid(_flat(x), "input", name) for name, x in zip(parameters, case.inputs) if isinstance(x, np.ndarray)]


def _side_by_side(expected: Any, got: Any) -> list[Grid]:
    parts = []
    if _is_grid(expected):
        parts.append(grid(_flat(expected), "output", "expected"))
    if _is_grid(got):
        comparable = _is_grid(expected) and got.shape == expected.shape
        different = differences(got, expected) if comparable else np.zeros(got.shape, bool)
        parts.append(grid(_flat(got), "plain", "yours", mark=_flat(different)))
    return parts


def _is_grid(value: Any) -> bool:
    """Whether it can be shown as a table."""
    return isinstance(value, np.ndarray) and value.ndim > 0 and 0 < value.size <= MOST_CELLS


def _can_be_said(got: np.ndarray, expected: np.ndarray) -> bool:
    """Whether words say more than the shapes do: of a few numbers, or where one of the two is empty."""
    short = [value.ndim == 0 or value.ndim == 1 and value.size <= 6 for value in (got, expected)]
    return all(short) or not (got.size and expected.size)


def _flat(values: np.ndarray) -> np.ndarray:
    """Any array as rows and columns: all axes but the last run down the page."""
    return values.reshape(-1, values.shape[-1]) if values.ndim > 2 else values


def _call(name: str, inputs: Sequence) -> str:
    return f"{name}({', '.join(map(short, inputs))})"
