"""Scenarios of simulated boards against a foreign server with a test clock and settings."""

from __future__ import annotations

import pytest

from oceanhil.hil.worlds.foreign.source import ForeignServer
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.mock_server.client import Client
from oceanhil.scenarios.loader import Library
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.world import Capability
from tests.hil.worlds.foreign.machine import MachineTime, run_scenario


@pytest.mark.long
@pytest.mark.parametrize(
    "name",
    [
        "token-expired",
        "token-reused",
        "token-expiry-boundary",
        "clock-skew",
        "session-renewed-at-60-min",
        "maintenance",
        "rate-limited",
        "mac-placeholder-shared",
    ],
)
def test_time_and_settings_are_at_hand(with_clock: ForeignServer, library: Library, name: str) -> None:
    for board in library[name].boards:
        for result in run_scenario(with_clock, library, name, board):
            assert (result.outcome, result.reason) == (Outcome.PASSED, "")


@pytest.mark.slow
def test_nobody_sleeps(with_clock: ForeignServer, library: Library, machine_time: MachineTime) -> None:
    run_scenario(with_clock, library, "status-online-away-offline")
    assert machine_time.slept_s == 0


def test_all_but_a_restart_is_possible(with_clock: ForeignServer) -> None:
    factory = SimWorldFactory()
    everything = factory.capabilities
    factory.use_servers(with_clock)
    assert everything - factory.capabilities == {Capability.SERVER_RESTART}


@pytest.mark.slow
def test_clock_and_settings_are_put_back(with_clock: ForeignServer, library: Library, client: Client) -> None:
    clock, settings = client.clock(), client.settings()
    run_scenario(with_clock, library, "token-expired")
    run_scenario(with_clock, library, "token-reused")
    with_clock.close()
    assert (client.clock(), client.settings()) == (clock, settings)
    assert not client.devices()
