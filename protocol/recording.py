"""A recorded conversation as a file: lines of JSON, the first a head, then one for each exchange."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.protocol.not_json import NOT_JSON

FORMAT: Final = "oceanhil-conversation"
VERSION: Final = 1
_LATEST_S = 253_402_300_799
"""The last second of the year 9999: calendars end there."""


class RecordingError(Exception):
    """The file is no recording, or damaged before its last line; the text says where."""


class Head(msgspec.Struct, frozen=True):
    """The first line: what this is, the URL of the other server, and when the recording began (Unix s)."""

    format: str
    version: int
    upstream: str
    started: float


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """Headers in their order, body as text and its length in bytes.

    Where the body is not shown, `omitted` says why.
    """

    headers: tuple[tuple[str, str], ...]
    body: str | None
    size: int
    omitted: str = ""


class RequestLine(msgspec.Struct, frozen=True):
    """What a device asked for; `query` without its question mark."""

    method: str
    path: str
    query: str


class FaultNote(msgspec.Struct, frozen=True):
    """A fault rule that struck: its id, its kind, and the fields of its kind."""

    rule: str
    kind: str
    parameters: Mapping[str, object]


class ExchangeLine(msgspec.Struct, frozen=True):
    """One exchange.

    `time` is when the request was there (Unix s, machine's clock), `duration` until the outcome was known, in seconds.
    `status` and `response` are what the other server answered, None if it was not asked or gave no answer; `error` then
    says why. `sent_status` is what the device was sent, None if nothing.
    """

    seq: int
    time: float
    duration: float
    peer: str
    asked: RequestLine
    request: Message
    status: int | None
    response: Message | None
    error: str
    faults: tuple[FaultNote, ...]
    sent_status: int | None


_head = msgspec.json.Decoder(Head)
_line = msgspec.json.Decoder(ExchangeLine)


def read_recording(lines: Iterable[bytes]) -> tuple[Head, Sequence[ExchangeLine]]:
    """Read a recording; a last line that was cut short is left out. Raises RecordingError."""
    numbered = iter(enumerate(lines, 1))
    first = next(numbered, None)
    if first is None:
        raise RecordingError("the file is empty, expected a recording made with serve --record")
    head = read_head(first[1])
    return head, [line for _, line in read_lines(numbered)]


def read_head(line: bytes) -> Head:
    """Read the first line of a recording; raises RecordingError."""
    try:
        head = _head.decode(line)
    except NOT_JSON:
        head = None
    if head is None or head.format != FORMAT:
        raise RecordingError("line 1 is not the head of a recording, expected a file made with serve --record")
    if head.version != VERSION:
        raise RecordingError(f"the recording has version {head.version}, this oceanhil knows version {VERSION}")
    return head


def read_lines(numbered: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, ExchangeLine]]:
    """Read the other lines, one at a time, each with its number; a last one that was cut short is left out.

    Only the last line of a file can be without its end. Raises RecordingError.
    """
    for number, line in numbered:
        try:
            exchange = _line.decode(line)
        except msgspec.ValidationError as error:
            raise RecordingError(f"line {number} is no exchange as recordings have them: {error}") from None
        except NOT_JSON:
            if line.endswith(b"\n"):
                raise RecordingError(f"line {number} is damaged, expected one exchange as JSON") from None
            continue
        if not 0 <= exchange.time <= _LATEST_S:
            raise RecordingError(
                f"line {number} has the time {exchange.time!r}, expected Unix seconds up to the year 9999"
            )
        yield number, exchange
