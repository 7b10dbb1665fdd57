"""From the tables to a snapshot."""

import heapq
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import TypeVar

import msgspec

from oceanhil.boards import read_board
from oceanhil.mock_server.core.changes import ClockRecord, DeviceRecord, RetiredRecord, Snapshot
from oceanhil.mock_server.core.journal import PollRow, Row
from oceanhil.mock_server.store.change_writer import read_batch
from oceanhil.mock_server.store.device_columns import STATE_COLUMNS, select_devices
from oceanhil.mock_server.store.schema import FIRST_WITH_TAGS, version_of
from oceanhil.mock_server.store.store_error import StoreRefusedError
from oceanhil.protocol.messages import DeviceState
from oceanhil.protocol.profile import Scalar

_RETIRED = "SELECT digest, device, kind, reason FROM retired_tokens ORDER BY number"
_POLLS = "SELECT clients, polls FROM polls WHERE last_seq > ? ORDER BY last_seq"
_JOURNAL = """
    SELECT seq, time_us, method, path, query, status, code, device, peer, headers, fault, note
    FROM journal WHERE seq > ? ORDER BY seq
"""
_headers = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode
_tags = msgspec.json.Decoder(tuple[str, ...]).decode
_scalar = msgspec.json.Decoder(bool | int | str).decode


class SharedTexts:
    """Remembers the texts it was shown, for as long as a journal is read."""

    __slots__ = ("_headers", "_texts")

    def __init__(self) -> None:
        """Know none yet."""
        self._texts: dict[str, str] = {}
        self._headers: dict[tuple[str, str], tuple[str, str]] = {}

    def text(self, text: str) -> str:
        """Give the first text that was equal."""
        return self._texts.setdefault(text, text)

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Give equal headers, each of them, and their names, as the first that was equal."""
        return tuple(self._headers.get(header) or self._new(header) for header in headers)

    def _new(self, header: tuple[str, str]) -> tuple[str, str]:
        name, value = header
        shared = self._headers[header] = (self.text(name), value)
        return shared


class Facts(msgspec.Struct, frozen=True):
    """The values there is only one of."""

    starts: int = 0
    """How often a server was started on the file."""
    last_seq: int = 0
    offset_us: int = 0
    frozen_us: int | None = None
    closed: int = 0
    """1 if the last server on the file has closed it, 0 while one is on it or if it was killed."""


def read_facts(connection: sqlite3.Connection) -> Facts:
    """Read the values there is only one of; those that were never written have their defaults."""
    return _convert(dict(connection.execute("SELECT name, value FROM facts")), Facts)


def read_snapshot(connection: sqlite3.Connection, journal_limit: int) -> Snapshot:
    """Read everything, of the journal the newest `journal_limit` rows.

    One consistent state, whatever is written meanwhile. Raises sqlite3.Error, and StoreRefusedError for values that
    cannot be.
    """
    connection.execute("BEGIN")
    try:
        facts = read_facts(connection)
        return Snapshot(
            devices=_read_devices(connection),
            retired=[_convert(_named(row, RetiredRecord), RetiredRecord) for row in connection.execute(_RETIRED)],
            settings=_read_settings(connection),
            clock=ClockRecord(facts.offset_us, facts.frozen_us),
            rows=_read_journal(connection, facts.last_seq - journal_limit),
            last_seq=facts.last_seq,
        )
    except (KeyError, UnicodeDecodeError) as error:
        raise StoreRefusedError(f"it is damaged: its tables are not as expected ({error})") from None
    finally:
        connection.execute("COMMIT")


def _read_devices(connection: sqlite3.Connection) -> list[DeviceRecord]:
    is_tagged = version_of(connection) >= FIRST_WITH_TAGS
    cursor = connection.execute(select_devices(is_tagged=is_tagged))
    names = [column[0] for column in cursor.description]
    states: dict[tuple[object, ...], DeviceState] = {}
    return [_device(dict(zip(names, row, strict=True)), states) for row in cursor]


def _device(values: dict[str, object], states: dict[tuple[object, ...], DeviceState]) -> DeviceRecord:
    """Make a record; devices in the same state share it, as most never reported any."""
    if values["issued_us"] == values["created_us"]:
        values["issued_us"] = values["created_us"]  # one number in memory, not two
    state = {name: values.pop(name) for name in STATE_COLUMNS}
    key = tuple(state.values())
    shared = states.get(key)
    if shared is None:
        shared = states[key] = _convert(state, DeviceState)
    return _convert({**values, "state": shared, "tags": _tags_of(str(values["tags"]))}, DeviceRecord)


def _tags_of(value: str) -> tuple[str, ...]:
    try:
        return _tags(value)
    except msgspec.MsgspecError as error:
        raise StoreRefusedError(f"it is damaged: tags are not as expected ({error})") from None


def _read_settings(connection: sqlite3.Connection) -> Mapping[str, Scalar]:
    return {name: _decoded(value) for name, value in connection.execute("SELECT name, value FROM settings")}


def _decoded(value: str) -> Scalar:
    try:
        scalar: Scalar = _scalar(value)
    except msgspec.MsgspecError as error:
        raise StoreRefusedError(f"it is damaged: a setting is not as expected ({error})") from None
    return scalar


def _read_journal(connection: sqlite3.Connection, after: int) -> list[PollRow | Row]:
    shared = SharedTexts()
    parts: tuple[Iterator[tuple[int, PollRow | Row]], ...] = (
        _read_rows(connection, after, shared),
        _read_polls(connection, after, shared),
    )
    try:
        # One by one: a list of each part would cost as much memory again.
        return [row for _, row in heapq.merge(*parts, key=itemgetter(0))]
    except (msgspec.MsgspecError, TypeError, IndexError) as error:
        raise StoreRefusedError(f"it is damaged: a row of the journal is not as expected ({error})") from None


def _read_rows(connection: sqlite3.Connection, after: int, shared: SharedTexts) -> Iterator[tuple[int, Row]]:
    text = shared.text
    for seq, time_us, method, path, query, status, code, device, peer, headers, fault, note in connection.execute(
        _JOURNAL, (after,)
    ):
        same = (text(method), text(path), query, status, text(code), text(device), text(peer))
        yield seq, Row(time_us, *same, shared.headers(_headers(headers)), fault, note)


def _read_polls(connection: sqlite3.Connection, after: int, shared: SharedTexts) -> Iterator[tuple[int, PollRow]]:
    for clients, polls in connection.execute(_POLLS, (after,)):
        for seq, row in read_batch(clients, polls, shared.text):
            if seq > after:
                yield seq, row


def _named(row: tuple[object, ...], record: type[msgspec.Struct]) -> dict[str, object]:
    return dict(zip(record.__struct_fields__, row, strict=True))


_Record = TypeVar("_Record", bound=msgspec.Struct)


def _convert(values: Mapping[str, object], record: type[_Record]) -> _Record:
    try:
        # Not strict: SQLite has no truth values, only 0 and 1.
        return msgspec.convert(values, record, strict=False, builtin_types=(bytes,), dec_hook=read_board)
    except msgspec.ValidationError as error:
        raise StoreRefusedError(f"it is damaged: a record is not as expected ({error})") from None
