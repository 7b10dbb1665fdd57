"""Reading a table of TOML into a struct key by key, so that every mistake is found and none hides another."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Annotated, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from oceanhil.boards import board_names, read_board
from oceanhil.host.form_mistakes import Key, Mistakes
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import nearest

Form = TypeVar("Form", bound=msgspec.Struct)


def read_form(form: type[Form], table: Mapping[str, object], key: Key, mistakes: Mistakes) -> Form | None:
    """Read the `table` that stands at `key`; None if anything in it is wrong, which is then in `mistakes`."""
    hints = get_type_hints(form, include_extras=True)
    values: dict[str, object] = {}
    wrong = 0
    for word, value in table.items():
        if word not in hints:
            mistakes.add((*key, word), f"unknown key {word!r}; {nearest(word, hints)}")
            wrong += 1
            continue
        converted = _value(hints[word], value, (*key, word), mistakes)
        values[word] = converted
        wrong += converted is None
    for field in msgspec.structs.fields(form):
        if field.required and field.name not in table:
            mistakes.add(key, f"{field.name!r} is missing; it is {_expected(hints[field.name])}")
            wrong += 1
    return None if wrong else form(**values)


def _value(annotation: object, value: object, key: Key, mistakes: Mistakes) -> object:
    """Convert one value; None if it is wrong: TOML has no null, so none is ever right."""
    nested = next((each for each in _types(annotation) if issubclass(each, msgspec.Struct)), None)
    if nested is not None and isinstance(value, dict):
        return read_form(nested, value, key, mistakes)
    try:
        converted: object = msgspec.convert(value, annotation, dec_hook=read_board)
    except msgspec.ValidationError:
        mistakes.add(key, _complaint(annotation, value, key[-1]))
        return None
    return converted


def _complaint(annotation: object, value: object, word: str) -> str:
    if Board in _types(annotation) and isinstance(value, str):
        return f"unknown {word} {value!r}; {nearest(value, board_names())}"
    choices = [member.value for each in _types(annotation) if issubclass(each, Enum) for member in each]
    if choices and isinstance(value, str):
        return f"unknown {word} {value!r}; {nearest(value, choices)}"
    return f"{word} is {value!r}; expected {_expected(annotation)}"


def _expected(annotation: object) -> str:
    if get_origin(annotation) is Annotated:
        for each in get_args(annotation):
            if isinstance(each, msgspec.Meta) and each.description:
                return each.description
    return next((_expected(part) for part in get_args(annotation) if get_origin(part) is Annotated), "another value")


def _types(annotation: object) -> Iterator[type]:
    """Give the classes that an annotation is made of."""
    if isinstance(annotation, type):
        yield annotation
    for each in get_args(annotation):
        yield from _types(each)
