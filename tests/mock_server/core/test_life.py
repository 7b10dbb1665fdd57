"""The server against the tables of `oceanhil.protocol.life`: whatever happens in whatever order, both say the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.mock_server.core import ConflictError, UnknownNameError
from oceanhil.protocol.board import Board
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.life import (
    DEVICE,
    PERMANENT,
    REFUSALS,
    REGISTRATION,
    SESSION,
    DeviceLife,
    LifeEvent,
    PermanentLife,
    RegistrationLife,
    SessionLife,
)
from tests.mock_server.conftest import DEVICE_ID, MAC, OTHER_MAC, Bench

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.mock_server.conftest import Reply

DAY_S = 24 * 3600
# Judged last: who is refused for it has a good token, and has not used it.
WRONG_TIME: Mapping[str, str] = {"x-device-time": "1"}
STATUSES = {
    DeviceLife.PENDING: {"PENDING"},
    DeviceLife.RESERVED: {"PENDING"},
    DeviceLife.REGISTERED: {"ONLINE", "AWAY", "OFFLINE"},
    DeviceLife.REVOKED: {"REVOKED"},
}
ACTS = [
    *(LifeEvent.REGISTER, LifeEvent.OPEN, LifeEvent.AGE, LifeEvent.CLAIM, LifeEvent.REVOKE, LifeEvent.REGENERATE),
    *(LifeEvent.DELETE, LifeEvent.RESTART),
]


@dataclass
class Modelled:
    """A record, and every token and session that it ever had, by the tables alone."""

    id: str
    life: DeviceLife = DEVICE.start
    mac: str | None = None
    registrations: dict[str, RegistrationLife] = field(default_factory=dict)
    permanents: dict[str, PermanentLife] = field(default_factory=dict)
    sessions: dict[str, SessionLife] = field(default_factory=dict)

    def happen(self, event: LifeEvent) -> None:
        self.life = DEVICE.after(self.life, event) or self.life
        for token, registration in self.registrations.items():
            self.registrations[token] = REGISTRATION.after(registration, event) or registration
        for token, permanent in self.permanents.items():
            self.permanents[token] = PERMANENT.after(permanent, event) or permanent
        for name, session in self.sessions.items():
            self.sessions[name] = SESSION.after(session, event) or session


class Pair:
    """A server and what it should be like."""

    def __init__(self) -> None:
        self.bench = Bench()
        self.devices = [self.made(), self.made()]

    def made(self) -> Modelled:
        generated = self.bench.core.create_device(Board.ESP32, "pump", self.bench.now_us)
        return Modelled(generated.id, registrations={generated.registration_token: REGISTRATION.start})

    def act(self, number: int, event: LifeEvent, mac: str) -> None:
        device = self.devices[number]
        if event is LifeEvent.AGE:
            self.bench.wait(DAY_S + 1)
            for each in self.devices:
                each.happen(event)
        elif event is LifeEvent.RESTART:
            self.bench.core.lasting.restore(self.bench.core.lasting.snapshot())
            for each in self.devices:
                each.happen(event)
        elif event is LifeEvent.REGISTER:
            self.register(device, mac)
        elif event is LifeEvent.OPEN:
            self.open(device)
        elif device.life is DeviceLife.DELETED:
            with pytest.raises(UnknownNameError):
                self.bench.core.revoke(device.id, self.bench.now_us)
        else:
            self.manage(device, event, mac)

    def register(self, device: Modelled, mac: str) -> None:
        token, life = list(device.registrations.items())[-1]
        reply = self.bench.register(token, mac)
        if REGISTRATION.after(life, LifeEvent.REGISTER) is None:
            assert reply.code == REFUSALS[life].value
        elif device.life is DeviceLife.RESERVED and mac != device.mac:
            assert reply.code == ErrorReason.MAC_MISMATCH.value
        else:
            assert reply.status == 200
            self.take(device, mac)
            device.happen(LifeEvent.REGISTER)
            device.permanents[reply.text("permanent_token")] = PERMANENT.start

    def open(self, device: Modelled) -> None:
        for token, life in device.permanents.items():
            reply = self.bench.open_session(token, device.mac or MAC)
            if PERMANENT.after(life, LifeEvent.OPEN) is None:
                assert reply.code == REFUSALS[life].value
            else:
                device.happen(LifeEvent.OPEN)
                device.sessions[reply.text("session_id")] = SESSION.start

    def manage(self, device: Modelled, event: LifeEvent, mac: str) -> None:
        core, now_us = self.bench.core, self.bench.now_us
        if event is LifeEvent.CLAIM:
            try:
                core.claim(device.id, bytes.fromhex(mac.replace(":", "")), DEVICE_ID, now_us)
            except ConflictError:
                assert DEVICE.after(device.life, event) is None
                return
            assert DEVICE.after(device.life, event) is not None
            self.take(device, mac)
        if event in {LifeEvent.REGENERATE, LifeEvent.DELETE}:
            device.mac = None
        device.happen(event)
        if event is LifeEvent.REVOKE:
            core.revoke(device.id, now_us)
        elif event is LifeEvent.REGENERATE:
            device.registrations[core.regenerate(device.id, now_us).registration_token] = REGISTRATION.start
        elif event is LifeEvent.DELETE:
            core.delete(device.id, now_us)

    def take(self, device: Modelled, mac: str) -> None:
        for other in self.devices:
            if other is not device and other.mac == mac:
                other.mac = None
                other.happen(LifeEvent.LOSE_MAC)
        device.mac = mac

    def check(self) -> None:
        for device in self.devices:
            if device.life is DeviceLife.DELETED:
                with pytest.raises(UnknownNameError):
                    self.bench.view(device.id)
            else:
                assert self.bench.view(device.id).status in STATUSES[device.life]
            mac = device.mac or MAC
            for token, registration in device.registrations.items():
                is_as(self.bench.register(token, mac, headers=WRONG_TIME), REFUSALS.get(registration))
            for token, permanent in device.permanents.items():
                is_as(self.bench.open_session(token, mac, headers=WRONG_TIME), REFUSALS.get(permanent))
                for name, session in device.sessions.items():
                    reply = self.bench.poll(token, name)
                    reason = REFUSALS.get(permanent) or REFUSALS.get(session)
                    assert (reply.status == 200) if reason is None else (reply.code == reason.value)


def is_as(reply: Reply, reason: ErrorReason | None) -> None:
    assert reply.code == (reason or ErrorReason.CLOCK_SKEW).value


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(ACTS), st.sampled_from([MAC, OTHER_MAC])), max_size=12))
@settings(max_examples=150, deadline=None)
def test_the_server_does_what_the_tables_say(acts: list[tuple[int, LifeEvent, str]]) -> None:
    pair = Pair()
    pair.check()
    for number, event, mac in acts:
        pair.act(number, event, mac)
        pair.check()


def test_a_repeated_registration_after_a_restart_ends_the_permanent_token_it_cannot_repeat() -> None:
    bench = Bench(idempotent_register_window=60)
    device = bench.online()
    bench.core.lasting.restore(bench.core.lasting.snapshot())
    token = bench.register(device.registration_token).text("permanent_token")
    before, after = PERMANENT.start, PERMANENT.after(PERMANENT.start, LifeEvent.REPEAT)
    assert DEVICE.after(DeviceLife.REGISTERED, LifeEvent.REPEAT) is DeviceLife.REGISTERED
    is_as(bench.open_session(token, headers=WRONG_TIME), REFUSALS.get(before))
    assert after is not None
    is_as(bench.open_session(device.token, headers=WRONG_TIME), REFUSALS[after])
    assert bench.poll(token, device.session).code == REFUSALS[SessionLife.ENDED].value
