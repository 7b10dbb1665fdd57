"""A lease in use."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from hil.boards.held_lease import INHERITED_VARIABLE, HeldLease, inherited_leases, inherited_text
from hil.boards.lease_errors import LeaseLostError
from hil.boards.lease_state import Lease
from hil.boards.leases import Leases
from tests.hil.boards.bench import somebody


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
        with pytest.raises(LeaseLostError, match="released by force"):
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
