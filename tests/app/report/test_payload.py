from collections.abc import Callable

import msgspec
import pytest

from oceanhil.app.report.html import ROWS_IN_RUN_MAX, Payload, encode_payload
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.trace import Event, EventKind, Source

ResultOf = Callable[..., Result]


def serial(t_us: int, text: str) -> Event:
    return Event(t_us, Source.DEVICE, EventKind.SERIAL, "device", {"text": text})


def payload_of(*results: Result) -> Payload:
    anchors = [f"run-{number}" for number in range(len(results))]
    return msgspec.json.decode(encode_payload(results, anchors), type=Payload)


@pytest.mark.slow
def test_every_run_with_events_is_there(session: list[Result]) -> None:
    with_events = [f"run-{number}" for number, result in enumerate(session) if result.events]
    assert list(payload_of(*session).runs) == with_events


def test_texts_stand_once(result_of: ResultOf) -> None:
    payload = payload_of(*[result_of(events=(serial(0, "[EEPROM] Empty"),))] * 3)
    assert payload.strings.count("[EEPROM] Empty") == 1


def test_a_row_finds_its_texts_again(result_of: ResultOf) -> None:
    payload = payload_of(result_of(events=(serial(2_345_000, "[EEPROM] Empty"),)))
    (row,) = payload.runs["run-0"].rows
    assert (payload.strings[row[0]], payload.strings[row[7]]) == ("0:00:02.345", "[EEPROM] Empty")


def test_a_row_keeps_small_numbers_at_its_end(result_of: ResultOf) -> None:
    power_off = Event(0, Source.HARNESS, EventKind.POWER, "device", {"state": "off"})
    (row,) = payload_of(result_of(events=(power_off,))).runs["run-0"].rows
    assert row[9:] == (1,)


def test_nothing_in_it_can_end_the_script_element(result_of: ResultOf) -> None:
    hostile = "</script><!--<script>&\u2028alert(1)"
    text = encode_payload([result_of(events=(serial(0, hostile),))], ["run-0"])
    assert not set("<>&\u2028") & set(text)
    assert hostile.replace("\u2028", "\\u2028") in msgspec.json.decode(text, type=Payload).strings


@pytest.mark.long
def test_a_session_of_long_failing_runs_stays_small(result_of: ResultOf) -> None:
    events = tuple(serial(t * 1_000_000, f"line {t} of many") for t in range(2 * ROWS_IN_RUN_MAX))
    results = [result_of(outcome=Outcome.FAILED, events=events)] * 60
    assert len(encode_payload(results, [f"run-{number}" for number in range(60)])) < 4_000_000


def test_a_single_failing_run_keeps_its_detail(result_of: ResultOf) -> None:
    events = tuple(serial(t * 1_000_000, f"line {t}") for t in range(1_500))
    payload = payload_of(result_of(outcome=Outcome.FAILED, events=events))
    assert len(payload.runs["run-0"].rows) == 1_500 <= ROWS_IN_RUN_MAX
