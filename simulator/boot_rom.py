"""What the boot ROM and second-stage loader print before any firmware runs.

ESP32: 115,200 baud, chip revision 3 (ESP-IDF "Fatal Errors" and boot log pages list the `rst` codes). ESP8266: 74,880
baud, so that a listener at 115,200 sees noise; `rst cause` and `boot mode` are those of the ESP8266 boot documentation.
Pico W prints nothing.
"""

from protocol.board import Board
from simulator.resets import ResetReason

ESP8266_ROM_BAUD = 74_880

_ESP32_RESET = {
    ResetReason.POWER_ON: "0x1 (POWERON_RESET)",
    ResetReason.PIN: "0x1 (POWERON_RESET)",
    ResetReason.SOFTWARE: "0xc (SW_CPU_RESET)",
    ResetReason.WATCHDOG: "0x7 (TG0WDT_SYS_RESET)",
    ResetReason.BROWNOUT: "0xf (RTCWDT_BROWN_OUT_RESET)",
}
_ESP8266_CAUSE = {
    ResetReason.POWER_ON: 1,
    ResetReason.PIN: 2,
    ResetReason.SOFTWARE: 2,
    ResetReason.WATCHDOG: 4,
    ResetReason.BROWNOUT: 1,
}


def banner(board: Board, reason: ResetReason) -> tuple[str, ...]:
    """Give the lines that the ROM of `board` prints for this cause of a reset, without line ends."""
    match board:
        case Board.ESP32:
            return (
                "ets Jul 29 2019 12:21:46",
                "",
                f"rst:{_ESP32_RESET[reason]},boot:0x13 (SPI_FAST_FLASH_BOOT)",
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
                "",
                f" ets Jan  8 2013,rst cause:{_ESP8266_CAUSE[reason]}, boot mode:(3,6)",
                "",
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
