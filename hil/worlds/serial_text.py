"""A line of a board's console as it goes into a trace: noise parted from text, secrets cut."""

import re
from collections.abc import Collection, Iterator

from protocol.redact import may_hold_secret, redact
from scenarios.trace import Scalar

# Noise of a boot ROM at another baud rate has no line end of its own: the firmware's first line follows on it.
_AFTER_NOISE = re.compile(
    r"^(?P<noise>.*(?:[^\x20-\x7E\t]|\\x[0-9a-f]{2}).*?)(?P<line>\[[A-Za-z]{2,12}\] .*)$", re.DOTALL
)


def parted(text: str) -> Iterator[str]:
    """Give `text` as one line, or as two where a line of the firmware begins behind noise."""
    found = _AFTER_NOISE.match(text)
    if found is None:
        yield text
    else:
        yield found["noise"]
        yield found["line"]


def serial_fields(text: str, secrets: Collection[str]) -> dict[str, Scalar]:
    """Give the fields of a serial event: the text with secrets cut, and `leak` when a whole one was in it."""
    if not may_hold_secret(text):
        return {"text": text}
    shown = redact(text)
    if shown != text or any(secret in text for secret in secrets):
        return {"text": shown, "leak": True}
    return {"text": text}
