"""The course's own code earns nothing: all that a student's process can import is tried as an answer to every question.

Each copy of the course is opened in a process of its own, as the student's is. Whatever can be called there, public or
private, is called with the inputs of a question, in any order, and with the words that it may want besides. What comes
back is looked through: the value, its fields and properties, its items, and the numbers in its text.
"""

import base64
import json
import pickle
import subprocess
import sys

import pytest
from course import ROOT

from tconv_lib.recorded import questions
from tconv_lib.teach.grader.asking import SourceFailure
from tconv_lib.teach.grader.stripped import course_with
from tconv_lib.teach.questions import load_questions

QUESTIONS = [
    question for path in sorted((ROOT / "solutions").glob("*/questions.py")) for question in load_questions(path.parent)
]
COPIES = {frozenset(question.allowed): None for question in QUESTIONS}

TRY = """
import base64, importlib, inspect, itertools, json, pickle, pkgutil, re, sys, types
folder, asked = sys.argv[1], pickle.loads(base64.b64decode(sys.stdin.read()))
sys.path.insert(0, folder)
import tconv_lib
from tconv_lib.answers import plain, same

own = ["tconv_lib.answers", "tconv_lib.teach"]  # of the child: nothing of the course is there
modules = [m.name for m in pkgutil.walk_packages(tconv_lib.__path__, "tconv_lib.") if not m.name.startswith(tuple(own))]
things = {}
for module in ["tconv_lib", *modules]:
    for name, thing in vars(importlib.import_module(module)).items():
        if callable(thing) and (getattr(thing, "__module__", None) or "").startswith("tconv_lib"):
            things[thing.__module__, name] = thing
            for part, method in vars(thing).items() if inspect.isclass(thing) else ():
                if isinstance(method, types.FunctionType):
                    things[thing.__module__, f"{name}.{part}"] = method

def adapted(inputs):
    for order in itertools.permutations(inputs) if len(inputs) < 5 else [inputs, inputs[::-1]]:
        for more in [], ["SAME"], ["VALID"], [1]:
            yield [*order, *more]
            yield [*order[:-1], *more]
    yield [inputs]

def found(value):
    yield value
    yield getattr(value, "html", None) and [int(n) for n in re.findall(r"-?\\d+", value.html)]
    for name in dir(value) if type(value).__module__.startswith("tconv_lib") else ():
        if not name.startswith("_"):
            yield part_of(value, name)
    if isinstance(value, tuple):
        yield from (value[:1], value[-1:], value[::-1], *value)

def part_of(value, name):
    try:
        return plain(getattr(value, name))
    except Exception:
        return None

def answers(thing, inputs):
    values = []
    for arguments in adapted(inputs):
        try:
            value = thing(*arguments)
            values.append([v.tolist() if hasattr(v, "tolist") else v for v in found(value)])
        except Exception:
            values.append([])
    return values

def is_answer(value, expected):
    try:
        return same(plain(value), plain(expected))
    except TypeError:
        return False

right = []
for question, cases in asked.items():
    (telling, wanted), *others = sorted(cases, key=lambda case: -len(repr(case[1])))
    for name, thing in things.items():
        tried = [answers(thing, telling)]
        if not any(is_answer(value, wanted) for values in tried[0] for value in values):
            continue
        tried += [answers(thing, inputs) for inputs, _ in others]
        for ways in zip(*tried):
            for places in zip(*ways):
                if all(map(is_answer, places, [wanted, *(expected for _, expected in others)])):
                    right.append([question, ".".join(name)])
print(json.dumps([len(things), right]))
"""


def found(allowed, names):
    """How many things a process can call that is allowed so much, and which of them answer one of these questions."""
    asked = {name: [(case.inputs, case.expected) for case in questions()[name].cases] for name in names}
    said = subprocess.run(
        [sys.executable, "-c", TRY, course_with(allowed)],
        input=base64.b64encode(pickle.dumps(asked)).decode(),
        capture_output=True,
        text=True,
    )
    assert not said.returncode, said.stderr
    return json.loads(said.stdout)


@pytest.mark.parametrize("allowed", COPIES, ids=range(len(COPIES)))
def test_nothing_of_the_course_is_an_answer(allowed):
    things, right = found(allowed, [each.__name__ for each in QUESTIONS if frozenset(each.allowed) == allowed])
    assert right == [] and bool(things) == bool(allowed)


def test_an_answer_would_be_found():
    _, right = found(frozenset({"legal_output_sizes"}), ["dilated_sizes"])
    assert ["dilated_sizes", "tconv_lib.shapes.Axis"] in right


def test_only_what_is_needed_is_there():
    wide = course_with(frozenset({"conv2d_transpose"}))
    names = {path.name for path in (course_with(frozenset({"slide"})) / "tconv_lib").glob("*.py")}
    assert "ops.py" in names and not names & {"figures.py", "pictures.py", "explore.py", "checks.py", "fast.py"}
    assert "zero_padding" not in (course_with(frozenset({"slide"})) / "tconv_lib" / "ops.py").read_text()
    assert "zero_padding" in (wide / "tconv_lib" / "shapes.py").read_text()


@pytest.mark.parametrize("name", ["no_such_function", "pictures.no_such_picture", "__version__"])
def test_a_name_that_is_not_the_courses_is_refused(name):
    with pytest.raises(SourceFailure, match=name):
        course_with(frozenset({name}))
