"""A server remembers what it accepted, and nothing of what it refused; restarts are no fault."""

import json
from collections.abc import Callable

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.protocol.http import HttpRequest, HttpResponse
from tests.conformance.recorded.conversation import OTHER_ID, OTHER_MAC, REGISTER, STATE, Conversation

SHOWN, NOTHING, POLL = "poll/shows-report", "registration/refusal-consumes-nothing", "poll/good-request"
LOST = {"success": False, "error": "Session not found", "code": "session_unknown"}
Find = Callable[[str], ItemResult]


def _showing(temperature: object) -> Callable[[HttpRequest, HttpResponse], HttpResponse]:
    fields = {"success": True, "relay1": False, "relay2": False, "temperature": temperature, "humidity": None}
    body = json.dumps(fields).encode()
    return lambda request, honest: HttpResponse(200, body, honest.headers) if request.method == "GET" else honest


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [
        (21.5, ItemVerdict.CONFORMS),
        (22, ItemVerdict.CONFORMS),
        (31.9, ItemVerdict.VIOLATES),
        (None, ItemVerdict.UNTESTABLE),
    ],
)
def test_a_poll_shows_what_was_reported(talk: Conversation, result: Find, shown: object, verdict: ItemVerdict) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.meddle = _showing(shown)
    talk.report(token, session)
    talk.poll(token, session)
    talk.poll(token, session)
    assert result(SHOWN).verdict is verdict


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [
        (None, ItemVerdict.CONFORMS),
        (21.5, ItemVerdict.CONFORMS),
        (0, ItemVerdict.VIOLATES),
    ],
)
def test_of_a_failed_sensor_a_poll_shows_nothing_or_the_value_before(
    talk: Conversation, result: Find, shown: object, verdict: ItemVerdict
) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.report(token, session)
    talk.poll(token, session)
    for _ in range(2):  # A sensor that is failed again still has the value before.
        _fail(talk, token, session)
    _show_twice(talk, token, session, shown)
    assert result(SHOWN).verdict is verdict


def test_what_a_failed_sensor_told_before_the_recording_is_not_known(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    _fail(talk, token, session)
    _show_twice(talk, token, session, 17)
    assert result(SHOWN).verdict is ItemVerdict.UNTESTABLE


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (None, 0, ItemVerdict.VIOLATES),
        (None, None, ItemVerdict.UNTESTABLE),
        (17.5, None, ItemVerdict.CONFORMS),
        (17.5, 17.5, ItemVerdict.CONFORMS),
        (17.5, 0, ItemVerdict.VIOLATES),
        (0, 0, ItemVerdict.CONFORMS),
        ("warm", 17.5, ItemVerdict.UNTESTABLE),
    ],
)
def test_the_value_before_a_failed_sensor_is_what_the_poll_before_told(
    talk: Conversation, result: Find, before: object, after: object, verdict: ItemVerdict
) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.meddle = _showing(before)
    talk.poll(token, session)
    _fail(talk, token, session)
    _show_twice(talk, token, session, after)
    assert result(SHOWN).verdict is verdict


def test_a_poll_during_a_report_tells_no_value_before(talk: Conversation, result: Find) -> None:
    """Nobody knows what the server made of that report."""
    token = talk.registered()
    session = talk.session(token)
    began_us, talk.duration_us = talk.now_us, 2_000_000
    talk.meddle = _showing(17)
    talk.poll(token, session)
    talk.now_us, talk.duration_us = began_us + 100_000, 20_000
    talk.meddle = lambda _, __: None
    talk.report(token, session)
    talk.meddle = lambda _, honest: honest
    talk.wait(5)
    _fail(talk, token, session)
    _show_twice(talk, token, session, 21.5)
    assert result(SHOWN).verdict is ItemVerdict.UNTESTABLE


def test_a_poll_during_the_report_of_a_failure_tells_no_value_before(talk: Conversation, result: Find) -> None:
    """It may tell the failure already."""
    token = talk.registered()
    session = talk.session(token)
    began_us, talk.duration_us = talk.now_us, 2_000_000
    _fail(talk, token, session)
    talk.now_us, talk.duration_us = began_us + 100_000, 20_000
    talk.meddle = _showing(None)
    talk.poll(token, session)
    talk.wait(5)
    _show_twice(talk, token, session, 17)
    assert result(SHOWN).verdict is ItemVerdict.UNTESTABLE


def _show_twice(talk: Conversation, token: str, session: str, temperature: object) -> None:
    """Poll, and once more so that it is clear that no report was under way."""
    talk.meddle = _showing(temperature)
    talk.poll(token, session)
    talk.poll(token, session)


def _fail(talk: Conversation, token: str, session: str) -> None:
    """Report that the sensor has failed."""
    talk.ask("POST", STATE, {"temperature": None}, {"x-device-token": token, "x-session-id": session})


def test_what_was_shown_and_is_gone_is_forgotten(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.report(token, session)
    talk.poll(token, session)
    _show_twice(talk, token, session, None)
    assert result(SHOWN).verdict is ItemVerdict.VIOLATES


def test_what_is_gone_with_the_session_went_with_a_restart(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.report(token, session)
    talk.poll(token, session)
    talk.meddle = _showing(None)
    session = talk.session(token)
    talk.poll(token, session)
    talk.poll(token, session)
    assert result(SHOWN).verdict is ItemVerdict.CONFORMS


def test_whose_token_is_over_is_shown_what_it_reported_with_its_newer_one(talk: Conversation, result: Find) -> None:
    old = talk.registered()
    session = talk.session(old)
    talk.report(old, session)
    talk.registered()
    talk.meddle = _showing(30.0)
    talk.poll(old, session)
    talk.poll(old, session)
    assert result(SHOWN).verdict is ItemVerdict.UNTESTABLE


def test_a_report_under_way_makes_a_poll_no_witness(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.report(token, session)
    talk.meddle = _showing(30.0)
    began_us = talk.now_us
    talk.poll(token, session)
    talk.now_us, talk.duration_us = began_us - 5_000, 400_000
    talk.report(token, session)
    talk.duration_us = 20_000
    talk.meddle = lambda _, honest: honest
    talk.wait(1)
    talk.poll(token, session)
    assert result(SHOWN).verdict is ItemVerdict.CONFORMS


def _refused_for_its_clock(talk: Conversation) -> str:
    token = talk.pending()
    talk.register(token, **{"x-device-time": "4"})
    return token


def test_a_refusal_that_used_the_token_up_is_found(talk: Conversation, result: Find) -> None:
    token = _refused_for_its_clock(talk)
    used = {"success": False, "error": "Registration token already used", "code": "token_used"}
    talk.meddle = lambda _, honest: HttpResponse(410, json.dumps(used).encode(), honest.headers)
    talk.register(token)
    assert result(NOTHING).verdict is ItemVerdict.VIOLATES


@pytest.mark.parametrize("pause_s", [0, 120])
def test_a_token_that_registers_somebody_meanwhile_is_used(talk: Conversation, result: Find, pause_s: float) -> None:
    token = _refused_for_its_clock(talk)
    if pause_s:
        talk.wait(pause_s)
        talk.core.handle(_registration(token), talk.now_us)  # Nobody recorded that.
    else:
        talk.register(token, OTHER_MAC, OTHER_ID)
    talk.register(token)
    assert result(NOTHING).verdict is not ItemVerdict.VIOLATES


def _registration(token: str) -> HttpRequest:
    fields = {"token": token, "device_id": OTHER_ID, "mac_address": OTHER_MAC, "ip": "10.0.0.2"}
    return HttpRequest("POST", REGISTER, {"content-type": "application/json"}, json.dumps(fields).encode())


def _lose_session(_request: HttpRequest, honest: HttpResponse) -> HttpResponse:
    return HttpResponse(401, json.dumps(LOST).encode(), honest.headers)


def _two(talk: Conversation) -> list[tuple[str, str, str, str]]:
    """Register two devices, each with a session that it has polled with."""
    made = []
    for mac, device_id in (("24:6F:28:AA:BB:CC", "ESP32_246F28AABBCC"), (OTHER_MAC, OTHER_ID)):
        token = talk.registered(mac, device_id)
        session = talk.said(talk.open(token, mac, device_id), "session_id")
        talk.poll(token, session)
        made.append((token, session, mac, device_id))
    return made


def test_all_sessions_may_be_lost_with_a_restart(talk: Conversation, result: Find) -> None:
    devices = _two(talk)
    for token, session, mac, device_id in devices:
        talk.meddle = _lose_session
        talk.poll(token, session)
        talk.meddle = lambda _, honest: honest
        talk.poll(token, talk.said(talk.open(token, mac, device_id), "session_id"))
    assert result(POLL).verdict is ItemVerdict.CONFORMS


def test_one_session_alone_is_not_lost_with_a_restart(talk: Conversation, result: Find) -> None:
    (token, session, _, _), (other, others, _, _) = _two(talk)
    talk.meddle = _lose_session
    talk.poll(other, others)
    talk.meddle = lambda _, honest: honest
    talk.poll(token, session)
    assert result(POLL).verdict is ItemVerdict.DIFFERS


def test_what_another_mac_reports_with_the_token_binds_no_poll(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    opened = {"success": True, "session_id": "e" * 32, "expires_in": 3600, "server_time": talk.now_us // 1_000_000}
    talk.meddle = lambda _, honest: HttpResponse(200, json.dumps(opened).encode(), honest.headers)
    talk.open(token, OTHER_MAC, OTHER_ID)
    talk.meddle = lambda _, honest: HttpResponse(200, b'{"success": true}', honest.headers)
    talk.report(token, session)
    talk.meddle = _showing(31.9)
    for each in ("e" * 32, session, session):
        talk.poll(token, each)
    assert [place.numbers for place in result(SHOWN).places] == [(7,)]
