"""check(): what it says to right, wrong, unfinished and odd answers."""

import numpy as np
import pytest

from tconv_lib import check
from tconv_lib.checks import verdict


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
        (places, "✓ Right: places gave what was expected for 7 inputs, up to places(4, 3)."),
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
        (lambda size, stride: None, "places(1, 1) returned nothing. Is there a return?"),
        (lambda size, stride: "0", "places(1, 1) returned '0'; expected [0]."),
        (lambda size, stride: [[0], [1, 2]], "places(1, 1) returned [[0], [1, 2]]; expected [0]."),
        (lambda size, stride: np.full(size, np.nan), "places(1, 1) returned [nan]; expected [0]."),
        (unfinished, "Not done yet: write places in the cell above"),
    ],
)
def test_verdict(answer, words):
    assert words in verdict(called("places", answer)).alt


def test_answers_get_copies_of_the_inputs():
    answer = called("insert_zeros_chw", changes_its_input)
    assert verdict(answer).alt == verdict(answer).alt
    assert "✓ Right" in verdict(answer).alt


def test_differences_are_marked():
    def answer(x, strides):
        result = changes_its_input(x.copy(), strides)
        result[-1, -1, -1] += result.size > 20
        return result

    shown = verdict(called("insert_zeros_chw", answer))
    assert "1 of 24 numbers differ" in shown.alt and shown.html.count("font-weight:bold") == 1


@pytest.mark.parametrize("odd", [3, None, "places", len, lambda x: x])
def test_what_is_no_answer_is_explained(odd):
    assert "No such question: " in verdict(odd).alt


def test_check_shows_and_returns_nothing(capsys):
    assert check(places) is None
    assert "✓ Right" in capsys.readouterr().out
