"""The storage of a board of the inventory."""

from oceanhil.boards import family
from oceanhil.boards.storage import Driver, Storage
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.storage_access.access import StorageAccess
from oceanhil.hil.storage_access.raw_flash import RawFlash
from oceanhil.hil.storage_access.regions import Region
from oceanhil.simulator.flash.chip import SECTOR_BYTES

# How far below the chip's end the EEPROM sector begins (simulator.eeprom), to tell the chip's size from its place.
_SECTORS_FROM_END = {Storage.ESP8266_SECTOR: 5, Storage.PICO_SECTOR: 1}


def storage_of(entry: BoardEntry, driver: Driver, raw: RawFlash, eeprom_bytes: int) -> StorageAccess:
    """Give access to a board's storage, where its entry says that it is, else where its family has it."""
    nvs = None if entry.nvs is None else Region("nvs", entry.nvs.offset, entry.nvs.size)
    chip_bytes = 0
    storage = family(entry.kind).storage
    if entry.eeprom is not None and storage in _SECTORS_FROM_END:
        chip_bytes = entry.eeprom.offset + _SECTORS_FROM_END[storage] * SECTOR_BYTES
    return StorageAccess(entry.kind, driver, raw, eeprom_bytes=eeprom_bytes, chip_bytes=chip_bytes, nvs=nvs)
