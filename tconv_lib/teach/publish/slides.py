"""Write each notebook as a deck of slides, into build/slides: python -m tconv_lib.teach.publish.slides

The slideshow metadata of the cells says which cell begins a slide, continues it, is spoken
(a speaker note) or is left out; JupyterLab's property inspector shows and changes it.
"""

from .export import BUILD, contents, convert, copy_assets, read_pages, render, with_players, write, write_page

INTRODUCTION = (
    "One deck for each notebook. → and ← turn the page, S opens the speaker's window, F fills the screen. "
    "Tab reaches a slider, the arrow keys move it, Esc gives them back to the deck."
)


def main(folder=BUILD / "slides"):
    pages = read_pages()
    about = [*contents(pages)]
    copy_assets(folder)
    write(folder / "index.html", render("index.html.j2", introduction=INTRODUCTION, pages=about))
    for page, said in zip(pages, about):
        notebook, style_sheet = with_players(page)
        html = convert("slides", notebook, page=said, style_sheet=style_sheet)
        write_page(folder, page.name, html)


if __name__ == "__main__":
    main()
