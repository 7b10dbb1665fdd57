"""The reference device passes the library though it polls and reports every few minutes; here where that is hardest."""

from typing import Final

import pytest

from oceanhil.hil.worlds import load_world
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from tests.library import whole_library

HARD: Final = (
    "answer-is-no-http",
    "eeprom-power-loss-wavering-cells",
    "first-poll-unreadable",
    "millis-wraps-in-a-wait",
    "online-again",
    "polls-fail-in-a-row",
    "waits-begin-anew",
)
"""Polls that fail by number, answers that nobody can read, power that is lost in a save which a poll brings."""


@pytest.mark.slow
@pytest.mark.parametrize("every_s", [300, 600])
@pytest.mark.parametrize("name", HARD)
def test_who_polls_every_few_minutes_passes(name: str, every_s: int) -> None:
    factory = load_world("sim")
    profile = load_profile().override({"device.poll_interval_s": every_s, "device.report_interval_s": every_s})
    for case in whole_library()[name].expand(Board.ESP8266, factory.drivers(Board.ESP8266)):
        result = run_case(case, factory, profile)
        assert result.outcome is Outcome.PASSED, (case.replay_id, result.failure)
