"""A copy of some sectors of a board, read again only where the board says that they changed."""

from itertools import pairwise

from oceanhil.hil.storage_access.raw_flash import RawFlash
from oceanhil.hil.storage_access.regions import Region
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.simulator.flash import SECTOR_BYTES


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
