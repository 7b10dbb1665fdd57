"""What a board boots: what its flash holds, nothing, or the ROM's loader."""

import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.lines import Line
from oceanhil.simulator.board_mode import BoardMode
from oceanhil.simulator.boot_rom import blank_flash_banner, download_banner
from oceanhil.simulator.resets import ResetReason
from tests.simulator.fake_bench import REGISTRATION, BoardOnBench

ESP = (Board.ESP32, Board.ESP8266)


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_firmware_that_boots_is_what_the_source_gives_at_that_boot(family: Board) -> None:
    on_bench = BoardOnBench(family)
    found = [Firmware(REGISTRATION), Firmware(REGISTRATION, wifi_password="changed")]
    on_bench.board.firmware_source = iter(found).__next__
    assert on_bench.power_on().lines[-1] == Line.ONLINE.build()
    on_bench.board.reset(ResetReason.PIN)
    on_bench.run(30)
    assert Line.WIFI_FAILED.build() in on_bench.bench.lines


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_without_an_image_nothing_boots(family: Board) -> None:
    on_bench = BoardOnBench(family)
    on_bench.board.firmware_source = lambda: None
    bench = on_bench.power_on()
    assert (bench.boots, bench.lines, bench.halts) == ([], [], [])
    assert on_bench.board.mode is BoardMode.BLANK


def test_an_esp32_with_blank_flash_is_reset_by_its_watchdog_again_and_again() -> None:
    on_bench = BoardOnBench(Board.ESP32)
    on_bench.board.firmware_source = lambda: None
    wire = on_bench.wire()
    bench = on_bench.power_on(1.2)
    first, again = (blank_flash_banner(Board.ESP32, first=each) for each in (True, False))
    assert tuple(bench.rom_lines) == first + 2 * again
    assert wire.everything.count(b"invalid header: 0xffffffff\r\n") == 3


def test_an_esp8266_with_blank_flash_says_so_once() -> None:
    on_bench = BoardOnBench(Board.ESP8266)
    on_bench.board.firmware_source = lambda: None
    assert tuple(on_bench.power_on().rom_lines) == blank_flash_banner(Board.ESP8266, first=True)


def test_an_image_that_has_come_boots_at_the_next_reset() -> None:
    on_bench = BoardOnBench()
    images: list[Firmware | None] = [None, Firmware(REGISTRATION)]
    on_bench.board.firmware_source = iter(images).__next__
    on_bench.power_on()
    on_bench.board.reset(ResetReason.PIN)
    on_bench.run(20)
    assert on_bench.bench.boots == [(1, ResetReason.PIN)]
    assert on_bench.bench.lines[-1] == Line.ONLINE.build()


@pytest.mark.parametrize("family", ESP)
def test_a_held_boot_button_leads_to_the_loader_at_the_next_reset(family: Board) -> None:
    on_bench = BoardOnBench(family)
    on_bench.power_on()
    on_bench.board.boot_button_held = True
    on_bench.bench.rom_lines.clear()
    on_bench.board.reset(ResetReason.PIN)
    on_bench.run(60)
    assert tuple(on_bench.bench.rom_lines) == download_banner(family, ResetReason.PIN)
    assert (on_bench.board.mode, on_bench.board.boots) == (BoardMode.DOWNLOAD, 1)


def test_a_released_boot_button_leads_back_to_the_firmware() -> None:
    on_bench = BoardOnBench()
    on_bench.board.boot_button_held = True
    on_bench.power_on()
    on_bench.board.boot_button_held = False
    on_bench.board.reset(ResetReason.PIN)
    on_bench.run(20)
    assert on_bench.bench.lines[-1] == Line.ONLINE.build()


def test_a_picos_button_does_nothing_to_its_serial_line() -> None:
    on_bench = BoardOnBench(Board.PICOW)
    on_bench.board.boot_button_held = True
    assert on_bench.power_on().lines[-1] == Line.ONLINE.build()


def test_a_board_tells_when_its_program_has_ended() -> None:
    on_bench = BoardOnBench()
    on_bench.board.firmware = None
    on_bench.power_on()
    assert on_bench.board.mode is BoardMode.HALTED
