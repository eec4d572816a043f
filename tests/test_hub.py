"""The course on a JupyterHub, under a base URL, as docs/hub.md sets it up."""

import sys
from itertools import islice
from pathlib import Path

import pytest
from course import ROOT, read
from playwright.sync_api import expect
from test_lab import everything_fits_and_stays, place_of, use_all_controls

from conftest import unavailable
from tconv_lib.teach import hub
from tconv_lib.teach.lab import free_port
from tconv_lib.teach.notebooks import displayed_by

FIRST = read(ROOT / "notebooks/00_start_here.ipynb")
PROGRAMS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    if missing := hub.missing(PROGRAMS):
        unavailable(f"no JupyterHub can be started here; missing: {', '.join(missing)}")
    with hub.hub(tmp_path_factory.mktemp("hub"), PROGRAMS) as url:
        yield url


@pytest.fixture
def student(address, browser):
    """Signs a student in, in a browser of their own."""
    windows = []

    def enter(name):
        windows.append(browser.new_context(viewport={"width": 1280, "height": 900}))
        tab = hub.sign_in(windows[-1].new_page(), address, name)
        hub.wait_for_first_page(tab)
        return tab

    yield enter
    for window in windows:
        window.close()


def test_the_first_page_runs_and_its_sliders_move_pictures(student, request):
    tab, shown = student("jürgen"), displayed_by(FIRST)
    tab.run_all()
    assert tab.errors() == []
    if not request.config.getoption("--all"):
        return use_all_controls(tab, FIRST, dict(islice(shown.items(), 4)))
    use_all_controls(tab, FIRST, shown)
    everything_fits_and_stays(tab)


@pytest.mark.long
def test_what_a_student_wrote_is_there_the_next_day_and_for_nobody_else(address, student):
    place = place_of(FIRST, "first-surprise")
    ada = student("ada")
    ada.write(place, "# mine")
    ada.menu("File", "Save Notebook")
    expect(ada.page.locator(".jp-mod-current[data-mod-dirty]")).to_have_count(0)
    hub.restart(ada, address)
    hub.wait_for_first_page(ada)
    expect(ada.cell(place)).to_contain_text("# mine")
    expect(student("grace").cell(place)).not_to_contain_text("# mine")


def test_a_port_is_none_that_is_given_to_outgoing_connections():
    """Another program's connection took it before the server could: the hub did not start."""
    given = Path("/proc/sys/net/ipv4/ip_local_port_range")
    if not given.exists():
        pytest.skip("only Linux says which")
    least, most = map(int, given.read_text().split())
    assert not any(least <= free_port() <= most for _ in range(100))
