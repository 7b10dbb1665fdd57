"""What the boot ROM and second-stage loader print before any firmware runs.

ESP32: 115,200 baud (ESP-IDF "Fatal Errors" and boot log pages list the `rst` codes). ESP8266: 74,880 baud, so that a
listener at 115,200 sees noise; `rst cause` and `boot mode` are those of the ESP8266 boot documentation. Pico W prints
nothing. Lines are given without their ends.
"""

from enum import Enum

from oceanhil.protocol.board import Board
from oceanhil.simulator.resets import ResetReason

ESP8266_ROM_BAUD = 74_880


class Esp32Rom(Enum):
    """The two ROMs of the ESP32; the value is the date that each prints first."""

    REVISION_0 = "ets Jun  8 2016 00:22:57"
    """Chip revisions 0 and 1."""
    REVISION_3 = "ets Jul 29 2019 12:21:46"


_ESP32_RESET = {
    ResetReason.POWER_ON: "0x1 (POWERON_RESET)",
    ResetReason.PIN: "0x1 (POWERON_RESET)",
    ResetReason.SOFTWARE: "0xc (SW_CPU_RESET)",
    ResetReason.WATCHDOG: "0x7 (TG0WDT_SYS_RESET)",
    ResetReason.BROWNOUT: "0xf (RTCWDT_BROWN_OUT_RESET)",
    ResetReason.DEEP_SLEEP: "0x5 (DEEPSLEEP_RESET)",
}
_ESP32_NOTHING_FOUND = {
    Esp32Rom.REVISION_0: ("flash read err, 1000", "ets_main.c 371"),
    Esp32Rom.REVISION_3: ("invalid header: 0xffffffff",),
}
_ESP32_ROM_WATCHDOG = "0x10 (RTCWDT_RTC_RESET)"
_ESP8266_CAUSE = {
    ResetReason.POWER_ON: 1,
    ResetReason.PIN: 2,
    ResetReason.SOFTWARE: 2,
    ResetReason.WATCHDOG: 4,
    ResetReason.BROWNOUT: 1,
    # GPIO16 wakes the chip by pulling its reset pin.
    ResetReason.DEEP_SLEEP: 2,
}
_ESP8266_FROM_FLASH, _ESP8266_FROM_UART = "3,6", "1,6"


def banner(board: Board, reason: ResetReason, rom: Esp32Rom = Esp32Rom.REVISION_3) -> tuple[str, ...]:
    """Give what `board` prints when it starts firmware after a reset of this cause."""
    match board:
        case Board.ESP32:
            return (
                *_esp32_head(rom, _ESP32_RESET[reason], "0x13 (SPI_FAST_FLASH_BOOT)"),
                "configsip: 0, SPIWP:0xee",
                "clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00",
                "mode:DIO, clock div:1",
                "load:0x3fff0030,len:4604",
                "ho 0 tail 12 room 4",
                "load:0x40078000,len:15488",
                "entry 0x400805b8",
            )
        case Board.ESP8266:
            watchdog = ("wdt reset",) if reason is ResetReason.WATCHDOG else ()
            return (
                *_esp8266_head(reason, _ESP8266_FROM_FLASH),
                *watchdog,
                "load 0x4010f000, len 3424, room 16 ",
                "tail 0",
                "chksum 0x2e",
                "load 0x3fff20b8, len 40, room 8 ",
                "tail 0",
                "chksum 0x2b",
                "csum 0x2b",
                "v00048810",
                "~ld",
            )
        case Board.PICOW:
            return ()


def download_banner(board: Board, reason: ResetReason, rom: Esp32Rom = Esp32Rom.REVISION_3) -> tuple[str, ...]:
    """Give what `board` prints when GPIO0 is low at a reset: its ROM then waits for an upload instead."""
    match board:
        case Board.ESP32:
            mode = "0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))"
            return (*_esp32_head(rom, _ESP32_RESET[reason], mode), "waiting for download")
        case Board.ESP8266:
            return _esp8266_head(reason, _ESP8266_FROM_UART)
        case Board.PICOW:
            return ()


def blank_flash_banner(board: Board, *, first: bool, rom: Esp32Rom = Esp32Rom.REVISION_3) -> tuple[str, ...]:
    """Give what `board` prints when there is nothing to start; ESP32 does so again and again, reset by its watchdog."""
    match board:
        case Board.ESP32:
            reset = _ESP32_RESET[ResetReason.POWER_ON] if first else _ESP32_ROM_WATCHDOG
            return (*_esp32_head(rom, reset, "0x13 (SPI_FAST_FLASH_BOOT)"), *_ESP32_NOTHING_FOUND[rom])
        case Board.ESP8266:
            cause = ResetReason.POWER_ON if first else ResetReason.WATCHDOG
            return (*_esp8266_head(cause, _ESP8266_FROM_FLASH), "csum err", "ets_main.c")
        case Board.PICOW:
            return ()


def _esp32_head(rom: Esp32Rom, reset: str, mode: str) -> tuple[str, ...]:
    return (rom.value, "", f"rst:{reset},boot:{mode}")


def _esp8266_head(reason: ResetReason, mode: str) -> tuple[str, ...]:
    return ("", f" ets Jan  8 2013,rst cause:{_ESP8266_CAUSE[reason]}, boot mode:({mode})", "")
