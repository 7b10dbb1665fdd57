"""One server's file, used from one thread at a time."""

import contextlib
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from oceanhil.host.wall_clock import WallClock, wall_us
from oceanhil.mock_server.core.changes import Changes, Snapshot
from oceanhil.mock_server.store.chain import Entry, Loss, entry_after, started_chain
from oceanhil.mock_server.store.change_writer import write_changes, write_fact
from oceanhil.mock_server.store.file_check import contradictions, find_loss
from oceanhil.mock_server.store.file_lock import Claim
from oceanhil.mock_server.store.ledger import Ledger, ledger_of
from oceanhil.mock_server.store.snapshot_reader import read_facts, read_snapshot
from oceanhil.mock_server.store.store_error import StoreError, StoreRefusedError
from oceanhil.mock_server.store.store_file import check_magic, explained, open_to_write
from oceanhil.protocol.settings import WireNames

NEXT = (
    "import a backup with 'oceanhil server import', or go on without what is missing:"
    " 'oceanhil server accept-loss FILE'"
)
_BALLAST_BYTES = 256 * 1024


class Database:
    """The file while a server runs on it; a context manager.

    The methods raise StoreError, and then nothing changed, but for one case: where the file took a change and its
    ledger did not, `write` raises, and `reload` finds the change.
    """

    def __init__(self, path: Path, wire: WireNames, journal_limit: int, clock: WallClock = wall_us) -> None:
        """Keep at most `journal_limit` rows of the journal; `wire` names the headers that carry secrets.

        `clock` says when a change was written.
        """
        self.path = path
        self._wire = wire
        self._journal_limit = journal_limit
        self._clock = clock
        self._is_started = False
        check_magic(path)
        self._claim = Claim(path)
        try:
            self._connection, self._ledger, self._last = self._open()
        except StoreError:
            self._claim.release()
            raise

    def start(self) -> int:
        """Count a start of a server; gives how many there were before, durably different each time."""
        try:
            starts = read_facts(self._connection).starts
            write_fact(self._connection, "starts", starts + 1)
            write_fact(self._connection, "closed", 0)
            # Into the file itself: whoever copies it without its log and its ledger is to find out.
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.Error, StoreError) as error:
            raise explained(error, self.path) from None
        self._is_started = True
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
            entry = entry_after(self._last, changes, self._clock())
            write_changes(self._connection, changes, entry, self._wire, self._journal_limit)
        except sqlite3.Error as error:
            raise explained(error, self.path) from None
        except (UnicodeError, OverflowError) as error:
            raise StoreError(f"a value cannot be stored: {type(error).__name__}") from None
        is_told = entry.changes > self._last.changes
        self._last = entry
        # What nobody was told, such as polls, need not be counted after a power cut.
        self._ledger.note(entry, is_flushed=is_told)

    def reload(self) -> Snapshot:
        """Read what is durable after a failure, with the file opened afresh if need be."""
        try:
            return self._load_again()
        except StoreError:
            self._connection.close()
            self._connection = open_to_write(self.path)
            return self._load_again()

    def probe(self) -> None:
        """Find out whether there is room again: write some ballast, and leave its pages to what comes next."""
        try:
            self._connection.execute("CREATE TABLE IF NOT EXISTS ballast (filler BLOB)")
            self._connection.execute("INSERT INTO ballast VALUES (zeroblob(?))", (_BALLAST_BYTES,))
            self._connection.execute("DROP TABLE ballast")
        except sqlite3.Error as error:
            raise explained(error, self.path) from None
        self._ledger.probe()

    def close(self) -> None:
        """Close the file, its log written back, and let others have it; may be called twice."""
        if self._is_started:
            # A full disk: it is not said that it was closed, and the ledger is there to ask. Or it is closed already.
            with contextlib.suppress(sqlite3.Error):
                write_fact(self._connection, "closed", 1)
        self._connection.close()
        self._ledger.close()
        self._claim.release()

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _load_again(self) -> Snapshot:
        snapshot = self.load()
        self._last = started_chain(self._connection, self._clock)[-1]
        return snapshot

    def _open(self) -> tuple[sqlite3.Connection, Ledger, Entry]:
        is_new = not self.path.exists()
        if not is_new:
            self._claim.claim_file()
        refuse_loss(self.path)
        connection = open_to_write(self.path)
        try:
            if is_new:
                self._claim.claim_file()
            chain = started_chain(connection, self._clock)
            return connection, Ledger(ledger_of(self.path), chain), chain[-1]
        except (sqlite3.Error, StoreError) as error:
            connection.close()
            raise explained(error, self.path) from None


def refuse_loss(path: Path) -> None:
    """Raise StoreRefusedError if `path` lacks what was acknowledged: a token could be used twice."""
    loss = find_loss(path)
    if loss.is_serious:
        raise StoreRefusedError(f"{str(path)!r} cannot be used: {'; '.join(loss.problems)}; {NEXT}")


def accept_loss(path: Path, clock: WallClock = wall_us) -> Loss:
    """Let the file be used without what it lacks: the ledger says from now on what the file says. Gives what is lost.

    Raises StoreError, also if a server is on the file.
    """
    if not path.exists():
        raise StoreError(f"{str(path)!r} is not there; put it back, or delete {ledger_of(path).name!r} and begin anew")
    check_magic(path)
    with Claim(path) as claim:
        claim.claim_file()
        loss = find_loss(path)
        if loss.is_serious or loss.journal:
            with contextlib.closing(open_to_write(path)) as connection:
                Ledger(ledger_of(path), started_chain(connection, clock)).close()
    return loss
