"""The poll every five seconds, the report of sensors, and keeping session and clock fresh while ONLINE."""

from collections.abc import Mapping

import msgspec

from protocol.errors import ErrorReason
from protocol.http import HttpResponse
from protocol.lines import Line
from protocol.messages import DeviceState
from protocol.record import RecordFlag
from simulator.device_program.context import MILLIS_WRAP, Device, explain_failure, refusal, status_of
from simulator.network import Exchanged

_STATE = msgspec.json.Decoder(DeviceState)
_REFUSED = frozenset({401, 403})
# What the sensors of a simulated board show: the example of docs.oceanremote.net/api.
_TEMPERATURE, _HUMIDITY = 23.5, 62.0
_DEAD_SESSION = frozenset({ErrorReason.SESSION_EXPIRED.value, ErrorReason.SESSION_UNKNOWN.value})


class _Report(msgspec.Struct, frozen=True):
    relay1: bool
    relay2: bool
    temperature: float
    humidity: float


async def poll_until_session_ends(device: Device) -> None:
    """Poll on a fixed grid until the session has expired, is refused, or the network is lost."""
    await _Poller(device).run()


class _Poller:
    def __init__(self, device: Device) -> None:
        self._device = device
        self._hardware = device.hardware
        wire = device.wire
        self._path = wire.state_path
        self._headers: Mapping[str, str] = {**device.token_header(), wire.session_header: device.session}
        self._interval_ms = 1000 * device.settings.poll_interval_s
        self._timeout_ms = 1000 * device.settings.http_timeout_s
        self._report_ms = 1000 * device.settings.report_interval_s
        self._sync_ms = 1000 * device.settings.sntp_interval_s
        self._last_body = b""

    async def run(self) -> None:
        device, hardware = self._device, self._hardware
        if device.poll_due_ms is None:
            device.poll_due_ms = hardware.millis()
        reported_ms: int | None = None
        while await self._poll():
            if reported_ms is None or device.elapsed_ms(reported_ms) >= self._report_ms:
                reported_ms = hardware.millis()
                if not await self._report():
                    return
            if device.firmware.sntp and device.elapsed_ms(device.clock_synced_ms) >= self._sync_ms:
                await self._sync()
            device.poll_due_ms = await self._sleep_to_next(device.poll_due_ms)
            # Renewed one interval early: the next poll would find it expired.
            if device.elapsed_ms(device.session_opened_ms) + self._interval_ms > device.session_lifetime_ms:
                self._end_session()
                return

    async def _sleep_to_next(self, due_ms: int) -> int:
        due_ms = (due_ms + self._interval_ms) % MILLIS_WRAP
        early_ms = (due_ms - self._hardware.millis()) % MILLIS_WRAP
        if early_ms > self._interval_ms:
            # The grid was overrun, by a wait or by a slow answer: start a new one instead of catching up.
            return self._hardware.millis()
        await self._hardware.sleep_ms(early_ms)
        return due_ms

    async def _sync(self) -> None:
        device = self._device
        if not await device.sync_clock():
            device.clock_synced_ms = self._hardware.millis()

    async def _poll(self) -> bool:
        outcome = await self._hardware.http("GET", self._path, self._headers, b"", self._timeout_ms)
        if type(outcome) is not HttpResponse or outcome.status != 200:
            return await self._go_on_after(outcome)
        if not self._device.online:
            self._device.online = True
            self._device.backoff.reset()
            self._device.say(Line.ONLINE)
        return outcome.body == self._last_body or await self._apply(outcome.body)

    async def _go_on_after(self, outcome: Exchanged) -> bool:
        """Tell whether this session can still be polled on after an answer other than 200."""
        device = self._device
        device.online = False
        explain_failure(device, outcome)
        device.say(Line.POLL_RESPONSE, status=status_of(outcome))
        if isinstance(outcome, HttpResponse) and outcome.status in _REFUSED:
            if refusal(outcome).code in _DEAD_SESSION:
                self._end_session()
            device.session = ""
            return False
        if not self._hardware.wifi_connected():
            return False
        await device.wait_after(outcome)
        return True

    def _end_session(self) -> None:
        self._device.say(Line.SESSION_EXPIRED)
        self._device.session = ""

    async def _apply(self, body: bytes) -> bool:
        """Do what the dashboard asks for; a relay's new position is saved, so that it survives power loss."""
        device = self._device
        try:
            state = _STATE.decode(body)
        except (msgspec.DecodeError, RecursionError):
            device.say(Line.POLL_UNREADABLE)
            return True
        self._last_body = body
        assert device.record is not None
        flags = RecordFlag.REGISTRATION_USED
        flags |= RecordFlag.RELAY1 if state.relay1 else RecordFlag.NONE
        flags |= RecordFlag.RELAY2 if state.relay2 else RecordFlag.NONE
        if flags == device.record.flags:
            return True
        device.save(device.record.token, flags)
        await self._hardware.flash_settled()
        return await self._report()

    async def _report(self) -> bool:
        device = self._device
        flags = device.record.flags if device.record else RecordFlag.NONE
        relay1, relay2 = RecordFlag.RELAY1 in flags, RecordFlag.RELAY2 in flags
        body = msgspec.json.encode(_Report(relay1, relay2, _TEMPERATURE, _HUMIDITY))
        outcome = await device.send("POST", self._path, self._headers, body)
        if isinstance(outcome, HttpResponse) and outcome.status == 200:
            return True
        return await self._go_on_after(outcome)
