"""Requests of foreign firmware that are counted, with one in each start that was refused for its clock."""

import pytest

from oceanhil.protocol.faults import ALL_MADE_UP
from oceanhil.scenarios.result import Outcome
from tests.scenarios.devices.steps.foreign_steps import run
from tests.scenarios.fake_world import Planned, S, boot, requested

COUNTS = [
    "- time.run: 100s\n- expect.count: {path: register, count: 1}\n",
    "- time.run: 100s\n- expect.count: {path: register, at_most: 1}\n",
    "- time.run: 100s\n- expect.server: {requests: {register: 1}}\n",
]


def refused(at_s: int, code: str = "clock_skew", **changed: str) -> Planned:
    return requested("register", 401, at_s * S, code=code, **changed)


def granted(at_s: int) -> Planned:
    return requested("register", 200, at_s * S)


def is_met(steps: str, *planned: Planned, is_foreign: bool = True, is_read: bool = False) -> bool:
    head = "without: [I3, I7, I8, I10, I14, I15, I16]\n"
    result = run(steps, boot(), *planned, is_foreign=is_foreign, is_read=is_read, head=head)
    assert result.outcome in {Outcome.PASSED, Outcome.FAILED}, result.reason
    return result.outcome is Outcome.PASSED


@pytest.mark.parametrize("steps", COUNTS)
def test_who_learns_the_time_from_a_refusal_has_asked_once_more(steps: str) -> None:
    assert is_met(steps, refused(2), granted(33))
    assert is_met(steps, granted(33))
    assert not is_met(steps, refused(2), granted(33), is_foreign=False)
    assert not is_met(steps, refused(2), granted(33), is_read=True), "who keeps the documented record"


@pytest.mark.parametrize("steps", COUNTS)
def test_it_learns_once_in_a_start(steps: str) -> None:
    assert not is_met(steps, refused(2), refused(33), granted(64))
    assert is_met(steps, refused(2), boot(20 * S), refused(33), granted(64))


@pytest.mark.parametrize("steps", COUNTS)
def test_another_refusal_counts_and_so_does_one_that_a_fault_has_made_up(steps: str) -> None:
    assert not is_met(steps, refused(2, "token_expired"), granted(33))
    assert not is_met(steps, refused(2, fault="status", changed=f"{ALL_MADE_UP}; server_time=1600000000"), granted(33))
    assert is_met(steps, refused(2, fault="answer", changed="reversed (the fields in the other order)"), granted(33))


def test_a_scenario_that_counts_refusals_counts_each() -> None:
    for which in ("status: 401", "code: clock_skew"):
        assert not is_met(f"- time.run: 100s\n- expect.count: {{path: register, {which}, count: 0}}\n", refused(2))
