"""Where an ESP32 has NVS, by its own partition table."""

from typing import Final

from oceanhil.hil.storage_access.raw_flash import RawFlash
from oceanhil.hil.storage_access.regions import DEFAULT_NVS, Region
from oceanhil.protocol.formats.partition_table import TABLE_BYTES, USUAL_OFFSET, Kind, Partition, parse_table
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_LABEL: Final = "nvs"


def find_nvs(table: bytes) -> Region | None:
    """Find the NVS partition in the bytes at 0x8000: the one called "nvs", else the first; None if there is no table.

    A row that does not lie on whole sectors is passed over, as is everything after the first row that is no entry.
    """
    parsed = parse_table(table)
    rows = parsed.of_kind(Kind.NVS) if parsed is not None else ()
    found = [Region(row.label, row.offset, row.size) for row in rows if _is_aligned(row)]
    return next((region for region in found if region.name == _LABEL), found[0] if found else None)


def locate_nvs(raw: RawFlash) -> Region:
    """Find NVS by the board's own partition table; where it has none, the Arduino core's default table holds."""
    return find_nvs(raw.read(USUAL_OFFSET, TABLE_BYTES)) or DEFAULT_NVS


def _is_aligned(row: Partition) -> bool:
    return row.size > 0 and not row.offset % SECTOR_BYTES and not row.size % SECTOR_BYTES
