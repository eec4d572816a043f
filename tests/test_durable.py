"""Killed, lost, broken, changed: what was graded stays right, and nothing is graded twice for nothing."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from errno import EACCES, ENOLCK, ENOTSUP

import nbformat
import pytest
from classroom import ALSO_RIGHT, RIGHT, SET, answered, as_bytes, make_classroom, protected, use_shared_judges

from tconv_lib.teach.course import nbgrader
from tconv_lib.teach.grader import feedback, gradebook, grades, report
from tconv_lib.teach.grader.grade import AUTOGRADED, GRADED, grade
from tconv_lib.teach.whole import LOCK, one_after_another, only_one

WRONG = "def places(size, stride): return list(range(size))"


@pytest.mark.parametrize("reason", [ENOLCK, ENOTSUP], ids=os.strerror)
def test_a_drive_that_knows_no_locks_stops_no_command(reason, tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl", reason="Windows locks otherwise")

    def without(*_):
        raise OSError(reason, os.strerror(reason))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fcntl, "flock", without)
    with only_one("make grade"), one_after_another(tmp_path / "names"):
        assert LOCK.read_text().startswith("make grade")


@pytest.fixture
def classroom(tmp_path, monkeypatch):
    """Three honest students; bo has 2 of 5."""
    monkeypatch.chdir(tmp_path)
    use_shared_judges(monkeypatch)
    made = make_classroom(tmp_path)
    for student, answer in {"ada": RIGHT, "bo": WRONG, "eve": RIGHT}.items():
        made.hand_in(student, as_bytes(answered(made.released(), answer)))
    return made


STANDINGS = {"ada": "5 of 5", "bo": "2 of 5", "eve": "5 of 5"}


def change_source(classroom, change):
    path = classroom.root / "solutions" / SET / f"{SET}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def give(student, points, cell="test_stride_of"):
    """Points and a comment, as a reader gives them in Formgrader."""
    with nbgrader().gradebook as book:
        found = book.find_grade(cell, SET, SET, student)
        found.manual_score, found.needs_manual_grade = points, False
        book.find_comment("stride_of", SET, SET, student).manual_comment = "nearly"
        book.db.commit()


def given(student, cell="test_stride_of"):
    with nbgrader().gradebook as book:
        found = book.find_grade(cell, SET, SET, student)
        comment = book.find_comment("stride_of", SET, SET, student).manual_comment
        return found.manual_score, found.needs_manual_grade, comment


def points():
    """How it stands, without remarks on what the set was when it was handed in."""
    return {student: standing.partition(";")[0] for student, standing in grade(SET).items()}


def times():
    return {path.parent.parent.name: path.stat().st_mtime_ns for path in AUTOGRADED.glob(f"*/*/{GRADED}")}


@protected
def test_points_tests_and_seed_grade_again_and_what_was_given_by_hand_stays(classroom, capsys):
    assert grade(SET) == STANDINGS
    give("bo", 1)
    before = times()
    assert grade(SET) == STANDINGS | {"bo": "1 of 5"}
    assert times() == before

    def more_points(notebook):
        next(cell for cell in notebook.cells if cell.id == "test_places").metadata.nbgrader["points"] = 6

    change_source(classroom, more_points)
    capsys.readouterr()
    assert grade(SET) == {"ada": "8 of 8", "bo": "1 of 8", "eve": "8 of 8"}
    assert "after it was handed out: test_places had other marks (3 of 3)\n" in capsys.readouterr().out
    assert given("bo") == (1, False, "nearly")

    def other_test(notebook):
        test = next(cell for cell in notebook.cells if cell.id == "test_places")
        test.source = "### BEGIN HIDDEN TESTS\nassert places(1, 7) == [0]\n### END HIDDEN TESTS"

    change_source(classroom, other_test)
    assert points() == {"ada": "8 of 8", "bo": "7 of 8", "eve": "8 of 8"}
    before = times()
    (classroom.root / "grading" / "seed.txt").write_text("12345")
    assert points() == {"ada": "8 of 8", "bo": "7 of 8", "eve": "8 of 8"}
    assert all(times()[student] != before[student] for student in before)

    def question_taken_out(notebook):
        notebook.cells = [cell for cell in notebook.cells if cell.id not in ("places", "test_places", "text-places")]

    change_source(classroom, question_taken_out)
    assert points() == {"ada": "2 of 2", "bo": "1 of 2", "eve": "2 of 2"}
    assert given("bo") == (1, False, "nearly")


@protected
def test_more_time_for_one_stays(classroom):
    grade(SET)
    with nbgrader().gradebook as book:
        book.grant_extension(SET, "bo", days=20)
    grade(SET)

    def question_taken_out(notebook):
        notebook.cells = [cell for cell in notebook.cells if cell.id not in ("places", "test_places", "text-places")]

    for lose in (
        (classroom.root / "grading" / "gradebook.db").unlink,
        lambda: change_source(classroom, question_taken_out),
    ):
        lose()
        grade(SET)
        with nbgrader().gradebook as book:
            assert book.find_submission(SET, "bo").extension == timedelta(days=20)
            assert book.find_submission(SET, "ada").extension is None
            book.grant_extension(SET, "eve", days=2)
        grade(SET)
        with nbgrader().gradebook as book:
            book.grant_extension(SET, "eve", days=0)
        grade(SET)
    assert [*gradebook.by_hand(SET)] == ["bo"]


@protected
def test_a_question_that_is_taken_out_and_put_back_has_its_points_by_hand(classroom, capsys):
    grade(SET)
    give("bo", 1)
    path = classroom.root / "solutions" / SET / f"{SET}.ipynb"
    before = path.read_bytes()

    def question_renamed(notebook):
        for cell in notebook.cells:
            if cell.id in ("stride_of", "test_stride_of"):
                cell.id = cell.metadata.nbgrader.grade_id = cell.id.replace("stride_of", "step_of")
                cell.source = cell.source.replace("stride_of", "step_of")

    change_source(classroom, question_renamed)
    for _ in range(2):
        assert points()["bo"] == "0 of 5"
        assert "has no cell of that name any more: test_stride_of\n" in capsys.readouterr().out
    path.write_bytes(before)
    assert points() == STANDINGS | {"bo": "1 of 5"}
    assert given("bo") == (1, False, "nearly")


@protected
def test_what_is_handed_in_again_is_to_be_read_again_unless_it_earns_as_much(classroom):
    grade(SET)
    for student, second in {"bo": ALSO_RIGHT, "eve": "def stride_of(size, length): return 7"}.items():
        give(student, 1)
        classroom.hand_in(student, as_bytes(answered(classroom.released(), RIGHT, second)))
    assert grade(SET) == STANDINGS | {"bo": "5 of 5", "eve": "4 of 5, answers to read"}


@protected
@pytest.mark.parametrize(
    "how",
    ["half", *(pytest.param(how, marks=pytest.mark.long) for how in ("lost", "no database", "empty", "no tables"))],
)
def test_a_gradebook_that_is_lost_or_broken_is_made_again(classroom, how, capsys):
    grade(SET)
    give("bo", 1)
    grade(SET)
    path = classroom.root / "grading" / "gradebook.db"
    data = path.read_bytes()
    path.unlink()
    if how != "lost":
        path.write_bytes({"no database": b"x" * 5000, "half": data[: len(data) // 2]}.get(how, b""))
    if how == "no tables":
        sqlite3.connect(path).execute("CREATE TABLE student (id)")
    capsys.readouterr()
    assert grade(SET) == STANDINGS | {"bo": "1 of 5"}
    assert given("bo") == (1, False, "nearly")
    assert "what was given by hand is put back" in capsys.readouterr().out
    assert how == "lost" or path.with_name("gradebook.db.broken1").exists()


@protected
def test_what_was_not_graded_to_the_end_is_graded_again(classroom):
    grade(SET)
    place = AUTOGRADED / "ada" / SET
    for half in None, "{", '{"depends on": 1}':
        (place / GRADED).unlink()
        if half:
            (place / GRADED).write_text(half)
        notebook = place / f"{SET}.ipynb"
        notebook.chmod(0o644)
        notebook.write_text('{"metadata": {')
        assert grade(SET) == STANDINGS
    shutil.rmtree(place)
    place.mkdir()
    assert grade(SET) == STANDINGS


@protected
@pytest.mark.parametrize("half", [None, "{"])
def test_a_graded_notebook_that_is_lost_or_cut_off_is_graded_anew(half, classroom, capsys):
    """As a folder in a cloud may leave it; for feedback and report it only waits."""
    grade(SET)
    place = AUTOGRADED / "ada" / SET / f"{SET}.ipynb"
    place.unlink()
    if half:
        place.write_text(half)
    feedback.main(SET)
    report.main(SET)
    assert "1 of 3 are not graded yet" in capsys.readouterr().out
    assert grade(SET)["ada"] == "5 of 5" and nbformat.read(place, as_version=4).cells


def test_the_second_of_two_says_that_the_first_is_running(classroom):
    commands = {"grade": grade, "feedback": feedback.main, "report": report.main, "grades": lambda _: grades.main()}
    with only_one("make collect"):
        for second, command in commands.items():
            said = rf"make collect \(process \d+\) is running here; make {second} can start"
            with pytest.raises(SystemExit, match=said):
                command(SET)


def test_a_table_that_another_program_holds_is_named(classroom, monkeypatch):
    """As Excel does on Windows with a table that is open in it."""

    def held(source, target):
        raise PermissionError(EACCES, "Permission denied", source, None, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(SystemExit, match="make grades stops: no access to grading.grades.csv; is it open in another"):
        grades.main()


@protected
def test_a_gradebook_that_another_program_holds_is_said_and_costs_nothing(classroom):
    grade(SET)
    with closing(sqlite3.connect("grading/gradebook.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SystemExit, match="make grade stops: another program is writing into the gradebook"):
            grade(SET)
    assert grade(SET) == STANDINGS


@pytest.mark.parametrize("name", ["Ada [1]", "b*", "a?", " ada", "ada ", "a\nb", "Zo\udce9"])
def test_a_folder_that_nbgrader_would_not_find_is_named(name, classroom):
    """It finds others by that name, too: b* is bo."""
    classroom.hand_in(name, b"")
    for main in grade, grades.main, feedback.main, report.main:
        with pytest.raises(SystemExit, match="rename the folder grading/submitted/"):
            main() if main == grades.main else main(SET)


@protected
def test_a_copy_that_cannot_be_read_loses_nothing_else(classroom, capsys):
    grade(SET)
    give("bo", 1)
    grade(SET)
    path = gradebook.BY_HAND / f"{SET}.json"
    whole = path.read_text()
    cell = {"points": 1.0, "extra": None, "read": True, "comment": "nearly", "answer": "x"}
    odd = ["{", "", "[]", "null", "[" * 10**5, "\ud800"]
    odd += [json.dumps({"bo": bo}) for bo in (7, {}, {"cells": []}, {"cells": {"test_places": 1}})]
    fields = (
        {"points": "1"},
        {"points": True},
        {"points": float("nan")},
        {"extra": 10**400},
        {"read": "no"},
        {"comment": 1},
        {"answer": []},
    )
    odd += [json.dumps({"bo": {"cells": {"test_places": cell | field}}}) for field in fields]
    odd += [json.dumps({"bo": {"cells": {}, "extension": time}}) for time in (-1, "3", float("nan"), 1e12)]
    for text in odd:
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        assert gradebook.by_hand(SET) == {}
        assert "mini.json.broken" in capsys.readouterr().out
    path.write_text(odd[0])
    assert grade(SET) == STANDINGS | {"bo": "1 of 5"}
    assert path.read_text() == whole
    by_somebody = json.loads(whole) | {"nobody": {"cells": {"test_places": {"points": 1}}}}
    by_somebody["eve"] = {"cells": {"test_places": {"points": 2}}}
    path.write_text(json.dumps(by_somebody), encoding="utf-8-sig")
    (classroom.root / "grading" / "gradebook.db").unlink()
    assert grade(SET) == STANDINGS | {"bo": "1 of 5"}
    assert given("bo") == (1, False, "nearly")
