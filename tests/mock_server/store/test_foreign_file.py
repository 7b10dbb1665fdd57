"""A file that is not ours, lacks something, or is only looked at: refused in words, and left alone."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core.changes import ClockRecord
from oceanhil.mock_server.store import StoreError, StoreRefusedError
from oceanhil.mock_server.store.chain import Loss
from oceanhil.mock_server.store.database import NEXT, accept_loss, refuse_loss
from oceanhil.mock_server.store.file_check import find_loss
from oceanhil.mock_server.store.ledger import ledger_of
from oceanhil.mock_server.store.schema import MIGRATIONS
from oceanhil.mock_server.store.store_file import (
    check_magic,
    explained,
    open_to_read,
    open_to_write,
    open_without_change,
)

if TYPE_CHECKING:
    from collections.abc import Callable

from tests.mock_server.store.database_file import clock_of, open_database, polls_up_to

DAMAGED = "'a.db' is damaged (it broke); nothing was written to it, import an export into a new file"


@pytest.fixture
def lacking(tmp_path: Path) -> Path:
    """Give a file that lacks two of three changes, the first of which was made in 1970."""
    path = tmp_path / "a.db"
    with open_database(path) as database:
        database.write(clock_of(1))
    shutil.copy(path, tmp_path / "older.db")
    with open_database(path, lambda: 0) as database:
        for offset_us in (2, 3):
            database.write(clock_of(offset_us))
    (tmp_path / "older.db").replace(path)
    return path


def test_what_a_file_lacks_refuses_it_and_says_what_to_do(lacking: Path) -> None:
    with pytest.raises(StoreRefusedError) as refused:
        refuse_loss(lacking)
    assert str(refused.value) == (
        f"'{lacking}' cannot be used: 2 of 3 acknowledged changes are missing: 2\N{EN DASH}3,"
        f" the first made at 1970-01-01 00:00:00Z; {NEXT}"
    )
    assert "'oceanhil server import'" in NEXT
    assert "'oceanhil server accept-loss FILE'" in NEXT


def test_a_loss_is_given_up_once(lacking: Path) -> None:
    assert accept_loss(lacking) == Loss(3, 2, 0)
    refuse_loss(lacking)
    ledger = ledger_of(lacking).read_bytes()
    assert accept_loss(lacking) == Loss(1)
    assert ledger_of(lacking).read_bytes() == ledger
    with open_database(lacking) as database:
        assert database.load().clock == ClockRecord(1)


def test_polls_that_are_missing_refuse_no_file_and_can_be_given_up_too(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    open_database(path).close()
    shutil.copy(path, tmp_path / "older.db")
    with open_database(path) as database:
        database.write(polls_up_to(4))
    (tmp_path / "older.db").replace(path)
    refuse_loss(path)
    assert accept_loss(path) == Loss(journal=4)
    assert find_loss(path) == Loss()


def test_a_loss_is_not_given_up_under_a_server(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_database(path), pytest.raises(StoreError, match="is in use by another server"):
        accept_loss(path)
    assert accept_loss(path) == Loss()
    (tmp_path / "b.db").hardlink_to(path)
    with pytest.raises(StoreRefusedError, match="has 2 names"):
        accept_loss(path)


def test_there_is_no_loss_of_what_is_no_file_of_ours(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is not there; put it back, or delete 'a\.db-ledger' and begin anew"):
        accept_loss(tmp_path / "a.db")
    (tmp_path / "a.db").write_text("remember the milk")
    with pytest.raises(StoreRefusedError, match="is no SQLite file"):
        accept_loss(tmp_path / "a.db")
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


@pytest.mark.parametrize("head", [b"S", b"SQLite format 3", b"SQLite format 3\x01", b"\x00" * 16])
def test_what_does_not_begin_as_sqlite_files_do_is_none(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "a.db").write_bytes(head)
    with pytest.raises(StoreRefusedError, match=rf"^'{tmp_path}/a.db' is no SQLite file; choose a new file$"):
        check_magic(tmp_path / "a.db")


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00", b"SQLite format 3\x00and so on"])
def test_an_empty_file_and_one_that_begins_as_sqlite_files_do_may_be_ours(tmp_path: Path, content: bytes) -> None:
    check_magic(tmp_path / "none.db")
    (tmp_path / "a.db").write_bytes(content)
    check_magic(tmp_path / "a.db")


def sqlite_error(code: int | None) -> sqlite3.Error:
    error = sqlite3.OperationalError("it broke")
    if code is not None:
        error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (sqlite_error(None), StoreError, "'a.db': it broke"),
        (sqlite_error(sqlite3.SQLITE_FULL), StoreError, "'a.db': it broke"),
        (sqlite_error(sqlite3.SQLITE_IOERR), StoreError, "'a.db': it broke"),
        (sqlite_error(sqlite3.SQLITE_CORRUPT), StoreRefusedError, DAMAGED),
        (sqlite_error(sqlite3.SQLITE_NOTADB), StoreRefusedError, DAMAGED),
        # The upper bits say which of its kind it is: https://sqlite.org/rescode.html.
        (sqlite_error(sqlite3.SQLITE_CORRUPT_INDEX), StoreRefusedError, DAMAGED),
        (sqlite_error(sqlite3.SQLITE_IOERR_CORRUPTFS), StoreError, "'a.db': it broke"),
        (StoreRefusedError("it is odd"), StoreRefusedError, "'a.db' cannot be used: it is odd"),
        (StoreError("'a.db' is gone"), StoreError, "'a.db' is gone"),
    ],
)
def test_an_error_says_whether_the_file_or_the_machine_is_at_fault(
    error: sqlite3.Error | StoreError, kind: type[StoreError], said: str
) -> None:
    told = explained(error, Path("a.db"))
    assert (type(told), str(told)) == (kind, said)


def test_a_file_that_is_read_cannot_be_written(tmp_path: Path) -> None:
    open_database(tmp_path / "a.db").close()
    with (
        closing(open_to_read(tmp_path / "a.db")) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM devices")


def test_a_file_of_a_newer_version_is_not_read_either(tmp_path: Path) -> None:
    open_database(tmp_path / "a.db").close()
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    for opener in (open_to_read, open_without_change):
        with pytest.raises(StoreRefusedError, match=rf"it has version {len(MIGRATIONS) + 1}, this oceanhil knows"):
            opener(tmp_path / "a.db")


def test_functions_and_views_of_a_foreign_schema_are_not_trusted(tmp_path: Path) -> None:
    for opener in (open_to_write, open_without_change):
        with closing(opener(tmp_path / "a.db")) as connection:
            assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)


def test_only_an_empty_file_may_be_looked_at_without_a_version(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    with closing(open_without_change(tmp_path / "a.db")) as connection:
        assert connection.execute("SELECT * FROM sqlite_master").fetchall() == []
    with pytest.raises(StoreRefusedError, match=rf"^'{tmp_path}/a.db' cannot be used: it is empty; start a server"):
        open_to_read(tmp_path / "a.db")


def connections_to(path: Path) -> int:
    """Count who has the file open in this process: Linux tells."""
    files = Path("/proc/self/fd")
    return sum(link.is_symlink() and link.resolve() == path.resolve() for link in files.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells which files are open")
@pytest.mark.parametrize("opener", [open_to_write, open_to_read, open_without_change])
def test_what_is_not_ours_is_neither_changed_nor_kept_open(
    tmp_path: Path, opener: Callable[[Path], sqlite3.Connection]
) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE books (title TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreRefusedError, match=rf"^'{path}' cannot be used: it is another program's SQLite file"):
        opener(path)
    assert (path.read_bytes(), connections_to(path)) == (before, 0)
    assert [each.name for each in tmp_path.iterdir()] == ["other.db"]
    made = opener(tmp_path / "a.db") if opener is open_to_write else None
    if made is not None:
        assert connections_to(tmp_path / "a.db") > 0
        made.close()
