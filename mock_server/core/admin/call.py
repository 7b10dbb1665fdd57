"""One request to the admin side, with its query and its body read on demand, the body as its operation's type."""

import re
from collections.abc import Mapping
from enum import Enum
from types import UnionType
from typing import Generic, TypeVar, Union, cast, get_args, get_origin
from urllib.parse import parse_qs

import msgspec

from oceanhil.boards import UnknownBoardError, board_names, read_board
from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.mock_server.core.shared_operations import SharedOperations
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_request import read_json
from oceanhil.protocol.faults import FaultError, FaultRule, parse_rule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.redact import redact
from oceanhil.protocol.suggestion import suggestion

_PLACE = re.compile(r"`\$?\.?(\w+)[^`]*`$")
_EXPECTED = "expected"
_KINDS: Mapping[type, tuple[str, str]] = {
    str: ("a text", "a text"),
    bool: ("true or false", "one of them"),
    int: ("a whole number", "a whole number"),
    float: ("a number", "a number"),
    list: ("a list of texts", "a list of texts"),
}
# No number this side takes is longer; a float may stand for one of 300 digits.
_MOST = 2.0**256
MAX_BODY_BYTES = 65_536
_COUNT = re.compile(r"[0-9]{1,18}")
ServiceT_co = TypeVar("ServiceT_co", bound=SharedOperations, covariant=True)
FormT_co = TypeVar("FormT_co", covariant=True)


def read_form(kind: object, fields: Mapping[str, object]) -> object:
    """Read `fields` as a `kind`: a struct, or any mapping, which stays as it is.

    Raises WrongValueError naming the first field that is missing, unknown or wrong.
    """
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return fields
    if kind.__struct_config__.forbid_unknown_fields and kind is not FaultRule:
        for name in fields:
            if name not in kind.__struct_encode_fields__:
                raise WrongValueError(
                    redact(f"unknown field {name!r}; {suggestion(name, kind.__struct_encode_fields__)}")
                )
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
    if isinstance(plain, UnionType) or get_origin(plain) is Union:
        (plain, *_) = get_args(plain)
    plain = get_origin(plain) or plain
    assert isinstance(plain, type)
    said = [meta.extra[_EXPECTED] for meta in metadata if isinstance(meta, msgspec.Meta) and meta.extra]
    return plain, said[0] if said else _KINDS.get(plain, _KINDS[str])[1]


def with_whole_numbers(fields: Mapping[str, object]) -> Mapping[str, object]:
    """Give `fields`, nested ones too, with every float that is a whole number as an integer.

    `5.0` is the whole number 5, as JSON Schema (2020-12, 6.1.1) and many clients have it.
    """
    return {name: _whole(value) for name, value in fields.items()}


def _whole(value: object) -> object:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= _MOST else value
    if isinstance(value, dict):
        return with_whole_numbers(value)
    return value


class Call(msgspec.Struct, Generic[ServiceT_co, FormT_co], frozen=True):
    """A routed request; `now_us` is the transport's wall clock, `identity` the id in the path or empty.

    `kind` is the type of its form, the body.
    """

    core: ServiceT_co
    request: HttpRequest
    now_us: int
    identity: str
    kind: object

    @property
    def form(self) -> FormT_co:
        """Read the body; raises ShapeError for what is no JSON object, WrongValueError naming a wrong field."""
        return cast("FormT_co", read_form(self.kind, self.body()))

    @property
    def optional_form(self) -> FormT_co:
        """Read the body, which may be left out if its fields may."""
        return cast("FormT_co", read_form(self.kind, self.body() if self.request.body else {}))

    def body(self) -> Mapping[str, object]:
        """Read the body as it is, a JSON object in which whole numbers are integers; raises ShapeError."""
        return with_whole_numbers(read_json(self.request, MAX_BODY_BYTES))

    def count(self, name: str, default: int) -> int:
        """Read a whole number from the query; raises WrongValueError naming it."""
        value = self.word(name)
        if value is None:
            return default
        if _COUNT.fullmatch(value) is None:
            raise WrongValueError(f"{name} is not a whole number, expected one such as {name}=0")
        return int(value)

    def word(self, name: str) -> str | None:
        """Read a text from the query, None if it is not there; of several the last counts."""
        values = parse_qs(self.request.query, keep_blank_values=True, errors="replace").get(name)
        return None if values is None else values[-1]
