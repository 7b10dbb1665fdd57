"""The session: 60 minutes, kept in RAM only, opened with the permanent token."""

import re
from enum import Enum, auto

import msgspec

from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.lines import Line
from oceanhil.protocol.messages import SessionRequest
from oceanhil.protocol.tokens import is_usable
from oceanhil.simulator.program.answers import is_skew, read_body, refusal, status_of
from oceanhil.simulator.program.context import Device, explain_failure, mend_skew

# Half of what the millisecond counter can tell apart; a longer lifetime cannot be measured with it.
_END_MS = 1 << 31
_DIGITS_MAX = len(str(_END_MS))
_LONGEST = 64
_POSITIVE = re.compile(rb"(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?")
_SHOWN = 8
_TOKEN_REFUSED = frozenset({401, 403})


def lifetime_ms(written: bytes) -> int | None:
    """Read a JSON value as seconds; gives whole milliseconds, cut and not rounded, below 2 ** 31.

    None, for a session that is kept until it is refused, where there is no sense in it: anything but a positive number
    that is small enough, and any number that takes more than 64 characters.
    """
    number = _POSITIVE.fullmatch(written)
    if number is None or len(written) > _LONGEST:
        return None
    whole, fraction, exponent = number[1], number[2] or b"", int(number[3] or 0)
    digits = (whole + fraction).lstrip(b"0")
    if not digits:
        return None
    places = len(digits) - len(fraction) + exponent + 3
    if places > _DIGITS_MAX:
        return None
    milliseconds = int(digits[:places].ljust(places, b"0")) if places > 0 else 0
    return milliseconds if milliseconds < _END_MS else None


class _Reply(msgspec.Struct, frozen=True):
    """What a device looks for in the answer."""

    session_id: str
    expires_in: msgspec.Raw = msgspec.Raw(b"null")
    success: bool = True


_REPLY = msgspec.json.Decoder(_Reply)


class Opening(Enum):
    """How an attempt to open a session ended."""

    OPEN = auto()
    FAILED = auto()
    """Not this time; the wait is over."""
    TOKEN_REFUSED = auto()
    """The server does not take this permanent token from this device."""


async def open_session(device: Device) -> Opening:
    """Try once to open a session."""
    headers = {**device.token_header(), **device.time_header()}
    body = msgspec.json.encode(SessionRequest(device.device_id, device.mac))
    outcome = await device.send("POST", device.wire.session_path, headers, body)
    explain_failure(device, outcome)
    if isinstance(outcome, HttpResponse):
        if outcome.status == 200:
            return await _accept(device, outcome)
        device.say(Line.SESSION_RESPONSE, status=outcome.status)
        reply = refusal(outcome)
        device.say(Line.SESSION_REFUSED, message=reply.error)
        if is_skew(reply):
            await mend_skew(device, reply)
            return Opening.FAILED
        if outcome.status in _TOKEN_REFUSED:
            return Opening.TOKEN_REFUSED
    else:
        device.say(Line.SESSION_RESPONSE, status=status_of(outcome))
    await device.wait_after(outcome)
    return Opening.FAILED


async def _accept(device: Device, response: HttpResponse) -> Opening:
    reply = read_body(_REPLY, response)
    if reply is None or not reply.success or not is_usable(reply.session_id):
        device.say(Line.SESSION_NO_ID)
        await device.wait_ms(device.backoff.after_failure(device.hardware.random_ppm()))
        return Opening.FAILED
    device.session = reply.session_id
    device.session_opened_ms = device.hardware.millis()
    device.session_lifetime_ms = lifetime_ms(bytes(reply.expires_in))
    device.token_proven, device.clock_mended = True, False
    device.say(Line.SESSION_OPENED, session=reply.session_id[:_SHOWN])
    return Opening.OPEN
