"""Signs of a program in the first sector of a Pico's flash (RP2040 and RP2350 datasheets, "Bootrom")."""

from typing import Final

from oceanhil.simulator.eeprom.pico import PicoChip

#: Where flash begins in the address space, which is what UF2 files and picotool count in.
XIP_BASE: Final = 0x10000000
_BOOT2_BYTES: Final = 252
_POLYNOMIAL: Final = 0x04C11DB7
_BLOCK_MARKER: Final = bytes.fromhex("d3deffff")
_MARKER_WITHIN: Final = 0x1000


def find_chip(image: bytes) -> PicoChip | None:
    """Tell the chip by its boot code: RP2040's second stage has a CRC-32, RP2350's image a block marker."""
    if len(image) < _BOOT2_BYTES + 4:
        return None
    if _crc32_mpeg2(image[:_BOOT2_BYTES]) == int.from_bytes(image[_BOOT2_BYTES : _BOOT2_BYTES + 4], "little"):
        return PicoChip.RP2040
    return PicoChip.RP2350 if _BLOCK_MARKER in image[:_MARKER_WITHIN] else None


def _crc32_mpeg2(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (_POLYNOMIAL if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc
