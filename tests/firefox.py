"""A headless Firefox, driven by WebDriver BiDi: Playwright cannot drive the one that Linux distributions bring."""

import json
import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import websocket

from tconv_lib.teach.browser import ANSWER_ALL

PATIENCE = 120
"""Seconds to wait for anything before it counts as missing."""
QUIET = """
user_pref("app.normandy.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("services.settings.server", "data:,");
"""
KEYS = {"ArrowLeft": "\ue012", "ArrowRight": "\ue014", "ArrowDown": "\ue015", "End": "\ue010", "Enter": "\ue007"}
KEYS |= {"Escape": "\ue00c", "Home": "\ue011", "Space": " ", "Tab": "\ue004", "PageDown": "\ue00f"}


def executable():
    """Path of the Firefox on this machine, or None."""
    return os.environ.get("TCONV_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")


@contextmanager
def firefox(folder: Path):
    """A browser whose profile lies in `folder`, as a Firefox with one window."""
    folder.mkdir(exist_ok=True)
    (folder / "user.js").write_text(QUIET)
    log = folder / "firefox.log"
    command = [executable(), "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", str(folder)]
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            socket = websocket.create_connection(f"{_address(log)}/session", timeout=PATIENCE, suppress_origin=True)
            yield Firefox(socket)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _address(log: Path) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := re.search(r"BiDi listening on (ws://\S+)", log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"Firefox does not answer; it said:\n{log.read_text()}")


def _complaint(message):
    """What a page should not have done, of what the browser tells of it: a list of none or one."""
    said = message.get("params", {})
    match message.get("method"):
        case "log.entryAdded" if said["level"] in ("warn", "error"):
            return [said["text"]]
        case "network.beforeRequestSent" if not said["request"]["url"].startswith(
            ("file:", "data:", "blob:", "about:")
        ):
            return [said["request"]["url"]]
    return []


class Firefox:
    """One window; `complaints` is what its pages wrote as warnings and errors, and what they wanted from elsewhere."""

    def __init__(self, socket):
        self.socket, self.number, self.complaints = socket, 0, []
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self.window = self.send("browsingContext.getTree")["contexts"][0]["context"]

    def send(self, method, **params):
        """Send a command and return what it gives. Raises RuntimeError."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                break
            self.complaints += _complaint(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def open(self, url, width=1280, height=720, answered=True, pressed=True):
        """Open a page in a window of this size, until its pictures are there, also those of questions."""
        self.send("browsingContext.setViewport", context=self.window, viewport={"width": width, "height": height})
        self.send("browsingContext.navigate", context=self.window, url=url, wait="complete")
        self.evaluate("() => new Promise((done) => { (function look() "
                      "{ document.body.matches('.ready') ? done() : setTimeout(look, 50); })(); })")  # fmt: skip
        if answered:
            self.evaluate(f"() => {ANSWER_ALL}.then(() => 0)")
        if pressed:
            self.point(2, 2, press=True)  # or the address bar has the focus

    def evaluate(self, function, *arguments):
        """What a JavaScript function returns, or its promise brings, for these arguments. Raises RuntimeError."""
        call = f"async () => JSON.stringify(await ({function})(...{json.dumps(arguments)}) ?? null)"
        found = self.send(
            "script.callFunction", functionDeclaration=call, awaitPromise=True, target={"context": self.window}
        )
        if found["type"] != "success":
            raise RuntimeError(found["exceptionDetails"]["text"])
        return json.loads(found["result"]["value"])

    def press(self, *keys):
        """Press and release keys, one after the other, as a hand does."""
        strokes = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
        self._act(type="key", id="keyboard", actions=strokes)

    def point(self, x, y, kind="mouse", press=False):
        """Move a mouse or a finger to a place of the window, and press it there or not."""
        clicks = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}] if press else []
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y)}, *clicks]
        self._act(type="pointer", id=kind, parameters={"pointerType": kind}, actions=moves)

    def _act(self, **source):
        self.send("input.performActions", context=self.window, actions=[source])

    def screenshot(self):
        """The window as a PNG in base64."""
        return self.send("browsingContext.captureScreenshot", context=self.window)["data"]
