"""Pictures for pages that have no kernel: all that an explorer can show, in one piece of HTML.

viewer/, in the same page, moves them.
"""

import json
import re
from functools import cache
from itertools import islice

from ...errors import ShapeError
from ...explore import largest, not_possible, pack, script
from ...predictions import folded

MOST = 5_000
"""Settings that one set of sliders may have in a page. With more, the sliders take larger steps."""


@cache
def player(explorer, name, embed=""):
    """The HTML of an explorer, with all that it can show inside; `name` is its id on the page. Drawn once.

    embed: address of a page that holds nothing else.
    """
    thinned = thin(explorer)
    drawn, shots = {}, {}

    def number(picture):
        drawn.setdefault(picture.live, (len(drawn), picture))
        return shots.setdefault((drawn[picture.live][0], picture.at), len(shots))

    tree = _tree(explorer, thinned, number)
    pictures = [picture for _, picture in drawn.values()]
    packed = {"tree": tree, "shots": [*shots], "pictures": [*drawn]}
    data = {
        "controls": explorer.controls,
        "first": explorer.asked,
        "largest": [drawn[html][0] for html in largest(pictures)],
        "packed": pack(packed),
    }
    said = "".join(f"<p><small>{words}</small></p>" for words in skipped(thinned))
    return _box(name, embed, _sheet(explorer.shown) + _data(data)) + said


def still(picture, name, embed=""):
    """The HTML of a picture without controls."""
    return _box(name, embed, _sheet(picture))


def question(ask, name, picture=""):
    """The HTML of a question. Its picture, HTML too, waits in a template, which nothing shows."""
    template = f"<template>{picture}</template>" if picture else ""
    unable = f"<noscript>{ask.question_html()}{folded(ask.answer_html())}</noscript>"
    step = '<span class="fragment" data-fragment-index="0"></span>'  # in a deck, with the answer of the slide
    return f'<div class="ask" id="ask-{name}">{_data(ask.asked)}{template}{unable}{step}</div>'


def progress(predictions, places):
    """The HTML of a list of predictions, which are made at these places."""
    return f'<div class="ask predictions">{_data({"page": predictions.page, "places": places})}</div>'


def _data(data):
    return f'<script type="application/json">{json.dumps(data, separators=(",", ":"))}</script>'


def _box(name, embed, html):
    embed = f' data-embed="{embed}"' if embed else ""
    return f'<div class="tconv" id="{name}"{embed}>{html}</div>'


def _sheet(picture):
    return f'<div class="stage"><div class="sheet">{picture.live}</div></div>'


def thin(explorer, most=MOST):
    """{slider: n}: of which only every n-th value fits into `most` settings; the longest slider skips half, again."""
    thinned = {}
    while next(islice(explorer.settings(thinned=thinned), most, None), None):
        lengths = {
            part.name: len(part.choices(explorer.values)[:: thinned.get(part.name, 1)])
            for part in explorer.parts
            if part.kind == "slider"
        }
        longest = max(lengths, key=lengths.get)
        thinned[longest] = 2 * thinned.get(longest, 1)
    return thinned


def skipped(thinned):
    """A sentence for each slider that does not have all its values here."""
    return [
        f"{name.replace('_', ' ')}: every {skip}th value; in JupyterLab all of them" for name, skip in thinned.items()
    ]


def _tree(explorer, thinned, number, values={}):
    """{limits of a slider, of: a tree for each of its values}; where no control is left, the number of a shot."""
    part = next((part for part in explorer.parts if part.name not in values), None)
    if part is None:
        return number(explorer.draw(values))
    try:
        choices = part.choices(values)[:: thinned.get(part.name, 1)]
    except ShapeError as error:
        return number(not_possible(error))
    limits = [choices[0], choices[-1], choices.step] if part.kind == "slider" else None
    branches = [_tree(explorer, thinned, number, values | {part.name: choice}) for choice in choices]
    return {"limits": limits, "of": branches}


def page_script(asks=True):
    """The viewer for pages, which it starts; not as a module, since a page that lies on a disk may not load one."""
    return re.sub(r"(?m)^export default .*", "", script(asks)) + "start();\n"
