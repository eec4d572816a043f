"""Write what each student reads: python -m tconv_lib.teach.grader.feedback SET

A page for everybody who handed in, grading/feedback/STUDENT/SET/NOTEBOOK.html: the points of each question, what was
seen of wrong answers, what the teacher said; or why it is not graded. Pages ask nothing from the network.
"""

import json
import re
import sys
from functools import cache, lru_cache
from pathlib import Path

import nbformat
import nh3
from jinja2 import Environment, FileSystemLoader
from nbconvert import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.preprocessors import NbGraderPreprocessor
from tqdm import tqdm
from traitlets.config import Config

from ...explore import WHERE_IT_RUNS
from ...figures import tied
from ..exercises import notebook_of
from ..whole import only_one, write_whole
from .harmless import LONGEST
from .lateness import in_words
from .nbgrader_steps import FEEDBACK, read_notebook, role
from .results import all_results, results, say_who_waits, title_of
from .terminal import at_terminal

WEB = Path(__file__).parent / "web"
PUBLISHED = Path(__file__).parent.parent / "publish" / "web"
LONGEST_PAGE = 200_000
"""Characters of all cells on a page."""
CUT_OFF = "… (Of {:,} characters in this cell, the rest is in the notebook that was handed in.)"


class FeedbackExporter(TemplateExporter):
    """nbconvert's exporter with the template web/feedback, whatever nbgrader's command sets.

    Not an HTMLExporter, which reads again every page that it wrote: half of the time.
    """

    file_extension = ".html"
    output_mimetype = "text/html"

    def __init__(self, config=None, **settings):
        config = Config(config or {})
        config.NbConvertBase.display_data_priority = ["text/html", "image/png", "text/plain"]
        config.FeedbackExporter = Config(
            template_name="feedback",
            extra_template_basedirs=[str(WEB), str(PUBLISHED)],
            extra_template_paths=[str(WEB)],
        )
        super().__init__(config=config, **settings)

    def default_filters(self):
        yield from super().default_filters()
        yield "prose", prose
        yield "highlight_code", Highlight2HTML(parent=self)


class Feedback(NbGraderPreprocessor):
    """nbgrader's step for its own command and Formgrader's button: the page is the one that `make feedback` writes."""

    def preprocess(self, notebook, resources):
        place = resources["nbgrader"]
        (result,) = results(place["assignment"], place["student"])
        resources["page"] = page(result)
        return prepared(notebook, result.problem_set), resources


@only_one("make feedback")
def main(problem_set):
    found = all_results(problem_set)
    for result in tqdm(found, unit=" pages", disable=None):
        write_whole(place_of(result), rendered(result))
        for old in place_of(result).parent.iterdir():
            if old != place_of(result):
                old.unlink()
    ungraded = sum(bool(result.not_graded) for result in found)
    unread = sum(bool(result.unread) for result in found)
    print(
        f"{len(found)} pages in {FEEDBACK}; {ungraded} say why there is no grade, {unread} that a text is not read yet"
    )
    say_who_waits(problem_set, found)


def place_of(result):
    name = notebook_of(result.problem_set).with_suffix(".html").name
    return FEEDBACK / result.student / result.problem_set / name


def rendered(result):
    """The HTML of a student's page."""
    notebook = nbformat.v4.new_notebook()
    if not result.not_graded:
        notebook = prepared(nbformat.read(result.graded_notebook, as_version=4), result.problem_set)
    return exporter().from_notebook_node(notebook, {"page": page(result)})[0]


@cache
def exporter():
    return FeedbackExporter()


def page(result):
    """What the template needs besides the notebook."""
    return {
        "result": result,
        "title": tied(title_of(result.problem_set)),
        "notebook": notebook_of(result.problem_set).name,
        "answers": {question.name: question for question in result.questions},
        "remarks": [*remarks(result)],
        "style": style(),
    }


def remarks(result):
    """What is to be said beside the points."""
    if result.unread:
        answers = "an answer is" if len(result.unread) == 1 else f"{len(result.unread)} answers are"
        yield f"So far: {answers} not read yet."
    late = result.lateness
    if late.late:
        due = f"; it was due {in_words(late.due)}" if late.due else ""
        when = f"Handed in {in_words(late.handed_in)}, " if late.handed_in else "Handed in "
        cost = f" That costs {result.penalty:g} points." if result.penalty else ""
        yield f"{when}{late}{due}.{cost}"


def from_template(template, **values):
    """The text of the template web/TEMPLATE with these values and the style of all pages in it."""
    environment = Environment(loader=FileSystemLoader(WEB), autoescape=True)
    return environment.get_template(template).render(style=style(), **values)


@cache
def style():
    """The style of all pages here."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in (PUBLISHED / "assets" / "style.css", WEB / "style.css")
    )


def prepared(notebook, problem_set):
    """The graded notebook as it is shown: without instructions and tests, with pictures in place of sliders."""
    source = read_notebook("solutions", problem_set, notebook_of(problem_set).stem)
    pictures = {
        cell.source: still(cell.outputs) for cell in source.cells if cell.cell_type == "code" and not role(cell)
    }
    instructions = source.cells[0].source if source.cells[0].cell_type == "markdown" else None
    notebook.cells = [cell for cell in notebook.cells if cell.source != instructions]
    for cell in notebook.cells:
        if role(cell) == "test":
            cell.source = ""
        elif cell.cell_type == "code" and cell.source in pictures:
            cell.outputs = pictures[cell.source]
    shorten(notebook.cells)
    return notebook


def shorten(cells):
    """Cut off what is too long for a page: in colours, code takes ten times its bytes."""
    room = LONGEST_PAGE
    for cell in cells:
        length = min(len(cell.source), LONGEST, room)
        room -= length
        if length < len(cell.source):
            said = "# " * (cell.cell_type == "code") + CUT_OFF.format(len(cell.source))
            cell.source = f"{cell.source[:length]}\n\n{said}"


def still(outputs):
    """Outputs for a page on which nothing can be run."""
    return nbformat.from_dict(json.loads(json.dumps(outputs).replace(WHERE_IT_RUNS, "")))


@lru_cache(1000)  # most of a page is the same for all
def prose(markdown):
    """A text as HTML with nothing in it that runs or that is fetched, and no link that leads nowhere."""
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return nh3.clean(
        MarkdownWithMath(renderer=renderer).render(markdown),
        attributes=nh3.ALLOWED_ATTRIBUTES | {"details": {"open"}},
        attribute_filter=kept_value,
        url_schemes={"http", "https", "mailto", "data"},
        url_relative="deny",
    )


def kept_value(tag, attribute, value):
    """The value of an attribute, or None: a picture must be in the page itself, and anything else must not."""
    if attribute in ("href", "src", "cite"):
        in_the_page = re.match(r"data:image/(png|jpeg|gif|webp);base64,", value)
        return value if bool(in_the_page) == (tag == "img") and (in_the_page or not value.startswith("data:")) else None
    return value


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: make feedback SET=ps1_stride")
    with at_terminal():
        main(*sys.argv[1:])
