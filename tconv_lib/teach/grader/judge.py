"""Decide what a submission earns: the student's code answers in a process of its own, the tests ask from here.

The cells of the source notebook run here, in order. The functions that its answer cells define are replaced by
stand-ins, which send their arguments to the student's process and return what comes back, as plain data. So a test
cell is written like any other, and neither it nor what it expects is ever where the student's code is.
"""

import ast
import functools
import re
from dataclasses import dataclass, replace

from ...checks import verdict
from ..hidden import SEED
from .pupil import Failed, Pupils, SourceFailure, builtin_name
from .sandbox import Limits, SandboxFailure

HIDDEN = re.compile(r"^[ \t]*### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS[ \t]*\n?", re.MULTILINE | re.DOTALL)
LONGEST_WORDS = 300
LARGEST_PICTURE = 200_000
"""Characters of HTML."""


@dataclass(frozen=True)
class Task:
    """All that a judgement depends on.

    source: code cells of the source notebook, each with its role ("answer", "test" or "") and its name.
    submitted: the student's code cells, (text, ""), and where the tests stand between them, ("", name of the test).
    withheld: for a function that is asked for, the names that must not be used, (function, names).
    """

    source: tuple[tuple[str, str, str], ...]
    submitted: tuple[tuple[str, str], ...]
    withheld: tuple[tuple[str, tuple[str, ...]], ...] = ()
    seed: str = "0"
    limits: Limits = Limits()
    protected: bool = True


@dataclass(frozen=True)
class Outcome:
    """What came of a test: whether it passed; if not, a sentence for the student, and check's pictures: (html, alt)."""

    passed: bool
    sentence: str = ""
    pictures: tuple[tuple[str, str], ...] = ()


def judge(task):
    """The Outcome of each test, by its name. Raises SandboxFailure or SourceFailure.

    First all questions are asked where everything is missing that any of them withholds: one process, in which most
    answers are right. Those that are not are asked again with what they withhold themselves. What a student is
    shown comes from a last sitting, with processes that never saw a hidden input.
    """
    tests = functions_by_test(task.source)
    outcomes = sit(strictest(task), tests, hidden=True)
    failed = [test for test in tests if not outcomes[test].passed]
    milder = [test for test in failed if withheld_for(task, tests[test]) != withheld_for(strictest(task), tests[test])]
    outcomes |= sit(task, milder, hidden=True) if milder else {}
    failed = [test for test in failed if not outcomes[test].passed]
    shown = sit(task, failed, hidden=False) if failed else {}
    return outcomes | {name: explained(outcomes[name], shown[name]) for name in failed}


def strictest(task):
    """The task with all names withheld from every question that are withheld from one."""
    functions = [function for functions in functions_by_test(task.source).values() for function in functions]
    names = tuple(sorted({name for _, names in task.withheld for name in names}))
    return replace(task, withheld=tuple((function, names) for function in functions))


def withheld_for(task, functions):
    return {name for function, names in task.withheld if function in functions for name in names}


def functions_by_test(source):
    """The functions that each test asks for: those that the answer cell before it defines."""
    functions, tests = [], {}
    for text, role, name in source:
        if role == "answer":
            functions = functions_in(text)
        elif role == "test":
            tests[name] = functions
    return tests


def explained(outcome, shown):
    """A failed test's outcome with what can be seen of it: pictures, and words about inputs that are not hidden."""
    if not shown.passed:
        return shown
    nothing_to_see = all(alt.startswith("✓ Right") for _, alt in shown.pictures)
    sentence = outcome.sentence + ", for other inputs than those that you see" * nothing_to_see
    return Outcome(False, sentence, shown.pictures)


def sit(task, tests, hidden):
    """Run the source notebook; the Outcomes of these tests, with what is hidden in their cells or without."""
    names, asked, outcomes = {"__name__": "__main__"}, functions_by_test(task.source), {}
    seed = SEED.set(task.seed)
    pupils = Pupils(task.submitted, dict(task.withheld), task.limits, task.protected)
    try:
        for source, role, name in task.source:
            if role != "test":
                run_own(source, name, names)
            elif name in tests:
                outcomes[name] = run_test(source, name, names, asked[name], pupils, hidden)
            if role == "answer":
                names |= {function: stand_in(names[function], pupils) for function in functions_in(source)}
    finally:
        pupils.close()
        SEED.reset(seed)
    return outcomes


def run_own(source, name, names):
    """Run a cell of the teacher's that is no test; no sliders are made, and no student's function is asked."""
    try:
        exec(compiled(source), names)
    except Failed:
        pass
    except Exception as error:
        raise SourceFailure(f"cell {name} of the source notebook: {type(error).__name__}: {error}") from error
    if "explore" in names:
        names["explore"] = lambda picture, **settings: None


def run_test(source, name, names, asked, pupils, hidden):
    """The Outcome of a test cell that asks for these functions. Only what is not hidden is shown."""
    pictures = []
    names["check"] = lambda function: None if hidden else pictures.append(verdict(function))
    try:
        with pupils.asked(asked, name):
            exec(compiled(source if hidden else HIDDEN.sub("", source)), names)
        reason = ""
    except (SandboxFailure, SourceFailure):
        raise
    except Failed as failed:
        reason = str(failed)
    except Exception as error:
        reason = reason_of(error) + ("" if hidden else in_words(error))
    shown = tuple((picture.html, picture.alt) for picture in pictures if len(picture.html) <= LARGEST_PICTURE)
    return Outcome(not reason, reason and f"{' and '.join(asked)} {reason}", shown)


def reason_of(error):
    """Why a test failed that raised this error, in words that tell nothing of the inputs."""
    if not getattr(error, "from_student", False):
        return "gives a wrong result"
    if isinstance(error, NotImplementedError):
        return "is not done yet"
    return f"stops with {builtin_name(type(error).__name__)}"


def in_words(error):
    words = " ".join(str(error).split())[:LONGEST_WORDS]
    return words and f": {words}"


@functools.cache
def compiled(source):
    return compile(source, "cell", "exec", dont_inherit=True)


def functions_in(source):
    """Names of the functions that a cell defines."""
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]


def stand_in(function, pupils):
    """A function with the name and arguments of this one, which the student's function answers."""

    @functools.wraps(function)
    def ask(*args, **named):
        return pupils.call(function.__name__, args, named)

    return ask
