"""Where a line is not expected of foreign firmware, the run goes on when what the line tells of has happened."""

import pytest

from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability, SpeaksItsOwn, TakesAnyFirmware, WorldRequest
from tests.scenarios.fake_world import FakeFactory, FakeWorld, Planned, requested
from tests.scenarios.writing import case_of

S = 1_000_000
READING_US = S // 2


class SilentWorld(FakeWorld, SpeaksItsOwn):
    """Its firmware prints nothing that anybody knows."""

    def speaks(self, line: Line) -> bool:
        del line
        return False


class SilentFactory(FakeFactory, TakesAnyFirmware):
    def __init__(self, *planned: Planned) -> None:
        super().__init__(capabilities=frozenset(Capability))
        self._planned = planned

    def make(self, request: WorldRequest) -> FakeWorld:
        world = SilentWorld(request, {}, self.capabilities)
        for each in self._planned:
            world.plan(each)
        self.worlds.append(world)
        return world


LIFE = (
    Planned(S, EventKind.TIME, {}),
    requested("register", 503, 3 * S),
    requested("register", 200, 9 * S),
    requested("session", 401, 12 * S),
    requested("session", 200, 43 * S),
    requested("state", 200, 44 * S),
)


def run(*steps: str) -> tuple[Result, int]:
    """Run these steps in a life that nobody hears of; gives the result and the µs at which the last one was over."""
    factory = SilentFactory(*LIFE)
    written = "\n".join(f"    - {step}" for step in (*steps, "expect.server: {requests: {}}"))
    result = run_case(case_of("given: {token: none}\n", f"\n{written}\n"), factory, load_profile())
    return result, factory.worlds[0].now_us


@pytest.mark.parametrize(
    ("line", "at_us"),
    [
        ('"[EEPROM] Empty"', 0),
        ('"[WiFi] Connecting... Connected!"', S),
        ('"[REG] Registering device..."', 3 * S),
        ('"[REG] HTTP Response: 503"', 3 * S + READING_US),
        ('"[REG] HTTP Response: 200"', 9 * S + READING_US),
        ('"[REG] Token already used or expired"', 3 * S + READING_US),
        ('{contains: "[REG] Registration failed: "}', 3 * S + READING_US),
        ('"[SESSION] Refused: Clock skew too large"', 12 * S + READING_US),
        ('{pattern: "^\\\\[SESSION\\\\] Got session ID: [0-9a-f]{8}$"}', 43 * S + READING_US),
        ('"[INFO] Device ONLINE"', 44 * S + READING_US),
    ],
)
def test_the_run_waits_for_what_the_line_tells_of(line: str, at_us: int) -> None:
    assert run(f"expect.serial: {line}")[1] == at_us


def test_each_line_about_an_answer_is_told_of_by_the_next_answer() -> None:
    twice = run('expect.serial: "[SESSION] HTTP Response: 401"', 'expect.serial: "[SESSION] HTTP Response: 200"')
    assert twice[1] == 43 * S + READING_US


def test_a_line_that_says_more_about_an_answer_waits_for_no_other() -> None:
    more = run('expect.serial: "[REG] HTTP Response: 503"', 'expect.serial: {contains: "[REG] Registration failed: "}')
    assert more[1] == 3 * S + 2 * READING_US


def test_a_device_that_is_well_again_is_waited_for_and_not_found_in_what_was_before() -> None:
    assert run("time.run: 50s", 'expect.serial: "[INFO] Device ONLINE"')[1] == 50 * S + 60 * S


def test_what_never_happens_is_waited_for_as_long_as_the_line_would_be() -> None:
    result, at_us = run('expect.serial: {line: "[REG] HTTP Response: 410", within: 40s}')
    assert at_us == 40 * S
    assert result.failure is None


def test_where_nobody_sees_what_a_line_tells_of_its_time_passes() -> None:
    assert run('expect.serial: {line: "[WiFi] Connecting... Failed!", within: 30s}')[1] == 30 * S


def test_silence_that_cannot_be_heard_takes_its_time() -> None:
    assert run('expect.no_serial: {contains: "Registering", for: 70s}')[1] == 70 * S
