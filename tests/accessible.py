"""The course for everyone: what axe-core objects to, what sticks out of the window, what the keyboard reaches."""

from contextlib import suppress

from axe_playwright_python.sync_playwright import Axe
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
        const sheet = element.matches("figure") && element.closest(".sheet");
        const scrolled = sheet ? sheet.scrollLeft : 0; // to what is marked
        return inner.left + scrolled >= outer.left - 1 && inner.right + scrolled <= outer.right + 1;
    };
    const parts = ".jp-OutputArea-output :is(figure, figcaption, [role=status], select, button, .widget-slider)";
    return [...document.querySelectorAll(parts), ...document.querySelectorAll(".jp-RenderedMarkdown > *")]
        .filter(part => part.offsetWidth && !inside(part, part.closest(".jp-OutputArea-output, .jp-RenderedMarkdown")))
        .map(part => part.outerHTML.slice(0, 200));
}"""


def violations(page):
    """What axe-core objects to, in what is ours."""
    found = Axe().run(page, context=OURS).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def in_both_themes(tab):
    """Nothing is objected to in the dark theme; goes back to the light one."""
    tab.menu("Settings", "Theme", "JupyterLab Dark")
    tab.page.locator("body[data-jp-theme-light=false]").wait_for(state="attached")
    assert violations(tab.page) == []
    tab.menu("Settings", "Theme", "JupyterLab Light")
    tab.page.locator("body[data-jp-theme-light=true]").wait_for(state="attached")
    tab.page.locator("#jupyterlab-splash").wait_for(state="detached")


def in_narrow_windows(tab):
    """Nothing sticks out, without the list of files, of a window at 200 % and of a phone's."""
    tab.page.keyboard.press("Control+b")
    for width in (640, 375):
        tab.page.set_viewport_size({"width": width, "height": 700})
        with suppress(TimeoutError):  # Lab arranges itself in a while
            tab.page.wait_for_function(f"!({STICKING_OUT})().length", timeout=5000)
        assert tab.page.evaluate(STICKING_OUT) == [], width
