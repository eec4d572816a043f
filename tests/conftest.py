"""JupyterLab in a browser, for the tests that need it. When such a test fails, a picture of what it saw is kept."""

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import coverage
import pytest
from course import ROOT
from filelock import FileLock

from tconv_lib.teach import lab
from tconv_lib.teach.browser import ANSWER_ALL, NoBrowser, chromium

SCREENSHOTS = ROOT / "test-screenshots"

FOR_ALL = "03"
"""The page that a browser goes through for all others, unless it is to go through all."""

MEASURED = {
    "test_answers", "test_arguments", "test_bad_input", "test_cells", "test_checks", "test_command", "test_explore",
    "test_figures", "test_frameworks", "test_groups", "test_import", "test_junk", "test_networks",
    "test_predictions", "test_shapes", "test_tensorflow_oracle", "test_views", "test_whole_call",
}  # fmt: skip
"""Tests by which the floor of coverage must be reached. Coverage makes Python half as fast, so others go without."""


def pytest_addoption(parser):
    parser.addoption(
        "--all", action="store_true", help="with long journeys, and all pages in a browser, not one for all"
    )


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers():
    """With `-n auto`, a process more than there are cores: a third of the time, one waits for what it started."""
    return (yield) + 1


def pytest_collection_modifyitems(config, items):
    """The same journey through each page, in a browser, costs half an hour. Without --all, one page is for all."""
    if config.getoption("--all"):
        return
    left_out = [item for item in items if item.get_closest_marker("long") or is_like_another(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def is_like_another(item):
    """It takes a browser through a page that is not the one for all."""
    asked = getattr(item, "callspec", None)
    names = [Path(str(value)).stem for value in asked.params.values()] if asked else []
    through_pages = any(re.match(r"\d\d_", name) for name in names)
    in_a_browser = {"browser", "window"} & set(getattr(item, "fixturenames", ()))
    return in_a_browser and through_pages and not any(name.startswith(FOR_ALL) for name in names)


def unavailable(reason):
    """Skip what this machine cannot do; in CI, where nothing may be missing, fail."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    stopped = []
    is_measured = item.path.stem in MEASURED and not item.get_closest_marker("no_cover")
    while not is_measured and (measuring := coverage.Coverage.current()):
        measuring.stop()  # a process of several has two, of which the other would go on
        stopped.append(measuring)
    try:
        return (yield)
    finally:
        for measuring in reversed(stopped):
            measuring.start()


@pytest.fixture
def handed_out(tmp_path, monkeypatch):
    """A folder of its own with the exercises, where nobody has handed in anything."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium."""
    try:
        with chromium() as browser:
            yield browser
    except NoBrowser as error:
        unavailable(str(error))


@pytest.fixture(scope="session")
def to_build(tmp_path_factory, worker_id):
    """The folder of `build`, one for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    return (base if worker_id == "master" else base.parent) / "build"


@pytest.fixture(scope="session", autouse=True)
def build_ahead(request, to_build):
    """Begin to build while other tests run, if any needs it."""
    if any("build" in getattr(item, "fixturenames", ()) for item in request.session.items):
        threading.Thread(target=write_once, args=[to_build], daemon=True).start()


@pytest.fixture(scope="session")
def build(to_build):
    """A folder with all pages and decks."""
    write_once(to_build)
    return to_build


def write_once(folder):
    """Write all pages and decks, or wait until who began has written them."""
    write = (
        "import sys; from pathlib import Path; from tconv_lib.teach.publish import export, site, slides; "
        "folder, pages = Path(sys.argv[1]), export.read_pages(); "
        "site.main(folder / 'site', pages); slides.main(folder / 'slides', pages)"
    )  # in a process of its own, which coverage does not slow down
    with FileLock(f"{folder}.lock"):
        if not (folder / "slides" / "guide.html").exists():  # the last to be written
            subprocess.run([sys.executable, "-c", write, folder], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def page(browser):
    """One page for all tests of a file: the first picture in a new one takes the browser six times as long."""
    return browser.new_page()


@pytest.fixture
def open_page(page):
    """Opens a file, and the pictures of its questions. Whatever it complains about or wants from elsewhere fails."""
    as_new(page)
    complaints = []
    listeners = {
        "console": lambda message: complaints.append(message.text),
        "pageerror": lambda error: complaints.append(str(error)),
        "request": lambda request: (
            request.url.startswith(("file:", "data:", "blob:")) or complaints.append(request.url)
        ),
    }

    def opened(path, ready="body.ready", answered=True):
        page.goto(path.as_uri())
        page.wait_for_selector(ready)
        if answered:
            page.evaluate(ANSWER_ALL)
        return page

    for event, listener in listeners.items():
        page.on(event, listener)
    yield opened
    forget(page)
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert complaints == []


def as_new(page):
    """The size and the wishes of a page that nothing was done to."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(media="null", color_scheme="null", reduced_motion="null", forced_colors="null")
    page.mouse.move(-1, -1)


def forget(page):
    """Leave what is open, and what it stored and opened."""
    for other in page.context.pages[1:]:
        other.close()
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """The course as a learner has it: a fresh copy, with the learner's environment."""
    if not shutil.which("make"):
        unavailable("there is no make to start JupyterLab with")
    if subprocess.run(["make", "--question", ".venv/installed"], cwd=ROOT).returncode:
        unavailable("the learner's environment is missing or old; run: make .venv/installed")
    folder = tmp_path_factory.mktemp("learner") / "tconv"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "grading", "build"))
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


@pytest.fixture(scope="module")
def server(clone):
    """Address of JupyterLab, started as the README says."""
    lent = "--old-file=.venv/installed"  # it knows another folder
    with lab.server(clone, lambda options: ["make", lent, "lab", f"LAB_ARGS={options}"]) as url:
        yield url


@pytest.fixture(scope="module")
def window(browser):
    """A browser window; tabs of one window share what was already loaded."""
    return browser.new_context(viewport={"width": 1280, "height": 900})


@pytest.fixture
def tab(server, window):
    """A new browser tab; afterwards, all kernels are stopped."""
    tab = lab.Tab(window.new_page(), server)
    yield tab
    tab.shut_down()
    tab.page.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    tab = getattr(item, "funcargs", {}).get("tab")
    if tab and report.when == "call" and report.failed:
        SCREENSHOTS.mkdir(exist_ok=True)
        path = SCREENSHOTS / (re.sub(r"\W+", "-", item.name).strip("-") + ".png")
        tab.page.screenshot(path=path)
        report.sections.append(("Screenshot", str(path)))
    return report
