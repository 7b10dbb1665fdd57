"""The partition table of an ESP32, as far as finding NVS needs it (ESP-IDF Programming Guide, "Partition Tables")."""

import struct
from collections.abc import Iterator
from typing import Final

from oceanhil.hil.storage_access.raw_flash import RawFlash
from oceanhil.hil.storage_access.regions import DEFAULT_NVS, Region
from oceanhil.simulator.flash import SECTOR_BYTES

TABLE_ADDRESS: Final = 0x8000
TABLE_BYTES: Final = 0xC00
_ENTRY: Final = struct.Struct("<HBBII16sI")
_ENTRY_MAGIC: Final = 0x50AA
_DATA: Final = 1
_NVS: Final = 2
_LABEL: Final = "nvs"


def find_nvs(table: bytes) -> Region | None:
    """Find the NVS partition in the bytes at 0x8000: the one called "nvs", else the first; None if there is no table.

    A row that does not lie on whole sectors is passed over, as is everything after the first row that is no entry.
    """
    found = list(_nvs_rows(table))
    return next((region for region in found if region.name == _LABEL), found[0] if found else None)


def locate_nvs(raw: RawFlash) -> Region:
    """Find NVS by the board's own partition table; where it has none, the Arduino core's default table holds."""
    return find_nvs(raw.read(TABLE_ADDRESS, TABLE_BYTES)) or DEFAULT_NVS


def _nvs_rows(table: bytes) -> Iterator[Region]:
    for start in range(0, len(table) - _ENTRY.size + 1, _ENTRY.size):
        magic, kind, subtype, address, length, label, _ = _ENTRY.unpack_from(table, start)
        if magic != _ENTRY_MAGIC:
            return
        aligned = length > 0 and not address % SECTOR_BYTES and not length % SECTOR_BYTES
        if (kind, subtype) == (_DATA, _NVS) and aligned:
            yield Region(label.split(b"\0", 1)[0].decode("latin-1"), address, length)
