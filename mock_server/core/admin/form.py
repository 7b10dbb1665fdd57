"""Reading the bodies of the admin side's requests: a JSON object as the type that an operation is declared with."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import get_args

import msgspec

from oceanhil.boards import UnknownBoardError, board_names, read_board
from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import FaultError, FaultRule, parse_rule
from oceanhil.protocol.profile import nearest
from oceanhil.protocol.redact import redact

_PLACE = re.compile(r"`\$?\.?(\w+)[^`]*`$")
_EXPECTED = "expected"
_KINDS: Mapping[type, tuple[str, str]] = {
    str: ("a text", "a text"),
    bool: ("true or false", "one of them"),
    int: ("a whole number", "a whole number"),
    float: ("a number", "a number"),
}


def read_form(kind: object, fields: Mapping[str, object]) -> object:
    """Read `fields` as a `kind`: a struct, or any mapping, which stays as it is.

    Raises WrongValueError naming the first field that is missing, unknown or wrong.
    """
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return fields
    if kind.__struct_config__.forbid_unknown_fields and kind is not FaultRule:
        for name in fields:
            if name not in kind.__struct_encode_fields__:
                raise WrongValueError(redact(f"unknown field {name!r}; {nearest(name, kind.__struct_encode_fields__)}"))
    try:
        if kind is FaultRule:
            return parse_rule(fields, read_board)
        return msgspec.convert(fields, kind, dec_hook=read_board)
    except FaultError as error:
        raise WrongValueError(str(error)) from None
    except msgspec.ValidationError as error:
        if error.__cause__ is not None and not isinstance(error.__cause__, UnknownBoardError | TypeError):
            raise WrongValueError(redact(str(error.__cause__))) from None
        raise WrongValueError(_complaint(kind, fields, str(error))) from None


def _complaint(kind: type[msgspec.Struct], fields: Mapping[str, object], said: str) -> str:
    found = _PLACE.search(said)
    assert found is not None, said
    name = found[1]
    annotation = next(field.type for field in msgspec.structs.fields(kind) if field.encode_name == name)
    plain, expected = _words(annotation)
    if name not in fields:
        return f"{name} is missing, expected {expected}"
    words = board_names() if plain is Board else [each.value for each in plain] if issubclass(plain, Enum) else ()
    if words:
        if isinstance(fields[name], str):
            return f"{name} is not known, expected one of {', '.join(words)}"
        plain, expected = str, _KINDS[str][1]
    return f"{name} is not {_KINDS[plain][0]}, expected {expected}"


def _words(annotation: object) -> tuple[type, str]:
    """Give the type that a field is of if it is there, and what its form says is expected."""
    metadata: tuple[object, ...] = getattr(annotation, "__metadata__", ())
    plain = get_args(annotation)[0] if metadata else annotation
    (plain, *_) = get_args(plain) or (plain,)
    assert isinstance(plain, type)
    said = [meta.extra[_EXPECTED] for meta in metadata if isinstance(meta, msgspec.Meta) and meta.extra]
    return plain, said[0] if said else _KINDS.get(plain, _KINDS[str])[1]
