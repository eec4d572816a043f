"""The notebooks of the course, as tests look at them."""

from pathlib import Path

import nbformat

from tconv_lib.teach.notebooks import PAGES

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted(ROOT.glob(f"notebooks/{PAGES}"))
SOLUTIONS = sorted(ROOT.glob("solutions/*/[!.]*.ipynb"))
EXERCISES = [ROOT / "exercises" / path.relative_to(ROOT / "solutions") for path in SOLUTIONS]


def read(path):
    return nbformat.read(path, as_version=4)


def answered_rightly(exercise, solution, but=()):
    """The released notebook at a path, answered as in its solution, except for `but`, which stay as they are."""
    right = {cell.id: cell.source for cell in read(solution).cells}
    notebook = read(exercise)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.id not in but:
            cell.source = right[cell.id]
    return notebook
