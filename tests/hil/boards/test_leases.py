"""Leases of boards: one holder at a time, freed by expiry, queued for in order."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from oceanhil.hil.boards.lease import (
    WAITER_EXPIRY_S,
    BoardBusyError,
    DamagedLeaseError,
    LeaseError,
    LeaseLostError,
    LeaseState,
)
from oceanhil.hil.boards.leases import DEFAULT_EXPIRY_S, Leases
from oceanhil.host.owners import Owner, this_owner
from oceanhil.host.state_files import StateError
from tests.hil.boards.owners import FakeClock, a_dead_process, somebody


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def leases(tmp_path: Path, clock: FakeClock) -> Leases:
    return Leases(tmp_path / "leases", clock, clock.advance, monotonic=clock)


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
    assert leases.peek("mac-1") == LeaseState()
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


@pytest.mark.slow
def test_waiting_ends_when_the_holder_expires(leases: Leases, clock: FakeClock) -> None:
    leases.acquire("mac-1", somebody("alice"), 60)
    told: list[LeaseState] = []
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
    first = Leases(tmp_path, clock, clock.advance, monotonic=clock)
    held = first.acquire("mac-1", somebody("alice"), 60)
    served: list[str] = []

    def carol_comes(state: LeaseState) -> None:
        def bob_is_seen(state: LeaseState) -> None:
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
    assert leases.peek("mac-1") == LeaseState()


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
    assert leases.peek("mac-1") == LeaseState()


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


def test_a_lease_says_who_when_for_how_long_and_has_a_secret_of_its_own(leases: Leases, clock: FakeClock) -> None:
    first, second = leases.acquire("mac-1", somebody("alice")), leases.acquire("mac-2", somebody("alice"))
    assert (first.owner, first.acquired_unix_s, first.heartbeat_unix_s) == (somebody("alice"), clock(), clock())
    assert (first.expiry_s, DEFAULT_EXPIRY_S) == (60.0, 60.0)
    assert first.token != second.token
    assert len(bytes.fromhex(first.token)) == 16


def test_who_waits_asks_four_times_a_second_until_the_time_is_up(tmp_path: Path, clock: FakeClock) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        clock.advance(seconds)

    leases = Leases(tmp_path, clock, pause, monotonic=clock)
    leases.acquire("mac-1", somebody("alice"), 60)
    with pytest.raises(BoardBusyError):
        leases.acquire("mac-1", somebody("bob"), 60, wait_s=1.0)
    assert pauses == [0.25] * 4
    with pytest.raises(BoardBusyError):
        leases.acquire("mac-1", somebody("bob"), 60)
    assert len(pauses) == 4


def test_who_is_refused_is_told_the_state_without_himself(leases: Leases, clock: FakeClock) -> None:
    held = leases.acquire("mac-1", somebody("alice"), 60)
    with pytest.raises(BoardBusyError) as refused:
        leases.acquire("mac-1", somebody("bob"), 60, wait_s=10)
    assert (refused.value.key, refused.value.state) == ("mac-1", LeaseState(held))
    assert str(refused.value) == (
        "board 'mac-1' is not free: held by alice@bench-host:4711, run run-1, nightly since 1970-01-12 13:46:40Z,"
        " expires in 50 s unless renewed (1970-01-12 13:47:40Z)"
    )
    assert clock() == 1_000_010


@pytest.mark.slow
def test_who_waits_is_told_again_whenever_somebody_else_has_the_board(tmp_path: Path, clock: FakeClock) -> None:
    leases = Leases(tmp_path, clock, clock.advance)
    first = leases.acquire("mac-1", somebody("alice"), 60)
    told: list[str] = []

    def tell(state: LeaseState) -> None:
        told.append(state.lease.owner.user if state.lease else "nobody")
        if told == ["alice"]:
            path = tmp_path / "mac-1.json"
            path.write_text(path.read_text().replace('"alice"', '"carol"').replace(first.token, "c" * 32))

    leases.acquire("mac-1", somebody("bob"), 60, wait_s=math.inf, on_wait=tell)
    assert told == ["alice", "carol"]


def test_the_file_of_a_lease_can_be_read_by_people(leases: Leases, tmp_path: Path) -> None:
    leases.acquire("mac-1", somebody("alice"), 60)
    assert (tmp_path / "leases" / "mac-1.json").read_text().startswith('{\n  "lease": {\n    "owner": {\n')


def test_a_lost_lease_says_what_to_do(leases: Leases) -> None:
    with pytest.raises(LeaseLostError) as lost:
        leases.renew("mac-1", "t")
    assert str(lost.value) == (
        "the lease of board 'mac-1' is lost: it expired or was released, and the board may be in other hands; run again"
    )


def test_a_heartbeat_stays_in_the_file(leases: Leases, clock: FakeClock) -> None:
    held = leases.acquire("mac-1", somebody("alice"), 60)
    clock.advance(30)
    renewed = leases.renew("mac-1", held.token)
    assert leases.peek("mac-1").lease == renewed
    assert (renewed.heartbeat_unix_s, renewed.acquired_unix_s, renewed.token) == (clock(), clock() - 30, held.token)


@pytest.mark.parametrize(
    ("user", "host", "is_own"), [("alice", "bench-host", True), ("alice", "other", False), ("bob", "bench-host", False)]
)
def test_ones_own_lease_is_that_of_the_same_user_on_the_same_host(
    leases: Leases, user: str, host: str, is_own: bool
) -> None:
    held = leases.acquire("mac-1", somebody("alice"), 60)
    who = Owner(user, host, 1, "another-machine")
    if is_own:
        assert leases.break_lease("mac-1", owner=who) == held
    else:
        with pytest.raises(LeaseError, match=r"^board 'mac-1' is held by alice@.*; --force takes it all the same$"):
            leases.break_lease("mac-1", owner=who)
    assert (leases.peek("mac-1").lease is None) is is_own


def test_nobody_takes_a_lease_without_saying_who_he_is(leases: Leases) -> None:
    assert leases.break_lease("mac-1") is None
    leases.acquire("mac-1", somebody("alice"), 60)
    with pytest.raises(LeaseError):
        leases.break_lease("mac-1")


def test_taking_a_board_by_force_leaves_the_queue(leases: Leases) -> None:
    leases.acquire("mac-1", somebody("alice"), 60)

    def take(state: LeaseState) -> None:
        leases.break_lease("mac-1", force=True)
        assert [each.owner.user for each in leases.peek("mac-1").queue] == ["bob"]
        assert (state.lease is not None, len(state.queue)) == (True, 1)

    assert leases.acquire("mac-1", somebody("bob"), 60, wait_s=60, on_wait=take).owner.user == "bob"


def test_a_damaged_lease_is_removed_only_by_force(leases: Leases, tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "leases" / "mac-1.json"
    path.parent.mkdir()
    path.write_bytes(b"?")
    os.utime(path, (clock() - 10, clock() - 10))
    with pytest.raises(DamagedLeaseError) as damaged:
        leases.break_lease("mac-1", owner=somebody())
    assert damaged.value.free_at_unix_s == clock() + 50
    assert str(damaged.value).startswith(f"the lease {str(path)!r} is damaged (")
    assert str(damaged.value).endswith("; it counts as held until 1970-01-12 13:47:30Z, then as free")
    assert path.exists()
    leases.break_lease("mac-1", force=True)
    assert not path.exists()


def test_a_damaged_lease_from_the_future_is_dated_now(leases: Leases, tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "leases" / "mac-1.json"
    path.parent.mkdir()
    path.write_bytes(b"?")
    os.utime(path, (clock() + 1000, clock() + 1000))
    with pytest.raises(DamagedLeaseError) as damaged:
        leases.peek("mac-1")
    assert damaged.value.free_at_unix_s == clock() + 60
    assert (path.stat().st_mtime, path.stat().st_atime) == (clock(), clock())


def test_whether_somebody_is_dead_is_asked_of_whom_it_is_told_to_ask(tmp_path: Path, clock: FakeClock) -> None:
    leases = Leases(tmp_path, clock, clock.advance, is_dead=lambda owner: owner.user == "alice")
    leases.acquire("mac-1", somebody("alice"), 60)
    assert leases.acquire("mac-1", somebody("bob"), 60).owner.user == "bob"
    with pytest.raises(BoardBusyError):
        leases.acquire("mac-1", somebody("carol"), 60)
