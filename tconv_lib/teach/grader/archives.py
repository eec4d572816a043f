"""Zip and tar archives: their files, read within bounds, and their names, in whatever letters these were written.

Nothing here trusts a name, a size or a number that somebody else wrote, and every error is a sentence about one file.
"""

import bz2
import gzip
import re
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader

LARGEST_TAR = 100_000_000
"""Bytes of a tar archive when it is unpacked, which all of it is that stands before what is read."""
LARGEST_PIECE = 10_000_000
"""Bytes of a zip archive's directory: some 100,000 files."""
UNPACKERS = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open}
COMPRESSIONS = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2  # others may want any amount of memory
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

    @property
    def name(self):
        return self.path.rpartition("/")[2]


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
def zip_archive(stream):
    with unreadable_if_it_fails():
        archive = zipfile.ZipFile(Pieces(stream))
    with archive:
        yield archive


def files_in_zip(stream):
    with zip_archive(stream) as archive:
        yield from files_of_zip(archive, encoding_of(archive))


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


def inside(name):
    """A name in an archive as a path that stays inside it."""
    return "/".join(part for part in re.split(r"[/\\]", name) if part not in ("", ".", ".."))


def time_of(date):
    try:
        return datetime(*date).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0  # no date


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
