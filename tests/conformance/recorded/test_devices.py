"""Devices are judged too: patience after a refusal, as long as they were told to wait."""

from collections.abc import Callable

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.protocol.http import HttpRequest, HttpResponse
from tests.conformance.recorded.conversation import MAC, OTHER_ID, OTHER_MAC, STATE, Conversation

PERMANENT = "oc_perm_" + "z" * 43
STORM, WAIT = "device/no-retry-storm", "device/keeps-retry-after"
Find = Callable[[str], ItemResult]


def _told_to_wait(talk: Conversation, status: int, seconds: str) -> None:
    talk.meddle = lambda _, __: HttpResponse(status, b"{}", {"retry-after": seconds} if seconds else {})


def _failing(request: HttpRequest, honest: HttpResponse) -> HttpResponse:
    return HttpResponse(500, honest.body, honest.headers)


def _honest(request: HttpRequest, honest: HttpResponse) -> HttpResponse:
    return honest


@pytest.mark.parametrize(
    ("pause_s", "verdict"), [(1, ItemVerdict.VIOLATES), (29, ItemVerdict.VIOLATES), (30, ItemVerdict.CONFORMS)]
)
def test_a_refused_request_is_not_repeated_at_once(
    talk: Conversation, result: Find, pause_s: float, verdict: ItemVerdict
) -> None:
    talk.open(PERMANENT)
    talk.wait(pause_s)
    talk.open(PERMANENT)
    assert result(STORM).verdict is verdict


@pytest.mark.parametrize(("pause_s", "verdict"), [(118, ItemVerdict.VIOLATES), (120, ItemVerdict.CONFORMS)])
@pytest.mark.parametrize("status", [429, 503])
def test_the_time_that_was_told_is_waited(
    talk: Conversation, result: Find, status: int, pause_s: float, verdict: ItemVerdict
) -> None:
    _told_to_wait(talk, status, "120")
    talk.open(PERMANENT)
    talk.wait(pause_s)
    talk.open(PERMANENT)
    assert result(WAIT).verdict is verdict


def test_the_cause_is_shown_before_the_haste(talk: Conversation, result: Find) -> None:
    _told_to_wait(talk, 429, "300")
    talk.open(PERMANENT)
    talk.open(PERMANENT)
    found = result(WAIT)
    assert (found.expected, "0.5 s after 429" in found.found) == ("at least 300 s of patience", True)
    assert [row.decisive for row in found.exchanges] == [False, True]


def test_a_wait_that_is_hardly_too_short_does_not_look_long_enough(talk: Conversation, result: Find) -> None:
    _told_to_wait(talk, 429, "10")
    talk.open(PERMANENT)
    talk.wait(9.47)
    talk.open(PERMANENT)
    assert "9.9 s after 429" in result(WAIT).found


def test_another_device_may_ask_meanwhile(talk: Conversation, result: Find) -> None:
    talk.open(PERMANENT, MAC)
    talk.open(PERMANENT, OTHER_MAC)
    talk.open("oc_perm_" + "y" * 43, MAC)
    assert result(STORM).verdict is ItemVerdict.UNTESTABLE


def test_a_lost_session_is_renewed_at_once_without_blame(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    first = talk.session(token)
    second = talk.session(token)
    talk.poll(token, first)
    talk.poll(token, second)
    assert result(STORM).verdict is ItemVerdict.UNTESTABLE


def test_an_answer_that_never_arrived_binds_nobody(talk: Conversation, result: Find) -> None:
    fields = {"device_id": "ESP32_1", "mac_address": MAC}
    talk.ask("POST", "/api/device/session/", fields, {"x-device-token": PERMANENT}, lost=True)
    talk.open(PERMANENT)
    assert result(STORM).verdict is ItemVerdict.UNTESTABLE


def test_a_clock_that_was_put_right_is_a_cure(talk: Conversation, result: Find) -> None:
    now_s = talk.now_us // 1_000_000
    token = talk.pending()
    talk.register(token, **{"x-device-time": "4"})
    talk.register(token, **{"x-device-time": str(now_s + 1)})
    assert result(STORM).verdict is ItemVerdict.UNTESTABLE


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"humidity": "62%"}, ItemVerdict.VIOLATES),
        ({"humidity": "63%"}, ItemVerdict.UNTESTABLE),
        ({"humidity": 62}, ItemVerdict.UNTESTABLE),
    ],
)
def test_a_malformed_request_is_not_repeated_as_it_was(
    talk: Conversation, result: Find, fields: dict[str, object], verdict: ItemVerdict
) -> None:
    token = talk.registered()
    shown = {"x-device-token": token, "x-session-id": talk.session(token)}
    talk.ask("POST", STATE, {"humidity": "62%"}, shown)
    talk.ask("POST", STATE, fields, shown)
    assert result(STORM).verdict is verdict


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(404, ItemVerdict.VIOLATES), (408, ItemVerdict.UNTESTABLE), (425, ItemVerdict.UNTESTABLE)],
)
def test_of_other_refusals_only_those_that_pass_may_be_tried_again(
    talk: Conversation, result: Find, status: int, verdict: ItemVerdict
) -> None:
    talk.meddle = lambda _, __: HttpResponse(status, b"{}", {})
    talk.poll(PERMANENT, "f" * 32)
    talk.poll(PERMANENT, "f" * 32)
    assert result(STORM).verdict is verdict


@pytest.mark.parametrize("times", [("4", "5"), ("1767225600000", "1767225600600"), ("4", "7")])
def test_the_same_wrong_clock_again_is_none(talk: Conversation, result: Find, times: tuple[str, str]) -> None:
    token = talk.pending()
    for time in times:
        talk.register(token, **{"x-device-time": time})
    assert result(STORM).verdict is ItemVerdict.VIOLATES


def test_a_report_with_a_session_at_last_is_no_repeat(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    talk.meddle = lambda _, honest: honest if honest.status == 200 else HttpResponse(401, b"", {})
    talk.report(token)
    talk.report(token, talk.session(token))
    assert result(STORM).verdict is ItemVerdict.UNTESTABLE


def test_a_rate_limit_without_a_time_is_given_a_minute(talk: Conversation, result: Find) -> None:
    _told_to_wait(talk, 429, "")
    talk.open(PERMANENT)
    talk.wait(50)
    talk.open(PERMANENT)
    assert (result(WAIT).verdict, result(WAIT).expected) == (ItemVerdict.VIOLATES, "at least 60 s of patience")


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ("1.5", ItemVerdict.CONFORMS),
        ("90.5", ItemVerdict.VIOLATES),
        ("0", ItemVerdict.CONFORMS),
        ("soon", ItemVerdict.VIOLATES),
    ],
)
def test_of_a_time_that_is_told_wrongly_no_more_is_asked_than_what_it_says(
    talk: Conversation, result: Find, told: str, verdict: ItemVerdict
) -> None:
    _told_to_wait(talk, 429, told)
    talk.open(PERMANENT)
    talk.wait(5)
    talk.open(PERMANENT)
    assert result(WAIT).verdict is verdict


@pytest.mark.parametrize(
    ("waits_s", "verdict"),
    [
        ([2, 2, 2], ItemVerdict.CONFORMS),
        ([1, 1, 1], ItemVerdict.VIOLATES),
        ([2, 4, 8, 16, 32, 60, 60, 60], ItemVerdict.CONFORMS),
        ([5, 5, 5, 5, 5, 5], ItemVerdict.VIOLATES),
    ],
)
@pytest.mark.parametrize("answer", [HttpResponse(502, b"", {}), None])
def test_waits_grow_over_failures(
    talk: Conversation, result: Find, answer: HttpResponse | None, waits_s: list[float], verdict: ItemVerdict
) -> None:
    talk.meddle = lambda _, __: answer
    for wait_s in [*waits_s, 0]:
        talk.poll(PERMANENT, "f" * 32)
        talk.wait(wait_s - 0.5)
    assert result("device/waits-grow").verdict is verdict


def test_an_answer_between_two_failures_begins_anew(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    for answer in (_failing, _failing, _failing, _honest, _failing, _failing, _failing):
        talk.meddle = answer
        talk.poll(token, session)
    assert result("device/waits-grow").verdict is ItemVerdict.UNTESTABLE


@pytest.mark.parametrize(
    ("every_s", "verdict"), [(5, ItemVerdict.CONFORMS), (4.2, ItemVerdict.CONFORMS), (3, ItemVerdict.VIOLATES)]
)
def test_polls_come_no_faster_than_the_pages_say(
    talk: Conversation, result: Find, every_s: float, verdict: ItemVerdict
) -> None:
    token = talk.registered()
    session = talk.session(token)
    for _ in range(9):
        talk.poll(token, session)
        talk.wait(every_s - 0.52)
    assert result("device/poll-pace").verdict is verdict


def test_a_few_polls_at_once_are_no_pace(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    for session in (talk.session(token), talk.session(token)):
        for _ in range(6):
            talk.poll(token, session)
    assert result("device/poll-pace").verdict is ItemVerdict.UNTESTABLE


def test_two_devices_with_one_session_have_each_its_own_pace(talk: Conversation, result: Find) -> None:
    tokens = [talk.registered(), talk.registered(OTHER_MAC, OTHER_ID)]
    session = talk.session(tokens[0])
    talk.meddle = lambda _, honest: HttpResponse(200, b"{}", honest.headers)
    for number in range(20):
        talk.poll(tokens[number % 2], session)
        talk.wait(2.5 - 0.52)
    assert result("device/poll-pace").verdict is ItemVerdict.CONFORMS


def _poll_every(talk: Conversation, gaps_s: list[float]) -> None:
    token = talk.registered()
    session = talk.session(token)
    for gap_s in [*gaps_s, 0]:
        talk.poll(token, session)
        talk.wait(gap_s - 0.52)


@pytest.mark.parametrize(
    ("gaps_s", "verdict"),
    [
        ([4.4] * 30, ItemVerdict.VIOLATES),
        ([4.1] * 24, ItemVerdict.VIOLATES),
        ([4.4] * 20, ItemVerdict.CONFORMS),
        ([4.4, 4.9, 4.6] * 10, ItemVerdict.CONFORMS),
        ([5, 5, 5, 5, 2] * 8, ItemVerdict.CONFORMS),
        ([5, 5, 0.6] * 12, ItemVerdict.VIOLATES),
        ([4.4] * 15 + [60] + [4.4] * 15, ItemVerdict.CONFORMS),
    ],
)
def test_over_minutes_a_smaller_haste_is_told_from_chance(
    talk: Conversation, result: Find, gaps_s: list[float], verdict: ItemVerdict
) -> None:
    _poll_every(talk, gaps_s)
    assert result("device/poll-pace").verdict is verdict


def test_a_failure_between_two_polls_begins_the_pace_anew(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    for number in range(40):
        talk.meddle = _failing if number == 20 else _honest
        talk.poll(token, session)
        talk.wait(4.4 - 0.52)
    assert result("device/poll-pace").verdict is ItemVerdict.CONFORMS


def test_only_the_polls_that_came_early_are_named_and_all_of_them(talk: Conversation, result: Find) -> None:
    _poll_every(talk, [5, 5, 5, 3, 3, 3, 3, 3, 5, 5])
    assert [place.numbers for place in result("device/poll-pace").places] == [(8, 9, 10, 11, 12)]


@pytest.mark.parametrize(
    ("gaps_s", "verdict", "numbers"),
    [
        ([5, 20, 0.6, 0.6, 5], ItemVerdict.VIOLATES, (7, 8)),
        ([5, 20, 0.6, 5], ItemVerdict.CONFORMS, ()),
        ([5, 20, 2, 2, 5], ItemVerdict.CONFORMS, ()),
        ([5, 7, 0.6, 0.6, 5], ItemVerdict.UNTESTABLE, ()),
        ([0.6] * 6, ItemVerdict.UNTESTABLE, ()),
    ],
)
def test_polls_that_were_missed_are_not_made_up_for(
    talk: Conversation, result: Find, gaps_s: list[float], verdict: ItemVerdict, numbers: tuple[int, ...]
) -> None:
    _poll_every(talk, gaps_s)
    found = result("device/no-catching-up")
    named = tuple(number for place in found.places for number in place.numbers)
    assert (found.verdict, named) == (verdict, numbers)
