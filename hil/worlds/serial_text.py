"""A line of a board's console as it goes into a trace: noise parted from text, secrets cut."""

import re
from collections.abc import Collection, Iterator

from protocol.redact import may_hold_secret, redact
from scenarios.trace import Scalar

# Noise of a boot ROM at another baud rate has no line end of its own: the firmware's first line follows on it.
_AFTER_NOISE = re.compile(
    r"^(?P<noise>.*(?:[^\x20-\x7E\t]|\\x[0-9a-f]{2}).*?)(?P<line>\[[A-Za-z]{2,12}\] .*)$", re.DOTALL
)

# What an ESP32 prints below a crash: the hash of the program's file, by which its build is known. It is no secret.
_BUILD_HASH = re.compile(r"ELF file SHA256:\s+[0-9a-f]{8,64}\s*")


def parted(text: str) -> Iterator[str]:
    """Give `text` as one line, or as two where a line of the firmware begins behind noise."""
    found = _AFTER_NOISE.match(text)
    if found is None:
        yield text
    else:
        yield found["noise"]
        yield found["line"]


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
