"""Every slider of every page, moved through its whole range, in every combination."""

import re

import pytest
from course import NOTEBOOKS, read

from tconv_lib.teach.notebooks import explorers

PAGES = {f"{path.stem[:2]}-{cell}": sliders for path in NOTEBOOKS for cell, sliders in explorers(read(path)).items()}


def walk(explorer, names):
    """Set the controls to every combination of their values; yields after each change."""
    if not names:
        yield explorer.frame.value
        return
    for value in explorer.choices(names[0], explorer.values):
        explorer.controls[names[0]].value = value
        yield from walk(explorer, names[1:])


def test_every_page_has_sliders():
    assert {name[:2] for name in PAGES} == {path.stem[:2] for path in NOTEBOOKS}


@pytest.mark.parametrize("page", PAGES)
def test_first_picture_is_one(page):
    assert "<table" in PAGES[page].frame.value or "<img" in PAGES[page].frame.value


@pytest.mark.parametrize("page", PAGES)
def test_every_control_changes_the_picture(page):
    explorer = PAGES[page]
    start = explorer.values
    for name, control in explorer.controls.items():
        frames = [*walk(explorer, [name])]
        assert len(frames) > 1, name
        assert all(one != next for one, next in zip(frames, frames[1:])), name
        for other, value in start.items():
            explorer.controls[other].value = value


@pytest.mark.parametrize("page", PAGES)
def test_what_a_screen_reader_says_changes_with_every_control(page):
    explorer = PAGES[page]
    start = explorer.values
    for name in explorer.controls:
        said = [words(frame) for frame in walk(explorer, [name])]
        assert all(said) and all(one != next for one, next in zip(said, said[1:])), name
        for other, value in start.items():
            explorer.controls[other].value = value


def words(frame):
    """The text alternative of a picture with the caption and legend below it, or the note in its place."""
    alternative = "".join(re.findall('aria-label="([^"]+)"', frame))
    below = "".join(re.findall("<figcaption.*?</figcaption>|<div role.*", frame))
    return alternative + re.sub("<[^>]+>", " ", below)


@pytest.mark.parametrize("page", PAGES)
def test_every_combination_draws(page):
    explorer = PAGES[page]
    for frame in walk(explorer, [*explorer.controls]):
        assert "<table" in frame or "<img" in frame or "Not possible" in frame
