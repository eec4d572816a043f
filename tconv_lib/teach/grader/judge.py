"""Decide what a submission earns: the student's code answers in a process of its own, and is compared here.

A submission is asked what the tests ask the solution, in one message for each test, and every answer is compared with
the solution's, by the comparison that check() uses. No test, and nothing that it expects, is ever where the student's
code is; and no test ever meets what a student returned.
"""

import builtins
from dataclasses import dataclass, replace

from ... import errors
from ...answers import Outcome, plain, same
from ...checks import verdict_on
from ...recorded import questions as recorded
from .asking import asked
from .cells import BELOW
from .pupil import Failed, Pupil
from .sandbox import Limits
from .wire import NotPlain, unpacked, writable

WORDS = 3000
"""Bytes that a message may take for an answer, besides its numbers."""
SHOWN = 5
"""The last sitting, which earns nothing, has so many times less time for what did not come to an end before."""

# Why an answer earns nothing. Of inputs that are hidden, only the first two are ever said, or how a process was lost.
WRONG = "gives a wrong result"
STOPS = "stops with an error"
UNFINISHED = "is not done yet"
UNDEFINED = "is not defined"
CLASSIC = "a classic: "
"""What follows is the mistake that a wrong letter is."""
NOTHING = "returns nothing"
ODD = "returns something that is no number, text, array, or list of these"

NUMPYS = "AxisError", "LinAlgError", "UFuncTypeError"
"""Names of exceptions that NumPy has of its own."""


@dataclass(frozen=True)
class Task:
    """All that a judgement depends on.

    source: code cells of the source notebook, each with its role ("answer", "test" or "") and its name.
    submitted: the student's code cells, (text, ""), and where the tests stand between them, ("", name of the test).
    allowed: for a function that is asked for, the names of the course that are there, (function, names).
    """

    source: tuple[tuple[str, str, str], ...]
    submitted: tuple[tuple[str, str], ...]
    allowed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    seed: str = "0"
    limits: Limits = Limits()
    protected: bool = True

    def allowed_for(self, question):
        return frozenset(name for function, names in self.allowed if function in question.functions for name in names)


@dataclass(frozen=True)
class Result:
    """What came of a test: whether it passed; if not, a sentence for the student, and check's pictures: (html, alt)."""

    passed: bool
    sentence: str = ""
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Judgement:
    """The Result of each test, by its name, and remarks for student and teacher.

    starved: whether a process got no core for so long that all should be judged once more, when nothing else is.
    """

    results: dict[str, Result]
    remarks: tuple[str, ...] = ()
    starved: bool = False


@dataclass(frozen=True)
class Heard:
    """What a submission answered to a question: for each call an Outcome and, if it is not right, the reason.

    lost: why there are no answers. error, missing: what cells stopped with, in two words or more, and did not find.
    """

    outcomes: tuple[Outcome, ...] = ()
    reasons: tuple[str, ...] = ()
    lost: Failed | None = None
    error: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def reason(self):
        """Why it earns nothing, or ""."""
        return str(self.lost) if self.lost else next(filter(None, self.reasons), "")


def judge(task):
    """The Judgement. Raises SandboxFailure or SourceFailure.

    First all questions are asked with only what every one of them allows: one process, in which most answers are right.
    Those that are not are asked again with what they allow themselves. What a student is shown comes from a last
    sitting, with processes that never saw a hidden input.
    """
    questions = asked(task.source, task.seed)
    common = frozenset.intersection(*map(task.allowed_for, questions))
    heard = sit(task, questions, common)
    wrong = [question for question in questions if heard[question.test].reason]
    heard |= sittings(task, [q for q in wrong if not heard[q.test].lost and task.allowed_for(q) != common])

    failed = [question for question in questions if heard[question.test].reason]
    lacking = any(each.missing for each in heard.values())
    lost = {question.test for question in failed if heard[question.test].lost}
    seen = sittings(task, failed or (questions[-1:] if lacking else ()), hidden=False, lost=lost)
    missing = sorted({name for each in seen.values() for name in each.missing})
    return Judgement(
        {q.test: result(q, heard[q.test], seen[q.test]) if q in failed else Result(True) for q in questions},
        tuple(f"{name} is not there when this is graded" for name in missing),
        any(each.lost and each.lost.starved for each in heard.values()),
    )


def sittings(task, questions, hidden=True, lost=()):
    """What is heard for each test, with a process for all questions that allow the same."""
    heard = {}
    for allowed in {task.allowed_for(question): None for question in questions}:
        asked_now = [question for question in questions if task.allowed_for(question) == allowed]
        heard |= sit(task, asked_now, allowed, hidden, lost)
    return heard


def sit(task, questions, allowed, hidden=True, lost=()):
    """What is heard for each test when these questions are asked in turn, with what is hidden or without.

    lost: names of tests that have less time.
    """
    pupil = Pupil(task.submitted, allowed, task.limits, task.protected)
    try:
        limit = task.limits.question
        return {q.test: hear(pupil, q, hidden, limit / SHOWN if q.test in lost else limit) for q in questions}
    finally:
        pupil.close()


def hear(pupil, question, hidden, seconds):
    calls = question.shown + question.hidden * hidden
    said = [(call.function, call.arguments, call.most) for call in calls]
    outcomes, reasons, lost = (), (), None
    try:
        answers = pupil.answers(question.test, said, seconds, sum(2 * call.most + WORDS for call in calls) + WORDS)
        outcomes = tuple(map(outcome_of, answers))
        if question.mistakes:
            outcomes = tuple(map(as_letter, outcomes))
        reasons = tuple(map(reason_of, calls, answers, outcomes))
    except Failed as failed:
        lost = failed
    return Heard(outcomes, reasons, lost, pupil.error, pupil.missing)


def outcome_of(answer):
    """The Outcome that a process says; one without a value if it says nothing that can be read."""
    match answer:
        case {"value": data, "said": str() as said}:
            try:
                return Outcome(plain(unpacked(data)), said=writable(said))
            except (NotPlain, TypeError):
                return Outcome(said="what cannot be read")
        case {"error": [str() as name, str() as words]}:
            return Outcome(error=(writable(name), writable(words)))
        case {"odd": str() as said} | {"large": str() as said} | {"undefined": str() as said}:
            return Outcome(said=writable(said))
    return Outcome()


def as_letter(outcome):
    """The Outcome where " C" stands for "c"."""
    return replace(outcome, value=outcome.value.strip().casefold()) if isinstance(outcome.value, str) else outcome


def reason_of(call, answer, outcome):
    """Why this answer is not right, or ""."""
    if outcome.error:
        wanted = call.right.error and call.right.error[0] == outcome.error[0]
        return "" if wanted else UNFINISHED if outcome.error[0] == "NotImplementedError" else STOPS
    if outcome.value is not None:
        return "" if not call.right.error and same(outcome.value, call.right.value) else WRONG
    if answer == {"odd": "nothing"}:
        return NOTHING
    return {"undefined": UNDEFINED, "large": WRONG}.get(next(iter(answer), "") if isinstance(answer, dict) else "", ODD)


def result(question, heard, seen):
    """The Result of a test that failed: what was heard with hidden inputs, and without."""
    if question.mistakes and not heard.lost and heard.reason == WRONG:
        return Result(False, f"{question.functions[0]} {of_letter(heard.outcomes[0].value, question.mistakes)}")
    hidden = str(heard.lost) if heard.lost else STOPS if heard.reason in (STOPS, UNFINISHED, UNDEFINED) else WRONG
    if seen.lost:
        reason = hidden
    elif seen.reason:
        reason = in_detail(seen)
    else:
        reason = f"{hidden}, for other inputs than those that you see"
    return Result(False, f"{' and '.join(question.functions)} {reason}", tuple(pictures(question, seen)))


def of_letter(said, mistakes):
    """What is wrong with an answer that is not the right letter."""
    if isinstance(said, str) and said in mistakes:
        return f"is {said}, {CLASSIC}{mistakes[said]}"
    return "is not answered" if said == "" else "is none of the choices"


def in_detail(seen):
    """Why a question is not answered, with the name of an error: only for inputs that are not hidden.

    Words of an error that came up in a call are in check's picture.
    """
    if seen.reason == UNDEFINED:
        said = seen.outcomes[seen.reasons.index(UNDEFINED)].said
        if BELOW in said:
            return f"{UNDEFINED}: {said}"
        if seen.error:
            name, words = seen.error
            return f"{UNDEFINED}; a cell stops with {': '.join(filter(None, [known(name), ' '.join(words.split())]))}"
    if seen.reason == STOPS:
        return f"stops with {known(seen.outcomes[seen.reasons.index(STOPS)].error[0])}"
    return seen.reason


def known(name):
    """The name of an exception if it is Python's own, the course's or NumPy's. Any other could be a message."""
    own = isinstance(getattr(builtins, name, getattr(errors, name, None)), type)
    return name if own or name in NUMPYS else "an error of its own"


def pictures(question, seen):
    """What check() shows, as (html, alt)."""
    if seen.lost or UNDEFINED in seen.reasons:
        return
    start = 0
    for name, parameters in question.checked:
        end = start + len(recorded()[name].cases)
        picture = verdict_on(name, seen.outcomes[start:end], parameters)
        yield picture.html, picture.alt
        start = end
