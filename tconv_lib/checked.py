"""What a picture takes: a function whose arguments are checked as its annotations say."""

import inspect
from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Annotated, ParamSpec, TypeVar, get_type_hints

import numpy as np

from .arrays import as_numbers
from .values import MOST_SHOWN, Pad, as_many, check_choice, check_padding, check_truth, check_whole_number

Count = Annotated[int, partial(check_whole_number, most=MOST_SHOWN)]
Place = Annotated[int, partial(check_whole_number, least=0, most=MOST_SHOWN)]
Digits = Annotated[int, partial(check_whole_number, most=15)]
"""A kernel 1, 10, 100, ... of so many taps: what it makes of numbers up to MOST_SHOWN fits into int64."""

Counts = Annotated[Sequence[int], partial(as_many, most=MOST_SHOWN)]
Truth = Annotated[bool, check_truth]
Word = Annotated[str, partial(check_choice, choices=("SAME", "VALID"))]
AxisPadding = Annotated[Pad, lambda name, value: check_padding(value)]
Signal = Annotated[np.ndarray, partial(as_numbers, ndims=(1,))]
Image = Annotated[np.ndarray, partial(as_numbers, ndims=(2,))]
SignalOrImage = Annotated[np.ndarray, partial(as_numbers, ndims=(1, 2))]
P = ParamSpec("P")
R = TypeVar("R")


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which is only called with arguments as its annotations take them; each is Annotated[type, check].

    check(name, value) returns what the function gets, or raises an error that says what would be right.
    """
    hints = get_type_hints(function, include_extras=True)
    checks = {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}
    signature = inspect.signature(function)

    def with_checks(*args: P.args, **named: P.kwargs) -> R:
        bound = signature.bind(*args, **named)
        for name, value in bound.arguments.items():
            if name in checks:
                bound.arguments[name] = checks[name](name, value)
        return function(*bound.args, **bound.kwargs)

    # what runs has the function's name, too: by it check knows what an answer calls
    code = with_checks.__code__
    with_checks.__code__ = code.replace(co_name=function.__name__, co_qualname=function.__qualname__)
    return wraps(function)(with_checks)
