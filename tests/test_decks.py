"""Decks: what stands on a slide, that it fits and can be read, and what the speaker knows about it."""

import re
import struct
from html import unescape
from itertools import pairwise

import pytest
from course import NOTEBOOKS, ROOT, read
from playwright.sync_api import expect
from test_export import complaints_of_axe
from test_handout import SCREEN
from test_touch import STEPS, TITLES_OVER_EACH_OTHER

from tconv_lib.explore import explore
from tconv_lib.figures import Picture
from tconv_lib.teach.publish import contact_sheets, deck, guide
from tconv_lib.teach.publish.paper import few

each_deck = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)

SMALLEST_TEXT = 19
"""Pixels, of 720 that a slide is high."""

SMALLEST_CELL_ON_PAPER = 20
"""Of the same pixels: on A4, its numbers are as large as those of a newspaper."""

MINUTES = (35, 45)
"""Of a deck: a lesson."""


# What a notebook says


@each_deck
def test_slides_of_one_question_with_a_picture(path):
    slides = deck.slides(read(path))
    assert 15 <= len(slides) <= 25
    drawn = [slide for slide in slides if deck.has_picture(slide)]
    assert len(drawn) >= 0.7 * len(slides)
    assert deck.has_picture(slides[0]), "the title has its own picture"
    for slide in slides:
        assert deck.has_picture(slide) or not deck.prints(slide), f"slide {slide.number} prints"


@each_deck
def test_every_slide_has_notes_in_their_form(path):
    for cell in read(path).cells:
        if deck.kind(cell) == "notes":
            assert deck.is_form(cell.source), cell.source
    slides = deck.slides(read(path))
    for slide in slides:
        said = {name for name, _ in slide.notes.said}
        assert slide.notes.minutes and said >= {"Ask first"}, f"slide {slide.number}"
        assert said & {"Expect", "Say"}, f"slide {slide.number}"
    threads = [text for slide in slides for name, text in slide.notes.said if name == "Misconception"]
    assert len(threads) >= 3
    for text in threads:
        assert re.match(r'".+?" .*\(', text) and (deck.THREAD.search(text) or "](https://" in text), text


@each_deck
def test_minutes_make_a_lesson(path):
    total = sum(slide.notes.minutes for slide in deck.slides(read(path)))
    assert MINUTES[0] <= total <= MINUTES[1]


def test_plans_fill_their_time():
    decks = [({"number": path.stem[:2]}, deck.slides(read(path))) for path in NOTEBOOKS]
    lectures = dict(guide.plans(decks))
    for plan, minutes in (("45", 45), ("2 x 90", 180)):
        total = sum(part["minutes"] for part in lectures[deck.PLANS[plan]])
        assert minutes - 5 <= total <= minutes
    assert len(lectures[guide.EVERY]) == 8


def test_notes_are_read_line_by_line():
    notes = deck.read_notes(
        "<!--\nMinutes: 2\nAsk first: Why?\nAnd how?\nSet: stride 2, padding SAME → 3; stride 3\n-->"
    )
    assert notes.minutes == 2 and notes.said[0] == ("Ask first", "Why? And how?")
    assert notes.settings == [["stride 2", "padding SAME"], ["stride 3"]]
    with pytest.raises(ValueError, match="not with: Hello"):
        deck.read_notes("<!--\nHello\n-->")
    with pytest.raises(ValueError, match="no plan 60, only 45, 2 x 90"):
        deck.read_notes("<!--\nAlso in: 60\n-->")


def test_threads_become_links():
    assert deck.inline(deck.linked("(tflearn/tflearn#112, 7)")) == (
        '(<a href="https://github.com/tflearn/tflearn/issues/112">tflearn/tflearn#112</a>, 7)'
    )


def test_what_is_to_be_set_is_what_paper_shows():
    def shows(stride=1, padding="SAME", turned=False):
        return Picture(f"{stride} {padding} {turned}", "")

    explorer = explore(shows, stride=(1, 4), padding=["SAME", "VALID"], turned=True)
    frames = few(explorer, [["stride 3"], ["padding VALID", "turned on"]])
    assert [words for words, _ in frames] == [
        "stride 1, padding SAME, turned off",
        "stride 3, padding SAME, turned off",
        "stride 3, padding VALID, turned on",
    ]
    assert [picture.html for _, picture in frames][-1] == "3 VALID True"
    assert [words for words, _ in few(explorer, [])] == [f"stride {n}" for n in (1, 2, 3, 4)]
    opened = explore(lambda answer=False: Picture(f"{answer}", ""), answer=True)
    assert [words for words, _ in few(opened, [])] == ["before", "after"]
    assert [words for words, _ in few(explorer, [["stride 2"]])] == ["stride 1", "stride 2", "stride 4"]
    unlike = explore(lambda padding="SAME", answer=False: Picture("", ""), padding=["SAME", "VALID"], answer=True)
    assert [words for words, _ in few(unlike, [["answer on"]])] == [
        "padding SAME, before",
        "padding SAME, after",
        "padding VALID, after",
    ]
    for wrong, why in (("strides 3", "names no control"), ("stride 9", "only 1 to 4"), ("padding FULL", "SAME, VALID")):
        with pytest.raises(ValueError, match=why):
            few(explorer, [[wrong]])


def test_numbers_of_slides_in_words():
    slides = [deck.Slide(number, "") for number in (1, 2, 3, 5, 7, 8)]
    assert guide.in_words(slides) == "1 to 3, 5, 7 to 8"


def test_slides_of_a_plan_have_their_numbers(build):
    text = (build / "slides" / "guide.html").read_text(encoding="utf-8")
    for path in NOTEBOOKS:
        for slide in deck.slides(read(path)):
            if slide.notes.minutes:
                assert f'href="{path.stem}.html#/{slide.number}"' in text


# What is seen

LOOK = (
    (ROOT / "tests" / "look_at_slides.js")
    .read_text(encoding="utf-8")
    .replace("STAGE", f"({contact_sheets.SHARE_OF_STAGE})")
)

WATCH_SHIFTS = """() => {
    window.shifts = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (shifts += value)))
        .observe({ type: "layout-shift" });
}"""

OPEN_ALL = """() => {
    document.querySelectorAll(".opener").forEach((opener) => opener.click());
    return Promise.all([...document.querySelectorAll(".ask")].map((ask) => ask.open()));
}"""


@each_deck
def test_every_slide_fits_can_be_read_and_stays(path, build, open_page):
    page = open_page(build / "slides" / f"{path.stem}.html")
    page.evaluate(WATCH_SHIFTS)
    assert page.evaluate(LOOK, SMALLEST_TEXT) == {}
    page.evaluate(
        "Reveal.slide(Reveal.getIndices(document.querySelector('section:has(.reply):has(.slider)')).h, 0, -1)"
    )
    page.evaluate("shifts = 0")
    page.keyboard.press("n")
    assert page.evaluate("shifts") == 0
    slides = page.locator(".slides > section")
    with_sliders = [i for i in range(slides.count()) if slides.nth(i).locator("input[type=range]").count()]
    for slide in with_sliders:
        page.evaluate("(slide) => Reveal.slide(slide, 0, 99)", slide)
        assert page.evaluate(STEPS, 200 / len(with_sliders)) == 0, slide + 1


def go(page, address, width=1280, height=720):
    """Open a deck anew, at this address behind its own."""
    deck = re.split("[?#]", page.url)[0]
    page.goto("about:blank")
    page.set_viewport_size({"width": width, "height": height})
    page.goto(deck + address)
    page.wait_for_selector("body.ready")


@each_deck
def test_on_a_phone_a_deck_is_a_page_for_everyone(path, build, open_page):
    page = open_page(build / "slides" / f"{path.stem}.html")
    go(page, "#/8", width=375)
    page.wait_for_function("Math.abs(document.querySelectorAll('section.slide')[7].getBoundingClientRect().top) < 60")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert {*page.locator(".opener:visible").all_inner_texts()} <= {"the answer"}  # without a key
    page.evaluate(OPEN_ALL)
    for answer in page.locator(".slide:not(.asked) .reply .fragment, .ask .verdict").all():
        assert answer.is_visible()
    assert complaints_of_axe(page) == []
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert complaints_of_axe(page, runOnly=["color-contrast"]) == []


def test_measured_times_are_read_in_a_hall_whether_they_have_four_digits_or_five(build, open_page):
    page = open_page(build / "slides" / "08_making_it_fast.html")
    page.evaluate(TO, "#measure")
    table = page.locator("#measure .grid")
    table.evaluate("table => table.classList.add('four')")
    letters = "cells => Math.min(...cells.map((cell) => parseFloat(getComputedStyle(cell).fontSize)))"
    assert table.locator(".cell").evaluate_all(letters) >= SMALLEST_TEXT


def test_on_a_phone_pictures_do_not_shrink_when_they_are_measured_again(build, open_page):
    page = open_page(build / "slides" / "06_five_frameworks.html")
    go(page, "#/0", width=375)
    shrinking = "all => all.filter(({ viewer }) => viewer.fit() !== viewer.fit()).map(({ id }) => id)"
    assert page.locator(".tconv").evaluate_all(shrinking) == []


def test_a_small_projector_whose_computer_enlarges_all_is_no_phone(build, open_page):
    page = open_page(build / "slides" / "04_full_operation.html", answered=False)
    go(page, "#/8", width=683, height=512)  # 1024 x 768 at 150%
    assert page.evaluate("Reveal.getIndices().h") == 7


def test_the_legend_keeps_its_colours_where_a_computer_forces_others(build, open_page):
    page = open_page(build / "slides" / "04_full_operation.html", answered=False)
    page.emulate_media(forced_colors="active")
    colours = "all => new Set(all.map((one) => getComputedStyle(one).backgroundColor)).size"
    names = page.locator("section.present .legend span")
    assert names.evaluate_all(colours) >= names.count() - 1  # what is legal is coloured like the output


def test_help_says_of_each_key_one_thing(build, open_page):
    page = open_page(build / "slides" / "04_full_operation.html", answered=False)
    page.keyboard.press("Shift+Slash")
    lines = page.locator(".r-overlay-help tr").all_inner_texts()
    assert [line.split("\t")[1] for line in lines if line.startswith("P")] == ["Play; the previous slide"]


def test_keys(build, open_page):
    page = open_page(build / "slides" / "04_full_operation.html", answered=False)
    page.emulate_media(color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(251, 250, 246)", "the computer's theme is not the projector's"
    page.keyboard.press("t")
    assert page.evaluate(ground) == "rgb(16, 20, 27)"
    go(page, "")
    assert page.evaluate(ground) == "rgb(16, 20, 27)", "the theme is kept"
    page.keyboard.press("t")
    page.evaluate("Reveal.slide(1)")
    verdict = page.locator("section.present .verdict")
    expect(verdict).to_be_empty()
    page.keyboard.press("n")
    expect(verdict).to_contain_text("The answer:")
    assert page.evaluate("Reveal.getIndices().h") == 1
    page.evaluate(
        "Reveal.slide(Reveal.getIndices(document.querySelector('.slide:has(.reply):not(:has(.ask))')).h, 0, -1)"
    )
    page.locator("section.present .opener").click()
    expect(page.locator("section.present .reply .fragment")).to_be_visible()
    go(page, "#/8")
    assert page.evaluate("Reveal.getIndices().h") == 7


@pytest.mark.long
def test_on_paper_a_slider_is_some_of_its_pictures(build, open_page):
    page = open_page(build / "slides" / "02_same_valid_shapes.html")
    go(page, "?print-pdf")
    slides = page.locator("section.slide")
    frames = slides.nth(1).locator(".several figure")
    assert frames.locator("figcaption:not(.said)").all_inner_texts()[:2] == ["size\u00a04", "size\u00a06"]
    assert 3 <= frames.locator(".cell").count() and frames.locator("input").count() == 0
    assert slides.nth(1).locator(".reply .fragment").is_visible()
    for number in range(slides.count()):
        box = slides.nth(number).bounding_box()
        assert (box["width"], box["height"]) == (1280, 720)


@pytest.mark.long
def test_on_paper_each_position_is_another_picture(build, open_page):
    page = open_page(build / "slides" / "00_start_here.html")
    go(page, "?print-pdf")
    frames = page.locator("section.slide:has(#refresher-window-0) .several figure.figure")
    assert len({frame.inner_html() for frame in frames.all()}) == frames.count() >= 3


STICKS_OUT = """() => [...document.querySelectorAll(".slide")].flatMap((slide, i) =>
    [...slide.querySelectorAll(".top, .reply, .words, .several figure, .sheet")]
        .filter((box) => box.scrollHeight > box.clientHeight + 2 || box.scrollWidth > box.clientWidth + 2)
        .map((box) => [i + 1, box.className || box.tagName, box.scrollWidth - box.clientWidth]))"""

SMALL_CELLS = """(least) => [...document.querySelectorAll(".slide")].flatMap((slide, i) =>
    [...slide.querySelectorAll(".several .cell")].some((cell) => cell.offsetHeight < least) ? [i + 1] : [])"""


@each_deck
def test_on_paper_nothing_sticks_out_and_nothing_is_asked_of_a_screen(path, build, open_page):
    page = open_page(build / "slides" / f"{path.stem}.html")
    go(page, "?print-pdf")
    assert page.evaluate(STICKS_OUT) == []
    page.emulate_media(media="print")
    assert [*page.evaluate(STICKS_OUT), *page.evaluate(TITLES_OVER_EACH_OTHER)] == []
    assert page.evaluate(SMALL_CELLS, SMALLEST_CELL_ON_PAPER) == []
    said = " ".join(page.locator(".asked .top, .asked .reply").all_inner_texts())
    assert not re.search(SCREEN, said)


@pytest.mark.long
def test_contact_sheets_show_every_slide_and_say_numbers(build, browser):
    path = next(path for path in NOTEBOOKS if path.stem.startswith("03"))
    slides = deck.slides(read(path))
    stages = contact_sheets.write_sheets(browser, build, path.stem)
    assert len(stages) == len(slides)
    assert [bool(share) for share in stages] == [deck.has_picture(slide) for slide in slides]
    for kind in "light", "dark", "print":
        width, height = struct.unpack(">II", (build / "sheets" / f"{path.stem}-{kind}.png").read_bytes()[16:24])
        assert (width, height) == (1960, 8 + 278 * -(-len(slides) // 4))
    name, count, pictured, _, _, minutes, *_ = contact_sheets.row(path.stem, slides, stages).split()
    assert (name, int(count), int(pictured.strip(","))) == (path.stem, len(slides), sum(map(deck.has_picture, slides)))
    assert float(minutes) == sum(slide.notes.minutes for slide in slides)


def test_the_speaker_reads_in_the_order_in_which_it_happens(build):
    def said(name, number):
        notes = (build / "slides" / name).read_text(encoding="utf-8").split('<aside class="notes">')[number]
        return re.findall(r"<strong>(.*?):</strong>", notes.split("</aside>")[0])

    asked = ["Say first", "Then ask", "Expect", "Press N", "Misconception", "Set"]
    assert said("00_start_here.html", 2) == asked, "the answer frees the slider"
    found = ["Ask first", "Expect", "Set", "Press N", "Misconception"]
    assert said("08_making_it_fast.html", 12) == found, "the slider finds the answer"


@pytest.mark.parametrize(
    "text", ["2367. Read it aloud.", "- 1 is one less.", "1) or 2)", "# 1 of 3", "> 2, of course."]
)
def test_what_begins_as_a_list_would_is_a_sentence(text):
    assert unescape(deck.inline(text)) == text


def test_a_heading_is_said_as_a_sentence():
    assert deck.sentences(["The padding view", "It is longer."]) == "The padding view. It is longer."
    assert deck.sentences(["And VALID?", "The same:"]) == "And VALID? The same:"
    assert deck.sentences(["It is longer.", "(So it is.)"]) == "It is longer. (So it is.)"


TOO_LONG = """(notes) => {
    const value = document.querySelector(".speaker-controls-notes .value"), box = value.parentElement;
    return notes.filter((html) => { value.innerHTML = html; return box.scrollHeight > box.clientHeight + 1; });
}"""


def speakers_window(page):
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    return opened.value


def test_from_the_speakers_window_alone(build, open_page):
    page = open_page(build / "slides" / "00_start_here.html", answered=False)
    page.keyboard.press("PageDown")
    speaker = speakers_window(page)
    notes, now = speaker.locator(".speaker-controls-notes .value"), speaker.frame_locator("#current-slide iframe")
    expect(speaker.locator(".keys")).to_contain_text("Page Down")
    expect(notes).to_contain_text("Slide 2 of 15, 3 minutes")
    expect(now.locator("section.present .slider output")).to_have_text("5")
    page.keyboard.press("n")
    expect(now.locator("section.present .verdict")).to_contain_text("The answer: no.")
    now.locator("section.present input[type=range]").press("Home")  # set here, seen in the hall
    expect(page.locator("section.present .slider output")).to_have_text("3")
    said = [
        notes
        for path in sorted((build / "slides").glob("[0-9]*.html"))
        for notes in re.findall(r'(?s)<aside class="notes">(.*?)</aside>', path.read_text(encoding="utf-8"))
    ]
    for width, height in ((1100, 700), (1280, 720), (1600, 900)):
        speaker.set_viewport_size({"width": width, "height": height})
        assert speaker.evaluate(TOO_LONG, said) == []
        for part in speaker.locator("iframe, .keys, .speaker-controls-time").all():
            box = part.bounding_box()
            assert 0 < box["y"] < box["y"] + box["height"] <= height
            assert part.evaluate("(part) => part.scrollHeight <= part.clientHeight + 1")
    with speaker.expect_event("close"):
        page.goto((build / "slides" / "03_extra_top_left_padding.html").as_uri())
    expect(speakers_window(page).locator(".speaker-controls-notes .value")).to_contain_text("Three rows of zeros")


def test_a_reload_leaves_the_speakers_window_open(build, open_page):
    """Also from the disk, where the reloaded deck may not look into it: keys and the time left still go both ways."""
    page = open_page(build / "slides" / "00_start_here.html", answered=False)
    page.keyboard.press("PageDown")
    speaker = speakers_window(page)
    notes, left = speaker.locator(".speaker-controls-notes .value"), speaker.locator(".pacing")
    expect(notes).to_contain_text("Slide 2 of 15")
    page.reload()
    page.wait_for_selector("body.ready")
    speaker.wait_for_timeout(1500)  # it calls every second
    time = left.inner_text()
    for window in page, speaker:  # the answer, and the next slide
        window.keyboard.press("PageDown")
        page.wait_for_timeout(200)
    expect(notes).to_contain_text("Slide 3 of 15")
    expect(page).to_have_url(re.compile("#/3$"))
    expect(left).not_to_have_text(time, use_inner_text=True)


def test_a_reload_goes_on_where_the_last_key_led(build, open_page):
    page = open_page(build / "slides" / "00_start_here.html", answered=False)
    for key in ["PageDown"] * 4 + ["PageUp"]:
        page.keyboard.press(key)
        place = page.evaluate("Reveal.getSlidePath()")
        page.reload()
        page.wait_for_selector("body.ready")
        assert page.evaluate("Reveal.getSlidePath()") == place


def test_back_goes_on_where_the_last_key_led(build, open_page):
    page = open_page(build / "slides" / "00_start_here.html", answered=False)
    for _ in range(12):
        page.keyboard.press("PageDown")
    place = page.evaluate("Reveal.getSlidePath()")
    page.goto((build / "slides" / "01_stride_zero_insertion.html").as_uri())
    page.wait_for_selector("body.ready")
    page.keyboard.press("PageDown")
    page.go_back()
    page.wait_for_selector("body.ready")
    assert page.evaluate("Reveal.getSlidePath()") == place


def test_quick_keys_are_not_taken_back_by_the_other_window(build, open_page):
    """What a window is told of its own step comes late, perhaps after its next one."""
    page = open_page(build / "slides" / "09_layers_of_real_networks.html", answered=False)
    speaker = speakers_window(page)
    notes = speaker.locator(".speaker-controls-notes .value")
    expect(notes).to_contain_text("Slide 1 of 16")
    for window, key, many, slide in (page, "PageDown", 10, 6), (speaker, "PageUp", 4, 4), (page, "PageDown", 4, 6):
        for _ in range(many):
            window.keyboard.press(key)
        page.wait_for_function(f"Reveal.getIndices().h + 1 === {slide}")
        expect(notes).to_contain_text(f"Slide {slide} of 16")


TO = "(part) => Reveal.slide(Reveal.getIndices(document.querySelector(part).closest('section')).h)"
"""Go to the slide that has this part."""


def test_the_speakers_window_leaves_the_hall_where_it_is(build, open_page):
    page = open_page(build / "slides" / "04_full_operation.html", answered=False)
    go(page, "#/8")
    speaker = speakers_window(page)
    now = speaker.frame_locator("#current-slide iframe")
    title = page.locator("section.present h2").inner_text()
    expect(now.locator("section.present h2")).to_have_text(title)
    speaker.wait_for_timeout(1500)  # it tells the hall where it is, should it be elsewhere
    assert page.url.endswith("#/8") and page.locator("section.present h2").inner_text() == title
    assert page.evaluate("[document.documentElement.dataset.theme, localStorage.theme]") == ["light", None]


def test_the_speakers_window_leaves_an_answer_open(build, open_page):
    page = open_page(build / "slides" / "03_extra_top_left_padding.html", answered=False)
    go(page, "#/3")
    page.keyboard.press("n")
    expect(page.locator("section.present .ask")).to_have_attribute("data-state", "open")
    speaker = speakers_window(page)
    now = speaker.frame_locator("#current-slide iframe")
    expect(now.locator("section.present .ask")).to_have_attribute("data-state", "open")
    speaker.wait_for_timeout(1500)  # it tells the hall where it is, should it be elsewhere
    expect(page.locator("section.present .ask")).to_have_attribute("data-state", "open")


@pytest.mark.long
def test_both_windows_of_a_lecture_show_the_same(build, open_page):
    """An answer opened from either, and Play; while a question is open, P does not play its answer."""
    page = open_page(build / "slides" / "04_full_operation.html", answered=False)
    go(page, "#/8")
    speaker = speakers_window(page)
    now = speaker.frame_locator("#current-slide iframe")
    here, there = (part.locator("section.present input[name=position]") for part in (page, now))
    expect(there).to_have_value("0")
    page.keyboard.press("p")
    page.wait_for_timeout(1000)
    expect(here).to_have_value("0")
    speaker.keyboard.press("PageDown")
    for position in here, there:
        expect(position).to_have_value("14")
    speaker.wait_for_timeout(500)
    expect(there).to_have_value("14")
    page.keyboard.press("p")
    expect(there).to_have_value("16")
    page.keyboard.press("p")
    value = here.input_value()
    speaker.keyboard.press("t")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert here.input_value() == value


def test_what_is_written_on_a_slide_is_no_command(build, open_page):
    page = open_page(build / "slides" / "00_start_here.html", answered=False)
    page.evaluate(TO, ".ask:has(> .picture:not([hidden])) [type=text]")
    box = page.locator("section.present").get_by_role("textbox")
    box.press_sequentially("maybe not at port")
    expect(box).to_have_value("maybe not at port")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.keyboard.press("Enter")
    verdict, form = (page.locator(f"section.present {part}").bounding_box() for part in (".verdict", ".answer"))
    assert verdict["y"] + verdict["height"] <= form["y"] + 1 or form["y"] + form["height"] <= verdict["y"] + 1
    page.keyboard.press("PageDown")
    expect(page.locator("section.present .verdict")).to_contain_text("The answer:")


def test_arrows_turn_the_page_where_nothing_needs_them(build, open_page):
    page = open_page(build / "slides" / "04_full_operation.html")
    page.evaluate(TO, "#play")
    page.keyboard.press("n")
    page.locator("section.present .play").click()
    before = page.evaluate("Reveal.getIndices().h")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == before + 1


def swipe(page, box):
    """A finger from the middle of a box to its right end."""
    finger, y = page.context.new_cdp_session(page), box["y"] + box["height"] / 2
    for kind, shares in (("touchStart", [0.5]), ("touchMove", [0.75]), ("touchMove", [1]), ("touchEnd", [])):
        points = [{"x": box["x"] + share * box["width"], "y": y} for share in shares]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_a_finger_turns_the_page_but_not_where_it_moves_a_slider(build, open_page):
    page = open_page(build / "slides" / "02_same_valid_shapes.html")
    go(page, "#/5")
    slide = page.locator("section.present")
    swipe(page, slide.locator("input[type=range]").first.bounding_box())
    assert page.evaluate("Reveal.getIndices().h") == 4
    swipe(page, slide.locator(".top").bounding_box())
    assert page.evaluate("Reveal.getIndices().h") == 3


def test_on_a_phone_a_wrong_prediction_leads_on(build, open_page):
    page = open_page(build / "slides" / "00_start_here.html", answered=False)
    go(page, "", width=375)
    question = page.locator('.ask:has(input[type="text"])').first
    question.get_by_role("textbox").fill("99")
    question.get_by_role("button", name="Predict").click()
    question.get_by_role("button", name="Open the answer").click()
    expect(question.locator(".verdict")).to_contain_text("The answer:")


def test_on_a_phone_the_list_of_decks_names_no_keys(build, open_page):
    page = open_page(build / "slides" / "index.html", ready="main", answered=False)
    keys = page.get_by_text("turn the page")
    expect(keys).to_be_visible()
    page.set_viewport_size({"width": 375, "height": 740})
    expect(keys).to_be_hidden()
    assert page.locator(".map li").first.bounding_box()["y"] < 370


@pytest.mark.long
def test_links_from_a_deck_open_wherever_they_go(build, open_page):
    page = open_page(build / "slides" / "04_full_operation.html")
    page.evaluate(TO, "#play")
    page.keyboard.press("n")
    page.locator("#play").get_by_role("slider", name="position").fill("14")
    link, code = page.locator("#play").evaluate("({ viewer }) => [viewer.address.href, viewer.frameCode()]")
    for width in 375, 1280:
        page.goto("about:blank")
        page.set_viewport_size({"width": width, "height": 720})
        page.goto(link)
        page.wait_for_selector("body.ready")
        expect(page.locator("#play").get_by_role("slider", name="position")).to_have_value("14")
    page.evaluate("Reveal.slide(2)")
    page.wait_for_function("location.hash.startsWith('#/3')")
    page.reload()
    page.wait_for_selector("body.ready")
    assert page.evaluate("Reveal.getIndices().h") == 2
    page.goto(re.search('src="([^"]+)"', code)[1])
    page.wait_for_selector("body.ready")
    expect(page.get_by_role("slider", name="position")).to_have_value("14")


STEP = """() => {
    const slide = Reveal.getCurrentSlide(), question = slide.querySelector(".ask");
    return [Reveal.getIndices().h + 1, question.dataset.state, slide.querySelector("input[type=range]")?.value];
}"""


def test_a_link_into_a_question_opens_it_and_the_next_key_goes_on(build, open_page):
    page = open_page(build / "slides" / "04_full_operation.html", answered=False)
    for slide in "", "#/8":
        go(page, f"?at=play&size=6&position=20{slide}")
        assert page.evaluate(STEP) == [8, "open", "20"]
        page.keyboard.press("PageDown")
        assert page.evaluate(STEP)[:2] == [9, "asked"]


def test_every_key_does_something_wherever_a_deck_was_loaded(build, open_page):
    page = open_page(build / "slides" / "04_full_operation.html", answered=False)
    go(page, "#/9")
    back, on = "PageUp", "PageDown"
    for key, slide, state in (back, 8, "open"), (back, 8, "asked"), (on, 8, "open"), (on, 9, "asked"):
        page.keyboard.press(key)
        page.wait_for_function(f"({STEP})().slice(0, 2).join() === '{slide},{state}'", timeout=5000)
    page.keyboard.press("PageDown")
    for slide, state in ((2, "open"), (8, "asked")):  # all before the one shown count as opened, all behind it do not
        page.evaluate("(slide) => Reveal.slide(slide)", slide)
        page.wait_for_function(f"({STEP})()[1] === '{state}'", timeout=5000)


def test_play_stops_when_its_slide_is_left(build, open_page):
    page = open_page(build / "slides" / "04_full_operation.html", answered=False)
    go(page, "#/8")
    for key in "PageDown", "p", "PageDown":
        page.keyboard.press(key)
    expect(page.locator("#play .play")).to_have_text("▶ Play")


def test_a_question_without_a_picture_has_what_leads_to_it(build, open_page):
    page = open_page(build / "slides" / "03_extra_top_left_padding.html", answered=False)
    go(page, "#/14")
    first = page.locator("section.present .first")
    expect(first).to_contain_text("PyTorch's padding cuts the same number at both ends")
    page.keyboard.press("n")
    expect(first).to_be_hidden()


def test_without_scripts_a_deck_is_a_page(build, browser):
    page = browser.new_page(java_script_enabled=False)
    page.goto((build / "slides" / "04_full_operation.html").as_uri())
    slides = [slide.bounding_box() for slide in page.locator("section.slide").all()]
    assert all(above["y"] + above["height"] <= below["y"] + 1 for above, below in pairwise(slides))
    for words in "Step 1, check", "All are equal", "On all 1182 recorded requests":
        expect(page.get_by_text(words).locator("visible=true").first).to_be_attached()
    expect(page.locator("section:nth-child(5) noscript")).to_be_visible()  # the question
    page.close()


def test_buttons_that_are_numbers_say_of_what(build, open_page):
    page = open_page(build / "slides" / "06_five_frameworks.html")
    groups = page.locator("fieldset.numbers")
    page.evaluate(
        "(group) => { const at = Reveal.getIndices(group.closest('section')); Reveal.slide(at.h, at.v); }",
        groups.first.element_handle(),
    )
    assert groups.locator("legend:visible").all_inner_texts() == ["padding", "output padding"]
