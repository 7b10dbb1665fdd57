"""Download mode on a virtual board's wire: recognising a flashing tool, and the rate at which ROM and stub listen."""

import re
from typing import Final

from oceanhil.protocol.board import Board
from oceanhil.simulator.download import Loader, LoaderExit
from oceanhil.simulator.flash import Flash

# "Serial Protocol" of the esptool documentation: a SYNC request in its SLIP frame; the four bytes are its checksum.
_SYNC: Final = re.compile(rb"\xc0\x00\x08\x24\x00....\x07\x07\x12\x20" + rb"\x55" * 32 + rb"\xc0", re.DOTALL)
_SYNC_BYTES: Final = 46


class SyncWatch:
    """Finds a loader's SYNC request in the bytes that a running board hears, however they are cut."""

    def __init__(self) -> None:
        self._last = b""

    def hear(self, data: bytes) -> bytes | None:
        """Give the request and what follows it, as soon as one is complete; None until then."""
        # Most of what a board hears is an agent's text: no frame ends in it.
        seen = self._last + data
        found = _SYNC.search(seen) if b"\xc0" in data else None
        self._last = b"" if found else seen[-_SYNC_BYTES:]
        return seen[found.start() :] if found else None


class DownloadMode:
    """The loader of one stay in download mode. `host_baud` arguments: the host's rate, None if any is right."""

    def __init__(self, board: Board, flash: Flash, fuse_words: tuple[int, ...]) -> None:
        self._loader = Loader(board, flash, fuse_words)
        self._has_answered = False

    @property
    def finished(self) -> LoaderExit | None:
        """Why it answers no more; None while it does."""
        return self._loader.finished

    def baud(self, host_baud: int | None) -> int:
        """Give the rate at which the chip listens now: until the ROM has heard a SYNC, the one the host has."""
        if not self._has_answered and host_baud is not None:
            self._loader.baud = host_baud
        return self._loader.baud

    def hear(self, data: bytes) -> bytes:
        """Give the answer to bytes as they arrived."""
        answer = self._loader.feed(data)
        self._has_answered = self._has_answered or bool(answer)
        return answer
