"""`oceanhil boards restore`: puts back what a killed run left changed on a board."""

from __future__ import annotations

from hil.agent.errors import AgentError
from hil.boards.bench_link import opened
from hil.boards.commands.edge import board_refused, refusals
from hil.boards.commands.leasing import open_journal, open_leases
from hil.boards.entry import BoardEntry
from hil.boards.health import of_link_error
from hil.boards.held_lease import HeldLease
from hil.boards.keys import key_of
from hil.boards.owners import this_owner
from hil.boards.raw_access import stopped_flash
from hil.boards.verdicts import Verdict
from hil.cli.errors import EnvironmentRefusedError
from hil.download.restore import restore_pending
from hil.link.errors import LinkError
from hil.storage_access.errors import StorageAccessError
from hil.terminal import echo
from hil.vboard.errors import VirtualBoardError


def restore(entry: BoardEntry) -> None:
    """Put back everything that is pending for a board, read back and compared; say what it was."""
    journal, key = open_journal(), key_of(entry)
    try:
        with refusals(), HeldLease(open_leases(), key, this_owner(purpose="boards restore")):
            if not journal.pending(key):
                echo(f"{entry.name!r}: nothing is pending")
                return
            with opened(entry) as board, stopped_flash(board) as flash:
                regions = restore_pending(key, flash, journal)
    except LinkError as error:
        health = of_link_error(entry, error)
        raise board_refused(health.reason, health.verdict) from None
    except VirtualBoardError as error:
        raise board_refused(f"board {entry.name!r}: {error}", Verdict.PORT_FAILED) from None
    except (AgentError, StorageAccessError) as error:
        raise EnvironmentRefusedError(f"board {entry.name!r} is not restored: {error}") from None
    echo(f"{entry.name!r}: restored " + ", ".join(region.name for region in regions))
