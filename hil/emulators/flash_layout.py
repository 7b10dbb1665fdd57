"""Where the sectors of a board's flash chip stand in its emulator's flash file."""

from dataclasses import dataclass
from typing import Final

SECTOR_BYTES: Final = 4096
_JOURNAL_SECTORS: Final = 8


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
