"""What lies in a download, and the notebooks in what somebody handed in: read within bounds, and unpacked nowhere.

Nothing here trusts a name, a size or a number that somebody else wrote, and every error is a sentence about one file.
"""

import bz2
import gzip
import os
import re
import shutil
import stat
import struct
import tarfile
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from itertools import takewhile

from .repair import LARGEST

LARGEST_ARCHIVE = 300_000_000
"""Bytes of an archive that is handed in."""
LARGEST_TAR = 100_000_000
"""Bytes of a tar archive when it is unpacked, which all of it is that stands before what is read."""
LARGEST_PIECE = 10_000_000
"""Bytes of a zip archive's directory: some 100,000 files."""
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
UNPACKERS = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open}
COMPRESSIONS = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2  # others may want any amount of memory
NO_WORK = re.compile(r"^(__MACOSX|\..*)$|^(Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
"""Folders and files that systems make for themselves, such as .ipynb_checkpoints, ._stride.ipynb and .git."""
IN_CLOUD = re.compile(rf"(?:^|/)\.[^/]+\.{WORK}\.icloud$")
"""What a Mac has in the place of a file that it keeps in iCloud."""
MAC = re.compile(r"__MACOSX$|\._", re.IGNORECASE)
"""What a Mac adds to each file, which is never a notebook."""
UNICODE_PATH = struct.Struct("<HHBL")
"""How that begins which an archive may add to a name: its kind, its size, a version, a checksum of the name."""
WESTERN = "cp850"
"""The encoding of names that Windows zips in Western Europe and America."""
NO_NAME = re.compile(r"[¡¿«»ƒ]|[a-z][À-ÖØ-Þ]")
NO_NAMES = {"No", "Sc", "Sm", "So"}
"""Nobody is called so, nor by signs of these categories, such as ½, ¢ and ╞: so other letters look there, as in JosÄ an
old Mac's José."""


class Unreadable(ValueError):
    """A file cannot be read; the message says why."""


@dataclass(frozen=True)
class File:
    """A file in a download or in an archive. What its archive says of size and time may be wrong."""

    path: str
    size: int
    time: float
    open: Callable[[], BufferedReader]


@dataclass(frozen=True)
class LeftOut:
    """A file that is not looked at, and why."""

    path: str
    why: str


@contextmanager
def unreadable_if_it_fails():
    """Whatever a file makes its reader raise is said as Unreadable."""
    try:
        yield
    except Unreadable:
        raise
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror or error})") from None
    except Exception as error:  # zipfile, tarfile, zlib raise whatever the file makes them raise
        words = " ".join(str(error).split())[:200]
        raise Unreadable(f"is damaged, or cannot be read ({words or type(error).__name__})") from None


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


class Pieces:
    """A file of which nobody gets more than LARGEST_PIECE at once, and no more than `most` in all.

    So that a directory of a million members is refused before it is parsed, and an archive that grows without end is
    refused on the way.
    """

    def __init__(self, stream, most=float("inf")):
        self._stream, self._left = stream, most

    def read(self, size=-1):
        data = self._stream.read(size if 0 <= size <= LARGEST_PIECE else LARGEST_PIECE + 1)
        self._left -= len(data)
        if len(data) > LARGEST_PIECE:
            raise Unreadable("holds more files than an archive of notebooks can")
        if self._left < 0:
            raise Unreadable("is larger than it says, or unpacks to more than is read here")
        return data

    def __getattr__(self, name):
        return getattr(self._stream, name)


@contextmanager
def zip_archive(stream):
    with unreadable_if_it_fails():
        archive = zipfile.ZipFile(Pieces(stream))
    with archive:
        yield archive


def files_of_zip(archive, encoding):
    """Files of an open zip archive."""
    for member in archive.infolist():
        path = inside(zip_name(member, encoding))
        if member.is_dir() or not path:
            continue
        if stat.S_ISLNK(member.external_attr >> 16):
            yield LeftOut(path, "is a link, which is not followed")
        elif member.flag_bits & 1:
            yield LeftOut(path, "is encrypted")
        elif member.compress_type not in COMPRESSIONS:
            yield LeftOut(path, "is compressed in a way that is not read here; a plain zip file would be right")
        else:
            yield File(path, member.file_size, time_of(member.date_time), lambda member=member: archive.open(member))


def zip_name(member, encoding):
    """Its name; in this encoding, if it says none."""
    if member.flag_bits & 0x800:
        return member.filename
    raw = member.orig_filename.encode("cp437")
    return name_beside(member.extra, raw) or raw.decode(encoding, "replace")


def name_beside(extra, raw):
    """The name in UTF-8 that WinZip keeps beside one in a Windows' letters, where that lacks some; or ""."""
    while len(extra) > UNICODE_PATH.size:
        kind, size, _, checksum = UNICODE_PATH.unpack_from(extra)
        if kind == 0x7075 and checksum == zlib.crc32(raw):
            return extra[UNICODE_PATH.size : 4 + size].decode(errors="replace")
        extra = extra[4 + size :]
    return ""


def encoding_of(archive):
    """UTF-8, which macOS writes and does not say, where all names can be that; else what a Windows has."""
    try:
        for member in archive.infolist():
            member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437").decode()
    except UnicodeError:
        return WESTERN
    return "utf-8"


def sensible_encoding(archive):
    """The same; raises Unreadable if names make no sense in it."""
    encoding = encoding_of(archive)
    for name in (zip_name(member, encoding) for member in archive.infolist()):
        if encoding == WESTERN and (NO_NAME.search(name) or NO_NAMES & {*map(unicodedata.category, name)}):
            raise Unreadable(
                f"has names in letters that it does not name: {name!r}. Say which: if that is right, "
                f"ARGS='--encoding {WESTERN}'; for Chinese ARGS='--encoding gbk' "
                "(others: big5, shift_jis, cp949, cp866, cp852, cp1250, cp1252, mac_roman)"
            )
    return encoding


def inside(name):
    """A name in an archive as a path that stays inside it."""
    return "/".join(part for part in re.split(r"[/\\]", name) if part not in ("", ".", ".."))


def time_of(date):
    try:
        return datetime(*date).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0  # no date


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


def files_in_zip(stream):
    with zip_archive(stream) as archive:
        yield from files_of_zip(archive, encoding_of(archive))


def files_in_tar(stream):
    """Files of a tar archive, each to be read before the next."""
    unpacker = UNPACKERS.get(stream.read(2))
    stream.seek(0)
    plain = Pieces(unpacker(stream) if unpacker else stream, LARGEST_TAR)
    with tarfile.open(fileobj=plain, mode="r|", bufsize=2**16) as archive:
        for member in archive:
            path = inside(member.name)
            if member.issym() or member.islnk():
                yield LeftOut(path, "is a link, which is not followed")
            elif member.isfile() and path:
                yield File(path, member.size, float(member.mtime), lambda member=member: archive.extractfile(member))
            archive.members.clear()  # it would keep them all
