"""Rate limits and maintenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.core.rate_limits import RateLimits, Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.mock_server.conftest import Bench, Reply

STATE = "/api/device/state/"


def _register(bench: Bench, peer: str = "192.0.2.1") -> Reply:
    body = {"token": "oc_reg_x", "device_id": "x", "mac_address": "24:6F:28:AA:BB:CC", "ip": "::1"}
    return bench.send("POST", "/api/device/register/", body, peer=peer)


def test_limits_are_off_by_default(bench: Bench) -> None:
    assert {bench.send("GET", STATE).status for _ in range(100)} == {401}


def test_the_twentyfirst_request_in_a_second_is_refused(bench: Bench) -> None:
    bench.change(rate_limit_enabled=True)
    assert {bench.send("GET", STATE).status for _ in range(20)} == {401}
    reply = bench.send("GET", STATE)
    assert (reply.status, reply.error, reply.code) == (429, "Rate limited", "rate_limited")
    assert reply.headers["retry-after"] == "1"


def test_the_window_slides(bench: Bench) -> None:
    bench.change(rate_limit_enabled=True, rate_limit_api_per_s=2)
    bench.send("GET", STATE)
    bench.wait(0.6)
    bench.send("GET", STATE)
    bench.wait(0.399999)
    assert bench.send("GET", STATE).status == 429
    bench.wait(0.000001)
    assert [bench.send("GET", STATE).status for _ in range(2)] == [401, 429]


@pytest.mark.parametrize("last", ["poll", "report", "session"])
def test_sessions_polls_and_reports_are_counted_together(bench: Bench, last: str) -> None:
    device = bench.online()
    headers = {"x-device-token": device.token, "x-session-id": device.session}
    sends: Mapping[str, Callable[[], Reply]] = {
        "poll": lambda: bench.send("GET", STATE, headers=headers),
        "report": lambda: bench.send("POST", STATE, {"relay1": True}, headers),
        "session": lambda: bench.open_session(device.token),
    }
    bench.change(rate_limit_enabled=True, rate_limit_api_per_s=2)
    assert [send().status for name, send in sends.items() if name != last] == [200, 200]
    assert (sends[last]().code, device.status) == ("rate_limited", "ONLINE")


def test_the_third_registration_in_a_minute_is_refused_for_five_minutes(bench: Bench) -> None:
    bench.change(rate_limit_enabled=True)
    assert [_register(bench).status for _ in range(3)] == [401, 401, 429]
    assert _register(bench).headers["retry-after"] == "300"
    bench.wait(300)
    assert _register(bench).status == 401


def test_the_wait_is_told_when_it_is_longer_than_the_setting(bench: Bench) -> None:
    bench.change(rate_limit_enabled=True, rate_limit_retry_after_s=1)
    for _ in range(2):
        _register(bench)
    bench.wait(10.5)
    assert _register(bench).headers["retry-after"] == "50"


def test_addresses_are_counted_apart(bench: Bench) -> None:
    bench.change(rate_limit_enabled=True)
    for _ in range(3):
        _register(bench, "192.0.2.1")
    assert _register(bench, "192.0.2.2").status == 401


def test_malformed_requests_do_not_count(bench: Bench) -> None:
    bench.change(rate_limit_enabled=True)
    for _ in range(5):
        assert bench.register("").status == 400
    assert _register(bench).status == 401


def test_a_clock_that_jumps_back_locks_nobody_out(bench: Bench) -> None:
    bench.change(rate_limit_enabled=True)
    for _ in range(3):
        _register(bench)
    bench.core.set_clock_offset(-86_400, bench.now_us)
    assert _register(bench).status == 401


def test_a_lowered_limit_counts_what_was_admitted_before(bench: Bench) -> None:
    bench.change(rate_limit_enabled=True, rate_limit_register_per_min=5, rate_limit_retry_after_s=1)
    for _ in range(5):
        assert _register(bench).status == 401
        bench.wait(10)
    bench.change(rate_limit_register_per_min=1)
    assert _register(bench).headers["retry-after"] == "50"


def test_maintenance_refuses_every_well_formed_request(bench: Bench) -> None:
    device = bench.online()
    bench.change(maintenance=True)
    for reply in (device.poll(), _register(bench), bench.open_session(device.token)):
        assert (reply.status, reply.code) == (503, "maintenance")
        assert "retry-after" not in reply.headers
    assert bench.send("GET", "/nothing").status == 404
    assert bench.register("").status == 400


def test_maintenance_may_say_how_long(bench: Bench) -> None:
    bench.change(maintenance=True, maintenance_retry_after_s=120)
    assert bench.send("GET", STATE).headers["retry-after"] == "120"


def test_maintenance_is_judged_before_the_rate_limit(bench: Bench) -> None:
    bench.change(maintenance=True, rate_limit_enabled=True)
    assert {_register(bench).status for _ in range(5)} == {503}
    bench.change(maintenance=False)
    assert _register(bench).status == 401


@pytest.mark.parametrize("zone", list(Zone))
@given(st.lists(st.integers(0, 90_000_000), max_size=60), st.integers(1, 5))
def test_no_window_holds_more_than_the_limit_and_the_wait_is_exact(zone: Zone, steps_us: list[int], most: int) -> None:
    limits, admitted, now_us = RateLimits(), list[int](), 0
    for step_us in steps_us:
        now_us += step_us
        wait_s = limits.admit(zone, "a", most, now_us)
        if wait_s == 0:
            admitted.append(now_us)
            assert sum(now_us - zone.value < stamp for stamp in admitted) <= most
        else:
            assert sum(now_us + wait_s * 1_000_000 - zone.value < stamp for stamp in admitted) < most


@given(st.lists(st.integers(-(10**9), 10**9), max_size=50))
def test_jumps_of_the_clock_never_break_the_count(times_us: list[int]) -> None:
    limits = RateLimits()
    for time_us in times_us:
        assert 0 <= limits.admit(Zone.REGISTER, "a", 2, time_us) <= 60


@pytest.mark.slow
def test_many_addresses_do_not_pile_up() -> None:
    limits = RateLimits()
    for number in range(20_000):
        limits.admit(Zone.API, f"2001:db8::{number:x}", 20, number * 1_000_000)
    assert len(limits._admitted) < 5_000
