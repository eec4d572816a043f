"""What a class learned between two sets that ask the same: SET_before and SET_after, such as ps0."""

from collections import Counter
from dataclasses import dataclass

from ..exercises import EXERCISES
from ..understanding import FORMS, gain


@dataclass(frozen=True)
class Change:
    """A question, or all: the shares of its points that the same people earned in both forms.

    mistake: the most frequent one of both forms together, with how many made it before and after; None if nobody did.
    """

    title: str
    before: float
    after: float
    mistake: tuple[str, int, int] | None = None

    @property
    def gain(self):
        return gain(self.before, self.after)


def pair(problem_set):
    """The two sets (…_before, …_after), if this is one of them; else None."""
    stem = problem_set.rpartition("_")[0]
    sets = tuple(f"{stem}_{form}" for form in FORMS)
    return sets if problem_set in sets and all((EXERCISES / name).is_dir() for name in sets) else None


def in_both(before, after):
    """The Results of those who are graded in both forms, in the same order."""
    before, after = ({result.student: result for result in form if not result.not_graded} for form in (before, after))
    both = [student for student in before if student in after]
    return [before[student] for student in both], [after[student] for student in both]


def changes(before, after, mistake):
    """The Change of each question, in order, and of all. The Results are of the same people, at least of one.

    mistake: a function that says of a Result and the place of a question which mistake was made, or None.
    """
    forms = before, after
    places = range(min(len(form[0].questions) for form in forms))
    for place in places:
        made = [Counter(filter(None, (mistake(result, place) for result in form))) for form in forms]
        ((most, _),) = (made[0] + made[1]).most_common(1) or [(None, 0)]
        shares = (share(form, [place]) for form in forms)
        yield Change(before[0].questions[place].title, *shares, most and (most, *(each[most] for each in made)))
    yield Change("All questions", *(share(form, places) for form in forms))


def share(results, places):
    """The share of the points of these questions that was earned."""
    questions = [result.questions[place] for result in results for place in places]
    return sum(question.points or 0 for question in questions) / sum(question.maximum for question in questions)
