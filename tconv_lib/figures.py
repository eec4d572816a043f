"""Arrays as pictures: accessible HTML tables. Knows nothing of widgets or of convolution.

Every cell has a role. A role is a colour, and also a border, so that it survives
colour blindness and greyscale print. Cells bring their own background and text
colour, so a picture reads the same on a light and on a dark page. All styles are
inline and of the kind that JupyterLab shows before a notebook is trusted.
"""

import base64
import struct
import zlib
from dataclasses import dataclass
from html import escape

import numpy as np


@dataclass(frozen=True)
class Role:
    """How a kind of cell looks; `name` is what the legend calls it."""

    name: str
    background: str
    text: str
    border: str


ROLES = {
    "input": Role("input", "#cfe5fa", "#0b2239", "2px solid #0b5394"),
    "zero": Role("inserted zero", "#ffffff", "#595959", "2px dotted #767676"),
    "padding": Role("padding", "#f3e3f1", "#5c1d55", "2px dashed #8e4585"),
    "extra": Role("extra zeros", "#e3b6dd", "#3d0f38", "3px dashed #5c1d55"),
    "kernel": Role("kernel", "#fff2b8", "#3a2f00", "2px groove #8a6d00"),
    "output": Role("output", "#cdeee1", "#06382a", "4px double #00694b"),
    "cropped": Role("left out", "#e6e6e6", "#4a4a4a", "1px solid #767676"),
    "before": Role("more before", "#ffd9a8", "#4a2500", "2px solid #a85500"),
    "after": Role("more after", "#d8d4f2", "#261d5e", "2px dashed #4b3fa0"),
    "most": Role("most often", "#ffd9a8", "#4a2500", "2px solid #a85500"),
    "least": Role("least often", "#d8d4f2", "#261d5e", "2px dashed #4b3fa0"),
    "legal": Role("legal", "#cdeee1", "#06382a", "4px double #00694b"),
    "picture": Role("", "#ffffff", "#000000", "1px solid #000000"),
    "plain": Role("", "#f7f7f7", "#222222", "1px solid #9a9a9a"),
}

WINDOW = "4px solid #b33c00"
"""Border of marked cells: the place the reader should look at."""

SPELLED_OUT = 36
"""Text alternatives spell out the numbers of tables up to this size; larger ones are read cell by cell."""

_CELL = (
    "box-sizing:border-box;min-width:32px;height:32px;padding:0 2px;text-align:center;font-size:14px;line-height:1.2"
)
_HEAD = "padding:0 4px;text-align:center;font-size:12px;font-weight:normal"
_TABLE = "border-collapse:separate;border-spacing:2px;margin:0"
_CAPTION = "caption-side:top;text-align:center;font-size:13px;padding:2px;white-space:nowrap"
_PART = "display:inline-block;vertical-align:middle;margin:4px 10px 4px 0"
_STACKED = "margin:4px 0"
_FIGURE = "margin:4px 0;padding-bottom:4px;overflow-x:auto;overflow-y:hidden"
_CLEAR = "background-color:transparent"


@dataclass(frozen=True)
class Picture:
    """HTML to look at, and `alt`, the same in words; `roles` are those that still need a legend."""

    html: str
    alt: str
    roles: tuple[str, ...] = ()

    def _repr_html_(self):
        return self.html

    def __repr__(self):
        return self.alt


def grid(values, roles="plain", caption="", mark=None, row_names=None, column_names=None):
    """One or two axes of numbers as a table.

    values: (columns,) or (rows, columns); None or NaN leaves a cell empty and invisible.
    roles: one role for all cells, or an array of role names like values.
    mark: boolean array like values; marked cells get a thick border and bold digits.
    row_names, column_names: headers.
    """
    values = np.atleast_2d(np.asarray(values, dtype=object))
    roles = np.broadcast_to(np.asarray(roles), values.shape)
    mark = np.zeros(values.shape, bool) if mark is None else np.atleast_2d(mark)

    lines = [f'<table style="{_TABLE}">']
    if caption:
        lines.append(f'<caption style="{_CAPTION}">{escape(caption)}</caption>')
    if column_names is not None:
        heads = [""] * (row_names is not None) + [*column_names]
        lines.append(_row(_head("col", head) for head in heads))
    for i, row in enumerate(values):
        cells = [_cell(*cell) for cell in zip(row, roles[i], mark[i])]
        if row_names is not None:
            cells.insert(0, _head("row", row_names[i]))
        lines.append(_row(cells))
    lines.append("</table>")
    shown = [role for role, value in zip(roles.flat, values.flat) if not _is_empty(value)]
    return Picture("".join(lines), _in_words(values, mark, caption), tuple(dict.fromkeys(shown)))


def image(values, caption, scale=4):
    """A grey picture, (rows, columns), 0 is black and 1 is white, a pixel is scale x scale.

    caption is also its text alternative. Raises ValueError for more than 65,535 pixels and rows.
    """
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
    html = f'<div style="{_CAPTION}">{escape(caption)}</div>{drawn}'
    return Picture(html, f"{caption}, {rows} by {columns} pixels.", ("picture",))


def _png(grey):
    """A PNG file of grey pixels (uint8), stored uncompressed, since compressors differ from system to system."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows, columns = grey.shape
    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    lines = np.pad(grey, ((0, 0), (1, 0))).tobytes()  # a byte before each line says: not filtered
    if len(lines) > 0xFFFF:
        raise ValueError(f"a picture of {rows} x {columns} pixels is too large; at most 65,535 with one more per row")
    stored = b"\x78\x01\x01" + struct.pack("<HH", len(lines), len(lines) ^ 0xFFFF) + lines
    body = chunk(b"IHDR", header) + chunk(b"IDAT", stored + struct.pack(">I", zlib.adler32(lines)))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def _base64(data):
    return base64.b64encode(data).decode()


def figure(*parts, caption=""):
    """Pictures and words (an arrow, a sign) side by side, with a legend of the roles in them.

    Figures may be parts of a figure; they stand one below the other and keep their own legends.
    """
    pieces, words = [], []
    roles: list[str] = []
    for part in parts:
        if isinstance(part, Picture):
            is_figure = not part.roles
            pieces.append(f'<div style="{_STACKED if is_figure else _PART}">{part.html}</div>')
            words.append(part.alt)
            roles += part.roles
        else:
            pieces.append(f'<div style="{_PART};font-size:16px">{escape(str(part))}</div>')
            words.append(str(part))
    below = (
        f'<figcaption style="font-size:14px;line-height:1.9;padding:2px">{escape(caption)}{_legend(roles)}</figcaption>'
    )
    alt = " ".join(filter(None, [caption, *words]))
    html = f'<figure style="{_FIGURE}" role="group" aria-label="{escape(alt)}">{"".join(pieces)}{below}</figure>'
    return Picture(html, alt)


def note(heading, text, good=False):
    """A sentence in place of a picture."""
    look = ROLES["output" if good else "before"]
    style = f"background-color:{look.background};color:{look.text};border-left:6px solid {look.text}"
    html = f'<div role="status" style="{style};padding:8px 12px;font-size:14px">'
    html += f"<strong>{escape(heading)}:</strong> {escape(text)}.</div>"
    return Picture(html, f"{heading}: {text}.")


def _cell(value, role, marked):
    if _is_empty(value):
        return f'<td style="{_CELL};{_CLEAR};border:2px solid transparent"></td>'
    look = ROLES[role]
    border, weight = (WINDOW, ";font-weight:bold") if marked else (look.border, "")
    style = f"{_CELL};background-color:{look.background};color:{look.text};border:{border}{weight}"
    return f'<td style="{style}">{_number(value)}</td>'


def _head(scope, text):
    """A header; the empty corner above the row names heads nothing, and is none."""
    return f'<th scope="{scope}" style="{_HEAD}">{escape(str(text))}</th>' if text != "" else "<td></td>"


def _row(cells):
    return f'<tr style="{_CLEAR}">{"".join(cells)}</tr>'


def _legend(roles):
    named = [ROLES[role] for role in dict.fromkeys(roles) if ROLES[role].name]
    return "".join(
        f' <span style="background-color:{look.background};color:{look.text};border:{look.border};'
        f'padding:0 5px;margin-left:6px;font-size:12px;white-space:nowrap">{look.name}</span>'
        for look in named
    )


def _in_words(values, mark, caption):
    rows, columns = values.shape
    words = f"{caption or 'table'}, {rows} by {columns}"
    if values.size <= SPELLED_OUT:
        words += ": " + "; ".join(" ".join(map(_number, row)) for row in values)
    marked = values[mark.astype(bool)]
    if 0 < marked.size <= SPELLED_OUT:
        words += f" (marked: {' '.join(map(_number, marked))})"
    return words + "."


def _is_empty(value):
    return value is None or value != value


def _number(value):
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, (float, np.floating)):
        return f"{value:.4g}"
    return "·" if value is None else str(value)
