"""Expected lines under a profile that refuses in other words."""

from pathlib import Path

import pytest

from oceanhil.protocol.profile import Profile, load_profile
from oceanhil.scenarios.devices.steps.refusals import lines_under
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from tests.scenarios.fake_world import FakeFactory, S, line
from tests.scenarios.writing import case_of

BUILT_IN = load_profile()


def profile_of(text: str, folder: Path) -> Profile:
    path = folder / "other.toml"
    path.write_text(text, "utf-8")
    return load_profile(path)


@pytest.mark.parametrize(
    "expected",
    ["hello", "[REG] HTTP Response: 401", "[REG] HTTP Response: -5", "[SESSION] Refused: MAC address mismatch"],
)
def test_under_the_built_in_profile_a_line_is_what_it_is(expected: str) -> None:
    assert lines_under(BUILT_IN, expected) == {expected}


def test_a_message_may_be_that_of_the_profile(tmp_path: Path) -> None:
    other = profile_of('[errors]\nmac_mismatch = {message = "wrong board"}\n', tmp_path)
    assert "[SESSION] Refused: wrong board" in lines_under(other, "[SESSION] Refused: MAC address mismatch")
    assert lines_under(other, "[SESSION] Refused: Token revoked") == {"[SESSION] Refused: Token revoked"}


def test_a_status_may_be_that_of_the_profile(tmp_path: Path) -> None:
    other = profile_of("[errors]\nmac_mismatch = {status = 401}\n", tmp_path)
    lines = lines_under(other, "[SESSION] HTTP Response: 403")
    assert lines == {"[SESSION] HTTP Response: 403", "[SESSION] HTTP Response: 401"}


def test_by_the_other_reading_a_used_token_is_told_as_an_expired_one() -> None:
    other = BUILT_IN.override({"server.used_token_status": 401})
    assert "[REG] HTTP Response: 401" in lines_under(other, "[REG] HTTP Response: 410")
    told = lines_under(other, "[REG] Registration failed: Registration token already used")
    assert "[REG] Registration failed: Token already used or expired" in told


@pytest.mark.parametrize(("printed", "outcome"), [(410, Outcome.PASSED), (401, Outcome.PASSED), (403, Outcome.FAILED)])
def test_a_scenario_takes_the_line_in_either_words(printed: int, outcome: Outcome) -> None:
    case = case_of("given: {token: none}", '- device.power_on\n- expect.serial: "[REG] HTTP Response: 410"')
    script = {"device.power_on": (line(f"[REG] HTTP Response: {printed}", S),)}
    profile = BUILT_IN.override({"server.used_token_status": 401})
    assert run_case(case, FakeFactory(script), profile).outcome is outcome
