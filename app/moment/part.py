"""What a page takes of a trace file: as far as it can be read, and no more than a page shows, however long it is.

What needs to know each event, a comparison or another tool's form, takes of that what this program knows.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.scenarios.trace import Event
from oceanhil.scenarios.trace_file import TRACE_VERSION, read_line, read_trace

EVENTS_MOST: Final = 300_000
"""What `templates/trace.js` shows of a trace."""
LINE_MOST: Final = 8_000_000
"""No event is that many bytes, there either."""


class TracePart(msgspec.Struct, frozen=True):
    """The beginning of a trace file: `events` of it, and as `problem` in one sentence what is missing, if anything is.

    `data` ends with the line at which reading stopped, so that the page says the same.
    """

    data: bytes
    title: str
    events: int
    problem: str


class KnownPart(msgspec.Struct, frozen=True):
    """The events of a part that this program knows, in order; `problem` says all that is missing, if anything is.

    `places` says which of the part's events each is, from 0 on.
    """

    events: tuple[Event, ...]
    places: tuple[int, ...]
    problem: str


class _Head(msgspec.Struct, frozen=True):
    trace: int
    title: str = ""


class _AnyEvent(msgspec.Struct, frozen=True):
    """An event of any version: kinds and sources may be others than are known here."""

    t_us: int
    source: str
    kind: str
    device: str
    fields: Mapping[str, msgspec.Raw]


def read_part(path: Path) -> TracePart:
    """Read the trace in `path` as far as it goes; raises OSError."""
    decode = msgspec.json.Decoder(_AnyEvent).decode
    lines: list[bytes] = []
    events, head, problem = 0, None, ""
    with path.open("rb") as file:
        while line := file.readline(LINE_MOST):
            lines.append(line)
            if len(lines) == 1 and (head := _head(line)) is not None:
                problem = _unknown(head.trace)
                continue
            if not line.strip():
                continue
            try:
                read_line(decode, line)
            except msgspec.DecodeError:
                problem = f"line {len(lines)} is no whole event of a trace; the {events:,} events before it are shown"
                break
            if events == EVENTS_MOST:
                problem = f"has more than {EVENTS_MOST:,} events; the first of them are shown"
                break
            events += 1
    return TracePart(b"".join(lines), "" if head is None else head.title, events, problem)


def known_part(part: TracePart) -> KnownPart:
    """Give what is known of a part: of kinds and forms of a later version, or of none, nothing is."""
    lines = [line for line in part.data.split(b"\n") if line.strip()]
    if lines and _head(lines[0]) is not None:
        del lines[0]
    known: dict[int, Event] = {}
    for place, line in enumerate(lines[: part.events]):
        with suppress(ValueError):
            (known[place],) = read_trace(line).events
    problems = [part.problem] if part.problem else []
    if (unknown := part.events - len(known)) > 0:
        problems.append(f"events of it that this program does not know: {unknown:,}, left out")
    return KnownPart(tuple(known.values()), tuple(known), "; ".join(problems))


def _head(line: bytes) -> _Head | None:
    try:
        return read_line(msgspec.json.Decoder(_Head).decode, line)
    except msgspec.DecodeError:
        return None


def _unknown(version: int) -> str:
    if version <= TRACE_VERSION:
        return ""
    return (
        f"is a trace of version {version}, this program knows up to {TRACE_VERSION}; the rest is shown as it is written"
    )
