"""The page to choose a figure from, with everything to copy."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from ... import __version__
from .drawing import THEMES
from .files import write_text
from .films import Film

HERE = Path(__file__).parent

BIBTEX = f"""@misc{{tconv,
  author = {{{{The tconv authors}}}},
  title = {{{{tconv: transposed convolution, seen and checked}}}},
  note = {{{{Version {__version__}, MIT License}}}}
}}
"""


def write_index(films: Sequence[Film], folder: Path) -> None:
    """index.html, cite.bib and the licence, beside the folders of the figures."""
    templates = Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page = templates.get_template("index.html.j2")
    write_text(folder / "index.html", page.render(films=films, themes=THEMES, bibtex=BIBTEX))
    write_text(folder / "cite.bib", BIBTEX)
    licence = HERE.parents[2] / "LICENSE"
    if licence.exists():
        shutil.copyfile(licence, folder / "LICENSE")
