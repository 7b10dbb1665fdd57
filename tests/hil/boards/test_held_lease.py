"""A lease in use."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from oceanhil.hil.boards.held_lease import INHERITED_VARIABLE, HeldLease, inherited_leases, inherited_text
from oceanhil.hil.boards.lease import BoardBusyError, Lease, LeaseLostError, LeaseState
from oceanhil.hil.boards.leases import Leases
from oceanhil.host.state_files import StateError
from tests.hil.boards.owners import FakeClock, somebody


class _Beating(Leases):
    """Leases that say when a heartbeat was given."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.beat = threading.Event()

    def renew(self, key: str, token: str) -> Lease:
        try:
            return super().renew(key, token)
        finally:
            self.beat.set()


def test_the_board_is_held_inside_and_free_afterwards(tmp_path: Path) -> None:
    leases = Leases(tmp_path)
    with HeldLease(leases, "mac-1", somebody()) as held:
        held.check()
        assert leases.peek("mac-1").lease is not None
    assert leases.peek("mac-1").lease is None


def test_it_is_renewed_while_it_is_held(tmp_path: Path) -> None:
    leases = _Beating(tmp_path)
    with HeldLease(leases, "mac-1", somebody(), 0.3) as held:
        assert leases.beat.wait(30)
        held.check()
        lease = leases.peek("mac-1").lease
        assert lease is not None
        assert lease.heartbeat_unix_s > lease.acquired_unix_s


def test_a_lost_lease_is_an_error_at_the_next_use(tmp_path: Path) -> None:
    leases = _Beating(tmp_path)
    with HeldLease(leases, "mac-1", somebody(), 0.3) as held:
        leases.break_lease("mac-1", force=True)
        leases.acquire("mac-1", somebody("bob"))
        leases.beat.clear()
        held._heart.join(30)
        with pytest.raises(LeaseLostError, match="released"):
            held.check()


def test_what_went_wrong_inside_still_frees_the_board(tmp_path: Path) -> None:
    leases = Leases(tmp_path)
    with pytest.raises(RuntimeError), HeldLease(leases, "mac-1", somebody()):
        raise RuntimeError
    assert leases.peek("mac-1").lease is None


def test_a_lease_of_the_parent_is_shared_and_stays_the_parents(tmp_path: Path) -> None:
    leases = Leases(tmp_path)
    with HeldLease(leases, "mac-1", somebody()) as parent:
        shared = inherited_leases({INHERITED_VARIABLE: inherited_text({"mac-1": parent.token, "mac-2": "x"})})
        with HeldLease(leases, "mac-1", somebody("child"), inherited=shared) as child:
            child.check()
        parent.renew()


def test_a_lease_of_the_parent_that_is_over_is_not_used(tmp_path: Path) -> None:
    leases = Leases(tmp_path)
    with HeldLease(leases, "mac-1", somebody("child"), inherited={"mac-1": "long-gone"}):
        lease = leases.peek("mac-1").lease
        assert lease is not None
        assert lease.owner.user == "child"


class _Waits(threading.Event):
    """Stands for the time between two heartbeats: none passes, and the holder is done after so many of them."""

    def __init__(self, heartbeats: int) -> None:
        super().__init__()
        self._heartbeats = heartbeats
        self.seconds: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout)
        return len(self.seconds) > self._heartbeats


class _Failing(Leases):
    """Leases whose renewals go as they are told: False is a folder that cannot be written."""

    def __init__(self, directory: Path, *renewals: bool) -> None:
        super().__init__(directory)
        self._renewals = iter(renewals)

    def renew(self, key: str, token: str) -> Lease:
        if next(self._renewals):
            return super().renew(key, token)
        raise StateError("the disk is full")


@pytest.mark.parametrize(
    "renewals", [(False, False, False), (False, False, True, False, False, False), (True, True, False, False, False)]
)
def test_a_lease_is_lost_when_three_heartbeats_in_a_row_could_not_be_given(
    tmp_path: Path, renewals: tuple[bool, ...]
) -> None:
    held, waits = HeldLease(_Failing(tmp_path, *renewals), "mac-1", somebody(), 30.0), _Waits(len(renewals))
    held._ended = waits
    with held:
        held._heart.join(30)
        assert not held._heart.is_alive()
        with pytest.raises(LeaseLostError) as lost:
            held.check()
    assert waits.seconds == [10.0] * (len(renewals) + 1)
    assert str(lost.value) == ("the lease of board 'mac-1' could not be renewed and has expired: the disk is full")


def test_a_board_that_nobody_took_while_the_disk_was_full_is_held_again(tmp_path: Path) -> None:
    held = HeldLease(_Failing(tmp_path, False, False, False, True), "mac-1", somebody(), 30.0)
    held._ended = _Waits(4)
    with held:
        held._heart.join(30)
        held.check()


def test_whoever_looks_sees_whether_it_is_held_before_the_next_heartbeat(tmp_path: Path) -> None:
    leases = _Failing(tmp_path, False, False, False, True, True)
    held = HeldLease(leases, "mac-1", somebody(), 30.0)
    held._ended = _Waits(3)
    with held:
        held._heart.join(30)
        held.look()
        held.check()
        held._lost = "the disk was full"
        leases.break_lease("mac-1", force=True)
        leases.acquire("mac-1", somebody("bob"))
        with pytest.raises(LeaseLostError, match="released"):
            held.look()


class _Heart:
    """A thread that writes down what is done with it."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def start(self) -> None:
        self.told.append("start")

    def join(self) -> None:
        self.told.append("join")


def test_no_heartbeat_comes_after_the_board_was_let_go(tmp_path: Path) -> None:
    held, heart = HeldLease(Leases(tmp_path), "mac-1", somebody()), _Heart()
    assert (held._heart.name, held._heart.daemon) == ("lease of mac-1", True)
    held._heart = heart  # type: ignore[assignment]
    with held:
        assert heart.told == ["start"]
        assert not held._ended.is_set()
    assert heart.told == ["start", "join"]
    assert held._ended.is_set()


def test_a_board_that_is_taken_is_not_waited_for_unless_it_is_said(tmp_path: Path) -> None:
    paused: list[float] = []
    clock = FakeClock()

    def pause(seconds: float) -> None:
        paused.append(seconds)
        clock.advance(seconds)

    leases = Leases(tmp_path, clock, pause)
    leases.acquire("mac-1", somebody("alice"), 2)
    with pytest.raises(BoardBusyError), HeldLease(leases, "mac-1", somebody("bob"), inherited={}):
        pass
    assert paused == []
    told: list[LeaseState] = []
    with HeldLease(leases, "mac-1", somebody("bob"), 7.0, wait_s=100, on_wait=told.append, inherited={}):
        lease = leases.peek("mac-1").lease
    assert lease is not None
    assert (lease.owner.user, lease.expiry_s, len(told)) == ("bob", 7.0, 1)
    assert sum(paused) == 2


def test_a_lease_is_held_for_a_minute_after_each_sign_of_life(tmp_path: Path) -> None:
    leases = Leases(tmp_path)
    with HeldLease(leases, "mac-1", somebody(), inherited={}):
        lease = leases.peek("mac-1").lease
    assert lease is not None
    assert lease.expiry_s == 60.0


def test_the_heart_beats_as_the_parents_lease_wants_it(tmp_path: Path) -> None:
    leases = _Failing(tmp_path, True, False, False, False)
    parent = leases.acquire("mac-1", somebody(), 3.0)
    held, waits = HeldLease(leases, "mac-1", somebody("child"), inherited={"mac-1": parent.token}), _Waits(3)
    held._ended = waits
    with held:
        held._heart.join(30)
    assert set(waits.seconds) == {1.0}
    assert leases.peek("mac-1").lease is not None


def test_a_parents_lease_is_found_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leases = Leases(tmp_path)
    parent = leases.acquire("mac-1", somebody())
    monkeypatch.setenv("OCEANHIL_LEASES", f"mac-0=x mac-1={parent.token}")
    with HeldLease(leases, "mac-1", somebody("child")) as held:
        assert held.token == parent.token
    with HeldLease(leases, "mac-2", somebody("child")) as other:
        assert other.token != parent.token


def test_a_folder_that_became_unusable_does_not_hide_what_happened_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(key: str, token: str) -> None:
        raise StateError(f"no room for {key} {token}")

    leases = Leases(tmp_path)

    def work() -> None:
        with HeldLease(leases, "mac-1", somebody()):
            monkeypatch.setattr(leases, "release", refuse)
            raise RuntimeError("inside")

    with pytest.raises(RuntimeError, match="inside"):
        work()
