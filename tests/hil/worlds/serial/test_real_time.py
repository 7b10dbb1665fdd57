"""Boards in real time, as physical ones are: nothing moves their clocks, and nobody says what is still on the line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.hil.worlds.serial.desk import write_inventory
from tests.user import Command, Finished, write

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_state")]

_REGISTERS = '  - device.power_on\n  - expect.serial: "[REG] HTTP Response: 200"\n'
Table = Callable[..., str]


def _table(board: VirtualBoardProcess, kind: str, *more: str) -> str:
    lines = ("[board.desk]", f'kind = "{kind}"', f'port = "{board.port_url}"', "agent = true", *more)
    return "\n".join((*lines, ""))


def _is_passed(done: Finished) -> bool:
    assert done.code == 0, done.said
    return "1 passed, 0 failed, 0 errors, 0 skipped" in done.out


def test_a_board_that_only_its_agent_switches_registers_and_gets_online(oceanhil: Command, folder: Path) -> None:
    with VirtualBoardProcess("--board", "picow") as board:
        board.control.power(on=True)
        write_inventory(folder, _table(board, "picow", 'power = "agent"', 'lines = "none"'))
        done = oceanhil("run", "--world", "serial", "first-boot", "--board", "picow")
        state = board.control.ask()
    assert _is_passed(done)
    # What the run held it lets run again, on empty storage as before.
    assert state.powered


def test_a_clock_that_was_set_an_hour_ahead_is_told_as_an_hour(oceanhil: Command, folder: Path) -> None:
    steps = "  - device.power_on\n  - expect.online\n  - clock.set_skew: 1h\n"
    with VirtualBoardProcess("--board", "picow") as board:
        board.control.power(on=True)
        write_inventory(folder, _table(board, "picow", 'power = "agent"', 'lines = "none"'))
        scenario = write(folder / "ahead.yaml", steps)
        done = oceanhil("run", "--world", "serial", scenario.name, "--board", "picow", "--traces", "traces")
    assert _is_passed(done)
    (trace,) = (folder / "traces").glob("*.jsonl")
    assert "device clock +3600 s" in trace.read_text("utf-8")


@pytest.mark.long
def test_a_board_whose_reset_line_stands_in_for_power_works_through_rfc_2217(oceanhil: Command, folder: Path) -> None:
    with VirtualBoardProcess("--board", "esp32", "--rfc2217", "0") as board:
        board.control.power(on=True)
        write_inventory(folder, _table(board, "esp32", 'power = "reset-line"'))
        scenario = write(folder / "registers.yaml", _REGISTERS)
        done = oceanhil("run", "--world", "serial", scenario.name, "--board", "esp32")
    assert _is_passed(done)


@pytest.mark.long
def test_a_virtual_board_gives_the_bench_its_radio_too(oceanhil: Command, folder: Path) -> None:
    steps = '  - radio.block: server\n  - device.power_on\n  - expect.serial: "[REG] HTTP Response: -1"\n'
    with VirtualBoardProcess("--board", "esp8266") as board:
        control = f'power = {{control = "{board.control_address}"}}'
        write_inventory(folder, _table(board, "esp8266", control))
        scenario = write(folder / "blocked.yaml", steps)
        done = oceanhil("run", "--world", "serial", scenario.name, "--board", "esp8266")
    assert _is_passed(done)


@pytest.mark.long
def test_a_connection_that_is_refused_comes_about_at_the_next_attempt(oceanhil: Command, folder: Path) -> None:
    # Reset while it connects (-1), or just after it has (-5): which of them is the network's choice.
    steps = (
        "  - server.fault: {kind: refuse, times: 1}\n  - device.power_on\n"
        "  - expect.serial: {pattern: 'HTTP Response: -[15]$'}\n  - expect.serial: \"[REG] HTTP Response: 200\"\n"
    )
    with VirtualBoardProcess("--board", "esp8266") as board:
        control = f'power = {{control = "{board.control_address}"}}'
        write_inventory(folder, _table(board, "esp8266", control))
        scenario = write(folder / "refused.yaml", steps)
        done = oceanhil("run", "--world", "serial", scenario.name, "--board", "esp8266")
    assert _is_passed(done)


@pytest.mark.long
def test_a_board_without_network_registers_over_its_line(oceanhil: Command, folder: Path) -> None:
    with VirtualBoardProcess("--board", "esp32") as board:
        control = f'power = {{control = "{board.control_address}"}}'
        write_inventory(folder, _table(board, "esp32", control, 'network = "bridge"'))
        scenario = write(folder / "registers.yaml", _REGISTERS)
        done = oceanhil("run", "--world", "serial", scenario.name, "--board", "esp32")
    assert _is_passed(done)


def test_storage_is_damaged_and_read_between_two_boots(oceanhil: Command, folder: Path) -> None:
    steps = _REGISTERS + (
        '  - expect.serial: "[EEPROM] Token saved"\n  - device.power_off\n  - expect.storage: valid\n'
        "  - storage.damage: {fault: checksum, seed: 1}\n  - device.power_on\n  - expect.storage: corrupt\n"
        '  - expect.serial: "[EEPROM] Checksum mismatch"\n'
    )
    with VirtualBoardProcess("--board", "esp8266") as board:
        board.control.power(on=True)
        write_inventory(folder, _table(board, "esp8266", 'power = "agent"', 'lines = "none"'))
        scenario = write(folder / "damaged.yaml", steps)
        done = oceanhil("run", "--world", "serial", scenario.name, "--board", "esp8266")
    assert _is_passed(done)
