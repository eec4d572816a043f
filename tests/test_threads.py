"""Threads in which people got a transposed convolution wrong: each is answered by a cell of a page, and it runs."""

import pytest
from course import NOTEBOOKS, read

ANSWERED = {
    "tensorflow#2118": ("02", "case-2118-windows"),
    "tensorflow#31192": ("04", "case-31192-check"),
    "tensorflow#45216": ("09", "layout"),
    "tensorflow#45999": ("03", "case-45999-picture"),
    "tensorflow#50168": ("06", "lab-none-code"),
    "tflearn#112": ("02", "case-tflearn-line"),
    "keras#16086": ("09", "calls"),
    "keras#19964": ("05", "unet"),
    "keras#20949": ("06", "lab-symmetric-code"),
    "keras#22876": ("06", "lab-keras-code"),
    "keras-core#488": ("06", "lab-symmetric-code"),
    "keras-core#774": ("06", "lab-symmetric-code"),
    "pytorch#8816": ("06", "lab-output-padding-code"),
    "pytorch#56873": ("01", "article-error"),
    "pytorch#80301": ("06", "lab-no-same-code"),
    "pytorch#95123": ("06", "lab-no-same-code"),
    "onnx#1609": ("06", "lab-onnx-swapped-code"),
    "onnx#2333": ("06", "lab-output-padding-code"),
    "onnx#4299": ("06", "lab-auto-pad-code"),
    "onnxruntime#4698": ("04", "case-4698-check"),
    "onnxruntime#11927": ("06", "lab-auto-pad-code"),
    "jax#14337": ("06", "lab-jax-code"),
    "jax#32267": ("06", "lab-jax-pads-code"),
    "conv_arithmetic#4": ("01", "article-error"),
    "conv_arithmetic#11": ("03", "case-animation-picture"),
    "Theano#5170": ("01", "article-error"),
    "matconvnet#784": ("05", "inverse"),
    "Flux.jl#829": ("05", "flux"),
    "TICO#420": ("06", "lab-tico-code"),
    "ai-engineering-from-scratch#374": ("07", "case-quiz-check"),
    "hifi-gan#12": ("09", "hifi"),
    "human-pose-estimation#3": ("09", "fcn-start"),
}
"""{thread: (page, cell)}"""


@pytest.mark.parametrize("thread", ANSWERED)
def test_a_cell_answers_the_thread_that_is_told_above_it(thread):
    page, id = ANSWERED[thread]
    cells = read(next(path for path in NOTEBOOKS if path.stem.startswith(page))).cells
    place = [cell.id for cell in cells].index(id)
    assert cells[place].cell_type == "code" and cells[place].outputs
    repository, number = thread.split("#")
    told = "".join(cell.source for cell in cells[max(place - 2, 0) : place])
    assert any(f"/{repository}/{kind}/{number})" in told for kind in ("issues", "pull"))
