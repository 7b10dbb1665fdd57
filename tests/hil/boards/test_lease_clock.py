"""Leases on a machine that sleeps, or whose clock is set, while they are held and waited for."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from oceanhil.hil.boards.lease import WAITER_EXPIRY_S, BoardBusyError, LeaseState
from oceanhil.hil.boards.leases import Leases
from oceanhil.host.owners import Owner, is_of_one_boot, this_machine, this_owner
from tests.hil.boards.owners import FakeClock, somebody

pytestmark = pytest.mark.skipif(
    not is_of_one_boot(this_owner(), this_machine()), reason="the system does not name its boot"
)
_KEY = "mac-1"
_HERE = this_owner(purpose="here")


class _Machine:
    """Leases of living processes, with the two clocks of their machine; both are at some time of a past boot."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / f"{_KEY}.json"
        self.unix, self.monotonic = FakeClock(), FakeClock(5000.0)
        self.leases = Leases(folder, self.unix, self.pass_, is_dead=lambda _: False, monotonic=self.monotonic)

    def pass_(self, seconds: float) -> None:
        self.unix.advance(seconds)
        self.monotonic.advance(seconds)

    def is_busy(self) -> bool:
        try:
            lease = self.leases.acquire(_KEY, this_owner(purpose="waits"))
        except BoardBusyError:
            return True
        self.leases.release(_KEY, lease.token)
        return False


@pytest.fixture
def machine(tmp_path: Path) -> _Machine:
    return _Machine(tmp_path)


@pytest.mark.parametrize("jump_s", [120.0, 86_400.0, -86_400.0])
def test_a_board_is_held_until_its_expiry_by_the_clock_that_nobody_sets(machine: _Machine, jump_s: float) -> None:
    held = machine.leases.acquire(_KEY, _HERE)
    machine.unix.advance(jump_s)
    assert machine.is_busy()
    machine.pass_(59.0)
    assert machine.is_busy()
    machine.leases.renew(_KEY, held.token)
    machine.pass_(59.0)
    machine.unix.advance(jump_s)
    assert machine.is_busy()
    machine.pass_(1.0)
    assert not machine.is_busy()


@pytest.mark.parametrize("jump_s", [120.0, -86_400.0])
def test_when_it_ends_is_told_by_the_clock_as_it_is_now(machine: _Machine, jump_s: float) -> None:
    machine.leases.acquire(_KEY, _HERE)
    machine.unix.advance(jump_s)
    machine.pass_(10.0)
    lease = machine.leases.peek(_KEY).lease
    assert lease is not None
    assert lease.expires_unix_s == machine.unix() + 50
    assert lease.acquired_unix_s <= machine.unix()


@pytest.mark.parametrize("jump_s", [3600.0, -3600.0])
def test_who_waits_keeps_the_place_and_gives_up_after_so_many_seconds(machine: _Machine, jump_s: float) -> None:
    machine.leases.acquire(_KEY, _HERE, 10_000)
    began_s = machine.monotonic()
    queued: list[int] = []

    def jump(state: LeaseState) -> None:
        machine.unix.advance(jump_s)
        queued.append(len(machine.leases.peek(_KEY).queue))

    with pytest.raises(BoardBusyError):
        machine.leases.acquire(_KEY, this_owner(), wait_s=10, on_wait=jump)
    assert queued == [1]
    assert machine.monotonic() - began_s == 10


def test_a_place_in_the_queue_still_ends_with_its_time(machine: _Machine) -> None:
    machine.leases.acquire(_KEY, _HERE, 10_000)
    queued: list[int] = []

    def look(state: LeaseState) -> None:
        machine.pass_(WAITER_EXPIRY_S)
        queued.append(len(machine.leases.peek(_KEY).queue))

    with pytest.raises(BoardBusyError):
        machine.leases.acquire(_KEY, this_owner(), wait_s=10, on_wait=look)
    assert queued == [0]


@pytest.mark.parametrize(
    "owner",
    [
        somebody(),
        msgspec.structs.replace(_HERE, machine=f"{_HERE.host}/another boot/"),
        msgspec.structs.replace(_HERE, machine=f"{_HERE.host}//"),
    ],
)
def test_of_other_machines_and_boots_the_time_of_day_counts(machine: _Machine, owner: Owner) -> None:
    machine.leases.acquire(_KEY, owner)
    assert msgspec.json.decode(machine.file.read_bytes())["lease"]["heartbeat_monotonic_s"] is None
    machine.unix.advance(60)
    assert not machine.is_busy()


def test_a_file_of_a_former_version_counts_by_the_time_of_day(machine: _Machine) -> None:
    machine.leases.acquire(_KEY, _HERE)
    state = msgspec.json.decode(machine.file.read_bytes())
    assert state["lease"].pop("heartbeat_monotonic_s") == machine.monotonic()
    machine.file.write_bytes(msgspec.json.encode(state))
    machine.unix.advance(59)
    assert machine.is_busy()
    machine.unix.advance(1)
    assert not machine.is_busy()


def test_a_sign_that_this_boot_has_yet_to_reach_counts_by_the_time_of_day(machine: _Machine) -> None:
    machine.leases.acquire(_KEY, _HERE)
    machine.monotonic.advance(-4000)
    machine.unix.advance(60)
    assert not machine.is_busy()


def test_a_machine_that_does_not_name_its_boot_shares_no_clock_with_anybody() -> None:
    nameless = msgspec.structs.replace(_HERE, machine="host//")
    assert not is_of_one_boot(nameless, "host//")
    assert is_of_one_boot(msgspec.structs.replace(_HERE, machine="host/b/"), "host/b/")
    assert not is_of_one_boot(msgspec.structs.replace(_HERE, machine="host/b/"), "host/c/")
