"""What the dashboard says about a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.mock_server.core.status import status_of
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.profile import load_profile

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench


def test_a_device_is_pending_until_it_registers(bench: Bench) -> None:
    generated = bench.generate()
    bench.register(generated.registration_token, mac="bad")
    assert bench.view(generated.id).status == "PENDING"


def test_a_registered_device_never_heard_from_is_offline(bench: Bench) -> None:
    assert bench.registered().status == "OFFLINE"


@pytest.mark.parametrize(
    ("seconds", "status"),
    [
        (0, "ONLINE"),
        (9.999999, "ONLINE"),
        (10, "AWAY"),
        (299, "AWAY"),
        (300, "AWAY"),
        (300.000001, "OFFLINE"),
        (10**6, "OFFLINE"),
    ],
)
def test_the_time_since_the_last_contact_decides(bench: Bench, seconds: float, status: str) -> None:
    device = bench.online()
    bench.wait(seconds)
    assert device.status == status


def test_polls_reports_and_sessions_are_contacts(bench: Bench) -> None:
    device = bench.online()
    for contact in (device.poll, lambda: device.report({}), device.renew):
        bench.wait(20)
        assert device.status == "AWAY"
        contact()
        assert device.status == "ONLINE"


def test_online_needs_a_live_session(bench: Bench) -> None:
    device = bench.online()
    bench.wait(3600)
    device.poll()
    assert device.status == "ONLINE"
    bench.wait(1)
    assert device.status == "AWAY"


@pytest.mark.parametrize(("seconds", "status"), [(9, "ONLINE"), (11, "AWAY"), (301, "OFFLINE"), (10**9, "OFFLINE")])
def test_a_contact_in_the_future_counts_by_its_distance(bench: Bench, seconds: int, status: str) -> None:
    device = bench.online()
    bench.core.set_clock_offset(-seconds, bench.now_us)
    assert device.status == status


def test_the_limits_are_settings(bench: Bench) -> None:
    bench.change(online_below_s=2, offline_above_s=3)
    device = bench.online()
    bench.wait(2)
    assert device.status == "AWAY"
    bench.wait(1.5)
    assert device.status == "OFFLINE"


@pytest.mark.slow
@given(st.integers(-(10**13), 10**13), st.none() | st.integers(-(10**13), 10**13), st.booleans(), st.booleans())
def test_online_is_always_backed_by_a_session(now_us: int, session_us: int | None, used: bool, revoked: bool) -> None:
    settings = LiveSettings(load_profile())
    used_us = 0 if used else None
    device = Device("a", "a", Board.ESP32, 0, b"t", 0, used_us=used_us, revoked=revoked, contact_us=now_us)
    device.session, device.session_us = (None, 0) if session_us is None else ("s", session_us)
    if status_of(device, settings, now_us) is DeviceStatus.ONLINE:
        assert used
        assert not revoked
        assert session_us is not None
        assert now_us - session_us <= 3600 * 1_000_000
