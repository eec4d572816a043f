"""No answer that is nearly right passes check() or the hidden tests; one thing is changed at a time."""

import pytest
from course import ROOT

from tconv_lib.checks import verdict
from tconv_lib.recorded import questions as recorded
from tconv_lib.teach import questions
from tconv_lib.teach.nearly_right import NearlyRight, defined, faults, main, nearly_right, source_as
from tconv_lib.teach.one_change import one_change

SETS = [path.parent for path in sorted((ROOT / "solutions").glob("*/questions.py"))]
each_set = pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.name)


@each_set
def test_no_answer_that_is_nearly_right_passes(folder):
    found = [*nearly_right(folder)]
    assert len(found) > 5 * len(questions.load_questions(folder))
    assert faults(found) == []


@each_set
def test_every_right_answer_is_right(folder):
    names = questions.right_answers(folder)
    for question in questions.load_questions(folder):
        for right in questions.rights(question):
            answer = defined(source_as(right, question.__name__), names, question.__name__)
            assert verdict(answer).alt.startswith("✓ Right: "), right.__name__


@each_set
def test_no_two_mistakes_have_the_same_results(folder):
    """Otherwise check() could not tell which one was made. The same mistake made in two ways has one sentence."""
    for question in questions.load_questions(folder):
        values = [repr(values) for values in recorded()[question.__name__].mistakes.values()]
        assert len({*values}) == len(values), question.__name__


@pytest.mark.parametrize(
    "source, expected",
    [
        ("max(n, 0)", {"min(n, 0)", "n", "0", "k", "1", "-1"}),
        ("n // 2", {"n", "2", "n * 2", "n / 2", "-(-n // 2)", "round(n / 2)", "k", "3", "1"}),
        ("0 <= n < 4", {"True", "False", "0 < n < 4", "0 <= n <= 4", "0 <= n", "n < 4", "k", "1", "-1", "5", "3"}),
        ("x[1:]", {":", "1 + 1:", "1 - 1:", "1:-1", "2", "0"}),
        ("[n, 7]", {"[7, n]", "k", "8", "6"}),
    ],
)  # fmt: skip
def test_one_thing_is_changed(source, expected):
    assert {change.split(" → ")[1] for change, _ in one_change(f"y = {source}", [{"n", "k"}])} == expected


def test_loops_over_axes_are_changed_for_one_axis():
    source = "def f(a, b):\n    return [n - m for n, m in zip(a, b)]"
    results = {change: defined(code, {}, "f")([5, 7], [1, 1]) for change, code in one_change(source)}
    assert results["n - m → n"] == [5, 7]
    assert results["n - m → n, for the first axis"] == [5, 6]
    assert results["n - m → n, but for the first axis"] == [4, 7]


def test_what_passes_and_what_is_not_equivalent_is_said():
    class places:
        equivalent = {"a reason": ["0 → 1", "0 → 2"]}

    everywhere = ("check", "hidden tests, seed 1", "hidden tests, seed 2")
    found = [NearlyRight(places, "0 → 1", None, everywhere), NearlyRight(places, "1 → 2", None, ("check",))]
    assert faults(found) == ["places: 1 → 2 passes check", "places: 0 → 2 is not equivalent"]


def test_a_question_that_is_not_there_is_named():
    with pytest.raises(SystemExit, match="^there is no question place; there are stride_of, places, "):
        main(["place"])
