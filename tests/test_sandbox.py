"""The sandbox on other machines than this one, and the time that a question has."""

import subprocess
import sys

from classroom import PROTECTION, protected
from course import ROOT

from tconv_lib.teach.grader import pupil, sandbox
from tconv_lib.teach.grader.judge import Task, judge
from tconv_lib.teach.grader.sandbox import Limits

PROBE = "from tconv_lib.teach.grader.sandbox import probe; print(probe().sentence)"


@protected
def test_it_holds():
    assert PROTECTION.holds, PROTECTION.sentence


@protected
def test_course_and_environment_may_lie_in_a_home_folder():
    """As on most machines. It is tried in a sandbox that shows this environment, once more, in a home folder."""
    outer = ["bwrap", "--dev-bind", "/", "/", "--tmpfs", "/home"]
    for place in {sys.base_prefix, sys.prefix, str(ROOT)}:
        outer += ["--ro-bind", place, place]
    outer += ["--ro-bind", sys.prefix, "/home/teacher/.venv"]
    command = [*outer, "--", "/home/teacher/.venv/bin/python", "-c", PROBE]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("Protected by bubblewrap")


@protected
def test_no_result_can_keep_a_test_busy():
    source = (
        ("def answer(): return 1", "answer", "answer"),
        ("number = answer()\nwhile number != 1:\n    pass", "test", "busy"),
        ("def other(): return 1", "answer", "other"),
        ("assert other() == 1", "test", "calm"),
    )
    submitted = ("def answer(): return 2", ""), ("", "busy"), ("def other(): return 1", ""), ("", "calm")
    results = judge(Task(source, submitted, limits=Limits(question=1))).results
    assert results["busy"].sentence == "answer gives a wrong result"
    assert results["calm"].passed


@protected
def test_whoever_gets_no_core_is_starved_and_not_slow(monkeypatch):
    """As if the machine were so busy that the process never works."""
    monkeypatch.setattr(sandbox.Watch, "_cpu", lambda self: 0)
    monkeypatch.setattr(sandbox.Watch, "_sleeps", lambda self: False)
    for module in sandbox, pupil:
        monkeypatch.setattr(module, "PATIENCE", 2)
    source = ("def answer(): return 1", "answer", "answer"), ("answer()", "test", "test")
    submitted = ("def answer():\n    while True: pass", ""), ("", "test")
    judgement = judge(Task(source, submitted, limits=Limits(question=0.5)))
    assert judgement.starved and judgement.results["test"].sentence == "answer gets no core for 1 seconds"
