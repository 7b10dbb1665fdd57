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
