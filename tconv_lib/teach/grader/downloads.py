"""What lies in a download, and the notebooks in what somebody handed in: read within bounds, and unpacked nowhere.

Nothing here trusts a name, a size or a number that somebody else wrote, and every error is a sentence about one file.
"""

import os
import re
import shutil
import stat
import tempfile
from contextlib import contextmanager
from itertools import takewhile

from .archives import (
    File,
    LeftOut,
    Pieces,
    Unreadable,
    files_in_tar,
    files_in_zip,
    files_of_zip,
    sensible_encoding,
    unreadable_if_it_fails,
    zip_archive,
)
from .repair import LARGEST

LARGEST_ARCHIVE = 300_000_000
"""Bytes of an archive that is handed in."""
LARGEST_SUM = 100_000_000
"""Bytes of all notebooks that somebody hands in."""
DEPTH = 3
"""Archives in archives."""
NOTEBOOKS = r"ipynb(?:\.txt|\.json)?"
TARS = r"tar|tgz|tbz2?|tar\.gz|tar\.bz2"
OTHER_ARCHIVES = r"7z|rar|txz|(?:tar\.|ipynb\.)?(?:xz|gz|bz2|zst)|lzh|cab|dmg|iso"
WORK = rf"(?i:{NOTEBOOKS}|zip|{TARS}|{OTHER_ARCHIVES})"
"""How names end of files that may hold a notebook."""
NOTEBOOK, TAR, OTHER_ARCHIVE = (
    re.compile(rf"\.(?:{endings})$", re.IGNORECASE) for endings in (NOTEBOOKS, TARS, OTHER_ARCHIVES)
)
ZIP = re.compile(r"\.zip$", re.IGNORECASE)
BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:cells|metadata|nbformat|nbformat_minor|worksheets)"')
"""A notebook, whatever it is called: browsers and mail programs save it as text, and people rename it."""
OTHER_ENDING = re.compile(r"\.ipynb[^/]*$|(?:\.\w{1,8})?$", re.IGNORECASE)
ZIPPED = b"PK\3\4"
"""What a zip archive begins with."""
OFFICE = re.compile(rb"(?s).{30}(?:\[Content_Types\]|_rels/|docProps/|mimetype)")
"""A document of Word, Excel or LibreOffice, which is a zip archive, too."""
NO_WORK = re.compile(r"^(__MACOSX|\..*)$|^(Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
"""Folders and files that systems make for themselves, such as .ipynb_checkpoints, ._stride.ipynb and .git."""
IN_CLOUD = re.compile(rf"(?:^|/)\.[^/]+\.{WORK}\.icloud$")
"""What a Mac has in the place of a file that it keeps in iCloud."""
MAC = re.compile(r"__MACOSX$|\._", re.IGNORECASE)
"""What a Mac adds to each file, which is never a notebook."""


@contextmanager
def opened(source, encoding):
    """The Files of a folder or a zip file, and what is LeftOut. They can be read while this lasts.

    encoding: of names in a zip file that says none, or None. Raises Unreadable if they make no sense without it.
    """
    if source.is_dir():
        yield split(files_of_folder(source))
    else:
        with open(source, "rb") as stream, zip_archive(stream) as archive:
            yield split(files_of_zip(archive, encoding or sensible_encoding(archive)))


def split(found):
    """Files, and those that are LeftOut."""
    found = sorted(found, key=lambda each: in_order(each.path))
    seen = [*without_hidden(found)]
    files = [each for each in seen if isinstance(each, File)]
    left_out = [each for each in seen if isinstance(each, LeftOut)]
    return files, left_out + [*hidden_work(each.path for each in found)]


def in_order(path):
    """What sorts X.ipynb before x (2).ipynb, and that before x (10).ipynb."""
    stem, _, ending = path.rpartition(".")
    return re.sub(r"\d+", lambda number: number[0].zfill(20), stem.casefold()), stem, ending


def without_hidden(found):
    """What is not hidden; and what iCloud leaves in the place of a file, as LeftOut."""
    for each in found:
        if IN_CLOUD.search(each.path):
            yield LeftOut(each.path, "is still in iCloud, not on that computer; there, Finder says: Download Now")
        elif not is_hidden(each.path):
            yield each


def is_hidden(path):
    return any(map(NO_WORK.match, path.split("/")))


def holds_work(name):
    return re.search(rf"\.{WORK}$", name) is not None


def path_as_work(file):
    """Its path; that of a notebook or a zip archive with another ending, such as stride.json, with the right one."""
    if holds_work(file.path):
        return file.path
    try:
        with file.open() as stream:
            head = stream.peek(100)
    except Exception:  # what is wrong with it is said when it is read
        return file.path
    ending = ".ipynb" if BEGINS.match(head) else ".zip" if head.startswith(ZIPPED) and not OFFICE.match(head) else ""
    return OTHER_ENDING.sub(ending, file.path, count=1) if ending else file.path


def hidden_work(paths):
    """Hidden work, as LeftOut, where nothing beside it can be seen: it may be somebody's."""
    work = [path for path in paths if holds_work(path)]
    seen = [path for path in work if not is_hidden(path)]
    for path in work:
        names = path.split("/")
        if is_hidden(path) and not any(map(MAC.match, names)):
            beside = "".join(f"{name}/" for name in takewhile(lambda name: not NO_WORK.match(name), names))
            if not any(other.startswith(beside) for other in seen):
                yield LeftOut(path, "is hidden, since a name in it begins with a dot; renamed, it would be taken in")


def files_of_folder(folder):
    """Files below a folder. No link is followed, and nothing is opened that is no file."""
    waiting = [(folder, "")]
    while waiting:
        place, above = waiting.pop()
        try:
            entries = [*os.scandir(place)]
        except OSError as error:
            yield LeftOut(above.rstrip("/"), f"cannot be read ({error.strerror})")
            continue
        for entry in entries:
            path = above + entry.name
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                yield LeftOut(path, f"cannot be read ({error.strerror})")
                continue
            kind = status.st_mode
            if stat.S_ISLNK(kind) or getattr(entry, "is_junction", bool)():
                yield LeftOut(path, "is a link, which is not followed")
            elif stat.S_ISDIR(kind):
                waiting.append((entry.path, path + "/"))
            elif stat.S_ISREG(kind):
                yield File(path, status.st_size, status.st_mtime, lambda path=entry.path: open(path, "rb"))
            else:
                yield LeftOut(path, "is no file, but a pipe, a socket or a device")


class Bag:
    """What one student handed in: its notebooks, one after the other, and what is left out."""

    def __init__(self):
        self.left_out = []
        self._left = LARGEST_SUM

    def notebooks(self, file, depth=0):
        """Each notebook in the file, with its bytes; the file itself, or what its archives hold."""
        try:
            with unreadable_if_it_fails(), file.open() as stream:
                is_tar = TAR.search(file.path)
                head, is_called_so = stream.peek(100), NOTEBOOK.search(file.path)
                is_zip = head.startswith(ZIPPED)
                if OTHER_ARCHIVE.search(file.path) and not is_tar and not is_zip:
                    raise Unreadable("is an archive that is not read here; a zip file would be right")
                if BEGINS.match(head) or (is_called_so and not is_zip):
                    yield file, self.content(file, stream)
                elif is_zip or ZIP.search(file.path):
                    yield from self._in_archive(file, stream, files_in_zip, depth)
                elif is_tar:
                    yield from self._in_archive(file, stream, files_in_tar, depth)
        except Unreadable as error:
            self.left_out.append(LeftOut(file.path, str(error)))

    def content(self, file, stream):
        """The bytes of a notebook. Raises Unreadable."""
        if file.size > LARGEST:
            raise Unreadable(f"is larger than {LARGEST / 1e6:g} MB")
        data = stream.read(LARGEST + 1)
        self._left -= len(data)
        if len(data) > LARGEST:
            raise Unreadable(f"is larger than {LARGEST / 1e6:g} MB")
        if self._left < 0:
            raise Unreadable(f"comes after more than {LARGEST_SUM / 1e6:g} MB of notebooks")
        return data

    def _in_archive(self, file, stream, files_in, depth):
        if depth == DEPTH:
            raise Unreadable(f"lies deeper than {DEPTH} archives")
        if file.size > LARGEST_ARCHIVE:
            raise Unreadable(f"is larger than {LARGEST_ARCHIVE / 1e6:g} MB")
        with tempfile.TemporaryFile() as copy:  # an archive in an archive cannot be searched
            shutil.copyfileobj(Pieces(stream, LARGEST_ARCHIVE), copy, 2**20)
            copy.seek(0)
            for found in without_hidden(files_in(copy)):
                below = f"{file.path}/{found.path}"
                if isinstance(found, LeftOut):
                    self.left_out.append(LeftOut(below, found.why))
                else:
                    yield from self.notebooks(File(below, found.size, found.time, found.open), depth + 1)
