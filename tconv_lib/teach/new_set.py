"""Lay out a problem set of your own: python -m tconv_lib.teach.new_set NAME TITLE

Writes solutions/NAME with one question that works, and all that is made from it: what check() compares with, and
exercises/NAME. So it can be handed out and graded at once. Change it, and add questions like it; then make exercises
notebooks. What every question must have is in README.md.
"""

import re
import sys

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from . import exercises, notebooks, questions
from .exercises import EXERCISES
from .questions import SOLUTIONS

INTRODUCTION = """# {title}

- Write each answer where it says `# YOUR CODE HERE`, and delete the line with `NotImplementedError`.
- Run the first cell. Then run your cell, then the `check` cell below it. It says what is still wrong.
- Your points come from other inputs than those that `check` shows. Write the rule, not a list of cases.
- Stuck? Open the hint.
- `[*]` stays beside a cell? A loop does not end: press ■ at the top.
- Before you hand it in: *Kernel → Restart Kernel and Run All Cells*. The grader runs cells once, from top to bottom;
  it has Python, NumPy and what this notebook imports of the course, and no file of yours."""
QUESTION = """## 1. How many zeros? (2 points)

Zeros are inserted between `size` numbers, for this `stride`. How many zeros are there in all? Return the number.

<details><summary>Hint</summary>How many gaps lie between the numbers, and how many zeros stand in each?</details>"""
ANSWER = """def {function}(size, stride):
    ### BEGIN SOLUTION
    return (size - 1) * (stride - 1)
    ### END SOLUTION"""
TEST = """check({function})
### BEGIN HIDDEN TESTS
import numpy as np

from tconv_lib import insert_zeros
from tconv_lib.teach.hidden import hidden_inputs

for rng in hidden_inputs("{function}"):
    size, stride = (int(n) for n in rng.integers(1, 12, 2))
    assert {function}(size, stride) == np.sum(insert_zeros(np.ones(size), stride) == 0)
### END HIDDEN TESTS"""
TEXT = """## 2. In your own words (1 point, read by your teacher)

In one or two sentences: why are there no zeros after the last number?"""
TEXT_ANSWER = """=== BEGIN MARK SCHEME ===
1 point: zeros stand between neighbours, and the last number has none after it.
=== END MARK SCHEME ===

Zeros are inserted between two neighbours only; after the last number there is no neighbour."""
IMPORTS = """# tconv_lib is not found? This Jupyter lacks the course: start it by `make lab` or `tconv`.
from tconv_lib import check"""

QUESTIONS = '''"""{title}: what check() tries, and plausible wrong answers.

A class per question, named like the function it asks for. A docstring makes a wrong answer a classic mistake: check()
says it to whoever makes it. A wrong answer uses only what the notebook imports, so that tests can hand it in.
"""

ALLOWED = ()
"""Names of the course that an answer may use, such as ("slide", "rotate"): nothing else is there when it is graded."""


class {function}:
    inputs = [(1, 1), (1, 3), (2, 1), (2, 2), (2, 3), (3, 2), (3, 3), (4, 3), (5, 4)]

    def stride_zeros(size, stride):
        """stride zeros between neighbours, in place of stride - 1"""
        return (size - 1) * stride

    def size_gaps(size, stride):
        """a gap after the last number, too: there are size - 1 gaps"""
        return size * (stride - 1)

    def whole_length(size, stride):
        """the length of the result: numbers and zeros together"""
        return (size - 1) * stride + 1

    def one_each(size, stride):
        """one zero in each gap, whatever the stride"""
        return size - 1
'''


def main(name, title):
    check_name(name)
    stem = name.partition("_")[2] or name
    function = f"zeros_of_{stem}"
    folder = SOLUTIONS / name
    folder.mkdir()
    path = folder / f"{stem}.ipynb"
    nbformat.write(notebook(title, function), path)
    text = QUESTIONS.replace("{title}", title.replace("\\", "").replace('"', "'")).replace("{function}", function)
    (folder / "questions.py").write_text(text, encoding="utf-8")
    questions.main()
    exercises.main()
    notebooks.main([path])
    print(f"{path} and {folder / 'questions.py'} are yours to change; then: make exercises notebooks")


def check_name(name):
    """Raises SystemExit for a name that is no folder's, or that is taken."""
    if not re.fullmatch(r"[a-z][a-z0-9]*_[a-z0-9_]*[a-z0-9]", name):
        raise SystemExit(f"NAME={name} should be like ps6_mine: small letters, digits, and a _ after the first part")
    for folder in SOLUTIONS, EXERCISES:
        if (folder / name).exists():
            raise SystemExit(f"{folder / name} is there already")
    if any(path.stem == name.partition("_")[2] for path in SOLUTIONS.glob("*/[!.]*.ipynb")):
        raise SystemExit(
            f"a set called {name.partition('_')[2]} is there already: its notebook would have the same name"
        )


def notebook(title, function):
    """The notebook of the set, with answers and hidden tests."""
    cells = [
        new_markdown_cell(INTRODUCTION.format(title=title), id="title"),
        new_code_cell(IMPORTS, id="imports"),
        new_markdown_cell(QUESTION, id="q1"),
        new_code_cell(ANSWER.format(function=function), id=function, metadata=marks(function, solution=True)),
        new_code_cell(
            TEST.format(function=function), id=f"test_{function}", metadata=marks(f"test_{function}", points=2)
        ),
        new_markdown_cell(TEXT, id="q2"),
        new_markdown_cell(TEXT_ANSWER, id="in_words", metadata=marks("in_words", solution=True, points=1)),
    ]
    return new_notebook(cells=cells, metadata=notebooks.METADATA)


def marks(name, solution=False, points=None):
    """What nbgrader keeps of a cell: whether students write it, and how many points it is worth."""
    graded = points is not None
    found = {"grade": graded, "grade_id": name, "locked": not solution, "schema_version": 3, "solution": solution}
    return {"nbgrader": found | {"task": False} | ({"points": points} if graded else {})}


if __name__ == "__main__":
    if len(sys.argv) != 3 or not all(sys.argv[1:]):
        raise SystemExit('usage: make new-set NAME=ps6_mine TITLE="Zeros"')
    main(*sys.argv[1:])
