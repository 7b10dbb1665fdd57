"""UF2, the file that a Pico takes in BOOTSEL mode: blocks of 512 bytes, each for one run of flash.

A block is eight words (two magic ones, flags, address, payload bytes, its number, how many there are, chip family), up
to 476 bytes of payload and a last magic word; all little-endian. Microsoft's UF2 specification (README of the
repository `microsoft/uf2`) and its list of families.
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from struct import Struct
from typing import Final

import msgspec

BLOCK_BYTES: Final = 512
#: What the boot loader of an RP2040 takes in one block: a flash page.
PAGE_BYTES: Final = 256
PAYLOAD_BYTES_MAX: Final = 476
_BLOCK: Final = Struct(f"<8I{PAYLOAD_BYTES_MAX}sI")
_PAYLOAD_OFFSET: Final = 32
_START: Final = (0x0A32_4655, 0x9E5D_5157)
_END: Final = 0x0AB1_6F30
_NOT_FOR_FLASH: Final = 0x0000_0001
_FAMILY_PRESENT: Final = 0x0000_2000


class Family(IntEnum):
    """Chips of the Pico boards by the numbers of the families' list; a block may name any other number."""

    RP2040 = 0xE48B_FF56
    #: RP2350's tools put one such block in front of a program.
    ABSOLUTE = 0xE48B_FF57
    DATA = 0xE48B_FF58
    RP2350_ARM_S = 0xE48B_FF59
    RP2350_RISCV = 0xE48B_FF5A
    RP2350_ARM_NS = 0xE48B_FF5B


class Uf2Error(ValueError):
    """Not a UF2 file; the text goes on after the file's name."""


class Block(msgspec.Struct, frozen=True):
    """A block: `length` bytes, as it claims, for the address `address`, from `file_offset` on in the file.

    `number` of `total` as it says; `family` is None where it names none, `for_flash` False for a comment.
    """

    address: int
    length: int
    number: int
    total: int
    family: int | None
    for_flash: bool
    file_offset: int


def is_uf2(data: bytes) -> bool:
    """Tell whether `data` begins as a UF2 file does."""
    return data.startswith(b"".join(word.to_bytes(4, "little") for word in _START))


def parse_uf2(data: bytes) -> tuple[Block, ...]:
    """Read the blocks in the file's order; raises Uf2Error for a file that is cut off and for a wrong magic word.

    What a block claims is not judged: who takes a block for a chip knows what that chip takes.
    """
    if len(data) % BLOCK_BYTES:
        raise Uf2Error(f"is a UF2 file of {len(data):,} bytes, not a whole number of 512-byte blocks: it is cut off")
    return tuple(_parse_block(data, offset) for offset in range(0, len(data), BLOCK_BYTES))


def build_uf2(address: int, content: bytes, family: Family) -> bytes:
    """Give the file for `content` at `address`, a page's beginning; the rest of the last page is 0xFF, as if erased."""
    if address % PAGE_BYTES:
        raise ValueError(f"address {address:#x} is not a multiple of {PAGE_BYTES}, which a flash page begins at")
    starts = range(0, len(content), PAGE_BYTES)
    return b"".join(
        _BLOCK.pack(
            *(*_START, _FAMILY_PRESENT, address + start, PAGE_BYTES, number, len(starts), family),
            content[start : start + PAGE_BYTES].ljust(PAGE_BYTES, b"\xff"),
            _END,
        )
        for number, start in enumerate(starts)
    )


def extract(data: bytes, blocks: Sequence[Block], address: int, length: int) -> tuple[bytes, int]:
    """Give `length` bytes of flash from `address`, 0xFF where the file has nothing, and how many it has."""
    found = bytearray(b"\xff" * length)
    covered = 0
    for target, source, count in _overlaps(blocks, address, length):
        found[target : target + count] = data[source : source + count]
        covered += count
    return bytes(found), covered


def patch(data: bytes, blocks: Sequence[Block], address: int, content: bytes) -> bytes:
    """Give the file with `content` at the flash address `address`, as far as its blocks reach."""
    patched = bytearray(data)
    for start, target, count in _overlaps(blocks, address, len(content)):
        patched[target : target + count] = content[start : start + count]
    return bytes(patched)


def _parse_block(data: bytes, offset: int) -> Block:
    first, second, flags, address, length, number, total, family, _, end = _BLOCK.unpack_from(data, offset)
    if (first, second, end) != (*_START, _END):
        raise Uf2Error(f"is a UF2 file whose block {offset // BLOCK_BYTES} has a wrong magic number")
    return Block(
        address=address,
        length=length,
        number=number,
        total=total,
        family=family if flags & _FAMILY_PRESENT else None,
        for_flash=not flags & _NOT_FOR_FLASH,
        file_offset=offset + _PAYLOAD_OFFSET,
    )


def _overlaps(blocks: Sequence[Block], address: int, length: int) -> Iterator[tuple[int, int, int]]:
    """Yield position in the wanted range, position in the file, and count of each block's bytes in the range."""
    for block in blocks:
        begin = max(block.address, address)
        end = min(block.address + block.length, address + length)
        if block.for_flash and begin < end:
            yield begin - address, block.file_offset + begin - block.address, end - begin
