"""What an interrupted flash operation leaves behind: one strategy for each torn model."""

from random import Random
from typing import Final, Protocol

import msgspec

from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.simulator.flash.cells import BLANK_SECTOR, PAGE_BYTES, cleared, inverted

_FEW: Final = 8


class Torn(msgspec.Struct, frozen=True, gc=False):
    """What is left: the bytes, and a mask as long as they are of the bits that no read agrees on; empty for none.

    `noise_seed` decides what those bits read as.
    """

    data: bytes
    marginal: bytes = b""
    noise_seed: int = 0


class Tear(Protocol):
    """Decides what is left of the operation that power interrupted."""

    def program(self, address: int, old: bytes, data: bytes, done: int) -> Torn:
        """Return what `old` became when `data` was being programmed over it and `done` bytes were complete."""

    def erase(self, old: bytes) -> Torn:
        """Return what the sector `old` became when its erase was interrupted."""


class PrefixTear:
    """Bytes so far stay, the rest never happens; an interrupted erase did nothing."""

    def program(self, address: int, old: bytes, data: bytes, done: int) -> Torn:  # noqa: ARG002 - see Tear
        """Program the first `done` bytes only."""
        return Torn(cleared(old[:done], data[:done]) + old[done:])

    def erase(self, old: bytes) -> Torn:
        """Leave the sector as it was."""
        return Torn(old)


class RandomBitsTear(PrefixTear):
    """A page is programmed in parallel: of the page in flight any subset of its bits may have been cleared."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def program(self, address: int, old: bytes, data: bytes, done: int) -> Torn:
        """Finish the pages before the one in flight, tear that one at random, leave those after it."""
        start, end = _page_in_flight(address, len(data), done)
        torn = _or(data[start:end], self._random.randbytes(end - start))
        return Torn(cleared(old[:end], data[:start] + torn) + old[end:])


class EraseTear(RandomBitsTear):
    """As `RandomBitsTear`, and an erase is torn too: its pre-programming, its pulse, or neither may have run."""

    def erase(self, old: bytes) -> Torn:
        """Leave the sector untouched, partly 0x00, with random bits set, or blank: each equally likely."""
        outcome = self._random.randrange(4)
        if outcome == 1:
            zeroed = self._random.randrange(1, SECTOR_BYTES + 1)
            return Torn(bytes(zeroed) + old[zeroed:])
        if outcome == 2:
            return Torn(_or(old, self._random.randbytes(SECTOR_BYTES)))
        return Torn(BLANK_SECTOR if outcome == 3 else old)


class MarginalTear(EraseTear):
    """As `EraseTear`, and some of the bits that were changing read differently each time.

    An operation that came to an end of some kind leaves few such bits, one in 256, any other one in four or eight. One
    program in four is cut that late. The shares are assumptions: no datasheet gives any.
    """

    def program(self, address: int, old: bytes, data: bytes, done: int) -> Torn:
        """Tear the page in flight, and leave some of its pending bits undecided."""
        start, end = _page_in_flight(address, len(data), done)
        late = self._random.randrange(4) == 0
        left = cleared(old[:end], data[:end]) + old[end:] if late else super().program(address, old, data, done).data
        pending = _and(old[start:end], inverted(data[start:end]))
        undecided = bytes(start) + _and(pending, self._thin(end - start, _FEW if late else 2))
        return Torn(left, undecided.ljust(len(data), b"\0"), self._random.getrandbits(64))

    def erase(self, old: bytes) -> Torn:
        """Tear the erase, and leave some of the bits that had to rise undecided."""
        torn = super().erase(old)
        rising = b"\0" * SECTOR_BYTES if torn.data == old else inverted(old)
        halvings = _FEW if torn.data == BLANK_SECTOR else 3
        return Torn(torn.data, _and(rising, self._thin(SECTOR_BYTES, halvings)), self._random.getrandbits(64))

    def _thin(self, length: int, halvings: int) -> bytes:
        """Return random bytes of which one bit in 2 ** `halvings` is set."""
        mask = self._random.randbytes(length)
        for _ in range(halvings - 1):
            mask = _and(mask, self._random.randbytes(length))
        return mask


def tear_for(model: TornModel, random: Random) -> Tear:
    """Return the strategy for `model`; every random choice in it comes from `random`."""
    match model:
        case TornModel.PREFIX:
            return PrefixTear()
        case TornModel.RANDOM_BITS:
            return RandomBitsTear(random)
        case TornModel.ERASE_TORN:
            return EraseTear(random)
        case TornModel.MARGINAL_BITS:
            return MarginalTear(random)


def _page_in_flight(address: int, length: int, done: int) -> tuple[int, int]:
    """Return where in the data of `length` bytes the page begins and ends in which byte `done` lies."""
    start = (address + done) // PAGE_BYTES * PAGE_BYTES - address
    return max(0, start), min(length, start + PAGE_BYTES)


def _and(one: bytes, other: bytes) -> bytes:
    return cleared(one, other)


def _or(one: bytes, other: bytes) -> bytes:
    both = int.from_bytes(one, "little") | int.from_bytes(other, "little")
    return both.to_bytes(len(one), "little")
