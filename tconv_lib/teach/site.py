"""Write the course as web pages, into build/site: python -m tconv_lib.teach.site

The sliders work without a kernel, a server or a network.
"""

import re
import shutil
from pathlib import Path

from .export import BUILD, convert, copy_assets, read_pages, render, with_players, write

INTRODUCTION = (
    "A course on one operation that almost everybody has guessed at. Each page asks a question, "
    "lets you predict, and shows the answer moving under a slider."
)


def main(folder=BUILD / "site"):
    pages = read_pages()
    about = [page.about for page in pages]
    copy_assets(folder)
    exercises = sorted(map(str, Path("exercises").glob("*/*.ipynb")))
    for exercise in exercises:
        (folder / exercise).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(exercise, folder / exercise)
    write(folder / "index.html", render("index.html.j2", introduction=INTRODUCTION, pages=about, exercises=exercises))
    for page in pages:
        notebook, style_sheet = with_players(page)
        html = convert("page", notebook, page=page.about, pages=about, style_sheet=style_sheet)
        write(folder / f"{page.name}.html", links_to_pages(html))


def links_to_pages(html):
    """Links between notebooks as links between pages. A problem set stays a notebook, to be opened in JupyterLab."""
    html = re.sub(r'href="(\d\d_\w+)\.ipynb', r'href="\1.html', html)
    return html.replace('href="../exercises/', 'href="exercises/')


if __name__ == "__main__":
    main()
