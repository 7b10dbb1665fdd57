"""One request to the admin side, with its body and query read on demand."""

import re
from collections.abc import Mapping
from typing import Generic, TypeVar
from urllib.parse import parse_qs

import msgspec

from oceanhil.mock_server.core.admin.numbers import with_whole_numbers
from oceanhil.mock_server.core.errors import WrongValueError
from oceanhil.mock_server.core.service import Service
from oceanhil.protocol.device_request import read_json
from oceanhil.protocol.http import HttpRequest

MAX_BODY_BYTES = 65_536
_COUNT = re.compile(r"[0-9]{1,18}")
ServiceT_co = TypeVar("ServiceT_co", bound=Service, covariant=True)


class Call(msgspec.Struct, Generic[ServiceT_co], frozen=True):
    """A routed request; `now_us` is the transport's wall clock, `identity` the id in the path or empty."""

    core: ServiceT_co
    request: HttpRequest
    now_us: int
    identity: str = ""

    def body(self) -> Mapping[str, object]:
        """Read the body, a JSON object in which whole numbers are integers; raises ShapeError."""
        return with_whole_numbers(read_json(self.request, MAX_BODY_BYTES))

    def optional_body(self) -> Mapping[str, object]:
        """Read the body if there is one; raises ShapeError."""
        return self.body() if self.request.body else {}

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


def text_field(fields: Mapping[str, object], name: str, default: str | None = None) -> str:
    """Read a text, required if `default` is None; raises WrongValueError naming it."""
    value = fields.get(name, default)
    if not isinstance(value, str):
        raise WrongValueError(f"{name} is {'missing' if name not in fields else 'not a text'}, expected a text")
    return value


def number_field(fields: Mapping[str, object], name: str) -> float:
    """Read a number that is there; raises WrongValueError naming it."""
    value = fields[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongValueError(f"{name} is not a number, expected seconds")
    return value


def switch_field(fields: Mapping[str, object], name: str) -> bool:
    """Read true or false that is there; raises WrongValueError naming it."""
    value = fields[name]
    if not isinstance(value, bool):
        raise WrongValueError(f"{name} is not true or false, expected one of them")
    return value
