"""Sliders that drive a picture. The only module of a page that knows ipywidgets."""

import inspect
import time
from contextlib import suppress
from html import escape

import ipywidgets as widgets

from .errors import ShapeError
from .figures import note

QUICK = 0.02
"""Seconds. A picture that took longer is not drawn before it is asked for."""


def explore(picture, /, *, play=None, **controls):
    """Sliders and menus that redraw `picture(**values)`, as ipywidgets.interact does.

    picture: a function that returns something with an HTML form, such as a Picture.
    controls: one per argument of picture, in interact's abbreviations: (1, 4) is a slider,
        ["SAME", "VALID"] a menu, True a checkbox, or any widget. A range is a slider too,
        and a function of earlier controls that returns a range is a slider that follows
        them: output_size=lambda stride: legal_output_sizes(3, 3, stride, "SAME").
        The default value of picture's argument, if it has one, is where the control starts.
    play: name of a slider that gets a play/pause button.

    A ShapeError is shown in place of the picture, until the controls make sense again.
    """
    return Explorer(picture, controls, play)


class Explorer(widgets.VBox):
    """Controls above the picture that they drive; made by `explore`."""

    def __init__(self, picture, controls, play=None):
        _check_names(picture, controls, play)
        self.picture = picture
        self.controls = {}
        self.play = play
        self._followers = {name: sizes for name, sizes in controls.items() if inspect.isfunction(sizes)}
        self._busy = False
        arguments = inspect.signature(picture).parameters
        for name, abbreviation in controls.items():
            if name in self._followers:
                abbreviation = _call(abbreviation, self.values)
            self.controls[name] = _control(name, abbreviation, arguments[name].default)
        self.frame = widgets.HTML()
        self.ahead = widgets.HTML(layout={"display": "none"})
        for part, name in (self.frame, "tconv-picture"), (self.ahead, "tconv-ahead"):
            part.add_class(name)  # by which jupyter_extension finds them
        if play and not isinstance(self.controls[play], widgets.IntSlider):
            raise ValueError(f"play={play!r} is no slider of whole numbers")
        rows = [_with_play_button(box) if name == play else box for name, box in self.controls.items()]
        super().__init__([*rows, self.frame, self.ahead])
        self.add_class("tconv-explorer")
        for control in self.controls.values():
            control.observe(self._changed, "value")
        self.frame.value = self.draw(self.values)

    @property
    def values(self):
        """What the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    def choices(self, name, values):
        """All that the control can be set to when the controls before it have these values."""
        control = self.controls[name]
        if name in self._followers:
            return _call(self._followers[name], values)
        if isinstance(control, widgets.IntSlider):
            return range(control.min, control.max + 1, control.step)
        if isinstance(control, widgets.Checkbox):
            return [False, True]
        if isinstance(control, widgets.Dropdown):
            return [value for _, value in labelled(control)]
        raise ValueError(f"{name} is neither a slider of whole numbers, nor a menu, nor a checkbox")

    def draw(self, values):
        """The HTML that is shown for these values of all controls."""
        try:
            return self.picture(**values)._repr_html_()
        except ShapeError as error:
            return _not_possible(error)

    def _changed(self, change):
        if self._busy:  # a slider that follows another: one redraw at the end is enough
            return
        start = time.perf_counter()
        try:
            self._follow()
            self.frame.value = self.draw(self.values)
        except ShapeError as error:
            self.frame.value, self.ahead.value = _not_possible(error), ""
            return
        except Exception as error:  # nobody sees what a widget callback raises
            self.frame.value, self.ahead.value = note(type(error).__name__, str(error)).html, ""
            raise
        self.ahead.value = self._drawn_ahead(change.owner) if time.perf_counter() - start < QUICK else ""

    def _follow(self):
        """Move the sliders that follow others into their ranges."""
        self._busy = True
        try:
            for name in self._followers:
                _set_range(self.controls[name], self.choices(name, self.values))
        finally:
            self._busy = False

    def _drawn_ahead(self, control):
        """The pictures one step of this control away, which jupyter_extension shows before the kernel is asked.

        Also the present one: a step and a step back may reach the kernel as no change at all.
        """
        if not isinstance(control, widgets.IntSlider):
            return ""
        (name,) = (name for name, one in self.controls.items() if one is control)
        templates = ""
        near = control.value - control.step, control.value, control.value + control.step
        for value in sorted({*near} & {*self.choices(name, self.values)}):
            with suppress(Exception):  # whoever takes the step will see it
                html = self.draw(self._settled(self.values | {name: value}))
                templates += f'<template data-step="{control.description} {value}">{html}</template>'
        return templates

    def _settled(self, values):
        """The values when each slider that follows others has moved into its range."""
        for name in self._followers:
            choices = self.choices(name, values)
            values = values | {name: min(max(values[name], choices[0]), choices[-1])}
        return values

    def _repr_mimebundle_(self, **kwargs):
        """The live widget and, for wherever it cannot run, its picture as it is now."""
        settings = ", ".join(f"{name.replace('_', ' ')} = {value}" for name, value in self.values.items())
        hint = f"Here with {settings}. Run this cell (Shift+Enter) to get the sliders."
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = f"Sliders: {settings}"
        bundle["text/html"] = f'{self.frame.value}<p style="font-size:12px">{escape(hint)}</p>'
        return bundle


def _not_possible(error):
    return note("Not possible", str(error)).html


def labelled(menu):
    """The choices of a menu: (label, value), ..."""
    return [choice if isinstance(choice, tuple) else (str(choice), choice) for choice in menu.options]


def _check_names(picture, controls, play):
    arguments = inspect.signature(picture).parameters
    for name in controls:
        if name not in arguments:
            raise ValueError(f"the picture has no argument {name}; it has {', '.join(arguments)}")
    if play is not None and play not in controls:
        raise ValueError(f"play={play!r} is not one of the controls: {', '.join(controls)}")


def _control(name, abbreviation, start):
    if isinstance(abbreviation, range):
        if not abbreviation:
            raise ValueError(f"{name} has no value to choose from: {abbreviation}")
        value = start if start in abbreviation else abbreviation[0]
        control = widgets.IntSlider(value, abbreviation[0], abbreviation[-1], abbreviation.step)
    else:
        control = widgets.interactive.widget_from_abbrev(abbreviation, start)
    if control is None:
        raise ValueError(f"{name}={abbreviation!r} is not a control; try (1, 4) or a list of choices")
    control.description = control.tooltip = name.replace("_", " ")  # without a tooltip, it would be "null"
    control.style.description_width = "110px"
    control.layout.max_width = "calc(100% - 4px)"  # 4px: its margins
    if isinstance(control, widgets.IntSlider):
        control.layout.width = "420px"
    return control


def _call(function, values):
    return function(**{name: values[name] for name in inspect.signature(function).parameters})


def _set_range(slider, sizes):
    if not sizes:
        raise ValueError(f"{slider.description} has no value to choose from: {sizes}")
    with slider.hold_trait_notifications():
        slider.value = min(max(slider.value, sizes[0]), sizes[-1])
        slider.min, slider.max = sizes[0], sizes[-1]


def _with_play_button(slider):
    button = widgets.Play(
        value=slider.value, min=slider.min, max=slider.max, step=slider.step, interval=700, show_repeat=False
    )
    slider.observe(lambda _: _set_range(button, range(slider.min, slider.max + 1)), ["min", "max"])
    widgets.jslink((button, "value"), (slider, "value"))
    return widgets.HBox([slider, button], layout={"flex_flow": "row wrap"})
