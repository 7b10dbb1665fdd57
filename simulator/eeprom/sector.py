"""An EEPROM that is one raw flash sector without header, checksum or rotation, as on ESP8266 and Pico."""

from oceanhil.simulator.eeprom.api import RamCopy
from oceanhil.simulator.flash.chip import PAGE_BYTES, SECTOR_BYTES, Flash


def program_by_page(flash: Flash, address: int, data: bytes) -> None:
    """Program `data` in pieces that do not cross a 256-byte page, as both cores' flash routines do."""
    position = 0
    while position < len(data):
        piece = data[position : position + PAGE_BYTES - (address + position) % PAGE_BYTES]
        flash.program(address + position, piece)
        position += len(piece)


class SectorEeprom(RamCopy):
    """The commit that both cores share: erase the sector, program the RAM copy.

    Power lost between the two leaves 0xFF or a prefix of the new bytes, and nothing in flash tells. Bytes of the
    sector beyond the RAM copy are destroyed by a commit.
    """

    __slots__ = ("_flash", "_sector")

    def __init__(self, flash: Flash, sector: int) -> None:
        super().__init__()
        self._flash = flash
        self._sector = sector

    @property
    def _is_on_chip(self) -> bool:
        return 0 <= self._sector < self._flash.size_bytes // SECTOR_BYTES

    def load(self, size: int) -> bool:
        """Read the first `size` bytes of the sector into RAM and forget uncommitted changes.

        Of a sector beyond the chip nothing is read, and nobody is told: RAM keeps what it had, here erased bytes.
        """
        is_there = self._is_on_chip
        self.data = bytearray(self._flash.read(self._sector * SECTOR_BYTES, size) if is_there else b"\xff" * size)
        self.dirty = False
        return True

    def commit(self) -> bool:
        """Erase and program if dirty. True means that flash was told to, not that its cells changed."""
        if not self.data:
            return False
        if self.dirty:
            if not self._is_on_chip:
                return False
            self._flash.erase_sector(self._sector)
            program_by_page(self._flash, self._sector * SECTOR_BYTES, bytes(self.data))
            self.dirty = False
        return True

    def fail_commit(self) -> None:
        """Erase the sector; RAM stays dirty."""
        if self._is_on_chip:
            self._flash.erase_sector(self._sector)

    def end(self) -> bool:
        """Commit and release RAM; False if there was nothing to end."""
        if not self.data:
            return False
        committed = self.commit()
        self.data = bytearray()
        return committed
