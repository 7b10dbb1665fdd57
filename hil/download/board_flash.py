"""The flash of a board whose port is open: through its agent, else through esptool in download mode."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from oceanhil.hil.boards.open_board import OpenBoard, with_power
from oceanhil.hil.download.board_download import mode_switch_of, session_of
from oceanhil.hil.download.download_session import DownloadSession
from oceanhil.hil.download.esptool import Esptool
from oceanhil.hil.download.esptool_flash import EsptoolFlash
from oceanhil.hil.download.program import find_esptool
from oceanhil.hil.storage_access.agent_flash import AgentFlash
from oceanhil.hil.storage_access.raw_flash import RawFlash
from oceanhil.host.terminal import echo
from oceanhil.protocol.agent.vocabulary import AgentState


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
