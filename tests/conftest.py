"""JupyterLab in a browser, for the tests that need it. When such a test fails, a picture of what it saw is kept."""

import os
import re
import shutil
import subprocess

import pytest
from course import ROOT

from tconv_lib.teach import lab
from tconv_lib.teach.browser import NoBrowser, chromium

SCREENSHOTS = ROOT / "test-screenshots"


def unavailable(reason):
    """Skip what this machine cannot do; in CI, where nothing may be missing, fail."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium."""
    try:
        with chromium() as browser:
            yield browser
    except NoBrowser as error:
        unavailable(str(error))


@pytest.fixture(scope="session")
def build(tmp_path_factory):
    """A folder with all pages and decks."""
    from tconv_lib.teach.publish import site, slides

    folder = tmp_path_factory.mktemp("build")
    site.main(folder / "site")
    slides.main(folder / "slides")
    return folder


@pytest.fixture
def open_page(browser):
    """Opens a file, and the pictures of its questions. Whatever it complains about or wants from elsewhere fails."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request", lambda request: request.url.startswith(("file:", "data:", "blob:")) or complaints.append(request.url)
    )

    def opened(path, ready="body.ready", answered=True):
        page.goto(path.as_uri())
        page.wait_for_selector(ready)
        if answered:
            page.evaluate("Promise.all([...document.querySelectorAll('.ask')].map((ask) => ask.open?.()))")
        return page

    yield opened
    page.close()
    assert complaints == []


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
    with lab.server(clone, lambda options: ["make", "lab", f"LAB_ARGS={options}"]) as url:
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
