"""Every picture of every page, moved through all settings: it draws, it changes, it fits, and its sums are right."""

import re
from functools import cache
from itertools import islice
from unittest.mock import patch

import numpy as np
import pytest
from course import NOTEBOOKS, SOLUTIONS, read
from links import figures_in, terms, value

from tconv_lib.explore import Explorer, largest
from tconv_lib.figures import figure, grid
from tconv_lib.teach.notebooks import shown_by

PAGES = [*NOTEBOOKS, *SOLUTIONS]
MEASURES = "08-measure"
"""Its picture is another one each time, and slow."""

each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


@cache
def shown_on(path):
    """What a page or a problem set shows, by its name."""
    with patch("tconv_lib.explore.PATIENCE", 60):  # however slow this machine is just now
        shown = shown_by(read(path))
    return {f"{path.stem[:2]}-{cell}": picture for cell, picture in shown.items() if cell != MEASURES[3:]}


@cache
def explorers(path):
    return {name: shown for name, shown in shown_on(path).items() if isinstance(shown, Explorer)}


@cache
def pictures(path):
    """All pictures that the explorers of a page can show: {name: [pictures]}."""
    return {name: [*map(it.draw, it.settings())] for name, it in explorers(path).items()}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_page_has_sliders(path):
    assert explorers(path)


@each_page
def test_every_combination_draws(path):
    for name, explorer in explorers(path).items():
        assert re.search("<table|<img", explorer.shown.html), name
        for picture in pictures(path)[name]:
            assert re.search("<table|<img|Not possible", picture.html), name


@each_page
def test_every_control_changes_the_picture_and_its_words(path):
    for name, explorer in explorers(path).items():
        start = explorer.values
        for part in explorer.parts:
            shown = []
            for choice in part.choices(start):
                explorer.move(**start | {part.name: choice})
                shown.append(explorer.shown)
            assert len(shown) > 1, (name, part.name)
            for one, next in zip(shown, shown[1:]):
                assert one.html != next.html and one.alt != next.alt, (name, part.name)
                # the place that is looked at, of which the viewer says what it is made of, is a change, too
                assert (one.live, one.at) != (next.live, next.at), (name, part.name)
        explorer.move(**start)


@each_page
def test_the_largest_picture_is_known_from_the_start(path):
    """So that the room for it never has to grow."""
    for name, explorer in explorers(path).items():
        sized = [picture for picture in pictures(path)[name] if picture.extent]
        assert all(picture in sized for picture in pictures(path)[name] if "<table" in picture.live), name
        for size, way in {(len(picture.extent), way) for picture in sized for way in range(len(picture.extent))}:
            alike = [picture for picture in sized if len(picture.extent) == size]
            most, room = (
                max(picture.extent[way] for picture in some)
                for some in (alike, [picture for picture in alike if picture.live in explorer.largest])
            )
            assert room == most, (name, way)


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


@each_page
def test_every_sum_is_the_number_that_the_library_computed(path):
    for name, shown in shown_on(path).items():
        many = pictures(path).get(name, [shown])
        for picture in islice(many, 0, None, max(len(many) // 60, 1)):
            for part in figures_in(picture):
                if not becomes(name, part):
                    assert all(total == computed for total, computed in sums(part)), (name, part.caption)


def test_pictures_in_which_numbers_come_from_numbers_can_be_touched():
    names = {name for path in NOTEBOOKS for name in shown_on(path)}
    linked = {
        name
        for path in NOTEBOOKS
        for name, shown in shown_on(path).items()
        for picture in pictures(path).get(name, [shown])
        if any(part.links for part in figures_in(picture))
    }
    only_told = {
        "00-agree", "00-title-picture", "01-share", "01-symmetric", "03-crop-compare", "03-map", "03-title-picture",
        "04-agreement-picture", "04-article", "04-case-31192-check", "04-filters", "04-title-picture",
        "05-gradient-ask", "05-identity", "05-title-picture", "05-turn", "05-unet", "06-explain", "06-lab-jax-code",
        "06-lab-keras-code", "06-lab-keras-smooth-code", "06-lab-no-same-code", "06-lab-none-code",
        "06-lab-onnx-swapped-code", "06-recorded-code", "06-title-picture", "07-case-quiz-check", "07-cures",
        "07-layers", "07-picture", "07-ramp", "07-stride-3", "07-title-picture", "08-additions-ask", "08-blocks",
        "08-count", "08-count-check", "08-gemm-ask", "08-general", "08-layer-ask", "08-loops-ask", "08-moved-ask",
        "08-phases-ask", "08-product-ask", "08-shift-ask", "08-title-picture", "09-calls", "09-fcn-start", "09-layout",
        "09-repair", "09-title-picture", "09-vocoder", "10-digits-picture", "10-draw", "10-equal", "10-error",
        "10-input", "10-layers", "10-learning", "10-measured", "10-resize", "10-same", "10-start", "10-title-picture",
        "10-when",
    }  # fmt: skip
    assert names - linked == only_told
