"""A notebook as a deck: which of its cells make which slide, and what the speaker knows about it.

A cell's slideshow metadata says what it is in the deck: `slide` begins a slide, `-` continues it, from the first
`fragment` on all is opened by one key, `notes` are for the speaker alone, `skip` stays out. CONTRIBUTING says how to
change a slide.
"""

import re
from dataclasses import dataclass, field

from nbconvert.filters import markdown2html
from nbformat import NotebookNode

SAID = "Ask first", "Expect", "Misconception", "Set", "Say"
"""What notes may say, in the order in which it is shown."""

FIELDS = "Minutes", "Also in", *SAID

PLANS = {"45": "One lecture of 45 minutes", "2 x 90": "Two lectures of 90 minutes"}
"""Plans that take some slides of several decks; a slide is in those that its notes name after `Also in:`."""

THREAD = re.compile(r"\b([\w.-]+/[\w.-]+)#(\d+)")


@dataclass(frozen=True)
class Notes:
    """What the speaker knows about a slide: minutes, and texts by their names in SAID."""

    minutes: float = 0
    plans: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()

    @property
    def html(self):
        """(name, text as HTML) of all that is said."""
        return [(name, inline(linked(text))) for name, text in self.said]

    @property
    def settings(self):
        """What to set, one after the other: lists of what stands after `Set:`, such as ["stride 2", "padding SAME"]."""
        text = ";".join(text for name, text in self.said if name == "Set")
        steps = (step.split("→")[0] for step in text.split(";"))
        return [[part.strip() for part in step.split(",")] for step in steps if step.strip()]


@dataclass(frozen=True)
class Slide:
    """One slide. `shown` is seen from the start, `hidden` is opened by one key; both are cells."""

    number: int
    head: str
    shown: list[NotebookNode] = field(default_factory=list)
    hidden: list[NotebookNode] = field(default_factory=list)
    notes: Notes = Notes()

    @property
    def cells(self):
        """All its cells but the notes and the head."""
        return [*self.shown, *self.hidden]

    @property
    def is_title(self):
        """Whether it is the title of a deck."""
        return self.head.startswith("# ")

    @property
    def title_html(self):
        """What the slide is called in a list, as HTML."""
        return inline(paragraphs(self.head)[0] if self.is_title else self.question)

    @property
    def question(self):
        """The last paragraph of the head."""
        return paragraphs(self.head)[-1]

    @property
    def kicker(self):
        """What stands in small letters above the question: the paragraphs of the head before it."""
        return paragraphs(self.head)[:-1]


def slides(notebook):
    """The Slides of a notebook. Raises ValueError for notes in another form."""
    return [_slide(number, cells) for number, cells in enumerate(_groups(notebook), 1)]


def kind(cell):
    """The slide type of a cell."""
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


def _groups(notebook):
    groups: list[list[NotebookNode]] = []
    for cell in notebook.cells:
        if kind(cell) in ("slide", "subslide"):
            groups.append([])
        if kind(cell) != "skip" and groups:
            groups[-1].append(cell)
    return groups


def _slide(number, cells):
    notes = "\n".join(cell.source for cell in cells if kind(cell) == "notes")
    seen = [cell for cell in cells if kind(cell) != "notes"]
    has_head = seen[0].cell_type == "markdown"
    rest = seen[has_head:]
    opened = next((i for i, cell in enumerate(rest) if kind(cell) == "fragment"), len(rest))
    return Slide(number, seen[0].source if has_head else "", rest[:opened], rest[opened:], read_notes(notes))


def has_picture(slide):
    """Whether a slide shows one, at once or with its answer."""
    return any(map(_is_picture, slide.cells))


def prints(slide):
    """Whether code on a slide shows something else than a picture."""
    return any(cell.cell_type == "code" and cell.outputs and not _is_picture(cell) for cell in slide.cells)


def is_text_alone(slide):
    """Whether a slide has neither picture nor code: a summary, or something to do together."""
    return not any(cell.cell_type == "code" for cell in slide.cells)


def _is_picture(cell):
    return cell.cell_type == "code" and any("text/html" in output.get("data", {}) for output in cell.outputs)


def is_form(source):
    """Whether the source of a notes cell is in the form that read_notes reads, and a page shows nothing of."""
    return source.startswith("<!--") and source.endswith("-->")


def read_notes(source):
    """The Notes in the source of a cell: an HTML comment, in which each line begins with one of FIELDS and a colon.

    A line that does not goes on with the one before. Raises ValueError for a line that is neither.
    """
    found: list[tuple[str, str]] = []
    for comment in re.findall(r"(?s)<!--(.*?)-->", source):
        for line in filter(None, map(str.strip, comment.splitlines())):
            name, colon, text = line.partition(":")
            if colon and name in FIELDS:
                found.append((name, text.strip()))
            elif found:
                found[-1] = found[-1][0], f"{found[-1][1]} {line}"
            else:
                raise ValueError(f"notes begin with one of {', '.join(FIELDS)} and a colon, not with: {line}")
    values = dict(found)
    plans = tuple(plan.strip() for plan in values.get("Also in", "").split(",") if plan.strip())
    if unknown := set(plans) - set(PLANS):
        raise ValueError(f"Also in: there is no plan {', '.join(unknown)}, only {', '.join(PLANS)}")
    said = sorted((pair for pair in found if pair[0] in SAID), key=lambda pair: SAID.index(pair[0]))
    return Notes(float(values.get("Minutes", 0)), plans, tuple(said))


def paragraphs(source):
    """The paragraphs of a head without the marks of headings and quotations."""
    text = re.sub(r"(?m)^(> ?|#+ )", "", source)
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()] or [""]


def sentences(parts):
    """Paragraphs as one: a heading among them ends with a full stop."""
    return " ".join(part if part.rstrip(")")[-1:] in ".:?!" else f"{part}." for part in parts if part)


def linked(text):
    """owner/repository#number as a link."""
    return THREAD.sub(r"[\1#\2](https://github.com/\1/issues/\2)", text)


def inline(source):
    """The HTML of one paragraph of Markdown, without a tag around it. "2367. Read it" is no list, nor is "- 1"."""
    source = re.sub(r"^(\d*)([-+*#>.)])(?=\s)", r"\1\\\2", source)
    return markdown2html(source).strip().removeprefix("<p>").removesuffix("</p>")
