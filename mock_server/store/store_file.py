"""Opening a file with care: whose it is, and nothing overwritten that is not ours."""

import os
import sqlite3
from os.path import realpath
from pathlib import Path

from oceanhil.mock_server.store.schema import bring_up, checked_version, version_of
from oceanhil.mock_server.store.store_error import StoreError, StoreRefusedError
from oceanhil.protocol.wording import os_reason

_MAGIC = b"SQLite format 3\x00"


def check_magic(path: Path) -> None:
    """Refuse what is no SQLite file and not empty, before anything is made beside it; raises StoreError."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise StoreRefusedError(f"{str(path)!r} is a device or a pipe, which keeps nothing; choose a new file")
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"{str(path)!r} cannot be opened: {os_reason(error)}") from None
    if head and head != _MAGIC:
        raise StoreRefusedError(f"{str(path)!r} is no SQLite file; choose a new file")


def open_to_write(path: Path) -> sqlite3.Connection:
    """Open or make the file, in the newest version; only this thread may use it. Raises StoreError."""
    try:
        _make_private(path)
        check_magic(path)
        connection = _connect(path, "rwc")
    except OSError as error:
        raise StoreError(f"{str(path)!r} cannot be opened: {os_reason(error)}") from None
    try:
        # Before anything is written: a file that is not ours stays as it is.
        version_of(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        # The log is flushed at every commit; on macOS only F_FULLFSYNC reaches the disk itself.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        bring_up(connection)
    except (sqlite3.Error, StoreError) as error:
        connection.close()
        raise explained(error, path) from None
    return connection


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a file without changing it, also while a server uses it, and one of an older version. Raises StoreError."""
    connection = open_without_change(path)
    try:
        if version_of(connection) == 0:
            raise StoreRefusedError("it is empty; start a server with it first")
    except (sqlite3.Error, StoreError) as error:
        connection.close()
        raise explained(error, path) from None
    return connection


def open_without_change(path: Path) -> sqlite3.Connection:
    """Open a file as `open_to_read` does, also an empty one."""
    try:
        path.stat()
        check_magic(path)
        connection = _connect(path, "ro")
    except OSError as error:
        raise StoreError(f"{str(path)!r} cannot be opened: {os_reason(error)}") from None
    try:
        checked_version(connection)
    except (sqlite3.Error, StoreError) as error:
        connection.close()
        raise explained(error, path) from None
    return connection


def explained(error: sqlite3.Error | StoreError, path: Path) -> StoreError:
    """Say in one line what is wrong with `path`; nothing of a statement's values is in it."""
    if isinstance(error, StoreRefusedError):
        return StoreRefusedError(f"{str(path)!r} cannot be used: {error}")
    if isinstance(error, StoreError):
        return error
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return StoreRefusedError(
            f"{str(path)!r} is damaged ({error}); nothing was written to it, import an export into a new file"
        )
    return StoreError(f"{str(path)!r}: {error}")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(f"{Path(realpath(path)).as_uri()}?mode={mode}", uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise explained(error, path) from None
    # Values that were not written by us must not be run: no functions or views of a foreign schema.
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _make_private(path: Path) -> None:
    """Make the file if there is none, readable by its owner only; SQLite gives its other files the same rights."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
