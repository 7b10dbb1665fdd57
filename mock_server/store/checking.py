"""Looking a file over without changing it."""

import sqlite3
from pathlib import Path

import msgspec

from mock_server.core.changes import Snapshot
from mock_server.store.errors import StoreError
from mock_server.store.opening import explained, open_to_read
from mock_server.store.reading import read_snapshot

_MOST_ROWS = 2**62


class Findings(msgspec.Struct, frozen=True):
    """What is in a file, and what is wrong with it (nothing: empty)."""

    devices: int
    retired: int
    journal: int
    last_seq: int
    problems: tuple[str, ...]


def check_file(path: Path) -> Findings:
    """Check pages, indexes, values and what belongs together; raises StoreError if it cannot even be read."""
    connection = open_to_read(path)
    try:
        damage = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        snapshot = read_snapshot(connection, _MOST_ROWS)
    except (sqlite3.Error, StoreError) as error:
        raise explained(error, path) from None
    finally:
        connection.close()
    counts = (len(snapshot.devices), len(snapshot.retired), len(snapshot.rows), snapshot.last_seq)
    return Findings(*counts, (*damage, *contradictions(snapshot)))


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
