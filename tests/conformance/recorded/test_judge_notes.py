"""What a user is told of a recording as a whole, before anything that was found in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.recorded.judge import judge_recording
from oceanhil.protocol.http import HttpRequest, HttpResponse
from tests.conformance.recorded.conversation import PROFILE, Conversation, Meddler

STEP_S = 60


def ahead_by(seconds: int) -> Meddler:
    """Answer as a server whose clock is ahead of the recording's by so much."""

    def meddle(_: HttpRequest, answer: HttpResponse) -> HttpResponse:
        told = json.loads(answer.body)
        body = json.dumps({**told, "server_time": told["server_time"] + seconds}).encode()
        return HttpResponse(answer.status, body, answer.headers)

    return meddle


@pytest.mark.parametrize(
    ("ahead_s", "is_told"), [((0, 0), False), ((7200, 7200), False), ((0, 299), False), ((0, 3600), True)]
)
def test_a_server_clock_that_was_moved_is_told_for_then_no_wait_proves_anything(
    tmp_path: Path, ahead_s: tuple[int, int], is_told: bool
) -> None:
    talk = Conversation(tmp_path / "talk.jsonl")
    talk.meddle = ahead_by(ahead_s[0])
    token = talk.registered()
    talk.wait(STEP_S)
    talk.meddle = ahead_by(ahead_s[1])
    talk.open(token)
    talk.close()
    notes = judge_recording(talk.path, PROFILE).notes
    assert any("simulated boards, which live in virtual time" in note for note in notes) is is_told


@pytest.mark.parametrize(
    ("ahead_s", "verdict"), [(0, ItemVerdict.VIOLATES), (299, ItemVerdict.VIOLATES), (3600, ItemVerdict.UNTESTABLE)]
)
def test_what_a_moved_clock_may_have_made_is_nobodys_breach(tmp_path: Path, ahead_s: int, verdict: ItemVerdict) -> None:
    talk = Conversation(tmp_path / "talk.jsonl")
    token = talk.registered()
    talk.meddle = ahead_by(ahead_s)
    talk.open(token)
    talk.meddle = lambda _, answer: answer
    talk.open("oc_perm_" + 43 * "x")
    talk.open("oc_perm_" + 43 * "x")
    talk.ask("POST", "/api/device/session", {}, {"x-device-token": token})
    talk.close()
    results = {result.id: result for result in judge_recording(talk.path, PROFILE).report.results}
    assert results["recorded/device/no-retry-storm"].verdict is verdict
    if verdict is ItemVerdict.UNTESTABLE:
        assert results["recorded/device/no-retry-storm"].missing == ("steady-clock",)
    assert results["recorded/device/trailing-slash"].verdict is ItemVerdict.VIOLATES, "no clock excuses it"


def test_a_time_in_milliseconds_moves_no_clock_and_is_named(tmp_path: Path) -> None:
    talk = Conversation(tmp_path / "talk.jsonl")
    token = talk.registered()
    told = {"success": True, "session_id": "e" * 32, "expires_in": 3600, "server_time": talk.now_us // 1000}
    talk.meddle = lambda _, honest: HttpResponse(200, json.dumps(told).encode(), honest.headers)
    talk.open(token)
    talk.close()
    judged = judge_recording(talk.path, PROFILE)
    results = {result.id: result for result in judged.report.results}
    assert judged.notes == ()
    assert results["recorded/session/answer"].expected == "a server_time in Unix seconds"
    assert results["recorded/clock/server-time"].verdict is ItemVerdict.CONFORMS
