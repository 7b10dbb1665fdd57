"""The log: records and lines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.early_refusal import EarlyRefusal
from oceanhil.mock_server.core.storage import StorageState, StorageView
from oceanhil.mock_server.operation.log import Level, LogEvent, LogRecord, Value, json_line, text_line
from oceanhil.mock_server.operation.request_log import RequestLog
from oceanhil.protocol.profile import load_profile

AT_US = 1_767_225_600_123_456
REQUEST: dict[str, Value] = {
    "peer": "::1",
    "method": "GET",
    "path": "/x",
    "query": "a=1",
    "status": 503,
    "duration_ms": 0.4,
}


def _log() -> tuple[RequestLog, list[LogRecord]]:
    records: list[LogRecord] = []
    return RequestLog(records.append, lambda: AT_US, lambda text: text.replace("secret", "…")), records


def test_a_json_line_has_time_level_and_event_first() -> None:
    line = json_line(LogRecord(AT_US, LogEvent.REQUEST, REQUEST, Level.WARNING))
    assert line.startswith('{"time":"2026-01-01T00:00:00.123Z","level":"warning","event":"request","peer":"::1"')
    assert json.loads(line)["duration_ms"] == 0.4


def test_a_text_line_reads_like_the_request() -> None:
    fields = {**REQUEST, "code": "injected_fault", "device": "ab", "fault": "status"}
    line = text_line(LogRecord(AT_US, LogEvent.REQUEST, fields))
    assert line == "00:00:00.123 ::1 GET /x?a=1 503 injected_fault device=ab status 0.4 ms"


def test_a_request_without_an_answer_has_a_dash_for_its_status() -> None:
    fields = {name: value for name, value in REQUEST.items() if name != "status"}
    assert " /x?a=1 - 0.4 ms" in text_line(LogRecord(AT_US, LogEvent.REQUEST, fields))


def test_other_events_show_their_fields() -> None:
    line = text_line(LogRecord(AT_US, LogEvent.START, {"urls": ("http://a", "http://b"), "pid": 7}))
    assert line == "00:00:00.123 start urls=http://a,http://b pid=7"


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(["path", "query", "peer", "method", "note"]), st.text()))
def test_a_record_is_one_line_whatever_is_in_it(fields: dict[str, str]) -> None:
    record = LogRecord(AT_US, LogEvent.REQUEST, {**REQUEST, **fields})
    assert len(json_line(record).splitlines()) == 1
    assert text_line(record).isprintable()


def test_what_a_request_sends_is_concealed() -> None:
    log, records = _log()
    log.begin()
    log.end("::1", "secret", "/secret?secret", 404, 0.001)
    assert "secret" not in json_line(records[0])


def test_changes_by_the_admin_side_are_told_apart() -> None:
    log, records = _log()
    log.begin()
    log.end("::1", "POST", "/_admin/restart", 200, 0.001)
    log.end("::1", "GET", "/_admin/devices", 200, 0.001)
    assert [record.event for record in records] == [LogEvent.ADMIN, LogEvent.REQUEST]


def test_a_flood_is_told_once_a_minute() -> None:
    log, records = _log()
    for _ in range(100):
        log.refused("::1", EarlyRefusal.REQUEST_RATE)
    log.refused("::1", EarlyRefusal.CONNECTIONS)
    assert [record.fields["reason"] for record in records] == ["request_rate", "connections"]


def test_a_storage_that_fails_is_an_error() -> None:
    log, records = _log()
    core = Core(load_profile(), seed=1)
    core.subscribe(log.hear)
    core.set_storage(StorageView(StorageState.READ_ONLY, "disk full"), AT_US)
    core.set_storage(StorageView(StorageState.DURABLE), AT_US)
    assert [record.level for record in records] == [Level.ERROR, Level.INFO]
    assert records[0].fields == {"state": "read_only", "reason": "disk full"}


def test_a_mistake_of_the_server_is_told_with_its_place_and_without_secrets() -> None:
    log, records = _log()
    with pytest.raises(ValueError, match="secret") as caught:
        int("secret")
    log.mistake(caught.value)
    assert records[0].fields["error"] == "ValueError"
    assert __file__ in str(records[0].fields["trace"])
    assert "invalid literal for int() with base 10: '…'" in str(records[0].fields["trace"])
