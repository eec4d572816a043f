"""A learner's own check: right, or the smallest input that shows why not. Needs no teacher and no network.

The inputs to try, the right values, and what the classic mistakes would give are recorded
(tconv_lib/recorded/questions.json.gz), so that no answer is in this package.
"""

import copy
import gc
import inspect
import linecache
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from types import FrameType
from typing import Any

import numpy as np

from .answers import UNWRITTEN, Outcome, attempt, differences, plain, short
from .arrays import MOST_CELLS
from .figures import Grid, Picture, figure, grid, note
from .recorded import Question, Try, questions
from .words import shown

USUAL = "abcd"
"""Letters of most questions of choice; check is not told which question a letter answers."""

THERE = "numpy", "IPython", "ipykernel", "importlib"
"""Packages that an answer may call, whatever they call: NumPy, and what shows something or finds a module."""

MOST_WORDS = 300
"""Letters of an error's message, or of a line of code."""

HINTS = {
    "as a data type|Field elements must be": "Is the shape one argument, as in np.zeros((2, 3))?",
    "'float' object cannot be interpreted|slice indices must|slices, not float|non-int of type 'float'": (
        "Is there a / where // is meant?"
    ),
    "Axes must be different.*rot90": "np.rot90 needs two axes; one is turned by [::-1].",
    "scalar index.*concatenate": "Is what is joined one argument, as in np.concatenate([a, b])?",
}
"""What to look for where the words of an error do not say it."""


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
    is_right = all(outcome.equals(case.expected) for case, outcome in zip(question.cases, outcomes))
    if is_right and (finished := _finished(answer, question)):
        return note("✓ Right, but no points", f"{finished} is not there when this is graded: write the steps yourself")
    return verdict_on(name, outcomes, _parameters(answer))


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
    words = " ".join(str(error).split())[:MOST_WORDS]
    return f"{words.rstrip('.')}{_line_of(error)}".removeprefix(", ")


def _hint(words: str) -> str:
    return next((f" {hint}" for known, hint in HINTS.items() if re.search(known, words)), "")


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
    wanted = "the function itself that a question asks for, or the letter of a choice"
    return note("No such question", f"check takes {wanted}; this is {name}")


def _noted(letter: str) -> Picture:
    if len(letter) > 1 and letter.isidentifier():  # a function's name
        return _no_such_question(repr(letter))
    if not letter:
        return note("Not answered", "that is fine if you cannot tell")
    if not (len(letter) == 1 and letter.isascii() and letter.isalpha()):
        said = ascii(letter[:MOST_WORDS])  # a letter of another alphabet may look the same
        return note("No such choice", f"write a letter from a to z between the quotes, not {said}")
    letter = letter.lower()
    return note("Noted", letter if letter in USUAL else f"{letter}, if there is such a choice")


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


def _finished(answer: Callable, question: Question) -> str | None:
    """A function of the course, or another package, that the answer calls and must not; None if there is none.

    Only what the sandbox lacks decides, not this: it warns whoever forgot the rule.
    """
    with _calls_noted() as called, redirect_stdout(StringIO()):  # what it prints was seen
        for case in question.cases:
            attempt(answer, copy.deepcopy(case.inputs))
    return next((name for name in called if name not in question.allowed), None)


@contextmanager
def _calls_noted() -> Iterator[list[str]]:
    """Note which functions of the course, and which packages, are called from outside of them; not what these call."""
    names: list[str] = []

    def note_call(frame: FrameType, event: str, _: Any) -> None:
        if event != "call":
            return
        name = frame.f_code.co_qualname  # no method, nothing inside a function, and no module
        if _is_of_course(frame):
            if name.isidentifier() and not any(map(_is_of_course, _above(frame))):
                names.append(name)
        elif _package(frame) not in names and _is_installed(frame) and not any(map(_is_there, _above(frame))):
            names.append(_package(frame))

    if sys.getprofile():  # such as %prun, which would end here
        yield names
        return
    gc.disable()  # it would call what packages have left to it
    sys.setprofile(note_call)
    try:
        yield names
    finally:
        sys.setprofile(None)
        gc.enable()


def _above(frame: FrameType) -> Iterator[FrameType]:
    """The frames of what called this one, up to the answer."""
    while (above := frame.f_back) and above.f_code is not attempt.__code__:
        yield (frame := above)


def _is_installed(frame: FrameType) -> bool:
    """Whether code of a package runs there that is not there when this is graded."""
    file = frame.f_code.co_filename
    return ("site-packages" in file or "dist-packages" in file) and not _is_there(frame)


def _is_there(frame: FrameType) -> bool:
    """Whether code runs there that may call a package of its own."""
    return _is_of_course(frame) or _package(frame) in THERE


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__")).partition(".")[0]


def _is_of_course(frame: FrameType) -> bool:
    """Whether code of the course runs there, other than what a check needs itself."""
    module = str(frame.f_globals.get("__name__"))
    return module.startswith(f"{__package__}.") and module not in (__name__, attempt.__module__)


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
        said = f"{call} raised {': '.join(filter(None, outcome.error))}.{_hint(outcome.error[1])}"
    elif outcome.said == "nothing":
        others = "print and a list's append, sort and reverse return nothing either"
        said = f"{call} returned nothing. Does it come to a return? {others}."
    elif not (isinstance(got, np.ndarray) and isinstance(expected, np.ndarray)) or _can_be_said(got, expected):
        said = f"{call} returned {outcome.said}; expected {short(expected)}."
    elif got.shape != expected.shape:
        has = f"has shape {got.shape}" if got.ndim else f"returned {outcome.said}"
        wanted = f"shape {expected.shape}" if expected.ndim else f"one number, {short(expected)}"
        said = f"{call} {has}; expected {wanted}."
    else:
        said = f"{call}: {differences(got, expected).sum()} of {got.size} numbers differ.{_unwritten(got)}"
    # No links, as other pictures have: which numbers an expected one is made of is what the question asks.
    pictures = [*_inputs(parameters, case), *_side_by_side(expected, got)]
    return figure(*pictures, caption=f"Not yet. {said}{mistake}")


def _unwritten(got: np.ndarray) -> str:
    hint = f" What np.empty leaves as it is, check makes {UNWRITTEN}; np.zeros makes 0."
    return hint if (got == UNWRITTEN).any() else ""


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
    are_few = all(value.ndim == 0 or value.ndim == 1 and value.size <= 6 for value in (got, expected))
    return are_few or not (got.size and expected.size)


def _flat(values: np.ndarray) -> np.ndarray:
    """Any array as rows and columns: all axes but the last run down the page."""
    return values.reshape(-1, values.shape[-1]) if values.ndim > 2 else values


def _call(name: str, inputs: Sequence) -> str:
    return f"{name}({', '.join(map(short, inputs))})"
