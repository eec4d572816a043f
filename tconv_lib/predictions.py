"""Predictions: questions that are answered before their picture opens, judged, and remembered on this machine only.

Judged, shown and locked by viewer/ask.js, in Jupyter, on pages and in decks alike. What is said to an answer stands in
replies/, one file for each page, so that whoever reads the page's code does not read it.
"""

import ast
import json
import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from numbers import Real
from pathlib import Path
from typing import Any
from weakref import WeakSet

import anywidget
import numpy as np
from traitlets import Dict, List, Unicode

from .arrays import as_table
from .explore import Explorer, explore, forms, pack, script, style_sheet
from .figures import Figure, Grid, Picture, printed, tied
from .memory import forget, recall, remember
from .values import as_whole_numbers, check_text, check_whole_number, entries, is_one_of, is_sequence
from .words import shown, written

LONGEST = 2**53 - 1
"""No answer may be larger: up to here, numbers in the browser are exact, and no two are read as the same."""

ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth".split()

MOST_CHOICES = 12

CLICKS = ("cell", "row", "column", "row gap", "column gap")


def ask(
    question: str,
    choices: Sequence | None = None,
    /,
    *,
    answer: Any,
    show: Explorer | Picture | str | None = None,
    then: Mapping[str, Any] | Picture | None = None,
) -> "Ask":
    """A question that must be answered before it shows its picture; the value of a cell.

    What kind of answer it takes follows from the answer: a number, True or False (yes or no), a tuple (several numbers
    in this order), a set (in any order), one of `choices`, or click(…), a place in the picture.

    choices: list of texts or numbers to choose from.
    answer: computed by the page, not written down. What is said to it, and to classic mistakes, stands in replies/.
    show: what the answer opens: explore(…), a Picture, or a text in lines.
    then: {control: value} of explore(…). Then its picture stands at its start, locked, while the question is open, and
        goes to this setting when it is answered. Or a second Picture, which takes the place of the first; for one that
        is covered(…) it is the same picture with its numbers. Without `then` and without click(…) the picture is out of
        sight until the answer is given.

    `code`, *stress* and **more stress** may be used in all sentences. Raises ValueError for a question that cannot be
    answered, for one without a reply, and for a mistake that is none.
    """
    return Ask(question, choices, answer, reply(check_text("question", question)), show, then)


@dataclass(frozen=True)
class Click:
    """Places of a picture as an answer; made by `click`."""

    kind: str
    right: list[tuple[int, ...]]
    grid: int


def click(kind: str, where: Any, /, grid: int = 0) -> Click:
    """An answer that is clicked in grid number `grid` of the picture; all is counted from 0.

    kind: "cell": where is (row, column), or the column alone where there is one row. "row", "column": its number.
        "row gap", "column gap": where something new would come in; 0 is before the first, the number of rows or columns
        is after the last.
    where: such a place; a set of them, of which any is right; or an array that is True at all that are right.

    Raises ValueError or TypeError for another kind, for what is no place, and if no place is right.
    """
    if not isinstance(kind, str) or kind not in CLICKS:
        raise ValueError(f"click({shown(kind)}, …) is none of {', '.join(CLICKS)}")
    if is_sequence(where) and not isinstance(where, tuple):
        found = np.argwhere(as_table("where", where, (bool, np.bool_), "truth values").reshape(np.shape(where)))
        right = [*map(tuple, found.tolist())]
    else:
        right = sorted(map(_place, where if isinstance(where, set) else [where]))
    if not right:
        raise ValueError(f"click({kind!r}, …) has no place that is right")
    return Click(kind, right, check_whole_number("grid", grid, least=0))


def _place(where: Any) -> tuple[int, ...]:
    place = as_whole_numbers("a place", where, least=0)
    if len(place) not in (1, 2):
        raise ValueError(f"a place must be a number or (row, column), got {shown(where)}")
    return place


@dataclass(frozen=True)
class Reply:
    """What is said to an answer.

    because: one or two sentences, shown with the right answer. wrong: {wrong answer: the sentence that meets this
    mistake}, answers as a learner gives them: "6", "1,2,3", the words of a choice; what is clicked by its number, a
    cell as "row,column", counted from 0, or all wrong ones in which the same stands by that: "top". otherwise: the
    sentence for all other wrong answers.
    """

    because: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    otherwise: str = ""


def reply(question: str) -> Reply:
    """The reply that replies/ has to a question. Raises ValueError where there is none."""
    if question not in replies():
        raise ValueError(
            f'no file of tconv_lib/replies has a reply to ["{question}"]. If you wrote the question, write one there. '
            "If not, the page is of another version than the course: rename it, and start `tconv` again for a new one"
        )
    return replies()[question]


@cache
def replies() -> dict[str, Reply]:
    """{question: Reply} of all pages."""
    pages = [tomllib.loads(path.read_text(encoding="utf-8")) for path in _files_of_replies()]
    return {question: Reply(**said) for page in pages for question, said in page.items()}


def _files_of_replies() -> Iterator[Traversable]:
    """A file for each page of the course, named as the page."""
    return (path for path in (files(__package__) / "replies").iterdir() if fnmatch(path.name, "[!.]*.toml"))


class Ask(anywidget.AnyWidget):
    """A question and the picture that answers it; made by `ask`."""

    _esm = script()
    _css = style_sheet()
    asked: Dict = Dict().tag(sync=True)
    """The question, and packed with it what is not to be seen yet (see viewer/ask.js)."""
    picture: Unicode = Unicode().tag(sync=True)
    """The widget that shows it, for the browser to find."""
    history: List = List().tag(sync=True)

    def __init__(self, question: str, choices: Sequence | None, answer: Any, reply: Reply, show: Any, then: Any):
        self.question = question
        if show is not None and not isinstance(show, (Explorer, Picture, str)):
            raise TypeError(f"show must be explore(…), a picture or a text, got {shown(show)}")
        if then is not None and not isinstance(then, (Mapping, Picture)):
            raise TypeError(f"then must be a setting of explore(…) or a picture, got {shown(then)}")
        then = then or getattr(show, "uncovered", None)
        if isinstance(then, Picture):
            show, then = _two_states(show, then)
        self.show = show = printed(show) if isinstance(show, str) else show
        self.explorer = explore(lambda: show) if isinstance(show, Picture) else show  # a picture has no controls
        self.click = answer if isinstance(answer, Click) else None
        self.before = bool(then or self.click)
        """Whether the picture is in sight before the answer is."""
        self.there = self._there(then)
        self.kind, self.options = self._kind(choices, answer)
        self.right = [self._key(one) for one in (self.click.right if self.click else [answer])]
        self.because, self.wrong = reply.because, dict(self._mistakes(reply.wrong))
        self._check()
        asked = self._data(len(answer) if self.kind == "numbers" else 1, reply.otherwise)
        picture = f"IPY_MODEL_{self.explorer.model_id}" if self.explorer else ""
        super().__init__(asked=asked, picture=picture, history=recall())
        _live.add(self)
        self.on_msg(_told)

    def _data(self, count: int, otherwise: str) -> dict[str, Any]:
        """What the browser reads. count: how many numbers in order answer it."""
        return {
            "question": self.question,
            "html": _html(self.question),
            "kind": self.kind,
            "options": [[key, words] for key, words in self.options.items()],
            "count": count,
            "click": self.click and [self.click.kind, self.click.grid],
            "before": self.before,
            "start": self.explorer and self.explorer.asked,
            "at": self.there and [part.code(self.there[part.name]) for part in self.explorer.parts],
            "packed": pack(
                {
                    "right": self.right,
                    "said": self.said,
                    "because": _html(self.because),
                    "wrong": {key: _html(sentence) for key, sentence in self.wrong.items()},
                    "otherwise": _html(otherwise),
                }
            ),
        }

    def _there(self, then: Mapping[str, Any] | None) -> dict | None:
        """The values of all controls that the answer goes to."""
        if not then:
            return None
        show = self.show
        if not isinstance(show, Explorer) or not {*then} <= {*show.values}:
            raise ValueError(f"then={shown(then)} are no controls of show=explore(…)")
        there = {**show.values, **then}
        for part in show.parts:
            if not part.allows(there[part.name], part.choices(there)):
                raise ValueError(f"the controls of show cannot be set to then={shown(then)}")
        return there

    def _kind(self, choices: Sequence | None, answer: Any) -> tuple[str, dict[str, str]]:
        """What the browser lets one answer with, and {key: words} of all there is to choose from."""
        if self.click:
            shows = self.first if self.explorer else None
            tables = grids(shows)
            if not tables:
                raise ValueError(f"click(…) needs show=, a picture with a grid, got {shown(shows)}")
            grid = check_whole_number("grid", self.click.grid, 0, len(tables) - 1)
            return "click", _places(self.click.kind, tables[grid], grids(self.last)[grid : grid + 1])
        if choices is not None:
            return "choice", _choices(choices)
        if isinstance(answer, (bool, np.bool_)):
            return "choice", {"True": "yes", "False": "no"}
        return "numbers" if isinstance(answer, tuple) else "any order" if isinstance(answer, set) else "number", {}

    def _mistakes(self, wrong: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Each mistake by the key of its answer, with its sentence."""
        for mistake, sentence in wrong.items():
            keys = [mistake]
            if self.click and self.click.kind == "cell" and mistake not in self.options:
                values = grids(self.first)[self.click.grid].values
                standing = {key: str(values[tuple(map(int, key.split(",")))]) for key in self.options}
                keys = [key for key, word in standing.items() if word == mistake and key not in self.right] or keys
            yield from ((key, sentence) for key in keys)

    def _key(self, answer: Any) -> str:
        """The word by which the browser knows an answer."""
        if self.click:
            key = ",".join(map(str, answer))
            return f"0,{key}" if self.click.kind == "cell" and len(answer) == 1 else key  # a cell of a single row
        if self.options:
            return written(answer)
        return self._numbers([answer] if self.kind == "number" else answer, Real)

    def _numbers(self, given: Iterable, kind: type) -> str:
        numbers = [_number(one, kind) for one in given]
        return ",".join(sorted({*numbers}, key=float) if self.kind == "any order" else numbers)

    def _check(self) -> None:
        possible = self.options or {*self.right, *(self._numbers(mistake.split(","), str) for mistake in self.wrong)}
        if not {*self.right, *self.wrong} <= {*possible}:
            raise ValueError(f"{self.question} cannot be answered so: {[*self.right, *self.wrong]}")
        if not self.right or not self.right[0]:
            raise ValueError(f"{self.question} has no answer")
        if {*self.right} & {*self.wrong}:
            trouble = f"has a mistake that is right: {[*self.wrong]}. Was a number changed above it?"
            raise ValueError(f"{self.question} {trouble}")

    @property
    def first(self) -> Picture:
        """The Picture before the answer."""
        return self.explorer.shown

    @property
    def last(self) -> Picture:
        """The Picture that the answer goes to."""
        return self.explorer.draw(self.there or self.explorer.values)

    @property
    def said(self) -> str:
        """The answer in words; one of them, where several places are right."""
        words = self.options.get(self.right[0]) or ", ".join(self.right[0].split(","))
        return f"for example {words}" if len(self.right) > 1 else words

    @property
    def offered(self) -> str:
        """The choices in words, as HTML. Places of a picture are none: they are seen."""
        return "" if self.kind == "click" else " · ".join(map(escape, self.options.values()))

    def words_html(self) -> str:
        """The question with its choices, where nothing can run."""
        choices = self.offered and f"<p>{self.offered}</p>"
        return f"<p><strong>Predict:</strong> {_html(self.question)}</p>{choices}"

    def question_html(self) -> str:
        """The same with its picture, if that may be seen."""
        return self.words_html() + (self.first.html if self.before else "")

    def answer_html(self) -> str:
        """The answer, and why."""
        return f"<p><strong>{escape(_begun(self.said))}.</strong> {_html(self.because)}</p>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        picture = self.last.html if self.explorer else ""
        html = (
            self.question_html()
            + folded(self.answer_html() + picture)
            + '<p style="font-size:12px">To answer here: Run → Run All Cells.</p>'
        )
        return forms(super()._repr_mimebundle_(**kwargs), html, f"Predict: {self.question}")


def _two_states(before: Any, after: Picture) -> tuple[Explorer, dict]:
    """Two pictures as an explorer, and the setting that shows the second. Raises ValueError if `before` is none."""
    if not isinstance(before, Picture):
        raise ValueError("then=, a picture, needs another picture as show=")
    return explore(lambda answer=False: after if answer else before, answer=True), {"answer": True}


def _begun(words: str) -> str:
    """Words as a sentence begins: with a capital, unless the first is code, such as conv2d."""
    first = re.split(r"[\s,]", words)[0]
    return words[0].upper() + words[1:] if first.isalpha() else words


def folded(answer: str) -> str:
    """HTML of an answer that is opened by a click."""
    return f"<details><summary>Answer: open it when you have said yours</summary>{answer}</details>"


def _choices(choices: Any) -> dict[str, str]:
    """{key: words} of what there is to choose from. Raises ValueError."""
    given = entries(choices, MOST_CHOICES)
    if not 2 <= len(given) <= MOST_CHOICES or not all(isinstance(choice, (str, int, float)) for choice in given):
        raise ValueError(f"choices must be 2 to {MOST_CHOICES} texts or numbers in a list, got {shown(choices)}")
    options = {written(choice): written(choice) for choice in given}
    if len(options) < len(given):
        raise ValueError(f"choices must differ, got {shown(choices)}")
    return options


def _number(value: Any, kind: type) -> str:
    """What is of this kind as the browser writes it: a whole number as it is, others with six digits."""
    try:
        number = float(value) if is_one_of(value, (kind,)) else math.nan
    except Exception:  # whatever the value raises
        number = math.nan
    if not abs(number) <= LONGEST:
        raise ValueError(f"an answer must be a number, or several, up to {LONGEST}, got {shown(value)}")
    number = number if number.is_integer() else float(f"{number:.6g}")
    return str(int(number)) if number.is_integer() else str(number)


def _html(text: str) -> str:
    """A sentence with `code`, *stress* and **more stress** as HTML."""
    text = tied(escape(" ".join(text.split()), quote=False))
    for mark, tag in ((r"`([^`]+)`", "code"), (r"\*\*([^*]+)\*\*", "strong"), (r"(?<!\w)\*([^*\s][^*]*)\*", "em")):
        text = re.sub(mark, rf"<{tag}>\1</{tag}>", text)
    return text


def grids(picture: Any) -> list[Grid]:
    """All grids of a picture, as they are counted."""
    if isinstance(picture, Grid):
        return [picture]
    return [grid for part in picture.parts for grid in grids(part)] if isinstance(picture, Figure) else []


def _places(click: str, table: Grid, later: list[Grid]) -> dict[str, str]:
    """{key: words} of all places of a grid that can be clicked: by their names, or counted. None is called the last if
    another is, later."""
    shape = table.values.shape
    last = shape if [grid.values.shape for grid in later] == [shape] else (0, 0)
    names = _named("row", table.row_names), _named("column", table.column_names) or _numbered(table, later)
    if click == "cell":
        return _cells(table, last, *names)
    axis = 0 if click.startswith("row") else 1
    word = "row" if axis == 0 else "number" if shape[0] == 1 else "column"
    if click.endswith("gap"):
        return _gaps(word, shape[axis], last[axis])
    words = names[axis] or [f"the {_nth(i, last[axis])} {word}" for i in range(shape[axis])]
    return {str(i): words[i] for i in range(shape[axis])}


def _cells(table: Grid, last: tuple[int, int], down: list[str], across: list[str]) -> dict[str, str]:
    """The same of all cells that are not empty."""
    rows, columns = table.values.shape

    def called(i: int, j: int) -> str:
        if rows == 1:
            return across[j] if across else f"the {_nth(j, last[1])} number"
        if down and across:
            return f"{down[i]}, {across[j]}"
        return f"the {_nth(i, last[0])} row, {_nth(j, last[1])} column"

    cells = ((i, j) for i in range(rows) for j in range(columns) if table.values[i, j] is not None)
    return {f"{i},{j}": called(i, j) for i, j in cells}


def _gaps(word: str, many: int, end: int) -> dict[str, str]:
    """The same of all gaps between so many rows or columns, and of what is before and after them."""
    before, after = ("above", "below") if word == "row" else ("before", "after")
    between = {str(i): f"between the {_nth(i - 1, end)} and the {_nth(i, end)} {word}" for i in range(1, many)}
    return {"0": f"{before} the first {word}"} | between | {str(many): f"{after} the last {word}"}


def _named(word: str, names: Sequence | None) -> list[str]:
    """What the rows or columns are called by the names beside them; empty if these do not tell them apart."""
    words = [str(name) if re.search(r"[^\W\d]", str(name)) else f"{word} {name}" for name in names or ()]
    return words if len({*words}) == len(words) else []


def _numbered(table: Grid, later: list[Grid]) -> list[str]:
    """What the columns are called by different numbers in the top row, if that has a name and stays; else empty."""
    words = [*map(str, table.values[0])]
    stays = [[*map(str, grid.values[0])] for grid in later] == [words]
    counts = table.row_names is not None and stays and len({*words}) == len(words)
    return words if counts and all(map(str.isdecimal, words)) else []


def _nth(number: int, many: int) -> str:
    if number == many - 1 > 0:
        return "last"
    ending = "th" if number % 100 // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get((number + 1) % 10, "th")
    return ORDINALS[number] if number < len(ORDINALS) else f"{number + 1}{ending}"


# What one has predicted


_live: WeakSet = WeakSet()
"""All questions and lists that the browser may be showing."""


def predictions(page: str | None = None, /) -> "Predictions":
    """What one has predicted on a page, given by its number such as "03"; without one, on all pages, as a map."""
    return Predictions(page if page is None else check_text("page", page))


class Predictions(anywidget.AnyWidget):
    """The predictions of a page or of all pages; made by `predictions`."""

    _esm = script()
    _css = style_sheet()
    page: Unicode = Unicode("").tag(sync=True)
    places: List = List().tag(sync=True)
    history: List = List().tag(sync=True)

    def __init__(self, page: str | None):
        super().__init__(page=page or "", places=[*places(Path())], history=recall())
        _live.add(self)
        self.on_msg(_told)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        html = f"<p>{'Your predictions' if self.page else 'How far you are'}: Run → Run All Cells.</p>"
        return forms(super()._repr_mimebundle_(**kwargs), html, "Your predictions")


def places(folder: Path) -> Iterator[dict]:
    """Where the course's pages in this folder ask: {page, title, cell, question, words} of each question, in order."""
    for page in sorted(path.name.removesuffix(".toml") for path in _files_of_replies()):
        with suppress(Exception):  # it is the learner's page, who may have made anything of it
            cells = json.loads((folder / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
            texts = ["".join(cell["source"]) for cell in cells]
            title = next((line[2:] for text in texts for line in text.splitlines() if line.startswith("# ")), page)
            for cell, text in zip(cells, texts):
                for question in questions(text) if cell["cell_type"] == "code" else []:
                    words = tied(re.sub("[`*]", "", question))
                    yield {"page": page, "title": title, "cell": cell["id"], "question": question, "words": words}


def questions(source: str) -> Iterator[str]:
    """The questions that a cell's code asks, as it writes them."""
    for call in asks(source):
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
            yield call.args[0].value


def asks(source: str) -> Iterator[ast.Call]:
    """The calls of `ask` in a cell's code; none in code that is not Python."""
    if "ask(" in source:
        with suppress(SyntaxError):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ask":
                    yield node


def _told(_: Any, message: dict, __: Any) -> None:
    """What the browser says: an answer was given, all is to be forgotten, or it would like to see the newest."""
    if message["do"] == "remember":
        remember(message["record"])
    elif message["do"] == "forget":
        forget()
    known = recall()
    for widget in _live:
        widget.history = known
