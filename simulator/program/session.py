"""The session: 60 minutes, kept in RAM only, opened with the permanent token."""

from enum import Enum, auto

import msgspec

from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.lines import Line
from oceanhil.protocol.messages import SessionRequest
from oceanhil.protocol.tokens import is_usable
from oceanhil.simulator.program.context import Device, explain_failure, read_body, refusal, status_of
from oceanhil.simulator.program.lifetime import lifetime_ms
from oceanhil.simulator.program.skew import is_skew, mend_skew

_SHOWN = 8
_TOKEN_REFUSED = frozenset({401, 403})


class _Reply(msgspec.Struct, frozen=True):
    """What a device looks for in the answer."""

    session_id: str = ""
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
