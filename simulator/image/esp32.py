"""ESP-IDF's image: second-stage boot loader, partition table, application, where a family has each.

The ROM starts the boot loader, which reads the table at 0x8000 and starts the application in the first slot (ESP-IDF,
"Application Startup Flow").
"""

from oceanhil.boards.family import EspImage
from oceanhil.simulator.flash import Flash
from oceanhil.simulator.image import app_description, esp_format, partitions, payload
from oceanhil.simulator.image.esp_format import EspFormat, Segment
from oceanhil.simulator.image.model import FirmwareImage


def application(layout: EspImage, image: FirmwareImage) -> bytes:
    """Give the application image."""
    data = app_description.describe() + payload.pack(image)
    return esp_format.encode(
        _format(layout), layout.code, (Segment(layout.mapped_data, data), Segment(layout.code, layout.halt)),
    )  # fmt: skip


def parts(layout: EspImage, image: FirmwareImage) -> tuple[tuple[int, bytes], ...]:
    """Give boot loader, table and application with their offsets."""
    return (
        (layout.bootloader_offset, _bootloader(layout)),
        (partitions.TABLE_OFFSET, partitions.encode_table()),
        (partitions.APP_OFFSET, application(layout, image)),
    )


def read(layout: EspImage, flash: Flash) -> FirmwareImage | None:
    """Read what would start: None if boot loader, table or application is missing or damaged."""
    variant = _format(layout)
    if esp_format.read(variant, flash, layout.bootloader_offset, partitions.TABLE_OFFSET, digest=False) is None:
        return None
    area = partitions.application_area(flash)
    segments = None if area is None else esp_format.read(variant, flash, *area, digest=True)
    return None if segments is None else payload.unpack(segments[0].data)


def _bootloader(layout: EspImage) -> bytes:
    name = b"oceanhil boot loader".ljust(32, b"\0")
    return esp_format.encode(
        _format(layout), layout.bootloader_code,
        (Segment(layout.bootloader_data, name), Segment(layout.bootloader_code, layout.halt)),
    )  # fmt: skip


def _format(layout: EspImage) -> EspFormat:
    return EspFormat(esp_format.ESP32.size_code, layout.chip_id)
