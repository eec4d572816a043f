"""The lecturer's guide: the same four parts for every notebook, and what they name exists."""

import re

import pytest
from course import NOTEBOOKS, ROOT, read

GUIDE = ROOT / "notebooks" / "LECTURER.md"
PARTS = ["Minutes", "Ask first", "Expect", "Set"]

each_page = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def headings(path):
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    return re.findall(r"(?m)^#+ (.*)", text)


def sections():
    """The text of each section of the guide, by its heading."""
    found = re.split(r"(?m)^## (.*)\n", GUIDE.read_text(encoding="utf-8"))[1:]
    return dict(zip(found[::2], found[1::2]))


def parts(path):
    """The parts of this notebook's section, by name, in order."""
    section = sections()[f"{path.stem[:2]} {headings(path)[0]}"]
    found = re.split(r"(?m)^\*\*([\w ]+):\*\*", section)[1:]
    return dict(zip(found[::2], found[1::2]))


def test_one_section_for_each_notebook():
    about_pages = [heading for heading in sections() if heading[:2].isdigit()]
    assert about_pages == [f"{path.stem[:2]} {headings(path)[0]}" for path in NOTEBOOKS]


@each_page
def test_parts(path):
    found = parts(path)
    assert list(found) == PARTS
    assert re.match(rf" \d+, \[notebook\]\({path.name}\)\n", found["Minutes"])
    assert 2 <= len(re.findall(r"(?m)^- .* → ", found["Ask first"])) <= 4
    assert re.search(r"\d+ minutes", found["Set"])


@each_page
def test_three_misconceptions_with_their_threads(path):
    items = re.findall(r"(?m)^(\d)\. (.*)", parts(path)["Expect"])
    assert [number for number, _ in items] == ["1", "2", "3"]
    for _, text in items:
        assert re.match(r'".+?" \(.*\]\(https://\S+?\)', text), text


@each_page
def test_sections_that_are_named_are_on_the_page(path):
    named = re.findall(r"(?m)^- \*(?!\*)(.+?)\*", parts(path)["Ask first"])
    assert named and set(named) <= set(headings(path))


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", GUIDE.read_text(encoding="utf-8")):
        assert (GUIDE.parent / target).exists(), target


@each_page
def test_half_a_page(path):
    assert sum(len(part.split()) for part in parts(path).values()) <= 200
