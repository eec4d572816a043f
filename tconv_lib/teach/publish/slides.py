"""Write each notebook as a deck of slides, into build/slides: python -m tconv_lib.teach.publish.slides [pdf]

With pdf, each deck is also printed, through the browser. Beside them lies the lecturer's guide, guide.html, made of
what the notes of the slides say.
"""

import re
import sys

from nbconvert.filters import markdown2html
from nbformat.v4 import new_notebook

from ...explore import Explorer
from ...figures import Figure, Picture
from ...predictions import Ask
from ...roles import ROLES, named, role_rules
from ..browser import NoBrowser, chromium
from . import deck, paper
from .export import BUILD, asked_on, convert, players, read_pages, render, tied_prose, with_html, write_all, write_page
from .frames import still
from .guide import guide_html

KEYS = (
    "→ and ← turn the page, N opens the answer, T changes between light and dark, S opens the speaker's window, F "
    "fills the screen. Tab reaches a slider, the arrow keys move it, Esc or a click beside it gives them back to the "
    "deck."
)


def main(folder=BUILD / "slides", pages=None):
    pages = pages or read_pages()
    write_all(folder, pages, deck_html, "One deck for each notebook.", guide="guide.html", keys=KEYS)
    write_page(folder, "guide", guide_html(pages))


def print_all(folder=BUILD / "slides"):
    """Print the decks in this folder to PDF, a page for each slide. Raises NoBrowser."""
    with chromium() as browser:
        for path in sorted(folder.glob("[0-9]*.html")):
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(f"{path.absolute().as_uri()}?print-pdf")
            page.wait_for_selector("body.ready")
            page.pdf(path=path.with_suffix(".pdf"), prefer_css_page_size=True, print_background=True, tagged=True)
            page.close()
            print(path.with_suffix(".pdf"), flush=True)


def deck_html(page, folder, said, about):
    """A deck."""
    html, slides = players(page, folder), deck.slides(page.notebook)
    views = [view(slide, page, html) for slide in slides]
    used = {role for seen in views for role in seen["roles"]}
    legend = {role: ROLES[role].name for role in named(used)}
    return tied_prose(render("slides.html.j2", page=said, slides=views, legend=legend, rules=role_rules(".legend")))


def view(slide, page, html):
    """What the template shows of a slide; `html` are its pictures, {cell id: HTML}."""
    code = [cell for cell in slide.cells if cell.cell_type == "code"]
    shown = ((cell.id, picture_of(page.shown[cell.id])) for cell in code if cell.id in html)
    pictures = {name: picture for name, picture in shown if picture}
    asked, answer = asked_on(slide, page), prose(slide.hidden)
    return {
        "number": slide.number,
        "kind": "opening" if slide.is_title else "text" if not code else "asked" if asked else "question",
        **(read_alone(slide) if slide.is_title or not code else over_a_picture(slide)),
        "stage": [(as_html(cell, html), cell in slide.hidden) for cell in code],
        "controls": sum(len(picture.controls) for picture in pictures.values() if isinstance(picture, Explorer)),
        "said": prose(slide.shown),
        **(said_by_itself(slide, asked) if asked else {"answer": answer, "reply": answer, "first": ""}),
        "opens": bool(slide.hidden or asked),
        "printed": [frame for name, picture in pictures.items() for frame in on_paper(name, picture, slide.notes)],
        "roles": {role for picture in pictures.values() for role in roles_of(picture)},
        "notes": slide.notes,
    }


def over_a_picture(slide):
    return {"kicker": deck.inline(" ".join(slide.kicker)), "question": deck.inline(slide.question), "below": ""}


def read_alone(slide):
    """The heading, and what follows it."""
    heading, *rest = deck.paragraphs(slide.head)
    return {"kicker": "", "question": deck.inline(heading), "below": markdown2html("\n\n".join(rest))}


def said_by_itself(slide, asked):
    """Words that a question has for itself, but not on paper, and what leads to it, for the speaker to say."""
    answer = asked.answer_html()
    return {
        "kicker": asked.offered,
        "question": paper.said(asked.asked["html"]),
        "answer": answer,
        "reply": paper.said(answer),
        "first": deck.inline(deck.sentences(deck.paragraphs(slide.head))),
    }


def prose(cells):
    return "".join(unfolded(cell.source) for cell in cells if cell.cell_type == "markdown")


def unfolded(source):
    """Markdown as HTML; what a page folds stands open, since one key opens it all."""
    return re.sub(r"</?details>|<summary>.*?</summary>", "", markdown2html(source))


def as_html(cell, html):
    """A code cell: its picture alone, or its code and what it printed."""
    return html.get(cell.id) or convert("body", with_html(new_notebook(cells=[cell]), html))


def picture_of(shown):
    """What a cell shows as a picture: a question shows what opens it, a list of predictions none."""
    shown = shown.show if isinstance(shown, Ask) else shown
    return shown if isinstance(shown, (Explorer, Picture)) else None


def on_paper(name, shown, notes):
    """(words, HTML) of the pictures that stand for this one where nothing moves."""
    frames = paper.few(shown, notes.settings) if isinstance(shown, Explorer) else [("", shown)]
    return [(words, still(marked(picture), f"{name}-{number}")) for number, (words, picture) in enumerate(frames)]


def marked(picture):
    """A picture that shows which number is looked at, and which are not known yet, without the viewer."""
    if not isinstance(picture, Figure):
        return picture
    return Picture(picture.html, picture.alt, picture.roles, picture.draw(live=False), picture.extent)


def roles_of(shown):
    """The roles that a picture shows, or may need room for."""
    html = shown.shown.live + "".join(shown.largest) if isinstance(shown, Explorer) else shown.live
    return {*re.findall(r'class="cell (\w+)', html)}


if __name__ == "__main__":
    main()
    if sys.argv[1:] == ["pdf"]:
        try:
            print_all()
        except NoBrowser as error:
            raise SystemExit(f"the decks can be printed from any browser, with ?print-pdf; here {error}") from None
