"""What a connector makes possible."""

from __future__ import annotations

from oceanhil.hil.worlds.foreign.source import capabilities_by, carrying_capabilities, virtual_capabilities
from oceanhil.remote.connector.control import CLOCK, LOG, REVOKE, STATUS, TOKEN
from oceanhil.scenarios.world import Capability

CARRIED = {Capability.SERVER_REQUESTS, Capability.SERVER_FAULTS}


def test_each_operation_is_a_capability() -> None:
    assert capabilities_by({TOKEN, REVOKE}) == {Capability.DASHBOARD, Capability.TOKEN_REVOKE}
    assert capabilities_by({STATUS, LOG}) == {Capability.DEVICE_STATUS}


def test_who_carries_requests_sees_and_disturbs_them() -> None:
    assert carrying_capabilities(set()) == CARRIED
    assert virtual_capabilities(set()) == CARRIED


def test_a_test_clock_makes_time_virtual_and_macs_free() -> None:
    found = virtual_capabilities({CLOCK})
    assert found - CARRIED == {Capability.SERVER_CLOCK, Capability.VIRTUAL_TIME, Capability.ANY_MAC}
    assert Capability.VIRTUAL_TIME not in carrying_capabilities({CLOCK})
