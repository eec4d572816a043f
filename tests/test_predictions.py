"""Predictions: every question of every page answered rightly and wrongly, and nowhere its answer in sight before."""

import json
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from html import unescape
from pathlib import Path

import nbformat
import numpy as np
import pytest
from course import NOTEBOOKS, read
from playwright.sync_api import expect
from test_touch import SETTLED

from tconv_lib import predictions
from tconv_lib.explore import explore
from tconv_lib.figures import covered, figure, grid, table
from tconv_lib.memory import forget, recall, remember
from tconv_lib.predictions import Reply, ask, click, places, questions
from tconv_lib.teach.notebooks import questions_of

PLACES = [*places(NOTEBOOKS[0].parent)]
ASKING = [path for path in NOTEBOOKS if path.stem in {place["page"] for place in PLACES}]
each_page = pytest.mark.parametrize("path", ASKING, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def memory(tmp_path, monkeypatch):
    monkeypatch.setattr("tconv_lib.memory.MEMORY", tmp_path / "predictions.jsonl")
    monkeypatch.setattr("tconv_lib.memory._unwritten", [])
    return tmp_path / "predictions.jsonl"


@pytest.fixture(autouse=True)
def replies(monkeypatch):
    """Those of the pages, and what is said to a question of these tests."""
    known = predictions.replies() | dict.fromkeys(("?", "one?"), Reply("so it is"))
    monkeypatch.setattr(predictions, "replies", lambda: known)
    return known


def questions_in(path):
    return [place["question"] for place in PLACES if place["page"] == path.stem]


@cache
def asked(path):
    return questions_of(read(path))


def text(html):
    """What HTML says."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))).replace("\u00a0", " ")


# The questions of the pages


@each_page
@pytest.mark.no_cover  # it runs the page
def test_every_question_knows_classic_mistakes(path):
    assert [id for id, each in asked(path).items() if not each.wrong] == []


@each_page
def test_half_of_the_questions_with_a_picture_are_answered_on_it(path):
    pictured = [each for each in asked(path).values() if each.show]
    assert 2 * sum(each.kind == "click" for each in pictured) >= len(pictured)


@each_page
def test_no_text_asks_to_predict_what_cannot_be_entered(path):
    assert not [cell.id for cell in read(path).cells if "**Predict" in cell.source]


@each_page
def test_a_page_as_it_is_committed_shows_no_answer(path):
    cells = {cell.id: cell for cell in read(path).cells}
    for id, each in asked(path).items():
        assert cells[id].metadata.get("jupyter") == {"source_hidden": True}, f"{id}: fold the code, it has the answer"
        html = cells[id].outputs[0].data["text/html"]
        seen = text(re.sub(r"(?s)<details>.*?</details>", "", html))
        assert "<details>" in html and text(each.because) not in seen
        assert each.before or not re.search("<table|<img", html.partition("<details>")[0])
        if each.kind == "number":
            assert each.right[0] not in re.findall(r"[\d.]+", text(each.question)), f"{id}: the question says it"


@each_page
def test_a_page_that_was_not_run_says_how_to_run_all_of_it(path):
    """The imports are in its first cell: a question that is run alone is a NameError."""
    page = path.read_text(encoding="utf-8")
    assert page.count(">To answer here: Run → Run All Cells.<") == len(asked(path)) and "Run this cell (" not in page


def printed_below(cells, id):
    """What cells print between a question and the next heading."""
    place = [cell.id for cell in cells].index(id)
    for cell in cells[place + 1 :]:
        if cell.cell_type == "markdown" and re.search("(?m)^#+ ", cell.source):
            return
        for output in cell.get("outputs", []):
            plain = output.get("text") or output.get("data", {})
            yield plain if isinstance(plain, str) else "" if "text/html" in plain else plain.get("text/plain", "")


ALONE = r"(?<![\w(:=])-?\d+(?:\.\d+)?(?![\w:,)])"  # a number, not one of code


@each_page
def test_no_line_printed_below_a_question_says_its_answer(path):
    for id, each in asked(path).items():
        if not each.options:
            said = re.findall(ALONE, " ".join(printed_below(read(path).cells, id)))
            assert not {*each.right[0].split(",")} <= {*said}, id


def test_no_two_questions_are_the_same():
    assert len({place["question"] for place in PLACES}) == len(PLACES)


# In the browser

LOOK = """(ask) => [ask.innerText, ask.querySelector(".picture").hidden || ask.querySelector(".picture").innerHTML]"""

ANSWER = """async (ask, [answers, typed]) => {
    const said = [], end = performance.now() + 20000;
    const soon = (why) => new Promise((go, stop) => setTimeout(performance.now() < end ? go : () => stop(why), 5));
    const reached = (button) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        return document.elementFromPoint(x + width / 2, y + height / 2) === button;
    };
    const press = async (words, given) => {
        if (typed) {
            ask.querySelector(".answer input").value = given;
            return ask.querySelector("form.answer").requestSubmit();
        }
        const button = [...ask.querySelectorAll(".answer button, .places button")]
            .find((button) => words === (button.ariaLabel ?? button.textContent));
        for (; !reached(button); await soon(`${ask.id}: a mouse does not reach ${words}`))
            button.scrollIntoView({ block: "center", behavior: "instant" });
        button.click();
    };
    for (const [words, given] of answers) {
        await press(words, given);
        while (ask.dataset.state === "asked" || !ask.querySelector(".next button")) await soon(ask.id);
        said.push(ask.querySelector(".verdict").innerText);
        ask.querySelector(".next button").click();
        while (ask.dataset.state !== "asked") await soon(ask.id);
    }
    return said;
}"""


@pytest.mark.parametrize("kind", ["site", "slides"])
@each_page
def test_no_answer_in_sight_before_one_is_given(path, kind, build, open_page):
    page = open_page(build / kind / f"{path.stem}.html", answered=False)
    for id, each in asked(path).items():
        for question in page.locator(f"#ask-{id}").all():
            seen, picture = question.evaluate(LOOK)
            for sentence in (each.because, *each.wrong.values()):
                assert text(predictions._html(sentence)) not in text(seen), id
            assert picture is True or each.before, id


@each_page
def test_no_sum_in_sight_at_the_start_has_the_number_that_is_asked_for(path, build, open_page):
    page = open_page(build / "site" / f"{path.stem}.html", answered=False)
    for id, each in asked(path).items():
        question = page.locator(f"#ask-{id}")
        said = {number for words in question.locator(".tag").all_inner_texts() for number in re.findall(r"\d+", words)}
        if said and each.click and each.click.kind == "cell":
            rows = question.locator(".grid").nth(each.click.grid).locator(".row:has(.cell)")
            right = {rows.nth(row).locator(".cell").nth(column).inner_text() for row, column in each.click.right}
            assert not said & right, id


@each_page
def test_every_answer_has_its_sentence(path, build, open_page):
    page = open_page(build / "site" / f"{path.stem}.html", answered=False)
    for id, each in asked(path).items():
        keys = [*{sentence: key for key, sentence in each.wrong.items()}.values(), each.right[0]]  # each sentence once
        answers = [(each.options.get(key), key.replace(",", "; ")) for key in keys]
        said = page.locator(f"#ask-{id}").evaluate(ANSWER, [answers, not each.options])
        for key, words in zip(keys, said):
            sentence = each.because if key in each.right else each.wrong[key]
            assert text(predictions._html(sentence)) in text(words), (id, key)
            assert words.startswith("Right" if key in each.right else "Not"), (id, key)


def test_a_place_is_found_by_keyboard_and_the_picture_goes_to_the_setting(build, open_page):
    page = open_page(build / "site" / "03_extra_top_left_padding.html", answered=False)
    question = page.locator("#ask-padding-view")
    slider = question.get_by_role("slider", name="output size")
    expect(slider).to_have_value("5")
    assert slider.evaluate("slider => slider.closest('[inert]') !== null")
    question.get_by_role("button", name="before the first number").focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(question.locator(".verdict")).to_contain_text("Not after the last number.")
    expect(slider).to_have_value("6")
    page.wait_for_timeout(500)  # or it is the second of two presses
    question.get_by_role("button", name="Try again").press("Enter")
    expect(slider).to_have_value("5")
    question.get_by_role("button", name="I cannot tell").click()
    expect(question.locator(".verdict")).to_contain_text("The answer: for example before the first number.")


@pytest.mark.parametrize("id", ["gaps", "agree"])
def test_tab_goes_to_what_one_answers_with_and_not_into_a_picture_that_is_locked(id, build, open_page):
    page = open_page(build / "site" / "01_stride_zero_insertion.html", answered=False)
    question = page.locator(f"#ask-{id}")
    question.scroll_into_view_if_needed()
    question.locator(".question").click()
    page.keyboard.press("Tab")
    expect(question.locator(".answering :focus, .places :focus")).to_have_count(1)
    question.get_by_role("button", name="I cannot tell").click()
    expect(question.locator(".cell[tabindex='0']").first).to_be_visible()


def test_on_a_phone_places_beyond_the_edge_are_reached_by_keys_and_by_fingers(build, open_page):
    page = open_page(build / "site" / "02_same_valid_shapes.html", answered=False)
    page.set_viewport_size({"width": 375, "height": 812})
    question = page.locator("#ask-number-line")
    sheet, places = question.locator(".sheet"), question.locator(".places button")
    first, last = places.first, places.last
    in_sight = """(button) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        return document.elementFromPoint(x + width / 2, y + height / 2) === button;
    }"""
    first.focus()
    assert first.evaluate(in_sight) and not last.evaluate(in_sight)
    for _ in range(places.count() - 1):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(in_sight, arg=last.element_handle())
    sheet.evaluate("(sheet) => sheet.scrollTo(0, 0)")
    pan = """(button) => [["pointerdown", 200], ["pointermove", 20], ["pointerup", 20]].forEach(([type, clientX]) =>
        button.dispatchEvent(new PointerEvent(type, { pointerType: "touch", clientX, bubbles: true })))"""
    places.nth(2).evaluate(pan)
    assert sheet.evaluate("(sheet) => sheet.scrollLeft") > 50


OVER_THEIR_CELLS = """(ask) => [...ask.querySelectorAll(".places button")].every((button, column) => {
    const cell = ask.querySelector(".part:last-child tbody tr:last-child").cells[column + 1]; // behind the row's name
    const [at, over] = [cell, button].map((element) => element.getBoundingClientRect());
    return Math.abs(at.left - over.left) < 1 && Math.abs(at.right - over.right) < 1;
})"""


def test_asked_again_the_places_lie_where_the_cells_have_come_to_rest(build, open_page):
    page = open_page(build / "site" / "09_layers_of_real_networks.html", answered=False)
    page.set_viewport_size({"width": 375, "height": 740})
    question = page.locator("#ask-dilation")
    for place in ("column 0", "column 2"):
        question.get_by_role("button", name=place).click()
        question.get_by_role("button", name="Try again").click()
        page.wait_for_function(OVER_THEIR_CELLS, arg=question.element_handle(), timeout=3000)


STAYS = """(ask) => {
    const inSight = (element) => {
        const { left, right, top, bottom, height } = element.getBoundingClientRect();
        return height > 0 && left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
    };
    const box = ask.querySelector(".picture");
    const wanted = [...ask.querySelectorAll(".answering > :not([hidden], :empty)")];
    scrollTo(0, scrollY + box.getBoundingClientRect().top - 60); // its upper end, and then its lower end
    const upper = wanted.every(inSight);
    scrollTo(0, scrollY + box.getBoundingClientRect().bottom - innerHeight + 60);
    return wanted.length && box.offsetHeight > innerHeight && upper && wanted.every(inSight);
}"""


@pytest.mark.parametrize("number, id, is_before", [("01", "ask-article-error", True), ("02", "ask-ask", False)])
def test_on_a_phone_what_is_said_and_what_to_press_stay_in_sight_beside_a_tall_picture(
    number, id, is_before, build, open_page
):
    (path,) = (build / "site").glob(f"{number}_*.html")
    page = open_page(path, answered=False)
    page.set_viewport_size({"width": 375, "height": 640})
    page.wait_for_function(SETTLED)
    question = page.locator(f"#{id}")
    assert question.evaluate(STAYS) or not is_before  # its picture is there from the start, or is the answer's
    question.get_by_role("button", name="I cannot tell").click()
    question.get_by_role("button", name="Ask me again").wait_for()
    assert question.evaluate(STAYS)
    assert page.evaluate("document.documentElement.scrollWidth") == 375


LOW = """(ask) => scrollTo(0, scrollY + ask.getBoundingClientRect().bottom - innerHeight)"""

OPENED = """(ask) => {
    const [picture, verdict] = [".picture", ".verdict"].map((part) => ask.querySelector(part).getBoundingClientRect());
    const end = picture.y < verdict.y ? verdict.y : innerHeight;
    const { x, y, width, height } = verdict;
    const covered = [0.1, 0.5, 0.9].filter((part) =>
        !document.elementFromPoint(x + width / 2, y + part * height).closest(".verdict"));
    return [Math.min(picture.bottom, end) - Math.max(picture.y, 0), covered];
}"""


@pytest.mark.parametrize("width", [1280, 375])
def test_what_an_answer_opens_comes_into_sight_and_covers_nothing(width, build, open_page):
    page = open_page(build / "site" / "04_full_operation.html", answered=False)
    page.set_viewport_size({"width": width, "height": 720})
    question = page.locator("#ask-channels")
    question.evaluate(LOW)
    question.get_by_role("textbox").fill("2")
    page.keyboard.press("Enter")
    question.get_by_role("button", name="Try again").wait_for()
    seen, covered = question.evaluate(OPENED)
    assert seen > 250 and covered == []


def test_on_a_phone_controls_that_wait_for_an_answer_do_not_cover_the_picture(build, open_page):
    page = open_page(build / "site" / "04_full_operation.html", answered=False)
    page.set_viewport_size({"width": 375, "height": 720})
    question = page.locator("#ask-play")
    question.evaluate(LOW)
    controls, picture = question.locator(".settings").bounding_box(), question.locator(".stage").bounding_box()
    assert controls["y"] + controls["height"] <= picture["y"]


def test_a_gap_at_an_end_strikes_through_no_name_beside_it(build, open_page):
    page = open_page(build / "site" / "04_full_operation.html", answered=False)
    places = page.locator("#ask-step-pad-code .places button")
    width = "(button) => getComputedStyle(button).borderWidth"
    assert [places.first.evaluate(width), places.last.evaluate(width)] == ["0px 0px 2px", "2px 0px 0px"]


def test_on_a_phone_what_the_answer_marks_is_scrolled_to(build, open_page):
    page = open_page(build / "site" / "02_same_valid_shapes.html", answered=False)
    page.set_viewport_size({"width": 375, "height": 812})
    question = page.locator("#ask-number-line-size")
    question.get_by_role("button", name="I cannot tell").click()
    question.get_by_role("button", name="Ask me again").wait_for()
    page.wait_for_function("document.getAnimations().length === 0")  # its cells glide to their places
    sheet = question.locator(".sheet").bounding_box()
    marks = [mark.bounding_box() for mark in question.locator(".mark").all()]
    assert len(marks) == 8 and all(
        sheet["x"] <= box["x"] <= sheet["x"] + sheet["width"] - box["width"] for box in marks
    )
    assert question.locator(".sheet").evaluate("(sheet) => sheet.scrollLeft") > 0
    assert question.locator(".said").bounding_box()["x"] == pytest.approx(sheet["x"], abs=1), "the caption stays"


def test_what_was_predicted_is_remembered_until_it_is_forgotten(build, open_page):
    page = open_page(build / "site" / "03_extra_top_left_padding.html", answered=False)
    question, list = page.locator("#ask-check-3"), page.locator(".predictions")
    for written in ("", "no idea", "4 or 5"):
        question.get_by_role("textbox").fill(written)
        page.keyboard.press("Enter")
        expect(question.locator(".verdict")).not_to_be_empty()
        expect(list).to_contain_text("0 of")
    for written in ("two", " 6x6 "):
        question.get_by_role("textbox").fill(written)
        page.keyboard.press("Enter")
        question.locator(".next button").first.click()
    page.reload()
    page.wait_for_selector("body.ready")
    expect(question).to_contain_text("Predicted before: right later.")
    expect(list).to_contain_text("1 right later")
    assert list.get_by_role("link", name="how many outputs are 0").get_attribute("href").endswith("#ask-check-3")
    list.get_by_role("button", name="Forget all").click()
    expect(list).to_contain_text("0 of")


def test_in_a_deck_the_next_key_opens_the_answer(build, open_page):
    page = open_page(build / "slides" / "03_extra_top_left_padding.html", answered=False)
    question = page.locator("#ask-crop-view")
    question.evaluate(
        "(ask) => { const { h, v } = Reveal.getIndices(ask.closest('section')); Reveal.slide(h, v, -1); }"
    )
    expect(question.locator(".verdict")).to_be_empty()
    page.keyboard.press("ArrowRight")
    expect(question.locator(".verdict")).to_contain_text("The answer: column 6.")
    page.keyboard.press("ArrowLeft")
    expect(question.locator(".verdict")).to_be_empty()


def test_in_a_deck_the_key_after_a_right_answer_goes_on(build, open_page):
    page = open_page(build / "slides" / "01_stride_zero_insertion.html", answered=False)
    page.evaluate("Reveal.slide(2, 0, -1)")
    question = page.locator("section.present .ask")
    question.locator(".places button").first.click()
    expect(question.locator(".verdict")).to_contain_text("Right: the first number.")
    page.keyboard.press("n")
    assert page.evaluate("Reveal.getIndices().h") == 3
    page.keyboard.press("ArrowLeft")
    expect(question.locator(".verdict")).to_contain_text("Right: the first number.")
    page.keyboard.press("ArrowLeft")
    expect(question.locator(".verdict")).to_be_empty()


def test_a_deck_that_is_loaded_again_has_the_answer_open_that_was(build, open_page):
    page = open_page(build / "slides" / "03_extra_top_left_padding.html", answered=False)
    question = page.locator("section.present .ask")
    while not question.count():
        page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    page.wait_for_function("location.hash.endsWith('/0')")  # the address says that a step was made
    page.reload()
    page.wait_for_selector("body.ready")
    expect(question).to_have_attribute("data-state", "open")
    expect(question.locator(".verdict")).to_contain_text("The answer: ")


# What a page may ask


@pytest.mark.parametrize(
    "answer, key",
    [(6, "6"), (0.25, "0.25"), (6.0, "6"), ((3, 1), "3,1"), ({6, 5}, "5,6"), (True, "True"), (np.False_, "False")],
)
def test_what_kind_of_answer_follows_from_the_answer(answer, key):
    assert ask("?", answer=answer).right == [key]


def test_places_are_called_by_words():
    picture = grid([[1, 2, 3], [4, 5, None]])
    row_gaps = ask("?", answer=click("row gap", 2), show=picture)
    assert [*row_gaps.options.values()] == [
        "above the first row", "between the first and the last row", "below the last row",
    ]  # fmt: skip
    cells = ask("?", answer=click("cell", {(0, 1), (1, 0)}), show=picture)
    assert len(cells.options) == 5 and cells.said == "for example the first row, second column"
    assert cells.answer_html().startswith("<p><strong>For example the first row, second column.</strong>")
    code = ask("?", ["conv2d of g", "transpose_kernel=True"], answer="transpose_kernel=True")
    assert code.answer_html().startswith("<p><strong>transpose_kernel=True.</strong>")
    assert ask("?", answer=click("cell", (0, 1)), show=picture).said == "the first row, second column"
    two = figure(picture, grid([7, 8, 9]))
    assert ask("?", answer=click("cell", 2, grid=1), show=two).said == "the last number"


def test_places_are_called_by_the_names_that_are_written_beside_them():
    named = grid([[1, 2], [3, 4]], row_names=["out 1", "out 2"], column_names=range(2))
    said = [ask("?", answer=click(kind, 1), show=named).said for kind in ("row", "column")]
    assert said == ["out 2", "column 1"]
    assert ask("?", answer=click("cell", (0, 1)), show=named).said == "out 1, column 1"
    twice = grid([[1, 2], [3, 4]], column_names=["× 5", "× 5"])
    assert ask("?", answer=click("column", 1), show=twice).said == "the last column"


def test_a_size_in_a_row_of_sizes_is_called_by_its_number():
    sizes = grid([[7, 8, 9], [3, 4, 4]], row_names=["size H", "becomes"])
    assert ask("?", answer=click("column", 1), show=sizes).said == "8"
    one = grid([7, 8, 9], row_names=["size"])
    assert ask("?", answer=click("cell", 1), show=one).said == "8"
    longer = grid([7, 8, 9, 10], row_names=["size"])
    assert ask("?", answer=click("cell", 1), show=one, then=longer).said == "the second number"
    twice = grid([7, 7, 9], row_names=["sums"])
    assert ask("?", answer=click("cell", 1), show=twice).said == "the second number"


def test_places_far_along_are_counted_as_one_says_it():
    said = [ask("?", answer=click("cell", i), show=grid([0] * 30)).said for i in (11, 12, 13, 20, 21, 22, 23)]
    assert said == [f"the {nth} number" for nth in ("twelfth", "thirteenth", "14th", "21st", "22nd", "23rd", "24th")]
    said = [ask("?", answer=click("cell", i), show=grid([0] * 130)).said for i in (100, 110, 111, 112, 113, 120)]
    assert said == [f"the {nth} number" for nth in ("101st", "111th", "112th", "113th", "114th", "121st")]


def test_what_is_the_last_no_more_when_it_is_answered_is_not_called_so():
    grows = ask("?", answer=click("column", 1), show=grid([[1, 2], [3, 4]]), then=grid([[1, 2, 3], [4, 5, 6]]))
    assert [*grows.options.values()] == ["the first column", "the second column"]
    gone = ask("?", answer=click("cell", (1, 1)), show=grid([[1, 2], [3, 4]]), then=table({"refused": [0]}))
    assert gone.said == "the second row, second column"


@pytest.mark.parametrize(
    "kind, where, keys",
    [
        ("cell", np.array([[1, 2], [3, 1]]) == 1, ["0,0", "1,1"]),
        ("cell", (1, 0), ["1,0"]),
        ("row", np.array([False, True]), ["1"]),
        ("column", {1, 0}, ["0", "1"]),
        ("column gap", np.array([0, 0, 1], bool), ["2"]),
    ],
)
def test_what_is_right_is_a_place_or_several_or_an_array_of_them(kind, where, keys):
    assert ask("?", answer=click(kind, where), show=grid([[1, 2], [3, 4]])).right == keys


def test_a_mistake_is_named_by_its_place_or_by_what_stands_there(replies):
    replies["?"] = Reply("so it is", {"top": "not there", "1,1": "nor there"}, "no")
    question = ask("?", answer=click("cell", (0, 0)), show=grid([["top", "top"], ["equal", "low"]]))
    assert question.wrong == {"0,1": "not there", "1,1": "nor there"}
    replies["?"] = Reply("so it is", {"nowhere": "stands in no cell"})
    with pytest.raises(ValueError):
        ask("?", answer=click("cell", (0, 0)), show=grid([["top", "low"]]))


def test_of_two_pictures_the_second_follows_the_answer():
    before, after = grid([["?", "?"]]), grid([[1, 2]])
    question = ask("?", answer=click("cell", 0), show=before, then=after)
    assert question.before and (question.first, question.last) == (before, after)
    whole = figure(after)
    question = ask("?", answer=click("cell", 0), show=covered(whole))
    assert "?" in question.first.alt and question.last is whole


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": 3, "wrong": {"3": "right, in truth"}},
        {"answer": 3, "wrong": {"4.0": "nobody's answer is written so"}},
        {"answer": (3, 4), "wrong": {"3, 5": "nor so"}},
        {"answer": {3, 4}, "wrong": {"4,3": "nor so"}},
        {"answer": "c", "choices": ["a", "b"]},
        {"answer": "a", "choices": ["a", "b"], "wrong": {"c": "no such choice"}},
        {"answer": "a", "choices": ["a", "a"]},
        {"answer": click("column", 5), "show": grid([1])},
        {"answer": 0, "then": {"size": 1}, "show": grid([1])},
        {"answer": 0, "then": {"shape": 1}, "show": explore(lambda size: grid([size]), size=(1, 3))},
        {"answer": 0, "then": {"size": 4}, "show": explore(lambda size: grid([size]), size=(1, 3))},
        {"answer": 0, "then": grid([1]), "show": "a text"},
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(wrong, replies):
    choices = [wrong.pop("choices")] if "choices" in wrong else []
    replies["?"] = Reply("so it is", wrong.pop("wrong", {}))
    with pytest.raises(ValueError):
        ask("?", *choices, **wrong)


@pytest.mark.parametrize("kind, where", [("pixel", 0), ("cell", np.zeros((2, 2), bool)), ("row", set())])
def test_a_click_that_cannot_be_right_is_refused(kind, where):
    with pytest.raises(ValueError):
        click(kind, where)


def test_a_question_without_a_reply_says_where_to_write_it():
    with pytest.raises(ValueError, match=r'tconv_lib/replies has a reply to \["Why\?"\].* of another version'):
        ask("Why?", answer=1)


def test_no_reply_is_to_a_question_that_is_asked_nowhere():
    pages = [*(Path(predictions.__file__).parent / "replies").glob("[!.]*")]
    written = {path.stem: [*tomllib.loads(path.read_text(encoding="utf-8"))] for path in pages}
    assert written == {path.stem: questions_in(path) for path in ASKING}


def test_whole_numbers_are_exact_and_others_have_six_digits():
    """As keyOfNumber in viewer/ask.js has them."""
    for answer, key in (1234567, "1234567"), ({1234568, 1234567}, "1234567,1234568"), (2 / 3, "0.666667"):
        assert ask("?", answer=answer).right == [key]
    for large in 2**53 + 1, 2**60:
        with pytest.raises(ValueError, match=f"up to 9007199254740991, got {large}"):
            ask("?", answer=large)


@pytest.mark.parametrize("answer", ["3", b"3", ("3", 4), {"3"}, (True, 2), np.timedelta64(3), np.array(3)], ids=repr)
def test_what_only_reads_like_a_number_is_none(answer):
    with pytest.raises(ValueError, match="^an answer must be a number, or several, up to 9007199254740991, got "):
        ask("?", answer=answer)


@pytest.mark.parametrize("kind, where, key", [("cell", (0, 5), "0,5"), ("cell", 5, "0,5"), ("row gap", 2, "2")])
def test_a_place_that_there_is_not_is_said_as_it_is_counted(kind, where, key):
    with pytest.raises(ValueError, match=f"cannot be answered so: ..{key}"):
        ask("?", answer=click(kind, where), show=grid([[1]]))


WRITTEN = [
    *(("number", 1, text, "7") for text in (" 7 ", "seven", "７", "7 x 7", "7,0", "14/2")),
    *(("number", 1, text, "7") for text in ("7,7", "(7,7)", "7,7,7")),  # the size of a square
    *(("number", 1, text, "7") for text in ("٧", "۷")),
    *(("number", 1, text, "0.125") for text in ("0,125", "⅛")),
    *(("number", 1, text, "1000") for text in ("1,000", "1e3", "1E3", "1.0e3")),
    *(("number", 1, text, None) for text in ("1/0", "0/0", "", "seventeenth", "7-8", "4²", "2½", "thirty-two")),
    *(("number", 1, text, None) for text in ("one hundred", "seventy two", "Twenty", "2 thousand")),  # not 1, 2, 20, 2
    *(("any order", 1, text, "7,8,9") for text in ("9 8 7", "7-9", "7–9", "7 … 9", "7..9", "7 to 9", "７、８、９")),
    ("any order", 1, "7 through 9", "7,8,9"),
    ("any order", 1, "-1, 5 -3", "-3,-1,5"),
    ("numbers", 2, "7-9", "7,9"),
    ("numbers", 2, "5 -3", "5,-3"),
    ("numbers", 3, "7-8-9", "7,8,9"),
    ("numbers", 3, "1,7,8,9", None),
    *(("numbers", 2, text, None) for text in ("[[1,2],[3,4]]", "(1,2), (3,4)", "[1,2] [3,4]")),  # not 1.2 and 3.4
    *(("numbers", 2, text, "0.25,0.75") for text in ("0,25 0,75", "0,25, 0,75", "0,25; 0,75", "¼ ¾")),
]
"""What kind of answer is asked for, of how many numbers, what somebody writes, and the key of what is meant."""


def test_what_somebody_writes_is_read_as_meant(build, open_page):
    page = open_page(build / "site" / "00_start_here.html", answered=False)
    for kind, count, written, key in WRITTEN:
        read = page.evaluate("([text, asked]) => readNumbers(text, asked)", [written, {"kind": kind, "count": count}])
        assert read.get("key") == key and ("trouble" in read) == (key is None), written


def test_a_point_that_may_part_thousands_is_asked_back(build, open_page):
    page = open_page(build / "site" / "00_start_here.html", answered=False)
    for written, doubted in {"2.567": True, "1.000": True, "2.5": False, "0.125": False, "1.3333": False}.items():
        read = page.evaluate("text => readNumbers(text, {kind: 'number', count: 1})", written)
        assert bool(read.get("doubt")) == doubted, written


def test_a_product_of_equal_numbers_is_no_mistake_for_the_size_of_a_square(build, open_page):
    """Where 4 is right, "2 × 2" may mean 4, and is not called wrong."""
    question = open_page(build / "site" / "07_checkerboards.html", answered=False).locator("#ask-check-2")
    for written, said in ("2 × 2", "One number, please"), ("4 × 4", "Right: 4."):
        question.get_by_role("textbox").fill(written)
        question.get_by_role("button", name="Predict").click()
        expect(question.locator(".verdict")).to_contain_text(said)


def test_some_of_the_right_numbers_are_not_called_wrong(build, open_page):
    question = open_page(build / "site" / "00_start_here.html", answered=False).locator("#ask-which-sizes")
    for written, said in (("7 8", "Not all: 7, 8. One"), ("9", "Not all: 9. 9 is"), ("8 9 10", "Not 8, 9, 10. One")):
        question.get_by_role("textbox").fill(written)
        question.get_by_role("button", name="Predict").click()
        expect(question.locator(".verdict")).to_contain_text(said)
        question.get_by_role("button", name="Try again").click()


def test_a_choice_that_is_wrong_is_quoted(build, open_page):
    """ "Not no." needs a second reading."""
    question = open_page(build / "site" / "00_start_here.html", answered=False).locator(".ask").first
    question.get_by_role("button", name="yes", exact=True).click()
    expect(question.locator(".verdict")).to_contain_text("Not “yes”. A fair guess")


def test_a_double_click_is_one_answer(build, open_page):
    page = open_page(build / "site" / "00_start_here.html", answered=False)
    question = page.locator('.ask:has(input[type="text"])').first
    question.get_by_role("textbox").fill("99")
    question.get_by_role("button", name="Predict").dblclick()
    expect(question).to_have_attribute("data-state", "wrong")


def test_enter_held_down_is_one_answer(build, open_page):
    """It would press "Try again", which has the focus then, and what is said to the answer would be gone."""
    page = open_page(build / "site" / "00_start_here.html", answered=False)
    question = page.locator('.ask:has(input[type="text"])').first
    question.get_by_role("textbox").fill("99")
    for _ in range(3):
        page.keyboard.down("Enter")
        page.wait_for_timeout(200)
    expect(question).to_have_attribute("data-state", "wrong")
    page.keyboard.up("Enter")
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-state", "asked")


def test_enter_twice_is_one_answer(build, open_page):
    page = open_page(build / "site" / "00_start_here.html", answered=False)
    question = page.locator('.ask:has(input[type="text"])').first
    question.get_by_role("textbox").fill("99")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent === 'Try again'")  # a moment after it is so
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-state", "wrong")
    page.keyboard.press("Tab")
    expect(question.get_by_role("button", name="Open the answer")).to_be_focused()


def test_what_a_learner_makes_of_the_pages_does_not_break_the_list(tmp_path):
    """Also notebooks of their own, copies, and cells that are half written."""
    for page in NOTEBOOKS:
        (tmp_path / page.name).write_bytes(page.read_bytes())
    first = tmp_path / NOTEBOOKS[0].name
    (tmp_path / f"{first.stem}-Copy1.ipynb").write_bytes(first.read_bytes())
    (tmp_path / "12_mine.ipynb").write_text('{"cells": []}')
    assert [*places(tmp_path)] == PLACES
    notebook = nbformat.read(first, as_version=4)
    tried = ["", "ask()", "ask(question)", "ask(3)", 'ask("half', "%time ask(1)"]
    notebook.cells = [nbformat.v4.new_code_cell(code) for code in tried] + notebook.cells
    nbformat.write(notebook, first)
    assert [*places(tmp_path)] == PLACES
    for text in "[]", '{"cells": null}', "half a page", '{"cells": [{}]}':
        first.write_text(text)
        assert [*places(tmp_path)] == [place for place in PLACES if place["page"] != first.stem]


def test_page_01_goes_with_another_stride():
    code = [cell.source for cell in read(NOTEBOOKS[1]).cells if cell.cell_type == "code"]
    page = {}
    exec("\n".join(code).replace("\nstride = 2\n", "\nstride = 3\n"), page)
    full = [1, 10, 100, 2, 20, 200, 3, 30, 300]
    assert [*page["full"]] == full == [*page["slide"](page["padded"], page["kernel"][::-1])]


@pytest.mark.parametrize(
    "page, changes",
    [
        (4, {"filters = counting(2, 2, 3, 2)": "filters = counting(3, 3, 6, 2)", "(2, 4, 4, 3)": "(2, 4, 4, 6)"}),
        (4, {"batch = counting(2, 2, 2, 2)": "batch = counting(1, 3, 3, 2)", "(2, 4, 4, 3)": "(1, 6, 6, 3)"}),
        (5, {"image, small_kernel, stride = counting(6, 5)": "image, small_kernel, stride = counting(5, 6)"}),
        (5, {"np.array([[1, 2], [3, 4]]), 2\n": "np.array([[1, 2], [3, 4]]), 3\n"}),
        (5, {"(4, 1, 1), 1": "(5, 1, 1), 1", "np.zeros((7, 7)": "np.zeros((9, 9)"}),
    ],
)
def test_other_shapes_in_open_cells_stop_no_later_question(page, changes):
    code = "\n".join(cell.source for cell in read(NOTEBOOKS[page]).cells if cell.cell_type == "code")
    for old, new in changes.items():
        assert old in code
        code = code.replace(old, new)
    exec(code, found := {})
    assert found["plain" if page == 4 else "slopes"].tolist() == found["result" if page == 4 else "backwards"].tolist()


def test_questions_are_found_in_code():
    assert [*questions('x = 1\nask(\n    "one "\n    "two?",\n    answer=1)\nexplore(x)')] == ["one two?"]


# What is remembered


def answer(question, right):
    return {"question": question, "said": "6", "right": right, "when": "2026-01-01T00:00:00Z"}


def test_answers_come_back_in_order_and_are_forgotten(memory):
    for record in (one := answer("one?", False)), (two := answer("two?", True)):
        remember(record)
    assert recall() == [one, two]
    forget()
    assert recall() == [] and not memory.exists()
    forget()


def test_half_a_line_and_what_is_none_are_passed_over(memory):
    remember(answer("one?", True))
    with open(memory, "a") as file:
        file.write('{"question": "ha')
    remember(answer("two?", True))
    with open(memory, "ab") as file:
        file.write(b'\n[1]\n\xff\xfe\n{"question": "no more"}\n')
    assert [record["question"] for record in recall()] == ["one?", "two?"]


def test_several_pages_at_once_lose_nothing():
    with ThreadPoolExecutor(8) as pool:
        [*pool.map(lambda i: remember(answer(f"{i}?" * 40, True)), range(200))]
    assert {record["question"] for record in recall()} == {f"{i}?" * 40 for i in range(200)}


def test_a_folder_that_cannot_be_written_is_remembered_until_the_kernel_ends(monkeypatch, tmp_path):
    monkeypatch.setattr("tconv_lib.memory.MEMORY", tmp_path / "gone" / "predictions.jsonl")
    remember(answer("one?", True))
    assert [record["question"] for record in recall()] == ["one?"]


def test_what_the_browser_says_reaches_all_questions_and_the_file(memory):
    one, all = ask("one?", answer=1), predictions.predictions()
    one._handle_custom_msg({"do": "remember", "record": answer("one?", True)}, [])
    assert one.history == all.history == [answer("one?", True)]
    assert json.loads(memory.read_text().strip()) == answer("one?", True)
    all._handle_custom_msg({"do": "forget"}, [])
    assert one.history == [] and not memory.exists()
