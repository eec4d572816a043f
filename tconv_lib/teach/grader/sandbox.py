"""A process for a student's code: where bubblewrap can, in a sandbox with nothing but Python, NumPy and the course.

with Child(course_without(frozenset()), Limits(), protected=True) as child:
    child.ask({"run": "def double(x): return 2 * x"})
    child.ask({"call": "double", "args": packed([4]), "named": []})  # {"id": ..., "value": 8}
"""

import os
import platform
import secrets
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .stripped import course_without
from .wire import NotPlain, receive, send

START = 30
"""Seconds within which a process must be there, before any of the student's code."""
FILES = 2**24
"""Bytes that it may write."""
BOOT = (
    "import sys; sys.path[:0] = sys.argv.pop(1).split('|'); "
    "from tconv_lib.teach.grader.student import main; sys.exit(main())"
)

# What a sandbox sees of this machine, besides Python and NumPy: shared libraries.
LIBRARIES = "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"

# Folders that are only there: anything of this machine's could lie in one that it has, such as /home.
COURSE, PACKAGES, DESK = "/tconv-course", "/tconv-packages", "/tconv-desk"


class SandboxFailure(RuntimeError):
    """The process could not be started as it was to be: no fault of the student's."""


class Lost(Exception):
    """The child has ended, or talks nonsense; there will be no more answers from it."""


@dataclass(frozen=True)
class Limits:
    """What a submission may use: seconds for a question and for all of it, and bytes of memory."""

    question: float = 10
    submission: float = 60
    memory: int = 2**30


class Child:
    """A process that runs student.py, and ends with the `with` block, with all that it started."""

    def __init__(self, course, limits, protected):
        """Start it. Raises SandboxFailure."""
        self.timed_out = False
        self._words = tempfile.TemporaryFile()
        self._home = None if protected else tempfile.TemporaryDirectory()
        command, filters = (sandboxed if protected else unprotected)(course)
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._words,
                cwd=self._home.name if self._home else None,
                env=environment(),
                start_new_session=True,
                pass_fds=filters,
            )
        except OSError as error:
            raise SandboxFailure(f"{command[0]}: {error.strerror}") from None
        finally:
            for descriptor in filters:
                os.close(descriptor)
        self._greet(limits)

    def _greet(self, limits):
        with self.within(START):
            try:
                memory, seconds = limits.memory, int(limits.submission) + 1
                send(self.process.stdin, {"memory": memory, "seconds": seconds, "file": FILES})
                ready = receive(self.process.stdout)
            except (OSError, NotPlain):
                ready = None
        if ready != {"id": "ready"}:
            self.kill()
            self.process.wait()
            self._words.seek(0)
            words = self._words.read(2000).decode(errors="replace").strip().splitlines() or ["the process ended"]
            self.close()
            raise SandboxFailure(words[-1])

    def ask(self, request):
        """The reply to a request. Raises Lost if there is none."""
        name = secrets.token_hex(8)  # nobody can reply before having been asked
        try:
            send(self.process.stdin, {"id": name} | request)
            reply = receive(self.process.stdout)
        except (OSError, NotPlain):
            reply = None
        if reply is None or reply.get("id") != name:
            self.close()
            raise Lost
        return reply

    def within(self, seconds):
        """A context that ends the child if it takes longer; `timed_out` then says so."""
        return Alarm(seconds, self._too_long)

    def _too_long(self):
        self.timed_out = True
        self.kill()

    def kill(self):
        """End the process and its group; in a sandbox everything in it ends with it."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (AttributeError, OSError):  # Windows, or already gone
            self.process.kill()

    def close(self):
        """End the process and wait until it is gone."""
        self.kill()
        self.process.wait()
        self._words.close()
        self.process.stdout.close()
        try:
            self.process.stdin.close()
        except OSError:
            pass  # what it was to read was never read
        if self._home:
            self._home.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Alarm:
    """A context that calls `ring` if it takes longer than so many seconds, and never after it."""

    def __init__(self, seconds, ring):
        self.timer = threading.Timer(max(seconds, 0), ring)
        self.timer.daemon = True

    def __enter__(self):
        self.timer.start()

    def __exit__(self, *_):
        self.timer.cancel()
        self.timer.join()  # it may be ringing


def environment():
    """All that the child may know of the environment."""
    needed = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows
    return needed | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def unprotected(course):
    """Command that runs student.py with this user's rights; and no filters."""
    return [*python(sys.executable, course, numpy_home()), "unprotected"], ()


def python(executable, *folders):
    return [executable, "-I", "-S", "-X", "utf8", "-c", BOOT, "|".join(map(str, folders))]


def numpy_home():
    return Path(np.__file__).parent.parent


def sandboxed(course):
    """Command that runs student.py in bubblewrap, and the file descriptors that it reads. Raises SandboxFailure."""
    bwrap = shutil.which("bwrap")
    if not bwrap:
        raise SandboxFailure("bubblewrap is not installed")
    seen, covered = [], ["--remount-ro", "/"]
    for path in (*LIBRARIES, *python_home()):
        seen += ["--ro-bind-try", path, path]
    for packages in Path(sys.base_prefix, "lib").glob("python3*/*-packages"):
        seen += ["--tmpfs", str(packages)]  # whatever else is installed, perhaps this course
        covered += ["--remount-ro", str(packages)]
    for package in ("numpy", "numpy.libs"):
        seen += ["--ro-bind-try", str(numpy_home() / package), f"{PACKAGES}/{package}"]
    filters = filter_descriptor()
    command = [
        *(bwrap, "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *seen,
        *("--ro-bind", str(course), COURSE, "--dev-bind", "/dev/null", "/dev/null"),
        *("--size", str(FILES), "--tmpfs", DESK, "--chdir", DESK),
        *covered,
        *(part for descriptor in filters for part in ("--seccomp", str(descriptor))),
        *("--", *python(os.path.realpath(sys.executable), COURSE, PACKAGES)),
    ]
    return command, filters


def python_home():
    """The interpreter and its library; a Python of the system lies among the libraries, except for the program."""
    return [os.path.realpath(sys.executable), str(Path(sys.base_prefix, "lib"))]


# A filter of system calls, so that one process is one process, and its memory all the memory: no fork, no memory
# that outlives its mapping, no further namespaces. Numbers are the kernel's, for each kind of machine.
ARCHITECTURES = {
    "x86_64": (0xC000003E, 56, [57, 58, 29, 64, 68, 319, 272, 425]),
    "aarch64": (0xC00000B7, 220, [194, 190, 186, 279, 97, 425]),
}  # its name, clone, and fork, vfork (where they exist), shmget, semget, msgget, memfd_create, unshare, io_uring_setup
CLONE3, CLONE_THREAD, X32 = 435, 0x10000, 0x40000000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE, UNKNOWN = 0x7FFF0000, 0x00050001, 0x00050026  # EPERM, ENOSYS


def filter_descriptor():
    """A pipe that holds the filter, as a tuple of descriptors for bwrap; empty for a machine that has no filter."""
    if platform.machine() not in ARCHITECTURES:
        return ()
    reading, writing = os.pipe()
    os.write(writing, system_call_filter(*ARCHITECTURES[platform.machine()]))
    os.close(writing)
    return (reading,)


def system_call_filter(architecture, clone, refused):
    """The filter as the kernel reads it. clone3 does not exist, so that libraries use clone, which may make threads."""
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, REFUSE), (LOAD, 0, 0, 0)]
    steps += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, REFUSE), (EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, UNKNOWN)]
    for number in refused:
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    steps += [(EQUAL, 0, 3, clone), (LOAD, 0, 0, 16), (ANY_BIT, 1, 0, CLONE_THREAD), (RETURN, 0, 0, REFUSE)]
    steps += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


# Before the first submission


PROBE = '''
def probe(path):
    """What this process could do and should not."""
    import os, socket
    def possible(attempt, *arguments):
        try:
            attempt(*arguments)
        except OSError:
            return False
        return True
    def fork():
        if os.fork() == 0:
            os._exit(0)
    found = {"sees files": possible(os.stat, path), "starts processes": possible(fork)}
    found["has a network"] = len(socket.if_nameindex()) > 1
    return [word for word in found if found[word]]
'''


@dataclass(frozen=True)
class Protection:
    """Whether this machine can keep a student's code away from all else, and that in one line."""

    holds: bool
    sentence: str


def probe(limits=Limits()):
    """Try the sandbox on this machine, with code that looks for what a student's must not find."""
    if not shutil.which("bwrap"):
        how = "on Debian or Ubuntu: apt-get install bubblewrap" if sys.platform == "linux" else "it needs Linux"
        return Protection(False, f"No sandbox: bubblewrap is not installed ({how}).")
    try:
        with Child(course_without(frozenset()), limits, protected=True) as child, child.within(START):
            child.ask({"run": PROBE})
            reply = child.ask({"call": "probe", "args": [__file__], "named": []})
    except (SandboxFailure, Lost) as error:
        return Protection(False, f"No sandbox: bubblewrap does not start here ({error}).")
    lacking = [word for word in reply.get("value", ["answers nothing"]) if word != "starts processes" or filtered()]
    if lacking:
        return Protection(False, f"No sandbox: in bubblewrap, code still {' and '.join(lacking)}.")
    processes = "one process" if filtered() else "processes that end with it"
    size = f"{limits.memory / 2**30:g} GB"
    times = f"{limits.question:g} s a question, {limits.submission:g} s a notebook, run at most three times"
    return Protection(
        True, f"Protected by bubblewrap: no network, no files but Python's, {processes}, {size}, {times}."
    )


def filtered():
    return platform.machine() in ARCHITECTURES
