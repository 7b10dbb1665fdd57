"""Devices are judged too: patience after a refusal, as long as they were told to wait."""

from collections.abc import Callable

import pytest

from oceanhil.conformance.contract.result import ItemResult, Verdict
from oceanhil.protocol.http import HttpResponse
from tests.conformance.recorded.conversation import MAC, OTHER_MAC, Conversation

PERMANENT = "oc_perm_" + "z" * 43
STORM, WAIT = "device/no-retry-storm", "device/keeps-retry-after"
Find = Callable[[str], ItemResult]


def _told_to_wait(talk: Conversation, status: int, seconds: str) -> None:
    talk.meddle = lambda _, __: HttpResponse(status, b"{}", {"retry-after": seconds} if seconds else {})


@pytest.mark.parametrize(
    ("pause_s", "verdict"), [(1, Verdict.VIOLATES), (29, Verdict.VIOLATES), (30, Verdict.CONFORMS)]
)
def test_a_refused_request_is_not_repeated_at_once(
    talk: Conversation, result: Find, pause_s: float, verdict: Verdict
) -> None:
    talk.open(PERMANENT)
    talk.wait(pause_s)
    talk.open(PERMANENT)
    assert result(STORM).verdict is verdict


@pytest.mark.parametrize(("pause_s", "verdict"), [(118, Verdict.VIOLATES), (120, Verdict.CONFORMS)])
@pytest.mark.parametrize("status", [429, 503])
def test_the_time_that_was_told_is_waited(
    talk: Conversation, result: Find, status: int, pause_s: float, verdict: Verdict
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


def test_another_device_may_ask_meanwhile(talk: Conversation, result: Find) -> None:
    talk.open(PERMANENT, MAC)
    talk.open(PERMANENT, OTHER_MAC)
    talk.open("oc_perm_" + "y" * 43, MAC)
    assert result(STORM).verdict is Verdict.UNTESTABLE


def test_a_lost_session_is_renewed_at_once_without_blame(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    first = talk.session(token)
    second = talk.session(token)
    talk.poll(token, first)
    talk.poll(token, second)
    assert result(STORM).verdict is Verdict.UNTESTABLE


def test_an_answer_that_never_arrived_binds_nobody(talk: Conversation, result: Find) -> None:
    fields = {"device_id": "ESP32_1", "mac_address": MAC}
    talk.ask("POST", "/api/device/session/", fields, {"x-device-token": PERMANENT}, lost=True)
    talk.open(PERMANENT)
    assert result(STORM).verdict is Verdict.UNTESTABLE
