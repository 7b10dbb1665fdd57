"""The file of regression items: lines of JSON, a head and then an item each, that people can read and compare.

An item holds no secret and no device of anybody's: tokens, MAC, device ID and address are variables, `${mac}`, and the
item says how each is obtained.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Final

import msgspec

from oceanhil.conformance.recorded.concealment import NAME
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.redact import redact

FORMAT: Final = "oceanhil-conformance-items"
VERSION: Final = 1
REGISTRATION_TOKEN: Final = "${registration_token}"  # noqa: S105 - a variable, not a secret
PERMANENT_TOKEN: Final = "${permanent_token}"  # noqa: S105 - likewise
SESSION_ID: Final = "${session_id}"
DEVICE_TIME: Final = "${device_time}"
DEVICE_ID: Final = "${device_id}"
IP: Final = "${ip}"
MAC: Final = "${mac}"
"""Upper case with colons; `.lower`, `.dashes`, `.plain` behind `mac` say otherwise, in this order."""
_KEPT: Final = frozenset({"success", "error", "code", "expires_in"})
_TEXT, _NUMBER, _SWITCH = "<text>", "<number or nothing>", "<true or false>"
_PRESENT = "<seconds>"
_object = msgspec.json.Decoder(dict[str, object])


class Registration(Enum):
    """How the registration token of an item is obtained."""

    FRESH = "fresh"
    """Generated for the item."""
    USED = "used"
    """Of a device that has registered with it; it comes again."""
    USED_BY_ANOTHER = "used by another"
    """Of a device that has registered with it; another one comes."""
    EXPIRED = "expired"
    """Older than it may be: needs a clock that can be moved."""
    REVOKED = "revoked"
    """Of a pending device that was revoked."""
    UNKNOWN = "unknown"
    """Made up."""


class Permanent(Enum):
    """How the permanent token of an item is obtained, and who comes with it."""

    LIVE = "live"
    """Of a registered device, which comes itself."""
    OTHER_MAC = "from another MAC"
    OTHER_ID = "under another device ID"
    REVOKED = "revoked"
    """Of a device that was revoked."""
    SUPERSEDED = "superseded"
    """Of a device whose MAC has registered again with another registration token."""
    UNKNOWN = "unknown"
    """Made up."""


class Session(Enum):
    """How the session of an item is obtained."""

    LIVE = "live"
    """Opened by the device."""
    REPLACED = "replaced"
    """Opened by the device, which then opened another."""
    EXPIRED = "expired"
    """Older than it may be: needs a clock that can be moved."""
    FOREIGN = "of another device"
    UNKNOWN = "unknown"
    """Made up."""


class ItemsHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line: what this is, of which service, from which recording, and when that began (UTC, ISO 8601)."""

    format: str
    version: int
    service: str
    recording: str
    recorded: str


class ItemRequest(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A request with variables; the body is JSON."""

    method: str
    path: str
    headers: dict[str, str] = {}
    query: str = ""
    body: dict[str, object] | None = None


class ItemAnswer(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was answered; what changes from one answer to the next stands there as its type, such as `<text>`."""

    status: Annotated[int, msgspec.Meta(ge=100, le=999)]
    headers: dict[str, str] = {}
    body: dict[str, object] | None = None
    """None if the body was no JSON object."""


class RecordedItem(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """An item: how its variables are obtained, what is sent, what was answered, and where that was recorded."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+$")]
    entry: str
    times: Annotated[int, msgspec.Meta(ge=1)] = 1
    registration: Registration | None = None
    permanent: Permanent | None = None
    session: Session | None = None
    age_s: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """How old what is expired was, or how long ago a used registration token was used, if that matters."""
    skew_s: int | None = None
    """By how much the device's clock was ahead."""
    request: ItemRequest
    answer: ItemAnswer


def _any_value(kind: type) -> dict[str, object]:
    if kind is not object:
        raise NotImplementedError
    return {"description": "Any JSON value."}


def items_schema() -> dict[str, object]:
    """Give the JSON Schema of a line: the head, or an item."""
    lines, definitions = msgspec.json.schema_components(
        (ItemsHead, RecordedItem), schema_hook=_any_value, ref_template="#/$defs/{name}"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of a file of conformance items",
        "oneOf": list(lines),
        "$defs": definitions,
    }


def mask_answer(response: HttpResponse, mac: bytes | None, device_id: str) -> ItemAnswer:
    """Give what can be expected again of an answer to a device that said it was `mac` and `device_id`."""
    texts = {device_id: DEVICE_ID} if device_id else {}
    if mac is not None:
        texts[format_mac(mac)] = MAC
    return ItemAnswer(response.status, _headers(response), _body(response.body, texts))


def _headers(response: HttpResponse) -> dict[str, str]:
    found: dict[str, str] = {}
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type:
        found["content-type"] = content_type
    if "allow" in response.headers:
        found["allow"] = ", ".join(sorted(word.strip().upper() for word in response.headers["allow"].split(",")))
    if "location" in response.headers:
        found["location"] = redact(response.headers["location"].partition("?")[0])
    if "retry-after" in response.headers:
        found["retry-after"] = _PRESENT
    return found


def _body(body: bytes, texts: Mapping[str, str]) -> dict[str, object] | None:
    try:
        fields = _object.decode(body)
    except NOT_JSON:
        return None
    return {name: _value(name, value, texts) for name, value in sorted(fields.items())}


def _value(name: str, value: object, texts: Mapping[str, str]) -> object:
    if name in _KEPT and isinstance(value, bool | int):
        return value
    if name in _KEPT and isinstance(value, str):
        return _said(value, texts)
    if isinstance(value, bool):
        return _SWITCH
    if value is None or isinstance(value, int | float):
        return _NUMBER
    return _TEXT if isinstance(value, str) else f"<{'list' if isinstance(value, list) else 'object'}>"


def _said(text: str, texts: Mapping[str, str]) -> str:
    """Keep a text for people, unless a secret stands in it; names of the device are variables."""
    for own, variable in texts.items():
        text = text.replace(own, variable)
    return _TEXT if NAME.search(text) or redact(text) != text else text
