"""Flash as seen from outside the board, whatever carries the bytes; what can go wrong, and a copy of sectors."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import pairwise
from typing import Protocol

from oceanhil.hil.storage_access.regions import Region
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.simulator.flash import SECTOR_BYTES


class StorageAccessError(Exception):
    """The board's flash could not be read or written as asked; the text is for the user."""


class WriteNotKeptError(StorageAccessError):
    """What was written does not read back."""

    def __init__(self, sectors: tuple[int, ...]) -> None:
        places = ", ".join(f"{sector * 0x1000:#x}" for sector in sectors)
        super().__init__(f"the sectors at {places} do not read back as written: the chip is worn or write-protected")
        self.sectors = sectors


class RawFlash(Protocol):
    """Raw flash of one board, below its drivers; addresses are byte offsets from the start of the chip.

    Every method may raise StorageAccessError (a board that is gone, a refusal of the loader or the agent).
    """

    def visit(self) -> AbstractContextManager[object]:
        """Keep the board at hand for all that is done inside, where coming and going costs; may be nested."""

    def read(self, address: int, length: int) -> bytes:
        """Read `length` bytes."""

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Erase and program whole sectors, index (address / 4,096) to its 4,096 bytes, and see that they are there.

        Raises WriteNotKeptError if they do not read back.
        """

    def digests(self, address: int, sectors: int) -> Sequence[bytes] | None:
        """Give `oceanhil.protocol.agent.digest.sector_digest` of each of so many sectors from `address` on.

        None where that is not cheap.
        """


class SectorCache:
    """Sectors of one raw flash by index. Without digests from the other side everything is read each time."""

    def __init__(self, raw: RawFlash) -> None:
        self._raw = raw
        self._sectors: dict[int, bytes] = {}

    def current(self, region: Region) -> dict[int, bytes]:
        """Give the region's sectors as they stand in the chip now."""
        for first, last in _runs(self._stale(region)):
            data = self._raw.read(first * SECTOR_BYTES, (last - first + 1) * SECTOR_BYTES)
            for index in range(first, last + 1):
                start = (index - first) * SECTOR_BYTES
                self._sectors[index] = data[start : start + SECTOR_BYTES]
        return {index: self._sectors[index] for index in region.sectors}

    def wrote(self, sectors: dict[int, bytes]) -> None:
        """Take over what was just written."""
        self._sectors.update(sectors)

    def forget(self) -> None:
        """Read everything anew next time."""
        self._sectors.clear()

    def _stale(self, region: Region) -> list[int]:
        if not any(index in self._sectors for index in region.sectors):
            return list(region.sectors)
        digests = self._raw.digests(region.address, len(region.sectors))
        if digests is None:
            return list(region.sectors)
        held = self._sectors
        return [
            index
            for index, digest in zip(region.sectors, digests, strict=True)
            if index not in held or sector_digest(held[index]) != digest
        ]


def _runs(indices: list[int]) -> list[tuple[int, int]]:
    """Join neighbouring indices into (first, last): one read each."""
    if not indices:
        return []
    breaks = [place for place, (one, other) in enumerate(pairwise(indices), start=1) if other != one + 1]
    starts = [0, *breaks]
    ends = [*breaks, len(indices)]
    return [(indices[start], indices[end - 1]) for start, end in zip(starts, ends, strict=True)]
