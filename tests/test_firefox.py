"""In Firefox: pictures on the pages of the site, touch, sliders, wires, motion, and nothing that moves; and decks."""

import pytest
from firefox import executable, firefox
from test_export import OUTPUTS
from test_touch import CHOOSE, NAMES, STEP, SUM, TOUCH, check_touches

from conftest import unavailable
from tconv_lib import conv2d_transpose
from tconv_lib.examples import counting
from tconv_lib.roles import ROLES

SETTINGS = 2
"""Random settings of each explorer; with Chromium there are more."""

MIDDLE = """(selector, index) => {
    const element = document.querySelectorAll(selector)[index];
    element.scrollIntoView({ block: "center" });
    const box = element.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""
TEXT = "(selector) => document.querySelector(selector).textContent"
BELOW = """(steps) => [...document.querySelectorAll(".tconv")].filter((box) => {
    const ends = () => box.getBoundingClientRect().height;
    const before = ends();
    return [...box.querySelectorAll("input[type=range]")].some((slider) => {
        for (let step = 0; step < steps; step++) {
            step % 11 < 6 ? slider.stepUp() : slider.stepDown();
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            if (ends() !== before) return true;
        }
    });
}).map((box) => box.id)"""


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    if not executable():
        unavailable("no Firefox is installed; on Debian: apt-get install firefox-esr")
    with firefox(tmp_path_factory.mktemp("firefox")) as window:
        yield window
    assert window.complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_touched_and_nothing_moves(name, build, window):
    window.open((build / "site" / f"{name}.html").as_uri())
    touch = f"(id, touches) => ({TOUCH})(document.getElementById(id), touches)"

    def by_pointer(id, touches):  # scripts get no focus in a Firefox without a screen; keys do, see below
        return [[pointed, pointed, tapped] for pointed, _, tapped in window.evaluate(touch, id, touches)]

    check_touches(name, SETTINGS, by_pointer)
    assert window.evaluate(BELOW, 20) == []


def test_a_bar_to_pan_with_has_room_of_its_own(build, window):
    window.open((build / "site" / "04_full_operation.html").as_uri(), width=375)
    assert window.evaluate(CHOOSE) == []


@pytest.fixture(scope="module")
def play(build, window):
    """The central picture of page 04; its position slider has the focus."""
    window.open((build / "site" / "04_full_operation.html").as_uri())
    window.evaluate("() => document.querySelector('#play [name=position]').focus()")
    return window


def test_keys_move_the_slider_and_wires_run(play):
    play.press("Home", *["ArrowRight"] * 14)
    assert play.evaluate(TEXT, "#play .tag") == SUM
    wires = play.evaluate("() => document.querySelector('#play .wire').getAttribute('d')")
    assert wires.count("M") == 8


def test_a_mouse_points_a_finger_holds_and_escape_lets_go(play):
    play.press("Home", *["ArrowRight"] * 14)
    play.point(*play.evaluate(MIDDLE, "#play .cell.input", 0))
    assert play.evaluate(TEXT, "#play .here") == "1"
    play.point(*play.evaluate(MIDDLE, "#play .cell.input", 5), kind="touch", press=True)
    play.point(*play.evaluate(MIDDLE, "#play .cell.input", 0))
    assert play.evaluate(TEXT, "#play .here") == "6"
    play.press("Escape")
    assert play.evaluate(TEXT, "#play .tag") == SUM


def test_arrows_walk_and_are_heard(play):
    play.evaluate("() => document.querySelector('#play .cell.output[tabindex=\"0\"]').focus({ focusVisible: true })")
    play.press("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "Enter")
    assert play.evaluate(TEXT, "#play .voice") == f"output, row 2, column 2: {SUM}. Held."
    play.press("Escape")


def test_play_plays_and_pauses(play):
    for word in "Pause", "Play":
        play.point(*play.evaluate(MIDDLE, "#play .play", 0), press=True)
        assert word in play.evaluate(TEXT, "#play .play")


def test_numbers_glide_and_come_to_rest(build, window):
    window.open((build / "site" / "01_stride_zero_insertion.html").as_uri())
    step = window.evaluate(f"() => ({STEP})(document.querySelector('#two-axes [name=row_stride]'), 2)")
    assert step["moving"] > 0 and step["start"] != step["end"]
    still = "() => new Promise((done) => setTimeout(() => done(document.getAnimations().length), 300))"
    assert window.evaluate(still) == 0


def test_the_first_screen_plays_is_touched_and_moved(build, window):
    window.open((build / "site" / "index.html").as_uri(), pressed=False)
    plays = """() => new Promise((done) => {
        const input = document.querySelector("[name=position]"), { value } = input;
        input.addEventListener("input", () => done([input.value - value, document.getAnimations().length > 1]));
    })"""
    assert window.evaluate(plays) == [1, True]
    window.point(2, 2, press=True)
    assert "Play" in window.evaluate(TEXT, ".play")
    here = "() => [...document.querySelectorAll('.cell.here')].map((cell) => cell.textContent)"
    window.point(*window.evaluate(MIDDLE, ".part:nth-child(4) .cell", 8))
    assert window.evaluate(here) == ["2", *["14"] * 5]  # written by two copies
    window.evaluate("() => document.querySelector('[name=stride]').focus()")
    window.press("ArrowRight")
    right = conv2d_transpose(counting(3, 3), counting(3, 3), (7, 7), 3, "SAME")
    assert window.evaluate(f"() => {OUTPUTS}") == [right.ravel().tolist()] * 4


HERE = "() => Reveal.getIndices().h"
SLIDE = """() => {
    const slide = document.querySelector("section.present"), sliders = slide.querySelectorAll("input[type=range]");
    return { opens: Boolean(slide.querySelector(".opener, .ask")), sliders: sliders.length };
}"""
ANSWER_COMES = """() => new Promise((done) => (function look(patience) {
    const slide = document.querySelector("section.present");
    const answer = slide.querySelector(".verdict") ?? slide.querySelector(".fragment.visible");
    const stages = [...slide.querySelectorAll(".stage")].every((s) => !s.offsetHeight || s.querySelector(".sheet > *"));
    if (answer?.textContent.trim() && stages) done(true);
    else patience ? setTimeout(look, 50, patience - 1) : done(false);
})(200))"""
SHOWN = "() => document.querySelector('section.present .sheet').innerHTML"
FOCUS = "(i) => document.querySelectorAll('section.present input[type=range]')[i].focus()"
COLOURS = """() => [document.body, document.querySelector("section.present :is(h1, h2, .question)")]
    .map((part, i) => getComputedStyle(part)[i ? "color" : "backgroundColor"])"""
LIGHT, DARK = ["rgb(251, 250, 246)", "rgb(28, 33, 40)"], ["rgb(16, 20, 27)", "rgb(238, 241, 246)"]
CELLS = """() => [...document.querySelectorAll("section.present .cell:not(.none)")].map((cell) => {
    const { color, backgroundColor } = getComputedStyle(cell);
    return [cell.classList[1], backgroundColor, color];
})"""


def colours_of_cells(dark):
    """Role, background and text of all cells that there are, as a browser says colours."""
    for name, role in ROLES.items():
        ground, text, _ = role.dark if dark else role.light
        yield name, *(f"rgb{tuple(bytes.fromhex(colour[1:]))}" for colour in (ground, text))


@pytest.mark.parametrize("name", NAMES)
def test_a_deck_is_given_by_keys_alone(name, build, window):
    window.open((build / "slides" / f"{name}.html").as_uri(), answered=False)
    for number in range(window.evaluate("() => document.querySelectorAll('section.slide').length")):
        assert window.evaluate(HERE) == number
        if number < 2:
            for colours in (DARK, LIGHT):
                window.press("t")
                assert window.evaluate(COLOURS) == colours
                assert {*map(tuple, window.evaluate(CELLS))} <= {*colours_of_cells(dark=colours == DARK)}
        slide = window.evaluate(SLIDE)
        if slide["opens"]:
            window.press("n")
            assert window.evaluate(ANSWER_COMES), number + 1
            assert window.evaluate(HERE) == number
        for slider in range(slide["sliders"]):
            seen = [window.evaluate(SHOWN)]
            window.evaluate(FOCUS, slider)
            for key in "Home", "End":
                window.press(key)
                seen.append(window.evaluate(SHOWN))
            assert len({*seen}) > 1, number + 1
        window.press("PageDown")
