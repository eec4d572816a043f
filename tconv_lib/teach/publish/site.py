"""Write the course as web pages, into build/site: python -m tconv_lib.teach.publish.site

The sliders work without a kernel, a server or a network.
"""

from pathlib import Path

from .export import (
    BUILD,
    contents,
    convert,
    copy_assets,
    copy_file,
    read_pages,
    render,
    with_players,
    write,
    write_page,
)

INTRODUCTION = (
    "A course on one operation that almost everybody has guessed at. Each page asks a question, "
    "lets you predict, and shows the answer moving under a slider."
)


def main(folder=BUILD / "site"):
    pages = read_pages()
    about = [*contents(pages)]
    copy_assets(folder)
    exercises = sorted(map(str, Path("exercises").glob("*/*.ipynb")))
    for exercise in exercises:
        copy_file(folder, exercise)
    write(folder / "index.html", render("index.html.j2", introduction=INTRODUCTION, pages=about, exercises=exercises))
    for page, said in zip(pages, about):
        notebook, style_sheet = with_players(page)
        html = convert("page", notebook, page=said, pages=about, style_sheet=style_sheet)
        write_page(folder, page.name, html)


if __name__ == "__main__":
    main()
