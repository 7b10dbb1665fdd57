"""`oceanhil server check`: what cannot be true together is found."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.mock_server.core.changes import Changes, ClockRecord
from oceanhil.mock_server.store import Database, StoreError, StoreRefusedError
from oceanhil.mock_server.store.chain import Loss
from oceanhil.mock_server.store.file_check import check_file, find_loss
from oceanhil.mock_server.store.interchange import export_file, import_file
from oceanhil.mock_server.store.ledger import ledger_of
from oceanhil.mock_server.store.schema import MIGRATIONS, bring_up
from oceanhil.mock_server.store.store_file import open_to_read, open_without_change
from tests.mock_server.store.conftest import JOURNAL_LIMIT, PROFILE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mock_server.store.conftest import Kept


def check(path: Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["server", "check", str(path)])
    return result.exit_code, result.output


@pytest.fixture
def closed(kept: Kept) -> Path:
    """Give a file with two registered devices, one of them revoked."""
    kept.bench.registered()
    other = kept.bench.registered("24:6F:28:00:00:02", "ESP32_246F28000002")
    kept.bench.admin("POST", f"/devices/{other.id}/revoke")
    kept.save()
    kept.database.close()
    return kept.path


def test_a_whole_file_is_whole(closed: Path) -> None:
    before = closed.read_bytes()
    assert check(closed) == (0, f"{closed}: whole, 2 devices, 2 ended tokens, 2 journal entries\n")
    assert closed.read_bytes() == before


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        ("UPDATE retired_tokens SET device = 'nobody'", "a retired token belongs to no device: 'nobody'"),
        ("UPDATE devices SET mac = x'000000000001'", "have the same MAC"),
        ("UPDATE devices SET used_us = NULL", "has a permanent token and never registered"),
        (
            "UPDATE devices SET permanent = (SELECT digest FROM retired_tokens LIMIT 1)",
            "has ended and is live",
        ),
        ("UPDATE facts SET value = 1 WHERE name = 'last_seq'", "the journal has 2 rows, more than its last number 1"),
        ("UPDATE journal SET headers = 'x'", "a row of the journal is not as expected"),
        ("UPDATE devices SET registration = 7", "a record is not as expected"),
    ],
)
def test_what_cannot_be_is_named(closed: Path, harm: str, expected: str) -> None:
    with closing(sqlite3.connect(closed)) as connection, connection:
        connection.execute(harm)
    code, output = check(closed)
    assert code != 0
    assert expected in output
    assert "Traceback" not in output


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert check(tmp_path / "none.db") == (
        1,
        f"Error: '{tmp_path}/none.db' cannot be opened: no such file or directory\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("found", "other"),
    [(b"created_us INTEGER", b"creaTed_us INTEGER"), (b"CREATE TABLE devices", b"CRE\xf4TE TABLE devices")],
    ids=["a capital letter", "no text"],
)
def test_a_schema_with_a_wrong_bit_is_told_in_one_line(closed: Path, found: bytes, other: bytes) -> None:
    data = closed.read_bytes()
    assert found in data
    closed.write_bytes(data.replace(found, other))
    code, said = check(closed)
    assert code == 2
    assert "is damaged" in said
    assert said.count("\n") == 1


TOLD = Changes(
    is_reset=False,
    rows=(),
    last_seq=0,
    contacts={},
    saved=(),
    retired=(),
    deleted=(),
    settings=None,
    clock=ClockRecord(1),
)


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """Give a file that was closed after two acknowledged changes, without its ledger, which is 'a.db-ledger.kept'."""
    path = tmp_path / "a.db"
    with Database(path, PROFILE.wire, JOURNAL_LIMIT) as database:
        database.start()
        for _ in range(2):
            database.write(TOLD)
    ledger_of(path).rename(ledger_of(path).with_name("a.db-ledger.kept"))
    return path


def mark_closed(path: Path, *, is_closed: bool) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE facts SET value = ? WHERE name = 'closed'", (int(is_closed),))


def test_a_file_that_was_closed_needs_no_ledger(used: Path) -> None:
    assert find_loss(used) == Loss()


def test_a_file_that_was_not_closed_needs_its_ledger(used: Path) -> None:
    mark_closed(used, is_closed=False)
    doubt = (
        "its ledger 'a.db-ledger' is missing, and the file was not closed: nobody can tell whether something is missing"
    )
    assert find_loss(used) == Loss(doubt=doubt)
    assert check_file(used).problems == (doubt,)
    assert check_file(used).loss == Loss(doubt=doubt)
    ledger_of(used).with_name("a.db-ledger.kept").rename(ledger_of(used))
    assert find_loss(used) == Loss(2)


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_ledger_without_a_line_is_no_missing_one(used: Path, is_closed: bool) -> None:
    mark_closed(used, is_closed=is_closed)
    ledger_of(used).touch()
    assert find_loss(used).doubt == (
        "its ledger 'a.db-ledger' cannot be read: nobody can tell whether something is missing"
    )


def test_a_file_of_which_nobody_was_told_anything_needs_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Database(path, PROFILE.wire, JOURNAL_LIMIT) as database:
        database.start()
        shutil.copy(path, tmp_path / "b.db")
    assert find_loss(tmp_path / "b.db") == Loss()


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_that_is_empty_or_gone_lacks_all_that_its_ledger_tells_of(used: Path, is_there: bool) -> None:
    used.unlink()
    if is_there:
        used.touch()
    assert find_loss(used) == Loss()
    ledger_of(used).with_name("a.db-ledger.kept").rename(ledger_of(used))
    assert (find_loss(used).acknowledged, find_loss(used).missing) == (2, 2)
    assert used.exists() == is_there


def test_a_ledger_that_cannot_be_read_is_an_error_of_the_machine(used: Path) -> None:
    ledger_of(used).mkdir()
    for look in (find_loss, check_file):
        with pytest.raises(StoreError, match=r"a\.db-ledger' cannot be read: is a directory"):
            look(used)


def test_a_chain_that_cannot_be_refuses_the_file_by_its_name(used: Path) -> None:
    with closing(sqlite3.connect(used)) as connection, connection:
        connection.execute("UPDATE chain SET digest = x'00'")
    for look in (find_loss, check_file):
        with pytest.raises(StoreRefusedError, match=rf"^'{used}' cannot be used: it is damaged: an entry of its chain"):
            look(used)


def test_nothing_of_the_file_stays_open(used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def spy(name: str | Path, *, uri: bool = True, isolation_level: None = None) -> sqlite3.Connection:
        assert uri, "not every build of SQLite takes a URI for one by itself"
        opened.append(connect(name, uri=uri, isolation_level=isolation_level))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", spy)
    find_loss(used)
    check_file(used)
    export_file(used, tmp_path / "out.jsonl", PROFILE.wire)
    import_file(tmp_path / "out.jsonl", tmp_path / "new.db", PROFILE.wire)
    (tmp_path / "new.db").write_bytes(b"")
    for opener in (open_to_read, open_without_change):
        with closing(sqlite3.connect(tmp_path / "newer.db")) as connection:
            connection.execute("PRAGMA user_version = 9")
        with pytest.raises(StoreRefusedError):
            opener(tmp_path / "newer.db")
    with pytest.raises(StoreRefusedError):
        open_to_read(tmp_path / "new.db")
    for connection in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
    assert len(opened) == 10


def test_a_file_of_before_the_chain_lacks_nothing(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as connection:
        bring_up(connection, MIGRATIONS[:1])
    assert find_loss(tmp_path / "a.db") == Loss()


def test_damaged_pages_are_told_beside_what_is_missing(used: Path) -> None:
    with closing(sqlite3.connect(used)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'retired_tokens_by_device'")
    mark_closed(used, is_closed=False)
    damage, doubt = check_file(used).problems
    assert "never used" in damage
    assert doubt.startswith("its ledger 'a.db-ledger' is missing")
