"""Print the course to one PDF, build/handout.pdf: python -m tconv_lib.teach.publish.handout

Through the browser: every page with some small pictures where sliders are, the answers to its questions at its end, and
a formula sheet in front. paper.py says what stands where only a screen can do something.
"""

import base64

from ...shapes import crop_before, full_size, legal_output_sizes, zero_padding
from ..browser import NoBrowser, chromium
from ..figures.drawing import draw
from . import paper
from .export import BUILD, WEB, contents, convert, for_readers, read_pages, render, write
from .first_screen import small_picture

PAPER = {"format": "A4", "margin": {"top": "12mm", "bottom": "14mm", "left": "15mm", "right": "15mm"}}
PRINTED_WIDTH = round((210 - 2 * 15) / 25.4 * 96)
"""Pixels of a line on this paper."""

FOOTER = (
    '<div style="width:100%; text-align:center; font:9px sans-serif; color:#595959">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)

# What is wider than the paper is made smaller; so is a heading, which the outline would glue together if it broke.
# Small pictures stand in as few rows as leave them large enough, small answers side by side, and a small picture beside
# its question. Only long code may go on on the next page.
FIT = """() => {
    const width = (part) => part.getBoundingClientRect().width;
    const fit = (part) => {
        const zoom = width(part.parentElement) / width(part);
        if (zoom < 1) part.style.zoom = zoom * getComputedStyle(part).zoom * 0.99;
    };
    for (const row of document.querySelectorAll(".frames")) {
        const widths = [...row.children].map((frame) => width(frame) / LARGEST + 30);
        let zoom = 0;
        for (let rows = 1; zoom < SMALLEST && rows <= widths.length; rows++) {
            const many = Math.ceil(widths.length / rows);
            const columns = widths.slice(0, many).map((_, i) => Math.max(...widths.filter((_, j) => j % many === i)));
            zoom = Math.min(LARGEST, (row.clientWidth - 10) / columns.reduce((sum, width) => sum + width));
            row.style.setProperty("--many", many);
        }
        row.style.setProperty("--zoom", Math.max(zoom, SMALLEST));
        if (zoom < SMALLEST) // lines of words, which can break
            row.querySelectorAll(".picture > *").forEach((part) => {
                part.style.width = row.clientWidth / SMALLEST - 10 + "px";
            });
    }
    document.querySelectorAll("h1, h2, h3, .picture > *").forEach(fit);
    for (const part of document.querySelectorAll(".answers > li, .question")) {
        const { left, width } = part.getBoundingClientRect();
        const ends = [...part.querySelectorAll(".picture > *")].map((picture) => picture.getBoundingClientRect().right);
        const isSmall = ends.every((end) => end - left < width / 2 - 20);
        part.classList.toggle("small", isSmall && (ends.length > 0 || part.matches("li")));
    }
    for (const code of document.querySelectorAll(".highlight")) code.classList.toggle("long", code.offsetHeight > 280);
}""".replace("LARGEST", "0.5").replace("SMALLEST", "0.42")

EXAMPLES = [
    (3, 3, 2, "SAME"),
    (3, 5, 4, "SAME"),
    (4, 2, 3, "SAME"),
    (3, 3, 2, "VALID"),
]
"""Size, kernel, stride and padding of the lines under the formulas."""


def main(folder=BUILD):
    source = write_source(folder, read_pages())
    try:
        with chromium() as browser:
            print_pdf(browser, source, folder / "handout.pdf")
    except NoBrowser as error:
        raise SystemExit(f"{source} can be printed from any browser; here {error}") from None


def write_source(folder, pages):
    """Everything that is printed, as one web page; its path."""
    style = (WEB / "assets" / "style.css").read_text(encoding="utf-8")
    chinese = base64.b64encode((WEB / "assets" / "noto-sans-sc" / "chinese.woff2").read_bytes()).decode()
    bodies = [
        said | {"body": body(page), "picture": draw(small_picture(page), "light")}
        for page, said in zip(pages, contents(pages))
    ]
    html = render("handout.html.j2", style=style, chinese=chinese, pages=bodies, examples=examples())
    write(folder / "handout.html", html)
    return folder / "handout.html"


def print_pdf(browser, source, path):
    """Print a web page."""
    page = browser.new_page(viewport={"width": PRINTED_WIDTH, "height": 1000}, color_scheme="light")
    page.goto(source.absolute().as_uri())
    page.emulate_media(media="print")
    page.evaluate("document.fonts.ready")
    page.evaluate(FIT)
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
    shown, answers = paper.shown(page)
    notebook = paper.without_screen(for_readers(page, shown))
    return paper.in_words_of_paper(convert("body", notebook) + answers)


def examples():
    """The formulas in numbers, a line for each legal output size of EXAMPLES."""
    for size, kernel, stride, padding in EXAMPLES:
        for output_size in legal_output_sizes(size, kernel, stride, padding):
            axis = size, kernel, stride, output_size, padding
            zeros = zero_padding(*axis)
            yield [*axis, full_size(*axis[:3]), crop_before(*axis), zeros.before, zeros.after]


if __name__ == "__main__":
    main()
