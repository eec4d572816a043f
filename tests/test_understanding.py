"""The test of understanding: two forms that ask the same, with answers that pages give."""

from html import unescape

import pytest
from course import NOTEBOOKS, read

from tconv_lib.teach.publish import understanding
from tconv_lib.teach.publish.understanding import FORMS, ITEMS, asked

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
        places = [item.choices(form).index(item.asked(form).right) for item in ITEMS]
        assert all(1 <= places.count(place) <= 6 for place in range(4)), places


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
    assert before.count("<ol>") == after.count("<ol>") == 16
