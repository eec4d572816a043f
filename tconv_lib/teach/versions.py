"""Run pages and tests with each Python and the oldest and newest packages: python -m tconv_lib.teach.versions [3.x ...]

Without versions of Python: all of PYTHONS that this machine has. The oldest packages are those that pyproject.toml
allows, the newest those that the package index has. With the newest, a page is also opened in Jupyter Notebook 7:
run, a slider moved, the picture compared.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from .browser import NoBrowser, chromium
from .lab import Tab, server
from .notebooks import explorers

PYTHONS = "3.11", "3.12", "3.13", "3.14"
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
SHOWN = "ipywidgets", "jupyterlab", "nbval", "numpy", "notebook"
TOOLS = "hypothesis", "nbval", "playwright", "pytest-xdist"
NOT_HERE = "accessible", "exercises", "export", "grading", "grading_again", "hostile", "lab", "sandbox"
"""Tests that need the teacher's packages, or are the learner's own environment's."""
ENVIRONMENTS = Path(".venv-versions/environments")


def main(pythons):
    print("| Python | packages | " + " | ".join(SHOWN) + " | pages and tests | Notebook 7 |")
    print("|---" * (4 + len(SHOWN)) + "|")
    good = True
    for python in pythons:
        if not runs(f"python{python}"):
            print(f"| {python} | not on this machine |")
            continue
        for age in RESOLUTIONS:
            environment = install(python, age)
            results = [run_tests(environment), run_notebook_7(environment) if age == "newest" else ""]
            good &= "failed" not in str(results)
            print("| " + " | ".join([python, age, *versions(environment), *results]) + " |", flush=True)
    sys.exit(not good)


def runs(program):
    """Whether there is such a program; a version manager leaves names behind that only complain."""
    return bool(shutil.which(program)) and not subprocess.run([program, "--version"], capture_output=True).returncode


def install(python, age):
    """Folder of a fresh environment with the course and what its tests need."""
    environment = ENVIRONMENTS / f"{python}-{age}"
    uv("venv", "--clear", "--python", shutil.which(f"python{python}"), environment)
    tools = re.findall(rf"(?m)^(?:{'|'.join(TOOLS)})==\S+", Path("constraints.txt").read_text())
    more = ["notebook>=7"] if age == "newest" else []
    python = environment / "bin" / "python"
    uv("pip", "install", "--python", python, "--resolution", RESOLUTIONS[age], "--editable", ".", *tools, *more)
    return environment


def uv(*arguments):
    subprocess.run([Path(sys.executable).parent / "uv", *arguments, "--quiet"], check=True)


def versions(environment):
    """Versions of the SHOWN packages in the environment."""
    code = f"""
from importlib.metadata import PackageNotFoundError, version
for name in {SHOWN}:
    try:
        print(version(name))
    except PackageNotFoundError:
        print("-")
"""
    return subprocess.check_output([environment / "bin" / "python", "-c", code], text=True).split()


def run_tests(environment):
    """Last line of pytest: what passed and what failed."""
    ignored = [f"--ignore=tests/test_{name}.py" for name in NOT_HERE]
    command = [environment / "bin" / "python", "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile"]
    done = subprocess.run([*command, *ignored, "tests", "notebooks"], capture_output=True, text=True)
    (environment / "pytest.log").write_text(done.stdout + done.stderr)
    last_line = (done.stdout.strip().splitlines() or ["no output"])[-1]
    return f"failed: {last_line}" if done.returncode else last_line


def run_notebook_7(environment):
    """Open the first page, run it, move a slider, compare the picture."""
    path = Path("notebooks/00_start_here.ipynb")
    notebook = nbformat.read(path, as_version=4)
    place = next(i for i, cell in enumerate(notebook.cells) if cell.id == "puzzle")
    explorer = explorers(notebook)["puzzle"]
    try:
        with tempfile.TemporaryDirectory() as folder, chromium() as browser:
            shutil.copy(path, folder)
            program = str((environment / "bin" / "jupyter-notebook").absolute())
            with server(Path(folder), lambda options: [program, *options.split()]) as url:
                tab = Tab(browser.new_page(), url, application="notebooks")
                tab.open(path.name)
                tab.run_all()
                tab.control(place, "slider", "output size").press("ArrowRight")
                explorer.controls["output_size"].value += 1
                tab.wait_for_picture(place, explorer.frame.value)
    except NoBrowser:
        return "no browser here"
    except Exception as error:
        return f"failed: {error!r}"
    return "works"


if __name__ == "__main__":
    main(sys.argv[1:] or PYTHONS)
