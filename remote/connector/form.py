"""The form of a connector file: which tables and keys there are, with what each expects; also its JSON Schema."""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from msgspec import Meta

NAME: Final = r"^[a-z][a-z0-9-]{0,63}$"
VARIABLE: Final = r"^[A-Za-z_][A-Za-z0-9_]*$"
TIMEOUT_S_MAX: Final = 600.0

_Status = Annotated[int, Meta(ge=100, le=599, description="a status of HTTP, 100 to 599")]
_Pointer = Annotated[str, Meta(pattern=r"^(/.*)?$", description="a JSON pointer such as '/device/token' (RFC 6901)")]
_Timeout = Annotated[
    float, Meta(gt=0, le=TIMEOUT_S_MAX, description=f"seconds, more than 0 and {TIMEOUT_S_MAX:g} at most")
]


class SecretForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a secret comes from, if not from the environment variable of its name."""

    file: Annotated[str, Meta(min_length=1, description="a file that holds nothing else")] = ""
    env: Annotated[str, Meta(pattern=VARIABLE, description="an environment variable of another name")] = ""


class ServerForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The server under test."""

    name: Annotated[str, Meta(min_length=1, max_length=64, description="what reports call it")] = ""
    hosts: Annotated[
        list[Annotated[str, Meta(min_length=1)]],
        Meta(description="the names or addresses of hosts that it is for, such as ['staging.example']"),
    ] = []
    production: Annotated[bool, Meta(description="true if real devices depend on it, else false")] = False
    headers: Annotated[
        dict[str, str], Meta(description="headers of every device's request: {X-Gateway-Key = '${GATEWAY_KEY}'}")
    ] = {}


class LimitsForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be sent; what is not said is as the profile states it."""

    requests_per_s: (
        Annotated[float, Meta(gt=0, le=100_000, description="requests a second, more than 0, such as 20")] | None
    ) = None
    registrations_per_min: (
        Annotated[float, Meta(gt=0, le=1_000_000, description="registrations a minute, more than 0, such as 2")] | None
    ) = None
    connections: Annotated[int, Meta(ge=1, le=1000, description="connections open at once, 1 to 1000")] | None = None


class FleetForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Consent to load: without this table no fleet is let onto a server that is not on this machine."""

    devices: Annotated[int, Meta(ge=1, le=1_000_000, description="the most devices at once, 1 to 1,000,000")]
    requests_per_s: Annotated[
        float, Meta(gt=0, le=1_000_000, description="the most requests a second, more than 0, such as 2000")
    ]


class HttpForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all operations by HTTP have in common."""

    url: Annotated[
        str, Meta(pattern=r"^https?://[^/\s]+", description="where relative URLs begin, http:// or https://")
    ] = ""
    headers: Annotated[dict[str, str], Meta(description="headers: {Authorization = 'Bearer ${STAGING_KEY}'}")] = {}
    ca: Annotated[str, Meta(min_length=1, description="a file with the authority of its certificate (PEM)")] = ""


class WhereForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a value is in an answer: one of `json`, `header`, `regex`, `whole`; and what its words mean.

    A `regex` beside a `header` is about that header.
    """

    json: _Pointer | None = None
    header: Annotated[str, Meta(min_length=1, description="the name of a header of the answer")] | None = None
    regex: (
        Annotated[str, Meta(min_length=1, description="a regular expression; its first group counts, or all of it")]
        | None
    ) = None
    whole: Annotated[bool, Meta(description="true: the whole text, without the space round it")] = False
    words: Annotated[dict[str, str], Meta(description="the server's words for ours: {active = 'ONLINE'}")] = {}


class OperationForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one operation is done: by `url` (HTTP), `command` or `shell`, `ask` (a person) or `values` (handed in)."""

    url: Annotated[str, Meta(min_length=1, description="a URL, or a path below that of the server")] | None = None
    method: Annotated[
        str, Meta(pattern=r"^[A-Z]+$", description="a method of HTTP in capitals, such as GET, POST, PUT, DELETE")
    ] = ""
    headers: Annotated[dict[str, str], Meta(description="headers of this call: {Name = 'text'}")] = {}
    json: Annotated[object, Meta(description="the JSON of the body: a table, a list, a text, a number")] = None
    form: Annotated[dict[str, str] | None, Meta(description="a body as of an HTML form: {name = 'text'}")] = None
    status: Annotated[
        _Status | list[_Status] | None, Meta(description="the status of success, or a list; without it 200 to 299")
    ] = None
    command: (
        Annotated[list[str], Meta(min_length=1, description="a program and its arguments, as a list; no shell")] | None
    ) = None
    shell: Annotated[str, Meta(min_length=1, description="a line for the shell")] | None = None
    env: Annotated[dict[str, str], Meta(description="environment of the command: {KEY = '${STAGING_KEY}'}")] = {}
    ask: Annotated[str, Meta(min_length=1, description="what a person is asked to do or to tell")] | None = None
    values: Annotated[dict[str, str], Meta(description="values handed in: {client_id = '${CLIENT_ID}'}")] | None = None
    timeout_s: _Timeout | None = None


class WholeOperationForm(OperationForm, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An operation with where its values are in the answer."""

    answer: Annotated[
        dict[str, WhereForm | _Pointer],
        Meta(description="where each value is: {token = '/token'} or {token = {regex = 'token: (.*)'}}"),
    ] = {}


class ConnectorForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the own side of a server is reached, for oceanhil."""

    server: ServerForm = ServerForm()
    limits: LimitsForm = LimitsForm()
    fleet: FleetForm | None = None
    http: HttpForm = HttpForm()
    secrets: dict[Annotated[str, Meta(pattern=VARIABLE)], SecretForm] = {}
    operation: dict[Annotated[str, Meta(pattern=NAME)], WholeOperationForm] = {}


TABLES: Final = ("server", "limits", "fleet", "http", "secrets", "operation")
WAYS: Final = ("url", "command", "shell", "ask", "values")

_TOGETHER: Final[Mapping[str, Mapping[str, object]]] = {
    "SecretForm": {"oneOf": [{"required": [word]} for word in ("file", "env")]},
    "WhereForm": {
        "oneOf": [
            *({"required": [word]} for word in ("json", "header", "whole")),
            {"required": ["regex"], "not": {"required": ["header"]}},
            {"required": ["words"], "maxProperties": 1},
        ]
    },
    "WholeOperationForm": {"oneOf": [{"required": [word]} for word in WAYS]},
}


def connector_schema() -> Mapping[str, object]:
    """Make the JSON Schema of a connector file, for editors.

    Which operations and placeholders there are depends on the service: `oceanhil conform --connector FILE --check`
    tells.
    """
    (schema,), definitions = msgspec.json.schema_components([ConnectorForm], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "oceanhil connector",
        **schema,
        "$defs": {name: {**each, **_TOGETHER.get(name, {})} for name, each in definitions.items()},
    }
