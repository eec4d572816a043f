"""The test of understanding on paper: python -m tconv_lib.teach.publish.understanding

Writes build/understanding: before.html, to be taken before page 00, after.html, to be taken at the end, and key.html,
for the teacher: what is right, which misconception each other choice is, and the page and cell that answers it.
"""

from ..understanding import FORMS, items
from .export import BUILD, render, write


def main(folder=BUILD / "understanding"):
    for form in FORMS:
        write(folder / f"{form}.html", render("understanding.html.j2", form=form, items=items(), key=False))
    write(folder / "key.html", render("understanding.html.j2", forms=FORMS, items=items(), key=True))


if __name__ == "__main__":
    main()
