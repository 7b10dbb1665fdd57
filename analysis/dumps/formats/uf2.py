"""UF2, the file a Pico takes in BOOTSEL mode: blocks of 512 bytes, each with an address and up to 476 bytes.

Microsoft, "USB Flashing Format (UF2)"; the family numbers are those of its list.
"""

from collections.abc import Iterator, Sequence
from struct import Struct
from typing import Final

import msgspec

from oceanhil.simulator.eeprom.pico import PicoChip
from oceanhil.simulator.flash_cells import PAGE_BYTES

BLOCK_BYTES: Final = 512
_HEADER: Final = Struct("<IIIIIIII")
_START: Final = (0x0A324655, 0x9E5D5157)
_END: Final = (0x0AB16F30).to_bytes(4, "little")
_NOT_FLASH: Final = 0x1
_HAS_FAMILY: Final = 0x2000
_MAX_PAYLOAD: Final = 476
FAMILIES: Final = {PicoChip.RP2040: 0xE48BFF56, PicoChip.RP2350: 0xE48BFF59}
_PICO_FAMILIES: Final = {
    0xE48BFF56: PicoChip.RP2040,
    0xE48BFF57: None,  # "absolute": RP2350 tools put one such block in front of a program
    0xE48BFF58: None,  # "data"
    0xE48BFF59: PicoChip.RP2350,
    0xE48BFF5A: PicoChip.RP2350,
    0xE48BFF5B: PicoChip.RP2350,
}


class Uf2Error(ValueError):
    """Not a UF2 file of a Pico; the text says why."""


class Piece(msgspec.Struct, frozen=True):
    """The payload of one block: flash address, length, and where it stands in the file, all in bytes."""

    address: int
    length: int
    file_offset: int


class Uf2(msgspec.Struct, frozen=True):
    """A file's pieces in its order; `chip` is None if no block names one."""

    pieces: tuple[Piece, ...]
    chip: PicoChip | None


def is_uf2(data: bytes) -> bool:
    """Tell whether `data` begins as a UF2 file does."""
    return data.startswith(b"".join(word.to_bytes(4, "little") for word in _START))


def read_uf2(data: bytes) -> Uf2:
    """Read the blocks; raises Uf2Error for a broken one or for another chip's file."""
    if len(data) % BLOCK_BYTES:
        raise Uf2Error(f"is a UF2 file of {len(data):,} bytes, not a whole number of 512-byte blocks: it is cut off")
    pieces: list[Piece] = []
    chips: set[PicoChip] = set()
    for offset in range(0, len(data), BLOCK_BYTES):
        piece, family = _read_block(data, offset)
        if family is not None:
            if family not in _PICO_FAMILIES:
                raise Uf2Error(f"is a UF2 file of another chip (family 0x{family:08x}), not of a Pico W")
            chip = _PICO_FAMILIES[family]
            chips |= {chip} if chip is not None else set()
        if piece is not None:
            pieces.append(piece)
    return Uf2(tuple(pieces), chips.pop() if len(chips) == 1 else None)


def _read_block(data: bytes, offset: int) -> tuple[Piece | None, int | None]:
    first, second, flags, address, length, _, _, family = _HEADER.unpack_from(data, offset)
    if (first, second) != _START or data[offset + BLOCK_BYTES - 4 : offset + BLOCK_BYTES] != _END:
        raise Uf2Error(f"is a UF2 file whose block {offset // BLOCK_BYTES} has a wrong magic number")
    if length > _MAX_PAYLOAD:
        raise Uf2Error(f"is a UF2 file whose block {offset // BLOCK_BYTES} claims {length} bytes, expected up to 476")
    piece = None if flags & _NOT_FLASH else Piece(address, length, offset + _HEADER.size)
    return piece, family if flags & _HAS_FAMILY else None


def extract(data: bytes, uf2: Uf2, address: int, length: int) -> tuple[bytes, int]:
    """Give `length` bytes of flash from `address`, 0xFF where the file has nothing, and how many it has."""
    found = bytearray(b"\xff" * length)
    covered = 0
    for target, source, count in _overlaps(uf2, address, length):
        found[target : target + count] = data[source : source + count]
        covered += count
    return bytes(found), covered


def patch(data: bytes, uf2: Uf2, address: int, content: bytes) -> bytes:
    """Give the file with `content` at the flash address `address`, as far as its blocks reach."""
    patched = bytearray(data)
    for start, target, count in _overlaps(uf2, address, len(content)):
        patched[target : target + count] = content[start : start + count]
    return bytes(patched)


def write_uf2(address: int, content: bytes, chip: PicoChip) -> bytes:
    """Write whole flash pages as blocks of 256 bytes for the flash address `address`."""
    pages: Sequence[int] = range(0, len(content), PAGE_BYTES)
    blocks = []
    for number, start in enumerate(pages):
        head = _HEADER.pack(
            *_START, _HAS_FAMILY, address + start, PAGE_BYTES, number, len(pages), FAMILIES[chip]
        )  # fmt: skip
        payload = content[start : start + PAGE_BYTES].ljust(_MAX_PAYLOAD, b"\0")
        blocks.append(head + payload + _END)
    return b"".join(blocks)


def _overlaps(uf2: Uf2, address: int, length: int) -> Iterator[tuple[int, int, int]]:
    """Yield position in the wanted range, position in the file, and count of each piece that lies in the range."""
    for piece in uf2.pieces:
        begin = max(piece.address, address)
        end = min(piece.address + piece.length, address + length)
        if begin < end:
            yield begin - address, piece.file_offset + begin - piece.address, end - begin
