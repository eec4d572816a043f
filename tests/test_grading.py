"""The teacher's way, end to end, with the real nbgrader: release, collect, grade, read, feedback, table."""

import csv
import os
import subprocess
import sys
import zipfile
from codecs import BOM_UTF8
from pathlib import Path

import nbformat
import pytest
from classroom import PROTECTION, empty_class
from course import ROOT, SOLUTIONS, answered_rightly, read
from nbformat import from_dict, reads
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from tconv_lib.teach.course import nbgrader
from tconv_lib.teach.grader import collect, feedback, grade, grades
from tconv_lib.teach.grader import read as reading
from tconv_lib.teach.grader.repair import repaired

SETS = {path.parent.name: path for path in SOLUTIONS}
WRITTEN = [name for name in SETS if not name.startswith("ps0_")]
"""Those in which code is written; tests/test_before_and_after.py grades the others."""
FIRST = "ps1_stride"
UNPROTECTED = "" if PROTECTION.holds else FIRST  # elsewhere they are graded even so: these are our own


@pytest.fixture
def classroom(tmp_path, monkeypatch):
    """An empty class in a folder of its own."""
    return empty_class(tmp_path, monkeypatch)


def submission(problem_set, wrong=()):
    """The released exercise, answered as in the solution, except for `wrong`, which stay as they are."""
    solution = SETS[problem_set]
    return nbformat.writes(answered_rightly(ROOT / "exercises" / problem_set / solution.name, solution, wrong))


def unanswered(problem_set):
    return (ROOT / "exercises" / problem_set / SETS[problem_set].name).read_text(encoding="utf-8")


def hand_in(folder, student, problem_set, text):
    place = folder / student / SETS[problem_set].name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def gradebook():
    return nbgrader().gradebook


def points(problem_set, kind):
    """Points of the cells of this kind ("code" is graded by tests, "markdown" by hand)."""
    kinds = [
        cell.metadata.nbgrader
        for cell in read(SETS[problem_set]).cells
        if cell.cell_type == kind and "nbgrader" in cell.metadata
    ]
    return sum(kind.points for kind in kinds if kind.grade)


@pytest.fixture(scope="module")
def graded_class(tmp_path_factory):
    """A class in which everybody handed in every set: one answers all rightly, one nothing."""
    with pytest.MonkeyPatch.context() as patch:
        root = empty_class(tmp_path_factory.mktemp("class"), patch)
        for problem_set in WRITTEN:
            hand_in(root / problem_set, "right", problem_set, submission(problem_set))
            hand_in(root / problem_set, "empty", problem_set, unanswered(problem_set))
            collect.main(problem_set, root / problem_set)
            grade.main(problem_set, unprotected=True)
    return root


@pytest.mark.parametrize("problem_set", WRITTEN)
def test_solution_earns_all_and_the_unanswered_page_nothing(problem_set, graded_class, monkeypatch):
    monkeypatch.chdir(graded_class)
    with gradebook() as book:
        assert book.find_submission(problem_set, "right").score == points(problem_set, "code") > 0
        assert book.find_submission(problem_set, "right").needs_manual_grade == (points(problem_set, "markdown") > 0)
        assert book.find_submission(problem_set, "empty").score == 0


RUN = """
import sys
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
for path in sys.argv[1:]:
    shell.reset()
    shell.safe_execfile_ipy(path, raise_exceptions=True)
"""


def test_unanswered_pages_run_without_an_error(tmp_path):
    exercises = [ROOT / "exercises" / name / path.name for name, path in SETS.items()]
    settings = os.environ | {"IPYTHONDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", RUN, *exercises], env=settings, check=True)


def test_the_teachers_way(classroom, capsys):
    # collect, from a zip file as Moodle makes it
    archive = classroom / "PS1-submissions.zip"
    with zipfile.ZipFile(archive, "w") as moodle:
        for student, text in {
            "Ada Lovelace_101": submission(FIRST),
            "Bo Li_102": submission(FIRST, wrong=["places", "writers"]),
            "Chen_103": unanswered(FIRST),
        }.items():
            moodle.writestr(f"{student}_assignsubmission_file_/stride.ipynb", text)
        moodle.writestr("readme.ipynb", "{}")
    collect.main(FIRST, archive)
    said = capsys.readouterr().out
    assert "not understood: readme.ipynb" in said and "3 new, 0 changed, 0 unchanged" in said

    # grade, with progress; what somebody answered in exercises/ stays
    exercise = classroom / "exercises" / FIRST / "stride.ipynb"
    exercise.write_text(submission(FIRST), encoding="utf-8")
    grade.main(FIRST, unprotected=True)
    assert exercise.read_text(encoding="utf-8") == submission(FIRST)
    said = capsys.readouterr().out
    assert "1 of 3  Ada_Lovelace: 13 of 15, answers to read" in said
    assert "2 of 3  Bo_Li: 8 of 15" in said  # places is worth 2, writers 3
    assert "3 of 3  Chen: 0 of 15" in said

    # read the free-text answers
    with gradebook() as book:
        for student, given in {"Ada_Lovelace": 2, "Bo_Li": 1, "Chen": 0}.items():
            book.find_grade("bug_report", "stride", FIRST, student).manual_score = given
            book.find_grade("bug_report", "stride", FIRST, student).needs_manual_grade = False
        book.db.commit()

    # hand in the same again, and one that changed; only that one is graded anew
    collect.main(FIRST, archive)
    assert "0 new, 0 changed, 3 unchanged" in capsys.readouterr().out
    hand_in(classroom / "late", "Chen", FIRST, submission(FIRST))
    collect.main(FIRST, "late")
    assert "0 new, 1 changed, 0 unchanged" in capsys.readouterr().out
    before = graded_files(classroom)
    grade.main(FIRST, unprotected=True)
    after = graded_files(classroom)
    assert {name for name in after if before[name] != after[name]} == {"Chen"}

    # feedback
    feedback.main(FIRST)
    assert {path.parent.parent.name for path in classroom.glob("grading/feedback/*/*/stride.html")} == set(before)

    # one row per student
    grades.main()
    unprotected = UNPROTECTED and ", unprotected"
    assert [[row[column] for column in COLUMNS] for row in rows_of_grades()] == [
        ["Ada_Lovelace", "Ada Lovelace", "101", "15", "15", "graded" + unprotected, "15"],
        ["Bo_Li", "Bo Li", "102", "9", "15", "graded" + unprotected, "9"],
        ["Chen", "Chen", "103", "13", "15", "answers to read" + unprotected, "13"],  # what changed is to be read again
    ]


def text_in_a_cell_below(cells, place):
    cells.insert(place + 1, new_markdown_cell(TEXT))


def text_in_a_cell_above(cells, place):
    cells.insert(place, new_raw_cell(TEXT))


def text_below_an_empty_cell(cells, place):
    cells[place].source = "\n"
    cells.append(new_markdown_cell(TEXT))


def text_in_place_of_the_cell(cells, place):
    cells[place] = new_markdown_cell(TEXT)


def text_above_a_copy(cells, place):
    cells.insert(place + 1, from_dict(cells[place] | {"id": "copy"}))
    cells[place].source = TEXT


def text_in_a_new_notebook(cells, place):
    cells[:] = [new_code_cell("def places(size, stride): pass"), new_markdown_cell(TEXT), new_markdown_cell(" ")]


def text_in_a_code_cell(cells, place):
    cells.insert(place + 1, new_code_cell(TEXT))


def text_as_a_comment(cells, place):
    cells.insert(place + 1, new_code_cell(f"# {TEXT}"))


def text_that_is_printed(cells, place):
    cells.insert(place + 1, new_code_cell(f'print("{TEXT}")'))


TEXT = "The kernel must be turned."
BESIDE = (
    text_in_a_cell_below,
    text_in_a_cell_above,
    text_below_an_empty_cell,
    text_in_place_of_the_cell,
    text_above_a_copy,
    text_in_a_new_notebook,
    text_in_a_code_cell,
    text_as_a_comment,
    text_that_is_printed,
)


@pytest.mark.parametrize("change", BESIDE)
def test_a_text_beside_its_answer_cell_is_read(change):
    notebook, released = (reads(unanswered(FIRST), as_version=4) for _ in range(2))
    place = [cell.id for cell in notebook.cells].index("bug_report")
    change(notebook.cells, place)
    cells = repaired(notebook, released)[0].cells
    (answer,) = (cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "bug_report")
    assert TEXT in answer.source and sum(TEXT in cell.source for cell in cells) == 1


@pytest.mark.parametrize("written", ["", "See below."])
def test_a_text_with_a_name_is_read_and_stays_code(written):
    """Code may use it: what is moved away costs points."""
    notebook, released = (reads(unanswered(FIRST), as_version=4) for _ in range(2))
    place = [cell.id for cell in notebook.cells].index("bug_report")
    notebook.cells[place].source = written or notebook.cells[place].source
    named = f'answer = """{TEXT}"""'
    notebook.cells.insert(place + 1, new_code_cell(named))
    cells = repaired(notebook, released)[0].cells
    (answer,) = (cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "bug_report")
    assert answer.source == f"{written}\n\n{named}".strip()
    assert [cell.source for cell in cells if cell.cell_type == "code"].count(named) == 1


def test_an_answer_that_goes_on_in_the_next_cells_is_read_whole():
    notebook, released = (reads(unanswered(FIRST), as_version=4) for _ in range(2))
    place = [cell.id for cell in notebook.cells].index("bug_report")
    notebook.cells[place].source = TEXT
    parts = new_markdown_cell("First."), notebook.cells[place], new_markdown_cell("Then."), new_raw_cell("Last.")
    notebook.cells[place : place + 1] = [*parts, new_code_cell("# a try"), new_markdown_cell("A note.")]
    cells = [cell.source for cell in repaired(notebook, released)[0].cells]
    assert [cell for cell in cells if TEXT in cell] == [f"First.\n\n{TEXT}\n\nThen.\n\nLast."]
    assert cells[place + 1 : place + 3] == ["# a try", "A note."] and "Then." not in cells


@pytest.mark.parametrize("code", ["size = 3", "print(places(4, 2))", "import numpy as np", "%matplotlib inline"])
def test_code_beside_a_text_is_no_answer_to_it(code):
    notebook, released = (reads(unanswered(FIRST), as_version=4) for _ in range(2))
    notebook.cells.insert([cell.id for cell in notebook.cells].index("bug_report"), new_code_cell(code))
    cells = repaired(notebook, released)[0].cells
    assert (code, "code") in [(cell.source, cell.cell_type) for cell in cells]


def test_an_answer_in_a_cell_of_a_foreign_kind_is_one():
    """What is said of other such cells, that they are not run, would be wrong."""
    notebook, released = (reads(unanswered(FIRST), as_version=4) for _ in range(2))
    (answer,) = (cell for cell in notebook.cells if cell.id == "places")
    answer |= {"cell_type": "raw", "metadata": answer.metadata | {"foreign": True}, "source": "places = 3"}
    cells, said = repaired(notebook, released)
    assert "places = 3" in [cell.source for cell in cells.cells if cell.cell_type == "code"] and said == [
        "places was made raw"
    ]


def test_notes_are_no_answer():
    notebook, released = (reads(unanswered(FIRST), as_version=4) for _ in range(2))
    notebook.cells[1:1] = [new_markdown_cell("A note of mine.")]
    notebook.cells.append(new_code_cell("1 + 1"))
    repaired_cells = repaired(notebook, released)[0].cells
    assert {cell.source for cell in repaired_cells} == {cell.source for cell in notebook.cells}
    notebook.cells[[cell.id for cell in notebook.cells].index("bug_report")].source = TEXT
    notebook.cells.append(new_markdown_cell("And what I tried."))
    assert [cell.source for cell in repaired(notebook, released)[0].cells].count(TEXT) == 1


COLUMNS = "student", "name", "id", f"{FIRST} points", f"{FIRST} maximum", f"{FIRST} status", "sum"


def rows_of_grades():
    with open("grading/grades.csv", encoding="utf-8-sig", newline="") as table:
        return [*csv.DictReader(table)]


def graded_files(classroom):
    return {
        path.parent.parent.name: path.stat().st_mtime_ns
        for path in classroom.glob("grading/autograded/*/*/stride.ipynb")
    }


def test_nothing_to_do_is_said(classroom):
    for main in lambda name: grade.main(name, unprotected=True), feedback.main:
        with pytest.raises(SystemExit, match="nothing is collected; first: make collect SET=ps1_stride"):
            main(FIRST)


def test_a_zip_without_dates_and_a_file_with_a_byte_order_mark(classroom, capsys):
    (classroom / "in").mkdir()
    with zipfile.ZipFile(classroom / "in/ada.zip", "w") as archive:
        entry = zipfile.ZipInfo("ada/stride.ipynb", date_time=(1980, 0, 0, 0, 0, 0))
        archive.writestr(entry, BOM_UTF8 + submission(FIRST).encode())
    collect.main(FIRST, "in")
    grade.main(FIRST, unprotected=True)
    assert f"ada: {points(FIRST, 'code'):g} of" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["ps9", "ps1_stride/", "exercises/ps1_stride", "../exercises/ps1_stride", ""])
def test_unknown_set_is_explained(name, classroom):
    """A folder's path with a slash behind it, as a shell completes it, is no name: all grades went."""
    with pytest.raises(SystemExit, match=f"there is no problem set {name}; there is .*ps1_stride"):
        grade.main(name)
    with pytest.raises(SystemExit, match="there is no problem set"):
        reading.main(name, browser=False)


def test_a_seed_that_is_no_number_is_said_once_and_costs_no_grade(classroom):
    hand_in(classroom / "in", "ada", FIRST, submission(FIRST))
    collect.main(FIRST, classroom / "in")
    grade.main(FIRST, unprotected=True)
    before = Path("grading/seed.txt").read_text()
    for seed in "my class", "", "-1", "1.5":
        Path("grading/seed.txt").write_text(seed)
        with pytest.raises(SystemExit, match="grading stops: .* the seed, in grading/seed.txt, must be a whole number"):
            grade.main(FIRST, unprotected=True)
    for encoding in "utf-8-sig", "utf-16":  # as Notepad and PowerShell write
        Path("grading/seed.txt").write_text(f"{before}\n", encoding=encoding)
        grades.main()
        assert rows_of_grades()[0]["sum"] == "13"


def test_a_name_that_questions_py_allows_and_nobody_has_is_said_once(classroom):
    hand_in(classroom / "in", "ada", FIRST, unanswered(FIRST))
    collect.main(FIRST, classroom / "in")
    questions = Path("solutions", FIRST, "questions.py")
    questions.write_text(questions.read_text().replace('ALLOWED = ("slide",)', 'ALLOWED = ("slider",)'))
    with pytest.raises(SystemExit, match="grading stops: questions.py allows 'slider', which is no function"):
        grade.main(FIRST, unprotected=True)


def test_hidden_tests_follow_the_seed(monkeypatch):
    from tconv_lib.teach.hidden import hidden_inputs

    def drawn(seed):
        monkeypatch.setenv("TCONV_SEED", seed)
        return [int(rng.integers(10**9)) for rng in hidden_inputs("places")]

    assert drawn("1") == drawn("1") != drawn("2")
