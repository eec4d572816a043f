"""nbgrader's gradebook, a file that can be lost or broken: it is made again, and what was given by hand is put back.

grading/by_hand/SET.json is a copy of what people gave: points, comments, more time, and whether a text counts as read.
"""

import json
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import NoneType

from nbgrader.api import Gradebook
from sqlalchemy.engine import make_url

from ..whole import one_after_another, write_whole

BY_HAND = Path("grading/by_hand")
NUMBER, TEXT, WORD = {int, float, NoneType}, {str, NoneType}, {bool, NoneType}
GIVEN = {"points": NUMBER, "extra": NUMBER, "read": WORD, "comment": TEXT, "answer": TEXT}
"""What is kept of a cell, of exactly these types: to Python, True is a number, too."""
MOST = 1e6
"""No points are as many."""
LONGEST = 1e9
"""No extension has as many seconds."""
TABLES = {"assignment", "submitted_assignment", "grade", "alembic_version"}


def ready(db_url, course_id):
    """See to it that there is a gradebook that can be used; a sentence if one had to be made again, or "".

    Raises SystemExit if another program holds it.
    """
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite":
        return ""
    path = Path(url.database)
    trouble = broken(path) if path.exists() else "is not there"
    if not trouble:
        return ""
    known = path.exists() or BY_HAND.exists()
    if path.exists():
        trouble += f"; it is kept as {put_aside(path)}"
    for more in "-wal", "-shm", "-journal":
        Path(f"{path}{more}").unlink(missing_ok=True)
    make(path, course_id)
    return f"The gradebook {trouble}. All is graded anew, and what was given by hand is put back." if known else ""


def put_aside(path):
    """Rename a file that is broken; its new path."""
    aside = next(name for number in range(1, 1000) if not (name := Path(f"{path}.broken{number}")).exists())
    path.rename(aside)
    return aside


def broken(path):
    """What is wrong with the file, or ""."""
    try:
        with closing(sqlite3.connect(path, timeout=20)) as connection:
            said = connection.execute("PRAGMA quick_check").fetchone()[0]
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            whole = said == "ok" and TABLES <= tables
            version = whole and connection.execute("SELECT * FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        raise SystemExit(f"{path} cannot be used now ({error}); is another program working on it?") from None
    except sqlite3.DatabaseError as error:
        return f"cannot be read ({error})"
    return "" if version else "is not whole"


def make(path, course_id):
    """Make an empty one, whole or not at all."""
    new = path.with_name(f".{path.name}.part")
    new.unlink(missing_ok=True)
    Gradebook(f"sqlite:///{new}", course_id).close()
    os.replace(new, path)


def by_hand(problem_set):
    """What people gave, by student, as it was kept. A file that somebody spoiled is put aside."""
    path = BY_HAND / f"{problem_set}.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError):
        kept = None
    if is_as_kept(kept):
        return kept
    aside = put_aside(path)
    print(f"{path} is not as it was written, and is kept as {aside}. Points by hand are taken from the gradebook.")
    return {}


def is_as_kept(kept):
    """Whether it has the form in which keep_by_hand writes."""
    return isinstance(kept, dict) and all(map(is_students, kept.values()))


def is_students(given):
    """Whether it is what people can give a student."""
    cells, more = (given.get("cells"), given.get("extension", 0)) if isinstance(given, dict) else (None, 0)
    is_time = type(more) in NUMBER and 0 <= (more or 0) < LONGEST
    return is_time and isinstance(cells, dict) and all(map(is_given, cells.values()))


def is_given(cell):
    """Whether it is what people can give a cell."""
    return (
        isinstance(cell, dict)
        and all(type(cell.get(field)) in types for field, types in GIVEN.items())
        and all(abs(cell.get(field) or 0) < MOST for field in ("points", "extra"))
    )


def keep_by_hand(book, problem_set, answers):
    """Copy what people gave into a file of its own.

    answers: fingerprints of what was answered, by student and name of the cell. Whoever is not in it keeps what the
    file says: it may be that grading was killed before it had put that back. So does a cell that the set has no more.
    """
    with one_after_another(BY_HAND / "lock"):
        kept = by_hand(problem_set)
        found = dict(kept)
        for submission in book.assignment_submissions(problem_set):
            student = submission.student_id
            if student in answers:
                before = found.pop(student, {"cells": {}})["cells"]
                cells = {name: cell for name, cell in before.items() if name not in answers[student]}
                for name, cell in given_to(submission).items():
                    cells[name] = cell | {"answer": answers[student].get(name)}
                extension = submission.extension.total_seconds() if submission.extension else 0
                if cells or extension:
                    found[student] = {"cells": cells, "extension": extension}
        if found != kept:
            write_whole(BY_HAND / f"{problem_set}.json", json.dumps(found, indent=1, sort_keys=True))


def given_to(submission):
    """What people gave a submission, by the name of the cell."""
    given = {}
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            if grade.manual_score is not None or grade.extra_credit:
                read = not grade.needs_manual_grade
                given[grade.name] = {"points": grade.manual_score, "extra": grade.extra_credit, "read": read}
        for comment in notebook.comments:
            if comment.manual_comment:
                given.setdefault(comment.name, {})["comment"] = comment.manual_comment
    return given


def cells_gone(book, problem_set, given):
    """Names of cells that people gave points for, and that the set has no more: renamed, or taken out."""
    there = {cell.name for notebook in book.find_assignment(problem_set).notebooks for cell in notebook.grade_cells}
    names = {name for each in given.values() for name, cell in each["cells"].items() if "points" in cell}
    return sorted(names - there)


def put_back(book, problem_set, student, given, answers):
    """Write into the gradebook what people gave; it counts as read if the answer is still the one they read.

    Points for code go if what was handed in since then earns as many by itself.
    """
    submission = book.find_submission(problem_set, student)
    if given.get("extension"):
        submission.extension = timedelta(seconds=given["extension"])
    for graded in submission.notebooks:
        for grade in graded.grades:
            kept = given["cells"].get(grade.name, {})
            again = kept.get("answer") != answers[grade.name]
            if "points" in kept and again and outdone(grade, kept):
                grade.manual_score = grade.extra_credit = None
                grade.needs_manual_grade = False
            elif "points" in kept:
                grade.manual_score, grade.extra_credit = kept["points"], kept.get("extra")
                grade.needs_manual_grade = again or not kept.get("read")
        for comment in graded.comments:
            kept = given["cells"].get(comment.name, {})
            if "comment" in kept:
                comment.manual_comment = kept["comment"]
    book.db.commit()


def outdone(grade, kept):
    """Whether the tests give code as many points as people gave it before."""
    tested = grade.cell.cell_type == "code" and grade.auto_score is not None
    return tested and grade.auto_score >= (kept["points"] or 0) + (kept.get("extra") or 0)


def forget_submissions(book, problem_set):
    """Take all submissions of a set out of the gradebook: nbgrader cannot add or remove a cell while there are any."""
    for submission in book.assignment_submissions(problem_set):
        book.remove_submission(problem_set, submission.student_id)


def handed_in_to(book, problem_set):
    """Whose work of this set the gradebook knows."""
    return {submission.student_id for submission in book.assignment_submissions(problem_set)}
