"""The server's log: what happened, as records that have no secrets in them, and as lines of text or JSON."""

import json
from collections.abc import Callable, Mapping
from enum import Enum

import msgspec

from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import rfc3339


class LogEvent(Enum):
    """What happened; the value stands in the log."""

    START = "start"
    """The server listens; fields: urls, version, pid."""
    STOP = "stop"
    """It was told to stop; fields: none."""
    REQUEST = "request"
    """A request was answered, or deliberately not; fields as in `docs/operation.md`."""
    ADMIN = "admin"
    """The same for a request that changes something by the admin side."""
    REFUSED = "refused"
    """A request or connection was turned away; fields: peer, reason."""
    STORAGE = "storage"
    """The file of `--db` takes no more changes, or takes them again; fields: state, reason."""
    ERROR = "error"
    """A mistake in the server itself; fields: error (its class), trace."""
    COMPLAINT = "complaint"
    """The machine, a library or Python itself complains; fields: source, text, count, and trace if there is one."""


class Level(Enum):
    """How much it matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


Value = str | int | float | tuple[str, ...]


class LogRecord(msgspec.Struct, frozen=True):
    """One thing that happened at `time_us`, Unix µs of the machine's clock; nothing in `fields` is secret."""

    time_us: int
    event: LogEvent
    fields: Mapping[str, Value]
    level: Level = Level.INFO


LogSink = Callable[[LogRecord], None]


def json_line(record: LogRecord) -> str:
    """Give a record as one line of JSON (RFC 8259), without the line's end."""
    head = {
        "time": rfc3339(record.time_us / SECOND_US, has_ms=True),
        "level": record.level.value,
        "event": record.event.value,
    }
    # ASCII only: other line ends and a terminal's control characters stay escaped.
    return json.dumps({**head, **record.fields}, separators=(",", ":"))


def text_line(record: LogRecord) -> str:
    """Give a record as one line for people, with nothing in it that moves a terminal's cursor."""
    when = rfc3339(record.time_us / SECOND_US, has_ms=True)[11:23]
    is_request = record.event in {LogEvent.REQUEST, LogEvent.ADMIN}
    words = _request_words(record.fields) if is_request else (record.event.value, *_pairs(record.fields))
    line = " ".join((when, *words))
    return "".join(character if character.isprintable() else "?" for character in line)


def _request_words(fields: Mapping[str, Value]) -> tuple[str, ...]:
    path, query = fields["path"], fields.get("query")
    target = f"{path}?{query}" if query else str(path)
    first = (str(fields["peer"]), str(fields["method"]), target, str(fields.get("status", "-")))
    device = f"device={fields['device']}" if fields.get("device") else ""
    rest = (str(fields.get("code", "")), device, str(fields.get("fault", "")), str(fields.get("note", "")))
    return (*first, *filter(None, rest), f"{fields['duration_ms']} ms")


def _pairs(fields: Mapping[str, Value]) -> tuple[str, ...]:
    shown = ((name, ",".join(value) if isinstance(value, tuple) else value) for name, value in fields.items())
    return tuple(f"{name}={value}" for name, value in shown if value != "")
