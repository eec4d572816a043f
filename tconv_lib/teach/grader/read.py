"""Read text answers: python -m tconv_lib.teach.grader.read [SET] [--part 1/3] [--no-browser] [--port 0]

A page in the browser: an answer beside its mark scheme, and a field for the points. Each is written into nbgrader's
gradebook when it is saved. Several can read at once, in parts of the pile or in all of it: whoever saves what somebody
else has changed since is told so. Only this machine can open the page, and only by the address that is printed.
"""

import argparse
import asyncio
import math
import re
import secrets
import shutil
import webbrowser
from dataclasses import dataclass
from urllib.parse import urlencode

import nbformat
from nbgrader.api import Assignment, Grade, GradeCell, Notebook, SubmittedAssignment, SubmittedNotebook
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from ..course import nbgrader
from ..exercises import EXERCISES, notebook_of
from ..questions import problem_sets
from ..whole import trouble_raised
from .feedback import from_template, prose
from .grade import AUTOGRADED, mark_of
from .gradebook import keep_by_hand
from .handed_in import fingerprint, folder_of
from .lateness import settle
from .nbgrader_steps import FEEDBACK, read_notebook
from .results import questions_of, title_of
from .terminal import at_terminal

SCHEME = re.compile(r"=== BEGIN MARK SCHEME ===\n(.*?)=== END MARK SCHEME ===\s*", re.DOTALL)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'"


@dataclass(frozen=True)
class Answer:
    """A text that is to be read: where it is, and what was given for it so far."""

    problem_set: str
    notebook: str
    cell: str
    student: str
    maximum: float
    grade_id: str
    unread: bool
    points: float | None

    @property
    def path(self):
        return AUTOGRADED / self.student / self.problem_set / f"{self.notebook}.ipynb"

    def text(self):
        """What the student wrote."""
        cells = nbformat.read(self.path, as_version=4).cells
        return next(each.source for each in cells if each.metadata.get("nbgrader", {}).get("grade_id") == self.cell)


class Changed(Exception):
    """Somebody else wrote here since this reader looked; the message says what."""


# The pile, and what is written


def answers_in(book, problem_set, kind):
    """The Answers that wait to be read or were given points by hand; kind: "markdown" or "code"."""
    query = (
        book.db.query(Grade, GradeCell, Notebook, Assignment, SubmittedAssignment)
        .join(GradeCell, Grade.cell_id == GradeCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .filter(GradeCell.cell_type == kind)
    )
    return [
        Answer(
            *(assignment.name, notebook.name, cell.name, submission.student_id, cell.max_score),
            *(grade.id, grade.needs_manual_grade, grade.manual_score),
        )
        for grade, cell, notebook, assignment, submission in query
        if problem_set in (None, assignment.name) and (grade.needs_manual_grade or grade.manual_score is not None)
    ]


def pile(book, problem_set=None, part=(1, 1)):
    """The Answers in words that somebody wrote, a question after the other; of every n-th student only."""
    found = answers_in(book, problem_set, "markdown")
    number, of = part
    sets = problem_sets(EXERCISES)  # one that was taken out has no mark scheme any more
    mine = set(sorted({answer.student for answer in found})[number - 1 :: of])
    there = [
        answer for answer in found if answer.student in mine and answer.problem_set in sets and answer.path.exists()
    ]
    there = [answer for answer in there if folder_of(answer.problem_set, answer.student).is_dir()]  # not dropped
    return sorted(there, key=lambda answer: (answer.problem_set, answer.cell, answer.student))


def seen(answer):
    """A word for what a reader has before them: the text, and what was given for it."""
    state = repr((answer.text(), answer.unread, answer.points))
    return fingerprint(state.encode("utf-8", "surrogatepass"))


@trouble_raised(ValueError)
def save(course, answer, points, comment, looked_at):
    """Write points and comment into the gradebook. Raises Changed if the text or its points are not as looked at.

    Raises ValueError if nothing can be written.
    """
    if seen(answer) != looked_at:
        raise Changed(has_changed(answer))
    with course.gradebook as book:
        same = Grade.id == answer.grade_id, Grade.needs_manual_grade == answer.unread
        same += (Grade.manual_score.is_not_distinct_from(answer.points),)
        written = book.db.query(Grade).filter(*same).update({"manual_score": points, "needs_manual_grade": False})
        book.db.commit()
        if not written:
            raise Changed("Somebody else has just written here")
        said = book.find_comment(answer.cell, answer.notebook, answer.problem_set, answer.student)
        said.manual_comment = comment.strip() or None
        book.db.commit()
        settle(book, course.config, answer.problem_set, answer.student)
        if mark := mark_of(answer.problem_set, answer.student):
            keep_by_hand(book, answer.problem_set, {answer.student: mark["answers"]})
    shutil.rmtree(FEEDBACK / answer.student / answer.problem_set, ignore_errors=True)


def has_changed(answer):
    if answer.points is None:
        return "The answer has changed: it was handed in again"
    return f"Somebody has given {answer.points:g} points since you looked"


def as_points(text, maximum):
    """The number that a reader wrote, with a point or a comma. Raises ValueError."""
    try:
        points = float(text.strip().replace(",", "."))
    except ValueError:
        points = math.nan
    if not 0 <= points <= maximum:
        raise ValueError(f"points go from 0 to {maximum:g}, such as 0.5; this is {text.strip() or 'empty'}")
    return points


def as_part(text):
    """1/3 as a pair of numbers. Raises ArgumentTypeError."""
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is no part; the second of three is 2/3")
    return int(match[1]), int(match[2])


def question_and_scheme(answer):
    """Markdown of the question, of its mark scheme, and of a model answer."""
    cells = read_notebook("solutions", answer.problem_set, answer.notebook).cells
    place = next(place for place, cell in enumerate(cells) if cell.id == answer.cell)
    start = next((n for n in range(place - 1, -1, -1) if cells[n].source.startswith("#")), place)
    question = "\n\n".join(cell.source for cell in cells[start:place] if cell.cell_type == "markdown")
    scheme = SCHEME.search(cells[place].source)
    return question, scheme[1].replace("\n", "  \n") if scheme else "", SCHEME.sub("", cells[place].source)


# The page


class Page(RequestHandler):
    """One answer: shown, and saved."""

    def initialize(self, course, problem_set, part):
        self.course, self.problem_set, self.part = course, problem_set, part

    def set_default_headers(self):
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")

    def get(self):
        self.show(self.chosen(self.answers()))

    def post(self):
        answer = self.chosen(self.answers())
        if answer is None:
            raise HTTPError(404)
        text, comment = self.get_body_argument("points"), self.get_body_argument("comment", "")
        try:
            save(self.course, answer, as_points(text, answer.maximum), comment, self.get_body_argument("seen"))
        except (Changed, ValueError) as error:
            word = f"Not saved. {error}." if isinstance(error, Changed) else f"Not saved: {error}."
            self.show(self.chosen(self.answers()), word, text, comment)
        else:
            self.redirect(self.address(self.after(answer)))

    def answers(self):
        with self.course.gradebook as book:
            return pile(book, self.problem_set, self.part)

    def chosen(self, answers):
        """The answer that the address names, or the first that nobody has read."""
        named = [self.get_query_argument(name, None) for name in ("set", "cell", "student")]
        for answer in answers:
            if [answer.problem_set, answer.cell, answer.student] == named or named == [None] * 3 and answer.unread:
                return answer
        if named != [None] * 3:
            raise HTTPError(404)
        return None

    def after(self, answer):
        """The next one that nobody has read, from this one on, then from the start."""
        answers = self.answers()
        place = next((n for n, each in enumerate(answers) if each.grade_id == answer.grade_id), 0)
        return next((each for each in answers[place:] + answers[:place] if each.unread), None)

    def address(self, answer):
        if answer is None:
            return self.request.path
        where = {"set": answer.problem_set, "cell": answer.cell, "student": answer.student}
        return f"{self.request.path}?{urlencode(where)}"

    def show(self, answer, word="", points=None, comment=None):
        answers = self.answers()
        values = {"answer": answer, "word": word, "left": sum(each.unread for each in answers)}
        values |= {"all": len(answers), "part": self.part, "first": answers[0] if answers else None}
        if answer:
            values |= self.about(answer, answers, points, comment)
        self.finish(from_template("read.html.j2", address=self.address, **values))

    def about(self, answer, answers, points, comment):
        place = answers.index(answer)
        with self.course.gradebook as book:
            said = book.find_comment(answer.cell, answer.notebook, answer.problem_set, answer.student)
            before = said.manual_comment or ""
        question, scheme, model = (prose(text) for text in question_and_scheme(answer))
        return {
            "title": title_of(answer.problem_set),
            "heading": next(each.title for each in questions_of(answer.problem_set) if each.name == answer.cell),
            "place": place + 1,
            "back": answers[place - 1] if place else None,
            "next": answers[place + 1] if place + 1 < len(answers) else None,
            "text": prose(answer.text()),
            "question": question,
            "scheme": scheme,
            "model": model,
            "points": f"{answer.points:g}" if points is None and answer.points is not None else points or "",
            "comment": before if comment is None else comment,
            "seen": seen(answer),
        }


async def serve(problem_set, part, port, ready):
    """Serve the page until it is interrupted. ready: told the address."""
    secret = secrets.token_urlsafe()
    settings = {"course": nbgrader(), "problem_set": problem_set, "part": part}
    sockets = bind_sockets(port, "127.0.0.1")
    HTTPServer(Application([(f"/{secret}/", Page, settings)])).add_sockets(sockets)
    ready(f"http://127.0.0.1:{sockets[0].getsockname()[1]}/{secret}/")
    await asyncio.Event().wait()


def main(problem_set=None, part=(1, 1), browser=True, port=0):
    if problem_set is not None:
        notebook_of(problem_set)  # says so if there is no such set
    with nbgrader().gradebook as book:
        answers = pile(book, problem_set, part)
        code = [each for each in answers_in(book, problem_set, "code") if each.unread and each.points is not None]
    left = sum(answer.unread for answer in answers)
    print(f"{len(answers)} text answers, {left} to be read")
    if code:
        where = ", ".join(f"{each.student} ({each.problem_set}, {each.cell})" for each in code)
        print(f"Code with points by hand that was handed in again since; look at it in Formgrader: {where}")

    def ready(address):
        print(f"Read them at {address}\nEach is saved when you press Save. To stop: Ctrl+C", flush=True)
        if browser:
            webbrowser.open(address)

    asyncio.run(serve(problem_set, part, port, ready))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        allow_abbrev=False, usage="make read [SET=ps1_stride] [PART=1/3] [ARGS=--no-browser]"
    )
    parser.add_argument("problem_set", nargs="?")
    parser.add_argument("--part", type=as_part, default=(1, 1))
    parser.add_argument("--no-browser", dest="browser", action="store_false")
    parser.add_argument("--port", type=int, default=0)
    with at_terminal():
        try:
            main(**vars(parser.parse_args()))
        except KeyboardInterrupt:
            print("\nWhat was saved is saved.")
