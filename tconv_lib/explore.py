"""Sliders that drive a picture, and pictures that can be touched. The only module of a page that knows widgets.

What the browser does with them is in viewer/.
"""

import base64
import inspect
import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

import anywidget
from IPython import get_ipython
from traitlets import Dict, List

from .errors import ShapeError
from .figures import Picture, note
from .roles import role_rules
from .values import LARGEST, MOST_SHOWN, check_truth, check_whole_number
from .words import shown, written

VIEWER = Path(__file__).parent / "viewer"

SCRIPTS = [
    *("elements.js", "controls.js", "tables.js", "wires.js", "motion.js", "room.js", "sketch.js"),
    *("viewer.js", "ask.js", "start.js"),
]
"""What a browser runs, each on top of those before it."""

WHERE_IT_RUNS = " Run this cell and all above it to get the sliders."
"""What a picture says in place of its sliders, wherever they can still be had."""

QUICK = 0.02
"""Seconds. After a picture that took longer, none is drawn before it is asked for."""

PATIENCE = 0.5
"""Seconds of work, however long a busy machine takes for it, in which an explorer may draw pictures that nobody has
asked for yet."""

FEW = 100
"""An explorer with no more settings than this sends all its pictures to the browser at once."""


@cache
def script(asks: bool = True) -> str:
    """What the browser runs, as an ES module: pictures, and questions, unless nothing is asked there."""
    return _files(*(name for name in SCRIPTS if asks or name != "ask.js"))


@cache
def style_sheet(asks: bool = True) -> str:
    """How pictures look in the browser, light and dark, and questions, unless nothing is asked there."""
    return _files("viewer.css", *["ask.css"] * asks) + role_rules()


def _files(*names: str) -> str:
    return "".join((VIEWER / name).read_text(encoding="utf-8") for name in names)


def pack(data: Any) -> str:
    """JSON as one word of ASCII, compressed; start.js unpacks it."""
    return base64.b64encode(zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 9)).decode()


def explore(
    picture: Callable, /, *arguments: Any, play: str | None = None, ahead: bool = True, **controls: Any
) -> "Explorer":
    """Sliders and menus that redraw `picture(*arguments, **values)`, as ipywidgets.interact does.

    picture: a function that returns something with an HTML form, such as a Picture.
    arguments: what stays as it is.
    controls: one per argument of picture, in interact's abbreviations: (1, 4) or (0, 10, 2) is a slider,
        ["SAME", "VALID"] a menu, True a checkbox. A range is a slider too, and a function of earlier
        controls that returns a range is a slider that follows them:
        output_size=lambda stride: legal_output_sizes(3, 3, stride, "SAME").
        The default value of picture's argument, if it has one, is where the control starts.
    play: name of a slider that gets a play/pause button.
    ahead: False for a picture that takes long or is another one each time: it is drawn only when it is asked for.

    A ShapeError is shown in place of the picture, until the controls make sense again.
    Raises ValueError or TypeError for what is no control.
    """
    check_truth("ahead", ahead)
    if arguments:
        _arguments(picture)  # refused if it is no function
        picture = partial(picture, *arguments)
    return Explorer(picture, controls, play, ahead)


@dataclass(frozen=True)
class Control:
    """A slider, a menu or a checkbox. The browser counts the choices of the last two from 0."""

    name: str
    kind: str
    sizes: object  # a range of numbers, or a function of earlier controls that returns one
    labels: tuple[str, ...] = ()
    options: tuple = ()

    @property
    def label(self) -> str:
        return self.name.replace("_", " ")

    def choices(self, values: dict[str, Any]) -> Any:
        """All that it can be set to when the controls before it have these values; never empty."""
        if self.kind != "slider":
            return self.options
        if not inspect.isfunction(self.sizes):
            return self.sizes
        names = [*inspect.signature(self.sizes).parameters]
        for name in names:
            if name not in values:
                raise ValueError(f"{self.label} follows {name}, which is none of the controls before it")
        return _check_range(self.label, self.sizes(**{name: values[name] for name in names}))

    def allows(self, value: Any, choices: Any) -> bool:
        """Whether it is one of the choices; a range is not searched, it may be long."""
        with suppress(Exception):  # what is no whole number; or is neither equal to a choice nor not, as an array
            if self.kind == "slider":
                value = check_whole_number(self.label, value, -LARGEST)
            return value in choices
        return False

    def nearest(self, value: Any, choices: Any) -> Any:
        """The choice that is nearest to a value."""
        if self.kind != "slider":
            return value
        step = round((min(max(value, choices[0]), choices[-1]) - choices[0]) / choices.step)
        return choices[step]

    def code(self, value: Any) -> Any:
        """The number by which the browser knows a value."""
        if self.kind == "slider":
            return check_whole_number(self.label, value, -LARGEST)
        if not self.allows(value, self.options):
            raise ValueError(f"{self.label} cannot be {shown(value)}; it can be {', '.join(map(shown, self.options))}")
        return self.options.index(value)

    def value(self, code: Any) -> Any:
        """The value that the browser knows by this number."""
        return code if self.kind == "slider" else self.options[code]


class Explorer(anywidget.AnyWidget):
    """Controls above the picture that they drive; made by `explore`."""

    _esm = script()
    _css = style_sheet()
    controls: List = List().tag(sync=True)
    """What the browser draws: [{name, label, kind, labels, play}, ...]."""
    asked: List = List().tag(sync=True)
    """Where the controls were put, in the browser's numbers."""
    frame: Dict = Dict().tag(sync=True)
    """What is shown for that (see viewer/viewer.js)."""
    ahead: List = List().tag(sync=True)
    """Frames that the browser may need next."""
    largest: List = List().tag(sync=True)
    """Pictures that need the most room."""

    def __init__(
        self, picture: Callable, controls: dict[str, Any], play: str | None = None, ahead: bool = True
    ) -> None:
        arguments = _arguments(picture)
        _check_names(arguments, controls, play)
        _check_complete(arguments, controls)
        self.picture, self.looks_ahead = picture, ahead
        self.values: dict = {}
        self.parts = [_control(name, abbreviation) for name, abbreviation in controls.items()]
        if play and next(part for part in self.parts if part.name == play).kind != "slider":
            raise ValueError(f"play={play!r} is no slider")
        for part in self.parts:
            choices, start = part.choices(self.values), arguments[part.name].default
            self.values[part.name] = start if part.allows(start, choices) else choices[0]
        first = self._frame(self.values)
        every = [*islice(self.settings(), FEW + 1)] if ahead else []
        few = len(every) <= FEW
        ends = self.settings(ends=True)  # among which the largest picture should be
        drawn = self._in_time(self.draw, [*ends, *(every if few else [])]) if ahead else []
        super().__init__(
            controls=[
                {"name": part.name, "label": part.label, "kind": part.kind, "labels": part.labels}
                | {"play": part.name == play}
                for part in self.parts
            ],
            asked=first["asked"],
            frame=first,
            ahead=self._in_time(self._frame, every if few else self._neighbours()),
            largest=largest([self.shown, *drawn]),
        )
        self.observe(self._asked, "asked")

    def move(self, **values: Any) -> None:
        """Set controls, as a hand in the browser would; those that follow others come along."""
        _check_names(self.values, values)
        values = self.values | values
        self.asked = [part.code(values[part.name]) for part in self.parts]

    @property
    def shown(self) -> Picture:
        """The Picture for where the controls are."""
        return self.draw(self.values)

    def settings(self, values: dict = {}, thinned: dict = {}, ends: bool = False) -> Iterator[dict]:
        """The values of all controls, in every combination.

        thinned: {slider: n}, of which only every n-th value is taken. ends: take the first and the last choice alone.
        """
        part = next((part for part in self.parts if part.name not in values), None)
        if part is None:
            yield values
        else:
            with suppress(ValueError):  # nothing to choose from: no such settings
                choices = part.choices(values)
                step = max(len(choices) - 1, 1) if ends else thinned.get(part.name)
                for choice in choices[::step]:
                    yield from self.settings(values | {part.name: choice}, thinned, ends)

    def draw(self, values: dict[str, Any]) -> Picture:
        """The Picture that is shown for these values of all controls."""
        try:
            drawn = self.picture(**values)
        except ShapeError as error:
            return not_possible(error)
        if isinstance(drawn, Picture):
            return drawn
        if not hasattr(drawn, "_repr_html_"):
            raise TypeError(f"the function must return a picture, and returned {shown(drawn)}. Is there a return?")
        return Picture(drawn._repr_html_(), repr(drawn))

    def _asked(self, change: Any) -> None:
        start = time.perf_counter()
        asked = {part.name: part.value(code) for part, code in zip(self.parts, change.new)}
        try:
            self.frame = self._frame(asked)
        except Exception as error:  # nobody sees what a widget's callback raises
            html = note(type(error).__name__, str(error)).live
            self.frame = self.frame | {"asked": change.new, "values": change.new, "html": html, "at": None}
            raise
        self.values = {part.name: part.value(code) for part, code in zip(self.parts, self.frame["values"])}
        if self.looks_ahead and time.perf_counter() - start < QUICK:
            self.ahead = self._in_time(self._frame, self._neighbours())

    def _frame(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The frame for these values, in which the sliders that follow others have moved into their ranges."""
        values: dict = {}
        limits, picture = [], None
        for part in self.parts:
            if picture is None:
                try:
                    choices = part.choices(values)
                except ShapeError as error:
                    picture = not_possible(error)
            value = asked[part.name] if picture else part.nearest(asked[part.name], choices)
            values[part.name] = value
            is_slider = part.kind == "slider" and not picture
            limits.append([choices[0], choices[-1], choices.step] if is_slider else None)
        picture = picture or self.draw(values)
        return {
            "asked": [part.code(asked[part.name]) for part in self.parts],
            "values": [part.code(values[part.name]) for part in self.parts],
            "limits": limits,
            "html": picture.live,
            "at": picture.at,
        }

    def _in_time(self, draw: Callable, many: Iterable[dict]) -> list:
        """What `draw` makes of these settings, as far as it gets in PATIENCE; a picture may also wait for something."""
        found, work, wall = [], time.process_time() + PATIENCE, time.perf_counter() + 10 * PATIENCE
        for values in many:
            with suppress(Exception):  # whoever takes this step will see it
                found.append(draw(values))
            if time.process_time() > work or time.perf_counter() > wall:
                break
        return found

    def _neighbours(self) -> list[dict]:
        """The settings one step of one control away."""
        steps = []
        for part in self.parts:
            with suppress(ShapeError):
                choices = part.choices(self.values)
                here = choices.index(self.values[part.name])
                near = choices[max(here - 1, 0) : here + 2] if part.kind == "slider" else choices
                steps += [self.values | {part.name: choice} for choice in near if choice != choices[here]]
        return steps

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        """The live widget and, for wherever it cannot run, its picture as it is now."""
        settings = ", ".join(f"{name.replace('_', ' ')} = {value}" for name, value in self.values.items())
        hint = f"Here with {settings}.{WHERE_IT_RUNS}"
        html = f'{self.shown.html}<p style="font-size:12px">{escape(hint)}</p>'
        return forms(super()._repr_mimebundle_(**kwargs), html, f"Sliders: {settings}")


def largest(pictures: Iterable[Picture]) -> list[str]:
    """The live HTML of those pictures of which one is larger than all others in some way."""
    found: dict = {}
    for picture in pictures:
        for number, size in enumerate(picture.extent or (len(picture.live),)):
            way = len(picture.extent), number
            if way not in found or size > found[way][0]:
                found[way] = size, picture
    return [*dict.fromkeys(picture.live for _, picture in found.values())]


def not_possible(error: Exception) -> Picture:
    """What is shown in place of a picture that cannot be."""
    return note("Not possible", str(error))


def touchable(picture: Picture) -> tuple[dict, dict]:
    """The forms of a Picture that is the value of a cell: in the browser, its numbers can be touched."""
    return forms(anywidget.AnyWidget._repr_mimebundle_(Explorer(lambda: picture, {})), picture.html, repr(picture))


def forms(bundle: Any, html: str, words: str) -> tuple[dict, dict]:
    """A widget's forms (older versions of anywidget give no metadata), and what is shown where it cannot run."""
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    return data | {"text/html": html, "text/plain": words}, metadata


if get_ipython():
    get_ipython().display_formatter.mimebundle_formatter.for_type(Picture, touchable)


def _arguments(picture: Any) -> Mapping[str, inspect.Parameter]:
    try:
        return inspect.signature(picture).parameters
    except (TypeError, ValueError):  # not to be called at all, not written in Python, or not with these
        if isinstance(picture, partial):
            said = "more values stand after the picture than it has arguments"
            raise TypeError(f"{said}: {shown(picture.args)}") from None
        raise TypeError(f"picture must be a function that returns a picture, got {shown(picture)}") from None


def _check_names(arguments: Mapping[str, Any], controls: dict[str, Any], play: str | None = None) -> None:
    for name in controls:
        if name not in arguments:
            raise ValueError(f"the picture has no argument {name}; it has {', '.join(arguments) or 'none'}")
    if play is not None and not (isinstance(play, str) and play in controls):
        raise ValueError(f"play={shown(play)} is not one of the controls: {', '.join(controls)}")


def _check_complete(arguments: Mapping[str, inspect.Parameter], controls: dict[str, Any]) -> None:
    for name, argument in arguments.items():
        many = argument.kind in (argument.VAR_POSITIONAL, argument.VAR_KEYWORD)
        if not many and argument.default is argument.empty and name not in controls:
            right = f"{name}=(1, 4), a value after the picture, or a default value of its argument"
            raise ValueError(f"the picture needs {name}: a control such as {right}")


def _control(name: str, abbreviation: Any) -> Control:
    match abbreviation:
        case bool():
            return Control(name, "checkbox", None, options=(False, True))
        case range():
            return Control(name, "slider", _check_range(name, abbreviation))
        case (_, _) | (_, _, _) if isinstance(abbreviation, tuple):
            with suppress(ShapeError):
                least, most = (check_whole_number(name, end, -LARGEST) for end in abbreviation[:2])
                step = check_whole_number(name, [*abbreviation, 1][2])
                if least <= most:
                    return Control(name, "slider", range(least, most + 1, step))
        case dict() if abbreviation:
            return Control(name, "menu", None, *_options(name, [*abbreviation], [*abbreviation.values()]))
        case [_, *_] if isinstance(abbreviation, list):
            return Control(name, "menu", None, *_options(name, abbreviation, abbreviation))
    if inspect.isfunction(abbreviation):
        return Control(name, "slider", abbreviation)
    said = shown(abbreviation)
    keep = f"; [{said}] keeps it as it is" * isinstance(abbreviation, (int, float, str))
    raise ValueError(f"{name}={said} is not a control; try (1, 4) or a list of choices{keep}")


def _check_range(name: str, sizes: Any) -> range:
    """The range of a slider. Raises ValueError for any other, TypeError for what is none."""
    if not isinstance(sizes, range):
        raise TypeError(f"{name} must be a range, got {shown(sizes)}")
    if not sizes:
        raise ValueError(f"{name} has no value to choose from: {shown(sizes)}")
    if sizes.step < 1 or sizes[0] < -LARGEST or sizes[-1] > LARGEST:
        raise ValueError(f"{name} must be a range upwards, up to {LARGEST}, got {shown(sizes)}")
    return sizes


def _options(name: str, labels: list, values: list) -> tuple[tuple[str, ...], tuple]:
    """What a menu shows, and what it stands for."""
    if len(values) > MOST_SHOWN:
        raise ValueError(f"{name} must be at most {MOST_SHOWN} choices, got {len(values)}")
    for value in values:
        try:
            count = values.count(value) if object() not in values else 0  # as the menu will look for it
        except Exception:
            count = 0
        if count > 1:
            raise ValueError(f"{name}: choices must differ, and {shown(value)} is there {count} times")
        if not count:
            raise ValueError(f"{name}: a choice must be a plain value, a name for example, got {shown(value)}")
    return tuple(map(written, labels)), tuple(values)
