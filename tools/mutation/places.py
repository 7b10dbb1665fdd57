"""Where a module can be mutated: every node of its syntax tree that does something when the program runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# What mypy --strict judges, not tests: nothing here acts as long as nobody breaks a type.
DECLARED_ONLY = {"frozen", "slots", "kw_only", "gc"}
_TYPE_MAKERS = {"TypeVar", "ParamSpec", "NewType", "cast", "overload"}


@dataclass(frozen=True)
class Place:
    """A node, how it hangs in the tree, and the statement that it is in."""

    node: ast.AST
    parent: ast.AST
    attribute: str
    index: int | None
    statement: ast.stmt
    # Where the statement stands: a body of another one.
    body: list[ast.stmt]
    functions: tuple[str, ...] = field(default=())

    def replace(self, replacement: ast.AST) -> None:
        """Put another node in this place."""
        ast.copy_location(replacement, self.node)
        self._hang(replacement)

    def _hang(self, replacement: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.attribute, replacement)
        else:
            getattr(self.parent, self.attribute)[self.index] = replacement

    @contextmanager
    def replaced_by(self, replacement: ast.AST) -> Iterator[ast.stmt]:
        """Put another node here for a while; yields the statement as it then is."""
        at = self._at()
        self.replace(replacement)
        try:
            yield self.body[at]
        finally:
            self._hang(self.node)

    def put_before(self, statement: ast.stmt) -> None:
        """Insert a statement before the one that this place is in."""
        self.body.insert(self._at(), ast.copy_location(statement, self.statement))

    def _at(self) -> int:
        return next(at for at, one in enumerate(self.body) if one is self.statement)


def function_of(place: Place) -> str:
    """Return the qualified name of the function or class round a place."""
    return ".".join(place.functions) or "<module>"


def places_of(tree: ast.Module) -> list[Place]:
    """Return all places of a module, always in the same order."""
    return list(_in_body(tree, "body", ()))


def _in_body(parent: ast.AST, attribute: str, functions: tuple[str, ...]) -> Iterator[Place]:
    body: list[ast.stmt] = getattr(parent, attribute)
    for index, statement in enumerate(body):
        if _is_declaration(statement):
            continue
        here = Place(statement, parent, attribute, index, statement, body, functions)
        yield here
        yield from _below(statement, here)


def _below(node: ast.AST, at: Place) -> Iterator[Place]:
    for attribute, value in ast.iter_fields(node):
        if attribute in _SKIPPED.get(type(node), ()):
            continue
        if isinstance(value, list):
            yield from _in_list(node, attribute, value, at)
        elif isinstance(value, ast.AST):
            yield from _one(value, node, attribute, None, at)


def _in_list(node: ast.AST, attribute: str, values: list[ast.AST], at: Place) -> Iterator[Place]:
    if values and isinstance(values[0], ast.stmt):
        named = (node.name,) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else ()
        yield from _in_body(node, attribute, (*at.functions, *named))
        return
    for index, value in enumerate(values):
        if isinstance(value, ast.AST):
            yield from _one(value, node, attribute, index, at)


def _one(node: ast.AST, parent: ast.AST, attribute: str, index: int | None, at: Place) -> Iterator[Place]:
    if _acts(node, parent):
        yield Place(node, parent, attribute, index, at.statement, at.body, at.functions)
        yield from _below(node, at)


_SKIPPED: dict[type[ast.AST], tuple[str, ...]] = {
    ast.AnnAssign: ("annotation", "target"),
    ast.arg: ("annotation",),
    ast.FunctionDef: ("returns",),
    ast.AsyncFunctionDef: ("returns",),
    ast.FormattedValue: ("format_spec",),
}


def _is_declaration(statement: ast.stmt) -> bool:
    """Imports, docstrings, blocks for the type checker, names of what is exported, aliases of types."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Global() | ast.Nonlocal():
            return True
        case ast.Expr(ast.Constant()) | ast.If(test=ast.Name("TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name("__all__" | "__slots__")]):
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=value) if value is not None and is_type(value):
            return True
    return False


def _acts(node: ast.AST, parent: ast.AST) -> bool:
    match node:
        case ast.keyword(arg=str(name)) if name in DECLARED_ONLY:
            return False
        case ast.Constant() if isinstance(parent, ast.JoinedStr):
            return False
        case ast.Call(func=ast.Name(name)) if name in _TYPE_MAKERS:
            return False
        case ast.expr_context() | ast.operator() | ast.cmpop() | ast.boolop() | ast.unaryop():
            return False
    return not is_type(node)


def is_type(node: ast.AST) -> bool:
    """Say whether this is an expression that makes a type, such as `Board | None` or `dict[str, int]`."""
    match node:
        case ast.BinOp(left, ast.BitOr(), right):
            return _names_type(left) and _names_type(right)
        case ast.Subscript(ast.Name(name)):
            return name in {"list", "dict", "set", "tuple", "type", "Callable", "Literal", "Annotated", "Sequence"}
    return False


def _names_type(node: ast.AST) -> bool:
    match node:
        case ast.Constant(None):
            return True
        case ast.Name(name) | ast.Attribute(attr=name):
            return name in {"str", "int", "bool", "float", "bytes"} or (name[:1].isupper() and not name.isupper())
    return is_type(node)
