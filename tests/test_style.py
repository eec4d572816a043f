"""One style for all code, pages included, and types that fit; pyproject.toml says which."""

import subprocess
import sys

import pytest
from course import ROOT


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_is_content(command):
    said = subprocess.run([sys.executable, "-m", "ruff", *command, "."], cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + "\nmost of it is mended by: ruff check --fix; ruff format"


def test_mypy_is_content():
    said = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout
