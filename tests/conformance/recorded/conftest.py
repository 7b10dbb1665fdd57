"""A conversation to be had, and the results of judging it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oceanhil.conformance.contract.result import ItemResult
from oceanhil.conformance.recorded.judge import Judged, judge_recording
from oceanhil.protocol.profile import Profile
from tests.conformance.recorded.conversation import PROFILE, Conversation


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Conversation]:
    conversation = Conversation(tmp_path / "talk.jsonl")
    yield conversation
    conversation.close()


@pytest.fixture
def judged(talk: Conversation) -> Callable[..., Judged]:
    """Judge what was said so far."""

    def judge(profile: Profile = PROFILE) -> Judged:
        return judge_recording(talk.path, profile)

    return judge


@pytest.fixture
def result(judged: Callable[..., Judged]) -> Callable[[str], ItemResult]:
    """Give the result of one statement, by its id without `recorded/`."""

    def find(name: str) -> ItemResult:
        [found] = [each for each in judged().report.results if each.id == f"recorded/{name}"]
        return found

    return find
