"""The firmware's machine code under scenarios, in emulators."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing

import pytest

from oceanhil.app.run.comparison import agreement
from oceanhil.app.run.library import find_scenario
from oceanhil.hil.worlds.emulated.world import EmulatedWorld, EmulatedWorldFactory
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability, WorldError, WorldRequest
from tests.scenarios.writing import case_of

PROFILE = load_profile()
EMULATED = (Board.ESP8266, Board.PICOW)
SCENARIOS = (
    "first-boot",
    "token-shared-by-two-devices",
    "reboot-keeps-token",
    "session-missing-id",
    "relay-switched",
)
SENSED = """
- device.sense: {temperature: "-12.5", humidity: "40.7"}
- device.power_on
- expect.report: {temperature: "-12.5", humidity: "40.7"}
- device.reset: pin
- expect.report: {temperature: "-12.5", humidity: "40.7"}
"""


@pytest.fixture(scope="module")
def factory() -> Iterator[EmulatedWorldFactory]:
    with closing(EmulatedWorldFactory()) as made:
        yield made


@pytest.fixture
def world(factory: EmulatedWorldFactory) -> Iterator[EmulatedWorld]:
    """A world with an ESP8266 that runs, and has nothing to do: no token."""
    with closing(factory.make(WorldRequest(board=Board.ESP8266, seed=0, profile=PROFILE))) as made:
        made.device().power_on()
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("board", EMULATED)
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_passes_on_machine_code(factory: EmulatedWorldFactory, name: str, board: Board) -> None:
    case = next(iter(load_scenario(find_scenario(name, ())).expand(board, factory.drivers(board))))
    result = run_case(case, factory, PROFILE)
    assert (result.outcome, result.reason) == (Outcome.PASSED, "")


@pytest.mark.slow
@pytest.mark.parametrize("board", EMULATED)
def test_machine_code_reports_what_is_sensed_over_boots(factory: EmulatedWorldFactory, board: Board) -> None:
    result = run_case(case_of("", SENSED, board), factory, PROFILE)
    assert (result.outcome, result.failure) == (Outcome.PASSED, None)


@pytest.mark.parametrize("board", EMULATED)
def test_a_board_begins_each_run_with_a_blank_chip(factory: EmulatedWorldFactory, board: Board) -> None:
    for _ in range(2):
        with closing(factory.make(WorldRequest(board=board, seed=0, profile=PROFILE))) as world:
            world.device().flash(Firmware("oc_reg_of_nobody"))
            assert world.device().stored_record().record is None
            world.device().power_on()
            boots = [event for event in world.trace.events if event.kind is EventKind.BOOT]
            assert [boot.fields["number"] for boot in boots] == [1]


@pytest.mark.parametrize("board", [Board.PICOW])
def test_a_line_that_one_run_began_is_not_part_of_the_next(factory: EmulatedWorldFactory, board: Board) -> None:
    for _ in range(2):
        with closing(factory.make(WorldRequest(board=board, seed=0, profile=PROFILE))) as world:
            world.device().flash(Firmware("oc_reg_of_nobody"))
            world.device().power_on()
            world.run_for(1_000_000)
            lines = [event.fields["text"] for event in world.trace.events if event.kind is EventKind.SERIAL]
    assert str(lines[0]).startswith("[SYSTEM] Device ID")


def test_an_emulator_that_is_gone_is_an_error_of_its_board(world: EmulatedWorld) -> None:
    os.kill(_process_of(world), signal.SIGKILL)
    with pytest.raises(WorldError, match="board 'emulated-esp8266-1': the emulator ended with -9"):
        world.run_for(600_000_000)


@pytest.mark.slow
@pytest.mark.parametrize("board", EMULATED)
def test_a_scenario_with_resets_agrees_with_the_simulator(factory: EmulatedWorldFactory, board: Board) -> None:
    case = next(iter(load_scenario(find_scenario("random-resets", ())).expand(board, factory.drivers(board))))
    result = run_case(case, factory, PROFILE)
    assert agreement(result, case, SimWorldFactory(), PROFILE).agrees


@pytest.mark.parametrize("board", [Board.PICOW])
def test_the_same_run_gives_the_same_trace(factory: EmulatedWorldFactory, board: Board) -> None:
    case = next(iter(load_scenario(find_scenario("first-boot", ())).expand(board, factory.drivers(board))))
    assert run_case(case, factory, PROFILE).events == run_case(case, factory, PROFILE).events


@pytest.mark.parametrize("board", EMULATED)
def test_time_passes_as_the_run_says_and_not_as_the_machine_does(factory: EmulatedWorldFactory, board: Board) -> None:
    with closing(factory.make(WorldRequest(board=board, seed=0, profile=PROFILE))) as world:
        world.device().power_on()
        world.run_for(12_345_000)
        assert world.device().hand.must_have_agent().clock_get().uptime_ms == 12_345


def test_an_esp32_is_absent_and_says_why(factory: EmulatedWorldFactory) -> None:
    assert "no package of QEMU" in factory.absence(Board.ESP32)
    assert factory.drivers(Board.ESP32) == ()


def test_a_missing_emulator_is_an_error_that_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with (
        closing(EmulatedWorldFactory()) as factory,
        pytest.raises(WorldError, match="is not installed; install the package 'gcc-xtensa-lx106'"),
    ):
        factory.make(WorldRequest(board=Board.ESP8266, seed=0, profile=PROFILE))


def test_what_has_no_radio_says_so(factory: EmulatedWorldFactory) -> None:
    assert Capability.RADIO not in factory.capabilities_on(Board.ESP8266)
    assert Capability.POWER_CUT in factory.capabilities_on(Board.ESP8266)


def _process_of(world: EmulatedWorld) -> int:
    process = world.started[0].board._process
    assert process is not None
    return process.pid
