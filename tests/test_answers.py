"""check() and the grade call the same answers right, whatever kind of value they are; and what "right" means."""

import sys
import tracemalloc

import numpy as np
import pytest
from classroom import protected

from tconv_lib.answers import attempt, plain
from tconv_lib.checks import _calls_noted
from tconv_lib.teach.grader.judge import Task, judge

RIGHT = [
    "[0, 3, 6]",
    "[0]",
    "[]",
    "7",
    "True",
    "2.5",
    "'FLL'",
    "[[1, 2], [3, 4]]",
    "[[1], [2, 3]]",
    "['a', 'b']",
    "2**62",
]
VALUES = (
    """
[0, 3, 6] | (0, 3, 6) | range(0, 9, 3) | np.array([0, 3, 6]) | np.array([0, 3, 6], object) | np.array([0., 3, 6])
deque([0, 3, 6]) | array.array('i', [0, 3, 6]) | np.longdouble([0, 3, 6]) | np.float16([0, 3, 6]) | memoryview(b'abc')
np.matrix([0, 3, 6]) | np.ma.array([0, 3, 6], mask=[0, 1, 0]) | [np.int8(0), 3, np.float32(6)] | [0, 3, 6 + 1e-12]
[0, 3, 7] | [0, 3] | [0, 3, 6, 9] | [[0, 3, 6]] | [0, 3, np.nan] | [0, 3, np.inf] | [0j, 3, 6] | [0, 3, 10**30]
{0: 0, 3: 3, 6: 6}.values() | {0, 3, 6} | (n for n in [0, 3, 6]) | iter([0, 3, 6]) | map(int, [0, 3, 6]) | '0, 3, 6'
['0', '3', '6'] | [Fraction(0), 3, 6] | 0 | [0] | (0,) | np.array([0]) | np.array(0) | False | [False] | '0' | '' | None
[] | () | np.array([]) | np.zeros((0, 2)) | [[]] | deque() | {} | set() | [None] | 7 | 7. | np.int64(7) | [7] | '7'
7 + 0j | Fraction(7) | Decimal(7) | True | 1 | 1. | np.True_ | [True] | 'True' | 2 | 2.5 | np.float32(2.5)
'FLL' | np.str_('FLL') | np.array('FLL') | ['F', 'L', 'L'] | b'FLL' | 'fll' | [[1, 2], [3, 4]] | ((1, 2), (3, 4))
np.array([[1, 2], [3, 4]]).T | np.matrix([[1, 2], [3, 4]]) | [np.array([1, 2]), (3, 4)] | [1, 2, 3, 4]
[[1], [2, 3]] | [(1,), np.array([2, 3])] | [[1], [2, 4]] | [[1, 2], [3]] | ('a', 'b') | np.array(['a', 'b']) | ['a']
2**62 | 2**62 + 1 | float(2**62) | 2**63 | np.uint64(2**62) | object() | print | np.datetime64('2026-01-01') | Liar()
np.broadcast_to(7, (10**6, 10**6))
""".replace("\n", " | ")
    .strip(" |")
    .split(" | ")
)
IMPORTS = """
import array
from collections import deque
from decimal import Decimal
from fractions import Fraction
import numpy as np

class Liar:
    def __eq__(self, other): return True
    def __array__(self, *_, **__): raise ValueError
"""


@pytest.fixture(scope="module")
def names():
    names = {}
    exec(IMPORTS, names)
    return names


def is_right(value, right, names):
    """What check() says."""
    return attempt(eval(f"lambda: {value}", names), ()).equals(eval(right, names))


@protected
def test_check_and_grade_agree(names):
    """Every value is handed in as the answer to every kind of question, in one notebook."""
    source, submitted = [(IMPORTS, "", "imports")], [(IMPORTS, "")]
    wanted = {}
    for number, (right, value) in enumerate((right, value) for right in RIGHT for value in VALUES):
        source += [(f"def f{number}(): return {right}", "answer", f"f{number}"), (f"f{number}()", "test", f"{number}")]
        submitted += [(f"def f{number}(): return {value}", ""), ("", f"{number}")]
        wanted[f"{number}"] = is_right(value, right, names)
    judgement = judge(Task(tuple(source), tuple(submitted)))
    assert {test: result.passed for test, result in judgement.results.items()} == wanted
    assert len(RIGHT) <= sum(wanted.values()) < len(wanted) / 5


@pytest.mark.parametrize(
    "right, values",
    {
        "[0, 3]": "(0, 3) | range(0, 6, 3) | deque([0, 3]) | array.array('i', [0, 3]) | np.longdouble([0, 3])",
        "[1]": "np.ma.array([1]) | np.ma.array([1], mask=[0])",
        "[]": "np.array([]) | () | np.zeros((0, 2)) | deque()",
        "True": "1 | np.True_ | 1.",
        "7": "7. | np.array(7)",
        "'FLL'": "np.str_('FLL')",
        "[[1], [2, 3]]": "[(1,), np.array([2, 3])]",
        "np.nan": "np.nan",
        "[1 / 3, 2 / 3]": "np.float32([1 / 3, 2 / 3]) | [1 / np.float32(3), 0.6666666666]",
    }.items(),
)
def test_right(right, values, names):
    assert all(is_right(value, right, names) for value in values.split(" | "))


@pytest.mark.parametrize(
    "right, values",
    {
        "[0]": "0 | [[0]] | '0' | [0, 0] | [] | None | {0} | (n for n in [0]) | np.ma.array([0], mask=[1])",
        "7": "[7] | '7' | 7 + 0j | 7 + 1e-6 | Decimal(7)",
        "[1 / 3, 2 / 3]": "[0.3333, 0.6667] | np.float16([1 / 3, 2 / 3]) | [0.33333, 0.66667]",
        "1_000_000": "1_000_001 | 1_000_001. | 999_999.",
        "2**62": "2**62 + 1",
        "'FLL'": "['F', 'L', 'L'] | b'FLL' | 'FLL '",
    }.items(),
)
def test_wrong(right, values, names):
    assert not any(is_right(value, right, names) for value in values.split(" | "))


@pytest.mark.parametrize(
    "unfilled",
    [
        "np.empty(3)",
        "np.empty((3,), dtype=np.uint8)",
        "np.empty_like(np.zeros(3, int))",
        "np.empty(shape=3, dtype=object)",
        "bare(3)",
    ],
)
def test_what_memory_happens_to_hold_is_not_right(unfilled, names):
    names["bare"] = np.empty  # as from numpy import empty as bare
    for right in "[0, 0, 0]", "[1, 1, 1]", "[False, False, False]":
        for _ in range(3):
            assert is_right(right, right, names)  # and leaves the right numbers where they are freed
            assert not is_right(unfilled, right, names)
    assert np.empty is names["np"].empty is names["bare"] and isinstance(np.empty, type(np.zeros))


def test_what_is_filled_may_begin_as_empty(names):
    assert is_right("np.pad(np.add([1, 2], 1, out=np.empty(2, int)), 1)", "[0, 2, 3, 0]", names)
    assert is_right("np.empty(0)", "[]", names) and is_right("np.empty(2, 'U1').shape", "2,", names)
    assert is_right("np.empty(1, 'M8[s]').size + np.empty(1, [('a', int), ('b', 'U1')]).size", "2", names)


@pytest.mark.parametrize(
    "huge",
    [
        *("range(10**9)", "range(10**30)", "[range(10**9)]", "([0], [range(10**9), 1])", "np.broadcast_to(0, 2**28)"),
        "np.zeros((300, 300, 0), complex)",
    ],
)
def test_what_stands_for_too_many_numbers_is_not_read(huge, names):
    tracemalloc.start()
    try:
        outcome = attempt(eval(f"lambda: {huge}", names), ())
        assert outcome.value is None and not outcome.equals([0]) and len(outcome.said) < 60
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_a_list_in_itself_is_no_answer():
    """And that is found at once: a student who is asked ten times has a second."""
    endless, calls = [], 0
    endless.append(endless)

    def count(*_):
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        with pytest.raises(TypeError):
            plain(endless)
    finally:
        sys.setprofile(None)
    assert calls < 10_000


@pytest.mark.parametrize("texts", [["a"] * 2000 + ["x" * 2000], [["x" * 2000], *[["a"]] * 2000]])
def test_texts_take_no_more_memory_than_they_have_letters(texts):
    """NumPy makes all as long as the longest: gigabytes, in the process that judges."""
    tracemalloc.start()
    value = plain(texts)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2e6 and len(value) == 2001


FINISHED = {
    "itself": "from tconv_lib import insert_zeros\ndef answer(x): return insert_zeros(x, 2)",
    "by another name": "from tconv_lib import insert_zeros as ready\ndef answer(x): return ready(x, 2)",
    "inside": "def answer(x):\n    from tconv_lib import insert_zeros\n    return insert_zeros(x, 2)",
    "by the module": "import tconv_lib\ndef answer(x): return [tconv_lib.insert_zeros(row[None], 2) for row in x]",
    "remembered": "from functools import cache\nfrom tconv_lib import insert_zeros\n"
    "@cache\ndef twice(): return lambda x: insert_zeros(x, 2)\ndef answer(x): return twice()(x)",
    "through another": "import tconv_lib as t\ndef f(x): return t.insert_zeros(x, 2)\ndef answer(x): return f(x)",
}


@pytest.mark.parametrize("way", FINISHED)
def test_check_sees_a_finished_call(way):
    names = {}
    exec(FINISHED[way], names)
    with _calls_noted() as called:
        names["answer"](np.ones((1, 2, 2, 1)))
    assert {*called} == {"insert_zeros"}


def test_an_error_may_have_no_words():
    class Wordless(Exception):
        def __str__(self):
            raise KeyError

    def answer():
        raise Wordless

    assert attempt(answer, ()).error == ("Wordless", "")


def test_an_answer_that_python_does_not_write_has_words():
    assert attempt(lambda: [2, 10**5000], ()).said == "[2, a very long int]"
