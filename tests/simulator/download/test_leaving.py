"""How a loader ends: firmware is run, the chip resets, or power goes."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.simulator.download import Loader, LoaderExit
from oceanhil.simulator.download.packet import Command
from oceanhil.simulator.download.slip import encode
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.simulator.download.host import SYNC_DATA, Host, words

each_board = pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266], ids=lambda board: str(board.value))
RESET, STAY = words(0), words(1)
ADDRESS = 0x10000


def in_flash_mode(board: Board, *, stub: bool) -> Host:
    host = Host(board, stub=stub)
    host.ask(Command.FLASH_BEGIN, words(0, 0, 1024, 0))
    return host


@each_board
def test_a_rom_runs_the_firmware_at_the_end_if_asked(board: Board) -> None:
    host = in_flash_mode(board, stub=False)
    assert host.ask(Command.FLASH_END, STAY).is_good
    assert host.loader.finished is LoaderExit.RUN
    assert host.request(Command.SYNC, SYNC_DATA) == []


@each_board
def test_the_stub_stays_where_a_rom_would_run(board: Board) -> None:
    host = in_flash_mode(board, stub=True)
    assert host.ask(Command.FLASH_END, STAY).is_good
    assert host.loader.finished is None
    assert host.loader.in_stub


@each_board
def test_a_software_reset_leads_from_the_stub_back_into_the_rom(board: Board) -> None:
    host = in_flash_mode(board, stub=True)
    host.ask(Command.CHANGE_BAUDRATE, words(921_600, 115_200))
    assert host.ask(Command.FLASH_END, RESET).is_good
    assert (host.loader.in_stub, host.loader.baud, host.loader.finished) == (False, 115_200, None)
    assert len(host.request(Command.SYNC, SYNC_DATA)) == 8


def test_an_esp32_says_that_it_waits_for_a_download_again() -> None:
    host = in_flash_mode(Board.ESP32, stub=True)
    end = bytes.fromhex("c0 00 04 0400 00000000 00000000 c0")
    assert host.loader.feed(end).endswith(
        b"rst:0xc (SW_CPU_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\nwaiting for download\r\n"
    )


def test_an_esp8266_says_nothing_at_the_rate_of_its_host_when_it_resets() -> None:
    host = in_flash_mode(Board.ESP8266, stub=True)
    # esptool documentation, "Response Packet": direction 1, operation, length 2, value 0, then two bytes of status.
    assert host.loader.feed(encode(bytes.fromhex("0004040000000000") + RESET)) == encode(
        bytes.fromhex("01040200000000000000")
    )


@each_board
def test_the_stub_runs_the_firmware_without_an_answer(board: Board) -> None:
    host = Host(board, stub=True)
    assert host.request(Command.RUN_USER_CODE) == []
    assert host.loader.finished is LoaderExit.RUN


def test_an_end_without_a_begin_is_refused() -> None:
    assert Host(Board.ESP32).ask(Command.FLASH_END, STAY).status == b"\x01\x06"


@pytest.mark.parametrize("stub", [False, True], ids=["rom", "stub"])
def test_a_power_cut_in_a_write_kills_the_loader_and_tears_flash(stub: bool) -> None:
    host = Host(Board.ESP32, stub=stub)
    host.flash.arm_cut(1 + 300)
    host.ask(Command.FLASH_BEGIN, words(1024, 1, 1024, ADDRESS))
    host.request(Command.FLASH_DATA, words(1024, 0, 0, 0) + bytes(1024), check=0xEF)
    assert host.loader.finished is LoaderExit.POWER_LOST
    assert host.flash.dump(ADDRESS, 301) == bytes(300) + b"\xff"
    assert host.request(Command.SYNC, SYNC_DATA) == []


def test_a_cut_that_was_armed_before_does_not_strike() -> None:
    host = Host(Board.ESP32)
    host.flash.arm_cut(0)
    host.loader = Loader(Board.ESP32, host.flash, (0, 0, 0))
    host.ask(Command.SPI_ATTACH, words(0, 0))
    assert host.ask(Command.FLASH_BEGIN, words(SECTOR_BYTES, 4, 1024, ADDRESS)).is_good
