"""ESP32's partition table: 32-byte rows of magic AA 50, closed by a row EB EB with the MD5 of those before it.

ESP-IDF, "Partition Tables", and components/bootloader_support/include/esp_flash_partitions.h.
"""

import hashlib
from enum import Enum
from struct import Struct
from typing import Final

import msgspec

USUAL_OFFSET: Final = 0x8000
#: `CONFIG_PARTITION_TABLE_OFFSET` can move the table; nobody needs more room before it than this.
_LAST_OFFSET: Final = 0x40000
_SECTOR_BYTES: Final = 0x1000
_TABLE_BYTES: Final = 0xC00
_ROW: Final = Struct("<2sBBII16sI")
_MAGIC: Final = b"\xaa\x50"
_MD5_MAGIC: Final = b"\xeb\xeb"
_DATA: Final = 0x01
_NVS: Final = 0x02
_NVS_KEYS: Final = 0x04
_ENCRYPTED: Final = 1
_DATA_SUBTYPES: Final = {0: "ota", 1: "phy", 2: "nvs", 3: "coredump", 4: "nvs_keys", 5: "efuse", 0x82: "spiffs"}


class Md5(Enum):
    """What the closing row says."""

    GOOD = "good"
    WRONG = "wrong"
    MISSING = "missing"


class Partition(msgspec.Struct, frozen=True):
    """A row: `offset` and `size` in bytes of flash."""

    label: str
    type: int
    subtype: int
    offset: int
    size: int
    flags: int

    @property
    def is_nvs(self) -> bool:
        """Tell whether the NVS driver owns it."""
        return (self.type, self.subtype) == (_DATA, _NVS)

    @property
    def is_nvs_keys(self) -> bool:
        """Tell whether it holds keys, which mean that NVS is encrypted."""
        return (self.type, self.subtype) == (_DATA, _NVS_KEYS)

    @property
    def is_encrypted(self) -> bool:
        """Tell whether flash encryption covers it."""
        return bool(self.flags & _ENCRYPTED)

    @property
    def kind(self) -> str:
        """Type and subtype in the words of a partition table's CSV file."""
        if self.type == 0:
            return "app"
        if self.type != _DATA:
            return f"0x{self.type:02x}/0x{self.subtype:02x}"
        return f"data/{_DATA_SUBTYPES.get(self.subtype, f'0x{self.subtype:02x}')}"


class PartitionTable(msgspec.Struct, frozen=True):
    """A table found at `offset` of an image."""

    offset: int
    partitions: tuple[Partition, ...]
    md5: Md5


def find_table(image: bytes) -> PartitionTable | None:
    """Look for a table where it usually is, then at the beginning of every other early sector."""
    for offset in (USUAL_OFFSET, *range(_SECTOR_BYTES, _LAST_OFFSET, _SECTOR_BYTES)):
        table = read_table(image, offset)
        if table is not None:
            return table
    return None


def read_table(image: bytes, offset: int) -> PartitionTable | None:
    """Read the table at `offset`; None if there is none with at least one row."""
    partitions: list[Partition] = []
    md5 = Md5.MISSING
    last = min(offset + _TABLE_BYTES, len(image)) - _ROW.size
    for position in range(offset, last + 1, _ROW.size):
        row = image[position : position + _ROW.size]
        if row.startswith(_MD5_MAGIC):
            same = row[16:] == hashlib.md5(image[offset:position], usedforsecurity=False).digest()
            md5 = Md5.GOOD if same else Md5.WRONG
            break
        if not row.startswith(_MAGIC):
            break
        partitions.append(_partition(row))
    return PartitionTable(offset, tuple(partitions), md5) if partitions else None


def _partition(row: bytes) -> Partition:
    _, kind, subtype, offset, size, label, flags = _ROW.unpack(row)
    name = "".join(chr(byte) if 0x20 <= byte < 0x7F else "?" for byte in label.split(b"\0", 1)[0])
    return Partition(name, kind, subtype, offset, size, flags)
