"""One request to the admin side, with its body and query read on demand."""

import re
from collections.abc import Mapping
from typing import Generic, TypeVar, cast
from urllib.parse import parse_qs

import msgspec

from oceanhil.mock_server.core.admin.form import read_form
from oceanhil.mock_server.core.admin.numbers import with_whole_numbers
from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.mock_server.core.service import Service
from oceanhil.protocol.device_request import read_json
from oceanhil.protocol.http import HttpRequest

MAX_BODY_BYTES = 65_536
_COUNT = re.compile(r"[0-9]{1,18}")
ServiceT_co = TypeVar("ServiceT_co", bound=Service, covariant=True)
FormT_co = TypeVar("FormT_co", covariant=True)


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
