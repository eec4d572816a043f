"""What to teach again: python -m tconv_lib.teach.grader.report SET

Writes grading/report/SET.html, one page without script or network: the points of each question, which earned the
least, how many made which classic mistake, why others have no points, what came to no end, what is still to be read,
what was not graded, and hand-ins that are alike. Of a set that is one of two, SET_before and SET_after: what changed
between them.
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import nbformat

from ...recorded import questions as recorded_questions
from ..whole import only_one, write_whole
from . import alike, gain
from .cells import BELOW
from .feedback import from_template
from .judge import CLASSIC
from .lateness import how_many, in_words
from .pupil import ENDLESS, NO_CORE, NO_TIME
from .results import all_results, results, say_who_waits, title_of
from .terminal import at_terminal

REPORT = Path("grading/report")
TIMED_OUT = ENDLESS, NO_TIME, NO_CORE
NO_POINTS = re.compile(r"No points: \w+(?: and \w+)* ([^:]+?)(?::.*|\.)?$", re.DOTALL)
"""The judge's reason, without the words of an error, which are a student's."""


@dataclass(frozen=True)
class Answers:
    """What the report looks at of a graded notebook: code and texts of the answers, and what was said of each test."""

    code: dict[str, str]
    texts: dict[str, str]
    said: dict[str, str]


@dataclass(frozen=True)
class Summary:
    """How a class did on a question: numbers of students."""

    title: str
    name: str
    maximum: float
    full: int
    part: int
    none: int
    unread: int
    mean: float | None
    mistakes: list[tuple[str, int]]
    reasons: list[tuple[str, int]]
    """Why those have no points who made no classic mistake."""
    timed_out: list[str]

    @property
    def read(self):
        return self.full + self.part + self.none

    @property
    def share(self):
        """The mean in per cent of the maximum."""
        return None if self.mean is None else 100 * self.mean / self.maximum


@only_one("make report")
def main(problem_set):
    found = all_results(problem_set)
    path = REPORT / f"{problem_set}.html"
    write_whole(path, rendered(problem_set, found))
    print(f"{path}: {len(found)} hand-ins")
    say_who_waits(problem_set, found)


def rendered(problem_set, found):
    """The page, from the Results of all."""
    graded = [result for result in found if not result.not_graded]
    if not graded:
        raise SystemExit(f"nothing is graded; first: make grade SET={problem_set}")
    answers = {result.student: answers_of(result) for result in graded}
    questions = [summary(place, graded, answers) for place in range(len(found[0].questions))]
    return from_template(
        "report.html.j2",
        title=title_of(problem_set),
        problem_set=problem_set,
        found=found,
        graded=graded,
        questions=questions,
        again=again(questions, len(graded)),
        fewest=fewest_points(questions),
        both=before_and_after(problem_set),
        histogram=[*histogram(graded)],
        alike=[*alike_groups(found, answers)],
        names=told_apart(found),
        late=how_many(found),
        due=min((result.lateness.due for result in found if result.lateness.due), default=None),  # without extensions
        in_words=in_words,
    )


def told_apart(found):
    """What each student is called: by name, or by folder if others have the same name."""
    called = Counter(result.name for result in found)
    return {each.student: each.name if called[each.name] == 1 else each.student for each in found}


def answers_of(result):
    """The Answers in the graded notebook of a Result."""
    code, texts, said = {}, {}, {}
    for cell in nbformat.read(result.graded_notebook, as_version=4).cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade") and cell.cell_type == "code":
            words = [output.get("evalue") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]
            said[marks["grade_id"]] = " ".join(words)
        elif marks.get("solution"):
            (code if cell.cell_type == "code" else texts)[marks["grade_id"]] = cell.source
    return Answers(code, texts, said)


def summary(place, graded, answers):
    """The Summary of one question, by its place in the set."""
    mine = [result.questions[place] for result in graded]
    read = [question.points or 0 for question in mine if not question.unread]
    question = mine[0]
    full = sum(points >= question.maximum for points in read)
    none = sum(points == 0 for points in read)
    said = {student: each.said.get(question.name, "") for student, each in answers.items()}
    classic = {student: classic_mistake(question.function, words) for student, words in said.items()}
    others = (why_no_points(words) for student, words in said.items() if not classic[student])
    return Summary(
        *(question.title, question.name, question.maximum),
        *(full, len(read) - full - none, none, len(mine) - len(read)),
        mean=sum(read) / len(read) if read else None,
        mistakes=Counter(filter(None, classic.values())).most_common(),
        reasons=Counter(filter(None, others)).most_common(),
        timed_out=[student for student, words in said.items() if any(why in words for why in TIMED_OUT)],
    )


def classic_mistake(function, said):
    """The mistake that a wrong letter is, or the recorded one that check() named, or the order of cells; or None."""
    if BELOW in said:
        return f"what it calls {BELOW}"
    if of_letter := re.search(rf" is [a-z], {CLASSIC}(.+)\.$", said):
        return of_letter[1]
    question = recorded_questions().get(function)
    names = question.mistakes if question else ()
    return next((name for name in sorted(names, key=len, reverse=True) if f"a classic: {name}." in said), None)


def why_no_points(said):
    """In the judge's words, or None."""
    reason = NO_POINTS.search(said)
    return reason and reason[1].replace("you see", "students see")


def fewest_points(questions):
    """The three questions that earned the least, of those that are read."""
    known = [question for question in questions if question.share is not None and not question.unread]
    return sorted((each for each in known if each.share < 100), key=lambda each: each.share)[:3]


def again(questions, graded):
    """What to teach again, the most frequent first: (per cent, students, mistake, question)."""
    found = [(count, mistake, question) for question in questions for mistake, count in question.mistakes if count > 1]
    found.sort(key=lambda item: -item[0])
    return [(round(100 * count / graded), count, mistake, question) for count, mistake, question in found[:5]]


def before_and_after(problem_set):
    """If the set is one of two: how many are graded in both, and the Changes from one to the other; else None."""
    pair = gain.pair(problem_set)
    if not pair:
        return None
    before, after = gain.in_both(*map(results, pair))
    said = {(each.student, each.problem_set): answers_of(each).said for each in (*before, *after)}

    def mistake(result, place):
        question = result.questions[place]
        words = said[result.student, result.problem_set].get(question.name, "")
        return classic_mistake(question.function, words)

    return len(before), [*gain.changes(before, after, mistake)] if before else []


def histogram(graded):
    """How many have how many points, in at most 16 steps: (words, students)."""
    maximum = max((result.maximum for result in graded), default=0)
    width = max(1, -(-int(maximum) // 15))
    last = int(maximum // width)
    steps = Counter(min(int(result.points // width), last) for result in graded)
    above = any(result.points > maximum for result in graded)
    for step in range(last + 1):
        low, high = step * width, min(step * width + width - 1, int(maximum))
        words = f"{low}" if low == high else f"{low} to {high}"
        yield words + " and more" * (step == last and above), steps[step]


def alike_groups(found, answers):
    """Groups of students, each with what they share."""
    whole = alike.groups({result.student: result.record.sha256 or None for result in found})
    code = alike.groups({student: alike.same_code([*each.code.values()]) for student, each in answers.items()})
    yield from (("the same file", group) for group in whole)
    yield from (("the same code throughout, but for names and layout", group) for group in code if group not in whole)
    texts = sorted({name for each in answers.values() for name in each.texts})
    for name in texts:
        same = alike.groups({student: alike.same_text(each.texts.get(name, "")) for student, each in answers.items()})
        yield from ((f"the same text ({name})", group) for group in same if group not in whole)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: make report SET=ps1_stride")
    with at_terminal():
        main(*sys.argv[1:])
