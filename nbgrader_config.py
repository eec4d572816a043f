"""nbgrader's settings for this course: the command `nbgrader` and its pages in JupyterLab read this file."""

import os
import secrets
from functools import partial
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearOutput, ClearSolutions, SaveAutoGrades

from tconv_lib.teach.grader.feedback import Feedback, FeedbackExporter
from tconv_lib.teach.grader.lateness import SettleLateness
from tconv_lib.teach.grader.nbgrader_steps import Clear, Judge, Reader, Repair, withdraw_before
from tconv_lib.teach.whole import write_whole, written_in

c = get_config()  # noqa: F821 (nbgrader puts it here)

c.CourseDirectory.course_id = "tconv"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.ignore = [
    *("questions.py", "handed_in.json", "not_graded.json", "graded.json"),
    *("__pycache__", "*.pyc", ".*"),
]

# All that belongs to one class lies in grading/, which git ignores.
grading = Path("grading")
grading.mkdir(exist_ok=True)
c.CourseDirectory.db_url = f"sqlite:///{grading}/gradebook.db"
for step in ("submitted", "autograded", "feedback"):
    c.CourseDirectory[f"{step}_directory"] = str(grading / step)

# Hidden tests draw their inputs from this number. Write your own into the file, or keep the drawn one.
seed = grading / "seed.txt"
if not seed.exists():
    write_whole(seed, f"{secrets.randbelow(10**9)}\n")
os.environ["TCONV_SEED"] = written_in(seed).strip()

# A question of choice is handed out with empty quotes.
steps = GenerateAssignment.preprocessors.default()
c.GenerateAssignment.preprocessors = [Clear if step is ClearSolutions else step for step in steps]

# Students' code runs in a sandbox, and the tests outside of it; feedback shows no hidden test.
c.Autograde.pre_convert_hook = partial(withdraw_before, c.CourseDirectory.db_url)
c.Autograde.exporter_class = Reader
c.Autograde.sanitize_preprocessors = [ClearOutput]  # nothing to do for it: with no step at all, nbconvert fails
c.Autograde.autograde_preprocessors = [Repair, Judge, SaveAutoGrades, SettleLateness]
c.GenerateFeedback.exporter_class = FeedbackExporter
c.GenerateFeedback.preprocessors = [Feedback]
