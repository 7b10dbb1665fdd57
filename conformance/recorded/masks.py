"""What of an answer is kept, and what is only kept by its type because it changes from one answer to the next."""

from collections.abc import Mapping
from typing import Final

import msgspec

from oceanhil.conformance.recorded.concealment import NAME
from oceanhil.conformance.recorded.item_form import DEVICE_ID, MAC, ItemAnswer
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.redact import redact

_KEPT: Final = frozenset({"success", "error", "code", "expires_in"})
_TEXT, _NUMBER, _SWITCH = "<text>", "<number or nothing>", "<true or false>"
_PRESENT = "<seconds>"
_object = msgspec.json.Decoder(dict[str, object])


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
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
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
