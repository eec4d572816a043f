"""One style for all code, pages included; pyproject.toml says which."""

import subprocess
import sys

import pytest
from course import ROOT


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_is_content(command):
    said = subprocess.run([sys.executable, "-m", "ruff", *command, "."], cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + "\nmost of it is mended by: ruff check --fix; ruff format"
