import dataclasses

from oceanhil.boards import family
from oceanhil.hil.boards.entry import BoardEntry, PowerBy
from oceanhil.hil.boards.entry import Region as EntryRegion
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.storage_access.access import storage_of
from oceanhil.hil.storage_access.regions import Region
from oceanhil.protocol.board import Board
from oceanhil.simulator.flash.chip import Flash
from tests.hil.storage_access.fake_raw import FlashRaw

ENTRY = BoardEntry(name="desk", kind=Board.ESP8266, lines=ModemPolicy.NONE, power=PowerBy.NONE)


def regions_of(entry: BoardEntry) -> tuple[Region, ...]:
    return storage_of(entry, family(entry.kind).drivers[0], FlashRaw(Flash(4 << 20)), eeprom_bytes=64).regions


def test_an_eeprom_sector_that_the_inventory_names_is_the_one() -> None:
    entry = dataclasses.replace(ENTRY, eeprom=EntryRegion(0xFB000, 0x1000))
    assert regions_of(entry) == (Region("eeprom", 0xF8000, 0x4000),)
    pico = dataclasses.replace(entry, kind=Board.PICOW, eeprom=EntryRegion(0x3FF000, 0x1000))
    assert regions_of(pico) == (Region("eeprom", 0x3FC000, 0x4000),)


def test_an_nvs_partition_that_the_inventory_names_is_the_one() -> None:
    entry = dataclasses.replace(ENTRY, kind=Board.ESP32, nvs=EntryRegion(0x310000, 0x8000))
    assert regions_of(entry) == (Region("nvs", 0x310000, 0x8000),)


def test_otherwise_the_family_decides() -> None:
    assert regions_of(ENTRY) == (Region("eeprom", 0x3F8000, 0x4000),)
    assert regions_of(dataclasses.replace(ENTRY, kind=Board.ESP32)) == (Region("nvs", 0x9000, 0x5000),)
