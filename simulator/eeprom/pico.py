"""EEPROM of the Raspberry Pi Pico Arduino core (arduino-pico, libraries/EEPROM/src/EEPROM.cpp)."""

from enum import Enum

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.simulator.eeprom.sector import SectorEeprom
from oceanhil.simulator.flash.chip import PAGE_BYTES, SECTOR_BYTES, Flash


class PicoChip(Enum):
    """Which chip the board carries; the value is how many sectors below the end of flash the EEPROM begins."""

    RP2040 = 1
    RP2350 = 2


def chip_of(board: Board) -> PicoChip:
    """Give the chip of a family whose EEPROM is this driver's."""
    return PicoChip(family(board).eeprom_from_end)


def eeprom_sector(flash_bytes: int, chip: PicoChip = PicoChip.RP2040) -> int:
    """Return the sector index: 0x1FF000 on a Pico W (RP2040, 2 MB), 0x3FE000 on a Pico 2 W (RP2350, 4 MB)."""
    return flash_bytes // SECTOR_BYTES - chip.value


class PicoEeprom(SectorEeprom):
    """One sector, sized in flash pages of 256 bytes, up to 4,096 bytes. Every commit of a changed byte is true.

    A commit runs with interrupts off and the other core halted, since no code can be fetched from flash meanwhile: USB
    and Wi-Fi stand still for `interrupts_off_us`, the sum over all commits that power survived.
    """

    __slots__ = ("interrupts_off_us",)

    def __init__(self, flash: Flash, chip: PicoChip = PicoChip.RP2040) -> None:
        super().__init__(flash, eeprom_sector(flash.size_bytes, chip))
        self.interrupts_off_us = 0

    def begin(self, size: int) -> bool:
        """Load `size` bytes rounded up to a page; a size outside 1 to 4,096 means the whole sector."""
        if not 0 < size <= SECTOR_BYTES:
            size = SECTOR_BYTES
        return self.load(size + PAGE_BYTES - 1 & -PAGE_BYTES)

    def commit(self) -> bool:
        """Erase and program if dirty, and count the time that took."""
        before_us = self._flash.busy_us if self.dirty else 0
        wrote = self.dirty and bool(self.data)
        committed = super().commit()
        if wrote:
            self.interrupts_off_us += self._flash.busy_us - before_us
        return committed
