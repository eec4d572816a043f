"""Touch a number, see its life: on pages in a browser, what lights up and what is said is what the library says."""

import random
import re
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from io import BytesIO
from urllib.parse import parse_qs

import numpy as np
import pytest
from course import NOTEBOOKS, read
from links import figures_in, terms, value
from playwright.sync_api import expect
from pypdf import PdfReader

from tconv_lib.explore import Explorer
from tconv_lib.predictions import grids
from tconv_lib.teach.browser import ANSWER_ALL
from tconv_lib.teach.notebooks import shown_by

NAMES = [path.stem for path in NOTEBOOKS]
SETTINGS = 10
"""Random settings of each explorer."""

each_page = pytest.mark.parametrize("name", NAMES)

SET = """(box, values) => {
    const groups = [...box.querySelectorAll("input[type=range], input[type=checkbox], fieldset")];
    groups.forEach((group, i) => {
        const input = group.matches("fieldset") ? group.querySelectorAll("input")[values[i]] : group;
        if (group.type === "range") input.value = values[i];
        else input.checked = group.type !== "checkbox" || values[i];
        input.dispatchEvent(new Event("input", { bubbles: true }));
    });
}"""
TOUCH = """(box, touches) => {
    const cells = (row) => [...row.querySelectorAll(".cell")];
    const grids = () => [...box.querySelectorAll("table.grid")]
        .map((table) => [...table.rows].map(cells).filter((row) => row.length));
    const seen = () => [box.querySelector(".tag").textContent, grids().flatMap((rows, grid) => rows.flatMap((row, i) =>
        row.flatMap((cell, j) => cell.matches(".lit") ? [[grid, i, j]] : [])))];
    const send = (element, event) => (element.dispatchEvent(event), seen());
    return touches.map(([values, [grid, row, column]]) => {
        (SET)(box, values);
        const cell = grids()[grid][row][column];
        const hovered = send(cell, new PointerEvent("pointermove", { bubbles: true, pointerType: "mouse" }));
        box.querySelector(".stage").dispatchEvent(new PointerEvent("pointerleave"));
        cell.focus({ focusVisible: true });
        const reached = seen();
        cell.blur();
        const tapped = send(cell, new PointerEvent("click", { bubbles: true, pointerType: "touch" }));
        send(cell, new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
        return [hovered, reached, tapped];
    });
}""".replace("SET", SET)
"""Set the controls, touch a cell in three ways; each time the sum, and (grid, row, column) of all lit cells."""


def life(figure, cell):
    """(all cells that belong to a cell, itself included; the numbers that add up to it, if it is a sum)."""
    known = [*terms(figure)]
    made = [term for term in known if term[0] == cell]
    used = [term for term in known if cell in (term[1], term[2])]
    nonzero = [term for term in made + used if value(figure, term[1]) and (not term[2] or value(figure, term[2]))]
    lit = {cell} | {each for term in nonzero + made for each in term if each}
    return lit, [value(figure, of) * (value(figure, tap) if tap else 1) for to, of, tap in nonzero if to == cell]


def said(words):
    """The numbers that a sum says, multiplied and added; and its total."""
    left, total = words.rsplit(" = ", 1)
    products = [re.findall(r"-?[\d.]+", part) for part in left.split(" + ")]
    return sum(float(p[0]) * float(p[1] if len(p) > 1 else 1) for p in products), float(total)


@each_page
def test_a_touched_number_shows_where_it_comes_from_and_where_it_goes(name, build, open_page):
    """Pointed at, tapped, reached by keyboard: three times the same, and what the library says."""
    page = open_page(build / "site" / f"{name}.html")
    check_touches(name, SETTINGS, lambda id, touches: page.locator(f"#{id}").evaluate(TOUCH, touches))


def check_touches(name, settings, touch):
    """Compare what `touch(id of a picture, touches)` sees in a browser with what the library computes."""
    random.seed(name)
    for id, shown in shown_by(read(NOTEBOOKS[NAMES.index(name)])).items():
        touches, expected = touches_of(shown, settings)
        agree(touch(id, touches), touches, expected, id)


def agree(seen, touches, expected, id):
    """Each number that was touched in three ways lives three times as the library says."""
    for three, place, known in zip(seen, touches, expected, strict=True):
        assert three[0] == three[1] == three[2], (id, place)
        compare(*three[0], *known, (id, place))


def touches_of(shown, settings):
    """[(codes of the controls, a cell)], and for each (figure, cell in it, numbers of its grids); at random."""
    touches, expected = [], []
    for codes, picture in random_settings(shown, settings):
        places = {id(each): number for number, each in enumerate(grids(picture))}
        for figure in figures_in(picture):
            numbers = [places[id(each)] for each in figure.grids]
            linked = sorted({each for term in terms(figure) for each in term if each})
            if linked:
                cell = random.choice(linked)
                touches.append([codes, moved(cell, numbers)])
                expected.append((figure, cell, numbers))
    return touches, expected


def random_settings(shown, settings):
    """(codes of the controls, the picture that the library draws) so many times; of a still picture, once."""
    if not isinstance(shown, Explorer):
        yield [], shown
    elif shown.looks_ahead:  # else measured anew each time
        every = [*shown.settings()]
        for values in random.sample(every, min(settings, len(every))):
            yield [part.code(values[part.name]) for part in shown.parts], shown.draw(values)


def moved(cell, numbers):
    """A cell of a figure as one of all grids on the stage."""
    return numbers[cell[0]], *cell[1:]


def compare(words, lit, figure, cell, numbers, where):
    """What the browser says and lights up, with what the library computes."""
    expected, parts = life(figure, cell)
    assert {tuple(each) for each in lit} == {moved(each, numbers) for each in expected}, where
    if " = " in words and parts:
        found, total = said(words)
        assert total == pytest.approx(float(value(figure, cell)), rel=1e-3), where
        assert found == pytest.approx(total, rel=1e-2), where
        assert found == pytest.approx(float(sum(parts)), rel=1e-2), where


@pytest.fixture
def play(build, open_page):
    """The central picture of notebook 04, at 40 = 1·9 + 2·7 + 4·3 + 5·1."""
    page = open_page(build / "site" / "04_full_operation.html")
    box = page.locator("#play")
    box.scroll_into_view_if_needed()
    box.get_by_role("slider", name="position").fill("14")
    return box


SUM = "1·9 + 2·7 + 4·3 + 5·1 = 40"


def test_what_numbers_are_multiplied_with_stands_at_all_of_them_or_at_none(play):
    page, taps = play.page, ".stage .chip-tap"
    assert play.locator(taps).count() == 4
    page.goto(page.url.replace("04_full_operation", "00_start_here"))  # where ×1000 would hide the number
    page.wait_for_selector("body.ready")
    box = page.locator(".tconv:has(.play)")
    box.scroll_into_view_if_needed()
    assert box.locator(".stage .lit").count() > 4 and box.locator(taps).count() == 0


def test_a_title_wider_than_its_table_stretches_no_cell(build, open_page):
    page = open_page(build / "site" / "04_full_operation.html")
    box = page.locator(".tconv:has(input[name=kernel_size])")
    box.locator("input[name=kernel_size]").fill("1")
    cell = box.locator("table").nth(1).locator(".cell").bounding_box()
    assert cell["width"] == pytest.approx(cell["height"], abs=1)


def test_a_refusal_stands_in_the_middle_of_where_its_picture_was(build, open_page):
    note = open_page(build / "site" / "00_start_here.html").locator(".tconv .note").first
    middle = "(one) => { const { top, bottom } = one.getBoundingClientRect(); return (top + bottom) / 2; }"
    stage = note.locator("xpath=ancestor::*[contains(@class, 'stage')]")
    assert note.evaluate(middle) == pytest.approx(stage.evaluate(middle), abs=20)


def test_on_a_phone_a_refusal_stands_where_a_tall_picture_begins(build, open_page):
    """Its middle may be out of sight, below the slider and the answer."""
    page = open_page(build / "site" / "00_start_here.html")
    page.set_viewport_size({"width": 375, "height": 720})
    page.wait_for_function("""() => {
        const note = document.querySelector(".tconv .note");
        return Math.abs(note.getBoundingClientRect().y - note.closest(".sheet").getBoundingClientRect().y) <= 2;
    }""")  # the viewer sees its new width a moment later


def test_the_slider_shows_the_same_sum(play):
    expect(play.locator(".tag")).to_have_text(SUM)
    assert play.locator(".wire").get_attribute("d").count("M") == 8  # four products: to a tap, and on


def test_a_click_holds_and_escape_lets_go(play):
    inputs = play.locator(".cell.input")
    inputs.first.click()
    inputs.nth(5).hover()
    expect(play.locator(".here")).to_have_text("1")
    play.page.keyboard.press("Escape")
    expect(play.locator(".tag")).to_have_text(SUM)


def test_the_keyboard_walks_holds_and_is_heard(play):
    output = play.get_by_role("grid", name="output")
    first = output.get_by_role("gridcell").first
    first.evaluate("cell => cell.focus({ focusVisible: true })")
    for key in ["ArrowRight"] * 2 + ["ArrowDown"] * 2:
        play.page.keyboard.press(key)
    expect(play.locator(".voice")).to_have_text(f"output, row 2, column 2: {SUM}.")
    play.page.keyboard.press("Enter")
    expect(play.locator(".voice")).to_have_text(f"output, row 2, column 2: {SUM}. Held.")
    play.locator(".cell.input").first.hover()
    expect(play.locator(".tag")).to_have_text(SUM)
    play.page.keyboard.press("Escape")
    expect(play.locator(".voice")).to_have_text("Let go.")


def test_a_tap_on_a_tap_shows_all_that_it_met(play):
    play.locator(".taps .cell").first.click()
    # its copies of 3, 6, 7, 8 and 9 would be in row or column 6, which an output of 6 does not have
    expect(play.locator(".tag")).to_have_text("9 meets 1, 2, 4, 5")


def test_a_tap_of_zero_adds_nothing_whatever_it_meets(build, open_page):
    groups = open_page(build / "site" / "09_layers_of_real_networks.html").locator("#groups")
    groups.get_by_role("radio", name="2").check()
    groups.locator(".cell:not(.kernel)", has_text=re.compile("^0$")).first.hover()
    expect(groups.locator(".tag")).to_have_text("0 adds nothing, whatever it meets")


def test_a_touched_number_stays_touched_while_sliders_move(play):
    play.get_by_role("grid", name="padded").locator(".cell.input").nth(4).click()
    play.get_by_role("radio", name="5").check()
    expect(play.locator(".here")).to_have_text("5")


STEPS = """async (steps) => {
    let shifted = 0;
    const watch = new PerformanceObserver((list) => list.getEntries().forEach((entry) => (shifted += entry.value)));
    const frame = () => new Promise(requestAnimationFrame);
    const all = [...document.querySelectorAll(".tconv input[type=range]")];
    const sliders = all.filter((slider) => slider.checkVisibility());
    for (const slider of sliders) {
        if (!window.Reveal) slider.scrollIntoView({ block: "center" });
        await frame(), await frame();
        watch.observe({ type: "layout-shift", buffered: false });
        for (let step = 0; step < steps / sliders.length; step++) {
            step % 11 < 6 ? slider.stepUp() : slider.stepDown();
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await frame();
        }
        await frame();
        await new Promise((done) => setTimeout(done, 50)); // the browser tells of shifts a while after them
        watch.disconnect();
    }
    return shifted;
}"""


@each_page
def test_nothing_moves_over_two_hundred_steps(name, build, open_page):
    page = open_page(build / "site" / f"{name}.html")
    assert page.evaluate(STEPS, 200) == 0


def test_pictures_are_no_higher_than_a_window_beside_the_list_of_files(build, open_page):
    """As wide as JupyterLab leaves them at 1280 x 720; page 04's last one was 1,269 pixels high there, in two rows."""
    for name in NAMES:
        page = open_page(build / "site" / f"{name}.html")
        page.set_viewport_size({"width": 887, "height": 640})
        page.evaluate("async () => { for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame); }")
        high = page.locator(".tconv").evaluate_all("all => all.map((box) => `${box.id} ${box.offsetHeight}`)")
        assert [box for box in high if int(box.split()[-1]) > 640] == []


CHOOSE = """async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame); // the viewer sees its new width
    return [...document.querySelectorAll(".tconv")].flatMap((picture) => {
        const stage = picture.querySelector(".stage"), heights = new Set([stage.offsetHeight]);
        const choices = [...picture.querySelectorAll("[type=checkbox], [type=radio]")];
        for (const choice of [...choices, ...choices]) {
            choice.click();
            heights.add(stage.offsetHeight);
        }
        for (const slider of picture.querySelectorAll("[type=range]")) {
            const start = slider.value;
            for (let value = +slider.min; value <= +slider.max; value++) {
                slider.value = value;
                slider.dispatchEvent(new Event("input", { bubbles: true }));
                heights.add(stage.offsetHeight);
            }
            slider.value = start;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
        }
        return heights.size > 1 ? [`${picture.id}: ${[...heights]}`] : [];
    });
}"""


@pytest.mark.parametrize("width", [1280, 375])
@each_page
def test_whatever_is_chosen_a_picture_keeps_its_room(name, width, build, open_page):
    page = open_page(build / "site" / f"{name}.html")
    page.set_viewport_size({"width": width, "height": 720})
    page.evaluate(ANSWER_ALL)
    assert page.evaluate(CHOOSE) == []


TOUCH_EACH = """() => [...document.querySelectorAll(".tconv")].flatMap(({ viewer }) => {
    const cells = (viewer?.grids ?? []).flatMap(({ cells }) => cells).filter((cell) => cell.textContent.trim());
    const linked = cells.filter((cell) => cell.hasAttribute("tabindex"));
    const inkOf = (cell) => {
        const range = new Range();
        range.selectNodeContents(cell);
        const { left, right, top, bottom, height } = range.getBoundingClientRect();
        return { left, right, top: top + height * 0.2, bottom: bottom - height * 0.2 }; // digits are low
    };
    const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
    return linked.filter((_, i) => i % 3 === 0).flatMap((touched) => {
        viewer.touch(touched);
        const inks = cells.map((cell) => [cell, inkOf(cell)]);
        return COVERED.flatMap((by) => by(viewer, touched, inks, meet)).map(
            (cell) => `${viewer.element.id}: ${viewer.tag.textContent} over ${cell}`);
    });
})"""
"""Touches every third number of a page: what of it lies on what, where something does."""

BY_THE_SUM = """(viewer, touched, inks, meet) => {
    const tag = viewer.tag.getBoundingClientRect(), cells = inks.map(([cell]) => cell);
    const others = viewer.grids.filter(({ table }) => table !== touched.place.table);
    const titles = others.flatMap(({ table }) => table.caption ?? []);
    const captions = viewer.sheet.querySelectorAll(".said:not(:empty)");
    const under = [...cells, ...titles, ...captions].filter((other) => meet(other.getBoundingClientRect(), tag));
    return under.map((other) => other.textContent);
}"""

BY_WIRES = """(viewer, _, inks) => {
    const wire = viewer.wires.querySelector(".wire"), { left, top } = viewer.stage.getBoundingClientRect();
    const isIn = ([x, y], box) => x > box.left && x < box.right && y > box.top && y < box.bottom;
    return wire.getAttribute("d").split(/(?=M)/).filter(Boolean).flatMap((way) => {
        const path = wire.cloneNode(), long = (path.setAttribute("d", way), path.getTotalLength());
        const points = Array.from({ length: Math.ceil(long / 3) }, (_, i) => path.getPointAtLength(3 * i));
        const places = [...points, path.getPointAtLength(long)].map(({ x, y }) => [left + x, top + y]);
        const own = (cell) => [places[0], places.at(-1)].some((end) => isIn(end, cell.getBoundingClientRect()));
        const crossed = inks.filter(([cell, ink]) => places.some((place) => isIn(place, ink)) && !own(cell));
        return crossed.map(([cell]) => `${cell.textContent} (a wire)`);
    });
}"""

BY_CHIPS = """(viewer, _, inks, meet) => [...viewer.wires.querySelectorAll("g")].flatMap((chip) => {
    const box = chip.getBoundingClientRect();
    return inks.filter(([, ink]) => meet(ink, box)).map(([cell]) => `${cell.textContent} (${chip.textContent})`);
})"""

SETTLED = """() => [...document.querySelectorAll(".tconv")].every(({ viewer }) =>
    !viewer || (viewer.fittedTo === viewer.size && !viewer.motion.isMoving))"""
"""Whether each picture has seen its width and stands still."""


@each_page
@pytest.mark.parametrize("width", [1280, 375])
def test_what_is_drawn_of_a_touched_number_covers_no_other(name, width, build, open_page):
    """Nor does a sum cover a title or a caption, which wires go behind."""
    page = open_page(build / "site" / f"{name}.html")
    page.set_viewport_size({"width": width, "height": 720})
    page.wait_for_function(SETTLED)
    assert page.evaluate(TOUCH_EACH.replace("COVERED", f"[{BY_THE_SUM}, {BY_WIRES}, {BY_CHIPS}]")) == []


def test_a_sum_on_a_slide_covers_no_caption(build, open_page):
    """Its letters are larger, and so is the room for it."""
    page = open_page(build / "slides" / "02_same_valid_shapes.html", ".reveal.ready")
    page.evaluate("Reveal.slide(15, 0, 0)")  # with its answer
    page.wait_for_selector("#both-axes-lines .cell")
    page.wait_for_function(SETTLED)
    assert page.evaluate(TOUCH_EACH.replace("COVERED", f"[{BY_THE_SUM}]")) == []


HARD_TO_HIT = """() => [...document.querySelectorAll(".tconv")].flatMap((picture) => {
    const cells = [...picture.querySelectorAll(".cell[tabindex]")].map((cell) => cell.getBoundingClientRect());
    const near = (a, b) => a !== b && Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y - b.y) < 24;
    return cells.some((cell) => cells.some((other) => near(cell, other))) ? [picture.id] : [];
})"""
"""Pictures with two numbers whose middles are less than 24 px apart, which WCAG 2.2 (2.5.8) asks for."""


UNEVEN = """() => [...document.querySelectorAll(".tconv")].flatMap((picture) => {
    const { id, viewer: { sheet }, offsetWidth } = picture;
    const panned = sheet.scrollWidth - sheet.clientWidth, boxOf = (element) => element.getBoundingClientRect();
    const isBeside = (a, b) => a !== b && boxOf(a).top < boxOf(b).bottom && boxOf(b).top < boxOf(a).bottom;
    const isAlone = (sign) => ![...sign.parentElement.children].some((other) => isBeside(sign, other));
    return [
        panned > 0 && (panned < 10 || sheet.querySelector("img")) && `${id} is panned by ${panned} px`,
        offsetWidth < document.documentElement.clientWidth && `${id} does not go from edge to edge`,
        [...sheet.querySelectorAll(".sign")].some(isAlone) && `${id}: a sign has a line of its own`,
    ].filter(Boolean);
})"""


@each_page
def test_on_a_phone_a_finger_hits_each_number_and_pictures_are_even(name, build, open_page):
    page = open_page(build / "site" / f"{name}.html")
    page.set_viewport_size({"width": 375, "height": 720})
    page.wait_for_function(SETTLED)
    assert [*page.evaluate(HARD_TO_HIT), *page.evaluate(UNEVEN)] == []


FROM_SLIDER_TO_END = """() => {
    const { viewer } = document.querySelector("#new-row");
    const { top } = viewer.element.getBoundingClientRect();
    const ends = [...viewer.sheet.querySelectorAll(".cell")].map((cell) => cell.getBoundingClientRect().bottom);
    return Math.max(...ends) - top;
}"""


def test_on_a_phone_a_slider_and_the_last_of_the_stacked_grids_are_seen_at_once(build, open_page):
    page = open_page(build / "site" / "00_start_here.html")
    page.set_viewport_size({"width": 375, "height": 720})
    page.wait_for_function(SETTLED)
    assert page.evaluate(FROM_SLIDER_TO_END) < 600


CUT_OFF_ON_PAPER = """() => [...document.querySelectorAll(".tconv .sheet")].flatMap((sheet) =>
    sheet.scrollWidth > sheet.clientWidth + 1 ? [sheet.closest(".tconv").id] : [])"""

TITLES_OVER_EACH_OTHER = """() => [...document.querySelectorAll(".tconv .parts")].flatMap((parts) => {
    const boxes = [...parts.querySelectorAll(".title")].map((title) => {
        const words = document.createRange();
        words.selectNodeContents(title);
        return words.getBoundingClientRect();
    });
    const meet = (a, b) => a.right > b.left + 1 && b.right > a.left + 1 && a.bottom > b.top + 1 && b.bottom > a.top + 1;
    return boxes.some((a, i) => boxes.slice(i + 1).some((b) => meet(a, b))) ? [parts.closest(".tconv").id] : [];
})"""


@pytest.mark.parametrize("name", ["02_same_valid_shapes", "03_extra_top_left_padding", "04_full_operation", "index"])
def test_paper_shows_whole_what_was_measured_on_a_wide_screen(name, build, open_page):
    page = open_page(build / "site" / f"{name}.html")
    page.evaluate("document.querySelectorAll('.tconv').forEach(({ viewer }) => viewer.sizes.disconnect())")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 within its margins
    page.emulate_media(media="print")
    assert [*page.evaluate(CUT_OFF_ON_PAPER), *page.evaluate(TITLES_OVER_EACH_OTHER)] == []


# Empty links make Chrome write down where in the PDF their targets are.
MARK_QUESTIONS = """() => [...document.querySelectorAll(".ask:not(.predictions)")].flatMap((ask, i) => {
    const mark = (name, part, where) => {
        const [target, link] = [document.createElement("a"), document.createElement("a")];
        [target.id, link.href] = [name, `#${name}`];
        part.insertAdjacentElement(where, target);
        document.body.append(link);
    };
    const shown = [...ask.querySelectorAll(".tconv:not([hidden] *) :is(.settings, td.cell:not(.none))")];
    const parts = [ask.querySelector(".question"), ...shown.filter((part) => part.offsetHeight).slice(0, 2)];
    parts.forEach((part, k) => {
        mark(`asked-${i}-${k}-first`, part, "afterbegin");
        mark(`asked-${i}-${k}-last`, part, "beforeend");
    });
})"""


def test_on_paper_a_question_its_controls_and_its_picture_stand_on_one_page(build, open_page):
    page = open_page(build / "site" / "03_extra_top_left_padding.html", answered=False)
    page.evaluate(MARK_QUESTIONS)
    for height in range(180, 300, 20):  # each breaks elsewhere
        pdf = PdfReader(BytesIO(page.pdf(width="210mm", height=f"{height}mm")))
        asked = defaultdict(set)
        for mark, place in pdf.named_destinations.items():
            if mark.startswith("/asked-"):
                asked[mark.split("-")[1]].add(place.page.idnum)
        assert len(asked) > 10 and [number for number, sheets in asked.items() if len(sheets) > 1] == [], height


def test_paper_has_nothing_that_only_a_screen_can_do(build, open_page):
    page = open_page(build / "site" / "04_full_operation.html", answered=False)
    page.emulate_media(media="print")
    seen = "(parts) => [...document.querySelectorAll(parts)].filter((part) => part.checkVisibility()).length"
    assert page.evaluate(seen, "header, .hint, .quiet, .take, .play, details.code:not([open])") == 0


def test_the_map_is_light_on_paper_also_where_the_screen_is_dark(build, open_page):
    page = open_page(build / "site" / "index.html")
    for media, seen, hidden in (("screen", "dark", "light"), ("print", "light", "dark")):
        page.emulate_media(media=media, color_scheme="dark")
        expect(page.locator(f".map img.{seen}").first).to_be_visible()
        expect(page.locator(f".map img.{hidden}").first).to_be_hidden()


CUT_OFF = """() => [...document.querySelectorAll(".tconv .take summary")].filter((menu) => {
    menu.focus({ focusVisible: true });
    const { outlineWidth, outlineOffset } = getComputedStyle(menu), stage = menu.closest(".stage");
    const room = stage.getBoundingClientRect().right - menu.getBoundingClientRect().right;
    return menu.checkVisibility() && room < parseFloat(outlineWidth) + parseFloat(outlineOffset);
}).length"""


@pytest.mark.parametrize("kind", ["site", "slides"])
def test_the_focus_of_the_menu_in_the_corner_is_seen_whole(kind, build, open_page):
    assert open_page(build / kind / "00_start_here.html").evaluate(CUT_OFF) == 0


@each_page
def test_controls_and_picture_are_seen_together_at_every_end(name, build, open_page):
    page = open_page(build / "site" / f"{name}.html")
    for box in page.locator(".tconv:has(input[type=range])").all():
        for key in ("End", "Home"):
            for slider in box.locator("input[type=range]").all():
                slider.press(key)
            assert box.bounding_box()["height"] <= 720, box.get_attribute("id")


MOVING = "document.getAnimations().filter((one) => one.effect.target.matches('.tconv .sheet *'))"
STEP = """async (slider, value) => {
    const box = slider.closest(".tconv"), frame = () => new Promise(requestAnimationFrame);
    box.scrollIntoView({ block: "center" });
    await new Promise((done) => new IntersectionObserver(([seen]) => seen.isIntersecting && done()).observe(box));
    await new Promise((done) => setTimeout(done, 100)); // the viewer sees it a moment later
    const before = cells(box, ".sheet .cell:not(.none)"), titled = cells(box, ".title");
    const moving = [], animate = Element.prototype.animate;
    Element.prototype.animate = function (...how) { // held at its start: a busy machine may show no frame of it
        moving.push(animate.apply(this, how));
        moving.at(-1).pause();
        return moving.at(-1);
    };
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await frame();
    const first = cells(box, ".sheet .cell:not(.none)"), still = !moving.length;
    for (let wait = 0; wait < 10 && !moving.length; wait++) await frame();
    Element.prototype.animate = animate;
    const start = cells(box, ".sheet .cell:not(.none)"), ghosts = cells(box, ".ghost");
    const titles = { before: titled, start: cells(box, ".title") };
    moving.forEach((one) => one.finish());
    const end = cells(box, ".sheet .cell:not(.none)");
    return { moving: moving.length, still, before, first, start, ghosts, titles, end };

    function cells(box, kind) {
        const stage = box.querySelector(".stage"), from = stage.getBoundingClientRect();
        return [...stage.querySelectorAll(kind)].map((cell) => {
            const { x, y } = cell.getBoundingClientRect();
            return [cell.textContent, [Math.round(x - from.x), Math.round(y - from.y)]];
        });
    }
}"""
"""A slider goes to a value: how much moves, and not yet in the first frame; where cells and titles are before, in this
frame, at the start, at the end; what goes."""


@pytest.mark.parametrize("wish, moves", [("no-preference", True), ("reduce", False)])
def test_motion_only_for_those_who_want_it(build, open_page, wish, moves):
    page = open_page(build / "site" / "01_stride_zero_insertion.html")
    page.emulate_media(reduced_motion=wish)
    moving = page.locator("#two-axes").get_by_role("slider", name="row stride").evaluate(STEP, 2)["moving"]
    assert bool(moving) is moves
    page.wait_for_timeout(300)
    assert page.evaluate(f"{MOVING}.length") == 0


HELD = """async (slider) => {
    const box = slider.closest(".tconv"), frame = () => new Promise(requestAnimationFrame);
    box.scrollIntoView({ block: "center" });
    await new Promise((done) => setTimeout(done, 300)); // the viewer sees it a moment later
    let moved = 0;
    for (let press = 0; press < 8; press++) {
        slider.value = 1 + (press % 2);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await frame(), await frame();
        moved += MOVING.length > 0;
    }
    return moved;
}""".replace("MOVING", MOVING)
"""As a key that is held moves a slider, every second frame: how often numbers have begun to move before the next."""


def test_numbers_move_while_a_key_is_held(build, open_page):
    page = open_page(build / "site" / "01_stride_zero_insertion.html")
    assert page.locator("#two-axes").get_by_role("slider", name="column stride").evaluate(HELD) >= 7


SLOWLY = """() => {
    const { animate } = Element.prototype;
    Element.prototype.animate = function (frames, how) {
        return animate.call(this, frames, { ...how, delay: 500, fill: "backwards" });
    };
}"""
BESIDE = """(box) => {
    const lit = [...box.querySelectorAll(".part:first-child .lit")].map((cell) => cell.getBoundingClientRect());
    const { left, top } = box.querySelector(".window").getBoundingClientRect();
    return [left - Math.min(...lit.map((box) => box.left)), top - Math.min(...lit.map((box) => box.top))];
}"""


def test_where_cells_begin_to_move_late_the_frame_around_them_waits(build, open_page):
    page = open_page(build / "site" / "04_full_operation.html")
    page.evaluate(SLOWLY)
    box = page.locator("#ask-play")
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(200)  # the viewer sees it a moment later
    box.get_by_role("radio", name="5").check()
    page.wait_for_function(f"{MOVING}.length > 0")
    page.wait_for_function(f"{MOVING}.length === 0")
    assert box.evaluate(BESIDE) == pytest.approx([0, 0], abs=4)


MARKS = """(box) => {
    const { left, right } = box.querySelector(".sheet").getBoundingClientRect();
    const marks = [...box.querySelectorAll(".mark")].map((mark) => mark.getBoundingClientRect());
    return marks.length > 0 && marks.every((mark) => mark.left >= left - 1 && mark.right <= right + 1);
}"""


def test_on_a_phone_what_is_marked_stays_in_sight_after_the_motion(build, open_page):
    page = open_page(build / "site" / "02_same_valid_shapes.html")
    page.set_viewport_size({"width": 375, "height": 720})
    box = page.locator(".tconv:has(.sheet.scrolls):has(input[type=range])").last
    box.scroll_into_view_if_needed()
    slider = box.get_by_role("slider").first
    for key in ("Home", "End", "ArrowLeft"):
        slider.press(key)
        page.wait_for_timeout(300)
        page.wait_for_function(f"{MOVING}.length === 0")
        assert box.evaluate(MARKS), key


def test_a_number_that_stays_starts_where_it_was_and_so_does_one_that_goes(build, open_page):
    def slider(name, question):
        ask = open_page(build / "site" / name).locator(question)
        ask.evaluate("ask => ask.open()")
        return ask.get_by_role("slider", name="stride")

    copies = slider("01_stride_zero_insertion.html", "#ask-scatter").evaluate(STEP, 3)
    numbers = slice(15)  # input, kernel, and what each of three writes; then sums
    assert copies["start"][numbers] == copies["before"][numbers] != copies["end"][numbers] and not copies["ghosts"]
    assert copies["first"][numbers] == copies["before"][numbers] and copies["still"]
    stride = slider("00_start_here.html", "#ask-stays")
    more = stride.evaluate(STEP, 1)
    assert all(number in more["start"] for number in more["before"]) and more["before"][-1] not in more["end"]
    fewer = stride.evaluate(STEP, 3)
    assert len(fewer["ghosts"]) == 8 and all(number in more["end"] for number in fewer["ghosts"])


def test_a_title_moves_with_its_table_and_not_with_the_numbers(build, open_page):
    page = open_page(build / "site" / "03_extra_top_left_padding.html")
    page.evaluate(ANSWER_ALL)
    slider = page.locator("#padding-view").get_by_role("slider", name="output size")
    for size in (5, 6):  # a row in front goes; one comes in, and the others step down
        seen = slider.evaluate(STEP, size)
        before, start = (np.array([place for _, place in seen["titles"][when]]) for when in ("before", "start"))
        assert seen["moving"] and np.abs(before - start).max() <= 1


def test_play_stops_when_it_is_out_of_sight(play):
    play.get_by_role("slider", name="position").fill("0")
    button = play.get_by_role("button", name="Play")
    button.focus()
    play.page.keyboard.press("Space")
    expect(play.get_by_role("button", name="Pause")).to_be_visible()
    play.page.evaluate("scrollTo(0, 0)")
    expect(play.get_by_role("button", name="Play", include_hidden=True)).to_have_text("▶ Play")


# Taking it away


def test_an_address_opens_what_it_says_and_says_what_is_open(build, open_page):
    page = open_page(build / "site" / "04_full_operation.html")
    page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; }")
    box = page.locator("#everything")
    box.get_by_role("slider", name="kernel size").fill("3")
    box.get_by_role("radio", name="VALID").check()
    box.locator(".take summary").click()
    box.get_by_role("button", name="Copy link").click()
    address = page.evaluate("window.copied")
    wanted = parse_qs(address.partition("#")[2])
    assert wanted["at"] == ["everything"] and wanted["padding"] == ["VALID"] and wanted["kernel_size"] == ["3"]
    before = box.locator(".sheet").inner_text()
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("body.ready")
    assert page.locator("#everything .sheet").inner_text() == before
    page.evaluate("location.hash = '#stride=3&output_size=9&nonsense'.replace('&nonsense', '')")
    expect(page.locator("#everything").get_by_role("slider", name="stride")).to_have_value("3")


def test_a_picture_saved_is_one(play, tmp_path):
    for kind in ("SVG", "PNG"):
        play.locator(".take summary").click()
        with play.page.expect_download() as download:
            play.get_by_role("button", name=f"Save as {kind}").click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        if kind == "PNG":
            assert path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 5000
        else:
            texts = [text.text for text in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]
            assert {"40", "padded", "output"} <= {*texts}


def test_what_is_saved_lies_over_each_other_as_on_the_page(play):
    """Wires go over cells and behind titles."""
    play.page.set_viewport_size({"width": 375, "height": 720})
    play.locator(".cell.input").first.click()
    shapes = [*ElementTree.fromstring(play.evaluate("(box) => box.viewer.drawing()"))]
    wire = [shape.get("class") for shape in shapes].index("wire")
    before, after = ({shape.text for shape in part} for part in (shapes[:wire], shapes[wire:]))
    titles = {"padded", "turned kernel"}
    assert {"1", "9"} <= before and not titles & before and titles <= after


SAVED = """() => Promise.all([...document.querySelectorAll(".tconv")].map(async ({ id, viewer }) => {
    const drawn = viewer.drawing(), { size } = await viewer.photograph();
    const shown = new DOMParser().parseFromString(drawn, "image/svg+xml").documentElement;
    document.body.append(shown);
    const { width } = shown.viewBox.baseVal, beyond = (text) => {
        const { x, width: wide } = text.getBBox();
        return x < -2 || x + wide > width + 2;
    };
    const cut = [...shown.querySelectorAll("text")].filter(beyond).map((text) => text.textContent);
    shown.remove();
    return [id, drawn, size, cut];
}))"""
"""Of each picture of a page, as it is saved: the SVG, the bytes of the PNG, the texts that are not wholly in it."""


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 375])
@each_page
def test_every_picture_can_be_saved_whole(name, width, build, open_page):
    page = open_page(build / "site" / f"{name}.html", answered=False)
    page.set_viewport_size({"width": width, "height": 720})
    page.evaluate(ANSWER_ALL)
    for id, svg, size, cut in page.evaluate(SAVED):
        words = "".join(
            text.text or "" for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
        )
        seen = page.locator(f"#{id} .sheet").inner_text()
        assert {*re.sub(r"\s", "", seen)} <= {*re.sub(r"\s", "", words)}, id
        assert size > 1000 and cut == [], id


def test_what_is_held_is_taken_away_and_esc_closes_the_menu_first(play):
    play.locator("td.here").click()
    menu, keyboard = play.locator(".take"), play.page.keyboard
    menu.locator("summary").click()
    expect(play.locator(".stage.pinned .tag")).to_have_text(SUM)
    assert "×9" in play.evaluate("({ viewer }) => viewer.drawing()")
    keyboard.press("Tab")
    keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    keyboard.press("Escape")
    expect(play.locator(".stage.pinned")).to_have_count(0)


def test_a_number_keeps_the_focus_when_the_window_changes(play):
    play.locator("td.here").focus()
    play.page.keyboard.press("ArrowLeft")
    play.page.keyboard.press("Enter")
    held = play.locator(".tag").inner_text()
    play.page.set_viewport_size({"width": 1000, "height": 700})
    expect(play.locator("td:focus.here")).to_be_visible()
    assert play.locator(".stage.pinned .tag").inner_text() == held
    play.page.keyboard.press("Escape")
    expect(play.locator(".stage.pinned")).to_have_count(0)


def test_an_address_that_means_nothing_stops_nothing(build, open_page):
    page = open_page(build / "site" / "04_full_operation.html", answered=False)
    address = page.url
    for meaningless in "#%", "#%zz", "#at=nothing&stride=x", "#/3":
        page.goto("about:blank")
        page.goto(address + meaningless)
        page.wait_for_selector("body.ready")


def test_a_link_to_a_question_leads_to_it(build, open_page):
    page = open_page(build / "site" / "02_same_valid_shapes.html", answered=False)
    address = page.url
    for question in "ask-windows", "ask-case-2118-windows":
        page.goto("about:blank")
        page.goto(f"{address}#{question}")
        page.wait_for_selector("body.ready")
        assert abs(page.locator(f"#{question}").bounding_box()["y"]) < 2


def test_play_stops_when_the_question_is_asked_again(play):
    play.get_by_role("button", name="Play").click()
    play.locator("xpath=ancestor::*[@class='ask']").get_by_role("button", name="Ask me again").click()
    expect(play.get_by_role("button", name="Play")).to_have_text("▶ Play")


def test_each_picture_has_a_small_page_of_its_own(build, open_page):
    pages = sorted((build / "site" / "embed").glob("*.html"))
    assert len(pages) > 40 and max(path.stat().st_size for path in pages) < 150e3
    page = open_page(build / "site" / "embed" / "04_full_operation-play.html")
    page.get_by_role("slider", name="position").fill("14")
    expect(page.locator(".tag")).to_have_text(SUM)
