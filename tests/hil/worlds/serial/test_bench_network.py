"""The network round the boards of a bench: every board is under it, also one that joins late."""

from typing import cast

import pytest

from oceanhil.hil.vboard.control_client import ControlClient
from oceanhil.hil.worlds.serial.world import BenchNetwork
from oceanhil.protocol.faults import PathFault, PathTrouble
from oceanhil.protocol.network_change import (
    AccessPointChange,
    AirChange,
    HostChange,
    JoinTime,
    Latency,
    Loss,
    PathChange,
)
from oceanhil.protocol.surroundings import Band, Host
from oceanhil.scenarios.trace import EventKind, Trace
from oceanhil.scenarios.world import LackingError, WorldError
from oceanhil.simulator.kernel import Kernel


class FakeControl:
    """Notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[AirChange] = []

    def change_air(self, change: AirChange) -> None:
        self.asked.append(change)


class Bench:
    def __init__(self, boards: int = 2) -> None:
        self.trace = Trace()
        self.network = BenchNetwork(Kernel(), self.trace)
        self.controls = [self.join() for _ in range(boards)]

    def join(self) -> FakeControl:
        control = FakeControl()
        self.network.surround(cast("ControlClient", control))
        return control

    @property
    def changes(self) -> list[object]:
        return [event.fields["change"] for event in self.trace if event.kind is EventKind.NETWORK]


def test_a_change_reaches_every_board_and_the_trace() -> None:
    bench = Bench()
    bench.network.apply(HostChange(Host.SERVER, blocked=True))
    assert [control.asked for control in bench.controls] == [[HostChange(Host.SERVER, blocked=True)]] * 2
    assert bench.changes == ["server blocked"]


def test_a_real_path_cannot_be_broken_and_what_is_lacking_is_named() -> None:
    bench = Bench()
    with pytest.raises(LackingError, match=r"path-faults: the path to the server is this machine's own"):
        bench.network.apply(PathChange(PathFault(PathTrouble.IPV6_ONLY)))
    assert not bench.changes


def test_an_access_point_is_replaced_whole_and_its_password_is_not_shown() -> None:
    bench = Bench()
    bench.network.apply(AccessPointChange("Lab", "a password", Band.GHZ_5))
    assert bench.controls[0].asked == [AccessPointChange("Lab", "a password", Band.GHZ_5)]
    assert bench.changes == ["access point 'Lab', 5GHz"]


def test_a_board_that_joins_later_finds_the_network_as_it_is_now() -> None:
    bench = Bench()
    bench.network.apply(Latency(300_000))
    bench.network.apply(Latency(400_000))
    bench.network.apply(HostChange(Host.TIME_SERVER, blocked=True))
    bench.network.apply(HostChange(Host.TIME_SERVER, blocked=False))
    bench.network.apply(Loss(10))
    assert bench.join().asked == [Latency(400_000), HostChange(Host.TIME_SERVER, blocked=False), Loss(10)]


def test_how_long_joining_takes_reaches_every_board_and_the_trace() -> None:
    bench = Bench()
    bench.network.apply(JoinTime(15_000_000))
    assert [control.asked for control in (*bench.controls, bench.join())] == [[JoinTime(15_000_000)]] * 3
    assert bench.changes == ["joining takes 15000000 µs"]


def test_a_network_that_nobody_can_change_is_an_error() -> None:
    bench = Bench(boards=0)
    with pytest.raises(WorldError, match="has an access point that a program can change; virtual boards have"):
        bench.network.apply(Loss(10))
    assert bench.changes == []
