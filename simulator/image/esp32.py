"""ESP-IDF's image: second-stage boot loader, partition table, application, where a family has each.

The ROM starts the boot loader, which reads the table at 0x8000 and starts the application in the first slot (ESP-IDF,
"Application Startup Flow").
"""

from struct import Struct
from typing import Final

from oceanhil.boards.family import EspImage
from oceanhil.protocol.formats.esp_image import Segment, build_image, parse_image
from oceanhil.protocol.formats.partition_table import (
    TABLE_BYTES,
    USUAL_OFFSET,
    Kind,
    Partition,
    build_table,
    parse_table,
)
from oceanhil.simulator.eeprom.nvs.api import DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.image import payload
from oceanhil.simulator.image.payload import FirmwareImage

_APP_OFFSET: Final = 0x10000
#: The Arduino core's `default.csv`, which lays out 4 MB: of a smaller chip only what fits, of a larger one no more.
_PARTITIONS: Final = (
    Partition("nvs", *Kind.NVS.value, DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES),
    Partition("otadata", *Kind.OTA_DATA.value, 0xE000, 0x2000),
    Partition("app0", *Kind.OTA_0.value, _APP_OFFSET, 0x140000),
    Partition("app1", *Kind.OTA_1.value, 0x150000, 0x140000),
    Partition("spiffs", *Kind.SPIFFS.value, 0x290000, 0x160000),
    Partition("coredump", *Kind.COREDUMP.value, 0x3F0000, 0x10000),
)
_DESCRIPTION: Final = Struct("<II8s32s32s16s16s32s32s80s")
_DESCRIPTION_MAGIC: Final = 0xABCD5432


def application(layout: EspImage, image: FirmwareImage, flash_bytes: int) -> bytes:
    """Give the application image."""
    data = _description() + payload.pack(image)
    segments = (Segment(layout.mapped_data, data), Segment(layout.code, layout.halt))
    return build_image(layout.chip, layout.code, segments, flash_bytes=flash_bytes)


def parts(layout: EspImage, image: FirmwareImage, flash_bytes: int) -> tuple[tuple[int, bytes], ...]:
    """Give boot loader, table and application with their offsets, for a chip with so much flash."""
    table = build_table(each for each in _PARTITIONS if each.end <= flash_bytes)
    return (
        (layout.bootloader_offset, _bootloader(layout, flash_bytes)),
        (USUAL_OFFSET, table),
        (_APP_OFFSET, application(layout, image, flash_bytes)),
    )


def read(layout: EspImage, flash: Flash) -> FirmwareImage | None:
    """Read what would start: None if boot loader, table or application is missing or damaged."""
    loader = flash.dump(layout.bootloader_offset, USUAL_OFFSET - layout.bootloader_offset)
    if parse_image(loader, layout.chip, digest=False) is None:
        return None
    table = parse_table(flash.dump(USUAL_OFFSET, TABLE_BYTES))
    area = table.application(flash.size_bytes) if table is not None else None
    if area is None:
        return None
    segments = parse_image(flash.dump(area.offset, area.size), layout.chip, digest=True)
    return None if segments is None else payload.unpack(segments[0].data)


def _bootloader(layout: EspImage, flash_bytes: int) -> bytes:
    name = b"oceanhil boot loader".ljust(32, b"\0")
    segments = (Segment(layout.bootloader_data, name), Segment(layout.bootloader_code, layout.halt))
    return build_image(layout.chip, layout.bootloader_code, segments, flash_bytes=flash_bytes)


def _description() -> bytes:
    """Give what an ESP-IDF application begins with (ESP-IDF, "App Image Format", `esp_app_desc_t`).

    Tools show it; nothing here reads it. Times are fixed, so that the same firmware always makes the same image.
    """
    return _DESCRIPTION.pack(
        *(_DESCRIPTION_MAGIC, 0, b"", b"1", b"oceanhil-virtual"),
        *(b"00:00:00", b"Jan  1 2026", b"v5.5.1", b"", b""),
    )
