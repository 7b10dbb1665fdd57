"""The Pico W's image: 256 bytes of boot code with their CRC (RP2040 datasheet, "Flash Second Stage"), then firmware."""

from typing import Final

from oceanhil.simulator.flash import SECTOR_BYTES, Flash
from oceanhil.simulator.image import payload
from oceanhil.simulator.image.model import FirmwareImage

_BOOT_BYTES: Final = 252
_CRC_BYTES: Final = 4
_POLYNOMIAL: Final = 0x04C11DB7
_MASK: Final = 0xFFFFFFFF
#: Thumb `b .`, the instruction that jumps to itself.
_STAND_STILL: Final = b"\xfe\xe7"
_FIRMWARE_BYTES_MAX: Final = 4 * SECTOR_BYTES


def application(image: FirmwareImage) -> bytes:
    """Give the image for offset 0."""
    boot = _STAND_STILL.ljust(_BOOT_BYTES, b"\0")
    return boot + _crc32(boot).to_bytes(_CRC_BYTES, "little") + payload.pack(image)


def read(flash: Flash) -> FirmwareImage | None:
    """Read what would start; None if the boot code's CRC or the firmware is wrong."""
    boot = flash.dump(0, _BOOT_BYTES)
    if flash.dump(_BOOT_BYTES, _CRC_BYTES) != _crc32(boot).to_bytes(_CRC_BYTES, "little"):
        return None
    return payload.unpack(flash.dump(_BOOT_BYTES + _CRC_BYTES, _FIRMWARE_BYTES_MAX))


def _crc32(data: bytes) -> int:
    """CRC-32 of the boot ROM: highest bit first, initial value all ones, not inverted."""
    crc = _MASK
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (_POLYNOMIAL if crc >> 31 else 0)) & _MASK
    return crc
