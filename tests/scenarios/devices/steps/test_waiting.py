"""Steps in which time passes, and what may stand under `together`."""

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.steps import DEVICE_STEPS
from oceanhil.scenarios.runner import run_case
from tests.scenarios.fake_world import FakeFactory, S
from tests.scenarios.writing import case_of, mistakes_in, text_of

WAITING = (
    "time.run: 9s",
    "time.wait: 9s",
    "device.press: 9s",
    "device.reset_randomly: {within: 9s}",
    "radio.come_and_go: {for: 9s, there: 1s, away: 1s}",
    "expect.serial: {line: hello, within: 9s}",
    "expect.no_serial: {line: hello, for: 9s}",
    "expect.online: 9s",
    "expect.recovered: 9s",
    "expect.status: {is: online, within: 9s}",
    "expect.request: {path: state, within: 9s}",
    "expect.no_request: {path: state, for: 9s}",
    "expect.power_lost: 9s",
    "expect.relay: {relay: 1, state: on, within: 9s}",
    "expect.report: {within: 9s}",
    "expect.no_flash_work: 9s",
    "expect.halt: {within: 9s}",
    "expect.panic: {within: 9s}",
    "expect.eventually: {law: hello, says: it says hello, is: {line: hello}, within: 9s}",
)

WAITING_NAMES = {each.partition(":")[0] for each in WAITING}
ONLY_FOR_WISHES = {"expect.wanted", "expect.stored"}
"""Nothing is waited for where nobody has asked for anything (`test_wishes.py`)."""
BY_ITS_FILE = {"expect.law"}
"""How long, the law in it says (`test_python_laws.py`)."""


@pytest.mark.parametrize("step", WAITING)
def test_a_step_that_waits_waits_as_long_as_it_says_and_never_beside_others(step: str) -> None:
    result = run_case(case_of("", f"- {step}"), FakeFactory(), load_profile())
    assert result.simulated_us == 9 * S
    (mistake,) = mistakes_in(text_of("", f"- together: [{{{step}}}]"))
    assert f"{step.partition(':')[0]} waits; 'together' takes only steps that do not" in mistake


def test_no_other_step_waits() -> None:
    waiting = {step.name for step in DEVICE_STEPS.values() if step.waits}
    untried = sorted(waiting - WAITING_NAMES - ONLY_FOR_WISHES - BY_ITS_FILE)
    assert not untried, f"steps that wait, by their declaration: add one of each to WAITING, for 9 s: {untried}"
    assert waiting >= WAITING_NAMES | ONLY_FOR_WISHES | BY_ITS_FILE


@pytest.mark.parametrize(
    ("ppm", "is_clock"), [(-500_001, False), (-500_000, True), (0, True), (1_000_000, True), (1_000_001, False)]
)
def test_a_clock_runs_at_half_speed_at_least_and_at_double_speed_at_most(ppm: int, *, is_clock: bool) -> None:
    for step in ("clock.drift", "clock.sleep_drift"):
        assert (mistakes_in(text_of("", f"- {step}: {ppm}")) == []) is is_clock
