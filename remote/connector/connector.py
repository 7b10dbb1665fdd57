"""A connector as it was read from its file, complete and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from oceanhil.protocol.base_url import without_user
from oceanhil.remote.connector.operation import OperationSpec
from oceanhil.remote.connector.template import JsonTemplate, Template
from oceanhil.remote.wire.pace import Limits

HTTP_TIMEOUT_S: Final = 10.0
COMMAND_TIMEOUT_S: Final = 60.0
_SCHEMES: Final = frozenset({"http", "https"})


class AnswerPlace(Enum):
    """Where a value is in an answer."""

    JSON = "json"
    HEADER = "header"
    REGEX = "regex"
    WHOLE = "whole"


class Where(msgspec.Struct, frozen=True):
    """Where a value is, and what the server's words for it mean."""

    place: AnswerPlace
    text: str = ""
    """The JSON pointer, the header's name or the regular expression."""
    pattern: str = ""
    """The regular expression over a header; empty for all of it."""
    words: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpCall:
    """A call of the server's own side; `statuses` are those of success, empty for 200 to 299."""

    method: str
    url: Template
    headers: Mapping[str, Template]
    body: JsonTemplate | None = None
    form: Mapping[str, Template] | None = None
    statuses: tuple[int, ...] = ()
    timeout_s: float = HTTP_TIMEOUT_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program with its arguments, or a line for the shell."""

    words: tuple[Template, ...] = ()
    shell: str = ""
    environment: Mapping[str, Template]
    folder: Path
    timeout_s: float = COMMAND_TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked."""

    text: Template


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Values that stand in the file."""

    values: Mapping[str, Template]


Way = HttpCall | Command | Question | HandedIn


@dataclass(frozen=True, slots=True)
class Operation:
    """How one operation is done, and where its values are in the answer."""

    spec: OperationSpec
    way: Way
    answer: Mapping[str, Where]


class FleetConsent(msgspec.Struct, frozen=True):
    """What whoever answers for the server lets a fleet do there."""

    devices: int
    """At once."""
    requests_per_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A connector file. `secrets` are the real ones by name; they are never shown."""

    path: Path
    name: str
    hosts: tuple[str, ...] = ()
    """The names or addresses of hosts that it is for; empty: for any."""
    is_production: bool = False
    device_headers: Mapping[str, Template] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    fleet: FleetConsent | None = None
    """None: nobody has agreed to load."""
    base_url: str = ""
    """Where relative URLs of operations begin; empty: at the server under test."""
    ca_file: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    operations: Mapping[str, Operation] = field(default_factory=dict)
    possible: tuple[OperationSpec, ...] = ()
    """The operations that such a file may have."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of every device's request, with real secrets in them."""
        return {name: text.filled({}, self.secrets) for name, text in self.device_headers.items()}

    def address_of(self, text: str, url: str) -> str:
        """Give the whole URL of a call: relative ones begin at `base_url`, or else at `url`, the server under test."""
        if urlsplit(text).scheme in _SCHEMES:
            return text
        return f"{(self.base_url or url).rstrip('/')}/{text.lstrip('/')}"

    def goes_to(self, call: HttpCall, url: str) -> bool:
        """Tell whether a call goes to the server at `url`, and so counts for its limits."""
        return _place(self.address_of(call.url.shown({}), url)) == _place(url)


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(without_user(url))
    return parts.scheme, parts.netloc.lower()
