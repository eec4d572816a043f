"""What the first screen shows: the operation at one glance, and a small picture of each page."""

from pathlib import Path

from ...explore import Explorer
from ...figures import Figure
from ...predictions import Ask, places
from ...shapes import legal_output_sizes
from ..figures.drawing import THEMES, draw
from ..figures.scenes import Scene, scene
from ..glance import SIZE, glance
from .frames import player


def glance_player():
    """The HTML of the operation at one glance, under its sliders."""
    return player(
        Explorer(
            glance,
            {
                "stride": (1, 3),
                "kernel": (1, 4),
                "padding": ["SAME", "VALID"],
                "output_size": lambda stride, kernel, padding: legal_output_sizes(SIZE, kernel, stride, padding),
                "position": lambda output_size: range(output_size**2),
            },
            play="position",
        ),
        "glance",
    )


def asked_on_pages():
    """{name of a page: what it lets predict}, so that the map can say what was done."""
    asked: dict[str, list[str]] = {}
    for place in places(Path("notebooks")):
        asked.setdefault(place["page"], []).append(place["question"])
    return asked


def map_pictures(pages):
    """(name of a file, SVG) of a small picture of each page, light and dark."""
    for page in pages:
        for theme in THEMES:
            yield f"{page.name}-{theme}.svg", draw(small_picture(page), theme)


def small_picture(page) -> Scene:
    """The first figure that a page shows, as it is before a slider is moved."""
    shown = (each.show if isinstance(each, Ask) else each for each in page.shown.values())
    pictures = (each.shown if isinstance(each, Explorer) else each for each in shown)
    return scene(next(each for each in pictures if isinstance(each, Figure)))
