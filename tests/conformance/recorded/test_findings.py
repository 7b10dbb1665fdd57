"""Each fault of a server is found in its recording, by name; a server without it is not accused."""

import json
from collections.abc import Callable, Mapping

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.recorded.judge import Judged
from oceanhil.protocol.http import HttpRequest, HttpResponse
from tests.conformance.recorded.conversation import (
    ID,
    MAC,
    OTHER_ID,
    OTHER_MAC,
    REGISTER,
    STATE,
    Conversation,
)

JSON = {"content-type": "application/json"}
Act = Callable[[Conversation], object]
VIOLATES, DIFFERS = ItemVerdict.VIOLATES, ItemVerdict.DIFFERS


def answering(
    status: int, fields: Mapping[str, object] | None = None, headers: Mapping[str, str] = JSON
) -> Callable[[HttpRequest, HttpResponse], HttpResponse]:
    """Answer so, whatever is asked."""
    body = b"" if fields is None else json.dumps(fields).encode()
    return lambda _, __: HttpResponse(status, body, headers)


PERMANENT = "oc_perm_" + "z" * 43
GIVEN = {"success": True, "device_id": ID, "permanent_token": PERMANENT, "server_time": 1767225600}
OPENED = {"success": True, "session_id": "f" * 32, "expires_in": 3600, "server_time": 1767225600}
SHOWN = {"success": True, "relay1": False, "relay2": False, "temperature": None, "humidity": None}


def _token_twice(talk: Conversation) -> None:
    token = talk.pending()
    talk.register(token)
    talk.meddle = answering(200, GIVEN)
    talk.register(token, OTHER_MAC, OTHER_ID)


def _same_answer_twice(talk: Conversation) -> None:
    token = talk.pending()
    first = talk.register(token)
    talk.meddle = lambda _, __: first
    talk.register(token)


def _other_mac(talk: Conversation) -> None:
    token = talk.registered()
    talk.meddle = answering(200, OPENED)
    talk.open(token, OTHER_MAC)


def _late_poll(talk: Conversation) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.wait(3_700)
    talk.meddle = answering(200, SHOWN)
    talk.poll(token, session)


def _early_expiry(talk: Conversation) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.meddle = answering(401, {"success": False, "error": "Session expired", "code": "session_expired"})
    talk.poll(token, session)


def _early_expiry_without_a_word(talk: Conversation) -> None:
    token = talk.registered()
    talk.meddle = answering(200, {name: value for name, value in OPENED.items() if name != "expires_in"})
    session = talk.session(token)
    talk.meddle = answering(401, {"success": False, "error": "Session expired", "code": "session_expired"})
    talk.poll(token, session)


def _told_longer(talk: Conversation) -> None:
    token = talk.registered()
    talk.meddle = answering(200, {**OPENED, "expires_in": 7200})
    session = talk.session(token)
    talk.wait(5_000)
    talk.meddle = answering(401, {"success": False, "error": "Session expired", "code": "session_expired"})
    talk.poll(token, session)


def _replaced(talk: Conversation) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.session(token)
    talk.meddle = answering(200, SHOWN)
    talk.poll(token, session)


def _superseded(talk: Conversation) -> None:
    token = talk.registered()
    talk.registered()
    talk.meddle = answering(200, SHOWN)
    talk.poll(token)


def _foreign(talk: Conversation) -> None:
    token, other = talk.registered(), talk.registered(OTHER_MAC, OTHER_ID)
    session = talk.session(token)
    talk.meddle = answering(200, SHOWN)
    talk.poll(other, session)


def _report_without_session(talk: Conversation) -> None:
    token = talk.registered()
    talk.meddle = answering(200, {"success": True})
    talk.report(token)


def _revoked_and_back(talk: Conversation) -> None:
    token = talk.registered()
    talk.core.revoke(talk.core.devices(talk.now_us)[0].id, talk.now_us)
    talk.open(token)
    talk.meddle = answering(200, OPENED)
    talk.open(token)


def _skewed(talk: Conversation) -> None:
    token = talk.registered()
    talk.meddle = answering(200, {**OPENED, "server_time": talk.now_us // 1_000_000})
    talk.open(token, **{"x-device-time": str(talk.now_us // 1_000_000 + 301)})


def _shared_token(talk: Conversation) -> None:
    first = talk.register(talk.pending())
    talk.meddle = lambda _, __: first
    talk.register(talk.pending(), OTHER_MAC, OTHER_ID)


def _unexplained(talk: Conversation) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.meddle = answering(418, {"success": False, "error": "I am a teapot", "code": "teapot"})
    talk.poll(token, session)


def _told(meddler: Callable[[HttpRequest, HttpResponse], HttpResponse | None], act: Act) -> Act:
    def say(talk: Conversation) -> None:
        talk.meddle = meddler
        act(talk)

    return say


def _echo(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    token = request.headers.get("x-device-token", "")
    return HttpResponse(401, json.dumps({"success": False, "error": f"bad token {token}", "code": "x"}).encode(), JSON)


CASES: list[tuple[str, ItemVerdict, Act]] = [
    ("registration/token-accepted-twice", VIOLATES, _token_twice),
    ("registration/token-accepted-twice", DIFFERS, _same_answer_twice),
    ("session/other-mac", VIOLATES, _other_mac),
    ("session/expired", VIOLATES, _late_poll),
    ("session/expired-early", VIOLATES, _early_expiry),
    ("session/expired-early", DIFFERS, _early_expiry_without_a_word),
    ("session/replaced", DIFFERS, _replaced),
    ("session/foreign", VIOLATES, _foreign),
    ("token/superseded", DIFFERS, _superseded),
    ("report/without-session", DIFFERS, _report_without_session),
    ("token/refused-then-accepted", VIOLATES, _revoked_and_back),
    ("clock/skewed", VIOLATES, _skewed),
    ("token/one-device-each", VIOLATES, _shared_token),
    ("poll/good-request", DIFFERS, _unexplained),
    ("token/missing", VIOLATES, _told(answering(200, SHOWN), lambda talk: talk.ask("GET", STATE))),
    ("server/no-failure", VIOLATES, _told(answering(500), lambda talk: talk.ask("GET", STATE))),
    ("server/answers", VIOLATES, _told(lambda _, __: None, lambda talk: talk.ask("GET", STATE))),
    (
        "server/no-redirect-of-post",
        VIOLATES,
        _told(answering(301, None, {"location": "/login"}), lambda talk: talk.register("x")),
    ),
    ("server/allow", VIOLATES, _told(answering(405, {}), lambda talk: talk.ask("DELETE", STATE))),
    ("secrets/not-in-answers", VIOLATES, _told(_echo, lambda talk: talk.poll(PERMANENT))),
    ("secrets/not-in-urls", DIFFERS, lambda talk: talk.ask("GET", STATE, query=f"token={PERMANENT}")),
    ("refusals/form", DIFFERS, _told(answering(401, {}), lambda talk: talk.poll(PERMANENT))),
    (
        "refusals/listed",
        DIFFERS,
        _told(answering(401, {"success": False, "error": "No", "code": "no"}), lambda talk: talk.poll(PERMANENT)),
    ),
    ("refusals/retry-after", DIFFERS, _told(answering(429, {}), lambda talk: talk.poll(PERMANENT))),
    ("registration/answer", VIOLATES, _told(answering(200, {"success": True}), lambda talk: talk.register("oc_reg_x"))),
    (
        "session/answer",
        VIOLATES,
        _told(answering(200, {**OPENED, "session_id": None}), lambda talk: talk.open(PERMANENT)),
    ),
    ("poll/answer", VIOLATES, _told(answering(200, {"success": True}), lambda talk: talk.poll(PERMANENT))),
    ("report/answer", DIFFERS, _told(answering(200, {}), lambda talk: talk.report(PERMANENT, "f" * 32))),
    (
        "registration/answer",
        DIFFERS,
        _told(answering(200, {"permanent_token": PERMANENT}), lambda talk: talk.register("oc_reg_x")),
    ),
    ("session/answer", DIFFERS, _told(answering(200, {"session_id": "f" * 32}), lambda talk: talk.open(PERMANENT))),
    ("session/lifetime", DIFFERS, _told(answering(200, {"session_id": "f" * 32}), lambda talk: talk.open(PERMANENT))),
    (
        "session/lifetime",
        DIFFERS,
        _told(answering(200, {**OPENED, "expires_in": 60}), lambda talk: talk.open(PERMANENT)),
    ),
    (
        "answers/json",
        VIOLATES,
        _told(lambda _, __: HttpResponse(200, b"<html>", {}), lambda talk: talk.poll(PERMANENT)),
    ),
    (
        "clock/server-time",
        DIFFERS,
        _told(answering(200, {**OPENED, "server_time": 1}), lambda talk: talk.open(PERMANENT)),
    ),
    (
        "registration/answer",
        DIFFERS,
        _told(answering(200, {**GIVEN, "device_id": OTHER_ID}), lambda talk: talk.register("oc_reg_x")),
    ),
    (
        "registration/answer",
        DIFFERS,
        _told(answering(200, {**GIVEN, "server_time": None}), lambda talk: talk.register("oc_reg_x")),
    ),
    (
        "session/answer",
        DIFFERS,
        _told(answering(200, {**OPENED, "server_time": "1767225600"}), lambda talk: talk.open(PERMANENT)),
    ),
    (
        "answers/json",
        DIFFERS,
        _told(answering(200, SHOWN, {"content-type": "text/html"}), lambda talk: talk.poll(PERMANENT)),
    ),
    (
        "secrets/not-in-answers",
        VIOLATES,
        _told(
            answering(200, SHOWN, {**JSON, "x-debug": f"device {PERMANENT}"}),
            lambda talk: talk.poll(PERMANENT, "f" * 32),
        ),
    ),
    (
        "secrets/not-in-answers",
        VIOLATES,
        _told(answering(200, SHOWN, {**JSON, "x-debug": "f" * 32}), lambda talk: talk.poll(PERMANENT, "f" * 32)),
    ),
    ("session/expired-early", VIOLATES, _told_longer),
    ("form/malformed-request", DIFFERS, _told(answering(200, GIVEN), lambda talk: talk.ask("POST", REGISTER, {}))),
    ("device/well-formed", VIOLATES, lambda talk: talk.ask("POST", REGISTER, {"token": 1})),
    ("device/trailing-slash", VIOLATES, lambda talk: talk.ask("POST", REGISTER[:-1], {})),
]


@pytest.mark.parametrize(("name", "verdict", "act"), CASES, ids=[f"{name}-{v.value}" for name, v, _ in CASES])
def test_a_fault_is_found_by_name(
    talk: Conversation, result: Callable[[str], ItemResult], name: str, verdict: ItemVerdict, act: Act
) -> None:
    act(talk)
    found = result(name)
    assert (found.verdict, bool(found.expected), "line " in found.found) == (verdict, True, True)
    assert [row.decisive for row in found.exchanges].count(True) == 1


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({**OPENED, "server_time": 1767225600.25}, JSON),
        (OPENED, {"content-type": "application/json; charset=utf-8"}),
        (OPENED, {}),
        (OPENED, {**JSON, "set-cookie": "sid=0123456789abcdef0123456789abcdef", "etag": '"' + "e" * 40 + '"'}),
        (OPENED, {**JSON, "x-session": "f" * 32}),
    ],
)
def test_what_an_answer_may_hold_besides_is_no_fault(
    talk: Conversation, judged: Callable[..., Judged], fields: Mapping[str, object], headers: Mapping[str, str]
) -> None:
    talk.meddle = answering(200, fields, headers)
    talk.open(PERMANENT)
    assert ItemVerdict.VIOLATES not in {result.verdict for result in judged().report.results}
    assert ItemVerdict.DIFFERS not in {result.verdict for result in judged().report.results}


def test_a_conversation_without_fault_conforms(talk: Conversation, judged: Callable[..., Judged]) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.poll(token, session)
    talk.report(token, session)
    results = judged().report.results
    assert {result.verdict for result in results} == {ItemVerdict.CONFORMS, ItemVerdict.UNTESTABLE}


def test_what_is_not_in_the_recording_is_named_as_such(talk: Conversation, result: Callable[[str], ItemResult]) -> None:
    talk.ask("GET", STATE)
    found = result("session/other-mac")
    assert (found.verdict, found.missing) == (ItemVerdict.UNTESTABLE, ("recording",))
    assert found.found == "the recording holds no such exchange"


def test_evidence_shows_the_cause_too_with_its_place(talk: Conversation, result: Callable[[str], ItemResult]) -> None:
    _token_twice(talk)
    first, second = result("registration/token-accepted-twice").exchanges
    assert first.sent.startswith("[line 2, 2026-01-01T00:00:00Z]")
    assert second.sent.startswith("[line 3, 2026-01-01T00:00:00Z]")
    assert ("${REG_1}" in second.curl, "~reg-1~" in second.curl) == (True, False)


def test_of_exchanges_that_overlap_nobody_knows_the_order(
    talk: Conversation, result: Callable[[str], ItemResult]
) -> None:
    token = talk.registered()
    session, began_us = talk.session(token), talk.now_us
    talk.duration_us = 2_000_000
    talk.session(token)
    talk.now_us, talk.duration_us = began_us + 500_000, 3_000_000
    talk.meddle = answering(200, SHOWN)
    talk.poll(token, session)
    assert result("session/replaced").verdict is ItemVerdict.UNTESTABLE


def test_exchanges_are_judged_in_the_order_of_time_not_of_the_file(
    talk: Conversation, result: Callable[[str], ItemResult]
) -> None:
    talk.open(talk.registered(), OTHER_MAC)
    head, *lines = talk.path.read_bytes().splitlines(keepends=True)
    talk.path.write_bytes(head + b"".join(reversed(lines)))
    assert result("session/other-mac").verdict is ItemVerdict.CONFORMS


def test_what_happened_before_the_recording_is_no_finding(
    talk: Conversation, result: Callable[[str], ItemResult]
) -> None:
    used = talk.pending()
    talk.core.handle(HttpRequest("POST", REGISTER, JSON, json.dumps(_fields(used)).encode()), talk.now_us)
    talk.register(used)
    talk.poll("oc_perm_" + "q" * 43, "0" * 32)
    assert result("registration/good-request").verdict is ItemVerdict.UNTESTABLE
    assert result("poll/good-request").verdict is ItemVerdict.UNTESTABLE
    assert result("registration/used-token-status").verdict is ItemVerdict.CONFORMS


def _fields(token: str) -> dict[str, str]:
    return {"token": token, "device_id": ID, "mac_address": MAC, "ip": "10.0.0.2"}
