"""For hidden tests: inputs drawn from a seed that only the teacher knows, and a look at how an answer was made."""

import inspect
import os
import zlib

import numpy as np

# The finished operation, under every name that it has in this package. data_format is an argument of it.
READY_MADE = {
    "conv1d_transpose",
    "conv2d_transpose",
    "conv3d_transpose",
    "transpose_steps",
    "convolution_matrix",
    "by_insertion",
    "by_scatter",
    "by_matrix",
    "by_gradient",
    "returned",
    "data_format",
}


def hidden_inputs(question, count=20):
    """`count` random generators for the hidden tests of a question, always the same ones for the same seed.

    The seed is the environment variable TCONV_SEED, which nbgrader_config.py sets.
    """
    seed = int(os.environ.get("TCONV_SEED", 0))
    for number in range(count):
        yield np.random.default_rng([seed, zlib.crc32(question.encode()), number])


def calls_ready_made(function, *more):
    """Which finished operations an answer uses: READY_MADE and `more`, as a sorted list of names.

    Reads the names, keywords and texts in its code, also where the notebook gave a function another name, and
    in the notebook's own functions that it calls. A variable or a function of its own may have any name.
    """
    used, to_read = {getattr(function, "__name__", "")}, [function]
    for function in filter(inspect.isfunction, to_read):  # which grows
        for name in _names(function.__code__):
            value = function.__globals__.get(name)
            if inspect.isfunction(value) and value.__globals__ is function.__globals__:
                to_read += [value] if value not in to_read else []
            else:
                used |= {name, getattr(value, "__name__", name)}
    return sorted(used & READY_MADE.union(more))


def _names(value):
    """The names, keywords and texts of a code object and of those inside it."""
    if inspect.iscode(value):
        yield from value.co_names
        for constant in value.co_consts:
            yield from _names(constant)
    elif isinstance(value, (tuple, frozenset)):
        for item in value:
            yield from _names(item)
    elif isinstance(value, str):
        yield value
