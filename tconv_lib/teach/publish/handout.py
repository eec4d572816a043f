"""Print the course to one PDF, build/handout.pdf: python -m tconv_lib.teach.publish.handout

Through the browser: every page with its pictures as they are before a slider is moved,
folded answers open, and a formula sheet at the end.
"""

import re

from ...explore import Explorer
from ...predictions import Ask, Predictions
from ...shapes import crop_before, full_size, legal_output_sizes, zero_padding
from ..browser import NoBrowser, chromium
from .export import BUILD, WEB, contents, convert, for_readers, read_pages, render, write

PAPER = {"format": "A4", "margin": {"top": "18mm", "bottom": "20mm", "left": "18mm", "right": "18mm"}}
PRINTED_WIDTH = round((210 - 2 * 18) / 25.4 * 96)
"""Pixels of a line on this paper."""

FOOTER = (
    '<div style="width:100%; text-align:center; font:9px sans-serif; color:#595959">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)

# What is wider than the paper is made smaller.
SHRINK = """() => {
    for (const picture of document.querySelectorAll(".picture")) {
        const zoom = picture.clientWidth / picture.scrollWidth;
        if (zoom < 1) picture.style.zoom = zoom;
    }
}"""

EXAMPLES = [
    (3, 3, 2, "SAME"),
    (3, 5, 4, "SAME"),
    (4, 2, 3, "SAME"),
    (3, 3, 2, "VALID"),
]
"""Size, kernel, stride and padding of the lines under the formulas."""


def main(folder=BUILD):
    source = write_source(folder)
    try:
        with chromium() as browser:
            print_pdf(browser, source, folder / "handout.pdf")
    except NoBrowser as error:
        raise SystemExit(f"{source} can be printed from any browser; here {error}") from None


def write_source(folder):
    """Everything that is printed, as one web page; its path."""
    style = (WEB / "assets" / "style.css").read_text(encoding="utf-8")
    pages = read_pages()
    bodies = [said | {"body": body(page)} for page, said in zip(pages, contents(pages))]
    write(folder / "handout.html", render("handout.html.j2", style=style, pages=bodies, examples=examples()))
    return folder / "handout.html"


def print_pdf(browser, source, path):
    """Print a web page."""
    page = browser.new_page(viewport={"width": PRINTED_WIDTH, "height": 1000}, color_scheme="light")
    page.goto(source.absolute().as_uri())
    page.emulate_media(media="print")
    page.evaluate(SHRINK)
    page.pdf(
        path=path,
        **PAPER,
        print_background=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER,
        outline=True,
        tagged=True,
    )
    page.close()
    print(f"{path}  {path.stat().st_size / 1e6:.2f} MB")


def body(page):
    """The cells of a page as they are printed, as HTML; answers to its questions at the end."""
    questions = [shown for shown in page.shown.values() if isinstance(shown, Ask)]

    def html_of(shown):
        if isinstance(shown, Ask):
            return f'<div class="picture question"><p>{questions.index(shown) + 1}.</p>{shown.question_html()}</div>'
        return "" if isinstance(shown, Predictions) else first_picture(shown)

    answers = "".join(f'<li class="picture">{shown.answer_html()}</li>' for shown in questions)
    pictures = {name: html_of(shown) for name, shown in page.shown.items()}
    html = convert("body", for_readers(page, pictures)) + (answers and f"<h2>Answers</h2><ol>{answers}</ol>")
    html = html.replace("<details>", "<details open>")
    html = re.sub(r'href="(\d\d_\w+)\.ipynb"', r'href="#\1"', html)
    return re.sub(r'<a href="\.\./[^"]*">(.*?)</a>', r"\1", html)


def first_picture(shown):
    """A picture as it is before its sliders are moved, and where they stand."""
    if not isinstance(shown, Explorer):
        return f'<div class="picture">{shown.html}</div>'
    settings = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in shown.values.items())
    return f'<div class="picture">{shown.shown.html}</div><p class="setting">Under sliders: {settings}.</p>'


def examples():
    """The formulas in numbers, a line for each legal output size of EXAMPLES."""
    for size, kernel, stride, padding in EXAMPLES:
        for output_size in legal_output_sizes(size, kernel, stride, padding):
            axis = size, kernel, stride, output_size, padding
            zeros = zero_padding(*axis)
            yield [*axis, full_size(*axis[:3]), crop_before(*axis), zeros.before, zeros.after]


if __name__ == "__main__":
    main()
