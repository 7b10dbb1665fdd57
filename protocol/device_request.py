"""What a device's request holds: content coding, JSON and the fields of each endpoint, a token in the query, its time.

Messages name the field and what was expected, never the value: a secret pasted into the wrong field stays out of them.
"""

import ipaddress
import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qs

import msgspec

from oceanhil.protocol.content_coding import CodingError, CodingSizeError, UnknownCodingError, decode_body
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.identity import is_device_id, parse_mac
from oceanhil.protocol.messages import DeviceState
from oceanhil.protocol.redact import redact
from oceanhil.protocol.units import SECOND_US

_DECIMAL = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_MOST_DIGITS = 18
_USUAL_ADDRESS = 64
"""Whether a text is an address is remembered, but not of texts that are longer: clients choose them."""
_JSON = msgspec.json.Decoder(dict[str, object])


def is_address(text: str) -> bool:
    """Tell whether a text is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


_is_known_address = lru_cache(256)(is_address)


class DeviceTime(msgspec.Struct, frozen=True):
    """A device's own time, `X-Device-Time: <Unix seconds>`, in Unix microseconds, and whether it came in whole seconds.

    How far it may be off (five minutes) is printed on the page "Firmware Flash Success But No Connection", cause 7; the
    header is assumed.
    """

    time_us: int
    is_whole: bool


def parse_device_time(text: str) -> DeviceTime | None:
    """Read the header's value; None if it is not a finite decimal number. Digits beyond microseconds are dropped."""
    if len(text) <= _MOST_DIGITS and text.isascii() and text.isdecimal():
        return DeviceTime(int(text) * SECOND_US, is_whole=True)
    found = _DECIMAL.fullmatch(text.strip())
    if found is None:
        return None
    sign, whole, fraction = found.groups()
    digits = whole.lstrip("0") or "0"
    # So far off that the exact number does not matter, and too long for int() to read.
    whole_s = 10**_MOST_DIGITS if len(digits) > _MOST_DIGITS else int(digits)
    fraction_us = int((fraction or "0")[:6].ljust(6, "0"))
    time_us = whole_s * SECOND_US + fraction_us
    return DeviceTime(-time_us if sign == "-" else time_us, fraction is None)


def is_skewed(device_time: DeviceTime, now_us: int, max_skew_s: int) -> bool:
    """Tell whether the device's time differs from the server's by more than `max_skew_s`.

    A time in whole seconds is compared with the server's whole seconds: the device has cut its own in the same way, so
    exactly 300 s are accepted and 301 s refused in both directions, whatever the fractions.
    """
    if device_time.is_whole:
        return abs(device_time.time_us // SECOND_US - now_us // SECOND_US) > max_skew_s
    return abs(device_time.time_us - now_us) > max_skew_s * SECOND_US


class ShapeError(Exception):
    """A malformed request: which refusal it earns, and for BAD_REQUEST a text naming the field."""

    def __init__(self, reason: ErrorReason, message: str = "") -> None:
        """Refuse for `reason`."""
        super().__init__(message)
        self.reason = reason
        self.message = message


class WrongFieldError(ShapeError):
    """A request that can be read, and has a field or a header that is missing or wrong: a refusal for BAD_REQUEST."""

    def __init__(self, message: str) -> None:
        """Say in `message` which one it is, and what was expected."""
        super().__init__(ErrorReason.BAD_REQUEST, message)


class RegisterBody(msgspec.Struct, frozen=True):
    """A well-formed registration; `mac` is six octets."""

    token: str
    device_id: str
    mac: bytes
    ip: str


class SessionBody(msgspec.Struct, frozen=True):
    """A well-formed session request; `mac` is six octets."""

    device_id: str
    mac: bytes


def read_json(request: HttpRequest, max_bytes: int) -> Mapping[str, object]:
    """Read a JSON object from a request's body.

    Raises ShapeError for a body that is too large, of another type or no object, looked for in this order. `max_bytes`
    holds for the body as sent and as decoded. Duplicate keys: the last one counts.
    """
    if len(request.body) > max_bytes:
        raise ShapeError(ErrorReason.TOO_LARGE)
    if not is_json_type(request.headers.get("content-type", "")):
        raise ShapeError(ErrorReason.UNSUPPORTED_MEDIA_TYPE)
    return decode_object(_plain_body(request, max_bytes))


def decode_object(body: bytes) -> Mapping[str, object]:
    """Decode a JSON object; raises ShapeError for anything else, not-a-number and bad UTF-8 included."""
    if not body:
        raise _bad("the body is empty, expected a JSON object")
    try:
        return _JSON.decode(body)
    except RecursionError:
        raise _bad("the body is nested too deeply, expected a flat JSON object") from None
    except UnicodeDecodeError:
        raise _bad("the body is not UTF-8, expected a JSON object") from None
    except msgspec.ValidationError as error:
        raise WrongFieldError(redact(f"the body is not as expected: {error}")) from None
    except msgspec.DecodeError as error:
        raise _bad(redact(f"the body is not valid JSON: {error}")) from None


def read_registration(fields: Mapping[str, object]) -> RegisterBody:
    """Read the four fields of a registration; raises ShapeError naming the first that is missing or wrong."""
    return RegisterBody(
        _text(fields, "token"), read_device_id(fields), read_mac(fields), _ip_address(_text(fields, "ip"))
    )


def read_session(fields: Mapping[str, object]) -> SessionBody:
    """Read the two fields of a session request; raises ShapeError naming the first that is missing or wrong."""
    return SessionBody(read_device_id(fields), read_mac(fields))


def read_mac(fields: Mapping[str, object]) -> bytes:
    """Read `mac_address` as six octets; raises ShapeError."""
    mac = parse_mac(_text(fields, "mac_address"))
    if mac is None:
        raise WrongFieldError("mac_address is not a MAC address, expected six hex pairs such as 24:6F:28:AA:BB:CC")
    return mac


def read_device_id(fields: Mapping[str, object]) -> str:
    """Read `device_id`; raises ShapeError."""
    text = _text(fields, "device_id")
    if not is_device_id(text):
        raise WrongFieldError("device_id is not a device ID, expected 1 to 64 of A-Z a-z 0-9 - _")
    return text


def read_switch(fields: Mapping[str, object], name: str, default: bool) -> bool:  # noqa: FBT001 - a value, not a mode
    """Read an optional true or false; raises ShapeError for anything else."""
    value = fields.get(name, default)
    if not isinstance(value, bool):
        raise WrongFieldError(f"{name} is {_type_name(value)}, expected true or false")
    return value


def read_measure(fields: Mapping[str, object], name: str, default: float | None) -> float | None:
    """Read an optional number or null; raises ShapeError for anything else."""
    value = fields.get(name, default)
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongFieldError(f"{name} is {_type_name(value)}, expected a number")
    try:
        return float(value)
    except OverflowError:
        raise WrongFieldError(f"{name} is out of range, expected a number such as 23.5") from None


def merged_state(state: DeviceState, fields: Mapping[str, object]) -> DeviceState:
    """Lay the reported `fields` over `state`; unknown ones are ignored, a wrong one raises ShapeError."""
    return DeviceState(
        relay1=read_switch(fields, "relay1", state.relay1),
        relay2=read_switch(fields, "relay2", state.relay2),
        temperature=read_measure(fields, "temperature", state.temperature),
        humidity=read_measure(fields, "humidity", state.humidity),
    )


def query_token(query: str) -> str | None:
    """Give the value of `token` in a query string, the last one if there are several; None if there is none."""
    if "token" not in query.lower() and "%" not in query:
        return None
    values = parse_qs(query, keep_blank_values=True, errors="replace").get("token")
    return values[-1] if values else None


def _bad(message: str) -> ShapeError:
    return ShapeError(ErrorReason.BAD_REQUEST, message)


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if name not in fields:
        raise WrongFieldError(f"{name} is missing, expected a text")
    if not isinstance(value, str):
        raise WrongFieldError(f"{name} is {_type_name(value)}, expected a text")
    if not value:
        raise WrongFieldError(f"{name} is empty, expected a text")
    return value


def _ip_address(text: str) -> str:
    if not (_is_known_address(text) if len(text) <= _USUAL_ADDRESS else is_address(text)):
        raise WrongFieldError("ip is not an address, expected IPv4 or IPv6 such as 192.168.1.100")
    return text


def _type_name(value: object) -> str:
    names: Mapping[type[object], str] = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), "null")


def is_json_type(content_type: str) -> bool:
    """Tell whether a Content-Type is that of the bodies of the device API."""
    if content_type == "application/json":
        return True
    media_type, _, parameters = content_type.partition(";")
    if media_type.strip().lower() != "application/json":
        return False
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in {"utf-8", "utf8", "us-ascii"}:
            return False
    return True


def _plain_body(request: HttpRequest, max_bytes: int) -> bytes:
    coding = request.headers.get("content-encoding", "")
    if not coding:
        return request.body
    try:
        return decode_body(request.body, coding, max_bytes)
    except UnknownCodingError:
        raise ShapeError(ErrorReason.UNSUPPORTED_MEDIA_TYPE) from None
    except CodingSizeError:
        raise ShapeError(ErrorReason.TOO_LARGE) from None
    except CodingError as error:
        raise WrongFieldError(str(error)) from None
