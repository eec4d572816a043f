"""The lecturer's guide: which slides make which lecture, and what the notes say of each slide."""

from . import deck
from .export import asked_on, contents, render

EVERY = "Eight lessons of 45 minutes, a deck each; each from 08 on makes one more"


def guide_html(pages):
    """The guide to the decks of these pages, as HTML."""
    decks = [*zip(contents(pages), (deck.slides(page.notebook) for page in pages))]
    titles = {
        (page.name, slide.number): title_html(slide, page)
        for page, (_, slides) in zip(pages, decks)
        for slide in slides
    }
    return render("guide.html.j2", decks=decks, plans=plans(decks), titles=titles)


def title_html(slide, page):
    """What a slide is called in a list, as HTML."""
    asked = asked_on(slide, page)
    return asked.asked["html"] if asked else slide.title_html


def plans(decks):
    """(name of a plan, what it takes of each deck) for decks [(what contents says of it, its Slides), ...]."""
    for plan, name in deck.PLANS.items():
        yield name, parts(decks, lambda slide, plan=plan: plan in slide.notes.plans)
    yield EVERY, parts([(said, slides) for said, slides in decks if said["number"] < "08"], lambda slide: True)


def parts(decks, takes):
    """Name, title, slide numbers and minutes of each deck of which `takes(slide)` wants something."""
    found = [(said, [slide for slide in slides if takes(slide)]) for said, slides in decks]
    return [
        said | {"numbers": in_words(taken), "minutes": sum(slide.notes.minutes for slide in taken)}
        for said, taken in found
        if taken
    ]


def in_words(slides):
    """The numbers of slides, such as "1 to 4, 7"."""
    runs: list[list[int]] = []
    for slide in slides:
        if runs and slide.number == runs[-1][-1] + 1:
            runs[-1].append(slide.number)
        else:
            runs.append([slide.number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
