"""An emulated board's flash chip as a file, by the addresses that the board family has."""

from itertools import pairwise
from pathlib import Path
from typing import Final

from oceanhil.hil.emulators.flash_layout import SECTOR_BYTES, FlashLayout

_BLANK: Final = b"\xff"
_MAC_ENTRY: Final = 3


class FlashFile:
    """The file at `path`. Both emulators write it before the flash operation ends that changes it."""

    def __init__(self, path: Path, layout: FlashLayout) -> None:
        self.path = path
        self._layout = layout

    def renew(self, mac: bytes) -> None:
        """Make it a blank chip of a board that reads `mac`, six octets."""
        self.path.write_bytes(_BLANK * self._layout.file_bytes)
        # An entry of the bench's journal: kind, length, data (firmware/bare/journal.h).
        self._put(self._layout.journal_sector * SECTOR_BYTES, bytes((_MAC_ENTRY, len(mac))) + mac)

    def read(self, address: int, length: int) -> bytes:
        """Read; what holds code on a real board reads as erased."""
        data = bytearray(_BLANK * length)
        with self.path.open("rb") as file:
            for start, count in self._pieces(address, length):
                if start >= self._layout.first:
                    file.seek(self._layout.place(start))
                    data[start - address : start - address + count] = file.read(count)
        return bytes(data)

    def write_sector(self, index: int, data: bytes) -> None:
        """Replace a sector; the emulator must not run, it would not see it."""
        self._put(index * SECTOR_BYTES, data)

    def _put(self, address: int, data: bytes) -> None:
        with self.path.open("r+b") as file:
            file.seek(self._layout.place(address))
            file.write(data)

    @staticmethod
    def _pieces(address: int, length: int) -> list[tuple[int, int]]:
        """Cut a span at the borders of sectors."""
        end = address + length
        borders = range((address // SECTOR_BYTES + 1) * SECTOR_BYTES, end, SECTOR_BYTES)
        return [(start, last - start) for start, last in pairwise((address, *borders, end)) if start < last]
