import pytest

from oceanhil.boards import family
from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.lines import recognise
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.resets import banner, blank_flash_banner, download_banner
from tests.together import together


def test_the_causes_of_a_reset_are_named_as_traces_write_them() -> None:
    names = ["power-on", "pin", "software", "watchdog", "brownout", "deep-sleep"]
    assert [reason.value for reason in ResetReason] == names


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        (ResetReason.POWER_ON, "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
        (ResetReason.PIN, "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
        (ResetReason.SOFTWARE, "rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
        (ResetReason.WATCHDOG, "rst:0x7 (TG0WDT_SYS_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
        (ResetReason.BROWNOUT, "rst:0x3 (SW_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
        (ResetReason.DEEP_SLEEP, "rst:0x5 (DEEPSLEEP_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"),
    ],
)
def test_esp32_names_the_cause_as_espressif_lists_it(reason: ResetReason, line: str) -> None:
    assert [each for each in banner(Board.ESP32, reason) if each.startswith("rst:")] == [line]


@pytest.mark.parametrize(
    ("board", "driver", "start"),
    [
        (Board.ESP32, Driver.IDF_4_4_7, "rst:0xc (SW_CPU_RESET),"),
        (Board.ESP32, Driver.IDF_5_5_1, "rst:0x3 (SW_RESET),"),
        (Board("esp32c3"), Driver.IDF_4_4_7, "rst:0xf (BROWNOUT_RST),"),
        (Board("esp32s3"), Driver.IDF_5_5_1, "rst:0x3 (RTC_SW_SYS_RST),"),
    ],
)
def test_behind_a_brownout_the_rom_says_what_the_firmware_of_that_release_did(
    board: Board, driver: Driver, start: str
) -> None:
    (line,) = [each for each in banner(board, ResetReason.BROWNOUT, driver=driver) if each.startswith("rst:")]
    assert line.startswith(start)


def test_esp32_prints_what_it_loads_as_the_rom_does() -> None:
    assert banner(Board.ESP32, ResetReason.POWER_ON) == (
        "ets Jul 29 2019 12:21:46",
        "",
        "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)",
        "configsip: 0, SPIWP:0xee",
        "clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00",
        "mode:DIO, clock div:1",
        "load:0x3fff0030,len:4604",
        "ho 0 tail 12 room 4",
        "load:0x40078000,len:15488",
        "entry 0x400805b8",
    )


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        (ResetReason.POWER_ON, 1),
        (ResetReason.PIN, 2),
        (ResetReason.SOFTWARE, 2),
        (ResetReason.WATCHDOG, 4),
        (ResetReason.BROWNOUT, 1),
        (ResetReason.DEEP_SLEEP, 2),
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


def test_esp8266_prints_at_115200_times_26_by_40() -> None:
    rom = family(Board.ESP8266).rom
    assert rom is not None
    assert rom.baud == 74_880


def test_a_pico_w_prints_nothing() -> None:
    assert all(banner(Board.PICOW, reason) == () for reason in ResetReason)


def test_esp32_says_that_it_waits_for_an_upload() -> None:
    assert download_banner(Board.ESP32, ResetReason.PIN)[2:] == (
        "rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))",
        "waiting for download",
    )


def test_esp8266_waits_for_an_upload_in_boot_mode_1() -> None:
    lines = ("", " ets Jan  8 2013,rst cause:2, boot mode:(1,6)", "")
    assert download_banner(Board.ESP8266, ResetReason.PIN) == lines


def test_a_blank_esp32_is_reset_by_its_watchdog_again_and_again() -> None:
    first, next_one = (blank_flash_banner(Board.ESP32, first=first) for first in (True, False))
    head, found = "ets Jul 29 2019 12:21:46", "invalid header: 0xffffffff"
    assert first == (head, "", "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)", found)
    assert next_one == (head, "", "rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)", found)


@pytest.mark.parametrize(("first", "cause"), [(True, 1), (False, 4)])
def test_a_blank_esp8266_finds_a_wrong_sum(first: bool, cause: int) -> None:
    lines = ("", f" ets Jan  8 2013,rst cause:{cause}, boot mode:(3,6)", "", "csum err", "ets_main.c")
    assert blank_flash_banner(Board.ESP8266, first=first) == lines


def test_a_pico_w_waits_for_uploads_without_a_word() -> None:
    assert download_banner(Board.PICOW, ResetReason.PIN) == blank_flash_banner(Board.PICOW, first=True) == ()


@together
@pytest.mark.parametrize("reason", ResetReason)
@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_no_line_of_a_rom_looks_like_one_of_the_firmware(board: Board, reason: ResetReason) -> None:
    assert not any(recognise(line) or "\n" in line for line in banner(board, reason))
