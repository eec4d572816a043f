"""Write the course as web pages, into build/site: python -m tconv_lib.teach.publish.site

The sliders work without a kernel, a server or a network.
"""

from pathlib import Path

from .export import BUILD, copy_file, write_all
from .first_screen import asked_on_pages, glance_player, title_of

INTRODUCTION = (
    "One image and one kernel, four ways, one result. Move a slider; touch a number to see what it is made of."
)


def main(folder=BUILD / "site"):
    exercises = {path.as_posix(): title_of(path) for path in sorted(Path("exercises").glob("*/*.ipynb"))}
    for exercise in exercises:
        copy_file(folder, exercise)
    write_all(folder, "page", INTRODUCTION, exercises=exercises, glance=glance_player(), asked=asked_on_pages())


if __name__ == "__main__":
    main()
