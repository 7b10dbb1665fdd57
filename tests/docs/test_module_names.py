"""What docstrings of the product name, and what looks like a module of it, is there: code moves, words stay behind."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

from tests.docs.pieces import ROOT

_WORD = re.compile(r"`([a-z_][a-z0-9_]*)`")
_DOTTED = re.compile(r"`((?:[a-z_][a-z0-9_]*\.)+\w+)(?:\(\))?`")
_PROJECT = "oceanhil"
_GROUPS = frozenset({"contracts", "services", "worlds"})
"""Entry points, `oceanhil.contracts`."""
_ENDINGS = frozenset({"cpp", "csv", "def", "h", "ini", "json", "mjs", "toml", "txt"})
_OF_FILES = frozenset({"build", "compiler", "device", "expect", "given", "server", "sntp", "table"})
"""With what values and steps begin in files of users and others: `expect.storage`, `server.session_ttl_s`."""
_WORDS_OF_FILES = frozenset({"classify", "unix"})
"""A step, and part of a name."""


class Module:
    """What a module has and says; `path` is its name below `oceanhil`, a package's for its `__init__.py`."""

    def __init__(self, path: str, code: str, *, is_package: bool) -> None:
        tree = ast.parse(code)
        self.room = path.partition(".")[0]
        self.is_package = is_package
        self.docstring = ast.get_docstring(tree) or ""
        self.names = {name for node in tree.body for name in _bound(node)}
        self.defined = set(self.names)
        self.identifiers: set[str] = set()
        self.texts: list[tuple[int, str]] = []
        for node in ast.walk(tree):
            match node:
                case ast.ClassDef():
                    self.defined.update(name for each in node.body for name in _bound(each))
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                    self.identifiers.add(name)
                case ast.Expr(value=ast.Constant(value=str(text))):
                    self.texts.append((node.lineno, text))


def _bound(node: ast.stmt) -> Iterator[str]:
    """Give the names that a statement of a module or class binds."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in node.names)
    else:
        yield from (
            name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
        )


def read(sources: Mapping[str, str]) -> dict[str, Module]:
    """Read modules, given by path from the root."""
    modules = {}
    for path, code in sources.items():
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        modules[name] = Module(name, code, is_package=path.endswith("/__init__.py"))
    return modules


@pytest.fixture(scope="module")
def product() -> dict[str, Module]:
    """Every module of every room."""
    rooms = [path.parent for path in ROOT.glob("*/__init__.py")]
    paths = [path for room in rooms for path in room.rglob("*.py")]
    return read({path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths})


def astray(modules: Mapping[str, Module]) -> list[str]:
    """Name every word that looks like a module, or like something in one, and is none."""
    rooms: dict[str, dict[str, Module]] = {}
    for path, module in modules.items():
        rooms.setdefault(module.room, {})[path] = module
    found = []
    for path, module in modules.items():
        own = rooms[module.room]
        if module.is_package:
            found += [
                f"{path}: {word}" for word in _WORD.findall(module.docstring) if not _is_known(word, own, modules)
            ]
        for line, text in module.texts:
            words = [word for word in _DOTTED.findall(text) if not _leads_there(word, module, own, modules)]
            found += [f"{path}:{line}: {word}" for word in words]
    return found


def _is_known(word: str, own: Mapping[str, Module], modules: Mapping[str, Module]) -> bool:
    """Tell whether a package may name this: a room, or a module of its own or what one defines."""
    is_module = word in modules or any(name.rpartition(".")[2] == word for name in own)
    return is_module or word in _WORDS_OF_FILES or any(word in each.defined for each in own.values())


def _leads_there(word: str, module: Module, own: Mapping[str, Module], modules: Mapping[str, Module]) -> bool:
    """Tell whether a dotted word is no name of the product's, or leads to what is there."""
    first, second, *_ = parts = word.split(".")
    if parts[-1] in _ENDINGS or first in _OF_FILES:
        return True
    if first == _PROJECT:
        return second in _GROUPS or _has(modules, parts[1:])
    if parts[-1] == "py":
        return first == "conftest" or any(name.rpartition(".")[2] == first for name in own)
    starts = [name for name in own if name == first or name.endswith(f".{first}")]
    if any(_has(modules, [*name.split("."), *parts[1:]]) for name in starts) or _has(modules, parts):
        return True
    # Where no module has the name it may be anything, but for what a module has: then it was said of another.
    is_module = bool(starts) or first in modules
    return first in module.identifiers or not (is_module or any(second in each.names for each in own.values()))


def _has(modules: Mapping[str, Module], parts: list[str]) -> bool:
    """Tell whether a dotted path from the root leads to a module, or to something in one."""
    for count in range(len(parts), 0, -1):
        module = modules.get(".".join(parts[:count]))
        if module is not None:
            return count == len(parts) or parts[count] in module.names
    return False


@pytest.mark.slow
def test_what_docstrings_name_of_the_product_is_there(product: dict[str, Module]) -> None:
    assert len(product) > 1000
    found = astray(product)
    assert not found, "\n".join(found)


HALL = """`coats` hang here, `umbrellas` stand, as in `attic`; `hats` were here, `hall.coats.Peg` still is."""
COATS = """Hung by `hang` on a `Peg.knob`, see `oceanhil.attic`, `umbrellas.Peg`."""
UMBRELLAS = """`coats.Peg`, `coats.Hook`, `stand.Peg`, `oceanhil.hall.hats`, `umbrellas.toml`, `hats.py`."""
ATTIC = """`hall.coats` were here, `hall.umbrellas.Peg` never; `json.dumps` and `server.port` are of others."""
MADE_UP = {
    "hall/__init__.py": f'"""{HALL}"""',
    "hall/coats.py": f'"""{COATS}"""\nclass Peg: ...',
    "hall/umbrellas.py": f'"""{UMBRELLAS}"""',
    "attic/__init__.py": f'"""{ATTIC}"""',
}


def test_a_word_that_leads_nowhere_is_found_and_no_other() -> None:
    assert astray(read(MADE_UP)) == [
        "hall: hats",
        "hall.coats:1: umbrellas.Peg",
        "hall.umbrellas:1: coats.Hook",
        "hall.umbrellas:1: stand.Peg",
        "hall.umbrellas:1: oceanhil.hall.hats",
        "hall.umbrellas:1: hats.py",
        "attic:1: hall.umbrellas.Peg",
    ]
