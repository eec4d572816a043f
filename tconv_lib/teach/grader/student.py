"""The program of the process in which a student's code runs: it runs cells, calls functions, and says what came out.

It is told nothing but cells and inputs, and whatever it says is only data to the judge. It needs NumPy and the
copy of the course that stripped.py makes, where this module lies, too.
"""

import os
import sys
from contextlib import suppress

from ...answers import attempt
from .cells import Cells
from .wire import packed, receive, send, unpacked, weight

LONGEST_WORDS = 300


def main():
    """Answer the requests on standard input until it ends; the first one says the limits."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    restrict(**receive(requests))
    send(replies, {"id": "ready"})
    cells = Cells()
    sys.modules["__main__"] = cells.module  # where pickle looks for a class of a cell
    while (request := receive(requests)) is not None:
        send(replies, {"id": request["id"]} | reply(request, cells))


def restrict(memory, seconds, file):
    """Limit this process, as far as the system knows how, to so many bytes, seconds of CPU time, bytes in a file."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {
        "RLIMIT_AS": memory,
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": file,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": 64,
        "RLIMIT_NPROC": 64,
        "RLIMIT_MSGQUEUE": 0,
    }
    if sys.argv[1:] == ["unprotected"]:
        del limits["RLIMIT_NPROC"]  # it counts all that the user runs
    for name, limit in limits.items():
        if hasattr(resource, name):
            with suppress(OSError, ValueError):  # macOS does not limit the address space
                resource.setrlimit(getattr(resource, name), (limit, limit))


def reply(request, cells):
    """What to say to a request: to know all cells, to run one, or to answer calls.

    A call is (function, arguments, bytes that may come back).
    """
    if "cells" in request:
        cells.below = request["cells"]
        return {}
    if "run" in request:
        try:
            cells.run(request["run"])
            error = None
        except BaseException as raised:  # also sys.exit()
            error = in_words(type(raised).__name__, cells.explained(raised))
        return {"error": error, "missing": cells.missing_modules()}
    return {"answers": [answer(cells, *call) for call in request["calls"]]}


def answer(cells, function, arguments, most):
    """What came of a call, or what a name stands for that is no function: a value, or why there is none.

    That is an error with its type and words, or in a few words what was returned: too much, or nothing to compare.
    """
    if function not in cells.names:
        unknown = NameError(f"name {function!r} is not defined", name=function)
        return {"undefined": cells.explained(unknown)[:LONGEST_WORDS]}
    try:
        args, named = unpacked(arguments)
        thing = cells.names[function]
        outcome = attempt(thing if callable(thing) else lambda: thing, args, dict(named), explain=cells.explained)
        if outcome.error:
            return {"error": in_words(*outcome.error)}
        said = outcome.said[:LONGEST_WORDS]
        if outcome.value is None:
            return {"odd": said}
        return {"value": packed(outcome.value), "said": said} if weight(outcome.value) <= most else {"large": said}
    except BaseException as error:
        return {"error": in_words(type(error).__name__, "")}


def in_words(name, words):
    return [name[:LONGEST_WORDS], words[:LONGEST_WORDS]]
