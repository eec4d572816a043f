"""Cells as Jupyter learners write them, run without Jupyter and without what is not there."""

import re
import time

import pytest

from tconv_lib.teach.grader.cells import Cells, is_prose, names_text, plain_python

RUNS = {
    "plain": "x = 1",
    "magic": "%matplotlib inline\nx = 1",
    "magic in a block": "if True:\n    %matplotlib inline\n    x = 1",
    "operator in a bracket": "%matplotlib inline\nx = (\n    1001\n    // 1\n    % 1000\n)",
    "operator in a bracket, after a command": "!echo '(\nx = [1001, ')'][\n    0\n]; x = (x\n% 1000)",
    "operator after a backslash": "%matplotlib inline\nx = 1001 \\\n    % 1000",
    "text that looks like magic": '%matplotlib inline\ntext = """\n%d\n"""\nx = int(text % 1)',
    "magic after brackets": "def f(a): return '(', a  # (\n%matplotlib inline\nx = 1",
    "command": "!pip install a\nx = 1",
    "command of two lines": "!pip install a \\\n  b\nx = 1",
    "result of a command": "files = !ls\nx = 1",
    "what builds on the result of a command": "a, b = !ls\nfor name in a: print(name)\nt = %timeit -o 1\nt.best\nx = 1",
    "result of a command in a function": "def f():\n    names = !ls\n    return 1\n\nx = f()",
    "question": "x = 1\nx?\n\nlen??\n?print",
    "timed line": "%time x = 1",
    "timed cell": "%%time\nx = 1",
    "captured cell": "%%capture out\nx = 1",
    "copied with Python's prompts": ">>> def f(a):\n...     return a\n...\n>>> x = f(1)\n>>> f(x)\n1",
    "copied with IPython's prompts": "In [1]: def f(a):\n   ...:     return a\n   ...: \nIn [12]: x = f(1)",
    "copied with indented prompts": "\n    >>> x = 1\n    >>> y = ...",
    "prompts in a text": 'x = 1\ntext = """\n>>> x = 2\n"""\ny = int(text == "\\n>>> x = 2\\n")\nx = y',
    "question about several": "np.*load*?\nx = 1",
    "indented": "    x = 1\n    if x:\n        x = 1",
    "module that is not there": "import matplotlib.pyplot as plt\nx = 1",
    "one of several": "import numpy, torch, math\nx = int(math.sqrt(1))",
    "names of one import": "from math import sqrt, nothing_of_the_kind\nx = int(sqrt(1))",
    "what builds on it": "import torch as t\nnet = t.Net()\nclass A(t.Net): pass\nA()\nfor p in net: print(p)\nx = 1",
    "in a block": "if True:\n    import torch\nx = 1",
    "as it should be": "try:\n    import torch\nexcept ImportError:\n    x = 1",
    "course": "import tconv_lib\ntconv_lib.nothing_of_the_kind(3)\nx = 1",
    "Jupyter": "ip = get_ipython()\nip.magic('x')\nx = 1",
    "what Jupyter remembers": "Out[3]\n_\nIn[-1]\nx = 1",
    "help and a debugger": "help(len)\nbreakpoint()\nx = 1",
    "a question to whoever is there": "name = input('Your name? ')\nprint('Hello', name)\nx = 1",
    "the end of Jupyter": "x = 1\nquit()",
    "await": "import asyncio\nasync def one(): return 1\nx = await one()",
    "future": "from __future__ import annotations\ndef f(a: nothing_of_the_kind): return 1\nx = f(0)",
}
STOPS = {
    "error": ("1 / 0", ZeroDivisionError),
    "name of its own": ("y = nothing_of_the_kind", NameError),
    "attribute of its own": ("y = (3).nothing_of_the_kind", AttributeError),
    "no Python": ("def f(:\n", SyntaxError),
    "exit": ("import sys\nsys.exit()", SystemExit),
}


@pytest.mark.parametrize("kind", RUNS)
def test_runs(kind):
    cells = Cells()
    cells.run(RUNS[kind])
    assert cells.names["x"] == 1


@pytest.mark.parametrize("kind", STOPS)
def test_stops_as_in_jupyter(kind):
    source, error = STOPS[kind]
    cells = Cells()
    with pytest.raises(error):
        cells.run(f"x = 1\n{source}\nx = 2" if error is not SyntaxError else source)
    assert cells.names.get("x") != 2


def test_other_cells_are_not_python():
    cells = Cells()
    cells.run("%%bash\nrm x = 1")
    assert "x" not in cells.names


def test_what_is_not_there_is_named():
    cells = Cells()
    cells.run(
        "import torch\nfrom matplotlib import pyplot as plt\nfrom tconv_lib import nothing_of_the_kind\nplt.show()"
    )
    assert cells.missing_modules() == ["matplotlib", "torch"]
    cells.run("def call(): return nothing_of_the_kind(3)")
    with pytest.raises(NameError) as raised:
        cells.names["call"]()
    assert cells.explained(raised.value) == "nothing_of_the_kind, from tconv_lib, is not there when this is graded"


def test_a_name_that_a_module_lacks_is_named_and_not_the_module():
    """As in an older Python, or NumPy: the teacher read that numpy is not there."""
    cells = Cells()
    cells.run("from numpy import array, aranje\nfrom itertools import nothing_of_the_kind as name\nx = name(3)")
    assert cells.missing_modules() == ["itertools.nothing_of_the_kind", "numpy.aranje"]
    cells.run("def call(): return array([aranje(3)])")
    with pytest.raises(NameError) as raised:
        cells.names["call"]()
    assert cells.explained(raised.value) == "aranje, from numpy, is not there when this is graded"


def test_what_a_newer_python_may_read_is_said_with_the_one_that_did_not():
    with pytest.raises(SyntaxError) as raised:
        Cells().run("x = 1\nx y")
    assert re.fullmatch(r"invalid syntax \(cell, line 2\), in Python 3\.\d+", Cells().explained(raised.value))


HELPER = "def helper(): return 1"
BELOW = "{} is made in a cell further below; cells run from top to bottom: move it up"
OTHERWISE = "name '{}' is not defined when all cells run from top to bottom, with tests as they were handed out"


@pytest.mark.parametrize(
    "below, name, words",
    [
        (HELPER, "helper", BELOW),
        ("def other(): return 1\nif other():\n    import math as helper", "helper", BELOW),
        ("%matplotlib inline\nfor helper in range(3): pass", "helper", BELOW),
        ("def other():\n    helper = 1", "helper", OTHERWISE),
        ("class Other:\n    helper = 1", "helper", OTHERWISE),
        ("def helper(:", "helper", OTHERWISE),
    ],
)
def test_a_name_that_is_made_too_late(below, name, words):
    answer = f"def answer(): return {name}()"
    cells = Cells()
    cells.below = ["x = 1", answer, below]
    for source in "x = 1", answer:
        cells.run(source)
    with pytest.raises(NameError) as raised:
        cells.names["answer"]()
    assert cells.explained(raised.value) == words.format(name)


def test_an_error_of_ones_own_keeps_its_words():
    assert Cells().explained(NameError("no such axis")) == "no such axis"


def test_what_needs_more_than_a_process_is_named():
    cells = Cells()
    cells.run("def answer(): return open('nothing_of_the_kind')\ndef asks(): return input()")
    with pytest.raises(OSError) as raised:
        cells.names["answer"]()
    assert cells.explained(raised.value).endswith("there is no file, no network and no other process")
    with pytest.raises(NameError) as raised:
        cells.names["asks"]()
    assert cells.explained(raised.value) == "input, from Jupyter, is not there when this is graded"


PROSE = (
    "It's larger than one (see above), stride = 2.",
    "- stride 2",
    "因为步长大于核。",
    "overlap",
    "# the kernel = 3",
    "'''the kernel\\n= 3'''",
    "print('the kernel (3) = 2')",
    'print(f"the kernel {3}")',
    'answer = """\nThe kernel is turned, so = 3.\n"""',
    "answer: str = ('The kernel '\n  'is turned.')  # mine",
    "antwort = '因为步长大于核。'",
    'answer = "# The kernel = 3"',
    "%%markdown\n因为 = 2",
    'answer = HTML("<b>The kernel</b>")',
    'answer = "The kernel " + \'is turned.\' + \\\n  f"Always."',
    'answer = (\n  "Turned,"\n  + "always."\n)',
    'print("The kernel " + "is turned.")',
    "answer = 'The kernel \\\n  is turned.'",
    'answer = Markdown("""The kernel (3)""")',
    "def answer() -> str:\n    return 'The kernel is turned.'",
    'def answer(size=3):\n    """Why?"""\n    return ("The kernel "\n      "is turned.")',
    'display(Markdown("The kernel (3)"))',
    'answer = """\nThe kernel = 3.\n""".strip()\nprint(answer)',
    'answer = [\n  "The kernel is turned.",\n  "Always = 3.",\n]',
    'print("""\nThe kernel = 3.\n""".strip())',
    'from IPython.display import Markdown, display\n\ndisplay(Markdown("""The kernel = 3."""))',
)
NO_PROSE = (
    "x = 1",
    "1 + 1",
    "[1, 2]",
    "f()",
    "print(f(3))",
    "import x\n%matplotlib inline",
    "from IPython.display import Markdown\n",
    "from IPython.display import HTML\nimport x",
    "!pip install a",
    "if not x: pass",
    'padding = "SAME"',
    'title = "the kernel"\nsize = 3',
    'words = "the kernel".split()',
    'sizes = ["the size", 3]',
    'padding = ["SAME", "VALID"]',
    'text = "the size"[1:].strip()',
    'text = "the %s" % size',
    'text = "the " + size',
    'padding = "SAME"\nprint(padding)',
    'def name(): return "SAME"',
    'def text(size): return "the size " + str(size)',
    'def text(size): return "too small" if size < 2 else "as it is"',
)


@pytest.mark.parametrize("source", [*PROSE, *NO_PROSE, *RUNS.values()])
def test_prose_is_told_from_code(source):
    assert is_prose(source) == (source in PROSE)


LONG = 20_000


@pytest.mark.parametrize(
    "source",
    ["x =" + " " * LONG + "5", "x = (" + " " * LONG + "5", "x = 'a" + " " * LONG, " " * LONG + "x", "\n" * LONG + "x"]
    + ["def f():" + "\n" * LONG + "x", "def f(" + " " * LONG, '"a"' + " " * LONG + "+", '"a" + ' * LONG, '"\\' * LONG],
)
@pytest.mark.parametrize("look", [is_prose, names_text, plain_python])
def test_long_blanks_take_no_longer_than_other_letters(look, source):
    start = time.process_time()
    look(source)
    assert time.process_time() - start < 2  # as it was: up to a minute
