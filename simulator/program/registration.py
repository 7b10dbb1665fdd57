"""Registration: the one-time token is exchanged for the permanent one, which is saved."""

import msgspec

from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.lines import Line
from oceanhil.protocol.messages import ErrorReply, RegisterRequest
from oceanhil.protocol.record import RecordFlag
from oceanhil.protocol.tokens import is_usable, shorten
from oceanhil.simulator.outputs import RELAYS
from oceanhil.simulator.program.answers import fit_for_terminal, is_skew, read_body, refusal, status_of
from oceanhil.simulator.program.context import Device, explain_failure, mend_skew


class _Reply(msgspec.Struct, frozen=True):
    """What a device needs of the answer."""

    permanent_token: str
    success: bool = True


_REPLY = msgspec.json.Decoder(_Reply)
_DEAD_TOKEN = "Token already used or expired"
_GONE = 410


async def register(device: Device, address: str) -> bool:
    """Try once; True if the device now has a permanent token, else the wait that the answer asks for is over."""
    device.say(Line.REG_START)
    token = device.firmware.registration_token
    device.say(Line.REG_TOKEN, token=_printable(token))
    body = msgspec.json.encode(RegisterRequest(token, device.device_id, device.mac, address))
    outcome = await device.send("POST", device.wire.register_path, device.time_header(), body)
    explain_failure(device, outcome)
    device.say(Line.REG_RESPONSE, status=status_of(outcome))
    if isinstance(outcome, HttpResponse) and outcome.status == 200:
        if await _accept(device, outcome):
            return True
    elif isinstance(outcome, HttpResponse):
        reply = refusal(outcome)
        _say_refusal(device, outcome.status, reply)
        if is_skew(reply):
            await mend_skew(device, reply)
            return False
    await device.wait_after(outcome)
    return False


async def _accept(device: Device, response: HttpResponse) -> bool:
    reply = read_body(_REPLY, response)
    if reply is None or not reply.success:
        device.say(Line.REG_FAILED, message=refusal(response).error)
        return False
    if not is_usable(reply.permanent_token):
        device.say(Line.REG_FAILED, message="unusable token in answer")
        return False
    device.say(Line.REG_SUCCESS, glyph="")
    # The relays stay as they are: another token is no reason to switch anything.
    relays = RELAYS & device.record.flags if device.record is not None else RecordFlag.NONE
    device.save(reply.permanent_token, RecordFlag.REGISTRATION_USED | relays)
    await device.hardware.flash_settled()
    device.token_proven = device.clock_mended = device.poll_refused = False
    device.backoff.reset()
    return True


def _say_refusal(device: Device, status: int, reply: ErrorReply) -> None:
    if reply.error == _DEAD_TOKEN or status == _GONE:
        device.say(Line.REG_TOKEN_DEAD)
    device.say(Line.REG_FAILED, message=reply.error)


def _printable(token: str) -> str:
    escaped = token.replace("\r", "\\r").replace("\n", "\\n")
    return fit_for_terminal(shorten(escaped))
