"""Opening a file of the store, and why it is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from oceanhil.host.wall_clock import WallClock, wall_us
from oceanhil.mock_server.core.changes import Changes, ClockRecord
from oceanhil.mock_server.core.journal import PollRow
from oceanhil.mock_server.store import Database
from tests.mock_server.store.conftest import JOURNAL_LIMIT, PROFILE

if TYPE_CHECKING:
    pass


def open_database(path: Path, clock: WallClock = wall_us) -> Database:
    return Database(path, PROFILE.wire, JOURNAL_LIMIT, clock)


NOTHING = Changes(
    is_reset=False, rows=(), last_seq=0, contacts={}, saved=(), retired=(), deleted=(), settings=None, clock=None
)


def clock_of(offset_us: int) -> Changes:
    """Give a change that is acknowledged."""
    return msgspec.structs.replace(NOTHING, clock=ClockRecord(offset_us))


def polls_up_to(last_seq: int) -> Changes:
    """Give a change that nobody is told of."""
    return msgspec.structs.replace(NOTHING, rows=[PollRow(0, "a", "", "", "")], last_seq=last_seq)


def pragma(database: Database, name: str) -> int:
    return int(database._connection.execute(f"PRAGMA {name}").fetchone()[0])
