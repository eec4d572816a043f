"""The notebooks of the course, as tests look at them."""

from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
NOTEBOOKS, EXERCISES, SOLUTIONS = (
    sorted(ROOT.glob(f"{place}/[!.]*.ipynb")) for place in ("notebooks", "exercises/*", "solutions/*")
)


def read(path):
    return nbformat.read(path, as_version=4)
