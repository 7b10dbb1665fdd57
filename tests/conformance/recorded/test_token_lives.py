"""What the server says of a token over a recording fits together: states that the page does not draw are told."""

from collections.abc import Callable, Mapping

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from tests.conformance.recorded.conversation import ID, MAC, OTHER_ID, OTHER_MAC, REGISTER, Conversation, Meddler
from tests.conformance.recorded.test_findings import GIVEN, answering

CONFORMS, DIFFERS, VIOLATES = ItemVerdict.CONFORMS, ItemVerdict.DIFFERS, ItemVerdict.VIOLATES
UNTESTABLE = ItemVerdict.UNTESTABLE
BACK, COURSE, NOTHING = "registration/refused-then-accepted", "token/course", "registration/refusal-consumes-nothing"
USED = (410, "Registration token already used", "token_used")
OLD = (401, "Token already used or expired", "token_expired")
REVOKED = (403, "Token revoked", "token_revoked")
INVALID = (401, "Invalid token", "token_invalid")
SKEWED = (401, "Clock skew too large", "clock_skew")
Words = tuple[int, str, str]
Find = Callable[[str], ItemResult]


def _say(talk: Conversation, words: Words) -> None:
    status, error, code = words
    fields: Mapping[str, object] = {"success": False, "error": error, "code": code}
    talk.meddle = answering(status, fields)


@pytest.mark.parametrize(
    ("words", "verdict"), [(USED, VIOLATES), (REVOKED, VIOLATES), (INVALID, VIOLATES), (OLD, UNTESTABLE)]
)
def test_a_registration_token_that_was_refused_for_good_is_not_accepted_later(
    talk: Conversation, result: Find, words: Words, verdict: ItemVerdict
) -> None:
    token = talk.pending()
    _say(talk, words)
    talk.register(token)
    talk.meddle = answering(200, GIVEN)
    talk.register(token)
    assert result(BACK).verdict is verdict


@pytest.mark.parametrize(
    ("told_s", "later_s", "verdict"),
    [
        (0, 0, DIFFERS),
        (-40, -40, DIFFERS),
        (0, -86_400, UNTESTABLE),
        (None, 0, UNTESTABLE),
        (0, None, UNTESTABLE),
    ],
)
def test_a_token_that_is_too_old_grows_no_younger_unless_the_servers_clock_was_set_back(
    talk: Conversation, result: Find, told_s: int | None, later_s: int | None, verdict: ItemVerdict
) -> None:
    token = talk.pending()
    talk.meddle = _granting(talk, told_s)
    talk.register(talk.pending(), OTHER_MAC, OTHER_ID)
    _say(talk, OLD)
    talk.register(token)
    talk.wait(640)
    talk.meddle = _granting(talk, later_s)
    talk.register(token)
    assert result(BACK).verdict is verdict


def _granting(talk: Conversation, ahead_s: int | None) -> Meddler:
    """Register a device, and tell a clock that is so much ahead, or none."""
    told = {} if ahead_s is None else {"server_time": talk.now_us // 1_000_000 + ahead_s}
    return answering(200, {**{name: value for name, value in GIVEN.items() if name != "server_time"}, **told})


def test_a_registration_token_that_was_refused_for_now_may_be_accepted_later(talk: Conversation, result: Find) -> None:
    token = talk.pending()
    for words in (SKEWED, (429, "Rate limited", "rate_limited"), (403, "MAC address mismatch", "mac_mismatch")):
        _say(talk, words)
        talk.register(token)
    talk.meddle = answering(200, GIVEN)
    talk.register(token)
    assert result(BACK).verdict is UNTESTABLE


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (USED, REVOKED, DIFFERS),
        (REVOKED, USED, DIFFERS),
        (REVOKED, OLD, DIFFERS),
        (INVALID, USED, DIFFERS),
        (INVALID, REVOKED, DIFFERS),
        (USED, INVALID, CONFORMS),
        (REVOKED, INVALID, CONFORMS),
        (OLD, REVOKED, CONFORMS),
        (OLD, USED, CONFORMS),
        (USED, OLD, CONFORMS),
    ],
)
def test_a_registration_token_goes_the_way_that_is_drawn(
    talk: Conversation, result: Find, first: Words, second: Words, verdict: ItemVerdict
) -> None:
    for words in (first, second):
        _say(talk, words)
        talk.register("oc_reg_" + "r" * 43)
    assert result(COURSE).verdict is verdict


def test_a_token_that_registered_a_device_stays_used_when_its_device_is_revoked(
    talk: Conversation, result: Find
) -> None:
    token = talk.pending()
    permanent = talk.said(talk.register(token), "permanent_token")
    talk.core.revoke(talk.core.devices(talk.now_us)[0].id, talk.now_us)
    talk.open(permanent)
    talk.register(token)
    assert result(COURSE).verdict is CONFORMS
    _say(talk, REVOKED)
    talk.register(token)
    assert result(COURSE).verdict is DIFFERS


@pytest.mark.parametrize(("is_alive", "verdict"), [(True, DIFFERS), (False, CONFORMS)])
def test_a_used_token_is_unknown_only_when_its_device_was_deleted(
    talk: Conversation, result: Find, is_alive: bool, verdict: ItemVerdict
) -> None:
    token = talk.pending()
    permanent = talk.said(talk.register(token), "permanent_token")
    _say(talk, INVALID)
    talk.register(token, OTHER_MAC, OTHER_ID)
    assert result(COURSE).verdict is CONFORMS
    if is_alive:
        talk.meddle = lambda _, honest: honest
    talk.open(permanent)
    found = result(COURSE)
    assert found.verdict is verdict
    if is_alive:
        assert (found.places[0].numbers, "this one goes on" in found.expected) == ((3,), True)


def test_who_is_deleted_loses_all_tokens(talk: Conversation, result: Find) -> None:
    token = talk.pending()
    permanent = talk.said(talk.register(token), "permanent_token")
    talk.core.delete(talk.core.devices(talk.now_us)[0].id, talk.now_us)
    talk.open(permanent)
    talk.register(token)
    assert result(COURSE).verdict is not DIFFERS
    _say(talk, USED)
    talk.register(token)
    assert result(COURSE).verdict is DIFFERS


@pytest.mark.parametrize(
    ("mac", "device_id", "verdict"), [(MAC, ID, DIFFERS), (OTHER_MAC, ID, UNTESTABLE), (MAC, OTHER_ID, UNTESTABLE)]
)
def test_an_unknown_permanent_token_is_not_revoked_later(
    talk: Conversation, result: Find, mac: str, device_id: str, verdict: ItemVerdict
) -> None:
    """Where another device showed it, it was that device that was refused."""
    permanent = talk.registered()
    talk.open(permanent)
    _say(talk, INVALID)
    talk.open(permanent, mac, device_id)
    _say(talk, REVOKED)
    talk.open(permanent)
    assert result(COURSE).verdict is verdict


def test_of_refusals_that_overlap_nobody_knows_the_order(talk: Conversation, result: Find) -> None:
    began_us = talk.now_us
    for words in (INVALID, USED):
        talk.now_us = began_us
        _say(talk, words)
        talk.register("oc_reg_" + "r" * 43)
    assert result(COURSE).verdict is UNTESTABLE


@pytest.mark.parametrize(
    ("pause_s", "mac", "verdict"),
    [
        (10, MAC, VIOLATES),
        (600, MAC, DIFFERS),
        (600, OTHER_MAC, UNTESTABLE),
        (1_300, MAC, UNTESTABLE),
    ],
)
def test_a_refusal_that_used_the_token_up_shows_at_the_next_attempt_of_a_patient_device(
    talk: Conversation, result: Find, pause_s: float, mac: str, verdict: ItemVerdict
) -> None:
    token = talk.pending()
    talk.register(token, **{"x-device-time": "4"})
    talk.wait(pause_s)
    _say(talk, USED)
    talk.register(token, mac)
    assert result(NOTHING).verdict is verdict


@pytest.mark.parametrize("words", [REVOKED, INVALID])
def test_a_token_that_is_accepted_again_was_refused_wrongly_or_accepted_so(
    talk: Conversation, result: Find, words: Words
) -> None:
    token = talk.registered()
    session = talk.session(token)
    _say(talk, words)
    talk.poll(token, session)
    talk.meddle = lambda _, honest: honest
    for _ in range(3):  # It is alive after all: none but the first says something new.
        talk.poll(token, session)
    found = result("token/refused-then-accepted")
    assert (found.verdict, [place.numbers for place in found.places]) == (VIOLATES, [(4, 5)])


def test_a_token_that_is_refused_and_accepted_again_and_again_is_named_each_time(
    talk: Conversation, result: Find
) -> None:
    token = talk.registered()
    session = talk.session(token)
    for _ in range(2):
        _say(talk, REVOKED)
        talk.poll(token, session)
        talk.meddle = lambda _, honest: honest
        talk.poll(token, session)
    assert [place.numbers for place in result("token/refused-then-accepted").places] == [(4, 5, 6, 7)]


def test_the_type_of_a_registration_may_tell_its_characters(talk: Conversation, result: Find) -> None:
    fields = {"token": talk.pending(), "device_id": ID, "mac_address": MAC, "ip": "10.0.0.2"}
    _say(talk, (415, "Content type must be application/json", "unsupported_media_type"))
    talk.ask("POST", REGISTER, fields, {"content-type": "application/json; charset=utf-8"})
    assert result("registration/good-request").verdict is DIFFERS


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ((400, "Bad request: ip is missing", "bad_request"), CONFORMS),
        ((415, "Content type must be application/json", "unsupported_media_type"), CONFORMS),
        (USED, DIFFERS),
        (SKEWED, DIFFERS),
        ((400, "ip?", "other"), UNTESTABLE),
    ],
)
def test_the_form_of_a_request_comes_before_its_token(
    talk: Conversation, result: Find, words: Words, verdict: ItemVerdict
) -> None:
    fields = {"token": talk.pending(), "device_id": ID, "mac_address": MAC}
    _say(talk, words)
    talk.ask("POST", REGISTER, fields)
    assert result("form/looked-at-first").verdict is verdict


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ((503, "Server maintenance", "maintenance"), DIFFERS),
        ((429, "Rate limited", "rate_limited"), DIFFERS),
        ((503, "Upstream", "overloaded"), UNTESTABLE),
    ],
)
def test_the_form_of_a_request_comes_before_maintenance_and_limits(
    talk: Conversation, result: Find, words: Words, verdict: ItemVerdict
) -> None:
    _say(talk, words)
    talk.ask("POST", REGISTER, b'{"token": "')
    talk.poll("oc_perm_" + "p" * 43)
    assert result("form/looked-at-first").verdict is verdict


@pytest.mark.parametrize(
    ("seconds", "kind", "verdict"),
    [
        ("60", "register", DIFFERS),
        ("299", "register", DIFFERS),
        ("601", "register", DIFFERS),
        ("300", "register", CONFORMS),
        ("600", "register", CONFORMS),
        ("0", "register", UNTESTABLE),
        ("1", "poll", UNTESTABLE),
    ],
)
def test_a_refused_registration_says_what_the_pages_say(
    talk: Conversation, result: Find, seconds: str, kind: str, verdict: ItemVerdict
) -> None:
    fields = {"success": False, "error": "Rate limited", "code": "rate_limited"}
    talk.meddle = answering(429, fields, {"content-type": "application/json", "retry-after": seconds})
    if kind == "register":
        talk.register(talk.pending())
    else:
        talk.poll("oc_perm_" + "p" * 43)
    found = result("registration/retry-after")
    readings = {"server.rate_limit_retry_after_s": int(seconds)} if verdict is DIFFERS else {}
    assert (found.verdict, found.readings) == (verdict, readings)
