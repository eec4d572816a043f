"""The sandbox on other machines than this one."""

import subprocess
import sys

from classroom import protected
from course import ROOT

PROBE = "from tconv_lib.teach.grader.sandbox import probe; print(probe().sentence)"


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
