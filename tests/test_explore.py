"""explore: abbreviations, sliders that follow others, errors in place of the picture, the saved form."""

import base64
import re
import sys
import zlib
from ast import literal_eval
from types import SimpleNamespace

import numpy as np
import pytest

from tconv_lib import Picture, ShapeError
from tconv_lib.explore import (
    FEW,
    PATIENCE,
    QUICK,
    VIEWER,
    WHERE_IT_RUNS,
    Explorer,
    explore,
    forms,
    largest,
    pack,
    script,
    style_sheet,
    touchable,
)
from tconv_lib.roles import role_rules


def shows(**values):
    text = str(values)
    return Picture(f"<p>{text}</p>", text)


def picture(stride=2, padding="SAME"):
    return shows(stride=stride, padding=padding)


def followers(stride=2, size=5):
    return shows(stride=stride, size=size)


def sizes(stride):
    return range(2 * stride + 1, 3 * stride + 1)


def limits(explorer, name):
    """Where the browser lets a slider go: least, most, step."""
    return explorer.frame["limits"][[part.name for part in explorer.parts].index(name)]


def test_abbreviations_are_those_of_interact():
    explorer = explore(
        lambda a, b, c, d, e: shows(), a=(1, 4), b=["x", "y"], c=True, d={"one": 1, "two": 2}, e=(0, 10, 2)
    )
    assert [part.kind for part in explorer.parts] == ["slider", "menu", "checkbox", "menu", "slider"]
    assert explorer.values == {"a": 1, "b": "x", "c": False, "d": 1, "e": 0}
    assert explorer.controls[3]["labels"] == ("one", "two")
    assert limits(explorer, "a") == [1, 4, 1] and limits(explorer, "e") == [0, 10, 2]


def test_a_control_starts_at_the_default_of_the_argument():
    assert explore(picture, stride=(1, 4), padding=["VALID", "SAME"]).values == {"stride": 2, "padding": "SAME"}
    assert explore(lambda turned=True: shows(), turned=False).values == {"turned": True}


def test_arguments_that_stay_come_first():
    explorer = explore(lambda word, stride, size=3: shows(word=word, size=size), "x", 2, size=(1, 4))
    assert explorer.values == {"size": 3} and explorer.shown.html == shows(word="x", size=3).html
    with pytest.raises(ValueError, match="no argument word; it has stride, size"):
        explore(lambda word, stride, size=3: shows(), "x", word=(1, 4))


def test_moving_a_control_redraws():
    explorer = explore(picture, stride=(1, 4), padding=["SAME", "VALID"])
    explorer.move(stride=3, padding="VALID")
    assert explorer.frame["html"] == explorer.shown.html == picture(stride=3, padding="VALID").html
    explorer.asked = [4, 0]  # as the browser says it
    assert explorer.values == {"stride": 4, "padding": "SAME"} and explorer.frame["html"] == picture(stride=4).html


def test_a_range_is_a_slider():
    assert limits(explore(picture, stride=range(3, 9, 2)), "stride") == [3, 7, 2]
    assert limits(explore(picture, stride=(3, 3)), "stride") == [3, 3, 1]


def test_a_list_of_two_numbers_is_a_menu():
    assert explore(picture, stride=[1, 4]).controls[0]["labels"] == ("1", "4")


def test_a_function_of_earlier_controls_is_a_slider_that_follows_them():
    explorer = explore(followers, stride=(1, 4), size=sizes)
    assert limits(explorer, "size") == [5, 6, 1] and explorer.values["size"] == 5
    explorer.move(stride=4)
    assert limits(explorer, "size") == [9, 12, 1] and explorer.values["size"] == 9
    explorer.move(stride=1)
    assert explorer.frame["values"] == [1, 3]
    assert explorer.frame["html"] == followers(stride=1, size=3).html


def test_a_follower_with_steps_stays_on_them():
    explorer = explore(followers, stride=(1, 4), size=lambda stride: range(stride, 20, 5))
    explorer.move(size=12, stride=2)
    assert explorer.values["size"] == 12
    explorer.move(stride=4)
    assert explorer.values["size"] == 14


def foreseen(explorer):
    """The frames that the browser has before it asks for them, by what it would ask for."""
    return {tuple(frame["asked"]): frame for frame in explorer.ahead}


def test_all_pictures_of_few_settings_are_there_from_the_start():
    explorer = explore(picture, stride=(1, 4), padding=["SAME", "VALID"])
    expected = {(s, p): picture(s, ["SAME", "VALID"][p]).html for s in range(1, 5) for p in (0, 1)}
    assert {asked: frame["html"] for asked, frame in foreseen(explorer).items()} == expected


def test_of_many_settings_those_one_step_away_are_there_before_the_step():
    explorer = explore(
        lambda stride=50, padding="SAME": picture(stride, padding), stride=(1, FEW), padding=["SAME", "VALID"]
    )
    assert {*foreseen(explorer)} == {(49, 0), (51, 0), (50, 1)}
    explorer.move(stride=1)
    assert {*foreseen(explorer)} == {(2, 0), (1, 1)}


def test_pictures_foreseen_are_those_that_the_step_gives():
    explorer = explore(followers, stride=(1, 60), size=sizes)
    for name, value in ("stride", 3), ("size", 9), ("stride", 4), ("size", 11), ("stride", 3), ("size", 8):
        before = foreseen(explorer)
        explorer.move(**{name: value})
        frame = before.get(tuple(explorer.asked))
        assert frame is None or frame == explorer.frame
    assert (3, 7) in foreseen(explorer)


def test_a_step_that_fails_fails_when_it_is_taken():
    explorer = explore(lambda stride=1: shows(ratio=1 / (stride - 3)), stride=(1, 4))
    assert {*foreseen(explorer)} == {(1,), (2,), (4,)}
    with pytest.raises(ZeroDivisionError):
        explorer.move(stride=3)
    assert "ZeroDivisionError" in explorer.frame["html"] and explorer.frame["asked"] == [3]
    explorer.move(stride=4)
    assert explorer.frame["html"] == shows(ratio=1.0).html


@pytest.fixture
def clock(monkeypatch):
    """Time that passes only when a picture takes it."""
    clock = SimpleNamespace(work=100.0, wall=100.0)
    clock.process_time, clock.perf_counter = (lambda: clock.work), (lambda: clock.wall)
    monkeypatch.setattr(sys.modules[Explorer.__module__], "time", clock)
    return clock


@pytest.mark.parametrize("kind, seconds, drawn", [("work", PATIENCE / 2, 3), ("wall", PATIENCE, 11)])
def test_no_more_is_drawn_ahead_than_one_has_patience_for(clock, kind, seconds, drawn):
    """Half a second of work, or ten times as long of a machine that is busy with something else."""

    def slow(stride):
        setattr(clock, kind, getattr(clock, kind) + seconds)
        return shows(stride=stride)

    assert len(explore(slow, stride=(1, FEW)).ahead) == drawn


@pytest.mark.parametrize("start, seconds, ahead", [(0, QUICK, [2]), (100, 0.9 * QUICK, [1, 3])])
def test_a_slow_picture_is_not_drawn_before_it_is_asked_for(clock, start, seconds, ahead):
    def slow(stride=1):
        clock.wall += seconds
        return shows(stride=stride)

    explorer = explore(slow, stride=(1, 1000))
    clock.wall = start
    explorer.move(stride=2)
    assert explorer.frame["values"] == [2] and {*foreseen(explorer)} == {(stride,) for stride in ahead}


def test_a_picture_that_differs_each_time_can_say_so():
    drawn = []
    explore(lambda stride=1: shows(first=drawn.append(stride)), stride=(1, 4), ahead=False)
    assert {*drawn} == {1}


def test_shape_error_is_shown_and_recovered_from():
    def refuses_three(stride=2):
        if stride == 3:
            raise ShapeError("3 is <not> possible; ask for 2")
        return shows(stride=stride)

    explorer = explore(refuses_three, stride=(1, 4))
    explorer.move(stride=3)
    assert "3 is &lt;not&gt; possible; ask for 2" in explorer.frame["html"]
    explorer.move(stride=4)
    assert explorer.frame["html"] == shows(stride=4).html


def test_a_range_that_cannot_be_is_shown_too():
    def sizes(stride):
        if stride == 3:
            raise ShapeError("3 is not possible")
        return range(stride, 4)

    explorer = explore(followers, stride=(1, 4), size=sizes)
    explorer.move(stride=3)
    assert "3 is not possible" in explorer.frame["html"]
    with pytest.raises(ValueError, match="size has no value to choose from"):
        explorer.move(stride=4)
    assert "size has no value to choose from" in explorer.frame["html"]
    explorer.move(stride=2)
    assert explorer.frame["html"] == followers(stride=2, size=2).html


def test_a_bug_in_the_first_picture_is_raised():
    with pytest.raises(ZeroDivisionError):
        explore(lambda stride=2: 1 / 0, stride=(1, 4))


def test_anything_with_an_html_form_is_a_picture():
    class Table:
        def _repr_html_(self):
            return "<b>table</b>"

        def __repr__(self):
            return "a table"

    explorer = explore(lambda n=1: Table(), n=(1, 2))
    assert explorer.frame["html"] == "<b>table</b>" and explorer.shown.alt == "a table"


def test_saved_form_holds_the_picture_and_says_how_to_get_sliders():
    explorer = explore(picture, stride=(1, 4), padding=["SAME"])
    bundle, _ = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == "Sliders: stride = 2, padding = SAME"
    assert bundle["text/html"].startswith(picture().html)
    assert WHERE_IT_RUNS in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_play_is_for_one_slider():
    explorer = explore(followers, stride=(1, 4), size=sizes, play="size")
    assert [control["play"] for control in explorer.controls] == [False, True]


def test_a_control_starts_at_a_default_only_if_that_can_be_chosen():
    assert explore(lambda stride=2.0: shows(), stride=(1, 4)).values == {"stride": 1}
    assert explore(lambda crop=-1: shows(), crop=(-2, 2)).values == {"crop": -1}


def test_a_picture_that_cannot_be_moves_no_control_into_the_range_of_another():
    def sizes(stride):
        if stride == 4:
            raise ShapeError("4 is not possible")
        return range(1, 10)

    explorer = explore(followers, stride=(1, 4), size=sizes)
    explorer.move(stride=4, size=9)
    assert explorer.frame["values"] == [4, 9]


def test_after_a_bug_nothing_is_looked_at():
    def looks(stride=1):
        picture = shows(ratio=1 / (stride - 3))
        picture.at = 0, 1
        return picture

    explorer = explore(looks, stride=(1, 4))
    assert explorer.frame["at"] == (0, 1)
    with pytest.raises(ZeroDivisionError):
        explorer.move(stride=3)
    assert explorer.frame["at"] is None


def test_of_a_menu_each_choice_is_one_step_away():
    explorer = explore(lambda n=1, word="a": shows(n=n, word=word), n=(1, FEW), word=[*"abcd"])
    assert {*foreseen(explorer)} == {(2, 0), (1, 1), (1, 2), (1, 3)}


def test_the_largest_of_few_may_stand_in_the_middle_and_of_many_at_an_end():
    def hill(n=1, size=1):
        return sized(9 - abs(n - 3), size)

    assert sized(9, 1).live in explore(hill, n=(1, 5), size=(1, 2)).largest
    many = explore(hill, n=(1, 3), size=lambda n: range(1, 40 * n))
    assert many.largest == [sized(9, 1).live, sized(9, 119).live]


class EqualsAll:
    def __eq__(self, other):
        return True

    def __repr__(self):
        return "equal"


@pytest.mark.parametrize(
    "control, message",
    [
        (lambda: 5, "a must be a range, got 5"),
        (range(0), "a has no value to choose from: range(0, 0)"),
        (range(3, 1, -1), "a must be a range upwards, up to 2147483647, got range(3, 1, -1)"),
        (range(1, 2**31 + 1), "a must be a range upwards, up to 2147483647, got range(1, 2147483649)"),
        (range(-(2**31), 1), "a must be a range upwards, up to 2147483647, got range(-2147483648, 1)"),
        ([*range(1001)], "a must be at most 1000 choices, got 1001"),
        ([np.ones(2)], "a: a choice must be a plain value, a name for example, got array([1., 1.])"),
        ([EqualsAll()], "a: a choice must be a plain value, a name for example, got equal"),
        ({"all": EqualsAll()}, "a: a choice must be a plain value, a name for example, got equal"),
        (lambda b: range(1, 2), "a follows b, which is none of the controls before it"),
        ((2**31, 1), "a=(2147483648, 1) is not a control; try (1, 4) or a list of choices"),
        (3, "a=3 is not a control; try (1, 4) or a list of choices; [3] keeps it as it is"),
        ("SAME", "a='SAME' is not a control; try (1, 4) or a list of choices; ['SAME'] keeps it as it is"),
    ],
)
def test_what_is_no_control_is_said_word_for_word(control, message):
    with pytest.raises((TypeError, ValueError)) as refusal:
        explore(lambda a: shows(), a=control)
    assert str(refusal.value) == message


def test_what_is_no_picture_or_no_truth_is_said_word_for_word():
    with pytest.raises(TypeError) as refusal:
        explore(5)
    assert str(refusal.value) == "picture must be a function that returns a picture, got 5"
    with pytest.raises(TypeError) as refusal:
        explore(5, 1)
    assert str(refusal.value) == "picture must be a function that returns a picture, got 5"
    with pytest.raises(TypeError) as refusal:
        explore(lambda a: shows(), 1, 2)
    assert str(refusal.value) == "more values stand after the picture than it has arguments: (1, 2)"
    with pytest.raises(ShapeError) as refusal:
        explore(lambda: shows(), ahead=1)
    assert str(refusal.value) == "ahead must be True or False, got 1"


def test_an_argument_without_a_control_is_said_word_for_word():
    wanted = (
        "the picture needs b: a control such as b=(1, 4), a value after the picture, or a default value of its argument"
    )
    for picture in lambda a, b: shows(), lambda b, *c, a, **d: shows():
        with pytest.raises(ValueError) as refusal:
            explore(picture, a=(1, 4))
        assert str(refusal.value) == wanted
    assert explore(lambda b, *c, a, **d: shows(), 1, a=(1, 4)).values == {"a": 1}
    assert explore(lambda a, b=5: shows(), a=(1, 4)).values == {"a": 1}


@pytest.mark.parametrize("value", [3, 1.5, "SAME"])
def test_a_value_is_kept_as_the_refusal_says(value):
    with pytest.raises(ValueError) as refusal:
        explore(lambda a: shows(), a=value)
    kept = re.search(r"; (\[.*\]) keeps", str(refusal.value))[1]
    assert explore(lambda a: shows(), a=literal_eval(kept)).values == {"a": value}


def test_a_control_may_have_as_many_choices_as_can_be_shown():
    assert len(explore(lambda a: shows(), a=[*range(1000)]).controls[0]["labels"]) == 1000
    assert limits(explore(lambda a: shows(), a=range(1 - 2**31, 2**31), ahead=False), "a") == [1 - 2**31, 2**31 - 1, 1]


@pytest.mark.parametrize(
    "controls, fragment",
    [
        ({"stride": None}, "stride=None is not a control"),
        ({"stride": (4, 1)}, r"stride=\(4, 1\) is not a control"),
        ({"stride": (0.0, 1.0)}, "is not a control"),
        ({"stride": []}, "is not a control"),
        ({"stride": range(0)}, "stride has no value to choose from"),
        ({"stride": lambda: range(0)}, "stride has no value to choose from"),
        ({"strides": (1, 4)}, "picture has no argument strides; it has stride, padding"),
        ({"stride": (1, 4, 1, 1)}, "is not a control"),
        ({"stride": ("a", "b")}, "is not a control"),
        ({"stride": {}}, "stride={} is not a control; try .1, 4. or a list of choices$"),
        (
            {"stride": (1, 4), "padding": ["SAME"], "play": "position"},
            "^play='position' is not one of the controls: stride, padding$",
        ),
        ({"padding": ["SAME", "VALID"], "play": "padding"}, "play='padding' is no slider"),
    ],
)
def test_bad_controls_are_explained(controls, fragment):
    with pytest.raises(ValueError, match=fragment):
        explore(picture, **controls)


# What the browser gets


def test_a_frame_says_where_the_controls_are_and_how_far_they_go():
    explorer = explore(
        lambda stride=2, size=9, padding="VALID", turned=True: shows(stride=stride, size=size),
        stride=(1, 4),
        size=lambda stride: range(stride, 20, stride),
        padding=["SAME", "VALID"],
        turned=False,
    )
    assert explorer.values == {"stride": 2, "size": 2, "padding": "VALID", "turned": True}
    html = shows(stride=2, size=2).html
    limits = [[1, 4, 1], [2, 18, 2], None, None]
    assert explorer.frame == {
        "asked": [2, 2, 1, 1], "values": [2, 2, 1, 1], "limits": limits, "html": html, "at": None,
    }  # fmt: skip
    assert explorer.asked == [2, 2, 1, 1]
    explorer.move(stride=3, size=8)
    assert explorer.frame["asked"] == [3, 8, 1, 1] and explorer.frame["values"] == [3, 9, 1, 1]
    assert explorer.frame["html"] == shows(stride=3, size=9).html and explorer.values["size"] == 9
    explorer.move(stride=4, size=1, turned=False, padding="SAME")
    assert explorer.frame["values"] == [4, 4, 0, 0] and explorer.values["turned"] is False
    explorer.move(size=100)
    assert explorer.frame["values"] == [4, 16, 0, 0]


def test_controls_are_told_with_their_labels():
    explorer = explore(
        lambda output_size, of, turned: shows(), output_size=range(1, 4), of=[1, "two"], turned=True, play="output_size"
    )
    assert explorer.controls == [
        {"name": "output_size", "label": "output size", "kind": "slider", "labels": (), "play": True},
        {"name": "of", "label": "of", "kind": "menu", "labels": ("1", "two"), "play": False},
        {"name": "turned", "label": "turned", "kind": "checkbox", "labels": (), "play": False},
    ]
    assert [part.choices({}) for part in explorer.parts] == [range(1, 4), (1, "two"), (False, True)]


def test_a_picture_that_cannot_be_leaves_the_controls_where_they_were_put():
    def sizes(stride):
        if stride == 3:
            raise ShapeError("3 is not possible")
        return range(stride, 9)

    explorer = explore(lambda stride=1, size=5, more=1: shows(), stride=(1, 4), size=sizes, more=(1, 2))
    explorer.move(stride=3, size=1)
    assert explorer.frame["values"] == explorer.frame["asked"] == [3, 1, 1]
    assert explorer.frame["limits"] == [[1, 4, 1], None, None]
    assert "<strong>Not possible:</strong> 3 is not possible." in explorer.frame["html"]
    explorer.move(stride=4)
    assert explorer.frame["values"] == [4, 4, 1] and explorer.frame["limits"][1:] == [[4, 8, 1], [1, 2, 1]]


def test_a_bug_is_shown_where_the_picture_was():
    explorer = explore(lambda stride=1: shows(ratio=1 / (stride - 3)), stride=(1, 4))
    with pytest.raises(ZeroDivisionError):
        explorer.move(stride=3)
    assert "<strong>ZeroDivisionError:</strong> division by zero." in explorer.frame["html"]
    assert explorer.frame["asked"] == explorer.frame["values"] == [3]
    assert explorer.frame["at"] is None and explorer.frame["limits"] == [[1, 4, 1]]


def sized(*extent):
    return Picture(f"<p>{extent}</p>", "", extent=extent)


def test_those_pictures_are_sent_of_which_one_needs_the_most_room():
    wide, tall, small, other = sized(1, 5), sized(4, 2), sized(1, 2), sized(9)
    assert largest([wide, tall, small]) == [tall.live, wide.live]
    assert largest([small, other]) == [small.live, other.live]
    assert largest([small, sized(1, 2)]) == [small.live]
    bare, longer = Picture("<p>", ""), Picture("<p>longer", "")
    assert largest([bare, longer]) == [longer.live] and largest([]) == []


def test_the_largest_are_found_among_all_settings_or_at_the_ends():
    seen = []

    def picture(rows=2, columns=3):
        seen.append((rows, columns))
        return sized(rows, columns)

    assert explore(picture, rows=(1, 4), columns=(1, 5)).largest == [sized(4, 1).live, sized(1, 5).live]
    seen.clear()
    many = explore(picture, rows=(1, 4), columns=(1, FEW))
    assert len(seen) < FEW
    assert many.largest == [sized(4, 1).live, sized(1, FEW).live]
    assert explore(picture, rows=(1, 4), columns=(1, 5), ahead=False).largest == [sized(2, 3).live]


def test_all_settings_in_their_order_and_some_of_them():
    explorer = explore(lambda stride, size: shows(), stride=(1, 3), size=lambda stride: range(stride, 4))
    found = [tuple(values.values()) for values in explorer.settings()]
    assert found == [(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)]
    assert [tuple(values.values()) for values in explorer.settings({"stride": 2})] == [(2, 2), (2, 3)]
    assert [tuple(values.values()) for values in explorer.settings(thinned={"stride": 2, "size": 2})] == [
        (1, 1), (1, 3), (3, 3),
    ]  # fmt: skip
    assert [tuple(values.values()) for values in explorer.settings(ends=True)] == [(1, 1), (1, 3), (3, 3)]
    assert len([*explore(lambda stride: shows(), stride=(1, 2)).settings(ends=True)]) == 2
    assert [frame["values"] for frame in explorer.ahead] == [list(values) for values in found]


def test_settings_without_a_choice_are_left_out():
    explorer = explore(lambda stride, size: shows(), stride=(1, 5), size=lambda stride: range(stride, 3))
    assert [tuple(values.values()) for values in explorer.settings()] == [(1, 1), (1, 2), (2, 2)]


def test_as_many_pictures_are_sent_at_once_as_are_few():
    assert len(explore(lambda n: shows(), n=(1, FEW)).ahead) == FEW
    assert len(explore(lambda n: shows(), n=(1, FEW + 1)).ahead) == 1  # its one neighbour
    assert explore(lambda n: shows(), n=(1, 3), ahead=False).ahead == []


def test_saved_forms_in_full():
    explorer = explore(lambda output_size=2: shows(size=output_size), output_size=(1, 4))
    bundle, _ = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == "Sliders: output size = 2"
    assert bundle["text/html"] == shows(size=2).html + (
        '<p style="font-size:12px">Here with output size = 2. Run this cell and all above it to get the sliders.</p>'
    )
    bundle, metadata = touchable(Picture("<b>1</b>", "one", live="<i>1</i>"))
    assert bundle["text/html"] == "<b>1</b>" and bundle["text/plain"] == "one" and isinstance(metadata, dict)
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_a_widget_may_have_forms_without_metadata():
    """As in older versions of anywidget."""
    for bundle, metadata in (({"a": 1}, {}), (({"a": 1}, {"b": 2}), {"b": 2})):
        assert forms(bundle, "<p>", "words") == ({"a": 1, "text/html": "<p>", "text/plain": "words"}, metadata)


def test_data_for_the_browser_is_one_short_word():
    data = {"a": [1, "é"], "b": None}
    assert zlib.decompress(base64.b64decode(pack(data))) == b'{"a":[1,"\\u00e9"],"b":null}'
    assert len(pack([0] * 100_000)) < 400 and pack([0] * 100_000).isascii()


def test_the_browser_gets_script_and_style():
    script.cache_clear(), style_sheet.cache_clear()
    assert Explorer._esm and ".tconv .input {" in str(Explorer._css)
    scripts, styles = ([path.read_text("utf-8") for path in VIEWER.glob(f"[!.]*.{kind}")] for kind in ("js", "css"))
    for sent, parts in (script(), scripts), (style_sheet(), [*styles, role_rules()]):
        assert len(sent) == sum(map(len, parts)) and all(part in sent for part in parts)
    assert "export default" in script() and style_sheet().endswith(role_rules())


def test_where_nothing_is_asked_the_browser_gets_all_but_questions():
    script.cache_clear(), style_sheet.cache_clear()
    for whole, without, name in (script(), script(False), "ask.js"), (style_sheet(), style_sheet(False), "ask.css"):
        part = (VIEWER / name).read_text("utf-8")
        assert whole.replace(part, "") == without != whole


def test_an_explorer_of_its_own_looks_ahead():
    assert len(Explorer(lambda n: shows(), {"n": (1, 3)}).ahead) == 3


@pytest.mark.parametrize("choices", [[0, False], [1, True, 1.0], {"one": 1, "uno": 1}])
def test_choices_that_are_equal_are_refused(choices):
    with pytest.raises(ValueError, match="^a: choices must differ, and [01] is there [23] times$"):
        explore(lambda a: shows(), a=choices)


def test_a_choice_that_cannot_be_written_is_named_by_its_type():
    assert explore(lambda a: shows(), a=[1, 10**5000]).parts[0].labels == ("1", "a very long int")


def test_a_picture_without_arguments_has_none_to_control():
    with pytest.raises(ValueError, match="^the picture has no argument a; it has none$"):
        explore(lambda: shows(), a=(1, 2))


@pytest.mark.parametrize("returned", [None, 3, "text"])
def test_a_function_that_returns_no_picture_is_told_so(returned):
    with pytest.raises(TypeError, match=f"must return a picture, and returned {returned!r}. Is there a return?"):
        explore(lambda a: returned, a=(1, 2))


@pytest.mark.parametrize(
    "move, message",
    [
        ({"padding": "FULL"}, "padding cannot be 'FULL'; it can be 'SAME', 'VALID'"),
        ({"padding": np.ones(2)}, "padding cannot be array([1., 1.]); it can be 'SAME', 'VALID'"),
        ({"stride": "two"}, "stride must be a whole number, got 'two'"),
        ({"size": 3}, "the picture has no argument size; it has stride, padding"),
    ],
)
def test_a_move_that_cannot_be(move, message):
    explorer = explore(picture, stride=(1, 3), padding=["SAME", "VALID"])
    with pytest.raises(ValueError) as refusal:
        explorer.move(**move)
    assert str(refusal.value) == message and explorer.values == {"stride": 2, "padding": "SAME"}
