"""Cells of a notebook without Jupyter: what it understands and Python does not, and modules that are not there.

A cell runs statement by statement. One that only fails because a module is not there, or a name that would have come
from it, is left out, and so is what builds on it; the statements around it run.
"""

import __future__

import ast
import builtins
import inspect
import keyword
import re
import sys
import textwrap
from functools import cache
from types import ModuleType

MAGIC = re.compile(r"^([ \t]*)(\w[\w., ]*=[ \t]*)?(?:[%!?](?:.*\\\n)*.*|[\w.*]+\?{1,2}[ \t]*)$", re.MULTILINE)
NO_CODE = re.compile(
    r"""\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|#[^\n]*"""
    r"""|(["'])(?:\\[\s\S]|[^\\\n])*""",
)
"""Strings and comments; and a quote that opens a string which does not end, with what follows."""
KEYWORD = rf"(?:{'|'.join(keyword.kwlist + keyword.softkwlist)})\b"
TWO_WORDS = re.compile(rf"^(?!(?:[\w., ]+=)?[ \t]*[%!]).*?\b(?!{KEYWORD})\w+[ \t]+(?!{KEYWORD})\w", re.MULTILINE)
"""Words side by side, which Python never has."""
CODE = re.compile(rf"(?<!\bprint)(?<!\bMarkdown)(?<!\bHTML)(?<!\bdisplay)\(|[-+*/<>=\[{{@%!]|\b\d|\b{KEYWORD}")
"""Signs, numbers and words of which there is one in code that does more than print a text."""
A_TEXT = re.compile(r"\S\s+\S|[^\x00-\x7f]")
"""Two words, or letters that only texts have."""
JOINED = re.compile(r'"[\s\\]*(?:\+[\s\\]*)?[fru]*"|(?<=")\s*\.strip\(\)')
"""Between two strings that are one, and what follows on one that is in lines of its own."""
NAMED_TEXT = re.compile(
    r'^(?:\w+[ \t]*(?::[ \t]*str[ \t]*)?=|def +\w+\([^()]*\)[^:\n]*:\s*(?:"[^"]*"\s*)?return\b)'
    r'[ \t]*(?:(?:Markdown|HTML)?\(\s*|\[\s*)?(?=[fru]*"\w+ )',
    re.MULTILINE,
)
"""What stands in front of words that get a name, answer = "two words", or that a function of this name returns."""
DISPLAY = re.compile(r"^from IPython\.(?:core\.)?display import .*\n(?=\s*\S)", re.MULTILINE)
"""What has to stand in front of Markdown("two words")."""
TIMED_LINE = re.compile(r"^([ \t]*)%time[ \t]+", re.MULTILINE)
PROMPT = re.compile(r"^[ \t]*(?:(?:>>>|\.{3})(?: |$)|In \[\d+\]: |\.{3,}: ?)", re.MULTILINE)
"""What stands in front of each line in a console, and in examples that were copied."""
TEXT_CELL = re.compile(r"\s*%%(?:markdown|html|latex)\b")
"""What begins a cell that Jupyter shows as a text."""
TIMED_CELL = re.compile(r"%%(time|timeit|capture|prun)\b")
JUPYTERS = "input", "exit", "quit", "In", "Out", "_", "__", "___"
"""Names that need somebody at a keyboard, or what Jupyter remembers."""
SHOWN = "display", "help", "breakpoint"
"""Functions that only show something to whoever is there."""
DEFINITIONS = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef
BELOW = "is made in a cell further below"


class Cells:
    """The cells that ran, as their names, which are those of a module.

    missing: names that are not there for no fault of the student's, and what they would have come from.
    below: cells that did not run yet, as far as somebody said which there are.
    """

    def __init__(self):
        known = {name: thing for name, thing in vars(builtins).items() if name not in JUPYTERS}
        self.module = ModuleType("__main__")
        self.names = vars(self.module)
        self.names["__builtins__"] = known
        self.names |= dict.fromkeys(SHOWN, lambda *things, **settings: None)
        self.missing = {"get_ipython": "IPython"} | dict.fromkeys(JUPYTERS, "Jupyter")
        self.left_out = set()
        self.below = []
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self._loop = None

    def run(self, source):
        """Run a cell. Raises what it raises."""
        if source in self.below:
            del self.below[: self.below.index(source) + 1]
        for statement in statements(source):
            try:
                self._execute(statement)
            except (ImportError, NameError, AttributeError) as error:
                lost = self._lost(error)
                if lost is None:
                    raise
                self.left_out.add(lost)
                self.missing |= dict.fromkeys(names_bound(statement), lost)

    def _execute(self, statement):
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            self._flags |= getattr(__future__, statement.names[0].name).compiler_flag
        code = compile(ast.Module([statement], []), "cell", "exec", self._flags, dont_inherit=True)
        if code.co_flags & inspect.CO_COROUTINE:
            self._event_loop().run_until_complete(eval(code, self.names))
        else:
            exec(code, self.names)

    def _event_loop(self):
        import asyncio  # few cells wait for anything

        self._loop = self._loop or asyncio.new_event_loop()
        return self._loop

    def _lost(self, error):
        """What is not there, if this error comes of that; else None."""
        if isinstance(error, ImportError):
            lacking = re.match(r"cannot import name '(\w+)'", str(error))  # from a module that is there
            return f"{error.name}.{lacking[1]}" if lacking and error.name else error.name  # None: the cell's own words
        if isinstance(error, NameError):
            return self.missing.get(error.name)
        module = getattr(error.obj, "__name__", "") if inspect.ismodule(error.obj) else ""
        return module if is_of_course(module) else None

    def explained(self, error):
        """The words of an error; where it may not have come up in Jupyter, what is otherwise here."""
        lost = self._lost(error) if isinstance(error, (NameError, AttributeError)) else None
        if lost:
            return f"{error.name}, from {lost.removesuffix(f'.{error.name}')}, is not there when this is graded"
        if isinstance(error, OSError):
            return f"{error}; when this is graded, there is no file, no network and no other process"
        if isinstance(error, SyntaxError):  # newer Pythons read more
            return f"{error}, in Python {sys.version_info.major}.{sys.version_info.minor}"
        if type(error) is not NameError or not error.name:
            return str(error)
        if any(error.name in names_made(source) for source in self.below):
            return f"{error.name} {BELOW}; cells run from top to bottom: move it up"
        return f"{error} when all cells run from top to bottom, with tests as they were handed out"

    def missing_modules(self):
        """Modules besides the course's own, and names of modules, that cells wanted and did not find."""
        return sorted(lost for lost in self.left_out if not is_of_course(lost))


def is_of_course(module):
    return module.split(".")[0] == "tconv_lib"


def statements(source):
    """The statements of a cell; an import of several names becomes one statement for each."""
    if re.match(r"\s*(?:>>>|In \[\d+\]: )", source):
        source = PROMPT.sub("", source)  # as IPython does
    try:
        body = ast.parse(source, "cell").body
    except SyntaxError:
        body = ast.parse(plain_python(source), "cell").body
    for statement in body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            for alias in statement.names:
                yield type(statement)(**vars(statement) | {"names": [alias]})
        else:
            yield statement


@cache
def names_made(source):
    """The names to which a cell gives a value; none, if it is not Python."""
    try:
        return {name for statement in statements(source) for name in names_bound(statement)}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()


def names_bound(statement):
    """The names that a statement would have given a value."""
    for node in [statement] if isinstance(statement, DEFINITIONS) else ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
        elif isinstance(node, DEFINITIONS):
            yield node.name


def plain_python(source):
    """The cell without IPython's own syntax: a line %magic, !command or name? becomes `pass`; names = !command, where
    it is a statement of the cell, what it is in IPython, too: a call of what is not there.

    %%time and its like run the rest of the cell, %time the rest of its line; the rest of any other %% cell is not
    Python. As in IPython, a cell may be indented as a whole.
    """
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        return plain_python(rest) if TIMED_CELL.match(first) else ""
    source = TIMED_LINE.sub(r"\1", textwrap.dedent(source))
    done, place = "", 0
    for line in MAGIC.finditer(source):
        done += source[place : line.start()]
        instead = f"{line[2]}get_ipython()" if line[2] and not line[1].endswith((" ", "\t")) else "pass"
        done += line[0] if goes_on(done) else line[1] + instead
        place = line.end()
    return done + source[place:]


def goes_on(source):
    """Whether what follows still belongs to the last line: a bracket or a string is open. Then % is an operator."""
    code = without_texts(source)
    is_open = sum(map(code.count, "([{")) > sum(map(code.count, ")]}"))
    return is_open or '"' in code or "'" in code or source.endswith("\\\n")


def without_texts(source):
    """The code without its strings and comments; of one that does not end, the quote stays."""
    return NO_CODE.sub(r"\1", source)


def with_short_texts(source):
    """The code without comments, in which each string is "word", or "two words" if it holds a text."""

    def short(found):
        if found[1] or found[0].startswith("#"):
            return found[1] or ""
        return '"two words"' if A_TEXT.search(found[0].strip("\"'")) else '"word"'

    return JOINED.sub(" ", NO_CODE.sub(short, source))


def is_prose(source):
    """Whether a code cell holds a text: what is no Python, a comment, or what is only printed, shown or named."""
    code = without_texts(NAMED_TEXT.sub("", with_short_texts(DISPLAY.sub("", source))))
    return bool(TEXT_CELL.match(source) or TWO_WORDS.search(code)) or not CODE.search(code)


def names_text(source):
    """Whether a code cell gives a text a name, and does no more."""
    return NAMED_TEXT.search(with_short_texts(source)) is not None and is_prose(source)
