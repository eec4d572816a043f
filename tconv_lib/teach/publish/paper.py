"""A page on paper: what stands there in place of what only a screen can do."""

import re

from ...explore import Explorer
from ...predictions import Ask, Predictions, grids
from . import deck
from .export import pieces_of_prose
from .frames import few

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

MOST = 3
"""Small pictures that stand for a slider."""


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
