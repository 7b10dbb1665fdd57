"""The flash of a board whose port is open: through its agent, else through esptool in download mode."""

import sys

from hil.boards.bench_link import OpenBoard
from hil.download.esptool import Esptool
from hil.download.of_entry import session_of, way_of
from hil.download.program import find_esptool
from hil.download.session import DownloadSession
from hil.storage_access.agent_flash import AgentFlash
from hil.storage_access.esptool_flash import EsptoolFlash
from hil.storage_access.raw import RawFlash


def download_session(board: OpenBoard) -> DownloadSession:
    """Give a session in download mode with the board; raises DownloadError.

    Whoever sits at the terminal is asked to press buttons where nothing else can do it.
    """
    ask = _ask if sys.stdin.isatty() else None
    way = way_of(board.entry, board.link, board.control, ask)
    return session_of(board.entry, board.link, Esptool(find_esptool()), way)


def raw_flash(board: OpenBoard) -> RawFlash:
    """Give the board's flash; raises DownloadError."""
    return AgentFlash(board.agent()) if board.entry.agent else EsptoolFlash(download_session(board))


def _ask(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stdin.readline()
