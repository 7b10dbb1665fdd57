from collections.abc import Mapping

import pytest

from oceanhil.app.report.timeline import event_words, timeline
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source


def request(t_us: int, fields: Mapping[str, Scalar]) -> Event:
    return Event(t_us, Source.SERVER, EventKind.REQUEST, "device", fields)


def poll(number: int) -> Event:
    return request(5_000_000 * number, {"method": "GET", "path": "/api/device/state/", "status": 200})


def test_each_event_is_a_line_with_time_device_and_what_happened() -> None:
    asked: dict[str, Scalar] = {"method": "POST", "path": "/api/device/register/", "status": 401, "code": "token_used"}
    events = [
        Event(0, Source.HARNESS, EventKind.STEP, "", {"lever": "device.power_on", "line": 7}),
        Event(300_000, Source.DEVICE, EventKind.SERIAL, "device", {"text": "[EEPROM] Empty"}),
        request(2_362_000, asked),
        Event(2_382_000, Source.SERVER, EventKind.STATUS, "", {"status": "pending"}),
    ]
    assert [line.split(maxsplit=1) for line in timeline(events)] == [
        ["0:00:00.000", "== device.power_on, line 7"],
        ["0:00:00.300", "device    [EEPROM] Empty"],
        ["0:00:02.362", "device    > POST /api/device/register/ -> 401 token_used"],
        ["0:00:02.382", "-- PENDING"],
    ]


@pytest.mark.parametrize(
    ("off_s", "words"),
    [(600, "10 min ahead"), (-301, "5 min 1 s behind"), (-1_767_225_600, "20,454 d behind"), (3600, "1 h ahead")],
)
def test_a_refused_clock_is_told_with_how_far_it_is_off(off_s: int, words: str) -> None:
    refused: dict[str, Scalar] = {"status": 401, "code": "clock_skew", "clock_off_s": off_s}
    (line,) = timeline([request(0, {"method": "POST", "path": "/api/device/session/", **refused})])
    assert line.endswith(f"> POST /api/device/session/ -> 401 clock_skew, clock {words}")


@pytest.mark.slow
def test_a_day_of_polls_is_two_lines() -> None:
    lines = list(timeline([poll(number) for number in range(17_280)]))
    assert len(lines) == 2
    assert lines[1].endswith("… 23 h 59 min, 17,279 polls …")


def test_the_whole_run_can_be_asked_for() -> None:
    assert len(list(timeline([poll(number) for number in range(50)], whole=True))) == 50


def test_a_run_without_events_has_no_lines() -> None:
    assert list(timeline([])) == []


def test_a_crash_is_one_line_with_its_places_in_the_program() -> None:
    fields: dict[str, Scalar] = {
        "kind": "abort",
        "found": "abort() was called at PC 0x400d1a2e on core 1",
        "text": "the whole dump",
        "frames": "0x400d1a2e: save +2 at a.cpp:7\n0x400d0802: loop +2",
    }
    (line,) = timeline([Event(0, Source.DEVICE, EventKind.PANIC, "device", fields)])
    assert line.endswith(
        "-- crashed: abort() was called at PC 0x400d1a2e on core 1; 0x400d1a2e: save +2 at a.cpp:7; 0x400d0802: loop +2"
    )


@pytest.mark.parametrize(
    ("fault", "changed", "words"),
    [
        ("answer", 'without "session_id"', '200, changed by a fault: without "session_id"'),
        ("delay+answer", "expires_in=600", "200, late, changed by a fault: expires_in=600"),
        ("status", "no answer of the server's", "200, made up by a fault"),
        ("status+delay", "no answer of the server's", "200, made up by a fault, late"),
        ("status+drop_response", "", "200, made up by a fault, reply lost"),
        ("slow", "", "200, slow"),
    ],
)
def test_an_answer_says_what_a_fault_has_changed_in_it(fault: str, changed: str, words: str) -> None:
    fields: dict[str, Scalar] = {"method": "POST", "path": "/api/device/session/", "status": 200}
    fields |= {"fault": fault, "changed": changed}
    (line,) = timeline([request(0, fields)])
    assert line.endswith(f"-> {words}")


def test_one_byte_of_flash_is_counted_in_the_singular() -> None:
    torn = Event(0, Source.STORAGE, EventKind.FLASH, "device", {"operation": "torn", "address": 0x9024, "length": 1})
    assert event_words(torn).endswith("torn 0x9024, 1 byte")
