"""For hidden tests: inputs drawn from a seed that only the teacher knows."""

import os
import zlib
from contextvars import ContextVar

import numpy as np

SEED = ContextVar("seed", default=None)
"""What counts while it is set; otherwise the environment variable TCONV_SEED, which nbgrader_config.py sets."""


def hidden_inputs(question, count=20):
    """`count` random generators for the hidden tests of a question, always the same ones for the same seed."""
    seed = int(SEED.get() or os.environ.get("TCONV_SEED", 0))
    for number in range(count):
        yield np.random.default_rng([seed, zlib.crc32(question.encode()), number])
