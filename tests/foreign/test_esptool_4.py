"""esptool 4, whose commands have other names and whose words are others: what it says, and what flash becomes."""

from pathlib import Path

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import Board
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.foreign.chip import DATA, FLASH_BYTES, PLACE, start_chip
from tests.foreign.program import TOKEN, Environment

pytestmark = pytest.mark.slow
KNOWN = {
    Board.ESP32: ("Chip is ESP32-D0WD-V3 (revision v3.1)", "Crystal is 40MHz", "MAC: 24:6f:28:aa:bb:cc"),
    Board.ESP8266: ("Chip is ESP8266EX", "Crystal is 26MHz", "MAC: 5c:cf:7f:14:6a:18"),
}
CHIP_ID = {Board.ESP32: "Warning: ESP32 has no Chip ID", Board.ESP8266: "Chip ID: 0x00146a18"}
each_board = pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266], ids=str)


def missing(said: str, *words: str) -> list[str]:
    return [each for each in words if each not in said]


@each_board
def test_it_knows_the_chip_and_its_flash(esptool4: Environment, board: Board) -> None:
    with start_chip(esptool4, board) as chip:
        assert missing(chip.esptool("chip_id"), "esptool.py v4.", *KNOWN[board], CHIP_ID[board]) == []
        said = chip.esptool("flash_id")
    assert missing(said, "Manufacturer: ef", "Device: 4016", "Detected flash size: 4MB") == []


@each_board
def test_what_it_reads_writes_verifies_and_erases_is_what_flash_is(
    esptool4: Environment, board: Board, tmp_path: Path
) -> None:
    data, copy = tmp_path / "data.bin", tmp_path / "copy.bin"
    data.write_bytes(DATA)
    with start_chip(esptool4, board) as chip:
        chip.esptool("--baud", "921600", "read_flash", hex(PLACE), str(len(DATA)), str(copy))
        said = chip.esptool("--baud", "460800", "write_flash", "0x10000", str(data))
        assert missing(said, f"Wrote {len(DATA)} bytes (", "Hash of data verified.") == []
        assert "-- verify OK (digest matched)" in chip.esptool("verify_flash", "0x10000", str(data))
        assert "-- verify FAILED" in chip.esptool("verify_flash", "0x11000", str(data), fails=True)
        chip.esptool("erase_region", hex(PLACE), hex(SECTOR_BYTES))
        flash = chip.content(0, FLASH_BYTES)
    assert copy.read_bytes() == DATA
    assert flash[0x10000 : 0x10000 + len(DATA)] == DATA
    assert flash[PLACE : PLACE + SECTOR_BYTES] == b"\xff" * SECTOR_BYTES
    assert flash[PLACE + SECTOR_BYTES : PLACE + len(DATA)] == DATA[SECTOR_BYTES:]


def test_without_its_stub_it_has_the_rom(esptool4: Environment, tmp_path: Path) -> None:
    copy = tmp_path / "copy.bin"
    with start_chip(esptool4, Board.ESP32, stub=False) as chip:
        chip.esptool("read_flash", hex(PLACE), "2048", str(copy))
    assert copy.read_bytes() == DATA[:2048]


def test_a_board_with_lines_is_reset_before_and_after(esptool4: Environment) -> None:
    with VirtualBoardProcess("--no-auto-download", "--token", TOKEN, "--rfc2217", "0") as process:
        process.control.power(on=True)
        assert KNOWN[Board.ESP32][2] in esptool4.run("esptool", "--port", process.port_url, "read_mac")
        state = process.control.ask()
    assert (state.mode, state.boots) == (BoardMode.RUNNING, 2)
