"""The course as a student's process sees it: a copy without sliders, and without what an answer must not use."""

import ast
import compileall
import shutil
import tempfile
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent.parent
WITH_CHILD = "teach/__init__.py", "teach/grader/__init__.py", "teach/grader/wire.py", "teach/grader/student.py"
"""What the child's own program needs."""

FINISHED = (
    "conv1d_transpose",
    "conv2d_transpose",
    "conv3d_transpose",
    "transpose_steps",
    "_steps",
    "overlap_add",
    "by_pixel",
    "by_channel",
    "by_index",
    "convolution_matrix",
    "by_insertion",
    "by_scatter",
    "by_matrix",
    "by_gradient",
    "returned",
    "numbers",
)
"""The finished operation, under every name that it has in this package; for `withheld` in a questions.py."""

STAND_INS = {
    "tconv_lib/explore.py": "def explore(picture, /, *, play=None, **controls):\n    return None\n",
    "IPython/__init__.py": "",
    "IPython/display.py": "def __getattr__(name):\n    return lambda *things, **settings: None\n",
    "ipywidgets.py": "def __getattr__(name):\n    return lambda *things, **settings: None\n",
}
"""In place of modules that show something: nobody looks, and IPython and ipywidgets start slowly."""

_kept = []  # folders that live as long as this process


@cache
def course_without(withheld):
    """A folder with a copy of the course in which the functions called `withheld`, a frozenset, only raise."""
    temporary = tempfile.TemporaryDirectory(prefix="tconv_")
    _kept.append(temporary)
    folder = Path(temporary.name)
    for path in [*PACKAGE.glob("*.py"), PACKAGE / "recorded" / "__init__.py"]:
        write(folder / "tconv_lib" / path.relative_to(PACKAGE), without(path.read_text(encoding="utf-8"), withheld))
    for name in WITH_CHILD:
        write(folder / "tconv_lib" / name, (PACKAGE / name).read_text(encoding="utf-8"))
    for name, text in STAND_INS.items():
        write(folder / name, text)
    shutil.copy(PACKAGE / "recorded" / "questions.json.gz", folder / "tconv_lib" / "recorded")
    compileall.compile_dir(folder, quiet=1)
    return folder


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def without(source, withheld):
    """The source of a module with another body in the functions called `withheld`: they raise, and say why."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in withheld]
    for function in functions:
        reason = f"{function.name} is not there while this answer is graded: the question asks you to do without it"
        function.body = ast.parse(f"raise RuntimeError({reason!r})").body
    return ast.unparse(tree) if functions else source
