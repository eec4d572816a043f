"""Make the exercises from the solutions, by nbgrader: python -m tconv_lib.teach.exercises"""

import shutil
import tempfile
from pathlib import Path

from .course import done, nbgrader
from .questions import SOLUTIONS, problem_sets

EXERCISES = Path("exercises")


def main():
    names = problem_sets(SOLUTIONS)
    release(names, EXERCISES)
    print(*(EXERCISES / name for name in names), sep="\n")


def release(names, exercises):
    """Let nbgrader write the exercises of these problem sets into the folders exercises/name."""
    with tempfile.TemporaryDirectory() as scratch:  # the class's gradebook learns of a set when it is graded
        made = Path(scratch) / "release"
        course = nbgrader(db_url=f"sqlite:///{scratch}/gradebook.db", release_directory=str(made))
        for name in names:
            done(course.generate_assignment(name), f"release {name}")
            shutil.rmtree(exercises / name, ignore_errors=True)
            shutil.copytree(made / name, exercises / name)


if __name__ == "__main__":
    main()
