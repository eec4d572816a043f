"""Make the copy of the course that students get: python -m tconv_lib.teach.students

build/students.zip holds what pyproject.toml includes in a source distribution: no solutions/, no tests/, where
answers stand, too, and nothing that git ignores. The exercises in it are made from solutions/ once more, so that
nothing which somebody tried in exercises/ is given away.
"""

import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from hatchling.builders.sdist import SdistBuilder

from .exercises import EXERCISES, release
from .questions import SOLUTIONS, problem_sets

TARGET = Path("build/students.zip")
NAME = "tconv"
"""The folder in the zip file."""


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = source_distribution(Path(scratch))
        shutil.rmtree(folder / EXERCISES)
        release(problem_sets(SOLUTIONS), folder / EXERCISES)
        TARGET.parent.mkdir(exist_ok=True)
        shutil.make_archive(TARGET.with_suffix(""), "zip", scratch, NAME)
    print(TARGET)


def source_distribution(scratch):
    """The folder scratch/NAME with the files of the source distribution."""
    for archive in SdistBuilder(os.getcwd()).build(directory=str(scratch)):
        with tarfile.open(archive) as packed:
            packed.extraction_filter = getattr(tarfile, "data_filter", None)  # from Python 3.11.4 on
            packed.extractall(scratch)
        unpacked = scratch / Path(archive).name.removesuffix(".tar.gz")
        (unpacked / "PKG-INFO").unlink()  # for package indexes
        return unpacked.rename(scratch / NAME)


if __name__ == "__main__":
    main()
