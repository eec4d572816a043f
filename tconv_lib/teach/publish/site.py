"""Write the course as web pages, into build/site: python -m tconv_lib.teach.publish.site

The sliders work without a kernel, a server or a network.
"""

from pathlib import Path

from .export import BUILD, copy_file, write_all

INTRODUCTION = (
    "A course on one operation that almost everybody has guessed at. Each page asks a question, "
    "lets you predict, and shows the answer moving under a slider."
)


def main(folder=BUILD / "site"):
    exercises = sorted(map(str, Path("exercises").glob("*/*.ipynb")))
    for exercise in exercises:
        copy_file(folder, exercise)
    write_all(folder, "page", INTRODUCTION, exercises)


if __name__ == "__main__":
    main()
