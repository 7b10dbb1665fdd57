"""The Pico W's image: boot code with its CRC, then firmware."""

from typing import Final

from oceanhil.protocol.formats.pico_image import BOOT_CODE_BYTES, build_boot_code, has_boot_code
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from oceanhil.simulator.image import payload
from oceanhil.simulator.image.payload import FirmwareImage

#: Thumb `b .`, the instruction that jumps to itself.
_STAND_STILL: Final = b"\xfe\xe7"
_FIRMWARE_BYTES_MAX: Final = 4 * SECTOR_BYTES


def application(image: FirmwareImage) -> bytes:
    """Give the image for offset 0."""
    return build_boot_code(_STAND_STILL) + payload.pack(image)


def read(flash: Flash) -> FirmwareImage | None:
    """Read what would start; None if the boot code's CRC or the firmware is wrong."""
    if not has_boot_code(flash.dump(0, BOOT_CODE_BYTES)):
        return None
    return payload.unpack(flash.dump(BOOT_CODE_BYTES, _FIRMWARE_BYTES_MAX))
