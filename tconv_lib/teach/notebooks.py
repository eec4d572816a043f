"""Run notebooks and write them in normal form: python -m tconv_lib.teach.notebooks [notebook ...]

Without names: all pages and all solutions.

The normal form is what a notebook of the course is committed in: run once from top
to bottom, with its outputs, and with nothing that differs from run to run or from
machine to machine (widget state, times, versions).
"""

import ast
import sys
from contextlib import redirect_stdout
from glob import glob
from io import StringIO
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from ..explore import Explorer
from ..figures import Picture
from ..predictions import Ask, Predictions
from ..saving import keep_picture

PAGES = "[0-9][0-9]_*.ipynb"
"""How a page is named; other notebooks beside the pages are somebody's own."""
KEPT = ("jupyter", "nbgrader", "slideshow", "tags")
"""What a cell's metadata may hold."""
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


def run(notebook, folder):
    """A copy of the notebook, run from top to bottom in `folder`. Raises CellExecutionError."""
    fresh = nbformat.from_dict(notebook)
    NotebookClient(
        fresh,
        timeout=60,
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    return fresh


def displayed_by(notebook):
    """Run the notebook's code here, in one namespace; what of the course its cells show, by id of the cell."""
    found, names = {}, {}
    with redirect_stdout(StringIO()):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                shown = _execute(cell.source, names)
                if isinstance(shown, (Explorer, Picture, Ask, Predictions)):
                    found[cell.id] = shown
    return found


def shown_by(notebook):
    """The explorers and pictures that a notebook shows, by id of the cell; also those that a question shows."""
    shown = {id: value.show if isinstance(value, Ask) else value for id, value in displayed_by(notebook).items()}
    return {id: value for id, value in shown.items() if isinstance(value, (Explorer, Picture))}


def questions_of(notebook):
    """The questions that a notebook asks, by id of the cell."""
    return {id: shown for id, shown in displayed_by(notebook).items() if isinstance(shown, Ask)}


def explorers(notebook):
    """The explorers among what the notebook shows."""
    return {id: shown for id, shown in shown_by(notebook).items() if isinstance(shown, Explorer)}


def _execute(source, names):
    """Execute source; the value of its last line, if that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


def normal_form(notebook):
    """The text of the file that holds this notebook and nothing accidental. Raises ValueError if it was not run."""
    cells = [_normal_cell(cell) for cell in notebook.cells if cell.source.strip()]
    counts = [cell.execution_count for cell in cells if cell.cell_type == "code"]
    if counts != [*range(1, len(counts) + 1)]:
        raise ValueError(f"code cells must have been run once each, from top to bottom; their counts are {counts}")
    normal = nbformat.v4.new_notebook(cells=cells, metadata=METADATA)
    nbformat.validate(normal)
    return nbformat.writes(normal) + "\n"


def _normal_cell(cell):
    cell = nbformat.from_dict(cell)
    cell.metadata = {key: value for key, value in cell.metadata.items() if key in KEPT}
    if cell.cell_type == "code":
        cell.outputs = [_normal_output(output) for output in cell.outputs]
    return cell


def _normal_output(output):
    if "data" in output:
        keep_picture(output)
        output.metadata = {}
    return output


def main(paths):
    all_of_them = sorted([*glob(f"notebooks/{PAGES}"), *glob("solutions/*/*.ipynb")])
    for path in map(Path, paths or all_of_them):
        print(path, flush=True)
        notebook = run(nbformat.read(path, as_version=4), path.parent)
        path.write_text(normal_form(notebook), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
