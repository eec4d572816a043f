"""Page 10: the gradients of its layers, its digits, and that nothing it shows hangs on how a sum is rounded."""

import re
import tomllib

import numpy as np
import pytest
from course import ROOT, read

from tconv_lib.examples import sheet
from tconv_lib.recorded import DIGITS_FILE, digits

PAGE = read(ROOT / "notebooks" / "10_a_network_that_draws.ipynb")


@pytest.fixture(scope="module")
def page():
    """What the page defines, without what it trains."""
    names: dict = {}
    for cell in PAGE.cells:
        if cell.id in (
            "imports",
            "title-picture",
            "digits",
            "transposed",
            "others",
            "resized",
            "three",
            "measure",
            "learn",
        ):
            exec(cell.source, names)
    return names


LAYERS = {
    "Transposed 3": ("Transposed", (3, 3, 2, 4), 4),
    "Transposed 4": ("Transposed", (4, 4, 2, 4), 4),
    "Transposed 2": ("Transposed", (2, 2, 3, 1), 1),
    "Transposed 5": ("Transposed", (5, 5, 1, 2), 2),
    "Resized 3": ("Resized", (3, 3, 4, 2), 4),
    "Resized 4": ("Resized", (4, 4, 1, 3), 1),
    "Full": ("Full", (24, 10), 4),
}
"""Class, shape of the weights, channels of the input."""


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_knows_its_gradients(page, name):
    """Exactly: a step of input or weights changes the loss by step · slope, since the layer is linear in each."""
    kind, shape, channels = LAYERS[name]
    draw = np.random.default_rng(0).integers
    x, weights = draw(-9, 10, (3, 2, 3, channels)), draw(-9, 10, shape)

    def layer(weights):
        return page[kind](weights, (5, 2)) if kind == "Full" else page[kind](weights)

    tried = layer(weights)
    made = tried.forward(x)
    slopes = draw(-9, 10, made.shape)
    handed_on = tried.backward(slopes).reshape(x.shape)
    for _ in range(5):
        step, step_of_weights = draw(-9, 10, x.shape), draw(-9, 10, shape)
        assert ((layer(weights).forward(x + step) - made) * slopes).sum() == (step * handed_on).sum()
        assert ((layer(weights + step_of_weights).forward(x) - made) * slopes).sum() == (
            step_of_weights * tried.slopes
        ).sum()


def test_relu_hands_on_where_it_kept(page):
    relu = page["Relu"]()
    assert [*relu.forward(np.array([-2, 0, 3]))] == [0, 0, 3]
    assert [*relu.backward(np.array([5, 6, 7]))] == [0, 0, 7]


@pytest.mark.parametrize("kernel", [3, 5])
def test_resize_and_convolve_has_even_phases(page, kernel):
    """The transposed convolution that it is: what it makes of a single 1, at any taps."""
    taps = np.random.default_rng(0).integers(-9, 10, (kernel, kernel, 1, 1))
    single = np.zeros((1, 5, 5, 1), int)
    single[0, 2, 2] = 1
    made = page["Resized"](taps).forward(single)[0, ..., 0]
    assert {int(made[p::2, q::2].sum()) for p, q in np.ndindex(2, 2)} == {int(taps.sum())}


def test_what_alternates_is_measured(page):
    board = np.indices((8, 8)).sum(axis=0) % 2
    pictures = {"board": board, "columns": np.arange(64).reshape(8, 8) % 2, "wide": board.repeat(2, 0).repeat(2, 1)}
    shares = {name: page["alternating"](picture[None, :8, :8, None]) for name, picture in pictures.items()}
    assert shares == pytest.approx({"board": 1, "columns": 1, "wide": 0})


def test_learning_is_repeatable_and_does_not_amplify_rounding(page):
    """A change of the first weights by far more than rounding changes nothing that the page shows."""

    def learned(noise):
        network = page["network"]("kernel 3")
        for layer in network[:2] + network[3::2]:
            layer.weights *= 1 + noise * np.random.default_rng(2).standard_normal(layer.weights.shape)
        return page["learn"](network, steps=100, every=100)

    once, again, disturbed = (learned(noise) for noise in (0, 0, 1e-12))
    assert all(np.array_equal(once[step], again[step]) for step in once)
    assert 0 < np.abs(disturbed[100] - once[100]).max() < 1e-9


def test_digits_are_what_they_are_said_to_be():
    ink, digit = digits()
    assert ink.shape == (1797, 8, 8) and (ink.min(), ink.max()) == (0, 16)
    assert np.bincount(digit).min() > 170 and {*digit} == {*range(10)}
    assert DIGITS_FILE.stat().st_size < 100_000


def test_the_page_says_whose_digits_they_are_and_under_which_licence():
    said = tomllib.loads(DIGITS_FILE.with_name("SOURCE.toml").read_text(encoding="utf-8"))
    name, address = said["licence"].split(", ")
    (cell,) = (cell.source for cell in PAGE.cells if cell.id == "digits-words")
    assert re.search(rf"\[{name}\]\({address}\)", cell)


def test_a_sheet_has_its_pictures_in_rows():
    pictures = np.arange(3)[:, None, None] * np.ones((3, 2, 2))
    assert sheet(pictures, 2).tolist() == [
        [0, 0, 0.5, 1, 1],
        [0, 0, 0.5, 1, 1],
        [0.5] * 5,
        [2, 2, 0.5, 0.5, 0.5],
        [2, 2, 0.5, 0.5, 0.5],
    ]
