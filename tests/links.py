"""What belongs to what in a picture, read from its links: for tests, apart from what the browser makes of them."""

import numpy as np

from tconv_lib.figures import Figure


def figures_in(picture):
    """A figure and the figures in it."""
    if isinstance(picture, Figure):
        yield picture
        for part in picture.parts:
            yield from figures_in(part)


def terms(figure):
    """(cell that is made, cell that is read, tap or None) of each product; cells are (grid, row, column)."""
    for link in figure.links:
        to, of, taps = (_cells(figure, part) for part in (link.to, link.of, link.taps))
        for place in np.ndindex(link.to[3:]):
            if place not in to:
                continue
            for tap in np.ndindex(
                (1, link.of[3] * link.of[4]) if link.rows else link.taps[3:] if link.taps else link.count
            ):
                if link.rows:
                    read, tap = divmod(tap[1], link.of[4]), (place[0] * link.to[4] + place[1], tap[1])
                else:
                    read = [
                        (link.step[a] * place[a] + link.turn * tap[a] + link.start[a]) / link.every[a] for a in (0, 1)
                    ]
                if tuple(read) in of:
                    yield to[place], of[tuple(read)], taps[tap] if link.taps else None


def _cells(figure, part):
    """{(row, column) in this part: (grid, row, column)} of all cells that are not empty."""
    if part is None:
        return {}
    number, top, left, rows, columns = part
    values = figure.grids[number].values
    return {
        (i, j): (number, top + i, left + j)
        for i, j in np.ndindex(rows, columns)
        if values[top + i, left + j] is not None
    }


def value(figure, cell):
    """The number in a cell (grid, row, column)."""
    return figure.grids[cell[0]].values[cell[1:]]
