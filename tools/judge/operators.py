"""The kinds of mutants of C++: slips of a programmer, each the smallest that there is of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tree_sitter import Node

Change = tuple[str, int, int, bytes]
"""Kind, first byte, byte behind the last, what stands there then."""

_SWAPPED: Final[Mapping[str, tuple[str, ...]]] = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "&&": ("||",),
    "||": ("&&",),
    "+": ("-",),
    "-": ("+",),
    "*": ("/",),
    "/": ("*",),
    "%": ("*",),
    "<<": (">>",),
    ">>": ("<<",),
    "&": ("|",),
    "|": ("&",),
    "^": ("&",),
    "+=": ("-=",),
    "-=": ("+=",),
    "*=": ("/=",),
    "/=": ("*=",),
    "|=": ("&=",),
    "&=": ("|=",),
    "^=": ("|=",),
    "++": ("--",),
    "--": ("++",),
}
_NUMBER: Final = re.compile(r"(0[xX][0-9A-Fa-f]+|[0-9]+)([uUlL]*)")
_LOOPS: Final = frozenset({"for_statement", "while_statement", "do_statement", "for_range_loop"})
_WHOLE_NUMBERS: Final = re.compile(r"u?int\d+_t|size_t|int")


def changes(node: Node) -> Iterator[Change]:
    """Give every change at one node of the syntax tree."""
    if of_type := _OF_TYPES.get(node.type):
        yield from of_type(node)
    if node.type in {"if_statement", "while_statement", "for_statement", "conditional_expression"}:
        yield from _negated(node)


def _operator(node: Node) -> Iterator[Change]:
    operator = node.child_by_field_name("operator")
    if operator is not None:
        for other in _SWAPPED.get(operator.type, ()):
            yield "operator", operator.start_byte, operator.end_byte, other.encode()


def _not(node: Node) -> Iterator[Change]:
    operator = node.child_by_field_name("operator")
    if operator is not None and operator.type == "!":
        yield "negation left out", operator.start_byte, operator.end_byte, b""


def _number(node: Node) -> Iterator[Change]:
    found = _NUMBER.fullmatch(_text(node))
    if found is None:
        return
    digits, suffix = found.groups()
    base, form = (16, "#X") if digits[:2].lower() == "0x" else (10, "d")
    value = int(digits, base)
    for other in (value + 1, value - 1):
        if other >= 0:
            yield "constant", node.start_byte, node.end_byte, f"{other:{form}}{suffix}".replace("0X", "0x").encode()


def _truth(node: Node) -> Iterator[Change]:
    yield "constant", node.start_byte, node.end_byte, b"false" if node.type == "true" else b"true"


def _negated(node: Node) -> Iterator[Change]:
    condition = node.child_by_field_name("condition")
    if condition is not None and condition.type == "condition_clause":
        condition = condition.child_by_field_name("value")
    if condition is not None and condition.type != "declaration":
        yield "condition", condition.start_byte, condition.end_byte, b"!(" + _text(condition).encode() + b")"


def _removed(node: Node) -> Iterator[Change]:
    yield "statement left out", node.start_byte, node.end_byte, b";"


def _leap(node: Node) -> Iterator[Change]:
    """Break and continue: the other one where a loop is round it, and neither."""
    at = node.parent
    while at is not None and at.type not in _LOOPS and at.type != "switch_statement":
        at = at.parent
    if at is not None and at.type in _LOOPS:
        other = b"continue;" if node.type == "break_statement" else b"break;"
        yield "break or continue", node.start_byte, node.end_byte, other
    yield from _removed(node)


def _returned(node: Node) -> Iterator[Change]:
    value = node.named_children[0] if node.named_children else None
    kind = _return_type(node)
    if value is None or kind == "void":
        yield from _removed(node)
    elif kind == "bool":
        yield "value returned", value.start_byte, value.end_byte, b"!(" + _text(value).encode() + b")"
    elif _WHOLE_NUMBERS.fullmatch(kind):
        yield "value returned", value.start_byte, value.end_byte, b"(" + _text(value).encode() + b") + 1"


def _return_type(node: Node) -> str:
    at = node.parent
    while at is not None and at.type != "function_definition":
        at = at.parent
    named = at.child_by_field_name("type") if at is not None else None
    return _text(named) if named is not None else ""


def _text(node: Node) -> str:
    return node.text.decode() if node.text is not None else ""


_OF_TYPES: Final[Mapping[str, Callable[[Node], Iterator[Change]]]] = {
    "binary_expression": _operator,
    "assignment_expression": _operator,
    "update_expression": _operator,
    "unary_expression": _not,
    "number_literal": _number,
    "true": _truth,
    "false": _truth,
    "expression_statement": _removed,
    "return_statement": _returned,
    "break_statement": _leap,
    "continue_statement": _leap,
}
