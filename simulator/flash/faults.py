"""Cells that do not do as they are told: stuck bits, worn cells, and marginal ones that no two reads agree on."""

from enum import Enum
from random import Random
from typing import Final

from oceanhil.protocol.chance import Chance
from oceanhil.simulator.flash.cells import SECTOR_BYTES

_BITS: Final = 8 * SECTOR_BYTES
_ALL: Final = (1 << _BITS) - 1


class CellFault(Enum):
    """A permanent fault of cells, by the name that the command line and scenarios use."""

    WEAR_OUT = "wear-out"
    STUCK_BIT = "stuck-bit"


class WearOut:
    """Wear beyond the datasheet's endurance: each further erase of a sector leaves more of its cells unable to rise.

    Such a cell keeps a 1 until it is programmed, and from then on reads 0 for good. W25Q32JV and GD25Q32 promise
    100,000 cycles; how many cells fail at once after that is an assumption.
    """

    __slots__ = ("_random", "bits_per_erase", "cycles")

    def __init__(self, cycles: int, random: Random, *, bits_per_erase: int = 8) -> None:
        """Take the erases that a sector stands, and where which cells fail comes from."""
        if cycles < 0:
            raise ValueError(f"endurance of {cycles!r} cycles, expected 0 or more")
        self.cycles = cycles
        self.bits_per_erase = bits_per_erase
        self._random = random

    def failing(self) -> int:
        """Return a mask, least significant bit first, of cells of a sector that fail at this erase."""
        mask = 0
        for _ in range(self.bits_per_erase):
            mask |= 1 << self._random.randrange(_BITS)
        return mask


class FaultySector:
    """One sector of 4,096 bytes some of whose cells are faulty. Masks are integers: bit n is bit n % 8 of byte n // 8.

    It stands in for a sector's bytes inside `Flash`, so that sound sectors pay nothing for it.
    """

    __slots__ = ("_cells", "_marginal", "_noise", "_stuck_high", "_weak")

    def __init__(self, contents: bytes | bytearray) -> None:
        self._cells = int.from_bytes(contents, "little")
        # Bits that each read draws anew from `_noise`, bits that never fall, bits that never rise.
        self._marginal = 0
        self._noise = Chance(0)
        self._stuck_high = 0
        self._weak = 0

    @property
    def is_sound(self) -> bool:
        """True once no cell of it is faulty any more: marginal bits end with an erase."""
        return not (self._marginal or self._stuck_high or self._weak)

    def copy(self) -> "FaultySector":
        """Return an independent sector that will read the same, noise included."""
        twin = FaultySector(b"")
        twin._cells, twin._marginal = self._cells, self._marginal
        twin._stuck_high, twin._weak = self._stuck_high, self._weak
        twin._noise.setstate(self._noise.getstate())
        return twin

    def read(self) -> bytes:
        """Return what all 4,096 bytes read as this time."""
        value = self._cells
        if self._marginal:
            value ^= self._noise.getrandbits(_BITS) & self._marginal
        return value.to_bytes(SECTOR_BYTES, "little")

    def program(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        """Clear the bits that are 0 in `data`, marginal ones for good; a bit that is stuck at 1 stays."""
        kept = _ALL ^ _at(offset, bytes(255 - value for value in data))
        self._cells = self._cells & kept | self._stuck_high
        self._marginal &= kept

    def erase(self) -> None:
        """Set every bit that can still rise; what was marginal is decided."""
        self._cells = _ALL ^ (self._weak & ~self._cells)
        self._marginal = 0

    def put(self, offset: int, data: bytes, marginal: bytes, noise_seed: int) -> None:
        """Set contents whatever they were, as far as no bit is stuck; `marginal` masks those that stay undecided."""
        kept = _ALL ^ _at(offset, b"\xff" * len(data))
        value = self._cells & kept | _at(offset, data)
        self._cells = value & ~(self._weak & ~self._cells) | self._stuck_high
        self._marginal = self._marginal & kept
        if any(marginal):
            self._marginal |= _at(offset, marginal)
            self._noise = Chance(noise_seed)

    def stick(self, bit: int, *, high: bool) -> None:
        """Fix one bit, counted from 0 with the lowest of a byte first, at 1 or 0 for good."""
        mask = 1 << bit
        self._marginal &= ~mask
        if high:
            self._stuck_high |= mask
            self._weak &= ~mask
            self._cells |= mask
        else:
            self._weak |= mask
            self._stuck_high &= ~mask
            self._cells &= ~mask

    def wear(self, failing: int) -> None:
        """Make the masked cells unable to rise from now on."""
        self._weak |= failing & ~self._stuck_high


def _at(offset: int, data: bytes) -> int:
    return int.from_bytes(data, "little") << 8 * offset
