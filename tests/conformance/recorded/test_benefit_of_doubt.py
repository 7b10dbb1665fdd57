"""What may have been right, as far as a recording shows, is held against nobody; what cannot have been is named."""

import json
from collections.abc import Callable

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.protocol.http import HttpResponse
from tests.conformance.recorded.conversation import (
    ID,
    MAC,
    OTHER_ID,
    OTHER_MAC,
    SECOND_US,
    SESSION,
    STATE,
    Conversation,
)
from tests.conformance.recorded.test_findings import GIVEN, JSON, OPENED, PERMANENT, SHOWN, answering

CONFORMS, DIFFERS, VIOLATES = ItemVerdict.CONFORMS, ItemVerdict.DIFFERS, ItemVerdict.VIOLATES
UNTESTABLE = ItemVerdict.UNTESTABLE
PAGE = {"content-type": "text/html", "server": "PortalGate/4.1"}
Find = Callable[[str], ItemResult]
Line = dict[str, object]


def _edited(talk: Conversation, change: Callable[[Line], None]) -> None:
    """Change each exchange of the file."""
    head, *lines = (json.loads(line) for line in talk.path.read_text().splitlines())
    for line in lines:
        change(line)
    talk.path.write_text("".join(f"{json.dumps(line)}\n" for line in (head, *lines)))


@pytest.mark.parametrize("path", ["/api/device/st%61te/", "/api/%64evice/state/"])
@pytest.mark.parametrize(("status", "verdict"), [(200, CONFORMS), (404, DIFFERS)])
def test_an_encoded_letter_of_a_path_is_that_letter(
    talk: Conversation, result: Find, path: str, status: int, verdict: ItemVerdict
) -> None:
    token = talk.registered()
    talk.meddle = answering(status, SHOWN if status == 200 else {"success": False, "error": "Not found", "code": "x"})
    talk.ask("GET", path, None, {"x-device-token": token})
    assert result("form/malformed-request").verdict is UNTESTABLE
    assert result("poll/api-read").verdict is verdict


def test_the_evidence_shows_a_path_as_it_was_sent(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    talk.meddle = answering(404, {"success": False, "error": "Not found", "code": "not_found"})
    talk.ask("GET", "/api/device/st%61te/", None, {"x-device-token": token})
    assert "st%61te" in result("poll/api-read").curl


def test_a_device_id_that_looks_like_a_secret_is_repeated_rightly(talk: Conversation, result: Find) -> None:
    talk.registered(device_id="ESP32-_" + "f" * 57)
    assert result("secrets/not-in-answers").verdict is CONFORMS


def test_a_secret_for_a_device_id_is_one_in_the_answer_too(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.poll(token, session)
    talk.registered(OTHER_MAC, session)
    assert result("secrets/not-in-answers").verdict is VIOLATES


def test_an_answer_that_the_proxy_has_not_got_in_time_is_nobodys_fault(talk: Conversation, result: Find) -> None:
    talk.meddle = lambda _, __: None
    talk.poll(PERMANENT, "f" * 32)
    _edited(talk, lambda line: line.update(error="the upstream did not answer in time"))
    assert result("server/answers").verdict is UNTESTABLE


def test_a_session_out_of_an_answer_that_nobody_can_read_is_replaced_by_none(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.poll(token, session)

    def left_out(line: Line) -> None:
        answer = line["response"]
        assert isinstance(answer, dict)
        answer.update(body="", omitted="compressed")

    _edited(talk, left_out)
    assert result("session/replaced").verdict is UNTESTABLE


@pytest.mark.parametrize(
    ("status", "headers", "verdict"),
    [
        (401, PAGE, UNTESTABLE),
        (407, {"content-type": "text/html"}, UNTESTABLE),
        (401, PAGE | {"server": "nginx/1.26"}, DIFFERS),
        (401, {"content-type": "text/html"}, DIFFERS),
    ],
)
def test_a_refusal_of_a_portal_is_not_the_servers(
    talk: Conversation, result: Find, status: int, headers: dict[str, str], verdict: ItemVerdict
) -> None:
    talk.meddle = answering(200, OPENED, JSON | {"server": "nginx/1.24.0"})
    talk.open(PERMANENT)
    talk.meddle = lambda _, __: HttpResponse(status, b"<html></html>", headers)
    talk.poll(PERMANENT, "f" * 32)
    assert result("refusals/form").verdict is verdict


@pytest.mark.parametrize(
    ("status", "headers", "statement", "verdict"),
    [
        (200, PAGE, "answers/json", CONFORMS),
        (200, PAGE | {"server": "nginx"}, "answers/json", VIOLATES),
        (302, PAGE, "server/no-redirect-of-post", CONFORMS),
        (511, PAGE, "server/no-failure", CONFORMS),
        (502, PAGE, "server/no-failure", VIOLATES),
    ],
)
def test_a_page_of_a_portal_is_not_the_servers(
    talk: Conversation, result: Find, *, status: int, headers: dict[str, str], statement: str, verdict: ItemVerdict
) -> None:
    talk.meddle = answering(200, OPENED, JSON | {"server": "nginx/1.24.0"})
    talk.open(PERMANENT)
    talk.meddle = lambda _, __: HttpResponse(status, b"<html></html>", headers)
    talk.report(PERMANENT, "f" * 32)
    assert result(statement).verdict is verdict


def test_an_answer_that_says_success_false_uses_no_token_up(talk: Conversation, result: Find) -> None:
    token = talk.pending()
    talk.meddle = answering(200, GIVEN | {"success": False})
    talk.register(token)
    talk.meddle = lambda _, honest: honest
    talk.register(token)
    assert result("registration/token-accepted-twice").verdict is UNTESTABLE


@pytest.mark.parametrize(("late_s", "verdict"), [(0.6, UNTESTABLE), (1.6, VIOLATES)])
def test_ages_may_be_counted_in_whole_seconds(
    talk: Conversation, result: Find, late_s: float, verdict: ItemVerdict
) -> None:
    talk.meddle = answering(200, OPENED)
    talk.open(PERMANENT)
    talk.wait(3600 - 0.5 + late_s)
    talk.meddle = answering(200, SHOWN)
    talk.poll(PERMANENT, "f" * 32)
    assert result("session/expired").verdict is verdict


def test_of_two_macs_with_one_token_either_may_be_the_wrong_one(talk: Conversation, result: Find) -> None:
    talk.meddle = answering(200, OPENED)
    talk.open(PERMANENT, OTHER_MAC, OTHER_ID)
    talk.open(PERMANENT)
    assert [(place.device, place.numbers) for place in result("session/other-mac").places] == [
        (OTHER_ID, (2,)),
        (ID, (3,)),
    ]


def test_a_registration_tells_whose_a_token_is(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    talk.meddle = answering(200, OPENED)
    talk.open(token, OTHER_MAC, OTHER_ID)
    assert [place.numbers for place in result("session/other-mac").places] == [(3,)]


def test_an_outage_that_tells_no_time_asks_for_none(talk: Conversation, result: Find) -> None:
    talk.meddle = answering(503, {"success": False, "error": "Server maintenance", "code": "maintenance"})
    talk.open(PERMANENT)
    talk.open(PERMANENT)
    assert result("device/keeps-retry-after").verdict is CONFORMS


@pytest.mark.parametrize(("headers", "verdict"), [({}, DIFFERS), ({"x-device-time": "soon"}, UNTESTABLE)])
def test_a_clock_that_is_not_told_is_not_refused(
    talk: Conversation, result: Find, headers: dict[str, str], verdict: ItemVerdict
) -> None:
    said = {"success": False, "error": "Clock skew too large", "code": "clock_skew", "server_time": 1767225600}
    talk.meddle = answering(401, said)
    talk.register(talk.pending(), MAC, ID, **headers)
    assert result("clock/no-time").verdict is verdict


@pytest.mark.parametrize(
    ("status", "code", "verdict"),
    [(400, "bad_request", DIFFERS), (413, "too_large", CONFORMS), (404, "not_found", CONFORMS)],
)
def test_of_several_faults_of_form_the_first_is_told(
    talk: Conversation, result: Find, status: int, code: str, verdict: ItemVerdict
) -> None:
    talk.meddle = answering(status, {"success": False, "error": "no", "code": code})
    body = json.dumps({"device_id": ID, "mac_address": MAC, "log": "z" * 70_000}).encode()
    talk.ask("POST", SESSION, body, {"x-device-token": PERMANENT})
    _edited(talk, lambda line: _whole(line, body))
    assert result("form/first-told").verdict is verdict


def _whole(line: Line, body: bytes) -> None:
    request = line["request"]
    assert isinstance(request, dict)
    request.pop("omitted", None)
    request.update(body=body.decode())


@pytest.mark.parametrize(
    ("coding", "status", "code", "verdict"),
    [
        ("gzip", 415, "unsupported_media_type", DIFFERS),
        ("br", 415, "unsupported_media_type", UNTESTABLE),
        ("gzip", 400, "bad_request", UNTESTABLE),
    ],
)
def test_gzip_is_understood_though_nobody_sees_into_it(
    talk: Conversation, result: Find, *, coding: str, status: int, code: str, verdict: ItemVerdict
) -> None:
    talk.meddle = answering(200, OPENED)
    talk.open(PERMANENT)
    talk.meddle = answering(status, {"success": False, "error": "no", "code": code})
    headers = {"x-device-token": PERMANENT, "x-session-id": "f" * 32, "content-encoding": coding}
    talk.ask("POST", STATE, b"\x1f\x8b packed", headers)
    assert result("report/good-request").verdict is verdict


@pytest.mark.parametrize(
    ("reported", "numbers"),
    [((-127, -127, 20), [(4, 5)]), ((-127, 20, -127), []), ((-126.9, -126.9), [])],
)
def test_the_word_for_no_sensor_is_no_temperature(
    talk: Conversation, result: Find, reported: tuple[float, ...], numbers: list[tuple[int, ...]]
) -> None:
    token = talk.registered()
    headers = {"x-device-token": token, "x-session-id": talk.session(token)}
    for degrees in reported:
        talk.ask("POST", STATE, {"temperature": degrees}, headers)
        talk.now_us += 60 * SECOND_US
    assert [place.numbers for place in result("device/measures").places] == numbers


@pytest.mark.parametrize(("mac", "verdict"), [(OTHER_MAC, UNTESTABLE), (MAC, DIFFERS)])
def test_a_session_that_another_mac_got_replaces_none(
    talk: Conversation, result: Find, mac: str, verdict: ItemVerdict
) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.meddle = answering(200, OPENED)
    talk.open(token, mac)
    talk.meddle = answering(200, SHOWN)
    talk.poll(token, session)
    assert result("session/replaced").verdict is verdict


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_registration_token_is_no_permanent_one(talk: Conversation, result: Find, is_taken: bool) -> None:
    token = talk.pending()
    talk.register(token)
    talk.meddle = answering(200, OPENED) if is_taken else talk.meddle
    for _ in range(2):
        talk.open(token)
    found = result("token/missing")
    assert found.verdict is (VIOLATES if is_taken else CONFORMS)
    assert [place.numbers for place in found.places] == ([(3, 4)] if is_taken else [])


def test_a_server_may_give_the_registration_token_back_as_the_permanent_one(talk: Conversation, result: Find) -> None:
    token = talk.pending()
    talk.meddle = answering(200, GIVEN | {"permanent_token": token})
    talk.register(token)
    talk.meddle = answering(200, OPENED)
    talk.open(token)
    assert result("token/missing").verdict is UNTESTABLE
