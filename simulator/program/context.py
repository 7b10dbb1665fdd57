"""What the stages of the device program share: the board, the image, the record, the session."""

import re
import string
from collections.abc import Awaitable, Mapping
from typing import Annotated, Final, TypeVar
from unicodedata import category

import msgspec

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpResponse
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.lines import Line
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.record import RecordFlag, TokenRecord
from oceanhil.protocol.retry_after import told_wait_s
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.protocol.tokens import SHOWN_CHARACTERS
from oceanhil.protocol.units import SECOND_US, WHOLE_PPM
from oceanhil.simulator.program.hardware import Hardware
from oceanhil.simulator.program.token_store import Loaded, TokenStore, open_store

_JITTER_PART = 10
_TEMPORARY = frozenset({408, 425})
DEEPEST: Final = 64
# A string that nothing closes reaches to the end: no place is looked at twice, however hostile the body.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")
_STEPS: Final = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}
MILLIS_WRAP = 1 << 32
_JSON = "application/json"
_MESSAGE_CHARACTERS = 80
_MESSAGE_CONSIDERED = 5 * _MESSAGE_CHARACTERS
# What tokens are made of, plain or encoded.
_TOKEN_CHARACTERS = f"{string.ascii_letters}{string.digits}_-%\\"
_RUN = re.compile(r"[A-Za-z0-9_%\\-]+")
# A word of 32 letters is none: a token without its prefix may be drawn without a digit.
_WORD = re.compile(r"[A-Za-z]{0,31}")
# By its look, however little of it stands before what was pasted into it.
_BEGINS_TOKEN = re.compile(r"oc_|.*[%\\]")

# Controls, format characters, separators of lines (docs/protocol.md), and what this Python does not know.
_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cn"})
_SPECIAL_PLANES = "\U000e0000"

_UNSYNCED_WAIT_MS = 30_000
_MENDED_US = 60 * SECOND_US
# The end of the year 9999: a server that names a later one has no idea of the time either.
_LATEST_UNIX_S = 253_402_300_799
# An integer of more digits is none that a device reads as a time.
_NO_TIME = 10**18

T = TypeVar("T")


# How long a device waits before it asks again. 401, 403 and 410 cannot be cured by asking again, so the wait is long.
# 429 and 503 are waited out as told by `Retry-After`. Anything else (no answer, 5xx) doubles the wait each time, with a
# tenth of jitter so that a thousand devices do not come back in one moment.


class Backoff:
    """A doubling wait that `reset` starts over."""

    def __init__(self, settings: DeviceSettings) -> None:
        self._settings = settings
        self._next_s = settings.retry_first_s

    def reset(self) -> None:
        """Start over after a success."""
        self._next_s = self._settings.retry_first_s

    def after(self, outcome: Exchanged, random_ppm: int) -> int:
        """Give the wait in ms after this outcome of a request; `random_ppm` (0 to 999,999) draws the jitter."""
        settings = self._settings
        if isinstance(outcome, HttpResponse):
            told_s = retry_after_s(outcome, settings.retry_after_max_s)
            if outcome.status == 429:
                return 1000 * (told_s or settings.rate_limited_retry_s)
            if told_s and outcome.status == 503:
                return 1000 * told_s
            if 400 <= outcome.status < 500 and outcome.status not in _TEMPORARY:
                return 1000 * settings.refused_retry_s
        return self.after_failure(random_ppm)

    def after_failure(self, random_ppm: int) -> int:
        """Give the wait in ms after no usable answer, and double the next one."""
        wait_ms = 1000 * self._next_s
        self._next_s = min(2 * self._next_s, self._settings.retry_max_s)
        return wait_ms + wait_ms * random_ppm // (_JITTER_PART * WHOLE_PPM)


def retry_after_s(response: HttpResponse, limit_s: int) -> int:
    """Read `Retry-After` as whole seconds, at most `limit_s`; 0 when it is absent, a date or anything else."""
    return min(told_wait_s(response) or 0, limit_s)


def is_too_deep(body: bytes) -> bool:
    """Tell whether objects and arrays stand more than `DEEPEST` deep in each other; a body that is no JSON may be."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", body)):
        depth += _STEPS[bracket]
        if depth > DEEPEST:
            return True
    return False


class _Refusal(msgspec.Struct, frozen=True):
    """What a device looks for in a refusal; all of it may be missing."""

    error: str = "unreadable answer"
    code: str = ""
    server_time: Annotated[int, msgspec.Meta(gt=-_NO_TIME, lt=_NO_TIME)] | None = None


_EXPLAINED: Final[Mapping[HttpFailure, Line]] = {
    HttpFailure.TLS: Line.TLS_DATES,
    HttpFailure.TLS_UNTRUSTED: Line.TLS_UNTRUSTED,
    HttpFailure.TLS_ALERT: Line.TLS_ALERT,
}
_REFUSAL = msgspec.json.Decoder(_Refusal)


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


def read_body(decoder: msgspec.json.Decoder[T], response: HttpResponse) -> T | None:
    """Decode a body; None for one that is anything else. Whatever a server sends, the device goes on."""
    if is_too_deep(response.body):
        return None
    try:
        return decoder.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def refusal(response: HttpResponse) -> ErrorReply:
    """Read why the server refused; the message is fit for the console, an unreadable body says so."""
    found = read_body(_REFUSAL, response) or _Refusal()
    return ErrorReply(success=False, error=_fit_to_print(found.error), code=found.code, server_time=found.server_time)


def _fit_to_print(message: str) -> str:
    """Make a server's text one short line without secrets: programs read the console, and the text is not ours."""
    if len(message) >= _MESSAGE_CONSIDERED:
        # A run at its end may be a piece of a token, too short to look like one.
        message = message[:_MESSAGE_CONSIDERED].rstrip(_TOKEN_CHARACTERS)
    return fit_for_terminal(_without_tokens(message)[:_MESSAGE_CHARACTERS]) or "no message"


def _without_tokens(text: str) -> str:
    """Cut each run of more than 12 characters of which tokens are made, unless it is a word.

    Of the first one 12 characters stay, of the next ones, which may be pieces of the same token, none.
    """
    begun = False

    def cut(found: re.Match[str]) -> str:
        nonlocal begun
        run, before = found.group(), begun
        is_cut = len(run) > SHOWN_CHARACTERS and (before or _WORD.fullmatch(run) is None)
        begun = before or is_cut or _BEGINS_TOKEN.match(run) is not None
        return run if not is_cut else "…" if before else run[:SHOWN_CHARACTERS] + "…"

    return _RUN.sub(cut, text)


def fit_for_terminal(text: str) -> str:
    """Give a text with "?" in place of what moves a terminal, and of tags, which stand for nothing to read.

    So for "$" too: a server could put a sentence into its message, which a bench would take for the agent's.
    """
    # What Python calls printable is of none of these kinds, but for some of the special planes.
    if text.isprintable() and "$" not in text and max(text, default="") < _SPECIAL_PLANES:
        return text
    return "".join(
        "?" if each == "$" or each >= _SPECIAL_PLANES or category(each) in _HIDDEN else each for each in text
    )


def status_of(outcome: Exchanged) -> int:
    """Give the number that the firmware prints after `HTTP Response:`."""
    return outcome.code if isinstance(outcome, HttpFailure) else outcome.status


def explain_failure(device: Device, outcome: Exchanged) -> None:
    """Print why the connection failed where the TLS library says so."""
    if isinstance(outcome, HttpFailure) and outcome in _EXPLAINED:
        device.say(_EXPLAINED[outcome])


# What a device does when the server says that its clock is wrong: it asks the time server, not the refusal.


def is_skew(reply: ErrorReply) -> bool:
    """Tell whether the clock was the reason."""
    return reply.code == ErrorReason.CLOCK_SKEW.value


async def mend_skew(device: Device, reply: ErrorReply) -> None:
    """Print the skew, set the clock, and wait where repeating the request at once could not help."""
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
