"""The file that a history is: SQLite, in one folder, written in one transaction at the end of each run.

Several runs may share it: each waits for its turn. A run that is killed leaves nothing of itself, and all of the
others. What is older than all that is ever read goes with the run that makes it so: the file does not grow with the
number of runs. It is kept with a rollback journal and not in WAL mode, which needs memory that processes share, and so
not on a file system of a network.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.history.changes import DRAWN, Entry
from oceanhil.app.history.commit import Commit
from oceanhil.host.file_claims import HISTORY_FILES
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.measures import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE: Final = HISTORY_FILES[0]
_APPLICATION: Final = 0x4F434849
"""SQLite's mark for whose database it is: `OCHI`."""
_FORM: Final = 1
_PATIENCE_S: Final = 60
_TABLES: Final = """
CREATE TABLE run (
  id INTEGER PRIMARY KEY, began TEXT NOT NULL, commit_name TEXT NOT NULL, subject TEXT NOT NULL,
  is_dirty INTEGER NOT NULL, version TEXT NOT NULL);
CREATE TABLE series (
  id INTEGER PRIMARY KEY, replay_id TEXT NOT NULL, world TEXT NOT NULL, server TEXT NOT NULL, core TEXT NOT NULL,
  UNIQUE (replay_id, world, server, core));
CREATE TABLE entry (
  series INTEGER NOT NULL REFERENCES series, run INTEGER NOT NULL REFERENCES run, passed INTEGER NOT NULL,
  attempts INTEGER NOT NULL, measures TEXT NOT NULL, PRIMARY KEY (series, run)) WITHOUT ROWID;
"""
_ADVICE: Final = "move it away, or choose another folder"
"""Where the file itself is wrong."""
_SPACE: Final = "free some space, or choose another folder"
_ADVICE_BY_CODE: Final = {
    sqlite3.SQLITE_FULL: _SPACE,
    sqlite3.SQLITE_IOERR: _SPACE,
    sqlite3.SQLITE_BUSY: "another run has held it for a minute: run again, or give each run a folder of its own",
    sqlite3.SQLITE_READONLY: "choose a folder you may write to",
    sqlite3.SQLITE_CANTOPEN: "choose a folder you may write to",
    sqlite3.SQLITE_PERM: "choose a folder you may write to",
}
"""Where something else is: what is in the file is still good. By the low byte of SQLite's code."""


class HistoryError(Exception):
    """A history that cannot be used; the text names the file, what is wrong with it, and what to do."""


class SeriesKey(msgspec.Struct, frozen=True):
    """What entries that are compared have in common."""

    replay_id: str
    world: str
    server: str
    core: str


class RunOfHistory(msgspec.Struct, frozen=True):
    """What is kept of a run as a whole; `began` in ISO 8601, UTC."""

    began: str
    commit: Commit
    version: str


class History:
    """The history in a folder; raises HistoryError wherever it is used."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def open(self) -> None:
        """Make the file if there is none, and see that it can be used."""
        with self._connected() as connection, _transaction(connection):
            pass

    def keep(self, run: RunOfHistory, entries: Mapping[SeriesKey, Entry]) -> Mapping[SeriesKey, tuple[Entry, ...]]:
        """Add a run, and give what there was before of each of its series, the newest first.

        What is older than what is ever read is deleted.
        """
        with self._connected() as connection, _transaction(connection):
            commit = run.commit
            row = (run.began, commit.name, commit.subject, commit.is_dirty, run.version)
            number = connection.execute(
                "INSERT INTO run (began, commit_name, subject, is_dirty, version) VALUES (?, ?, ?, ?, ?)", row
            ).lastrowid
            past: dict[SeriesKey, tuple[Entry, ...]] = {}
            for key, entry in entries.items():
                series = _series(connection, key)
                past[key] = _past(connection, series)
                measures = msgspec.json.encode(entry.measures).decode()
                connection.execute(
                    "INSERT INTO entry (series, run, passed, attempts, measures) VALUES (?, ?, ?, ?, ?)",
                    (series, number, entry.passed, entry.attempts, measures),
                )
                _forget_old(connection, series)
            connection.execute("DELETE FROM run WHERE id NOT IN (SELECT run FROM entry)")
            return past

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE_S, isolation_level=None)) as connection:
                self._check(connection)
                yield connection
        except sqlite3.Error as error:
            advice = _ADVICE_BY_CODE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, _ADVICE)
            raise self._refused(f"cannot be used: {error}; {advice}") from None
        except msgspec.MsgspecError as error:
            raise self._refused(f"cannot be used: {error}; {_ADVICE}") from None
        except OSError as error:
            raise self._refused(f"cannot be used: {os_reason(error)}; {_ADVICE}") from None

    def _check(self, connection: sqlite3.Connection) -> None:
        """Make the tables of a new file; refuse one that is not of this form."""
        with _transaction(connection):
            (whose,), (form,) = (_one(connection, f"PRAGMA {name}") for name in ("application_id", "user_version"))
            (tables,) = _one(connection, "SELECT count(*) FROM sqlite_master")
            if not tables and not form:
                for statement in _TABLES.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {_FORM}")
                return
        if whose != _APPLICATION:
            raise self._refused("is a database of another program; choose another folder")
        if form != _FORM:
            which = "a newer" if isinstance(form, int) and form > _FORM else "another"
            raise self._refused(
                f"was written by {which} version of oceanhil (form {form}, this one has {_FORM}); "
                f"use that version, or choose another folder"
            )

    def _refused(self, why: str) -> HistoryError:
        return HistoryError(f"history {str(self.path)!r} {why}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all that the block does, or nothing of it.

    The lock is taken at once: two that have read, and then want to write, would wait for one another.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # A full disk has rolled it back already; to try again would hide what was wrong.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _one(connection: sqlite3.Connection, statement: str) -> tuple[object, ...]:
    row: tuple[object, ...] = connection.execute(statement).fetchone()
    return row


def _series(connection: sqlite3.Connection, key: SeriesKey) -> int:
    row = msgspec.structs.astuple(key)
    connection.execute("INSERT OR IGNORE INTO series (replay_id, world, server, core) VALUES (?, ?, ?, ?)", row)
    found = connection.execute(
        "SELECT id FROM series WHERE replay_id = ? AND world = ? AND server = ? AND core = ?", row
    ).fetchone()
    number: int = found[0]
    return number


def _forget_old(connection: sqlite3.Connection, series: int) -> None:
    connection.execute(
        "DELETE FROM entry WHERE series = ? AND run <= "
        "(SELECT run FROM entry WHERE series = ? ORDER BY run DESC LIMIT 1 OFFSET ?)",
        (series, series, DRAWN),
    )


def _past(connection: sqlite3.Connection, series: int) -> tuple[Entry, ...]:
    rows = connection.execute(
        "SELECT commit_name, subject, is_dirty, passed, attempts, measures FROM entry JOIN run ON run.id = entry.run "
        "WHERE series = ? ORDER BY run DESC LIMIT ?",
        (series, DRAWN - 1),
    )
    return tuple(
        Entry(
            commit=Commit(name, subject, bool(is_dirty)),
            passed=bool(passed),
            attempts=attempts,
            measures=msgspec.json.decode(measures, type=dict[str, Reading]),
        )
        for name, subject, is_dirty, passed, attempts, measures in rows
    )
