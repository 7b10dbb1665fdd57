"""A lease with a keeper beside its owner: it ends when both have let go or died, in any order."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from oceanhil.hil.boards.lease import BoardBusyError, Lease, LeaseLostError, LeaseState, describe, settled
from oceanhil.hil.boards.leases import Leases
from oceanhil.host.owners import Owner
from tests.hil.boards.owners import FakeClock, somebody

_RUN, _KEEPER = somebody("alice", 1), somebody("alice", 2)
_KEY = "mac-1"


class _Bench:
    """Leases whose processes die when they are told to."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.dead: set[Owner] = set()
        self.leases = Leases(folder, now=self.clock, pause=self.clock.advance, is_dead=lambda owner: owner in self.dead)
        self.token = self.leases.acquire(_KEY, _RUN).token
        self.leases.keep(_KEY, self.token, _KEEPER)

    @property
    def lease(self) -> Lease | None:
        return self.leases.peek(_KEY).lease

    def do(self, deed: str) -> None:
        match deed:
            case "run lets go":
                self.leases.release(_KEY, self.token)
            case "run dies":
                self.dead.add(_RUN)
            case "keeper lets go":
                self.leases.let_go_as_keeper(_KEY, self.token)
            case "keeper dies":
                self.dead.add(_KEEPER)


@pytest.fixture
def bench(tmp_path: Path) -> _Bench:
    return _Bench(tmp_path)


@pytest.mark.parametrize("of_run", ["run lets go", "run dies"])
@pytest.mark.parametrize("of_keeper", ["keeper lets go", "keeper dies"])
def test_it_ends_with_the_second_of_its_holders(tmp_path: Path, of_run: str, of_keeper: str) -> None:
    for number, (first, second) in enumerate(permutations((of_run, of_keeper))):
        bench = _Bench(tmp_path / str(number))
        bench.do(first)
        assert bench.lease is not None, first
        bench.do(second)
        assert bench.lease is None, second


def test_a_run_that_goes_on_after_its_keeper_let_go_holds_the_board_alone(bench: _Bench) -> None:
    bench.do("keeper lets go")
    assert bench.lease is not None
    assert (bench.lease.owner, bench.lease.keeper) == (_RUN, None)
    bench.do("run lets go")
    assert bench.lease is None


def test_both_at_once_do_not_outlive_the_expiry(bench: _Bench) -> None:
    bench.clock.advance(59.9)
    assert bench.lease is not None
    bench.clock.advance(0.1)
    assert bench.lease is None


def test_who_wants_a_board_that_is_being_put_back_is_told_by_whom(bench: _Bench) -> None:
    bench.do("run dies")
    bench.leases.keep(_KEY, bench.token, _KEEPER, is_being_put_back=True)
    with pytest.raises(
        BoardBusyError,
        match=r"being put back by alice@bench-host:2, .*, after alice@bench-host:1.*; that takes ",
    ):
        bench.leases.acquire(_KEY, somebody("bob"))


def test_who_waits_is_told_again_when_the_board_begins_to_be_put_back(bench: _Bench) -> None:
    told: list[str] = []

    def tell(state: LeaseState) -> None:
        told.append(describe(state, bench.clock()))
        if len(told) == 1:
            bench.leases.keep(_KEY, bench.token, _KEEPER, is_being_put_back=True)
        else:
            bench.do("keeper lets go")
            bench.do("run lets go")

    bench.leases.acquire(_KEY, somebody("bob"), wait_s=10, on_wait=tell)
    assert [words.split(" by ")[0] for words in told] == ["held", "being put back"]


def test_only_the_holder_gets_a_keeper(bench: _Bench) -> None:
    bench.leases.break_lease(_KEY, force=True)
    with pytest.raises(LeaseLostError):
        bench.leases.keep(_KEY, bench.token, _KEEPER)
    other = bench.leases.acquire(_KEY, somebody("bob")).token
    with pytest.raises(LeaseLostError):
        bench.leases.keep(_KEY, bench.token, _KEEPER)
    bench.leases.let_go_as_keeper(_KEY, bench.token)
    assert bench.lease is not None
    assert (bench.lease.token, bench.lease.keeper) == (other, None)


def test_a_board_is_left_to_its_keeper_from_the_end_of_its_run_on(bench: _Bench) -> None:
    assert bench.leases.left_to_keeper(_KEY) is None
    bench.do("run dies")
    left = bench.leases.left_to_keeper(_KEY)
    assert left is not None
    assert left.keeper == _KEEPER
    bench.do("keeper lets go")
    assert bench.leases.left_to_keeper(_KEY) is None


def test_a_heartbeat_keeps_both(bench: _Bench) -> None:
    bench.clock.advance(30)
    assert bench.leases.renew(_KEY, bench.token).keeper == _KEEPER


def test_a_lease_of_before_there_were_keepers_is_one_without(tmp_path: Path) -> None:
    lease = Lease(_RUN, "t", 0.0, 0.0, 60.0)
    assert not lease.is_left(lambda owner: False)
    assert lease.is_left(lambda owner: owner == _RUN)
    assert settled(LeaseState(lease), 1.0, lambda owner: owner == _RUN).lease is None
