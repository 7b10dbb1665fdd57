"""The flash of a board whose port is open: through its agent, else through esptool in download mode."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import groupby

from oceanhil.hil.boards.open_board import OpenBoard, with_power
from oceanhil.hil.download.board_download import mode_switch_of, session_of
from oceanhil.hil.download.download_session import DownloadSession
from oceanhil.hil.download.esptool import Esptool
from oceanhil.hil.download.program import find_esptool
from oceanhil.hil.storage_access.raw_flash import AgentFlash, RawFlash
from oceanhil.host.terminal import echo
from oceanhil.protocol.agent.vocabulary import AgentState
from oceanhil.simulator.flash.chip import SECTOR_BYTES


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


def download_session(board: OpenBoard) -> DownloadSession:
    """Give a session in download mode with the board; raises DownloadError.

    Whoever sits at the terminal is asked to press buttons where nothing else can do it.
    """
    ask = _ask if sys.stdin.isatty() else None
    mode_switch = mode_switch_of(board.entry, board.link, board.control, ask)
    return session_of(board.entry, board.link, Esptool(find_esptool()), mode_switch)


@contextmanager
def stopped_flash(board: OpenBoard) -> Iterator[RawFlash]:
    """Give the board's flash while no program runs that could write to it, and let run what ran before.

    After a failure the program stays held: it could take what is half restored for its own and write to it.
    Raises DownloadError, AgentError and ControlError.
    """
    if not board.entry.agent:
        yield EsptoolFlash(download_session(board))
        return
    agent = board.agent()
    try:
        with with_power(board):
            ran = agent.open().state is AgentState.RUNNING
            agent.hold()
            yield AgentFlash(agent)
            if ran:
                agent.go()
    finally:
        agent.close()


def _ask(text: str) -> None:
    echo(text, err=True)
    sys.stdin.readline()
