"""Measure what a learner waits for at a slider.

In one JupyterLab and one headless browser: from the key press until the new picture is
painted, for every slider of a page; and for the same pictures drawn by matplotlib and driven by ipywidgets.interact.
Then from letting go of a slider that was dragged fast until its last picture is painted.
"""

import statistics
import sys
import tempfile
from functools import cache
from pathlib import Path

import nbformat

from ...errors import ShapeError
from ...explore import Explorer
from ..browser import ANSWER_ALL, chromium
from ..lab import Tab, server
from ..notebooks import PAGES, explorers

PRESSES = 6
"""Key presses on each slider, to and fro alike, or the next one may find it where no key changes the picture."""
MOVES = 100
"""Places of the mouse while a slider is dragged."""
PICTURE = ".tconv .stage"
QUIET = 300
"""Milliseconds after a picture in which its motion ends, and nothing more of it can come."""

WATCH = """picture => {
    window.painted = [];
    window.watching?.disconnect();
    const drawn = () => picture.querySelector("table, img, [role=status]");
    window.watching = new MutationObserver(() => drawn() && requestAnimationFrame(() => {
        const channel = new MessageChannel();  // its message comes when the frame has been painted
        channel.port1.onmessage = () => painted.push(performance.now());
        channel.port2.postMessage(null);
    }));
    watching.observe(picture, { childList: true, subtree: true, characterData: true });
}"""
# Of the browser's own sliders, and of those that ipywidgets makes of other elements.
RANGE = """slider => slider.matches("input") ? [slider.min, slider.value, slider.max]
    : ["min", "now", "max"].map(which => slider.getAttribute(`aria-value${which}`))"""
CLOCK = """for (const event of ["keydown", "pointerup", "mouseup"])
    window.addEventListener(event, () => window.began = performance.now(), { capture: true });"""


def main():
    print("from key press to new picture, ms  |      ours      |   matplotlib   |        | after a fast")
    print("                                   | median     p95 | median     p95 |  ratio | drag, at most")
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        with server(folder, jupyter) as url:
            window = browser.new_context(viewport={"width": 1280, "height": 900})
            window.add_init_script(CLOCK)
            for page in sorted(Path("notebooks").glob(PAGES)):
                tab = Tab(window.new_page(), url)
                report(page.stem, *page_times(tab, page, folder))
                tab.shut_down()
                tab.page.close()
    print("                             goals:          <= 100                       >= 6     <= 200")


def jupyter(options):
    """The command that starts JupyterLab from this environment."""
    return [sys.executable, "-m", "jupyter", "lab", *options.split()]


def report(page, ours, theirs, drags):
    """One line of the table; times in milliseconds."""
    if not ours:
        return print(f"{page:35}| its sliders move no numbers", flush=True)
    ratio = statistics.median(theirs) / statistics.median(ours)
    print(f"{page:35}| {spread(ours)} | {spread(theirs)} | {ratio:6.1f} | {max(drags):8.0f}", flush=True)


def spread(times):
    """Median and 95th percentile."""
    return f"{statistics.median(times):6.0f}  {percentile_95(times):6.0f}"


def percentile_95(times):
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def page_times(tab, path, folder):
    """Milliseconds of key presses with our pictures and with matplotlib's, and of drags with ours."""
    notebook = nbformat.read(path, as_version=4)
    compared = [id for id, explorer in explorers(notebook).items() if "<table" in explorer.frame["html"]]
    doubled = beside_matplotlib(notebook, compared)
    nbformat.write(doubled, folder / path.name)
    tab.open(path.name)
    tab.run_all()
    tab.page.evaluate(ANSWER_ALL)
    ours, theirs, drags = [], [], []
    for place, cell in enumerate(doubled.cells):
        if cell.id in compared:
            ours += press_times(tab, place, PICTURE)
            drags += drag_times(tab, place)
            theirs += press_times(tab, place + 1, ".widget-output")
    return ours, theirs, drags


def beside_matplotlib(notebook, compared):
    """A copy of the notebook in which the sliders of these cells come a second time, with matplotlib."""
    # not _, which a page may use as a name of its own
    double = "from tconv_lib.teach.bench.lab import with_matplotlib\nwith_matplotlib(Out[max(Out)])"
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if cell.id in compared:
            cells.append(nbformat.v4.new_code_cell(double, execution_count=None))
    return nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)


def press_times(tab, place, picture):
    """Milliseconds from key press to picture, for all sliders of the cell at this place."""
    times = []
    tab.cell(place).locator(picture).first.evaluate(WATCH)
    for slider in tab.cell(place).get_by_role("slider").all():
        least, now, most = slider.evaluate(RANGE)
        keys = ("ArrowLeft", "ArrowRight") if now == most else ("ArrowRight", "ArrowLeft")
        if least != most:
            times += [press_time(tab.page, slider, keys[press % 2]) for press in range(PRESSES)]
    return times


def press_time(page, slider, key):
    slider.focus()
    page.evaluate("painted.length = 0")
    page.keyboard.press(key)
    page.wait_for_function("painted.length")
    page.wait_for_timeout(QUIET)
    return page.evaluate("painted[0] - began")


def drag_times(tab, place):
    """Milliseconds from letting go to the last picture, for all sliders of the cell at this place."""
    tab.picture(place).evaluate(WATCH)
    return [drag_time(tab.page, slider) for slider in tab.cell(place).get_by_role("slider").all()]


def drag_time(page, slider):
    slider.scroll_into_view_if_needed()
    drag(page, slider, MOVES)
    page.wait_for_timeout(1000)
    return page.evaluate("painted.length ? Math.max(0, painted.at(-1) - began) : 0")


def drag(page, slider, moves):
    """Take the slider's handle with the mouse, swing it from side to side, and let go where it is."""
    box = slider.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for move in range(moves):
        page.mouse.move(x + 17 * move % 200, y)
    page.mouse.up()


# In the kernel


def with_matplotlib(shown):
    """The same sliders, made by interact, and the same pictures, drawn by matplotlib.

    shown: what a cell shows, an explorer or a question with one.
    """
    import ipywidgets
    import matplotlib.pyplot as plt

    from .by_matplotlib import draw_picture, read_picture

    explorer = shown if isinstance(shown, Explorer) else shown.show

    @cache
    def picture(settings):  # kept, so that matplotlib does not pay for reading our HTML
        try:
            return read_picture(explorer.picture(**dict(settings)).html)
        except ShapeError:
            return [], "", []

    def show(**values):
        draw_picture(plt.figure(figsize=(12, 4)), *picture(tuple(values.items())))
        plt.show()

    return ipywidgets.interactive(show, **{part.name: _widget(part, explorer) for part in explorer.parts})


def _widget(part, explorer):
    import ipywidgets

    value = explorer.values[part.name]
    if part.kind == "checkbox":
        return ipywidgets.Checkbox(value, description=part.label)
    if part.kind == "menu":
        return ipywidgets.Dropdown(options=[*zip(part.labels, part.options)], value=value, description=part.label)
    choices = part.choices(explorer.values)
    return ipywidgets.IntSlider(value, choices[0], choices[-1], choices.step, description=part.label)
