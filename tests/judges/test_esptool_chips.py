"""Espressif's unmodified esptool recognises the simulated chips in download mode, as it does real ones."""

from collections.abc import Iterator

import pytest

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from tests.judges.esptool import LoaderOnSocket, in_download_mode

pytestmark = pytest.mark.long

KNOWN = {
    Board.ESP32: (
        "Chip type:          ESP32-D0WD-V3 (revision v3.1)",
        "Features:           Wi-Fi, BT, Dual Core + LP Core, 240MHz, Vref calibration in eFuse, Coding Scheme None",
        "Crystal frequency:  40MHz",
        "MAC:                24:6f:28:aa:bb:cc",
    ),
    Board.ESP8266: (
        "Chip type:          ESP8266EX",
        "Features:           Wi-Fi, 160MHz",
        "Crystal frequency:  26MHz",
        "MAC:                5c:cf:7f:14:6a:18",
    ),
    Board("esp32s3"): (
        "Chip type:          ESP32-S3 (QFN56) (revision v0.0)",
        "Features:           Wi-Fi, BT 5 (LE), Dual Core + LP Core, 240MHz",
        "Crystal frequency:  40MHz",
        "MAC:                34:85:18:aa:bb:cc",
    ),
    Board("esp32c3"): (
        "Chip type:          ESP32-C3 (QFN32) (revision v0.0)",
        "Features:           Wi-Fi, BT 5 (LE), Single Core, 160MHz",
        "Crystal frequency:  40MHz",
        "MAC:                84:f7:03:aa:bb:cc",
    ),
}
WITH_SECURITY_INFO = (Board("esp32s3"), Board("esp32c3"))
FLASH = ("Manufacturer: ef", "Device: 4016", "Detected flash size: 4MB")


@pytest.fixture(params=KNOWN, ids=lambda board: str(board.value))
def chip(request: pytest.FixtureRequest) -> Iterator[LoaderOnSocket]:
    with in_download_mode(request.param) as chip:
        yield chip


@pytest.mark.parametrize("stub", [True, False], ids=["stub", "rom"])
def test_it_knows_chip_and_flash(chip: LoaderOnSocket, stub: bool) -> None:
    said = chip.esptool("flash-id", stub=stub)
    assert [line for line in (*KNOWN[chip.board], *FLASH) if line not in said] == []
    assert "WARNING" not in said


def test_it_raises_the_baud_rate_and_comes_back_without_a_reset(chip: LoaderOnSocket) -> None:
    assert "Changing baud rate to 921600...\nChanged." in chip.esptool("--baud", "921600", "read-mac")
    assert not chip.loader.in_stub
    assert chip.loader.baud == 115_200


def test_it_finds_a_stub_that_still_runs(chip: LoaderOnSocket) -> None:
    chip.esptool("--after", "no-reset-stub", "read-mac")
    assert chip.loader.in_stub
    said = chip.esptool("chip-id")
    assert "Stub flasher is already running" in said
    assert KNOWN[chip.board][2] in said


def test_it_reads_an_esp8266s_chip_id() -> None:
    with in_download_mode(Board.ESP8266) as chip:
        assert "Chip ID: 0x00146a18" in chip.esptool("chip-id", stub=False)


def test_it_says_that_an_esp32_has_none() -> None:
    with in_download_mode(Board.ESP32) as chip:
        assert "ESP32 has no chip ID" in chip.esptool("chip-id", stub=False)


def test_it_notices_another_chip_than_asked_for() -> None:
    with in_download_mode(Board.ESP8266) as chip:
        assert "This chip is ESP8266, not ESP32" in chip.esptool("--chip", "esp32", "read-mac", fails=True)


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266], ids=lambda board: str(board.value))
def test_it_is_refused_security_information_which_the_older_chips_do_not_have(board: Board) -> None:
    with in_download_mode(board) as chip:
        assert "0105" in chip.esptool("get-security-info", stub=False, fails=True)


@pytest.mark.parametrize("board", WITH_SECURITY_INFO, ids=lambda board: str(board.value))
@pytest.mark.parametrize("stub", [True, False], ids=["stub", "rom"])
def test_a_later_chip_tells_its_number_and_that_nothing_is_secured(board: Board, stub: bool) -> None:
    with in_download_mode(board) as chip:
        said = chip.esptool("get-security-info", stub=stub)
    loader = family(board).loader
    assert loader is not None
    assert f"Chip ID: {loader.chip_id}" in said
    assert "Secure Boot: Disabled" in said


def test_an_esp32c3_is_no_esp32() -> None:
    with in_download_mode(Board("esp32c3")) as chip:
        assert "This chip is ESP32-C3, not ESP32" in chip.esptool("--chip", "esp32", "read-mac", fails=True)
