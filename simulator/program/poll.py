"""The poll every five seconds, the report of sensors, and keeping session and clock fresh while ONLINE."""

from collections.abc import Awaitable, Mapping
from functools import lru_cache

import msgspec

from oceanhil.protocol.error_reason import SESSION_OVER
from oceanhil.protocol.http import Exchanged, HttpResponse
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import RecordFlag
from oceanhil.simulator.outputs import RELAYS
from oceanhil.simulator.program.answers import read_body, refusal, status_of
from oceanhil.simulator.program.context import Device, explain_failure

_REFUSED = frozenset({401, 403})
_DEAD_SESSION = frozenset(reason.value for reason in SESSION_OVER)


class _Wanted(msgspec.Struct, frozen=True):
    """What a poll looks for in the answer; a relay that it does not name stays as it is."""

    success: bool = True
    relay1: bool | None = None
    relay2: bool | None = None


_WANTED = msgspec.json.Decoder(_Wanted)


class _Report(msgspec.Struct, frozen=True):
    relay1: bool
    relay2: bool
    temperature: float
    humidity: float


def poll_until_session_ends(device: Device) -> Awaitable[None]:
    """Poll every five seconds until the session has expired, is refused, or the network is lost."""
    return _Poller(device).run()


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
        self._last_body: bytes | None = None
        self._polled_ms = 0
        # True from the second accepted poll in a row on: only then has the session proved to be good for something.
        self._steady = False
        # The server takes a report's relays for what is wanted: what is wanted of both has to be read first.
        self._wish_read = False

    async def run(self) -> None:
        device, hardware = self._device, self._hardware
        if device.poll_refused:
            device.poll_refused = False
            await device.wait_ms(1000 * device.settings.refused_retry_s)
            if self._is_over():
                return
        reported_ms: int | None = None
        while await self._poll():
            is_due = reported_ms is None or device.elapsed_ms(reported_ms) >= self._report_ms
            if is_due and self._wish_read:
                reported_ms = hardware.millis()
                if not await self._report():
                    return
            if device.firmware.sntp and device.elapsed_ms(device.clock_synced_ms) >= self._sync_ms:
                await self._sync()
            await self._sleep_to_next()
            if self._is_over():
                return

    def _is_over(self) -> bool:
        """End the session one interval early: the next poll would find it expired."""
        device = self._device
        lifetime_ms = device.session_lifetime_ms
        if lifetime_ms is None or device.elapsed_ms(device.session_opened_ms) + self._interval_ms < lifetime_ms:
            return False
        self._end_session()
        return True

    async def _sleep_to_next(self) -> None:
        passed_ms = self._device.elapsed_ms(self._polled_ms)
        # Polls that a wait or a slow answer took the time of are not caught up.
        if passed_ms < self._interval_ms:
            await self._device.sleep_ms(self._interval_ms - passed_ms)

    async def _sync(self) -> None:
        device = self._device
        if not await device.sync_clock():
            device.clock_synced_ms = self._hardware.millis()

    async def _poll(self) -> bool:
        self._polled_ms = self._hardware.millis()
        outcome = await self._hardware.http("GET", self._path, self._headers, b"", self._timeout_ms)
        if type(outcome) is not HttpResponse or outcome.status != 200:
            return await self._go_on_after(outcome)
        if outcome.body == self._last_body:
            self._wish_read = True
            self._note_accepted()
            return True
        wanted = read_body(_WANTED, outcome)
        if wanted is None or not wanted.success:
            self._device.say(Line.POLL_UNREADABLE)
            self._wish_read = False
            return True
        self._wish_read = wanted.relay1 is not None and wanted.relay2 is not None
        # Of what says less each answer is read anew.
        self._last_body = outcome.body if self._wish_read else None
        self._note_accepted()
        return await self._apply(wanted)

    def _note_accepted(self) -> None:
        device = self._device
        if not device.online:
            device.online = True
            device.say(Line.ONLINE)
        elif not self._steady:
            self._steady = True
            device.backoff.reset()

    async def _go_on_after(self, outcome: Exchanged) -> bool:
        """Tell whether this session can still be polled on after an answer other than 200."""
        device, was_steady = self._device, self._steady
        device.online = self._steady = self._wish_read = False
        explain_failure(device, outcome)
        device.say(Line.POLL_RESPONSE, status=status_of(outcome))
        if isinstance(outcome, HttpResponse) and outcome.status in _REFUSED:
            if refusal(outcome).code not in _DEAD_SESSION:
                device.session, device.poll_refused = "", True
                return False
            self._end_session()
            if not was_steady:
                # A new session that is refused at once: another one would fare no better now.
                await device.wait_ms(device.backoff.after_failure(self._hardware.random_ppm()))
            return False
        if not self._hardware.wifi_connected():
            return False
        await device.wait_after(outcome)
        return True

    def _end_session(self) -> None:
        self._device.say(Line.SESSION_EXPIRED)
        self._device.session = ""

    async def _apply(self, wanted: _Wanted) -> bool:
        """Do what the dashboard asks for; a relay's new position is saved, so that it survives power loss."""
        device = self._device
        assert device.record is not None
        flags = _switched(device.record.flags, (wanted.relay1, wanted.relay2))
        if flags == device.record.flags:
            return True
        self._hardware.switch_relays(flags & RELAYS)
        device.save(device.record.token, flags)
        await self._hardware.flash_settled()
        return await self._report()

    async def _report(self) -> bool:
        device = self._device
        flags = device.record.flags if device.record else RecordFlag.NONE
        relay1, relay2 = RecordFlag.RELAY1 in flags, RecordFlag.RELAY2 in flags
        sensors = self._hardware.read_sensors()
        report = _Report(relay1, relay2, sensors.temperature_tenths / 10, sensors.humidity_tenths / 10)
        body = msgspec.json.encode(report)
        outcome = await device.send("POST", self._path, self._headers, body)
        if isinstance(outcome, HttpResponse) and outcome.status == 200:
            return True
        return await self._go_on_after(outcome)


@lru_cache(128)
def _switched(flags: RecordFlag, wanted: tuple[bool | None, bool | None]) -> RecordFlag:
    """Give the flags of a registered device whose relays are as wanted, in order; None leaves one as it is."""
    flags |= RecordFlag.REGISTRATION_USED
    for relay, on in zip((RecordFlag.RELAY1, RecordFlag.RELAY2), wanted, strict=True):
        if on is not None:
            flags = flags | relay if on else flags & ~relay
    return flags
