import pytest

from protocol.board import Board
from protocol.lines import recognise
from simulator.boot_rom import ESP8266_ROM_BAUD, banner
from simulator.resets import ResetReason


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        (ResetReason.POWER_ON, "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
        (ResetReason.PIN, "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
        (ResetReason.SOFTWARE, "rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
        (ResetReason.WATCHDOG, "rst:0x7 (TG0WDT_SYS_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
        (ResetReason.BROWNOUT, "rst:0xf (RTCWDT_BROWN_OUT_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
    ],
)
def test_esp32_names_the_cause_as_espressif_lists_it(reason: ResetReason, line: str) -> None:
    assert [each for each in banner(Board.ESP32, reason) if each.startswith("rst:")] == [line]


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        (ResetReason.POWER_ON, 1),
        (ResetReason.PIN, 2),
        (ResetReason.SOFTWARE, 2),
        (ResetReason.WATCHDOG, 4),
        (ResetReason.BROWNOUT, 1),
    ],
)
def test_esp8266_numbers_the_cause(reason: ResetReason, cause: int) -> None:
    assert f" ets Jan  8 2013,rst cause:{cause}, boot mode:(3,6)" in banner(Board.ESP8266, reason)


def test_esp8266_prints_what_it_loads_as_the_rom_does() -> None:
    text = "\n".join(banner(Board.ESP8266, ResetReason.PIN))
    assert text == (
        "\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n\nload 0x4010f000, len 3424, room 16 \ntail 0\nchksum 0x2e\n"
        "load 0x3fff20b8, len 40, room 8 \ntail 0\nchksum 0x2b\ncsum 0x2b\nv00048810\n~ld"
    )


def test_esp8266_says_when_it_was_the_watchdog() -> None:
    assert [reason for reason in ResetReason if "wdt reset" in banner(Board.ESP8266, reason)] == [ResetReason.WATCHDOG]


def test_esp8266_prints_at_115200_times_26_by_40_megahertz() -> None:
    assert ESP8266_ROM_BAUD == 115_200 * 26 // 40


def test_a_pico_w_prints_nothing() -> None:
    assert all(banner(Board.PICOW, reason) == () for reason in ResetReason)


@pytest.mark.parametrize("reason", ResetReason)
@pytest.mark.parametrize("board", Board)
def test_no_line_of_a_rom_looks_like_one_of_the_firmware(board: Board, reason: ResetReason) -> None:
    assert not any(recognise(line) or "\n" in line for line in banner(board, reason))
