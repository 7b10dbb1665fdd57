"""Boards register when they like: runs of them begin when the server has room."""

from __future__ import annotations

import pytest

from oceanhil.hil.worlds.foreign.registration_pause import RegistrationPause
from tests.hil.worlds.foreign.machine import MachineTime


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
