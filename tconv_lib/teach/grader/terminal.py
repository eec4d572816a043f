"""Words for a terminal: whatever a name holds, it is only shown."""

import os
import sys
from contextlib import contextmanager

from wcwidth import wcswidth

INTERRUPTED = "\nInterrupted. What is done stays; the same command goes on."


@contextmanager
def at_terminal():
    """Around a command: a sentence, and no traceback, on Ctrl+C, or when nobody reads on, as behind `| head`.

    Letters that the output does not have, as that into a file on Windows, are written as their numbers.
    """
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        yield
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python would try again at its end
        raise SystemExit(INTERRUPTED) from None


def few(names, most=5):
    """The first of them, and how many more there are."""
    return ", ".join(names[:most]) + f" and {len(names) - most} more" * (len(names) > most)


def say(line):
    """Print; whatever a name holds, it is only shown."""
    print(shown(line))


def shown(text):
    """The text without what a terminal would obey, or turn around."""
    return "".join(
        each if each.isprintable() or each in "\u200c\u200d" else "\N{REPLACEMENT CHARACTER}" for each in text
    )


def table(rows):
    """Print the rows, in columns also where letters are wide (韩), or stand on others (रवि)."""
    rows = [[shown(cell) for cell in row] for row in rows]
    widths = [max(map(wcswidth, column)) for column in zip(*rows)]
    for row in rows:
        say("  ".join(cell + " " * (width - wcswidth(cell)) for cell, width in zip(row, widths)).rstrip())
