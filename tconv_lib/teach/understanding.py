"""The test of understanding: what its questions are, in two equivalent forms, and what was learned between them.

The two forms put different numbers into a question, so they ask the same, and a wrong choice is the same mistake in
both. The questions stand in solutions/understanding.py, where answers are.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from .questions import SOLUTIONS, module_at

QUESTIONS = SOLUTIONS / "understanding.py"
FORMS = "before", "after"
LETTERS = "abcd"


@dataclass(frozen=True)
class Asked:
    """A question with its numbers in it: what is right, and {wrong choice: the misconception}."""

    text: str
    right: str
    wrong: dict[str, str]


@dataclass(frozen=True)
class Item:
    """A question of both forms; `cell` of page number `page` answers it. thread: of people whose mistake it was."""

    ask: Callable[..., Asked]
    title: str
    page: str
    cell: str
    thread: str
    forms: tuple[tuple, tuple]

    def asked(self, form):
        return self.ask(*self.forms[FORMS.index(form)])

    def choices(self, form):
        """{letter: choice}, in an order that says nothing."""
        asked = self.asked(form)
        choices = sorted([asked.right, *asked.wrong])
        random.Random(f"{self.ask.__name__} {form}").shuffle(choices)
        return dict(zip(LETTERS, choices, strict=True))

    def right(self, form):
        """The letter of the right choice."""
        return next(letter for letter in LETTERS if letter not in self.mistakes(form))

    def mistakes(self, form):
        """{letter: the misconception} of the wrong choices."""
        wrong = self.asked(form).wrong
        return {letter: wrong[choice] for letter, choice in self.choices(form).items() if choice in wrong}


def asked(text, right, wrong):
    """An Asked of any values; raises ValueError where a misconception gives the right answer, or two give the same."""
    right, named = in_words(right), {in_words(value): mistake for value, mistake in wrong}
    if right in named or len(named) < len(wrong):
        raise ValueError(f"two choices are the same: {text}")
    return Asked(text, right, named)


def in_words(value):
    if isinstance(value, str):
        return value
    return ", ".join(str(int(number)) for number in np.ravel(value))


@cache
def items():
    """The Items, in the order of both forms. Raises SystemExit where they are not: in the copy that students get."""
    if not QUESTIONS.exists():
        raise SystemExit("what is right stands in solutions/, which this copy of the course lacks; your teacher has it")
    return module_at(QUESTIONS).ITEMS


def set_of(form):
    """Name of the problem set."""
    return f"ps0_{form}"


def name_of(form, number):
    """Name under which question number 1, 2, ... is answered: by one letter."""
    return f"{form}_{number}"


def gain(before, after):
    """The normalised gain: what was learned of what could be. None where all was known, and nothing could be.

    before, after: shares that were right, of the same people. (R. R. Hake, American Journal of Physics 66, 64, 1998.)
    """
    return None if before == 1 else (after - before) / (1 - before)
