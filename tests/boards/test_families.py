"""The laws of `oceanhil.boards.family`, for every family that there is and for one of another distribution."""

import re

import pytest

from oceanhil.boards import Family, UnknownDriverError, families, family
from oceanhil.boards.family import Fuses, Usb
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.panics import ResetCause
from tests.boards.espnever import ESPNEVER

EVERY = pytest.mark.parametrize("of", [*families(), ESPNEVER], ids=lambda of: of.board.value)


@EVERY
def test_all_drivers_are_of_its_storage(of: Family) -> None:
    assert {driver.storage for driver in of.drivers} == {of.storage}
    assert of.driver is of.drivers[0]


@EVERY
def test_a_family_is_like_one_of_the_platform_with_the_same_storage(of: Family) -> None:
    if of.board in PLATFORM_BOARDS:
        assert of.names == (of.board,)
    else:
        (like,) = (each for each in families() if each.board is of.like)
        assert (like.board in PLATFORM_BOARDS, like.storage) == (True, of.storage)
        assert of.names == (of.board, like.board)


@EVERY
@pytest.mark.parametrize(
    "cause", [each for each in ResetCause if each not in {ResetCause.OTHER, ResetCause.PIN_OR_SOFTWARE}]
)
def test_the_table_of_resets_reads_what_the_rom_prints(of: Family, cause: ResetCause) -> None:
    if of.rom is None:
        return
    read = [reset for line in of.rom.banner(cause) if (reset := of.rom.resets.recognise(line))]
    assert [(reset.code, reset.cause) for reset in read] == [
        (of.rom.code(cause), of.rom.resets.causes[read[0].code][0])
    ]


@EVERY
def test_a_rom_that_searches_again_says_so_by_a_watchdogs_code(of: Family) -> None:
    if of.rom is not None and of.rom.watchdog_code is not None:
        assert of.rom.resets.causes[of.rom.watchdog_code][0] is ResetCause.WATCHDOG


@EVERY
def test_its_log_is_told_by_its_device_id(of: Family) -> None:
    assert re.search(of.log_signs, f"[SYSTEM] Device ID: {of.board.device_id_prefix}AABBCCDDEEFF")
    others = [each for each in families() if each is not of]
    assert not any(re.search(each.log_signs, f"Device ID: {of.board.device_id_prefix}AABBCCDDEEFF") for each in others)


@EVERY
def test_its_firmware_comes_either_by_its_loader_or_as_a_uf2_file(of: Family) -> None:
    assert (of.loader is None) is of.takes_uf2
    assert (of.esp_image is not None) is of.uses_nvs


@EVERY
def test_its_default_mac_is_one_that_a_device_may_have(of: Family) -> None:
    assert len(of.default_mac) == 6
    assert not of.default_mac[0] & 3
    assert of.vendor == of.default_mac[:3]


def test_no_two_families_have_the_same_vendor_prefix() -> None:
    assert len({of.vendor for of in families()}) == len(families())


@EVERY
def test_without_an_adapter_the_chip_resets_itself_or_nothing_does(of: Family) -> None:
    assert (of.usb is Usb.DEVICE) is (of.loader is None)
    assert (of.fuses is Fuses.ESP_BLOCK_1) is (of.usb is Usb.SERIAL_JTAG)


def test_a_driver_is_found_by_its_name_and_the_default_one_without() -> None:
    of = family(Board.ESP32)
    assert [of.driver_named(name) for name in ("", *(each.value for each in of.drivers))] == [of.driver, *of.drivers]


def test_a_driver_that_a_family_has_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownDriverError, match=r"esp32 has no EEPROM driver 'idf-5.5.2'; did you mean 'idf-5.5.1'\?"):
        family(Board.ESP32).driver_named("idf-5.5.2")
