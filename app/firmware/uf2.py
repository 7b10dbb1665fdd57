"""UF2, the files that a Pico's boot loader takes.

Format: Microsoft's UF2 specification (README of the repository `microsoft/uf2`). Blocks of 512 bytes, little-endian,
with 256 bytes for one flash page; `RP2040` is family 0xE48BFF56 in that repository's list.
"""

from struct import Struct
from typing import Final

from oceanhil.app.firmware.tool_errors import Uf2Error

BLOCK_BYTES: Final = 512
PAGE_BYTES: Final = 256
FLASH_BASE: Final = 0x1000_0000
RP2040_FAMILY: Final = 0xE48B_FF56
FAMILY_PRESENT: Final = 0x0000_2000
_NOT_FOR_FLASH: Final = 0x0000_0001
_START: Final = (0x0A32_4655, 0x9E5D_5157)
_END: Final = 0x0AB1_6F30
_DATA_BYTES: Final = 476
# Two magic words, flags, target address, payload bytes, number of this block, number of blocks, family; data; end.
_BLOCK: Final = Struct(f"<8I{_DATA_BYTES}sI")


def to_uf2(image: bytes, *, address: int = FLASH_BASE, family: int = RP2040_FAMILY) -> bytes:
    """Give the file for an image at `address` (a page boundary); the rest of the last page is 0xFF, as if erased."""
    if not image:
        raise Uf2Error("the image is empty; build it again")
    if address % PAGE_BYTES:
        raise Uf2Error(f"address {address:#x} is not a multiple of {PAGE_BYTES}, which a flash page begins at")
    pages = [image[start : start + PAGE_BYTES].ljust(PAGE_BYTES, b"\xff") for start in range(0, len(image), PAGE_BYTES)]
    return b"".join(
        _BLOCK.pack(
            *_START, FAMILY_PRESENT, address + number * PAGE_BYTES, PAGE_BYTES, number, len(pages), family, page, _END
        )
        for number, page in enumerate(pages)
    )


def check_uf2(data: bytes, name: str, *, family: int = RP2040_FAMILY) -> None:
    """Raise Uf2Error unless `data` is a whole file whose every block is for this family; `name` is for the message."""
    if not data or len(data) % BLOCK_BYTES:
        raise Uf2Error(f"{name!r} is no UF2 file: its {len(data)} bytes are not blocks of {BLOCK_BYTES}")
    seen = [_checked(data[start : start + BLOCK_BYTES], name, family) for start in range(0, len(data), BLOCK_BYTES)]
    numbers = [number for number, _ in seen]
    if numbers != list(range(len(seen))) or any(total != len(seen) for _, total in seen):
        raise Uf2Error(f"{name!r} is not whole: it has {len(seen)} of {seen[0][1]} blocks; copy or build it again")


def _checked(block: bytes, name: str, family: int) -> tuple[int, int]:
    """Give number and count of a block."""
    first, second, flags, address, length, number, total, found, _, end = _BLOCK.unpack(block)
    if (first, second) != _START or end != _END:
        raise Uf2Error(f"{name!r} is no UF2 file: a block begins or ends with other words than the format's")
    if not flags & FAMILY_PRESENT or found != family:
        raise Uf2Error(f"{name!r} is for chip family {found:#010x}, expected {family:#010x} (RP2040); build for picow")
    if flags & _NOT_FOR_FLASH or length != PAGE_BYTES or address % PAGE_BYTES:
        raise Uf2Error(f"{name!r} has a block that the boot loader of an RP2040 does not take; build it again")
    return number, total
