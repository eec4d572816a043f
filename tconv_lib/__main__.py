"""The command `tconv`: copy the course's pages into a folder, and open JupyterLab on the first one."""

import argparse
import io
import os
import shutil
import sys
from pathlib import Path

from . import __version__

FIRST_PAGE = "notebooks/00_start_here.ipynb"
USAGE = "tconv [FOLDER] [--copy-only] [-- OPTIONS OF JUPYTERLAB]"
ABOUT = """Open the course in JupyterLab, with pages of your own in FOLDER (if none is named: ./tconv).

If FOLDER holds the course already, it goes on with that: missing pages are added, and nothing is ever overwritten.
For fresh pages, name a new folder. Example: tconv my-course -- --no-browser --port 9000"""


def main(arguments: list[str] | None = None) -> None:
    """Run the command. Raises SystemExit with a sentence if FOLDER cannot be used."""
    own, for_lab = _split(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser("tconv", USAGE, ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default="tconv", metavar="FOLDER")
    parser.add_argument("--copy-only", action="store_true", help="copy the pages, and do not open them")
    parser.add_argument("--version", action="version", version=f"tconv {__version__}")
    options, unknown = parser.parse_known_args(own)
    if unknown:
        right = "one FOLDER, in quotes if it has spaces; options of JupyterLab come after --"
        parser.error(f"what is {' '.join(unknown)}? There is {right}")
    if not options.folder.strip():
        parser.error("FOLDER has no name; the one you are in is called .")
    if isinstance(sys.stdout, io.TextIOWrapper):  # a folder's name may have letters that the terminal lacks
        sys.stdout.reconfigure(errors="backslashreplace")
    folder = Path(os.path.expanduser(options.folder))
    try:
        folder = folder.absolute()
        print(copy_pages(folder), flush=True)
    except OSError as error:
        raise SystemExit(f"tconv: {folder}: {error.strerror or error}. Name another folder: tconv FOLDER") from None
    if not options.copy_only:
        open_lab(folder, for_lab)


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What stands before and after "--"."""
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:place], arguments[place + 1 :]


def copy_pages(folder: Path) -> str:
    """Add the pages that `folder` lacks, and say so in a sentence. Raises SystemExit if other things are in there."""
    missing = [page for page in _pages() if not (folder / page).exists()]
    is_new = missing == _pages()
    if is_new and not _looks_empty(folder):
        raise SystemExit(f"tconv: {folder} holds other things. Name another folder: tconv FOLDER")
    for page in missing:
        _copy(_source() / page, folder / page)
    if is_new:
        return f"The pages of the course are now in {folder}"
    back = f", and these are back: {', '.join(missing)}" if missing else ""
    return f"The course is in {folder} already; nothing there is overwritten{back}"


def _looks_empty(folder: Path) -> bool:
    """Whether nothing is seen in it but empty folders, which a full disk may have left."""
    return all(path.is_dir() and _looks_empty(path) for path in folder.glob("[!.]*"))


def _source() -> Path:
    """Folder with the pages: in the package once installed, else the course's own."""
    packed = Path(__file__).parent / "pages"
    return packed if packed.exists() else packed.parent.parent


def _pages() -> list[str]:
    """Paths of all pages and problem sets, relative to the folder."""
    found = [*_source().glob("notebooks/[0-9]*.ipynb"), *_source().glob("exercises/*/[!.]*.ipynb")]
    return sorted(path.relative_to(_source()).as_posix() for path in found)


def _copy(page: Path, target: Path) -> None:
    """Copy whole or not at all, even when interrupted."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        shutil.copyfile(page, half)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def open_lab(folder: Path, options: list[str]) -> None:
    """JupyterLab on the first page, with `folder` as its root, so that every link leads somewhere."""
    from jupyterlab.labapp import main as lab

    os.chdir(folder)
    sys.argv = ["jupyter-lab", f"--LabApp.default_url=/lab/tree/{FIRST_PAGE}", *options]
    try:
        sys.exit(lab())
    except OSError as error:
        error.add_note("JupyterLab keeps files in your home. If it cannot be written, set HOME to a folder that can.")
        raise


if __name__ == "__main__":
    main()
