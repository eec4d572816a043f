"""The course as nbgrader sees it."""

import os
import sys
import warnings
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from sqlalchemy.exc import SAWarning
from traitlets.config import PyFileConfigLoader

CONFIG = "nbgrader_config.py"

# nbgrader 0.9 adds to its session in an order that SQLAlchemy remarks on, once per submission, to no effect
warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)


def nbgrader(**directories):
    """nbgrader's API with the settings of nbgrader_config.py in the current folder; `directories` replace some."""
    # nbgrader starts `alembic` by its bare name, which is found only in an activated environment
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    config = PyFileConfigLoader(CONFIG, path=os.getcwd()).load_config()
    config.CourseDirectory.root = os.getcwd()
    config.CourseDirectory.update(directories)
    return NbGraderAPI(config=config)


def done(result, what):
    """Raise RuntimeError with nbgrader's own words unless its API says that it succeeded."""
    if not result["success"]:
        raise RuntimeError(f"nbgrader could not {what}:\n{result['error']}\n{result['log']}")
