"""From nodes to typed structs: the fields of a struct say which keys a mapping may have and what may stand there.

Every mistake goes into a list, with its place, and reading goes on. What could not be read is `UNSET`.
"""

import re
import types
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Annotated, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import UNSET

from oceanhil.boards import board_names, family_suggestion, find_board
from oceanhil.protocol.board import Board
from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.mistakes import Mention, Mistakes
from oceanhil.scenarios.nodes import ListNode, MapNode, Node, TextNode, kind_of
from oceanhil.scenarios.scalars import ScalarKind, Value, loose_value, parse_flag

S = TypeVar("S", bound=msgspec.Struct)
Reader = Callable[[Node, Mistakes], object]
"""Turns a node into a value, or notes a mistake and gives UNSET."""

_NOTHING = "none"
_READABLE = (
    "a scalar of scenarios/scalars.py or scenarios/names.py, bool, Board, an Enum, a Struct, Value, Node, "
    "`tuple[X, ...]` or `Mapping[scalar, X]` of these, or `X | None`"
)
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read_struct(cls: type[S], node: Node, mistakes: Mistakes, owner: str) -> S | None:
    """Read a mapping as a `cls`; None, with the mistakes noted, when something in it is wrong.

    `owner` names the thing in messages: the step's name, or the key under which the mapping stands.
    """
    if not isinstance(node, MapNode):
        mistakes.add(node.place, f"{owner} is {kind_of(node)}; expected a mapping with {_keys_of(cls)}")
        return None
    values: dict[str, object] = {}
    complete = _has_all_required(cls, node, mistakes, owner)
    fields = field_readers(cls)
    for entry in node.entries:
        field = fields.get(entry.key.text)
        if field is None:
            hint = suggestion(entry.key.text, fields)
            mistakes.add(entry.key.place, f"unknown key {entry.key.text!r} in {owner}; {hint}")
            complete = False
            continue
        value = field.reader(entry.value, mistakes)
        complete = complete and value is not UNSET
        values[field.attribute] = value
    return build(cls, values, node, mistakes) if complete else None


def build(cls: type[S], values: Mapping[str, object], node: Node, mistakes: Mistakes) -> S | None:
    """Make a `cls`; a ValueError of its own checks becomes a mistake at `node`."""
    try:
        return cls(**values)
    except ValueError as error:
        mistakes.add(node.place, str(error))
        return None


class FieldReader(msgspec.Struct, frozen=True):
    """How one key of a mapping is read, and the attribute it becomes."""

    attribute: str
    required: bool
    reader: Reader


class FieldTypeError(TypeError):
    """A field of a step or form has a type that no file can hold; the text names both, and what there is."""


@cache
def field_readers(cls: type[msgspec.Struct]) -> Mapping[str, FieldReader]:
    """The keys that `cls` has in files, with their readers; raises FieldTypeError."""
    return {
        field.encode_name: FieldReader(field.name, field.required, _reader_of(cls, field.name, field.type))
        for field in msgspec.structs.fields(cls)
    }


def _reader_of(cls: type[msgspec.Struct], name: str, annotation: object) -> Reader:
    try:
        return reader_for(annotation)
    except _UnreadableError:
        owner = f"step {word!r}, {cls.__qualname__}" if (word := getattr(cls, "name", "")) else cls.__qualname__
        raise FieldTypeError(f"{owner}: field {name!r} is a {_shown(annotation)}; expected {_READABLE}") from None


def _shown(annotation: object) -> str:
    """Give an annotation without modules and without what a scalar carries."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shown(arguments[0])
    if origin in {Union, types.UnionType}:
        return " | ".join(map(_shown, arguments))
    if isinstance(origin, type):
        return f"{origin.__name__}[{', '.join(map(_shown, arguments))}]"
    return annotation.__name__ if isinstance(annotation, type) else "..." if annotation is ... else str(annotation)


class _UnreadableError(TypeError):
    """There is no reader for an annotation."""


@cache
def reader_for(annotation: object) -> Reader:
    """Choose the reader for the annotation of a field; raises TypeError."""
    if kind := kind_from(annotation):
        return _of_kind(kind)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        wanted = tuple(each for each in arguments if each is not types.NoneType)
        if len(wanted) == 1:
            return _optional(reader_for(wanted[0]))
        if frozenset(wanted) in _UNIONS:
            return _UNIONS[frozenset(wanted)]
    if origin is tuple and arguments[1:] == (...,):
        return _several(reader_for(arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping) and (key_kind := kind_from(arguments[0])):
        return _mapping(_of_kind(key_kind), reader_for(arguments[1]))
    return _plain(annotation)


def kind_from(annotation: object) -> ScalarKind | None:
    """The scalar kind that an annotation carries, also inside `X | None`."""
    if get_origin(annotation) is Annotated:
        for extra in get_args(annotation):
            if isinstance(extra, msgspec.Meta) and extra.extra is not None:
                kind = extra.extra["kind"]
                assert isinstance(kind, ScalarKind)
                return kind
    return None


def _plain(annotation: object) -> Reader:
    if annotation is bool:
        return _scalar("true or false", parse_flag)
    if annotation is Board:
        return _read_board
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _choice(annotation)
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return _nested(annotation)
    raise _UnreadableError(annotation)


def _nested(struct: type[msgspec.Struct]) -> Reader:
    def read(node: Node, mistakes: Mistakes) -> object:
        found = read_struct(struct, node, mistakes, _noun(struct))
        return UNSET if found is None else found

    return read


def _noun(cls: type) -> str:
    return _WORD_START.sub(" ", cls.__name__).lower()


def _as_it_is(node: Node, _mistakes: Mistakes) -> object:
    return node


def _read_loose(node: Node, mistakes: Mistakes) -> object:
    if isinstance(node, TextNode):
        return loose_value(node.text, quoted=node.quoted)
    mistakes.add(node.place, f"found {kind_of(node)}; expected a single value")
    return UNSET


def _scalar(label: str, parse: Callable[[str], object]) -> Reader:
    def read(node: Node, mistakes: Mistakes) -> object:
        if not isinstance(node, TextNode) or node.is_empty:
            mistakes.add(node.place, f"found {kind_of(node)}; expected {label}")
            return UNSET
        try:
            return parse(node.text)
        except ValueError as error:
            mistakes.add(node.place, str(error))
            return UNSET

    return read


def _of_kind(kind: ScalarKind) -> Reader:
    plain = _scalar(kind.label, kind.parse)

    def read(node: Node, mistakes: Mistakes) -> object:
        value = plain(node, mistakes)
        if isinstance(node, TextNode) and value is not UNSET and kind.names and node.text not in kind.always:
            mistakes.mentions.append(Mention(kind.names, node.text, node.place, kind.declares))
        return value

    return read


def _choice(choices: type[Enum]) -> Reader:
    by_word = {str(choice.value): choice for choice in choices}
    noun = _noun(choices)

    def read(node: Node, mistakes: Mistakes) -> object:
        if isinstance(node, TextNode) and node.text in by_word:
            return by_word[node.text]
        if isinstance(node, TextNode) and not node.is_empty:
            mistakes.add(node.place, f"unknown {noun} {node.text!r}; {suggestion(node.text, by_word)}")
        else:
            mistakes.add(node.place, f"found {kind_of(node)}; expected one of {', '.join(by_word)}")
        return UNSET

    return read


def _read_board(node: Node, mistakes: Mistakes) -> object:
    if not isinstance(node, TextNode) or node.is_empty:
        mistakes.add(node.place, f"found {kind_of(node)}; expected one of {', '.join(board_names())}")
        return UNSET
    board = find_board(node.text)
    if board is None:
        mistakes.add(node.place, f"unknown board {node.text!r}; {family_suggestion(node.text)}")
        return UNSET
    return board


_UNIONS: Mapping[frozenset[object], Reader] = {
    frozenset(get_args(Node)): _as_it_is,
    frozenset(get_args(Value)): _read_loose,
}


def _optional(reader: Reader) -> Reader:
    def read(node: Node, mistakes: Mistakes) -> object:
        if isinstance(node, TextNode) and node.text == _NOTHING and not node.quoted:
            return None
        return reader(node, mistakes)

    return read


def _several(reader: Reader) -> Reader:
    def read(node: Node, mistakes: Mistakes) -> object:
        items: Sequence[Node] = node.items if isinstance(node, ListNode) else (node,)
        values = tuple([reader(item, mistakes) for item in items])
        return UNSET if UNSET in values else values

    return read


def _mapping(read_key: Reader, reader: Reader) -> Reader:
    def read(node: Node, mistakes: Mistakes) -> object:
        if not isinstance(node, MapNode):
            mistakes.add(node.place, f"found {kind_of(node)}; expected a mapping")
            return UNSET
        found = {read_key(entry.key, mistakes): reader(entry.value, mistakes) for entry in node.entries}
        return UNSET if UNSET in found or UNSET in found.values() else found

    return read


def _has_all_required(cls: type[msgspec.Struct], node: MapNode, mistakes: Mistakes, owner: str) -> bool:
    present = {entry.key.text for entry in node.entries}
    lacking = [key for key, field in field_readers(cls).items() if field.required and key not in present]
    for key in lacking:
        mistakes.add(node.place, f"{owner} lacks the key {key!r}; add it")
    return not lacking


def _keys_of(cls: type[msgspec.Struct]) -> str:
    keys = ", ".join(field_readers(cls))
    return f"the keys {keys}" if keys else "no keys"
