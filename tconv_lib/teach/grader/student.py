"""The program of the process in which a student's code runs: it runs cells, calls functions, and says what came out.

It is told nothing but cells and inputs, and whatever it says is only data to the judge. It needs NumPy and the
copy of the course that stripped.py makes, where this module lies, too.
"""

import os
import re
import sys

from .wire import NotPlain, packed, receive, send, unpacked

MAGIC = re.compile(r"^(\s*)(?:[\w., ]+=\s*)?[%!?].*$|^(\s*)[\w.]+\?{1,2}\s*$", re.MULTILINE)
LONGEST_WORDS = 500


def main():
    """Answer the requests on standard input until it ends; the first one says the limits."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    restrict(**receive(requests))
    send(replies, {"id": "ready"})
    names = {"__name__": "__main__", "display": lambda *things, **settings: None}
    while (request := receive(requests)) is not None:
        reply(replies, request["id"], answer(request, names))


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
            try:
                resource.setrlimit(getattr(resource, name), (limit, limit))
            except (OSError, ValueError):
                pass  # macOS does not limit the address space


def answer(request, names):
    """What to say to a request: a value, or an error with its type and words, or why there is neither."""
    try:
        if "run" in request:
            run(request["run"], names)
            return {"value": None}
        if request["call"] not in names:
            return {"undefined": request["call"]}
        args, named = unpacked(request["args"]), dict(unpacked(request["named"]))
        value = names[request["call"]](*args, **named)
    except BaseException as error:  # also sys.exit()
        return {"error": in_words(error)}
    try:
        return {"value": packed(value)}
    except BaseException as error:
        return {"unsaid": in_words(error)[1]}


def reply(replies, request, said):
    try:
        send(replies, {"id": request} | said)
    except NotPlain as error:
        send(replies, {"id": request, "unsaid": str(error)})


def in_words(error):
    """Name of the error's type, and its message."""
    try:
        return [str(type(error).__name__)[:LONGEST_WORDS], str(error)[:LONGEST_WORDS]]
    except BaseException:
        return ["Exception", ""]


def run(source, names):
    """Execute a cell. Lines that only IPython understands do nothing."""
    try:
        code = compile(source, "cell", "exec", dont_inherit=True)
    except SyntaxError:
        code = compile(plain_python(source), "cell", "exec", dont_inherit=True)
    exec(code, names)


def plain_python(source):
    """The cell without IPython's own syntax: a line %magic, !command or name? becomes `pass`.

    %%time and its like run the rest of the cell; the rest of any other %% cell is not Python.
    """
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        return plain_python(rest) if re.match(r"%%(time|timeit|capture|prun)\b", first) else ""
    return MAGIC.sub(lambda match: f"{match[1] or match[2] or ''}pass", source)
