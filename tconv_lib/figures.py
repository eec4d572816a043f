"""Arrays as pictures: accessible HTML tables, and how their numbers belong together. Knows no widgets.

Every cell has a role (see roles.py). A picture has two forms. `html` stands alone: all
its styles are inline, of the kind that JupyterLab and GitHub show before anything runs.
`live` has classes in their place, and what viewer/ needs to let a reader touch
it. Both are written once, with classes.

Every function raises ShapeError for what does not fit or cannot be shown, and TypeError for other objects.
"""

import base64
import json
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from html import escape
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .arrays import NUMBERS, as_finite, as_table, check_shown
from .errors import ShapeError
from .roles import HEAT, ROLES, inline
from .values import (
    LARGEST,
    MOST_SHOWN,
    as_pair,
    check_text,
    check_truth,
    check_whole_number,
    entries,
    is_one_of,
    is_sequence,
)
from .words import counted, shown, written

SPELLED_OUT = 36
"""Text alternatives spell out the numbers of tables up to this size; larger ones are read cell by cell."""
NUMBERED = "channel|column|is|kernel|notebook|of|padding|phase|position|row|set|size|step|stride|version"
"""Words that no line break parts from their number."""


class Picture:
    """HTML to look at, and `alt`, the same in words; `roles` are those that need a legend.

    at: (number of a grid, place in it) of the number that is looked at first, or None; those after it are not known
        yet, unless there is a third: True.
    extent: sizes that decide how much room the picture needs: larger numbers, more room.
    """

    def __init__(
        self, html: str, alt: str, roles: Any = (), live: str | None = None, extent: Sequence[int] = ()
    ) -> None:
        self.html, self.alt = check_text("html", html), check_text("alt", alt)
        self.roles = _known(_listed("roles", roles))
        self.live = check_text("live", html if live is None else live)
        self.extent = _listed("extent", extent)
        for size in self.extent:
            check_whole_number("extent", size, least=0)
        self.at: tuple[int, int] | tuple[int, int, bool] | None = None

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.alt


@dataclass(frozen=True)
class Reads:
    """How the numbers of one grid of a figure come from those of another.

    to[i] is the sum over all taps u of of[(step·i + turn·u + start) / every] · taps[u], on each axis; where
    this is no whole number, or `of` has no such place, nothing is added. With rows, the taps are a matrix: to[i] is
    the sum over j of taps[i, j] · of[j], where i and j count the places row by row.

    to, of, taps: the number of a grid in the figure, or (number, row, column, rows, columns), a part of it.
    step, start, every: (rows, columns).
    turn: how far apart the taps read; a negative number turns the kernel.
    count: without taps, how many places are added, (rows, columns).
    Raises ShapeError.
    """

    to: Any
    of: Any
    taps: Any = None
    step: tuple = (1, 1)
    start: tuple = (0, 0)
    every: tuple = (1, 1)
    turn: int = 1
    count: tuple = (1, 1)
    rows: bool = False

    def __post_init__(self) -> None:
        for name, least in {"step": -LARGEST, "start": -LARGEST, "every": 1, "count": 1}.items():
            pair = as_pair(f"{name} of Reads", getattr(self, name), f"{name} of Reads must be (rows, columns)", least)
            object.__setattr__(self, name, pair)
        object.__setattr__(self, "turn", check_whole_number("turn of Reads", self.turn, least=-LARGEST))
        object.__setattr__(self, "rows", check_truth("rows of Reads", self.rows))
        if not self.turn:
            raise ShapeError("turn of Reads must not be 0: every tap would read the same place")

    def terms(self, place: tuple[int, int]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """What the place (row, column) of `to` adds up: (row, column) within `of`, each with its tap in `taps`."""
        if self.rows:
            for j in range(self.of[3] * self.of[4]):
                yield divmod(j, self.of[4]), (place[0] * self.to[4] + place[1], j)
            return
        for tap in np.ndindex(self.taps[3:] if self.taps else self.count):
            found = [
                divmod(self.step[a] * place[a] + self.turn * tap[a] + self.start[a], self.every[a]) for a in (0, 1)
            ]
            if all(rest == 0 and 0 <= at < self.of[3 + a] for a, (at, rest) in enumerate(found)):
                yield tuple(at for at, _ in found), tap

    def within(self, grids: Sequence["Grid"]) -> "Reads":
        """The same with every grid as a part (number, row, column, rows, columns)."""
        to, of = _part("to of Reads", self.to, grids), _part("of of Reads", self.of, grids)
        taps = None if self.taps is None else _part("taps of Reads", self.taps, grids)
        return replace(self, to=to, of=of, taps=taps)

    def as_data(self) -> dict[str, Any]:
        """What tables.js reads; what is as usual is left out."""
        values = [(field, getattr(self, field.name)) for field in fields(self)]
        return {field.name: _plain(value) for field, value in values if value != field.default}


def _part(name: str, part: Any, grids: Sequence["Grid"]) -> tuple[int, ...]:
    """A part of one of the grids: (number, row, column, rows, columns). Raises ShapeError if there is none."""
    if not is_sequence(part):
        number = _grid_number(name, part, grids)
        return number, 0, 0, *grids[number].values.shape
    numbers = entries(part)
    if len(numbers) != 5:
        raise ShapeError(f"{name} must be the number of a grid, or 5 numbers for a part of it, got {shown(part)}")
    number = _grid_number(name, numbers[0], grids)
    rows, columns = grids[number].values.shape
    row = check_whole_number(f"{name}: the first row", numbers[1], 0, rows - 1)
    column = check_whole_number(f"{name}: the first column", numbers[2], 0, columns - 1)
    rows = check_whole_number(f"{name}: rows", numbers[3], 0, rows - row)
    return number, row, column, rows, check_whole_number(f"{name}: columns", numbers[4], 0, columns - column)


def _grid_number(name: str, number: Any, grids: Sequence["Grid"]) -> int:
    """The number of a grid of a figure. Raises ShapeError if there is none."""
    if not grids:
        raise ShapeError(f"{name} must be the number of a grid, and there is none among the parts of this figure")
    return check_whole_number(f"{name}: the number of a grid", number, 0, len(grids) - 1)


def _plain(value: Any) -> Any:
    return [int(number) for number in value] if isinstance(value, tuple) else value


@dataclass(eq=False, repr=False)
class Grid(Picture):
    """A table of numbers; made by `grid`, which says what each of these is."""

    values: np.ndarray
    cell_roles: np.ndarray
    caption: str
    mark: np.ndarray
    row_names: Sequence | None
    column_names: Sequence | None
    origin: tuple[int, int] | None
    every: tuple[int, int]
    words: str
    at = None

    @cached_property
    def roles(self) -> tuple[str, ...]:
        in_sight = [role for role, value in zip(self.cell_roles.flat, self.values.flat) if not _is_empty(value)]
        return tuple(dict.fromkeys(in_sight))

    @cached_property
    def html(self) -> str:
        return inline(self.live)

    @cached_property
    def live(self) -> str:
        return self.table(self.mark)

    @cached_property
    def alt(self) -> str:
        return self.words or _in_words(self.values, self.caption, self.mark)

    @cached_property
    def extent(self) -> tuple[int, ...]:
        columns = [max(len(cell_text(value)) for value in column) for column in self.values.T]
        names = max(map(len, map(written, self.row_names or [""])))
        rows = len(self.values) + (self.column_names is not None)
        return rows, len(columns), max(columns), names, sum(columns)

    def table(self, mark: np.ndarray, hidden: np.ndarray | None = None) -> str:
        """The table with these cells marked, and "?" in place of the hidden ones."""
        where = f' data-origin="{_pair(self.origin)}" data-every="{_pair(self.every)}"' if self.origin else ""
        widest = self.extent[2]
        text = " words" if widest > 7 else " four" if widest == 4 else ""
        names = self.column_names if text == " words" else None
        labels = [""] * len(self.values.T) if names is None else [*map(written, names)]
        lines = [f'<table class="grid{text}"{where}>']
        if self.caption:
            lines.append(f'<caption class="title">{escape(tied(self.caption))}</caption>')
        if self.column_names is not None:
            heads = [""] * (self.row_names is not None) + [*self.column_names]
            lines.append(_row(_head("col", head) for head in heads))
        for i, row in enumerate(self.values):
            hide = hidden[i] if hidden is not None else [False] * len(row)
            cells = [_cell(*cell) for cell in zip(row, self.cell_roles[i], mark[i], hide, labels)]
            if self.row_names is not None:
                cells.insert(0, _head("row", self.row_names[i]))
            lines.append(_row(cells))
        lines.append("</table>")
        return "".join(lines)


def grid(
    values: Any,
    roles: Any = "plain",
    caption: str = "",
    mark: Any = None,
    row_names: Sequence | None = None,
    column_names: Sequence | None = None,
    origin: Sequence[int] | None = None,
    every: Sequence[int] = (1, 1),
    words: str = "",
) -> Grid:
    """One or two axes of numbers as a table, or one number.

    values: (columns,) or (rows, columns) of numbers and texts; None or NaN leaves a cell empty and invisible.
    roles: one role for all cells, or an array of role names like values.
    mark: boolean array like values; marked cells get a thick border and bold digits.
    row_names, column_names: headers, one for each.
    origin, every: which cells of two pictures are the same one: those with equal (place - origin) / every.
        By default they are matched by their places.
    words: text alternative in place of the usual one.
    Raises ShapeError for shapes that do not fit, and for a table that is too large to be looked at.
    """
    values = as_table("values", values, (*NUMBERS_AND_WORDS, np.bool_, type(None)), "numbers, texts or None")
    if mark is not None:
        mark = as_table("mark", mark, (bool, np.bool_), "truth values", values.shape).astype(bool)
    return Grid(
        values,
        _roles_like(values, roles),
        check_text("caption", caption),
        np.zeros(values.shape, bool) if mark is None else mark,
        _names("row_names", row_names, len(values)),
        _names("column_names", column_names, len(values[0])),
        None if origin is None else as_pair("origin", origin, "origin must be (row, column)", -LARGEST),
        _every(every),
        check_text("words", words),
    )


def _every(every: Any) -> tuple[int, int]:
    """How far apart neighbours are; a negative number where they stand in the other order. ShapeError for 0."""
    pair = as_pair("every", every, "every must be (rows, columns)", -LARGEST)
    if 0 in pair:
        raise ShapeError(f"every must not be 0: cells would all stand in one place, got {shown(every)}")
    return pair


NUMBERS_AND_WORDS = *NUMBERS, str


def _roles_like(values: np.ndarray, roles: Any) -> np.ndarray:
    """The role of each cell. Raises ShapeError for a role that there is not."""
    if isinstance(roles, str):
        roles = np.full(values.shape, roles)
    roles = as_table("roles", roles, (str,), "names of roles", values.shape)
    _known({*roles.flat})
    return roles


def _known(roles: Any) -> tuple[str, ...]:
    """The roles. Raises ShapeError for one that there is not."""
    for role in roles:
        if not isinstance(role, str) or role not in ROLES:
            known = ", ".join(role for role in ROLES if not role.startswith("heat"))
            raise ShapeError(f"there is no role {shown(role)}; there are {known}")
    return tuple(roles)


def _names(name: str, names: Any, wanted: int) -> Sequence | None:
    """One name for each row or column, or None. Raises ShapeError."""
    if names is None:
        return None
    given = [*names[: wanted + 1]] if isinstance(names, str) else [*entries(names, wanted)]
    if len(given) != wanted:
        raise ShapeError(f"{name} must be {counted(wanted, 'name')} in a list, got {shown(names)}")
    for one in given:
        if not is_one_of(one, NUMBERS_AND_WORDS):
            raise TypeError(f"{name} must hold texts or numbers, got {shown(one)}")
    return names if isinstance(names, str) else given


def heat(values: ArrayLike) -> np.ndarray:
    """Roles that shade numbers by their size, from the smallest to the largest; values like those of a grid."""
    values = as_finite("values", values, (1, 2))
    check_shown(values.shape)
    halves = values.astype(float) / 2  # whose differences never overflow
    low, high = halves.min(), halves.max()
    steps = (halves - low) / max(high - low, 1e-9) * (HEAT - 1)
    return np.char.add("heat", steps.round().astype(int).astype(str)).astype(object)


def image(values: ArrayLike, caption: str, scale: int = 4) -> Picture:
    """A grey picture, (rows, columns), 0 is black and 1 is white, a pixel is scale x scale.

    caption is also its text alternative. Raises ValueError for more than 65,535 pixels and rows.
    """
    values, scale = as_finite("values", values, (2,)), check_whole_number("scale", scale, most=MOST_SHOWN)
    check_text("caption", caption)
    grey = (np.clip(values, 0, 1) * 255).round().astype(np.uint8)
    rows, columns = grey.shape
    size = f'width="{columns * scale}" height="{rows * scale}"'
    # An SVG keeps the pixels' edges sharp where JupyterLab would smooth the enlarged PNG.
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {columns} {rows}">'
        f'<image width="{columns}" height="{rows}" style="image-rendering:pixelated" '
        f'href="data:image/png;base64,{_base64(_png(grey))}"/></svg>'
    )
    drawn = f'<img src="data:image/svg+xml;base64,{_base64(svg.encode())}" alt="{escape(caption)}" {size}>'
    html = f'<div class="title">{escape(tied(caption))}</div>{drawn}'
    extent = rows * scale, columns * scale
    return Picture(inline(html), f"{caption}, {rows} by {columns} pixels.", ("plain",), html, extent)


def _png(grey: np.ndarray) -> bytes:
    """A PNG file of grey pixels (uint8), stored uncompressed, since compressors differ from system to system."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows, columns = grey.shape
    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    lines = np.pad(grey, ((0, 0), (1, 0))).tobytes()  # a byte before each line says: not filtered
    if len(lines) > 0xFFFF:
        raise ValueError(f"a picture of {rows} x {columns} pixels is too large; at most 65,535 with one more per row")
    stored = b"\x78\x01\x01" + struct.pack("<HH", len(lines), len(lines) ^ 0xFFFF) + lines
    body = chunk(b"IHDR", header) + chunk(b"IDAT", stored + struct.pack(">I", zlib.adler32(lines)))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Figure(Picture):
    """Pictures side by side, or figures one below the other, with one legend; made by `figure`."""

    def __init__(
        self,
        parts: Sequence,
        caption: str,
        links: Sequence[Reads],
        at: tuple[int, int] | None,
        same: Sequence[int],
    ) -> None:
        self.parts, self.caption = parts, caption
        self.uncovered: Figure | None = None
        """The same picture with all its numbers, of one that `covered` made."""
        pictures = [part for part in parts if isinstance(part, Picture)]
        self.grids = [part for part in pictures if isinstance(part, Grid)]
        self.links = [link.within(self.grids) for link in links]
        self.looked_at = self.at = None if at is None else self._place(at)
        self.same = [_grid_number("same", grid, self.grids) for grid in same]
        self.roles = tuple(dict.fromkeys(role for part in pictures for role in part.roles))
        words = int(bool(links)), len(caption), len(self.roles)  # there is room for what is said of links
        self.extent = tuple(size for part in pictures for size in part.extent) + words
        self.tables = 0
        for part in pictures:  # also what a figure in this figure looks at; the grids of all are counted together
            if isinstance(part, Figure) and part.at:
                self.at = self.tables + part.at[0], part.at[1]
            self.tables += part.tables if isinstance(part, Figure) else isinstance(part, Grid)

    def _place(self, at: Any) -> tuple[int, int]:
        """(number of a grid, place in it). Raises ShapeError if there is no such place."""
        number, place = as_pair("at", at, "at must be (number of a grid, place in it)")
        grid = self.grids[_grid_number("at", number, self.grids)]
        return number, check_whole_number("at: the place in a grid", place, 0, grid.values.size - 1)

    @cached_property
    def html(self) -> str:
        return inline(self.draw(live=False))

    @cached_property
    def live(self) -> str:
        return self.draw(live=True)

    @cached_property
    def alt(self) -> str:
        return self._alt(live=False)

    def _alt(self, live: bool) -> str:
        words = [self._words(part, live) if isinstance(part, Picture) else written(part) for part in self.parts]
        said = [] if live and self.looked_at else [self.caption]
        return " ".join(filter(None, [*said, *words]))

    def _words(self, part: Any, live: bool) -> str:
        if not live and self.looked_at and isinstance(part, Grid):
            return _in_words(part.values, part.caption, *self._seen(part))
        return part._alt(live) if isinstance(part, Figure) else part.alt

    def draw(self, live: bool, legend: bool = True) -> str:
        """The HTML. Live, a picture whose `at` moves stays the same: the viewer shows where it is, and says it."""
        pieces = "".join(self._piece(part, live) for part in self.parts)
        links = json.dumps([link.as_data() for link in self.links], separators=(",", ":"))
        data = f' data-links="{escape(links)}"' if self.links else ""
        if self.same:
            data += f' data-same="{_pair(self.same)}"'
        said = "" if live and self.looked_at else escape(tied(self.caption))
        below = f'<figcaption class="said">{said}{_legend(self.roles) if legend else ""}</figcaption>'
        return (
            f'<figure class="figure" role="group" aria-label="{escape(self._alt(live))}"{data}>'
            f'<div class="parts{" lines" if self.is_of_lines() else ""}">{pieces}</div>{below}</figure>'
        )

    def is_of_lines(self) -> bool:
        """Whether the grids stand one below the other: several, of one row each, and no signs between them."""
        are_rows = len(self.grids) > 2 and all(len(grid.values) == 1 for grid in self.grids)
        return are_rows and all(isinstance(part, Picture) for part in self.parts)

    def _piece(self, part: Any, live: bool) -> str:
        if isinstance(part, Figure):
            return f'<div class="stacked">{part.draw(live, legend=False)}</div>'
        if not isinstance(part, Picture):
            return f'<div class="sign">{escape(written(part))}</div>'
        table = part.live
        if not live and self.looked_at and isinstance(part, Grid):
            table = part.table(*self._seen(part))
        if any(link.taps and self.grids[link.taps[0]] is part for link in self.links):
            table = table.replace('class="grid', 'class="taps grid')
        return f'<div class="part">{table}</div>'

    def _seen(self, part: Grid) -> tuple[np.ndarray, np.ndarray | None]:
        """Of a grid of a picture that looks at one number: the marks of what it reads, and the cells not yet known."""
        assert self.looked_at
        number, (grid, at) = self.grids.index(part), self.looked_at
        mark, shape = part.mark.copy(), self.grids[grid].values.shape
        place = divmod(at, shape[1])
        for link in self.links:
            if link.to[0] == grid and link.of[0] == number:
                _, top, left, *_ = link.of
                for (row, column), _ in link.terms((place[0] - link.to[1], place[1] - link.to[2])):
                    mark[top + row, left + column] = True
        if number != grid:
            return mark, None
        mark[place] = True
        return mark, np.arange(part.values.size).reshape(shape) > at


def figure(
    *parts: Any,
    caption: str = "",
    links: Sequence[Reads] = (),
    at: tuple[int, int] | None = None,
    same: Sequence[int] = (),
) -> Figure:
    """Pictures and words (an arrow, a sign) side by side, with a legend of the roles in them.

    Figures may be parts of a figure; they stand one below the other.
    links: Reads, how the numbers of one grid come from those of another; grids are counted from 0.
    at: (number of a grid, place in it), the number that is looked at: what it reads is marked, what comes after it
        is still unknown.
    same: numbers of grids whose cells, where they are the same one (see `grid`, origin), are touched together.
    Raises TypeError for other parts and links, ShapeError for a grid or a place that there is not.
    """
    for part in parts:
        if not is_one_of(part, (Picture, *NUMBERS_AND_WORDS)):
            raise TypeError(f"a part of a figure must be a picture, a text or a number, got {shown(part)}")
    return Figure(parts, check_text("caption", caption), _links(links), at, _listed("same", same))


def _links(links: Any) -> tuple[Reads, ...]:
    links = _listed("links", links)
    for link in links:
        if not isinstance(link, Reads):
            raise TypeError(f"links must be Reads, got {shown(link)}")
    return links


def _listed(name: str, value: Any) -> tuple:
    """The entries of a list that may be empty."""
    found = entries(value, MOST_SHOWN)
    if not is_sequence(value) or len(found) > MOST_SHOWN:
        raise TypeError(f"{name} must be a list, got {shown(value)}")
    return found


def table(
    rows: Mapping[str, Any],
    roles: Any = "plain",
    caption: str = "",
    columns: Sequence | None = None,
    mark: Any = None,
) -> Figure:
    """Rows of numbers by their names, one below the other; roles, mark as for `grid`. Raises TypeError, ShapeError."""
    if not isinstance(rows, Mapping):
        raise TypeError(f"rows must be a dict, a row by each name, got {shown(rows)}")
    return figure(grid([*rows.values()], roles, "", mark, [*rows], columns), caption=caption)


def covered(picture: Figure, number: int = 0, part: Any = ...) -> Figure:
    """The same picture before it is known what grid `number` holds: with "?" in it, and not saying anything.

    part: which numbers of the grid are not known, as NumPy counts them: 1 is its second row, np.s_[:, 2] its third
        column.
    Raises TypeError for what is no figure, ShapeError for a grid and numbers that there are not.
    """
    if not isinstance(picture, Figure):
        raise TypeError(f"picture must be a figure, got {shown(picture)}")
    known = picture.grids[_grid_number("number", number, picture.grids)]
    hidden = np.zeros(known.values.shape, bool)
    places = part if isinstance(part, tuple) else (part,)
    with suppress(IndexError, TypeError, ValueError, OverflowError):  # no such place
        if all(is_one_of(place, (int, np.integer, slice, type(...))) for place in places):
            hidden[part] = ~np.vectorize(_is_empty)(known.values)[part]
    if not hidden.any():
        raise ShapeError(f"part must count numbers of a grid of shape {known.values.shape}, got {shown(part)}")
    values, roles = np.where(hidden, "?", known.values), np.where(hidden, "plain", known.cell_roles)
    open_grid = replace(known, values=values, cell_roles=roles, mark=known.mark & ~hidden, words="")
    parts = [open_grid if one is known else one for one in picture.parts]
    links = [link for link in picture.links if number not in (link.to[0], link.of[0])]
    without = figure(*parts, links=links)
    without.uncovered = picture
    return without


def note(heading: str, text: str, good: bool = False) -> Picture:
    """A sentence in place of a picture."""
    look = "output" if check_truth("good", good) else "before"
    said = f"<strong>{escape(check_text('heading', heading))}:</strong> {escape(check_text('text', text))}."
    html = f'<div role="status" class="note {look}">{said}</div>'
    return Picture(inline(html), f"{heading}: {text}.", (), html, (len(text),))


def printed(text: str) -> Picture:
    """Lines of text in place of a picture, as a program prints them."""
    lines = check_text("text", text).splitlines()
    html = f'<pre class="lines-of-text" tabindex="0">{escape(text)}</pre>'
    return Picture(inline(html), text, (), html, (len(lines), max(map(len, lines), default=0)))


def _cell(value: Any, role: str, marked: bool, hidden: Any, label: str) -> str:
    """A cell; with a label, for where its column's name does not stand above it: a phone shows sentences in lines."""
    if _is_empty(value):
        return '<td class="cell none"></td>'
    if hidden:
        return '<td class="cell plain">?</td>'
    labelled = f' data-label="{escape(label)}"' if label else ""
    return f'<td class="cell {role}{" mark" if marked else ""}"{labelled}>{_said(cell_text(value))}</td>'


@lru_cache  # most cells of a page say one of a few numbers
def _said(text: str) -> str:
    return breakable(escape(text))


def breakable(code: str) -> str:
    """A call may go on in the next line behind a dot or a bracket in it: without, one name makes a table too wide."""
    return re.sub(r"(?<=[a-z_][.(])(?=[\[\w])", "<wbr>", code)


def _head(scope: str, text: Any) -> str:
    """A header; the empty corner above the row names heads nothing, and is none."""
    said = escape(tied(written(text)))
    return f'<th scope="{scope}" class="head">{said}</th>' if said else '<td class="head"></td>'


def _row(cells: Iterable[str]) -> str:
    return f'<tr class="row">{"".join(cells)}</tr>'


def _legend(roles: Iterable[str]) -> str:
    """What the colours mean, unless there is only one."""
    named = [role for role in roles if ROLES[role].name]
    if len(named) < 2:
        return ""
    return "".join(f' <span class="chip {role}">{ROLES[role].name}</span>' for role in named)


def _in_words(values: np.ndarray, caption: str, mark: np.ndarray, hidden: np.ndarray | None = None) -> str:
    rows, columns = values.shape
    if hidden is not None:
        values = np.where(hidden, "?", values)
    words = f"{caption or 'table'}, {rows} by {columns}"
    if values.size <= SPELLED_OUT:
        words += ": " + "; ".join(" ".join(map(cell_text, row)) for row in values)
    marked = values[mark.astype(bool)]
    if 0 < marked.size <= SPELLED_OUT:
        words += f" (marked: {' '.join(map(cell_text, marked))})"
    return words + "."


def tied(text: str) -> str:
    """No line breaks around the signs of a short formula, nor between a word and its number: stride 2, of 1."""
    text = re.sub(r"(?<=[\w)⌉⌋²]) ([×·/%]|//) (?=[\w(⌈⌊])", "\u00a0\\1\u00a0", text)
    text = re.sub(r"(\w(?= [=−])|\b\d?[A-Za-z]) ([=+−]) (?=\w+\b)", "\\1\u00a0\\2\u00a0", text)
    return re.sub(rf"(?i)(?:\b|(?<=_))({NUMBERED}) (?=\d)", "\\1\u00a0", text)


def _pair(numbers: Iterable[int]) -> str:
    return ",".join(str(int(number)) for number in numbers)


def _is_empty(value: Any) -> bool:
    return value is None or value != value


def cell_text(value: Any) -> str:
    """What a cell says: whole numbers as they are, as far as floats are exact; of a fraction, four digits."""
    if isinstance(value, (float, np.floating)):
        return str(int(value)) if value.is_integer() and abs(float(value)) < 2**53 else f"{value:.4g}"
    return "·" if value is None else written(value)
