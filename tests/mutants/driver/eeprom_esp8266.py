"""The EEPROM class over one sector."""
# ruff: noqa: E501 - a line of the driver stands here as it stands there

from tests.mutants.driver.mutant import eeprom

MUTANTS = [
    eeprom(
        "the size is not rounded to words", "esp8266:Esp8266Eeprom.begin", (" + _WORD_BYTES - 1 & -_WORD_BYTES", "")
    ),
    eeprom(
        "the size may exceed a sector", "esp8266:Esp8266Eeprom.begin", ("min(size & _SIZE_MASK, SECTOR_BYTES)", "size")
    ),
    eeprom("the sector is the one above", "esp8266:eeprom_sector", ("- _SECTORS_FROM_END", "- _SECTORS_FROM_END + 1")),
    eeprom("a commit does not erase", "sector:SectorEeprom.commit", ("self._flash.erase_sector(self._sector)", "pass")),
    eeprom(
        "a commit keeps the rest of the sector",
        "sector:SectorEeprom.commit",
        (
            "        self._flash.erase_sector(",
            "        rest = self._flash.dump(self._sector * SECTOR_BYTES, SECTOR_BYTES)[len(self.data) :]\n        self._flash.erase_sector(",
        ),
        ("bytes(self.data)", "bytes(self.data) + rest"),
    ),
    eeprom("a commit without a change writes", "sector:SectorEeprom.commit", ("if self.dirty", "if True")),
    eeprom(
        "a commit before begin succeeds",
        "sector:SectorEeprom.commit",
        ("data:\n        return False", "data:\n        return True"),
    ),
    eeprom("a second begin keeps the dirty flag", "sector:SectorEeprom.load", ("self.dirty = False", "pass")),
    eeprom("end does not commit", "sector:SectorEeprom.end", ("self.commit()", "True")),
    eeprom("end keeps the bytes in RAM", "sector:SectorEeprom.end", ("self.data = bytearray()", "pass")),
    eeprom("an address outside reads as FF", "api:RamCopy.read", ("else 0", "else 0xFF")),
    eeprom(
        "writing the byte that is there makes dirty",
        "api:RamCopy.write_bytes",
        ("self.data[address:end] != data", "data"),
    ),
]
