"""Cells that do not do as they are told: stuck bits, worn cells, and marginal ones that no two reads agree on."""

from collections import deque
from enum import Enum
from functools import lru_cache
from random import Random
from typing import Final

from oceanhil.protocol.chance import Chance
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.simulator.flash.cells import inverted

_BITS: Final = 8 * SECTOR_BYTES
_ALL: Final = (1 << _BITS) - 1
_DRAWS_KEPT: Final = 16


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

    __slots__ = ("_cells", "_marginal", "_noise_seed", "_reads", "_stuck_high", "_weak")

    def __init__(self, contents: bytes | bytearray) -> None:
        self._cells = int.from_bytes(contents, "little")
        # Bits that each read draws anew, bits that never fall, bits that never rise.
        self._marginal = 0
        # What is drawn next: copies share the noise of a seed, and each is somewhere in it.
        self._noise_seed = self._reads = 0
        self._stuck_high = 0
        self._weak = 0

    @property
    def is_sound(self) -> bool:
        """True once no cell of it is faulty any more: marginal bits end with an erase."""
        return not (self._marginal or self._stuck_high or self._weak)

    @property
    def is_decided(self) -> bool:
        """True while no bit is marginal: each read gives the same."""
        return not self._marginal

    def copy(self) -> "FaultySector":
        """Return an independent sector that will read the same, noise included."""
        twin = FaultySector(b"")
        twin._cells, twin._marginal = self._cells, self._marginal
        twin._stuck_high, twin._weak = self._stuck_high, self._weak
        twin._noise_seed, twin._reads = self._noise_seed, self._reads
        return twin

    def read(self) -> bytes:
        """Return what all 4,096 bytes read as this time."""
        value = self._cells
        if self._marginal:
            value ^= _noise_of(self._noise_seed).drawn(self._reads) & self._marginal
            self._reads += 1
        return value.to_bytes(SECTOR_BYTES, "little")

    def program(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        """Clear the bits that are 0 in `data`, marginal ones for good; a bit that is stuck at 1 stays."""
        kept = _ALL ^ _at(offset, inverted(data))
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
            self._noise_seed, self._reads = noise_seed, 0

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


class _Noise:
    """All that a seed will ever draw, a sector's bits at a time; what was drawn last is kept, for copies."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._begin()

    def _begin(self) -> None:
        self._random = Chance(self._seed)
        self._kept: deque[int] = deque(maxlen=_DRAWS_KEPT)
        self._drawn = 0

    def drawn(self, number: int) -> int:
        """Give draw `number`, counted from 0."""
        if number < self._drawn - len(self._kept):
            self._begin()
        while number >= self._drawn:
            self._kept.append(self._random.getrandbits(_BITS))
            self._drawn += 1
        return self._kept[number - self._drawn]


@lru_cache(16)
def _noise_of(seed: int) -> _Noise:
    return _Noise(seed)


def _at(offset: int, data: bytes) -> int:
    return int.from_bytes(data, "little") << 8 * offset
