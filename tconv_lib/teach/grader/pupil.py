"""A submission that answers questions: its cells, the process in which they run, and the time that they have."""

from .sandbox import PATIENCE, Child, Lost
from .stripped import course_with
from .wire import writable

# Why a question is decided without an answer.
ENDED = "ends Python, or needs more than there is of memory or time"
ENDLESS = "does not come to an end"
NO_TIME = "has no time left"
NO_CORE = "gets no core"


class Failed(Exception):
    """A question is decided, for the reason in the message.

    starved: whether the process waited for a core all the time, which is no fault of the student's.
    """

    def __init__(self, reason, starved=False):
        super().__init__(reason)
        self.starved = starved


class Pupil:
    """One submission in one process, and in the next one if it is lost."""

    def __init__(self, cells, allowed, limits, protected):
        self._cells, self._allowed, self._limits, self._protected = cells, allowed, limits, protected
        self._left = limits.submission
        self._fatal = set()  # places of cells that end a process or do not come to an end; they are run once
        self._child = None
        self._done = 0
        self.error = ()
        """Name and words of the error with which a cell stopped last."""
        self.missing = ()
        """Modules that cells wanted and did not find."""

    def answers(self, test, calls, seconds, most):
        """What the process says to each call, (function, arguments, bytes), where the test stands. Raises Failed."""
        if self._left <= 0:
            raise Failed(f"{NO_TIME}: the whole notebook has {self._limits.submission:g} seconds")
        seconds = min(self._left, seconds)
        if self._child is None:
            self._child, self._done = Child(course_with(self._allowed), self._limits, self._protected), 0
        child = self._child
        watch = child.within(seconds)
        try:
            with watch:
                self._go_to(test)
                answers = child.ask({"calls": calls}, most).get("answers")
        except Lost:
            raise reason(child, seconds) from None
        finally:
            self._left -= watch.worked
            if child.ended:
                child.close()
                self._child = None
        if not isinstance(answers, list) or len(answers) != len(calls):
            raise Failed(ENDED)
        return answers

    def _go_to(self, test):
        """Run the cells before this test that did not run yet. Raises Lost."""
        if not self._done:
            self._child.ask({"cells": [source for source, _ in self._cells if source]})
        for place in range(self._done, self._cells.index(("", test))):
            self._done = place + 1
            source, _ = self._cells[place]
            if source and place not in self._fatal:
                self._fatal.add(place)  # unless it comes to an end
                said = self._child.ask({"run": source})
                self._fatal.remove(place)
                self._note(said)

    def _note(self, said):
        match said:
            case {"error": [str() as name, str() as words]}:
                self.error = writable(name), writable(words)
        match said:
            case {"missing": [*modules]}:
                self.missing = tuple(name[:100] for name in modules[:10] if could_be_module(name))

    def close(self):
        if self._child:
            self._child.close()


def could_be_module(name):
    """Whether it is the name of a module, which a teacher can read in a terminal: words, with dots between them."""
    return isinstance(name, str) and all(map(str.isidentifier, name.split(".")))


def reason(child, seconds):
    """Why a process was lost, as Failed."""
    if child.ended_by == "work":
        return Failed(f"{ENDLESS} in {seconds:.3g} seconds")
    if child.ended_by == "clock":
        return Failed(f"{NO_CORE} for {seconds * PATIENCE:.3g} seconds", starved=True)
    return Failed(ENDED)
