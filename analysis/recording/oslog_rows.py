"""The lines of a recorded session (`.oslog`): a head, then one JSON object a record, as in docs/serial-log.md."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Final

import msgspec

from oceanhil.protocol.not_json import NOT_JSON

VERSION: Final = 1


class OsLogError(ValueError):
    """A recording cannot be read; the message begins with file and line."""


class Direction(Enum):
    """Whose bytes a record holds."""

    IN = "in"
    """From the board."""
    OUT = "out"
    """To the board."""
    EVENT = "event"
    """Something that happened to the port; the bytes are its text in UTF-8."""


class LogHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a session was: name of the board, URL of the port, bits per second, and when it began (with time zone)."""

    oslog: int = VERSION
    board: str
    port: str
    baud: int
    started: Annotated[datetime, msgspec.Meta(tz=True)]


class _Version(msgspec.Struct, frozen=True):
    """All that the heads of every version have in common."""

    oslog: int = VERSION


class LogRecord(msgspec.Struct, frozen=True):
    """Bytes at `t_us`, µs since the session began."""

    t_us: int
    direction: Direction
    data: bytes

    @property
    def text(self) -> str:
        """The bytes as text, for people and for events."""
        return self.data.decode("utf-8", "backslashreplace")


class _Row(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    t: Annotated[int, msgspec.Meta(ge=0)]
    in_: str | None = msgspec.field(default=None, name="in")
    in64: bytes | None = None
    out: str | None = None
    out64: bytes | None = None
    event: str | None = None


_ENCODER: Final = msgspec.json.Encoder()
_ROWS: Final = msgspec.json.Decoder(_Row)
_HEADS: Final = msgspec.json.Decoder(LogHead)
_VERSIONS: Final = msgspec.json.Decoder(_Version)


def encode_head(head: LogHead) -> bytes:
    """Write the first line, with its line end."""
    return _ENCODER.encode(head) + b"\n"


def encode_record(record: LogRecord) -> bytes:
    """Write a record with its line end: as text if it is UTF-8, else in base64."""
    return _ENCODER.encode(_row(record)) + b"\n"


def decode_head(line: bytes) -> LogHead:
    """Read the first line; OsLogError without a place when it is none."""
    try:
        # Before the rest, which another version may have otherwise.
        version = _VERSIONS.decode(line).oslog
        if version == VERSION:
            return _HEADS.decode(line)
    except NOT_JSON as error:
        raise OsLogError(f"no head of a recorded session: {_lower(error)}") from None
    whose = "it was recorded by a newer program" if version > VERSION else "there is no such version"
    raise OsLogError(f"version {version!r}, expected {VERSION}: {whose}")


def decode_record(line: bytes) -> LogRecord:
    """Read a record; OsLogError without a place when it is none."""
    try:
        row = _ROWS.decode(line)
    except NOT_JSON as error:
        raise OsLogError(f"no record: {_lower(error)}") from None
    held = [
        (direction, data if isinstance(data, bytes) else data.encode())
        for direction, data in (
            (Direction.IN, row.in_),
            (Direction.IN, row.in64),
            (Direction.OUT, row.out),
            (Direction.OUT, row.out64),
            (Direction.EVENT, row.event),
        )
        if data is not None
    ]
    if len(held) != 1:
        raise OsLogError("no record: expected exactly one of 'in', 'in64', 'out', 'out64' and 'event'")
    return LogRecord(row.t, *held[0])


def _row(record: LogRecord) -> _Row:
    try:
        text = record.data.decode()
    except UnicodeDecodeError:
        if record.direction is Direction.OUT:
            return _Row(record.t_us, out64=record.data)
        return _Row(record.t_us, in64=record.data)
    match record.direction:
        case Direction.IN:
            return _Row(record.t_us, in_=text)
        case Direction.OUT:
            return _Row(record.t_us, out=text)
        case Direction.EVENT:
            return _Row(record.t_us, event=text)


def _lower(error: Exception) -> str:
    text = str(error)
    return text if text.startswith("JSON") else text[:1].lower() + text[1:]
