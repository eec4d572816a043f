"""How long each page takes: its words, predictions and pictures counted, and lines of code of its predictions:
python -m tconv_lib.teach.lengths

A page is to take 20 to 30 minutes. Nobody has been timed; the rates below are what the estimate assumes.
"""

import re
from pathlib import Path
from statistics import median

import nbformat

from ..predictions import asks, questions
from .notebooks import PAGES

WORDS_A_MINUTE = 130
"""Read with care; ordinary prose is read about twice as fast."""

MINUTES = {"prediction": 1, "picture": 0.75, "code": 0.5}
"""For each prediction with its picture; each other picture; each other code cell with what it prints."""


def counts(notebook):
    """How many words, predictions, other pictures and other code cells somebody who reads this notebook meets."""
    found = dict.fromkeys(("words", "prediction", "picture", "code"), 0)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found["words"] += len(re.findall(r"\w+", re.sub(r"<[^>]*>|\]\([^)]*\)", " ", cell.source)))
        elif asked := [*questions(cell.source)]:
            found["prediction"] += len(asked)
            found["words"] += sum(len(question.split()) for question in asked)
        elif any("text/html" in output.get("data", {}) for output in cell.outputs):
            found["picture"] += 1
        elif cell.outputs:
            found["code"] += 1
    return found


def minutes(found):
    """The estimate, from what `counts` found."""
    return found["words"] / WORDS_A_MINUTE + sum(found[kind] * each for kind, each in MINUTES.items())


def lines_of_predictions(notebook):
    """(lines of its ask(…), lines of its cell) for each prediction of this notebook; empty lines are none."""
    for cell in notebook.cells:
        for call in asks(cell.source) if cell.cell_type == "code" else []:
            yield call.end_lineno - call.lineno + 1, sum(bool(line.strip()) for line in cell.source.splitlines())


def main():
    print("page                             words  predictions  pictures  code  minutes  lines of ask, of its cell")
    for path in sorted(Path("notebooks").glob(PAGES)):
        notebook = nbformat.read(path, as_version=4)
        found = counts(notebook)
        calls, cells = zip(*lines_of_predictions(notebook))
        numbers = f"{found['words']:5}  {found['prediction']:11}  {found['picture']:8}  {found['code']:4}"
        lines = f"at most {max(calls):2}, median {median(cells):4.1f}"
        print(f"{path.stem:31}  {numbers}  {minutes(found):7.0f}  {lines}")


if __name__ == "__main__":
    main()
