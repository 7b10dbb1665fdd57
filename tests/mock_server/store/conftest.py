"""A core whose changes go into a file, without a server between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core import AccessPolicy, AdminSide, Core
from oceanhil.mock_server.core.changes import Snapshot
from oceanhil.mock_server.core.journal import present
from oceanhil.mock_server.store import Database
from oceanhil.protocol.profile import load_profile
from tests.mock_server.conftest import Bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROFILE = load_profile()
JOURNAL_LIMIT = 50


class Kept:
    """A bench, and the file it is kept in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bench = Bench()
        self.database = Database(path, PROFILE.wire, JOURNAL_LIMIT)
        self.wake()

    def wake(self) -> None:
        """Begin as a process that was just started."""
        now_us, self.bench = self.bench.now_us, Bench()
        self.bench.core = Core(PROFILE, 1, journal_rows=JOURNAL_LIMIT)
        self.bench.admin_side = AdminSide(self.bench.core, AccessPolicy())
        self.bench.now_us = now_us
        self.bench.core.lasting.restore(self.database.load())
        self.bench.core.restart_numbers(self.database.start())

    def save(self) -> None:
        self.database.write(self.bench.core.lasting.take_changes())

    def restart(self) -> None:
        """Save, and begin again from the file."""
        self.save()
        self.database.close()
        self.database = Database(self.path, PROFILE.wire, JOURNAL_LIMIT)
        self.wake()

    def snapshot(self) -> Snapshot:
        return presentable(self.bench.core.lasting.snapshot())


def presentable(snapshot: Snapshot) -> Snapshot:
    rows = [present(row, PROFILE.wire) for row in snapshot.rows]
    return Snapshot(
        list(snapshot.devices), list(snapshot.retired), dict(snapshot.settings), snapshot.clock, rows, snapshot.last_seq
    )


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Give a core kept in a new file; it is closed with the test."""
    made = Kept(tmp_path / "server.db")
    yield made
    made.database.close()
