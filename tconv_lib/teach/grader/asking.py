"""What the tests of a problem set ask, and what is right: the source notebook runs, answered by its own solution."""

import ast
import functools
import inspect
import re
from dataclasses import dataclass, field

from ...answers import Outcome, plain
from ...recorded import questions as recorded
from ..choices import CHOICE, mistakes
from ..hidden import SEED
from .wire import NotPlain, packed, weight

HIDDEN = re.compile(r"^[ \t]*### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS[ \t]*\n?", re.MULTILINE | re.DOTALL)


class SourceFailure(RuntimeError):
    """The teacher's own notebook does not run, or questions.py is not right, so that nothing can be graded."""


@dataclass(frozen=True)
class Call:
    """A call of an answer: its arguments as `packed` makes them, and what came of it in the solution."""

    function: str
    arguments: list
    right: Outcome

    @property
    def most(self):
        """Bytes of numbers or text that may come back: a wrong answer is not much larger than the right one."""
        return 4 * (0 if self.right.error else weight(self.right.value)) + 1000

    def asks_as(self, other):
        return (self.function, self.arguments) == (other.function, other.arguments)


@dataclass(frozen=True)
class Question:
    """What a test asks of the functions that the answer cell before it defines.

    shown: the calls that a student may see, those of check() first; hidden: the others.
    checked: the functions that check() is called with, (function, names of its parameters).
    mistakes: of a question of choice, whose only call asks for a letter: {wrong letter: the mistake}.
    """

    test: str
    functions: tuple[str, ...]
    checked: tuple[tuple[str, tuple[str, ...]], ...]
    shown: tuple[Call, ...]
    hidden: tuple[Call, ...]
    mistakes: dict[str, str] = field(default_factory=dict)


@functools.lru_cache(maxsize=8)
def asked(source, seed):
    """The Questions of a source notebook, in order. Raises SourceFailure.

    source: its code cells as (text, "answer", "test" or "", name). seed: for the hidden inputs.
    """
    names, functions, chosen, found = {"__name__": "__main__"}, (), None, []
    recorder = Recorder()
    before = SEED.set(seed)
    try:
        for text, role, name in source:
            if role == "test":
                found.append(
                    choice(text, name, *chosen.groups(), names)
                    if chosen
                    else question(text, name, functions, names, recorder)
                )
                continue
            run(text, name, names)
            if "explore" in names:
                names["explore"] = lambda picture, **settings: None  # nobody looks
            if role == "answer":
                chosen = CHOICE.fullmatch(text)
                functions = functions_in(text)
                names |= {function: recorder.asking(names[function]) for function in functions}
    finally:
        SEED.reset(before)
    return tuple(found)


def question(text, test, functions, names, recorder):
    """The Question that a test cell asks."""
    checked = []
    names["check"] = checked.append
    shown = recorder.calls_in(HIDDEN.sub("", text), test, names)
    all_calls = recorder.calls_in(text, test, names)
    hidden = tuple(call for call in all_calls if not any(map(call.asks_as, shown)))
    known = {function.__name__: function for function in checked if function.__name__ in recorded()}
    tries = [
        Call(name, packed([case.inputs, []]), Outcome(plain(case.expected)))
        for name in known
        for case in recorded()[name].cases
    ]
    checked = tuple((name, tuple(inspect.signature(function).parameters)) for name, function in known.items())
    return Question(test, functions, checked, (*tries, *shown), hidden)


def choice(text, test, name, right, names):
    """The Question that a test cell asks of a letter."""
    names["check"] = lambda answer: None
    run(text, test, names)
    return Question(test, (name,), (), (Call(name, packed([[], []]), Outcome(right)),), (), mistakes(text, name, names))


def run(text, name, names):
    """Run a cell of the teacher's. Raises SourceFailure."""
    try:
        exec(compile(text, "cell", "exec", dont_inherit=True), names)
    except SourceFailure:
        raise
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        raise SourceFailure(f"the source notebook, answered by itself, stops in cell {name}: {words}") from error


def functions_in(text):
    """Names of the functions that a cell defines."""
    return tuple(node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))


class Recorder:
    """Notes how a test calls the solution's functions, but not how these call each other."""

    def __init__(self):
        self._calls = None

    def calls_in(self, text, test, names):
        """The Calls that a test makes. Raises SourceFailure."""
        self._calls = calls = []
        try:
            run(text, test, names)
        finally:
            self._calls = None
        return tuple(calls)

    def asking(self, function):
        """The function, noted when a test calls it."""

        @functools.wraps(function)
        def ask(*args, **named):
            if self._calls is None:
                return function(*args, **named)
            calls, self._calls = self._calls, None
            try:
                arguments = packed([[*args], [*named.items()]])  # before the function can change them
                try:
                    value = function(*args, **named)
                except Exception as error:  # which the test may want
                    calls.append(Call(function.__name__, arguments, Outcome(error=(type(error).__name__, ""))))
                    raise
                calls.append(Call(function.__name__, arguments, Outcome(plain(value))))
            except (NotPlain, TypeError) as error:
                raise SourceFailure(f"{function.__name__} cannot be asked or compared: {error}") from error
            finally:
                self._calls = calls
            return value

        return ask
