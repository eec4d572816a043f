"""Site and slides, opened from the disk in a real browser with nothing else within reach."""

import base64
import json
import re
import shutil
import zlib
from dataclasses import replace
from functools import cache
from itertools import islice

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from course import NOTEBOOKS, ROOT, read
from playwright.sync_api import expect

from tconv_lib import Picture, ShapeError, conv2d_transpose
from tconv_lib.examples import counting
from tconv_lib.explore import explore
from tconv_lib.shapes import zero_padding
from tconv_lib.teach.browser import ANSWER_ALL
from tconv_lib.teach.notebooks import explorers as explorers_of
from tconv_lib.teach.publish import first_screen, site
from tconv_lib.teach.publish.export import contents, read_page, read_pages, tied_prose
from tconv_lib.teach.publish.frames import player, skipped, thin

NAMES = [path.stem for path in NOTEBOOKS]

each_page = pytest.mark.parametrize("name", NAMES)


@cache
def explorers(name):
    return explorers_of(read(NOTEBOOKS[NAMES.index(name)]))


def told(html):
    """What the tables or the note of a picture say."""
    return [part.get_text() for part in BeautifulSoup(html, "html.parser").select("table, [role=status]")]


# What a page holds, without a browser


def shows(**values):
    return Picture(f"<p>{values}</p>", "")


def packed_in(html):
    """(what stands in the page, what is packed in it) of a player."""
    data = json.loads(BeautifulSoup(html, "html.parser").select_one("script[type='application/json']").string)
    return data, json.loads(zlib.decompress(base64.b64decode(data["packed"])))


def test_what_a_mac_leaves_beside_files_is_no_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/._00_start_here.ipynb").write_bytes(b"\0")
    with pytest.raises(SystemExit, match="there is no notebooks/"):
        read_pages()


def test_a_notebook_of_ones_own_beside_the_pages_is_no_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notebooks").mkdir()
    for name in "00_start_here.ipynb", "Untitled.ipynb":
        shutil.copy(ROOT / "notebooks/08_making_it_fast.ipynb", tmp_path / "notebooks" / name)
    assert [page.name for page in read_pages()] == ["00_start_here"]


def test_a_notebook_of_ones_own_beside_a_problem_set_is_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder, names in ("exercises", ["Untitled", "a-Copy1", "stride", "stride-Copy1"]), ("solutions", ["stride"]):
        (tmp_path / folder / "ps1_stride").mkdir(parents=True)
        for name in names:
            shutil.copy(ROOT / "exercises/ps1_stride/stride.ipynb", f"{folder}/ps1_stride/{name}.ipynb")
    assert [path.as_posix() for path in site.exercise_notebooks()] == ["exercises/ps1_stride/stride.ipynb"]


def test_a_page_that_the_map_lacks_is_said():
    first = read_page(NOTEBOOKS[0])
    with pytest.raises(SystemExit, match="the map on page 00 has no row for 11_holes"):
        [*contents([first, replace(first, name="11_holes")])]


@each_page
def test_every_setting_leads_to_the_picture_that_the_library_draws(name, build):
    for id, explorer in explorers(name).items():
        if not explorer.looks_ahead:
            continue  # measured anew each time
        thinned = thin(explorer)
        _, data = packed_in((build / f"site/embed/{name}-{id}.html").read_text(encoding="utf-8"))
        for values in islice(explorer.settings(thinned=thinned), 0, None, 7):
            node = data["tree"]
            for part in explorer.parts:
                code = part.code(values[part.name])
                least, _, step = node["limits"] or (0, 0, 1)
                node = node["of"][(code - least) // step]
            number, at = data["shots"][node]
            picture = explorer.draw(values)
            assert (data["pictures"][number], at) == (picture.live, list(picture.at) if picture.at else None)


def test_too_many_settings_are_thinned_and_say_so():
    explorer = explore(lambda a, b: shows(a=a, b=b), a=(0, 9), b=(0, 99))
    assert thin(explorer, most=200) == {"b": 8}
    assert skipped({"b": 8}) == ["b: every 8th value; in JupyterLab all of them"]
    wide = explore(lambda a, b: shows(a=a, b=b), a=(0, 99), b=(0, 99))
    html = player(wide, "id")
    _, data = packed_in(html)
    assert data["tree"]["limits"] == [0, 98, 2] and len(data["tree"]["of"]) == 50
    assert skipped(thin(wide))[0] in html


def test_endlessly_many_settings_do_not_hang():
    explorer = explore(lambda a, b, c: shows(a=a), ahead=False, a=(0, 10**6), b=(0, 10**6), c=(0, 10**6))
    assert sum(1 for _ in explorer.settings(thinned=thin(explorer, most=50))) <= 50


def test_refusals_are_pictures_too():
    def picky(size):
        if size > 2:
            raise ShapeError("2 at most")
        return shows(size=size)

    assert "2 at most" in packed_in(player(explore(picky, size=(1, 3)), "id"))[1]["pictures"][-1]


def test_a_range_that_refuses_is_a_picture_too():
    def sizes(stride):
        if stride == 2:
            raise ShapeError("not with 2")
        return range(stride)

    _, data = packed_in(player(explore(lambda stride, size: shows(), stride=(1, 3), size=sizes), "id"))
    number, _ = data["shots"][data["tree"]["of"][1]]
    assert "not with 2" in data["pictures"][number]


# Size and text


@each_page
def test_pages_and_decks_are_small(name, build):
    assert (build / "site" / f"{name}.html").stat().st_size <= 3e6
    assert (build / "slides" / f"{name}.html").stat().st_size <= 6e6


@each_page
def test_links_lead_somewhere(name, build):
    pages = f"site/{name}.html", "site/index.html", "slides/index.html", "slides/guide.html"
    for page in (build / page for page in pages):
        for link in re.findall(r'(?:href|src)="(?!https?:|#|data:)([^"]+)"', page.read_text(encoding="utf-8")):
            assert (page.parent / link.partition("#")[0]).exists(), link


def test_formulas_are_text():
    """So they need nothing but a font. With TeX in them, the pages would have to bring what sets it."""
    for path in NOTEBOOKS:
        assert "$" not in path.read_text(encoding="utf-8"), path.name


# In the browser

SWEEP = """(player, first) => {
    const found = [];
    const inputs = [...player.querySelectorAll("input")];
    const groups = [...player.querySelectorAll("input[type=range], input[type=checkbox], fieldset")];
    const code = (group) => group.type === "range" ? +group.value : group.type === "checkbox" ? +group.checked :
        [...group.querySelectorAll("input")].findIndex((input) => input.checked);
    const note = (moved) => found.push([moved, groups.map(code), player.querySelector(".sheet").innerHTML,
        player.querySelector(".tag").textContent]);
    const changed = (input) => input.dispatchEvent(new Event("input", { bubbles: true }));
    const choose = (group, code) => {
        if (group.tagName === "FIELDSET") return group.querySelectorAll("input")[code].click();
        if (group.type === "range") group.value = code; else group.checked = Boolean(code);
        changed(group);
    };
    groups.forEach((group, i) => choose(group, first[i])); // a question is at its answer, where some change nothing
    const start = inputs.map((input) => [input.value, input.checked]);
    const back = () => inputs.forEach((input, i) => {
        if (input.type === "range") input.value = start[i][0]; else input.checked = start[i][1];
        changed(input);
    });
    groups.forEach((group, moved) => {
        if (group.type === "range") {
            for (let at = +group.min; at <= +group.max; at += +group.step) {
                group.value = at; changed(group); note(moved);
            }
        } else {
            const all = group.type === "checkbox" ? [group, group] : group.querySelectorAll("input");
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
    notebook = read(NOTEBOOKS[NAMES.index(name)])
    page_alone = {cell.id for cell in notebook.cells if cell.metadata["slideshow"]["slide_type"] == "skip"}
    for id, explorer in explorers(name).items():
        if kind == "slides" and id in page_alone:
            continue
        seen = {}
        first = [part.code(explorer.values[part.name]) for part in explorer.parts]
        for moved, codes, html, said in page.locator(f"#{id}").evaluate(SWEEP, first):
            values = {part.name: part.value(code) for part, code in zip(explorer.parts, codes)}
            if explorer.looks_ahead:  # else measured anew each time
                assert told(html) == told(explorer.draw(values).html), values
            seen.setdefault(moved, set()).add((html, said))
        stuck = [part.name for part, pictures in zip(explorer.parts, seen.values()) if len(pictures) == 1]
        assert not stuck


def test_a_slider_is_moved_by_the_keyboard(build, open_page):
    page = open_page(build / "site" / "00_start_here.html")
    puzzle = page.locator("#puzzle")
    assert "Not possible" in puzzle.inner_text()
    puzzle.get_by_role("slider", name="output size").focus()
    page.keyboard.press("ArrowLeft")
    assert "3 × 3 becomes 6 × 6." in puzzle.inner_text().replace("\u00a0", " ")
    page.keyboard.press("ArrowRight")
    assert "Not possible" in puzzle.inner_text()


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


COVERED = """[...document.querySelectorAll(".stage:has(.take)")].flatMap((stage) => {
    const take = stage.querySelector(".take").getBoundingClientRect();
    return [...stage.querySelectorAll(".cell:not(.none)")].filter((cell) => {
        const { left, right, top, bottom } = cell.getBoundingClientRect();
        return right > take.left && left < take.right && bottom > take.top && top < take.bottom;
    }).map((cell) => [stage.closest("[id]").id, cell.textContent]);
})"""


@pytest.mark.parametrize("name", ["index", *NAMES])
def test_at_375_pixels_wide_grids_scroll_in_their_own_box_and_no_button_lies_on_a_number(name, build, open_page):
    page = open_page(build / "site" / f"{name}.html", answered=False)
    page.set_viewport_size({"width": 375, "height": 800})
    for step in ("0", ANSWER_ALL):
        page.evaluate(step)
        page.wait_for_function("document.documentElement.scrollWidth === 375")  # pictures follow the window in a moment
        assert page.evaluate(COVERED) == []


def test_at_375_pixels_grids_below_each_other_begin_on_one_line(build, open_page):
    page = open_page(build / "site" / "05_why_transposed.html")
    page.set_viewport_size({"width": 375, "height": 800})
    page.wait_for_function("document.querySelector('#inverse .stage.narrow')")
    assert (
        page.locator("#inverse .part").evaluate_all("parts => new Set(parts.map((part) => part.offsetLeft)).size") == 1
    )


def test_at_375_pixels_a_line_of_13_numbers_with_its_names_is_not_panned(build, open_page):
    page = open_page(build / "site" / "04_full_operation.html")
    page.set_viewport_size({"width": 375, "height": 800})
    page.wait_for_function("document.querySelector('#step-check .stage.narrow')")
    assert page.locator("#step-check .sheet").evaluate("(sheet) => sheet.scrollWidth - sheet.clientWidth") <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_at_375_pixels_the_names_of_rows_stay_in_sight_of_what_is_panned(scheme, build, open_page):
    page = open_page(build / "site" / "03_extra_top_left_padding.html")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 375, "height": 800})
    sheet = page.locator("#ladder .sheet.scrolls")
    name = sheet.get_by_role("rowheader", name="full result")
    places = [name.bounding_box()["x"]]
    sheet.evaluate("(sheet) => { sheet.scrollLeft = 1000; }")
    places.append(name.bounding_box()["x"])
    assert sheet.evaluate("(sheet) => sheet.scrollLeft") > 50
    assert places[1] == pytest.approx(sheet.bounding_box()["x"], abs=1) and abs(places[0] - places[1]) < 8
    name.scroll_into_view_if_needed()
    box = name.bounding_box()
    top = "(name, [x, y]) => document.elementFromPoint(x, y) === name"
    assert name.evaluate(top, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]), "a number lies over it"
    ground = "(one) => getComputedStyle(one).backgroundColor"
    assert name.evaluate(ground) == page.locator("#ladder .stage").evaluate(ground)


# The first screen

OUTPUTS = """[4, 6, 8, 10].map(n =>
    [...document.querySelectorAll(`.part:nth-child(${n}) .cell`)].map(cell => +cell.textContent))"""


@pytest.mark.parametrize("width", [900, 375])  # of Lab's notebook at 1280, beside the list of files; of a phone
@pytest.mark.parametrize(
    "name, cell, said",
    [("06_five_frameworks", "explain", "output[:, :, 0:24]"), ("09_layers_of_real_networks", "calls", "count=4)")],
)
def test_a_table_of_calls_needs_no_scrolling(name, cell, said, width, build, open_page):
    page = open_page(build / "site" / f"{name}.html")
    page.set_viewport_size({"width": width, "height": 720})
    box = page.locator(f"#{cell}")
    for slider in box.get_by_role("slider").all():
        slider.press("End")
    for box_to_tick in box.get_by_role("checkbox").all():
        box_to_tick.check()
    page.wait_for_timeout(300)  # its cells glide to their places
    assert box.locator(".sheet").evaluate("(sheet) => sheet.scrollWidth - sheet.clientWidth") == 0
    assert box.get_by_text(said).is_visible()


def test_the_first_screen_shows_one_output_made_in_four_ways(build, open_page):
    page = open_page(build / "site" / "index.html")
    assert page.evaluate("document.querySelector('.tconv').getBoundingClientRect().bottom") <= 720
    assert page.get_by_role("link", name="Begin here").get_attribute("href") == f"{NAMES[0]}.html"
    assert (
        page.evaluate("Math.max(...[...document.querySelectorAll('.calls span')].map((one) => one.offsetHeight))") < 20
    )
    for stride, kernel, padding, output_size in ((2, 3, "SAME", 6), (3, 4, "VALID", 10), (1, 2, "VALID", 4)):
        for name, value in (("stride", stride), ("kernel", kernel), ("output size", output_size)):
            if name == "output size":
                page.get_by_role("radio", name=padding).check()
            page.get_by_role("slider", name=name).fill(str(value))
        right = conv2d_transpose(counting(3, 3), counting(kernel, kernel), (output_size,) * 2, stride, padding)
        assert page.evaluate(OUTPUTS) == [right.ravel().tolist()] * 4
        zeros = zero_padding(3, kernel, stride, output_size, padding)
        said = page.locator(".formulas dd b").all_inner_texts()
        assert [int(text.split(" = ")[1]) for text in said[2:]] == [*zeros]
        assert page.locator(".calls dt").all_inner_texts() == ["TensorFlow", "Keras", "PyTorch", "ONNX", "JAX"]


def test_a_number_of_the_first_screen_is_touched_in_all_four(build, open_page):
    page = open_page(build / "site" / "index.html")
    page.locator(".part:nth-child(4) .cell").nth(8).click()
    touched = [page.locator(f".part:nth-child({number}) .cell.here") for number in (4, 6, 8, 10, 9)]
    assert [cell.inner_text() for cell in touched] == ["14"] * 5
    assert page.locator(".tag").inner_text().endswith("= 14")
    assert page.locator(".part:nth-child(1) .cell.lit").all_inner_texts() == ["1", "2"]
    assert page.locator(".part:nth-child(2) .cell.lit").all_inner_texts() == ["4", "6"]


FOLLOW_STEPS = """() => {
    Object.assign(window, { steps: [], shifts: 0 });
    const slider = document.querySelector("[name=position]"), sliding = () => document.getAnimations().length;
    slider.addEventListener("input", () => steps.push([+slider.value, sliding() > 1])); // the sum, and windows
    const add = (list) => list.getEntries().forEach((entry) => (shifts += entry.value));
    new PerformanceObserver(add).observe({ type: "layout-shift" });
}"""


@pytest.mark.parametrize("width", [1280, 375])
def test_the_first_screen_plays_by_itself_where_it_is_seen_and_moves_nothing_else(width, build, page, open_page):
    page.set_viewport_size({"width": width, "height": 720})
    page = open_page(build / "site" / "index.html")
    page.evaluate(FOLLOW_STEPS)
    page.get_by_role("slider", name="position").evaluate("slider => { slider.value = slider.max - 1; }")
    page.wait_for_function("steps.length > 2")
    assert page.evaluate("steps")[:3] == [[35, True], [0, True], [1, True]]  # round and round
    assert page.evaluate("shifts") == 0
    button = page.locator(".play")
    for place, said in (("document.body.scrollHeight", "▶ Play"), ("0", "❚❚ Pause")):
        page.evaluate(f"scrollTo(0, {place})")
        expect(button).to_have_text(said)
    button.click()
    expect(button).to_have_text("▶ Play")


@pytest.mark.parametrize("way", ["a key", "a number", "a slider", "a choice", "a setting in the address", "no motion"])
def test_the_first_screen_stands_still_for_good_once_anything_is_done(way, build, open_page, page):
    page.emulate_media(reduced_motion="reduce" if way == "no motion" else "no-preference")
    page = open_page(build / "site" / "index.html")
    if way == "a key":
        page.keyboard.press("ArrowDown")
    elif way == "a number":
        page.locator(".part:nth-child(4) .cell").nth(8).hover()
    elif way == "a slider":
        page.get_by_role("slider", name="stride").focus()
    elif way == "a choice":
        page.get_by_role("radio", name="VALID").check()
    elif way == "a setting in the address":
        page.goto(page.url + "#at=glance&stride=3")
        page.reload()
        page.wait_for_selector("body.ready")
    for place in "document.body.scrollHeight", "0":
        page.evaluate(f"scrollTo(0, {place}); new Promise((done) => setTimeout(done, 100))")
        expect(page.locator(".play")).to_have_text("▶ Play")


def test_the_map_says_what_was_predicted(build, open_page):
    (name, (first, *rest)), *_ = first_screen.asked_on_pages().items()
    page = open_page(build / "site" / "index.html")
    said = page.locator(f"li:has([href='{name}.html']) .done")
    assert said.inner_text() == ""
    records = [{"question": first, "said": "6", "right": True, "when": "2026-01-01T00:00:00Z"}]
    page.evaluate("records => localStorage.setItem('tconv-predictions', JSON.stringify(records))", records)
    page.reload()
    page.wait_for_selector("body.ready")
    assert said.inner_text().startswith(f"Predictions: 1 of {1 + len(rest)}")


def test_the_map_has_a_picture_of_each_page_and_names_of_problem_sets(build, open_page):
    for folder in ("site", "slides"):
        page = open_page(build / folder / "index.html", ready=".map")
        for picture in page.locator(".map img:visible").all():
            picture.scroll_into_view_if_needed()
            assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 50
        assert page.locator(".map img:visible").count() == len(NAMES)
    page = open_page(build / "site" / "index.html")
    names = page.locator("a[download]").all_inner_texts()
    forms = [f"A test of understanding: {form} the course" for form in ("before", "after")]
    assert names[:3] == [*forms, "Problem set 1: stride and zero insertion"] and len(names) == len(set(names)) >= 5


def test_the_first_screen_says_how_long_a_problem_set_is():
    path = site.exercise_notebooks()[2]
    exercise, text = site.exercise_of(path), path.read_text()
    assert exercise.title == "Problem set 1: stride and zero insertion"
    assert exercise.questions == len(re.findall(r'"## \d+\.', text)) > 3
    assert exercise.points == sum(map(int, re.findall(r'"## .*\((\d+) point', text)))


# Slides


def test_escape_gives_the_arrow_keys_back_to_the_deck(build, open_page):
    page = open_page(build / "slides" / "00_start_here.html")
    page.evaluate("Reveal.slide(Reveal.getIndices(document.querySelector('#refresher').closest('section')).h)")
    page.locator("#refresher input").first.focus()
    here = page.evaluate("Reveal.getIndices().h")
    page.keyboard.press("Escape")
    assert not page.evaluate("Reveal.isOverview()")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == here + 1


def test_a_clicker_turns_the_page_at_a_slider(build, open_page):
    page = open_page(build / "slides" / "00_start_here.html")
    page.evaluate("Reveal.slide(Reveal.getIndices(document.querySelector('#refresher').closest('section')).h)")
    here = page.evaluate("Reveal.getIndices().h")
    for key, there in (("PageDown", here + 1), ("PageUp", here)):
        page.locator("#refresher input").first.evaluate("input => input.focus()")
        page.keyboard.press(key)
        assert page.evaluate("Reveal.getIndices().h") == there


def test_short_formulas_are_not_broken_in_prose():
    html = '<p title="3 × 3">3 × 3, <em>H + k − 1</em> and more</p><pre>3 × 3</pre><script>"3 × 3"</script>'
    expected = html.replace(">3 × 3, ", ">3\u00a0×\u00a03, ", 1).replace("H + k − 1", "H\u00a0+\u00a0k\u00a0−\u00a01")
    assert tied_prose(html) == expected


IN_TWO_LINES = """() => [...document.querySelectorAll(":is(.prose :not(pre), .ask *) > code")]
    .filter((code) => code.getClientRects().length > 1).map((code) => code.textContent)"""


def test_code_within_a_line_stays_in_it(build, open_page):
    assert open_page(build / "site" / "08_making_it_fast.html").evaluate(IN_TWO_LINES) == []


def test_chinese_needs_no_font_of_the_computer(build, open_page):
    page = open_page(build / "site" / "00_start_here.html")
    letters = sorted({*re.findall("[\u3000-\u9fff\uff00-\uffef]", page.content())})
    loaded = "(letters) => document.fonts.load('16px \"Chinese letters\"', letters).then((fonts) => fonts.length)"
    assert letters and page.evaluate(loaded, "".join(letters)) == 1
