"""Colours that everyone can read: contrast, and roles told apart with each kind of colour blindness."""

import re
from itertools import combinations

import numpy as np
import pytest
from course import NOTEBOOKS, read

from tconv_lib.roles import MARK, ROLES

# What each kind of colour blindness leaves of linear red, green and blue (Machado, Oliveira and Fernandes, 2009)
EYES = {
    "all three cones": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
LUMINANCE = XYZ[1]

JUST_SEEN = 2.3
"""Distance in CIELAB at which two colours beside each other can just be told apart."""

eyes = pytest.mark.parametrize("eye", EYES)
themes = pytest.mark.parametrize("theme", ["light", "dark"])
roles = pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)

PAPER = {"light": "#ffffff", "dark": "#111418"}


def mark(theme):
    return MARK[theme == "dark"]


@eyes
@themes
@roles
def test_digits_stand_out_from_their_background(role, theme, eye):
    background, text, _ = getattr(role, theme)
    assert contrast(text, background, eye) >= 4.5


@eyes
@themes
@pytest.mark.parametrize("role", [role for role in ROLES.values() if role.name], ids=lambda role: role.name)
def test_borders_stand_out_from_their_background(role, theme, eye):
    background, _, line = getattr(role, theme)
    assert contrast(line, background, eye) >= 3


@eyes
@themes
@roles
def test_the_mark_is_not_lost_on_any_background(role, theme, eye):
    assert distance(mark(theme), getattr(role, theme)[0], eye) > 15 * JUST_SEEN


@eyes
@themes
def test_wires_stand_out_from_the_page(theme, eye):
    assert contrast(mark(theme), PAPER[theme], eye) >= 3


def test_roles_in_one_picture_differ_in_more_than_colour():
    """Even in grey, and to every eye: the width or the style of the border."""
    for figure in figures():
        for one, other in combinations(roles_in(figure), 2):
            assert one.border != other.border, (one, other)


@eyes
@themes
def test_marked_cells_of_one_table_are_told_apart_by_colour(theme, eye):
    """The mark takes the place of their border."""
    for figure in figures():
        for table in figure.split("<table")[1:]:
            marked = "".join(re.findall(r"<td[^>]*font-weight:bold[^>]*>", table))
            for one, other in combinations(roles_in(marked), 2):
                assert distance(getattr(one, theme)[0], getattr(other, theme)[0], eye) > JUST_SEEN, (one, other)


def figures():
    """HTML of every picture that is saved in the pages."""
    for path in NOTEBOOKS:
        for output in (output for cell in read(path).cells for output in cell.get("outputs", [])):
            yield from re.findall(r"<figure.*?</figure>", output.get("data", {}).get("text/html", ""), re.DOTALL)


def roles_in(html):
    """Named roles of the cells in a piece of HTML; of roles that look the same, one."""
    looks = re.findall(r"background-color:(#\w+);color:(#\w+);border", html)
    known = {role.light[:2]: role for role in ROLES.values() if role.name}
    return {known[look] for look in looks if look in known}


def contrast(one, other, eye):
    """WCAG 2 contrast ratio of two #rrggbb colours."""
    dark, light = sorted(LUMINANCE @ seen(colour, eye) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def distance(one, other, eye):
    """Distance of two #rrggbb colours in CIELAB."""
    return np.linalg.norm(lab(seen(one, eye)) - lab(seen(other, eye)))


def seen(colour, eye):
    """Linear red, green and blue of a colour as this eye sees it."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.clip(EYES[eye] @ linear, 0, 1)


def lab(linear):
    x, y, z = np.cbrt(XYZ @ linear / XYZ.sum(axis=1))  # near enough: none of the colours is nearly black
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])
