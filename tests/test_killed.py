"""Killed at random moments, collect, grade, grades and feedback go on when they are started again."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from classroom import RIGHT, SET, answered, as_bytes, make_classroom, protected
from made_downloads import zipped

from tconv_lib.teach.grader import grade, grades
from tconv_lib.teach.grader.handed_in import SUBMITTED

WRONG = "def places(size, stride): return list(range(size))"
MOMENTS = int(os.environ.get("TCONV_MOMENTS", 2))
"""Twenty take some minutes: TCONV_MOMENTS=20."""
WORK = """
import os, signal, sys
from tconv_lib.teach.grader import collect, feedback, grade, grades

WRITES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree", "sqlite3.connect"}
problem_set, moment = sys.argv[1:]
seen = 0

def count(event, arguments):
    global seen
    if event in WRITES:
        seen += 1
        if str(seen) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
collect.main(problem_set, "download.zip")
grade.main(problem_set)
grades.main()
feedback.main(problem_set)
print(seen)
"""
"""All commands, one after the other, killed in front of one of the many times that Python reports a change of files."""
pytestmark = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs Linux")


@pytest.fixture
def classroom(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return make_classroom(tmp_path)


def run(moment=None):
    """The commands in a process of their own, killed at this moment; how many moments there were, or None."""
    ended = subprocess.run(
        [sys.executable, "-c", WORK, SET, str(moment)], stdout=subprocess.PIPE, text=True, timeout=500
    )
    assert ended.returncode in (0, -signal.SIGKILL)
    return int(ended.stdout.split()[-1]) if ended.returncode == 0 else None


def processes_in(folder):
    """Processes that were started in this folder, besides this one."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(place / "cwd") == str(folder) and place.name != str(os.getpid()):
                found.append(place.name)
        except OSError:
            pass
    return found


def download(release, version):
    """What three students hand in; each time anew."""
    answers = {"ada": RIGHT, "bo": WRONG, "eve": RIGHT}
    files = {
        f"{name}/{SET}.ipynb": as_bytes(answered(release(), f"{text}\n# {version}")) for name, text in answers.items()
    }
    Path("download.zip").write_bytes(zipped(files))


@protected
def test_killed_at_random_moments(classroom):
    download(classroom.released, 0)
    moments = run()
    assert moments > 100
    rng, killed = random.Random(2026), 0
    for version in range(1, MOMENTS + 1):
        if version % 4 == 1:
            download(classroom.released, version)  # so that there is all to do again
            last = version
        killed += run(rng.randrange(1, moments)) is None
        end = time.monotonic() + 30
        while processes_in(classroom.root):
            assert time.monotonic() < end, "a worker goes on although the command was killed"
            time.sleep(0.05)
    assert killed >= MOMENTS / 2
    assert run()
    assert grade.grade(SET) == {"ada": "5 of 5", "bo": "2 of 5", "eve": "5 of 5"}
    assert not [*Path("grading").rglob("*.part")] and len([*Path("grading/feedback").glob("*/*/*.html")]) == 3
    texts = [path.read_text() for path in SUBMITTED.glob("*/*/*.ipynb")]
    assert len(texts) == 3 and all(f"# {last}" in text for text in texts)
    assert [line.split(",")[0] for line in grades.GRADES.read_text(encoding="utf-8-sig").splitlines()[1:]] == [
        "ada",
        "bo",
        "eve",
    ]
