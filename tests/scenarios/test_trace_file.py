"""A trace as a file: each line fits the schema, older versions open, and a later one is refused by name."""

from collections.abc import Mapping
from functools import cache
from typing import cast

import msgspec
import pytest
from jsonschema import Draft202012Validator

from oceanhil.scenarios.result import Failure, Outcome
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source
from oceanhil.scenarios.trace_file import (
    TRACE_VERSION,
    TraceHead,
    TraceVersionError,
    encode_trace,
    read_trace,
    trace_schema,
)

HEAD = TraceHead(
    replay_id="first-boot@esp32",
    scenario="first-boot",
    title="A device's first boot",
    world="sim",
    subject="esp32",
    seed=0,
    outcome=Outcome.FAILED,
    remedy=Outcome.NONE,
    failure=Failure("expect.online", "first-boot.yaml", 8, 5, "online", "away", in_remedy=False),
)
FIELDS: Mapping[str, Scalar] = {
    "text": "x",
    "status": 200,
    "verdict": "valid",
    "kind": "x",
    "change": "",
    "state": "on",
    "lever": "x",
    "method": "GET",
    "path": "/x",
}
EVENTS = tuple(
    Event(
        at,
        Source.DEVICE,
        kind,
        "device",
        FIELDS,
    )
    for at, kind in enumerate(EventKind)
)


@cache
def validator() -> Draft202012Validator:
    schema = cast("dict[str, object]", trace_schema())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_every_line_of_a_trace_fits_the_schema() -> None:
    lines = encode_trace(HEAD, EVENTS).splitlines()
    assert len(lines) == 1 + len(EventKind)
    for line in lines:
        validator().validate(msgspec.json.decode(line))


@pytest.mark.parametrize("wrong", [{"kind": "omen"}, {"t_us": "soon"}, {"fields": []}])
def test_a_line_of_another_form_does_not_fit_it(wrong: dict[str, object]) -> None:
    event = msgspec.to_builtins(EVENTS[0])
    assert validator().is_valid(event)
    assert not validator().is_valid(event | wrong)


def test_a_trace_is_read_as_it_was_written() -> None:
    whole = read_trace(encode_trace(HEAD, EVENTS))
    assert (whole.head, whole.events) == (HEAD, EVENTS)


def test_older_versions_open() -> None:
    head, rest = encode_trace(HEAD, EVENTS[:9]).split(b"\n", 1)
    assert (read_trace(rest).head, len(read_trace(rest).events)) == (None, 9)
    second = read_trace(head.replace(b'"trace":%d' % TRACE_VERSION, b'"trace":2') + b"\n" + rest)
    assert second.head is not None
    assert (second.head.trace, len(second.events)) == (2, 9)


def test_a_later_version_is_refused_by_its_number() -> None:
    later = encode_trace(HEAD, ()).replace(b'"trace":%d' % TRACE_VERSION, b'"trace":99')
    with pytest.raises(
        TraceVersionError, match=f"version 99, this program reads up to {TRACE_VERSION}; open it with a newer"
    ):
        read_trace(later)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"t_us":1,"source":"device","kind":"serial","device":"","fields":{"text":"\xff"}}', "not UTF-8"),
        (b'{"trace":2,"replay_id":"\xff"}', "not UTF-8"),
        (b'{"t_us":1,"more":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b'{"trace":2,"more":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    ],
    ids=["event's text", "head's text", "event's depth", "head's depth"],
)
def test_what_is_no_text_or_too_deep_is_a_mistake_in_the_file(line: bytes, said: str) -> None:
    with pytest.raises(msgspec.DecodeError, match=said):
        read_trace(line)


def test_a_request_that_no_world_writes_is_refused() -> None:
    line = msgspec.json.encode(Event(0, Source.SERVER, EventKind.REQUEST, "device", {"method": "GET", "status": "x"}))
    with pytest.raises(msgspec.ValidationError, match=r"kind 'request' is none: .*status"):
        read_trace(line)
    lacking = Event(0, Source.SERVER, EventKind.REQUEST, "device", {"method": "GET", "status": 200})
    with pytest.raises(msgspec.ValidationError, match=r"kind 'request' is none: .*path"):
        read_trace(msgspec.json.encode(lacking))
