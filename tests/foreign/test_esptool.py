"""Espressif's esptool on the serial port of a virtual board: each command against a process, flash looked at after."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from oceanhil.simulator.image import FirmwareImage, image_parts
from tests.foreign.chip import DATA, FLASH_BYTES, PLACE, Chip, start_chip
from tests.foreign.program import TOKEN, Environment

pytestmark = pytest.mark.slow
KNOWN = {
    Board.ESP32: (
        "ESP32-D0WD-V3 (revision v3.1)",
        "Crystal frequency:  40MHz",
        "MAC:                24:6f:28:aa:bb:cc",
    ),
    Board.ESP8266: ("ESP8266EX", "Crystal frequency:  26MHz", "MAC:                5c:cf:7f:14:6a:18"),
}
CHIP_ID = {Board.ESP32: "ESP32 has no chip ID", Board.ESP8266: "Chip ID: 0x00146a18"}
EACH_BOARD = (Board.ESP32, Board.ESP8266)
# What esptool does with the ROM alone; that of an ESP8266 can only write. Without the stub it never erases the chip.
STUB_OR_ROM = [(Board.ESP32, True), (Board.ESP32, False), (Board.ESP8266, True)]
each_way = pytest.mark.parametrize(("board", "stub"), [*STUB_OR_ROM, (Board.ESP8266, False)], ids=str)
each_way_allowed = pytest.mark.parametrize(("board", "stub"), STUB_OR_ROM, ids=str)
each_board = pytest.mark.parametrize("board", EACH_BOARD, ids=str)


Make = Callable[..., AbstractContextManager[Chip]]


@pytest.fixture
def make(espressif: Environment) -> Make:
    """Start a board on a pty, with power, and with zeros and `DATA` in its flash, or what is given."""

    def started(board: Board, *, stub: bool = True, flash: bytes | None = None) -> Chip:
        return start_chip(espressif, board, stub=stub, flash=flash)

    return started


@pytest.fixture
def data(tmp_path: Path) -> str:
    file = tmp_path / "data.bin"
    file.write_bytes(DATA)
    return str(file)


@each_way
def test_chip_id(make: Make, board: Board, stub: bool) -> None:
    with make(board, stub=stub) as chip:
        said = chip.esptool("chip-id")
    assert [words for words in (*KNOWN[board], CHIP_ID[board]) if words not in said] == []


@each_way
def test_read_mac(make: Make, board: Board, stub: bool) -> None:
    with make(board, stub=stub) as chip:
        assert KNOWN[board][2] in chip.esptool("read-mac")


@each_way
def test_flash_id(make: Make, board: Board, stub: bool) -> None:
    with make(board, stub=stub) as chip:
        said = chip.esptool("flash-id")
    assert [words for words in ("Manufacturer: ef", "Device: 4016", "flash size: 4MB") if words not in said] == []


@each_way_allowed
def test_read_flash(make: Make, board: Board, stub: bool, tmp_path: Path) -> None:
    copy = tmp_path / "copy.bin"
    length = len(DATA) if stub else 2_048
    with make(board, stub=stub) as chip:
        chip.esptool("--baud", "921600", "read-flash", hex(PLACE), str(length), str(copy))
    assert copy.read_bytes() == DATA[:length]


@each_way_allowed
def test_write_flash_compressed(make: Make, board: Board, stub: bool, data: str) -> None:
    with make(board, stub=stub, flash=b"\xff" * FLASH_BYTES) as chip:
        said = chip.esptool("--baud", "460800", "write-flash", "--compress", "0x10000", data)
        assert f"Wrote {len(DATA)} bytes (" in said
        assert "Hash of data verified" in said
        assert chip.content(0x10000, len(DATA)) == DATA


def test_write_flash_with_the_rom_of_an_esp8266(make: Make, data: str) -> None:
    with make(Board.ESP8266, stub=False) as chip:
        chip.esptool("write-flash", "--no-compress", "0x10000", data)
        assert chip.content(0x10000, len(DATA)) == DATA


@each_way_allowed
def test_verify_flash(make: Make, board: Board, stub: bool, data: str) -> None:
    with make(board, stub=stub) as chip:
        assert "Verification successful" in chip.esptool("verify-flash", hex(PLACE), data)
        assert "Verification failed" in chip.esptool("verify-flash", hex(PLACE + SECTOR_BYTES), data, fails=True)


@each_way_allowed
def test_erase_region(make: Make, board: Board, stub: bool) -> None:
    with make(board, stub=stub) as chip:
        chip.esptool("erase-region", hex(PLACE), hex(SECTOR_BYTES))
        assert chip.content(PLACE - 1, SECTOR_BYTES + 2) == b"\0" + b"\xff" * SECTOR_BYTES + DATA[4096:4097]


@each_board
def test_erase_flash(make: Make, board: Board) -> None:
    with make(board) as chip:
        chip.esptool("erase-flash")
        assert chip.content(0, FLASH_BYTES) == b"\xff" * FLASH_BYTES


@each_board
def test_a_board_boots_the_firmware_that_was_written_as_a_build_system_writes_it(
    make: Make, board: Board, tmp_path: Path
) -> None:
    parts: list[str] = []
    for offset, image in image_parts(board, FirmwareImage(Firmware(TOKEN))):
        file = tmp_path / f"{offset:x}.bin"
        file.write_bytes(image)
        parts += [hex(offset), str(file)]
    with make(board, flash=b"\xff" * FLASH_BYTES) as chip:
        assert chip.process.control.ask().mode is not BoardMode.RUNNING
        options = ("--flash-mode", "dio", "--flash-freq", "40m", "--flash-size", "detect")
        chip.esptool("--baud", "921600", "write-flash", *options, *parts)
        assert chip.process.control.reset().mode is BoardMode.RUNNING


@each_board
def test_a_board_on_a_tcp_port(espressif: Environment, board: Board) -> None:
    with VirtualBoardProcess("--board", board.value, "--token", TOKEN, "--tcp", "0") as process:
        process.control.power(on=True)
        assert KNOWN[board][2] in espressif.run("esptool", "--port", process.port_url, "read-mac")
        assert process.control.ask().mode is BoardMode.DOWNLOAD


def test_a_board_with_lines_is_reset_before_and_after(espressif: Environment) -> None:
    with VirtualBoardProcess("--no-auto-download", "--token", TOKEN, "--rfc2217", "0") as process:
        process.control.power(on=True)
        assert KNOWN[Board.ESP32][2] in espressif.run("esptool", "--port", process.port_url, "read-mac")
        state = process.control.ask()
    assert (state.mode, state.boots) == (BoardMode.RUNNING, 2)
