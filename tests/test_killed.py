"""Killed at twenty random moments, collect, grade, grades and feedback go on when they are started again."""

import os
import random
import runpy
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from classroom import RIGHT, SET, answered, as_bytes, make_classroom, protected
from made_downloads import zipped

from tconv_lib.teach import whole
from tconv_lib.teach.grader import grade
from tconv_lib.teach.grader.handed_in import SUBMITTED

WRONG = "def places(size, stride): return list(range(size))"
WORK = """
import os, signal, sys
from tconv_lib.teach.grader import collect, feedback, grade, grades

WRITES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree", "sqlite3.connect"}

def work(problem_set, moment):
    seen = 0

    def count(event, arguments):
        nonlocal seen
        if event in WRITES:
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    sys.stdout = open(os.devnull, "w")
    collect.main(problem_set, "download.zip")
    grade.main(problem_set)
    grades.main()
    feedback.main(problem_set)
    Path("moments").write_text(str(seen))

from pathlib import Path
for line in sys.stdin:
    child = os.fork()  # so that nbgrader is imported once for all
    if not child:
        work(sys.argv[1], int(line))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""All commands, one after the other, killed in front of one of the many times that Python reports a change of files."""
pytestmark = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs Linux")


@pytest.fixture
def classroom(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return make_classroom(tmp_path)


@pytest.fixture
def commands(classroom):
    """Runs the commands, to be killed at this moment; says whether they were."""
    program = [sys.executable, "-c", WORK, SET]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def run(moment=0):
            print(moment, file=process.stdin, flush=True)
            status = process.stdout.readline().strip()
            assert status in ("0", "-9")
            end = time.monotonic() + 60
            while processes_in(classroom.root, process.pid):
                assert time.monotonic() < end, "a worker goes on although the command was killed"
                time.sleep(0.02)
            return status == "-9"

        yield run
        process.stdin.close()


def processes_in(folder, *known):
    """Processes that were started in this folder, besides this one and those that are known."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(place / "cwd") == str(folder) and int(place.name) not in (os.getpid(), *known):
                found.append(place.name)
        except OSError:
            pass
    return found


def download(classroom, version):
    """What two students hand in; each time anew."""
    answers = {"ada": RIGHT, "bo": WRONG}
    files = {
        f"{name}/{SET}.ipynb": as_bytes(answered(classroom.released(), f"{text}\n# {version}"))
        for name, text in answers.items()
    }
    Path("download.zip").write_bytes(zipped(files))


@protected
@pytest.mark.parametrize("moments_in_all", [2, pytest.param(20, marks=pytest.mark.long)])
def test_killed_at_random_moments(moments_in_all, classroom, commands):
    download(classroom, 0)
    commands()
    moments = int(Path("moments").read_text())
    assert moments > 100
    rng = random.Random(2026)
    killed = version = 0
    while killed < moments_in_all:
        if not killed or rng.random() < 0.5:  # else go on with what was killed before
            version += 1
            download(classroom, version)  # so that there is all to do again
        if commands(rng.randrange(1, moments)):
            killed += 1
    assert not commands()
    standings = {"ada": "5,5", "bo": "2,5"}
    lines = Path("grading/grades.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert {line.split(",")[0]: ",".join(line.split(",")[3:5]) for line in lines} == standings
    assert not [*Path("grading").rglob("*.part")] and len([*Path("grading/feedback").glob("*/*/*.html")]) == 2
    texts = [path.read_text() for path in SUBMITTED.glob("*/*/*.ipynb")]
    assert len(texts) == 2 and all(f"# {version}" in text for text in texts)


COMMANDS = {
    "collect": (SET, "a.zip"),
    "__main__": (SET,),
    "feedback": (SET,),
    "report": (SET,),
    "grades": (),
    "upload": (SET, "csv"),
}


@pytest.mark.filterwarnings("ignore:'tconv_lib:RuntimeWarning")
@pytest.mark.parametrize("command", COMMANDS)
def test_interrupted_at_the_keyboard_each_command_says_so(command, classroom, monkeypatch):
    @contextmanager
    def interrupted(_):
        raise KeyboardInterrupt
        yield

    for module in whole, grade:
        monkeypatch.setattr(module, "only_one", interrupted)
    monkeypatch.setattr(sys, "argv", [command, *COMMANDS[command]])
    with pytest.raises(SystemExit, match="Interrupted. What is done stays; the same command goes on"):
        runpy.run_module(f"tconv_lib.teach.grader.{command}", run_name="__main__")


@pytest.mark.parametrize("command", ["collect", "__main__"])
def test_letters_that_the_output_does_not_have_are_no_fault(command, classroom):
    Path("download.zip").write_bytes(zipped({"Zoë/mini.ipynb": b"", "李雷/mini.ipynb": b""}))
    arguments = [SET, "download.zip", "--dry-run"] if command == "collect" else [SET, "--unprotected"]
    classroom.hand_in("Zoë", b"")
    ended = subprocess.run(
        [sys.executable, "-m", f"tconv_lib.teach.grader.{command}", *arguments],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0 and "Zo\\xeb" in ended.stdout


def test_a_command_whose_words_nobody_reads_on_says_so(classroom):
    download(classroom, 0)
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "tconv_lib.teach.grader.collect", SET, "download.zip"]
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert ended.stderr == "\nInterrupted. What is done stays; the same command goes on.\n" and ended.returncode == 1
