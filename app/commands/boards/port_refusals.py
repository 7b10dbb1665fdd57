"""What a board's port and control channel refuse, as one line with the exit code of the verdict on the board."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from oceanhil.app.commands.boards.common import board_refused
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.health import of_link_error
from oceanhil.hil.boards.verdicts import BoardVerdict
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError


@contextlib.contextmanager
def port_refusals(entry: BoardEntry) -> Iterator[None]:
    """End the command with the verdict on the board if its port or its control channel cannot be used."""
    try:
        yield
    except LinkError as error:
        health = of_link_error(entry, error)
        raise board_refused(health.reason, health.verdict) from None
    except VirtualBoardError as error:
        raise board_refused(f"board {entry.name!r}: {error}", BoardVerdict.PORT_FAILED) from None
