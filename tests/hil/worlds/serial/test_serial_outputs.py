"""Relays and the sensor of a virtual board over a pty: as in the simulator, by what its agent tells and is told."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from textwrap import dedent

import pytest

from oceanhil.app.run.comparison import agreement
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.agent.replies import BoardInfo
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.protocol.board import Board
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability
from tests.hil.worlds.serial.desk import entry_text, write_inventory
from tests.scenarios.writing import case_of

PROFILE = load_profile()
KNOWING, SILENT = (bytes.fromhex(f"246f280000{last}") for last in ("0a", "0b"))
RELAY_1_ON = """
    - device.power_on
    - expect.online
    - server.set_relay: {relay: 1, state: "on"}
    - expect.relay: {relay: 1, state: "on", within: 6s}
    - expect.report: {relay1: "on"}
    """


@pytest.fixture(scope="module")
def serial() -> Iterator[SerialWorldFactory]:
    with closing(SerialWorldFactory("virtual")) as made:
        yield made


def written(*parts: str) -> Case:
    """Give a case of these steps."""
    return case_of("", "\n".join(dedent(part).strip() for part in parts))


def run(serial: SerialWorldFactory, *parts: str) -> Result:
    """Run steps that must pass, in the simulator too, where everything that can be observed is the same."""
    case = written(*parts)
    result = run_case(case, serial, PROFILE)
    assert result.outcome is Outcome.PASSED, result.failure or result.reason
    found = agreement(result, case, SimWorldFactory(), PROFILE)
    assert found.agrees, found.text
    return result


def relay_1(result: Result) -> list[bool]:
    """Give how relay 1 was after each change of a relay."""
    return [bool(event.fields["relay1"]) for event in result.events if event.kind is EventKind.RELAYS]


@pytest.mark.parametrize(
    "ends",
    [
        "- device.power_off\n- expect.relay: {relay: 1, state: 'off', within: 0s}\n- device.power_on",
        "- device.reset: watchdog",
        "- device.deep_sleep: 5s\n- expect.relay: {relay: 1, state: 'off', within: 0s}\n- time.run: 6s",
        "- device.flash",
    ],
    ids=["power", "reset", "deep sleep", "another firmware"],
)
def test_a_relay_is_open_when_a_boot_is_over_and_closed_again_by_the_next(
    serial: SerialWorldFactory, ends: str
) -> None:
    result = run(serial, RELAY_1_ON, ends, "- expect.relay: {relay: 1, state: 'on', within: 5s}")
    assert relay_1(result) == [True, False, True]


def test_power_that_is_lost_in_a_save_opens_the_relays(serial: SerialWorldFactory) -> None:
    steps = """
    - storage.cut_power: {boot: 1, unit: 150}
    - server.set_relay: {relay: 2, state: "on"}
    - expect.power_lost
    - expect.relay: {relay: 1, state: "off", within: 0s}
    """
    assert relay_1(run(serial, RELAY_1_ON, steps))[-1] is False


def test_what_is_sensed_is_reported_over_boots_and_on_a_board_that_was_off(serial: SerialWorldFactory) -> None:
    steps = """
    - device.sense: {temperature: "-12.5", humidity: "40.7"}
    - device.power_on
    - expect.report: {temperature: "-12.5", humidity: "40.7"}
    - device.reset: pin
    - expect.report: {temperature: "-12.5", humidity: "40.7"}
    - device.sense: {temperature: "0.0", humidity: "0.0"}
    - expect.report: {temperature: "0.0", humidity: "0.0"}
    - device.deep_sleep: 10s
    - device.sense: {temperature: "85.0"}
    - expect.report: {temperature: "85.0", humidity: "62.0"}
    """
    run(serial, steps)


def test_what_a_run_has_sensed_is_forgotten_by_the_next(serial: SerialWorldFactory) -> None:
    run(serial, '- device.sense: {temperature: "1.0"}\n- device.power_on\n- expect.report: {temperature: "1.0"}')
    run(serial, '- device.power_on\n- expect.report: {temperature: "23.5"}')


def test_what_was_switched_while_the_line_was_stuck_is_known_when_it_is_mended(serial: SerialWorldFactory) -> None:
    steps = """
    - device.sense: {temperature: "1.0"}
    - serial.stick
    - server.set_relay: {relay: 1, state: "off"}
    - device.reset: pin
    - time.run: 30s
    - serial.mend
    - expect.relay: {relay: 1, state: "off", within: 0s}
    - expect.report: {temperature: "1.0", relay1: "off"}
    """
    assert relay_1(run(serial, RELAY_1_ON, steps))[-1] is False


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SerialWorldFactory]:
    """Give a bench of two boards, of which the agent of the one with `KNOWING` knows of relays."""
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("OCEANHIL_BOARDS", str(tmp_path / "boards.toml"))
    groups = frozenset(CommandGroup)
    known = property(lambda info: groups if info.mac == KNOWING else groups - {CommandGroup.OUTPUTS})
    monkeypatch.setattr(BoardInfo, "groups", known)
    with ExitStack() as exits:
        tables = {}
        for name, mac in (("knowing", KNOWING), ("silent", SILENT)):
            arguments = ("--board", "esp32", "--clock", "held", "--mac", format_mac(mac))
            tables[name] = entry_text(name, exits.enter_context(VirtualBoardProcess(*arguments)), 'time = "held"')
        write_inventory(tmp_path, *tables.values(), "[bench.both]", 'boards = ["knowing", "silent"]')
        yield exits.enter_context(closing(SerialWorldFactory("both")))


def test_an_agent_that_tells_nothing_of_relays_is_not_taken_for_one_that_switches_none(
    desk: SerialWorldFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoardInfo, "groups", frozenset())
    assert Capability.OUTPUTS in desk.capabilities_on(Board.ESP32)
    results = [run_case(written(steps), desk, PROFILE) for steps in (RELAY_1_ON, "- device.sense")]
    assert [each.outcome for each in results] == [Outcome.SKIPPED] * 2
    unable = "needs {}: no esp32 of this inventory has an agent that can do it"
    assert [each.reason for each in results] == ["lacking here: " + unable.format("outputs"), unable.format("sensor")]


def test_a_second_board_whose_agent_tells_less_than_the_first_is_no_board_of_the_run(desk: SerialWorldFactory) -> None:
    two = written("- device.flash_token_of: {on: second, device: device}", "- device.power_on: {on: second}")
    first, next_one = (run_case(two, desk, PROFILE) for _ in range(2))
    assert first.outcome is Outcome.SKIPPED
    assert first.reason == "lacking here: outputs: the agent of 'silent' cannot do what that of the first board can"
    assert next_one.outcome is Outcome.PASSED, next_one.failure or next_one.reason
