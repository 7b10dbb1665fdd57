"""The chain of transactions, and what a file lacks of it.

Every transaction is an entry, made of what changed and of the entry before. The chain stands twice: in the file,
written within the transaction, and in the ledger beside it, written once the transaction is durable.
"""

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.host.wall_clock import WallClock
from oceanhil.mock_server.core.changes import Changes
from oceanhil.mock_server.store.store_error import StoreRefusedError
from oceanhil.protocol.board import name_of
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import agreed, utc

KEPT: Final = 1024
"""How many entries the file remembers: more than the ledger does, which is read a moment earlier."""
DIGEST_BYTES: Final = 16


class Entry(msgspec.Struct, frozen=True):
    """One transaction: `entry` is its number, `changes` and `journal` how many there were up to its end."""

    origin: int
    """Chosen once for each file."""
    entry: int
    changes: int
    journal: int
    time_us: int
    digest: str
    """Hex; made of what changed and of the digest before it."""


class Loss(msgspec.Struct, frozen=True):
    """What a file lacks that was acknowledged; 0 of everything and no doubt: nothing."""

    acknowledged: int = 0
    missing: int = 0
    first_us: int | None = None
    """When the first of them was made, if the ledger goes back so far, Unix µs."""
    journal: int = 0
    """Rows of the journal that were written and are missing; they are not acknowledged."""
    doubt: str = ""
    """Why it cannot be said what is missing."""

    @property
    def is_serious(self) -> bool:
        """Whether anything that was acknowledged is missing, or may be."""
        return bool(self.missing or self.doubt)

    @property
    def problems(self) -> tuple[str, ...]:
        """Say it, a line each."""
        found = [self.doubt] if self.doubt else []
        if self.missing:
            found.append(self._missing())
        if self.journal:
            entries = agreed(self.journal, "entry is", f"{self.journal:,} entries are")
            found.append(f"the journal's last {entries} missing")
        return tuple(found)

    def _missing(self) -> str:
        first, last = self.acknowledged - self.missing + 1, self.acknowledged
        which = f"{first}\N{EN DASH}{last}" if last > first else f"{last}"
        since = "" if self.first_us is None else f", the first made at {utc(self.first_us / SECOND_US)}"
        are = agreed(self.missing, "is", "are")
        return f"{self.missing:,} of {self.acknowledged:,} acknowledged changes {are} missing: {which}{since}"


def entry_after(last: Entry, changes: Changes, time_us: int) -> Entry:
    """Give the entry of a transaction that applies `changes`; raises UnicodeError for a text that cannot be stored."""
    content = msgspec.msgpack.encode(
        (changes.is_reset, changes.saved, changes.retired, changes.deleted, changes.settings, changes.clock),
        enc_hook=name_of,
    )
    chained = hashlib.blake2b(bytes.fromhex(last.digest) + content, digest_size=DIGEST_BYTES)
    count = last.changes + count_of(changes)
    return Entry(last.origin, last.entry + 1, count, changes.last_seq, time_us, chained.hexdigest())


def count_of(changes: Changes) -> int:
    """Count what is acknowledged: devices made, changed or deleted, settings, clock and a reset as one each."""
    general = (changes.is_reset, changes.settings is not None, changes.clock is not None)
    return len(changes.saved) + len(changes.deleted) + sum(general)


def compare(ledger: Sequence[Entry], chain: Mapping[int, Entry]) -> Loss:
    """Say what a file with `chain`, by number of the entry, lacks of what a ledger has; the ledger was read first."""
    if not ledger:
        return Loss()
    last = ledger[-1]
    newest = chain[max(chain)] if chain else None
    if newest is not None and newest.origin != last.origin:
        return Loss(doubt="its ledger belongs to another file")
    shared = max((entry.entry for entry in ledger if chain.get(entry.entry) == entry), default=None)
    if shared == last.entry:
        return Loss(last.changes)
    if shared is None and newest is not None and newest.entry >= ledger[0].entry:
        return Loss(doubt="its ledger tells of other changes than the file has")
    return _loss(ledger, newest if shared is None else chain[shared])


def _loss(ledger: Sequence[Entry], known: Entry | None) -> Loss:
    """Give what is in the ledger after `known`, the newest entry that the file has; None: it has none."""
    last = ledger[-1]
    number, changes, journal = (0, 0, 0) if known is None else (known.entry, known.changes, known.journal)
    later = [entry for entry in ledger if entry.changes > changes]
    is_first = ledger[0].entry <= number + 1
    first_us = later[0].time_us if later and is_first else None
    return Loss(last.changes, last.changes - changes, first_us, max(last.journal - journal, 0))


def read_chain(connection: sqlite3.Connection) -> dict[int, Entry]:
    """Read what the file remembers of its chain, by number; nothing of a file that had none yet.

    Raises sqlite3.Error, and StoreRefusedError for values that cannot be.
    """
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'chain'").fetchone():
        return {}
    rows = connection.execute("SELECT origin, entry, changes, journal, time_us, digest FROM chain ORDER BY entry")
    try:
        entries = [msgspec.convert(dict(zip(Entry.__struct_fields__, row, strict=True)), Entry) for row in rows]
    except msgspec.ValidationError as error:
        raise StoreRefusedError(f"it is damaged: an entry of its chain is not as expected ({error})") from None
    return {entry.entry: entry for entry in entries}


def write_entry(connection: sqlite3.Connection, entry: Entry) -> None:
    """Add an entry, and let go of the oldest."""
    connection.execute("INSERT INTO chain VALUES (?, ?, ?, ?, ?, ?)", msgspec.structs.astuple(entry))
    connection.execute("DELETE FROM chain WHERE entry <= ?", (entry.entry - KEPT,))


def started_chain(connection: sqlite3.Connection, clock: WallClock) -> list[Entry]:
    """Read the chain of a file that is open to be written to, begun at the time of `clock` if there is none yet."""
    chain = read_chain(connection)
    if not chain:
        # SQLite's random numbers: what tells this file from every other one must not come from the seed.
        (origin,) = connection.execute("SELECT abs(random() / 2)").fetchone()
        first = Entry(origin, 0, 0, 0, clock(), "0" * 2 * DIGEST_BYTES)
        write_entry(connection, first)
        return [first]
    return list(chain.values())
