"""A new teacher's walk: 30 hand-ins, as each system gives them, taken in, graded, read and given back.

No file is touched by hand on the way. What goes back is read by the system's own rules, in each layout; only the
grading is made up there, and points tell who it is. Once, all of it is done by the real commands.
"""

import csv
import io
import unicodedata
import zipfile

import pytest
from classroom import empty_class
from collecting import SET, handed, take_in
from made_downloads import MADE, NAMES, PATTERNS, download, notebook, user, zipped
from test_upload import canvas_reads_feedback, canvas_reads_grades, moodle_reads_feedback, moodle_reads_grades

from tconv_lib.teach.course import nbgrader
from tconv_lib.teach.grader import collect, feedback, grade, grades, handed_in, read, report, results, upload
from tconv_lib.teach.grader.handed_in import SUBMITTED
from tconv_lib.teach.grader.results import Question, Result

TITLE = "Problem set 1 (4711)"
HANDED_IN = [notebook(note=name) for name in NAMES]


@pytest.fixture
def classroom(tmp_path, monkeypatch):
    return empty_class(tmp_path, monkeypatch)


@pytest.fixture
def made_up_grades(monkeypatch):
    """Everybody earns as many points as their number."""

    def made_up(problem_set):
        question = Question("test_places", "Places", 30)
        for student, data in handed().items():
            earned = (Question(question.name, question.title, 30, HANDED_IN.index(data)),)
            yield Result(student, problem_set, handed_in.read(problem_set, student), earned)

    monkeypatch.setattr(upload, "all_results", lambda problem_set: [*made_up(problem_set)])
    monkeypatch.setattr(feedback, "rendered", lambda result: f"{result.points:g}")


@pytest.mark.parametrize("layout", MADE)
def test_there_and_back_in_each_layout(layout, classroom, made_up_grades, capsys):
    files = download(layout, lambda number, name: HANDED_IN[number])
    pattern = PATTERNS.get(layout)
    said = take_in(files, capsys, dry_run=True, pattern=pattern)
    assert not SUBMITTED.exists() and said.count("\n") == 32 + said.count("typed") + said.count("not understood")
    assert "30 new, 0 changed, 0 unchanged" in take_in(files, capsys, pattern=pattern)
    assert sorted(handed().values()) == sorted(HANDED_IN)
    for student in handed():
        all_that_the_system_said_is_kept(handed_in.read(SET, student), layout, files)
    names = {unicodedata.normalize("NFC", handed_in.read(SET, student).name) for student in handed()}
    assert names == {*NAMES} or layout.startswith(("Canvas", "GitHub", "hub", "exchange")) or layout == "Moodle hidden"
    assert "0 new, 0 changed, 30 unchanged" in take_in(files, capsys, as_zip=False, pattern=pattern)

    system = layout.split()[0].lower()
    system = system if system in ("moodle", "canvas", "blackboard") else "csv"
    upload.main(SET, system, column=TITLE)
    given, shown = read_back(system, layout)
    assert given == ({} if layout == "Canvas anonymous" else {number: number for number in range(30)})
    assert shown == ({} if system == "blackboard" else {number: str(number) for number in range(30)})


def all_that_the_system_said_is_kept(record, layout, files):
    within = [path.removeprefix("Problem Set 1/") for path in (record.file, *files)]  # Sakai's folder of all
    assert within[0].startswith(record.entry) and record.sha256 and record.name
    assert bool(record.username) or layout not in ("Sakai", "Blackboard", "hub", "exchange inbound", "GitHub Classroom")
    entries = {part for path in within[1:] for part in (path, path.split("/")[0])}
    assert record.entry in entries or layout in ("hub", "exchange", "Microsoft Teams", *PATTERNS)
    assert bool(record.number) == (layout.startswith(("Moodle", "Bright")) or layout in ("Canvas", "Canvas zips"))
    assert bool(record.attachment) == layout.startswith("Canvas")
    assert bool(record.date) == (layout in ("Blackboard", "exchange inbound") or layout.startswith("Bright"))
    assert record.late == (layout in ("Canvas", "Canvas anonymous") and int(record.attachment) % 3 == 7000 % 3)


def read_back(system, layout):
    """The points and the page of each number, as the system finds them in what it is given."""
    folder = upload.UPLOAD / SET
    data = (folder / f"{system}.csv").read_bytes()
    pages = pages_in(folder / f"{system}-feedback.zip") if system != "blackboard" else {}
    if system == "moodle":
        given = {number - 4711: points for number, points in moodle_reads_grades(data).items()}
        whose = moodle_reads_feedback(pages, {4711 + number for number in range(30)})
        return given, {number - 4711: pages[path] for number, path in whose.items()}
    if layout == "Canvas anonymous":
        return {}, {int(path.split("_")[-2]) - 7000: text for path, text in pages.items()}
    if system == "canvas":
        given = {int(number) - 100: points for number, points in canvas_reads_grades(data, TITLE).items()}
        whose = canvas_reads_feedback(pages, {str(7000 + number): str(100 + number) for number in range(30)})
        return given, {int(number) - 100: pages[path] for number, path in whose.items()}
    rows = [*csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter="\t" if system == "blackboard" else ",")]
    if system == "blackboard":
        numbers = {user(number, name): number for number, name in enumerate(NAMES)}
        return {numbers[row["Username"]]: float(row[TITLE]) for row in rows}, {}
    numbers = {student: HANDED_IN.index(data) for student, data in handed().items()}
    return (
        {numbers[row["student"]]: float(row[TITLE]) for row in rows},
        {numbers[path.split("/")[0]]: text for path, text in pages.items()},
    )


def pages_in(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.long
def test_the_whole_way(classroom, capsys):
    made = download("Moodle", lambda number, name: notebook(answered=number % 10 > 0, note=name))
    with open("download.zip", "wb") as file:
        file.write(zipped(made))
    collect.main(SET, "download.zip")
    grade.main(SET, unprotected=True)
    with nbgrader().gradebook as book:
        pile = read.pile(book, SET)
    for answer in pile:
        read.save(nbgrader(), answer, 1, "Read.", read.seen(answer))
    report.main(SET)
    feedback.main(SET)
    grades.main()
    upload.main(SET, "moodle")
    numbers = range(30)
    assert len(pile) == 27 and "30 hand-ins" in capsys.readouterr().out
    assert [result.points for result in results.results(SET)].count(14) == 27
    given = moodle_reads_grades((upload.UPLOAD / SET / "moodle.csv").read_bytes())
    assert given == {4711 + number: 14 if number % 10 else 0 for number in numbers}
    pages = pages_in(upload.UPLOAD / SET / "moodle-feedback.zip")
    for number, path in moodle_reads_feedback(pages, given).items():
        assert f"{14 if (number - 4711) % 10 else 0} of 15 points" in pages[path]
        assert unicodedata.normalize("NFC", NAMES[number - 4711]).replace("'", "&#39;") in pages[path]
    assert len(pages) == 30 == len({*pages})
