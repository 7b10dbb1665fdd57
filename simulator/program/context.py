"""What the stages of the device program share: the board, the image, the record, the session."""

from collections.abc import Awaitable, Mapping
from typing import Final

from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged, HttpFailure
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.lines import Line
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.record import RecordFlag, TokenRecord
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.protocol.units import MILLIS_WRAP, SECOND_US
from oceanhil.simulator.program.backoff import Backoff
from oceanhil.simulator.program.hardware import Hardware
from oceanhil.simulator.program.token_store import Loaded, TokenStore, open_store

_JSON = "application/json"


_UNSYNCED_WAIT_MS = 30_000
_MENDED_US = 60 * SECOND_US
# The end of the year 9999: a server that names a later one has no idea of the time either.
_LATEST_UNIX_S = 253_402_300_799


_EXPLAINED: Final[Mapping[HttpFailure, Line]] = {
    HttpFailure.TLS: Line.TLS_DATES,
    HttpFailure.TLS_UNTRUSTED: Line.TLS_UNTRUSTED,
    HttpFailure.TLS_ALERT: Line.TLS_ALERT,
}


class Device:
    """The state of a running device; all of it is lost at a reset."""

    def __init__(self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
        self.hardware = hardware
        self.firmware = firmware
        self.settings = settings
        self.wire = wire
        self.backoff = Backoff(settings)
        self._store: TokenStore | None = None
        self.mac = ""
        self.device_id = ""
        self.record: TokenRecord | None = None
        # How long after the failed save of that record the next attempt is due; 0: it is saved.
        self._save_wait_s = 0
        self._save_failed_ms = 0
        self.session = ""
        self.session_opened_ms = 0
        self.session_lifetime_ms: int | None = None
        self.clock_synced = False
        self.clock_synced_ms = 0
        self.online = False
        # False from a registration until a session opens with its token: registering again would not help then.
        self.token_proven = True
        # True from a clock that was put right until the server accepts a request: only one retry goes at once.
        self.clock_mended = False
        # True when the server refused the token itself in a poll: if a session opens all the same, polls wait.
        self.poll_refused = False

    def identify(self, mac: bytes, device_id: str) -> None:
        """Note who the device is."""
        self.mac = format_mac(mac)
        self.device_id = device_id

    def load_record(self) -> Loaded:
        """Open the store, read the record and make it firm."""
        store = self._store = open_store(self.firmware.store, self.hardware.storage, self.settings.eeprom_bytes)
        loaded = store.load()
        store.make_firm()
        self.record = loaded.reading.record
        return loaded

    @property
    def token(self) -> str:
        """The permanent token, empty without one."""
        return self.record.token if self.record else ""

    def say(self, line: Line, **fields: str | int) -> None:
        """Print a line on the console."""
        self.hardware.print(line.build(**fields) + "\n")

    def elapsed_ms(self, since_ms: int) -> int:
        """Milliseconds since the counter stood at `since_ms`, right also when it has wrapped in between."""
        return (self.hardware.millis() - since_ms) % MILLIS_WRAP

    async def wait_ms(self, duration_ms: int) -> None:
        """Announce the next attempt and wait for it."""
        self.say(Line.RETRY, seconds=-(-duration_ms // 1000))
        await self.sleep_ms(duration_ms)

    async def sleep_ms(self, duration_ms: int) -> None:
        """Wait, and then try again to save what is in RAM alone, if it is time for that."""
        await self.hardware.sleep_ms(duration_ms)
        if self._save_wait_s and self.elapsed_ms(self._save_failed_ms) >= 1000 * self._save_wait_s:
            assert self.record is not None
            self.save(self.record.token, self.record.flags)
            await self.hardware.flash_settled()

    async def wait_after(self, outcome: Exchanged) -> None:
        """Wait as long as this outcome asks for."""
        await self.wait_ms(self.backoff.after(outcome, self.hardware.random_ppm()))

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Awaitable[Exchanged]:
        """Send a request; a body is JSON."""
        if body:
            headers = {**headers, "content-type": _JSON}
        return self.hardware.http(method, path, headers, body, 1000 * self.settings.http_timeout_s)

    def time_header(self) -> Mapping[str, str]:
        """Give the header that carries the device's time in Unix seconds."""
        return {self.wire.time_header: str(self.hardware.unix_us() // SECOND_US)}

    def token_header(self) -> Mapping[str, str]:
        """Give the header that carries the permanent token."""
        return {self.wire.token_header: self.token}

    async def sync_clock(self) -> bool:
        """Ask the time server and set the clock; False when there is no answer."""
        hardware = self.hardware
        unix_us = await hardware.ask_time(1000 * self.settings.sntp_timeout_s)
        if unix_us is None:
            self.say(Line.TIME_NOT_SYNCED)
            return False
        correction_s = (unix_us - hardware.unix_us() + SECOND_US // 2) // SECOND_US
        hardware.set_unix_us(unix_us)
        if correction_s or not self.clock_synced:
            self.say(Line.TIME_SYNCED, seconds=f"{correction_s:+d}")
        self.clock_synced = True
        self.clock_synced_ms = hardware.millis()
        return True

    def save(self, token: str, flags: RecordFlag) -> None:
        """Save the record and go on with what storage gives back, as a device does after its next reset."""
        assert self._store is not None
        record = TokenRecord(token, flags, device_id=self.device_id)
        reading = self._store.save(record)
        self.hardware.note_save(reading)
        self.say(Line.EEPROM_SAVED if reading.record else Line.EEPROM_SAVE_FAILED)
        self.record = reading.record or record
        self._note_outcome(saved=reading.record is not None)

    def _note_outcome(self, *, saved: bool) -> None:
        if saved:
            self._save_wait_s = 0
            return
        # Worn flash is erased in vain each time, so attempts come ever more seldom.
        wait_s = 2 * self._save_wait_s or self.settings.retry_max_s
        self._save_wait_s = min(wait_s, self.settings.retry_after_max_s)
        self._save_failed_ms = self.hardware.millis()


def explain_failure(device: Device, outcome: Exchanged) -> None:
    """Print why the connection failed where the TLS library says so."""
    if isinstance(outcome, HttpFailure) and outcome in _EXPLAINED:
        device.say(_EXPLAINED[outcome])


async def mend_skew(device: Device, reply: ErrorReply) -> None:
    """Print the skew, set the clock by a time server, not by the refusal, and wait where asking at once is in vain."""
    if reply.server_time is not None and 0 <= reply.server_time <= _LATEST_UNIX_S:
        skew_s = device.hardware.unix_us() // SECOND_US - reply.server_time
        device.say(Line.TIME_SKEW, seconds=f"{skew_s:+d}")
    before_us = device.hardware.unix_us()
    synced = device.firmware.sntp and await device.sync_clock()
    if synced and not device.clock_mended and abs(device.hardware.unix_us() - before_us) > _MENDED_US:
        device.clock_mended = True
        return
    # The time server agrees with this clock or does not answer: asking the server again at once would be a storm, and
    # where the server's own clock is wrong nothing that the device does can help.
    await device.wait_ms(max(_UNSYNCED_WAIT_MS, device.backoff.after_failure(device.hardware.random_ppm())))
