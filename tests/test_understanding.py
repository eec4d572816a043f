"""The test of understanding: two forms that ask the same, with answers that pages give."""

import json
import re
import shutil
from html import unescape

import nbformat
import pytest
from course import NOTEBOOKS, ROOT, read

from tconv_lib.teach import forms, learned
from tconv_lib.teach.publish import understanding
from tconv_lib.teach.understanding import FORMS, LETTERS, asked, gain, items, name_of, set_of

ITEMS = items()
each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.ask.__name__)


def test_there_are_fifteen_questions():
    assert len({item.ask for item in ITEMS}) == 15


@each_item
def test_both_forms_have_the_same_misconceptions_and_other_words(item):
    before, after = (item.asked(form) for form in FORMS)
    assert before.text != after.text or before.wrong != after.wrong
    assert sorted(before.wrong.values()) == sorted(after.wrong.values())
    assert len(before.wrong) == 3


@each_item
def test_a_cell_of_a_page_answers_it(item):
    page = next(path for path in NOTEBOOKS if path.stem.startswith(item.page))
    assert item.cell in [cell.id for cell in read(page).cells]


def test_the_place_of_a_choice_says_nothing():
    for form in FORMS:
        letters = [item.right(form) for item in ITEMS]
        assert all(1 <= letters.count(letter) <= 6 for letter in LETTERS), letters


def test_a_misconception_that_is_right_is_refused():
    with pytest.raises(ValueError, match="the same"):
        asked("?", 3, [(3, "right, in truth"), (4, "wrong")])


def test_it_is_written_for_paper_and_the_forms_give_nothing_away(tmp_path):
    understanding.main(tmp_path)
    before, after, key = (
        unescape((tmp_path / f"{name}.html").read_text(encoding="utf-8")) for name in ("before", "after", "key")
    )
    for item in ITEMS:
        for mistake in item.asked("before").wrong.values():
            assert mistake in key and mistake not in before + after
        assert item.thread in key
    assert "12 questions come from threads" in " ".join(key.split())
    assert before.count("<ol>") == after.count("<ol>") == 16


@each_item
def test_its_thread_is_one_that_a_page_tells_of(item):
    repository, _, number = item.thread.partition("#")
    words = "\n".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS)
    assert re.search(rf"{repository}(#|/issues/|/pull/){number}\b", words) or not item.thread


def test_the_readme_says_how_many_come_from_bug_reports():
    found = [item for item in ITEMS if item.thread]
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"{len(found)} of its {len(ITEMS)} questions come from {len({i.thread for i in found})} threads" in readme


@pytest.mark.parametrize("form", FORMS)
def test_the_problem_sets_are_the_questions(form):
    solution = read(ROOT / "solutions" / set_of(form) / f"{form}.ipynb")
    cells = [(cell.id, cell.source) for cell in forms.cells(form)]
    assert [(cell.id, cell.source) for cell in solution.cells] == cells, "run: make exercises notebooks"


@pytest.mark.parametrize("form", FORMS)
def test_what_is_handed_out_gives_nothing_away(form):
    exercise = (ROOT / "exercises" / set_of(form) / f"{form}.ipynb").read_text(encoding="utf-8")
    for number, item in enumerate(ITEMS, 1):
        name = name_of(form, number)
        assert f'{name} = \\"\\"' in exercise and f'{name} = \\"{item.right(form)}' not in exercise
        assert not [mistake for mistake in item.asked(form).wrong.values() if mistake in exercise]
        assert f"cell {item.cell}" not in exercise
        assert item.asked(form).text.replace('"', '\\"') in exercise


@pytest.mark.parametrize("before, after, gained", [(0, 1, 1), (0.5, 0.75, 0.5), (0.5, 0.25, -0.5), (1, 1, None)])
def test_normalised_gain(before, after, gained):
    assert gain(before, after) == gained


# A learner alone


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where somebody learns: the course with unanswered exercises."""
    for name in ("notebooks", "solutions"):
        (tmp_path / name).symlink_to(ROOT / name)
    for form in FORMS:
        shutil.copytree(ROOT / "exercises" / set_of(form), tmp_path / "exercises" / set_of(form))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(form, letters):
    """Save these answers, {number: letter}, as a person would write them."""
    path = learned.path_of(form)
    notebook = read(path)
    for cell in notebook.cells:
        for number, letter in letters.items():
            if cell.id == name_of(form, number):
                cell.source = f"{cell.id} = '{letter.upper()}'"
    nbformat.write(notebook, path)


def test_fewer_right_answers_than_before_are_no_negative_share(folder, capsys):
    answer("before", {number: item.right("before") for number, item in enumerate(ITEMS, 1)})
    answer("after", {1: ITEMS[0].right("after")})
    learned.main()
    assert "That is fewer. Look at what you changed your mind on." in capsys.readouterr().out


def test_a_learner_sees_what_the_course_changed(folder, capsys):
    wrong = {number: min(item.mistakes("before")) for number, item in enumerate(ITEMS, 1)}
    answer("before", wrong | {1: ITEMS[0].right("before"), 2: ""})
    learned.main()
    said = capsys.readouterr().out
    assert "14 of 15 questions are answered" in said and "right" not in said.replace("What was right is", "")

    right = {number: item.right("after") for number, item in enumerate(ITEMS, 1)}
    letter, mistake = min(ITEMS[2].mistakes("after").items())
    answer("after", right | {3: letter, 4: ""})
    learned.main()
    said = capsys.readouterr().out
    assert re.search(r"^ 1\. One number more +right +right$", said, re.M)
    assert re.search(r"^ 2\. Zeros between neighbours +– +right$", said, re.M)
    assert "Right: 1 of 15 before, 13 after." in said and "86 %" in said
    assert (
        f" 3. The full result. You said: {mistake}\n    notebooks/01_stride_zero_insertion.ipynb#cell-id=length" in said
    )
    assert " 4. Sizes that one may ask for\n    notebooks/02" in said


def test_without_the_first_form_nothing_is_gained(folder, capsys):
    answer("after", {1: ITEMS[0].right("after")})
    learned.main()
    assert "nobody can tell what the course changed" in capsys.readouterr().out


def test_a_form_that_an_editor_without_ids_saved(folder, capsys):
    right = {number: item.right("after") for number, item in enumerate(ITEMS, 1)}
    answer("after", right | {1: ""})
    path = learned.path_of("after")
    notebook = json.loads(path.read_text(encoding="utf-8")) | {"nbformat_minor": 0}
    for cell in notebook["cells"]:
        cell["metadata"] = {"id": cell.pop("id")}
    path.write_text(json.dumps(notebook))
    learned.main()
    assert f"Right: 0 of 15 before, {len(ITEMS) - 1} after." in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{", "[]", '{"nbformat": 4, "cells": [{"cell_type": "code"}]}'])
def test_what_is_no_form_is_told_so(text, folder):
    learned.path_of("before").write_text(text)
    with pytest.raises(SystemExit, match="before.ipynb is no notebook that can be read here"):
        learned.main()


def test_the_copy_that_students_get_cannot_tell(folder, monkeypatch):
    (folder / "solutions").unlink()
    items.cache_clear()
    with pytest.raises(SystemExit, match="which this copy of the course lacks"):
        learned.main()
    items.cache_clear()
