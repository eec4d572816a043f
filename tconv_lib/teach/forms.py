"""Write both forms of the test of understanding as problem sets: python -m tconv_lib.teach.forms

solutions/ps0_before and solutions/ps0_after, from the questions in solutions/understanding.py. A form that is there
already with the same cells stays as it is, with its outputs.
"""

import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from . import notebooks
from .new_set import IMPORTS, marks
from .questions import SOLUTIONS
from .understanding import FORMS, items, name_of, set_of

INTRODUCTION = """# A test of understanding: {form} the course

{when} It takes 15 minutes. Use your head and paper; do not compute.

- One choice is right. Write its letter between the quotes of the cell below it, and run that cell.
- You cannot tell? Leave the quotes empty. That is an answer, too, and a better one than a guess.
- The next cell says which letter it noted, and not whether it is right."""
WHEN = {
    "before": "Take it before [page 00](../../notebooks/00_start_here.ipynb). You are not expected to know much of it: "
    "the course answers all of it. At the end you are asked the same with other numbers, and see what has changed.",
    "after": "Take it when you are through. You were asked the same before "
    "[page 00](../../notebooks/00_start_here.ipynb), with other numbers. "
    "Then `make learned` shows what has changed, unless your teacher does.",
}
TEST = """check({name})
### BEGIN HIDDEN TESTS
mistakes = {{
{mistakes}
}}
assert {name} == "{right}", mistakes.get({name})
### END HIDDEN TESTS"""


def main():
    for form in FORMS:
        path = SOLUTIONS / set_of(form) / f"{form}.ipynb"
        notebook = new_notebook(cells=[*cells(form)], metadata=notebooks.METADATA)
        if not path.exists() or without_outputs(nbformat.read(path, as_version=4)) != without_outputs(notebook):
            path.parent.mkdir(exist_ok=True)
            nbformat.write(notebook, path)
            print(f"{path} is written, and has to be run: make notebooks")


def without_outputs(notebook):
    return [(cell.id, cell.source, cell.metadata) for cell in notebook.cells]


def cells(form):
    """The cells of a form, with what is right."""
    yield new_markdown_cell(INTRODUCTION.format(form=form, when=WHEN[form]), id="title")
    yield new_code_cell(IMPORTS, id="imports")
    for number, item in enumerate(items(), 1):
        name = name_of(form, number)
        choices = "\n".join(f"- **{letter}**: {choice}" for letter, choice in item.choices(form).items())
        text = f"## {number}. {item.title} (1 point)\n\n{item.asked(form).text}\n\n{choices}"
        answer = f'{name} = "{item.right(form)}"'
        yield new_markdown_cell(text, id=f"q{number}")
        yield new_code_cell(answer, id=name, metadata=marks(name, solution=True))
        yield new_code_cell(test(item, form, name), id=f"test_{name}", metadata=marks(f"test_{name}", points=1))


def test(item, form, name):
    """The test of an answer, which says of each wrong letter what was mistaken, and where the course shows it."""
    said = {
        letter: f"{mistake} (notebook {item.page}, cell {item.cell})" for letter, mistake in item.mistakes(form).items()
    }
    mistakes = "\n".join(f"    {json.dumps(letter)}: {json.dumps(words)}," for letter, words in said.items())
    return TEST.format(name=name, right=item.right(form), mistakes=mistakes)


if __name__ == "__main__":
    main()
