"""Jupyter as a learner meets it: started by its command, opened in a browser, driven by its menus and the keyboard."""

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from random import sample
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import TimeoutError, expect

TOKEN = "course"
AUTHORIZED = {"Authorization": f"token {TOKEN}"}
PATIENCE = 120
"""Seconds to wait for anything before it counts as missing."""
TO_START = 300
"""Seconds for a server, which says by itself when it cannot start."""

NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook"

PROMPTS = f"[...document.querySelectorAll('{NOTEBOOK} .jp-CodeCell .jp-InputPrompt:not(.jp-Placeholder-prompt)')]"
"""Of cells that are not folded; those that are show no number."""
ERROR = "[data-mime-type='application/vnd.jupyter.stderr'], [data-mime-type='application/vnd.jupyter.error']"

FORGET_NUMBERS = f"{PROMPTS}.forEach(prompt => prompt.textContent = '')"
ALL_HAVE_RUN = f"{PROMPTS}.every(prompt => /\\d/.test(prompt.textContent)) || document.querySelector(`{ERROR}`)"
WINDOWED = (
    f"[...document.querySelectorAll('{NOTEBOOK} .jp-Cell')].some(cell => getComputedStyle(cell).display === 'none')"
)
"""Whether cells out of sight are taken away, as JupyterLab 4.4 and Notebook 7.4 do."""
BRING_BACK = f"""async (place) => {{
    const panel = document.querySelector("{NOTEBOOK} .jp-WindowedPanel-outer");
    const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const isInSight = () => {{
        const cell = panel.querySelector(place);
        return cell?.offsetHeight && cell.getBoundingClientRect().top < panel.getBoundingClientRect().bottom;
    }};
    for (let top = 0; !isInSight() && top < panel.scrollHeight; top += 200) {{
        panel.scrollTop = top;
        await drawn();
    }}
}}"""
"""Scroll until a cell that was taken away is in sight; one that is not could be taken away in the next moment."""
SHOWS = """([shown, html, part]) => {
    const expected = new DOMParser().parseFromString(html, "text/html").body;
    const told = (element) => [...element.querySelectorAll(part)].map((one) => one.src ?? one.textContent).join();
    return told(expected) && told(shown) === told(expected);
}"""
TOLD = "table, img, [role=status]"
"""What of a picture does not depend on whether it is touched."""
PORTS = range(20_000, 32_768)
WORDS = "html => new DOMParser().parseFromString(html, 'text/html').body.textContent"


@contextmanager
def server(folder, start, environment=os.environ):
    """A Jupyter server with settings of its own; `start(options)` is the command, run in `folder`. Yields its URL."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = start(f"--no-browser --allow-root --ip=127.0.0.1 --port={port} --IdentityProvider.token={TOKEN}")
    own = {name: str(folder / ".jupyter" / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    with running(command, folder, environment | own, f"{url}/api/status?token={TOKEN}"):
        yield url


def free_port():
    """A port that nobody has, of those that no system gives to outgoing connections before a server takes it."""
    for port in sample(PORTS, len(PORTS)):
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


@contextmanager
def running(command, folder, environment, address):
    """The command, run in `folder`, from when it answers at `address` until the end. Raises RuntimeError."""
    with open(folder / "server.log", "w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait_until_up(address, process, log)
            yield
        finally:
            with suppress(ProcessLookupError):  # it has ended by itself
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)


def _wait_until_up(address, process, log):
    end = time.monotonic() + TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            return urlopen(address).close()
        except URLError:
            time.sleep(0.1)
    log.seek(0)
    raise RuntimeError(f"the server does not answer; it said:\n{log.read()}")


class Tab:
    """One notebook at a time in one browser tab, a Playwright page."""

    def __init__(self, page, url, application="lab/tree"):
        self.page, self.url, self.application = page, url, application
        page.set_default_timeout(PATIENCE * 1000)

    def open(self, path):
        """Open a notebook by its address, forgetting what else was open."""
        self.page.goto(f"{self.url}/{self.application}/{path}?token={TOKEN}&reset")
        self.wait_until_loaded(path)

    def follow(self, link, path):
        """Click the first link that begins with these words; it leads to the notebook at `path`."""
        self.page.locator(NOTEBOOK).get_by_role("link", name=re.compile(f"^{re.escape(link)}")).first.click()
        self.wait_until_loaded(path)

    def wait_until_loaded(self, path):
        """Wait until the notebook at `path` is on top, with all its text, and has a kernel at rest."""
        name = path.rpartition("/")[2]
        if self.application == "lab/tree":
            self.page.locator(".lm-DockPanel-tabBar .lm-mod-current", has_text=name).wait_for()
        self.page.locator(f"{NOTEBOOK} .jp-Cell").last.wait_for(state="attached")
        self.page.locator(f"{NOTEBOOK} .jp-RenderedMarkdown h1").first.wait_for()
        self._wait_until_connected(path)
        self.wait_until_idle()

    def _wait_until_connected(self, path):
        """Jupyter shows a kernel as idle a moment before it can be used, and forgets what it is told in between."""
        end = time.monotonic() + PATIENCE
        while not any(
            session["path"] == path
            and session["kernel"]["connections"]
            and session["kernel"]["execution_state"] == "idle"
            for session in self._sessions()
        ):
            if time.monotonic() > end:
                raise AssertionError(f"{path} has no kernel")
            time.sleep(0.1)

    def shut_down(self):
        """Stop every kernel of the server."""
        for session in self._sessions():
            self.page.request.delete(f"{self.url}/api/sessions/{session['id']}", headers=AUTHORIZED)

    def _sessions(self):
        return self.page.request.get(f"{self.url}/api/sessions", headers=AUTHORIZED).json()

    def wait_until_idle(self):
        """Wait until the kernel is there and has nothing to do."""
        self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) [data-status=idle]").first.wait_for()

    def menu(self, *items):
        """Choose from the menu: its name, the entry, and the entry of the submenu if it has one."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=items[0]).first.click()
        for item in items[1:]:
            self.page.locator(".lm-Menu-itemLabel").get_by_text(item, exact=True).click()

    def run_all(self):
        """Run All Cells, until every cell has a new number, or one an error."""
        self._forget_numbers()
        self.menu("Run", "Run All Cells")
        self._wait_until_run()
        self._wait_until_focused()

    def restart_and_run_all(self):
        """Restart Kernel and Run All Cells, and say yes; until every cell has a new number, or one an error."""
        self._forget_numbers()
        self.menu("Kernel", "Restart Kernel and Run All Cells…")
        self.page.get_by_role("dialog").get_by_role("button", name="Confirm Kernel Restart").click()
        self._wait_until_run()

    def _forget_numbers(self):
        """Cells keep the number of their last run, also one that was saved."""
        self.page.evaluate(FORGET_NUMBERS)

    def _wait_until_run(self):
        self.page.wait_for_function(ALL_HAVE_RUN)
        self.wait_until_idle()
        if self.page.evaluate(WINDOWED):  # then not all numbers are in sight
            self._wait_until_at_rest()

    def _wait_until_at_rest(self):
        """Wait until no kernel has had anything to do for a second."""
        rests, end = 0, time.monotonic() + PATIENCE
        while rests < 10:
            if time.monotonic() > end:
                raise AssertionError("a kernel does not come to rest")
            at_rest = all(session["kernel"]["execution_state"] == "idle" for session in self._sessions())
            rests = rests + 1 if at_rest else 0
            time.sleep(0.1)

    def _wait_until_focused(self):
        """JupyterLab gives the last cell the focus once that is drawn, and takes it from whatever has it meanwhile.

        Where cells are taken away, their notebook keeps it.
        """
        self.page.wait_for_function(f"document.activeElement.closest('.jp-Cell.jp-mod-active') || {WINDOWED}")

    def errors(self):
        """What went wrong in the cells, as they show it."""
        return self.page.locator(NOTEBOOK).locator(ERROR).all_inner_texts()

    def cell(self, index):
        """The cell at a place of the notebook, scrolled to."""
        cells = self.page.locator(f"{NOTEBOOK} .jp-Cell")
        cell = cells.nth(index)
        if self.page.evaluate(WINDOWED):
            place = f'[data-windowed-list-index="{index}"]'
            self.page.evaluate(BRING_BACK, place)
            cell = cells.and_(self.page.locator(place))
        cell.scroll_into_view_if_needed()
        return cell

    def run(self, index):
        """Run one cell with Shift+Enter."""
        self.cell(index).locator(".cm-content").click()
        self._run_selected(index)

    def write(self, index, source):
        """Replace what a cell says, and run it."""
        self.cell(index).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(source)
        self._run_selected(index)

    def _run_selected(self, index):
        self._forget_numbers()
        self.page.keyboard.press("Shift+Enter")
        expect(self.cell(index).locator(".jp-InputPrompt")).to_have_text(re.compile(r"\d"))
        self.wait_until_idle()

    def output(self, index):
        """What a cell shows below its code."""
        return self.cell(index).locator(".jp-Cell-outputArea")

    def control(self, index, role, name):
        """A control of the cell's sliders, found as assistive technology finds it."""
        return self.cell(index).get_by_role(role, name=name, exact=True)

    def picture(self, index):
        """The live picture below the cell's sliders."""
        return self.cell(index).locator(".tconv .sheet")

    def wait_for_picture(self, index, html, part=TOLD, seconds=PATIENCE):
        """Wait until `part` (CSS) of the cell's live picture says what it says in this HTML. Raises AssertionError."""
        shown = self.picture(index)
        try:
            argument = [shown.element_handle(), html, part]
            self.page.wait_for_function(SHOWS, arg=argument, timeout=seconds * 1000)
        except TimeoutError:
            raise AssertionError(f"shown: {shown.text_content()}\nexpected: {self.words(html)}") from None

    def words(self, html):
        """What HTML says, without its looks."""
        return self.page.evaluate(WORDS, html)
