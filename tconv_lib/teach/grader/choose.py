"""Which of the notebooks that one person handed in counts: it fits the problem set best, and of these is the latest.

Where a system does not say which is later, the one with the most answers: a draft may lie beside it.
"""

import codecs
from dataclasses import dataclass, replace
from datetime import datetime

import nbformat

from ..exercises import notebook_of
from .archives import LeftOut
from .downloads import Bag
from .handed_in import HandedIn
from .repair import bare, has_too_many_parts, is_answered, makes, parsed

NOTHING, CALLED_SO, ITS_CELLS, ANSWERED = range(4)
"""How well a notebook fits the problem set."""
NOT_NEWER = "is not newer"
FEWER = "has fewer answers"


@dataclass(frozen=True)
class Frame:
    """The problem set, as far as it says which notebook is one of it."""

    name: str
    notebook: str
    answers: frozenset[str]
    """Names of the code cells in which one answers."""


@dataclass(frozen=True)
class Candidate:
    """A notebook that somebody handed in, now or before."""

    said: HandedIn
    path: str
    data: bytes
    fit: int
    answers: int
    called_so: bool
    time: float
    sent: float
    """The time of what the system put into the download: of the archive, where the notebook lies in one."""

    @property
    def order(self):
        """When it was handed in, by what the system wrote."""
        when = datetime.fromisoformat(self.said.date).timestamp() if self.said.date else 0
        return when, int(self.said.attachment or 0), self.said.attempt or 0

    @property
    def rank(self):
        return self.fit, self.order, self.answers, self.called_so, self.time


def frame_of(problem_set):
    path = notebook_of(problem_set)
    marks = [
        cell.metadata.get("nbgrader", {})
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    ]
    answers = frozenset(mark["grade_id"] for mark in marks if mark.get("solution"))
    return Frame(problem_set, path.stem, answers)


def choose(entries, frame):
    """The notebook that counts, or None, and what is left out: the one that fits best, of these the latest."""
    bag, rest, best = Bag(), [], None
    for said, file in entries:
        for found, data in () if said.not_handed_in else bag.notebooks(file):
            each = candidate(said, found.path, data, found.time, frame, file.time)
            if best is None or each.rank >= best.rank:  # of equals the last name, which may have a number
                best, each = each, best
            if each:
                rest.append(replace(each, data=b""))
    return best, bag.left_out + [LeftOut(each.path, why(each, best)) for each in rest]


def candidate(said, path, data, time, frame, sent):
    data = data.removeprefix(codecs.BOM_UTF8)  # which some editors write, and nbgrader does not read
    called_so = frame.notebook.casefold() in path.rpartition("/")[2].casefold()
    fit, answers = fit_of(data, frame)
    return Candidate(said, path, data, fit or called_so * CALLED_SO, answers, called_so, time, sent)


def fit_of(data, frame):
    """Whether these are the cells of the set, and how many of its questions they answer."""
    if has_too_many_parts(data):
        return NOTHING, 0  # which grading says in better words
    try:
        notebook = bare(parsed(data))
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]  # before 2015
        sources = [cell.get("source", cell.get("input")) for cell in cells]
        asked = [names_of(cell, source, frame.answers) for cell, source in zip(cells, sources)]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return NOTHING, 0  # it is no notebook
    answers = len(set().union(*(names for names, source in zip(asked, sources) if names and is_answered(source))))
    return ANSWERED if answers else ITS_CELLS if any(asked) else NOTHING, answers


def names_of(cell, source, answers):
    """Which of these answers a cell is: by its marks, or else by what it defines."""
    marked = {cell.get("id"), cell["metadata"].get("nbgrader", {}).get("grade_id")} & answers
    return marked or {name for name in answers if makes(source, name)}


def why(worse, better):
    """Why a notebook is left out for another one."""
    if worse.fit < better.fit:
        return "is not answered" if worse.fit == ITS_CELLS else "has no cell of this set that can be read"
    if worse.order < better.order:
        return "was handed in before"
    if worse.answers < better.answers:
        return FEWER
    if worse.called_so < better.called_so:
        return "is not called like the set"
    return NOT_NEWER


def is_better(before, now):
    """Whether what was taken in before fits better, or is later by the same system's word."""
    if before.fit != now.fit:
        return before.fit > now.fit
    return before.said.layout == now.said.layout and before.order > now.order
