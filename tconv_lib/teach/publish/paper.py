"""A page on paper: what stands there in place of what only a screen can do."""

import re

from ...explore import Explorer
from ...predictions import Ask, Predictions, grids
from . import deck
from .export import pieces_of_prose

SCREEN_ONLY = {
    "how-to-run",
    "how-to-use",
    "where-you-are",
    "predictions-heading",
    "measure-how",
    "next",
    "practise",
    "end",
}
"""Ids of cells that speak of a screen, or of the way to other files, and of nothing else."""

WORDS = {
    r"(Now )?[Tt]ouch (a|one|any)\b[^.]*\.": "",
    r"\bMove (the|both) sliders?\b": "Compare the pictures",
    r"\bmove (the|both) sliders?\b": "compare the pictures",
    r"\bmove the sizes\b": "compare sizes",
    r"\bplay the last step\b": "follow the last step",
    r"\bsliders\b": "settings",
    r"\btick\b": "see",
    r"\bClick\b": "Mark",
    r"\bclick\b": "mark",
}
"""Words of a screen, as regular expressions, and those of paper."""

LEAST, MOST = 3, 3
"""Small pictures that stand for a slider: at least, if it has so many; and in the handout at most."""


def shown(page):
    """({cell id: HTML}, the HTML of the answers) of all that a page shows."""
    set_on_slides = {cell.id: slide.notes.settings for slide in deck.slides(page.notebook) for cell in slide.cells}
    found, answers = {}, []
    for name, value in page.shown.items():
        settings = set_on_slides.get(name, [])
        if isinstance(value, Ask):
            answers.append(answer(value, settings))
            found[name] = question(value, len(answers))
        else:
            found[name] = "" if isinstance(value, Predictions) else pictures(value, settings)
    listed = "".join(f"<li>{html}</li>" for html in answers)
    return found, answers and f'<h2>Answers</h2><ol class="answers">{listed}</ol>'


def question(ask, number):
    """A question with room to answer it in its picture."""
    words = ask.words_html().replace("<p>", f"<p><b>{number}.</b> ", 1)
    return f'<div class="question">{words}{_picture(ask.first) if ask.before else ""}</div>'


def answer(ask, settings):
    """The answer to a question, and the pictures that it opens."""
    return ask.answer_html() + (pictures(ask.show, settings, seen=ask.before) if ask.show else "")


def pictures(value, settings, seen=False):
    """A picture, or some of those that an explorer shows. One that was `seen` at the question is not shown again."""
    if not isinstance(value, Explorer):
        return "" if seen else _picture(value)
    frames = [frame for frame in few(value, settings, MOST) if not _asks(frame[1])]
    if seen:
        frames = [frame for frame in frames if frame[1].html != value.shown.html or len(frames) > 2]
    if len(frames) == 1:
        return _picture(frames[0][1])
    return '<div class="frames">' + "".join(_frame(*frame) for frame in frames) + "</div>"


def _asks(picture):
    """Whether all numbers of one of its grids are still a question."""
    return any((grid.values == "?").all() for grid in grids(picture))


def _frame(words, picture):
    return f'<figure class="frame"><figcaption class="set">{words}</figcaption>{_picture(picture)}</figure>'


def _picture(picture):
    """A picture in which what is not known yet is left blank, for a pencil."""
    return f'<div class="picture">{picture.html.replace(">?</td>", "></td>")}</div>'


def without_screen(notebook):
    """The same notebook without what speaks of a screen alone."""
    notebook.cells = [cell for cell in notebook.cells if cell.id not in SCREEN_ONLY]
    return notebook


def in_words_of_paper(html):
    """HTML with the words of paper, folded answers open, and links that lead nowhere from here as plain words."""
    html = said(html).replace("<details>", "<details open>")
    html = re.sub(r'href="(\d\d_\w+)\.ipynb"', r'href="#\1"', html)
    return re.sub(r'<a href="\.\./[^"]*">(.*?)</a>', r"\1", html)


def said(html):
    """HTML with the words of paper in its text."""
    return "".join(piece if piece.startswith("<") else _translated(piece) for piece in pieces_of_prose(html))


def _translated(text):
    for of_screen, of_paper in WORDS.items():
        text = re.sub(of_screen, of_paper, text)
    return text


# Some pictures in place of a slider


def few(explorer, steps, most=6):
    """Up to `most` pictures of an explorer for paper: (what is set, the Picture); at least three, if it has so many.

    steps: lists of settings in words, such as ["stride 2", "padding SAME"], each set after those before it. Without
    steps, one control goes from end to end; after too few, each does. Raises ValueError for what cannot be set.
    """
    start = explorer.values
    named = [dict(_setting(explorer, words) for words in step) for step in steps]
    found = [start]
    for wanted in named or _sweep(_played(explorer), start, most):
        found.append(_reached(explorer, found[-1], wanted))
    distinct = _distinct(found)[-most:]
    if len(distinct) < LEAST:
        ends = [_reached(explorer, found[-1], end) for part in explorer.parts for end in _sweep(part, found[-1], 2)]
        distinct = _distinct([*distinct, *ends])[:LEAST]
    moved = [part for part in explorer.parts if len({str(values[part.name]) for values in distinct}) > 1]
    return [
        (", ".join(_caption(part, values[part.name]) for part in moved), explorer.draw(values)) for values in distinct
    ]


def _distinct(found):
    return [values for i, values in enumerate(found) if values not in found[:i]]


def _played(explorer):
    """The control that is played, or the first."""
    played = next((control["name"] for control in explorer.controls if control["play"]), explorer.parts[0].name)
    return next(part for part in explorer.parts if part.name == played)


def _sweep(part, values, most):
    """Up to `most` settings of a control from end to end, {name: value}, where the others have these values."""
    choices = part.choices(values)
    wanted = min(len(choices), most)
    places = {round(i * (len(choices) - 1) / max(wanted - 1, 1)) for i in range(wanted)}
    return [{part.name: choices[place]} for place in sorted(places)]


def _setting(explorer, words):
    """(name of a control, value) of words such as "stride 2"."""
    part = next((part for part in explorer.parts if words.startswith(part.label + " ")), None)
    if not part:
        raise ValueError(f"“{words}” names no control; there are {', '.join(part.label for part in explorer.parts)}")
    said = words.removeprefix(part.label).strip()
    if part.kind == "slider":
        if not said.lstrip("-").isdigit():
            raise ValueError(f"“{words}”: {part.label} is a slider and needs a number")
        return part.name, int(said)
    options = {_in_words(part, option): option for option in part.options}
    if said not in options:
        raise ValueError(f"“{words}”: {part.label} can be {', '.join(options)}")
    return part.name, options[said]


def _caption(part, value):
    if part.label == "answer":  # what a question opens, see predictions.py
        return "after" if value else "before"
    return f"{part.label} {_in_words(part, value)}"


def _in_words(part, value):
    if part.kind == "menu":
        return part.labels[part.code(value)]
    return {False: "off", True: "on"}[value] if part.kind == "checkbox" else str(value)


def _reached(explorer, before, wanted):
    """All values after some were set; sliders that follow others come along. Raises ValueError if one cannot be set."""
    values: dict = {}
    for part in explorer.parts:
        choices = part.choices(values)
        values[part.name] = part.nearest((before | wanted)[part.name], choices)
        if values[part.name] != wanted.get(part.name, values[part.name]):
            raise ValueError(f"{part.label} cannot be {wanted[part.name]}, only {choices[0]} to {choices[-1]}")
    return values
