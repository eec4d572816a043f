"""How to lecture: the guide's keys are those of the speaker's window, and its links lead somewhere."""

import re

from course import ROOT

from tconv_lib.teach.publish.export import WEB

GUIDE = ROOT / "notebooks" / "LECTURER.md"


def test_the_speakers_window_names_keys_of_the_guide():
    keys = set(re.findall("<kbd>(.+?)</kbd>", (WEB / "slides.html.j2").read_text(encoding="utf-8")))
    cells = " ".join(re.findall(r"(?m)^\| (.*)", GUIDE.read_text(encoding="utf-8")))
    assert keys and [key for key in keys if not re.search(rf"(?<!\w){key}(?!\w)", cells)] == []


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", GUIDE.read_text(encoding="utf-8")):
        assert (GUIDE.parent / target).exists(), target
