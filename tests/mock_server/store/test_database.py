"""The file: whose it is, who may use it, and what stands in it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import filelock
import pytest

from oceanhil.mock_server.core.changes import Snapshot
from oceanhil.mock_server.store import StoreError, StoreRefusedError
from oceanhil.mock_server.store.device_columns import DEVICE_COLUMNS
from oceanhil.mock_server.store.schema import APPLICATION_ID, MIGRATIONS, bring_up, version_of
from oceanhil.mock_server.store.snapshot_reader import read_snapshot
from oceanhil.mock_server.store.store_file import (
    open_to_read,
    open_to_write,
    open_without_change,
)
from tests.mock_server.store.conftest import JOURNAL_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock_server.store.conftest import Kept
from tests.mock_server.store.database_file import open_database


def refusal_of(path: Path) -> str:
    """Give why `path` is refused; it must stay as it is."""
    before = path.read_bytes()
    with pytest.raises(StoreRefusedError) as refused:
        open_database(path)
    assert path.read_bytes() == before
    return str(refused.value)


def test_a_new_file_holds_nothing_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with open_database(path) as database:
        assert database.load() == Snapshot(devices=[], retired=[], settings={}, rows=[])
    assert path.stat().st_mode & 0o077 == 0


def test_the_table_of_devices_has_a_column_for_each_field_of_a_record() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        bring_up(connection)
        columns = [row[1] for row in connection.execute("PRAGMA table_info(devices)")]
    assert sorted(columns) == sorted(("number", *DEVICE_COLUMNS)), "a field more needs a migration in schema.py"


def test_a_second_server_is_refused_and_the_first_goes_on(kept: Kept) -> None:
    with pytest.raises(StoreError, match=r"is in use by another server; stop it first"):
        open_database(kept.path)
    kept.bench.generate()
    kept.save()
    assert len(kept.database.load().devices) == 1


def test_a_folder_that_takes_no_files_is_not_called_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(lock: filelock.FileLock) -> None:
        raise filelock.Timeout(lock.lock_file)

    monkeypatch.setattr(filelock.FileLock, "acquire", give_up)
    with pytest.raises(StoreError, match=r"cannot be made: its folder takes no files; choose another one"):
        open_database(tmp_path / "new.db")


def test_a_device_is_refused_for_it_keeps_nothing() -> None:
    with pytest.raises(StoreRefusedError, match="is a device or a pipe, which keeps nothing; choose a new file"):
        open_database(Path(os.devnull))


def test_a_text_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("remember the milk, and more than sixteen bytes")
    assert "is no SQLite file; choose a new file" in refusal_of(path)
    assert list(tmp_path.iterdir()) == [path]


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE books (title TEXT)")
    assert "it is another program's SQLite file" in refusal_of(path)


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    open_database(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreRefusedError, match=r"it has version \d+, this oceanhil knows versions up to"):
        open_database(path)
    # The two bytes that say "with a log" (file format, 1.3) and the counters that go with them are not data.
    assert path.read_bytes()[100:] == before[100:]


@pytest.mark.parametrize("damage", ["header", "tables", "values"])
def test_a_damaged_file_is_refused_with_a_message(kept: Kept, damage: str) -> None:
    for _ in range(100):
        kept.bench.registered()
    kept.save()
    kept.database.close()
    if damage == "values":
        with closing(sqlite3.connect(kept.path)) as connection, connection:
            connection.execute("UPDATE devices SET board = 'toaster'")
    else:
        content = bytearray(kept.path.read_bytes())
        place = slice(18, 100) if damage == "header" else slice(4096, len(content))
        content[place] = b"\xa5" * len(content[place])
        kept.path.write_bytes(content)
    before = kept.path.read_bytes()
    with pytest.raises(StoreRefusedError, match="is damaged"), open_database(kept.path) as database:
        database.load()
    assert len(kept.path.read_bytes()) == len(before)


def test_an_empty_file_is_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with open_database(path) as database:
        assert database.load().devices == []


def test_a_file_left_behind_while_it_was_made_is_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "half.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    with open_database(path) as database:
        assert database.load().devices == []


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_a_file_of_every_older_version_is_brought_up(version: int) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        bring_up(connection, MIGRATIONS[:version])
        assert bring_up(connection) == version
        assert version_of(connection) == len(MIGRATIONS)


def test_a_file_from_before_tags_is_read_as_it_is_and_brought_up(kept: Kept) -> None:
    made = kept.bench.generate()
    kept.save()
    kept.database.close()
    with closing(sqlite3.connect(kept.path)) as connection, connection:
        connection.execute("ALTER TABLE devices DROP COLUMN tags")
        connection.execute("PRAGMA user_version = 2")
    with closing(open_to_read(kept.path)) as connection:
        assert [(device.id, device.tags) for device in read_snapshot(connection, 9).devices] == [(made.id, ())]
        assert version_of(connection) == 2
    with open_database(kept.path) as database:
        assert [device.tags for device in database.load().devices] == [()]


@pytest.mark.parametrize("damage", ["", "7", '["a", 1]'])
def test_tags_that_are_none_are_damage(kept: Kept, damage: str) -> None:
    kept.bench.generate()
    kept.save()
    kept.database._connection.execute("UPDATE devices SET tags = ?", (damage,))
    with pytest.raises(StoreRefusedError, match="is damaged: tags are not as expected"):
        kept.database.load()


def test_a_migration_that_fails_leaves_the_older_version() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        bring_up(connection)
        with pytest.raises(sqlite3.Error):
            bring_up(connection, [*MIGRATIONS, ("CREATE TABLE more (x)", "no SQL")])
        connection.execute("ROLLBACK")
        assert version_of(connection) == len(MIGRATIONS)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone() == (0,)


def test_the_application_id_stands_in_the_header(kept: Kept) -> None:
    kept.database.close()
    # Offset 68: https://sqlite.org/fileformat2.html, 1.3.
    assert int.from_bytes(kept.path.read_bytes()[68:72], "big") == APPLICATION_ID


def test_no_token_stands_in_any_file(kept: Kept) -> None:
    device = kept.bench.online()
    device.poll()
    device.report({"relay1": True})
    kept.bench.send("GET", "/api/device/state/", query=f"token={device.token}")
    fresh = kept.bench.admin("POST", f"/devices/{device.id}/regenerate").text("registration_token")
    kept.save()
    content = b"".join(path.read_bytes() for path in kept.path.parent.iterdir())
    assert kept.path.name.encode()
    for secret in (device.registration_token, device.token, device.session, fresh):
        assert secret.encode() not in content


def test_a_write_that_fails_changes_nothing(kept: Kept) -> None:
    kept.bench.generate()
    kept.save()
    before = kept.database.load()
    kept.database._connection.execute("PRAGMA max_page_count = 1")
    for _ in range(200):
        kept.bench.generate()
    with pytest.raises(StoreError, match="database or disk is full"):
        kept.save()
    assert kept.database.load() == before


def test_a_text_that_cannot_be_stored_is_an_error_and_changes_nothing(kept: Kept) -> None:
    made = kept.bench.generate()
    kept.bench.core._registry.devices[made.id].name = "\ud800"
    with pytest.raises(StoreError, match="a value cannot be stored"):
        kept.save()
    assert kept.database.load().devices == []


def test_the_journal_is_cut_to_its_limit(kept: Kept) -> None:
    for _ in range(JOURNAL_LIMIT + 7):
        kept.bench.send("GET", "/")
        kept.save()
    rows = kept.database._connection.execute("SELECT min(seq), count(*) FROM journal").fetchone()
    assert rows == (8, JOURNAL_LIMIT)


def test_starts_are_counted(kept: Kept) -> None:
    assert [kept.database.start() for _ in range(3)] == [1, 2, 3]


def test_commits_reach_the_disk_and_not_only_the_system(kept: Kept) -> None:
    # Killing the process cannot show this: https://sqlite.org/pragma.html, synchronous 2 is FULL.
    for pragma, value in (("synchronous", 2), ("fullfsync", 1), ("journal_mode", "wal")):
        assert kept.database._connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_a_file_that_is_written_to_is_brought_up_and_written_in_whole_transactions(tmp_path: Path) -> None:
    with closing(open_to_write(tmp_path / "a.db")) as connection:
        assert version_of(connection) == len(MIGRATIONS)
        connection.execute("INSERT INTO facts VALUES ('starts', 1)")
        # Each statement is its own transaction unless it is said otherwise.
        assert not connection.in_transaction


def test_a_file_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    (tmp_path / "a.db").chmod(0o640)
    open_to_write(tmp_path / "a.db").close()
    assert (tmp_path / "a.db").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("opener", [open_to_write, open_to_read, open_without_change])
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, opener: Callable[[Path], sqlite3.Connection]) -> None:
    path = tmp_path / "no" / "a.db"
    with pytest.raises(StoreError, match=rf"^'{path}' cannot be opened: no such file or directory$"):
        opener(path)


def test_a_name_with_signs_of_a_uri_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a?mode=memory#b%20c.db"
    open_to_write(path).close()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    open_to_read(path).close()
