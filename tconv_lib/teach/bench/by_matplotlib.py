"""The course's pictures drawn by matplotlib, for comparison: read from their HTML, then drawn cell by cell."""

import re
from html import unescape
from typing import NamedTuple

from matplotlib.patches import Patch, Rectangle


class Cell(NamedTuple):
    """A cell of a table, or an entry of a legend, as matplotlib wants it."""

    text: str
    look: dict
    colour: str
    weight: str


def read_picture(html):
    """The tables of a picture, (caption, rows of Cells), the caption of all, and its legend."""
    tables = [
        (_words("caption", table), [_cells("t[dh]", row) for row in re.findall(r"<tr.*?</tr>", table)])
        for table in re.findall(r"<table.*?</table>", html)
    ]
    below = "".join(re.findall("<figcaption.*?</figcaption>", html))
    return tables, unescape(re.sub("<span.*?</span>|<.*?>", "", below)), _cells("span", below)


def _words(tag, html):
    return unescape("".join(re.findall(f"<{tag}[^>]*>(.*?)</{tag}>", html)))


def _cells(tag, html):
    return [
        _cell(unescape(text), style)
        for style, text in re.findall(f'<{tag}(?: [^>]*?style="(.*?)")?>(.*?)</{tag}>', html)
    ]


def _cell(text, style):
    said = dict(part.split(":") for part in style.split(";") if part)
    width, line, edge = said.get("border", "0px solid transparent").split()
    look = {
        "facecolor": said.get("background-color", "transparent").replace("transparent", "none"),
        "edgecolor": edge.replace("transparent", "none"),
        "linewidth": float(width[:-2]),
        "linestyle": line if line in ("dotted", "dashed") else "solid",
    }
    return Cell(text, look, said.get("color", "black"), said.get("font-weight", "normal"))


def draw_picture(figure, tables, caption, legend):
    """Into a figure: the tables side by side, each cell a square with border and number, the caption and the legend."""
    panels = figure.subplots(1, max(len(tables), 1), squeeze=False)
    for panel, (title, rows) in zip(panels[0], tables):
        panel.set(xlim=(0, max(map(len, rows))), ylim=(len(rows), 0), aspect="equal", title=title)
        panel.set_axis_off()
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                panel.add_patch(Rectangle((j + 0.05, i + 0.05), 0.9, 0.9, **cell.look))
                panel.text(j + 0.5, i + 0.5, cell.text, color=cell.colour, weight=cell.weight, ha="center", va="center")
    figure.supxlabel(caption)
    figure.legend(handles=[Patch(label=entry.text, **entry.look) for entry in legend])
