"""Leases of boards: one holder at a time, freed by expiry, queued for in order."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hil.boards.lease_errors import BoardBusyError, DamagedLeaseError, LeaseError, LeaseLostError
from hil.boards.lease_state import WAITER_EXPIRY_S, BoardState
from hil.boards.leases import DEFAULT_EXPIRY_S, Leases
from hil.boards.owners import this_owner
from hil.boards.state_files import StateError
from tests.hil.boards.bench import FakeClock, a_dead_process, somebody


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def leases(tmp_path: Path, clock: FakeClock) -> Leases:
    return Leases(tmp_path / "leases", clock, clock.advance)


def test_a_held_board_is_refused_naming_holder_purpose_and_end(leases: Leases) -> None:
    leases.acquire("mac-1", somebody("alice"), 60)
    with pytest.raises(BoardBusyError, match=r"held by alice@bench-host:4711, run run-1, nightly .* expires in 60 s"):
        leases.acquire("mac-1", somebody("bob"), 60)


def test_another_board_is_free(leases: Leases) -> None:
    leases.acquire("mac-1", somebody("alice"), 60)
    assert leases.acquire("mac-2", somebody("bob"), 60).owner.user == "bob"


def test_a_released_board_is_free(leases: Leases, tmp_path: Path) -> None:
    held = leases.acquire("mac-1", somebody("alice"), 60)
    leases.release("mac-1", held.token)
    assert leases.peek("mac-1") == BoardState()
    assert not list((tmp_path / "leases").glob("*.json"))


def test_a_crashed_holder_keeps_the_board_for_one_expiry_and_no_longer(leases: Leases, clock: FakeClock) -> None:
    leases.acquire("mac-1", somebody("alice"), 60)
    clock.advance(59.9)
    with pytest.raises(BoardBusyError):
        leases.acquire("mac-1", somebody("bob"), 60)
    clock.advance(0.1)
    assert leases.acquire("mac-1", somebody("bob"), 60).owner.user == "bob"


def test_a_heartbeat_moves_the_end(leases: Leases, clock: FakeClock) -> None:
    held = leases.acquire("mac-1", somebody("alice"), 60)
    clock.advance(40)
    assert leases.renew("mac-1", held.token).expires_unix_s == clock() + 60
    clock.advance(40)
    with pytest.raises(BoardBusyError):
        leases.acquire("mac-1", somebody("bob"), 60)


def test_a_holder_whose_board_was_taken_is_told_at_its_next_heartbeat(leases: Leases, clock: FakeClock) -> None:
    held = leases.acquire("mac-1", somebody("alice"), 60)
    clock.advance(61)
    leases.acquire("mac-1", somebody("bob"), 60)
    with pytest.raises(LeaseLostError, match="'mac-1' is lost"):
        leases.renew("mac-1", held.token)


def test_a_late_release_leaves_the_next_holder_alone(leases: Leases, clock: FakeClock) -> None:
    late = leases.acquire("mac-1", somebody("alice"), 60)
    clock.advance(61)
    leases.acquire("mac-1", somebody("bob"), 60)
    leases.release("mac-1", late.token)
    assert "bob" in str(leases.peek("mac-1").lease)


def test_the_board_of_a_process_of_this_machine_that_is_gone_is_free_at_once(leases: Leases) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    leases.acquire("mac-1", a_dead_process(gone.pid), 3600)
    assert leases.acquire("mac-1", somebody("alice"), 60).owner.user == "alice"


def test_the_board_of_a_process_that_ended_unnoticed_by_its_parent_is_free_too(leases: Leases) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        leases.acquire("mac-1", a_dead_process(ended.pid), 3600)
        assert leases.acquire("mac-1", somebody("alice"), 60).owner.user == "alice"


def test_the_board_of_a_living_process_is_not(leases: Leases) -> None:
    leases.acquire("mac-1", a_dead_process(os.getpid()), 3600)
    with pytest.raises(BoardBusyError):
        leases.acquire("mac-1", somebody("alice"), 60)


def test_waiting_ends_when_the_holder_expires(leases: Leases, clock: FakeClock) -> None:
    leases.acquire("mac-1", somebody("alice"), 60)
    told: list[BoardState] = []
    leases.acquire("mac-1", somebody("bob"), 60, wait_s=math.inf, on_wait=told.append)
    assert 60 <= clock() - 1_000_000 < 61
    assert [state.lease.owner.user for state in told if state.lease] == ["alice"]


def test_waiting_gives_up_in_time_and_leaves_the_queue(leases: Leases) -> None:
    leases.acquire("mac-1", somebody("alice"), 60)
    with pytest.raises(BoardBusyError):
        leases.acquire("mac-1", somebody("bob"), 60, wait_s=10)
    assert leases.peek("mac-1").queue == ()


def test_ctrl_c_while_waiting_leaves_no_ghost_in_the_queue(tmp_path: Path, clock: FakeClock) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    leases = Leases(tmp_path, clock, interrupt)
    leases.acquire("mac-1", somebody("alice"), 60)
    with pytest.raises(KeyboardInterrupt):
        leases.acquire("mac-1", somebody("bob"), 60, wait_s=10)
    assert leases.peek("mac-1").queue == ()


def test_those_who_wait_are_listed_and_served_in_order(tmp_path: Path, clock: FakeClock) -> None:
    first = Leases(tmp_path, clock, clock.advance)
    held = first.acquire("mac-1", somebody("alice"), 60)
    served: list[str] = []

    def carol_comes(state: BoardState) -> None:
        def bob_is_seen(state: BoardState) -> None:
            served.extend(waiter.owner.user for waiter in state.queue)
            first.release("mac-1", held.token)

        with pytest.raises(BoardBusyError, match="waiting: bob"):
            first.acquire("mac-1", somebody("carol"), 60, wait_s=5, on_wait=bob_is_seen)

    first.acquire("mac-1", somebody("bob"), 60, wait_s=math.inf, on_wait=carol_comes)
    assert served[:2] == ["bob", "carol"]


def test_a_waiter_that_died_loses_its_place(tmp_path: Path, clock: FakeClock) -> None:
    def die(seconds: float) -> None:
        os._exit(0)

    leases = Leases(tmp_path, clock, clock.advance)
    held = leases.acquire("mac-1", somebody("alice"), 60)
    child = os.fork()
    if child == 0:
        Leases(tmp_path, clock, die).acquire("mac-1", somebody("bob"), 60, wait_s=math.inf)
    os.waitpid(child, 0)
    leases.release("mac-1", held.token)
    assert [waiter.owner.user for waiter in leases.peek("mac-1").queue] == ["bob"]
    clock.advance(WAITER_EXPIRY_S)
    assert leases.acquire("mac-1", somebody("carol"), 60).owner.user == "carol"


def test_a_clock_set_back_frees_a_crashed_holder_within_one_expiry_all_the_same(
    leases: Leases, clock: FakeClock
) -> None:
    leases.acquire("mac-1", somebody("alice"), 60)
    clock.advance(-1_000_000)
    with pytest.raises(BoardBusyError):
        leases.acquire("mac-1", somebody("bob"), 60)
    clock.advance(60)
    assert leases.acquire("mac-1", somebody("bob"), 60).owner.user == "bob"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"lease": 3}', b"\xff\x00", b'{"lease": {"owner": {}}}'])
def test_a_damaged_lease_is_named_and_counts_as_held_for_one_expiry(
    leases: Leases, tmp_path: Path, clock: FakeClock, content: bytes
) -> None:
    path = tmp_path / "leases" / "mac-1.json"
    path.parent.mkdir()
    path.write_bytes(content)
    os.utime(path, (clock(), clock()))
    with pytest.raises(DamagedLeaseError, match=r"mac-1\.json' is damaged \(.+\); it counts as held until 1970-"):
        leases.acquire("mac-1", somebody(), 60)
    clock.advance(DEFAULT_EXPIRY_S)
    assert leases.acquire("mac-1", somebody(), 60).owner.user == "alice"


def test_a_damaged_lease_from_the_future_counts_from_now(leases: Leases, tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "leases" / "mac-1.json"
    path.parent.mkdir()
    path.write_bytes(b"?")
    os.utime(path, (clock() + 1e8, clock() + 1e8))
    with pytest.raises(DamagedLeaseError):
        leases.peek("mac-1")
    clock.advance(DEFAULT_EXPIRY_S)
    assert leases.peek("mac-1") == BoardState()


def test_a_folder_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match=r"'.*mac-1.json' cannot be used: .*OCEANHIL_STATE"):
        Leases(tmp_path / "file").acquire("mac-1", somebody())


def test_a_full_disk_is_a_clear_error_and_nobody_holds_the_board(
    leases: Leases, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StateError, match="no space left on device; free some space"):
        leases.acquire("mac-1", somebody())
    monkeypatch.undo()
    assert leases.peek("mac-1") == BoardState()


def test_a_board_of_somebody_else_is_taken_only_by_force(leases: Leases) -> None:
    leases.acquire("mac-1", somebody("alice"), 60)
    with pytest.raises(LeaseError, match=r"held by alice.*--force"):
        leases.break_lease("mac-1", owner=this_owner())
    taken = leases.break_lease("mac-1", force=True)
    assert taken is not None
    assert taken.owner.user == "alice"
    assert leases.peek("mac-1").lease is None


def test_force_clears_a_damaged_lease(leases: Leases, tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "leases" / "mac-1.json"
    path.parent.mkdir()
    path.write_bytes(b"?")
    os.utime(path, (clock(), clock()))
    assert leases.break_lease("mac-1", force=True) is None
    assert leases.acquire("mac-1", somebody("bob")).owner.user == "bob"


def test_bytes_that_are_no_text_are_damage_too(tmp_path: Path) -> None:
    (tmp_path / "usb-1.json").write_bytes(b'{"lease":{"token":"\xff"}}')
    with pytest.raises(DamagedLeaseError, match="is damaged"):
        Leases(tmp_path).peek("usb-1")
