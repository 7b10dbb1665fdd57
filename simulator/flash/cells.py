"""NOR cells: the geometry of a chip and the one law of programming it."""

from collections.abc import Iterator
from typing import Final

from oceanhil.protocol.flash_sector import SECTOR_BYTES

PAGE_BYTES: Final = 256
BLANK_SECTOR: Final = b"\xff" * SECTOR_BYTES
_INVERTED: Final = bytes(range(255, -1, -1))


def cleared(old: bytes | bytearray, data: bytes | bytearray | memoryview) -> bytes:
    """Return `old & data`, byte by byte, for two buffers of the same length: programming only clears bits."""
    both = int.from_bytes(old, "little") & int.from_bytes(data, "little")
    return both.to_bytes(len(old), "little")


def inverted(data: bytes | bytearray | memoryview) -> bytes:
    """Return the bits that are 0 in `data`."""
    return bytes(data).translate(_INVERTED)


def pieces(address: int, length: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield sector index, offset in it, and begin and end in the data, for each sector that the data touches."""
    begin = 0
    while begin < length:
        index, offset = divmod(address + begin, SECTOR_BYTES)
        end = min(length, begin + SECTOR_BYTES - offset)
        yield index, offset, begin, end
        begin = end
