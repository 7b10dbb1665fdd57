"""The flash chip as a loader uses it: bounds, erasing by sectors, programming by pages.

Everything goes through the chip's own operations, so wear is counted and a power cut may strike.
"""

import hashlib
from typing import Final

from oceanhil.simulator.download.reply import Fault, RefusedError
from oceanhil.simulator.flash.chip import PAGE_BYTES, SECTOR_BYTES, Flash

_SECTORS_PER_BLOCK: Final = 16


class FlashArea:
    """Access to `flash`; RefusedError(FLASH) for any address outside it. Every method may raise PowerCut."""

    __slots__ = ("_flash",)

    def __init__(self, flash: Flash) -> None:
        self._flash = flash

    def check(self, address: int, length: int) -> None:
        """Refuse an area that leaves the chip."""
        if address + length > self._flash.size_bytes:
            raise RefusedError(Fault.FLASH)

    def read(self, address: int, length: int) -> bytes:
        """Return `length` bytes."""
        self.check(address, length)
        return self._flash.read(address, length)

    def digest(self, address: int, length: int) -> bytes:
        """Return the MD5 of an area."""
        return hashlib.md5(self.read(address, length), usedforsecurity=False).digest()

    def erase_sectors(self, first: int, count: int) -> None:
        """Erase `count` sectors from number `first`; refused as a whole if one of them is not there."""
        self.check(first * SECTOR_BYTES, count * SECTOR_BYTES)
        for index in range(first, first + count):
            self._flash.erase_sector(index)

    def erase_all(self) -> None:
        """Erase the chip."""
        self.erase_sectors(0, self._flash.size_bytes // SECTOR_BYTES)

    def program(self, address: int, data: bytes) -> None:
        """Clear the bits that are 0 in `data`, a page at a time."""
        self.check(address, len(data))
        position = 0
        while position < len(data):
            piece = data[position : position + PAGE_BYTES - (address + position) % PAGE_BYTES]
            self._flash.program(address + position, piece)
            position += len(piece)

    def erase_as_esp8266_rom(self, address: int, length: int) -> None:
        """Erase what the ESP8266's ROM does for FLASH_BEGIN: too much, or nothing beyond the chip's end.

        It erases single sectors up to the next 64 KB block and does not take them off the count of those left ("Erase
        Size Bug" in the esptool documentation, "Serial Protocol").
        """
        first = address // SECTOR_BYTES
        wanted = sectors(length)
        self.check(first * SECTOR_BYTES, wanted * SECTOR_BYTES)
        twice = min(wanted, _SECTORS_PER_BLOCK - first % _SECTORS_PER_BLOCK) if wanted else 0
        there = self._flash.size_bytes // SECTOR_BYTES - first
        self.erase_sectors(first, min(wanted + twice, there))


def sectors(length: int) -> int:
    """Return how many sectors `length` bytes from the beginning of one touch."""
    return -(-length // SECTOR_BYTES)
