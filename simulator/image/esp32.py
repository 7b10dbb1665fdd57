"""The ESP32's image: second-stage boot loader, partition table, application.

The ROM starts the boot loader at 0x1000, which reads the table at 0x8000 and starts the application in the first slot
(ESP-IDF, "Application Startup Flow").
"""

from struct import Struct
from typing import Final

from oceanhil.protocol.formats.esp_image import EspChip, Segment, build_image, parse_image
from oceanhil.protocol.formats.partition_table import (
    TABLE_BYTES,
    USUAL_OFFSET,
    Kind,
    Partition,
    build_table,
    parse_table,
)
from oceanhil.simulator.eeprom.nvs.api import DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES
from oceanhil.simulator.flash import Flash
from oceanhil.simulator.image import payload
from oceanhil.simulator.image.model import FirmwareImage

_BOOTLOADER_OFFSET: Final = 0x1000
_APP_OFFSET: Final = 0x10000
#: The Arduino core's `default.csv`, which lays out 4 MB.
_PARTITIONS: Final = (
    Partition("nvs", *Kind.NVS.value, DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES),
    Partition("otadata", *Kind.OTA_DATA.value, 0xE000, 0x2000),
    Partition("app0", *Kind.OTA_0.value, _APP_OFFSET, 0x140000),
    Partition("app1", *Kind.OTA_1.value, 0x150000, 0x140000),
    Partition("spiffs", *Kind.SPIFFS.value, 0x290000, 0x160000),
    Partition("coredump", *Kind.COREDUMP.value, 0x3F0000, 0x10000),
)
# Read-only data mapped from flash: the header of the image and of its first segment stand before it on the same page.
_MAPPED_DATA: Final = 0x3F400020
_CODE: Final = 0x40080000
_BOOTLOADER_DATA: Final = 0x3FFF0030
_BOOTLOADER_CODE: Final = 0x40080400
#: Xtensa `j .`: the instruction that jumps to itself, and a byte to fill the word.
_STAND_STILL: Final = b"\x06\xff\xff\x00"
_DESCRIPTION: Final = Struct("<II8s32s32s16s16s32s32s80s")
_DESCRIPTION_MAGIC: Final = 0xABCD5432


def application(image: FirmwareImage) -> bytes:
    """Give the application image."""
    data = _description() + payload.pack(image)
    return build_image(EspChip.ESP32, _CODE, (Segment(_MAPPED_DATA, data), Segment(_CODE, _STAND_STILL)))


def parts(image: FirmwareImage) -> tuple[tuple[int, bytes], ...]:
    """Give boot loader, table and application with their offsets."""
    return (
        (_BOOTLOADER_OFFSET, _bootloader()),
        (USUAL_OFFSET, build_table(_PARTITIONS)),
        (_APP_OFFSET, application(image)),
    )


def read(flash: Flash) -> FirmwareImage | None:
    """Read what would start: None if boot loader, table or application is missing or damaged."""
    loader = flash.dump(_BOOTLOADER_OFFSET, USUAL_OFFSET - _BOOTLOADER_OFFSET)
    if parse_image(loader, EspChip.ESP32, digest=False) is None:
        return None
    table = parse_table(flash.dump(USUAL_OFFSET, TABLE_BYTES))
    area = table.application(flash.size_bytes) if table is not None else None
    if area is None:
        return None
    segments = parse_image(flash.dump(area.offset, area.size), EspChip.ESP32, digest=True)
    return None if segments is None else payload.unpack(segments[0].data)


def _bootloader() -> bytes:
    name = b"oceanhil boot loader".ljust(32, b"\0")
    segments = (Segment(_BOOTLOADER_DATA, name), Segment(_BOOTLOADER_CODE, _STAND_STILL))
    return build_image(EspChip.ESP32, _BOOTLOADER_CODE, segments)


def _description() -> bytes:
    """Give what an ESP-IDF application begins with (ESP-IDF, "App Image Format", `esp_app_desc_t`).

    Tools show it; nothing here reads it. Times are fixed, so that the same firmware always makes the same image.
    """
    return _DESCRIPTION.pack(
        *(_DESCRIPTION_MAGIC, 0, b"", b"1", b"oceanhil-virtual"),
        *(b"00:00:00", b"Jan  1 2026", b"v5.5.1", b"", b""),
    )
