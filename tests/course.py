"""The notebooks of the course, as tests look at them."""

import ast
from pathlib import Path

import nbformat

from tconv_lib.explore import Explorer

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def read(path):
    return nbformat.read(path, as_version=4)


def explorers(path):
    """Run the notebook's code here, in one namespace, and return the sliders it shows, by cell id."""
    found, names = {}, {}
    for cell in read(path).cells:
        if cell.cell_type == "code":
            shown = _run(cell.source, names)
            if isinstance(shown, Explorer):
                found[cell.id] = shown
    return found


def _run(source, names):
    """Execute source; the value of its last line, if that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
