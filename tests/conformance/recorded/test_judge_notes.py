"""What a user is told of a recording as a whole, before anything that was found in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.recorded.judge import judge_recording
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from tests.conformance.recorded.conversation import OTHER_ID, OTHER_MAC, PROFILE, Conversation, Meddler

STEP_S = 60


def ahead_by(seconds: float) -> Meddler:
    """Answer as a server whose clock is ahead of the recording's by so much."""

    def meddle(_: HttpRequest, answer: HttpResponse) -> HttpResponse:
        told = json.loads(answer.body)
        body = json.dumps({**told, "server_time": told["server_time"] + seconds}).encode()
        return HttpResponse(answer.status, body, answer.headers)

    return meddle


def refused_by(reason: ErrorReason) -> Meddler:
    """Refuse whatever comes for one reason."""
    row = PROFILE.errors[reason]
    body = json.dumps({"success": False, "error": row.message, "code": row.code}).encode()
    return lambda _, honest: HttpResponse(row.status, body, honest.headers)


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


@pytest.mark.parametrize("fraction", ["", ".0", ".25"])
def test_a_time_in_milliseconds_moves_no_clock_and_is_named(tmp_path: Path, fraction: str) -> None:
    talk = Conversation(tmp_path / "talk.jsonl")
    token = talk.registered()
    told = {"success": True, "session_id": "e" * 32, "expires_in": 3600, "server_time": talk.now_us // 1000}
    body = json.dumps(told).replace("}", fraction + "}").encode()
    talk.meddle = lambda _, honest: HttpResponse(200, body, honest.headers)
    talk.open(token)
    talk.close()
    judged = judge_recording(talk.path, PROFILE)
    results = {result.id: result for result in judged.report.results}
    assert judged.notes == ()
    assert results["recorded/session/answer"].expected == "a server_time in Unix seconds"
    assert results["recorded/clock/server-time"].verdict is ItemVerdict.CONFORMS


def test_a_time_in_fractions_of_a_second_is_a_time(tmp_path: Path) -> None:
    talk = Conversation(tmp_path / "talk.jsonl")
    token = talk.registered()
    talk.meddle = ahead_by(0.25)
    talk.open(token)
    talk.close()
    results = {result.id: result for result in judge_recording(talk.path, PROFILE).report.results}
    assert results["recorded/session/answer"].verdict is ItemVerdict.CONFORMS
    assert results["recorded/clock/server-time"].verdict is ItemVerdict.CONFORMS


STORM = None
"""Stands among the clocks that sessions tell for a device that asks twice at once with its token, and is refused."""


@pytest.mark.parametrize(
    ("clocks", "verdict"),
    [
        ((0, STORM, 0, 400), ItemVerdict.VIOLATES),
        ((0, 400, 0, STORM, 0), ItemVerdict.VIOLATES),
        ((400, STORM, 400, 0), ItemVerdict.VIOLATES),
        ((STORM, 0, 400), ItemVerdict.VIOLATES),
        ((0, STORM, 400, 0), ItemVerdict.UNTESTABLE),
        ((0, 400, STORM, 0), ItemVerdict.UNTESTABLE),
        ((0, 30, STORM, 60, 400), ItemVerdict.UNTESTABLE),
        ((0, 5, STORM, 10, 400), ItemVerdict.UNTESTABLE),
        ((0, 400, STORM), ItemVerdict.UNTESTABLE),
    ],
)
def test_haste_is_named_between_answers_that_tell_of_a_steady_clock_only(
    tmp_path: Path, clocks: tuple[int | None, ...], verdict: ItemVerdict
) -> None:
    talk = Conversation(tmp_path / "talk.jsonl")
    token = talk.registered()
    for ahead_s in clocks:
        talk.meddle = ahead_by(ahead_s or 0) if ahead_s is not STORM else refused_by(ErrorReason.MAC_MISMATCH)
        for _ in range(1 if ahead_s is not STORM else 2):
            talk.open(token)
        talk.wait(STEP_S)
    talk.close()
    judged = judge_recording(talk.path, PROFILE)
    results = {result.id: result for result in judged.report.results}
    assert results["recorded/device/no-retry-storm"].verdict is verdict
    assert [note for note in judged.notes if "that tell of a steady clock" in note]


def test_a_device_of_a_later_run_tells_nothing_of_the_time_in_which_one_before_lived(tmp_path: Path) -> None:
    talk = Conversation(tmp_path / "talk.jsonl")
    token = talk.registered()
    talk.open(token)
    talk.meddle = refused_by(ErrorReason.MAC_MISMATCH)
    talk.open(token)
    talk.open(token)
    talk.meddle = lambda _, answer: answer
    other = talk.registered(OTHER_MAC, OTHER_ID)
    talk.meddle = ahead_by(400)
    talk.open(other, OTHER_MAC, OTHER_ID)
    talk.close()
    results = {result.id: result for result in judge_recording(talk.path, PROFILE).report.results}
    assert results["recorded/device/no-retry-storm"].verdict is ItemVerdict.UNTESTABLE


@pytest.mark.parametrize(("later_s", "verdict"), [(0, ItemVerdict.VIOLATES), (400, ItemVerdict.UNTESTABLE)])
def test_no_server_is_accused_whose_clock_may_have_been_moved_and_set_back(
    tmp_path: Path, later_s: int, verdict: ItemVerdict
) -> None:
    talk = Conversation(tmp_path / "talk.jsonl")
    token = talk.registered()
    session = talk.session(token)
    talk.meddle = refused_by(ErrorReason.SESSION_EXPIRED)
    talk.poll(token, session)
    talk.meddle = lambda _, answer: answer
    talk.open(token)
    talk.meddle = ahead_by(later_s)
    talk.open(token)
    talk.close()
    results = {result.id: result for result in judge_recording(talk.path, PROFILE).report.results}
    assert results["recorded/session/expired-early"].verdict is verdict
    told = ItemVerdict.CONFORMS if not later_s else ItemVerdict.UNTESTABLE
    assert results["recorded/clock/server-time"].verdict is told
