"""From changes to the tables, all in one transaction; plain polls in batches."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

import msgspec

from oceanhil.mock_server.core.changes import Changes, ClockRecord
from oceanhil.mock_server.core.journal import PollRow, Row, present
from oceanhil.mock_server.store.chain import Entry, write_entry
from oceanhil.mock_server.store.device_columns import SAVE_DEVICE, Value, device_values
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.settings import WireNames
from oceanhil.protocol.tokens import shorten

_decode_clients = msgspec.json.Decoder(list[tuple[str, str, str, str]]).decode
_decode_polls = msgspec.json.Decoder(list[tuple[int, int, int]]).decode
_TABLES = ("devices", "contacts", "retired_tokens", "settings", "polls", "journal")
# Many rows in one statement: the interpreter's lock is let go once for all of them, not once for each.
# 80 rows of 12 values stay below the 999 variables that older SQLite allows (sqlite.org/limits.html).
_ROWS_AT_ONCE = (80, 8, 1)
_encode = msgspec.json.Encoder().encode


class PollBatch:
    """The plain polls of a transaction, for one row of the file: who polled, told once, and when.

    Add them by growing number. A poll costs the writer a fraction of what a row of its own would, and thirty bytes
    instead of two hundred.
    """

    __slots__ = ("_clients", "_polls", "last_seq")

    def __init__(self) -> None:
        """Start without polls."""
        self._clients: dict[tuple[str, str | None, str | None, str], int] = {}
        self._polls: list[tuple[int, int, int]] = []
        self.last_seq = 0

    def add(self, seq: int, row: PollRow) -> None:
        """Add the journal's row number `seq`."""
        client = (row.device, row.token, row.session, row.peer)
        self._polls.append((seq, row.time_us, self._clients.setdefault(client, len(self._clients))))
        self.last_seq = seq

    def values(self) -> tuple[int, str, str]:
        """Give the columns of the row; of tokens and sessions only what may be shown."""
        clients = [
            (device, shorten(token or ""), shorten(session or ""), peer)
            for device, token, session, peer in self._clients
        ]
        return self.last_seq, _encode(clients).decode(), _encode(self._polls).decode()


def read_batch(clients: str, polls: str, share: Callable[[str], str]) -> list[tuple[int, PollRow]]:
    """Give the polls of a row with their numbers, names of devices and addresses as `share` gives them.

    Raises msgspec.MsgspecError and IndexError for other texts.
    """
    known = [(share(device), token, session, share(peer)) for device, token, session, peer in _decode_clients(clients)]
    found = []
    for seq, time_us, index in _decode_polls(polls):
        device, token, session, peer = known[index]
        found.append((seq, PollRow(time_us, device, token, session, peer)))
    return found


def write_changes(
    connection: sqlite3.Connection, changes: Changes, entry: Entry, wire: WireNames, journal_limit: int
) -> None:
    """Apply `changes`, whose entry in the chain is `entry`, durable when this returns.

    Raises sqlite3.Error, and then nothing is applied.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        _apply(connection, changes, wire, journal_limit)
        write_entry(connection, entry)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def write_fact(connection: sqlite3.Connection, name: str, value: int | None) -> None:
    """Write a value there is only one of."""
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


def _apply(connection: sqlite3.Connection, changes: Changes, wire: WireNames, journal_limit: int) -> None:
    if changes.is_reset:
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
        _write_clock(connection, ClockRecord())
        write_fact(connection, "last_seq", changes.last_seq)
    _write_journal(connection, changes, wire, journal_limit)
    _write_contacts(connection, changes)
    for record in changes.saved:
        connection.execute(SAVE_DEVICE, device_values(record))
    connection.executemany(
        "INSERT OR REPLACE INTO retired_tokens (digest, device, kind, reason) VALUES (?, ?, ?, ?)",
        [(token.digest, token.device, token.kind.value, token.reason.value) for token in changes.retired],
    )
    for name in changes.deleted:
        for table, column in (("devices", "id"), ("contacts", "device"), ("retired_tokens", "device")):
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (name,))  # noqa: S608 - names from above
    if changes.settings is not None:
        _write_settings(connection, changes.settings)
    if changes.clock is not None:
        _write_clock(connection, changes.clock)


def _write_journal(connection: sqlite3.Connection, changes: Changes, wire: WireNames, limit: int) -> None:
    if not changes.rows:
        return
    rows: list[tuple[Value, ...]] = []
    polls = PollBatch()
    for seq, row in enumerate(changes.rows, changes.last_seq - len(changes.rows) + 1):
        if type(row) is PollRow:
            polls.add(seq, row)
        else:
            rows.append(_journal_values(seq, present(row, wire)))
    if polls.last_seq:
        connection.execute("INSERT OR REPLACE INTO polls VALUES (?, ?, ?)", polls.values())
    _insert(connection, "INSERT OR REPLACE INTO journal VALUES", rows)
    connection.execute("DELETE FROM polls WHERE last_seq <= ?", (changes.last_seq - limit,))
    connection.execute("DELETE FROM journal WHERE seq <= ?", (changes.last_seq - limit,))
    write_fact(connection, "last_seq", changes.last_seq)


def _write_contacts(connection: sqlite3.Connection, changes: Changes) -> None:
    gone = set(changes.deleted)
    contacts = {row.device: row.time_us for row in changes.rows if type(row) is PollRow} | dict(changes.contacts)
    contacts |= {record.id: record.contact_us for record in changes.saved if record.contact_us is not None}
    rows: list[tuple[Value, ...]] = [(name, at_us) for name, at_us in contacts.items() if name not in gone]
    _insert(connection, "INSERT OR REPLACE INTO contacts VALUES", rows)


def _write_settings(connection: sqlite3.Connection, settings: Mapping[str, Scalar]) -> None:
    connection.execute("DELETE FROM settings")
    rows = [(name, _encode(value).decode()) for name, value in settings.items()]
    connection.executemany("INSERT INTO settings VALUES (?, ?)", rows)


def _write_clock(connection: sqlite3.Connection, clock: ClockRecord) -> None:
    write_fact(connection, "offset_us", clock.offset_us)
    write_fact(connection, "frozen_us", clock.frozen_us)


def _insert(connection: sqlite3.Connection, statement: str, rows: Sequence[tuple[Value, ...]]) -> None:
    rest = iter(rows)
    left = len(rows)
    for size in _ROWS_AT_ONCE:
        while left >= size:
            part = list(islice(rest, size))
            left -= size
            marks = ", ".join("?" * len(part[0]))
            place = f"({marks})"
            connection.execute(f"{statement} {', '.join([place] * size)}", _flat(part))


def _flat(rows: Iterable[tuple[Value, ...]]) -> list[Value]:
    return [value for row in rows for value in row]


def _journal_values(seq: int, shown: Row) -> tuple[Value, ...]:
    return (
        seq,
        shown.time_us,
        shown.method,
        shown.path,
        shown.query,
        shown.status,
        shown.code,
        shown.device,
        shown.peer,
        _encode(shown.headers).decode(),
        shown.fault,
        shown.note,
    )
