"""A Picture as a scene: where each of its cells stands, what is looked at, and what comes between two scenes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from ...figures import Figure, Grid, cell_text

PITCH = 40
"""From one cell to the next; all sizes are pixels of the SVG."""

TITLE, NAMES, GAP = 24, 18, 36
"""Height of a grid's title and of its column names; room between grids."""


class Cell(NamedTuple):
    """A number in a box; x and y are its top left corner. With `tap`, what it is multiplied with stands beside it."""

    x: float
    y: float
    width: float
    height: float
    text: str
    role: str
    state: str = ""  # "here": looked at; "lit": goes into that; "read": adds nothing to it; "dim": the rest; "unknown"
    tap: str = ""
    opacity: float = 1


class Word(NamedTuple):
    """A text; x is its start, middle or end, y the line that it stands on."""

    x: float
    y: float
    text: str
    size: float = 13
    anchor: str = "middle"
    bold: bool = False
    soft: bool = True


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Scene:
    """Cells by what makes them the same one in two scenes; words; the outline of what is read."""

    width: float
    height: float
    cells: dict[tuple, Cell] = field(default_factory=dict)
    words: tuple[Word, ...] = ()
    windows: tuple[Box, ...] = ()


def scene(
    picture: Figure,
    at: tuple[int, int] | None = None,
    known: int | None = None,
    pitch: float = PITCH,
    room: Sequence[tuple[float, float]] = (),
) -> Scene:
    """The grids of a figure side by side, or below each other if they are lines or figures.

    at: (number of a grid, place in it) that is looked at; what it is made of is lit, the rest dims.
    known: how many numbers of the last grid are known; all by default.
    room: width and height of each part, if they are more than it needs.
    """
    parts = scenes_of(picture, at, known, pitch)
    if room:
        parts = [in_the_middle(part, *size) for part, size in zip(parts, room)]
    tall = picture.is_of_lines() or any(isinstance(part, Figure) for part in picture.parts)
    return column(parts) if tall else row(parts)


def scenes_of(picture: Figure, at: tuple[int, int] | None, known: int | None, pitch: float) -> list[Scene]:
    """The parts of a figure, each as a scene."""
    seen = look(picture, at) if at and picture.grids else {}
    return [
        scene(part, at, known, pitch)
        if isinstance(part, Figure)
        else table(part, picture.grids.index(part), seen, known if part is picture.grids[-1] else None, pitch)
        if isinstance(part, Grid)
        else line(str(part), 20)
        for part in picture.parts
    ]


def in_the_middle(scene: Scene, width: float, height: float) -> Scene:
    """The scene in the middle of a larger one."""
    return replace(moved(scene, (width - scene.width) / 2, (height - scene.height) / 2), width=width, height=height)


def look(picture: Figure, at: tuple[int, int]) -> dict[tuple[int, int, int], tuple[str, str]]:
    """{(grid, row, column): (state, tap)} of the number that is looked at and of all that it is made of."""
    number, place = at
    here = divmod(place, picture.grids[number].values.shape[1])
    seen = {(number, *here): ("here", "")}
    for link in picture.links:
        if link.to[0] != number or not (link.to[1] <= here[0] and link.to[2] <= here[1]):
            continue
        for of, tap in link.terms((here[0] - link.to[1], here[1] - link.to[2])):
            source = (link.of[0], link.of[1] + of[0], link.of[2] + of[1])
            tap = (link.taps[0], link.taps[1] + tap[0], link.taps[2] + tap[1]) if link.taps else None
            if not _value(picture, source) or (tap and not _value(picture, tap)):
                seen.setdefault(source, ("read", ""))
                continue
            seen[source] = ("lit", f"×{cell_text(_value(picture, tap))}" if tap else "")
            if tap:
                seen[tap] = ("lit", "")
    return seen


def row(scenes: Iterable[Scene], gap: float = GAP) -> Scene:
    """Scenes side by side, each in the middle of the height."""
    scenes = list(scenes)
    height, x, placed = max(part.height for part in scenes), 0.0, []
    for part in scenes:
        placed.append(moved(part, x, (height - part.height) / 2))
        x += part.width + gap
    return together(x - gap, height, placed)


def column(scenes: Iterable[Scene], gap: float = GAP / 3) -> Scene:
    """Scenes below each other, each in the middle of the width."""
    scenes = list(scenes)
    width, y, placed = max(part.width for part in scenes), 0.0, []
    for part in scenes:
        placed.append(moved(part, (width - part.width) / 2, y))
        y += part.height + gap
    return together(width, y - gap, placed)


def together(width: float, height: float, scenes: Iterable[Scene]) -> Scene:
    """Scenes on one sheet of this size; each keeps its place, and its cells stay apart from those of the others."""
    scenes = list(scenes)
    return Scene(
        width,
        height,
        {(number, *key): cell for number, part in enumerate(scenes) for key, cell in part.cells.items()},
        tuple(word for part in scenes for word in part.words),
        tuple(box for part in scenes for box in part.windows),
    )


def moved(scene: Scene, x: float, y: float) -> Scene:
    """The scene further to the right and down."""
    return replace(
        scene,
        cells={key: cell._replace(x=cell.x + x, y=cell.y + y) for key, cell in scene.cells.items()},
        words=tuple(word._replace(x=word.x + x, y=word.y + y) for word in scene.words),
        windows=tuple(box._replace(x=box.x + x, y=box.y + y) for box in scene.windows),
    )


def line(text: str, size: float = 13, bold: bool = False, soft: bool = True) -> Scene:
    """A text as a scene; its width is estimated, a little too large."""
    width = text_width(text, size)
    return Scene(width, size * 1.6, words=(Word(width / 2, size * 1.2, text, size, "middle", bold, soft),))


def text_width(text: str, size: float) -> float:
    """About how wide a text is in DejaVu Sans."""
    return size * sum(0.36 if letter in " ·.,:;'|ijlt()" else 0.66 for letter in text)


def between(before: Scene, after: Scene, part: float) -> Scene:
    """What is seen on the way from one scene to the next: cells that are in both glide, the others fade."""
    cells = {
        key: cell._replace(opacity=1 - part, state="", tap="")
        for key, cell in before.cells.items()
        if key not in after.cells
    }
    for key, cell in after.cells.items():
        if (was := before.cells.get(key)) is None:
            cells[key] = cell._replace(opacity=part, state=cell.state if cell.state == "unknown" else "", tap="")
        else:
            look = cell if part >= 0.5 else was
            x, y = was.x + (cell.x - was.x) * part, was.y + (cell.y - was.y) * part
            cells[key] = look._replace(x=x, y=y, tap="")
    said = after if part >= 0.5 else before
    return replace(said, cells=cells, windows=())


def table(
    grid: Grid,
    number: int,
    seen: Mapping[tuple[int, int, int], tuple[str, str]],
    known: int | None = None,
    pitch: float = PITCH,
    height: float | None = None,
) -> Scene:
    """A grid of a figure: its title, the names of rows and columns, and all cells; `seen` as `look` returns it.

    pitch, height: from one column and one row to the next; by default cells are squares.
    """
    down = pitch if height is None else height
    rows, columns = grid.values.shape
    title, _, size = grid.caption.partition("\n")
    left = max((text_width(str(name), 12) for name in grid.row_names or [""]), default=0) + 6 * bool(grid.row_names)
    beyond = max(0, text_width(title, 13) - columns * pitch) / 2  # how far the title sticks out, on each side
    left = max(left, beyond)
    top = TITLE * bool(title) + NAMES * (grid.column_names is not None)
    cells = {}
    for (i, j), value in np.ndenumerate(grid.values):
        if value is None or value != value:
            continue
        state, tap = seen.get((number, i, j), ("dim" if seen else "lit" if grid.mark[i, j] else "", ""))
        if known is not None and i * columns + j >= known:
            state = "unknown"
        cell = Cell(left + j * pitch, top + i * down, pitch, down, cell_text(value), grid.cell_roles[i, j], state, tap)
        cells[number, *identity(grid, i, j)] = cell
    words = [Word(left + columns * pitch / 2, 14, title, 13, "middle", True)] if title else []
    for i, name in enumerate(grid.row_names or []):
        words.append(Word(left - 6, top + (i + 0.5) * down + 4, str(name), 12, "end"))
    for j, name in enumerate(grid.column_names or []):
        words.append(Word(left + (j + 0.5) * pitch, top - 6, str(name), 12))
    read = [cell for cell in cells.values() if cell.tap or cell.state == "read"]
    windows = (_around(read),) if len(read) > 1 else ()
    return Scene(left + columns * pitch + beyond, top + rows * down, cells, tuple(words), windows)


def identity(grid: Grid, row: int, column: int) -> tuple:
    """What makes a cell the same one in two pictures, by what its grid says of it; see `grid`."""
    origin = grid.origin or (0, 0)
    down, right = row - origin[0], column - origin[1]
    if down % grid.every[0] or right % grid.every[1]:
        return "between", int(down), int(right)
    return "whole", int(down // grid.every[0]), int(right // grid.every[1])


def _around(cells):
    x, y = min(cell.x for cell in cells), min(cell.y for cell in cells)
    right, bottom = max(cell.x + cell.width for cell in cells), max(cell.y + cell.height for cell in cells)
    return Box(x, y, right - x, bottom - y)


def _value(picture, place):
    number, row, column = place
    return picture.grids[number].values[row, column]
