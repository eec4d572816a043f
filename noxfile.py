"""Pages and tests with each Python of this machine, and the oldest and the newest packages: make versions

One of them: make versions ARGS="--session 'versions-3.12(newest)'". A Python that is missing here is skipped, and said.
"""

import re
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv"

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
TOOLS = [
    "hypothesis",
    "nbval",
    "playwright",
    "pytest",
    "pytest-xdist",
    "uv",
    "hatchling",
    "editables",
    "websocket-client",
]
NOT_HERE = ["accessible", "exercises", "export", "grading", "grading_again", "hostile", "lab", "sandbox", "style"]
"""Tests that need the teacher's packages, or are of one Python only."""


@nox.session(python=PYTHONS)
@nox.parametrize("packages", [*RESOLUTIONS])
def versions(session, packages):
    """All that a learner meets, with the oldest packages that pyproject.toml allows, or the newest that there are."""
    session.install("--resolution", RESOLUTIONS[packages], "--editable", ".", *pinned(TOOLS))
    session.run("uv", "pip", "list", silent=True)
    ignored = [f"--ignore=tests/test_{name}.py" for name in NOT_HERE]
    session.run("pytest", "-n", "auto", "--dist", "loadfile", *ignored, "tests", "notebooks", *session.posargs)


def pinned(names):
    """The packages in the versions of constraints.txt, since the oldest tools are no use."""
    return re.findall(rf"(?m)^(?:{'|'.join(names)})==\S+", Path("constraints.txt").read_text(encoding="utf-8"))
