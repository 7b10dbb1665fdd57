"""One request to the admin side, with its body and query read on demand."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs

import msgspec

from mock_server.core.bodies import read_json
from mock_server.core.core import Core
from mock_server.core.errors import WrongValueError
from protocol.http import HttpRequest

MAX_BODY_BYTES = 65_536
_COUNT = re.compile(r"[0-9]{1,18}")


class Call(msgspec.Struct, frozen=True):
    """A routed request; `now_us` is the transport's wall clock, `identity` the id in the path or empty."""

    core: Core
    request: HttpRequest
    now_us: int
    identity: str = ""

    def body(self) -> Mapping[str, object]:
        """Read the body, a JSON object; raises ShapeError."""
        return read_json(self.request, MAX_BODY_BYTES)

    def optional_body(self) -> Mapping[str, object]:
        """Read the body if there is one; raises ShapeError."""
        return self.body() if self.request.body else {}

    def count(self, name: str, default: int) -> int:
        """Read a whole number from the query; raises WrongValueError naming it."""
        values = parse_qs(self.request.query, keep_blank_values=True, errors="replace").get(name)
        if values is None:
            return default
        if _COUNT.fullmatch(values[-1]) is None:
            raise WrongValueError(f"{name} is not a whole number, expected one such as {name}=0")
        return int(values[-1])


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
