"""Grading again and again: what is new, what stays, what happens without a sandbox, and on a cluster."""

import csv
import os
import shutil
from concurrent.futures import Future
from errno import ENOSPC
from pathlib import Path

import nbformat
import pytest
from classroom import (
    QUESTION_SECONDS,
    RIGHT,
    SET,
    answered,
    as_bytes,
    judges,
    make_classroom,
    protected,
    use_shared_judges,
)

from tconv_lib.teach.course import done, nbgrader
from tconv_lib.teach.exercises import release
from tconv_lib.teach.grader import grade as grading
from tconv_lib.teach.grader import grades
from tconv_lib.teach.grader.grade import grade, mark_of
from tconv_lib.teach.grader.judge import Judgement, judge
from tconv_lib.teach.grader.results import results
from tconv_lib.teach.grader.workers import processes

WRONG = "def places(size, stride): return list(range(size))"
ENDLESS = "def places(size, stride):\n    while True: pass"
DIES = "import os\ndef places(size, stride): os._exit(0)"
LIAR = """
class Liar(np.ndarray):
    def __eq__(self, other): return True
    def __array_ufunc__(self, *_, **__): return True

def places(size, stride): return np.zeros(size).view(Liar)
"""


class Handed:
    """An executor with one process that notes what it is handed."""

    def __init__(self, inner):
        self.inner, self.handed = inner, []

    def submit(self, function, *arguments):
        self.handed.append(function.__name__)
        return self.inner.submit(function, *arguments)


@pytest.fixture
def classroom(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    use_shared_judges(monkeypatch)
    return make_classroom(tmp_path)


def row_of(student):
    """Points and status in the table."""
    with grades.GRADES.open(encoding="utf-8-sig", newline="") as table:
        (row,) = (row for row in csv.DictReader(table) if row["student"] == student)
    return [row[f"{SET} points"], row[f"{SET} status"]]


@protected
def test_a_new_grade_takes_the_place_of_the_old_one(classroom):
    right = as_bytes(answered(classroom.released()))
    wrong = answered(classroom.released(), WRONG)
    wrong.cells = [cell for cell in wrong.cells if not cell.id.startswith("test")]
    for stamp, data, standing in [
        ("2026-01-01 00:00:00 UTC", right, "5 of 5"),
        ("2026-01-02 00:00:00 UTC", as_bytes(wrong), "2 of 5; test_places was missing; test_stride_of was missing"),
        ("2026-01-03 00:00:00 UTC", right, "5 of 5"),
        (
            "2026-01-04 00:00:00 UTC",
            b"{",
            "not graded: the file is no notebook that can be read here (it is cut off, or something else)",
        ),
    ]:
        classroom.hand_in("ada", data, stamp)
        assert grade(SET) == {"ada": standing}
        if stamp < "2026-01-04":
            done(nbgrader().generate_feedback(SET, force=True), "write feedback")
    assert not [*classroom.root.glob("grading/feedback/ada/*/*.html")]
    assert classroom.score("ada") == 0  # the old points do not stand
    grades.main()
    assert row_of("ada") == [
        "",
        "not graded: the file is no notebook that can be read here (it is cut off, or something else)",
    ]


def test_what_a_teacher_tried_beside_a_solution_is_no_second_one(classroom):
    solution = classroom.root / "solutions" / SET / f"{SET}.ipynb"
    shutil.copy(solution, solution.with_stem(f"{SET} (old)"))
    solution.with_stem("a").write_text(nbformat.writes(nbformat.v4.new_notebook()))
    classroom.hand_in("ada", as_bytes(answered(classroom.released())))
    assert grade(SET, unprotected=True)["ada"].startswith("5 of 5")
    release([SET], classroom.root / "exercises")
    assert [path.stem for path in (classroom.root / "exercises" / SET).glob("*.ipynb")] == [SET]


def test_a_time_that_is_no_date_is_said_in_words(classroom):
    right = as_bytes(answered(classroom.released()))
    no_dates = {"ada": b"yesterday", "bo": b"99999999999", "chen": b"0001-01-01 00:00:00 +0200", "di": b"\xff\xfe2\x00"}
    for student in *no_dates, "eve":
        classroom.hand_in(student, right)
    places = {name: classroom.root / "grading/submitted" / name / SET / "timestamp.txt" for name in no_dates}
    for student, place in places.items():
        place.write_bytes(no_dates[student])
    said = grade(SET, unprotected=True)
    assert said.pop("eve").startswith("5 of 5")
    assert {words.startswith("not graded: its timestamp.txt holds no date") for words in said.values()} == {True}
    for place in places.values():
        place.unlink()
    assert {words.startswith("5 of 5") for words in grade(SET, unprotected=True).values()} == {True}


@protected
def test_what_lies_beside_a_hand_in_is_left_alone(classroom):
    """A copy that Jupyter made, or that came along through nbgrader's exchange; what a Mac leaves beside a file."""
    right = as_bytes(answered(classroom.released()))
    for student in "ada", "bo":
        classroom.hand_in(student, right)
    beside = classroom.root / "grading/submitted/ada" / SET
    (beside / f"{SET}-Copy1.ipynb").write_bytes(right)
    (beside / f"._{SET}.ipynb").write_bytes(b"\0\5\x16\7")
    for folder in ".ipynb_checkpoints", "notes":
        (beside.parent.parent / folder).mkdir()
    (beside.parent.parent / ".ipynb_checkpoints" / SET).mkdir()
    (beside.parent.parent / "notes" / SET).write_text("no folder")
    assert grade(SET) == dict.fromkeys(["ada", "bo"], "5 of 5")
    assert [result.student for result in results(SET)] == ["ada", "bo"]
    classroom.hand_in("ada", as_bytes(answered(classroom.released(), WRONG)))
    assert grade(SET)["ada"] == "2 of 5" and classroom.score("ada") == 2


@protected
def test_what_did_not_change_is_not_judged_again(classroom):
    executor = Handed(judges())
    for student in "ada", "bo":
        classroom.hand_in(student, as_bytes(answered(classroom.released())))
    grade(SET, executor)
    classroom.hand_in("bo", as_bytes(answered(classroom.released(), WRONG)), "2026-01-02 00:00:00 UTC")
    assert grade(SET, executor) == {"ada": "5 of 5", "bo": "2 of 5"}
    assert executor.handed == ["probe", "judge", "judge", "probe", "judge"]


@protected
def test_what_got_no_core_is_judged_once_more_when_nothing_else_is(classroom):
    class Starving(Handed):
        futures = []

        def submit(self, function, *arguments):
            future = super().submit(function, *arguments)
            if function is judge and "# starves" in str(arguments):
                if "starves" not in self.handed:
                    self.handed.append("starves")
                    future = Future()
                    future.set_result(Judgement({}, starved=True))
                else:
                    assert all(each.done() for each in self.futures)
            self.futures.append(future)
            return future

    for student, code in {"ada": RIGHT, "bo": f"{RIGHT}\n# starves", "eve": WRONG}.items():
        classroom.hand_in(student, as_bytes(answered(classroom.released(), code)))
    executor = Starving(judges())
    assert grade(SET, executor) == {"ada": "5 of 5", "bo": "5 of 5", "eve": "2 of 5"}
    assert executor.handed == ["probe", "judge", "judge", "starves", "judge", "judge"]


@protected
def test_interrupted_and_started_again(classroom):
    class Interrupted(Handed):
        def submit(self, function, *arguments):
            if self.handed == ["probe", "judge"]:
                raise KeyboardInterrupt
            return super().submit(function, *arguments)

    for student in "ada", "bo", "chen":
        classroom.hand_in(student, as_bytes(answered(classroom.released())))
    with processes() as pool, pytest.raises(KeyboardInterrupt):
        grade(SET, Interrupted(pool))
    assert grade(SET) == dict.fromkeys(["ada", "bo", "chen"], "5 of 5")


def full(*_, **__):
    raise OSError(ENOSPC, os.strerror(ENOSPC))


@protected
@pytest.mark.parametrize(
    "place",
    [
        "nbgrader.apps.NbGraderAPI.autograde",
        "nbgrader.converters.base.FilesWriter.write",
        "nbgrader.api.Gradebook.find_submission",
    ],
)
def test_a_full_disk_is_said_and_costs_nothing(place, classroom, monkeypatch, capsys):
    for student in "ada", "bo":
        classroom.hand_in(student, as_bytes(answered(classroom.released())))
    with monkeypatch.context() as patch:
        patch.setattr(place, full)
        with pytest.raises(SystemExit, match="^make grade stops: the disk is full"):
            grade(SET)
    assert "Traceback" not in capsys.readouterr().err
    assert grade(SET) == dict.fromkeys(["ada", "bo"], "5 of 5")


def test_a_seed_that_found_no_room_is_drawn_again(classroom, monkeypatch):
    """Half of one would stop everything, for good."""
    Path("grading/seed.txt").unlink()
    with monkeypatch.context() as patch, pytest.raises(OSError):
        patch.setattr(Path, "write_bytes", full)
        patch.setattr(Path, "write_text", lambda path, text: (path.touch(), full()))
        nbgrader()
    nbgrader()
    assert int(Path("grading/seed.txt").read_text()) >= 0


@protected
def test_nbgraders_own_command_is_as_safe(classroom):
    classroom.hand_in("ada", as_bytes(answered(classroom.released())))
    classroom.hand_in("eve", as_bytes(answered(classroom.released(), LIAR)))
    classroom.hand_in("fat", as_bytes(answered(classroom.released())) + b" " * 10**7)
    course = nbgrader()
    for student, score in {"ada": 5, "eve": 2}.items():
        done(course.autograde(SET, student), "grade")
        assert classroom.score(student) == score
    assert "the file is larger than 10 MB" in course.autograde(SET, "fat")["log"]


# Without a sandbox


@pytest.fixture
def own_judges(classroom, monkeypatch):
    """Processes that are started anew, and know what the environment says now."""
    monkeypatch.setattr(grading, "processes", processes)


@pytest.fixture
def no_bubblewrap(own_judges, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")


def test_without_a_sandbox_it_refuses(classroom, no_bubblewrap, capsys):
    classroom.hand_in("ada", as_bytes(answered(classroom.released())))
    with pytest.raises(SystemExit, match="--unprotected"):
        grade(SET)
    assert "No sandbox: bubblewrap is not installed" in capsys.readouterr().out
    assert not (classroom.root / "grading" / "autograded").exists()
    result = nbgrader().autograde(SET, "ada")  # as Formgrader's button does
    assert not result["success"] and "No sandbox" in result["log"]


def test_unprotected_grades_are_marked(classroom, no_bubblewrap):
    classroom.hand_in("ada", as_bytes(answered(classroom.released())))
    classroom.hand_in("bo", as_bytes(answered(classroom.released(), ENDLESS)))
    assert grade(SET, unprotected=True, question_seconds=QUESTION_SECONDS) == {
        "ada": "5 of 5, graded unprotected",
        "bo": "2 of 5, graded unprotected",
    }
    assert not mark_of(SET, "ada")["protected"]
    grades.main()
    assert row_of("ada") == ["5", "graded, unprotected"]
    assert row_of("bo") == ["2", "graded, unprotected"]


@protected
def test_a_sandbox_that_fails_is_not_the_students_fault(classroom, own_judges, tmp_path, monkeypatch):
    """Here it works for the probe and fails from then on."""
    classroom.hand_in("ada", as_bytes(answered(classroom.released())))
    assert grade(SET, judges()) == {"ada": "5 of 5"}
    classroom.hand_in("ada", as_bytes(answered(classroom.released())), "2026-01-02 00:00:00 UTC")
    bwrap = tmp_path / "bin" / "bwrap"
    bwrap.parent.mkdir()
    asked = 'case "$*" in *" true") exec {} "$@";; esac'.format(shutil.which("bwrap"))
    once = f"[ -e {tmp_path}/once ] && echo bwrap: out of luck >&2 && exit 1\ntouch {tmp_path}/once"
    bwrap.write_text(f'#!/bin/sh\n{asked}\n{once}\nexec {shutil.which("bwrap")} "$@"\n')
    bwrap.chmod(0o755)
    monkeypatch.setenv("PATH", f"{bwrap.parent}:{os.environ['PATH']}")
    assert grade(SET) == {"ada": "not graded: bwrap: out of luck"}
    assert classroom.score("ada") == 0
    grades.main()
    assert row_of("ada") == ["", "not graded: bwrap: out of luck"]


# On a cluster


@pytest.mark.long
@protected
def test_a_dask_cluster_grades_the_same(classroom):
    distributed = pytest.importorskip("distributed")
    rows = {"dies": (DIES, 2), "lies": (LIAR, 2), "right": (RIGHT, 5), "wrong": (WRONG, 2)}
    for name, (code, _) in rows.items():
        classroom.hand_in(name, as_bytes(answered(classroom.released(), code)))
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        standings = grade(SET, client.get_executor())
    assert standings == {name: f"{points} of 5" for name, (_, points) in rows.items()}
