"""What a board boots: what its flash holds, nothing, or the ROM's loader."""

import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.lines import Line
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.board.resets import blank_flash_banner, download_banner
from tests.simulator.board.fake_observer import REGISTRATION, ObservedBoard

ESP = (Board.ESP32, Board.ESP8266)


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_the_firmware_that_boots_is_what_the_source_gives_at_that_boot(family: Board) -> None:
    observed = ObservedBoard(family)
    found = [Firmware(REGISTRATION), Firmware(REGISTRATION, wifi_password="changed")]
    observed.board.firmware_source = iter(found).__next__
    assert observed.power_on().lines[-1] == Line.ONLINE.build()
    observed.board.reset(ResetReason.PIN)
    observed.run(30)
    assert Line.WIFI_FAILED.build() in observed.observer.lines


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_without_an_image_nothing_boots(family: Board) -> None:
    observed = ObservedBoard(family)
    observed.board.firmware_source = lambda: None
    observer = observed.power_on()
    assert (observer.boots, observer.lines, observer.halts) == ([], [], [])
    assert observed.board.mode is BoardMode.BLANK


def test_an_esp32_with_blank_flash_is_reset_by_its_watchdog_again_and_again() -> None:
    observed = ObservedBoard(Board.ESP32)
    observed.board.firmware_source = lambda: None
    wire = observed.wire()
    observer = observed.power_on(1.2)
    first, again = (blank_flash_banner(Board.ESP32, first=each) for each in (True, False))
    assert tuple(observer.rom_lines) == first + 2 * again
    assert wire.everything.count(b"invalid header: 0xffffffff\r\n") == 3


def test_an_esp8266_with_blank_flash_says_so_once() -> None:
    observed = ObservedBoard(Board.ESP8266)
    observed.board.firmware_source = lambda: None
    assert tuple(observed.power_on().rom_lines) == blank_flash_banner(Board.ESP8266, first=True)


def test_an_image_that_has_come_boots_at_the_next_reset() -> None:
    observed = ObservedBoard()
    images: list[Firmware | None] = [None, Firmware(REGISTRATION)]
    observed.board.firmware_source = iter(images).__next__
    observed.power_on()
    observed.board.reset(ResetReason.PIN)
    observed.run(20)
    assert observed.observer.boots == [(1, ResetReason.PIN)]
    assert observed.observer.lines[-1] == Line.ONLINE.build()


@pytest.mark.parametrize("family", ESP)
def test_a_held_boot_button_leads_to_the_loader_at_the_next_reset(family: Board) -> None:
    observed = ObservedBoard(family)
    observed.power_on()
    observed.board.boot_button_held = True
    observed.observer.rom_lines.clear()
    observed.board.reset(ResetReason.PIN)
    observed.run(60)
    assert tuple(observed.observer.rom_lines) == download_banner(family, ResetReason.PIN)
    assert (observed.board.mode, observed.board.boots) == (BoardMode.DOWNLOAD, 1)


def test_a_released_boot_button_leads_back_to_the_firmware() -> None:
    observed = ObservedBoard()
    observed.board.boot_button_held = True
    observed.power_on()
    observed.board.boot_button_held = False
    observed.board.reset(ResetReason.PIN)
    observed.run(20)
    assert observed.observer.lines[-1] == Line.ONLINE.build()


def test_a_picos_button_keeps_its_program_from_starting_and_says_nothing() -> None:
    observed = ObservedBoard(Board.PICOW)
    observed.board.boot_button_held = True
    assert observed.power_on().lines == []
    assert observed.board.mode is BoardMode.DOWNLOAD


def test_a_board_tells_when_its_program_has_ended() -> None:
    observed = ObservedBoard()
    observed.board.firmware = None
    observed.power_on()
    assert observed.board.mode is BoardMode.HALTED
