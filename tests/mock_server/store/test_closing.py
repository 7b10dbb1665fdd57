"""Whether the last server closed its file, what it had acknowledged, and whether there is room again."""

from __future__ import annotations

import shutil
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.mock_server.core.changes import ClockRecord
from oceanhil.mock_server.store import StoreError, StoreRefusedError
from oceanhil.mock_server.store.chain import read_chain
from oceanhil.mock_server.store.file_check import check_file
from oceanhil.mock_server.store.ledger import LINE_BYTES, ledger_of, read_ledger
from oceanhil.mock_server.store.snapshot_reader import read_facts
from oceanhil.mock_server.store.store_file import (
    open_to_read,
)

if TYPE_CHECKING:
    from oceanhil.mock_server.store.chain import Entry
from tests.mock_server.store.database_file import clock_of, open_database, polls_up_to, pragma


def closed_in(path: Path) -> int:
    with closing(open_to_read(path)) as connection:
        return read_facts(connection).closed


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def test_the_file_says_whether_the_last_server_closed_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    for starts in range(2):
        with open_database(path) as database:
            assert database.start() == starts
            assert closed_in(path) == 0
            # In the file itself: so a copy of it alone says so too.
            assert log_of(path).stat().st_size == 0
        assert closed_in(path) == 1


def test_looking_into_a_file_does_not_say_that_it_was_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_database(path) as database:
        database.start()
        shutil.copy(path, tmp_path / "b.db")
    with open_database(tmp_path / "b.db") as database:
        database.load()
    assert (closed_in(path), closed_in(tmp_path / "b.db")) == (1, 0)


def test_closing_is_said_once(tmp_path: Path) -> None:
    first = open_database(tmp_path / "a.db")
    first.start()
    first.close()
    with open_database(tmp_path / "a.db") as second:
        second.start()
        first.close()
        assert closed_in(tmp_path / "a.db") == 0
        with pytest.raises(StoreError, match="is in use"):
            open_database(tmp_path / "a.db")


def test_a_file_that_takes_nothing_more_is_closed_without_saying_so(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.db")
    database.start()
    database._connection.execute("PRAGMA query_only = ON")
    database.close()
    assert closed_in(tmp_path / "a.db") == 0
    open_database(tmp_path / "a.db").close()


def test_a_refused_file_is_not_held_on_to(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_database(path) as database:
        database.write(clock_of(1))
    path.unlink()
    for _ in range(2):
        with pytest.raises(StoreRefusedError, match=r"1 of 1 acknowledged changes is missing: 1, the first made at"):
            open_database(path)
    ledger_of(path).unlink()
    open_database(path).close()


def test_a_ledger_that_cannot_be_made_refuses_the_file_and_lets_it_go(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    ledger_of(path).with_name("a.db-ledger.part").mkdir()
    for _ in range(2):
        with pytest.raises(StoreError, match=r"a\.db-ledger' cannot be written: is a directory$"):
            open_database(path)
    ledger_of(path).with_name("a.db-ledger.part").rmdir()
    open_database(path).close()


@pytest.mark.skipif(sys.platform != "linux", reason="what a file is can be locked on Linux only")
@pytest.mark.parametrize("is_new", [True, False])
def test_a_file_is_claimed_by_name_and_as_what_it_is_also_when_it_is_new(tmp_path: Path, is_new: bool) -> None:
    path = tmp_path / "a.db"
    if not is_new:
        open_database(path).close()
    with open_database(path):
        path.rename(tmp_path / "b.db")
        with pytest.raises(StoreError, match=r"b\.db' is in use by another server"):
            open_database(tmp_path / "b.db")


def test_only_what_was_acknowledged_waits_for_the_ledger_s_disk(tmp_path: Path) -> None:
    noted = []
    with open_database(tmp_path / "a.db") as database:
        note = database._ledger.note

        def spy(entry: Entry, *, is_flushed: bool) -> None:
            noted.append((entry.entry, entry.changes, entry.journal, is_flushed))
            note(entry, is_flushed=is_flushed)

        database._ledger.note = spy  # type: ignore[method-assign] # a spy
        for changes in (polls_up_to(1), clock_of(1), polls_up_to(2), polls_up_to(3)):
            database.write(changes)
    assert noted == [(1, 0, 1, False), (2, 1, 0, True), (3, 1, 2, False), (4, 1, 3, False)]
    assert [entry.entry for entry in read_ledger(ledger_of(tmp_path / "a.db")) or ()] == [0, 1, 2, 3, 4]


def test_a_number_that_no_file_holds_is_an_error_and_changes_nothing(tmp_path: Path) -> None:
    with open_database(tmp_path / "a.db") as database:
        with pytest.raises(StoreError, match=r"^a value cannot be stored: OverflowError$"):
            database.write(clock_of(2**63))
        assert database.load().clock == ClockRecord()
        database.write(clock_of(5))
    assert check_file(tmp_path / "a.db").problems == ()


def test_after_a_failure_the_chain_goes_on_from_what_is_durable(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_database(path) as database:
        database.write(clock_of(1))
        database._connection.close()
        with pytest.raises(StoreError, match=rf"^'{path}': Cannot operate on a closed database"):
            database.write(clock_of(2))
        assert database.reload().clock == ClockRecord(1)
        database._last = msgspec.structs.replace(database._last, entry=99)
        assert database.reload().clock == ClockRecord(1)
        database.write(clock_of(3))
        assert [entry.entry for entry in read_chain(database._connection).values()] == [0, 1, 2]
    assert check_file(path).problems == ()


def test_there_is_room_again_when_there_is_for_256_kib_which_is_left_to_what_comes_next(tmp_path: Path) -> None:
    said: list[str] = []
    with open_database(tmp_path / "a.db") as database:
        pages = pragma(database, "page_count")
        database._connection.set_trace_callback(said.append)
        for _ in range(2):
            database.probe()
        assert said.count("INSERT INTO ballast VALUES (zeroblob(262144))") == 2
        free = pragma(database, "freelist_count")
        assert free * pragma(database, "page_size") >= 256 * 1024
        assert pragma(database, "page_count") == pages + free


def test_there_is_no_room_where_there_is_none_for_256_kib(tmp_path: Path) -> None:
    with open_database(tmp_path / "a.db") as database:
        pragma(database, f"max_page_count = {pragma(database, 'page_count') + 60}")
        with pytest.raises(StoreError, match=rf"^'{tmp_path}/a.db': database or disk is full$"):
            database.probe()


def test_there_is_room_again_when_the_ledger_can_be_written_too(tmp_path: Path) -> None:
    with open_database(tmp_path / "a.db") as database:
        database.write(clock_of(1))
        with ledger_of(tmp_path / "a.db").open("r+b") as file:
            file.seek(LINE_BYTES)
            file.write(b"torn")
        database.probe()
        assert [entry.entry for entry in read_ledger(ledger_of(tmp_path / "a.db")) or ()] == [0, 1]
