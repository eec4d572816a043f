"""check(): what it says to right, wrong, unfinished and odd answers."""

import gc
import linecache
import sys
from cProfile import Profile
from fnmatch import fnmatch
from functools import cache, partial, wraps
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest

import tconv_lib
import tconv_lib as course
from tconv_lib import check, insert_zeros
from tconv_lib.checks import _calls_noted, verdict
from tconv_lib.pictures import scatter_picture


def called(name, function):
    function.__name__ = name
    return function


def places(size, stride):
    return [i * stride for i in range(size)]


def unfinished(size, stride):
    raise NotImplementedError


def changes_its_input(x, strides):
    result = np.zeros((len(x), *((n - 1) * s + 1 for n, s in zip(x.shape[1:], strides))), int)
    result[:, :: strides[0], :: strides[1]] = x
    x[:] = 0
    return result


@pytest.mark.parametrize(
    "answer, words",
    [
        (places, "✓ Right: places gave what was expected for 8 inputs, up to places(10, 100)."),
        (lambda size, stride: np.arange(size) * stride, "✓ Right: "),
        (lambda size, stride: range(0, size * stride, stride), "✓ Right: "),
        (lambda size, stride: tuple(places(size, stride)), "✓ Right: "),
        (lambda size, stride: [float(n) for n in places(size, stride)], "✓ Right: "),
        (
            lambda size, stride: [n + 1 for n in places(size, stride)],
            "places(1, 1) returned [1]; expected [0]. This looks",
        ),
        (lambda size, stride: places(size, stride)[:3], "places(4, 3) returned [0, 3, 6]; expected [0, 3, 6, 9]."),
        (lambda size, stride: places(size, stride)[0], "places(1, 1) returned 0; expected [0]."),
        (lambda size, stride: 1 / 0, "places(1, 1) raised ZeroDivisionError: division by zero."),
        (lambda size: [], "places(1, 1) raised TypeError: "),
        (lambda size, stride: None, "places(1, 1) returned nothing. Does it come to a return?"),
        (lambda size, stride: print(size), "Does it come to a return? print and a list's"),
        (lambda size, stride: [*range(size)].reverse(), "append, sort and reverse return nothing either."),
        (lambda size, stride: "0", "places(1, 1) returned '0'; expected [0]."),
        (lambda size, stride: [[0], [1, 2]], "places(1, 1) returned [[0], [1, 2]]; expected [0]."),
        (lambda size, stride: np.full(size, np.nan), "places(1, 1) returned [nan]; expected [0]."),
        (lambda size, stride: [], "places(1, 1) returned []; expected [0]."),
        (lambda size, stride: [0] * 6, "places(1, 1) returned [0, 0, 0, 0, 0, 0]; expected [0]."),
        (lambda size, stride: [0] * 7, "places(1, 1) has shape (7,); expected shape (1,)."),
        (unfinished, "Not done yet: write places in the cell above"),
    ],
)
def test_verdict(answer, words):
    assert words in verdict(called("places", answer)).alt


def test_answers_get_copies_of_the_inputs():
    answer = called("insert_zeros_chw", changes_its_input)
    assert verdict(answer).alt == verdict(answer).alt
    assert "✓ Right" in verdict(answer).alt


def test_what_a_right_answer_prints_is_printed_once(capsys):
    verdict(called("places", lambda size, stride: print(size, stride) or places(size, stride)))
    assert capsys.readouterr().out == "1 1\n2 1\n1 3\n2 2\n3 2\n3 3\n4 3\n10 100\n"


def test_differences_are_marked():
    def answer(x, strides):
        result = changes_its_input(x.copy(), strides)
        result[-1, -1, -1] += result.size > 20
        return result

    shown = verdict(called("insert_zeros_chw", answer))
    assert "1 of 24 numbers differ" in shown.alt and shown.html.count("font-weight:bold") == 1


@pytest.mark.parametrize(
    "odd, name",
    [
        (3, "3"),
        (None, "None"),
        ("places", "'places'"),
        (len, "len"),
        (lambda x: x, "<lambda>"),
        ([places], "[an object of type function]"),
    ],
)
def test_what_is_no_answer_is_explained(odd, name):
    assert verdict(odd).alt.startswith(
        "No such question: check takes the function itself that a question asks for, or the letter of a choice; "
        f"this is {name}"
    )


@pytest.mark.parametrize(
    "letter, words",
    [
        ("a", "Noted: a."),
        (" B ", "Noted: b."),
        ("", "Not answered: that is fine if you cannot tell."),
        (" ", "Not answered: that is fine if you cannot tell."),
        ("e", "Noted: e, if there is such a choice."),
        ("3", "No such choice: write a letter from a to z between the quotes, not '3'."),
        ("b)", "No such choice: write a letter from a to z between the quotes, not 'b)'."),
        ("d: after all", "No such choice: write a letter from a to z between the quotes, not 'd: after all'."),
        ("\u0430", "No such choice: write a letter from a to z between the quotes, not '\\u0430'."),  # Cyrillic
    ],
)
def test_a_letter_is_noted_and_not_judged(letter, words):
    assert verdict(letter).alt == words


def test_check_shows_and_returns_nothing(capsys):
    assert check(places) is None
    assert "✓ Right" in capsys.readouterr().out


@pytest.mark.parametrize(
    "code",
    [
        "places = lambda size, stride: [i * stride for i in range(size)]",
        "places = partial(lambda first, size, stride: [first + i * stride for i in range(size)], 0)",
        "def by_hand(size, stride): return np.arange(size) * stride\nplaces = by_hand",
        "class Places:\n    def __call__(self, size, stride): return np.arange(size) * stride\nplaces = Places()",
    ],
)
def test_an_answer_may_be_given_its_name_by_the_notebook(code, monkeypatch):
    exec(code, names := {"np": np, "partial": partial})
    assert verdict(names["places"]).alt.startswith("No such question: ")
    monkeypatch.setattr(sys.modules["__main__"], "places", names["places"], raising=False)
    assert verdict(names["places"]).alt.startswith("✓ Right: ")


def test_what_has_no_signature_is_tried_like_any_other(monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "stride_of", max, raising=False)
    assert verdict(max).alt == "Not yet. stride_of(2, 2) returned 2; expected 1."


def in_a_cell(code, name="places"):
    """What a cell of a notebook defines; its code can be looked up, as Jupyter sees to it."""
    linecache.cache["cell"] = len(code), None, code.splitlines(keepends=True), "cell"
    exec(compile(code, "cell", "exec"), names := {"__name__": "__main__", "np": np, "slide": tconv_lib.slide})
    return names[name]


@pytest.mark.parametrize(
    "lines, said",
    [
        ("return plces", "NameError: name 'plces' is not defined, in the line: return plces"),
        ("assert size > 9", "AssertionError: in the line: assert size > 9"),
        ("slide(np.ones(1), np.ones(2))", "ShapeError: *, in the line: slide(np.ones(1), np.ones(2))"),
        ("raise ValueError('no X.')", "ValueError: no X, in the line: raise *"),
        ("raise ValueError('a\\n\\nb' + 999 * 'c')", f"ValueError: a b{297 * 'c'}, in the line: raise *"),
        ("return places(size, stride)", "RecursionError: *, in the line: return places(size, stride)"),
        ("raise KeyboardInterrupt", "was stopped before it came to an end, in the line: raise KeyboardInterrupt."),
        ("return np.zeros(size, stride)", "data type, in the line: return *. Is the shape one *np.zeros((2, 3))[?]"),
        ("return np.ones([1], [2])", "in the line: return *. Is the shape one argument, as in np.zeros((2, 3))[?]"),
        ("return np.zeros((4 / 2, 3))", "in the line: return *. Is there a / where // is meant[?]"),
        ("return list('ab')[4 / 2]", "in the line: return *. Is there a / where // is meant[?]"),
        ("return [2, 3][: 4 / 2]", "in the line: return *. Is there a / where // is meant[?]"),
        ("return [0] * (size / stride)", "in the line: return *. Is there a / where // is meant[?]"),
        ("return np.rot90(np.arange(3), 2)", "different, in the line: return *. np.rot90 needs two axes; *"),
        ("return np.concatenate(np.zeros(1), np.ones(1))", "in the line: return *. Is what *np.concatenate(*[?]"),
    ],
)
def test_an_error_is_said_with_the_line_of_the_notebook(lines, said):
    alt = verdict(in_a_cell(f"def places(size, stride):\n    {lines}")).alt
    assert fnmatch(alt, f"Not yet?*places(1, 1) *{said}*") and "\n" not in alt and len(alt) < 800


def inserted(x, strides):
    return changes_its_input(x.copy(), strides)


@pytest.mark.parametrize(
    "answer, words",
    [
        (
            lambda x, strides: inserted(x, strides).swapaxes(0, 1),
            "Not yet. insert_zeros_chw([[[1], [2]]], (1, 2)) has shape (2, 1, 1); expected shape (1, 2, 1). "
            "x, 2 by 1: 1; 2. expected, 2 by 1: 1; 2. yours, 2 by 1: 1; 2.",
        ),
        (
            lambda x, strides: inserted(x, strides).size,
            "Not yet. insert_zeros_chw([[[1]]], (1, 1)) returned 1; expected shape (1, 1, 1). "
            "x, 1 by 1: 1. expected, 1 by 1: 1.",
        ),
        (
            lambda x, strides: np.ones((200, 200)),  # too many cells to look at
            "Not yet. insert_zeros_chw([[[1]]], (1, 1)) has shape (200, 200); expected shape (1, 1, 1). "
            "x, 1 by 1: 1. expected, 1 by 1: 1.",
        ),
        (
            lambda x, strides: inserted(x, strides) == 7,
            "Not yet. insert_zeros_chw([[[1]]], (1, 1)): 1 of 1 numbers differ. "
            "x, 1 by 1: 1. expected, 1 by 1: 1. yours, 1 by 1: False (marked: False).",
        ),
        (
            lambda x, strides: inserted(x, strides) if x.size < 8 else 1 / 0,
            "Not yet. insert_zeros_chw(array of shape (2, 2, 2), (2, 3)) raised ZeroDivisionError: division by zero. "
            "x, 4 by 2: 1 2; 3 4; 5 6; 7 8. expected, 6 by 4: ",
        ),
        (
            lambda x, strides: np.where(inserted(x, strides) == 5, 4, inserted(x, strides)),
            "Not yet. insert_zeros_chw(array of shape (2, 2, 2), (2, 3)): 1 of 24 numbers differ. x, 4 by 2: 1 2; 3 4; "
            "5 6; 7 8. expected, 6 by 4: 1 0 0 2; 0 0 0 0; 3 0 0 4; 5 0 0 6; 0 0 0 0; 7 0 0 8. "
            "yours, 6 by 4: 1 0 0 2; 0 0 0 0; 3 0 0 4; 4 0 0 6; 0 0 0 0; 7 0 0 8 (marked: 4).",
        ),
    ],
)
def test_arrays_are_compared_side_by_side(answer, words):
    assert verdict(called("insert_zeros_chw", answer)).alt.startswith(words)


def test_what_words_can_say_is_said():
    def full_result(x, kernel, stride):
        return [0, 0, 0]

    def ladder_ends(size, kernel):
        return 3

    assert verdict(full_result).alt == (
        "Not yet. full_result([1], [1, 10], 1) returned [0, 0, 0]; expected [1, 10]. "
        "x, 1 by 1: 1. kernel, 1 by 2: 1 10. expected, 1 by 2: 1 10. yours, 1 by 3: 0 0 0."
    )
    assert verdict(ladder_ends).alt == "Not yet. ladder_ends(1, 2) returned 3; expected 'L'."


def written_by(position, size, kernel, stride):
    return [i for i in range(size) if 0 <= position - i * stride < kernel]


@pytest.mark.parametrize(
    "name, answer, words",
    [
        ("products_of", lambda *_: [], "products_of([[2]], [[3]], 1, (1, 1), 0, 0) returned []; expected [[2, 3]]."),
        ("writers", lambda *case: written_by(*case) or [[0]], "writers(1, 2, 1, 2) returned [[0]]; expected []."),
        ("writers", lambda *case: written_by(*case) or np.ones(9), " returned array of shape (9,); expected []."),
        ("crop_from_impulse", lambda *_: [[0]], "has shape (1, 1); expected one number, 0."),
        ("products_of", lambda *_: 6, "products_of([[2]], [[3]], 1, (1, 1), 0, 0) returned 6; expected shape (1, 2)."),
        ("bilinear_taps", lambda _: [1 / 3], "bilinear_taps(1) returned [0.3333333]; expected [1.0]."),
        ("bilinear_taps", lambda _: [np.float64(2 / 3), np.int64(3)], "returned [0.6666667, 3]; expected [1.0]."),
        ("bilinear_taps", lambda _: [0.25, 1.00001], "returned [0.25, 1.00001]; expected [1.0]."),
        ("bilinear_taps", lambda _: 1.00000009, "returned 1.00000009; expected [1.0]."),
        ("bilinear_taps", lambda _: [float("nan"), np.inf, True], "returned [nan, inf, True]; expected [1.0]."),
        (
            "asked_for",
            lambda *_: reversed([2]),
            "returned a list_reverseiterator, of which list(…) makes a list; expected ",
        ),
        (
            "asked_for",
            lambda *_: (n for n in [2]),
            "returned a generator, of which list(…) makes a list; expected [2].",
        ),
        ("made_by", lambda *_: "TensorFlow or  PyTorch or JAX", " returned 'TensorFlow or  PyTorch or JAX'; expected "),
    ],
)
def test_what_is_empty_a_number_or_a_text_is_said_as_it_is(name, answer, words):
    assert words in verdict(called(name, answer)).alt


def test_a_mistake_is_called_classic_only_if_it_explains_every_result():
    def from_one(size, stride):
        return [i * stride + 1 for i in range(size)]

    def sometimes(size, stride):
        return [i * stride + (size < 4) for i in range(size)]

    classic = " expected [0]. This looks like a classic: counted from 1, in place of 0. expected, 1 by 1: 0. yours, "
    assert classic in verdict(called("places", from_one)).alt
    assert "classic" not in verdict(called("places", sometimes)).alt


def test_notes_say_what_to_do_next():
    assert verdict(called("places", unfinished)).alt == (
        "Not done yet: write places in the cell above, in place of NotImplementedError, run that cell, then this one."
    )
    assert verdict("places").alt == (
        "No such question: check takes the function itself that a question asks for, or the letter of a choice; "
        "this is 'places'."
    )
    right = verdict(places)
    assert "background" in right.html and right.html != verdict("places").html.replace("No such question", "✓ Right")
    assert right.live.split('"')[3] == "note output" and verdict("places").live.split('"')[3] == "note before"


def by_the_course(x, strides):
    return np.moveaxis(tconv_lib.insert_zeros(np.moveaxis(x, 0, -1)[None], strides)[0], -1, 0)


@pytest.mark.parametrize(
    "answer",
    [
        by_the_course,
        lambda x, strides: by_the_course(x, strides),
        lambda x, strides: (lambda: by_the_course(x, strides))(),
        lambda x, strides: by_the_course(x, strides) if tconv_lib else x,
        lambda x, strides: np.moveaxis(course.insert_zeros(np.moveaxis(x, 0, -1)[None], strides)[0], -1, 0),
        lambda x, strides: np.moveaxis(insert_zeros(np.moveaxis(x, 0, -1)[None], strides)[0], -1, 0),
    ],
)
def test_what_only_calls_the_finished_function_is_told_that_it_gets_no_points(answer):
    assert verdict(called("insert_zeros_chw", answer)).alt == (
        "✓ Right, but no points: insert_zeros is not there when this is graded: write the steps yourself."
    )


HEAD = "def insert_zeros_chw(x, strides):\n    "
LAST = "return np.moveaxis({}(np.moveaxis(x, 0, -1)[None], strides)[0], -1, 0)"


def written(code, **names):
    """An answer in a notebook of its own, where nothing is imported but `names`."""
    exec(code, names := {"np": np, **names})
    return names["insert_zeros_chw"]


@pytest.mark.parametrize(
    "answer",
    [
        written(HEAD + "import tconv_lib\n    " + LAST.format("tconv_lib.insert_zeros")),
        written(HEAD + LAST.format("t.insert_zeros"), t=tconv_lib),
        written(HEAD + LAST.format("ops.insert_zeros"), ops=tconv_lib.ops),
        written(HEAD + LAST.format("mine"), mine=lambda x, strides: tconv_lib.insert_zeros(x, strides)),
        written(HEAD + "x += sys.stdout.write('')\n    " + LAST.format("t.insert_zeros"), t=tconv_lib, sys=sys),
    ],
)
def test_the_finished_function_is_found_through_its_module(answer):
    assert ", but no points: insert_zeros is not there" in verdict(answer).alt


def held(function):
    return lambda x, strides: np.moveaxis(function(np.moveaxis(x, 0, -1)[None], strides)[0], -1, 0)


@pytest.mark.parametrize(
    "answer",
    [
        written(HEAD.replace("strides)", "strides, f=f)") + LAST.format("f"), f=insert_zeros),
        written(HEAD.replace("strides)", "strides, *, f=f)") + LAST.format("f"), f=insert_zeros),
        held(insert_zeros),
        held(lambda x, strides: insert_zeros(x, strides)),
        partial(lambda f, x, strides: held(f)(x, strides), insert_zeros),
        partial(lambda x, strides, f: held(f)(x, strides), f=partial(insert_zeros)),
        wraps(np.pad)(held(insert_zeros)),
        written(HEAD + LAST.format("f()"), f=cache(lambda: insert_zeros)),
        written(HEAD.replace("strides)", "strides, t=t)") + LAST.format("t.insert_zeros"), t=tconv_lib),
        written(HEAD + LAST.format("t[0]"), t=[insert_zeros]),
        written(HEAD + LAST.format("ops.insert_zeros"), ops=SimpleNamespace(insert_zeros=insert_zeros)),
        written(HEAD + "import tconv_lib.ops as ops\n    " + LAST.format("ops.insert_zeros")),
    ],
)
def test_the_finished_function_is_found_by_whatever_way_it_is_called(answer, monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "insert_zeros_chw", answer, raising=False)
    assert verdict(answer).alt.startswith("✓ Right, but no points: insert_zeros is not there")


def test_a_picture_is_no_shortcut_either():
    def full_result(x, kernel, stride):
        return scatter_picture(x, kernel, stride).grids[-1].values[-1]

    said = "✓ Right, but no points: scatter_picture is not there when this is graded: write the steps yourself."
    assert verdict(full_result).alt == said


def installed(module, folder="site-packages", **names):
    """A function `f` of a module that is not the course's, as pip installs it."""
    code = compile("def f(x): return g(x) if g else x", f"/usr/lib/{folder}/{module}.py", "exec")
    exec(code, names := {"__name__": module, "g": None, **names})
    return names["f"]


SCIPY, NUMPY, DISPLAY = map(installed, ("scipy.signal", "numpy.lib", "IPython.display"))


@pytest.mark.parametrize(
    "function, package",
    [
        (SCIPY, "scipy"),
        (installed("tqdm", "dist-packages", g=SCIPY), "tqdm"),
        (installed("random", "python3.12", g=SCIPY), "scipy"),
        (NUMPY, None),
        (installed("numpy.fft", g=SCIPY), None),  # as a distribution that has its own
        (installed("IPython.display", g=installed("traitlets")), None),
        (installed("ipykernel.iostream", g=DISPLAY), None),
        (installed("importlib._bootstrap", g=installed("_distutils_hack")), None),  # at each import, by setuptools
        (installed("__main__", "my-packages"), None),
    ],
)
def test_a_package_that_is_not_there_when_this_is_graded_is_told(function, package):
    """SciPy's convolution was Right, and earned nothing."""
    said = verdict(called("insert_zeros_chw", lambda x, strides: inserted(function(x), strides))).alt
    if package:
        assert said == f"✓ Right, but no points: {package} is not there when this is graded: write the steps yourself."
    else:
        assert said.startswith("✓ Right: ")


def test_what_is_swept_up_meanwhile_is_no_call():
    class Left:
        __del__ = SCIPY

    def answer(x, strides):
        left = Left()
        left.itself = left
        del left
        return inserted(x, strides) if [[] for _ in range(2000)] else x

    assert verdict(called("insert_zeros_chw", answer)).alt.startswith("✓ Right: ") and gc.isenabled()


def test_only_calls_from_outside_are_noted(monkeypatch):
    monkeypatch.delitem(sys.modules, "tconv_lib.networks", raising=False)
    with _calls_noted() as names:
        tconv_lib.transpose_steps([1, 2], [1], 3, 2).margins  # which calls others, and so does what it returns
        sorted([3, 2], key=lambda size: tconv_lib.full_size(size, 2, 2))
        import_module("tconv_lib.networks")
    assert names == ["transpose_steps", "full_size", "full_size"] and sys.getprofile() is None


def test_a_profiler_goes_on():
    def profiler(*_):
        """Does nothing."""

    sys.setprofile(profiler)
    try:
        said = verdict(called("insert_zeros_chw", by_the_course)).alt
        assert sys.getprofile() is profiler and said.startswith("✓ Right: ")
    finally:
        sys.setprofile(None)
    with Profile() as profile:
        verdict(called("insert_zeros_chw", by_the_course))
        ascii("afterwards")
    assert any("built-in method builtins.ascii" in str(entry.code) for entry in profile.getstats())


def test_a_tool_of_ones_own_may_have_the_name_of_a_finished_function():
    tools = SimpleNamespace(insert_zeros=called("insert_zeros", lambda x, strides: inserted(x, strides)))
    assert verdict(written(HEAD + "return tools.insert_zeros(x, strides)", tools=tools)).alt.startswith("✓ Right: ")


def test_the_same_name_in_another_library_is_no_finished_function():
    code = HEAD + "return np.pad(inserted(x, strides), 0)"
    assert verdict(written(code, pad=tconv_lib.pad, inserted=inserted)).alt.startswith("✓ Right: ")
    code = HEAD + "pad = t.slide(x[0], x[0])\n    return inserted(x, strides + pad[0] * 0)"
    assert verdict(written(code, t=tconv_lib, inserted=inserted)).alt.startswith("✓ Right: ")


def again(x, depth):
    return again(x, depth - 1) if depth else x


def test_an_answer_may_call_what_calls_itself_and_allowed_functions_of_the_module():
    code = HEAD + "t.slide(again(x, 2)[0], x[0])\n    return inserted(np.pad(x, 0), strides)"
    assert verdict(written(code, t=tconv_lib, again=again, inserted=inserted)).alt.startswith("✓ Right: ")


def test_a_result_may_be_as_long_as_can_be_shown():
    said = verdict(called("places", lambda size, stride: np.zeros(20_000)))
    assert said.grids[-1].values.size == 20_000


def test_numbers_that_an_answer_did_not_write_are_said():
    def inserted(x, strides):
        result = np.empty((len(x), *((n - 1) * s + 1 for n, s in zip(x.shape[1:], strides))), x.dtype)
        result[:, :: strides[0], :: strides[1]] = x
        return result

    said = "1 of 3 numbers differ. What np.empty leaves as it is, check makes 77; np.zeros makes 0."
    assert said in verdict(called("insert_zeros_chw", inserted)).alt
    assert "np.empty" not in verdict(called("places", lambda size, stride: ["77"])).alt


def test_what_only_looks_like_an_answer_is_none():
    for given, name in ((SimpleNamespace(__name__="places"), "places"), ("ab", "'ab'")):
        assert verdict(given).alt.startswith("No such question: ") and verdict(given).alt.endswith(f" {name}.")


def test_functions_that_a_question_allows_are_no_shortcut():
    def allowed(x, strides):
        tconv_lib.slide(x[0], x[0])
        return same_again(inserted(x, strides), 3)

    def same_again(x, depth):
        return same_again(x, depth - 1) if depth else x

    assert verdict(called("insert_zeros_chw", allowed)).alt.startswith("✓ Right: insert_zeros_chw gave ")
