"""Every line a device prints on its serial console (115,200 baud), as builder and as pattern.

The `FACT` lines stand on OceanRemote's pages "Firmware Flash Success But No Connection" and "Token Invalid or Expired";
the others are this project's firmware. One template serves both directions, so what is built is always recognised.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Final

import msgspec

_FIELD = re.compile(r"\{(\w+)\}")
_LITERALS = re.compile(r"\{\w+\}")
_HEAD = re.compile(r"\\?\[[A-Za-z]+\\?\]")
_WORD = re.compile(r"[A-Za-z]{3,}")
_FIELD_PATTERNS: Mapping[str, str] = {
    "status": r"-?\d+",
    "seconds": r"[+-]?\d+",
    "sequence": r"\d+",
    "slot": r"[AB]",
    "device_id": r"[A-Za-z0-9_-]+",
    "ip": r"[0-9A-Fa-f.:]+",
    # Who cuts a secret says so by an ellipsis, by three dots, or not at all.
    "session": r"[!-~]{1,8}(?:…|\.{3})?",
    "token": r".{0,12}(?:…|\.{3})?",
    # A tick or a star, or what is left of one when its UTF-8 bytes were read in another encoding.
    "glyph": r"[^\x00-\x7F]{0,8}|[^\sA-Za-z0-9]",
}
_GLYPH = f"(?P<glyph>{_FIELD_PATTERNS['glyph']})"
_ANY = r".*"
NO_ANSWER = "] HTTP Response: -"
"""In every line that says that a request was not answered: the cores' HTTP clients then give a negative code."""

STATUS_MIN = 100
"""The least number that is a status of HTTP (RFC 9110, 15)."""


class Origin(Enum):
    """Where a line comes from."""

    FACT = "fact"
    ASSUMPTION = "assumption"


class Line(Enum):
    """A serial line: its template and its origin."""

    DEVICE_ID = ("[SYSTEM] Device ID: {device_id}", Origin.FACT)
    DEVICE_ID_FAILED = ("[SYSTEM] Device ID generation failed", Origin.ASSUMPTION)
    SYSTEM_RESTART = ("[SYSTEM] Restart in {seconds} s: {reason}", Origin.ASSUMPTION)
    SYSTEM_HALTED = ("[SYSTEM] Halted: {reason}", Origin.ASSUMPTION)
    WIFI_CONNECTED = ("[WiFi] Connecting... Connected!", Origin.FACT)
    WIFI_FAILED = ("[WiFi] Connecting... Failed!", Origin.FACT)
    WIFI_LOST = ("[WiFi] Connection lost", Origin.ASSUMPTION)
    WIFI_IP = ("[WiFi] IP Address: {ip}", Origin.FACT)
    EEPROM_LOADED = ("[EEPROM] Token loaded", Origin.ASSUMPTION)
    EEPROM_LOADED_SLOT = ("[EEPROM] Token loaded (slot {slot}, seq {sequence})", Origin.ASSUMPTION)
    EEPROM_CHECKSUM = ("[EEPROM] Checksum mismatch", Origin.ASSUMPTION)
    EEPROM_EMPTY = ("[EEPROM] Empty", Origin.ASSUMPTION)
    EEPROM_SAVED = ("[EEPROM] Token saved", Origin.ASSUMPTION)
    EEPROM_SAVE_FAILED = ("[EEPROM] Save failed", Origin.ASSUMPTION)
    TIME_SYNCED = ("[TIME] Synced, clock corrected by {seconds} s", Origin.ASSUMPTION)
    TIME_NOT_SYNCED = ("[TIME] No answer from time server", Origin.ASSUMPTION)
    TIME_SKEW = ("[TIME] Clock skew {seconds} s", Origin.ASSUMPTION)
    TLS_DATES = ("[TLS] Certificate is expired or not yet valid.", Origin.ASSUMPTION)
    TLS_UNTRUSTED = ("[TLS] Certificate is not trusted.", Origin.ASSUMPTION)
    TLS_ALERT = ("[TLS] Fatal alert from the server.", Origin.ASSUMPTION)
    REG_START = ("[REG] Registering device...", Origin.FACT)
    REG_TOKEN = ("[REG] Registration token: {token}", Origin.FACT)
    REG_RESPONSE = ("[REG] HTTP Response: {status}", Origin.FACT)
    REG_SUCCESS = ("[REG] {glyph} Registration successful!", Origin.FACT)
    REG_TOKEN_DEAD = ("[REG] Token already used or expired", Origin.FACT)
    REG_FAILED = ("[REG] Registration failed: {message}", Origin.FACT)
    SESSION_RESPONSE = ("[SESSION] HTTP Response: {status}", Origin.ASSUMPTION)
    SESSION_OPENED = ("[SESSION] Got session ID: {session}", Origin.FACT)
    SESSION_NO_ID = ("[SESSION] No session ID in response", Origin.FACT)
    SESSION_REFUSED = ("[SESSION] Refused: {message}", Origin.ASSUMPTION)
    SESSION_EXPIRED = ("[SESSION] Expired, renewing", Origin.ASSUMPTION)
    POLL_RESPONSE = ("[POLL] HTTP Response: {status}", Origin.ASSUMPTION)
    POLL_UNREADABLE = ("[POLL] Unreadable answer", Origin.ASSUMPTION)
    RETRY = ("[SYSTEM] Next attempt in {seconds} s", Origin.ASSUMPTION)
    ONLINE = ("[INFO] Device ONLINE", Origin.FACT)

    def __init__(self, template: str, origin: Origin) -> None:
        """Note the line with its fields in braces, and FACT if it is printed in a public source."""
        # Attributes of a member are read in a tenth of the time that its value takes.
        self.template = template
        self.origin = origin
        self.build: Callable[..., str] = template.format
        """Writes the line, without its line end, with the fields given by name filled in; KeyError names a missing one.

        A field must not hold a line break; whoever prints what somebody else sent takes care of that.
        """

    @property
    def literal(self) -> str:
        """The longest part of it that is the same in every one."""
        return max(_LITERALS.split(self.template), key=len)

    @property
    def beginning(self) -> str:
        """What stands before its first field: all of it where it has none."""
        return self.template.partition("{")[0]

    @property
    def pattern(self) -> re.Pattern[str]:
        """A compiled pattern that matches the whole line, one named group a field."""
        return _compiled(self)


FIRST_LINES: Final = frozenset({Line.DEVICE_ID, Line.DEVICE_ID_FAILED})
"""One of these the program says first, at each of its starts."""


class Recognised(msgspec.Struct, frozen=True):
    """A serial line that was recognised, with the texts of its fields."""

    line: Line
    fields: Mapping[str, str]


def recognise(text: str) -> Recognised | None:
    """Tell which known line `text` is; None for any other text. Trailing white space does not count."""
    trimmed = text.rstrip()
    for line in _candidates(trimmed):
        # The text as it came, for a line whose last field is empty or ends in a space.
        if found := line.pattern.fullmatch(trimmed) or line.pattern.fullmatch(text):
            return Recognised(line, found.groupdict())
    return None


def lines_like(part: str) -> tuple[Line, ...]:
    """Give the known lines of which a part of the text, or a pattern of it, may be meant.

    Those with its head in brackets, else those that hold its longest word; all if it has none, and none if no word
    of theirs begins with it: then it is about something that only its own firmware prints.
    """
    found = _HEAD.search(part)
    if found is not None:
        return tuple(line for line in Line if line.template.startswith(found.group().replace("\\", "")))
    longest = max(_WORD.findall(part), key=len, default="")
    # From the beginning of a word on: who is ready has not said that something is already used.
    is_in = re.compile(rf"\b{longest}").search
    return tuple(line for line in Line if is_in(line.template))


def _candidates(text: str) -> Iterable[Line]:
    head = text[: text.find("]") + 1]
    return _by_head().get(head, ())


@cache
def _by_head() -> Mapping[str, tuple[Line, ...]]:
    heads: dict[str, tuple[Line, ...]] = {}
    for line in Line:
        head = line.template[: line.template.index("]") + 1]
        heads[head] = (*heads.get(head, ()), line)
    return heads


@cache
def _compiled(line: Line) -> re.Pattern[str]:
    parts = _FIELD.split(line.template)
    pattern = "".join(
        f"(?P<{part}>{_FIELD_PATTERNS.get(part, _ANY)})" if index % 2 else re.escape(part)
        for index, part in enumerate(parts)
    )
    return re.compile(pattern.replace(f"{_GLYPH}\\ ", f"{_GLYPH}\\ *"))
