"""`/metrics`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse

from oceanhil.mock_server.core import AccessPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock_server.app.conftest import Served

STATE = "/api/device/state/"


def _samples(served: Served) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = served.ask("GET", "/metrics")
    assert answer.status == 200
    families = parse(answer.body.decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def _value(served: Served, name: str, **labels: str) -> float:
    return _samples(served)[name, tuple(sorted(labels.items()))]


def test_answers_are_counted_by_path_method_and_status(served: Served) -> None:
    token, session = served.online()
    for _ in range(3):
        served.ask("GET", STATE, None, token, session)
    served.ask("GET", STATE)
    assert _value(served, "oceanhil_requests_total", path=STATE, method="GET", status="200") == 3
    assert _value(served, "oceanhil_requests_total", path=STATE, method="GET", status="401") == 1


def test_every_answer_is_in_the_histogram(served: Served) -> None:
    for _ in range(5):
        served.ask("GET", STATE)
    assert _value(served, "oceanhil_request_duration_seconds_count", path=STATE) == 5
    assert _value(served, "oceanhil_request_duration_seconds_bucket", path=STATE, le="+Inf") == 5


def test_devices_are_counted_by_status(served: Served) -> None:
    served.online()
    served.admin("POST", "/devices", {"board": "esp32", "name": "other"})
    assert _value(served, "oceanhil_devices", status="PENDING") == 1
    assert (
        _value(served, "oceanhil_devices", status="ONLINE") + _value(served, "oceanhil_devices", status="OFFLINE") == 1
    )


def test_faults_are_counted_by_kind_and_hanging_up_is_no_status(served: Served) -> None:
    served.fault("drop_request")
    served.connect().ask("GET", STATE).rest()
    assert _value(served, "oceanhil_injected_faults_total", kind="drop_request") == 1
    assert _value(served, "oceanhil_requests_total", path=STATE, method="GET", status="none") == 1


def test_broken_requests_and_connections_are_counted(served: Served) -> None:
    served.connect().send(b"GARBAGE\r\n\r\n").answer()
    assert _value(served, "oceanhil_refused_total", reason="malformed") == 1
    assert _value(served, "oceanhil_connections") >= 1


def test_event_streams_and_the_journal_are_counted(served: Served) -> None:
    served.connect().ask("GET", "/_admin/events").read_until(b": events\n\n")
    served.ask("GET", STATE)
    assert _value(served, "oceanhil_event_streams") == 1
    assert _value(served, "oceanhil_journal_entries") == _value(served, "oceanhil_journal_written_total") == 1


def test_paths_nobody_serves_do_not_add_labels(served: Served) -> None:
    for number in range(20):
        served.ask("GET", f"/nowhere/{number}")
    names = {dict(labels).get("path") for name, labels in _samples(served) if name == "oceanhil_requests_total"}
    assert names <= {"other", "/metrics"}
    assert "other" in names


def test_who_accepts_open_metrics_gets_it(served: Served) -> None:
    answer = served.ask("GET", "/metrics", None, "Accept: application/openmetrics-text; version=1.0.0")
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    families = parse_open(answer.body.decode())  # type: ignore[no-untyped-call] # the library's own parser
    assert {family.name for family in families} >= {"oceanhil_requests", "oceanhil_devices"}


def test_the_metrics_are_guarded_as_the_admin_side_is(serve: Callable[..., Served]) -> None:
    served = serve(policy=AccessPolicy("long-enough-key"))
    assert served.ask("GET", "/metrics").status == 401
    assert served.ask("GET", "/metrics", None, "Authorization: Bearer long-enough-key").status == 200
    assert served.ask("GET", "/metrics", None, "Sec-Fetch-Site: cross-site").status == 403


def test_no_token_and_no_id_of_a_device_is_in_them(served: Served) -> None:
    token, session = served.online()
    served.ask("GET", f"{STATE}?token={token}", None, token, session)
    text = served.ask("GET", "/metrics").body.decode()
    assert token.partition(": ")[2][:20] not in text
    assert session.partition(": ")[2][:20] not in text
