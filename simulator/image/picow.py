"""A Pico's image: boot code with its CRC on an RP2040, an image definition on an RP2350; then firmware."""

from typing import Final

from oceanhil.protocol.formats.pico_image import (
    BOOT_CODE_BYTES,
    build_boot_code,
    build_image_definition,
    has_block_marker,
    has_boot_code,
)
from oceanhil.simulator.eeprom.pico import PicoChip
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from oceanhil.simulator.image import payload
from oceanhil.simulator.image.payload import FirmwareImage

#: Thumb `b .`, the instruction that jumps to itself.
_STAND_STILL: Final = b"\xfe\xe7"
_FIRMWARE_BYTES_MAX: Final = 4 * SECTOR_BYTES


def application(image: FirmwareImage, chip: PicoChip) -> bytes:
    """Give the image for offset 0."""
    build = build_boot_code if chip is PicoChip.RP2040 else build_image_definition
    return build(_STAND_STILL) + payload.pack(image)


def read(flash: Flash, chip: PicoChip) -> FirmwareImage | None:
    """Read what would start; None if what the chip's ROM looks for is not there, or the firmware is wrong."""
    starts = has_boot_code if chip is PicoChip.RP2040 else has_block_marker
    if not starts(flash.dump(0, BOOT_CODE_BYTES)):
        return None
    return payload.unpack(flash.dump(BOOT_CODE_BYTES, _FIRMWARE_BYTES_MAX))
