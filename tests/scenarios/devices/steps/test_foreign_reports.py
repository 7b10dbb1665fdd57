"""Expectations about what foreign firmware reports, and when."""

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import (
    MAIN_DEVICE,
    LimitsItsSensor,
    NamesItsRelays,
    WorldRequest,
)
from tests.scenarios.devices.steps.foreign_steps import WELL, OwnFactory, OwnWorld, reported, run
from tests.scenarios.fake_world import (
    FakeDevice,
    FakeWorld,
    Planned,
    S,
    requested,
)
from tests.scenarios.writing import case_of

SENSED = "- device.sense: {temperature: 20, humidity: 50}\n"


# Reports


def test_what_no_report_names_is_not_expected() -> None:
    result = run("- expect.report: {relay1: on}\n" + WELL, reported(5, temperature="20"))
    assert result.facts["expectations"] == "1 judged, 1 about what the firmware does not report"
    assert run("- expect.report: {relay1: on}\n", reported(5, temperature="20"), is_foreign=False).failure


def test_of_what_is_expected_that_is_judged_which_reports_name() -> None:
    steps = SENSED + "- expect.report: {temperature: 20, humidity: 50}\n" + WELL
    assert run(steps, reported(5, temperature="20")).facts["expectations"] == "2 judged"
    failure = run(steps, reported(5, temperature="21")).failure
    assert failure is not None
    assert failure.found == "temperature 21"


@pytest.mark.parametrize(("told", "is_right"), [("19.5", True), ("20.6", True), ("20.7", False), ("19", False)])
def test_a_sensor_is_read_as_well_as_it_can_be(told: str, *, is_right: bool) -> None:
    steps = SENSED + "- expect.report: {temperature: 20}\n"
    assert (run(steps, reported(5, temperature=told)).outcome is Outcome.PASSED) is is_right
    assert run(steps, reported(5, temperature=told), is_foreign=False).outcome is Outcome.FAILED


class WarmSensor(FakeDevice, LimitsItsSensor):
    """Shows no frost, and no air that is dry."""

    def shown_tenths(self, temperature_tenths: int, humidity_tenths: int) -> tuple[int, int]:
        return max(0, temperature_tenths), max(200, humidity_tenths)


class WarmFactory(OwnFactory):
    def make(self, request: WorldRequest) -> FakeWorld:
        world = super().make(request)
        world.put(MAIN_DEVICE, WarmSensor(world, MAIN_DEVICE, request.board))
        return world


def test_of_a_sensor_that_cannot_show_it_the_last_is_expected_that_it_can() -> None:
    steps = "- device.sense: {temperature: -12.5, humidity: 0}\n- expect.report: {temperature: -12.5, humidity: 0}\n"
    told = reported(5, temperature="0", humidity="20")
    assert run(steps, told).outcome is Outcome.FAILED
    case = case_of("given: {token: none}\n", steps)
    assert run_case(case, WarmFactory(told), load_profile()).outcome is Outcome.PASSED


class OneRelay(OwnWorld, NamesItsRelays):
    def seen_relays(self) -> frozenset[int]:
        return frozenset({1})


class OneRelayFactory(OwnFactory):
    def make(self, request: WorldRequest) -> FakeWorld:
        world = OneRelay(request, {}, self.capabilities)
        for each in (reported(5, relay1=True, relay2=False), moved(2, relay1=True)):
            world.plan(each)
        return world


def moved(after_s: int, *, relay1: bool, relay2: bool = False) -> Planned:
    return Planned(after_s * S, EventKind.RELAYS, {"relay1": relay1, "relay2": relay2})


@pytest.mark.parametrize(
    ("steps", "judged"),
    [
        ("- expect.relay: {relay: 1, state: on}\n- expect.relay: {relay: 2, state: on}\n", "1 judged, 1"),
        ("- expect.report: {relay1: on, relay2: on}\n- expect.report: {relay2: on}\n", "1 judged, 1"),
    ],
)
def test_a_relay_that_nobody_sees_is_passed_over_and_counted(steps: str, judged: str) -> None:
    result = run_case(case_of("given: {token: none}\n", steps), OneRelayFactory(), load_profile())
    assert result.outcome is Outcome.PASSED
    assert result.facts["expectations"] == f"{judged} about a relay of which nothing says at which pin it is"
    assert run_case(case_of("given: {token: none}\n", steps), OwnFactory(), load_profile()).outcome is Outcome.FAILED


def test_zero_may_have_a_sign() -> None:
    steps = SENSED + "- expect.report: {temperature: 0}\n"
    assert run(steps, reported(5, temperature="-0")).outcome is Outcome.PASSED
    assert run(steps, reported(5, temperature="-1")).outcome is Outcome.FAILED


def test_what_a_sensor_shows_that_nobody_knows_of_is_not_expected() -> None:
    steps = "- expect.report: {temperature: 20}\n"
    assert run(steps, reported(5, temperature="-50")).outcome is Outcome.PASSED
    assert run(steps).outcome is Outcome.FAILED
    assert run(steps, reported(5, temperature="-50"), is_foreign=False).outcome is Outcome.FAILED


REPORT = "- expect.report: {relay1: on}\n"


def state_read(after_s: int, status: int = 200) -> Planned:
    return requested("state", status, after_s * S, "device", method="GET")


@pytest.mark.parametrize("polls", [(), (state_read(5), state_read(10, 401))])
def test_who_reports_nothing_and_is_not_well_is_at_fault(polls: tuple[Planned, ...]) -> None:
    failure = run(REPORT, *polls, is_read=False).failure
    assert failure is not None
    assert failure.found == "no report at all"
    assert failure.expected.endswith("or of what a sensor shows (a sketch's is 'sensor' in oceanhil.toml)")


def test_no_page_has_firmware_report_that_polls() -> None:
    result = run(REPORT + WELL, state_read(5, 401), state_read(10), is_read=False)
    assert result.facts["expectations"] == "1 judged, 1 about reports, of which the firmware makes none"
    assert run(REPORT + WELL, state_read(10)).outcome is Outcome.FAILED, "who keeps the documented record reports, too"
    once = run("- expect.report: {relay1: on, always: true}\n" + WELL, state_read(10), is_read=False)
    assert once.outcome is Outcome.FAILED


def test_a_change_may_be_reported_when_a_report_is_due() -> None:
    steps = "- expect.report: {relay1: on, within: 6s}\n"
    reports = [reported(each, relay1=each > 60) for each in (50, 110)]
    assert run(steps, *reports).outcome is Outcome.PASSED
    assert run(steps, *reports, is_foreign=False).outcome is Outcome.FAILED


# Reports that are under way

WISH = "- server.set_relay: {relay: 1, state: on}\n"


@pytest.mark.parametrize(
    ("before_s", "after_a_poll", "is_foreign"), [(3, 4, True), (4, 4, True), (5, 5, True), (3, 3, False)]
)
def test_a_relay_is_switched_when_no_report_can_be_under_way(
    before_s: int, after_a_poll: int, *, is_foreign: bool
) -> None:
    result = run(f"- time.run: {before_s}s\n{WISH}", requested("state", 200, 2 * S), is_foreign=is_foreign)
    assert result.simulated_us == after_a_poll * S
