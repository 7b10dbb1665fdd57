"""Variables of a scenario: `${name}` in any value is replaced by what the case says."""

import re
from collections.abc import Mapping

from oceanhil.scenarios.mistakes import Mistakes, suggestion
from oceanhil.scenarios.nodes import Entry, ListNode, MapNode, Node, TextNode, texts

NAME_PATTERN = r"[A-Za-z_][A-Za-z0-9_-]*"
_REFERENCE = re.compile(rf"\$\{{({NAME_PATTERN})\}}")
_OPENING = re.compile(r"\$\{")

Variables = Mapping[str, str]


def references(node: Node) -> frozenset[str]:
    """The names of all variables that stand in `node`."""
    return frozenset(name for text in texts(node) if "${" in text.text for name in _REFERENCE.findall(text.text))


def substitute(node: Node, variables: Variables, mistakes: Mistakes) -> Node:
    """Give `node` with the variables replaced; an unknown one is a mistake and stays as it is.

    A value that is exactly one `${name}` counts as unquoted, so it takes the type of what replaces it.
    """
    if isinstance(node, TextNode):
        return _replace(node, variables, mistakes) if "${" in node.text else node
    if isinstance(node, ListNode):
        return ListNode(tuple(substitute(item, variables, mistakes) for item in node.items), node.place)
    entries = (Entry(entry.key, substitute(entry.value, variables, mistakes)) for entry in node.entries)
    return MapNode(tuple(entries), node.place)


def _replace(node: TextNode, variables: Variables, mistakes: Mistakes) -> TextNode:
    for name in _REFERENCE.findall(node.text):
        if name not in variables:
            mistakes.add(node.place, f"unknown variable {name!r}; {suggestion(name, variables)}")
    if len(_OPENING.findall(node.text)) != len(_REFERENCE.findall(node.text)):
        mistakes.add(node.place, f"{node.text!r} opens a variable and does not close it; write ${{name}}")
    text = _REFERENCE.sub(lambda found: variables.get(found[1], found[0]), node.text)
    alone = _REFERENCE.fullmatch(node.text) is not None
    return TextNode(text, node.quoted and not alone, node.place)
