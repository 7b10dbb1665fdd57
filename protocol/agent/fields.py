"""How a message's fields stand in words: one word a field, in order, and the rest of the words for a last tuple.

A whole number is decimal without leading zeros, bytes are hex digits in pairs, an enum member is its value, text is
itself, and nothing (`None`) is an empty word, or the one that a field's `nothing` says. Bounds are the fields' own
(`msgspec.Meta`); a text's length is counted in UTF-8 bytes.
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache

import msgspec
from msgspec import inspect

from oceanhil.protocol.agent.error_code import AgentErrorCode, WordsError, quoted
from oceanhil.protocol.board import Board

FieldValue = int | bytes | str | Enum | Board | None | tuple["FieldValue", ...]
_NOTHING = "nothing"
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,18}")


def write_fields(message: msgspec.Struct) -> tuple[str, ...]:
    """Give the words of a message's fields."""
    return tuple(
        word for field in _fields(type(message)) for word in _write(getattr(message, field.name), _nothing(field.type))
    )


def read_fields(message_type: type[msgspec.Struct], words: tuple[str, ...]) -> tuple[FieldValue, ...]:
    """Read a message's fields out of its words, in order; raises WordsError that names the field."""
    fields = _fields(message_type)
    tail = isinstance(fields[-1].type, inspect.VarTupleType) if fields else False
    least = len(fields) - tail
    if len(words) < least or (len(words) > least and not tail):
        more = " or more" if tail else ""
        raise WordsError(AgentErrorCode.BAD_ARGUMENT, f"{len(words)} arguments, expected {least}{more}")
    values = [_read(field.name, field.type, word) for field, word in zip(fields, words[:least], strict=False)]
    return (*values, _read_tail(fields[-1], words[least:])) if tail else tuple(values)


@cache
def _fields(message_type: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    described = inspect.type_info(message_type)
    assert isinstance(described, inspect.StructType)
    return described.fields


def nothing_is(word: str) -> msgspec.Meta:
    """Give the mark of a field that has an enum's member or nothing, for which this word stands."""
    return msgspec.Meta(extra={_NOTHING: word})


def _nothing(kind: inspect.Type) -> str:
    return kind.extra[_NOTHING] if isinstance(kind, inspect.Metadata) and kind.extra else ""


def _write(value: FieldValue, nothing: str = "") -> Iterator[str]:
    match value:
        case tuple():
            for each in value:
                yield from _write(each)
        case bytes():
            yield value.hex().upper()
        case Enum() | Board():
            yield str(value.value)
        case None:
            yield nothing
        case _:
            yield str(value)


def _read_tail(field: inspect.Field, words: tuple[str, ...]) -> tuple[FieldValue, ...]:
    assert isinstance(field.type, inspect.VarTupleType)
    most = field.type.max_length
    if most is not None and len(words) > most:
        raise WordsError(AgentErrorCode.BAD_ARGUMENT, f"{len(words)} of {field.name}, expected {most} at most")
    return tuple(_read(field.name, field.type.item_type, word) for word in words)


def _read(name: str, kind: inspect.Type, word: str) -> FieldValue:
    match kind:
        case inspect.IntType():
            return _number(name, kind, word)
        case inspect.BytesType():
            return _bytes(name, kind, word)
        case inspect.EnumType():
            return _member(name, kind, word)
        case inspect.CustomType(cls=board) if board is Board:
            return _board(name, word)
        case inspect.StrType():
            return _text(name, kind, word)
        case inspect.UnionType():
            return _optional(name, kind, word)
        case inspect.Metadata(type=inspect.UnionType() as either):
            return _member_or_nothing(name, either, word, _nothing(kind))
        case _:
            raise TypeError(f"field {name!r} of type {kind!r} has no form in words")


def _number(name: str, kind: inspect.IntType, word: str) -> int:
    if _NUMBER.fullmatch(word) is None:
        raise WordsError(AgentErrorCode.BAD_ARGUMENT, f"{name} {quoted(word)}, expected a whole number")
    number = int(word)
    if (kind.ge is not None and number < kind.ge) or (kind.le is not None and number > kind.le):
        raise WordsError(AgentErrorCode.OUT_OF_RANGE, f"{name} {number}, expected {kind.ge} to {kind.le}")
    return number


def _bytes(name: str, kind: inspect.BytesType, word: str) -> bytes:
    if re.fullmatch(r"(?:[0-9A-Fa-f]{2})*", word) is None:
        raise WordsError(AgentErrorCode.BAD_ARGUMENT, f"{name} {quoted(word)}, expected pairs of hex digits")
    data = bytes.fromhex(word)
    _check_length(name, len(data), kind.min_length, kind.max_length)
    return data


def _text(name: str, kind: inspect.StrType, word: str) -> str:
    _check_length(name, len(word.encode("utf-8")), kind.min_length, kind.max_length)
    return word


def _check_length(name: str, length: int, least: int | None, most: int | None) -> None:
    if (least is not None and length < least) or (most is not None and length > most):
        expected = f"{least} to {most}" if least else f"{most} at most"
        raise WordsError(AgentErrorCode.OUT_OF_RANGE, f"{name} of {length} bytes, expected {expected}")


def _member_or_nothing(name: str, either: inspect.UnionType, word: str, nothing: str) -> Enum | None:
    kind = next(each for each in either.types if isinstance(each, inspect.EnumType))
    return None if word == nothing else _member(name, kind, word, nothing)


def _member(name: str, kind: inspect.EnumType, word: str, *others: str) -> Enum:
    members: tuple[Enum, ...] = tuple(kind.cls)
    for member in members:
        if member.value == word:
            return member
    expected = ", ".join((*others, *(str(member.value) for member in members)))
    raise WordsError(AgentErrorCode.BAD_ARGUMENT, f"{name} {quoted(word)}, expected one of {expected}")


def _board(name: str, word: str) -> Board:
    try:
        return Board(word)
    except ValueError as error:
        raise WordsError(AgentErrorCode.BAD_ARGUMENT, f"{name} {quoted(word)}: {error}") from None


def _optional(name: str, kind: inspect.UnionType, word: str) -> FieldValue:
    inner = next(each for each in kind.types if not isinstance(each, inspect.NoneType))
    return _read(name, inner, word) if word else None
