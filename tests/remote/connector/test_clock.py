"""A server's test clock, moved by a connector's operations."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from oceanhil.remote.connector.clock import ConnectorClock
from oceanhil.remote.connector.connector import Operation
from oceanhil.remote.connector.control import ControlError
from oceanhil.remote.connector.operation import Value
from tests.remote.connector.operators import Done, operator_on

CLOCK = """
[operation.clock-now]
method = "GET"
url = "/clock"
answer = {now = "/now"}
[operation.clock-advance]
method = "PUT"
url = "/clock"
json = {advance = "{seconds}"}
"""
RELEASE = """
[operation.clock-release]
method = "PUT"
url = "/clock"
"""


@pytest.mark.parametrize(("moves", "asked"), [(True, 1), (False, 3)])
def test_a_clock_that_says_that_it_failed_is_moved_again_only_if_it_did_not_move(moves: bool, asked: int) -> None:
    now_s = [1_000.0]
    calls: list[Value] = []

    def perform(operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        if operation.spec.name == "clock-now":
            return {"now": str(now_s[0])}
        calls.append(inputs["seconds"])
        if moves or len(calls) == asked:
            now_s[0] += 60
        if len(calls) < 3:
            raise ControlError("was answered with 502", "clock-advance")
        return {}

    ConnectorClock(operator_on(CLOCK, Done(perform))).advance(60)
    assert (now_s[0], len(calls)) == (1_060.0, asked)


class Staged:
    """A clock that `fails` when it is moved, after it has moved or without; counts how often it is read."""

    def __init__(self) -> None:
        self.now_s = 1_000.0
        self.reads = 0
        self.fails: list[bool] = []

    def __call__(self, operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        match operation.spec.name:
            case "clock-now":
                self.reads += 1
            case "clock-advance":
                moves = self.fails.pop() if self.fails else None
                self.now_s += 0 if moves is False else float(inputs["seconds"])
                if moves is not None:
                    raise ControlError("was answered with 502", "clock-advance")
            case "clock-release":
                self.now_s += 1_000
        return {"now": str(self.now_s)}


@pytest.fixture
def staged() -> Staged:
    return Staged()


@pytest.fixture
def clock(staged: Staged) -> ConnectorClock:
    return ConnectorClock(operator_on(CLOCK + RELEASE, Done(staged)))


def test_a_clock_is_read_once_for_several_moves(clock: ConnectorClock, staged: Staged) -> None:
    for _ in range(3):
        clock.advance(3_600)
    assert (staged.now_s, staged.reads) == (1_000 + 3 * 3_600, 1)


@pytest.mark.parametrize("moves", [True, False])
def test_a_later_move_that_failed_is_repeated_only_if_it_did_not_move(
    clock: ConnectorClock, staged: Staged, *, moves: bool
) -> None:
    clock.advance(3_600)
    staged.fails = [moves]
    clock.advance(60)
    assert staged.now_s == 4_660


@pytest.mark.parametrize("moves", [True, False])
def test_a_clock_that_ran_on_by_itself_when_it_was_released_is_read_anew(
    clock: ConnectorClock, staged: Staged, *, moves: bool
) -> None:
    clock.advance(3_600)
    clock.release()
    staged.fails = [moves]
    clock.advance(60)
    assert staged.now_s == 5_660


def test_a_small_move_is_not_judged_by_a_time_that_is_as_old(
    clock: ConnectorClock, staged: Staged, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.advance(3_600)
    monkeypatch.setattr("time.monotonic", lambda: 1e12)
    clock.advance(60)
    assert staged.reads == 2
