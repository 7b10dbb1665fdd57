"""What is said of one operation of a server beyond what its types say themselves."""

from collections.abc import Mapping
from enum import Enum

import msgspec

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Kind

Json = Mapping[str, object]
JSON_TYPE = "application/json"


class Tag(Enum):
    """The groups in which operations are shown; the value is the group's name."""

    DEVICE = "Device API"
    DEVICES = "Devices"
    CLOCK = "Clock"
    SETTINGS = "Settings"
    FAULTS = "Faults"
    WATCHING = "Watching"
    SERVER = "Server"
    PAGES = "Pages"
    TOKENS = "Tokens"
    CALLS = "API calls"
    PEOPLE = "Users and applications"
    SESSIONS = "Sessions"


class Mark(msgspec.Struct, frozen=True):
    """How sure something is, and which page says so."""

    kind: Kind
    source: str


class AdminRefusal(Enum):
    """Why the admin side refuses a request: status, code, an example of the text."""

    WRONG = (400, "bad_request", "board is not known, expected one of esp32, esp8266, picow")
    UNKNOWN = (404, "not_found", "no device has the id '00000000'; list them with GET /_admin/devices")
    CONFLICT = (409, "conflict", "device '52e6b438' is revoked, expected a pending one; regenerate its token first")
    TOO_LARGE = (413, "too_large", "request too large")
    STARTING = (503, "starting", "the server is starting")
    STOPPING = (503, "stopping", "the server is stopping")
    READ_ONLY = (503, "read_only", "changes cannot be stored now; GET /_admin/health says why")
    UNREADABLE = (503, "unreadable", "changes cannot be stored now; GET /_admin/health says why")
    MEDIA_TYPE = (
        415,
        "unsupported_media_type",
        "no content type, expected application/json; send the header 'Content-Type: application/json'",
    )

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.value[0]

    @property
    def code(self) -> str:
        """The machine-readable code."""
        return self.value[1]

    @property
    def example(self) -> str:
        """A text as it may be said."""
        return self.value[2]


class Parameter(msgspec.Struct, frozen=True):
    """A parameter in path, query or header; the profile may give a header another name."""

    name: str
    place: str
    about: str
    form: Json
    is_required: bool = False
    is_deprecated: bool = False
    example: object = None
    mark: Mark | None = None


class Link(msgspec.Struct, frozen=True):
    """What an answer is good for: an operation that takes values of this one as parameters or body."""

    target: str
    parameters: Mapping[str, str] = {}
    body: Mapping[str, str] = {}


class Curl(msgspec.Struct, frozen=True):
    """An example to be typed: the path and body with shell variables, and the variables the answer gives.

    `keeps` maps a variable to the field of the answer that it is to hold.
    """

    path: str
    body: str = ""
    headers: Mapping[str, str] = {}
    keeps: Mapping[str, str] = {}
    options: str = ""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation; `request` and `reply` are message types or names of made schemas, None for no JSON."""

    id: str
    tag: Tag
    summary: str = ""
    about: str = ""
    reply: type | str | None = None
    status: int = 200
    reply_example: object = None
    media_type: str = JSON_TYPE
    request: type | str | None = None
    needs_body: bool = True
    request_examples: tuple[Json, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    refusals: tuple[ErrorReason | AdminRefusal, ...] = ()
    links: tuple[Link, ...] = ()
    mark: Mark | None = None
    curl: Curl
    is_guarded: bool = True
    #: Whether a proxy does it itself; it always does what reads only.
    is_proxys_own: bool = False
