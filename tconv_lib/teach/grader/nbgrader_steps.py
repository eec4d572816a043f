"""What nbgrader does here in its own way: the steps that nbgrader_config.py puts in the place of nbgrader's."""

import os
import shutil
from functools import cache
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from traitlets import Bool, Float, Integer

from ...figures import note
from ..choices import CHOICE, blank
from ..questions import load_questions
from .judge import Task, judge
from .repair import read, repaired
from .sandbox import Limits, SandboxFailure, probe

FEEDBACK = Path("grading/feedback")
READY = {}
"""Judgements that were made beforehand, by their Task."""


class Clear(ClearSolutions):
    """In place of nbgrader's: the answer to a question of choice is left blank, and is no error when it is run."""

    def preprocess_cell(self, cell, resources, cell_index):
        if role(cell) != "answer" or not CHOICE.fullmatch(cell.source):
            return super().preprocess_cell(cell, resources, cell_index)
        cell.source = blank(cell.source)
        return cell, resources


class Reader(NotebookExporter):
    """In place of nbgrader's: reads a notebook as repair.py does, whatever somebody handed in. Raises NotGradable."""

    optimistic_validation = Bool(True, help="Look at the notebook after the last step, not after each")

    def from_file(self, file_stream, resources=None, **settings):
        return self.from_notebook_node(read(Path(file_stream.name)), resources=resources, **settings)


class Repair(NbGraderPreprocessor):
    """First step: put what was handed in back into the frame of the released notebook. Raises NotGradable."""

    def preprocess(self, notebook, resources):
        place, folders = resources["nbgrader"], self.config.CourseDirectory
        released = read_notebook(folders.release_directory, place["assignment"], place["notebook"])
        notebook, remarks = repaired(notebook, released)
        notebook.metadata["tconv"] = {"remarks": remarks}
        return notebook, resources


class Judge(NbGraderPreprocessor):
    """In place of Execute: let the student's code answer in a sandbox, and write what came of each test into its cell.

    Raises SandboxFailure or SourceFailure; nbgrader then does not grade.
    """

    unprotected = Bool(False, help="Run students' code without a sandbox, and mark the grades so").tag(config=True)
    question_seconds = Float(Limits.question, help="For each question").tag(config=True)
    submission_seconds = Float(Limits.submission, help="For all questions of a submission").tag(config=True)
    memory = Integer(Limits.memory, help="Bytes that a student's process may use").tag(config=True)

    @property
    def limits(self):
        return Limits(self.question_seconds, self.submission_seconds, self.memory)

    def task(self, notebook, problem_set, name):
        """The Task of a repaired notebook."""
        folder = self.config.CourseDirectory.source_directory
        return Task(
            source=source_cells(read_notebook(folder, problem_set, name)),
            submitted=submitted_cells(notebook),
            allowed=allowed_names(Path(folder, problem_set).absolute()),
            seed=os.environ["TCONV_SEED"],
            limits=self.limits,
            protected=not self.unprotected,
        )

    def preprocess(self, notebook, resources):
        place = resources["nbgrader"]
        task = self.task(notebook, place["assignment"], place["notebook"])
        judgement = READY.pop(task, None) or judge_here(task)
        source = {name: text for text, role, name in task.source if role == "test"}
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in judgement.results:
                cell.source, cell.outputs = source[name], outputs(judgement.results[name])
        notebook.metadata["tconv"]["remarks"] += judgement.remarks
        notebook.metadata["tconv"]["protected"] = task.protected
        return notebook, resources


def judge_here(task):
    """The Judgement on a task that nobody has judged yet. Raises SandboxFailure if this machine cannot protect."""
    if task.protected and not (protection := probe(task.limits)).holds:
        raise SandboxFailure(protection.sentence)
    judgement = judge(task)
    return judge(task) if judgement.starved else judgement


def withdraw_before(db_url, assignment, student, notebooks):
    """nbgrader's pre_convert_hook. The path of the notebook says who it is; `student` may stand for all."""
    withdraw(db_url, assignment, Path(notebooks[0]).parts[-3])


def withdraw(db_url, assignment, student):
    """Take back what the tests earned before, and the page that says so.

    If the new grading does not come about, the old points do not stand.
    """
    shutil.rmtree(FEEDBACK / student / assignment, ignore_errors=True)
    with Gradebook(db_url) as gradebook:
        try:
            submission = gradebook.find_submission(assignment, student)
        except MissingEntry:
            return
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                if grade.cell.cell_type == "code":
                    grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()


def read_notebook(folder, problem_set, name):
    """A notebook of the course, which nobody may change: it is read once for all students."""
    path = Path(folder, problem_set, f"{name}.ipynb").absolute()
    return read_once(path, path.stat().st_mtime_ns)


@cache
def read_once(path, _changed):
    return nbformat.read(path, as_version=4)


def source_cells(notebook):
    """The code cells of a source notebook as (text, role, name)."""
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return tuple(
        (cell.source, role(cell), cell.metadata.get("nbgrader", cell).get("grade_id", cell.id)) for cell in cells
    )


def submitted_cells(notebook):
    """The code cells of a repaired notebook as (text, ""), and its tests as ("", name)."""
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return tuple(("", cell.metadata.nbgrader.grade_id) if role(cell) == "test" else (cell.source, "") for cell in cells)


def role(cell):
    """ "answer", "test", or "" for a cell that nbgrader does not know, or that is read by the teacher."""
    marks = cell.metadata.get("nbgrader", {})
    if cell.cell_type != "code" or not (marks.get("solution") or marks.get("grade")):
        return ""
    return "answer" if marks["solution"] else "test"


@cache
def allowed_names(folder):
    """What questions.py beside the source notebook declares: (function, names of the course that are there)."""
    return tuple((question.__name__, question.allowed) for question in load_questions(folder))


def outputs(result):
    """A test cell's outputs, from which nbgrader reads the points: all of them, or none if there is an error."""
    right = note("✓ Right", "passed all tests", good=True)
    pictures = [(right.html, right.alt)] if result.passed else result.pictures
    shown = [nbformat.v4.new_output("display_data", {"text/html": html, "text/plain": alt}) for html, alt in pictures]
    if result.passed:
        return shown
    sentence = f"No points: {result.sentence}."
    return [*shown, nbformat.v4.new_output("error", ename="NoPoints", evalue=sentence, traceback=[sentence])]
