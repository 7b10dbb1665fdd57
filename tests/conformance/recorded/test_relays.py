"""A device does with its relays what polls tell it; once or twice somebody may have pressed a button."""

from collections.abc import Callable, Sequence

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.protocol.http import HttpRequest, HttpResponse
from tests.conformance.recorded.conversation import STATE, Conversation

OBEYS = "device/follows-relays"
Find = Callable[[str], ItemResult]


def _telling(is_on: bool | None) -> Callable[[HttpRequest, HttpResponse], HttpResponse]:
    text = {True: b"true", False: b"false", None: b"null"}[is_on]
    body = b'{"success":true,"relay1":' + text + b',"relay2":false,"temperature":null,"humidity":null}'
    return lambda request, honest: HttpResponse(200, body, honest.headers) if request.method == "GET" else honest


def _report(talk: Conversation, told: Sequence[bool | None], reported: Sequence[bool]) -> None:
    """Let polls tell of the first relay, each before a report of it."""
    token = talk.registered()
    session = talk.session(token)
    for is_on, said in zip(told, reported, strict=True):
        talk.meddle = _telling(is_on)
        talk.poll(token, session)
        talk.ask("POST", STATE, {"relay1": said}, {"x-device-token": token, "x-session-id": session})


@pytest.mark.parametrize(
    ("told", "reported", "verdict"),
    [
        ([True] * 3, [False] * 3, ItemVerdict.VIOLATES),
        ([False] * 3, [True] * 3, ItemVerdict.VIOLATES),
        ([True] * 2, [False] * 2, ItemVerdict.UNTESTABLE),
        ([True] * 3, [True, False, False], ItemVerdict.CONFORMS),
        ([True, False, True, False], [False, True, False, True], ItemVerdict.UNTESTABLE),
        ([True, None, None], [False] * 3, ItemVerdict.UNTESTABLE),
        ([True] * 4, [False, False, True, True], ItemVerdict.CONFORMS),
    ],
)
def test_who_reports_otherwise_time_and_again_does_not_follow(
    talk: Conversation, result: Find, told: list[bool | None], reported: list[bool], verdict: ItemVerdict
) -> None:
    _report(talk, told, reported)
    assert result(OBEYS).verdict is verdict


def test_each_report_against_the_polls_is_named(talk: Conversation, result: Find) -> None:
    _report(talk, [True] * 5, [True] + [False] * 4)
    assert result(OBEYS).places[0].numbers == (7, 9, 11, 13)
