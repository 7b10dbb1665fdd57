"""A run, exported for Perfetto, judged by it: its own page opens it, its own trace processor says what is in it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from oceanhil.app.moment.exports.perfetto import trace_perfetto
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source
from tests.app.moment.perfetto import Import
from tests.foreign.perfetto import Counted, Opened, RefusedError, open_in_perfetto

Open = Callable[[bytes], Opened]
Shown = dict[str, Any]  # an event of the format, to be broken
TITLE = "A run"
STACKED = 600
US = 1_000


@pytest.fixture
def opened(browser: Browser, perfetto: Path, tmp_path: Path) -> Open:
    def opened(data: bytes) -> Opened:
        file = tmp_path / "run.json"
        file.write_bytes(data)
        return open_in_perfetto(browser, perfetto, file)

    return opened


@pytest.fixture
def run(conversation: list[Event]) -> list[Event]:
    """A run with what is hard to show: two devices, boots that follow at once, much of one moment, long exchanges."""
    end_us = conversation[-1].t_us

    def second(at_us: int, kind: EventKind, **fields: Scalar) -> Event:
        return Event(at_us, Source.DEVICE, kind, "second", fields)

    boots = [second(at_us, EventKind.BOOT, number=at_us, reason="watchdog") for at_us in (0, 5, 5, 6, end_us)]
    work = [second(9, EventKind.FLASH, operation="program", address=0, length=4)] * STACKED
    state = second(17, EventKind.STATE, heap_free=51_200, stack_used=4_096)
    asked = [
        second(end_us, EventKind.EXCHANGE, method="GET", path="/x", status=0, failure="timeout", took_us=end_us - 7),
        second(end_us, EventKind.EXCHANGE, method="GET", path="/x", status=200, took_us=9),
    ]
    return sorted([*conversation, *boots, *work, state, *asked], key=lambda each: each.t_us)


@pytest.fixture
def shown(run: list[Event]) -> list[Shown]:
    """Its export, event by event."""
    events: list[Shown] = json.loads(trace_perfetto(run, TITLE))["traceEvents"]
    return events


def spans(events: Sequence[Event]) -> Iterator[tuple[str, str, int, int]]:
    """Say of each event what its slice must be: process, track, and from when on and how long, in ns."""
    for device in {event.device for event in events}:
        boots = [event.t_us for event in events if event.kind is EventKind.BOOT and event.device == device]
        for began_us, ended_us in pairwise([*boots, events[-1].t_us] if boots else []):
            yield device, "boot", US * began_us, US * (ended_us - began_us)
    for event in events:
        if event.kind is EventKind.EXCHANGE:
            took_us = event.fields["took_us"]
            assert type(took_us) is int
            yield event.device, "", US * (event.t_us - took_us), US * took_us
        elif event.kind is not EventKind.BOOT:
            yield event.device or TITLE, event.kind.value, US * event.t_us, 0


def objections(opened: Opened, events: Sequence[Event]) -> list[str]:
    """Give what Perfetto has against the export of a trace: its errors, and where it has something else."""
    expected = Counter(spans(events))
    # Of what is stacked on one moment some is put a few nanoseconds later.
    found = Counter((each.process, each.thread, each.began_ns // US * US, each.lasted_ns) for each in opened.slices)
    return [
        *(f"{each.name}: {each.value}" for each in opened.troubles),
        *(f"missing: {each}" for each in (expected - found).elements()),
        *(f"unexpected: {each}" for each in (found - expected).elements()),
    ]


def test_perfetto_has_every_event_where_and_as_long_as_the_trace_says(run: list[Event], opened: Open) -> None:
    found = opened(trace_perfetto(run, TITLE))
    assert objections(found, run) == []
    assert {each.process for each in found.slices} == {"device", "second"}
    names = {each.name: each.lasted_ns for each in found.slices}
    assert (names["GET x: timeout"], names["GET x: 200"]) == (US * (run[-1].t_us - 7), 9_000)
    assert {"POST register: 200", "GET state: 200", "[REG] HTTP Response: 200"} <= set(names)
    assert {each for each in found.counted if each.process == "second"} == {
        Counted("second", "heap free bytes", 17_000, 51_200),
        Counted("second", "stack used bytes", 17_000, 4_096),
    }
    assert "clock off ms" in {each.name for each in found.counted}


def test_the_rules_that_our_own_tests_go_by_are_those_of_perfetto(run: list[Event], opened: Open) -> None:
    data = trace_perfetto(run, TITLE)
    ruled = [(round(US * each.ts), round(US * each.dur), each.name) for each in Import(data).slices]
    assert sorted(ruled) == sorted((each.began_ns, each.lasted_ns, each.name) for each in opened(data).slices)


def test_perfetto_objects_to_each_event_that_is_broken(run: list[Event], shown: list[Shown], opened: Open) -> None:
    def some(phase: str, name: str) -> Shown:
        return next(each for each in shown if each["ph"] == phase and name in each["name"])

    end_ns, answered_ns = US * run[-1].t_us, US * some("i", "[REG] HTTP Response: 200")["ts"]
    del some("i", "state wifi")["ts"]
    some("i", "[REG] HTTP Response: 200").update(ph="E")
    some("i", "dashboard: generate")["ts"] = -5
    del some("X", "boot 6: watchdog")["dur"]
    shown.append({**some("X", "boot 1: power-on"), "ts": 1})
    shown.remove(some("b", "GET x: timeout"))
    shown.remove(some("e", "GET x: 200"))
    some("C", "heap free")["args"] = {"bytes": "many"}
    assert set(objections(opened(json.dumps({"traceEvents": shown}).encode()), run)) == {
        "json_tokenizer_failure: 1",
        "missing: ('device', 'state', 0, 0)",
        f"missing: ('device', 'serial', {answered_ns}, 0)",
        "trace_sorter_negative_timestamp_dropped: 1",
        "missing: ('device', 'dashboard', 0, 0)",
        "json_parser_failure: 2",  # the boot's and the counter's
        f"missing: ('second', 'boot', 6000, {end_ns - 6_000})",
        "slice_drop_overlapping_complete_event: 1",
        f"missing: ('second', '', 7000, {end_ns - 7_000})",
        f"missing: ('second', '', {end_ns - 9_000}, 9000)",
        f"unexpected: ('second', '', {end_ns - 9_000}, -1)",
    }


def test_perfetto_refuses_half_a_file(run: list[Event], opened: Open) -> None:
    data = trace_perfetto(run, TITLE)
    with pytest.raises(RefusedError, match="JSON trace file is incomplete"):
        opened(data[: len(data) // 2])


def test_perfetto_refuses_a_time_in_words(shown: list[Shown], opened: Open) -> None:
    shown[-1]["ts"] = "soon"
    with pytest.raises(RefusedError, match="JSON trace file is incomplete"):
        opened(json.dumps({"traceEvents": shown}).encode())
