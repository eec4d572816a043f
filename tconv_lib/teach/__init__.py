"""For the people who run the course; nothing that a learner imports needs it."""

import sys


def say_what_to_install(kind, error, traceback):
    """Show an error as Python does; of a missing package say where it comes from."""
    if issubclass(kind, ModuleNotFoundError):
        error.add_note("These commands need more than the pages do; it comes with: pip install 'tconv[teach,grade]'")
    sys.__excepthook__(kind, error, traceback)


sys.excepthook = say_what_to_install
