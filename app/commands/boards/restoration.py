"""`oceanhil boards restore`: puts back what a killed run left changed on a board.

A module of its own: nothing else of `oceanhil boards` waits for storage access to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.app.commands.boards.common import refusals
from oceanhil.app.commands.boards.port_refusals import port_refusals
from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.journal import Pending, open_journal
from oceanhil.hil.boards.leases import open_leases
from oceanhil.hil.boards.open_board import OpenBoard, opened, with_power
from oceanhil.hil.download.board_flash import stopped_flash
from oceanhil.hil.download.restore import restore_pending
from oceanhil.hil.download.same_board import be_the_changed_one
from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.host.owners import this_owner
from oceanhil.host.terminal import echo


def restore(entry: BoardEntry) -> None:
    """Put back everything that is pending for a board, read back and compared; say what it was."""
    journal, key = open_journal(), key_of(entry)
    held = BoardLease(open_leases(), entry, this_owner(purpose="boards restore"))
    try:
        with port_refusals(entry), refusals(), held as lease:
            pending = journal.pending(key)
            if stranger := next((each for each in pending if not each.is_of(entry.name, key)), None):
                raise EnvironmentRefusedError(
                    f"board {entry.name!r} is not restored, for the changed board may be another: {stranger}; that was"
                    f" noted under {stranger.key!r}, a key of a former version that several boards may have; if this is"
                    " the board, give it for this command the name in the inventory that it had then"
                )
            if not pending:
                echo(f"{entry.name!r}: nothing is pending")
                return
            with opened(lease.entry) as board:
                _must_be_the_changed_one(board, pending)
                with stopped_flash(board) as flash:
                    regions = restore_pending(key, flash, journal)
    except (AgentError, StorageAccessError) as error:
        raise EnvironmentRefusedError(f"board {entry.name!r} is not restored: {error}") from None
    echo(f"{entry.name!r}: restored " + ", ".join(region.name for region in regions))


def _must_be_the_changed_one(board: OpenBoard, pending: Sequence[Pending]) -> None:
    """Raise WrongBoardError for another board; without an agent esptool looks, where the inventory has the MAC."""
    if board.entry.agent:
        with with_power(board), closing(board.agent()) as agent:
            be_the_changed_one(agent, pending, board.entry.mac)
