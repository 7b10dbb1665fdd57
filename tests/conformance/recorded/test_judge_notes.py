"""What a user is told of a recording as a whole, before anything that was found in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
