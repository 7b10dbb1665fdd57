"""A refusal that was earned is charged to nobody but who earned it, and what is wrong with it is named for itself."""

from collections.abc import Callable

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.recorded.judge import Judged
from oceanhil.protocol.http import HttpRequest, HttpResponse
from tests.conformance.recorded.conversation import ID, MAC, OTHER_ID, OTHER_MAC, REGISTER, STATE, Conversation
from tests.conformance.recorded.test_findings import GIVEN, JSON, OPENED, PERMANENT, SHOWN, answering

CONFORMS, DIFFERS, VIOLATES = ItemVerdict.CONFORMS, ItemVerdict.DIFFERS, ItemVerdict.VIOLATES
UNTESTABLE = ItemVerdict.UNTESTABLE
DATE = "Sun, 29 Nov 2026 15:52:20 GMT"
SKEWED = {"success": False, "error": "Clock skew too large", "code": "clock_skew"}
EXPIRED = {"success": False, "error": "Session expired", "code": "session_expired"}
Find = Callable[[str], ItemResult]


def _time(talk: Conversation, off_s: float) -> dict[str, str]:
    return {"x-device-time": str(round(talk.now_us / 1_000_000 + off_s))}


def test_a_refused_head_has_no_body_that_could_have_a_form(talk: Conversation, result: Find) -> None:
    talk.meddle = lambda _, honest: HttpResponse(405, b"", {"allow": "GET, POST"})
    talk.ask("HEAD", STATE)
    assert result("refusals/form").verdict is UNTESTABLE


@pytest.mark.parametrize(("status", "verdict"), [(405, VIOLATES), (200, CONFORMS), (401, CONFORMS)])
def test_head_is_a_method_of_the_state(talk: Conversation, result: Find, status: int, verdict: ItemVerdict) -> None:
    talk.meddle = lambda _, honest: HttpResponse(status, b"", {"allow": "GET, POST"})
    talk.ask("HEAD", STATE)
    assert result("server/head").verdict is verdict


@pytest.mark.parametrize(
    ("method", "path", "allow", "verdict"),
    [
        ("PATCH", STATE, "GET, POST, DELETE", DIFFERS),
        ("PATCH", STATE, "POST", DIFFERS),
        ("PATCH", STATE, "post,get , HEAD, OPTIONS", CONFORMS),
        ("GET", REGISTER, "POST", CONFORMS),
        ("GET", REGISTER, "GET, POST", DIFFERS),
        ("OPTIONS", STATE, "GET, POST, PUT", DIFFERS),
        ("OPTIONS", STATE, "GET, POST, OPTIONS", CONFORMS),
        ("OPTIONS", STATE, "", DIFFERS),
        ("PATCH", STATE, "", VIOLATES),
        ("PATCH", "/api/device/state", "PURGE", CONFORMS),
    ],
)
def test_the_methods_that_are_told_are_those_of_the_path(
    talk: Conversation, result: Find, *, method: str, path: str, allow: str, verdict: ItemVerdict
) -> None:
    status = 204 if method == "OPTIONS" else 405
    talk.meddle = lambda _, honest: HttpResponse(status, b"", {"allow": allow} if allow else {})
    talk.ask(method, path)
    assert result("server/allow").verdict is verdict


@pytest.mark.parametrize(("allow", "verdict"), [("", UNTESTABLE), ("GET, POST, PUT", DIFFERS)])
def test_a_browser_that_asks_before_it_asks_need_not_be_told_by_allow(
    talk: Conversation, result: Find, allow: str, verdict: ItemVerdict
) -> None:
    told = {"access-control-allow-methods": "GET, POST"} | ({"allow": allow} if allow else {})
    talk.meddle = lambda _, __: HttpResponse(204, b"", told)
    talk.ask("OPTIONS", STATE, headers={"origin": "http://localhost", "access-control-request-method": "GET"})
    assert result("server/allow").verdict is verdict


@pytest.mark.parametrize(("status", "verdict"), [(301, DIFFERS), (200, DIFFERS), (404, CONFORMS)])
def test_a_path_without_its_slash_is_refused(
    talk: Conversation, result: Find, status: int, verdict: ItemVerdict
) -> None:
    talk.meddle = lambda _, honest: HttpResponse(status, b"{}", {"location": STATE})
    talk.ask("GET", STATE.rstrip("/"))
    assert result("server/trailing-slash").verdict is verdict


@pytest.mark.parametrize(("headers", "verdict"), [({"www-authenticate": "Bearer"}, DIFFERS), ({}, CONFORMS)])
def test_a_401_asks_for_nothing(
    talk: Conversation, result: Find, headers: dict[str, str], verdict: ItemVerdict
) -> None:
    talk.meddle = answering(401, {"success": False, "error": "Invalid token", "code": "token_invalid"}, headers)
    talk.open("oc_perm_" + "z" * 43)
    assert result("refusals/no-challenge").verdict is verdict


@pytest.mark.parametrize(
    ("told", "verdict"), [("0", VIOLATES), ("1.5", VIOLATES), ("5", CONFORMS), ("", UNTESTABLE), (DATE, DIFFERS)]
)
def test_what_maintenance_says_of_its_end_is_whole_seconds(
    talk: Conversation, result: Find, told: str, verdict: ItemVerdict
) -> None:
    talk.meddle = lambda _, __: HttpResponse(503, b"{}", {"retry-after": told} if told else {})
    talk.open("oc_perm_" + "z" * 43)
    assert result("refusals/retry-after").verdict is verdict


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (DATE, "3600 s before the Date of the same answer: perhaps local time that is called GMT"),
        (DATE.replace("GMT", "+0100"), "a date in another form or zone than HTTP has, which is GMT"),
    ],
)
def test_a_date_in_local_time_is_told_as_one(talk: Conversation, result: Find, told: str, words: str) -> None:
    now = DATE.replace("15:", "16:")
    talk.meddle = lambda _, __: HttpResponse(503, b"{}", {"date": now, "retry-after": told})
    talk.open("oc_perm_" + "z" * 43)
    assert result("refusals/retry-after").found.startswith(f"Retry-After {told!r}, {words}")


@pytest.mark.parametrize(
    ("error", "verdict"), [("Bad request", DIFFERS), ("Bad request: ip is missing", CONFORMS), ("no ip", CONFORMS)]
)
def test_a_field_that_is_missing_is_named(talk: Conversation, result: Find, error: str, verdict: ItemVerdict) -> None:
    talk.meddle = answering(400, {"success": False, "error": error, "code": "bad_request"})
    talk.ask("POST", REGISTER, {"token": talk.pending(), "device_id": ID, "mac_address": MAC})
    assert result("form/names-the-field").verdict is verdict


def test_unreadable_json_has_no_field_to_name(talk: Conversation, result: Find) -> None:
    talk.meddle = answering(400, {"success": False, "error": "Bad request", "code": "bad_request"})
    talk.ask("POST", REGISTER, b"{")
    assert result("form/names-the-field").verdict is UNTESTABLE


def test_another_reason_in_other_words_is_wrong_twice(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.meddle = answering(401, {"success": False, "error": "Invalid token", "code": "token_invalid"})
    talk.poll(token, session)
    talk.meddle = answering(401, {"success": False, "error": "Session not found", "code": "session_not_found"})
    talk.poll(token, session)
    rows = ("refusals/token-invalid", "refusals/session-unknown")
    assert {result(name).verdict for name in rows} <= {DIFFERS, VIOLATES}


@pytest.mark.parametrize(
    ("off_s", "accused"), [(4_000, UNTESTABLE), (-400, UNTESTABLE), (301, UNTESTABLE), (120, DIFFERS)]
)
def test_who_does_not_tell_its_time_may_still_refuse_a_wrong_clock(
    talk: Conversation, result: Find, off_s: float, accused: ItemVerdict
) -> None:
    token = talk.registered()
    talk.meddle = answering(401, SKEWED)
    talk.open(token, **_time(talk, off_s))
    assert (result("session/good-request").verdict, result("clock/refusal-tells-time").verdict) == (accused, DIFFERS)


def test_the_time_of_earlier_answers_counts_where_a_refusal_tells_none(talk: Conversation, result: Find) -> None:
    talk.meddle = answering(200, {**GIVEN, "server_time": talk.now_us // 1_000_000 + 240})
    token = talk.said(talk.register(talk.pending()), "permanent_token")
    talk.meddle = answering(401, SKEWED)
    talk.open(token, **_time(talk, -200))
    assert result("session/good-request").verdict is UNTESTABLE


@pytest.mark.parametrize(
    ("server_ahead_s", "device_ahead_s", "verdict"),
    [
        (20, -281, VIOLATES),
        (20, -280, UNTESTABLE),
        (-20, 281, VIOLATES),
        (7_200, 0, UNTESTABLE),
    ],
)
def test_a_server_clock_that_earlier_answers_told_is_the_one_that_counts(
    talk: Conversation, result: Find, server_ahead_s: int, device_ahead_s: int, verdict: ItemVerdict
) -> None:
    """Unless it is so far off that it is itself what is wrong."""
    _tell(talk, server_ahead_s)
    talk.open(PERMANENT)
    _tell(talk, server_ahead_s)
    talk.open(PERMANENT, **{"x-device-time": str(talk.now_us // 1_000_000 + device_ahead_s)})
    assert result("clock/skewed").verdict is verdict


def test_one_answer_with_another_time_is_no_clock_of_the_servers(talk: Conversation, result: Find) -> None:
    _tell(talk, 0)
    talk.open(PERMANENT)
    _tell(talk, 20)
    talk.open(PERMANENT, **_time(talk, -290))
    assert result("clock/skewed").verdict is UNTESTABLE


def _tell(talk: Conversation, ahead_s: int) -> None:
    """Grant sessions, and tell a clock that is so much ahead."""
    talk.meddle = answering(200, {**OPENED, "server_time": talk.now_us // 1_000_000 + ahead_s})


@pytest.mark.parametrize(
    ("status", "error", "code", "verdict"),
    [
        (401, "Invalid token.", "invalid_token", DIFFERS),
        (403, "Forbidden", "forbidden", DIFFERS),
        (409, "Already registered", "conflict", DIFFERS),
        (423, "Device locked", "device_locked", DIFFERS),
        (421, "Wrong host", "misdirected", UNTESTABLE),
        (401, "Invalid token", "invalid_token", CONFORMS),
        (401, "No such token", "token_invalid", CONFORMS),
        (400, "Two lengths", "bad_framing", UNTESTABLE),
        (401, "", "", UNTESTABLE),
    ],
)
def test_whatever_a_token_is_refused_for_is_listed(
    talk: Conversation, result: Find, *, status: int, error: str, code: str, verdict: ItemVerdict
) -> None:
    """Nothing is known of this token; what breaks HTTP has words of its own."""
    talk.meddle = answering(status, {"success": False, "error": error, "code": code})
    talk.register("oc_reg_" + "r" * 43)
    assert result("refusals/listed").verdict is verdict


def test_a_refusal_that_tells_the_time_conforms(talk: Conversation, result: Find) -> None:
    talk.open(talk.registered(), **_time(talk, 900))
    assert result("clock/refusal-tells-time").verdict is CONFORMS


@pytest.mark.parametrize(("status", "accused"), [(401, UNTESTABLE), (403, UNTESTABLE), (404, DIFFERS)])
def test_a_refusal_in_plain_text_has_no_form_and_may_be_right(
    talk: Conversation, result: Find, status: int, accused: ItemVerdict
) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.meddle = lambda _, __: HttpResponse(status, b"Token revoked", {"content-type": "text/plain"})
    talk.poll(token, session)
    assert (result("poll/good-request").verdict, result("refusals/form").verdict) == (accused, DIFFERS)
    assert f"{status}: it is not JSON (text/plain)" in result("refusals/form").found


def test_who_was_given_anothers_token_is_not_told_off_for_its_end(talk: Conversation, result: Find) -> None:
    first = talk.register(talk.pending())
    token = talk.said(first, "permanent_token")
    talk.meddle = lambda _, __: first
    talk.register(talk.pending(), OTHER_MAC, OTHER_ID)
    talk.meddle = lambda _, honest: honest
    talk.registered(OTHER_MAC, OTHER_ID)
    talk.session(token)
    assert result("token/one-device-each").verdict is VIOLATES
    assert (result("token/superseded").verdict, result("session/other-mac").verdict) == (UNTESTABLE, UNTESTABLE)


def test_a_used_token_that_is_refused_for_the_clock_teaches_no_status(
    talk: Conversation, result: Find, judged: Callable[..., Judged]
) -> None:
    token = talk.pending()
    talk.register(token)
    talk.meddle = answering(401, {**SKEWED, "server_time": talk.now_us // 1_000_000})
    talk.register(token, **_time(talk, -900))
    assert (result("registration/used-token-status").verdict, judged().report.learned) == (DIFFERS, {})


def test_a_used_token_that_is_refused_in_words_of_its_own_teaches_no_status(
    talk: Conversation, result: Find, judged: Callable[..., Judged]
) -> None:
    token = talk.pending()
    talk.register(token)
    talk.meddle = answering(401, {"success": False, "error": "No", "code": "no"})
    talk.register(token)
    assert result("registration/used-token-status").verdict is DIFFERS
    assert "server.used_token_status" not in judged().report.learned


def test_a_refusal_of_another_case_is_no_other_wording(
    talk: Conversation, result: Find, judged: Callable[..., Judged]
) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.session(token)
    talk.meddle = answering(401, EXPIRED)
    talk.poll(token, session)
    found = result("refusals/session-unknown")
    assert (found.verdict, found.readings, judged().report.learned) == (DIFFERS, {}, {})


def _echoes(request: HttpRequest, honest: HttpResponse) -> HttpResponse:
    text = honest.body.replace(b"Registration token", f"Token {_token(request)}".encode())
    return HttpResponse(honest.status, text, honest.headers)


def _token(request: HttpRequest) -> str:
    return request.body.decode().partition('"token": "')[2].partition('"')[0]


def test_an_echo_is_no_word_of_the_servers(talk: Conversation, result: Find, judged: Callable[..., Judged]) -> None:
    token = talk.pending()
    talk.register(token)
    talk.meddle = _echoes
    talk.register(token)
    assert (result("refusals/token-used").verdict, judged().report.learned) == (DIFFERS, {})


def test_one_answer_in_other_words_among_right_ones_is_plainly_wrong(
    talk: Conversation, result: Find, judged: Callable[..., Judged]
) -> None:
    token = talk.registered()
    for meddled in (None, {"success": False, "error": "Try later", "code": "unavailable"}):
        body = meddled or {"success": False, "error": "Server maintenance", "code": "maintenance"}
        talk.meddle = answering(503, body)
        talk.poll(token)
    found = result("refusals/maintenance")
    assert (found.verdict, found.flaky, found.readings, judged().report.learned) == (DIFFERS, False, {}, {})


@pytest.mark.parametrize(("right", "is_flaky"), [(1, True), (2, False)])
def test_one_reading_among_others_is_plainly_wrong(
    talk: Conversation, result: Find, right: int, is_flaky: bool
) -> None:
    token = talk.pending()
    for _ in range(1 + right):
        talk.register(token)
    talk.meddle = lambda _, honest: HttpResponse(401, honest.body, honest.headers)
    talk.register(token)
    found = result("registration/used-token-status")
    assert (found.verdict, found.flaky, found.readings) == (DIFFERS, is_flaky, {})


def test_an_answer_that_is_no_json_is_told_as_such(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.meddle = lambda _, __: HttpResponse(200, b"OK", JSON)
    talk.poll(token, session)
    assert "200: it is not JSON (application/json) (line 4" in result("answers/json").found


@pytest.mark.parametrize("path", [REGISTER[:-1], "/api/device/regster/"])
def test_a_request_for_no_path_names_its_device(talk: Conversation, result: Find, path: str) -> None:
    fields = {"token": talk.pending(), "device_id": ID, "mac_address": MAC, "ip": "10.0.0.2"}
    talk.meddle = answering(500, {})
    talk.ask("POST", path, fields)
    assert [place.device for place in result("server/no-failure").places] == [ID]


@pytest.mark.parametrize(("status", "verdict"), [(404, DIFFERS), (200, CONFORMS)])
def test_an_api_read_is_told_apart_from_a_poll(
    talk: Conversation, result: Find, status: int, verdict: ItemVerdict
) -> None:
    token = talk.registered()
    talk.meddle = answering(status, SHOWN if status == 200 else {"success": False, "error": "No", "code": "no"})
    talk.ask("GET", STATE, headers={"x-device-token": token})
    assert (result("poll/api-read").verdict, result("poll/good-request").verdict) == (verdict, UNTESTABLE)
