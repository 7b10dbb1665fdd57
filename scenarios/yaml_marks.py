"""From the text of a YAML file to nodes with places.

PyYAML's parser gives events; the tree is built here, without recursion, because its own composer overflows the C stack
on deep nesting, forgets duplicate keys and lets a few aliases grow into millions of nodes.
"""

import re
from typing import Protocol

import msgspec
import yaml
from yaml.events import AliasEvent, Event, MappingStartEvent, ScalarEvent, SequenceStartEvent

from oceanhil.protocol.bounded_text import DEPTH_MAX, IN_SINGLE_QUOTES
from oceanhil.protocol.data_files import FILE_BYTES_MAX
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.nodes import Entry, ListNode, MapNode, Node, TextNode, quoted

NESTING_MAX = DEPTH_MAX
NODES_MAX = 20_000
_LINE_MAX = 1_000

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# A value that opens a list or mapping, closes it and goes on, or begins with what no value begins with.
_BARE_TEXT = re.compile(r"(?:^ *- |: +)(?P<text>(?:\[[^\[\]{}\"',]*\] *[^\s#,\]}]|[%@`]).*)$")
_BARE_COLON = re.compile(r"^ *(?:- )?[\w.]+: +(?P<text>[^\s\[{\"'&*!|>][^#]*: [^#]*)")
_BARE_VARIABLE = re.compile(r"[{\[][^\"']*\$\{")
_OPENING = frozenset("[{\"'")
_UNKNOWN_ESCAPE = "found unknown escape character"
_SCENARIO = "a scenario that begins with 'id:'"
_IGNORED = frozenset({"StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"})


class Mark(Protocol):
    """A position as PyYAML gives it; line and column count from 0."""

    @property
    def line(self) -> int:
        """Lines before it."""

    @property
    def column(self) -> int:
        """Characters before it in its line."""


class _Stopped(Exception):  # noqa: N818 - ends the reading of one file; the mistake is already noted
    """The rest of the file cannot be understood."""


class _Open(msgspec.Struct):
    """A list or mapping whose end has not come yet."""

    place: Place
    anchor: str | None
    is_map: bool
    nodes: list[Node]
    size: int = 1
    """Nodes in it, those behind aliases counted each time."""


def parse(data: bytes, file: str, mistakes: Mistakes, expected: str = _SCENARIO) -> Node | None:
    """Read one YAML document; None, and at least one mistake, when there is nothing that can be used.

    `expected` says what stands in such a file, for one that is empty.
    """
    try:
        return _Tree(_decode(data, file, mistakes), file, mistakes).build(expected)
    except _Stopped:
        return None


def _decode(data: bytes, file: str, mistakes: Mistakes) -> str:
    if len(data) > FILE_BYTES_MAX:
        mistakes.add(
            Place(file), f"has {len(data)} bytes, expected at most {FILE_BYTES_MAX}; split it into several files"
        )
        raise _Stopped
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(file, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        mistakes.add(place, f"byte {data[error.start]:#04x} is not UTF-8; save the file as UTF-8")
        raise _Stopped from error
    _refuse(_TAB_INDENT, "a tab indents this line; use spaces", text, file, mistakes)
    _refuse(_CONTROL, "a control character; remove it", text, file, mistakes)
    return text


def _refuse(pattern: re.Pattern[str], message: str, text: str, file: str, mistakes: Mistakes) -> None:
    found = pattern.search(text)
    if found is not None:
        last = found.end() - 1
        mistakes.add(Place(file, text.count("\n", 0, last) + 1, last - text.rfind("\n", 0, last)), message)
        raise _Stopped


class _Tree:
    def __init__(self, text: str, file: str, mistakes: Mistakes) -> None:
        self._text = text
        self._file = file
        self._mistakes = mistakes
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._root: Node | None = None
        self._documents = 0

    def build(self, expected: str) -> Node:
        try:
            for event in yaml.parse(self._text, Loader=_Loader):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            raise self._refuse_syntax(error) from error
        except yaml.reader.ReaderError as error:
            raise self._stop(Place(self._file), f"has a character YAML does not allow: {error.reason}") from error
        if self._root is None or (isinstance(self._root, TextNode) and self._root.is_empty):
            raise self._stop(Place(self._file), f"is empty; expected {expected}")
        return self._root

    def _take(self, event: Event) -> None:
        if isinstance(event, ScalarEvent):
            self._add(TextNode(event.value, bool(event.style), self._place(event)), event.anchor, 1)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            if len(self._open) == NESTING_MAX:
                raise self._stop(self._place(event), f"is nested deeper than {NESTING_MAX} levels; write it flatter")
            is_map = isinstance(event, MappingStartEvent)
            self._open.append(_Open(self._place(event), event.anchor, is_map, []))
        elif isinstance(event, AliasEvent):
            self._follow(event)
        elif event.__class__.__name__ == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                raise self._stop(self._place(event), "a second document begins here; write one scenario a file")
        elif event.__class__.__name__ not in _IGNORED:
            self._close()

    def _close(self) -> None:
        done = self._open.pop()
        node = self._mapping(done) if done.is_map else ListNode(tuple(done.nodes), done.place)
        self._add(node, done.anchor, done.size)

    def _add(self, node: Node, anchor: str | None, size: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        parent.nodes.append(node)
        parent.size += size
        if parent.size > NODES_MAX:
            raise self._stop(node.place, f"the file has more than {NODES_MAX} values; shorten it or use fewer aliases")

    def _follow(self, event: AliasEvent) -> None:
        known = self._anchors.get(event.anchor or "")
        if known is None:
            message = f"alias *{event.anchor} has no anchor &{event.anchor} before it; write the value itself"
            raise self._stop(self._place(event), message)
        self._add(known[0], None, known[1])

    def _mapping(self, done: _Open) -> MapNode:
        first: dict[str, TextNode] = {}
        entries: list[Entry] = []
        pairs = iter(done.nodes)
        for key, value in zip(pairs, pairs, strict=True):
            if not isinstance(key, TextNode):
                self._mistakes.add(key.place, "a list or mapping is used as a key; expected a word")
            elif key.text in first:
                where = first[key.text].place.line
                self._mistakes.add(
                    key.place, f"key {key.text!r} stands here a second time; the first is in line {where}"
                )
            else:
                first[key.text] = key
                entries.append(Entry(key, value))
        return MapNode(tuple(entries), done.place)

    def _place(self, event: Event) -> Place:
        return self._at(event.start_mark)

    def _at(self, mark: Mark | None) -> Place:
        return Place(self._file) if mark is None else Place(self._file, mark.line + 1, mark.column + 1)

    def _stop(self, place: Place, message: str) -> _Stopped:
        self._mistakes.add(place, message)
        return _Stopped()

    def _refuse_syntax(self, error: yaml.MarkedYAMLError) -> _Stopped:
        place = self._at(error.problem_mark or error.context_mark)
        message = f"is not valid YAML: {error.problem}"
        line = self._line(place)
        opened = self._at(error.context_mark)
        if begin := self._left_open(opened, place):
            return self._stop(opened, f"{message}; the {begin} here is not closed before line {place.line}")
        if error.problem == _UNKNOWN_ESCAPE:
            message += f"; {IN_SINGLE_QUOTES}"
        elif _BARE_VARIABLE.search(line):
            message += '; inside { } or [ ] a variable needs quotes: "${name}"'
        elif bare := _BARE_TEXT.search(line):
            text = bare["text"].rstrip()
            message += f"; a text that begins with {text[0]} needs quotes: {quoted(text)}"
        elif colon := _BARE_COLON.search(line):
            message += f"; a text with ': ' in it needs quotes: {quoted(colon['text'].rstrip())}"
        return self._stop(place, message)

    def _left_open(self, opened: Place, place: Place) -> str:
        """Give the bracket or quote that was opened there, if it was to be closed in a line above `place`; else ''.

        What is still inside it stands further to the right than the line in which it was opened.
        """
        before, after = self._line(opened), self._line(place)
        begin = before[opened.column - 1 : opened.column]
        is_further = bool(after.strip()) and _indent(after) > _indent(before)
        return begin if begin in _OPENING and place.line > opened.line and not is_further else ""

    def _line(self, place: Place) -> str:
        """Give the line of a place, cut; empty behind the end of the text."""
        rest = self._text.splitlines()[place.line - 1 : place.line] if place.line else []
        return rest[0][:_LINE_MAX] if rest else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
