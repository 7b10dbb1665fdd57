"""The rules of passing a board on, as laws about any order of events."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from oceanhil.hil.boards.lease_state import WAITER_EXPIRY_S, BoardState, asked_for, settled, without
from tests.hil.boards.bench import somebody

_EXPIRY_S = 60.0
_TOKENS = st.sampled_from(["a", "b", "c", "d"])


class Queue(RuleBasedStateMachine):
    """Several ask again and again, give up, let go or fall silent; the model keeps the order in which they came."""

    def __init__(self) -> None:
        super().__init__()
        self._state = BoardState()
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
TestQueue = Queue.TestCase
