"""Faults in the loop mean the same on a virtual board's pty as in the simulator."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from oceanhil.app.run.comparison import agreement
from oceanhil.app.run.library import find_scenario
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.writing import case_of

PROFILE = load_profile()
SCENARIOS = (
    ("line-noise-during-boot", Board.ESP8266),
    ("line-loses-and-doubles-bytes", Board.PICOW),
    ("line-stuck", Board.ESP32),
    ("crash-while-online", Board.ESP32),
    ("crash-while-online", Board.ESP8266),
    ("crash-while-online", Board.PICOW),
    ("random-resets", Board.ESP32),
)


@pytest.fixture(scope="module")
def serial() -> Iterator[SerialWorldFactory]:
    with closing(SerialWorldFactory("virtual")) as made:
        yield made


def run(serial: SerialWorldFactory, steps: str) -> Result:
    return run_case(case_of("", steps), serial, PROFILE)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "board"), SCENARIOS)
def test_a_fault_is_seen_alike_on_the_line_and_in_the_simulator(
    serial: SerialWorldFactory, name: str, board: Board
) -> None:
    case: Case = load_scenario(find_scenario(name, ())).expand(board, serial.drivers(board)[:1])[-1]
    result = run_case(case, serial, PROFILE)
    assert (result.outcome, result.remedy) == (Outcome.PASSED, Outcome.PASSED), result.failure
    assert agreement(result, case, SimWorldFactory(), PROFILE).agrees


def test_the_bench_speaks_with_a_board_whose_line_is_stuck(serial: SerialWorldFactory) -> None:
    steps = """
    - serial.stick
    - storage.damage: all-ff
    - device.power_on
    - expect.status: online
    - clock.drift: 40
    - expect.storage: valid
    - expect.no_serial: {pattern: ""}
    """
    result = run(serial, steps)
    assert result.outcome is Outcome.PASSED, result.failure or result.reason


def test_a_fault_ends_with_its_run(serial: SerialWorldFactory) -> None:
    assert run(serial, "- serial.stick").outcome is Outcome.PASSED
    assert run(serial, "- device.power_on\n- expect.online").outcome is Outcome.PASSED


def test_a_crash_that_the_family_has_not_is_an_error_that_names_the_board(serial: SerialWorldFactory) -> None:
    result = run(serial, "- device.power_on\n- device.crash: hard-fault")
    assert result.outcome is Outcome.ERROR
    assert "esp32 has no crash 'hard-fault'" in result.reason
    assert EventKind.PANIC not in {event.kind for event in result.events}
