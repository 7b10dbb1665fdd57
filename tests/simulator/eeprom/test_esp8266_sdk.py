"""The sectors above the ESP8266's EEPROM, which belong to the SDK."""

import pytest

from oceanhil.simulator.eeprom.esp8266 import Esp8266Eeprom
from oceanhil.simulator.eeprom.esp8266_sdk import SdkSectors
from oceanhil.simulator.flash.chip import Flash, FlashOperation, PowerCut

HALF_MEGABYTE = 1 << 19


@pytest.mark.parametrize("flash_bytes", [HALF_MEGABYTE << power for power in range(6)])
def test_the_sdk_has_the_last_four_sectors(flash_bytes: int) -> None:
    first, *_, last = SdkSectors(Flash(flash_bytes)).addresses
    assert (first, last) == (flash_bytes - 0x4000, flash_bytes - 0x1000)


def test_credentials_are_kept_until_the_config_is_erased() -> None:
    flash = Flash(4 << 20)
    assert SdkSectors(flash).wifi() is None
    SdkSectors(flash).save_wifi("café", "password")
    assert SdkSectors(flash).wifi() == ("café", "password")
    SdkSectors(flash).erase_config()
    assert SdkSectors(flash).wifi() is None
    assert [flash.erases[sector] for sector in range(1020, 1024)] == [1, 1, 2, 2]


def test_erasing_the_config_leaves_the_eeprom_alone_and_committing_leaves_the_credentials_alone() -> None:
    flash = Flash(4 << 20)
    eeprom, sdk = Esp8266Eeprom(flash), SdkSectors(flash)
    sdk.save_wifi("ssid", "password")
    eeprom.begin(4096)
    eeprom.write(4095, 7)
    eeprom.commit()
    assert sdk.wifi() == ("ssid", "password")
    sdk.erase_config()
    eeprom.begin(4096)
    assert eeprom.read(4095) == 7


def test_the_same_credentials_are_not_written_again() -> None:
    flash = Flash(4 << 20)
    sdk = SdkSectors(flash)
    sdk.save_wifi("ssid", "password")
    units = flash.units
    sdk.save_wifi("ssid", "password")
    assert flash.units == units


def test_the_sdk_writes_whole_words_and_no_more_than_credentials_and_flag() -> None:
    # ESP8266 Non-OS SDK API Reference, spi_flash_write: address and length are multiples of 4 bytes.
    heard: list[tuple[FlashOperation, int, int]] = []
    flash = Flash(4 << 20, observer=lambda *event: heard.append(event))
    SdkSectors(flash).save_wifi("ssid", "password")
    programs = [(address, length) for kind, address, length in heard if kind is FlashOperation.PROGRAM]
    assert all(address % 4 == length % 4 == 0 for address, length in programs)
    # 32 and 64 bytes as struct station_config has them, and a word.
    assert [length for _, length in programs] == [32 + 64, 4]


@pytest.mark.parametrize("saved", [["first"], ["first", "second"]])
def test_power_lost_at_any_unit_leaves_the_old_credentials_or_the_new(saved: list[str]) -> None:
    flash = Flash(4 << 20)
    for ssid in saved:
        SdkSectors(flash).save_wifi(ssid, "old")
    start, left = flash.snapshot(), []
    for unit in range(102):
        flash.restore(start)
        flash.power_on()
        flash.arm_cut(unit)
        with pytest.raises(PowerCut):
            SdkSectors(flash).save_wifi("new", "new")
        flash.power_on()
        left.append(SdkSectors(flash).wifi())
    assert set(left) == {(saved[-1], "old"), ("new", "new")} or set(left) == {(saved[-1], "old")}
