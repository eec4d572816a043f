"""All slides at one glance, and what decks hold in numbers: python -m tconv_lib.teach.publish.contact_sheets

Contact sheets of each deck, light, dark and printed, with answers open, go to build/sheets. Through the browser.
"""

import base64
from pathlib import Path

import nbformat

from ..browser import NoBrowser, chromium
from ..notebooks import PAGES
from . import deck, slides
from .export import BUILD, render

SCALE = 0.375
"""Of a slide on a sheet."""

ROW = "{:28}{:>7}{:>14}{:>7}{:>9}  {}"
HEAD = "deck", "slides", "with picture", "stage", "minutes", "text alone, by decision"

SHARE_OF_STAGE = """(slide) => {
    const stages = [...slide.querySelectorAll(".tconv .stage")].filter((stage) => stage.offsetHeight);
    return stages.reduce((sum, stage) => sum + stage.offsetWidth * stage.offsetHeight, 0) / (1280 * 720);
}"""
"""Which part of a slide its pictures may fill; 0 for a slide without one."""

OPENED = "(i) => { Reveal.slide(i, 0, 99); Reveal.getCurrentSlide().querySelector('.ask')?.open(); }"
DRAWN = """() => [...document.querySelectorAll(".present .stage")].every(
    (stage) => !stage.offsetHeight || stage.querySelector(".sheet > *"))"""


def main(folder=BUILD):
    slides.main(folder / "slides")
    try:
        with chromium() as browser:
            print("\n" + ROW.format(*HEAD))
            for path in sorted(Path("notebooks").glob(PAGES)):
                made = deck.slides(nbformat.read(path, as_version=4))
                print(row(path.stem, made, write_sheets(browser, folder, path.stem)), flush=True)
    except NoBrowser as error:
        raise SystemExit(f"the sheets are pictures of a browser; here {error}") from None


def row(name, made, stages):
    """A line of the table: the slides of a deck, and the shares that their stages have."""
    drawn = [share for share in stages if share]
    pictured = sum(map(deck.has_picture, made))
    alone = ", ".join(f"{slide.number} {deck.paragraphs(slide.head)[0]}" for slide in made if deck.is_text_alone(slide))
    share = f"{sum(drawn) / len(drawn):.0%}" if drawn else ""
    minutes = f"{sum(slide.notes.minutes for slide in made):g}"
    return ROW.format(name, len(made), f"{pictured}, {pictured / len(made):.0%}", share, minutes, alone)


def write_sheets(browser, folder, name):
    """Write the contact sheets of a deck; the share of its stage on each slide."""
    page = browser.new_page(viewport={"width": 1280, "height": 720}, device_scale_factor=SCALE, reduced_motion="reduce")
    address = f"{(folder / 'slides' / name).absolute().as_uri()}.html"
    for theme in "light", "dark":
        page.goto(f"{address}?theme={theme}")
        page.wait_for_selector("body.ready")
        pictures, stages = [], []
        for i in range(page.locator("section.slide").count()):
            page.evaluate(OPENED, i)
            page.wait_for_function(DRAWN)
            pictures.append(page.screenshot())
            stages.append(page.evaluate(f"({SHARE_OF_STAGE})(document.querySelector('.present'))"))
        write_sheet(browser, folder / "sheets" / f"{name}-{theme}.png", pictures)
    page.goto(f"{address}?print-pdf")
    page.wait_for_selector("body.ready")
    printed = [slide.screenshot() for slide in page.locator("section.slide").all()]
    write_sheet(browser, folder / "sheets" / f"{name}-print.png", printed)
    page.close()
    return stages


def write_sheet(browser, path, pictures):
    """Write pictures of slides as one, four in a row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = -(-len(pictures) // 4)
    width, height = 4 * (1280 * SCALE + 8) + 8, rows * (720 * SCALE + 8) + 8
    page = browser.new_page(viewport={"width": int(width), "height": int(height)})
    page.set_content(render("contact_sheet.html.j2", pictures=[base64.b64encode(each).decode() for each in pictures]))
    page.screenshot(path=path)
    page.close()


if __name__ == "__main__":
    main()
