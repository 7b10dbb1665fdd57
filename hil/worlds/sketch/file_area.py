"""Where a board's files are in flash, and how its core sets littlefs up."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from oceanhil.boards.storage import Storage

_KILOBYTE: Final = 1 << 10
_DISK_2_0: Final = 0x0002_0000
_DISK_2_1: Final = 0x0002_0001


@dataclass(frozen=True, slots=True, kw_only=True)
class FileArea:
    """A part of flash that is a littlefs, and the library's settings (`struct lfs_config` of lfs.h).

    `address` and all sizes in bytes; `lookahead_bytes` has a bit for a block. `label` is the partition's name, empty
    where there are no partitions. `block_cycles`: erases of a metadata block until another takes its place.
    `disk_version`: of what is written, major in the upper 16 bits.
    """

    label: str = ""
    address: int
    size_bytes: int
    block_bytes: int
    read_bytes: int
    program_bytes: int
    cache_bytes: int
    lookahead_bytes: int
    block_cycles: int
    name_bytes: int = 255
    disk_version: int = _DISK_2_1

    @property
    def block_count(self) -> int:
        """How many blocks it has."""
        return self.size_bytes // self.block_bytes


# The partition of tools/partitions/default.csv of arduino-esp32, and the defaults of esp_littlefs' Kconfig.
_ESP32: Final = FileArea(
    label="spiffs",
    address=0x29_0000,
    size_bytes=0x16_0000,
    block_bytes=4 * _KILOBYTE,
    read_bytes=128,
    program_bytes=128,
    cache_bytes=512,
    lookahead_bytes=128,
    block_cycles=512,
)
# The layout 4M2M, which is the default of boards with 4 MB (tools/sdk/ld/eagle.flash.4m2m.ld of esp8266/Arduino);
# libraries/LittleFS/src/LittleFS.h there; its littlefs is of version 2.5, which writes disk version 2.0.
_ESP8266: Final = FileArea(
    address=0x20_0000,
    size_bytes=0x1F_A000,
    block_bytes=8 * _KILOBYTE,
    read_bytes=64,
    program_bytes=64,
    cache_bytes=64,
    lookahead_bytes=64,
    block_cycles=16,
    name_bytes=32,
    disk_version=_DISK_2_0,
)
# "Sketch: 1MB, FS: 1MB" of arduino-pico's menu, below the sector of EEPROM; libraries/LittleFS/src/LittleFS.h there.
_PICO: Final = FileArea(
    address=0x0F_F000,
    size_bytes=1024 * _KILOBYTE,
    block_bytes=4 * _KILOBYTE,
    read_bytes=256,
    program_bytes=256,
    cache_bytes=256,
    lookahead_bytes=256,
    block_cycles=16,
)
FILE_AREAS: Final[Mapping[Storage, FileArea]] = MappingProxyType(
    {Storage.NVS: _ESP32, Storage.ESP8266_SECTOR: _ESP8266, Storage.PICO_SECTOR: _PICO}
)
"""By how a family keeps its EEPROM, for that goes with its core."""
