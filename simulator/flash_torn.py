"""What an interrupted flash operation leaves behind: one strategy for each torn model."""

from enum import Enum
from random import Random
from typing import Protocol

from simulator.flash_cells import BLANK_SECTOR, PAGE_BYTES, SECTOR_BYTES, cleared


class TornModel(Enum):
    """What an interrupted operation leaves behind.

    `PREFIX`: bytes programmed so far stay, an erase is all or nothing. `RANDOM_BITS`: any of the bits of the page in
    flight may have been cleared. `ERASE_TORN`: that, and an erase may leave its sector half pre-programmed to 0x00,
    noisy, or blank (seen in the field: homekit-ratgdo issue 354).
    """

    PREFIX = "prefix"
    RANDOM_BITS = "random-bits"
    ERASE_TORN = "erase-torn"


class Tear(Protocol):
    """Decides what is left of the operation that power interrupted."""

    def program(self, address: int, old: bytes, data: bytes, done: int) -> bytes:
        """Return what `old` became when `data` was being programmed over it and `done` bytes were complete."""

    def erase(self, old: bytes) -> bytes:
        """Return what the sector `old` became when its erase was interrupted."""


class PrefixTear:
    """Bytes so far stay, the rest never happens; an interrupted erase did nothing."""

    def program(self, address: int, old: bytes, data: bytes, done: int) -> bytes:  # noqa: ARG002 - see Tear
        """Program the first `done` bytes only."""
        return cleared(old[:done], data[:done]) + old[done:]

    def erase(self, old: bytes) -> bytes:
        """Leave the sector as it was."""
        return old


class RandomBitsTear(PrefixTear):
    """A page is programmed in parallel: of the page in flight any subset of its bits may have been cleared."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def program(self, address: int, old: bytes, data: bytes, done: int) -> bytes:
        """Finish the pages before the one in flight, tear that one at random, leave those after it."""
        start = max(0, (address + done) // PAGE_BYTES * PAGE_BYTES - address)
        end = min(len(data), (address + done) // PAGE_BYTES * PAGE_BYTES + PAGE_BYTES - address)
        not_yet = self._random.randbytes(end - start)
        torn = bytes(value | spared for value, spared in zip(data[start:end], not_yet, strict=True))
        return cleared(old[:end], data[:start] + torn) + old[end:]


class EraseTear(RandomBitsTear):
    """As `RandomBitsTear`, and an erase is torn too: its pre-programming, its pulse, or neither may have run."""

    def erase(self, old: bytes) -> bytes:
        """Leave the sector untouched, partly 0x00, with random bits set, or blank: each equally likely."""
        outcome = self._random.randrange(4)
        if outcome == 1:
            zeroed = self._random.randrange(1, SECTOR_BYTES + 1)
            return bytes(zeroed) + old[zeroed:]
        if outcome == 2:
            noise = self._random.randbytes(SECTOR_BYTES)
            return bytes(value | risen for value, risen in zip(old, noise, strict=True))
        return BLANK_SECTOR if outcome == 3 else old


def tear_for(model: TornModel, random: Random) -> Tear:
    """Return the strategy for `model`; every random choice in it comes from `random`."""
    if model is TornModel.PREFIX:
        return PrefixTear()
    return RandomBitsTear(random) if model is TornModel.RANDOM_BITS else EraseTear(random)
