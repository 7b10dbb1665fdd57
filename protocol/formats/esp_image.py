"""Espressif's firmware image: header, segments, checksum, and a SHA-256 where the chip has an extended header.

esptool documentation, "Firmware Image Format", and ESP-IDF esp_app_format.h for the chips' numbers.
"""

import hashlib
from enum import Enum
from functools import reduce
from operator import xor
from struct import Struct
from typing import Final

import msgspec

from oceanhil.protocol.units import MEGABYTE

MAGIC: Final = 0xE9
#: Where the second-stage boot loader stands: ESP32 and S2, most others, P4 and C5.
BOOTLOADER_OFFSETS: Final = (0x1000, 0x0, 0x2000)
_HEADER: Final = Struct("<BBBBI")
_EXTENDED: Final = Struct("<B3xHBHH4xB")
_CHIP_ID: Final = Struct("<H")
_CHIP_ID_OFFSET: Final = 12
_SEGMENT: Final = Struct("<II")
_DIO: Final = 2
_LAST_MODE: Final = 5
_CHECKSUM_SEED: Final = 0xEF
_CHECKSUM_ALIGNMENT: Final = 16
_DIGEST_BYTES: Final = 32
_SEGMENTS_MAX: Final = 16
# ROMs ignore the pin number if it says that the write-protect pin is not used.
_NO_WP_PIN: Final = 0xEE
_REVISION_MAX: Final = 0xFFFF
_ESP8266_BYTES: Final = {
    0: MEGABYTE // 2,
    1: MEGABYTE // 4,
    2: MEGABYTE,
    3: 2 * MEGABYTE,
    4: 4 * MEGABYTE,
    5: 2 * MEGABYTE,
    6: 4 * MEGABYTE,
    8: 8 * MEGABYTE,
    9: 16 * MEGABYTE,
}
_ESP32_BYTES: Final = {code: MEGABYTE << code for code in range(8)}
# Where code of the boot loader runs: IRAM of the ESP8266.
_ESP8266_ENTRY: Final = range(0x40100000, 0x40200000)


class EspChip(Enum):
    """A chip by Espressif's name for it."""

    ESP8266 = "ESP8266"
    ESP32 = "ESP32"
    ESP32_S2 = "ESP32-S2"
    ESP32_C3 = "ESP32-C3"
    ESP32_S3 = "ESP32-S3"
    ESP32_C2 = "ESP32-C2"
    ESP32_C6 = "ESP32-C6"
    ESP32_H2 = "ESP32-H2"
    ESP32_P4 = "ESP32-P4"
    ESP32_C61 = "ESP32-C61"
    ESP32_C5 = "ESP32-C5"

    @property
    def number(self) -> int | None:
        """What the extended header calls it; None for the one chip that has no such header."""
        return _NUMBERS.get(self)

    @property
    def header_bytes(self) -> int:
        """How long the image's headers are."""
        return _HEADER.size + (0 if self.number is None else _EXTENDED.size)


_NUMBERS: Final = {
    EspChip.ESP32: 0x0000,
    EspChip.ESP32_S2: 0x0002,
    EspChip.ESP32_C3: 0x0005,
    EspChip.ESP32_S3: 0x0009,
    EspChip.ESP32_C2: 0x000C,
    EspChip.ESP32_C6: 0x000D,
    EspChip.ESP32_H2: 0x0010,
    EspChip.ESP32_P4: 0x0012,
    EspChip.ESP32_C61: 0x0014,
    EspChip.ESP32_C5: 0x0017,
}
_CHIPS: Final = {number: chip for chip, number in _NUMBERS.items()}


class Segment(msgspec.Struct, frozen=True):
    """Bytes and the address they are loaded to."""

    address: int
    data: bytes


class ImageHeader(msgspec.Struct, frozen=True):
    """A header found at `offset`: the chip, and the bytes of flash it names (None for an unknown code)."""

    offset: int
    chip: EspChip
    flash_bytes: int | None


def build_image(chip: EspChip, entry: int, segments: tuple[Segment, ...], *, flash_bytes: int) -> bytes:
    """Give the image that starts at address `entry`, for a chip with so much flash."""
    codes = _flash_sizes(chip)
    code = next((code for code, size in codes.items() if size == flash_bytes), None)
    if code is None:
        raise ValueError(
            f"{flash_bytes} bytes of flash, expected one of {sorted(set(codes.values()))} for {chip.value}"
        )
    head = _HEADER.pack(MAGIC, len(segments), _DIO, code << 4, entry)
    if chip.number is not None:
        head += _EXTENDED.pack(_NO_WP_PIN, chip.number, 0, 0, _REVISION_MAX, 1)
    body = head + b"".join(_SEGMENT.pack(each.address, len(each.data)) + each.data for each in segments)
    body += bytes(-(len(body) + 1) % _CHECKSUM_ALIGNMENT) + bytes([_checksum(segments)])
    return body if chip.number is None else body + hashlib.sha256(body).digest()


def parse_image(data: bytes, chip: EspChip, *, digest: bool) -> tuple[Segment, ...] | None:
    """Read the segments of the image at the beginning of `data`; None if there is none for `chip`, or it is damaged.

    The checksum is always looked at, the SHA-256 with `digest` if the image says that it has one: a ROM does not, the
    second-stage boot loader does. A tool that writes an image may change flash mode and size, which only the SHA-256
    covers.
    """
    if len(data) < chip.header_bytes:
        return None
    magic, count, _, _, _ = _HEADER.unpack_from(data)
    if magic != MAGIC or not 1 <= count <= _SEGMENTS_MAX or _number(data, chip) != chip.number:
        return None
    found = _parse_segments(data, chip.header_bytes, count)
    if found is None:
        return None
    segments, end = found
    end += _CHECKSUM_ALIGNMENT - end % _CHECKSUM_ALIGNMENT
    if end > len(data) or data[end - 1] != _checksum(segments):
        return None
    has_digest = chip.number is not None and data[chip.header_bytes - 1] == 1
    if digest and has_digest and data[end : end + _DIGEST_BYTES] != hashlib.sha256(data[:end]).digest():
        return None
    return segments


def parse_header(data: bytes, offset: int = 0) -> ImageHeader | None:
    """Read the header at `offset`, whatever chip it is for; None if there is none that makes sense."""
    if len(data) < offset + _CHIP_ID_OFFSET + _CHIP_ID.size:
        return None
    magic, segments, mode, size_and_frequency, entry = _HEADER.unpack_from(data, offset)
    if magic != MAGIC or not 1 <= segments <= _SEGMENTS_MAX or mode > _LAST_MODE:
        return None
    # Only the ESP8266 has no extended header: a segment's load address stands where others name their chip.
    number: int = _CHIP_ID.unpack_from(data, offset + _CHIP_ID_OFFSET)[0]
    chip = EspChip.ESP8266 if entry in _ESP8266_ENTRY else _CHIPS.get(number)
    return None if chip is None else ImageHeader(offset, chip, _flash_sizes(chip).get(size_and_frequency >> 4))


def find_bootloader(data: bytes) -> ImageHeader | None:
    """Look for the boot loader of an ESP32 or one of its relatives."""
    found = (parse_header(data, offset) for offset in BOOTLOADER_OFFSETS)
    return next((header for header in found if header is not None and header.chip is not EspChip.ESP8266), None)


def _flash_sizes(chip: EspChip) -> dict[int, int]:
    return _ESP8266_BYTES if chip is EspChip.ESP8266 else _ESP32_BYTES


def _number(data: bytes, chip: EspChip) -> int | None:
    if chip.number is None:
        return None
    number: int = _CHIP_ID.unpack_from(data, _CHIP_ID_OFFSET)[0]
    return number


def _parse_segments(data: bytes, position: int, count: int) -> tuple[tuple[Segment, ...], int] | None:
    segments = []
    for _ in range(count):
        begin = position + _SEGMENT.size
        if begin > len(data):
            return None
        address, length = _SEGMENT.unpack_from(data, position)
        position = begin + length
        if position > len(data):
            return None
        segments.append(Segment(address, data[begin:position]))
    return tuple(segments), position


def _checksum(segments: tuple[Segment, ...]) -> int:
    return reduce(xor, b"".join(each.data for each in segments), _CHECKSUM_SEED)
