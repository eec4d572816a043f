"""The browser in which the course is printed, measured and tested: a Chromium that is on this machine."""

import os
import shutil
from contextlib import contextmanager

CHROMIUMS = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"

# No sandbox, since it cannot start for root, and only our own pages are opened; nothing that looks for updates.
OPTIONS = "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"

ANSWER_ALL = "Promise.all([...document.querySelectorAll('.ask')].map((ask) => ask.open?.()))"
"""Script that opens the answers of all questions of a page, and what they show."""


class NoBrowser(RuntimeError):
    """There is no Chromium on this machine; the message says how to get one."""


def executable():
    """Path of the browser: the environment variable TCONV_CHROMIUM, or the first of CHROMIUMS. Raises NoBrowser."""
    for name in filter(None, (os.environ.get("TCONV_CHROMIUM"), *CHROMIUMS)):
        if path := shutil.which(name):
            return path
    raise NoBrowser(
        "no Chromium or Chrome is installed; on Debian or Ubuntu: apt-get install chromium; "
        "or write the path of one into the environment variable TCONV_CHROMIUM"
    )


@contextmanager
def chromium():
    """A headless browser, as Playwright's Browser, closed at the end. Raises NoBrowser."""
    from playwright.sync_api import sync_playwright

    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*OPTIONS])
        try:
            yield browser
        finally:
            browser.close()
