"""How many devices a storm lets come in its worst second."""

from __future__ import annotations

import pytest

from oceanhil.fleet.arrivals import most_in_a_second
from oceanhil.fleet.storm import (
    STORMS,
    Certificate,
    NetworkOff,
    NetworkOn,
    PowerOff,
    PowerOn,
    Rollout,
    Settings,
    Silence,
    SilentHost,
    Storm,
    StormDeed,
    StormDisturbance,
)
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule


def most(*deeds: StormDeed, devices: int = 1000) -> float:
    return most_in_a_second(Storm("ours", "It rains.", deeds), devices)


@pytest.mark.parametrize("act", [PowerOn, Rollout])
def test_what_is_spread_over_a_time_comes_evenly_in_it(act: type[PowerOn | Rollout]) -> None:
    assert most(StormDeed(0, act())) == 1000
    assert most(StormDeed(0, act(within_s=0.5))) == 1000
    assert most(StormDeed(0, act(share=0.2, within_s=40))) == 5


@pytest.mark.parametrize(
    "act",
    [
        Settings({"maintenance": None}),
        StormDisturbance(FaultRule(Fault(FaultKind.STATUS, status=500), duration=60)),
        Silence(SilentHost.NAMES, 30),
        Certificate(),
        NetworkOn(),
    ],
)
def test_whom_a_trouble_met_may_come_at_once_at_its_end(
    act: Settings | StormDisturbance | Silence | Certificate | NetworkOn,
) -> None:
    assert most(StormDeed(0, act)) == 1000


def test_a_network_that_comes_back_to_some_lets_so_many_come() -> None:
    assert most(StormDeed(0, NetworkOff(0.3)), StormDeed(9, NetworkOn(0.3))) == 300


def test_what_is_taken_lets_nobody_come() -> None:
    assert most(StormDeed(0, PowerOff()), StormDeed(1, NetworkOff())) == 0


def test_deeds_of_the_same_time_add_up_and_no_device_comes_twice_in_a_second() -> None:
    slow, quick = PowerOn(share=0.2, within_s=40), PowerOn(share=0.1)
    assert most(StormDeed(0, slow), StormDeed(39, quick)) == 105
    assert most(StormDeed(0, slow), StormDeed(40, quick)) == 100
    assert most(StormDeed(0, NetworkOn()), StormDeed(0, PowerOn())) == 1000


def test_the_end_of_a_silence_counts_when_it_comes() -> None:
    assert most(StormDeed(0, Silence(SilentHost.TIME, 30)), StormDeed(29, PowerOn(within_s=1)), devices=10) == 10
    assert most(StormDeed(0, PowerOn(share=0.5, within_s=30)), devices=60) == 1


@pytest.mark.parametrize(("name", "expected"), [("half-offline", 500), ("power-returns", 1000), ("slow-server", 1000)])
def test_the_storms_of_the_list(name: str, expected: int) -> None:
    assert most_in_a_second(STORMS[name], 1000) == expected
