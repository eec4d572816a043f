"""A page in Jupyter Notebook 7, which some have in place of JupyterLab."""

import shutil
import sys
from pathlib import Path

from course import ROOT, read

from tconv_lib.teach import lab
from tconv_lib.teach.notebooks import explorers

START = ROOT / "notebooks/00_start_here.ipynb"
PROGRAM = str(Path(sys.executable).parent / "jupyter-notebook")


def test_a_page_runs_and_its_slider_moves_the_picture(browser, tmp_path):
    notebook = read(START)
    place, explorer = [cell.id for cell in notebook.cells].index("puzzle"), explorers(notebook)["puzzle"]
    shutil.copy(START, tmp_path)
    with lab.server(tmp_path, lambda options: [PROGRAM, *options.split()]) as url:
        tab = lab.Tab(browser.new_page(), url, application="notebooks")
        tab.open(START.name)
        tab.run_all()
        assert tab.errors() == []
        tab.control(place, "slider", "output size").press("ArrowRight")
        explorer.move(output_size=6)
        tab.wait_for_picture(place, explorer.shown.html)
