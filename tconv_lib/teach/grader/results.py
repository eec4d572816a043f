"""How each student stands in a problem set: what the table, the feedback, the report and the upload tell."""

import re
from dataclasses import dataclass, field, replace

from nbgrader.api import MissingEntry

from ..course import nbgrader
from ..exercises import notebook_of
from . import handed_in
from .grade import graded_path, is_current, mark_of
from .handed_in import NOT_COLLECTED, HandedIn, students_of
from .lateness import Lateness, lateness_of, said_late, settle
from .nbgrader_steps import read_notebook
from .not_graded import NOT_YET, why_not_graded
from .terminal import few

HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
POINTS = re.compile(r"\(\d+ points?\b[^)]*\)")


@dataclass(frozen=True)
class Question:
    """A question of a set, by the name of the cell that is graded; with a student's points, if there are any."""

    name: str
    title: str
    maximum: float
    points: float | None = None
    unread: bool = False
    comment: str = ""

    @property
    def function(self):
        return self.name.removeprefix("test_")

    @property
    def standing(self):
        """What a student is told: "2 of 3", or that nobody has read it yet."""
        if self.unread:
            return "not read yet" if self.points is None else f"{self.points:g} of {self.maximum:g}, to be read again"
        return f"{self.points:g} of {self.maximum:g}"


@dataclass(frozen=True)
class Result:
    """How a student stands in a problem set. Points are what counts: what was earned so far, less lateness."""

    student: str
    problem_set: str
    record: HandedIn
    questions: tuple[Question, ...]
    penalty: float = 0
    lateness: Lateness = field(default_factory=Lateness)
    not_graded: str = ""
    protected: bool = True

    @property
    def graded_notebook(self):
        """Its path, where it is graded."""
        return graded_path(self.problem_set, self.student)

    @property
    def maximum(self):
        return sum(question.maximum for question in self.questions)

    @property
    def points(self):
        """None if it is not graded."""
        if self.not_graded:
            return None
        return max(0, sum(question.points or 0 for question in self.questions) - self.penalty)

    @property
    def waits(self):
        """Whether all that it lacks is `make grade`."""
        return self.not_graded == NOT_YET

    @property
    def unread(self):
        return [question for question in self.questions if question.unread]

    @property
    def above_maximum(self):
        """Questions with more points than there are: given by hand, perhaps before the maximum was lowered."""
        return [question for question in self.questions if (question.points or 0) > question.maximum]

    @property
    def status(self):
        if self.not_graded:
            return f"not graded: {self.not_graded}"
        words = ["answers to read" if self.unread else "graded"]
        words += ["more points than the maximum"] * bool(self.above_maximum)
        words += ["unprotected"] * (not self.protected)
        words += [f"{self.penalty:g} points off, since it was late"] * bool(self.penalty)
        return ", ".join(words)

    @property
    def name(self):
        """What people see."""
        return self.record.name

    @property
    def id(self):
        """The person's name or number in the learning system, if it gave one."""
        return self.record.username or self.record.number or ""


def results(problem_set, student=None):
    """The Results of all who handed in the set, in order, or of one. Raises SystemExit if there is no such set."""
    questions = questions_of(problem_set)
    course = nbgrader()
    with course.gradebook as book:
        try:
            book.find_assignment(problem_set)
        except MissingEntry:
            submissions = {}
        else:
            settle(book, course.config, problem_set)
            submissions = {each.student_id: each for each in book.assignment_submissions(problem_set)}
        students = [each for each in students_of(problem_set) if student in (None, each)]
        return [result(student, problem_set, questions, submissions.get(student)) for student in students]


def all_results(problem_set):
    """The Results of all who handed in the set. Raises SystemExit also if nobody has."""
    found = results(problem_set)
    if not found:
        raise SystemExit(NOT_COLLECTED.format(problem_set))
    return found


def result(student, problem_set, questions, submission):
    """The Result of one student; submission is the gradebook's, or None."""
    record = handed_in.read(problem_set, student)
    found = lateness_of(submission, record) if submission else Lateness(said_late(record))
    known = Result(student, problem_set, record, tuple(questions), lateness=found)
    if submission is None or not is_current(problem_set, student):
        return replace(known, not_graded=why_not_graded(problem_set, student))
    grades = grades_of(submission)
    return replace(
        known,
        questions=tuple(with_grade(question, grades) for question in questions),
        penalty=submission.late_submission_penalty or 0,
        protected=mark_of(problem_set, student)["protected"],
    )


def say_who_waits(problem_set, found):
    """Say whose points are missing only because `make grade` has not run since something changed."""
    waiting = [result.student for result in found if result.waits]
    if waiting:
        print(
            f"{problem_set}: {len(waiting)} of {len(found)} are not graded yet: what they handed in, the set, the "
            f"seed or the course is newer than their grade ({few(waiting)}); first: make grade SET={problem_set}"
        )


def questions_of(problem_set):
    """The Questions of a set as it is released, in order, under the headings above them."""
    name = notebook_of(problem_set).stem
    title, questions = name, []
    for cell in read_notebook("solutions", problem_set, name).cells:
        if cell.cell_type == "markdown" and (heading := HEADING.search(cell.source)):
            title = POINTS.sub("", heading[1]).strip()
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade"):
            questions.append(Question(marks["grade_id"], title, marks["points"]))
    return questions


def title_of(problem_set):
    """What the first heading of the notebook says, or else the set's name."""
    first = read_notebook("solutions", problem_set, notebook_of(problem_set).stem).cells[0]
    heading = HEADING.search(first.source) if first.cell_type == "markdown" else None
    return heading[1] if heading else problem_set


def with_grade(question, grades):
    """The question with a student's points and what was said about them."""
    grade, comment = grades.get(question.name, (None, None))
    if grade is None:
        return replace(question, unread=True)
    known = grade.manual_score is not None or grade.auto_score is not None
    return replace(
        question,
        maximum=grade.max_score,
        points=grade.score if known else None,
        unread=grade.needs_manual_grade,
        comment=comment or "",
    )


def grades_of(submission):
    """The gradebook's grades of a submission with the comments on them, by the name of the cell."""
    found = {}
    for notebook in submission.notebooks:
        said = {comment.name.removeprefix("test_"): comment.manual_comment for comment in notebook.comments}
        found |= {grade.name: (grade, said.get(grade.name.removeprefix("test_"))) for grade in notebook.grades}
    return found
