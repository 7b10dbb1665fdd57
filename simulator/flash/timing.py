"""How long a flash chip is busy: the figures of two sources, as tables.

Apart from the chip, which is the same whatever its times are: who looks for a figure or its source looks here.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final


@dataclass(frozen=True)
class FlashTiming:
    """How long operations take, in µs. `program_us` pairs a length in bytes with its time, longest first."""

    sector_erase_us: int
    program_us: tuple[tuple[int, int], ...]

    def program_cost_us(self, length: int) -> int:
        """Return the time to program `length` bytes: the table's pieces that add up to it, rounded up."""
        cost_us = self._known_us.get(length)
        if cost_us is None:
            cost_us = self._known_us[length] = self._add_up(length)
        return cost_us

    @cached_property
    def _known_us(self) -> dict[int, int]:
        """Sums that were asked for before: drivers write the same few lengths again and again."""
        return {}

    def _add_up(self, length: int) -> int:
        total_us = 0
        for piece, piece_us in self.program_us:
            pieces, length = divmod(length, piece)
            total_us += pieces * piece_us
        return total_us + (self.program_us[-1][1] if length else 0)


#: ESP8266 at 160 MHz with its flash at 80 MHz, as measured by Espressif (ESP-IDF, esp_partition/partition_linux.c).
ESPRESSIF_TIMING: Final = FlashTiming(
    sector_erase_us=37_142,
    program_us=(
        (4096, 6367),
        (2048, 3200),
        (1024, 1622),
        (512, 814),
        (256, 417),
        (128, 205),
        (64, 106),
        (32, 57),
        (16, 35),
        (8, 23),
        (4, 19),
    ),
)
#: Typical figures of the W25Q32JV datasheet: 45 ms an erase, 0.4 ms a page, 30 µs and 2.5 µs for first and next bytes.
DATASHEET_TIMING: Final = FlashTiming(
    sector_erase_us=45_000,
    program_us=((256, 400), (128, 348), (64, 188), (32, 108), (16, 68), (8, 48), (4, 38), (1, 30)),
)
