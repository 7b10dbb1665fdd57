"""ESP32's partition table as the Arduino core's `default.csv` lays out 4 MB (ESP-IDF, "Partition Tables")."""

import hashlib
from struct import Struct
from typing import Final

from oceanhil.simulator.eeprom.nvs.api import DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES
from oceanhil.simulator.flash import Flash

TABLE_OFFSET: Final = 0x8000
_TABLE_BYTES: Final = 0xC00
_ROW: Final = Struct("<2sBBII16sI")
_MAGIC: Final = b"\xaa\x50"
_MD5_MAGIC: Final = b"\xeb\xeb" + 14 * b"\xff"
_APP, _DATA = 0x00, 0x01
# What a boot loader starts when the data partition "ota" names nothing: the factory's application, else the first slot.
_FACTORY, _OTA_0 = 0x00, 0x10
_ROWS: Final = (
    ("nvs", _DATA, 0x02, DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES),
    ("otadata", _DATA, 0x00, 0xE000, 0x2000),
    ("app0", _APP, _OTA_0, 0x10000, 0x140000),
    ("app1", _APP, 0x11, 0x150000, 0x140000),
    ("spiffs", _DATA, 0x82, 0x290000, 0x160000),
    ("coredump", _DATA, 0x03, 0x3F0000, 0x10000),
)
APP_OFFSET: Final = 0x10000


def encode_table() -> bytes:
    """Give the table with its MD5 row, filled with 0xFF to the length that the boot loader reads."""
    rows = b"".join(
        _ROW.pack(_MAGIC, kind, subtype, offset, size, label.encode(), 0)
        for label, kind, subtype, offset, size in _ROWS
    )
    digest = hashlib.md5(rows, usedforsecurity=False).digest()
    return (rows + _MD5_MAGIC + digest).ljust(_TABLE_BYTES, b"\xff")


def application_area(flash: Flash) -> tuple[int, int] | None:
    """Read offset and end of the application that the boot loader starts; None without a table whose MD5 is right."""
    table = flash.dump(TABLE_OFFSET, _TABLE_BYTES)
    applications: dict[int, tuple[int, int]] = {}
    for position in range(0, _TABLE_BYTES, _ROW.size):
        row = table[position : position + _ROW.size]
        if row.startswith(_MD5_MAGIC):
            if row[len(_MD5_MAGIC) :] != hashlib.md5(table[:position], usedforsecurity=False).digest():
                return None
            return applications.get(_FACTORY) or applications.get(_OTA_0)
        if not row.startswith(_MAGIC):
            return None
        _, kind, subtype, offset, size, _, _ = _ROW.unpack(row)
        if kind == _APP and offset + size <= flash.size_bytes:
            applications[subtype] = (offset, offset + size)
    return None
