"""The handout: what stands together stays together, and nothing on paper needs a screen."""

import re
from html import unescape

import pytest
from course import NOTEBOOKS
from pypdf import PdfReader

from tconv_lib import ShapeError, figure, grid
from tconv_lib.explore import explore
from tconv_lib.teach.publish import handout, paper
from tconv_lib.teach.publish.export import pieces_of_prose, read_page

MOST_PAGES = 80

SCREEN = (
    r"Shift\+Enter|\bsliders?\b|\bclick|\btick\b|\b[Tt]ouch (a|one|any)\b|\b(move|play) the (sizes|last)\b"
    r"|Run All|Try again|[Rr]un this cell"
)
"""What only a screen can do."""

# Empty links make Chrome write down where in the PDF their targets are.
MARKS = """<script>
const names = document.body.appendChild(document.createElement("nav"));
const mark = (name, part, where) => {
    const [target, link] = [document.createElement("a"), document.createElement("a")];
    target.id = name;
    link.href = "#" + name;
    part.insertAdjacentElement(where, target);
    names.append(link);
};
const both = (name, first, second) => {
    mark(name + "-first", first, "beforeend");
    mark(name + "-second", second, "afterbegin");
};
document.querySelectorAll(".code-cell").forEach((cell, i) => {
    const [code, shown] = [cell.querySelector(":scope > .highlight pre"), cell.querySelector(".printed, .picture")];
    if (code && shown) both("code" + i, code, shown);
});
document.querySelectorAll(".question, .answers > li").forEach((asked, i) => {
    const shown = asked.querySelector(".picture > *");
    if (shown) both("asked" + i, asked.querySelector("p"), shown);
});
document.querySelectorAll(".prose + .code-cell > .question").forEach((asked, i) => {
    both("words" + i, asked.parentElement.previousElementSibling.lastElementChild, asked);
});
document.querySelectorAll(".page").forEach((chapter, i) => {
    both("begins" + i, chapter.querySelector("h1"), chapter.querySelector(".picture"));
});
const ends = "p, li, figcaption, tr:last-child > :last-child, pre, pre > :nth-child(9n)";
document.querySelectorAll(ends).forEach((part, i) => mark("end" + i, part, "beforeend"));
</script>"""


HEADING = r"(?s)<h[123][^>]*>(.*?)</h[123]>"

SOME = "00", "02"
"""Chapters that stand for all, unless all are printed: the first, with words in Chinese, and one with much code."""


@pytest.fixture(scope="module")
def chapters(request):
    return [path for path in NOTEBOOKS if path.name.startswith(SOME) or request.config.getoption("--all")]


@pytest.fixture(scope="module")
def source(tmp_path_factory, chapters):
    return handout.write_source(tmp_path_factory.mktemp("handout"), [*map(read_page, chapters)])


@pytest.fixture(scope="module")
def html(source):
    return source.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pdf(source, html, browser):
    marked = source.with_name("marked.html")
    marked.write_text(html.replace("</main>", f"</main>{MARKS}"), encoding="utf-8")
    handout.print_pdf(browser, marked, source.with_suffix(".pdf"))
    return PdfReader(source.with_suffix(".pdf"))


@pytest.fixture(scope="module")
def places(pdf):
    """{name of a mark: (page, part of its height above it)}."""
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(pdf.pages, 1)}
    height = float(pdf.pages[0].mediabox.height)
    return {
        name.removeprefix("/"): (numbers[place.page.idnum], 1 - float(place.top) / height)
        for name, place in pdf.named_destinations.items()
    }


def words(text):
    """The text with single spaces, where there are such as do not break, too."""
    return " ".join(text.split())


def test_questions_on_the_cover_are_sentences(pdf):
    assert "One image, two answers: how can that be?" in words(pdf.pages[0].extract_text())


@pytest.mark.long
def test_length(pdf):
    assert len(pdf.pages) <= MOST_PAGES


def test_nothing_stands_on_another_page_than_what_belongs_to_it(places, chapters):
    pairs = [name.removesuffix("-first") for name in places if name.endswith("-first")]
    for kind, least in (("code", 50), ("asked", 100), ("words", 50), ("begins", len(NOTEBOOKS))):
        assert sum(pair.startswith(kind) for pair in pairs) >= least * len(chapters) / len(NOTEBOOKS)
    assert [pair for pair in pairs if places[f"{pair}-first"][0] != places[f"{pair}-second"][0]] == []


@pytest.mark.long
def test_no_heading_is_the_last_line_of_a_page(source, html, browser):
    handout.print_pdf(
        browser, source, plain := source.with_name("plain.pdf")
    )  # marks would move what is close to an end
    pages = PdfReader(plain).pages
    headings = {words(unescape(re.sub("<.*?>", "", each))) for each in re.findall(HEADING, html)}
    last = {number: words(page.extract_text().split("\n")[-2]) for number, page in enumerate(pages[1:], 2)}
    assert {number: line for number, line in last.items() if line in headings} == {}


def test_no_page_is_half_empty(pdf, places, chapters):
    filled = {}
    for page, height in places.values():
        filled[page] = max(filled.get(page, 0), height)
    first = 1 if chapters == NOTEBOOKS else 2  # a list of few chapters is short
    last = len(pdf.pages)
    assert {page: height for page, height in filled.items() if height < 0.5 and first <= page < last} == {}
    assert filled.keys() >= {*range(1, last)}


def test_nothing_on_paper_asks_for_a_screen(html):
    text = "".join(piece for piece in pieces_of_prose(html) if not piece.startswith("<"))
    assert [found[0] for found in re.finditer(f".{{30}}({SCREEN}).{{10}}", text)] == []
    assert not re.search(r'<td style="[^>]*>\?</td>', html), "what is not known yet is blank, for a pencil"


def test_answers_stand_at_the_end_of_their_chapter(html, chapters):
    printed = html.split('<section class="page"')[1:]
    assert len(printed) == len(chapters)
    for chapter in printed:
        text, answers = chapter.split('<h2>Answers</h2><ol class="answers">')
        assert text.count('<div class="question">') == answers.count("<li><p>") > 0
        assert "<h2" not in answers


def entries(outline):
    """All entries of an outline, those within others too."""
    return [found for entry in outline for found in (entries(entry) if isinstance(entry, list) else [entry])]


def test_outline_says_every_heading_in_full(html, pdf):
    headings = [re.sub("<.*?>", "", heading) for heading in re.findall(HEADING, html)]
    assert [words(entry.title) for entry in entries(pdf.outline)] == [words(unescape(each)) for each in headings]


def test_chinese_is_set_in_the_font_that_ships(pdf):
    words = next(entry for entry in entries(pdf.outline) if entry.title == "Words")
    fonts = set()

    def look(text, cm, tm, font, size):
        if re.search("[\u4e00-\u9fff]", text):
            fonts.add(font["/BaseFont"].split("+")[1])

    pdf.pages[pdf.get_destination_page_number(words)].extract_text(visitor_text=look)
    assert fonts and all(name.startswith("NotoSansSC") for name in fonts)


def test_pages_are_numbered_and_tagged(pdf):
    for number in (1, 2, len(pdf.pages)):
        assert f"{number} / {len(pdf.pages)}" in pdf.pages[number - 1].extract_text()
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_formula_sheet_is_one_page_in_front(pdf):
    assert "zeros after" in pdf.pages[1].extract_text()
    assert pdf.get_destination_page_number(pdf.outline[0]) == 1 and pdf.outline[0].title == "Formula sheet"
    assert pdf.get_destination_page_number(pdf.outline[1]) == 2


def test_nothing_sticks_out_of_the_paper(source, open_page):
    page = open_page(source, ready="section#formulas")
    page.set_viewport_size({"width": handout.PRINTED_WIDTH, "height": 1000})
    page.emulate_media(media="print")
    page.evaluate(handout.FIT)
    assert page.evaluate("document.documentElement.scrollWidth") <= handout.PRINTED_WIDTH
    edge = "(part) => part.getBoundingClientRect().right > innerWidth + 1"
    assert page.evaluate(f"[...document.querySelectorAll('main *')].filter({edge}).map((part) => part.outerHTML)") == []


def test_a_slider_is_some_small_pictures():
    def shows(stride):
        if stride == 9:
            raise ShapeError("not with 9")
        return grid([[stride]])

    html = paper.pictures(explore(shows, stride=(1, 9)), [])
    assert re.findall(r'class="set">(.*?)<', html) == ["stride 1", "stride 5", "stride 9"]
    assert "not with 9" in html


def test_what_the_question_showed_is_not_shown_again_and_nothing_is_unknown():
    def shows(answer=False):
        return figure(grid([["5" if answer else "?"]]))

    explorer = explore(shows, answer=True)
    assert paper.pictures(explorer, [], seen=True) == paper.pictures(shows(True), [])
    assert paper.pictures(shows(), [], seen=True) == ""
    assert "?" not in re.sub('aria-label=".*?"', "", paper.pictures(shows(), []))


def test_words_of_a_screen_become_words_of_paper():
    html = "<p>Click the row. <code>click</code> Refused: move the slider. Now touch any number, with keys. Yes.</p>"
    assert paper.in_words_of_paper(html) == (
        "<p>Mark the row. <code>click</code> Refused: compare the pictures.  Yes.</p>"
    )
