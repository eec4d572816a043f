"""Grade a problem set and say how it stands.

Judges what lies in grading/submitted, several submissions at once, and lets nbgrader write down what came out.
What was graded and did not change since keeps its grade, so that it can be interrupted and run again at any time.
"""

import json
import re
import shutil
import tempfile
from concurrent.futures import as_completed
from contextlib import nullcontext
from pathlib import Path

from tqdm import tqdm

from ..course import done, nbgrader, quick_database
from . import refused
from .collect import notebook_of
from .handed_in import SUBMITTED
from .judge import judge
from .nbgrader_steps import READY, Judge, read_notebook, withdraw
from .precheck import NotGradable, read, repaired
from .sandbox import probe
from .workers import processes

AUTOGRADED = Path("grading/autograded")
REASON = re.compile(r"^ {4}(?:\w+\.)*(\w+: .+)$", re.MULTILINE)
"""Last line of a traceback in nbgrader's log."""
REFUSED = "Not graded. A submission could read and change all that you can; to grade even so, add ARGS=--unprotected."


def main(problem_set, unprotected=False):
    standings = grade(problem_set, unprotected=unprotected)
    if not standings:
        raise SystemExit(f"nothing is collected; first: make collect SET={problem_set} FROM=downloads.zip")
    for number, (student, words) in enumerate(standings.items(), 1):
        print(f"{number} of {len(standings)}  {student}: {words}")
    failed = [student for student, words in standings.items() if words.startswith("not graded")]
    print(f"{len(standings) - len(failed)} graded" + f", not graded: {', '.join(failed)}" * bool(failed))


def grade(problem_set, executor=None, unprotected=False, **settings):
    """Grade what is new or changed; how it stands with each student, in words.

    executor: of concurrent.futures, in which submissions are judged; if there is none, a process for each core.
    unprotected: run students' code even if there is no sandbox, and mark the grades.
    settings: of nbgrader_steps.Judge. Raises SystemExit if there is no sandbox.
    """
    name = notebook_of(problem_set).stem  # says so if there is no such set
    course = nbgrader()
    register(problem_set)
    students = sorted(path.parent.name for path in SUBMITTED.glob(f"*/{problem_set}"))
    due = [student for student in students if not is_current(problem_set, student)]
    failures = {}
    with nullcontext(executor) if executor else processes() as executor, quick_database(course.coursedir.db_url):
        unprotected = not protected(executor, Judge(**settings).limits, unprotected)
        course.config.Judge.update(settings | {"unprotected": unprotected})
        step = Judge(config=course.config)
        with tqdm(total=len(due), unit=" submissions", disable=None) as progress:
            for student, task, outcomes, failure in judged(step, problem_set, name, due, executor):
                failure = failure or recorded(course, problem_set, student, task, outcomes)
                refused.note(problem_set, student, failure)
                if failure:
                    failures[student] = failure
                    forget(course, problem_set, student)
                progress.update()
        with course.gradebook as gradebook:
            return {
                student: f"not graded: {failures[student]}"
                if student in failures
                else standing(gradebook, problem_set, student)
                for student in students
            }


def register(problem_set):
    """Let the gradebook know the problem set as it is in solutions/. exercises/, where somebody may work, stays."""
    with tempfile.TemporaryDirectory() as scratch:
        done(nbgrader(release_directory=scratch).generate_assignment(problem_set), f"register {problem_set}")


def is_current(problem_set, student):
    """Whether what the student handed in last is graded."""
    stamps = [folder / student / problem_set / "timestamp.txt" for folder in (SUBMITTED, AUTOGRADED)]
    return all(stamp.exists() for stamp in stamps) and stamps[0].read_bytes() == stamps[1].read_bytes()


def protected(executor, limits, unprotected):
    """Say in one line how students' code will run, and whether that is safe. Raises SystemExit if it must not run."""
    protection = executor.submit(probe, limits).result()
    print(protection.sentence, flush=True)
    if not protection.holds and not unprotected:
        raise SystemExit(REFUSED)
    return protection.holds


def judged(step, problem_set, name, students, executor):
    """Each student with the task, its outcomes, and why there are none, as they come."""
    futures = {}
    try:
        for student in students:
            try:
                task = task_of(step, problem_set, name, student)
            except NotGradable as error:
                yield student, None, None, str(error)
            else:
                futures[executor.submit(judge, task)] = student, task
        for future in as_completed(futures):
            try:
                yield *futures[future], future.result(), None
            except Exception as error:
                yield *futures[future], None, f"{error or type(error).__name__}"
    finally:
        for future in futures:
            future.cancel()


def task_of(step, problem_set, name, student):
    """What is to be judged for a student. Raises NotGradable."""
    released = read_notebook(step.config.CourseDirectory.release_directory, problem_set, name)
    notebook, _ = repaired(read(SUBMITTED / student / problem_set / f"{name}.ipynb"), released)
    return step.task(notebook, problem_set, name)


def recorded(course, problem_set, student, task, outcomes):
    """Let nbgrader write down what was judged; why it could not, if it could not."""
    READY[task] = outcomes
    result = course.autograde(problem_set, student, force=True)
    if result["success"]:
        return None
    error = result["error"].strip().splitlines()[-1]
    if error.startswith("KeyboardInterrupt"):
        raise KeyboardInterrupt
    return [error, *REASON.findall(result["log"])][-1]


def forget(course, problem_set, student):
    """What was graded before does not stand any more."""
    withdraw(course.coursedir.db_url, problem_set, student)
    shutil.rmtree(AUTOGRADED / student / problem_set, ignore_errors=True)


def standing(gradebook, problem_set, student):
    """The student's points, and what is to be known of them, in words."""
    submission = gradebook.find_submission(problem_set, student)
    marks = marks_of(problem_set, student)
    words = [f"{submission.score:g} of {submission.max_score:g}"]
    words += ["answers to read"] * submission.needs_manual_grade
    words += ["graded unprotected"] * (not marks["protected"])
    return ", ".join(words) + "".join(f"; {remark}" for remark in marks["remarks"])


def marks_of(problem_set, student):
    """How the submission was graded: whether it was "protected", and "remarks" on what was repaired."""
    (path,) = (AUTOGRADED / student / problem_set).glob("*.ipynb")
    return json.loads(path.read_text(encoding="utf-8"))["metadata"]["tconv"]
