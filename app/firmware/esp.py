"""Flashing an ESP board: the chip is asked who it is before the first byte is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from oceanhil.app.commands.boards_parts.leasing import open_leases
from oceanhil.app.firmware.errors import FirmwareToolError
from oceanhil.hil.boards.entry import BoardEntry, PowerBy, key_of
from oceanhil.hil.boards.held_lease import HeldLease
from oceanhil.hil.boards.open_board import opened
from oceanhil.hil.download.board_flash import download_session
from oceanhil.hil.download.download_errors import ChipMismatchError
from oceanhil.hil.download.esptool import ChipReport
from oceanhil.hil.download.image_files import Parts
from oceanhil.hil.link.modem import ModemPolicy, default_policy
from oceanhil.hil.link.spec import plugged_in
from oceanhil.host.owners import this_owner
from oceanhil.protocol.board import Board

_OVER_NETWORK_WITH_LINES: Final = "rfc2217://"


def entry_of_port(port: str, board: Board) -> BoardEntry:
    """Give what an inventory would say of a board at `port`; reset lines are used where the port can have them."""
    return BoardEntry(name=port, kind=board, lines=_lines_of(port, board), power=PowerBy.NONE, port=port)


def flash_board(entry: BoardEntry, parts: Parts, report: Callable[[ChipReport], None]) -> None:
    """Write parts (byte offset, bytes) to a board that nobody else holds, and let it run.

    `report` is told the chip before anything is written. Raises FirmwareToolError for another chip, BoardBusyError and
    LeaseError, LinkError, VirtualBoardError, DownloadError.
    """
    lease = HeldLease(open_leases(), key_of(entry), this_owner(purpose="firmware flash"))
    try:
        with lease, opened(entry) as board, download_session(board) as session:
            report(session.identify())
            session.flash_image(parts)
    except ChipMismatchError as error:
        raise FirmwareToolError(
            f"board {entry.name!r} is an {error.found}, the firmware is for {error.expected}; nothing was written"
        ) from None


def _lines_of(port: str, board: Board) -> ModemPolicy:
    """A port that USB knows nothing of, such as a pty, has no lines to pull."""
    if port.startswith(_OVER_NETWORK_WITH_LINES):
        return default_policy(board)
    real = str(Path(port).resolve())
    found = next((each for each in plugged_in() if each.device in {port, real}), None)
    return ModemPolicy.NONE if found is None else default_policy(board, found.vid_pid)
