"""The course as a student's process has it: what an answer may use, what that needs, and nothing else.

Nothing is taken out by name. The copy starts empty; a definition gets into it because something allowed mentions it,
and so does a method of a class. Whatever else the course can compute is not in the sandbox at all.
"""

import ast
import compileall
import inspect
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

from .asking import SourceFailure

PACKAGE = Path(__file__).parent.parent.parent
CHILD = ("answers.py", "teach/__init__.py", "teach/grader/__init__.py") + tuple(
    f"teach/grader/{name}.py" for name in ("student", "cells", "wire")
)
"""The child's own program."""
DEFINITIONS = ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign

_kept = []  # folders that live as long as this process


@cache
def course_with(allowed):
    """A folder with a copy of the course that has the names in `allowed`, a frozenset, and what they need.

    A name is one of the course's own, as in `from tconv_lib import slide`, or one of a module: "examples.counting".
    """
    temporary = tempfile.TemporaryDirectory(prefix="tconv_")
    _kept.append(temporary)
    folder = Path(temporary.name, "tconv_lib")
    homes = {name: home(name) for name in sorted(allowed)}
    public = [f"from .{homes[name]} import {name}\n" for name in homes if "." not in name]
    write(folder / "__init__.py", "".join(public))
    for module, text in needed({(homes[name], name.split(".")[-1]) for name in homes}).items():
        write(folder / f"{module}.py", text)
    for name in CHILD:
        write(folder / name, (PACKAGE / name).read_text(encoding="utf-8"))
    compileall.compile_dir(folder, quiet=1)
    return folder.parent


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def home(name):
    """The module of the course in which an allowed name is defined. Raises SourceFailure if there is no such name."""
    *module, own = name.split(".")
    thing = getattr(import_module(".".join(["tconv_lib", *module])), own, None)
    if not (inspect.isfunction(thing) or inspect.isclass(thing)):
        raise SourceFailure(f"questions.py allows {name!r}, which is no function or class of the course")
    return thing.__module__.removeprefix("tconv_lib.")


def needed(wanted):
    """The text of each module, by its name, with only the definitions that these pairs (module, name) need."""
    attributes = set()
    found, known = set(wanted), None
    while known != (len(found), len(attributes)):
        known = len(found), len(attributes)
        for module, name in [*found]:
            for node in ast.walk(Module.named(module).definition(name, attributes)):
                if isinstance(node, ast.Attribute):
                    attributes.add(node.attr)
                elif isinstance(node, ast.Name) and (place := Module.named(module).place(node.id)):
                    found.add(place)
    return {
        module: Module.named(module).text({name for place, name in found if place == module}, attributes)
        for module in {module for module, _ in found}
    }


class Module:
    """A module of the course: its definitions, and where the names come from that it imports from its neighbours."""

    @classmethod
    @cache
    def named(cls, name):
        """The module of this name, which is read once."""
        return cls(name)

    def __init__(self, name):
        self.name = name
        self.tree = ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))
        self.definitions = {
            defined: node for node in self.tree.body if isinstance(node, DEFINITIONS) for defined in names_of(node)
        }
        self.imported = {
            alias.asname or alias.name: (node.module, alias.name)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom) and node.level
            for alias in node.names
        }

    def place(self, name):
        """The (module, name) where a name that is used here is defined; None if that is not in the course."""
        return (self.name, name) if name in self.definitions else self.imported.get(name)

    def definition(self, name, attributes):
        """A definition; of a class, only the fields and those methods that are among these attributes."""
        node = self.definitions[name]
        if not isinstance(node, ast.ClassDef):
            return node
        body = [part for part in node.body if not isinstance(part, ast.FunctionDef) or is_kept(part.name, attributes)]
        return ast.ClassDef(**vars(node) | {"body": body or [ast.Pass()]})

    def text(self, names, attributes):
        """The module's text with these definitions only."""
        kept = {name: self.definition(name, attributes) for name in names}
        mentioned = {node.id for part in kept.values() for node in ast.walk(part) if isinstance(node, ast.Name)}
        body = []
        for node in self.tree.body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                aliases = [alias for alias in node.names if (alias.asname or alias.name).split(".")[0] in mentioned]
                if aliases:
                    body.append(type(node)(**vars(node) | {"names": aliases}))
            elif isinstance(node, DEFINITIONS) and kept.keys() & names_of(node):
                body.append(kept[min(kept.keys() & names_of(node))])
        return ast.unparse(ast.Module(body, []))


def names_of(node):
    """The names that a definition defines."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}


def is_kept(method, attributes):
    return method in attributes or method.startswith("__")
