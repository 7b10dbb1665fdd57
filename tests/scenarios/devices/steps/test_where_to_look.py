"""An expectation that something else has come instead of says which event that was."""

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.fake_world import FakeFactory, Planned, S, requested
from tests.scenarios.writing import case_of


def reported(after_s: int, *, relay1: bool) -> Planned:
    return requested("state", 200, after_s * S, "device", method="POST", relay1=relay1)


def relay(after_s: int, *, is_on: bool) -> Planned:
    return Planned(after_s * S, EventKind.RELAYS, {"relay1": is_on, "relay2": False})


@pytest.mark.parametrize(
    ("step", "planned", "at_s"),
    [
        ("expect.report: {relay1: on, within: 9s}", [reported(1, relay1=False), reported(2, relay1=False)], 2),
        ("expect.relay: {relay: 1, state: on, within: 9s}", [relay(1, is_on=False), relay(2, is_on=False)], 2),
        (
            "expect.request: {path: state, status: 401, within: 9s}",
            [requested("state", 200, S), requested("state", 200, 2 * S), requested("session", 200, 3 * S)],
            2,
        ),
        (
            'expect.serial: {line: "[SESSION] HTTP Response: 403", within: 9s}',
            [requested("session", 200, S), requested("session", 200, 2 * S), requested("state", 200, 3 * S)],
            2,
        ),
        ("expect.no_request: {path: state, for: 9s}", [requested("state", 200, 4 * S)], 4),
        (
            "expect.count: {path: state, count: 1}",
            [requested("session", 200, S), requested("state", 200, 2 * S), requested("state", 200, 3 * S)],
            3,
        ),
        (
            "expect.server: {requests: {state: 1}}",
            [requested("state", 200, S), requested("state", 200, 2 * S), requested("state", 200, 3 * S)],
            2,
        ),
    ],
)
def test_what_came_instead_is_named(step: str, planned: list[Planned], at_s: int) -> None:
    is_looked_at_later = "within" not in step and "for" not in step
    steps = f"- device.power_on\n{'- time.run: 8s' if is_looked_at_later else ''}\n- {step}\n"
    result = run_case(case_of("given: {token: none}", steps), FakeFactory({"device.power_on": planned}), load_profile())
    assert result.failure is not None
    assert result.failure.sign is not None
    assert result.events[result.failure.sign].t_us == at_s * S


@pytest.mark.parametrize(
    "step",
    [
        "expect.report: {relay1: on, within: 9s}",
        'expect.serial: "[SESSION] HTTP Response: 200"',
        'expect.serial: "[REG] HTTP Response: 200"',
        'expect.serial: "[EEPROM] Empty"',
        "expect.request: {path: register, within: 9s}",
        "expect.online",
    ],
)
def test_of_what_is_missing_there_is_none(step: str) -> None:
    factory = FakeFactory({"device.power_on": [requested("session", 200, S)]})
    result = run_case(case_of("given: {token: none}", f"- device.power_on\n- {step}\n"), factory, load_profile())
    assert result.failure is not None
    assert result.failure.sign is None
