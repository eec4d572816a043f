"""The problem sets: exercises come from solutions and give nothing away; check() and the points are right."""

import ast
import filecmp
import gzip
import inspect
import re
import shutil
import subprocess
import textwrap
from functools import cache

import nbformat
import numpy as np
import pytest
from classroom import PROTECTION
from course import NOTEBOOKS, ROOT, SOLUTIONS, answered_rightly, read

from tconv_lib.checks import verdict
from tconv_lib.recorded import QUESTIONS_FILE
from tconv_lib.recorded import questions as recorded
from tconv_lib.teach import exercises, questions
from tconv_lib.teach.choices import CHOICE
from tconv_lib.teach.grader.judge import Task, judge
from tconv_lib.teach.grader.nbgrader_steps import allowed_names, source_cells, submitted_cells
from tconv_lib.teach.nearly_right import hidden_calls

QUESTIONS = [(path, question) for path in SOLUTIONS for question in questions.load_questions(path.parent)]
WRONG = [(path, question, wrong) for path, question in QUESTIONS for wrong in questions.wrong_answers(question)]

# Answers that get every number right with one call of a finished operation.
READY_MADE = {
    "insert_zeros_chw": """
def insert_zeros_chw(x, strides):
    from tconv_lib import insert_zeros

    return np.stack([insert_zeros(plane, strides) for plane in x])
""",
    "full_result": """
from tconv_lib import conv1d_transpose

def full_result(x, kernel, stride):
    return conv1d_transpose(x, kernel, (len(x) - 1) * stride + len(kernel), stride, "VALID")
""",
    "way_down": """
def way_down(size, strides):
    sizes = [size]
    for stride in strides:
        sizes.append(conv_output_size(sizes[-1], 1, stride, "SAME"))
    return sizes
""",
    "may_ask": """
def may_ask(output_shape, input_shape, kernel_shape, strides, padding):
    import tconv_lib

    axes = zip(output_shape, input_shape, kernel_shape, strides)
    return all(H in tconv_lib.legal_output_sizes(*axis, padding) for H, *axis in axes)
""",
    "dilated": """
from tconv_lib import conv1d_transpose as ready

def dilated(x, kernel, stride, dilation):
    length = (len(x) - 1) * stride + (len(kernel) - 1) * dilation + 1
    return ready(x, kernel, length, stride, "VALID", dilations=dilation)
""",
    "channels_first": """
import tconv_lib

def ready(x, weight, shape, stride):
    return getattr(tconv_lib, "conv2d_transpose")(x, weight, shape, stride, "VALID", "NCHW")

def channels_first(x, weight, stride):
    (h, w), (kh, kw) = x.shape[1:], weight.shape[2:]
    shape = (h - 1) * stride + kh, (w - 1) * stride + kw
    return ready(x[None], weight.transpose(2, 3, 1, 0), shape, stride)[0]
""",
    "decoder_layer": """
def decoder_layer(x, weights, strides, sizes):
    from tconv_lib import ops

    filters = weights.transpose(2, 3, 1, 0)
    return ops.conv2d_transpose(x[None], filters, sizes, strides, data_format="NCHW")[0]
""",
}

COURSE = "ps1_stride", "ps2_shapes", "ps3_padding", "ps4_operation", "ps5_capstone", "ps6_layers"
"""The course's own sets, which belong to its pages; a teacher's own set need not."""

each_course_set = pytest.mark.parametrize(
    "path", [path for path in SOLUTIONS if path.parent.name in COURSE], ids=lambda path: path.parent.name
)
each_set = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.parent.name)
each_question = pytest.mark.parametrize("path, question", QUESTIONS, ids=lambda value: getattr(value, "__name__", ""))
each_wrong_answer = pytest.mark.parametrize(
    "path, question, wrong", WRONG, ids=lambda value: getattr(value, "__name__", "")
)


@pytest.fixture(autouse=True)
def in_the_repository(monkeypatch):
    monkeypatch.chdir(ROOT)


def exercise_of(path):
    return ROOT / "exercises" / path.parent.name / path.name


def graded(cell):
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def as_submission(wrong, question):
    """The wrong answer's code, under the name that the question asks for."""
    return re.sub(rf"\b{wrong.__name__}\b", question.__name__, textwrap.dedent(inspect.getsource(wrong)), count=1)


# exercises/ is made from solutions/


def test_exercises_are_the_solutions_released(tmp_path):
    exercises.release([path.parent.name for path in SOLUTIONS], tmp_path)
    for path in SOLUTIONS:
        released = tmp_path / path.parent.name / path.name
        assert filecmp.cmp(released, exercise_of(path), shallow=False), "run: make exercises"


@each_set
def test_nothing_else_is_released(path):
    assert [file.name for file in exercise_of(path).parent.glob("[!.]*")] == [path.name]


def test_recorded_questions_are_those_of_the_solutions():
    recording = questions.as_json(questions.record(ROOT / "solutions"))
    assert gzip.decompress(QUESTIONS_FILE.read_bytes()) == recording, "run: make questions"


@each_set
def test_nothing_is_given_away(path):
    text = exercise_of(path).read_text(encoding="utf-8")
    for cell in read(path).cells:
        for secret in secret_lines(cell):
            assert secret not in text, (cell.id, secret)
    for word in ("BEGIN", "HIDDEN", "MARK SCHEME", "hidden_inputs", "questions.py"):
        assert word not in text
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in read(exercise_of(path)).cells)


def secret_lines(cell):
    """Lines of answers and hidden tests, as they would stand in a notebook's file."""
    kinds = cell.metadata.get("nbgrader", {})
    if kinds.get("solution") and (cell.cell_type == "markdown" or CHOICE.fullmatch(cell.source)):
        regions = [cell.source]
    else:
        regions = re.findall(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END", cell.source, re.S)
    lines = [line.strip() for region in regions for line in region.splitlines()]
    return [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines if len(line) > 12]


@each_course_set
def test_a_page_and_its_set_lead_to_each_other(path):
    prose = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    pages = set(re.findall(r"\]\((\.\./\.\./notebooks/[^)]+)\)", prose))
    assert pages and all((path.parent / page).exists() for page in pages)
    link = f"](../exercises/{path.parent.name}/{path.name})"
    assert any(link in page.read_text(encoding="utf-8") for page in NOTEBOOKS)


@each_course_set
def test_frame_of_a_set(path):
    cells = read(path).cells
    tests = [cell for cell in cells if cell.cell_type == "code" and graded(cell)]
    essays = [cell for cell in cells if cell.cell_type == "markdown" and graded(cell)]
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert 5 <= len(tests) + len(essays) <= 8 and essays
    assert len(tests) == len(questions.load_questions(path.parent))
    assert "**Predict" in prose and "explore(" in "".join(cell.source for cell in cells)
    assert prose.count("<summary>Hint</summary>") >= len(tests) - 1


# what every question must have


@each_set
def test_every_question_has_what_it_must(path):
    assert [*questions.faults(path.parent)] == []


@pytest.mark.parametrize(
    "in_notebook, in_questions, said",
    [
        ({'"id": "places"': '"id": "cell-7"'}, {}, "places: there is no answer cell with this id"),
        ({'"id": "test_places"': '"id": "cell-7"'}, {}, "places: there is no test cell with the id test_places"),
        ({"check(places)": "check(stride_of)"}, {}, r"its test cell must hold check\(places\)"),
        ({}, {"class places": "class spots"}, "questions.py has no class places"),
        ({}, {"(1, 1), (1, 3), (2, 1), (2, 2), (3, 2), ": ""}, "places: questions.py must have at least 5 inputs"),
        ({}, {"def one_too_many": "@staticmethod\n    def one_too_many"}, "places: .* at least 4 wrong answers"),
        ({}, {"(1, 1), (1, 3), (2, 1)": "(1, 1), (1), (2, 1)"}, r"places: inputs are a tuple .* \(5,\) .*; 1 is none"),
        ({}, {'ALLOWED = ("slide",)': 'ALLOWED = ("slid",)'}, "places: questions.py allows 'slid', which is no"),
        ({'"grade_id": "test_places"': '"grade_id": "q2"'}, {}, "grade_id q2 must have it as its id, not test_places"),
        ({"BEGIN MARK SCHEME": "MARKS"}, {}, "the text bug_report must have a mark scheme"),
    ],
)
def test_what_is_missing_is_said(in_notebook, in_questions, said, tmp_path):
    for file, changes in {"stride.ipynb": in_notebook, "questions.py": in_questions}.items():
        text = (ROOT / "solutions/ps1_stride" / file).read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / file).write_text(text, encoding="utf-8")
    assert re.search(said, "\n".join(questions.faults(tmp_path)))


def test_a_cell_that_was_written_in_lab_gets_its_grade_id_as_id(tmp_path):
    """In Lab one can write a cell's metadata, but not its id."""
    notebook = read(ROOT / "solutions/ps1_stride/stride.ipynb")
    wanted = [cell.id for cell in notebook.cells]
    for cell in notebook.cells:
        cell.id = f"lab-{cell.id}" if cell.id in ("places", "test_places") else cell.id
    notebook.cells.append(nbformat.from_dict(notebook.cells[wanted.index("places")] | {"id": "a-copy"}))
    path = tmp_path / "stride.ipynb"
    nbformat.write(notebook, path)
    shutil.copy(ROOT / "solutions/ps1_stride/questions.py", tmp_path)
    questions.give_ids(path)
    assert [cell.id for cell in read(path).cells] == [*wanted, "a-copy"]
    (said,) = questions.faults(tmp_path)
    assert said.endswith("the cell with the grade_id places must have it as its id, not a-copy; another cell has both")
    before = path.stat().st_mtime_ns
    questions.give_ids(path)
    assert path.stat().st_mtime_ns == before


def test_what_cannot_be_compared_is_not_recorded():
    class places:
        inputs = [(1, 1)]
        allowed = ()

        def wrong(size, stride):
            """none"""

    with pytest.raises(TypeError, match="wrong returns what cannot be compared: .* nothing"):
        questions.record_question(places, lambda size, stride: [0])
    with pytest.raises(TypeError, match="<lambda> returns what cannot be compared: .* {1: 1}"):
        questions.record_question(places, lambda size, stride: {size: stride})


# check()


@each_question
def test_right_answer_is_right(path, question):
    answer = questions.right_answers(path.parent)[question.__name__]
    assert verdict(answer).alt.startswith("✓ Right: ")


@each_set
def test_check_and_hidden_tests_ask_with_the_same_kinds_of_values(path):
    """Otherwise an answer that adds a list to `strides` is right for check, and fails with a hidden test's tuple."""
    hidden = hidden_calls(source_cells(read(path)), seed="0")
    for question in questions.load_questions(path.parent):
        asked = {tuple(map(kind, case.inputs)) for case in recorded()[question.__name__].cases}
        assert asked == {tuple(map(kind, inputs)) for inputs, _ in hidden[question.__name__]}, question.__name__


def kind(value):
    if isinstance(value, np.ndarray):
        return value.ndim, value.dtype
    return type(value), *sorted({type(item).__name__ for item in value} if isinstance(value, (list, tuple)) else ())


@each_course_set
def test_check_reaches_as_far_as_the_hidden_tests(path):
    """Otherwise an answer that tries one number after the other, and stops too early, is right for check alone."""
    hidden = hidden_calls(source_cells(read(path)), seed="0")
    for question in questions.load_questions(path.parent):
        cases = [(case.inputs, case.expected) for case in recorded()[question.__name__].cases]
        inputs, right = cases[0]
        if not isinstance(right, str) and not any(isinstance(value, np.ndarray) for value in inputs):
            assert farthest(cases) >= farthest(hidden[question.__name__]), question.__name__


@each_course_set
def test_check_asks_for_all_that_the_hidden_tests_do(path):
    """Otherwise an answer that finds a place by its number, or in which -(kernel - 1) is 0, is right for check."""
    hidden = hidden_calls(source_cells(read(path)), seed="0")
    for question in questions.load_questions(path.parent):
        asked = {trait for case in recorded()[question.__name__].cases for trait in traits(case.inputs)}
        wanted = {trait for inputs, _ in hidden[question.__name__] for trait in traits(inputs)}
        assert wanted <= asked, question.__name__


def traits(inputs):
    """What an answer may not have thought of, of each input."""
    for place, value in enumerate(inputs):
        if isinstance(value, np.ndarray):
            yield from ((place, f"axis {axis} of 1", size == 1) for axis, size in enumerate(value.shape))
            yield from ((place, "equal numbers") for _ in range(len(np.unique(value)) < value.size))
            yield from ((place, "sign", int(sign)) for sign in np.unique(np.sign(value)))
        elif isinstance(value, int):
            yield place, "number", max(min(value, 2), -1)


def farthest(cases):
    """The largest number that is right for one of these cases."""
    return max(np.abs(np.asarray(right, int)).max(initial=0) for _, right in cases)


@each_wrong_answer
def test_wrong_answer_is_shown_why(path, question, wrong):
    shown = verdict(handed_in(path, question, wrong))
    assert shown.alt.startswith("Not yet. ")
    if inspect.getdoc(wrong):
        assert f"This looks like a classic: {inspect.getdoc(wrong)}." in shown.alt


@each_set
def test_unanswered_is_not_done_yet(path):
    names = {}
    for cell in read(exercise_of(path)).cells:
        if cell.cell_type == "code" and not graded(cell):
            exec(cell.source, names)
    for question in questions.load_questions(path.parent):
        assert verdict(names[question.__name__]).alt.startswith("Not done yet: ")


# points, without nbgrader


@each_set
def test_right_answers_pass_all_hidden_tests(path):
    for test in filter(graded, code_cells(path)):
        exec(hidden_tests(test), dict(right_names(path)))


@pytest.mark.parametrize("seed", [0, 1, 2])
@each_wrong_answer
def test_wrong_answer_loses_its_points_with_any_seed(path, question, wrong, seed, monkeypatch):
    monkeypatch.setenv("TCONV_SEED", str(seed))
    (test,) = (cell for cell in code_cells(path) if cell.id == f"test_{question.__name__}")
    with pytest.raises(Exception):
        exec(hidden_tests(test), answered(path, as_submission(wrong, question)))


@each_set
def test_wrong_answer_loses_no_other_points(path):
    """What an answer's cell makes is used by its own test alone."""
    cells = {cell.id: ast.parse(cell.source) for cell in code_cells(path)}
    for answer in (cell.id for cell in code_cells(path) if cell.metadata.get("nbgrader", {}).get("solution")):
        made = {name for statement in cells[answer].body for name in made_by(statement)}
        elsewhere = [tree for name, tree in cells.items() if name not in (answer, f"test_{answer}")]
        used = {node.id for tree in elsewhere for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert made and not made & used


def made_by(statement):
    """The names that a statement gives to something."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [(name.asname or name.name).split(".")[0] for name in statement.names]
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return [statement.name]
    return [node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


@cache
def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


@cache
def right_names(path):
    """What the solution defines, but for its tests."""
    return questions.right_answers(path.parent)


@pytest.mark.parametrize("name", READY_MADE)
def test_ready_made_answer_loses_its_points_and_no_others(name):
    ((path, question),) = [(path, question) for path, question in QUESTIONS if question.__name__ == name]
    assert verdict(answered(path, READY_MADE[name])[name]).alt.startswith("✓ Right")  # its numbers are
    assert judged(path, READY_MADE[name], name) == [f"test_{name}"]


def judged(path, source, name):
    """The tests that fail, as they are graded, when the answer to one question is replaced by `source`."""
    notebook = answered_rightly(exercise_of(path), path)
    next(cell for cell in notebook.cells if cell.id == name).source = source
    cells, allowed = submitted_cells(notebook), allowed_names(path.parent)
    task = Task(source_cells(read(path)), cells, allowed, protected=PROTECTION.holds)
    return [test for test, result in judge(task).results.items() if not result.passed]


def hidden_tests(cell):
    return re.search(r"### BEGIN HIDDEN TESTS\n(.*)### END", cell.source, re.S)[1]


def handed_in(path, question, wrong):
    """The wrong answer as a function of the notebook."""
    return answered(path, as_submission(wrong, question))[question.__name__]


def answered(path, source):
    """The names of the notebook, with `source` run last."""
    names = dict(right_names(path))
    exec(source, names)
    return names


@pytest.mark.parametrize("targets", [("notebooks", "exercises"), ("exercises", "notebooks")], ids=" ".join)
def test_one_pass_of_make_changes_a_question_in_whichever_order(targets):
    """Solutions are run, and exercises made, after what check() compares with is recorded, and in their final form."""
    make = ["make", "--dry-run", "--always-make", *targets]
    said = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    steps = ["ruff format", "tconv_lib.teach.questions"]
    for last in ("tconv_lib.teach.notebooks", "tconv_lib.teach.exercises"):
        places = [said.index(step) for step in [*steps, last]]
        assert places == sorted(places)
