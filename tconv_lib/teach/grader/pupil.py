"""A submission that answers questions: its cells, the processes in which they run, and the time that they have."""

import builtins
import ctypes
import threading
import time
from contextlib import contextmanager

from ... import errors
from .sandbox import Alarm, Child, Lost
from .stripped import course_without
from .wire import NotPlain, packed, unpacked, writable

GRACE = 1
"""Seconds that a test has, after the student's process was ended, to come to an end itself."""


class Failed(BaseException):
    """A question is decided, for the reason in the message. Tests and check() do not catch it as an Exception."""


class Unending(Failed):
    """Raised in the middle of a test that is still busy when the time for its question is over."""

    def __str__(self):
        return "returns what the test takes too long with"


class SourceFailure(RuntimeError):
    """The teacher's own cells do not run, so that nothing can be graded."""


class Pupils:
    """One submission, in as many processes as its questions withhold different names of the course."""

    def __init__(self, cells, withheld, limits, protected):
        fatal = set()  # places of cells that end a process or do not come to an end; they are run once
        self._make = lambda names: Pupil(cells, fatal, names, limits, protected)
        self._withheld = withheld
        self._pupils = {}
        self._limits = limits
        self._end = time.monotonic() + limits.submission
        self._asked = None

    @contextmanager
    def asked(self, functions, test):
        """While it lasts, the functions can be called, as they are where the test stands. Raises Failed."""
        names = frozenset(name for function in functions for name in self._withheld.get(function, ()))
        pupil = self._pupils.setdefault(names, self._make(names))
        left = self._end - time.monotonic()
        if left <= 0:
            raise Failed(f"has no time left: the whole notebook has {self._limits.submission:g} seconds")
        seconds = min(left, self._limits.question)
        with pupil.within(seconds), Alarm(seconds + GRACE, raiser(Unending)):
            pupil.go_to(test)
            self._asked = pupil
            try:
                yield
            finally:
                self._asked = None

    def call(self, function, args, named):
        """What the student's function returns, as plain data, or raises. Raises Failed if it does neither."""
        if self._asked is None:
            raise Failed("is asked for by a cell that is no test")
        return self._asked.call(function, args, named)

    def close(self):
        for pupil in self._pupils.values():
            pupil.close()


class Pupil:
    """One process, and the next one if it is lost."""

    def __init__(self, cells, fatal, withheld, limits, protected):
        self._cells, self._fatal = cells, fatal
        self._withheld, self._limits, self._protected = withheld, limits, protected
        self._child = None
        self._seconds = 0
        self._done = 0
        self._errors = []

    @contextmanager
    def within(self, seconds):
        """While it lasts, there is a process; it ends after so many seconds. Raises SandboxFailure."""
        if self._child and self._child.timed_out:
            self.close()
            self._child = None
        if self._child is None:
            self._child = Child(course_without(self._withheld), self._limits, self._protected)
            self._done, self._errors = 0, []
        self._seconds = seconds
        with self._child.within(seconds):
            yield

    def go_to(self, test):
        """Run the cells before this test that did not run yet. Raises Failed if one of them ends the process."""
        for place in range(self._done, self._cells.index(("", test))):
            self._done = place + 1
            source, _ = self._cells[place]
            if source and place not in self._fatal:
                try:
                    reply = self._ask({"run": source})
                except Failed:
                    self._fatal.add(place)
                    raise
                if "error" in reply:
                    self._errors.append(reply["error"])

    def call(self, function, args, named):
        """The value that comes back. Raises the student's error, Failed, or SourceFailure for what cannot be passed."""
        try:
            request = {"call": function, "args": packed([*args]), "named": packed([*named.items()])}
        except NotPlain as error:
            raise SourceFailure(f"a test calls {function} with {error}") from None
        match self._ask(request):
            case {"value": data}:
                try:
                    return unpacked(data)
                except NotPlain:
                    raise Failed("returns what cannot be read") from None
            case {"error": [str() as name, str() as words]}:
                raise students_error(name, writable(words))
            case {"undefined": _}:
                raise Failed(f"is not defined{self._why()}")
            case _:
                raise Failed("returns something that is no number, text, array, or list of these")

    def _ask(self, request):
        child = self._child
        try:
            return child.ask(request)
        except Lost:
            self._child = None
            if child.timed_out:
                raise Failed(f"does not come to an end in {self._seconds:.3g} seconds") from None
            raise Failed("ends Python, or needs more than there is of memory or time") from None

    def _why(self):
        match self._errors:
            case [*_, [str() as name, *_]]:
                return f"; a cell stops with {builtin_name(name)}"
        return ""

    def close(self):
        if self._child:
            self._child.close()


def raiser(kind):
    """A function that, called from another thread, raises an exception of this kind in the present one."""
    thread = ctypes.c_ulong(threading.get_ident())
    return lambda: ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(kind))


def students_error(name, words):
    """The exception that stands for one of the student's: of the same type, if Python or the course has that type."""
    kind = getattr(builtins, name, None) or getattr(errors, name, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)) or kind in (StopIteration, StopAsyncIteration):
        kind = type(name if name.isidentifier() and name.isprintable() else "Error", (Exception,), {})
    try:
        error = kind(words)
    except TypeError:  # a type that wants more than words
        error = Exception(words)
    error.from_student = True
    return error


def builtin_name(name):
    """The name of an exception if it is Python's own or the course's. Any other could be a message."""
    known = isinstance(getattr(builtins, name, None) or getattr(errors, name, None), type)
    return name if known else "an error of its own"
