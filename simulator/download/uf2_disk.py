"""The drive that an RP2040's boot ROM shows in BOOTSEL mode: sectors that are blocks of a UF2 file go into flash.

What it does with a sector is that of its public source (`oceanhil.protocol.facts.bootsel`, `bootrom/virtual_disk.c`):
a sector that is no block, or one for another chip, is ignored; one for no place in flash ends the file under way;
another total begins another file; a flash sector is erased when the first block of its number comes. A file is done
when each of its blocks has come once, in any order.
"""

from typing import Final

from oceanhil.protocol.facts import bootsel
from oceanhil.protocol.formats.uf2 import Family, Uf2Error, parse_uf2
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash

FLASH_AT: Final = 0x1000_0000
"""Where an RP2040 sees its flash, 16 MB from here on; a smaller chip is there several times (datasheet, 2.6.3)."""
_WINDOW_BYTES: Final = 0x0100_0000
_PAGE_BYTES: Final = bootsel.TAKEN_BYTES.value


class Uf2Disk:
    """Takes sectors; raises PowerCut when the flash loses its power."""

    def __init__(self, flash: Flash) -> None:
        self._flash = flash
        self._total = 0
        self._come: set[int] = set()
        self._erased: set[int] = set()

    @property
    def is_done(self) -> bool:
        """True when all blocks of a file have come: the chip is about to start it."""
        return bool(self._total) and len(self._come) == self._total

    def write(self, sector: bytes) -> None:
        """Take a sector of 512 bytes."""
        try:
            (block,) = parse_uf2(sector)
        except Uf2Error:
            return
        if block.family != Family.RP2040 or not block.for_flash or block.length != _PAGE_BYTES:
            return
        offset = block.address - FLASH_AT
        if not block.total or not 0 <= offset < _WINDOW_BYTES or offset % _PAGE_BYTES or block.number >= block.total:
            self._begin(0)
            return
        if block.total != self._total:
            self._begin(block.total)
        if block.number not in self._come:
            self._program(block.number, offset % self._flash.size_bytes, sector[block.file_offset :][:_PAGE_BYTES])
            self._come.add(block.number)

    def _begin(self, total: int) -> None:
        self._total = total
        self._come.clear()
        self._erased.clear()

    def _program(self, number: int, offset: int, page: bytes) -> None:
        # By the number of the block, not by its place: a file with gaps leaves some of what stood there before.
        counted = number * _PAGE_BYTES // SECTOR_BYTES
        if counted not in self._erased:
            self._flash.erase_sector(offset // SECTOR_BYTES)
            self._erased.add(counted)
        self._flash.program(offset, page)
