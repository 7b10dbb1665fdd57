"""One server's file, used from one thread at a time."""

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from mock_server.core.changes import Changes, Snapshot
from mock_server.store.checking import contradictions
from mock_server.store.errors import StoreError, StoreRefusedError
from mock_server.store.opening import check_magic, explained, open_to_write, take_lock
from mock_server.store.reading import read_facts, read_snapshot
from mock_server.store.writing import write_changes, write_fact
from protocol.settings import WireNames

_BALLAST_BYTES = 256 * 1024


class Database:
    """The file while a server runs on it; a context manager. The methods raise StoreError, and then nothing changed."""

    def __init__(self, path: Path, wire: WireNames, journal_limit: int) -> None:
        """Keep at most `journal_limit` rows of the journal; `wire` names the headers that carry secrets."""
        self.path = path
        self._wire = wire
        self._journal_limit = journal_limit
        check_magic(path)
        self._lock = take_lock(path)
        try:
            self._connection = self._connect()
        except StoreError:
            self._lock.release()
            raise

    def start(self) -> int:
        """Count a start of a server; gives how many there were before, durably different each time."""
        try:
            starts = read_facts(self._connection).starts
            write_fact(self._connection, "starts", starts + 1)
        except (sqlite3.Error, StoreError) as error:
            raise explained(error, self.path) from None
        return starts

    def load(self) -> Snapshot:
        """Read everything; what cannot be true together is refused."""
        try:
            snapshot = read_snapshot(self._connection, self._journal_limit)
            for problem in contradictions(snapshot):
                raise StoreRefusedError(f"it is damaged: {problem}")
        except (sqlite3.Error, StoreError) as error:
            raise explained(error, self.path) from None
        return snapshot

    def write(self, changes: Changes) -> None:
        """Apply `changes` in one transaction, durable when this returns."""
        try:
            write_changes(self._connection, changes, self._wire, self._journal_limit)
        except sqlite3.Error as error:
            raise explained(error, self.path) from None
        except (UnicodeError, OverflowError) as error:
            raise StoreError(f"a value cannot be stored: {type(error).__name__}") from None

    def reload(self) -> Snapshot:
        """Read what is durable after a failure, with the file opened afresh if need be."""
        try:
            return self.load()
        except StoreError:
            self._connection.close()
            self._connection = self._connect()
            return self.load()

    def probe(self) -> None:
        """Find out whether there is room again: write some ballast, and leave its pages to what comes next."""
        try:
            self._connection.execute("CREATE TABLE IF NOT EXISTS ballast (filler BLOB)")
            self._connection.execute("INSERT INTO ballast VALUES (zeroblob(?))", (_BALLAST_BYTES,))
            self._connection.execute("DROP TABLE ballast")
        except sqlite3.Error as error:
            raise explained(error, self.path) from None

    def close(self) -> None:
        """Close the file, its log written back, and let others have it."""
        self._connection.close()
        self._lock.release()

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _connect(self) -> sqlite3.Connection:
        return open_to_write(self.path)
