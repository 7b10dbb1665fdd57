"""The ESP32's image: second-stage boot loader, partition table, application.

The ROM starts the boot loader at 0x1000, which reads the table at 0x8000 and starts the application in the first slot
(ESP-IDF, "Application Startup Flow").
"""

from typing import Final

from oceanhil.simulator.flash import Flash
from oceanhil.simulator.image import app_description, esp_format, partitions, payload
from oceanhil.simulator.image.esp_format import Segment
from oceanhil.simulator.image.model import FirmwareImage

_BOOTLOADER_OFFSET: Final = 0x1000
# Read-only data mapped from flash: the header of the image and of its first segment stand before it on the same page.
_MAPPED_DATA: Final = 0x3F400020
_CODE: Final = 0x40080000
_BOOTLOADER_DATA: Final = 0x3FFF0030
_BOOTLOADER_CODE: Final = 0x40080400
#: Xtensa `j .`: the instruction that jumps to itself, and a byte to fill the word.
_STAND_STILL: Final = b"\x06\xff\xff\x00"


def application(image: FirmwareImage) -> bytes:
    """Give the application image."""
    data = app_description.describe() + payload.pack(image)
    return esp_format.encode(
        esp_format.ESP32, _CODE, (Segment(_MAPPED_DATA, data), Segment(_CODE, _STAND_STILL)),
    )  # fmt: skip


def parts(image: FirmwareImage) -> tuple[tuple[int, bytes], ...]:
    """Give boot loader, table and application with their offsets."""
    return (
        (_BOOTLOADER_OFFSET, _bootloader()),
        (partitions.TABLE_OFFSET, partitions.encode_table()),
        (partitions.APP_OFFSET, application(image)),
    )


def read(flash: Flash) -> FirmwareImage | None:
    """Read what would start: None if boot loader, table or application is missing or damaged."""
    if esp_format.read(esp_format.ESP32, flash, _BOOTLOADER_OFFSET, partitions.TABLE_OFFSET, digest=False) is None:
        return None
    area = partitions.application_area(flash)
    segments = None if area is None else esp_format.read(esp_format.ESP32, flash, *area, digest=True)
    return None if segments is None else payload.unpack(segments[0].data)


def _bootloader() -> bytes:
    name = b"oceanhil boot loader".ljust(32, b"\0")
    return esp_format.encode(
        esp_format.ESP32, _BOOTLOADER_CODE,
        (Segment(_BOOTLOADER_DATA, name), Segment(_BOOTLOADER_CODE, _STAND_STILL)),
    )  # fmt: skip
