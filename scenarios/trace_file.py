"""A trace as a file: one line of JSON for what it is a trace of, the head, and one for each event.

What is in it is in every world of one form, and the same bytes for the same run: nothing of this machine is in it.
Version 1 had no head, version 2 no events of kind `exchange`; `read_trace` reads all three. A reader that knows the
head's version knows all kinds of events in the file: a new kind, or another meaning of a field, is a new version, a new
field of an event is not.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import Final, TypeVar

import msgspec

from oceanhil.scenarios.result import Failure, Outcome, Result
from oceanhil.scenarios.trace import TELLING, Event
from oceanhil.scenarios.traced_request import TracedRequest

TRACE_VERSION: Final = 3
_HEAD_START: Final = b'{"trace":'
_Line = TypeVar("_Line")


class TraceHead(msgspec.Struct, frozen=True, kw_only=True):
    """What a trace is of: the case, how it ended, and in a close-up the text of its scenario."""

    trace: int = TRACE_VERSION
    replay_id: str
    scenario: str
    title: str
    world: str
    subject: str
    seed: int
    parameters: Mapping[str, str] = {}
    outcome: Outcome
    remedy: Outcome
    reason: str = ""
    failure: Failure | None = None
    file: str = ""
    """The scenario's file, by its name alone."""
    text: str = ""
    """The scenario's file, as it was read."""


class WholeTrace(msgspec.Struct, frozen=True):
    """What a file holds; version 1 has no head."""

    head: TraceHead | None
    events: tuple[Event, ...]


class TraceVersionError(ValueError):
    """The file is of a version that this program does not know; the text says which and what to do."""


def head_of(result: Result, file: str = "", text: str = "") -> TraceHead:
    """Give the head of the trace of `result`; `file` and `text` are those of its scenario, in a close-up."""
    failure = result.failure
    return TraceHead(
        replay_id=result.replay_id,
        scenario=result.scenario,
        title=result.title,
        world=result.world,
        subject=result.subject,
        seed=result.seed,
        parameters=result.parameters,
        outcome=result.outcome,
        remedy=result.remedy,
        reason=result.reason,
        failure=None if failure is None else msgspec.structs.replace(failure, file=PurePath(failure.file).name),
        file=file,
        text=text,
    )


def encode_trace(head: TraceHead, events: Iterable[Event]) -> bytes:
    """Write a trace: its head and a line for each event, keys in fixed order."""
    encoder = msgspec.json.Encoder()
    return b"".join(encoder.encode(line) + b"\n" for line in (head, *events))


def read_trace(data: bytes) -> WholeTrace:
    """Read a trace of this version or an older one.

    Raises TraceVersionError on one of a newer version, msgspec.DecodeError or msgspec.ValidationError on anything else,
    text that is not UTF-8 or is nested beyond reading included. An event of which the telling field is missing is none,
    nor is a request that no world writes.
    """
    lines = [line for line in data.splitlines() if line.strip()]
    head = _read_head(lines.pop(0)) if lines and lines[0].startswith(_HEAD_START) else None
    decode = msgspec.json.Decoder(Event).decode
    return WholeTrace(head, tuple(_whole(read_line(decode, line)) for line in lines))


def read_line(decode: Callable[[bytes], _Line], line: bytes) -> _Line:
    """Read a line by `decode`; raises msgspec.DecodeError, on text that is not UTF-8 or nested beyond reading too."""
    try:
        return decode(line)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError(f"text is not UTF-8: {error.reason}") from None
    except RecursionError:
        raise msgspec.DecodeError("JSON is nested too deeply") from None


class _Version(msgspec.Struct, frozen=True):
    trace: int


def _read_head(line: bytes) -> TraceHead:
    version = read_line(msgspec.json.Decoder(_Version).decode, line).trace
    if version > TRACE_VERSION:
        raise TraceVersionError(
            f"is a trace of version {version}, this program reads up to {TRACE_VERSION}; open it with a newer oceanhil"
        )
    return read_line(msgspec.json.Decoder(TraceHead).decode, line)


def _whole(event: Event) -> Event:
    name = TELLING.get(event.kind)
    if name is not None and name not in event.fields:
        raise msgspec.ValidationError(f"an event of kind {event.kind.value!r} lacks the field {name!r}")
    try:
        TracedRequest.seen_in(event)
    except msgspec.ValidationError as error:
        raise msgspec.ValidationError(f"an event of kind {event.kind.value!r} is none: {error}") from None
    return event


def trace_schema() -> object:
    """Give the JSON Schema of a line of a trace: its head, or an event."""
    (head, event), parts = msgspec.json.schema_components((TraceHead, Event), ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"a line of a trace of oceanhil, version {TRACE_VERSION}",
        "description": "The first line is the head; each other one is an event.",
        "oneOf": [head, event],
        "$defs": parts,
    }
