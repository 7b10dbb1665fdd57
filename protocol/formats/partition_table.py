"""ESP32's partition table: 32-byte rows of magic AA 50, closed by a row EB EB with the MD5 of those before it.

ESP-IDF, "Partition Tables", and components/bootloader_support/include/esp_flash_partitions.h.
"""

import hashlib
from collections.abc import Iterable
from enum import Enum
from struct import Struct
from typing import Final

import msgspec

from oceanhil.protocol.flash_sector import SECTOR_BYTES

#: Where boot loaders look for it, unless `CONFIG_PARTITION_TABLE_OFFSET` moved it.
USUAL_OFFSET: Final = 0x8000
TABLE_BYTES: Final = 0xC00
#: Nobody needs more room before a moved table than this.
_LAST_OFFSET: Final = 0x40000
_ROW: Final = Struct("<2sBBII16sI")
_MAGIC: Final = b"\xaa\x50"
_MD5_MAGIC: Final = b"\xeb\xeb"
_MD5_OFFSET: Final = 16
_APP, _DATA = 0x00, 0x01
_ENCRYPTED: Final = 1
_DATA_SUBTYPES: Final = {0: "ota", 1: "phy", 2: "nvs", 3: "coredump", 4: "nvs_keys", 5: "efuse", 0x82: "spiffs"}


class Md5(Enum):
    """What the closing row says."""

    GOOD = "good"
    WRONG = "wrong"
    MISSING = "missing"


class Kind(Enum):
    """Kinds of partition that are looked for here: type and subtype."""

    FACTORY = (_APP, 0x00)
    OTA_0 = (_APP, 0x10)
    OTA_1 = (_APP, 0x11)
    OTA_DATA = (_DATA, 0x00)
    NVS = (_DATA, 0x02)
    COREDUMP = (_DATA, 0x03)
    #: Keys, which mean that NVS is encrypted.
    NVS_KEYS = (_DATA, 0x04)
    SPIFFS = (_DATA, 0x82)


class Partition(msgspec.Struct, frozen=True):
    """A row: `offset` and `size` in bytes of flash."""

    label: str
    type: int
    subtype: int
    offset: int
    size: int
    flags: int = 0

    def is_kind(self, kind: Kind) -> bool:
        """Tell whether it is of this type and subtype."""
        return (self.type, self.subtype) == kind.value

    @property
    def end(self) -> int:
        """Where the next partition may begin, in bytes."""
        return self.offset + self.size

    @property
    def is_encrypted(self) -> bool:
        """Tell whether flash encryption covers it."""
        return bool(self.flags & _ENCRYPTED)

    @property
    def kind(self) -> str:
        """Type and subtype in the words of a partition table's CSV file."""
        if self.type == _APP:
            return "app"
        if self.type != _DATA:
            return f"0x{self.type:02x}/0x{self.subtype:02x}"
        return f"data/{_DATA_SUBTYPES.get(self.subtype, f'0x{self.subtype:02x}')}"


class PartitionTable(msgspec.Struct, frozen=True):
    """A table found at `offset` of an image."""

    offset: int
    partitions: tuple[Partition, ...]
    md5: Md5

    def of_kind(self, kind: Kind) -> tuple[Partition, ...]:
        """Give the partitions of this type and subtype, in the table's order."""
        return tuple(each for each in self.partitions if each.is_kind(kind))

    def application(self, flash_bytes: int) -> Partition | None:
        """Give what a boot loader starts on such a chip while OTA_DATA names nothing: FACTORY, else the first slot.

        None if there is neither within the chip, or without an MD5 that is right.
        """
        if self.md5 is not Md5.GOOD:
            return None
        candidates = (*reversed(self.of_kind(Kind.FACTORY)), *reversed(self.of_kind(Kind.OTA_0)))
        return next((each for each in candidates if each.end <= flash_bytes), None)


def build_table(partitions: Iterable[Partition], *, md5: bool = True) -> bytes:
    """Give the table with its MD5 row, filled with 0xFF to the length that the boot loader reads."""
    rows = b"".join(
        _ROW.pack(_MAGIC, each.type, each.subtype, each.offset, each.size, each.label.encode(), each.flags)
        for each in partitions
    )
    digest = _MD5_MAGIC.ljust(_MD5_OFFSET, b"\xff") + _md5(rows) if md5 else b""
    return (rows + digest).ljust(TABLE_BYTES, b"\xff")


def find_table(image: bytes) -> PartitionTable | None:
    """Look for a table where it usually is, then at the beginning of every other early sector."""
    for offset in (USUAL_OFFSET, *range(SECTOR_BYTES, _LAST_OFFSET, SECTOR_BYTES)):
        table = parse_table(image, offset)
        if table is not None:
            return table
    return None


def parse_table(image: bytes, offset: int = 0) -> PartitionTable | None:
    """Read the table at `offset`; None if there is none with at least one row."""
    partitions: list[Partition] = []
    md5 = Md5.MISSING
    last = min(offset + TABLE_BYTES, len(image)) - _ROW.size
    for position in range(offset, last + 1, _ROW.size):
        row = image[position : position + _ROW.size]
        if row.startswith(_MD5_MAGIC):
            md5 = Md5.GOOD if row[_MD5_OFFSET:] == _md5(image[offset:position]) else Md5.WRONG
            break
        if not row.startswith(_MAGIC):
            break
        partitions.append(_parse_row(row))
    return PartitionTable(offset, tuple(partitions), md5) if partitions else None


def _parse_row(row: bytes) -> Partition:
    _, kind, subtype, offset, size, label, flags = _ROW.unpack(row)
    name = "".join(chr(byte) if 0x20 <= byte < 0x7F else "?" for byte in label.split(b"\0", 1)[0])
    return Partition(name, kind, subtype, offset, size, flags)


def _md5(rows: bytes) -> bytes:
    return hashlib.md5(rows, usedforsecurity=False).digest()
