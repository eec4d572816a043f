"""Write each notebook as a deck of slides, into build/slides: python -m tconv_lib.teach.publish.slides

The slideshow metadata of the cells says which cell begins a slide, continues it, is spoken
(a speaker note) or is left out; JupyterLab's property inspector shows and changes it.
"""

from .export import BUILD, write_all

INTRODUCTION = (
    "One deck for each notebook. → and ← turn the page, S opens the speaker's window, F fills the screen. "
    "Tab reaches a slider, the arrow keys move it, Esc or a click beside it gives them back to the deck."
)


def main(folder=BUILD / "slides"):
    write_all(folder, "slides", INTRODUCTION)


if __name__ == "__main__":
    main()
