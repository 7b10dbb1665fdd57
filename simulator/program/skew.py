"""What a device does when the server says that its clock is wrong: it asks the time server, not the refusal."""

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.lines import Line
from oceanhil.protocol.messages import ErrorReply
from oceanhil.simulator.program.context import Device

_SECOND_US = 1_000_000
_UNSYNCED_WAIT_MS = 30_000
_MENDED_US = 60 * _SECOND_US
# The end of the year 9999: a server that names a later one has no idea of the time either.
_LATEST_UNIX_S = 253_402_300_799


def is_skew(reply: ErrorReply) -> bool:
    """Tell whether the clock was the reason."""
    return reply.code == ErrorReason.CLOCK_SKEW.value


async def mend_skew(device: Device, reply: ErrorReply) -> None:
    """Print the skew, set the clock, and wait where repeating the request at once could not help."""
    if reply.server_time is not None and 0 <= reply.server_time <= _LATEST_UNIX_S:
        skew_s = device.hardware.unix_us() // _SECOND_US - reply.server_time
        device.say(Line.TIME_SKEW, seconds=f"{skew_s:+d}")
    before_us = device.hardware.unix_us()
    synced = device.firmware.sntp and await device.sync_clock()
    if synced and not device.clock_mended and abs(device.hardware.unix_us() - before_us) > _MENDED_US:
        device.clock_mended = True
        return
    # The time server agrees with this clock or does not answer: asking the server again at once would be a storm.
    await device.wait_ms(_UNSYNCED_WAIT_MS)
