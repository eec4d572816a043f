"""The processes in which submissions are judged, side by side."""

import multiprocessing.connection
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager


@contextmanager
def processes():
    """An executor with a process for each core.

    They import what they are given to do, and not nbgrader, which takes a second: this module and judge.py know
    nothing of it, and Python does not import the main program in them if that is a package's __main__.py.
    """
    started_anew = multiprocessing.get_context("spawn")  # a copy of this process would have its database, too
    executor = ProcessPoolExecutor(mp_context=started_anew, initializer=stand_back)
    try:
        yield executor
    except KeyboardInterrupt:
        for process in multiprocessing.active_children():  # else it would wait for what is being judged
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)  # without, Python 3.11 may wait for ever for what was cancelled


def stand_back():
    """In a process of the executor: leave interrupts to the main process, and let it go first, which all wait for.

    It ends with the main process, also if that is killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)


def end_with_parent():
    multiprocessing.connection.wait([multiprocessing.parent_process().sentinel])
    os._exit(1)
