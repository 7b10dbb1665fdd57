"""The rules of passing a board on, as laws about any order of events."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from oceanhil.hil.boards.lease import (
    WAITER_EXPIRY_S,
    Lease,
    LeaseState,
    Waiter,
    asked_for,
    describe,
    settled,
    without,
)
from tests.hil.boards.owners import somebody

_EXPIRY_S = 60.0
_TOKENS = st.sampled_from(["a", "b", "c", "d"])


class Queue(RuleBasedStateMachine):
    """Several ask again and again, give up, let go or fall silent; the model keeps the order in which they came."""

    def __init__(self) -> None:
        super().__init__()
        self._state = LeaseState()
        self._now = 1000.0
        self._came: dict[str, float] = {}

    @rule(token=_TOKENS)
    def ask(self, token: str) -> None:
        before = settled(self._state, self._now, lambda _: False)
        if before.lease is not None and before.lease.token == token:
            return
        front = next(iter(self._alive()), None)
        self._state = asked_for(before, somebody(token), token, self._now, _EXPIRY_S)
        lease = self._state.lease
        if before.lease is None:
            assert (lease is not None and lease.token == token) == (front in {None, token})
        if token not in self._alive() or (lease is not None and lease.token == token):
            self._came.pop(token, None)
        if lease is None or lease.token != token:
            self._came[token] = self._now

    @rule(token=_TOKENS)
    def leave(self, token: str) -> None:
        self._state = without(self._state, token)
        self._came.pop(token, None)

    @rule(seconds=st.floats(0, 2 * WAITER_EXPIRY_S))
    def time_passes(self, seconds: float) -> None:
        self._now += seconds

    @invariant()
    def the_queue_is_in_the_order_of_coming(self) -> None:
        now = settled(self._state, self._now, lambda _: False)
        assert [waiter.token for waiter in now.queue] == self._alive()

    @invariant()
    def settling_twice_changes_nothing_more(self) -> None:
        once = settled(self._state, self._now, lambda _: False)
        assert settled(once, self._now, lambda _: False) == once

    def _alive(self) -> list[str]:
        return [token for token, seen in self._came.items() if self._now < seen + WAITER_EXPIRY_S]


Queue.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestQueue = pytest.mark.slow(Queue.TestCase)


_ALICE = "alice@bench-host:4711, run run-1, nightly"
_LEASE = Lease(somebody("alice"), "t", 0.0, 40.0, 60.0)
_QUEUE = tuple(Waiter(somebody(name), name, 1.0, 2.0) for name in ("bob", "carol"))


@pytest.mark.parametrize(("now_s", "left_s"), [(40.0, 60), (99.4, 1), (99.6, 0), (100.0, 0), (500.0, 0)])
def test_a_holder_is_told_with_since_when_and_how_much_longer(now_s: float, left_s: int) -> None:
    assert describe(LeaseState(_LEASE), now_s) == (
        f"held by {_ALICE} since 1970-01-01 00:00:00Z, expires in {left_s} s unless renewed (1970-01-01 00:01:40Z)"
    )


def test_those_who_wait_are_counted_and_named_in_their_order() -> None:
    waiting = f"2 waiting: {_ALICE.replace('alice', 'bob')}; {_ALICE.replace('alice', 'carol')}"
    assert describe(LeaseState(None, _QUEUE), 0.0) == waiting
    assert describe(LeaseState(_LEASE, _QUEUE), 40.0).endswith(f" (1970-01-01 00:01:40Z); {waiting}")


def test_of_a_free_board_there_is_nothing_to_tell() -> None:
    assert describe(LeaseState(), 0.0) == ""
