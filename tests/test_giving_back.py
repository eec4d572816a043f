"""What a class gets back: table, lateness, feedback, report, the page for reading. One class, graded once."""

import asyncio
import csv
import json
import re
import shutil
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from classroom import empty_class, use_shared_judges
from nbconvert.exporters import HTMLExporter
from nbgrader.plugins import CsvExportPlugin
from nbgrader.server_extensions.formgrader import handlers
from test_grading import FIRST, submission
from test_grading_again import full
from traitlets.config import Config

from tconv_lib.explore import WHERE_IT_RUNS
from tconv_lib.teach.course import done, nbgrader
from tconv_lib.teach.grader import alike, collect, feedback, grade, grades, handed_in, lateness, report, results, upload
from tconv_lib.teach.grader import read as reading
from tconv_lib.teach.grader.cells import BELOW
from tconv_lib.teach.grader.pupil import reason

ADA, BO, CY, DAN = "Ada_Lovelace", "Bo_Li", "Cy", "Dan"
MOCKERY = "=cmd|' /C calc'!A0"
TEXT = """A [link](javascript:alert(1)), [data](data:text/html,x), a [page](../../notebooks/01.ipynb), a [site](https://example.org/a),
![a tracker](https://example.org/x.png) <script>alert(2)</script> and
$x^2$: the kernel has to be turned before it slides."""


def submitted(writers, text):
    """ps1 with these answers to two of its questions, and all else right."""
    notebook = nbformat.reads(submission(FIRST, wrong=["writers", "bug_report"]), as_version=4)
    for cell in notebook.cells:
        cell.source = {"writers": writers, "bug_report": text}.get(cell.id, cell.source)
    return nbformat.writes(notebook)


STRIDE_FORGOTTEN = """def writers(position, size, kernel, stride):
    return [i for i in range(size) if 0 <= position - i < kernel]"""
RIGHT = """def writers(position, size, kernel, stride):
    # my own work
    return [i for i in range(size) if 0 <= position - i * stride < kernel]"""
RENAMED = """def writers(position, n, taps, step):
    return [
        row for row in range(n)
        if 0 <= position - row * step < taps
    ]"""
HANDED_IN = {
    "Ada Lovelace_101": submitted(RIGHT, "The kernel must be rotated by 180 degrees, and a symmetric one hides that."),
    "Bo Li_102": submitted(STRIDE_FORGOTTEN, "No idea."),
    "Cy_103": submitted(STRIDE_FORGOTTEN, TEXT),
    "Dan_104": "{",
    f"{MOCKERY.replace('/', '-')}_105": submitted(RENAMED, "Copied? Never."),
}


@pytest.fixture(scope="module")
def graded_class(tmp_path_factory):
    root = tmp_path_factory.mktemp("class")
    with pytest.MonkeyPatch.context() as patch:
        empty_class(root, patch)
        with zipfile.ZipFile("PS1.zip", "w") as archive:
            for entry, text in HANDED_IN.items():
                archive.writestr(f"{entry}_assignsubmission_file_/stride.ipynb", text)
        collect.main(FIRST, root / "PS1.zip")
        grade.main(FIRST, unprotected=True)
    return root


@pytest.fixture
def classroom(graded_class, tmp_path, monkeypatch):
    """A copy of the class, which a test may change."""
    shutil.copytree(graded_class, tmp_path / "class")
    monkeypatch.chdir(tmp_path / "class")
    use_shared_judges(monkeypatch)
    return tmp_path / "class"


def pages():
    """The feedback page of each student."""
    feedback.main(FIRST)
    return {
        path.parent.parent.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in feedback.FEEDBACK.glob(f"*/{FIRST}/stride.html")
    }


def rows():
    grades.main()
    with grades.GRADES.open(encoding="utf-8-sig", newline="") as table:
        return {row["student"]: row for row in csv.DictReader(table)}


def answers(**options):
    with nbgrader().gradebook as book:
        return reading.pile(book, FIRST, **options)


def give(student, points, comment=""):
    (answer,) = (answer for answer in answers() if answer.student == student)
    reading.save(nbgrader(), answer, points, comment, reading.seen(answer))


# Feedback

BROKEN = """cells => cells.filter(cell => {
    const range = document.createRange()
    range.selectNodeContents(cell)
    return /^\\d+$/.test(cell.innerText) && range.getClientRects().length > 1
}).map(cell => cell.innerText)"""
"""Numbers that stand in two lines."""


def test_everybody_gets_a_page_with_the_points_of_each_question(classroom):
    found = pages()
    assert len(found) == len(HANDED_IN)
    bo = found[BO]
    assert bo.h1.text == "Problem set\u00a01: stride and zero insertion" and bo.select_one(".who").text == "Bo Li"
    table = [[cell.text for cell in row.select("td")[:2]] for row in bo.select(".questions tbody tr")]
    assert table == [
        ["1. Which stride was it?", "1 of 1"],
        ["2. Where do the numbers stand?", "2 of 2"],
        ["3. Channels first", "2 of 2"],
        ["4. Who wrote this number?", "0 of 3"],
        ["5. A colleague's code", "3 of 3"],
        ["6. Which kernel made this?", "2 of 2"],
        ["7. A real bug report", "not read yet"],
    ]
    assert "an answer is not read yet" in bo.text and "This looks like a classic: the stride forgotten." in bo.text
    assert "Not graded" in found[DAN].text and "no notebook that can be read" in found[DAN].text
    for page in found.values():
        assert "HIDDEN" not in page.text and "hidden_inputs" not in page.text and "MARK SCHEME" not in page.text


def test_what_nbgrader_says_of_an_untouched_cell_is_not_said_by_the_teacher(classroom):
    with nbgrader().gradebook as book:
        book.find_comment("stride_of", "stride", FIRST, BO).auto_comment = "No response."
        book.db.commit()
    assert not pages()[BO].select(".comment")


def test_a_page_is_whole_by_itself(classroom):
    for page in pages().values():
        assert not page.select("script, link, iframe, object, embed, [onclick], [onerror]")
        assert "default-src 'none'" in page.select_one("meta[http-equiv]")["content"]
        assert all(image["src"].startswith("data:image/") for image in page.select("img[src]"))
        for link in page.select("a[href]"):
            if link["href"].startswith("#"):
                assert page.find(id=link["href"][1:]), link
            else:
                assert re.match("https?://", link["href"]), link
        assert len({element["id"] for element in page.select("[id]")}) == len(page.select("[id]"))
    cy = pages()[CY]
    assert "[site](https://example.org/a)" in cy.select_one("#bug_report code").text  # as it was typed
    assert not cy.select("#bug_report a, #bug_report img")
    assert len(cy.select("details summary")) == 7  # six hints, and what one sees
    assert len(cy.select("figure table")) >= 4  # check's, and the first setting of every slider


def test_pages_ask_nothing_from_the_network_and_hints_open(classroom, browser):
    pages()
    window = browser.new_context(viewport={"width": 375, "height": 740})
    page, asked = window.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((feedback.FEEDBACK / CY / FIRST / "stride.html").absolute().as_uri())
    assert [url for url in asked if not url.startswith("file:")] == []
    hint = page.locator("details").first
    assert (
        page.evaluate("node => getComputedStyle(node).display", hint.locator("summary").element_handle()) == "list-item"
    )
    hint.locator("summary").click()
    assert hint.get_attribute("open") is not None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cells = page.locator("figure td").evaluate_all("cells => cells.map(cell => cell.innerText)")
    assert "102" in cells
    assert page.locator("figure td").evaluate_all(BROKEN) == []
    assert "Here with kernel size = 3, stride = 2." in page.content() and WHERE_IT_RUNS not in page.content()
    window.close()


def test_nothing_runs_in_formgrader(classroom, browser):
    """The page that a reader sees there, made by its own exporter, in a browser that clicks whatever is a link."""
    settings = {"template_name": "formgrade", "extra_template_basedirs": [handlers.template_path]}
    place = dict.fromkeys(["assignment_id", "notebook_id", "submission_id", "base_url", "notebook_path"], "x")
    place |= {"index": 0, "total": 1, "student": CY, "first_name": "", "last_name": ""}
    path = grade.AUTOGRADED / CY / FIRST / "stride.ipynb"
    html, _ = HTMLExporter(config=Config({"HTMLExporter": settings})).from_filename(str(path), resources=place)
    page, alerts = browser.new_page(), []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.set_content(html, wait_until="commit")
    answer = page.locator("pre, p").filter(has_text="[link](javascript:alert(1))")
    answer.first.wait_for(state="attached")  # a busy machine is not there yet
    assert not answer.locator("a").count()
    links = page.evaluate(
        "[...document.querySelectorAll('.text_cell_render a, .jp-RenderedMarkdown a')].map(a => a.href)"
    )
    assert links and not [link for link in links if link.startswith(("javascript:", "data:"))]
    page.evaluate("document.querySelectorAll('a').forEach(a => a.href.startsWith('http') || a.click())")
    page.close()
    assert alerts == []


def test_nbgraders_own_command_writes_the_same_page(classroom):
    pages()
    ours = (feedback.FEEDBACK / BO / FIRST / "stride.html").read_text(encoding="utf-8")
    done(nbgrader().generate_feedback(FIRST, BO, force=True), "write feedback")
    assert (feedback.FEEDBACK / BO / FIRST / "stride.html").read_text(encoding="utf-8").strip() == ours.strip()


def test_feedback_can_be_interrupted_and_repeated(classroom, monkeypatch):
    place = feedback.FEEDBACK / BO / FIRST
    place.mkdir(parents=True)
    (place / "old.html").write_text("an old page")
    write = feedback.write_whole

    def interrupted(path, text):
        if BO in str(path):
            raise KeyboardInterrupt
        write(path, text)

    monkeypatch.setattr(feedback, "write_whole", interrupted)
    with pytest.raises(KeyboardInterrupt):
        feedback.main(FIRST)
    assert "</html>" in (feedback.FEEDBACK / ADA / FIRST / "stride.html").read_text()
    monkeypatch.setattr(feedback, "write_whole", write)
    assert len(pages()) == len(HANDED_IN) and [path.name for path in place.iterdir()] == ["stride.html"]


def test_a_page_is_no_larger_than_a_page(classroom):
    path = grade.graded_path(FIRST, ADA)
    notebook = nbformat.read(path, as_version=4)
    long = "('" * 30_000
    notebook.cells += [nbformat.v4.new_code_cell(long), *[nbformat.v4.new_raw_cell(long[:20_000])] * 50]
    shown = feedback.prepared(notebook, FIRST).cells
    assert any("my own work" in cell.source for cell in shown)
    assert [len(cell.source) > 20_000 for cell in shown].count(True) == 1
    assert "# … (Of 60,000 characters in this cell, the rest is" in shown[-51].source
    assert sum(len(cell.source) for cell in shown) < 210_000


def test_what_only_waits_for_make_grade_is_not_called_bad(classroom, capsys):
    solution = classroom / "solutions" / FIRST / "stride.ipynb"
    before = solution.read_text(encoding="utf-8")
    solution.write_text(before.replace("colleague", "friend"), encoding="utf-8")
    found = pages()
    assert "Not graded yet" in found[ADA].text and "could not be graded" not in found[ADA].text
    assert "could not be graded: the file is no notebook" in found[DAN].text
    assert rows()[ADA][f"{FIRST} status"] == "not graded: not yet"
    said = f"{FIRST}: 4 of 5 are not graded yet"
    assert capsys.readouterr().out.count(said) == 2  # make feedback, make grades
    solution.write_text(before, encoding="utf-8")
    assert pages()[ADA].select_one(".total").text == "13 of 15 points"


# The table


def test_the_table_has_a_row_for_each_and_no_formula(classroom):
    found = rows()
    assert len(found) == len(HANDED_IN)
    ada, dan = found[ADA], found[DAN]
    assert [ada["name"], ada["id"], ada[f"{FIRST} points"], ada[f"{FIRST} maximum"]] == [
        "Ada Lovelace",
        "101",
        "13",
        "15",
    ]
    assert ada[f"{FIRST} status"].startswith("answers to read")
    assert dan[f"{FIRST} status"].startswith("not graded: the file is no notebook") and dan[f"{FIRST} points"] == ""
    (mock,) = (row for row in found.values() if row["id"] == "105")
    assert mock["name"] == "'" + MOCKERY.replace("/", "-")


def test_one_person_in_two_rows_is_told():
    by_set = {
        "ps1": {"Anna_1": "Anna", "Anna_2": "Anna", "Bo_1": "Bo", "Bo_2": "Bo", "Cy": "Cy"},
        "ps2": {"Anna_8": "Anna", "Bo_1": "Bo", "Bo_2": "Bo", "Cy": "Cy"},
    }
    found = {name: {who: SimpleNamespace(name=called) for who, called in each.items()} for name, each in by_set.items()}
    assert [*grades.in_several_rows(found)] == [("Anna", ["Anna_1", "Anna_2", "Anna_8"])]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "|cmd", "%0a", "\uff1d1"])
def test_no_cell_is_a_formula(text):
    (cell,) = next(csv.reader([grades.as_csv([[text]]).decode("utf-8-sig")]))
    assert cell.startswith("'")


@pytest.mark.parametrize("text", ["Li;=1+1", "Li; =1", 'Li;"=1+1"', "Li\t+1+1", "Li, -1+1", "Li;@SUM(A1);=1"])
@pytest.mark.parametrize("delimiter", ",;\t")
def test_no_cell_is_a_formula_where_a_spreadsheet_takes_another_delimiter(text, delimiter):
    line = grades.as_csv([["4711", text, ""]]).decode("utf-8-sig")
    (cells,) = csv.reader([line], delimiter=delimiter)
    assert not [cell for cell in cells if cell.strip(' "').startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("text", ["-1.5", "3", "2026-11-01T10:00:00+00:00", "Li", "O'Neill", "graded", "Li; A"])
def test_what_is_no_formula_stays(text):
    assert grades.no_formula(text) == text


# Lateness


BERLIN = timezone(timedelta(hours=1))


def dated(student, date):
    handed_in.write(FIRST, student, replace(handed_in.read(FIRST, student), date=date))


def penalize(classroom):
    with (classroom / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')


def exported():
    """The points of each student in nbgrader's own export."""
    with nbgrader().gradebook as book:
        CsvExportPlugin(to="export.csv").export(book)
    with open("export.csv") as table:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(table)}


@pytest.mark.parametrize("where", ["due.toml", "gradebook"])
def test_lateness_is_one_number_everywhere(classroom, where):
    penalize(classroom)
    for student, date in {ADA: "2026-11-01T12:00:00+01:00", BO: "2026-11-01T12:00:01+01:00"}.items():
        dated(student, date)
    if where == "due.toml":
        lateness.DUE.write_text(f"{FIRST} = 2026-11-01T12:00:00+01:00\n")
    else:
        with nbgrader().gradebook as book:
            book.update_or_create_assignment(FIRST, duedate="2026-11-01 11:00:00 UTC")
    found = rows()
    points = {student: float(row[f"{FIRST} points"] or 0) for student, row in found.items()}
    assert points[ADA] == 13 and points[BO] == 0 and points[CY] == 10
    assert exported() == {student: given for student, given in points.items() if student in exported()}
    shown = {student: page.select_one(".total").text for student, page in pages().items()}
    assert [shown[ADA], shown[BO], shown[CY]] == ["13 of 15 points", "0 of 15 points", "10 of 15 points"]
    assert [found[name][f"{FIRST} late"] for name in (ADA, BO, CY)] == ["no", "yes", ""]
    give(BO, 2)  # what is read later does not count either
    assert float(rows()[BO][f"{FIRST} points"]) == exported()[BO] == 0


def test_lateness_is_told(classroom, capsys):
    lateness.DUE.write_text(f"{FIRST} = 2026-11-01\nps2_shapes = '2026-11-01 18:00'\n")
    dated(BO, "2026-11-03T02:00:00")  # no time zone: that of the due date
    bo = pages()[BO].text
    assert "late by 1 day 2 h; it was due 2026-11-01 23:59 UTC" in bo
    how_many = "1 of 4 that are graded were late; of 3 nobody knows, since their download has no date"
    report.main(FIRST)
    grades.main()
    assert how_many in capsys.readouterr().out
    assert f"; {how_many}." in (report.REPORT / f"{FIRST}.html").read_text(encoding="utf-8")
    lateness.DUE.write_text(f"{FIRST} = soon")
    with pytest.raises(SystemExit, match="write a line like this"):
        grades.main()


@pytest.fixture
def in_berlin(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one time zone")
def test_dates_without_a_time_zone_are_in_this_machines_on_their_day(classroom, in_berlin):
    lateness.DUE.write_text(f"{FIRST} = 2026-10-24\n")
    dated(BO, "2026-10-25T12:00:00")  # clocks were set back in the night
    bo = pages()[BO].text
    assert "Handed in 2026-10-25 12:00 UTC+0100, late by 13 h; it was due 2026-10-24 23:59 UTC+0200" in bo
    lateness.DUE.unlink()
    with nbgrader().gradebook as book:
        book.update_or_create_assignment(FIRST, duedate="2026-10-25 11:30:00 UTC")
    assert rows()[BO][f"{FIRST} late"] == "no"
    dated(BO, "2026-10-25T12:31:00")
    assert rows()[BO][f"{FIRST} late"] == "yes"


def test_a_line_of_due_toml_that_is_gone_counts_no_more(classroom, capsys):
    penalize(classroom)
    dated(BO, "2026-11-03T12:00:00+01:00")
    lateness.DUE.write_text(f"{FIRST} = 2026-11-01\n")
    assert rows()[BO][f"{FIRST} points"] == "0"
    grade.main(FIRST, unprotected=True)
    assert "Bo_Li: 10 of 15, 10 points off, since it was late" in capsys.readouterr().out
    lateness.DUE.unlink()
    assert rows()[BO][f"{FIRST} points"] == "10" == f"{exported()[BO]:g}"


def test_an_extension_moves_either_date(classroom):
    dated(BO, "2026-11-03T12:00:00+01:00")
    with nbgrader().gradebook as book:
        book.grant_extension(FIRST, BO, days=2)
    assert rows()[BO][f"{FIRST} late"] == ""  # of no date
    lateness.DUE.write_text(f"{FIRST} = 2026-11-01\n")
    assert rows()[BO][f"{FIRST} late"] == "no"
    with nbgrader().gradebook as book:
        book.grant_extension(FIRST, ADA, days=1)  # the first in the list
    report.main(FIRST)
    assert "Due 2026-11-01 23:59 UTC" in (report.REPORT / f"{FIRST}.html").read_text(encoding="utf-8")
    for encoding in "utf-8-sig", "utf-16", "cp1252":  # as editors of Windows write
        lateness.DUE.write_text(f"{FIRST} = 2026-10-31  # für alle\n", encoding=encoding)
        assert rows()[BO][f"{FIRST} late"] == "yes"


def test_a_fault_in_due_toml_costs_no_grade(classroom):
    (grade.AUTOGRADED / BO / FIRST / grade.GRADED).unlink()  # it is to be graded anew
    for line, said in {
        f"{FIRST} = soon": "write a line like this",
        "ps1_strid = 2026-11-01": "no problem set ps1_strid",
    }.items():
        lateness.DUE.write_text(line)
        for main in grade.main, feedback.main, report.main:
            with pytest.raises(SystemExit, match=f"due.toml: .*{said}"):
                main(FIRST)
    lateness.DUE.unlink()
    assert rows()[ADA][f"{FIRST} points"] == "13"


def test_the_systems_word_counts_where_there_is_no_date():
    due = datetime(2026, 11, 1, 12, tzinfo=BERLIN)
    assert lateness.lateness(None, due, said=True).late and str(lateness.lateness(None, due, said=True)) == "late"
    assert lateness.lateness(None, due).late is None and str(lateness.lateness(None, due)) == ""
    late = lateness.lateness(datetime(2026, 11, 1, 11, 30, tzinfo=timezone.utc), due)
    assert str(late) == "late by 30 min"


@pytest.mark.parametrize("seconds, words", [(1, "1 min"), (3600, "1 h"), (90000, "1 day 1 h"), (86400 * 9, "9 days")])
def test_durations_in_words(seconds, words):
    assert lateness.duration(seconds) == words


# Reading


def test_the_pile_has_what_somebody_wrote_and_parts_share_it(classroom):
    pile = answers()
    assert {answer.student for answer in pile} >= {ADA, BO, CY} and len(pile) == 4
    parts = [[answer.student for answer in answers(part=(number, 3))] for number in (1, 2, 3)]
    assert sorted(sum(parts, [])) == sorted(answer.student for answer in pile) and max(map(len, parts)) == 2


def test_what_is_given_is_in_the_gradebook_and_the_old_page_is_gone(classroom):
    pages()
    give(ADA, 1.5, "Well said.")
    assert not (feedback.FEEDBACK / ADA / FIRST).exists()
    assert rows()[ADA][f"{FIRST} points"] == "14.5" and exported()[ADA] == 14.5
    page = pages()[ADA]
    assert page.select_one(".total").text == "14.5 of 15 points" and "Well said." in page.text
    assert "not read yet" not in page.text


def test_what_is_given_outlives_the_gradebook(classroom):
    give(ADA, 1.5, "Well said.")
    (classroom / "grading" / "gradebook.db").unlink()
    grade.main(FIRST, unprotected=True)
    assert rows()[ADA][f"{FIRST} points"] == "14.5" and "Well said." in pages()[ADA].text


@pytest.mark.parametrize(
    "code, standing, to_look_at", [(RIGHT, "3 of 3", False), (f"{STRIDE_FORGOTTEN}  # again", "1.5 of 3", True)]
)
def test_points_by_hand_for_code_that_is_handed_in_again(code, standing, to_look_at, classroom, capsys, monkeypatch):
    """They go if the new code earns as many; else they stay, and `make read`, which shows no code, says so."""
    with nbgrader().gradebook as book:
        book.find_grade("test_writers", "stride", FIRST, BO).manual_score = 1.5
        book.db.commit()
    with zipfile.ZipFile("again.zip", "w") as archive:
        archive.writestr("Bo Li_102_assignsubmission_file_/stride.ipynb", submitted(code, "No idea."))
    collect.main(FIRST, classroom / "again.zip")
    grade.main(FIRST, unprotected=True)
    (bo,) = results.results(FIRST, BO)
    assert next(each.standing for each in bo.questions if each.name == "test_writers").startswith(standing)
    monkeypatch.setattr(reading.asyncio, "run", lambda served: served.close())
    reading.main(FIRST, browser=False)
    said = "look at it in Formgrader: Bo_Li (ps1_stride, test_writers)"
    assert (said in capsys.readouterr().out) == to_look_at


@pytest.mark.parametrize("text, to_read", [("No idea.", False), ("No idea at all.", True)])
def test_a_text_is_read_again_only_if_it_is_another(text, to_read, classroom):
    give(BO, 1.5, "Nearly.")
    with zipfile.ZipFile("again.zip", "w") as archive:
        archive.writestr("Bo Li_102_assignsubmission_file_/stride.ipynb", submitted(RIGHT, text))
    collect.main(FIRST, classroom / "again.zip")
    grade.main(FIRST, unprotected=True)
    (bo,) = results.results(FIRST, BO)
    read = bo.questions[-1]
    assert (read.points, read.comment, read.unread) == (1.5, "Nearly.", to_read) and bo.points == 14.5


def test_what_a_newer_course_shows_of_the_same_notebook_is_not_read_again(classroom):
    """As when it began to show the cells beside a text with it."""
    give(BO, 1.5)
    mark = grade.AUTOGRADED / BO / FIRST / grade.GRADED
    before = json.loads(mark.read_text())
    answers = before["answers"] | {"bug_report": "half of it"}
    mark.write_text(json.dumps(before | {"answers": answers, "depends on": "an older course"}))
    grade.main(FIRST, unprotected=True)
    (bo,) = results.results(FIRST, BO)
    assert (bo.questions[-1].points, bo.questions[-1].unread) == (1.5, False)


def test_what_was_read_stays_read_where_grading_stopped_midway(classroom, monkeypatch):
    """After nbgrader wrote its grades, before what people gave was put back."""
    give(BO, 1.5)
    mark = grade.AUTOGRADED / BO / FIRST / grade.GRADED
    mark.write_text(json.dumps(json.loads(mark.read_text()) | {"depends on": "an older course"}))
    with monkeypatch.context() as patch, pytest.raises(SystemExit, match="the disk is full"):
        patch.setattr(grade.gradebook, "put_back", full)
        grade.main(FIRST, unprotected=True)
    grade.main(FIRST, unprotected=True)
    (bo,) = results.results(FIRST, BO)
    assert (bo.questions[-1].points, bo.questions[-1].unread) == (1.5, False)


def test_a_set_that_was_taken_out_stops_no_table_and_no_reader(classroom, capsys):
    for name in FIRST, ".ipynb_checkpoints":
        (handed_in.SUBMITTED / BO / name).mkdir(exist_ok=True)
    shutil.move(classroom / "exercises" / FIRST, classroom / "exercises" / ".aside")
    (handed_in.SUBMITTED / BO / "ps2_shapes").mkdir()
    assert rows()[BO]["ps2_shapes maximum"] and not answers()
    assert f"not in it, since there is no such problem set: {FIRST}\n" in capsys.readouterr().out


def test_nobody_reads_what_was_dropped(classroom):
    shutil.rmtree(handed_in.SUBMITTED / BO)
    assert {answer.student for answer in answers()} & {ADA, BO, CY} == {ADA, CY}


def test_two_readers(classroom):
    (mine,) = (answer for answer in answers() if answer.student == ADA)
    looked_at = reading.seen(mine)
    give(ADA, 2)  # the other one
    with pytest.raises(reading.Changed, match="just written"):
        reading.save(nbgrader(), mine, 0, "", looked_at)
    (mine,) = (answer for answer in answers() if answer.student == ADA)
    with pytest.raises(reading.Changed, match="Somebody has given 2 points"):
        reading.save(nbgrader(), mine, 0, "", looked_at)
    assert rows()[ADA][f"{FIRST} points"] == "15"


@pytest.fixture
def reader(classroom):
    """The address of the page, served while a test runs."""
    loop, address, there = asyncio.new_event_loop(), [], threading.Event()

    def ready(url):
        address.append(url)
        there.set()

    task = loop.create_task(reading.serve(FIRST, (1, 1), 0, ready))

    def run():
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            pass

    thread = threading.Thread(target=run)
    thread.start()
    assert there.wait(60)
    yield address[0]
    loop.call_soon_threadsafe(task.cancel)
    thread.join()


def fetched(url, **form):
    data = urllib.parse.urlencode(form).encode() if form else None
    with urllib.request.urlopen(url, data) as page:
        return BeautifulSoup(page.read(), "html.parser")


def test_the_page_for_reading(reader):
    page = fetched(reader)
    assert "a symmetric kernel" in page.select_one("[aria-label='Mark scheme']").text
    assert "must be rotated by 180 degrees" in page.select_one("[aria-label=Answer]").text
    assert not page.select("pre, script") and "def " not in page.text  # no code cells
    where = urllib.parse.urljoin(reader, page.form["action"])
    seen = page.select_one("[name=seen]")["value"]
    too_many = fetched(where, seen=seen, points="3")
    assert "points go from 0 to 2" in too_many.select_one("[role=alert]").text
    for odd in "abc", " ", "nan", "1/2":
        assert (
            f"this is {odd.strip() or 'empty'}" in fetched(where, seen=seen, points=odd).select_one("[role=alert]").text
        )
    after = fetched(where, seen=seen, points="1,5", comment="Fine")
    assert "1 of 4 read" in after.text and "No idea." in after.text
    stale = fetched(where, seen=seen, points="0")
    assert "Somebody has given 1.5 points" in stale.select_one("[role=alert]").text
    assert rows()[ADA][f"{FIRST} points"] == "14.5"
    cy = fetched(where.replace(f"student={ADA}", f"student={CY}"))
    assert "[link](javascript:alert(1))" in cy.select_one("[aria-label=Answer] code").text  # as it was typed
    assert not cy.select("script, img, .answer a")
    with pytest.raises(urllib.error.HTTPError):
        fetched(re.sub(r"/[^/]+/$", "/guess/", reader))


def locked(*_):
    raise OSError("database is locked")


@pytest.mark.parametrize("trouble, words", [(full, "the disk is full"), (locked, "another program is writing")])
def test_a_full_disk_or_another_program_keeps_what_a_reader_typed(trouble, words, reader, monkeypatch):
    page = fetched(reader)
    where, seen = urllib.parse.urljoin(reader, page.form["action"]), page.select_one("[name=seen]")["value"]
    monkeypatch.setattr(reading, "settle", trouble)
    said = fetched(where, seen=seen, points="1.5", comment="Fine")
    assert f"Not saved: {words}" in said.select_one("[role=alert]").text
    assert said.select_one("[name=points]")["value"] == "1.5" and said.select_one("[name=comment]").text == "Fine"


# The report


def test_the_report_says_what_to_teach_again(classroom):
    report.main(FIRST)
    page = BeautifulSoup((report.REPORT / f"{FIRST}.html").read_text(encoding="utf-8"), "html.parser")
    assert "5 handed in, 4 graded" in page.text
    assert re.sub(r"\s+", " ", page.ol.li.text) == "50 % (2 of 4): the stride forgotten in 4. Who wrote this number?"
    assert re.search(r"Fewest points: 4\. Who wrote this number\? \(50.%\)\.", page.text)
    bar = page.select_one("#test_writers [role=img]")
    assert bar["aria-label"] == "2 have all 3 points, 0 some, 2 none, 0 are not read yet"
    assert [part.text for part in bar.select("span")] == ["2", "2"]
    assert "4 still to be read" in page.select_one("#bug_report").text
    assert "Dan: the file is no notebook" in page.text
    assert not page.select("script, link, img")
    same = [item.text for item in page.select("ul")[-1].select("li")]
    (mock,) = (result.name for result in results.results(FIRST) if result.id == "105")
    said = "the same code throughout, but for names and layout: "
    assert sorted(same) == sorted([f"{said}Ada Lovelace, {mock}", f"{said}Bo Li, Cy"])


@pytest.mark.parametrize("ended_by", ["work", "clock"])
def test_the_report_names_who_ran_out_of_time(ended_by):
    said = {"ada": "✓ Right", "bo": f"No points: places {reason(SimpleNamespace(ended_by=ended_by), 5)}."}
    answers = {student: report.Answers({}, {}, {"test_places": words}) for student, words in said.items()}
    question = results.Question("test_places", "Places", 2, 0)
    found = [results.Result(student, FIRST, handed_in.HandedIn(student), (question,)) for student in said]
    assert report.summary(0, found, answers).timed_out == ["bo"]


@pytest.mark.parametrize(
    "said, why",
    [
        ("stops with NameError.", "stops with NameError"),
        ("is not defined; a cell stops with SyntaxError: ':'.", "is not defined; a cell stops with SyntaxError"),
        ("does not come to an end in 0.5 seconds.", "does not come to an end in 0.5 seconds"),
        ("gives a wrong result, for those that you see.", "gives a wrong result, for those that students see"),
    ],
)
def test_the_report_says_why_there_are_no_points(said, why):
    assert report.why_no_points(f"Not yet. f(1): 2 No points: places and stride_of {said}") == why
    assert report.why_no_points("✓ Right: passed all tests.") is None


def test_the_report_names_what_is_made_too_late():
    said = f"places(1, 1) raised NameError: helper {BELOW}; cells run from top to bottom: move it up."
    assert report.classic_mistake("places", said) == "what it calls is made in a cell further below"


@pytest.mark.parametrize("maximum, last", [(15, "15"), (100, "98 to 100")])
def test_nobody_is_left_out_of_the_histogram(maximum, last):
    graded = [SimpleNamespace(maximum=maximum, points=points) for points in (0, maximum - 0.5, maximum)]
    assert sum(count for _, count in report.histogram(graded)) == 3
    graded += [SimpleNamespace(maximum=maximum, points=1.2 * maximum)]  # by hand
    *_, (words, count) = report.histogram(graded)
    assert words == f"{last} and more" and sum(count for _, count in report.histogram(graded)) == 4


def test_namesakes_are_told_apart_in_the_report():
    people = {"Anna_S._106": "Anna S.", "Anna_S._107": "Anna S.", "Bo": "Bo Li"}
    found = [results.Result(student, FIRST, handed_in.HandedIn(name), ()) for student, name in people.items()]
    assert [*report.told_apart(found).values()] == ["Anna_S._106", "Anna_S._107", "Bo Li"]


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("def f(a, b):\n    return a + b", 'def f(x, y):\n    "Adds."\n    # so\n    return x+y', True),
        ("def f(a, b):\n    return a + b", "def f(a, b):\n    return a - b", False),
        ("def f(a, b):\n    return a + b", "def f(a, b):\n    return b + a", False),
        ("def f(a):\n    return np.sum(a)", "def f(a):\n    return np.max(a)", False),
        ("def f(a):\n    t = a\n    return t", "def f(q):\n    out = q\n    return out", True),
    ],
)
def test_alike(one, other, same):
    assert (alike.normal_form(one) == alike.normal_form(other)) == same


@pytest.mark.parametrize("odd", ["(" * 9999, "-" * 9999 + "1", "x\0", "def f(:", "a" + ".b" * 9000, "1" * 15000])
def test_odd_code_is_alike_to_nothing_and_stops_nothing(odd):
    alike.normal_form(odd)
    assert alike.groups({"ada": None, "bo": None}) == []


# Back to Moodle


def test_the_way_back(classroom, capsys):
    upload.main(FIRST, "moodle")
    with zipfile.ZipFile(upload.UPLOAD / FIRST / "moodle-feedback.zip") as archive:
        for result in results.results(FIRST):
            page = archive.read(f"{result.record.entry}/stride.html").decode()
            who = BeautifulSoup(page, "html.parser").select_one(".who").text
            assert who == result.name
        assert len(archive.namelist()) == len(HANDED_IN)
    with open(upload.UPLOAD / FIRST / "moodle.csv", encoding="utf-8", newline="") as table:
        given = {row["Identifier"]: row["Grade"] for row in csv.DictReader(table)}
    assert given == {"Participant 101": "13", "Participant 102": "10", "Participant 103": "10", "Participant 105": "13"}
