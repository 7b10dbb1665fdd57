"""A server with a bug fails the scenario whose rule it breaks."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import pytest

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.views import DeviceView
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Profile, load_profile
from oceanhil.remote.wire.need import Need
from oceanhil.scenarios.loader import Library
from oceanhil.scenarios.result import Outcome
from tests.hil.worlds.foreign.machine import HIDDEN, MachineTime, foreign_server, run_scenario


class ExpiredIsForbidden(Core):
    """Answers an expired registration token with 403."""

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        delivery = super().handle(request, now_us)
        if delivery.reason is not ErrorReason.TOKEN_EXPIRED or delivery.response is None:
            return delivery
        return msgspec.structs.replace(delivery, response=msgspec.structs.replace(delivery.response, status=403))


class ForgetsToRevoke(Core):
    """Says that a token is revoked and lets it live."""

    def revoke(self, identity: str, now_us: int) -> DeviceView:
        return self.device(identity, now_us)


class OfflineTooSoon(Core):
    """Takes a device that has been silent for a minute for one that is gone."""

    def __init__(self, profile: Profile, seed: int) -> None:
        super().__init__(profile, seed)
        self.put_settings({"offline_above_s": 60}, 0)


class AwayTooSoon(Core):
    """Does not wait for the next poll."""

    def __init__(self, profile: Profile, seed: int) -> None:
        super().__init__(profile, seed)
        self.put_settings({"online_below_s": 3}, 0)


class Seeded(NamedTuple):
    """A bug, and the step of which scenario meets it first."""

    bug: type[Core]
    scenario: str
    hidden: frozenset[Need]
    step: str


@pytest.mark.parametrize(
    "seeded",
    [
        Seeded(ExpiredIsForbidden, "token-expired", frozenset(), "expect.serial: [REG] HTTP Response: 401"),
        Seeded(ForgetsToRevoke, "token-revoked", HIDDEN, "expect.serial: [POLL] HTTP Response: 403"),
        Seeded(OfflineTooSoon, "status-online-away-offline", HIDDEN, "expect.server: {device: away}"),
        Seeded(AwayTooSoon, "status-online-away-offline", HIDDEN, "expect.server: {device: online}"),
    ],
    ids=lambda seeded: seeded.bug.__name__,
)
def test_a_bug_of_the_server_is_found(seeded: Seeded, library: Library, machine_time: MachineTime) -> None:
    core = seeded.bug(load_profile(), 7)
    with BackgroundServer(core, clock=machine_time.unix_us) as served, Client(served.url) as client:
        server = foreign_server(client, machine_time, seeded.hidden)
        result = run_scenario(server, library, seeded.scenario)[0]
        server.close()
    assert result.outcome is Outcome.FAILED
    assert result.failure is not None
    assert result.failure.step == seeded.step
