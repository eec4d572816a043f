"""The course as nbgrader sees it."""

import logging
import os
import warnings
from contextlib import contextmanager, suppress
from functools import cache

from nbgrader import api, dbutil
from nbgrader.apps import NbGraderAPI
from sqlalchemy.exc import OperationalError, SAWarning
from traitlets.config import PyFileConfigLoader

CONFIG = "nbgrader_config.py"

# nbgrader 0.9 adds to its session in an order that SQLAlchemy remarks on, once per submission, to no effect
warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)

# nbgrader writes the errors of its database on the screen, and then raises them
logging.getLogger("tornado.application").addFilter(lambda said: "Rolling back session" not in said.getMessage())


@cache
def newest_schema():
    """The version of a new gradebook."""
    from alembic.script import ScriptDirectory  # few commands make one

    return ScriptDirectory(dbutil.ALEMBIC_DIR).get_current_head()


# nbgrader starts a program for it, by its bare name: that takes seconds, and works only in an activated environment
api.get_alembic_version = newest_schema


def nbgrader(**directories):
    """nbgrader's API with the settings of nbgrader_config.py in the current folder; `directories` replace some."""
    config = PyFileConfigLoader(CONFIG, path=os.getcwd()).load_config()
    config.CourseDirectory.root = os.getcwd()
    config.CourseDirectory.update(directories)
    return NbGraderAPI(config=config)


def done(result, what):
    """Raise RuntimeError with nbgrader's own words unless its API says that it succeeded."""
    if not result["success"]:
        raise RuntimeError(f"nbgrader could not {what}:\n{result['error']}\n{result['log']}")


@contextmanager
def quick_database(course):
    """While it lasts, the gradebook, which must be there, is opened once.

    nbgrader's steps open and close it eight times for every student, and look for its tables every time.
    """
    book = course.gradebook
    # else SQLite would make and delete a file at each of thirty small steps
    set_journal(book.engine, "WAL")
    ways = api.Gradebook.__init__, api.Gradebook.close
    api.Gradebook.__init__ = lambda self, *_, **__: vars(self).update(vars(book))
    api.Gradebook.close = lambda self: self.db.remove()
    try:
        yield
    finally:
        api.Gradebook.__init__, api.Gradebook.close = ways
        book.db.remove()
        with suppress(OperationalError):
            set_journal(book.engine, "DELETE")  # one file again, unless another program has it open
        book.close()


def set_journal(engine, mode):
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA journal_mode = {mode}")
            connection.exec_driver_sql("PRAGMA synchronous = NORMAL")
