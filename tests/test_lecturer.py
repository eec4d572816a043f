"""How to lecture: of the page for the lab or for home, which is in no plan, a part of its own."""

import re

from course import NOTEBOOKS, ROOT, read
from test_decks import AT_HOME

GUIDE = ROOT / "notebooks" / "LECTURER.md"
PARTS = ["Minutes", "Ask first", "Expect", "Set"]


def headings(path):
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    return re.findall(r"(?m)^#+ (.*)", text)


def sections():
    """The text of each section of the guide, by its heading."""
    found = re.split(r"(?m)^## (.*)\n", GUIDE.read_text(encoding="utf-8"))[1:]
    return dict(zip(found[::2], found[1::2]))


def test_a_section_for_each_page_at_home():
    about_pages = [heading for heading in sections() if heading[:2].isdigit()]
    at_home = [path for path in NOTEBOOKS if path.stem[:2] in AT_HOME]
    assert about_pages == [f"{path.stem[:2]} {headings(path)[0]}" for path in at_home]


def test_parts():
    for heading, section in sections().items():
        if heading[:2].isdigit():
            assert re.findall(r"(?m)^\*\*([\w ]+):\*\*", section) == PARTS


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", GUIDE.read_text(encoding="utf-8")):
        assert (GUIDE.parent / target).exists(), target
