"""When a run of a fleet is over, and when a storm is waited for no longer."""

from __future__ import annotations

import pytest

from oceanhil.app.load.plan import LoadPlan
from oceanhil.app.load.run_end import Seen, is_over, why_no_storm
from oceanhil.fleet.storm import STORMS

S = 1_000_000
FIRST_US = 10 * S


def plan(storm: str = "", for_s: float = 60.0, devices: int = 1000, per_s: float = 10.0) -> LoadPlan:
    return LoadPlan(
        url="http://127.0.0.1:9", devices=devices, per_s=per_s, for_s=for_s, workers=1, storm=STORMS.get(storm)
    )


@pytest.mark.parametrize(("at_s", "over"), [(9, False), (69, False), (70, True)])
def test_a_fleet_without_a_storm_lives_for_its_time_from_its_first_device_on(at_s: int, *, over: bool) -> None:
    assert is_over(plan(), Seen(first_us=FIRST_US), at_s * S) is over
    assert not is_over(plan(), Seen(), at_s * S)


def test_a_fleet_that_waits_for_its_storm_is_not_over_however_long_it_takes_to_come() -> None:
    assert not is_over(plan("half-offline"), Seen(first_us=FIRST_US), 3600 * S)


@pytest.mark.parametrize(
    ("back_s", "at_s", "over"),
    [
        (None, 399, False),  # not back, and followed for longer
        (None, 400, True),
        (200, 214, False),  # back, and not for long enough
        (200, 215, True),
        (131, 149, False),  # back before all workers have told of it
        (131, 150, True),
    ],
)
def test_after_a_storm_a_run_ends_when_all_are_back_or_when_its_time_is_up(
    back_s: int | None, at_s: int, *, over: bool
) -> None:
    seen = Seen(first_us=FIRST_US, struck_us=100 * S, over_us=130 * S, back_us=None if back_s is None else back_s * S)
    assert is_over(plan("database-failover", for_s=300), seen, at_s * S) is over


def test_a_storm_that_takes_longer_than_it_says_is_carried_out_to_its_end() -> None:
    late = Seen(first_us=FIRST_US, struck_us=100 * S)
    assert not is_over(plan("database-failover", for_s=31), late, 1000 * S)


def test_the_storm_is_waited_for_until_the_last_device_has_come_and_had_time_to_settle() -> None:
    # A thousand devices, ten a second: the last one comes 100 s after the first.
    waiting, last_us = Seen(first_us=FIRST_US), FIRST_US + 100 * S + 180 * S
    assert why_no_storm(plan("half-offline"), waiting, last_us - 1) == ""
    assert "the storm 'half-offline' did not begin: 3 min after" in why_no_storm(plan("half-offline"), waiting, last_us)


@pytest.mark.parametrize("seen", [Seen(), Seen(first_us=FIRST_US, struck_us=20 * S)], ids=["nobody-lives", "struck"])
def test_a_storm_that_has_begun_or_has_nobody_to_strike_yet_is_not_missed(seen: Seen) -> None:
    assert why_no_storm(plan("half-offline"), seen, 10_000 * S) == ""


def test_without_a_storm_none_is_missed() -> None:
    assert why_no_storm(plan(), Seen(first_us=FIRST_US), 10_000 * S) == ""
