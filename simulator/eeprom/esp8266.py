"""EEPROM of the ESP8266 Arduino core (esp8266/Arduino, libraries/EEPROM/EEPROM.cpp)."""

from oceanhil.simulator.eeprom.sector import SectorEeprom
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash

_WORD_BYTES = 4
_SIZE_MASK = 0xFFFFFFFF
_SECTORS_FROM_END = 5


def eeprom_sector(flash_bytes: int) -> int:
    """Return the sector index: five below the end of the chip, before RF calibration and the SDK's parameters.

    The core's linker scripts (eagle.flash.*.ld) place it so for every chip size from 512 KB to 16 MB: 0x3FB000 on
    4 MB.
    """
    return flash_bytes // SECTOR_BYTES - _SECTORS_FROM_END


class Esp8266Eeprom(SectorEeprom):
    """One sector, the core's own unless another is given, sized in words of 4 bytes, up to 4,096 bytes."""

    __slots__ = ()

    def __init__(self, flash: Flash, sector: int | None = None) -> None:
        super().__init__(flash, eeprom_sector(flash.size_bytes) if sector is None else sector)

    def begin(self, size: int) -> bool:
        """Load `size` bytes, rounded up to a word and cut to a sector; 0 is refused and changes nothing.

        The core takes an unsigned size: a negative one is huge, and means the whole sector.
        """
        if size == 0:
            return False
        return self.load(min(size & _SIZE_MASK, SECTOR_BYTES) + _WORD_BYTES - 1 & -_WORD_BYTES)
