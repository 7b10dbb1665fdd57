"""An emulated board's flash chip as its emulator's file: where the sectors stand, what they hold, the clock at boot."""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

SECTOR_BYTES: Final = 4096
_JOURNAL_SECTORS: Final = 8
_BLANK: Final = b"\xff"
_MAC_ENTRY: Final = 3
_MARK: Final = b"BOOTCLK1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlashLayout:
    """All in bytes but for the journal's sector index.

    Sectors of 4,096 bytes from address `first` to the chip's end at `chip` stand in the file, each at the start of a
    block of `block`. What lies below `first` holds code on a real board, and is nowhere.
    """

    chip: int
    first: int
    block: int
    journal_sector: int

    @property
    def boot_clock_sector(self) -> int:
        """The sector behind the journal (firmware/bare/boot_clock.h)."""
        return self.journal_sector + _JOURNAL_SECTORS

    @property
    def file_bytes(self) -> int:
        """Size of the file."""
        return (self.chip - self.first) // SECTOR_BYTES * self.block

    def place(self, address: int) -> int:
        """Give the place in the file of the byte at `address` of the chip."""
        sector, offset = divmod(address - self.first, SECTOR_BYTES)
        return sector * self.block + offset


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


def boot_clock_sector(unix_us: int | None) -> bytes:
    """Give the sector that makes it show `unix_us`; None makes it show 1970."""
    chosen = b"" if unix_us is None else _MARK + struct.pack("<q", unix_us)
    return chosen.ljust(SECTOR_BYTES, _BLANK)
