"""Virtual time ahead of a server in real time."""

from __future__ import annotations

import contextlib

import pytest

from oceanhil.hil.worlds.foreign.lazy_time import LazyTime, RegistrationPause
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import LackingError
from tests.hil.worlds.foreign.machine import MachineTime

S = 1_000_000
BEGAN_US = 1_000 * S


@pytest.fixture
def lazy(machine_time: MachineTime) -> LazyTime:
    return LazyTime(BEGAN_US, load_profile().server, machine_time.clock())


def test_it_begins_at_the_servers_time(lazy: LazyTime, machine_time: MachineTime) -> None:
    assert lazy.unix_us(BEGAN_US) == machine_time.now_us
    assert lazy.unix_us(BEGAN_US + 60 * S) == machine_time.now_us + 60 * S


def test_a_right_clock_may_run_ahead_a_good_deal(lazy: LazyTime, machine_time: MachineTime) -> None:
    now_us = BEGAN_US + 290 * S
    lazy.claimed(lazy.unix_us(now_us), now_us)
    assert machine_time.slept_s == 0


@pytest.mark.parametrize("ahead_s", [300, 420])
def test_further_ahead_the_server_catches_up_until_it_accepts(
    lazy: LazyTime, machine_time: MachineTime, ahead_s: int
) -> None:
    now_us = BEGAN_US + ahead_s * S
    device_us = lazy.unix_us(now_us)
    lazy.claimed(device_us, now_us)
    assert (device_us - machine_time.now_us) / S == 298
    lazy.judged(device_us, now_us)


@pytest.mark.parametrize("skew_s", [-600, -180, 180, 600])
def test_a_wrong_clock_is_told_by_how_many_seconds(lazy: LazyTime, machine_time: MachineTime, skew_s: int) -> None:
    now_us = BEGAN_US + 20 * S + 400_000
    device_us = lazy.unix_us(now_us) + skew_s * S
    lazy.claimed(device_us, now_us)
    assert device_us // S - machine_time.now_us // S == skew_s


@pytest.mark.parametrize("skew_s", [-301, -300, 299, 300, 301])
def test_at_the_limit_nothing_can_be_said(lazy: LazyTime, skew_s: int) -> None:
    with pytest.raises(LackingError, match="stands still"):
        lazy.claimed(lazy.unix_us(BEGAN_US) + skew_s * S, BEGAN_US)


def test_a_wait_on_the_way_that_changes_the_verdict_is_noticed(lazy: LazyTime, machine_time: MachineTime) -> None:
    device_us = lazy.unix_us(BEGAN_US) - 280 * S
    lazy.claimed(device_us, BEGAN_US)
    machine_time.sleep_s(30)
    with pytest.raises(LackingError, match="answers in time"):
        lazy.judged(device_us, BEGAN_US)


@pytest.mark.parametrize(("late_s", "is_told"), [(0.5, True), (1.0, False), (63, False)])
def test_a_wait_on_the_way_that_changes_the_seconds_told_is_noticed(
    lazy: LazyTime, machine_time: MachineTime, late_s: float, is_told: bool
) -> None:
    device_us = lazy.unix_us(BEGAN_US) + 600 * S
    lazy.claimed(device_us, BEGAN_US)
    machine_time.sleep_s(late_s)
    with contextlib.nullcontext() if is_told else pytest.raises(LackingError, match="answers in time"):
        lazy.judged(device_us, BEGAN_US)


def test_real_time_that_overtakes_is_followed(lazy: LazyTime, machine_time: MachineTime) -> None:
    machine_time.sleep_s(120)
    lazy.reach(BEGAN_US + S)
    assert lazy.unix_us(BEGAN_US + S) == machine_time.now_us


@pytest.mark.parametrize(
    ("silent_s", "said", "slept_s"),
    [
        (1, DeviceStatus.ONLINE, 0),
        (5, DeviceStatus.ONLINE, 5),
        (30, DeviceStatus.AWAY, 30),
        (299, DeviceStatus.AWAY, 299),
        (30, DeviceStatus.REVOKED, 0),
    ],
)
def test_silence_lasts_as_long_for_the_server(
    lazy: LazyTime, machine_time: MachineTime, silent_s: int, said: DeviceStatus, slept_s: float
) -> None:
    lazy.heard("d1", BEGAN_US)
    before = DeviceStatus.REVOKED if said is DeviceStatus.REVOKED else DeviceStatus.ONLINE
    answers = iter([before, said])
    assert lazy.status("d1", BEGAN_US + silent_s * S, lambda: next(answers)) is said
    assert machine_time.slept_s == slept_s


@pytest.mark.parametrize(
    ("silent_s", "early"), [(9, DeviceStatus.ONLINE), (299, DeviceStatus.AWAY), (300, DeviceStatus.OFFLINE)]
)
def test_a_status_that_fits_too_early_is_not_believed(
    lazy: LazyTime, machine_time: MachineTime, silent_s: int, early: DeviceStatus
) -> None:
    lazy.heard("d1", BEGAN_US)
    answers = iter([early, DeviceStatus.AWAY])
    assert lazy.status("d1", BEGAN_US + silent_s * S, lambda: next(answers)) is DeviceStatus.AWAY
    assert machine_time.slept_s == silent_s


def test_waits_for_the_servers_silence_are_told_once_with_their_reason(
    lazy: LazyTime, machine_time: MachineTime
) -> None:
    lazy.heard("d1", BEGAN_US)
    for silent_s in (90, 95, 100):
        lazy.status("d1", BEGAN_US + silent_s * S, lambda: DeviceStatus.ONLINE)
    (told,) = machine_time.told
    assert told.startswith("real time passes from here on: the server has no test clock, and is to hear nothing of")


def test_a_long_wait_for_the_servers_clock_is_told_and_a_short_one_is_not(
    lazy: LazyTime, machine_time: MachineTime
) -> None:
    for ahead_s in (298.5, 420):
        now_us = BEGAN_US + round(ahead_s * S)
        lazy.claimed(lazy.unix_us(now_us), now_us)
    (told,) = machine_time.told
    assert "the time that a device says" in told


def test_what_would_take_too_long_is_lacking(lazy: LazyTime) -> None:
    lazy.heard("d1", BEGAN_US)
    with pytest.raises(LackingError, match="here it takes 301 s"):
        lazy.status("d1", BEGAN_US + 301 * S, lambda: DeviceStatus.ONLINE)


def test_its_clock_cannot_be_moved(lazy: LazyTime) -> None:
    with pytest.raises(LackingError, match="tests can move"):
        lazy.set_offset(60.0, BEGAN_US)
    with pytest.raises(LackingError, match="tests can move"):
        lazy.freeze(BEGAN_US)


@pytest.mark.parametrize(("per_min", "slept_s"), [(2, 63), (1, 63), (4, 0), (None, 0)])
def test_a_run_begins_when_two_registrations_are_free(
    machine_time: MachineTime, per_min: float | None, slept_s: float
) -> None:
    pause = RegistrationPause(per_min, machine_time.clock())
    pause.wait()
    pause.obtained()
    pause.obtained()
    pause.wait()
    assert machine_time.slept_s == slept_s


def test_time_that_has_passed_need_not_be_waited_for(machine_time: MachineTime) -> None:
    pause = RegistrationPause(2, machine_time.clock())
    pause.obtained()
    machine_time.sleep_s(60)
    pause.wait()
    assert machine_time.slept_s == pytest.approx(63)


def test_a_wait_for_room_in_the_limit_is_told(machine_time: MachineTime) -> None:
    pause = RegistrationPause(2, machine_time.clock())
    pause.obtained()
    pause.wait()
    assert machine_time.told == ["waiting 63 s: the server takes 2 registrations a minute"]
