"""device.reset_randomly: when it resets, and by what."""

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from tests.scenarios.fake_world import FakeFactory, FakeWorld, S
from tests.scenarios.writing import case_of, mistakes_in, text_of


def world_after(step: str) -> FakeWorld:
    factory = FakeFactory()
    result = run_case(case_of("given: {token: none}", f"- {step}"), factory, load_profile())
    assert result.outcome is Outcome.PASSED, result.failure
    return factory.worlds[0]


def test_it_resets_as_often_as_it_says_by_watchdog_or_brownout() -> None:
    calls = world_after("device.reset_randomly: {count: 40, within: 2m}").calls
    assert len(calls) == 40
    assert set(calls) == {"device.reset watchdog", "device.reset brownout"}


def test_all_of_the_time_passes_however_many_resets_there_are() -> None:
    assert world_after("device.reset_randomly: {count: 5, within: 90s}").now_us == 90 * S
    assert world_after("device.reset_randomly: {count: 0, within: 90s}").now_us == 90 * S


def test_the_same_seed_gives_the_same_resets_and_another_others() -> None:
    one, same, other = (world_after(f"device.reset_randomly: {{count: 9, seed: {seed}}}") for seed in (1, 1, 2))
    assert one.calls == same.calls != other.calls


def test_more_resets_than_moments_are_a_mistake() -> None:
    [mistake] = mistakes_in(text_of("", "- device.reset_randomly: {count: 3, within: 2us}"))
    assert "3 resets do not fit into 2us" in mistake


@pytest.mark.parametrize("step", ["serial.disturb", "serial.disturb: {seed: 3}"])
def test_a_disturbance_disturbs_something(step: str) -> None:
    [mistake] = mistakes_in(text_of("", f"- {step}"))
    assert "takes at least one of 'noise', 'drop' and 'duplicate'" in mistake
