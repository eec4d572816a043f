"""A scene as SVG, light or dark, in the colours of roles.ROLES."""

from collections.abc import Iterable, Iterator
from html import escape

from ...roles import MARK, ROLES
from .scenes import Cell, Scene, Word, text_width

THEMES = {"light": 0, "dark": 1}
PAPER, INK, SOFT = ("#ffffff", "#1a1e25"), ("#1b1f24", "#e9ebee"), ("#555f6b", "#a7b0bb")
FONT = "DejaVu Sans, Verdana, sans-serif"
MARGIN = 16
DASHES = {"dashed": "4 3", "dotted": "1.2 2.6", "sparse": "1.2 3.4"}


def draw(scene: Scene, theme: str, alt: str = "") -> str:
    """The scene as a file of its own; attributes only, which slide programs read, too."""
    number = THEMES[theme]
    width, height = round(scene.width + 2 * MARGIN), round(scene.height + 2 * MARGIN)
    said = f' role="img" aria-label="{escape(alt)}"' if alt else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f'{said} font-family="{FONT}">{f"<title>{escape(alt)}</title>" if alt else ""}'
        f'<rect width="{width}" height="{height}" fill="{PAPER[number]}"/>'
        f'<g transform="translate({MARGIN} {MARGIN})">{"".join(shapes(scene, number))}</g></svg>\n'
    )


def shapes(scene: Scene, theme: int) -> Iterator[str]:
    """The SVG elements of a scene; what lies above comes last."""
    for cell in scene.cells.values():
        yield _cell(cell, theme)
    for box in scene.windows:
        yield _outline(box, theme)
    for cell in scene.cells.values():
        if cell.tap:
            yield _tap(cell, theme)
    for word in scene.words:
        yield _word(word, (SOFT if word.soft else INK)[theme])


def legend(roles: Iterable[str]) -> Scene:
    """A line that names the roles."""
    cells, words, x = {}, [], 0.0
    for number, role in enumerate(roles):
        name = ROLES[role].name
        cells[role, number] = Cell(x, 1, 16, 16, "", role)
        words.append(Word(x + 22, 14, name, 12, "start"))
        x += 22 + text_width(name, 12) + 14
    return Scene(max(x - 14, 0), 20, cells, tuple(words))


def _cell(cell, theme):
    fill, ink, line, stroke, style = _look(cell, theme)
    size = min(cell.width, cell.height)
    inset = size * (0.075 if size > 12 else 0.04) + stroke / 2
    box = cell.x + inset, cell.y + inset, cell.width - 2 * inset, cell.height - 2 * inset
    border = {"stroke": line, "stroke-width": _n(stroke)} if stroke else {}
    if style in DASHES:
        border |= {"stroke-dasharray": DASHES[style], "stroke-linecap": "round"}
    parts = [_rect(*box, size * 0.07, fill=fill, **border)]
    if style == "double" and stroke >= 2:  # a line of the ground between two of the border
        parts.append(_rect(*box, size * 0.07, fill="none", **border | {"stroke": fill, "stroke-width": _n(stroke / 3)}))
    if cell.text and size >= 16 and cell.state != "unknown":
        bold = cell.role == "input" or cell.state in ("lit", "here")
        font = min(size * 0.42, size / len(cell.text))
        x, y = cell.x + cell.width / 2, cell.y + cell.height / 2 + font * 0.365
        parts.append(_word(Word(x, y, cell.text, font, bold=bold), ink))
    opacity = cell.opacity * (0.5 if cell.state == "dim" else 1)
    return f'<g opacity="{_n(opacity)}">{"".join(parts)}</g>' if opacity < 1 else "".join(parts)


def _look(cell, theme):
    """Fill, colour of the text, colour, width and style of the border."""
    role, size = ROLES[cell.role], min(cell.width, cell.height)
    fill, ink, line = (role.light, role.dark)[theme]
    width, style = role.border.split()
    if cell.state == "unknown":
        return PAPER[theme], ink, (ROLES["zero"].light, ROLES["zero"].dark)[theme][2], 1, "sparse"
    if cell.state in ("lit", "here"):
        return fill, ink, MARK[theme], 2.6 if size > 20 else 1.6, "solid"
    if size <= 8 or width == "0px":
        return fill, ink, line, 0, "solid"
    return fill, ink, line, min(float(width.removesuffix("px")), max(1, size * 0.07)), style


def _tap(cell, theme):
    """What a number is multiplied with, on its upper right corner."""
    fill, ink, line = (ROLES["kernel"].light, ROLES["kernel"].dark)[theme]
    font = cell.height * 0.27
    width = font * (0.66 * len(cell.tap) + 0.5)
    x, y = cell.x + cell.width + 2 - width, cell.y - 3
    label = _rect(x, y, width, font * 1.3, 3, fill=fill, stroke=line)
    return label + _word(Word(x + width / 2, y + font, cell.tap, font, bold=True), ink)


def _outline(box, theme):
    around = {"fill": "none", "stroke": MARK[theme], "stroke-width": "3"}
    return _rect(box.x - 1, box.y - 1, box.width + 2, box.height + 2, 4, **around)


def _rect(x, y, width, height, radius, **look):
    look = " ".join(f'{name}="{value}"' for name, value in look.items())
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="{_n(radius)}" {look}/>'


def _word(word, colour):
    weight = ' font-weight="bold"' if word.bold else ""
    return (
        f'<text x="{_n(word.x)}" y="{_n(word.y)}" font-size="{_n(word.size)}" text-anchor="{word.anchor}"{weight} '
        f'fill="{colour}">{escape(word.text)}</text>'
    )


def _n(number):
    return f"{number:.2f}".rstrip("0").rstrip(".")
