"""How long each page takes: its words, predictions and pictures counted: python -m tconv_lib.teach.lengths

A page is to take 20 to 30 minutes. Nobody has been timed; the rates below are what the estimate assumes.
"""

import re
from pathlib import Path

import nbformat

from ..predictions import questions

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


def main():
    print("page                             words  predictions  pictures  code  minutes")
    for path in sorted(Path("notebooks").glob("*.ipynb")):
        found = counts(nbformat.read(path, as_version=4))
        numbers = f"{found['words']:5}  {found['prediction']:11}  {found['picture']:8}  {found['code']:4}"
        print(f"{path.stem:31}  {numbers}  {minutes(found):7.0f}")


if __name__ == "__main__":
    main()
