"""Files that are there whole or not at all, whenever the power goes; and one command at a time that writes them.

And what a teacher wrote into one, with whatever editor.
"""

import json
import os
from contextlib import contextmanager
from errno import ENOLCK, ENOSYS, ENOTSUP, EOPNOTSUPP
from pathlib import Path

LOCK = Path("grading/lock")
FULL = "No space left on device", "quota exceeded", "database or disk is full", "disk I/O error"
"""What systems and SQLite say of a disk on which nothing has room any more. A disk that fails may be told alike."""
NO_LOCKS = ENOLCK, ENOSYS, ENOTSUP, EOPNOTSUPP
"""What a system says of a drive that knows no locks, as some in a network."""
LOCKED = ("database is locked",)
"""What SQLite says of a file in which another program does not come to an end."""
TROUBLE = {
    "the disk is full, or fails. What was written before is whole, and stays; make room, and start it again": FULL,
    "another program is writing into the gradebook. What was written before stays; end it there, and try again": LOCKED,
}
"""Why nothing can be written, and which words of an error say so."""


def write_whole(path, data):
    """Write bytes, or text as UTF-8, under another name beside it, and rename: nobody ever finds half of it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data)
    os.replace(beside, path)


def written_in(path):
    """The text of a file that somebody wrote by hand: editors of Windows mark UTF-8, or have letters of their own."""
    data = Path(path).read_bytes()
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


@contextmanager
def only_one(command):
    """While it lasts, this process alone changes grading/. The lock ends with the process, however it ends.

    command: what the teacher started, such as "make grade". Raises SystemExit if another one is running, if the disk is
    full, or if another program or the system lets nobody write.
    """
    try:
        LOCK.parent.mkdir(exist_ok=True)
        with trouble_raised(SystemExit, f"{command} stops: "), LOCK.open("a+", encoding="utf-8") as file:
            try:
                lock(file)
            except OSError:
                file.seek(0)
                other = file.read().strip() or "another command"
                raise SystemExit(f"{other} is running here; {command} can start when it has ended") from None
            file.truncate(0)
            file.write(f"{command} (process {os.getpid()})")
            file.flush()
            yield
    except PermissionError as error:
        place = error.filename2 or error.filename
        raise SystemExit(
            f"{command} stops: no access to {place}; is it open in another program, or not yours?"
        ) from None


@contextmanager
def trouble_raised(kind, before=""):
    """Raises an error of this kind, with a sentence, in the place of one that says that nothing can be written."""
    try:
        yield
    except Exception as error:  # SQLAlchemy and nbgrader put the system's words into errors of their own
        if trouble := trouble_in(str(error)):
            raise kind(before + trouble) from None
        raise


def trouble_in(words):
    """Why nothing can be written, if the words of an error say so; or None."""
    return next((trouble for trouble, signs in TROUBLE.items() if any(sign in words for sign in signs)), None)


@contextmanager
def one_after_another(path):
    """While it lasts, no other process is between the same lines; whoever comes second waits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        lock(file, wait=True)
        yield


def lock(file, wait=False):
    """Take the file for this process, where its drive knows locks. Raises OSError if another one has it, or waits."""
    try:
        import fcntl
    except ImportError:  # Windows, which locks bytes: one far behind the text, which others read
        import msvcrt

        file.seek(1000)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
    else:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
