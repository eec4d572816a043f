"""The notebooks of the course, as tests look at them."""

from pathlib import Path

import nbformat

from tconv_lib.teach.notebooks import PAGES

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted(ROOT.glob(f"notebooks/{PAGES}"))
EXERCISES, SOLUTIONS = (sorted(ROOT.glob(f"{place}/*/[!.]*.ipynb")) for place in ("exercises", "solutions"))


def read(path):
    return nbformat.read(path, as_version=4)
