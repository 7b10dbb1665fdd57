"""Why a chip started, as its boot ROM says it: codes of the ESP32 and ESP8266 in words.

ESP32: `rst:0x…` of the boot log (ESP32 Technical Reference Manual, "Reset and Clock", and ESP-IDF `rom/rtc.h`); the
S3 and C3 use the same codes with names of their own. ESP8266: `rst cause:…` (Espressif, "ESP8266 Reset Causes and
Common Fatal Exception Causes"). A Pico W has no boot ROM that prints.
"""

import re
from collections.abc import Mapping
from enum import Enum

import msgspec

from oceanhil.protocol.board import Board


class ResetCause(Enum):
    """What made a chip start; the values are the words that traces use for a boot."""

    POWER_ON = "power-on"
    PIN = "pin"
    SOFTWARE = "software"
    PIN_OR_SOFTWARE = "pin-or-software"
    """An ESP8266's ROM gives one code for its reset pin, a restart by software and waking from deep sleep."""
    WATCHDOG = "watchdog"
    BROWNOUT = "brownout"
    DEEP_SLEEP = "deep-sleep"
    OTHER = "other"


class Reset(msgspec.Struct, frozen=True):
    """A start as the boot ROM reported it: its cause, the ROM's code and the ROM's own word for it."""

    cause: ResetCause
    code: int = 0
    name: str = ""

    @property
    def words(self) -> str:
        """The reset in words, for messages."""
        return f"{self.cause.value} reset ({self.name})" if self.name else f"{self.cause.value} reset"


_ESP32: Mapping[int, tuple[ResetCause, str]] = {
    0x01: (ResetCause.POWER_ON, "POWERON_RESET"),
    0x03: (ResetCause.SOFTWARE, "SW_RESET"),
    0x04: (ResetCause.WATCHDOG, "OWDT_RESET"),
    0x05: (ResetCause.DEEP_SLEEP, "DEEPSLEEP_RESET"),
    0x06: (ResetCause.OTHER, "SDIO_RESET"),
    0x07: (ResetCause.WATCHDOG, "TG0WDT_SYS_RESET"),
    0x08: (ResetCause.WATCHDOG, "TG1WDT_SYS_RESET"),
    0x09: (ResetCause.WATCHDOG, "RTCWDT_SYS_RESET"),
    0x0A: (ResetCause.OTHER, "INTRUSION_RESET"),
    0x0B: (ResetCause.WATCHDOG, "TGWDT_CPU_RESET"),
    0x0C: (ResetCause.SOFTWARE, "SW_CPU_RESET"),
    0x0D: (ResetCause.WATCHDOG, "RTCWDT_CPU_RESET"),
    0x0E: (ResetCause.OTHER, "EXT_CPU_RESET"),
    0x0F: (ResetCause.BROWNOUT, "RTCWDT_BROWN_OUT_RESET"),
    0x10: (ResetCause.WATCHDOG, "RTCWDT_RTC_RESET"),
    0x11: (ResetCause.WATCHDOG, "TG1WDT_CPU_RESET"),
    0x12: (ResetCause.WATCHDOG, "SUPER_WDT_RESET"),
    0x13: (ResetCause.OTHER, "GLITCH_RTC_RESET"),
    0x15: (ResetCause.PIN, "USB_UART_CHIP_RESET"),
    0x16: (ResetCause.PIN, "USB_JTAG_CHIP_RESET"),
    0x17: (ResetCause.OTHER, "POWER_GLITCH_RESET"),
}
_ESP8266: Mapping[int, tuple[ResetCause, str]] = {
    0: (ResetCause.OTHER, "no reason given"),
    1: (ResetCause.POWER_ON, "power on"),
    2: (ResetCause.PIN_OR_SOFTWARE, "external reset"),
    3: (ResetCause.SOFTWARE, "software"),
    4: (ResetCause.WATCHDOG, "hardware watchdog"),
}
_ESP32_LINE = re.compile(r"\brst:0x([0-9a-fA-F]{1,2})(?: \((\w+)\))?,boot:0x")
_ESP8266_LINE = re.compile(r"\brst cause:(\d), boot mode:\(")


def recognise_reset(board: Board, line: str) -> Reset | None:
    """Read the line in which the boot ROM of `board` tells why it started; None for any other line.

    A code that is in no table gives `ResetCause.OTHER` with the name the ROM printed.
    """
    match board:
        case Board.ESP32:
            found, base, table = _ESP32_LINE.search(line), 16, _ESP32
        case Board.ESP8266:
            found, base, table = _ESP8266_LINE.search(line), 10, _ESP8266
        case Board.PICOW:
            return None
    if found is None:
        return None
    code = int(found[1], base)
    cause, name = table.get(code, (ResetCause.OTHER, f"code {code:#x}"))
    printed = found[2] if board is Board.ESP32 else None
    return Reset(cause, code, printed or name)
