"""`oceanhil run` on the boards of an inventory: what a run leaves behind, and what it makes of boards that fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.boards import family
from oceanhil.hil.storage_access.regions import storage_regions
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.hil.worlds.serial.bad_boards import INFO_WORDS, answers, bad_board, inventory_text
from tests.hil.worlds.serial.desk import KEPT, entry_text, flash_of, keep_something, what_is_kept, write_inventory
from tests.user import Command, write

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_state")]

_GONE = '[board.gone]\nkind = "{kind}"\nport = "/dev/no-such-port"\nagent = true\n'
_HELD = 'time = "held"'


@pytest.fixture(scope="module")
def held() -> Iterator[VirtualBoardProcess]:
    """An ESP32 on a held clock that other tests of the module have used."""
    with VirtualBoardProcess("--board", "esp32", "--clock", "held") as board:
        yield board


def test_a_run_agrees_with_the_simulator_and_leaves_storage_as_it_was(
    oceanhil: Command, folder: Path, held: VirtualBoardProcess
) -> None:
    entry = write_inventory(folder, entry_text("desk", held, _HELD))
    keep_something(entry, held)
    done = oceanhil("run", "--world", "serial:desk", "first-boot", "--against", "sim", "--board", "esp32")
    assert (done.code, "1 passed, 0 failed" in done.out) == (0, True), done.said
    assert what_is_kept(entry, held) == KEPT
    assert list((folder / "state" / "backups").iterdir()) == []


def test_a_board_that_fails_is_an_error_and_the_others_go_on(
    oceanhil: Command, folder: Path, held: VirtualBoardProcess
) -> None:
    write_inventory(folder, entry_text("desk", held, _HELD), _GONE.format(kind="esp8266"))
    done = oceanhil("run", "--world", "serial", "first-boot", "--board", "esp32", "--board", "esp8266")
    assert done.code == 8
    assert "error: board 'gone': no port '/dev/no-such-port'; plugged in: " in done.out
    assert "1 passed, 0 failed, 1 error, 0 skipped" in done.out


def test_another_board_of_the_family_takes_over_and_the_user_is_told(
    oceanhil_process: Command, folder: Path, held: VirtualBoardProcess
) -> None:
    write_inventory(folder, _GONE.format(kind="esp32"), entry_text("desk", held, _HELD))
    done = oceanhil_process("run", "--world", "serial", "first-boot", "--board", "esp32")
    assert done.code == 0, done.said
    assert "board 'gone': no port '/dev/no-such-port'" in done.err
    assert "it is left out from here on" in done.err


def test_a_failed_board_keeps_its_first_cause(oceanhil: Command, folder: Path) -> None:
    write_inventory(folder, _GONE.format(kind="esp32"))
    done = oceanhil("run", "--world", "serial", "reboot-keeps-token", "--board", "esp32")
    assert "error: board 'gone': no port '/dev/no-such-port'; plugged in: " in done.out
    assert "0 passed, 0 failed, 4 errors, 0 skipped" in done.out


def test_what_a_board_cannot_do_is_skipped_by_name(oceanhil: Command, folder: Path, held: VirtualBoardProcess) -> None:
    bare = f'[board.desk]\nkind = "esp32"\nport = "{held.port_url}"\n'
    write_inventory(folder, bare)
    done = oceanhil("run", "--world", "serial", "first-boot", "--board", "esp32")
    assert "1 skipped" in done.out
    assert "flashing" in done.out


def test_two_boards_serve_a_scenario_of_two_devices(oceanhil: Command, folder: Path, held: VirtualBoardProcess) -> None:
    with VirtualBoardProcess("--board", "esp32", "--clock", "held", "--mac", "24:6F:28:00:00:02") as other:
        write_inventory(folder, entry_text("desk", held, _HELD), entry_text("shelf", other, _HELD))
        done = oceanhil("run", "--world", "serial", "token-shared-by-two-devices", "--board", "esp32")
    assert done.code == 0, done.said
    assert "0 failed, 0 errors, 0 skipped" in done.out


def test_a_board_with_the_mac_of_another_is_named_and_is_not_the_second_of_two(
    oceanhil_process: Command, folder: Path, held: VirtualBoardProcess
) -> None:
    with VirtualBoardProcess("--board", "esp32", "--clock", "held") as twin:
        write_inventory(folder, entry_text("desk", held, _HELD), entry_text("shelf", twin, _HELD))
        done = oceanhil_process("run", "--world", "serial", "token-shared-by-two-devices", "--board", "esp32")
    assert done.code == 8, done.said
    assert "board 'shelf': it has the MAC of board 'desk', 24:6F:28:AA:BB:CC: a server takes both for one" in done.err


@pytest.mark.parametrize("power", ["control", "agent"])
def test_nothing_of_a_run_is_left_for_the_next(oceanhil: Command, folder: Path, power: str) -> None:
    steps = '  - identity.set_mac: "24:6F:28:00:00:99"\n  - identity.break_mac: bad-crc\n'
    with VirtualBoardProcess("--board", "esp32") as board:
        board.control.power(on=True)
        table = entry_text("desk", board, 'mac = "24:6F:28:AA:BB:CC"', 'lines = "none"')
        control = f'{{control = "{board.control_address}"}}'
        write_inventory(folder, table if power == "control" else table.replace(control, '"agent"'))
        names = [write(folder / f"{name}.yaml", steps).name for name in ("first", "second")]
        done = oceanhil("run", "--world", "serial", *names, "--board", "esp32")
    assert (done.code, "2 passed, 0 failed, 0 errors" in done.out) == (0, True), done.said


@pytest.mark.long
@pytest.mark.parametrize("kind", list(PLATFORM_BOARDS), ids=lambda board: board.value)
def test_a_board_with_the_agent_of_the_arduino_library_is_saved_run_and_put_back(
    oceanhil: Command, folder: Path, kind: Board
) -> None:
    with VirtualBoardProcess("--board", kind.value, "--agent-of", "arduino") as board:
        table = entry_text("desk", board, kind=kind.value)
        entry = write_inventory(folder, table)
        (region,) = storage_regions(kind, family(kind).flash_bytes)
        kept = {index: bytes([index & 0xFF]) * SECTOR_BYTES for index in region.sectors}
        with flash_of(entry, board) as flash:
            flash.write_sectors(kept)
        board.control.power(on=True)
        write_inventory(folder, table.replace(f'{{control = "{board.control_address}"}}', '"agent"'))
        registers = write(
            folder / "registers.yaml", "  - device.power_on\n  - expect.serial: '[REG] HTTP Response: 200'\n"
        )
        cut = write(folder / "cut.yaml", "  - storage.cut_power: 1.3\n  - device.power_on\n")
        done = oceanhil("run", "--world", "serial", registers.name, cut.name, "--board", kind.value)
        board.control.power(on=False)
        with flash_of(entry, board) as flash:
            left = flash.read(region.address, region.length)
    assert (done.code, "1 passed, 0 failed, 0 errors, 1 skipped" in done.out) == (0, True), done.said
    assert (
        "'CUT,ARM': not-supported" in done.out
        or f"no {kind.value} of this inventory has an agent that can do it" in done.out
    )
    assert left == b"".join(kept.values())


@pytest.mark.long
def test_a_board_whose_port_has_no_lines_is_reset_by_its_agent(
    oceanhil: Command, oceanhil_process: Command, folder: Path
) -> None:
    with VirtualBoardProcess("--board", "esp32", "--token", "oc_reg_" + "R" * 43) as board:
        board.control.power(on=True)
        table = entry_text("desk", board, 'lines = "classic"')
        write_inventory(folder, table.replace(f'{{control = "{board.control_address}"}}', '"agent"'))
        shown = oceanhil_process("boards", "monitor", "desk", "--reset", "--for", "2s")
        boots = board.control.ask().boots
        steps = "  - device.power_on\n  - device.reset\n  - expect.serial: '[REG] HTTP Response: 200'\n"
        done = oceanhil("run", "--world", "serial", write(folder / "again.yaml", steps).name, "--board", "esp32")
    assert (shown.code, "-- power-on reset" in shown.out, boots) == (0, True, 2), shown.said
    assert (done.code, "1 passed, 0 failed, 0 errors" in done.out) == (0, True), done.said


def test_a_board_that_nobody_can_save_is_left_alone_and_skipped_by_name(oceanhil: Command, folder: Path) -> None:
    with bad_board(answers("1", *INFO_WORDS, "hold", "eeprom", "provision")) as url:
        write_inventory(folder, inventory_text(desk=url).replace("agent = true", 'agent = true\npower = "agent"'))
        done = oceanhil("run", "--world", "serial", "reboot-keeps-token", "--board", "esp32")
    assert "0 passed, 0 failed, 0 errors, 4 skipped" in done.out, done.said
    assert "its agent has no FLASH commands and its port no reset lines for esptool" in done.out


@pytest.mark.long
def test_a_blank_board_without_agent_gets_its_firmware_by_the_run(oceanhil: Command, folder: Path) -> None:
    steps = '  - device.power_on\n  - expect.serial: "[REG] HTTP Response: 200"\n'
    with VirtualBoardProcess("--board", "esp8266", "--no-agent", "--clock", "held") as board:
        text = entry_text("desk", board, _HELD, kind="esp8266")
        write_inventory(folder, text.replace("agent = true", "agent = false"))
        scenario = write(folder / "registers.yaml", steps)
        done = oceanhil("run", "--world", "serial", scenario.name, "--board", "esp8266")
    assert done.code == 0, done.said
    assert list((folder / "state" / "backups").iterdir()) == []
