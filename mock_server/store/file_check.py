"""Looking a file over without changing it."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import msgspec

from oceanhil.mock_server.core.changes import Snapshot
from oceanhil.mock_server.store.chain import Entry, Loss, compare, read_chain
from oceanhil.mock_server.store.ledger import ledger_of, read_ledger
from oceanhil.mock_server.store.snapshot_reader import read_facts, read_snapshot
from oceanhil.mock_server.store.store_error import StoreError
from oceanhil.mock_server.store.store_file import explained, open_to_read, open_without_change

_MOST_ROWS = 2**62


class Findings(msgspec.Struct, frozen=True):
    """What is in a file, and what is wrong with it (nothing: empty)."""

    devices: int
    retired: int
    journal: int
    last_seq: int
    problems: tuple[str, ...]
    loss: Loss = Loss()
    """What is missing; also among the problems."""


def check_file(path: Path) -> Findings:
    """Check pages, indexes, values, what belongs together, and that nothing acknowledged is missing.

    Raises StoreError if it cannot even be read.
    """
    # First, so that a server that goes on meanwhile cannot make it look as if the file lacked something.
    ledger = read_ledger(ledger_of(path))
    connection = open_to_read(path)
    try:
        loss = _loss_of(connection, ledger, path)
        damage = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        snapshot = read_snapshot(connection, _MOST_ROWS)
    except (sqlite3.Error, StoreError) as error:
        raise explained(error, path) from None
    finally:
        connection.close()
    counts = (len(snapshot.devices), len(snapshot.retired), len(snapshot.rows), snapshot.last_seq)
    return Findings(*counts, (*damage, *loss.problems, *contradictions(snapshot)), loss)


def find_loss(path: Path) -> Loss:
    """Say what of that which was acknowledged `path` lacks, without changing it; it may be missing altogether.

    Raises StoreError if it cannot be read.
    """
    ledger = read_ledger(ledger_of(path))
    if not path.exists() or path.stat().st_size == 0:
        return compare(ledger or (), {})
    connection = open_without_change(path)
    try:
        return _loss_of(connection, ledger, path)
    except (sqlite3.Error, StoreError) as error:
        raise explained(error, path) from None
    finally:
        connection.close()


def _loss_of(connection: sqlite3.Connection, ledger: Sequence[Entry] | None, path: Path) -> Loss:
    chain = read_chain(connection)
    if ledger:
        return compare(ledger, chain)
    was_told = any(entry.changes for entry in chain.values())
    if ledger is None and (not was_told or read_facts(connection).closed):
        # New, or a copy of a file that no server was on.
        return Loss()
    state = "is missing, and the file was not closed" if ledger is None else "cannot be read"
    return Loss(doubt=f"its ledger {ledger_of(path).name!r} {state}: nobody can tell whether something is missing")


def contradictions(snapshot: Snapshot) -> list[str]:
    """Say what in a snapshot cannot be true together."""
    names = {device.id for device in snapshot.devices}
    found = [
        f"a retired token belongs to no device: {token.device!r}"
        for token in snapshot.retired
        if token.device not in names
    ]
    macs: dict[bytes, str] = {}
    live = {token.digest for token in snapshot.retired}
    for device in snapshot.devices:
        if device.mac is not None and macs.setdefault(device.mac, device.id) != device.id:
            found.append(f"devices {macs[device.mac]!r} and {device.id!r} have the same MAC")
        if device.permanent is not None and device.permanent in live:
            found.append(f"the permanent token of {device.id!r} has ended and is live")
        live.add(device.permanent or b"")
        if device.permanent is not None and device.used_us is None:
            found.append(f"device {device.id!r} has a permanent token and never registered")
    if len(snapshot.rows) > snapshot.last_seq:
        found.append(f"the journal has {len(snapshot.rows)} rows, more than its last number {snapshot.last_seq}")
    return found
