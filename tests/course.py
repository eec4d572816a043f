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
