"""A bench of virtual boards that it starts itself."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing

import pytest

from oceanhil.boards import family
from oceanhil.hil.boards.entry import Time
from oceanhil.hil.download.download_errors import EsptoolMissingError
from oceanhil.hil.download.esptool import EsptoolProgram
from oceanhil.hil.vboard.control_client import ControlClient, ControlError
from oceanhil.hil.worlds.serial.bench_board import UNSEEN_WITHOUT_AGENT, BenchBoard
from oceanhil.hil.worlds.serial.virtual_bench import VirtualBench
from oceanhil.protocol.agent.vocabulary import AgentBuild
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import Capability, WorldError, WorldRequest
from oceanhil.simulator.board.mode import BoardMode

PROFILE = load_profile()
# What nobody learns over a line, or does to a server that keeps its connections.
BEYOND_A_LINE = {
    Capability.CONNECTION_FAULTS,
    Capability.FLASH_WEAR,
    Capability.MEMORY,
    Capability.BUTTON,
    Capability.TIME_REQUESTS,
    Capability.PATH_FAULTS,
    Capability.STORAGE_REFUSAL,
}
ESP8266 = WorldRequest(board=Board.ESP8266, seed=0, profile=PROFILE)


@pytest.fixture(scope="module")
def bench() -> Iterator[VirtualBench]:
    with closing(VirtualBench(agent=AgentBuild.SIMULATOR)) as made:
        yield made


@pytest.fixture
def hand(bench: VirtualBench) -> BenchBoard:
    return bench.take(ESP8266, 0)


def mac_by_agent(hand: BenchBoard) -> bytes:
    with hand.programmer.reaching(powered=False):
        return hand.must_have_agent().open().mac


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_virtual_boards_with_an_agent_can_do_everything_but_connect_anew(board: Board) -> None:
    bench = VirtualBench(agent=AgentBuild.SIMULATOR)
    assert bench.capabilities_on(board) == frozenset(Capability) - BEYOND_A_LINE
    assert (bench.absence(board), bench.blind_on(board)) == ("", frozenset())


def test_without_an_agent_what_only_an_agent_does_is_missing() -> None:
    bench = VirtualBench(agent=None)
    missing = frozenset(Capability) - bench.capabilities_on(Board.ESP32)
    assert {Capability.POWER_CUT, Capability.DEVICE_CLOCK, Capability.MAC_OVERRIDE} <= missing
    assert {Capability.POWER, Capability.FLASHING, Capability.STORAGE_WRITE}.isdisjoint(missing)
    assert bench.blind_on(Board.ESP32) == UNSEEN_WITHOUT_AGENT


def test_a_pico_without_an_agent_is_absent_because_its_rom_has_no_serial_loader() -> None:
    absence = VirtualBench(agent=None).absence(Board.PICOW)
    assert absence == "a virtual picow without an agent: its boot ROM has no download mode over serial"


@pytest.mark.parametrize("board", list(PLATFORM_BOARDS))
def test_the_first_driver_is_the_default(board: Board) -> None:
    assert VirtualBench(agent=AgentBuild.SIMULATOR).drivers(board)[0] == family(board).drivers[0].value


def test_a_board_is_started_once_and_kept(bench: VirtualBench, hand: BenchBoard) -> None:
    assert bench.take(ESP8266, 0) is hand


def test_it_has_a_name_a_mac_of_its_maker_and_held_time(hand: BenchBoard) -> None:
    assert (hand.name, hand.mac[:3].hex(), hand.entry.time) == ("virtual-esp8266-1", "5ccf7f", Time.HELD)
    assert mac_by_agent(hand) == hand.mac


def test_nothing_runs_on_it_before_a_scenario_gives_it_power(hand: BenchBoard) -> None:
    assert hand.control is not None
    state = hand.control.renew(1)
    assert (state.mode, state.boots, state.now_us) == (BoardMode.OFF, 0, 0)


def test_all_boards_reach_one_server(bench: VirtualBench) -> None:
    assert bench.socket(ESP8266) is bench.socket(ESP8266)


def test_closing_ends_the_boards() -> None:
    bench = VirtualBench(agent=AgentBuild.SIMULATOR)
    control = bench.take(ESP8266, 0).entry.control
    bench.close()
    with pytest.raises(ControlError, match="no virtual board answers"):
        ControlClient(control)


@pytest.mark.slow
def test_a_board_that_died_is_replaced_for_the_next_run() -> None:
    with closing(VirtualBench(agent=AgentBuild.SIMULATOR)) as bench:
        dead = bench.take(ESP8266, 0)
        process = next(iter(bench._boards.values())).process
        os.kill(process.ready.pid, signal.SIGKILL)
        process._process.wait()
        alive = bench.take(ESP8266, 0)
        assert alive is not dead
        assert mac_by_agent(alive) == dead.mac


@pytest.mark.slow
def test_without_esptool_a_board_without_an_agent_is_an_error_of_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> EsptoolProgram:
        raise EsptoolMissingError("esptool is not installed")

    monkeypatch.setattr("oceanhil.hil.worlds.serial.board_connection.find_esptool", missing)
    with closing(VirtualBench(agent=None)) as bench, pytest.raises(WorldError, match="esptool is not installed"):
        bench.take(ESP8266, 0)
