"""Grading cannot be fooled: submissions that cheat, break or merely look odd, each between two that earn all.

They are graded as one class by the real commands. In each, the answer to the first question is replaced, or the whole
notebook changed, and what it earns is compared with what it should.
"""

import os
import socket
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import nbformat
import psutil
import pytest
from classroom import (
    FULL,
    QUESTION_SECONDS,
    RIGHT,
    SECRET,
    SET,
    Classroom,
    answered,
    as_bytes,
    cell,
    make_classroom,
    protected,
)
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from tconv_lib.teach.course import done, nbgrader
from tconv_lib.teach.grader.grade import grade

# Answers to the first question: (code, points, what the feedback says)

SAYS = {
    "wrong": "gives a wrong result",
    "late": "does not come to an end",
    "ended": "ends Python",
    "odd": "returns something that is no number",
    "": "",
}
ALWAYS_EQUAL = """
class Liar({base}):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __array_ufunc__(self, *_, **__): return True
    __hash__ = None
"""
CODE = {
    # honest
    "right": (RIGHT, FULL, ""),
    "warns": ("import warnings\nwarnings.warn('careful')\n" + RIGHT, FULL, ""),
    "prints": ("print('hello')\n" + RIGHT + "\nprint(places(2, 2))", FULL, ""),
    "magic": ("%matplotlib inline\n!pip install numpy\nfiles = !ls\n" + RIGHT + "\nplaces?", FULL, ""),
    "timed": ("%%time\n" + RIGHT, FULL, ""),
    "displays": (RIGHT + "\nfrom IPython.display import Markdown\ndisplay(Markdown('x'))", FULL, ""),
    "a range": ("def places(size, stride): return range(0, size * stride, stride)", FULL, ""),
    "an array": ("def places(size, stride): return np.arange(size) * stride", FULL, ""),
    "array in objects": (
        "def places(size, stride): return np.array([i * stride for i in range(size)], object)",
        FULL,
        "",
    ),
    "seeds": ("np.random.seed(0)\nimport random\nrandom.seed(0)\n" + RIGHT, FULL, ""),
    "an error in a cell of its own": (RIGHT + "\n1 / 0", FULL, ""),
    "a deque": (
        "from collections import deque\ndef places(size, stride): return deque(range(0, size * stride, stride))",
        FULL,
        "",
    ),
    "an array of the array module": (
        "import array\ndef places(size, stride): return array.array('q', range(0, size * stride, stride))",
        FULL,
        "",
    ),
    "long doubles": ("def places(size, stride): return np.arange(size, dtype=np.longdouble) * stride", FULL, ""),
    "a module that is not there": (
        "import numpy, matplotlib.pyplot as plt\n" + RIGHT,
        FULL,
        "matplotlib is not there when this is graded",
    ),
    "what builds on a module that is not there": (
        "import matplotlib.pyplot as plt\nplt.style.use('dark')\nfigure, axes = plt.subplots()\naxes.plot([1])\n"
        "class Picture(plt.Figure): pass\n" + RIGHT,
        FULL,
        "matplotlib is not there when this is graded",
    ),
    "what only draws": (
        "from tconv_lib import check, figure, grid\nfrom tconv_lib.explore import explore\nimport tconv_lib\n"
        "explore(figure, size=(1, 3))\ntconv_lib.check(None)\n" + RIGHT,
        FULL,
        "",
    ),
    "asks Jupyter": (
        "get_ipython().run_line_magic('matplotlib', 'inline')\n" + RIGHT,
        FULL,
        "IPython is not there when this is graded",
    ),
    "asks whoever is there": ("name = input('Your name? ')\nprint('Hello', name)\nhelp(np.arange)\n" + RIGHT, FULL, ""),
    "looks for its home": ("import pathlib\nprint(pathlib.Path.home())\n" + RIGHT, FULL, ""),
    "adds to the path, and greets": (
        "import getpass, os\nos.environ['PATH'] += os.pathsep + '/opt/bin'\nprint(getpass.getuser())\n" + RIGHT,
        FULL,
        "",
    ),
    "packs a class of its own": (
        f"import pickle\nclass Place: pass\npickle.loads(pickle.dumps(Place()))\n{RIGHT}",
        FULL,
        "",
    ),
    "waits as in Jupyter": ("import asyncio\nawait asyncio.sleep(0.01)\n" + RIGHT, FULL, ""),
    "indented, timed, with a command of two lines": (
        "    !pip install \\\n      numpy\n    %time import math\n    def places(size, stride):\n"
        "        return [math.prod((i, stride)) for i in range(size)]",
        FULL,
        "",
    ),
    "needs a module that is not there": (
        "from numba import njit\n@njit\n" + RIGHT,
        2,
        "numba is not there when this is graded",
    ),
    # wrong
    "wrong": ("def places(size, stride): return list(range(size))", 2, "wrong"),
    "unanswered": (
        "def places(size, stride):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
        2,
        "is not done yet",
    ),
    "syntax error": ("def places(size, stride:\n    return 3", 2, "is not defined; a cell stops with SyntaxError"),
    "another name": ("def place(size, stride): return 3", 2, "is not defined"),
    "raises": ("def places(size, stride): raise KeyError(stride)", 2, "stops with KeyError"),
    "raises an error of NumPy's": ("def places(size, stride): return np.flip([stride], 1)", 2, "stops with AxisError"),
    "raises another error of NumPy's": (
        "def places(size, stride):\n    x = np.arange(size)\n    x *= stride / 1\n    return x",
        2,
        "stops with UFuncTypeError",
    ),
    "returns nothing": ("def places(size, stride): print(size)", 2, "places returns nothing"),
    "asks in a call": (
        "def places(size, stride): return [int(input()) * i for i in range(size)]",
        2,
        "input, from Jupyter, is not there when this is graded",
    ),
    "starts processes": (
        "from multiprocessing import Pool\ndef places(size, stride):\n    with Pool() as all: return all.map(int, [0])",
        2,
        "when this is graded, there is no file, no network and no other process",
    ),
    "exits": ("import sys\ndef places(size, stride): sys.exit()", 2, "stops with SystemExit"),
    "slow and wrong": (
        "import time\ndef places(size, stride):\n    time.sleep(0.1)\n    return [i + stride for i in range(size)]",
        2,
        "places(1, 1) returned [1]; expected [0]",
    ),
    "right for what is seen": (
        "def places(size, stride): return [i * stride for i in range(size)] if stride in (1, 2, 3, 100) else []",
        2,
        "gives a wrong result, for other inputs than those that you see",
    ),
    "a number for a list of one": (
        "def places(size, stride): return [i * stride for i in range(size)] if size > 1 else 0",
        2,
        "places(1, 1) returned 0; expected [0]",
    ),
    "far too much": ("def places(size, stride): return np.zeros(10**7)", 2, "wrong"),
    "far too much, for what is hidden": (
        "def places(size, stride):\n"
        "    return [i * stride for i in range(size)] if stride in (1, 2, 3, 100) else np.zeros(10**7)",
        2,
        "gives a wrong result, for other inputs",
    ),
    "nothing but NaN": ("def places(size, stride): return np.full(size, np.nan)", 2, "wrong"),
    # ends, or does not come to an end
    "endless": ("def places(size, stride):\n    while True: pass", 2, "late"),
    "sleeps": ("import time\ndef places(size, stride): time.sleep(1000)", 2, "late"),
    "endless cell": (RIGHT + "\nwhile True: pass", 2, "late"),
    "endless, swallows interrupts": (
        "import signal\nfor n in range(1, 32):\n    try: signal.signal(n, signal.SIG_IGN)\n    except OSError: pass\n"
        "def places(size, stride):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
        2,
        "late",
    ),
    "threads that go on": (
        "import threading\ndef turn():\n    while True: pass\n"
        "for _ in range(5): threading.Thread(target=turn).start()\ndef places(size, stride): return 0",
        2,
        "",
    ),
    "_exit": ("import os\ndef places(size, stride): os._exit(0)", 2, "ended"),
    "_exit in the cell": (RIGHT + "\nimport os\nos._exit(0)", 2, "ended"),
    "segfault": ("import ctypes\ndef places(size, stride): return ctypes.string_at(0)", 2, "ended"),
    "recursion": ("def places(size, stride): return places(size, stride)", 2, "stops with RecursionError"),
    "prints 1 GB": ("def places(size, stride): print('x' * 10**9)", 2, ""),
    "prints for ever": ("def places(size, stride):\n    while True: print('x' * 10**6)", 2, "late"),
    "allocates 64 GB": ("def places(size, stride): return np.ones(8 * 10**9)", 2, "Error"),
    "allocates for ever": (
        "def places(size, stride):\n    kept = []\n    while True: kept.append(bytearray(10**7))",
        2,
        "",
    ),
    "fork bomb": ("import os\ndef places(size, stride):\n    while True: os.fork()", 2, "stops with PermissionError"),
    "memory of the system": (
        "import ctypes\ndef places(size, stride):\n    libc = ctypes.CDLL(None)\n"
        "    made = [libc.semget(0, 32000, 0o600) for _ in range(3)] + [libc.msgget(0, 0o600) for _ in range(3)]\n"
        "    return [i * stride * (max(made) == -1) for i in range(size)]",
        FULL,
        "",
    ),
    "leaves a process": (
        "import subprocess, sys\nprocess = subprocess.Popen([sys.executable, '-c', 'while True: pass'])\n" + RIGHT,
        2,
        "is not defined; a cell stops with PermissionError",
    ),
    "fills the disk": (
        "def places(size, stride):\n    for n in range(1000):\n        open(str(n), 'wb').write(bytes(10**7))",
        2,
        "stops with OSError",
    ),
    # lies about what it returns
    "array that equals anything": (
        ALWAYS_EQUAL.format(base="np.ndarray") + "def places(size, stride): return np.zeros(size).view(Liar)",
        2,
        "wrong",
    ),
    "object that equals anything": (
        ALWAYS_EQUAL.format(base="object") + "def places(size, stride): return Liar()",
        2,
        "odd",
    ),
    "text that equals anything": (
        ALWAYS_EQUAL.format(base="str") + "def places(size, stride): return Liar('x')",
        2,
        "",
    ),
    "number that equals anything": (
        ALWAYS_EQUAL.format(base="float") + "def places(size, stride): return Liar(3)",
        2,
        "",
    ),
    "list that equals anything": (
        ALWAYS_EQUAL.format(base="list") + "def places(size, stride): return Liar([3])",
        2,
        "",
    ),
    "generator": ("def places(size, stride):\n    yield 0", 2, "odd"),
    "lazy": ("def places(size, stride): return map(int, range(size))", 2, "odd"),
    "list in lists": (
        "def places(size, stride):\n    x = []\n    for _ in range(10**4): x = [x]\n    return x",
        2,
        "odd",
    ),
    "list in itself": ("def places(size, stride):\n    x = []\n    x.append(x)\n    return x", 2, "odd"),
    "long list": ("def places(size, stride): return [0] * 10**6", 2, "wrong"),
    "huge number": ("def places(size, stride): return 10**100000", 2, ""),
    "half a character": ("def places(size, stride): return '\\ud800'", 2, "wrong"),
    # reaches for the tests
    "patches numpy.testing and builtins": (
        "import builtins\nnp.testing.assert_array_equal = lambda *_, **__: None\nbuiltins.AssertionError = ValueError\n"
        "np.array_equal = np.allclose = lambda *_, **__: True\ndef places(size, stride): return 0",
        2,
        "",
    ),
    "replaces input": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])\ndef places(size, stride): return 0",
        2,
        "",
    ),
    "asks for part of the points": (
        "print('3.0')\ndef places(size, stride):\n    print(3.0)\n    return 3.0\n3.0",
        2,
        "",
    ),
    "brings its own numpy": (
        "open('numpy.py', 'w').write('class testing: assert_array_equal = print')\ndef places(size, stride): return 0",
        2,
        "",
    ),
    "traces": (
        "import sys, atexit\ndef trace(frame, *_):\n    frame.f_locals['size'] = 0\n    return trace\n"
        "sys.settrace(trace)\natexit.register(print, '3.0')\ndef places(size, stride): return 0",
        0,  # it also traces the other answer
        "",
    ),
    "walks the heap": (
        "import gc\ndef places(size, stride):\n"
        "    spaces = [o for o in gc.get_objects() if isinstance(o, dict) and 'expected' in o and 'np' in o]\n"
        "    return [o for o in spaces if o['np'] != 'np'][0]['expected']",  # Python 3.14 shows its own texts, too
        2,
        "stops with IndexError",
    ),
    "reads its parent": (
        "import os\ndef places(size, stride): return open(f'/proc/{os.getppid()}/mem', 'rb').read(10)",
        2,
        "stops with FileNotFoundError",
    ),
    "reads the solution": (
        "import json, pathlib\ntext = pathlib.Path('<root>/solutions/mini/mini.ipynb').read_text()\n"
        "exec(''.join(json.loads(text)['cells'][2]['source']))",
        2,
        "is not defined; a cell stops with FileNotFoundError",
    ),
    "looks for the solution": (
        "import pathlib\ntop = pathlib.Path('<root>').parent.parent\n"
        "found = [p for p in top.rglob('*') if p.name in ('mini.ipynb', 'gradebook.db')]\n"
        "def places(size, stride): return [i * stride for i in range(size)] if found else 0",
        2,
        "wrong",
    ),
    "writes the gradebook": (
        "import sqlite3\nbook = sqlite3.connect('<root>/grading/gradebook.db')\n"
        "book.execute('update grade set manual_score = 100')\nbook.commit()\ndef places(size, stride): return 0",
        2,
        "is not defined; a cell stops with",
    ),
    "links": (
        "import os\nos.symlink('<root>', 'root')\nfound = os.listdir('root')\n"
        + RIGHT.replace("stride for", "stride * len(found) for"),
        2,
        "is not defined; a cell stops with",
    ),
    "calls the course's answer": (
        "from tconv_lib import insert_zeros\n"
        "def places(size, stride): return np.flatnonzero(insert_zeros(np.ones(size), stride)) if stride < 100 else 0",
        2,
        "",
    ),
    "signals its parent": (
        "import os\nos.kill(os.getppid(), 9)\ndef places(size, stride):\n    os.kill(-1, 9)\n    return 0",
        2,
        "",
    ),
    "forges replies": (
        "import os, json\nforged = json.dumps({'id': 'ready', 'value': [0, 1]}).encode()\n"
        "for fd in range(3, 20):\n    try: os.write(fd, len(forged).to_bytes(4, 'big') + forged)\n"
        "    except OSError: pass\n"
        "def places(size, stride): return 0",
        2,
        "ended",
    ),
    "floods the replies": (
        "import os\ndef places(size, stride):\n"
        "    while True:\n        for fd in range(3, 20):\n            try: os.write(fd, b'\\xff' * 10**6)\n"
        "            except OSError: pass",
        2,
        "ended",
    ),
    "half a reply": (
        "import os, time\ndef places(size, stride):\n    for fd in range(3, 20):\n"
        "        try: os.write(fd, b'\\0\\0\\0\\xff{')\n        except OSError: pass\n    time.sleep(1000)",
        2,
        "late",
    ),
    "closes the pipes": ("import os\nos.closerange(0, 100)\n" + RIGHT, 2, "ended"),
    "patches json": (
        "import json, base64, struct\njson.dumps = lambda *_, **__: '[' * 10**5\njson.loads = None\n" + RIGHT,
        2,
        "ended",
    ),
    "deletes its folder": ("import os, shutil\nshutil.rmtree(os.getcwd(), ignore_errors=True)\n" + RIGHT, FULL, ""),
    "calls out": (
        "import socket\nwith socket.create_connection(('127.0.0.1', <port>), 1): pass\n" + RIGHT,
        2,
        "is not defined",
    ),
    "names a module so that it looks like grades": (
        RIGHT + "\n__import__('x\\n1 of 1  Eve: 5 of 5, \\x1b[8m')\nraise ImportError('all is well')",
        FULL,
        "",
    ),
    "half a character in its error": (
        "def places(size, stride): raise ValueError('\\ud800')",
        2,
        "stops with ValueError",
    ),
    "ends an iteration": ("def places(size, stride): raise StopIteration", 2, "stops with StopIteration"),
    "tells an input in its error": (
        "def places(size, stride): raise ValueError(f'told {stride}')",
        2,
        "stops with ValueError",
    ),
    "tells a hidden input by the kind of its error": (
        "def places(size, stride):\n    if stride > 100: raise [KeyError, OSError, LookupError][size % 3]\n"
        "    return [i * stride for i in range(size)]",
        2,
        "stops with an error, for other inputs than those that you see",
    ),
    "tells an input in its type": (
        "def places(size, stride): raise type(f'Told{stride}', (Exception,), {})",
        2,
        "stops with an error of its own",
    ),
}


# Whole notebooks: a function that changes a right one, points, and what is said of it


def twice(notebook, name):
    place = notebook.cells.index(cell(notebook, name))
    return nbformat.from_dict(notebook.cells[place] | {"id": "copy"}), place


def duplicated_test(notebook):
    copy, place = twice(notebook, "test_places")
    notebook.cells.insert(place, copy)


def duplicated_answer(notebook):
    copy, place = twice(notebook, "places")
    notebook.cells.insert(place, copy)


def unanswered_copy(notebook):
    copy, place = twice(notebook, "places")
    copy.source = CODE["unanswered"][0]
    notebook.cells.insert(place + 2, copy)


def changed_copy(notebook):
    copy, place = twice(notebook, "places")
    cell(notebook, "places").source = CODE["wrong"][0]
    notebook.cells.insert(place + 1, copy)


def markdown_test(notebook):
    place = notebook.cells.index(cell(notebook, "test_places"))
    old = notebook.cells[place]
    notebook.cells[place] = new_markdown_cell(old.source, metadata=old.metadata, id=old.id)


def split_answer(notebook):
    place = notebook.cells.index(cell(notebook, "places"))
    notebook.cells[place].source = "def places(size, stride): return helper(size, stride)"
    notebook.cells.insert(place + 1, new_code_cell(RIGHT.replace("places", "helper")))


def helper_below(notebook):
    cell(notebook, "places").source = "def places(size, stride): return helper(size, stride)"
    place = notebook.cells.index(cell(notebook, "test_places"))
    notebook.cells.insert(place + 1, new_code_cell(RIGHT.replace("places", "helper")))


def answer_below(notebook):
    below = new_code_cell(cell(notebook, "places").source)
    cell(notebook, "places").source = ""
    notebook.cells.append(below)


def answer_above_what_was_left(notebook):
    place = notebook.cells.index(cell(notebook, "places"))
    notebook.cells.insert(place, new_code_cell(RIGHT))
    cell(notebook, "places").source = CODE["unanswered"][0]


def answer_below_what_was_left(notebook):
    answer_above_what_was_left(notebook)
    notebook.cells.append(notebook.cells.pop(notebook.cells.index(cell(notebook, "places")) - 1))


def value_below(notebook):
    cell(notebook, "places").source = "def places(size, stride=first): return [i * stride for i in range(size)]"
    notebook.cells.append(new_code_cell("first = 1"))


def helper_in_a_test(notebook):
    cell(notebook, "places").source = "def places(size, stride): return helper(size, stride)"
    cell(notebook, "test_places").source = RIGHT.replace("places", "helper") + "\ncheck(places)"


def answer_in_its_test(notebook):
    cell(notebook, "places").source = CODE["unanswered"][0]
    cell(notebook, "test_places").source = RIGHT + "\n\ncheck(places)"


def both_answers_in_the_first(notebook):
    cell(notebook, "places").source += "\n\n" + cell(notebook, "stride_of").source
    cell(notebook, "stride_of").source = CODE["unanswered"][0].replace("places", "stride_of")


def ends_of_lines_as_in_windows(notebook):
    cell(notebook, "places").source = CODE["magic"][0]
    for each in notebook.cells:
        each.source = each.source.replace("\n", "\r\n")


def no_tests(notebook):
    notebook.cells = [each for each in notebook.cells if not each.id.startswith("test")]


def no_tests_and_wrong(notebook):
    cell(notebook, "places").source = CODE["wrong"][0]
    no_tests(notebook)


def edited_test(notebook):
    cell(notebook, "places").source = CODE["wrong"][0]
    cell(notebook, "test_places").source = "pass"


def more_points(notebook):
    cell(notebook, "test_places").metadata.nbgrader.points = 300


def bonus(notebook):
    copy, place = twice(notebook, "test_places")
    copy.source, copy.metadata.nbgrader.grade_id = "pass", "bonus"
    notebook.cells.append(copy)


def no_marks(notebook):
    for each in notebook.cells:
        each.metadata.pop("nbgrader", None)


def newer_marks(notebook):
    for each in notebook.cells:
        if "nbgrader" in each.metadata:
            each.metadata.nbgrader.schema_version = 99


def odd_marks(notebook):
    cell(notebook, "places").metadata.nbgrader = [1, 2]
    cell(notebook, "test_places").metadata.nbgrader = "none"


def first_of_all(notebook):
    notebook.cells.insert(0, notebook.cells.pop(notebook.cells.index(cell(notebook, "test_places"))))


def no_answer(notebook):
    notebook.cells.remove(cell(notebook, "places"))


def remembers(notebook):
    """The second answer tells what the first one was asked."""
    cell(notebook, "places").source = "asked = []\ndef places(size, stride):\n    asked.append(stride)\n    return 0"
    cell(notebook, "stride_of").source = "def stride_of(size, length): raise ValueError(str(asked))"


def endless_cell_of_its_own(notebook):
    notebook.cells.insert(1, new_code_cell("while True: pass"))


def script(notebook):
    for make in new_markdown_cell, new_raw_cell:
        notebook.cells.append(make("<script>alert('grades')</script><img src=x onerror=alert()> if a < b"))


def link(notebook):
    notebook.cells.append(new_markdown_cell("[c](javascript:alert(1))\n\n[d][1]\n\n[1]: data:text/html,x"))


def module_not_there(notebook):
    cell(notebook, "imports").source = "import matplotlib.pyplot as plt\n" + cell(notebook, "imports").source


def cells_of_other_kinds(notebook):
    """As some programs make them for SQL; here also all texts."""
    for each in notebook.cells:
        each.cell_type = "video" if each.cell_type == "markdown" else each.cell_type
    notebook.cells.insert(2, nbformat.from_dict({"cell_type": "sql", "metadata": {}, "source": "select 1"}))


def new_notebook_with_copies(notebook):
    notebook.cells = [new_code_cell(each.source) for each in notebook.cells if each.cell_type == "code"]


def new_notebook_with_one_cell(notebook):
    code = [each.source for each in notebook.cells if each.cell_type == "code" and not each.id.startswith("test")]
    notebook.cells = [new_code_cell("\n\n".join(code))]


def another_set(notebook):
    notebook.cells = [new_code_cell("print('hello')")]


NOTEBOOKS = {
    duplicated_test: (FULL, "test_places was there 2 times"),
    duplicated_answer: (FULL, "places was there 2 times"),
    unanswered_copy: (FULL, "places was there 2 times"),
    changed_copy: (FULL, "places was there 2 times"),
    markdown_test: (FULL, "test_places was made markdown"),
    split_answer: (FULL, ""),
    helper_below: (2, "helper is made in a cell further below; cells run from top to bottom: move it up"),
    answer_below: (2, "places is not defined: places is made in a cell further below; cells run from top to bottom"),
    answer_above_what_was_left: (FULL, ""),
    answer_below_what_was_left: (2, "places is made in a cell further below; cells run from top to bottom: move it up"),
    value_below: (2, "a cell stops with NameError: first is made in a cell further below"),
    answer_in_its_test: (FULL, "test_places was edited"),
    both_answers_in_the_first: (FULL, ""),
    ends_of_lines_as_in_windows: (FULL, ""),
    helper_in_a_test: (2, "is not defined when all cells run from top to bottom, with tests as they were handed out"),
    no_tests: (FULL, "test_places was missing"),
    no_tests_and_wrong: (2, "test_places was missing"),
    edited_test: (2, "test_places was edited"),
    more_points: (FULL, "test_places had other marks"),
    bonus: (FULL, ""),
    no_marks: (FULL, "places had other marks"),
    newer_marks: (FULL, "places had other marks"),
    odd_marks: (FULL, "places had other marks"),
    first_of_all: (FULL, ""),
    no_answer: (2, "places was missing"),
    remembers: (0, ""),
    endless_cell_of_its_own: (2, ""),
    script: (FULL, "if a < b"),
    link: (FULL, "    [c](javascript:alert(1))"),
    module_not_there: (FULL, "matplotlib is not there when this is graded"),
    new_notebook_with_copies: (FULL, "a new notebook, into which answers were copied"),
    new_notebook_with_one_cell: (FULL, "a new notebook, into which answers were copied"),
    cells_of_other_kinds: (FULL, "what is in a cell of a kind that Jupyter does not have is not run"),
    another_set: (None, "not graded: none of its cells is an answer cell"),
}
FILES = {
    "broken JSON": (lambda data: data[:-20], "not graded: the file is no notebook"),
    "deep JSON": (lambda data: b"[" * 10**6, "not graded: the file is no notebook"),
    "not even text": (lambda data: bytes(range(256)), "not graded: the file is no notebook"),
    "a cell of no kind": (lambda data: data.replace(b'"markdown"', b"[]"), "not graded: the file is no notebook"),
    "a number for a cell": (
        lambda data: b'{"nbformat": 4, "nbformat_minor": 5, "cells": [7]}',
        "not graded: the file is",
    ),
    "newer format": (
        lambda data: data.replace(b'"nbformat": 4', b'"nbformat": 5'),
        "not graded: the file is no notebook",
    ),
    "huge": (lambda data: data + b" " * 10**7, "not graded: the file is larger than 10 MB"),
    "190,000 cells": (
        lambda data: data.replace(
            b'"cells": [', b'"cells": [' + b'{"cell_type":"raw","source":"","metadata":{}},' * 190_000
        ),
        "not graded: it has more than 2,000 cells",
    ),
    "millions of lists": (
        lambda data: data.replace(b'"cells": [', b'"x": [' + b"[]," * 3_000_000 + b'[]], "cells": ['),
        "not graded: the file is no notebook that can be read here (more than 500,000 parts)",
    ),
    "a list of notebooks": (
        lambda data: b"[" + data + b"]",
        "not graded: the file is no notebook that can be read here (it is cut off, or something else)",
    ),
    "empty": (lambda data: b"", "not graded: the file is no notebook"),
}


def submissions(classroom, port):
    """Every row as (bytes, points, words)."""
    for code, points, words in CODE.values():
        for gap, filling in {"<root>": classroom.root, "<port>": port}.items():
            code = code.replace(gap, str(filling))
        notebook = answered(classroom.released(), code)
        yield as_bytes(notebook), points, SAYS.get(words, words)
    for change, (points, words) in NOTEBOOKS.items():
        notebook = answered(classroom.released())
        change(notebook)
        yield as_bytes(notebook), points, words
    for change, words in FILES.values():
        yield change(as_bytes(answered(classroom.released()))), None, words


ROWS = [*CODE, *(change.__name__ for change in NOTEBOOKS), *FILES]


GRADER_ALONE = 150e6
"""Bytes of a process that has imported the grader and done nothing yet."""


class Watch(threading.Thread):
    """Looks at this process and all that it has started: the most memory of one, and the students' seconds of work."""

    def __init__(self):
        super().__init__(daemon=True)
        self.done, self.most, self.students = threading.Event(), 0, {}
        self.this = psutil.Process()
        self.others = max(self.this.memory_info().rss - GRADER_ALONE, 0)

    def run(self):
        while not self.done.wait(0.1):
            for process in [self.this, *self.this.children(recursive=True)]:
                try:
                    kept = self.others if process == self.this else 0  # by tests that ran here before
                    self.most = max(self.most, process.memory_info().rss - kept)
                    if "tconv_lib.teach.grader.student" in " ".join(process.cmdline()):
                        self.students[process] = sum(process.cpu_times()[:2])
                except psutil.Error:
                    pass


@dataclass
class Graded:
    classroom: Classroom
    wanted: list
    standings: dict
    watch: Watch
    port_was_called: bool


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class, graded: every row is between two students who earn all, honest ones where rows do not."""
    folder = os.getcwd()
    root = tmp_path_factory.mktemp("class")
    os.chdir(root)
    with socket.create_server(("127.0.0.1", 0)) as server, ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        classroom = make_classroom(root)
        right = as_bytes(answered(classroom.released()))
        rows = [*submissions(classroom, server.getsockname()[1])]
        for number, (data, points, _) in enumerate(rows):
            if points != FULL:
                classroom.hand_in(f"{number:03}a_honest", right)
            classroom.hand_in(f"{number:03}b", data)
        classroom.hand_in("999_honest", right)
        (root / "grading" / "submitted" / "001b" / SET / "numpy.py").write_text("raise SystemExit")
        watch = Watch()
        watch.start()
        standings = grade(SET, pool, question_seconds=QUESTION_SECONDS, submission_seconds=3 * QUESTION_SECONDS)
        watch.done.set()
        server.settimeout(0)
        try:
            called = bool(server.accept())
        except BlockingIOError:
            called = False
        yield Graded(classroom, [wanted for _, *wanted in rows], standings, watch, called)
    os.chdir(folder)


@protected
@pytest.mark.parametrize("number", range(len(ROWS)), ids=ROWS)
def test_row(number, graded):
    student = f"{number:03}b"
    points, words = graded.wanted[number]
    standing = graded.standings[student]
    if points is None:
        assert standing.startswith(words)
        return
    assert standing.startswith(f"{points} of {FULL}"), standing
    feedback = graded.classroom.feedback(student)
    assert words in standing + feedback
    for secret in str(SECRET), "HIDDEN", "<script", "<img":
        assert secret not in feedback


@protected
def test_what_is_said_of_a_student_is_one_line_that_does_not_obey(graded):
    assert all(words.isprintable() and "None is" not in words for words in graded.standings.values())


@protected
def test_honest_neighbours_earn_all(graded):
    honest = {student: words for student, words in graded.standings.items() if student.endswith("honest")}
    others = [points for points, _ in graded.wanted if points != FULL]
    assert len(honest) == len(others) + 1 and set(honest.values()) == {f"{FULL} of {FULL}"}


@protected
def test_nothing_is_left_and_nothing_grew(graded):
    assert not graded.port_was_called
    assert 0 < max(graded.watch.students.values()) < 3 * QUESTION_SECONDS + 2
    assert graded.watch.most < 600e6
    assert not [process for process in graded.watch.students if runs(process)]


def runs(process):
    """Whether it is there, and not merely waiting to be forgotten by the system."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@protected
def test_feedback_pages_show_no_hidden_test(graded):
    wrong = f"{ROWS.index('right for what is seen'):03}b"
    done(nbgrader().generate_feedback(SET, wrong), "write feedback")
    (page,) = graded.classroom.root.glob(f"grading/feedback/{wrong}/*/*.html")
    text = page.read_text(encoding="utf-8")
    assert "gives a wrong result, for other inputs than those that you see" in text and "check" in text
    assert str(SECRET) not in text and "HIDDEN" not in text
