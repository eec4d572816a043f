"""The course as nbgrader sees it."""

import os
import sqlite3
import warnings
from contextlib import closing, contextmanager, suppress
from functools import cache

from nbgrader import api, dbutil
from nbgrader.apps import NbGraderAPI
from sqlalchemy import event
from sqlalchemy.exc import SAWarning
from traitlets.config import PyFileConfigLoader

CONFIG = "nbgrader_config.py"

# nbgrader 0.9 adds to its session in an order that SQLAlchemy remarks on, once per submission, to no effect
warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)


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
def quick_database(db_url):
    """While it lasts, the gradebook, which must be there, is opened once.

    nbgrader's steps open it ten times for every student, and look for each of its tables every time.
    """
    create_engine = api.create_engine
    engine = create_engine(db_url, future=True)
    if engine.dialect.name == "sqlite":  # else it would make and delete a file at each of thirty small steps
        event.listen(engine, "connect", lambda connection, _: set_journal(connection, "WAL"))
    api.create_engine = lambda url, **settings: engine if url == db_url else create_engine(url, **settings)
    api.Base.metadata.create_all = lambda *_, **__: None
    try:
        yield
    finally:
        del api.Base.metadata.create_all
        api.create_engine = create_engine
        engine.dispose()
        if engine.dialect.name == "sqlite":
            with closing(sqlite3.connect(engine.url.database)) as connection, suppress(sqlite3.OperationalError):
                set_journal(connection, "DELETE")  # one file again, unless another program has it open


def set_journal(connection, mode):
    connection.execute(f"PRAGMA journal_mode = {mode}")
    connection.execute("PRAGMA synchronous = NORMAL")
