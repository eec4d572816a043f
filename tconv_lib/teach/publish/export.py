"""What site, slides and handout share: notebooks with sliders that need no kernel, and nbconvert to write them."""

import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader
from nbconvert import HTMLExporter
from nbformat.v4 import new_output

from ...explore import Explorer, style_sheet
from ...figures import Picture, tied
from ...predictions import Ask, Predictions, places
from ..notebooks import PAGES, displayed_by
from .deck import inline, is_form
from .first_screen import map_pictures
from .frames import page_script, player, progress, question, skipped, still, thin

WEB = Path(__file__).parent / "web"
TEMPLATES = Environment(loader=FileSystemLoader(WEB), autoescape=True)
BUILD = Path("build")


@dataclass(frozen=True)
class Page:
    """A notebook of the course, and the explorers, pictures and questions that it shows, by the id of their cell."""

    name: str
    notebook: nbformat.NotebookNode
    shown: dict[str, Explorer | Picture | Ask | Predictions]


def write_all(folder, pages, html_of, introduction, **first_screen):
    """Write html_of(page, folder, what contents says of it, and of all) of every page, with a list in index.html."""
    about = [*contents(pages)]
    copy_assets(folder)
    write(folder / "assets" / "viewer.css", style_sheet())
    write(folder / "assets" / "viewer.js", page_script())
    write(folder / "index.html", render("index.html.j2", introduction=introduction, pages=about, **first_screen))
    for name, svg in map_pictures(pages):
        write(folder / "map" / name, svg)
    for page, said in zip(pages, about):
        write_page(folder, page.name, html_of(page, folder, said, about))


def read_pages():
    """All notebooks of the course, as Pages. Runs their code. Raises SystemExit where there are none."""
    paths = sorted(Path("notebooks").glob(PAGES))
    if not paths:
        raise SystemExit(f"there is no notebooks/{PAGES} here: go to the folder of the course, and say it again")
    return [*map(read_page, paths)]


def read_page(path):
    """The notebook at this path as a Page. Runs its code."""
    notebook = nbformat.read(path, as_version=4)
    return Page(path.stem, notebook, displayed_by(notebook))


def contents(pages):
    """Name, number and title of each page, and its question: what the map on the first page says, as HTML."""
    first = "\n".join(cell.source for cell in pages[0].notebook.cells)
    questions = dict(re.findall(r"(?m)^\| \[?(\d\d) [^|]*\| (.+) \|$", first))
    if missing := [page.name for page in pages if page.name[:2] not in questions]:
        raise SystemExit(f"the map on page 00 has no row for {', '.join(missing)}: | [NUMBER title](FILE) | question |")
    for page in pages:
        number = page.name[:2]
        said = {"title": title_of(page.notebook), "question": inline(questions[number])}
        yield {"name": page.name, "number": number} | said


def title_of(notebook):
    """What a notebook calls itself."""
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def asked_on(slide, page):
    """The question that a slide of this page is, or None."""
    shown = (page.shown.get(cell.id) for cell in slide.shown)
    return next((value for value in shown if isinstance(value, Ask)), None)


def players(page, folder):
    """{cell id: HTML} of pictures that need no kernel. Says so if a slider could not keep all its values.

    Each picture also gets a page of its own in folder/embed, with all that it needs in it.
    """

    def html_of(name, shown):
        embed = f"embed/{page.name}-{name}.html"
        if isinstance(shown, Predictions):
            return progress(shown, [*places(Path("notebooks"))])
        picture = shown.show if isinstance(shown, Ask) else shown
        html = picture_html(picture, name, embed) if picture else ""
        if picture:
            style = style_sheet(asks=False)
            alone = render("embed.html.j2", title=page.name, style=style, picture=html, viewer=page_script(asks=False))
            write(folder / embed, alone)
        return question(shown, name, html) if isinstance(shown, Ask) else html

    return {name: html_of(name, shown) for name, shown in page.shown.items()}


def picture_html(picture, name, embed):
    """An explorer or a picture for a page without a kernel."""
    if not isinstance(picture, Explorer):
        return still(picture, name, embed)
    for said in skipped(thin(picture)):
        print(f"{embed}: {said}")
    return player(picture, name, embed)


def for_readers(page, pictures):
    """The notebook of a page with this HTML {cell id: HTML} in place of its pictures, without the speaker's notes."""
    notebook = nbformat.from_dict(page.notebook)
    notebook.cells = [cell for cell in notebook.cells if not is_form(cell.source)]
    return with_html(notebook, pictures)


def with_html(notebook, pictures):
    """The same notebook with this HTML {cell id: HTML} in place of pictures."""
    for cell in notebook.cells:
        if cell.id in pictures:
            cell.outputs = [new_output("display_data", {"text/html": pictures[cell.id]})]
    return notebook


def convert(template, notebook, **resources):
    """A notebook as HTML, by the nbconvert template web/TEMPLATE."""
    return tied_prose(_exporter(template).from_notebook_node(notebook, resources)[0])


@cache
def _exporter(template):
    return HTMLExporter(template_name=template, extra_template_basedirs=[str(WEB)], exclude_anchor_links=True)


def tied_prose(html):
    """HTML in whose text, apart from code, no line breaks around the signs of a short formula."""
    return "".join(part if part.startswith("<") else tied(part) for part in pieces_of_prose(html))


def pieces_of_prose(html):
    """HTML in pieces: its text, apart from code, and between that all the rest, which begins with <."""
    return (part[0] for part in re.finditer(r"(?s)<(code|pre|script|style|title)\b.*?</\1>|<[^>]*>|[^<]+", html))


def render(template, **values):
    """The text of the template web/TEMPLATE with these values in it."""
    return TEMPLATES.get_template(template).render(values)


def write(path, text):
    """Write a file and the folders that it needs; says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path}  {len(text.encode()) / 1e3:.0f} kB", flush=True)


def write_page(folder, name, html):
    """Write the HTML of a notebook. Links to notebooks become links to pages; other linked files come along."""
    html = re.sub(r'href="(\d\d_\w+)\.ipynb', r'href="\1.html', html)
    for linked in set(re.findall(r'href="\.\./([^"#]+)', html)):
        copy_file(folder, linked)
    write(folder / f"{name}.html", html.replace('href="../', 'href="'))


def copy_file(folder, path):
    """Copy a file of the course to the same path in folder."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, folder / path)


def copy_assets(folder):
    """Put what the pages need beside them."""
    shutil.copytree(WEB / "assets", folder / "assets", dirs_exist_ok=True)
