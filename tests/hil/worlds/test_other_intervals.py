"""The library judges a device that polls seldom, or often, by the interval of its profile."""

import pytest

from oceanhil.app.run.library import find_scenario
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.profile import load_profile, polling_every
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.replay import parse_replay
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case

CASES = [
    "answer-in-pieces@picow#path=state,case=slowly",
    "connection-drops-mid-reply@esp32#case=poll-reset",
    "line-stuck@esp32",
    "millis-wraps@esp8266",
    "random-resets@esp32#draw=1",
    "relay-kept-over-a-new-token@esp32",
    "relay-switched@esp32#relay=2",
    "report-lost@esp8266",
    "server-blocked-for-hours@esp32",
    "server-slow-for-minutes@esp32",
    "session-lifetime-told@picow#told=30",
    "session-renewed-at-60-min@esp32",
    "wifi-away-for-hours@esp8266",
]


@pytest.mark.long
@pytest.mark.parametrize("every", [3, 15, 60])
@pytest.mark.parametrize("case", CASES)
def test_a_device_that_polls_at_its_own_interval_is_right(case: str, every: int) -> None:
    wanted, factory = parse_replay(case), SimWorldFactory()
    scenario = load_scenario(find_scenario(wanted.scenario, ()))
    result = run_case(scenario.case(wanted), factory, polling_every(load_profile(), every))
    assert (result.outcome, result.failure) == (Outcome.PASSED, None)
