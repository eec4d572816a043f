"""Record what check() compares with: python -m tconv_lib.teach.questions

Beside each solution notebook lies questions.py: for every question a class of its name
with the inputs that check() tries, and plausible wrong answers as functions. A wrong
answer with a docstring is a classic mistake, and the docstring is what check() calls it.
Functions called right_… are right in other ways than the solution; see nearly_right.py.
"""

import copy
import gzip
import importlib.util
import inspect
import json
from pathlib import Path

import nbformat
import numpy as np

from ..answers import plain
from ..recorded import QUESTIONS_FILE
from .choices import CHOICE, mistakes
from .grader.asking import SourceFailure
from .grader.stripped import home

SOLUTIONS = Path("solutions")
ENOUGH_INPUTS, ENOUGH_WRONG = 5, 4


def main():
    for name in problem_sets(SOLUTIONS):
        give_ids(solution_of(SOLUTIONS / name))
    if found := [fault for name in problem_sets(SOLUTIONS) for fault in faults(SOLUTIONS / name)]:
        raise SystemExit("\n".join(found))
    QUESTIONS_FILE.write_bytes(gzip.compress(as_json(record(SOLUTIONS)), mtime=0))
    print(f"{QUESTIONS_FILE.name}: {QUESTIONS_FILE.stat().st_size:,} bytes")


def problem_sets(solutions):
    """Names of the folders that hold a problem set, in order."""
    return sorted({path.parent.name for path in solutions.glob("*/[!.]*.ipynb")})


def solution_of(folder):
    """The notebook of a problem set. What somebody copied or tried beside it has a longer name, or no question."""
    paths = sorted(folder.glob("[!.]*.ipynb"))
    return min(paths, key=lambda path: (b'"grade": true' not in path.read_bytes(), len(path.name)))


def give_ids(path):
    """Let the id of a graded cell be its grade_id: that can be written in Lab, and an id cannot."""
    notebook = nbformat.read(path, as_version=4)
    before = {cell.id for cell in notebook.cells}
    taken = {*before}
    for cell in notebook.cells:
        wanted = cell.metadata.get("nbgrader", {}).get("grade_id", cell.id)
        if wanted not in taken:
            cell.id = wanted
            taken.add(wanted)
    if taken != before:
        nbformat.write(notebook, path)


def faults(folder):
    """What a problem set lacks of what README.md says that every question must have, in sentences."""
    cells = {cell.id: cell for cell in nbformat.read(solution_of(folder), as_version=4).cells}
    marks = {name: cell.metadata["nbgrader"] for name, cell in cells.items() if "nbgrader" in cell.metadata}
    questions = {question.__name__: question for question in load_questions(folder)}
    for name, question in questions.items():
        yield from (f"{folder}, {name}: {fault}" for fault in faults_of_question(name, question, cells, marks))
    for name in marks:
        yield from faults_of_cell(folder, name, questions, cells, marks)


def faults_of_question(name, question, cells, marks):
    """What a class of questions.py lacks, in itself and in the notebook."""
    if not marks.get(name, {}).get("solution"):
        yield "there is no answer cell with this id"
    test = cells.get(f"test_{name}")
    if not marks.get(f"test_{name}", {}).get("grade"):
        yield f"there is no test cell with the id test_{name}"
    elif f"check({name})" not in test.source or "### BEGIN HIDDEN TESTS" not in test.source:
        yield f"its test cell must hold check({name}) and hidden tests"
    inputs = getattr(question, "inputs", ())
    if len(inputs) < ENOUGH_INPUTS:
        yield f"questions.py must have at least {ENOUGH_INPUTS} inputs for it"
    for each in inputs:
        if not isinstance(each, tuple):
            yield f"inputs are a tuple for each try, such as (5,) for one; {each!r} is none"
    for allowed in question.allowed:
        try:
            home(allowed)
        except SourceFailure as error:
            yield str(error)
    if len(wrong_answers(question)) < ENOUGH_WRONG:
        yield f"questions.py must have at least {ENOUGH_WRONG} wrong answers to it"


def faults_of_cell(folder, name, questions, cells, marks):
    """What a cell lacks that nbgrader knows."""
    cell, mark = cells[name], marks[name]
    if mark["grade_id"] != name:
        more = "; another cell has both" if mark["grade_id"] in cells else ""
        yield f"{folder}: the cell with the grade_id {mark['grade_id']} must have it as its id, not {name}{more}"
        return
    if not mark["grade"]:
        return
    if not mark.get("points"):
        yield f"{folder}: the cell {name} must be worth points"
    answer = name.removeprefix("test_")
    if cell.cell_type == "code" and answer not in questions:
        if not (answer in cells and CHOICE.fullmatch(cells[answer].source)):
            yield f"{folder}: questions.py has no class {answer}"
        elif not mistakes(cell.source, answer, {}):
            yield f"{folder}, {answer}: its test cell must say of each wrong letter what was mistaken"
    if cell.cell_type == "markdown" and "=== BEGIN MARK SCHEME ===" not in cell.source:
        yield f"{folder}: the text {name} must have a mark scheme"


def record(solutions):
    """What check() needs to know of every question of every set, by the name of its function."""
    recording = {}
    for name in problem_sets(solutions):
        answers = right_answers(solutions / name)
        for question in load_questions(solutions / name):
            if question.__name__ in recording:
                raise ValueError(f"two questions ask for a function called {question.__name__}")
            recording[question.__name__] = record_question(question, answers[question.__name__])
    return recording


def record_question(question, answer):
    """Inputs, right values and the classic mistakes' values, as plain data. TypeError if a value cannot be compared."""
    tries = sorted(question.inputs, key=extent)
    mistakes = {inspect.getdoc(wrong): wrong for wrong in wrong_answers(question) if inspect.getdoc(wrong)}
    return {
        "cases": [
            {"inputs": [*map(_kept, inputs)], "expected": value} for inputs, value in zip(tries, results(answer, tries))
        ],
        "mistakes": {mistake: results(wrong, tries) for mistake, wrong in mistakes.items()},
        "allowed": [name.split(".")[-1] for name in question.allowed],
    }


def results(function, tries):
    """What it returns for each try. It may change its inputs: it gets copies. TypeError for what cannot be compared."""
    values = [function(*copy.deepcopy(inputs)) for inputs in tries]
    for value in values:
        try:
            plain(value)
        except TypeError as error:
            raise TypeError(f"{function.__name__} returns what cannot be compared: {error}") from None
    return values


def extent(inputs):
    """How large inputs look to a reader: first how many numbers there are, then how large they are."""
    numbers = [np.abs(np.asarray(x)) for x in inputs if not isinstance(x, str)]
    return sum(x.size for x in numbers), sum(int(x.sum()) for x in numbers)


def load_questions(folder):
    """The classes of folder/questions.py, in order; `allowed` is what a class says, or else what is ALLOWED there."""
    path = folder / "questions.py"
    if not path.exists():  # all are questions of choice
        return []
    module = module_at(path)
    questions = [item for item in vars(module).values() if inspect.isclass(item) and item.__module__ == module.__name__]
    for question in questions:
        question.allowed = tuple(getattr(question, "allowed", getattr(module, "ALLOWED", ())))
    return questions


def module_at(path):
    """The module in a file that is not in a package."""
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wrong_answers(question):
    """The wrong answers to a question: the functions of its class that are not right."""
    return [function for function in functions(question) if function not in rights(question)]


def rights(question):
    """Right answers to a question in other ways than the solution's: the functions called right_…"""
    return [function for function in functions(question) if function.__name__.startswith("right_")]


def functions(question):
    return [function for function in vars(question).values() if inspect.isfunction(function)]


def right_answers(folder):
    """The names that a solution notebook defines outside its tests."""
    names = {}
    for cell in nbformat.read(solution_of(folder), as_version=4).cells:
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("grade"):
            exec(cell.source, names)
    return names


def as_json(recording):
    """The recording as bytes, the same ones for the same recording."""
    return json.dumps(recording, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def _kept(input):
    """An input that JSON keeps: it makes a list of a tuple, and code that takes the one may fail with the other."""
    return {"tuple": input} if isinstance(input, tuple) else input


def _plain(value):
    if isinstance(value, np.ndarray):
        return {"array": value.tolist()}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, range):
        return list(value)
    raise TypeError(f"a question or an answer holds a {type(value).__name__}: {value!r}")


if __name__ == "__main__":
    main()
