"""EEPROM of the Raspberry Pi Pico Arduino core (arduino-pico, libraries/EEPROM/src/EEPROM.cpp)."""

from enum import Enum

from simulator.eeprom.sector import SectorEeprom
from simulator.flash import PAGE_BYTES, SECTOR_BYTES, Flash


class PicoChip(Enum):
    """Which chip the board carries; the value is how many sectors below the end of flash the EEPROM begins."""

    RP2040 = 1
    RP2350 = 2


def eeprom_sector(flash_bytes: int, chip: PicoChip = PicoChip.RP2040) -> int:
    """Return the sector index: 0x1FF000 on a Pico W (RP2040, 2 MB), 0x3FE000 on a Pico 2 W (RP2350, 4 MB)."""
    return flash_bytes // SECTOR_BYTES - chip.value


class PicoEeprom(SectorEeprom):
    """One sector, sized in flash pages of 256 bytes, up to 4,096 bytes. Every commit of a changed byte is true."""

    __slots__ = ()

    def __init__(self, flash: Flash, chip: PicoChip = PicoChip.RP2040) -> None:
        super().__init__(flash, eeprom_sector(flash.size_bytes, chip))

    def begin(self, size: int) -> bool:
        """Load `size` bytes rounded up to a page; a size outside 1 to 4,096 means the whole sector."""
        if not 0 < size <= SECTOR_BYTES:
            size = SECTOR_BYTES
        return self.load(size + PAGE_BYTES - 1 & -PAGE_BYTES)
