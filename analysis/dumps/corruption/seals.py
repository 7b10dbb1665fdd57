"""Making NVS checksums fit what they cover (ESP-IDF nvs_page.hpp, nvs_types.hpp)."""

from typing import Final

from oceanhil.simulator.eeprom.inspect import EntryGroup
from oceanhil.simulator.eeprom.nvs.format import ENTRY_BYTES, checksum
from oceanhil.simulator.flash import SECTOR_BYTES

_DATA_CRC: Final = slice(28, 32)
_ENTRY_CRC: Final = slice(4, 8)


def offset_of(group: EntryGroup) -> int:
    """Give the offset of a run of entries in its partition."""
    return group.page * SECTOR_BYTES + group.offset


def seal_payload(partition: bytearray, item: EntryGroup) -> None:
    """Put the checksum of an item's payload, then that of its header, in place."""
    start = offset_of(item)
    payload = start + ENTRY_BYTES
    entry = partition[start:payload]
    entry[_DATA_CRC] = checksum(bytes(partition[payload : payload + len(item.payload)])).to_bytes(4, "little")
    entry[_ENTRY_CRC] = checksum(bytes(entry[:4] + entry[8:])).to_bytes(4, "little")
    partition[start:payload] = entry


def seal_page(partition: bytearray, page: int) -> None:
    """Put the checksum of a page's header in place."""
    start = page * SECTOR_BYTES
    crc = checksum(bytes(partition[start + 4 : start + 28]))
    partition[start + 28 : start + 32] = crc.to_bytes(4, "little")
