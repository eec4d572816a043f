"""Write figures to take into build/figures: python -m tconv_lib.teach.figures [options]

All of them, with a page to choose from, a cheat sheet and a poster; or one of any setting:

    python -m tconv_lib.teach.figures --size 3 --kernel 3 --stride 2 --output 6 SAME
"""

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from ...errors import ShapeError
from .files import write_film
from .films import Film, films, transposed
from .index import write_index
from .sheets import write_sheets

FOLDER = Path("build") / "figures"

LARGEST = 16
"""Rows that a figure may have."""


def main(arguments: Sequence[str] | None = None) -> None:
    """What the command line says."""
    options = parser()
    asked = options.parse_args(arguments)
    if asked.size is None:
        chosen = [film for film in films() if asked.only in film.name]
        if asked != options.parse_args(["--only", asked.only]):
            options.error("a figure of your own needs --size, too")
        if not chosen:
            raise SystemExit(f"no figure has {asked.only!r} in its name: {', '.join(film.name for film in films())}")
        write_all(chosen, FOLDER)
    else:
        film = asked_for(asked)
        write_film(film, FOLDER)
        print(FOLDER / film.name)


def parser() -> argparse.ArgumentParser:
    """All options; without --size, every figure of the course is written."""
    options = argparse.ArgumentParser(prog="make figures ARGS=...", description="Figures of transposed convolutions.")
    options.add_argument("padding", nargs="?", default="SAME", help="SAME, VALID, or zeros on each side, such as 1")
    options.add_argument("--size", type=count, help="of the image, rows and columns")
    options.add_argument("--kernel", type=count, default=3)
    options.add_argument("--stride", type=count, default=2)
    options.add_argument("--dilation", type=count, default=1)
    options.add_argument("--output", type=count, help="size asked for; by default size * stride")
    options.add_argument("--only", default="", metavar="WORD", help="without --size: figures with this in their name")
    return options


def count(text: str) -> int:
    """The whole number, at least 1, that an option says."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"it must be a whole number from 1, got {text!r}")
    return int(text)


def asked_for(asked: argparse.Namespace) -> Film:
    """The figure of this setting. Ends with a sentence if there is none."""
    padding = (int(asked.padding),) * 2 if asked.padding.isdecimal() else asked.padding.upper()
    if padding not in ("SAME", "VALID") and isinstance(padding, str):
        zeros = f"padding must be SAME, VALID, or how many zeros are on each side, such as 1, got {asked.padding!r}"
        raise SystemExit(f"no such figure: {zeros}")
    output_size = asked.size * asked.stride if asked.output is None else asked.output
    if max(output_size, asked.size, asked.kernel * asked.dilation) > LARGEST:
        raise SystemExit(f"no such figure: sizes may be {LARGEST} at most, or nobody could read the numbers")
    try:
        return transposed(asked.size, asked.kernel, asked.stride, output_size, padding, asked.dilation)
    except ShapeError as error:
        raise SystemExit(f"no such figure: {error}") from None


def write_all(chosen: Sequence[Film], folder: Path) -> None:
    """These figures, on all cores, and a page with all of them."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        waiting = {pool.submit(write_film, film, folder): film for film in chosen}
        for number, done in enumerate(as_completed(waiting), 1):
            done.result()
            print(f"{number}/{len(chosen)}  {folder / waiting[done].name}", flush=True)
    write_sheets(folder)
    write_index(chosen, folder)
    print(folder / "index.html")


if __name__ == "__main__":
    main()
