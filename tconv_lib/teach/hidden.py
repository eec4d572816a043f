"""For hidden tests: inputs drawn from a seed that only the teacher knows."""

import os
import zlib
from contextvars import ContextVar

import numpy as np

SEED = ContextVar("seed", default=None)
"""What counts while it is set; otherwise the environment variable TCONV_SEED, which nbgrader_config.py sets."""


def as_seed(text):
    """The number that grading/seed.txt says. Raises ValueError."""
    if not text.isdecimal():
        raise ValueError(f"the seed, in grading/seed.txt, must be a whole number such as 20261127, and is {text!r}")
    return int(text)


def hidden_inputs(question, count=20):
    """`count` random generators for the hidden tests of a question, always the same ones for the same seed."""
    seed = as_seed(os.environ.get("TCONV_SEED", "0") if SEED.get() is None else SEED.get())
    for number in range(count):
        yield np.random.default_rng([seed, zlib.crc32(question.encode()), number])
