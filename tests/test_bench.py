"""What `make bench` compares can be run; frameworks, which take minutes to install, are left to the command."""

from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_notebook

from tconv_lib.teach.bench import lab
from tconv_lib.teach.bench.layers import TOY, Layer, Worker, check_equal

LAYERS = [TOY, Layer("thick", 1, 5, 4, 3, 20, 3, 2), Layer("grouped", 2, 5, 4, 6, 4, 4, 2, groups=2)]


def test_what_needs_numpy_alone_computes_each_kind_of_layer():
    results = {}
    for engine in ("fast", "readable", "unadded", "floor"):
        worker = Worker(engine, threads=1)
        results[engine] = [worker.ask(layer)[1] for layer in LAYERS]
        worker.stop()
    for fast, readable in zip(results["fast"], results["readable"], strict=True):
        check_equal([fast, readable])
    assert results["unadded"] == results["floor"] == [None] * len(LAYERS)


def test_matplotlib_draws_what_the_cell_before_showed(monkeypatch):
    notebook = new_notebook(cells=[new_code_cell("_ = 1"), new_code_cell("'shown'", id="shown")])  # as page 05 does
    drawn = []
    monkeypatch.setattr(lab, "with_matplotlib", drawn.append)
    shell = InteractiveShell()
    for cell in lab.beside_matplotlib(notebook, ["shown"]).cells:
        shell.run_cell(cell.source, store_history=True).raise_error()
    assert drawn == ["shown"]
