"""What a learner does, in JupyterLab in a real browser, started by the README's command."""

import re
from html import unescape

import pytest
from accessible import FOCUSED, in_both_themes, in_narrow_windows, violations
from course import NOTEBOOKS, ROOT, read
from playwright.sync_api import expect
from test_predictions import text as in_words
from test_touch import TOUCH, agree, touches_of

from tconv_lib import predictions
from tconv_lib.explore import Explorer
from tconv_lib.predictions import Ask
from tconv_lib.teach.bench.lab import drag
from tconv_lib.teach.lab import NOTEBOOK, TOKEN, TOLD
from tconv_lib.teach.notebooks import displayed_by, explorers

START = "notebooks/00_start_here.ipynb"
LIVE_TIMES = "measure"
"""The cell that measures on this machine: of its picture, only the caption can be foretold."""

pages = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pages
def test_a_page_from_the_map_to_its_last_control_for_everyone(tab, path):
    """One visit for all of it, since opening and running a page takes longest."""
    notebook = read(path)
    shown = displayed_by(notebook)
    asks = {place_of(notebook, cell): each for cell, each in shown.items() if isinstance(each, Ask)}
    open_from_the_map(tab, path)
    see_saved_pictures(tab, notebook)
    see_no_answer(tab, asks)
    assert violations(tab.page) == []
    tab.run_all()
    assert tab.errors() == []
    see_no_answer(tab, asks)
    assert violations(tab.page) == []
    use_all_controls(tab, notebook, shown)
    everything_fits_and_stays(tab)
    in_both_themes(tab)
    in_narrow_windows(tab)


IN_SIGHT = """(places) => {
    const cells = [...document.querySelectorAll(`${NOTEBOOK} .jp-Cell`)];
    const visible = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false });
    const words = (root) => {
        const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
        while (texts.nextNode()) if (visible(texts.currentNode.parentElement)) found.push(texts.currentNode.data);
        return found.join("").replace(/\\s+/g, " ");
    };
    return places.map((place) => [
        words(cells[place]),
        [...cells[place].querySelectorAll(".jp-InputArea-editor")].some(visible),
        [...cells[place].querySelectorAll("figure, table, .lines-of-text")].some(visible),
    ]);
}""".replace("${NOTEBOOK}", NOTEBOOK)


def see_no_answer(tab, asks):
    """Before anything is answered, no question shows its code, its answer, a sentence on a mistake, or its picture."""
    in_sight = tab.page.evaluate(IN_SIGHT, [*asks])
    for ask, (words, code, picture) in zip(asks.values(), in_sight, strict=True):
        assert plain_words(ask.question) in words, "what is in sight is not found"
        for sentence in (ask.because, *ask.wrong.values()):
            assert plain_words(sentence) not in words, ask.question
        assert not code and picture == ask.before, ask.question


def plain_words(text):
    """A text of a question as a page shows it."""
    return unescape(in_words(predictions._html(text)))


def use_all_controls(tab, notebook, shown):
    """Open every question, press keys on every control, and see what the library computes."""
    for cell, each in shown.items():
        place = place_of(notebook, cell)
        explorer = open_question(tab, place, each) if isinstance(each, Ask) else each
        if isinstance(explorer, Explorer):
            move_every_control(tab, place, explorer, "figcaption" if cell == LIVE_TIMES else TOLD)


def open_question(tab, place, ask):
    """Open its answer; what it shows, where it stands then."""
    tab.cell(place).locator(".ask").evaluate("ask => ask.open()")
    if ask.there:
        ask.show.move(**ask.there)
    return ask.show


FITS_AND_STAYS = """async (steps) => {
    const frame = () => new Promise(requestAnimationFrame), found = [];
    const panel = document.querySelector(`${NOTEBOOK} .jp-WindowedPanel-outer`);
    const boxes = [...panel.querySelectorAll(".tconv:has(input[type=range])")];
    for (const box of boxes) {
        const say = (words) => found.push(`${box.querySelector(".said")?.textContent}: ${words}`);
        const sliders = box.querySelectorAll("input[type=range]");
        let shifted = 0;
        const watch = new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (shifted += value)));
        box.scrollIntoView({ block: "center" });
        for (let i = 0; i < 6; i++) await frame();
        watch.observe({ type: "layout-shift" });
        for (const slider of sliders) for (let step = 0; step < steps / boxes.length / sliders.length; step++) {
            if (step < 2) slider.value = step ? slider.min : slider.max;
            else step % 11 < 6 ? slider.stepUp() : slider.stepDown();
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await frame();
            if (box.offsetHeight > panel.clientHeight) say(`${box.offsetHeight} of ${panel.clientHeight} pixels high`);
        }
        await new Promise((done) => setTimeout(done, 50)); // the browser tells of shifts a while after them
        watch.disconnect();
        if (shifted) say(`moves by ${shifted}`);
        if (box.querySelector(".sheet.scrolls") && !box.querySelector(".words")) say("too wide");
    }
    return found;
}""".replace("${NOTEBOOK}", NOTEBOOK)


def everything_fits_and_stays(tab):
    """In a small window with the list of files, over two hundred steps, at each end of each slider."""
    size = tab.page.viewport_size
    tab.page.set_viewport_size({"width": 1280, "height": 720})
    tab.page.wait_for_timeout(300)  # Lab arranges itself in a while
    assert tab.page.evaluate(FITS_AND_STAYS, 200) == []
    tab.page.set_viewport_size(size)


def open_from_the_map(tab, path):
    """Start where `make lab` starts, and click this page in the map."""
    tab.open(START)
    if path.name not in START:
        tab.follow(path.stem[:2], f"notebooks/{path.name}")


def see_saved_pictures(tab, notebook):
    """Before anything is run, every picture is there and says what the file says."""
    for place, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                shown = tab.cell(place).locator(".jp-RenderedHTMLCommon")
                if "<figure" in output.data["text/html"].partition("<details>")[0]:
                    expect(shown.locator("figure").first).to_be_visible()
                assert tab.words(shown.inner_html()) == tab.words(output.data["text/html"])


def move_every_control(tab, place, explorer, part=TOLD):
    """Press keys on every control, and see what the library computes for the same values."""
    tab.wait_for_picture(place, explorer.shown.html, part)
    for control in explorer.parts:
        for press, value in presses(tab, place, explorer, control):
            press()
            explorer.move(**{control.name: value})
            tab.wait_for_picture(place, explorer.shown.html, part)


def presses(tab, place, explorer, control):
    """What to do to a control, each with the value that it has then; it has the focus and says the value."""
    if control.kind == "checkbox":
        box = tab.control(place, "checkbox", control.label)
        yield lambda: box.press("Space"), not explorer.values[control.name]
        expect(box).to_be_checked(checked=explorer.values[control.name])
        expect(box).to_be_focused()
    elif control.kind == "menu":
        menu = tab.cell(place).get_by_role("group", name=control.label, exact=True)
        for label, value in [*zip(control.labels, control.options)][::-1]:
            radio = menu.get_by_role("radio", name=label, exact=True)
            yield radio.check, value
            expect(radio).to_be_checked()
    else:
        slider = tab.control(place, "slider", control.label)
        for key in "End", "Home", "ArrowRight", "ArrowRight", "ArrowLeft":
            choices = control.choices(explorer.values)
            at = choices.index(explorer.values[control.name])
            to = {"End": len(choices) - 1, "Home": 0, "ArrowRight": at + 1, "ArrowLeft": at - 1}[key]
            yield lambda key=key: slider.press(key), choices[min(max(to, 0), len(choices) - 1)]
            expect(slider).to_have_value(str(explorer.values[control.name]))
            expect(slider).to_be_focused()


@pytest.mark.long
def test_every_control_is_reached_by_tab_and_shows_that_it_is(tab):
    path = next(path for path in NOTEBOOKS if path.stem.startswith("01"))
    notebook = read(path)
    place, shown = place_of(notebook, "side-by-side"), displayed_by(notebook)["side-by-side"]
    tab.open(f"notebooks/{path.name}")
    tab.run_all()
    if isinstance(shown, Ask):
        open_question(tab, place, shown)
    tab.cell(place).locator(".jp-InputPrompt").first.click()
    reached = {}
    for _ in range(12):
        tab.page.keyboard.press("Tab")
        name, visible = tab.page.evaluate(FOCUSED)
        reached.setdefault(name, visible)
    for name in ("stride", "turned", "position", "▶ Play", "kernel. Arrow keys walk, Enter holds, Esc lets go."):
        assert reached[name], name


def place_of(notebook, id):
    return [cell.id for cell in notebook.cells].index(id)


@pytest.mark.long
def test_an_illegal_size_is_explained_and_recovered_from(tab):
    path = ROOT / "notebooks/02_same_valid_shapes.ipynb"
    notebook = read(path)
    place = place_of(notebook, "ask-axes")
    tab.open("notebooks/02_same_valid_shapes.ipynb")
    tab.run_all()
    open_question(tab, place, displayed_by(notebook)["ask-axes"])
    columns = tab.control(place, "slider", "columns")
    columns.press("End")
    expect(tab.picture(place).get_by_role("status")).to_contain_text("Not possible: ")
    expect(tab.picture(place).locator("figure")).to_have_count(0)
    columns.press("ArrowLeft")
    expect(columns).to_have_value("9")
    expect(tab.picture(place).locator("figure")).to_be_visible()


@pytest.mark.long
def test_answer_wrongly_then_rightly_then_start_afresh(tab):
    exercise = "exercises/ps1_stride/stride.ipynb"
    cells = read(ROOT / exercise)
    answer, check = place_of(cells, "stride_of"), place_of(cells, "test_stride_of")
    tab.open("notebooks/01_stride_zero_insertion.ipynb")
    tab.follow("problem set 1", exercise)
    tab.run_all()
    assert tab.errors() == []
    expect(tab.output(check)).to_contain_text("Not done yet")
    assert any([touch_its_numbers(tab, place_of(cells, cell), shown) for cell, shown in explorers(cells).items()])

    tab.write(answer, "def stride_of(size, length):\n    return length // size")
    tab.run(check)
    expect(tab.output(check)).to_contain_text("Not yet. stride_of(")

    tab.write(answer, "def stride_of(size, length):\n    return (length - 1) // (size - 1)")
    tab.run(check)
    expect(tab.output(check)).to_contain_text("✓ Right")

    tab.restart_and_run_all()
    assert tab.errors() == []
    expect(tab.output(check)).to_contain_text("✓ Right")


def touch_its_numbers(tab, place, explorer):
    """A number of each figure in a picture, with a mouse, keys and a finger. Whether there is one to be touched."""
    now = [part.code(explorer.values[part.name]) for part in explorer.parts]
    touches, expected = touches_of(explorer.shown, settings=0)
    touches = [[now, cell] for _, cell in touches]
    tab.wait_for_picture(place, explorer.shown.html)
    agree(tab.cell(place).locator(".tconv").evaluate(TOUCH, touches), touches, expected, place)
    return touches != []


def test_the_address_that_lab_prints_leads_to_the_first_page_where_a_mistake_can_be_repaired(tab, server):
    place = place_of(read(ROOT / START), "first-surprise")
    tab.page.goto(f"{server}/?token={TOKEN}")
    tab.wait_until_loaded(START)
    tab.run_all()
    tab.write(place, "conv2d_transpose(image, kernel, (7, 7), strides=2)")
    expect(tab.output(place)).to_contain_text("ShapeError")
    tab.write(place, "conv2d_transpose(image, kernel, (6, 6), strides=2)[0]")
    assert tab.errors() == []
    expect(tab.output(place)).to_contain_text("array([")


SLOW_NETWORK = """
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) { setTimeout(() => send.call(this, data), 40); };
"""
NO_NETWORK = "WebSocket.prototype.send = () => {}"

COUNT_DRAWS = """picture => {
    window.draws = 0;
    new MutationObserver(() => window.draws += 1).observe(picture, { childList: true, subtree: true });
}"""


@pytest.mark.long
def test_a_slider_in_a_hurry(tab):
    notebook = read(ROOT / START)
    place, explorer = place_of(notebook, "refresher"), explorers(notebook)["refresher"]
    tab.open(START)
    tab.run_all()
    slider = tab.control(place, "slider", "position")
    dragged_fast_it_ends_where_the_hand_lets_go_and_nothing_queues_up(tab, place, explorer, slider)
    a_step_and_a_step_back_end_where_they_began(tab, place, explorer, slider)
    the_next_picture_does_not_wait_for_the_kernel(tab, place, explorer, slider)


def dragged_fast_it_ends_where_the_hand_lets_go_and_nothing_queues_up(tab, place, explorer, slider):
    tab.picture(place).evaluate(COUNT_DRAWS)
    moves = 100
    drag(tab.page, slider, moves)
    explorer.move(position=int(slider.input_value()))
    tab.wait_for_picture(place, explorer.shown.html, seconds=5)
    tab.wait_until_idle()
    drawn = tab.page.evaluate("draws")
    tab.page.wait_for_timeout(500)
    assert tab.page.evaluate("draws") == drawn


def a_step_and_a_step_back_end_where_they_began(tab, place, explorer, slider):
    slider.press("Home")
    explorer.move(position=0)
    tab.wait_until_idle()
    tab.page.evaluate(SLOW_NETWORK)
    for _ in range(5):
        for key in ("ArrowRight", "ArrowLeft"):
            slider.press(key)
        tab.page.wait_for_timeout(300)
        tab.wait_for_picture(place, explorer.shown.html, seconds=5)


def the_next_picture_does_not_wait_for_the_kernel(tab, place, explorer, slider):
    slider.press("ArrowRight")
    tab.wait_until_idle()
    tab.page.evaluate(NO_NETWORK)
    slider.press("ArrowRight")
    explorer.move(position=2)
    tab.wait_for_picture(place, explorer.shown.html)


def test_a_prediction_is_remembered_in_the_learners_folder(tab, clone):
    path = next(path for path in NOTEBOOKS if path.stem.startswith("03"))
    notebook = read(path)
    place, end = place_of(notebook, "padding-view"), place_of(notebook, "predictions")
    tab.open(f"notebooks/{path.name}")
    answer = tab.cell(place).get_by_text("Two before, one after.", exact=False)
    assert not any(shown.is_visible() for shown in answer.all())  # neither in the folded code nor in the folded answer
    tab.run_all()
    tab.cell(place).get_by_role("button", name="after the last number").click()
    expect(tab.cell(place).locator(".verdict")).to_contain_text("Not after the last number.")
    expect(tab.control(place, "slider", "output size")).to_have_value("6")
    missed = tab.cell(end).locator("li", has_text="not right yet")
    expect(missed).to_contain_text("Where must the new zero go?")
    assert '"right": false' in (clone / "notebooks" / "predictions.jsonl").read_text()
    missed.get_by_role("link").click()
    expect(tab.cell(place).locator(".ask")).to_be_in_viewport()
    tab.cell(end).get_by_role("button", name="Forget all").click()
    expect(tab.cell(end)).to_contain_text("0 of")
    assert not (clone / "notebooks" / "predictions.jsonl").exists()


def test_keys_go_where_they_are_meant(tab):
    """Enter answers; what Jupyter does by Shift+Enter, Esc and Ctrl+S it does here, too."""
    notebook = read(ROOT / START)
    asks = [id for id, shown in displayed_by(notebook).items() if isinstance(shown, Ask) and shown.kind == "number"]
    place = place_of(notebook, asks[0])
    tab.open(START)
    tab.run_all()
    cell = tab.cell(place)
    cell.get_by_role("textbox").fill("99")
    tab.page.keyboard.press("Enter")
    expect(cell.locator(".verdict")).to_contain_text("Not 99.")
    expect(cell.get_by_role("button", name="Try again")).to_be_focused()
    tab.page.keyboard.press("Shift+Enter")
    expect(cell.locator(".ask")).to_have_attribute("data-state", "asked")
    expect(tab.cell(place + 1)).to_have_class(re.compile("jp-mod-active"))
    cell.get_by_role("textbox").focus()
    tab.page.keyboard.press("Escape")
    expect(cell.get_by_role("textbox")).not_to_be_focused()
    cell.get_by_role("textbox").focus()
    with tab.page.expect_request(lambda request: request.method == "PUT" and "/api/contents/" in request.url):
        tab.page.route("**/*", lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
        tab.page.keyboard.press("ControlOrMeta+s")


@pytest.mark.long
def test_a_question_goes_on_without_its_kernel_and_starts_anew_where_it_did(tab):
    path = next(path for path in NOTEBOOKS if path.stem.startswith("03"))
    place = place_of(read(path), "padding-view")
    tab.open(f"notebooks/{path.name}")
    tab.run_all()
    slider = tab.control(place, "slider", "output size")
    tab.cell(place).get_by_role("button", name="before the first number").click()
    expect(slider).to_have_value("6")
    tab.cell(place).locator(".jp-InputPrompt").first.click()
    tab.menu("Edit", "Delete Cell")
    tab.menu("Edit", "Undo Cell Operation")
    expect(tab.cell(place).locator(".ask")).to_have_attribute("data-state", "asked")
    expect(slider).to_have_value("5")
    tab.menu("Kernel", "Shut Down Kernel")
    tab.page.locator(".jp-KernelName:visible", has_text="No Kernel").wait_for()
    tab.cell(place).get_by_role("button", name="after the last number").click()
    said = tab.cell(place).locator(".verdict")
    expect(said).to_contain_text("Not after the last number.")
    expect(said).to_contain_text("Not remembered: the kernel has stopped.")
