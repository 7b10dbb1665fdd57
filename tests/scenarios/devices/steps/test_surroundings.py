"""radio.come_and_go: when the access point is there, and when it is not."""

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from tests.scenarios.fake_world import FakeFactory, FakeWorld, S
from tests.scenarios.writing import case_of, mistakes_in, text_of

THERE, AWAY = (
    "network.access_point OceanNet correct horse 2.4GHz",
    "network.access_point Neighbour correct horse 2.4GHz",
)


def world_after(words: str) -> FakeWorld:
    factory = FakeFactory()
    result = run_case(case_of("given: {token: none}", f"- radio.come_and_go: {words}"), factory, load_profile())
    assert result.outcome is Outcome.PASSED, result.failure
    return factory.worlds[0]


def test_the_network_goes_and_comes_back_and_is_there_in_the_end() -> None:
    calls = world_after("{for: 1h, there: 1m, away: 1m}").calls
    assert calls[:4] == [AWAY, THERE, AWAY, THERE]
    assert set(calls) == {AWAY, THERE}
    assert calls[-1] == THERE
    assert 40 < len(calls) < 80


@pytest.mark.parametrize("seed", range(5))
def test_all_of_the_time_passes_and_no_more(seed: int) -> None:
    assert world_after(f"{{for: 90s, there: 7s, away: 11s, seed: {seed}}}").now_us == 90 * S


def test_how_long_it_is_there_or_away_follows_the_means() -> None:
    often = world_after("{for: 10h, there: 1m, away: 1m}").calls
    seldom = world_after("{for: 10h, there: 1m, away: 1h}").calls
    assert len(often) > 10 * len(seldom)


def test_the_same_seed_gives_the_same_times_and_another_others() -> None:
    one, same, other = (len(world_after(f"{{for: 9h, there: 1m, seed: {seed}}}").calls) for seed in (1, 1, 2))
    assert one == same != other


@pytest.mark.parametrize("mean", ["there", "away"])
def test_a_mean_of_nothing_is_a_mistake(mean: str) -> None:
    [mistake] = mistakes_in(text_of("", f"- radio.come_and_go: {{for: 1h, {mean}: 0s}}"))
    assert "'there' and 'away' are mean times; expected more than 0s each" in mistake


def test_more_rounds_than_anybody_waits_for_are_a_mistake() -> None:
    [mistake] = mistakes_in(text_of("", "- radio.come_and_go: {for: 5w, there: 1s, away: 1s}"))
    assert "every 2s in 35d is more often than 10000 times; expected fewer" in mistake
