"""Devices show the token that they were given: the permanent one, the newest, and nothing out of a refusal."""

from collections.abc import Callable, Mapping

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.protocol.http import HttpResponse
from tests.conformance.recorded.conversation import ID, MAC, OTHER_ID, OTHER_MAC, SESSION, STATE, Conversation
from tests.conformance.recorded.test_findings import GIVEN, OPENED, SHOWN, answering

CONFORMS, VIOLATES, UNTESTABLE = ItemVerdict.CONFORMS, ItemVerdict.VIOLATES, ItemVerdict.UNTESTABLE
OWN, GRANTED, NEWEST = "device/permanent-token", "device/takes-what-is-granted", "device/newest-token"
Find = Callable[[str], ItemResult]


def _places(found: ItemResult) -> tuple[int, ...]:
    return tuple(number for place in found.places for number in place.numbers)


def test_a_registration_token_opens_no_session(talk: Conversation, result: Find) -> None:
    token = talk.pending()
    talk.register(token)
    talk.open(token)
    assert (result(OWN).verdict, _places(result(OWN))) == (VIOLATES, (3,))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", STATE, None), ("POST", STATE, {}), ("POST", SESSION, {"device_id": ID, "mac_address": MAC})],
)
def test_a_device_that_is_known_shows_its_token(
    talk: Conversation, result: Find, method: str, path: str, body: object
) -> None:
    session = talk.session(talk.registered())
    talk.ask(method, path, body, {"x-session-id": session})
    assert (result(OWN).verdict, _places(result(OWN))) == (VIOLATES, (4,))


def test_a_token_in_the_query_is_shown_too(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.ask("GET", STATE, headers={"x-session-id": session}, query=f"token={token}")
    assert result(OWN).verdict is CONFORMS


@pytest.mark.parametrize("headers", [{}, {"x-session-id": "e" * 32}])
def test_who_only_looks_is_no_device(talk: Conversation, result: Find, headers: Mapping[str, str]) -> None:
    talk.session(talk.registered())
    talk.ask("GET", STATE, headers=headers)
    talk.ask("POST", SESSION, {"device_id": OTHER_ID, "mac_address": OTHER_MAC})
    assert result(OWN).verdict is CONFORMS


@pytest.mark.parametrize("status", [200, 503])
def test_a_session_out_of_an_answer_without_success_is_none(talk: Conversation, result: Find, status: int) -> None:
    token = talk.registered()
    talk.meddle = answering(status, {**OPENED, "success": False})
    talk.open(token)
    talk.meddle = answering(200, SHOWN)
    talk.poll(token, "f" * 32)
    assert (result(GRANTED).verdict, _places(result(GRANTED))) == (VIOLATES, (4,))


def test_a_token_out_of_an_answer_without_success_is_none(talk: Conversation, result: Find) -> None:
    talk.meddle = answering(200, {**GIVEN, "success": False})
    talk.register(talk.pending())
    talk.open(str(GIVEN["permanent_token"]))
    assert result(GRANTED).verdict is VIOLATES


def test_what_is_granted_later_or_was_before_may_be_used(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.meddle = answering(401, {"success": False, "session_id": session})
    talk.poll(token, session)
    talk.poll(token, session)
    for success in (False, True):
        talk.meddle = answering(200, {**OPENED, "success": success})
        talk.open(token)
    talk.poll(token, "f" * 32)
    assert result(GRANTED).verdict is CONFORMS


def _twice_registered(talk: Conversation) -> tuple[str, str, str]:
    """Register a device, open a session, and register it again: both tokens, and the session."""
    old = talk.registered()
    session = talk.session(old)
    return old, talk.registered(), session


def test_the_token_before_is_not_shown_again(talk: Conversation, result: Find) -> None:
    old, new, _ = _twice_registered(talk)
    talk.session(new)
    talk.wait(1)
    talk.open(old)
    assert (result(NEWEST).verdict, _places(result(NEWEST))) == (VIOLATES, (6,))


def test_what_was_done_before_is_told_once_the_newer_one_is_shown(talk: Conversation, result: Find) -> None:
    old, new, session = _twice_registered(talk)
    talk.wait(1)
    talk.poll(old, session)
    assert result(NEWEST).verdict is CONFORMS  # The answer with the new one may have been lost.
    talk.session(new)
    assert (result(NEWEST).verdict, _places(result(NEWEST))) == (VIOLATES, (5,))


def test_an_answer_that_never_arrived_gave_no_token(talk: Conversation, result: Find) -> None:
    old = talk.registered()
    talk.session(old)
    token = talk.pending()
    fields = {"token": token, "device_id": ID, "mac_address": MAC, "ip": "10.0.0.2"}
    talk.ask("POST", "/api/device/register/", fields, lost=True)
    talk.wait(1)
    talk.open(old)
    assert result(NEWEST).verdict is CONFORMS


def test_another_device_with_the_token_before_is_another_matter(talk: Conversation, result: Find) -> None:
    old, new, _ = _twice_registered(talk)
    talk.session(new)
    talk.wait(1)
    talk.open(old, OTHER_MAC, OTHER_ID)
    assert result(NEWEST).verdict is CONFORMS


def test_other_parts_of_a_program_learn_of_it_a_moment_later(talk: Conversation, result: Find) -> None:
    old, new, session = _twice_registered(talk)
    talk.poll(old, session)
    talk.session(new)
    assert result(NEWEST).verdict is CONFORMS


@pytest.mark.parametrize(
    ("mac", "verdict"), [("00:00:00:00:00:00", VIOLATES), ("000000000000", VIOLATES), (MAC, CONFORMS)]
)
def test_a_mac_of_zeros_is_none(talk: Conversation, result: Find, mac: str, verdict: ItemVerdict) -> None:
    talk.meddle = lambda _, honest: HttpResponse(503, honest.body, honest.headers)
    talk.register(talk.pending(), mac)
    talk.open("oc_perm_" + "p" * 43, mac)
    found = result("device/has-a-mac")
    assert (found.verdict, _places(found)) == (verdict, (2, 3) if verdict is VIOLATES else ())


@pytest.mark.parametrize(("success", "verdict"), [(False, ItemVerdict.DIFFERS), (True, UNTESTABLE)])
def test_a_server_refuses_a_session_out_of_an_answer_without_success(
    talk: Conversation, result: Find, success: object, verdict: ItemVerdict
) -> None:
    """The session before it is not replaced either."""
    token = talk.registered()
    talk.session(token)
    talk.meddle = answering(200, {**OPENED, "success": success})
    talk.open(token)
    talk.meddle = answering(200, SHOWN)
    talk.poll(token, "f" * 32)
    assert (result("token/not-granted").verdict, result("session/replaced").verdict) == (verdict, UNTESTABLE)


def test_a_server_refuses_a_token_out_of_an_answer_without_success(talk: Conversation, result: Find) -> None:
    talk.meddle = answering(200, {**GIVEN, "success": False})
    talk.register(talk.pending())
    talk.meddle = answering(200, OPENED)
    talk.open(str(GIVEN["permanent_token"]))
    assert _places(result("token/not-granted")) == (3,)


def test_a_session_of_no_success_that_is_refused_conforms(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    talk.meddle = answering(200, {**OPENED, "success": False})
    talk.open(token)
    talk.meddle = lambda _, honest: honest
    talk.poll(token, "f" * 32)
    assert result("token/not-granted").verdict is CONFORMS
