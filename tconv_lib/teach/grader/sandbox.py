"""A process for a student's code: where bubblewrap can, in a sandbox with nothing but Python, NumPy and the course.

with Child(course_with(frozenset()), Limits(), protected=True) as child, child.within(5):
    child.ask({"run": "def double(x): return 2 * x"})
    child.ask({"calls": [["double", packed([[4], []]), 100]]})  # {"id": ..., "answers": [{"value": ..., "said": "8"}]}
"""

import json
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
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import psutil

from .stripped import course_with
from .wire import LARGEST, NotPlain, packed, receive, send

START = 120
"""Seconds within which a process must be there, before any of the student's code; long, as the machine may be busy."""
PATIENCE = 20
"""A process that gets no core may take so many times longer by the clock than it may work."""
GLANCE = 0.1
"""Seconds from one look at a process to the next."""
FILES = 2**24
"""Bytes that it may write."""
BOOT = (
    "import gc, sys; sys.path[:0] = sys.argv.pop(1).split('|'); gc.disable(); "  # a tenth of the time for NumPy
    "from tconv_lib.teach.grader.student import main; gc.enable(); sys.exit(main())"
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
    """What a submission may use: seconds of work for a question and for all of it, and bytes of memory."""

    question: float = 5
    submission: float = 30
    memory: int = 2**29


class Child:
    """A process that runs student.py, and ends with the `with` block, with all that it started.

    ended_by: "work" or "clock" if `within` ended it.
    """

    def __init__(self, course, limits, protected):
        """Start it. Raises SandboxFailure."""
        self.ended_by = None
        self.closed = False
        self._words = tempfile.TemporaryFile()
        self._home = None if protected else tempfile.TemporaryDirectory()
        told, telling = os.pipe()
        self._told = open(told)
        command, filters = sandboxed(course, telling) if protected else unprotected(course)
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._words,
                cwd=self._home.name if self._home else None,
                env=environment(),
                start_new_session=True,
                pass_fds=(*filters, telling) if protected else (),
            )
        except OSError as error:
            raise SandboxFailure(f"{command[0]}: {error.strerror}") from None
        finally:
            for descriptor in (*filters, telling):
                os.close(descriptor)
        self._greet(limits)
        self.student = psutil.Process(json.load(self._told)["child-pid"] if protected else self.process.pid)

    def _greet(self, limits):
        alarm = threading.Timer(START, self.kill)
        alarm.start()
        try:
            memory, seconds = limits.memory, int(limits.submission) + 2
            send(self.process.stdin, {"memory": memory, "seconds": seconds, "file": FILES})
            ready = receive(self.process.stdout)
        except (OSError, NotPlain):
            ready = None
        finally:
            alarm.cancel()
        if ready != {"id": "ready"}:
            self.kill()
            self.process.wait()
            self._words.seek(0)
            words = self._words.read(2000).decode(errors="replace").strip().splitlines() or ["the process ended"]
            self.close()
            raise SandboxFailure(words[-1])

    def ask(self, request, most=LARGEST):
        """The reply to a request, of so many bytes at most. Raises Lost if there is none."""
        name = secrets.token_hex(8)  # nobody can reply before having been asked
        try:
            send(self.process.stdin, {"id": name} | request)
            reply = receive(self.process.stdout, most)
        except (OSError, NotPlain):
            reply = None
        if reply is None or reply.get("id") != name:
            self.close()
            raise Lost
        return reply

    def within(self, seconds):
        """A context that ends the child when it has worked so long; `ended_by` then says so."""
        return Watch(self, seconds)

    def end(self, reason):
        self.ended_by = reason
        self.kill()

    @property
    def ended(self):
        return self.closed or self.ended_by is not None

    def kill(self):
        """End the process and its group; in a sandbox everything in it ends with it."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (AttributeError, OSError):  # Windows, or already gone
            self.process.kill()

    def close(self):
        """End the process and wait until it is gone."""
        if self.closed:
            return
        self.closed = True
        self.kill()
        self.process.wait()
        self._words.close()
        self._told.close()
        self.process.stdout.close()
        with suppress(OSError):  # what it was to read was never read
            self.process.stdin.close()
        if self._home:
            self._home.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Watch:
    """A context that ends a child when it has worked for so many seconds, and never after it.

    A process that sleeps could work if it wanted to, so that counts as well. Waiting for a core does not: how busy
    the machine is costs nobody anything, unless it takes PATIENCE times as long.
    """

    def __init__(self, child, seconds):
        self.worked = self._last = 0
        self._child, self._seconds = child, seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self):
        self._start, self._slept, self._clock = self._cpu(), 0, time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()
        self.worked = self._cpu() - self._start + self._slept

    def _look(self):
        while not self._over.wait(GLANCE):
            self._slept += GLANCE * self._sleeps()
            self.worked = self._cpu() - self._start + self._slept
            if self.worked > self._seconds:
                return self._child.end("work")
            if time.monotonic() - self._clock > self._seconds * PATIENCE:
                return self._child.end("clock")

    def _sleeps(self):
        try:
            return self._child.student.status() == psutil.STATUS_SLEEPING
        except psutil.Error:  # it is gone
            return False

    def _cpu(self):
        try:
            times = self._child.student.cpu_times()
            self._last = times.user + times.system
        except psutil.Error:
            pass
        return self._last


def environment():
    """All that the child may know of the environment, with the names that every Jupyter has."""
    needed = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows
    usual = {"HOME": DESK, "PATH": os.defpath, "USER": "student"}
    return needed | usual | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def unprotected(course):
    """Command that runs student.py with this user's rights; and no filters."""
    return [*python(sys.executable, course, numpy_home()), "unprotected"], ()


def python(executable, *folders):
    return [executable, "-I", "-S", "-X", "utf8", "-c", BOOT, "|".join(map(str, folders))]


def numpy_home():
    return Path(np.__file__).parent.parent


def sandboxed(course, telling):
    """Command that runs student.py in bubblewrap, and the file descriptors that it reads. Raises SandboxFailure.

    bubblewrap writes the number of the student's process into the descriptor `telling`.
    """
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
        *no_further_namespaces(bwrap),
        *("--as-pid-1", "--info-fd", str(telling)),
        *seen,
        *("--ro-bind", str(course), COURSE, "--dev-bind", "/dev/null", "/dev/null"),
        *("--size", str(FILES), "--tmpfs", DESK, "--chdir", DESK),
        *covered,
        *(part for descriptor in filters for part in ("--seccomp", str(descriptor))),
        *("--", *python(os.path.realpath(sys.executable), COURSE, PACKAGES)),
    ]
    return command, filters


@cache
def no_further_namespaces(bwrap):
    """The option by which code inside makes no user namespaces of its own, where bubblewrap and machine know it."""
    option = ("--disable-userns",)
    trial = subprocess.run([bwrap, "--unshare-user", *option, "--ro-bind", "/", "/", "true"], capture_output=True)
    return option if trial.returncode == 0 else ()


def python_home():
    """The interpreter and its library; a Python of the system lies among the libraries, except for the program."""
    return [os.path.realpath(sys.executable), str(Path(sys.base_prefix, "lib"))]


# A filter of system calls, so that one process is one process, and its memory all the memory: no fork, no memory
# that outlives its mapping, no further namespaces. Numbers are the kernel's, for each kind of machine. By hand, since
# libseccomp's own binding is in no package index; it comes only with a system's Python.
ARCHITECTURES = {
    "x86_64": (0xC000003E, 56, [57, 58, 29, 64, 68, 319, 272, 425]),
    "aarch64": (0xC00000B7, 220, [194, 190, 186, 279, 97, 425]),
}  # its name, clone, and fork, vfork (where they exist), shmget, semget, msgget, memfd_create, unshare, io_uring_setup
CLONE3, CLONE_THREAD, X32 = 435, 0x10000, 0x40000000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE, UNKNOWN = 0x7FFF0000, 0x00050001, 0x00050026  # EPERM, ENOSYS


def filtered():
    return platform.machine() in ARCHITECTURES


def filter_descriptor():
    """A pipe that holds the filter, as a tuple of descriptors for bwrap; empty for a machine that has no filter."""
    if not filtered():
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
    return " and ".join(word for word in found if found[word])
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
        with Child(course_with(frozenset()), limits, protected=True) as child, child.within(START):
            child.ask({"run": PROBE})
            (reply,) = child.ask({"calls": [["probe", packed([[__file__], []]), 1000]]})["answers"]
    except (SandboxFailure, Lost) as error:
        return Protection(False, f"No sandbox: bubblewrap does not start here ({error}).")
    lacking = reply.get("value", "answers nothing")
    if lacking and (lacking != "starts processes" or filtered()):
        return Protection(False, f"No sandbox: in bubblewrap, code still {lacking}.")
    processes = "one process" if filtered() else "processes that end with it"
    size = f"{limits.memory / 2**20:g} MB"
    times = f"{limits.question:g} s of work a question, {limits.submission:g} s a notebook, run at most three times"
    return Protection(
        True, f"Protected by bubblewrap: no network, no files but Python's, {processes}, {size}, {times}."
    )
