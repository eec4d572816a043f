"""The course for everyone: by keyboard alone, with a screen reader, in both themes, enlarged and on a narrow screen."""

from contextlib import suppress

import pytest
from axe_playwright_python.sync_playwright import Axe
from course import NOTEBOOKS, read
from playwright.sync_api import TimeoutError

OURS = {"include": [[".jp-RenderedMarkdown"], [".jp-OutputArea-output"]]}
"""Text and outputs; the rest of the page is JupyterLab's."""

FOCUSED = """() => {
    const element = document.activeElement, style = getComputedStyle(element);
    const label = element.ariaLabel ?? element.closest("table")?.ariaLabel ?? element.labels?.[0]?.textContent;
    const name = label ?? element.textContent;
    return [name, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1];
}"""

STICKING_OUT = """() => {
    const inside = (element, box) => {
        const [inner, outer] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
        return inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
    };
    const parts = ".jp-OutputArea-output :is(figure, figcaption, [role=status], select, button, .widget-slider)";
    return [...document.querySelectorAll(parts), ...document.querySelectorAll(".jp-RenderedMarkdown > *")]
        .filter(part => part.offsetWidth && !inside(part, part.closest(".jp-OutputArea-output, .jp-RenderedMarkdown")))
        .map(part => part.outerHTML.slice(0, 200));
}"""

pages = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pages
def test_a_page_in_both_themes_and_at_every_width(tab, path):
    tab.open(f"notebooks/{path.name}")
    assert violations(tab.page) == []  # as it was saved
    tab.run_all()
    assert violations(tab.page) == []
    tab.menu("Settings", "Theme", "JupyterLab Dark")
    tab.page.locator("body[data-jp-theme-light=false]").wait_for(state="attached")
    assert violations(tab.page) == []
    tab.menu("Settings", "Theme", "JupyterLab Light")
    tab.page.locator("body[data-jp-theme-light=true]").wait_for(state="attached")
    tab.page.locator("#jupyterlab-splash").wait_for(state="detached")
    tab.page.keyboard.press("Control+b")  # closes the list of files
    for width in (640, 375):  # 640 is a window of 1280 at 200 %
        tab.page.set_viewport_size({"width": width, "height": 700})
        with suppress(TimeoutError):  # Lab arranges itself in a while
            tab.page.wait_for_function(f"!({STICKING_OUT})().length", timeout=5000)
        assert tab.page.evaluate(STICKING_OUT) == [], width


def violations(page):
    """What axe-core objects to, in what is ours."""
    found = Axe().run(page, context=OURS).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def test_every_control_is_reached_by_tab_and_shows_that_it_is(tab):
    path = next(path for path in NOTEBOOKS if path.stem.startswith("01"))
    place = [cell.id for cell in read(path).cells].index("side-by-side")
    tab.open(f"notebooks/{path.name}")
    tab.run_all()
    tab.run(place)
    tab.cell(place).locator(".cm-content").click()
    tab.page.keyboard.press("Escape")
    reached = {}
    for _ in range(12):
        tab.page.keyboard.press("Tab")
        name, visible = tab.page.evaluate(FOCUSED)
        reached.setdefault(name, visible)
    for name in ("stride", "rotated", "position", "▶ Play", "kernel. Arrow keys walk, Enter holds, Esc lets go."):
        assert reached[name], name
