"""Measure a class on a JupyterHub on this machine: what to plan for, and what a student waits for.

The students' browsers run on the same machine and take more of it than the hub does, so real students wait less.
Memory and processor time are those of the students' servers and kernels alone.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from select import select
from statistics import median

import nbformat
import psutil

from ..browser import ANSWER_ALL, chromium
from ..hub import hub, missing, sign_in, wait_for_first_page
from ..notebooks import explorers
from .lab import CLOCK, PICTURE, press_times, spread

CROWD = 10
"""So many students come one by one; as many come at once, and press keys while the first of all is measured."""
PAUSE = 0.5
"""Seconds between two key presses of one of them."""
PAGE = Path("notebooks/00_start_here.ipynb")


def main():
    if needed := missing(Path(sys.executable).parent):
        raise SystemExit(f"to measure on a hub, first install {', '.join(needed)}")
    print(f"{2 * CROWD} students on a JupyterHub, with their browsers on the same {os.cpu_count()} cores")
    with (
        tempfile.TemporaryDirectory() as folder,
        hub(Path(folder), install(Path(folder))) as url,
        chromium() as browser,
    ):
        came = [come(browser, url, [f"early{n}"]) for n in range(CROWD)]
        work = [sum(map(cpu_seconds, processes)) for processes in servers()]
        (tab,), _ = came[0]
        alone = slider_times(tab)
        command = [sys.executable, "-m", __name__, url]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as crowd:
            rush = float(crowd.stdout.readline())
            beside = slider_times(tab)
            memory = [(megabytes(server), sum(map(megabytes, kernels))) for server, *kernels in servers()]
            rate = float(crowd.communicate()[0])
    report_waiting([seconds for _, seconds in came], rush, alone, beside, rate)
    report_plan(work, memory)


def install(folder):
    """Install what docs/hub.md tells to install, and nothing else. Returns the folder of its programs."""
    uv, environment = Path(sys.executable).with_name("uv"), folder / "environment"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, environment], check=True)
    course = ["--compile-bytecode", "--constraint", "constraints.txt", ".", "jupyterhub"]
    subprocess.run([uv, "pip", "install", "--quiet", "--python", environment, *course], check=True)
    return environment / "bin"


def crowd(url):
    """Come at once, say after how many seconds all were there, press keys until told to stop, say how many a second."""
    with chromium() as browser:
        tabs, seconds = come(browser, url, [f"late{n}" for n in range(CROWD)])
        print(seconds, flush=True)
        sliders = [tab.cell(places()[0]).get_by_role("slider").first for tab in tabs]
        presses, began = 0, time.monotonic()
        while not select([sys.stdin], [], [], PAUSE / CROWD)[0]:
            there_or_back = "ArrowRight" if presses // CROWD % 2 else "ArrowLeft"
            sliders[presses % CROWD].press(there_or_back)
            presses += 1
        print(presses / (time.monotonic() - began))


def come(browser, url, students):
    """They sign in at once and run the first page. Returns their tabs, and the seconds until all could run it."""
    began = time.monotonic()
    tabs = [sign_in(new_page(browser), url, student) for student in students]
    for tab in tabs:
        wait_for_first_page(tab)
    seconds = time.monotonic() - began
    for tab in tabs:
        tab.run_all()
        tab.page.evaluate(ANSWER_ALL)
    return tabs, seconds


def new_page(browser):
    """A page in a window that shares nothing with others."""
    window = browser.new_context(viewport={"width": 1280, "height": 900})
    window.add_init_script(CLOCK)
    return window.new_page()


def places():
    """Where the first page has sliders."""
    notebook = nbformat.read(PAGE, as_version=4)
    found = explorers(notebook)
    return [place for place, cell in enumerate(notebook.cells) if cell.id in found]


def slider_times(tab):
    """Milliseconds from key press to picture, for all sliders of the first page."""
    return [time for place in places() for time in press_times(tab, place, PICTURE)]


def servers():
    """The processes of each student's server: itself, then its kernels."""
    ours = psutil.Process().children(recursive=True)
    return [
        [each, *each.children(recursive=True)] for each in ours if any("singleuser" in word for word in each.cmdline())
    ]


def megabytes(process):
    """Memory of a process; what it shares with others is divided among them (PSS)."""
    return process.memory_full_info().pss / 1e6


def cpu_seconds(process):
    """Processor time that a process has used."""
    times = process.cpu_times()
    return times.user + times.system


def report_waiting(one_by_one, rush, alone, beside, rate):
    print("\nseconds from the address of the hub to a first page that can be run")
    print(f"    one comes after the other:    median {median(one_by_one):.1f}, longest {max(one_by_one):.1f}")
    print(f"    {CROWD} come at once:    longest {rush:.1f}")
    print("\nmilliseconds from key press to new picture       median     p95")
    print(f"    nobody else does anything                    {spread(alone)}")
    print(f"    {CROWD} others press a key every {PAUSE} s (all of them: {rate:.0f} a second)   {spread(beside)}")


def report_plan(work, memory):
    print("\na student's server and kernel, medians")
    server, kernel = (median(part) for part in zip(*memory))
    print(f"    memory: {server:.0f} + {kernel:.0f} MB")
    print(f"    processor, until the first page has run: {median(work):.1f} s")


if __name__ == "__main__":
    crowd(sys.argv[1])
