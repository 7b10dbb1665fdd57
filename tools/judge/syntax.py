"""C++ as a syntax tree: tree-sitter reads what it can without headers, and goes on where a macro confuses it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tree_sitter import Language, Node, Parser
from tree_sitter_cpp import language


def nodes(source: bytes) -> Iterator[Node]:
    """Give every node that was understood, each before what is in it."""
    yield from _below(_parser().parse(source).root_node)


@cache
def _parser() -> Parser:
    return Parser(Language(language()))


def _below(node: Node) -> Iterator[Node]:
    if node.is_error or node.is_missing:
        return
    yield node
    for child in node.named_children:
        yield from _below(child)
