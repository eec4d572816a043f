"""explore: abbreviations, sliders that follow others, errors in place of the picture, the saved form."""

import re
import time

import ipywidgets as widgets
import pytest

from tconv_lib import Picture, ShapeError
from tconv_lib.explore import QUICK, explore


def shows(**values):
    text = str(values)
    return Picture(f"<p>{text}</p>", text)


def picture(stride=2, padding="SAME"):
    return shows(stride=stride, padding=padding)


def test_abbreviations_are_those_of_interact():
    explorer = explore(
        lambda a, b, c, d: shows(a=a, b=b, c=c, d=d), a=(1, 4), b=["x", "y"], c=True, d=widgets.IntText(7)
    )
    kinds = [type(control) for control in explorer.controls.values()]
    assert kinds == [widgets.IntSlider, widgets.Dropdown, widgets.Checkbox, widgets.IntText]
    assert explorer.values["b"] == "x" and explorer.values["c"] is True and explorer.values["d"] == 7


def test_a_control_starts_at_the_default_of_the_argument():
    assert explore(picture, stride=(1, 4), padding=["VALID", "SAME"]).values == {"stride": 2, "padding": "SAME"}


def test_moving_a_control_redraws():
    explorer = explore(picture, stride=(1, 4))
    explorer.controls["stride"].value = 3
    assert explorer.frame.value == picture(stride=3).html


def test_no_output_widget():
    explorer = explore(picture, stride=(1, 4), play="stride")
    assert not [child for child in explorer.children if isinstance(child, widgets.Output)]


def test_a_range_is_a_slider():
    slider = explore(picture, stride=range(3, 9, 2)).controls["stride"]
    assert (slider.min, slider.max, slider.step, slider.value) == (3, 7, 2, 3)


def test_a_function_of_earlier_controls_is_a_slider_that_follows_them():
    explorer = explore(
        lambda stride=2, size=5: shows(stride=stride, size=size),
        stride=(1, 4),
        size=lambda stride: range(2 * stride + 1, 3 * stride + 1),
    )
    size = explorer.controls["size"]
    assert (size.min, size.max, size.value) == (5, 6, 5)
    explorer.controls["stride"].value = 4
    assert (size.min, size.max, size.value) == (9, 12, 9)
    explorer.controls["stride"].value = 1
    assert (size.min, size.max, size.value) == (3, 3, 3)
    assert explorer.frame.value == shows(stride=1, size=3).html


def test_followers_move_before_the_picture_is_drawn():
    drawn = []

    def record(stride=1, size=1):
        drawn.append((stride, size))
        return shows()

    explorer = explore(record, stride=(1, 3), size=lambda stride: range(stride * 10, stride * 10 + 2))
    explorer.controls["stride"].value = 3
    assert drawn[:2] == [(1, 10), (3, 30)]


def steps_ahead(explorer):
    """The pictures that the browser has before it asks for them, by the step that leads to them."""
    return dict(re.findall(r'<template data-step="(.*?)">(.*?)</template>', explorer.ahead.value))


def test_pictures_one_step_away_are_there_before_the_step():
    explorer = explore(picture, stride=(1, 4), padding=["SAME", "VALID"])
    assert steps_ahead(explorer) == {}
    explorer.controls["stride"].value = 3
    assert steps_ahead(explorer) == {f"stride {stride}": picture(stride).html for stride in (2, 3, 4)}
    explorer.controls["stride"].value = 4
    assert steps_ahead(explorer) == {f"stride {stride}": picture(stride).html for stride in (3, 4)}
    explorer.controls["padding"].value = "VALID"
    assert steps_ahead(explorer) == {}


def test_pictures_one_step_away_are_those_that_the_step_gives():
    explorer = explore(
        lambda stride=2, size=5: shows(stride=stride, size=size),
        stride=(1, 4),
        size=lambda stride: range(2 * stride + 1, 3 * stride + 1),
    )
    for name, value in ("stride", 3), ("size", 9), ("stride", 4), ("size", 11), ("stride", 3), ("size", 8):
        foreseen = steps_ahead(explorer)
        explorer.controls[name].value = value
        assert foreseen.get(f"{name} {value}", explorer.frame.value) == explorer.frame.value
    assert steps_ahead(explorer) == {f"size {size}": shows(stride=3, size=size).html for size in (7, 8, 9)}


def test_a_step_that_fails_fails_when_it_is_taken():
    explorer = explore(lambda stride=1: shows(ratio=1 / (stride - 3)), stride=(1, 4))
    explorer.controls["stride"].value = 2
    assert [*steps_ahead(explorer)] == ["stride 1", "stride 2"]


def test_a_slow_picture_is_not_drawn_before_it_is_asked_for():
    drawn = []

    def slow(stride=1):
        time.sleep(2 * QUICK)
        drawn.append(stride)
        return shows()

    explorer = explore(slow, stride=(1, 4))
    explorer.controls["stride"].value = 2
    assert drawn == [1, 2] and steps_ahead(explorer) == {}


def test_shape_error_is_shown_and_recovered_from():
    def refuses_three(stride=2):
        if stride == 3:
            raise ShapeError("3 is <not> possible; ask for 2")
        return shows(stride=stride)

    explorer = explore(refuses_three, stride=(1, 4))
    explorer.controls["stride"].value = 3
    assert "3 is &lt;not&gt; possible; ask for 2" in explorer.frame.value
    explorer.controls["stride"].value = 4
    assert explorer.frame.value == shows(stride=4).html


def test_a_bug_in_the_picture_is_shown_not_swallowed():
    def buggy(stride=2):
        return shows(ratio=1 / (stride - 3))

    explorer = explore(buggy, stride=(1, 4))
    with pytest.raises(ZeroDivisionError):
        explorer.controls["stride"].value = 3
    assert "ZeroDivisionError" in explorer.frame.value
    explorer.controls["stride"].value = 4
    assert explorer.frame.value == shows(ratio=1.0).html


def test_a_range_that_cannot_be_is_shown_too():
    def sizes(stride):
        if stride == 3:
            raise ShapeError("3 is not possible")
        return range(stride, 4)

    explorer = explore(lambda stride=1, size=1: shows(stride=stride, size=size), stride=(1, 4), size=sizes)
    explorer.controls["stride"].value = 3
    assert "3 is not possible" in explorer.frame.value
    with pytest.raises(ValueError, match="size has no value to choose from"):
        explorer.controls["stride"].value = 4
    assert "size has no value to choose from" in explorer.frame.value
    explorer.controls["stride"].value = 2
    assert explorer.frame.value == shows(stride=2, size=2).html


def test_a_bug_in_the_first_picture_is_raised():
    with pytest.raises(ZeroDivisionError):
        explore(lambda stride=2: 1 / 0, stride=(1, 4))


def test_saved_form_holds_the_picture_and_says_how_to_get_sliders():
    explorer = explore(picture, stride=(1, 4), padding=["SAME"])
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == "Sliders: stride = 2, padding = SAME"
    assert bundle["text/html"].startswith(picture().html)
    assert "Shift+Enter" in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_play_button_follows_its_slider():
    explorer = explore(
        lambda size=2, position=0: shows(position=position),
        size=(1, 5),
        position=lambda size: range(size * size),
        play="position",
    )
    slider, button = explorer.children[1].children
    assert isinstance(button, widgets.Play) and (button.min, button.max) == (0, 3)
    explorer.controls["size"].value = 5
    assert (button.min, button.max) == (slider.min, slider.max) == (0, 24)


def test_play_button_takes_the_steps_of_its_slider_wherever_that_goes():
    explorer = explore(
        lambda stride=2, size=5: shows(stride=stride, size=size),
        stride=(1, 4),
        size=lambda stride: range(2 * stride + 1, 3 * stride + 1, 2),
        play="size",
    )
    slider, button = explorer.children[1].children
    explorer.controls["stride"].value = 4
    assert (button.min, button.max, button.step) == (slider.min, slider.max, slider.step) == (9, 11, 2)


@pytest.mark.parametrize(
    "controls, fragment",
    [
        ({"stride": None}, "stride=None is not a control"),
        ({"stride": range(0)}, "stride has no value to choose from"),
        ({"stride": lambda: range(0)}, "stride has no value to choose from"),
        ({"strides": (1, 4)}, "picture has no argument strides; it has stride, padding"),
        ({"stride": (1, 4), "play": "position"}, "play='position' is not one of the controls: stride"),
        ({"padding": ["SAME", "VALID"], "play": "padding"}, "play='padding' is no slider"),
    ],
)
def test_bad_controls_are_explained(controls, fragment):
    with pytest.raises(ValueError, match=fragment):
        explore(picture, **controls)
