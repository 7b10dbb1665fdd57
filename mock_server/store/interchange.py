"""An export: everything a file keeps, as lines of JSON that outlive the tables' versions; of tokens only the digests.

The first line is a head with the format's version, the last one an end that counts the lines between, so that a cut
export is noticed. Between them each line is an object with one key, its kind. `docs/server-data.md` describes it.
"""

import contextlib
import gzip
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

import msgspec

from oceanhil.boards import read_board
from oceanhil.host.file_claims import SQLITE_LOGS
from oceanhil.host.wall_clock import WallClock, wall_us
from oceanhil.host.whole_files import whole_file, whole_path
from oceanhil.mock_server.core.changes import Changes, ClockRecord, DeviceRecord, RetiredRecord, Snapshot
from oceanhil.mock_server.core.journal import Row, present
from oceanhil.mock_server.store.chain import Loss, entry_after, started_chain
from oceanhil.mock_server.store.change_writer import write_changes, write_fact
from oceanhil.mock_server.store.file_check import find_loss
from oceanhil.mock_server.store.file_lock import Claim
from oceanhil.mock_server.store.ledger import ledger_of
from oceanhil.mock_server.store.snapshot_reader import read_facts, read_snapshot
from oceanhil.mock_server.store.store_error import StoreError, StoreRefusedError
from oceanhil.mock_server.store.store_file import explained, open_to_read, open_to_write
from oceanhil.protocol.board import name_of
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.settings import WireNames
from oceanhil.protocol.wording import os_reason

FORMAT = "oceanhil-server"
VERSION = 1
_ALL_ROWS = 2**62
_NUMBERS_END = 2**63


class Head(msgspec.Struct, frozen=True):
    """The first line."""

    format: str
    version: int


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The second line: what there is only one of."""

    starts: int
    last_seq: int
    clock: ClockRecord
    settings: dict[str, Scalar]


class Line(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Any other line: exactly one of the fields; `end` is the number of lines between the head and it."""

    facts: Facts | None = None
    device: DeviceRecord | None = None
    retired: RetiredRecord | None = None
    journal: Row | None = None
    end: int | None = None


_OWNER_ONLY: Final = 0o600
_PACKED: Final = ".gz"


class Export(msgspec.Struct, frozen=True):
    """What an export holds."""

    starts: int
    snapshot: Snapshot
    loss: Loss = Loss()
    """What the file lacked that it was made of."""


_encode = msgspec.json.Encoder(enc_hook=name_of).encode
_decode_head = msgspec.json.Decoder(Head).decode
_decode_line = msgspec.json.Decoder(Line, dec_hook=read_board).decode


def export_file(source: Path, target: Path, wire: WireNames) -> Export:
    """Write all of `source`, as it is at one moment, to `target`, packed if that ends in `.gz`.

    A server may go on using `source`. `target` appears when it is whole, for its owner alone to read, as the database
    is; no file that is there is replaced, which may be the backup before. A device or a pipe is written as it is.
    Raises StoreError.
    """
    is_new = target.is_file() or not target.exists()
    if is_new and target.exists():
        raise _already_there(target)
    loss = find_loss(source)
    connection = open_to_read(source)
    try:
        starts, snapshot = read_facts(connection).starts, read_snapshot(connection, _ALL_ROWS)
    except (sqlite3.Error, StoreError) as error:
        raise explained(error, source) from None
    finally:
        connection.close()
    export = Export(starts, snapshot, loss)
    try:
        with whole_file(target, mode=_OWNER_ONLY, is_new=is_new) as whole, _packed(whole, target) as file:
            file.writelines(line + b"\n" for line in _lines(export, wire))
    except FileExistsError:
        raise _already_there(target) from None
    except OSError as error:
        raise StoreError(f"{str(target)!r} cannot be written: {os_reason(error)}") from None
    return export


def _already_there(target: Path) -> StoreRefusedError:
    return StoreRefusedError(f"{str(target)!r} is there already; export into a new file")


def read_export(source: Path) -> Export:
    """Read an export; raises StoreRefusedError naming the line for one that is cut, newer or something else."""
    read = 0
    parsed = []
    try:
        with gzip.open(source) if source.suffix == _PACKED else source.open("rb") as file:
            lines = iter(file)
            _check_head(next(lines, b""))
            read = 1
            for line in lines:
                parsed.append(_storable(_decode_line(line)))
                read += 1
    except (msgspec.MsgspecError, UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise StoreRefusedError(f"{str(source)!r} line {read + 1} is not as expected: {error}") from None
    except OSError as error:
        raise StoreError(f"{str(source)!r} cannot be read: {os_reason(error)}") from None
    except StoreRefusedError as error:
        raise StoreRefusedError(f"{str(source)!r} {error}") from None
    if not parsed or parsed[-1].end != len(parsed) - 1:
        raise StoreRefusedError(f"{str(source)!r} ends too early; take another export")
    return _export_of(parsed)


def import_file(source: Path, target: Path, wire: WireNames, clock: WallClock = wall_us) -> Export:
    """Make `target`, which must not be there yet, from the export `source` at the time of `clock`; raises StoreError.

    It is made beside its place and put there when it is whole.
    """
    export = read_export(source)
    if target.exists():
        raise StoreRefusedError(f"{str(target)!r} is there already; import into a new file")
    claim = Claim(target)
    try:
        with whole_path(target) as partial:
            _fill(partial, export, wire, clock)
            _remove_what_is_of_a_file_that_is_gone(target)
    except sqlite3.Error as error:
        raise explained(error, target) from None
    except OSError as error:
        raise StoreError(f"{str(target)!r} cannot be made: {os_reason(error)}") from None
    finally:
        claim.release()
    return export


def _remove_what_is_of_a_file_that_is_gone(target: Path) -> None:
    """Remove logs and ledger beside `target`: SQLite would write what is in a log over the new file."""
    real = os.path.realpath(target)
    for ending in SQLITE_LOGS:
        Path(real + ending).unlink(missing_ok=True)
    # A server that starts on the new one gives it its own.
    ledger_of(target).unlink(missing_ok=True)


def _fill(path: Path, export: Export, wire: WireNames, clock: WallClock) -> None:
    connection = open_to_write(path)
    try:
        changes = _changes_of(export.snapshot)
        entry = entry_after(started_chain(connection, clock)[-1], changes, clock())
        write_changes(connection, changes, entry, wire, _ALL_ROWS)
        write_fact(connection, "starts", export.starts)
        write_fact(connection, "closed", 1)
        # Everything into the one file that is moved; a server goes back to the log.
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _changes_of(snapshot: Snapshot) -> Changes:
    return Changes(
        is_reset=True,
        rows=snapshot.rows,
        last_seq=snapshot.last_seq,
        contacts={},
        saved=snapshot.devices,
        retired=snapshot.retired,
        deleted=(),
        settings=snapshot.settings,
        clock=snapshot.clock,
    )


def _lines(export: Export, wire: WireNames) -> Iterator[bytes]:
    snapshot = export.snapshot
    yield _encode(Head(FORMAT, VERSION))
    facts = Facts(export.starts, snapshot.last_seq, snapshot.clock, dict(snapshot.settings))
    yield from map(_encode, _records(facts, snapshot, wire))
    yield _encode(Line(end=1 + len(snapshot.devices) + len(snapshot.retired) + len(snapshot.rows)))


def _records(facts: Facts, snapshot: Snapshot, wire: WireNames) -> Iterable[Line]:
    yield Line(facts=facts)
    yield from (Line(device=device) for device in snapshot.devices)
    yield from (Line(retired=token) for token in snapshot.retired)
    yield from (Line(journal=present(row, wire)) for row in snapshot.rows)


def _storable(line: Line) -> Line:
    """See that SQLite can hold the numbers of a line (sqlite.org/datatype3.html, 2); raises msgspec.ValidationError."""
    for number in _numbers(msgspec.to_builtins(line, builtin_types=(bytes,), enc_hook=name_of)):
        if not -_NUMBERS_END <= number < _NUMBERS_END:
            raise msgspec.ValidationError(f"number of {len(str(number))} digits, expected one of at most 64 bits")
    return line


def _numbers(value: object) -> Iterator[int]:
    if isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _numbers(each)
    elif isinstance(value, int):
        yield value


def _export_of(lines: list[Line]) -> Export:
    facts = lines[0].facts
    if facts is None:
        raise StoreRefusedError("the second line must be the facts")
    snapshot = Snapshot(
        devices=[line.device for line in lines if line.device is not None],
        retired=[line.retired for line in lines if line.retired is not None],
        settings=facts.settings,
        clock=facts.clock,
        rows=[line.journal for line in lines if line.journal is not None],
        last_seq=facts.last_seq,
    )
    return Export(facts.starts, snapshot)


def _check_head(line: bytes) -> None:
    head = _decode_head(line)
    if head.format != FORMAT:
        raise StoreRefusedError(f"is an export of {head.format!r}, expected one of 'oceanhil server export'")
    if head.version > VERSION:
        raise StoreRefusedError(f"has version {head.version}, this oceanhil knows up to {VERSION}; use the newer one")


@contextlib.contextmanager
def _packed(whole: BinaryIO, target: Path) -> Iterator[BinaryIO]:
    """Give what to write to; whether it is packed says the name of `target`."""
    if target.suffix != _PACKED:
        yield whole
        return
    with gzip.GzipFile(fileobj=whole, mode="wb") as file:
        yield cast("BinaryIO", file)
