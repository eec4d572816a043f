"""Make the exercises from the solutions, by nbgrader: python -m tconv_lib.teach.exercises"""

import shutil
import tempfile
from pathlib import Path

from .course import done, nbgrader
from .questions import SOLUTIONS, problem_sets, solution_of

EXERCISES = Path("exercises")


def main():
    names = problem_sets(SOLUTIONS)
    release(names, EXERCISES)
    print(*(EXERCISES / name for name in names), sep="\n")


def notebook_of(problem_set):
    """The notebook of a problem set. What somebody copied or tried beside it has no solution of its name.

    Raises SystemExit if there is no such set.
    """
    found = (EXERCISES / problem_set).glob("[!.]*.ipynb")
    notebooks = sorted(found, key=lambda path: not (SOLUTIONS / problem_set / path.name).exists())
    if not notebooks or problem_set != (EXERCISES / problem_set).name:  # ps1_stride/ is the folder, but no name
        raise SystemExit(f"there is no problem set {problem_set}; there is {', '.join(problem_sets(EXERCISES))}")
    return notebooks[0]


def release(names, exercises):
    """Let nbgrader write the exercises of these problem sets into the folders exercises/name."""
    with tempfile.TemporaryDirectory() as scratch:  # the class's gradebook learns of a set when it is graded
        made = Path(scratch) / "release"
        course = nbgrader(db_url=f"sqlite:///{scratch}/gradebook.db", release_directory=str(made))
        for name in names:
            course.coursedir.notebook_id = solution_of(SOLUTIONS / name).stem
            done(course.generate_assignment(name), f"release {name}")
            shutil.rmtree(exercises / name, ignore_errors=True)
            shutil.copytree(made / name, exercises / name)


if __name__ == "__main__":
    main()
