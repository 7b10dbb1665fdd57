"""A device that reports by the clock goes on doing so; who has a reason to be silent is accused of nothing."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.protocol.http import HttpResponse
from tests.conformance.recorded.conversation import STATE, Conversation

GOES_ON = "device/goes-on-reporting"
CONFORMS, VIOLATES, UNTESTABLE = ItemVerdict.CONFORMS, ItemVerdict.VIOLATES, ItemVerdict.UNTESTABLE
WARM, SWITCHED = {"temperature": 21.5}, {"relay1": False}
Find = Callable[[str], ItemResult]


def _report(
    talk: Conversation, token: str, session: str, pauses_s: Sequence[float], fields: Mapping[str, object] = WARM
) -> None:
    """Poll every five seconds, and report behind so many seconds each."""
    for pause_s in pauses_s:
        for _ in range(round(pause_s / 5)):
            talk.poll(token, session)
            talk.wait(4.48)
        talk.ask("POST", STATE, fields, {"x-device-token": token, "x-session-id": session})
        talk.wait(-0.52)


def _opened(talk: Conversation) -> tuple[str, str]:
    token = talk.registered()
    return token, talk.session(token)


@pytest.mark.parametrize(
    ("pauses_s", "verdict"),
    [
        ([5, 60, 60, 60], CONFORMS),
        ([5, 60, 60, 65, 20, 120], CONFORMS),
        ([5, 60, 60, 150], VIOLATES),
        ([5, 60, 150], UNTESTABLE),
        ([5, 300, 300, 300, 300], UNTESTABLE),
    ],
)
def test_who_reports_in_time_three_times_goes_on(
    talk: Conversation, result: Find, pauses_s: list[float], verdict: ItemVerdict
) -> None:
    _report(talk, *_opened(talk), pauses_s)
    assert result(GOES_ON).verdict is verdict


def test_the_first_poll_behind_the_silence_and_the_late_report_are_named(talk: Conversation, result: Find) -> None:
    _report(talk, *_opened(talk), [5, 60, 60, 150])
    (place,) = result(GOES_ON).places
    assert place.numbers == (59, 62)


def test_switches_are_reported_when_there_are_some(talk: Conversation, result: Find) -> None:
    _report(talk, *_opened(talk), [5, 60, 60, 300], SWITCHED)
    assert result(GOES_ON).verdict is UNTESTABLE


def test_who_was_away_or_was_started_again_reports_when_it_is_back(talk: Conversation, result: Find) -> None:
    token, session = _opened(talk)
    _report(talk, token, session, [5, 60, 60])
    talk.wait(300)
    _report(talk, token, session, [5, 60, 60])
    _report(talk, token, talk.session(token), [150])
    assert result(GOES_ON).verdict is UNTESTABLE


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(503, b"", {}),
        HttpResponse(200, b'{"success":true,"relay1":null,"relay2":null,"temperature":null,"humidity":null}', {}),
    ],
)
def test_who_is_not_answered_or_told_of_no_relays_may_wait(
    talk: Conversation, result: Find, answer: HttpResponse
) -> None:
    token, session = _opened(talk)
    _report(talk, token, session, [5, 60, 60])
    talk.meddle = lambda _, __: answer
    talk.poll(token, session)
    talk.meddle = lambda _, honest: honest
    _report(talk, token, session, [200])
    assert result(GOES_ON).verdict is UNTESTABLE


def test_a_report_that_leaves_its_session_out_is_one_all_the_same(talk: Conversation, result: Find) -> None:
    token, session = _opened(talk)
    _report(talk, token, session, [5, 60, 60])
    honest = talk.meddle
    talk.meddle = lambda request, answer: HttpResponse(200, b'{"success": true}') if request.body else answer
    for _ in range(3):
        for _ in range(12):
            talk.poll(token, session)
            talk.wait(4.48)
        talk.ask("POST", STATE, WARM, {"x-device-token": token})
    talk.meddle = honest
    _report(talk, token, session, [5])
    assert result(GOES_ON).places == ()
