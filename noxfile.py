"""Pages and tests with each Python of this machine, and the oldest and the newest packages: make versions

One of them: make versions ARGS="--session 'versions-3.12(newest)'"; one test: the same and " -- tests/test_lab.py".
A Python that is missing here is skipped, and said.
"""

import re
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv"

PYTHONS = ["3.11", "3.12", "3.13", "3.14", "3.15"]
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
TOOLS = [
    "coverage",
    "filelock",
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
NOTEBOOK_7 = "notebook>=7.4"  # of the same age as the oldest JupyterLab that pyproject.toml allows
TESTS = "import command installed shapes tensorflow_oracle whole_call views fast figures explore checks junk".split()
"""Those in which a version can make a difference: imports and installation, numbers, pictures, what is refused."""
BROWSER = ["--all", "tests/test_jupyters.py"]
"""One page in JupyterLab and in Notebook 7, in these versions."""


@nox.session(python=PYTHONS, venv_params=["--seed"])
@nox.parametrize("packages", [nox.param(age, id=age) for age in RESOLUTIONS])
def versions(session, packages):
    """What a learner meets, with the oldest packages that pyproject.toml allows, or the newest that there are."""
    session.install("--resolution", RESOLUTIONS[packages], "--editable", ".", NOTEBOOK_7, *pinned(TOOLS))
    if session.posargs:
        return session.run("pytest", *session.posargs)
    session.run("pytest", "-n", "auto", "--dist", "loadfile", *(f"tests/test_{name}.py" for name in TESTS), "notebooks")
    session.run("pytest", *BROWSER)


def pinned(names):
    """The packages in the versions of constraints.txt, since the oldest tools are no use."""
    return re.findall(rf"(?m)^(?:{'|'.join(names)})==\S+", Path("constraints.txt").read_text(encoding="utf-8"))
