"""Grade a problem set: python -m tconv_lib.teach.grader SET [--unprotected]"""

import argparse

from .grade import main
from .terminal import at_terminal

if __name__ == "__main__":
    parser = argparse.ArgumentParser(allow_abbrev=False, usage="make grade SET=ps1_stride [ARGS=--unprotected]")
    parser.add_argument("problem_set", metavar="SET", help="a folder of exercises/")
    parser.add_argument(
        "--unprotected", action="store_true", help="grade even if there is no sandbox; marks the grades"
    )
    with at_terminal():
        main(**vars(parser.parse_args()))
