"""Every picture of every page, moved through all settings: it draws, it changes, it fits, and its sums are right."""

import re
from functools import cache
from itertools import islice
from unittest.mock import patch

import numpy as np
import pytest
from course import NOTEBOOKS, ROOT, read
from links import figures_in, terms, value

from tconv_lib.explore import Explorer, largest
from tconv_lib.figures import Figure, figure, grid
from tconv_lib.teach.notebooks import shown_by

SETS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
with patch("tconv_lib.explore.PATIENCE", 60):  # however slow this machine is just now
    SHOWN = {
        f"{path.stem[:2]}-{cell}": shown for path in [*NOTEBOOKS, *SETS] for cell, shown in shown_by(read(path)).items()
    }
PAGES = {name: shown for name, shown in SHOWN.items() if isinstance(shown, Explorer)}
MEASURES = "08-measure"
"""Its picture is another one each time, and slow."""

pages = pytest.mark.parametrize("page", [page for page in PAGES if page != MEASURES])


@cache
def pictures(page):
    """All pictures that an explorer can show, by its settings."""
    explorer = PAGES[page]
    return {tuple(values.items()): explorer.draw(values) for values in explorer.settings()}


def test_every_page_has_sliders():
    assert {name[:2] for name in PAGES} >= {path.stem[:2] for path in NOTEBOOKS}


@pages
def test_first_picture_is_one(page):
    assert re.search("<table|<img", PAGES[page].shown.html)


@pages
def test_every_combination_draws(page):
    for picture in pictures(page).values():
        assert re.search("<table|<img|Not possible", picture.html)


@pages
@pytest.mark.parametrize("form", ["html", "alt", "live"])
def test_every_control_changes_the_picture_and_its_words(page, form):
    explorer = PAGES[page]
    start = explorer.values
    for part in explorer.parts:
        shown = []
        for choice in part.choices(start):
            explorer.move(**start | {part.name: choice})
            picture = explorer.shown
            # with the place that is looked at, of which the viewer says what it is made of
            shown.append((getattr(picture, form), picture.at) if form == "live" else getattr(picture, form))
        assert len(shown) > 1, part.name
        assert all(one != next for one, next in zip(shown, shown[1:])), part.name
    explorer.move(**start)


@pages
def test_the_largest_picture_is_known_from_the_start(page):
    """So that the room for it never has to grow."""
    explorer = PAGES[page]
    ways = [picture.extent for picture in pictures(page).values() if isinstance(picture, Figure)]
    kept = [
        picture.extent
        for picture in pictures(page).values()
        if isinstance(picture, Figure) and picture.live in explorer.largest
    ]
    for way in range(max(map(len, ways))):
        most = max(extent[way] for extent in ways if len(extent) > way)
        assert max(extent[way] for extent in kept if len(extent) > way) == most, way


def test_largest_takes_the_largest_in_each_way():
    small, wide, high = (figure(grid(np.ones(shape))) for shape in ((1, 1), (1, 9), (9, 1)))
    assert {*largest([wide, small, high])} == {wide.live, high.live}


# Links: what the browser is told about a number makes that number


def sums(figure):
    """For every number that links say something about: what they add up to, and what it is."""
    found = {}
    for to, of, tap in terms(figure):
        found[to] = found.get(to, 0) + value(figure, of) * (value(figure, tap) if tap else 1)
    return [(total, value(figure, to)) for to, total in found.items()]


def becomes(name, figure):
    """Whether a number becomes another one by a formula, not by a sum."""
    rows = figure.grids[0].row_names if figure.grids else None
    return name == "05-shape" or (rows is not None and str(rows[0]).split()[0] in ("H", "size"))


@pytest.mark.parametrize("name", [name for name in SHOWN if name != MEASURES])
def test_every_sum_is_the_number_that_the_library_computed(name):
    shown = SHOWN[name]
    many = [shown] if not isinstance(shown, Explorer) else pictures(name).values()
    for picture in islice(many, 0, None, max(len(many) // 60, 1)):
        for part in figures_in(picture):
            if not becomes(name, part):
                assert all(total == computed for total, computed in sums(part)), (name, part.caption)


def test_pictures_in_which_numbers_come_from_numbers_can_be_touched():
    linked = {
        name
        for name, shown in SHOWN.items()
        for picture in (pictures(name).values() if isinstance(shown, Explorer) else [shown])
        if any(part.links for part in figures_in(picture))
    }
    only_told = {
        "00-agree", "00-title-picture", "01-symmetric", "01-tap",
        "01-share", "03-crop-compare", "03-map", "03-title-picture", "04-agreement-picture", "04-article",
        "04-case-31192-check", "04-filters", "04-title-picture", "05-gradient-ask", "05-identity", "05-title-picture",
        "05-turn", "05-unet", "06-explain", "06-lab-flux-code", "06-lab-jax-code", "06-lab-keras-smooth-code",
        "06-lab-no-same-code", "06-lab-none-code", "06-lab-none-legal-code", "06-lab-onnx-swapped-code",
        "06-lab-onnx-words-code", "06-recorded-code", "06-title-picture", "07-case-quiz-check", "07-cures",
        "07-layers", "07-picture", "07-ramp", "07-stride-3", "07-title-picture", "08-count", "08-measure",
        "08-shift-ask", "09-calls", "09-fcn-start", "09-layout", "09-repair", "09-title-picture", "09-vocoder",
        "10-digits-picture", "10-draw", "10-equal", "10-error", "10-input", "10-layers", "10-learning",
        "10-measured", "10-resize", "10-same", "10-start", "10-title-picture", "10-when",
    }  # fmt: skip
    assert {name for name in SHOWN if name[:2].isdigit()} - linked == only_told
