"""Site and slides, opened from the disk in a real browser with nothing else within reach."""

import re
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from course import NOTEBOOKS
from pypdf import PdfReader

from tconv_lib import Picture, ShapeError
from tconv_lib.explore import explore
from tconv_lib.teach.publish import handout, site, slides
from tconv_lib.teach.publish.export import read_page
from tconv_lib.teach.publish.frames import classes_for_styles, frames, player, settings, skipped, style_sheet

NAMES = [path.stem for path in NOTEBOOKS]
SMALLEST_TEXT = 17
"""Pixels, of 720 that a slide is high."""

each_page = pytest.mark.parametrize("name", NAMES)


@cache
def explorers(name):
    return read_page(NOTEBOOKS[NAMES.index(name)]).explorers


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    folder = tmp_path_factory.mktemp("build")
    site.main(folder / "site")
    slides.main(folder / "slides")
    return folder


@pytest.fixture
def open_page(browser):
    """Opens a file. Whatever it complains about or wants from elsewhere fails the test."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or complaints.append(request.url))

    def opened(path, ready="body.ready"):
        page.goto(path.as_uri())
        page.wait_for_selector(ready)
        return page

    yield opened
    page.close()
    assert complaints == []


def text_and_alternative(html):
    soup = BeautifulSoup(html, "html.parser")
    return soup.get_text(), [part["aria-label"] for part in soup.select("[aria-label]")]


# The frames, without a browser


def shows(**values):
    return Picture(f'<p style="color:red">{values}</p>', "")


def number_of(tree, steps):
    for step in steps:
        tree = tree[1][step]
    return tree


@each_page
def test_every_setting_leads_to_the_picture_that_the_library_draws(name):
    for explorer in explorers(name).values():
        if name.startswith("08") and "runs" in explorer.controls:
            continue  # measured anew each time
        found, styles = frames(explorer), {}
        shortened = [classes_for_styles(picture, styles) for picture in found.pictures]
        long = {f'class="{short}"': f'style="{style}"' for style, short in styles.items()}
        for values in settings(explorer, found.skips):
            before, steps = {}, []
            for control, value in values.items():
                steps.append(list(explorer.choices(control, before)).index(value))
                before[control] = value
            picture = re.sub(r'class="look\d+"', lambda match: long[match[0]], shortened[number_of(found.tree, steps)])
            assert picture == explorer.draw(values)


def test_too_many_settings_are_thinned_and_say_so():
    explorer = explore(lambda a, b: shows(a=a, b=b), a=(0, 9), b=(0, 99))
    found = frames(explorer, most=200)
    assert found.skips == {"a": 1, "b": 8} and len(found.pictures) == 10 * 13
    assert skipped(found) == ["b: every 8th value; in JupyterLab all of them"]
    assert 'step="8"' in player(explorer, found, {}) and skipped(found)[0] in player(explorer, found, {})


def test_endlessly_many_settings_do_not_hang():
    sliders = {name: (0, 10**6) for name in "abc"}
    assert len(frames(explore(lambda a, b, c: shows(a=a), **sliders), most=50).pictures) <= 50


def test_refusals_are_pictures_too():
    def picky(size):
        if size > 2:
            raise ShapeError("2 at most")
        return shows(size=size)

    assert "2 at most" in frames(explore(picky, size=(1, 3))).pictures[-1]


def test_a_control_that_cannot_be_exported_is_named():
    with pytest.raises(ValueError, match="x is neither a slider of whole numbers, nor a menu, nor a checkbox"):
        frames(explore(lambda x: shows(x=x), x=(0.0, 1.0)))


def test_style_sheet_gives_the_styles_back():
    styles = {}
    assert classes_for_styles('<b style="x:1"><i style="y:2"><u style="x:1">', styles) == (
        '<b class="look0"><i class="look1"><u class="look0">'
    )
    assert style_sheet(styles) == ".look0 {x:1}\n.look1 {y:2}"


# Size and text


@each_page
def test_pages_and_decks_are_small(name, build):
    assert (build / "site" / f"{name}.html").stat().st_size <= 3e6
    assert (build / "slides" / f"{name}.html").stat().st_size <= 6e6


@each_page
def test_links_lead_somewhere(name, build):
    for page in (build / "site" / f"{name}.html", build / "site" / "index.html"):
        for link in re.findall(r'(?:href|src)="(?!https?:|#|data:)([^"]+)"', page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), link


def test_formulas_are_text():
    """So they need nothing but a font. With TeX in them, the pages would have to bring what sets it."""
    for path in NOTEBOOKS:
        assert "$" not in path.read_text(encoding="utf-8"), path.name


# In the browser

SWEEP = """(player) => {
    const found = [];
    const value = (control) => control.type === "range" ? +control.value : control.type === "checkbox" ?
        control.checked : control.querySelector(":checked").parentElement.textContent.trim();
    const controls = [...player.querySelectorAll("input[type=range], input[type=checkbox], fieldset")];
    const note = (moved) => {
        const picture = player.querySelector(".picture");
        const labelled = [...picture.querySelectorAll("[aria-label]")].map((part) => part.getAttribute("aria-label"));
        found.push([moved, controls.map(value), picture.textContent, labelled, picture.innerHTML]);
    };
    const changed = (input) => input.dispatchEvent(new Event("input", { bubbles: true }));
    const inputs = [...player.querySelectorAll("input")];
    const start = inputs.map((input) => [input.value, input.checked]);
    const back = () => inputs.forEach((input, i) => {
        if (input.type === "range") input.value = start[i][0]; else input.checked = start[i][1];
        changed(input);
    });
    controls.forEach((control, moved) => {
        if (control.type === "range") {
            for (let at = +control.min; at <= +control.max; at += +control.step) {
                control.value = at; changed(control); note(moved);
            }
        } else {
            const all = control.type === "checkbox" ? [control, control] : control.querySelectorAll("input");
            all.forEach((input) => { input.click(); note(moved); });
        }
        back();
    });
    return found;
}"""


@pytest.mark.parametrize("kind", ["site", "slides"])
@each_page
def test_every_slider_shows_what_the_library_draws(name, kind, build, open_page):
    page = open_page(build / kind / f"{name}.html")
    players = page.query_selector_all(".player")
    sliders = explorers(name)
    assert len(players) == len(sliders)
    for shown, explorer in zip(players, sliders.values()):
        seen = {}
        for moved, said, text, alternative, html in shown.evaluate(SWEEP):
            values = {}
            for control, value in zip(explorer.controls, said):
                choices = explorer.choices(control, values)
                values[control] = value if value in choices else {str(choice): choice for choice in choices}[value]
            if "runs" not in values:  # measured anew each time
                assert (text, alternative) == text_and_alternative(explorer.draw(values)), values
            seen.setdefault(moved, set()).add(html)
        stuck = [control for control, pictures in zip(explorer.controls, seen.values()) if len(pictures) == 1]
        assert not stuck


def test_a_slider_is_moved_by_the_keyboard(build, open_page):
    page = open_page(build / "site" / "00_start_here.html")
    page.get_by_role("slider", name="output size").focus()
    page.keyboard.press("ArrowRight")
    assert "3 × 3 becomes 6 × 6." in page.inner_text(".picture")
    page.keyboard.press("ArrowRight")
    assert "Not possible" in page.inner_text(".picture")


def test_play_walks_to_the_end(build, open_page):
    page = open_page(build / "site" / "04_full_operation.html")
    slider = page.get_by_role("slider", name="position").first
    slider.evaluate("slider => { slider.value = slider.max - 2; }")
    page.get_by_role("button", name="Play").first.click()
    page.get_by_role("button", name="Pause").wait_for()
    page.get_by_role("button", name="Pause").wait_for(state="detached")
    assert slider.evaluate("slider => slider.value === slider.max")


# For everyone


@pytest.mark.parametrize("name", ["index", *NAMES])
def test_axe_finds_nothing(name, build, open_page):
    page = open_page(build / "site" / f"{name}.html", ready="body.ready, .map")
    page.emulate_media(color_scheme="light")
    assert complaints_of_axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert complaints_of_axe(page, runOnly=["color-contrast"]) == []


def complaints_of_axe(page, **options):
    found = Axe().run(page, options={"preload": False, **options}).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:100]) for each in found]


@each_page
def test_at_375_pixels_wide_grids_scroll_in_their_own_box(name, build, open_page):
    page = open_page(build / "site" / f"{name}.html")
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 375


# Slides

MISFITS = """(smallest) => {
    const slide = Reveal.getCurrentSlide(), found = [];
    if (slide.scrollHeight > slide.clientHeight) found.push(`${slide.scrollHeight} pixels high`);
    if (slide.scrollWidth > slide.clientWidth) found.push(`${slide.scrollWidth} pixels wide`);
    for (const part of slide.querySelectorAll(".picture, pre")) {
        if (part.scrollWidth > part.clientWidth) found.push(`${part.scrollWidth} wide in ${part.clientWidth}`);
    }
    const texts = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    const words = (node) => node.textContent.trim() && node.parentElement.offsetHeight;
    while (texts.nextNode()) {
        const parent = texts.currentNode.parentElement;
        if (!words(texts.currentNode) || parent.closest(".notes, script")) continue;
        const size = parseFloat(getComputedStyle(parent).fontSize) * parent.currentCSSZoom;
        if (size < smallest) found.push(`${size.toFixed(1)} pixels: ${texts.currentNode.textContent.slice(0, 30)}`);
    }
    return found.slice(0, 3);
}"""

ENDS = """(slide) => slide.querySelectorAll("input[type=range]").forEach((slider) => {
    slider.value = slider.max; slider.dispatchEvent(new Event("input", { bubbles: true }));
})"""


@each_page
def test_every_slide_fits_and_can_be_read(name, build, open_page):
    page = open_page(build / "slides" / f"{name}.html")
    total = page.evaluate("Reveal.getTotalSlides()")
    assert 15 <= total <= 25
    misfits = {}
    for number in range(total):
        page.evaluate("(number) => Reveal.slide(number, 0, 99)", number)  # with all its fragments
        misfits[number + 1] = page.evaluate(MISFITS, SMALLEST_TEXT)
        page.evaluate(f"({ENDS})(Reveal.getCurrentSlide())")
        misfits[number + 1] += page.evaluate(MISFITS, SMALLEST_TEXT)
    assert {number: found for number, found in misfits.items() if found} == {}


@each_page
def test_speaker_notes_are_there(name, build, open_page):
    page = open_page(build / "slides" / f"{name}.html")
    assert page.locator("aside.notes").count() >= 5


def test_escape_gives_the_arrow_keys_back_to_the_deck(build, open_page):
    page = open_page(build / "slides" / "00_start_here.html")
    page.evaluate("Reveal.slide(Reveal.getIndices(document.querySelector('.player').closest('section')).h)")
    page.locator(".player input").first.focus()
    here = page.evaluate("Reveal.getIndices().h")
    page.keyboard.press("Escape")
    assert not page.evaluate("Reveal.isOverview()")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == here + 1


def test_a_clicker_turns_the_page_at_a_slider(build, open_page):
    page = open_page(build / "slides" / "00_start_here.html")
    page.evaluate("Reveal.slide(Reveal.getIndices(document.querySelector('.player').closest('section')).h)")
    here = page.evaluate("Reveal.getIndices().h")
    for key, there in (("PageDown", here + 1), ("PageUp", here)):
        page.locator(".player input").first.evaluate("input => input.focus()")
        page.keyboard.press(key)
        assert page.evaluate("Reveal.getIndices().h") == there


# The handout


@pytest.fixture(scope="module")
def printed(build, browser):
    handout.print_pdf(browser, handout.write_source(build), build / "handout.pdf")
    return [page.extract_text() for page in PdfReader(build / "handout.pdf").pages]


def test_handout_has_every_page_numbered(printed):
    for number, text in enumerate(printed, 1):
        assert f"{number} / {len(printed)}" in text


def test_handout_has_every_notebook_and_its_answers(printed):
    text = "".join(printed)
    for name in NAMES:
        assert f"Notebook {name[:2]}" in text
    assert text.count("Answers") == len(NAMES)


def test_formula_sheet_is_the_last_page(printed):
    assert [number for number, text in enumerate(printed, 1) if text.startswith("Formula sheet")] == [len(printed)]
    assert "zeros after" in printed[-1]


def test_nothing_sticks_out_of_the_paper(build, printed, open_page):
    page = open_page(build / "handout.html", ready="section#formulas")
    page.set_viewport_size({"width": handout.PRINTED_WIDTH, "height": 1000})
    page.emulate_media(media="print")
    page.evaluate(handout.SHRINK)
    assert page.evaluate("document.documentElement.scrollWidth") <= handout.PRINTED_WIDTH
    assert page.evaluate("[...document.querySelectorAll('.picture')].every((p) => p.scrollWidth <= p.clientWidth + 1)")
