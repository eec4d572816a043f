"""How long a page takes, counted, and how much code a question."""

from statistics import median

import pytest
from course import NOTEBOOKS, read
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tconv_lib.teach.lengths import counts, lines_of_predictions, minutes


def test_words_predictions_pictures_and_code_are_counted():
    picture = new_output("display_data", {"text/html": "<table>"})
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Two words\n\n[three](https://example.org/not/counted) <details>four</details>"),
            new_code_cell('ask("Is it so?", answer=True)', outputs=[picture]),
            new_code_cell("explore(x)", outputs=[picture]),
            new_code_cell("print(1)", outputs=[new_output("stream", text="1")]),
            new_code_cell("import numpy as np"),
        ]
    )
    assert counts(notebook) == {"words": 4 + 3, "prediction": 1, "picture": 1, "code": 1}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_page_takes_longer_than_half_an_hour(path):
    assert minutes(counts(read(path))) <= 30


def test_lines_of_a_question_and_of_its_cell_are_counted():
    source = "x = 1\n\nask(\n    'Is it so?',\n    answer=True,\n)"
    notebook = new_notebook(cells=[new_code_cell(source), new_code_cell("ask('?', answer=x)"), new_code_cell("x")])
    assert [*lines_of_predictions(notebook)] == [(4, 5), (1, 1)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_question_takes_at_most_six_lines(path):
    assert max(call for call, _ in lines_of_predictions(read(path))) <= 6


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_most_questions_have_no_more_in_their_cells(path):
    assert median(cell for _, cell in lines_of_predictions(read(path))) <= 6
