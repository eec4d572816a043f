"""A film as frames: its title, one picture, what is said of it, the legend; and the frames on the way between two."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ...roles import named
from .drawing import legend
from .films import Film, Shot
from .scenes import Scene, between, column, in_the_middle, line, scene, scenes_of, text_width

ON_THE_WAY, STEPS = 0.1, 4
"""Seconds of a frame between two pictures, and how many there are."""


class Frame(NamedTuple):
    """A scene for some seconds; `stands`: it is a picture of its own, and not on the way to one."""

    scene: Scene
    seconds: float
    stands: bool = True


def frames(film: Film) -> Iterator[Frame]:
    """All frames of a film, of one size."""
    pages = [page(film, shot) for shot in film.shots]
    for number, (shot, after) in enumerate(zip(film.shots, pages)):
        if number and shot.at is None and film.shots[number - 1].at is None:
            for step in range(1, STEPS):
                yield Frame(between(pages[number - 1], after, step / STEPS), ON_THE_WAY, stands=False)
        yield Frame(after, shot.seconds)


def still(film: Film) -> Scene:
    """The one picture that stands for the film, with all its numbers known."""
    return page(film, film.shots[film.still]._replace(known=None))


def page(film: Film, shot: Shot) -> Scene:
    """A shot with title, words and legend; everything has its place for the whole film."""
    picture = scene(shot.picture, shot.at, shot.known, film.pitch, _room(film))
    title, said = line(film.title, 15, bold=True, soft=False), line(shot.says, 15, soft=False)
    key = legend(_roles(film))
    whole = column([title, picture, in_the_middle(said, _width_of_words(film), said.height), key], gap=10)
    width, height = (-(-size // 4) * 4 for size in (whole.width, whole.height))  # even, also when enlarged by half
    return in_the_middle(whole, width, height)


@cache
def _room(film):
    """Width and height of each part of a picture, in which it fits throughout the film."""
    sizes = [
        [(part.width, part.height) for part in scenes_of(shot.picture, shot.at, shot.known, film.pitch)]
        for shot in film.shots
    ]
    return [(max(width for width, _ in part), max(height for _, height in part)) for part in zip(*sizes)]


@cache
def _width_of_words(film):
    return max(text_width(shot.says, 15) for shot in film.shots)


def _roles(film):
    """What the colours of the film mean, in the order of ROLES; nothing, if there is only one."""
    shown = {role for shot in film.shots for role in shot.picture.roles}
    return named(shown) if len(named(shown)) > 1 else []
