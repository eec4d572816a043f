"""One style for all code, pages included; types that fit; and what is imported is declared, see pyproject.toml."""

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from course import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_is_content(command):
    said = subprocess.run([sys.executable, "-m", "ruff", *command, "."], cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + "\nmost of it is mended by: ruff check --fix; ruff format"


def test_mypy_is_content():
    said = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout


def test_reasons_for_survivors_are_about_code_that_is_there():
    for entry in tomllib.loads((ROOT / "tests/mutants.toml").read_text(encoding="utf-8"))["survivor"]:
        module = ROOT / "tconv_lib" / f"{entry['where'].split('.')[0]}.py"
        assert entry["was"] in map(str.strip, module.read_text(encoding="utf-8").splitlines()), entry["was"]


@pytest.mark.parametrize(
    ("part", "extras"), [("", []), ("teach/publish", ["teach"]), ("teach/grader", ["teach", "grade"])]
)
def test_what_is_imported_is_declared(part, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    declared = {canonicalize_name(Requirement(line).name) for line in asked}
    files = (ROOT / "tconv_lib" / part).rglob("[!.]*.py")
    code = [path for path in files if part or "teach" not in path.parts]
    imported = {module for path in code for module in imports(path)} - set(sys.stdlib_module_names) - {"tconv_lib"}
    owners = packages_distributions()
    assert {canonicalize_name(owners[module][0]) for module in imported} <= declared


def imports(path):
    """Top-level names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]
