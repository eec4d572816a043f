"""Who was late, by how much, and what that costs.

When a set is due stands in grading/due.toml, a line for each set:

    ps1_stride = 2026-11-01                  # to the end of that day, in this machine's time zone
    ps2_shapes = 2026-11-15T12:00:00+01:00   # or to the second, with its own

A set that is not in it is due when nbgrader's gradebook says, extensions included. What lateness costs is nbgrader's
setting c.LateSubmissionPlugin in nbgrader_config.py; without one it costs nothing. Only a date that the learning
system gave counts: not the time of `make collect`, and none that a student's computer wrote.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties

from ..exercises import EXERCISES
from ..questions import problem_sets
from ..whole import written_in
from . import handed_in

DUE = Path("grading/due.toml")
EXAMPLE = "ps1_stride = 2026-11-01T23:59:00+01:00"


@dataclass(frozen=True)
class Lateness:
    """When something was handed in, when it was due, and whether it was late; None is unknown."""

    late: bool | None = None
    seconds: float = 0
    handed_in: datetime | None = None
    due: datetime | None = None

    def __str__(self):
        """How late: "late by 1 day 2 h", "late", "in time", or "" if nobody can know."""
        if self.late is None:
            return ""
        if not self.late:
            return "in time"
        return f"late by {duration(self.seconds)}" if self.handed_in and self.due else "late"


def how_many(found):
    """How many of these Results were late, of those that are graded, in words; and of how many nobody knows."""
    graded = [result.lateness.late for result in found if not result.not_graded]
    unknown = graded.count(None)
    end = f"; of {unknown} nobody knows, since their download has no date" * bool(unknown)
    return f"{graded.count(True)} of {len(graded)} that are graded were late{end}"


class SettleLateness(AssignLatePenalties):
    """In place of nbgrader's step: the date is the learning system's, not the time of `make collect`."""

    def preprocess(self, notebook, resources):
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as book:
            settle(book, self.config, place["assignment"], place["student"])
        return notebook, resources


def settle(book, config, problem_set, student=None):
    """Bring penalties, and when it was handed in, up to date in the gradebook for a set, or for one student.

    When it is due is not written there: a line that is taken out of due.toml would go on counting.
    """
    one = student and [book.find_submission(problem_set, student)]
    for submission in one or book.assignment_submissions(problem_set):
        settle_one(submission, config, problem_set)
    book.db.commit()


def settle_one(submission, config, problem_set):
    record = handed_in.read(problem_set, submission.student_id)
    found = lateness_of(submission, record)
    if record.entry:
        submission.timestamp = as_utc(found.handed_in) if found.handed_in else None
    step = AssignLatePenalties(config=config)
    step.init_plugin()
    for notebook in submission.notebooks:
        penalty = None
        if found.late:
            penalty = step.plugin_inst.late_submission_penalty(submission.student_id, notebook.score, found.seconds)
        notebook.late_submission_penalty = penalty and step._check_late_penalty(notebook, penalty)


def lateness_of(submission, record):
    """The Lateness of a submission in the gradebook. The learning system's own word counts where there is no date."""
    due = due_of(submission)
    if not record.entry:  # put here by nbgrader, with its own time
        when = submission.timestamp and submission.timestamp.replace(tzinfo=timezone.utc)
        return lateness(when, due)
    return lateness(handed_in_at(record, due), due, said_late(record))


def due_of(submission):
    """When it was due, as due.toml says or else the gradebook; with the student's extension, which only that knows.

    Without a time zone, it is in this machine's; so is the gradebook's, which it keeps in UTC.
    """
    said = submission.assignment.duedate
    due = due_dates().get(submission.assignment.name)
    due = due or (said and said.replace(tzinfo=timezone.utc).astimezone().replace(tzinfo=None))
    return due and due + (submission.extension or timedelta())


def lateness(when, due, said=None):
    """The Lateness of what was handed in then. said: whether the learning system called it late, if it says so."""
    due = due and with_zone(due)
    if when and due:
        seconds = max(0, (when - due).total_seconds())
        return Lateness(seconds > 0, seconds, when, due)
    return Lateness(said, 1 if said else 0, when, due)


def said_late(record):
    """Whether the learning system called it late; None if it does not say. Canvas says it in the name of the file."""
    return record.late or (False if record.layout == "Canvas" else None)


def due_dates():
    """When each set of grading/due.toml is due, as it says. Raises SystemExit for what is no set, or no date."""
    if not DUE.exists():
        return {}
    try:
        due = {name: moment(said) for name, said in tomllib.loads(written_in(DUE)).items()}
    except (ValueError, TypeError) as error:
        raise SystemExit(f"{DUE}: {error}; write a line like this: {EXAMPLE}") from None
    sets = problem_sets(EXERCISES)
    for name in due:
        if name not in sets:
            raise SystemExit(f"{DUE}: there is no problem set {name}; there is {', '.join(sets)}")
    return due


def moment(said):
    """A date or a time, as TOML or text has it; a day is over when it ends."""
    if isinstance(said, str):
        said = date.fromisoformat(said) if len(said) == len("2026-11-01") else datetime.fromisoformat(said)
    if not isinstance(said, date):
        raise TypeError(f"{said!r} is no date")
    if not isinstance(said, datetime):
        said = datetime.combine(said, time(23, 59, 59))
    return said


def handed_in_at(record, due):
    """When the record says that it was handed in; a date without a time zone is in that of the due date, or ours."""
    return with_zone(datetime.fromisoformat(record.date), due and due.tzinfo) if record.date else None


def with_zone(moment, zone=None):
    """The moment with a time zone: its own, this one, or else this machine's, as it is on that day."""
    if moment.tzinfo:
        return moment
    return moment.replace(tzinfo=zone) if zone else moment.astimezone()


def as_utc(moment):
    """As nbgrader keeps it: without a time zone, in UTC."""
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def in_words(moment):
    """2026-11-01 23:59 UTC+01:00"""
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzinfo if str(moment.tzinfo).startswith('UTC') else f'UTC{moment:%z}'}"


def duration(seconds):
    """In the two largest units that are not zero: 3 days 4 h."""
    minutes = max(1, round(seconds / 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{days} day{'s' * (days > 1)}" * bool(days), f"{hours} h" * bool(hours), f"{minutes} min" * bool(minutes)]
    return " ".join([part for part in parts if part][:2])
