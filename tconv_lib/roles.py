"""How each kind of cell looks: its role is a colour on light and dark pages, and also a border, so that it survives
colour blindness and greyscale print.

A picture is written with classes. STYLES are for where there is no style sheet, role_rules are part of one.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """How a kind of cell looks; `name` is what the legend calls it. Colours: (background, text, line)."""

    name: str
    border: str
    light: tuple[str, str, str]
    dark: tuple[str, str, str]


_ORANGE = ("#ffd9a8", "#4a2500", "#a85500"), ("#4f2f0a", "#ffe3c2", "#f0a04b")
_VIOLET = ("#d8d4f2", "#261d5e", "#4b3fa0"), ("#2b2660", "#e4e1ff", "#a59bf0")
_GREEN = ("#d3f2e5", "#06382a", "#1b7757"), ("#12402f", "#e3f8ee", "#5fd0a5")

ROLES = {
    "input": Role("input", "2px solid", ("#b4d5f7", "#0b2239", "#1a63a8"), ("#164a80", "#ffffff", "#6db3f2")),
    "zero": Role("inserted zero", "2px dotted", ("#ffffff", "#565e69", "#767d88"), ("#14171c", "#a7b0bb", "#7f8894")),
    "padding": Role("padding", "2px dashed", ("#efd6ec", "#5c1d55", "#8a4691"), ("#33223a", "#dfc3e4", "#c08ac8")),
    "extra": Role("extra zeros", "3px dashed", ("#d3a6d3", "#35092f", "#5c1467"), ("#4f2a5a", "#fae6fd", "#e5aeed")),
    "kernel": Role("kernel", "1px solid", ("#fff2b8", "#3a2f00", "#8a6d00"), ("#473b0e", "#fff0bd", "#e0bd48")),
    "output": Role("output", "3px double", *_GREEN),
    "cropped": Role("left out", "1px dotted", ("#e6e6e6", "#4a4a4a", "#6b6b6b"), ("#2b2f36", "#b4bbc4", "#8f97a1")),
    "before": Role("more before", "2px solid", *_ORANGE),
    "after": Role("more after", "2px dashed", *_VIOLET),
    "legal": Role("legal", "3px double", *_GREEN),
    "plain": Role("", "0px solid", ("#f0f1f3", "#222222", "#f0f1f3"), ("#272c34", "#e3e5e8", "#272c34")),
}

MARK = "#b33c00", "#ff8f52"
"""Border of marked cells, light and dark: the place the reader should look at."""

HEAT = 8
"""Shades of a quantity, from the smallest to the largest."""

_PALE, _DEEP = ("#f2f6fa", "#1f262e"), ("#7fb0dd", "#2a6cab")
"""The first and the last shade, on light and on dark pages."""


def _between(one: str, other: str, part: float) -> str:
    """The colour #rrggbb at this part of the way from one to the other."""
    return "#" + "".join(
        f"{round(int(one[i : i + 2], 16) * (1 - part) + int(other[i : i + 2], 16) * part):02x}" for i in (1, 3, 5)
    )


def _shade(step: int) -> Role:
    light, dark = (_between(pale, deep, step / (HEAT - 1)) for pale, deep in zip(_PALE, _DEEP))
    return Role("", "0px solid", (light, "#10202f", light), (dark, "#ffffff", dark))


ROLES |= {f"heat{step}": _shade(step) for step in range(HEAT)}

STYLES = {
    "figure": "margin:4px 0;padding-bottom:4px;overflow-x:auto;overflow-y:hidden",
    "parts": "margin:0",
    "lines": "margin:0",
    "part": "display:inline-block;vertical-align:middle;margin:4px 14px 4px 0",
    "stacked": "margin:4px 0",
    "sign": "display:inline-block;vertical-align:middle;margin:4px 14px 4px 0;font-size:16px",
    "grid": "border-collapse:separate;border-spacing:2px;margin:0",
    "taps": "margin:0",
    "four": "margin:0",
    "words": "margin:0",
    "title": "caption-side:top;text-align:center;font-size:12px;padding:2px;white-space:nowrap",
    "row": "background-color:transparent",
    "cell": "box-sizing:border-box;min-width:32px;height:32px;padding:0 2px;text-align:center;"
    "font-size:14px;line-height:1.2",
    "none": "background-color:transparent;border:2px solid transparent",
    "head": "padding:0 4px;text-align:center;font-size:12px;font-weight:normal",
    "said": "font-size:13px;line-height:1.9;padding:2px",
    "chip": "padding:0 5px;margin-left:6px;font-size:12px;white-space:nowrap",
    "lines-of-text": "margin:0;padding:4px 0;font-family:monospace;font-size:14px",
    "mark": f"border:4px solid {MARK[0]};font-weight:bold",
    "note": "padding:8px 12px;font-size:14px",
} | {
    name: f"background-color:{role.light[0]};color:{role.light[1]};border:{role.border} {role.light[2]}"
    for name, role in ROLES.items()
}
"""What each class looks like where there is no style sheet."""


def named(roles: Collection[str]) -> list[str]:
    """Those of the roles that a legend names, in the order of ROLES."""
    return [role for role in ROLES if role in roles and ROLES[role].name]


def role_rules(scope: str = ".tconv") -> str:
    """The style sheet of the roles within `scope`, for light and dark pages; viewer/viewer.css has the rest."""
    said = {"mark": MARK}  # colours that the other rules use
    for name in ("input", "kernel", "output"):
        background, _, border = zip(ROLES[name].light, ROLES[name].dark)
        said |= {f"{name}-fill": background, f"{name}-line": border}
    colours = " ".join(f"--{name}: light-dark({light}, {dark});" for name, (light, dark) in said.items())
    rules = [f"{scope}, .ask {{ {colours} }}"]
    for name, role in ROLES.items():
        fill, text, line = (f"light-dark({light}, {dark})" for light, dark in zip(role.light, role.dark))
        width, style = role.border.split()
        width = f"min({width}, max(1px, var(--cell) * 0.07))"  # thinner where cells are small
        rules.append(f"{scope} .{name} {{ background: {fill}; color: {text}; border: {width} {style} {line}; }}")
    return "\n".join(rules)


def inline(html: str) -> str:
    """The form that stands alone: styles in place of classes, and nothing that only the viewer reads."""
    html = re.sub(r' data-\w+="[^"]*"', "", html)
    return re.sub(
        r'class="([^"]*)"', lambda names: f'style="{";".join(STYLES[name] for name in names[1].split())}"', html
    )
