"""What a Pico's flash begins with: 256 bytes of boot code with their CRC-32 on an RP2040, a block marker on an RP2350.

RP2040 datasheet, "Flash Second Stage"; RP2350 datasheet, "Bootrom", "Image Definitions".
"""

from typing import Final

from oceanhil.protocol.formats.crc32 import crc32_mpeg2

#: Where flash begins in the address space, which is what UF2 files and picotool count in.
FLASH_BASE: Final = 0x1000_0000
BOOT_CODE_BYTES: Final = 256
_CODE_BYTES: Final = 252
_BLOCK_MARKER: Final = bytes.fromhex("d3deffff")
#: The smallest image definition: an executable for Arm, secure, alone in its loop of blocks (RP2350 datasheet,
#: "Minimum Arm image metadata").
_IMAGE_DEFINITION: Final = _BLOCK_MARKER + bytes.fromhex("42012110 ff010000 00000000 793512ab")
_MARKER_WITHIN: Final = 0x1000


def build_boot_code(code: bytes) -> bytes:
    """Give the 256 bytes for the beginning of flash; `code` has at most 252."""
    padded = code.ljust(_CODE_BYTES, b"\0")
    if len(padded) > _CODE_BYTES:
        raise ValueError(f"boot code of {len(code)} bytes, expected at most {_CODE_BYTES}")
    return padded + crc32_mpeg2(padded).to_bytes(4, "little")


def build_image_definition(code: bytes) -> bytes:
    """Give 256 bytes for the beginning of an RP2350's flash, which `code` begins: its ROM finds the image there."""
    padded = code.ljust(_CODE_BYTES - len(_IMAGE_DEFINITION), b"\0") + _IMAGE_DEFINITION
    return padded.ljust(BOOT_CODE_BYTES, b"\0")


def has_boot_code(flash: bytes) -> bool:
    """Tell whether the boot ROM of an RP2040 would start what stands at the beginning of `flash`."""
    code, crc = flash[:_CODE_BYTES], flash[_CODE_BYTES:BOOT_CODE_BYTES]
    return len(crc) == 4 and crc32_mpeg2(code) == int.from_bytes(crc, "little")


def has_block_marker(flash: bytes) -> bool:
    """Tell whether the boot ROM of an RP2350 would find an image: a sign, four bytes are no proof."""
    return _BLOCK_MARKER in flash[:_MARKER_WITHIN]
