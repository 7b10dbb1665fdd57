"""Starts as boot ROMs report them."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import BootLoopWatch, Reset, ResetCause
from tests.protocol.panics.texts import recognise_reset

CRASHED = Reset(ResetCause.SOFTWARE, 0xC, "SW_CPU_RESET")
POWERED = Reset(ResetCause.POWER_ON, 1, "POWERON_RESET")


@pytest.mark.parametrize(
    ("board", "line", "cause", "name"),
    [
        (Board.ESP32, "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)", ResetCause.POWER_ON, "POWERON_RESET"),
        (Board.ESP32, "rst:0xf (RTCWDT_BROWN_OUT_RESET),boot:0x13 (X)", ResetCause.BROWNOUT, "RTCWDT_BROWN_OUT_RESET"),
        (Board.ESP32, "rst:0x10 (RTCWDT_RTC_RESET),boot:0x33 (X)", ResetCause.WATCHDOG, "RTCWDT_RTC_RESET"),
        (Board.ESP32, "rst:0x15 (USB_UART_CHIP_RESET),boot:0x8 (X)", ResetCause.PIN, "USB_UART_CHIP_RESET"),
        (Board.ESP32, "rst:0x5,boot:0x13", ResetCause.DEEP_SLEEP, "DEEPSLEEP_RESET"),
        (Board.ESP32, "rst:0x7f (NEW_RESET),boot:0x13", ResetCause.OTHER, "NEW_RESET"),
        (Board.ESP8266, " ets Jan  8 2013,rst cause:4, boot mode:(3,6)", ResetCause.WATCHDOG, "hardware watchdog"),
        (Board.ESP8266, " ets Jan  8 2013,rst cause:2, boot mode:(3,6)", ResetCause.PIN_OR_SOFTWARE, "external reset"),
        (Board.ESP8266, "rst cause:9, boot mode:(3,6)", ResetCause.OTHER, "code 0x9"),
    ],
)
def test_a_reset_line_gives_cause_and_name(board: Board, line: str, cause: ResetCause, name: str) -> None:
    reset = recognise_reset(board, line)
    assert reset is not None
    assert (reset.cause, reset.name) == (cause, name)


def test_other_lines_are_no_start() -> None:
    assert recognise_reset(Board.ESP32, "[SYSTEM] rst:0x1") is None
    assert recognise_reset(Board.PICOW, "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)") is None


def test_the_same_start_over_and_over_is_a_loop() -> None:
    watch = BootLoopWatch(boots_min=3)
    loops = [watch.started(CRASHED) for _ in range(4)]
    assert [loop and loop.boots for loop in loops] == [None, None, 3, 4]


def test_the_loop_says_how_often_and_why() -> None:
    loop = BootLoopWatch(boots_min=1).started(CRASHED)
    assert loop is not None
    assert loop.headline == (
        "boot loop: 1 starts in a row by software reset (SW_CPU_RESET), and the program never came up"
    )


def test_a_program_that_comes_up_ends_the_count() -> None:
    watch = BootLoopWatch(boots_min=2)
    watch.started(CRASHED)
    watch.came_up()
    assert watch.started(CRASHED) is None


def test_a_start_of_another_cause_begins_the_count_anew() -> None:
    watch = BootLoopWatch(boots_min=2)
    assert [watch.started(reset) for reset in (CRASHED, POWERED, CRASHED)] == [None, None, None]
