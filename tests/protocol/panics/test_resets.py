"""Starts as boot ROMs report them."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import ResetCause
from tests.protocol.panics.texts import recognise_reset


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
