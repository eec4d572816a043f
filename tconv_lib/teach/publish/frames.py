"""Sliders for pages that have no kernel: every picture that they can show, and the HTML to choose one.

assets/sliders.js, in the same page, moves them.
"""

import base64
import json
import re
import zlib
from dataclasses import dataclass
from html import escape
from itertools import islice

import ipywidgets as widgets

from ...explore import labelled

MOST = 5_000
"""Settings that one set of sliders may have in a page. With more, the sliders take larger steps."""


@dataclass(frozen=True)
class Frames:
    """All pictures that the controls of an explorer can show.

    tree: [first value, [a tree for each value]] of the first control, a menu or checkbox counting from 0;
        where no control is left, the number of a picture.
    pictures: the different ones, as HTML.
    skips: of each slider: 2 if only every second value is there.
    """

    tree: list
    pictures: list[str]
    skips: dict[str, int]


def frames(explorer, most=MOST):
    """The Frames of an explorer. While they have more than `most` settings, the longest slider skips half its values.

    Raises ValueError for a control that is no slider of whole numbers, menu or checkbox.
    """
    skips = {name: 1 for name, control in explorer.controls.items() if isinstance(control, widgets.IntSlider)}
    while next(islice(settings(explorer, skips), most, None), None):
        lengths = {name: len(explorer.choices(name, explorer.values)[::skip]) for name, skip in skips.items()}
        skips[max(lengths, key=lengths.get)] *= 2
    numbers = {}
    tree = _tree(explorer, skips, lambda values: numbers.setdefault(explorer.draw(values), len(numbers)), {})
    return Frames(tree, [*numbers], skips)


def settings(explorer, skips, values={}):
    """The values of all controls, in every combination."""
    name = _next_control(explorer, values)
    if name is None:
        yield values
    else:
        for choice in _choices(explorer, name, values, skips):
            yield from settings(explorer, skips, values | {name: choice})


def _tree(explorer, skips, number_of, values):
    name = _next_control(explorer, values)
    if name is None:
        return number_of(values)
    choices = _choices(explorer, name, values, skips)
    branches = [_tree(explorer, skips, number_of, values | {name: choice}) for choice in choices]
    return [choices[0] if name in skips else 0, branches]


def _next_control(explorer, values):
    return next((name for name in explorer.controls if name not in values), None)


def _choices(explorer, name, values, skips):
    return explorer.choices(name, values)[:: skips.get(name, 1)]


def player(explorer, frames, styles):
    """The HTML of controls and picture, with all pictures inside.

    styles: {style text: class}, which is extended; the page needs `style_sheet(styles)`.
    """
    pictures = [classes_for_styles(picture, styles) for picture in frames.pictures]
    data = {"tree": frames.tree, "pictures": packed(pictures)}
    controls = "".join(_control(explorer, name, frames.skips.get(name, 1)) for name in explorer.controls)
    controls += "".join(f"<small>{said}</small>" for said in skipped(frames))
    return (
        f'<div class="player"><form class="settings" autocomplete="off">{controls}</form>'
        f'<div class="picture">{explorer.draw(explorer.values)}</div>'
        f'<script type="application/json">{json.dumps(data, separators=(",", ":"))}</script></div>'
    )


def skipped(frames):
    """A sentence for each slider that does not have all its values here."""
    return [
        f"{name.replace('_', ' ')}: every {skip}th value; in JupyterLab all of them"
        for name, skip in frames.skips.items()
        if skip > 1
    ]


def _control(explorer, name, skip):
    control, value = explorer.controls[name], explorer.values[name]
    label = escape(control.description)
    if isinstance(control, widgets.IntSlider):
        limits = f'min="{control.min}" max="{control.max}" step="{control.step * skip}" value="{value}"'
        play = '<button type="button">▶ Play</button>' if explorer.play == name else ""
        return f'<label>{label} <input type="range" {limits}> <output>{value}</output></label>{play}'
    if isinstance(control, widgets.Checkbox):
        return f'<label><input type="checkbox"{" checked" * value}> {label}</label>'
    radio = f'<label><input type="radio" name="{name}" value='
    choices = "".join(
        f'{radio}"{number}"{" checked" * (choice == value)}> {escape(text)}</label>'
        for number, (text, choice) in enumerate(labelled(control))
    )
    return f"<fieldset><legend>{label}</legend>{choices}</fieldset>"


def classes_for_styles(html, styles):
    """The HTML with a class in place of each style."""
    return re.sub('style="([^"]*)"', lambda style: f'class="{styles.setdefault(style[1], f"look{len(styles)}")}"', html)


def style_sheet(styles):
    """What the classes stand for."""
    return "\n".join(f".{name} {{{style}}}" for style, name in styles.items())


def packed(texts):
    """Texts as one word of ASCII, compressed; assets/sliders.js unpacks it."""
    return base64.b64encode(zlib.compress(json.dumps(texts).encode(), 9)).decode()
