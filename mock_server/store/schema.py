"""The file's tables, numbered. A file of an older version is brought up step by step when it is opened.

`PRAGMA application_id` says whose file it is, `PRAGMA user_version` which version (https://sqlite.org/pragma.html).
"""

import sqlite3
from collections.abc import Sequence

from oceanhil.mock_server.store.store_error import StoreRefusedError

# "OHIL"
APPLICATION_ID = 0x4F48494C

_VERSION_1 = (
    # Values there is only one of: the number of starts, the clock, the journal's last number.
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID",
    """
    CREATE TABLE devices (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        board TEXT NOT NULL,
        created_us INTEGER NOT NULL,
        registration BLOB NOT NULL,
        issued_us INTEGER NOT NULL,
        used_us INTEGER,
        permanent BLOB,
        revoked INTEGER NOT NULL,
        reserved INTEGER NOT NULL,
        mac BLOB,
        device_id TEXT,
        ip TEXT,
        relay1 INTEGER NOT NULL,
        relay2 INTEGER NOT NULL,
        temperature REAL,
        humidity REAL
    )
    """,
    # Apart from the devices, because it changes with every poll and they do not.
    "CREATE TABLE contacts (device TEXT PRIMARY KEY, contact_us INTEGER NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE retired_tokens (
        number INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        device TEXT NOT NULL,
        kind TEXT NOT NULL,
        reason TEXT NOT NULL
    )
    """,
    "CREATE INDEX retired_tokens_by_device ON retired_tokens (device)",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # Plain polls, a second's worth in each row, because there may be thousands of them: `clients` is a JSON list of
    # [device, cut token, cut session, address], `polls` one of [seq, time_us, index into clients].
    "CREATE TABLE polls (last_seq INTEGER PRIMARY KEY, clients TEXT NOT NULL, polls TEXT NOT NULL)",
    # Every other request.
    """
    CREATE TABLE journal (
        seq INTEGER PRIMARY KEY,
        time_us INTEGER NOT NULL,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        query TEXT NOT NULL,
        status INTEGER,
        code TEXT NOT NULL,
        device TEXT NOT NULL,
        peer TEXT NOT NULL,
        headers TEXT NOT NULL,
        fault TEXT NOT NULL,
        note TEXT NOT NULL
    )
    """,
)

_VERSION_2 = (
    # The newest entries of the chain of transactions (`chain.Entry`).
    """
    CREATE TABLE chain (
        origin INTEGER NOT NULL,
        entry INTEGER PRIMARY KEY,
        changes INTEGER NOT NULL,
        journal INTEGER NOT NULL,
        time_us INTEGER NOT NULL,
        digest TEXT NOT NULL
    )
    """,
)

_VERSION_3 = (
    # A JSON list of texts.
    "ALTER TABLE devices ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'",
)

MIGRATIONS: Sequence[Sequence[str]] = (_VERSION_1, _VERSION_2, _VERSION_3)
"""The statements that lead from each version to the next; version 0 is an empty file. Never change one: add one."""


FIRST_WITH_TAGS = 3
"""The first version that keeps tags of devices."""


def version_of(connection: sqlite3.Connection) -> int:
    """Give the version of a file, 0 if it is empty; raises StoreRefusedError for a file that is not this project's."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    try:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except UnicodeDecodeError:
        # SQLite quotes a damaged schema in its error, which then is no text either.
        raise StoreRefusedError("it is damaged: its schema cannot be read; import an export into a new file") from None
    if application == APPLICATION_ID:
        return int(version)
    if application == 0 and version == 0 and tables == 0:
        return 0
    raise StoreRefusedError("it is another program's SQLite file; choose a new file")


def checked_version(connection: sqlite3.Connection, newest: int = len(MIGRATIONS)) -> int:
    """Give the version of a file as `version_of` does; raises StoreRefusedError also for one newer than `newest`."""
    version = version_of(connection)
    if version > newest:
        known = f"this oceanhil knows versions up to {newest}"
        raise StoreRefusedError(f"it has version {version}, {known}; use the newer oceanhil, or a new file")
    return version


def bring_up(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> int:
    """Bring a file to the newest version, all or nothing; gives the version it had.

    Raises StoreRefusedError for a file of a newer version.
    """
    version = checked_version(connection, len(migrations))
    if version == len(migrations):
        return version
    connection.execute("BEGIN IMMEDIATE")
    for statements in migrations[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(migrations)}")
    connection.execute("COMMIT")
    return version
