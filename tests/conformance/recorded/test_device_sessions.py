"""What a device was given it uses: its newest session, and its permanent token in place of its registration token."""

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
    REGISTER,
    SECOND_US,
    SESSION,
    Conversation,
)

OWN = "device/own-session"
OVER, AGAIN = "device/lets-go-of-sessions", "device/registers-once"
Find = Callable[[str], ItemResult]


def _expired(talk: Conversation) -> tuple[str, str]:
    """Poll with a session that is over; gives the token and the session."""
    token = talk.registered()
    session = talk.session(token)
    talk.wait(3_700)
    talk.poll(token, session)
    talk.wait(5)
    return token, session


def test_a_session_that_was_refused_is_not_used_again(talk: Conversation, result: Find) -> None:
    talk.poll(*_expired(talk))
    found = result(OVER)
    assert (found.verdict, "poll with it 5.5 s after that" in found.found) == (ItemVerdict.VIOLATES, True)


def test_a_refused_session_is_replaced_without_blame(talk: Conversation, result: Find) -> None:
    token, session = _expired(talk)
    talk.report(token, session)  # Another part of the program may not know yet.
    talk.poll(token, talk.session(token))
    assert result(OVER).verdict is ItemVerdict.CONFORMS


@pytest.mark.parametrize(("pause_s", "verdict"), [(0, ItemVerdict.CONFORMS), (3, ItemVerdict.VIOLATES)])
def test_a_session_that_the_device_has_replaced_is_not_used_any_more(
    talk: Conversation, result: Find, pause_s: float, verdict: ItemVerdict
) -> None:
    token = talk.registered()
    first, second = talk.session(token), talk.session(token)
    talk.poll(token, second)
    talk.wait(pause_s)
    talk.now_us -= 200_000  # Within a second of the newer one two parts of a program may still differ.
    talk.report(token, first)
    assert result(OVER).verdict is verdict


def test_a_newer_session_whose_answer_may_have_been_lost_binds_nobody(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    first = talk.session(token)
    talk.session(token)
    talk.wait(5)
    talk.poll(token, first)
    assert result(OVER).verdict is ItemVerdict.UNTESTABLE


def test_a_newer_session_that_the_device_uses_later_was_there_all_the_time(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    first, second = talk.session(token), talk.session(token)
    talk.meddle = lambda _, honest: HttpResponse(200, b"{}", honest.headers)
    for session in (first, first, first, second):  # Of three with the old one two are within a second.
        talk.now_us -= 100_000
        talk.poll(token, session)
    assert (result(OVER).verdict, result(OVER).places[0].numbers) == (ItemVerdict.VIOLATES, (7,))


@pytest.mark.parametrize("session", ["", "of another device"])
def test_a_session_that_was_not_given_to_the_device_is_named(talk: Conversation, result: Find, session: str) -> None:
    token, other = talk.registered(), talk.registered(OTHER_MAC, OTHER_ID)
    talk.session(token)
    talk.poll(token, session and talk.said(talk.open(other, OTHER_MAC, OTHER_ID), "session_id"))
    assert result(OWN).verdict is ItemVerdict.VIOLATES


@pytest.mark.parametrize(("pause_s", "verdict"), [(1, ItemVerdict.VIOLATES), (0, ItemVerdict.CONFORMS)])
def test_a_session_out_of_nowhere_is_named_when_the_one_that_was_given_lives_on(
    talk: Conversation, result: Find, pause_s: float, verdict: ItemVerdict
) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.wait(pause_s)  # Within a second it may be the one before the recording began.
    talk.poll(token, "e" * 32)
    assert result(OWN).verdict is ItemVerdict.CONFORMS
    talk.poll(token, session)
    assert result(OWN).verdict is verdict


@pytest.mark.parametrize(("second", "verdict"), [("d", ItemVerdict.VIOLATES), ("e", ItemVerdict.CONFORMS)])
def test_who_never_uses_the_session_that_it_is_given_shows_others(
    talk: Conversation, result: Find, second: str, verdict: ItemVerdict
) -> None:
    token = talk.registered()
    for digit in ("e", second, second):
        talk.session(token)
        talk.poll(token, digit * 31)  # As cut by a buffer that is too short.
    assert result(OWN).verdict is verdict
    if verdict is ItemVerdict.VIOLATES:
        assert result(OWN).places[0].numbers == (4, 6)  # The third is the second again, which may be a stranger's.


def test_a_session_that_is_given_in_the_meantime_is_the_devices_own(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    first = talk.session(token)
    talk.wait(5)
    asked_us = talk.now_us
    talk.poll(token, "e" * 32)
    talk.now_us = asked_us - SECOND_US
    talk.duration_us = 3 * SECOND_US
    given = {"success": True, "session_id": "e" * 32, "expires_in": 3600, "server_time": asked_us // SECOND_US}
    talk.meddle = lambda _, honest: HttpResponse(200, json.dumps(given).encode(), honest.headers)
    talk.open(token)
    talk.meddle = lambda _, __: HttpResponse(200, b'{"success": true}', {"content-type": "application/json"})
    talk.poll(token, first)
    assert result(OWN).verdict is ItemVerdict.CONFORMS


@pytest.mark.parametrize("is_given_to_both", [False, True])
def test_who_shows_its_own_session_or_none_or_one_that_two_were_given_is_right(
    talk: Conversation, result: Find, is_given_to_both: bool
) -> None:
    token, other = talk.registered(), talk.registered(OTHER_MAC, OTHER_ID)
    honest = talk.open(token)
    if is_given_to_both:
        talk.meddle = lambda request, answer: honest if request.path.endswith("session/") else answer
        talk.open(other, OTHER_MAC, OTHER_ID)
    talk.poll(token, talk.said(honest, "session_id"))
    talk.poll(token)
    assert result(OWN).verdict is ItemVerdict.CONFORMS


def test_a_server_that_takes_an_empty_session_is_named(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.poll(token, "")
    assert (result("session/empty").verdict, result("session/replaced").verdict) == (
        ItemVerdict.CONFORMS,
        ItemVerdict.UNTESTABLE,
    )
    honest = talk.poll(token, session)
    talk.meddle = lambda _, __: honest
    talk.poll(token, "")
    assert result("session/empty").verdict is ItemVerdict.DIFFERS


def test_whose_token_a_thief_uses_is_not_blamed_for_his_session(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    own = talk.session(token)
    honest = talk.open(token)
    talk.meddle = lambda request, answer: honest if request.path.endswith("session/") else answer
    talk.open(token, OTHER_MAC, OTHER_ID)
    talk.poll(token, talk.said(honest, "session_id"))
    talk.wait(5)
    talk.poll(token, own)
    assert result(OVER).verdict is ItemVerdict.CONFORMS


def test_two_devices_with_one_session_are_told_apart(talk: Conversation, result: Find) -> None:
    first, second = talk.registered(), talk.registered(OTHER_MAC, OTHER_ID)
    session = "e" * 32
    talk.poll(first, session)
    talk.wait(3)
    talk.poll(second, session)
    assert result(OVER).verdict is ItemVerdict.CONFORMS


def test_a_device_that_goes_on_with_its_permanent_token_had_it_when_it_registered(
    talk: Conversation, result: Find
) -> None:
    pending = talk.pending()
    token = talk.said(talk.register(pending), "permanent_token")
    talk.session(token)
    talk.register(pending)
    talk.session(token)
    found = result(AGAIN)
    assert (found.verdict, found.places[0].numbers) == (ItemVerdict.VIOLATES, (4,))


def test_a_malformed_registration_is_one_too(talk: Conversation, result: Find) -> None:
    pending = talk.pending()
    token = talk.said(talk.register(pending), "permanent_token")
    talk.session(token)
    talk.ask("POST", REGISTER, {"token": pending, "device_id": ID, "mac_address": MAC})
    talk.session(token)
    assert (result(AGAIN).verdict, result(AGAIN).places[0].numbers) == (ItemVerdict.VIOLATES, (4,))


def test_a_token_that_shows_up_much_later_may_have_been_put_back(talk: Conversation, result: Find) -> None:
    pending = talk.pending()
    token = talk.said(talk.register(pending), "permanent_token")
    talk.session(token)
    talk.register(pending)
    talk.wait(600)
    talk.session(token)
    assert result(AGAIN).verdict is ItemVerdict.CONFORMS


@pytest.mark.parametrize("is_used", [False, True])
def test_a_device_that_has_lost_its_token_or_has_new_firmware_registers_again(
    talk: Conversation, result: Find, is_used: bool
) -> None:
    pending = talk.pending()
    token = talk.said(talk.register(pending), "permanent_token")
    if is_used:
        talk.session(token)
        talk.register(talk.pending(), MAC)
    else:
        talk.register(pending)  # The answer never arrived; the token that it held is found elsewhere.
    talk.session(token) if not is_used else talk.open(token)
    assert result(AGAIN).verdict is ItemVerdict.CONFORMS


def test_a_session_that_the_server_gave_to_two_devices_is_no_foreign_one(talk: Conversation, result: Find) -> None:
    token, other = talk.registered(), talk.registered(OTHER_MAC, OTHER_ID)
    session = talk.session(token)
    given = {"success": True, "session_id": session, "expires_in": 3600, "server_time": talk.now_us // 1_000_000}
    talk.meddle = lambda _, honest: HttpResponse(200, json.dumps(given).encode(), honest.headers)
    talk.open(other, OTHER_MAC, OTHER_ID)
    talk.meddle = lambda _, honest: honest
    talk.poll(token, session)
    assert result("session/foreign").verdict is ItemVerdict.UNTESTABLE
    assert result("token/one-device-each").verdict is ItemVerdict.VIOLATES


@pytest.mark.parametrize("headers", [{}, {"x-device-token": ""}])
def test_a_session_that_was_given_without_a_token_is_its_devices_own(
    talk: Conversation, result: Find, headers: dict[str, str]
) -> None:
    token = talk.registered()
    talk.poll(token, talk.session(token))
    given = {"success": True, "session_id": "e" * 32, "expires_in": 3600, "server_time": talk.now_us // 1_000_000}
    talk.meddle = lambda _, honest: HttpResponse(200, json.dumps(given).encode(), honest.headers)
    talk.ask("POST", SESSION, {"device_id": ID, "mac_address": MAC}, headers, query=f"token={token}")
    shown = b'{"success":true,"relay1":false,"relay2":false,"temperature":null,"humidity":null}'
    talk.meddle = lambda _, honest: HttpResponse(200, shown, honest.headers)
    talk.poll(token, "e" * 32)
    assert result("token/missing").verdict is ItemVerdict.VIOLATES
    for name in ("session/replaced", "session/foreign"):
        assert result(name).verdict is ItemVerdict.UNTESTABLE
