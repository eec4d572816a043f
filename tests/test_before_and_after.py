"""A class that takes the test of understanding before and after: graded, given back, reported."""

import re
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from classroom import empty_class
from course import ROOT, read
from test_grading import gradebook

from tconv_lib.teach.grader import alike, collect, feedback, gain, grade, grades, report
from tconv_lib.teach.understanding import FORMS, items, name_of, set_of

ITEMS = items()
BEFORE, AFTER = map(set_of, FORMS)
ZEROS = "as many zeros as the stride"
"""A mistake of question 2, which ada makes in both forms, and bo in the first."""


def letters(form, **mistakes):
    """{name of an answer: letter}, right but for these mistakes: q2="as many zeros as the stride"."""
    found = {name_of(form, number): item.right(form) for number, item in enumerate(ITEMS, 1)}
    for question, mistake in mistakes.items():
        number = int(question[1:])
        by_mistake = {words: letter for letter, words in ITEMS[number - 1].mistakes(form).items()}
        found[name_of(form, number)] = by_mistake[mistake] if mistake else ""
    return found


def submission(form, answers):
    """The exercise with these letters, or with other code."""
    notebook = read(ROOT / "exercises" / set_of(form) / f"{form}.ipynb")
    for cell in notebook.cells:
        if cell.id in answers:
            said = answers[cell.id]
            cell.source = f'{cell.id} = "{said}"' if len(said) < 2 else said
    return nbformat.writes(notebook)


LENGTH = "size times stride, whatever the kernel is"
HANDED_IN = {
    "before": {
        "ada": letters("before", q1=None, q2=ZEROS, q3=LENGTH),
        "bo": letters("before", q1=None, q2=ZEROS)
        | {"before_5": "before_5 = ' A '", "before_6": "before_6 = c", "before_7": 'before_7 = "e"'},
        "cy": letters("before"),
        "empty": {},
    },
    "after": {
        "ada": letters("after", q1=None, q2=ZEROS),
        "bo": letters("after"),
        "dan": letters("after", q2=ZEROS),
    },
}


@pytest.fixture(scope="module")
def graded_class(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        root = empty_class(tmp_path_factory.mktemp("class"), patch)
        for form, answers in HANDED_IN.items():
            for student, said in answers.items():
                place = root / "in" / form / student / f"{form}.ipynb"
                place.parent.mkdir(parents=True)
                place.write_text(submission(form, said), encoding="utf-8")
            collect.main(set_of(form), root / "in" / form)
            grade.main(set_of(form), unprotected=True)
    return root


@pytest.fixture
def classroom(graded_class, monkeypatch):
    monkeypatch.chdir(graded_class)


def page(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def text(element):
    return re.sub(r"\s+", " ", element.text).strip()


def test_each_right_letter_is_a_point(classroom):
    with gradebook() as book:
        found = {
            (form, name): book.find_submission(set_of(form), name).score
            for form, said in HANDED_IN.items()
            for name in said
        }
    assert found == {
        ("before", "ada"): 12, ("before", "bo"): 11, ("before", "cy"): 15, ("before", "empty"): 0,
        ("after", "ada"): 13, ("after", "bo"): 15, ("after", "dan"): 14,
    }  # fmt: skip


def test_feedback_names_the_misconception_and_the_cell_that_meets_it(classroom):
    feedback.main(BEFORE)
    bo = page(feedback.FEEDBACK / "bo" / BEFORE / "before.html")
    reasons = {number: text(bo.select_one(f"#test_before_{number} .reason")) for number in (1, 2, 6, 7)}
    letter = letters("before", q2=ZEROS)["before_2"]
    assert reasons == {
        1: "No points: before_1 is not answered.",
        2: f"No points: before_2 is {letter}, a classic: {ZEROS} (notebook 01, cell insertion).",
        6: "No points: before_6 is not defined; a cell stops with NameError: name 'c' is not defined when all cells "
        "run from top to bottom, with tests as they were handed out.",
        7: "No points: before_7 is none of the choices.",
    }
    assert len(bo.select(".reason")) == 4


@pytest.mark.parametrize("problem_set", [BEFORE, AFTER])
def test_the_report_shows_before_and_after_of_those_who_took_both(problem_set, classroom):
    report.main(problem_set)
    shown = page(report.REPORT / f"{problem_set}.html")
    assert "Of the 2 who are graded in both." in shown.text
    rows = {row.th.text: [text(cell) for cell in row.select("td")] for row in shown.table.select("tbody tr")}
    assert len(rows) == 16
    assert rows["1. One number more"] == ["0 %", "50 %", "0.50", ""]
    zeros = f"{ZEROS} (notebook 01, cell insertion): 2 before, 1 after"
    assert rows["2. Zeros between neighbours"] == ["0 %", "50 %", "0.50", zeros]
    length = f"{LENGTH} (notebook 01, cell length): 1 before, 0 after"
    assert rows["3. The full result"] == ["50 %", "100 %", "1.00", length]
    assert rows["4. Sizes that one may ask for"] == ["100 %", "100 %", "–", ""]
    assert rows["All questions"][:3] == ["77 %", "93 %", "0.71"]


def test_the_report_says_what_to_teach_again(classroom):
    report.main(AFTER)
    first = page(report.REPORT / f"{AFTER}.html").ol.li
    assert text(first) == f"67 % (2 of 3): {ZEROS} (notebook 01, cell insertion) in 2. Zeros between neighbours"


def test_its_points_count_in_no_sum(classroom):
    grades.main()
    assert re.search(r"^ada,.*,12,15,.*,0$", grades.GRADES.read_text(encoding="utf-8-sig"), re.M)


def test_the_same_letters_are_no_sign_of_copying():
    assert alike.same_code(['before_1 = "a"', "before_2 = 'B'"]) is None


@pytest.mark.parametrize("name", ["ps1_stride", "ps0_other", "mine_before", "before"])
def test_only_a_set_with_its_other_form_is_a_pair(name, classroom):
    assert gain.pair(name) is None


def test_a_gain_needs_somebody_in_both(classroom, monkeypatch):
    monkeypatch.setattr(report, "results", lambda name: [SimpleNamespace(student=name, not_graded="")])
    assert report.before_and_after(AFTER) == (0, [])
