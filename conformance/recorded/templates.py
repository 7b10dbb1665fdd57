"""Requests with variables: made of what a device sent, and filled in for another device."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from oceanhil.conformance.recorded.call import Call, CallKind
from oceanhil.conformance.recorded.concealment import NAME
from oceanhil.conformance.recorded.entry import HIDDEN
from oceanhil.conformance.recorded.item_form import (
    DEVICE_ID,
    DEVICE_TIME,
    IP,
    MAC,
    PERMANENT_TOKEN,
    REGISTRATION_TOKEN,
    SESSION_ID,
    ItemRequest,
    RecordedItem,
)
from oceanhil.protocol.device_request import is_address
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.identity import format_mac, is_device_id, parse_mac
from oceanhil.protocol.settings import WireNames

_LEFT: Final = re.compile(rf"{NAME.pattern}|{HIDDEN}")
_VARIABLE: Final = re.compile(r"\$\{([a-z_.]+)\}")
_PLAIN: Final = re.compile(r"[\x20-\x7e]*")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
_TUNNELS: Final = frozenset({"CONNECT", "TRACE"})
_VARIABLE_LIKE: Final = re.compile(r"\$\{[^}]*\}?")
_MAC_VARIABLE: Final = re.compile(r"\$\{mac(?:\.dashes|\.plain)?(?:\.lower)?\}")
_SEPARATORS: Final = {"": ":", "dashes": "-", "plain": ""}
_object = msgspec.json.Decoder(dict[str, object])


def make_template(call: Call, wire: WireNames) -> ItemRequest | None:
    """Put variables where a request names a device; None if something is left that only its sender knew."""
    request = call.entry.request
    if any("${" in text for text in (*request.headers.values(), request.path, request.query)) or b"${" in request.body:
        return None
    token = REGISTRATION_TOKEN if call.kind is CallKind.REGISTER else PERMANENT_TOKEN
    names = {call.token: token, call.session: SESSION_ID}
    known = {name: variable for name, variable in names.items() if name and name != HIDDEN}
    headers = {name: _named(value, known) for name, value in request.headers.items()}
    if call.device_time is not None:
        headers[wire.time_header] = DEVICE_TIME
    template = ItemRequest(
        request.method,
        _named(request.path, known),
        dict(sorted(headers.items())),
        _named(request.query, known),
        _body(request.body, known),
    )
    return None if _LEFT.search(msgspec.json.encode(template).decode()) else template


def is_sendable(template: ItemRequest) -> bool:
    """Tell whether a request is HTTP as a client can send it (RFC 9110, 5.5 and 9.1): no odd bytes, no tunnel."""
    target = template.path + template.query
    texts, names = (target, *template.headers.values()), (template.method, *template.headers)
    is_plain = all(_PLAIN.fullmatch(text) for text in texts) and all(_NAME.fullmatch(name) for name in names)
    return is_plain and template.method not in _TUNNELS and template.path.startswith("/") and " " not in target


def fill(template: ItemRequest, values: Mapping[str, str], mac: bytes) -> HttpRequest:
    """Give the request for a device with this `mac`; raises KeyError, with its name, for a variable without a value."""

    def filled(text: str) -> str:
        return _VARIABLE.sub(lambda found: _value(found.group(1), values, mac), text)

    def deep(value: object) -> object:
        if isinstance(value, str):
            return filled(value)
        if isinstance(value, dict):
            return {name: deep(part) for name, part in value.items()}
        return [deep(part) for part in value] if isinstance(value, list) else value

    return HttpRequest(
        template.method,
        filled(template.path),
        {name: filled(value) for name, value in template.headers.items()},
        b"" if template.body is None else msgspec.json.encode(deep(template.body)),
        filled(template.query),
    )


def unknown_variables(recorded: RecordedItem) -> list[str]:
    """Name the variables of an item's request that have no value because the item does not say how to obtain it."""
    given = {
        REGISTRATION_TOKEN: recorded.registration,
        PERMANENT_TOKEN: recorded.permanent,
        SESSION_ID: recorded.session,
        DEVICE_TIME: recorded.skew_s,
    }
    known = {DEVICE_ID, IP, *(variable for variable, case in given.items() if case is not None)}
    found = set(_VARIABLE_LIKE.findall(msgspec.json.encode(recorded.request).decode()))
    return sorted(text for text in found - known if _MAC_VARIABLE.fullmatch(text) is None)


def _value(name: str, values: Mapping[str, str], mac: bytes) -> str:
    head, *forms = name.split(".")
    if head != "mac":
        return values[name]
    text = mac.hex(_SEPARATORS[forms[0]]) if forms and _SEPARATORS.get(forms[0]) else mac.hex(":")
    if "plain" in forms:
        text = mac.hex()
    return text if "lower" in forms else text.upper()


def _named(text: str, known: Mapping[str, str]) -> str:
    for name, variable in known.items():
        text = text.replace(name, variable)
    return text


def _body(body: bytes, known: Mapping[str, str]) -> dict[str, object] | None:
    if not body:
        return None
    return {name: _field(name, value, known) for name, value in _object.decode(body).items()}


def _field(name: str, value: object, known: Mapping[str, str]) -> object:
    if isinstance(value, dict):
        return {inner: _field(inner, part, known) for inner, part in value.items()}
    if isinstance(value, list):
        return [_field(name, part, known) for part in value]
    if not isinstance(value, str):
        return value
    if name == "mac_address":
        return _mac_form(value)
    if name == "device_id" and is_device_id(value):
        return DEVICE_ID
    return IP if name == "ip" and is_address(value) else _named(value, known)


def _mac_form(text: str) -> str:
    """Give the variable that writes a MAC in the same form; what is no MAC stays as it is."""
    mac = parse_mac(text)
    if mac is None:
        return text
    separator = next((name for name, mark in _SEPARATORS.items() if mark and mark in text), "plain")
    case = "" if format_mac(mac).replace(":", "") in re.sub("[:-]", "", text) else ".lower"
    return MAC.replace("}", f"{'.' + separator if separator else ''}{case}}}")
