"""The header of Espressif's firmware images, as far as it tells the chip and the size of its flash.

esptool documentation, "Firmware Image Format", and ESP-IDF esp_app_format.h for the chips' numbers.
"""

from struct import Struct
from typing import Final

import msgspec

_MAGIC: Final = 0xE9
_HEADER: Final = Struct("<BBBBI")
_CHIP_ID: Final = Struct("<H")
_CHIP_ID_OFFSET: Final = 12
_MEGABYTE: Final = 1 << 20
ESP32_CHIP_ID: Final = 0
_CHIPS: Final = {
    ESP32_CHIP_ID: "ESP32",
    0x0002: "ESP32-S2",
    0x0005: "ESP32-C3",
    0x0009: "ESP32-S3",
    0x000C: "ESP32-C2",
    0x000D: "ESP32-C6",
    0x0010: "ESP32-H2",
    0x0012: "ESP32-P4",
    0x0014: "ESP32-C61",
    0x0017: "ESP32-C5",
}
_ESP8266_BYTES: Final = {
    0: _MEGABYTE // 2,
    1: _MEGABYTE // 4,
    2: _MEGABYTE,
    3: 2 * _MEGABYTE,
    4: 4 * _MEGABYTE,
    5: 2 * _MEGABYTE,
    6: 4 * _MEGABYTE,
    8: 8 * _MEGABYTE,
    9: 16 * _MEGABYTE,
}
_ESP32_BYTES: Final = {code: _MEGABYTE << code for code in range(8)}
# Where code of the boot loader runs: IRAM of the ESP8266.
_ESP8266_ENTRY: Final = range(0x40100000, 0x40200000)
#: Where the second-stage boot loader stands: ESP32 and S2, most others, P4 and C5.
BOOTLOADER_OFFSETS: Final = (0x1000, 0x0, 0x2000)


class EspImage(msgspec.Struct, frozen=True):
    """A header found at `offset`: the chip's name, and the bytes of flash it names (None for an unknown code)."""

    offset: int
    chip: str
    flash_bytes: int | None


def read_image(data: bytes, offset: int) -> EspImage | None:
    """Read the header at `offset`; None if there is none that makes sense."""
    if len(data) < offset + _CHIP_ID_OFFSET + _CHIP_ID.size:
        return None
    magic, segments, mode, size_and_frequency, entry = _HEADER.unpack_from(data, offset)
    if magic != _MAGIC or not 1 <= segments <= 16 or mode > 5:
        return None
    size_code = size_and_frequency >> 4
    # Only the ESP8266 has no extended header: a segment's load address stands where others name their chip.
    if entry in _ESP8266_ENTRY:
        return EspImage(offset, "ESP8266", _ESP8266_BYTES.get(size_code))
    (number,) = _CHIP_ID.unpack_from(data, offset + _CHIP_ID_OFFSET)
    if number not in _CHIPS:
        return None
    return EspImage(offset, _CHIPS[number], _ESP32_BYTES.get(size_code))


def find_bootloader(data: bytes) -> EspImage | None:
    """Look for the boot loader of an ESP32 or one of its relatives."""
    found = (read_image(data, offset) for offset in BOOTLOADER_OFFSETS)
    return next((image for image in found if image is not None and image.chip != "ESP8266"), None)
