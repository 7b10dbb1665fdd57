"""A scenario file as a tree whose every node knows its place: texts, lists and mappings.

Texts are not turned into numbers or truth values here. What a text means is decided by the field it stands in, so that
`on`, `no` and `1e3` are never taken for something else.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from oceanhil.scenarios.mistakes import Place

_PLAIN: Final = re.compile(r"[\w./%+-]+(?: [\w./%+]+)*", re.ASCII)
"""What needs no quotes anywhere in YAML."""
_EMPTY_WORDS = frozenset({"", "~", "null"})


class TextNode(msgspec.Struct, frozen=True, gc=False):
    """A single value as written; `quoted` tells that it is a text whatever it looks like."""

    text: str
    quoted: bool
    place: Place

    @property
    def is_empty(self) -> bool:
        """True where nothing stands, or the word for nothing."""
        return not self.quoted and self.text in _EMPTY_WORDS


class ListNode(msgspec.Struct, frozen=True):
    """A list."""

    items: "tuple[Node, ...]"
    place: Place


class Entry(msgspec.Struct, frozen=True):
    """A key of a mapping and what stands behind it."""

    key: TextNode
    value: "Node"


class MapNode(msgspec.Struct, frozen=True):
    """A mapping, in the order of the file; no key stands in it twice."""

    entries: tuple[Entry, ...]
    place: Place

    def get(self, key: str) -> "Node | None":
        """What stands behind `key`, or None."""
        for entry in self.entries:
            if entry.key.text == key:
                return entry.value
        return None


Node = TextNode | ListNode | MapNode


def texts(node: Node) -> Iterator[TextNode]:
    """Every value below `node`, keys left out, in the order of the file."""
    if isinstance(node, TextNode):
        yield node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from texts(item)
    else:
        for entry in node.entries:
            yield from texts(entry.value)


def all_texts(node: Node) -> Iterator[TextNode]:
    """Every value at or below `node`, and every key."""
    if isinstance(node, TextNode):
        yield node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from all_texts(item)
    else:
        for entry in node.entries:
            yield entry.key
            yield from all_texts(entry.value)


def as_written(node: Node) -> str:
    """Write `node` on one line, in the way a scenario file would."""
    if isinstance(node, TextNode):
        return node.text
    if isinstance(node, ListNode):
        return f"[{', '.join(as_written(item) for item in node.items)}]"
    return "{" + ", ".join(f"{entry.key.text}: {as_written(entry.value)}" for entry in node.entries) + "}"


def as_yaml(node: Node) -> str:
    """Write `node` on one line, so that it is read again as what it is."""
    if isinstance(node, TextNode):
        if node.is_empty:
            return node.text
        return quoted(node.text) if node.quoted else as_text(node.text)
    if isinstance(node, ListNode):
        return f"[{', '.join(map(as_yaml, node.items))}]"
    return "{" + ", ".join(f"{as_yaml(entry.key)}: {as_yaml(entry.value)}" for entry in node.entries) + "}"


def as_text(text: str) -> str:
    """Write a text so that it is read again as that text: as it stands where it may, else in quotes."""
    may_stand = text not in _EMPTY_WORDS and _PLAIN.fullmatch(text) is not None
    return text if may_stand else quoted(text)


def quoted(text: str) -> str:
    """Write a text in quotes, as YAML reads it; what a reader might not show, or not take, is escaped.

    https://yaml.org/spec/1.2.2/#57-escaped-characters
    """
    written = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in written)


def kind_of(node: Node) -> str:
    """Name what `node` is, for messages."""
    if isinstance(node, TextNode):
        return "nothing" if node.is_empty else repr(node.text)
    return "a list" if isinstance(node, ListNode) else "a mapping"
