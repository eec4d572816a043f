"""Grade a problem set and say how it stands.

Judges what lies in grading/submitted, several submissions at once, and lets nbgrader write down what came out.
A grade stands as long as nothing changed on which it depends: what was handed in, the set with its tests and points,
the seed, this course. So it can be interrupted, or killed, and run again at any time.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections import Counter
from concurrent.futures import as_completed
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path

from nbgrader.utils import parse_utc
from tqdm import tqdm

from ..course import done, nbgrader, quick_database
from ..exercises import notebook_of
from ..questions import SOLUTIONS
from ..whole import only_one, trouble_in, write_whole
from . import gradebook, not_graded
from .asking import SourceFailure
from .handed_in import NOT_COLLECTED, STAMP, fingerprint, folder_of, students_of
from .judge import judge
from .lateness import due_dates, settle
from .nbgrader_steps import READY, Judge, read_notebook, withdraw
from .repair import NotGradable, read, repaired
from .sandbox import probe
from .workers import processes

AUTOGRADED = Path("grading/autograded")
GRADED = "graded.json"
"""Beside a graded notebook, and written last: on what the grade depends, and how it came about."""
MARK = {"depends on", "answers", "protected", "remarks"}
PACKAGE = Path(__file__).parent.parent.parent
NO_DATE = f"its {STAMP} holds no date, such as 2026-11-01 23:59:00 UTC; correct it, or delete it"
REASON = re.compile(r"^ {4}(?:\w+\.)*(\w+: .+)$", re.MULTILINE)
"""Last line of a traceback in nbgrader's log."""
GONE = "Points by hand are kept and do not count, since the set has no cell of that name any more:"
USUAL = "Of most, as where the set was changed after it was handed out:"
REFUSED = "Not graded. A submission could read and change all that you can; to grade even so, add ARGS=--unprotected."


def main(problem_set, unprotected=False):
    standings = grade(problem_set, unprotected=unprotected)
    if not standings:
        raise SystemExit(NOT_COLLECTED.format(problem_set))
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
    notebook_of(problem_set)  # says so if there is no such set
    due_dates()  # or if they cannot be read, before any grade goes
    with only_one("make grade"), nullcontext(executor) if executor else processes() as executor:
        probed = executor.submit(probe, Judge(**settings).limits)  # while the set is registered
        with registered(problem_set) as course, quick_database(course):
            students = students_of(problem_set)
            with course.gradebook as book:
                known = gradebook.handed_in_to(book, problem_set)
                given = gradebook.by_hand(problem_set)
                if gone := gradebook.cells_gone(book, problem_set, given):
                    print(f"{GONE} {', '.join(gone)}", flush=True)
            due = [student for student in students if student not in known or not is_current(problem_set, student)]
            unprotected = not protected(probed.result(), unprotected)
            course.config.Judge.update(settings | {"unprotected": unprotected})
            failures = graded_anew(course, problem_set, due, given, executor)
            with course.gradebook as book:
                settle(book, course.config, problem_set)
                usual = remarks_on_most(problem_set, students)
                if usual:
                    said = ", ".join(f"{remark} ({times} of {len(students)})" for remark, times in usual.items())
                    print(f"{USUAL} {said}", flush=True)
                return {
                    student: f"not graded: {failures[student]}"
                    if student in failures
                    else standing(book, problem_set, student, usual)
                    for student in students
                }


def graded_anew(course, problem_set, students, given, executor):
    """Grade these students; {student: why not} of those who cannot be graded. given: by hand, to each."""
    failures, step = {}, Judge(config=course.config)
    with tqdm(total=len(students), unit=" submissions", disable=None) as progress:
        for student, task, judgement, failure in judged(step, problem_set, students, executor):
            failure = failure or recorded(course, problem_set, student, task, judgement, given.get(student))
            if failure and trouble_in(failure):  # which is nobody's fault
                raise OSError(failure)
            not_graded.note(problem_set, student, failure)
            if failure:
                failures[student] = failure
                forget(course, problem_set, student)
            progress.update()
    return failures


@contextmanager
def registered(problem_set):
    """nbgrader's API, whose gradebook knows the problem set as it is in solutions/ and whose released notebook is that.

    exercises/, where somebody may work, stays. What people gave is kept in a file first.
    """
    with tempfile.TemporaryDirectory() as scratch:
        course = nbgrader(release_directory=scratch)
        course.coursedir.notebook_id = notebook_of(problem_set).stem  # others may lie beside it, and what was handed in
        words = gradebook.ready(course.coursedir.db_url, course.coursedir.course_id)
        if words:
            print(words, flush=True)
        with course.gradebook as book:
            students = gradebook.handed_in_to(book, problem_set)
            answers = {student: mark["answers"] for student in students if (mark := mark_of(problem_set, student))}
            gradebook.keep_by_hand(book, problem_set, answers)
        result = course.generate_assignment(problem_set)
        if not result["success"] and "Cannot add or remove cells" in result["log"]:
            with course.gradebook as book:
                gradebook.forget_submissions(book, problem_set)
            result = course.generate_assignment(problem_set)
        done(result, f"register {problem_set}")
        yield course


def is_current(problem_set, student):
    """Whether what the student handed in last is graded, to the end, with the set and the course as they are."""
    mark = mark_of(problem_set, student)
    if not mark or mark["depends on"] != depends_on(problem_set, student):
        return False
    return mark.get("graded") == fingerprint(contents(graded_path(problem_set, student)))


def mark_of(problem_set, student):
    """What was written when grading had come to its end, whether it was "protected", and "remarks"; or None."""
    try:
        mark = json.loads((AUTOGRADED / student / problem_set / GRADED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return mark if isinstance(mark, dict) and MARK <= mark.keys() else None


def depends_on(problem_set, student):
    """A fingerprint of all on which a grade depends."""
    notebook = notebook_path(problem_set, student)
    files = [notebook, notebook.with_name(STAMP)]
    files += sorted(path for path in (SOLUTIONS / problem_set).glob("*") if path.suffix in (".ipynb", ".py"))
    parts = [contents(path) for path in files] + [os.environ.get("TCONV_SEED", "").encode(), course_fingerprint()]
    return fingerprint(b"".join(hashlib.sha256(part).digest() for part in parts))


def contents(path):
    return path.read_bytes() if path.is_file() else b""


@cache
def course_fingerprint():
    """Of what judges: all of the course but commands that do not grade."""
    paths = [*PACKAGE.glob("*.py"), *PACKAGE.glob("recorded/*.gz"), *PACKAGE.glob("teach/*.py")]
    paths += PACKAGE.glob("teach/grader/*.py")
    return fingerprint(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in sorted(paths))).encode()


def protected(protection, unprotected):
    """Say in one line how students' code will run, and whether that is safe. Raises SystemExit if it must not run."""
    print(protection.sentence, flush=True)
    if not protection.holds and not unprotected:
        raise SystemExit(REFUSED)
    return protection.holds


def judged(step, problem_set, students, executor):
    """Each student with the task, the Judgement, and why there is none, as they come."""
    futures, starved = {}, []
    try:
        for student in students:
            try:
                task = task_of(step, problem_set, student)
            except NotGradable as error:
                yield student, None, None, str(error)
            else:
                futures[executor.submit(judge, task)] = student, task
        for future in as_completed(futures):
            judgement, failure = outcome_of(future)
            if judgement and judgement.starved:
                starved.append(futures[future])
            else:
                yield *futures[future], judgement, failure
        for student, task in starved:  # once more, alone
            yield student, task, *outcome_of(executor.submit(judge, task))
    finally:
        for future in futures:
            future.cancel()


def outcome_of(future):
    """The Judgement, and why there is none. Raises SystemExit if that is the set's fault, and so everybody's."""
    try:
        return future.result(), None
    except SourceFailure as error:
        raise SystemExit(f"grading stops: {error}") from None
    except Exception as error:
        return None, f"{error or type(error).__name__}"


def task_of(step, problem_set, student):
    """What is to be judged for a student. Raises NotGradable."""
    path = notebook_path(problem_set, student)
    released = read_notebook(step.config.CourseDirectory.release_directory, problem_set, path.stem)
    notebook, _ = repaired(read(path), released)
    check_stamp(path.with_name(STAMP))
    return step.task(notebook, problem_set, path.stem)


def check_stamp(path):
    """Raise NotGradable if nbgrader could not read from its file when it was handed in."""
    try:
        parse_utc(path.exists() and path.read_text().strip() or None)
    except Exception:  # the parser raises whatever the text makes it raise
        raise NotGradable(NO_DATE) from None


def recorded(course, problem_set, student, task, judgement, given):
    """Let nbgrader write down what was judged, and put back what was given by hand; why not, if it could not."""
    READY[task] = judgement
    depends = depends_on(problem_set, student)
    notebook = fingerprint(notebook_path(problem_set, student).read_bytes())
    before = (mark_of(problem_set, student) or {"answers": {}})["answers"]
    mark = graded_path(problem_set, student).with_name(GRADED)
    mark.unlink(missing_ok=True)  # what the gradebook says from now on is not what people gave
    result = course.autograde(problem_set, student, force=True)
    if result["success"]:
        data = graded_path(problem_set, student).read_bytes()
        graded = json.loads(data)
        answers = answers_in(graded, notebook)
        if given:
            same = before if notebook in before.values() else {}  # a newer course may show more of it as an answer
            with course.gradebook as book:
                gradebook.put_back(book, problem_set, student, given, answers | same)
        known = graded["metadata"]["tconv"]  # "protected" and "remarks", as the steps of grading wrote them
        known |= {"depends on": depends, "answers": answers, "graded": fingerprint(data)}
        write_whole(mark, json.dumps(known))
        return None
    error = result["error"].strip().splitlines()[-1]
    if error.startswith("KeyboardInterrupt"):
        raise KeyboardInterrupt
    return [error, *REASON.findall(result["log"])][-1]


def forget(course, problem_set, student):
    """What was graded before does not stand any more."""
    withdraw(course.coursedir.db_url, problem_set, student)
    shutil.rmtree(AUTOGRADED / student / problem_set, ignore_errors=True)


def remarks_on_most(problem_set, students):
    """What is remarked on more than half of them, and on more than two; and on how many. It tells nobody apart."""
    marks = filter(None, (mark_of(problem_set, student) for student in students))
    times = Counter(remark for mark in marks for remark in {*mark["remarks"]})
    return {remark: times[remark] for remark in sorted(times) if times[remark] > max(2, len(students) / 2)}


def standing(book, problem_set, student, usual):
    """The student's points, and what is to be known of them, in words, without remarks that are usual."""
    submission = book.find_submission(problem_set, student)
    mark = mark_of(problem_set, student)
    words = [f"{submission.score:g} of {submission.max_score:g}"]
    late = submission.late_submission_penalty
    words += [f"{late:g} points off, since it was late"] * bool(late)
    words += ["answers to read"] * submission.needs_manual_grade
    words += ["graded unprotected"] * (not mark["protected"])
    return ", ".join(words) + "".join(f"; {remark}" for remark in mark["remarks"] if remark not in usual)


def notebook_path(problem_set, student):
    """Of what was handed in."""
    return folder_of(problem_set, student) / notebook_of(problem_set).name


def graded_path(problem_set, student):
    return AUTOGRADED / student / problem_set / notebook_of(problem_set).name


def answers_in(graded, notebook):
    """A fingerprint for each cell by its name: of a text its own; of code, which needs other cells, the notebook's."""
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: notebook
        if cell["cell_type"] == "code"
        else fingerprint("".join(cell["source"]).encode())
        for cell in graded["cells"]
        if "nbgrader" in cell["metadata"]
    }
