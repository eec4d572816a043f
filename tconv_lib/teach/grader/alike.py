"""Hand-ins that are alike. A hint and never a verdict: the shortest right answer to a short question is everybody's."""

import ast
import re
from collections import defaultdict

from .repair import is_answered

LONGEST = 20_000
"""Characters of an answer that is looked at: Python's own parser may need very much for odd ones."""
SHORTEST_TEXT = 60
"""Characters of a text below which two people may well write the same."""


def groups(keys):
    """The students who share a key, {student: key}, in groups of two and more; None is shared by nobody."""
    found = defaultdict(list)
    for student, key in keys.items():
        if key is not None:
            found[key].append(student)
    return sorted(sorted(students) for students in found.values() if len(students) > 1)


def same_code(sources):
    """One key for all answers of a student: the same after renaming and reformatting. None if hardly any is there."""
    forms = [normal_form(source) for source in sources]
    return tuple(forms) if sum(form is not None for form in forms) > len(forms) / 2 else None


def same_text(text):
    """A key for a text in which case, spaces and punctuation do not count; None for a short one."""
    words = re.findall(r"\w+", text.casefold())
    return " ".join(words) if len(text) >= SHORTEST_TEXT else None


def normal_form(source):
    """The code without comments, layout, docstrings and names of its own.

    None if it is not Python, unanswered, or only says a letter.
    """
    if len(source) > LONGEST or not is_answered(source):
        return None
    try:
        tree = ast.parse(source)
        return None if all(map(says_a_value, tree.body)) else ast.dump(Renamed(tree).visit(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def says_a_value(statement):
    return isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)


class Renamed(ast.NodeTransformer):
    """Names that the code gives itself become numbers, in the order in which they come; others stay."""

    def __init__(self, tree):
        self.own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        self.own |= {
            node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        self.numbers = {}

    def renamed(self, name):
        return f"name_{self.numbers.setdefault(name, len(self.numbers))}" if name in self.own else name

    def visit_Name(self, node):
        node.id = self.renamed(node.id)
        return node

    def visit_arg(self, node):
        node.arg, node.annotation = self.renamed(node.arg), None
        return node

    def visit_FunctionDef(self, node):
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        node.returns = None
        return self.generic_visit(node)
