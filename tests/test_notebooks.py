"""The pages themselves: their frame, their links, and that a doctored page makes the run fail.

That every output is what the code gives today is nbval's work, and that every file is in
normal form is checked by conftest.py; both run on notebooks/ whenever pytest does.
"""

import ast
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO

import nbformat
import pytest
from course import EXERCISES, NOTEBOOKS, ROOT, read
from IPython.core.formatters import DisplayFormatter

from tconv_lib.predictions import questions
from tconv_lib.saving import WIDGET_VIEW, keep_pictures
from tconv_lib.teach.notebooks import METADATA, normal_form

pages = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def prose(path):
    return "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def questions_in(path):
    return [question for cell in read(path).cells if cell.cell_type == "code" for question in questions(cell.source)]


@pages
def test_frame_of_the_page(path):
    text = prose(path)
    assert len(re.findall(r"(?m)^# ", text)) == 1
    assert "**Predict" in text or len([*questions_in(path)]) > 4
    for part in ("You'll do:", "You'll learn:", "You need:", "## What you now know", "## Check yourself"):
        assert part in text, part


@pytest.mark.parametrize("path", [*NOTEBOOKS, *EXERCISES], ids=lambda path: path.stem)
def test_headings_leave_no_level_out(path):
    levels = [len(marks) for marks in re.findall(r"(?m)^(#+) ", re.sub(r"(?s)```.*?```", "", prose(path)))]
    assert levels[0] == 1 and 1 not in levels[1:]
    assert all(next <= level + 1 for level, next in zip(levels, levels[1:])), levels


@pytest.mark.parametrize("path", [*NOTEBOOKS, *EXERCISES], ids=lambda path: path.stem)
def test_no_sentence_is_said_twice_in_a_text(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            sentences = [sentence.strip() for sentence in re.split(r"(?<=[.:?!])\s+", cell.source)]
            long = [sentence for sentence in sentences if len(sentence) > 15]
            assert len(long) == len({*long}), cell.id


@pages
def test_links_between_pages_lead_somewhere(path):
    for target in re.findall(r"\]\((?!http)([^)#]+)", prose(path)):
        assert (path.parent / target).exists(), target


@pages
def test_code_fits_beside_the_file_browser(path):
    for cell in read(path).cells:
        if cell.cell_type == "code":
            assert max(map(len, cell.source.splitlines())) <= 95, cell.id


@pages
def test_nothing_of_one_machine(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|tmp|Users)/", text)
    assert read(path).metadata == METADATA


@pages
def test_a_cell_shows_the_same_again_when_the_whole_page_has_run(path):
    """As a page says at its top: run all, then read on, cell by cell."""
    names = {}
    cells = {cell.id: cell.source for cell in read(path).cells if cell.cell_type == "code"}
    first = {name: shown_by(source, names) for name, source in cells.items()}
    for name, source in cells.items():
        assert shown_by(source, {**names}) == first[name], name


def shown_by(source, names):
    """What Jupyter shows of a cell."""
    *before, last = ast.parse(source).body
    value = None
    with redirect_stdout(StringIO()) as printed:
        exec(compile(ast.Module(before, []), "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        else:
            exec(compile(ast.Module([last], []), "cell", "exec"), names)
    data, _ = DisplayFormatter().format(value)
    return printed.getvalue(), data.get("text/html", data["text/plain"])


def test_at_most_two_cells_with_ignored_output():
    text = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS).lower()
    assert text.count("nbval_ignore_output") + text.count("nbval_skip") <= 2


# Doctored copies of the first page


def change_digit(notebook):
    output = cell(notebook, "refresher-check").outputs[0]
    output.text = output.text.replace("(3, 3)", "(3, 4)", 1)


def change_picture(notebook):
    data = cell(notebook, "puzzle").outputs[0].data
    data["text/html"] = data["text/html"].replace(">100<", ">101<")


def forget_output(notebook):
    cell(notebook, "refresher-check").outputs = []


def forget_to_run(notebook):
    cell(notebook, "refresher-check").update(outputs=[], execution_count=None)


def run_out_of_order(notebook):
    first, second = cell(notebook, "imports"), cell(notebook, "first-surprise")
    first.execution_count, second.execution_count = second.execution_count, first.execution_count


def keep_widget_state(notebook):
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}


def keep_widget_view(notebook):
    cell(notebook, "puzzle").outputs[0].data[WIDGET_VIEW] = {"model_id": "0", "version_major": 2}


def keep_times(notebook):
    cell(notebook, "puzzle").metadata["execution"] = {"iopub.execute_input": "2020-01-01T00:00:00Z"}


def cell(notebook, id):
    return next(cell for cell in notebook.cells if cell.id == id)


def write_page(folder, doctor):
    """The first page as a doctor leaves it, called by its name."""
    notebook = read(NOTEBOOKS[0])
    doctor(notebook)
    text = nbformat.writes(notebook) + "\n"
    (folder / f"{doctor.__name__}.ipynb").write_text(text, encoding="utf-8", newline="\n")


def pytest_in(folder, *options):
    """[(page, what fails in it)], and how the run ended."""
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", *options, "."]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return re.findall(r"FAILED (.*?)\.ipynb::(.*?)(?: - .*)?\n", run.stdout), run.returncode


@pytest.mark.parametrize(
    "doctor, failures",
    [
        pytest.param(id, [], marks=pytest.mark.long),
        (change_digit, ["Cell 14"]),
        pytest.param(change_picture, ["Cell 2"], marks=pytest.mark.long),
        pytest.param(forget_output, ["Cell 14"], marks=pytest.mark.long),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_page_with_other_outputs_makes_the_run_fail(doctor, failures, tmp_path):
    write_page(tmp_path, doctor)
    assert pytest_in(tmp_path) == ([(doctor.__name__, cell) for cell in failures], bool(failures))


def test_each_page_that_is_not_in_normal_form_makes_the_run_fail(tmp_path):
    doctors = forget_to_run, keep_times, keep_widget_state, keep_widget_view, run_out_of_order
    for doctor in doctors:
        write_page(tmp_path, doctor)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/._page.ipynb").write_bytes(b"\0\5\x16\7")  # which a Mac leaves beside a page, and is none
    failures, status = pytest_in(tmp_path, "-k", "normal")  # seen without running the pages
    assert sorted(failures) == [(doctor.__name__, "is in normal form") for doctor in doctors]
    assert status == pytest.ExitCode.TESTS_FAILED


def test_normal_form_refuses_a_page_that_was_not_run():
    notebook = read(NOTEBOOKS[0])
    forget_to_run(notebook)
    with pytest.raises(ValueError, match="must have been run once each"):
        normal_form(notebook)


def test_a_page_saved_by_a_learner_keeps_its_pictures():
    notebook = read(NOTEBOOKS[0])
    keep_widget_view(notebook)
    model = {"type": "notebook", "content": notebook}
    keep_pictures(path="page.ipynb", model=model, contents_manager=None)
    assert cell(notebook, "puzzle").outputs == cell(read(NOTEBOOKS[0]), "puzzle").outputs


def test_other_widgets_and_files_are_saved_as_they_are():
    notebook = read(NOTEBOOKS[0])
    output = cell(notebook, "puzzle").outputs[0]
    output.data = {WIDGET_VIEW: {"model_id": "0"}, "text/plain": "a widget of the learner's own"}
    keep_pictures(model={"type": "notebook", "content": notebook})
    keep_pictures(model={"type": "file", "content": "text"})
    keep_pictures(model={"type": "notebook", "content": None})
    assert WIDGET_VIEW in output.data
