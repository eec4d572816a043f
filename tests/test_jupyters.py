"""A page in JupyterLab and Notebook 7, in this environment's versions: `make versions` tries the oldest, too."""

import json
import shutil
import sys

import pytest
from course import ROOT, read
from playwright.sync_api import expect

from tconv_lib.teach import lab
from tconv_lib.teach.notebooks import explorers

PAGE = ROOT / "notebooks/00_start_here.ipynb"


NBGRADER = [
    f"nbgrader.server_extensions.{name}"
    for name in "assignment_list course_list formgrader validate_assignment".split()
]
"""What a teacher's environment would load besides, for many seconds."""


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("jupyter")
    shutil.copy(PAGE, folder)
    settings = folder / ".jupyter/JUPYTER_CONFIG_DIR/jupyter_server_config.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"ServerApp": {"jpserver_extensions": dict.fromkeys(NBGRADER, False)}}))
    with lab.server(folder, lambda options: [sys.executable, "-m", "jupyter", "lab", *options.split()]) as url:
        yield url


@pytest.mark.long
@pytest.mark.parametrize("application", ["lab/tree", "notebooks"])
def test_a_slider_and_a_finger_move_the_picture(url, browser, application):
    if application == "notebooks":
        pytest.importorskip("notebook")
    notebook = read(PAGE)
    place, explorer = [cell.id for cell in notebook.cells].index("puzzle"), explorers(notebook)["puzzle"]
    tab = lab.Tab(browser.new_page(), url, application)
    tab.open(PAGE.name)
    tab.run_all()
    assert tab.errors() == []
    tab.cell(place).locator(".ask").evaluate("ask => ask.open()")
    slider = tab.control(place, "slider", "output size")
    for key, size in ("ArrowLeft", 6), ("Home", 3), ("End", 8), ("ArrowLeft", 7), ("ArrowLeft", 6):
        slider.press(key)
        explorer.move(output_size=size)
        tab.wait_for_picture(place, explorer.shown.html)
        expect(slider).to_be_focused()
    output = tab.cell(place).get_by_role("grid", name="output").get_by_role("gridcell")
    output.first.press("ArrowRight")
    expect(tab.cell(place).locator(".tag")).to_have_text("1·2 = 2")
    expect(output.nth(1)).to_be_focused()
    tab.shut_down()
    tab.page.close()
