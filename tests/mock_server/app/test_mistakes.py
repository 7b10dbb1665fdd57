"""A mistake in the server itself: answered like any refusal, told to whoever looks after it, without secrets."""

from __future__ import annotations

import logging

import pytest
import requests

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.mock_server.core.site import Page
from oceanhil.mock_server.operation.log import LogEvent, LogRecord
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile

KEY = "correct-horse_battery.9"
TOKEN = "oc_perm_" + "Zq7" * 14 + "Z"


def _break(_: HttpRequest) -> HttpResponse:
    raise LookupError(f"nothing for {KEY} and {TOKEN}")


def _ask(log: list[LogRecord] | None) -> requests.Response:
    core, sink = Core(load_profile(), seed=1), None if log is None else log.append
    with BackgroundServer(core, AccessPolicy(KEY), pages=[Page("/broken", _break)], log=sink) as server:
        answer = requests.get(f"{server.url}/broken", timeout=5)
        assert requests.get(f"{server.url}/", timeout=5).status_code == 200
    return answer


def test_the_client_learns_nothing_but_that(caplog: pytest.LogCaptureFixture) -> None:
    answer = _ask(None)
    assert answer.status_code == 500
    assert answer.json() == {"success": False, "error": "Internal server error", "code": "internal"}
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["connection"] == "close"


def test_without_a_log_the_traceback_is_printed_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    _ask(None)
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    text = record.getMessage()
    assert "LookupError: nothing for … and oc_perm_Zq7Z…" in text
    assert "_break" in text


def test_with_a_log_it_is_a_record_and_nothing_else_is_printed(caplog: pytest.LogCaptureFixture) -> None:
    records: list[LogRecord] = []
    _ask(records)
    [error] = [record for record in records if record.event is LogEvent.ERROR]
    assert error.fields["error"] == "LookupError"
    assert "nothing for … and oc_perm_Zq7Z…" in str(error.fields["trace"])
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_it_is_counted_in_the_metrics(caplog: pytest.LogCaptureFixture) -> None:
    with BackgroundServer(Core(load_profile(), seed=1), pages=[Page("/broken", _break)]) as server:
        requests.get(f"{server.url}/broken", timeout=5)
        metrics = requests.get(f"{server.url}/metrics", timeout=5).text
    [line] = [line for line in metrics.splitlines() if 'path="/broken"' in line and 'status="500"' in line]
    assert line.endswith(" 1.0")
