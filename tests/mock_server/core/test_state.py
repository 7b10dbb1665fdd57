"""`GET|POST /api/device/state/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

STATE = "/api/device/state/"


def test_the_poll_answers_in_the_printed_order(bench: Bench) -> None:
    device = bench.online()
    device.report({"relay2": True, "temperature": 23.5, "humidity": 62})
    reply = device.poll()
    expected = {"success": True, "relay1": False, "relay2": True, "temperature": 23.5, "humidity": 62.0}
    assert list(reply.body.items()) == list(expected.items())


def test_a_session_exactly_60_minutes_old_is_valid(bench: Bench) -> None:
    device = bench.online()
    bench.wait(3600)
    assert device.poll().status == 200


@pytest.mark.parametrize("excess_s", [0.000001, 1])
def test_an_older_session_is_expired(bench: Bench, excess_s: float) -> None:
    device = bench.online()
    bench.wait(3600 + excess_s)
    reply = device.poll()
    assert (reply.status, reply.error, reply.code) == (401, "Session expired", "session_expired")


def test_polling_on_an_expired_session_is_no_contact(bench: Bench) -> None:
    device = bench.online()
    bench.wait(3601)
    device.poll()
    assert device.status == "OFFLINE"


def test_a_read_with_the_token_alone_is_answered_and_no_contact(bench: Bench) -> None:
    device = bench.registered()
    assert bench.poll(device.token).status == 200
    assert bench.view(device.id).last_contact is None


def test_another_devices_session_is_unknown(bench: Bench) -> None:
    device = bench.online()
    other = bench.online("24:6F:28:00:00:01", "ESP32_246F28000001")
    assert bench.poll(device.token, other.session).code == "session_unknown"


@pytest.mark.parametrize("session", ["", "0" * 32, "nonsense"])
def test_an_unknown_session_is_refused(bench: Bench, session: str) -> None:
    device = bench.online()
    assert bench.poll(device.token, session).code == "session_unknown"


def test_the_token_may_travel_in_the_query_and_is_reported(bench: Bench) -> None:
    device = bench.registered()
    reply = bench.send("GET", STATE, query=f"token={device.token}")
    assert reply.status == 200
    assert "query" in bench.journal()[-1].note


def test_the_query_form_can_be_switched_off(bench: Bench) -> None:
    bench.change(accept_query_token=False)
    device = bench.registered()
    assert bench.send("GET", STATE, query=f"token={device.token}").code == "token_invalid"


def test_the_header_goes_before_the_query(bench: Bench) -> None:
    device = bench.registered()
    reply = bench.send("GET", STATE, headers={"x-device-token": "wrong"}, query=f"token={device.token}")
    assert reply.code == "token_invalid"


def test_a_percent_encoded_query_token_is_understood(bench: Bench) -> None:
    device = bench.registered()
    assert bench.send("GET", STATE, query="a=b&%74oken=" + device.token.replace("_", "%5F")).status == 200


def test_a_report_changes_what_it_names(bench: Bench) -> None:
    device = bench.online()
    device.report({"relay1": True, "temperature": 20})
    device.report({"temperature": None, "unknown": [1]})
    assert (device.poll().body["relay1"], device.poll().body["temperature"]) == (True, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("relay1", 1), ("relay2", None), ("temperature", "warm"), ("temperature", True), ("humidity", [])],
)
def test_a_wrongly_typed_field_is_named_and_nothing_is_applied(bench: Bench, field: str, value: object) -> None:
    device = bench.online()
    reply = device.report({"relay1": True, field: value})
    assert reply.status == 400
    assert field in str(reply.error)
    assert device.poll().body["relay1"] is False


def test_a_report_without_the_session_is_refused(bench: Bench) -> None:
    device = bench.online()
    assert bench.report(device.token, None, {"relay1": True}).code == "session_unknown"
    assert device.poll().body["relay1"] is False


def test_a_number_too_large_for_a_sensor_is_refused(bench: Bench) -> None:
    device = bench.online()
    body = b'{"temperature": 1' + b"0" * 400 + b"}"
    headers = {"x-device-token": device.token, "x-session-id": device.session}
    assert bench.send("POST", STATE, body, headers).status == 400


def test_head_is_answered_as_get(bench: Bench) -> None:
    device = bench.online()
    reply = bench.send("HEAD", STATE, headers={"x-device-token": device.token, "x-session-id": device.session})
    assert reply.status == 200
