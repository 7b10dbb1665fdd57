"""The file: whose it is, who may use it, and what stands in it."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import filelock
import msgspec
import pytest

from oceanhil.mock_server.core.changes import Changes, ClockRecord, Snapshot
from oceanhil.mock_server.core.journal import PollRow
from oceanhil.mock_server.store import Database, StoreError, StoreRefusedError
from oceanhil.mock_server.store.chain import Loss, read_chain
from oceanhil.mock_server.store.database import NEXT, accept_loss, refuse_loss
from oceanhil.mock_server.store.file_check import check_file, find_loss
from oceanhil.mock_server.store.ledger import LINE_BYTES, ledger_of, read_ledger
from oceanhil.mock_server.store.schema import APPLICATION_ID, MIGRATIONS, bring_up, version_of
from oceanhil.mock_server.store.snapshot_reader import read_facts
from oceanhil.mock_server.store.store_file import (
    check_magic,
    explained,
    open_to_read,
    open_to_write,
    open_without_change,
)
from tests.mock_server.store.conftest import JOURNAL_LIMIT, PROFILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from oceanhil.mock_server.store.chain import Entry
    from tests.mock_server.store.conftest import Kept

DAMAGED = "'a.db' is damaged (it broke); nothing was written to it, import an export into a new file"


def open_database(path: Path) -> Database:
    return Database(path, PROFILE.wire, JOURNAL_LIMIT)


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


NOTHING = Changes(
    is_reset=False, rows=(), last_seq=0, contacts={}, saved=(), retired=(), deleted=(), settings=None, clock=None
)


def clock_of(offset_us: int) -> Changes:
    """Give a change that is acknowledged."""
    return msgspec.structs.replace(NOTHING, clock=ClockRecord(offset_us))


def polls_up_to(last_seq: int) -> Changes:
    """Give a change that nobody is told of."""
    return msgspec.structs.replace(NOTHING, rows=[PollRow(0, "a", "", "", "")], last_seq=last_seq)


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


def pragma(database: Database, name: str) -> int:
    return int(database._connection.execute(f"PRAGMA {name}").fetchone()[0])


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


@pytest.fixture
def lacking(tmp_path: Path) -> Path:
    """Give a file that lacks two of three changes, the first of which was made in 1970."""
    path = tmp_path / "a.db"
    with open_database(path) as database:
        database.write(clock_of(1))
    shutil.copy(path, tmp_path / "older.db")
    with pytest.MonkeyPatch.context() as patch, open_database(path) as database:
        patch.setattr("time.time_ns", lambda: 0)
        for offset_us in (2, 3):
            database.write(clock_of(offset_us))
    (tmp_path / "older.db").replace(path)
    return path


def test_what_a_file_lacks_refuses_it_and_says_what_to_do(lacking: Path) -> None:
    with pytest.raises(StoreRefusedError) as refused:
        refuse_loss(lacking)
    assert str(refused.value) == (
        f"'{lacking}' cannot be used: 2 of 3 acknowledged changes are missing: 2\N{EN DASH}3,"
        f" the first made at 1970-01-01 00:00:00 UTC; {NEXT}"
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
