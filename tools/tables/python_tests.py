"""Tables of what tests in Python can do: methods, changes of the network, and what events say, by their declarations.

Signatures and words are read from source, so that a page shows types as they are written there.
"""

import ast
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from inspect import getsource
from itertools import pairwise
from types import ModuleType
from typing import get_args

from oceanhil.protocol import network_change
from oceanhil.scenarios import trace, traced_request
from oceanhil.scenarios.devices.invariants import INVARIANTS, WITHOUT_STEPS
from oceanhil.scenarios.world import device, server, world
from tools.tables.markdown import table

_COMMENT = re.compile(r"^\s*(?:(?P<kind>[A-Z]+) = \"[a-z]+\"  )?# (?P<text>.*)$")
_OWN_MODULE = re.compile(r"\s*\(`[\w/]+\.py`\)")
_NOT_OF_BOARDS = ("Services: ", "Close-ups: ")
_CLOSEUP = "In a close-up alone:"


def members_table(module: ModuleType, name: str) -> str:
    """Give what a protocol of a world offers: each method or property with its types, and what it says of itself."""
    return table(("", "does, or is"), (_member(each) for each in _body(module, name) if _is_public(each)))


def network_changes_table() -> str:
    """Give the changes that `Network.apply` takes, with their fields."""
    names = [each.__name__ for each in get_args(network_change.NetworkChange)]
    return table(("change", "does"), ((f"`{name}({_fields(name)})`", _about(name)) for name in names))


def event_fields_table() -> str:
    """Give the kinds of event in a trace that is no close-up, with what the comments in its enum say of each."""
    rows: dict[str, list[str]] = {}
    kind = ""
    for line in getsource(trace.EventKind).splitlines():
        if (found := _COMMENT.match(line)) is None:
            continue
        if found["text"] == _CLOSEUP:
            break
        kind = found["kind"] or kind
        rows.setdefault(kind, []).append(found["text"])
    return table(
        ("kind", "fields"), ((f"`{kind}`", _OWN_MODULE.sub("", " ".join(text))) for kind, text in rows.items())
    )


def request_fields_table() -> str:
    """Give the fields of an event of kind REQUEST, with their types."""
    return table(("field", "type", "is"), _documented_fields(_body(traced_request, "TracedRequest")))


def invariants_left_out_table() -> str:
    """Give the invariants by which no test in Python is judged."""
    left_out = [each.id for each in INVARIANTS if each not in WITHOUT_STEPS]
    return table(("", "is not judged there"), ((each.value, each.title) for each in left_out))


def _body(module: ModuleType, name: str) -> list[ast.stmt]:
    return _class(module, name).body


def _class(module: ModuleType, name: str) -> ast.ClassDef:
    tree = ast.parse(textwrap.dedent(getsource(module)))
    return next(each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == name)


def _is_public(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_")


def _member(node: ast.stmt) -> tuple[str, str]:
    assert isinstance(node, ast.FunctionDef)
    given = "None" if node.returns is None else ast.unparse(node.returns)
    said = _one_line(ast.get_docstring(node))
    if any(isinstance(each, ast.Name) and each.id == "property" for each in node.decorator_list):
        return f"`{node.name}: {given}`", said
    del node.args.args[0]  # self
    answer = "" if given == "None" else f" -> {given}"
    return f"`{node.name}({ast.unparse(node.args)}){answer}`", said


def _fields(name: str) -> str:
    parts = [ast.unparse(each) for each in _body(network_change, name) if isinstance(each, ast.AnnAssign)]
    return ", ".join(parts)


def _about(name: str) -> str:
    return _one_line(ast.get_docstring(_class(network_change, name)))


def _documented_fields(body: list[ast.stmt]) -> Iterator[tuple[str, str, str]]:
    """Give each field with its type, of those that requests of boards have in any trace."""
    for field, said in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant):
            text = _one_line(said.value.value)
            if not text.startswith(_NOT_OF_BOARDS):
                name, kind = ast.unparse(field.target), ast.unparse(field.annotation)
                yield f"`{name}`", f"`{kind}`", text.removeprefix("Boards: ")


def _one_line(text: object) -> str:
    return " ".join(str(text or "").split())


TABLES: Mapping[str, Callable[[], str]] = {
    "device-methods": partial(members_table, device, "Device"),
    "server-methods": partial(members_table, server, "Server"),
    "network-methods": partial(members_table, server, "Network"),
    "world-methods": partial(members_table, world, "World"),
    "network-changes": network_changes_table,
    "event-fields": event_fields_table,
    "request-fields": request_fields_table,
    "invariants-left-out": invariants_left_out_table,
}
