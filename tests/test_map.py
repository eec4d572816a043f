"""The README's map of the code: whole, and enough to find the file that answers a newcomer's question."""

import re

import pytest
from course import ROOT

from tconv_lib import __version__

README = (ROOT / "README.md").read_text(encoding="utf-8")

QUESTIONS = {
    "where is the error for an illegal size written?": ("tconv_lib/shapes.py", "no size is possible"),
    "where is SAME padding computed?": ("tconv_lib/shapes.py", "SAME"),
    "where are zeros inserted?": ("tconv_lib/ops.py", "def insert_zeros"),
    "where is padding given as text refused?": ("tconv_lib/values.py", "padding must be"),
    "where is PyTorch's output_padding translated?": ("tconv_lib/frameworks.py", "output_padding"),
    "where are the sizes of a real network pictured?": ("tconv_lib/size_pictures.py", "ladder_picture"),
    "where is a checkerboard pictured?": ("tconv_lib/layer_pictures.py", "def writes_picture"),
    "where does a picture get its text alternative?": ("tconv_lib/figures.py", "aria-"),
    "where does check() name a classic mistake?": ("tconv_lib/checks.py", "mistake"),
    "where is decided which cell is a speaker's note?": ("tconv_lib/teach/publish/deck.py", "notes"),
    "where is the memory of a student's code limited?": ("tconv_lib/teach/grader/student.py", "RLIMIT_AS"),
    "where are hidden inputs drawn?": ("tconv_lib/teach/hidden.py", "seed"),
    "where are Moodle's file names understood?": ("tconv_lib/teach/grader/layouts.py", "Moodle"),
    "where are nbgrader's settings?": ("nbgrader_config.py", "course_id"),
    "where is it said what students get?": ("pyproject.toml", "what students get"),
    "where is it checked that a page is committed as it is run?": ("conftest.py", "normal form"),
    "where is a late hand-in's cost worked out?": ("tconv_lib/teach/grader/lateness.py", "penalty"),
}
"""Each with the file that the map leads to, and something that stands in it."""


def mapped():
    """Files and folders that the map names, with their path: a row under a folder names what lies in that folder."""
    folder, found = "", set()
    for line in README.split("## For the maintainer")[1].splitlines():
        if heading := re.match(r"`(tconv_lib/\S*)`:", line):
            folder = heading[1]
        elif row := re.match(r"\| (`[^|]*) \|(.*)", line):
            names = re.findall(r"`([^`]+)`", row[1])
            found |= {folder + name for name in names}
            if names[0].endswith("/"):
                found |= {folder + names[0] + name for name in re.findall(r"`(\w+\.py)`", row[2])}
    return found


def test_every_module_is_on_the_map_and_nothing_else():
    modules = (path.relative_to(ROOT) for path in (ROOT / "tconv_lib").rglob("[!.]*.py"))
    there = {path.as_posix() for path in modules if path.name != "__init__.py"} | {
        path.name for path in ROOT.glob("[!.]*.py")
    }
    on_the_map = {name for name in mapped() if name.endswith(".py")}
    missing, gone = sorted(there - on_the_map), sorted(on_the_map - there)
    assert not missing, (
        f"give each a row in README.md, under 'For the maintainer', in the table of its folder: {missing}"
    )
    assert not gone, f"README.md, under 'For the maintainer', names what is no more: {gone}"


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_map_leads_to_the_answer(question):
    path, text = QUESTIONS[question]
    assert path in mapped()
    assert text in (ROOT / path).read_text(encoding="utf-8")


def test_all_say_the_same_version():
    """Two wheels of one version are one for pip, which then keeps the first: what is not released yet says so."""
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    newest = re.search(r"(?m)^## (.*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))[1]
    released = __version__.removesuffix(".dev0")
    assert newest.startswith(released) and ("not yet released" in newest) == (released != __version__)


def test_every_link_of_the_readme_leads_somewhere():
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        links = [link for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in link]
        assert [link for link in links if not (ROOT / link).exists()] == []


def commands(name):
    """What a text says to type: its lines of code, and code within a line."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"(?ms)^ *```(?:sh|bat)\n(.*?)^ *```", text)
    return [line.strip() for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", text)


def test_every_make_command_that_is_written_down_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {*re.findall(r"(?m)^([a-z-]+):", makefile)}
    phony = re.search(r"(?m)^\.PHONY: (.*)", makefile)[1].split()
    assert {*phony} == targets  # of one that has no rule make would do nothing, and be content
    for name in ("README.md", "CONTRIBUTING.md", "docs/hub.md", "notebooks/LECTURER.md"):
        named = {re.match(r"make (\S+)", command)[1] for command in commands(name) if command.startswith("make ")}
        assert named - targets == set(), name


def test_no_command_of_the_readme_needs_git():
    """Many get the folder as a zip file."""
    assert "make lab     # learn: opens JupyterLab on the first page" in commands("README.md")
    assert [command for command in commands("README.md") if command.startswith("git ")] == []
