"""How leases are told in words."""

from __future__ import annotations

import pytest

from oceanhil.hil.boards.lease_errors import clock_time, describe
from oceanhil.hil.boards.lease_state import BoardState, Lease, Waiter
from tests.hil.boards.bench import somebody

_ALICE = "alice@bench-host:4711, run run-1, nightly"
_LEASE = Lease(somebody("alice"), "t", 0.0, 40.0, 60.0)
_QUEUE = tuple(Waiter(somebody(name), name, 1.0, 2.0) for name in ("bob", "carol"))


@pytest.mark.parametrize(("now_s", "left_s"), [(40.0, 60), (99.4, 1), (99.6, 0), (100.0, 0), (500.0, 0)])
def test_a_holder_is_told_with_since_when_and_how_much_longer(now_s: float, left_s: int) -> None:
    assert describe(BoardState(_LEASE), now_s) == (
        f"held by {_ALICE} since 1970-01-01 00:00:00Z, expires in {left_s} s unless renewed (1970-01-01 00:01:40Z)"
    )


def test_those_who_wait_are_counted_and_named_in_their_order() -> None:
    waiting = f"2 waiting: {_ALICE.replace('alice', 'bob')}; {_ALICE.replace('alice', 'carol')}"
    assert describe(BoardState(None, _QUEUE), 0.0) == waiting
    assert describe(BoardState(_LEASE, _QUEUE), 40.0).endswith(f" (1970-01-01 00:01:40Z); {waiting}")


def test_of_a_free_board_there_is_nothing_to_tell() -> None:
    assert describe(BoardState(), 0.0) == ""


@pytest.mark.parametrize(
    ("unix_s", "text"),
    [(1_772_366_405.9, "2026-03-01 12:00:05Z"), (1e18, "1000000000000000000 s"), (float("inf"), "inf s")],
)
def test_a_moment_is_written_in_utc_and_one_beyond_all_calendars_in_seconds(unix_s: float, text: str) -> None:
    assert clock_time(unix_s) == text
