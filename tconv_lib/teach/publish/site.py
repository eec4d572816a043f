"""Write the course as web pages, into build/site: python -m tconv_lib.teach.publish.site

The sliders work without a kernel, a server or a network.
"""

from typing import NamedTuple

import nbformat

from ..exercises import EXERCISES, notebook_of
from ..questions import problem_sets
from .export import BUILD, convert, copy_file, for_readers, players, read_pages, title_of, write_all
from .first_screen import asked_on_pages, glance_player

INTRODUCTION = (
    "How a network makes an image larger: four ways, one result. Move a slider; touch a number to see its sum."
)


def main(folder=BUILD / "site", pages=None):
    exercises = [exercise_of(path) for path in exercise_notebooks()]
    for exercise in exercises:
        copy_file(folder, exercise.path)
    write_all(
        folder,
        pages or read_pages(),
        page_html,
        INTRODUCTION,
        exercises=exercises,
        glance=glance_player(),
        asked=asked_on_pages(),
    )


class Exercise(NamedTuple):
    """What the first screen says of a problem set."""

    path: str
    title: str
    questions: int
    points: int


def exercise_of(path):
    """The problem set in this notebook, of which each question has one cell that is worth points."""
    notebook = nbformat.read(path, as_version=4)
    marks = (cell.metadata.get("nbgrader", {}) for cell in notebook.cells)
    points = [mark["points"] for mark in marks if mark.get("points")]
    return Exercise(path.as_posix(), title_of(notebook), len(points), sum(points))


def exercise_notebooks():
    return sorted(map(notebook_of, problem_sets(EXERCISES)), key=order)


def order(exercise):
    """In the order of their numbers; of two forms of one set, that for before comes first."""
    return exercise.parent.name.partition("_")[0], exercise.stem == "after"


def page_html(page, folder, said, about):
    """A page of the site."""
    return convert("page", for_readers(page, players(page, folder)), page=said, pages=about)


if __name__ == "__main__":
    main()
