"""What students write does nothing where it is shown, and what cannot be a notebook costs little."""

import json
import time
from html.parser import HTMLParser

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tconv_lib.teach.grader.harmless import harmless
from tconv_lib.teach.grader.repair import NotGradable, read, repaired
from tconv_lib.teach.new_set import marks

LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "  javascript:alert(1)  ",
    "<javascript:alert(1)>",
    "<java\tscript:alert(1)>",
    "java\nscript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&colon;alert(1)",
    "j&Tab;avascript:alert(1)",
    "jav\\ascript:alert(1)",
    "%6aavascript:alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:x",
    "data:text/html,x",
    "data:image/svg+xml;base64,AAAA",
    "blob:x",
    "file:///etc/passwd",
]
FORMS = [
    "[c]({})",
    '[c]({} "title")',
    "![c]({})",
    "[c][1]\n\n[1]: {}",
    "[c]\n\n[c]:\n  {}",
    "[![c](x)]({})",
    "|a|\n|-|\n|[c]({})|",
    "- x\n  > [c]({})",
    "x[^1]\n\n[^1]: [c]({})",
    "<{}>",
    '<a href="{}">c</a>',
    "<a href='{}'>c</a>",
    '<svg><a xlink:href="{}">c</a></svg>',
    '<iframe src="{}">',
]
OTHERS = [
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<img src=x onerror=alert(1)>",
    "<p\nonclick=alert(1)>x</p>",
    "<style>@import 'https://example.org'</style>",
    "![x](https://example.org/seen.png)",
    "![x](attachment:x.png)",
    "[![x](https://example.org/seen.png)](https://example.org)",
    "$\\href{javascript:alert(1)}{c}$",
    "$$\\require{html}\\style{background:url(https://example.org)}{c}$$",
    "[" * 30_000,
]
HARMLESS = [
    "if a < b, then a - b < 0",
    "# Title\n\n- a\n- b\n\n1. x\n\n**b** *i* `code` ~~s~~",
    "[x](https://example.org), [y](../01.ipynb), [z](#a), [m](mailto:a@example.org), https://example.org",
    "```python\nx = a[1](2)\n```",
    "$x_1 + y^2$ and $$\\frac{1}{2}$$",
    "|a|b|\n|-|:-:|\n|1|2|",
    "> quote\n\n---\n\nb[^1]\n\n[^1]: note",
]


class Seen(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.links = set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src", "xlink:href")]
        assert not any(name.startswith("on") for name, _ in attrs)


def assert_dead(text):
    seen = Seen(markdown2html_mistune(text))
    assert not seen.tags & {
        "img",
        "script",
        "svg",
        "iframe",
        "style",
        "object",
        "embed",
        "form",
        "base",
        "link",
        "meta",
    }
    for link in seen.links:
        assert ":" not in link or link.startswith(("https://", "http://", "mailto:")), link


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("link", LINKS)
def test_links_are_dead(link, form):
    assert_dead(harmless("markdown", form.format(link)))


@pytest.mark.parametrize("text", OTHERS)
def test_nothing_is_obeyed_or_loaded(text):
    shown = harmless("markdown", text)
    assert_dead(shown)
    assert shown.startswith("    ") or "&lt;" in shown


@given(st.lists(st.sampled_from([*LINKS, *"[]()<>!:\n\\`*_&#; |", "[c](", "[1]: ", "](", "javascript:"])).map("".join))
@settings(max_examples=300, deadline=None)
def test_nothing_odd_is_alive(text):
    assert_dead(harmless("markdown", text))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text):
    assert harmless("markdown", text) == text


def test_code_stays_and_raw_text_is_no_html():
    assert harmless("code", "a <b> ''") == "a <b> ''"
    assert harmless("raw", "<script> a < b") == "&lt;script> a < b"


CODE = {"cell_type": "code", "source": "", "metadata": {}, "outputs": [], "execution_count": None}
REFUSED = {
    "cells": ([CODE] * 100_000, "more than 2,000 cells"),
    "parts": ([CODE | {"outputs": [[]] * 600_000}], "more than 500,000 parts"),
}
READ = {
    "outputs that are none": [CODE | {"outputs": [{}] * 200_000}],
    "odd marks": [CODE | {"metadata": {"nbgrader": [{}] * 100_000}}],
    "long marks": [CODE | {"metadata": {"nbgrader": {"grade_id": "x" * 4000}}, "id": "a b"}] * 1900,
    "long text": [CODE | {"source": ["x\n"] * 1_000_000, "id": "a b"}],
}


def seconds(path, cells):
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    start = time.process_time()
    try:
        read(path)
    finally:
        assert time.process_time() - start < 5  # as it was: up to minutes


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_before_it_costs_anything(kind, tmp_path):
    cells, words = REFUSED[kind]
    with pytest.raises(NotGradable, match=words):
        seconds(tmp_path / "x.ipynb", cells)


@pytest.mark.parametrize("kind", READ)
@pytest.mark.filterwarnings("ignore")
def test_read_quickly(kind, tmp_path):
    seconds(tmp_path / "x.ipynb", READ[kind])


@pytest.mark.filterwarnings("ignore")
def test_many_texts_take_no_longer_than_few():
    """A renderer needs a second for each of these."""
    released = new_notebook(cells=[new_code_cell("", metadata=marks("places", solution=True))])
    cells = [new_code_cell("places = 3", metadata=marks("places", solution=True)), new_markdown_cell("**a**")]
    few = repaired(new_notebook(cells=cells), released)[0].cells
    start = time.process_time()
    many = repaired(new_notebook(cells=cells + [new_markdown_cell("\\begin{a}" * 2200)] * 100), released)[0].cells
    assert time.process_time() - start < 5
    assert len(many) == 102 and few[1].source.strip() == many[1].source.strip() == "**a**"


ODD = {
    "half a character": {"source": ["a\ud83d", "b"]},
    "nothing for a source": {"source": None},
    "a number for an id": {"id": 7},
    "an id that is too long": {"id": "x" * 65},
    "an id with a sign": {"id": "#VSC-1"},
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.filterwarnings("error")
def test_what_an_editor_spoiled_is_read_and_fits_the_format(kind, tmp_path):
    cells = [CODE | ODD[kind], CODE | ODD[kind]]  # equal ids are no matter for the teacher's screen
    (tmp_path / "x.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    notebook = read(tmp_path / "x.ipynb")
    nbformat.validate(notebook)
    assert notebook.cells[0].source.encode() == (b"a?b" if ODD[kind].get("source") else b"")


def test_a_picture_that_was_pasted_in_is_said(tmp_path):
    text = {"cell_type": "markdown", "metadata": {}, "id": "a", "source": "See ![x](attachment:x.png)"}
    cells = [text | {"attachments": {"x.png": {"image/png": "iVBORw0KGgo="}}}, text | {"id": "b", "attachments": {}}]
    (tmp_path / "x.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    first, second = read(tmp_path / "x.ipynb").cells
    assert second.source == text["source"]
    assert first.source.startswith(text["source"]) and "It is in the notebook that was handed in" in first.source


def test_a_cell_without_a_source_is_empty(tmp_path):
    cells = [{key: value for key, value in CODE.items() if key != "source"}]
    (tmp_path / "x.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    assert read(tmp_path / "x.ipynb").cells[0].source == ""


@pytest.mark.parametrize("odd", [-1, 0, 3, 6, 4.0, "4", "x", None, True, [], {}, 10**30, 1e308])
@pytest.mark.parametrize("field", ["nbformat", "nbformat_minor", "metadata"])
@pytest.mark.filterwarnings("error")
def test_odd_numbers_of_the_format_cost_nothing_unless_it_is_newer(field, odd, tmp_path):
    frame = {"cells": [CODE], "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | {field: odd}
    (tmp_path / "x.ipynb").write_text(json.dumps(frame))
    if field == "nbformat" and odd in (6, 10**30, 1e308):
        with pytest.raises(NotGradable, match="of a newer kind"):
            read(tmp_path / "x.ipynb")
    else:
        nbformat.validate(read(tmp_path / "x.ipynb"))
