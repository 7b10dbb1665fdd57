"""How long a lease and a place in the queue hold, and what is told of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.app.commands.boards.inventory import ListedBoard, ListedLease, _lease_text
from oceanhil.hil.boards.held_lease import HeldLease, inherited_leases, inherited_text
from oceanhil.hil.boards.journal import Journal, JournalError, Pending
from oceanhil.hil.boards.lease import (
    WAITER_EXPIRY_S,
    Lease,
    LeaseState,
    Waiter,
    asked_for,
    renewed,
    settled,
    without,
)
from oceanhil.hil.boards.leases import Leases
from oceanhil.host.folders import backups_directory, journal_directory, leases_directory, state_directory
from oceanhil.host.owners import Owner, is_surely_dead, this_machine, this_owner
from tests.hil.boards.owners import FakeClock, somebody

LEASE = Lease(somebody(), "t", 90.0, 100.0, 60.0)


WAITER = Waiter(somebody("bob"), "w", 95.0, 100.0)


@pytest.mark.parametrize(("now_s", "is_held"), [(159.9, True), (160.0, False)])
def test_a_lease_ends_with_its_time(now_s: float, is_held: bool) -> None:
    assert (settled(LeaseState(LEASE), now_s, lambda _: False).lease is not None) is is_held


@pytest.mark.parametrize(("now_s", "waits"), [(114.9, True), (115.0, False)])
def test_a_place_in_the_queue_ends_with_its_time(now_s: float, waits: bool) -> None:
    assert bool(settled(LeaseState(LEASE, (WAITER,)), now_s, lambda _: False).queue) is waits
    assert WAITER_EXPIRY_S == 15.0


def test_what_claims_to_be_from_the_future_counts_from_now() -> None:
    state = settled(LeaseState(LEASE, (WAITER,)), 50.0, lambda _: False)
    assert state.lease is not None
    assert (state.lease.heartbeat_unix_s, state.lease.acquired_unix_s, state.lease.expires_unix_s) == (50, 50, 110)
    assert [(each.heartbeat_unix_s, each.since_unix_s) for each in state.queue] == [(50, 95)]
    past = settled(LeaseState(LEASE), 100.0, lambda _: False).lease
    assert past == LEASE


def test_the_dead_hold_and_wait_for_nothing() -> None:
    assert settled(LeaseState(LEASE, (WAITER,)), 101.0, lambda owner: True) == LeaseState()
    alone = settled(LeaseState(LEASE, (WAITER,)), 101.0, lambda owner: owner.user == "alice")
    assert (alone.lease, alone.queue) == (None, (WAITER,))


def test_a_heartbeat_moves_the_end_and_only_of_its_own_lease() -> None:
    state = renewed(LeaseState(LEASE), "t", 120.0)
    assert state is not None
    assert state.lease is not None
    assert (state.lease.expires_unix_s, state.lease.acquired_unix_s) == (180.0, 90.0)
    assert renewed(LeaseState(LEASE), "other", 120.0) is None
    assert renewed(LeaseState(), "t", 120.0) is None


def test_who_asks_again_keeps_the_place_and_gives_a_sign() -> None:
    state = asked_for(LeaseState(LEASE, (WAITER,)), somebody("bob"), "w", 110.0, 60.0)
    assert [(each.token, each.since_unix_s, each.heartbeat_unix_s) for each in state.queue] == [("w", 95.0, 110.0)]
    more = asked_for(state, somebody("carol"), "c", 111.0, 60.0)
    assert [(each.token, each.heartbeat_unix_s) for each in more.queue] == [("w", 110.0), ("c", 111.0)]
    assert without(more, "w").queue == more.queue[1:]
    assert without(more, "t").lease is None
    free = asked_for(LeaseState(None, (WAITER,)), somebody("bob"), "w", 110.0, 30.0)
    assert free == LeaseState(Lease(somebody("bob"), "w", 110.0, 110.0, 30.0))
    assert LeaseState().version == 1


def test_a_held_lease_knows_its_key_and_shares_it(tmp_path: Path) -> None:
    leases = Leases(tmp_path, now=FakeClock())
    with HeldLease(leases, "key", somebody(), inherited={}) as held:
        assert held.key == "key"
        text = inherited_text({"key": held.token, "other": "x"})
        assert inherited_leases({"OCEANHIL_LEASES": text}) == {"key": held.token, "other": "x"}
        assert held.renew().token == held.token
        with HeldLease(leases, "key", somebody("bob"), inherited={"key": held.token}) as shared:
            assert shared.token == held.token
        held.check()
        assert leases.peek("key").lease is not None
    assert leases.peek("key").lease is None
    assert inherited_leases({"OCEANHIL_LEASES": "a= b c=d"}) == {"c": "d"}


def test_an_owner_is_told_with_run_and_purpose() -> None:
    assert str(Owner("u", "h", 7, "m")) == "u@h:7"
    assert str(Owner("u", "h", 7, "m", "r")) == "u@h:7, run r"
    assert str(Owner("u", "h", 7, "m", "", "p")) == "u@h:7, p"
    own = this_owner("r", "p")
    assert (own.run_id, own.purpose, own.machine) == ("r", "p", this_machine())
    assert not is_surely_dead(own, this_machine())
    assert not is_surely_dead(Owner("u", "h", 2**22 + 1, "elsewhere"), this_machine())


def test_the_folders_of_the_bench_are_told_apart(tmp_path: Path) -> None:
    state = state_directory({"OCEANHIL_STATE": str(tmp_path)})
    assert state == tmp_path
    folders = (leases_directory(state), journal_directory(state), backups_directory(state))
    assert [folder.relative_to(tmp_path).as_posix() for folder in folders] == ["leases", "journal", "backups"]
    assert state_directory({}).name == "oceanhil"


def test_the_journal_strikes_out_one_backup_or_all(tmp_path: Path) -> None:
    journal = Journal(tmp_path, now=lambda: 7.0, owner=somebody())
    for name in ("a", "b"):
        journal.opened("key", tmp_path / name, "eeprom")
    assert [Path(each.backup_path).name for each in journal.pending("key")] == ["a", "b"]
    assert journal.pending("key")[0] == Pending("key", str(tmp_path / "a"), "eeprom", 7.0, somebody())
    journal.closed("key", tmp_path / "a")
    assert [Path(each.backup_path).name for each in journal.everything()] == ["b"]
    assert "eeprom changed by alice@bench-host:4711" in str(journal.everything()[0])
    journal.closed("key")
    assert journal.everything() == ()
    assert list(tmp_path.glob("*.json")) == []
    (tmp_path / "key.json").write_bytes(b"{")
    with pytest.raises(JournalError, match=r"is damaged .* restored by hand"):
        journal.pending("key")


def _listed(**given: object) -> ListedBoard:
    fields: dict[str, object] = {"name": "desk", "kind": "esp32", "port": "/dev/x", "there": True, "key": "k"}
    empty = {"capabilities": (), "lease": None, "queue": (), "pending": ()}
    return ListedBoard(**{**fields, **empty, **given})  # type: ignore[arg-type]


def test_a_lease_is_told_with_its_holder_and_who_waits() -> None:
    assert _lease_text(_listed()) == "free"
    assert _lease_text(_listed(queue=("a", "b"))) == "free; 2 waiting: a; b"
    held = _lease_text(_listed(lease=ListedLease("alice", 0.0, 1_000_000.0)))
    assert held.startswith("alice, until ")
    assert _lease_text(_listed(damage="the file is broken")) == "the file is broken"
