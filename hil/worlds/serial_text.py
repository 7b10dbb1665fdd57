"""A line of a board's console as it goes into a trace: noise parted from text, secrets cut."""

import re
from collections.abc import Collection, Iterator

from oceanhil.protocol.redact import may_hold_secret, redact
from oceanhil.scenarios.trace import Scalar

# Noise of a boot ROM at another baud rate has no line end of its own: the firmware's first line follows on it.
_NOISE = re.compile(r"[^\x20-\x7E\t]|\\x[0-9a-f]{2}")
_FIRMWARE_LINE = re.compile(r"\[[A-Za-z]{2,12}\] ")
_SYMBOLS_IN_A_LINE = 4
"""A line of the firmware holds a tick or two; a boot ROM at another baud rate makes dozens of unreadable bytes."""

# What an ESP32 prints below a crash: the hash of the program's file, by which its build is known. It is no secret.
_BUILD_HASH = re.compile(r"ELF file SHA256:\s+[0-9a-f]{8,64}\s*")


def parted(text: str) -> Iterator[str]:
    """Give `text` as one line, or as two where a line of the firmware begins behind noise."""
    noise = _NOISE.search(text)
    line = _FIRMWARE_LINE.search(text, noise.end()) if noise is not None else None
    if noise is None or line is None or _is_firmware_line(text, line.start()):
        yield text
    else:
        yield text[: line.start()]
        yield text[line.start() :]


def _is_firmware_line(text: str, end: int) -> bool:
    """Tell whether `text` is a line of the firmware all the way, though it holds something like a tag at `end`."""
    return _FIRMWARE_LINE.match(text) is not None and len(_NOISE.findall(text, 0, end)) <= _SYMBOLS_IN_A_LINE


def serial_fields(text: str, secrets: Collection[str], *, garbled: bool = False) -> dict[str, Scalar]:
    """Give the fields of a serial event: the text with secrets cut, and `leak` when a whole one was in it.

    `garbled`: the line came over a faulty line, where a doubled byte makes what may be shown look longer than that; it
    leaks only a secret that was issued.
    """
    if not may_hold_secret(text):
        return {"text": text}
    shown = redact(text)
    is_no_token = garbled or _BUILD_HASH.fullmatch(text) is not None
    if (shown != text and not is_no_token) or any(secret in text for secret in secrets):
        return {"text": shown, "leak": True}
    return {"text": shown}
