"""Change one thing in every right answer: do check() and the hidden tests notice? make nearly-right

Of some questions only: make nearly-right ARGS="full_result places". Every answer that is nearly right is printed with
what check() says to it, so that one can read whether that is true. What no input can tell from a right answer stands
in questions.py under `equivalent`, with the reason. Whatever else passes needs another input there, or a better
hidden test.
"""

import copy
import inspect
import re
import sys
import textwrap
import warnings
from dataclasses import dataclass

import nbformat

from ..answers import attempt
from ..checks import verdict
from .grader.asking import asked
from .grader.nbgrader_steps import source_cells
from .grader.wire import unpacked
from .one_change import one_change
from .questions import SOLUTIONS, load_questions, problem_sets, right_answers, rights, solution_of

SEEDS = "1", "2"


@dataclass(frozen=True)
class NearlyRight:
    """A right answer with one thing changed. passes: what does not notice it: "check", or "hidden tests, seed 1"."""

    question: type
    change: str
    function: object
    passes: tuple[str, ...]


def main(names):
    there = [question.__name__ for name in problem_sets(SOLUTIONS) for question in load_questions(SOLUTIONS / name)]
    if unknown := {*names} - {*there}:
        sys.exit(f"there is no question {', '.join(sorted(unknown))}; there are {', '.join(there)}")
    found = [answer for name in problem_sets(SOLUTIONS) for answer in nearly_right(SOLUTIONS / name, names)]
    for answer in found:
        print(f"{answer.question.__name__}: {answer.change}\n    {verdict(answer.function).alt}")
    unnoticed = faults(found)
    print(f"{len(found)} answers that are nearly right", *unnoticed, sep="\n")
    sys.exit(bool(unnoticed))


def faults(found):
    """What passes and should not, and what is said to be equivalent and is not, in sentences."""
    said = []
    for question in dict.fromkeys(answer.question for answer in found):
        name = question.__name__
        passes = {answer.change: answer.passes for answer in found if answer.question is question}
        equivalent = {change for changes in getattr(question, "equivalent", {}).values() for change in changes}
        said += [
            f"{name}: {change} passes {', '.join(passes[change])}"
            for change in passes
            if passes[change] and change not in equivalent
        ]
        said += [
            f"{name}: {change} is not equivalent" for change in equivalent if len(passes.get(change, ())) <= len(SEEDS)
        ]
    return said


def nearly_right(folder, wanted=()):
    """Every NearlyRight answer to the questions of a set, or to those that are wanted."""
    path = solution_of(folder)
    notebook = nbformat.read(path, as_version=4)
    cells = {cell.id: cell.source for cell in notebook.cells}
    hidden = {seed: hidden_calls(source_cells(notebook), seed) for seed in SEEDS}
    names = right_answers(folder)
    for question in load_questions(folder):
        name = question.__name__
        if wanted and name not in wanted:
            continue
        tries = {"check": [(inputs, names[name](*copy.deepcopy(inputs))) for inputs in question.inputs]}
        tries |= {f"hidden tests, seed {seed}": hidden[seed][name] for seed in SEEDS}
        sources = {"": cells[name]} | {f"{right.__name__}: ": source_as(right, name) for right in rights(question)}
        for way, source in sources.items():
            for change, code in one_change(source, alike(names[name], question)):
                answer = defined(code, names, name)
                passes = tuple(who for who, calls in tries.items() if is_right(answer, calls))
                yield NearlyRight(question, way + change, answer, passes)


def hidden_calls(source, seed):
    """How the hidden tests call each function, (inputs, what is right), by its name."""
    calls = {}
    for question in asked(source, seed):
        for call in question.hidden:
            inputs, _ = unpacked(call.arguments)
            calls.setdefault(call.function, []).append((inputs, call.right.value))
    return calls


def is_right(answer, calls):
    with warnings.catch_warnings(action="ignore"):
        return all(attempt(answer, copy.deepcopy(inputs)).equals(right) for inputs, right in calls)


def defined(code, names, name):
    """The function of that name which the code defines among other names."""
    names = dict(names)
    exec(code, names)
    return names[name]


def alike(answer, question):
    """Sets of the answer's arguments that are of one kind, and so may be taken for each other."""
    kinds = {}
    for name, value in zip(inspect.signature(answer).parameters, question.inputs[0]):
        kinds.setdefault(type(value), set()).add(name)
    return [*kinds.values()]


def source_as(function, name):
    """A function's code, under another name."""
    return re.sub(rf"\b{function.__name__}\b", name, textwrap.dedent(inspect.getsource(function)), count=1)


if __name__ == "__main__":
    main(sys.argv[1:])
