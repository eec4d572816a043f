"""Measure the sliders of exported pages and decks, in the browser.

For each page: from a slider's input event to the new picture laid out ("work"), and to the end of
the frame that shows it ("shown"; a screen draws 60 frames a second, so up to 16.7 ms are waiting).
"""

import tempfile
from pathlib import Path
from statistics import median

from ..browser import ANSWER_ALL, chromium
from ..publish import site, slides
from .lab import percentile_95

MOVES = 30
"""Moves of each slider."""

# To and fro over the whole range of each slider; milliseconds [work, shown] of each move.
MOVE = """async (moves) => {
    const painted = () => new Promise((done) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(0);
    }));
    const times = [];
    for (const slider of document.querySelectorAll(".tconv input[type=range]")) {
        if (window.Reveal) {
            const { h, v } = Reveal.getIndices(slider.closest("section"));
            Reveal.slide(h, v, 99); // its answer is open
        }
        for (let move = 0; move < moves; move++) {
            const [least, most] = [+slider.min, +slider.max], span = Math.max(most - least, 1);
            slider.value = least + Math.abs(((move + 1) % (2 * span)) - span);
            await painted();
            const start = performance.now();
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            slider.closest(".tconv").querySelector(".sheet").getBoundingClientRect();
            const work = performance.now() - start;
            await painted();
            times.push([work, performance.now() - start]);
        }
    }
    return times;
}"""


def measure(browser, path):
    """[work, shown] in milliseconds of each move on the page or deck at this path, and megabytes of its heap."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(path.as_uri())
    page.wait_for_selector("body.ready")
    page.evaluate(ANSWER_ALL)
    times = page.evaluate(MOVE, MOVES)
    tools = page.context.new_cdp_session(page)
    tools.send("HeapProfiler.collectGarbage")
    heap = tools.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    page.close()
    return times, heap


def main():
    with tempfile.TemporaryDirectory() as scratch, chromium() as browser:
        folder = Path(scratch)
        site.main(folder / "site")
        slides.main(folder / "slides")
        times = f"{'work: median':>14}{'p95':>8}{'shown: median':>16}{'p95':>8}"
        print(f"\n{'milliseconds; megabytes':32}{times}{'file':>8}{'heap':>8}")
        for path in sorted(folder.glob("*/[0-9]*.html")):
            moves, heap = measure(browser, path)
            work, shown = zip(*moves)
            name = f"{path.parent.name}/{path.stem}"
            print(
                f"{name:32}{median(work):14.1f}{percentile_95(work):8.1f}"
                f"{median(shown):16.1f}{percentile_95(shown):8.1f}"
                f"{path.stat().st_size / 1e6:8.2f}{heap:8.1f}"
            )
