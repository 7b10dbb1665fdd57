"""A board's flash through download mode."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import groupby

from oceanhil.hil.download.download_session import DownloadSession
from oceanhil.simulator.flash import SECTOR_BYTES


class EsptoolFlash:
    """Raw flash over a download session; implements `RawFlash`.

    Each call enters the session if nobody has, which restarts the firmware. Whoever has more to do visits: then what
    was read is not read again, since no firmware can have changed it. What was written is: that is how one sees it.
    """

    def __init__(self, session: DownloadSession) -> None:
        self._session = session
        self._visit = 0
        self._held: dict[int, bytes] = {}

    def visit(self) -> AbstractContextManager[object]:
        """Enter the session, if nobody has."""
        context = nullcontext() if self._session.entered else self._session
        if not self._session.entered or self._session.visits != self._visit:
            self._held.clear()
        self._visit = self._session.visits + (not self._session.entered)
        return context

    def read(self, address: int, length: int) -> bytes:
        """Read through esptool, or from what this session has read."""
        with self.visit():
            first, last = address // SECTOR_BYTES, (address + length - 1) // SECTOR_BYTES
            missing = [index for index in range(first, last + 1) if index not in self._held]
            if missing:
                self._fetch(missing[0], missing[-1])
            whole = b"".join(self._held[index] for index in range(first, last + 1))
        start = address - first * SECTOR_BYTES
        return whole[start : start + length]

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Write neighbouring sectors together, all in one run of esptool, which verifies them by MD5."""
        with self.visit():
            for index in sectors:
                self._held.pop(index, None)
            self._session.write_flash(_joined(sectors))

    def digests(self, address: int, sectors: int) -> Sequence[bytes] | None:
        """Esptool has no such question."""
        del address, sectors
        return None

    def _fetch(self, first: int, last: int) -> None:
        data = self._session.read_flash(first * SECTOR_BYTES, (last - first + 1) * SECTOR_BYTES)
        for index in range(first, last + 1):
            start = (index - first) * SECTOR_BYTES
            self._held[index] = data[start : start + SECTOR_BYTES]


def _joined(sectors: Mapping[int, bytes]) -> dict[int, bytes]:
    """Join neighbouring sectors into parts: byte offset to bytes."""
    numbered = enumerate(sorted(sectors))
    runs = ([index for _, index in run] for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0]))
    return {run[0] * SECTOR_BYTES: b"".join(sectors[index] for index in run) for run in runs}
