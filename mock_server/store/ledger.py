"""What was acknowledged, kept apart from SQLite, so that a loss can be counted.

SQLite drops everything in its log behind the first frame whose checksum is wrong, without a word: to it, a flipped bit
and the end of the log are the same (https://sqlite.org/fileformat2.html, 4.1). So the entry of every transaction is
written to `FILE-ledger` too, flushed once the transaction is durable and before anything of it is acknowledged.
Whatever is lost of the file afterwards, the ledger knows of it. After a crash it is the file that may know more, by
what nobody was told.

The ledger is a ring of lines, each in a sector of its own, so that a write that is torn hurts one line only.
"""

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from os.path import realpath
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from oceanhil.host.whole_files import flush_folder
from oceanhil.mock_server.store.chain import DIGEST_BYTES, Entry
from oceanhil.mock_server.store.store_error import StoreError
from oceanhil.protocol.wording import os_reason

SUFFIX: Final = "-ledger"
LINE_BYTES: Final = 512
LINES: Final = 128
_BLANK = b" " * (LINE_BYTES - 1) + b"\n"


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the ledger."""

    entry: Entry
    check: str
    """Hex digest of the entry."""


def ledger_of(path: Path) -> Path:
    """Give where the ledger of the file `path` is, behind symbolic links, as SQLite's log is."""
    real = Path(realpath(path))
    return real.with_name(f"{real.name}{SUFFIX}")


def read_ledger(path: Path) -> list[Entry] | None:
    """Read the ledger at `path`, by growing number; None if there is none. Lines that were torn are left out.

    Raises StoreError if it cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{str(path)!r} cannot be read: {os_reason(error)}") from None
    found = [entry for line in content.splitlines()[: 2 * LINES] if (entry := _entry_in(line)) is not None]
    return sorted(found, key=lambda entry: entry.entry)


class Ledger:
    """The ledger of a file while a server is on it; the methods raise StoreError."""

    def __init__(self, path: Path, chain: Sequence[Entry]) -> None:
        """Make the ledger at `path` anew with the newest of `chain`, which must not be empty."""
        self._path = path
        self._last = chain[-1]
        with self._explained():
            self._file = _remade(path, chain[-LINES:])

    def note(self, entry: Entry, *, is_flushed: bool) -> None:
        """Add an entry, durable when this returns if `is_flushed`; without, some seconds later."""
        self._last = entry
        with self._explained():
            self._file.seek(entry.entry % LINES * LINE_BYTES)
            _write_whole(self._file, _line_of(entry))
            if is_flushed:
                flush(self._file)

    def probe(self) -> None:
        """Find out whether it can be written to: say the last entry again."""
        self.note(self._last, is_flushed=True)

    def close(self) -> None:
        """Close it."""
        with contextlib.suppress(OSError):
            self._file.close()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(f"{str(self._path)!r} cannot be written: {os_reason(error)}") from None


def _write_whole(file: BinaryIO, content: bytes) -> None:
    """Write all of it to `file`, which is unbuffered: a disk that fills takes a part, and says why at the next."""
    while content:
        content = content[file.write(content) :]


def flush(file: BinaryIO) -> None:
    """Wait until the disk has what was written to `file`, which is unbuffered."""
    if sys.platform == "darwin":
        # fsync reaches the drive there, not the disk in it: fsync(2) of macOS.
        import fcntl

        fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)
    elif sys.platform == "linux":
        os.fdatasync(file.fileno())
    else:
        os.fsync(file.fileno())


def _remade(path: Path, entries: Sequence[Entry]) -> BinaryIO:
    """Write a whole ledger beside its place, and put it there: a kill leaves the old one or the new one."""
    lines = [_BLANK] * LINES
    for entry in entries:
        lines[entry.entry % LINES] = _line_of(entry)
    # Always the same name, so that what a kill left is written over and not left there.
    partial = path.with_name(f"{path.name}.part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        _write_whole(file, b"".join(lines))
        os.fsync(file.fileno())
    partial.replace(path)
    flush_folder(path.parent)
    return path.open("r+b", buffering=0)


def _line_of(entry: Entry) -> bytes:
    return msgspec.json.encode(Line(entry, _check_of(entry))).ljust(LINE_BYTES - 1) + b"\n"


def _entry_in(line: bytes) -> Entry | None:
    try:
        read = msgspec.json.decode(line, type=Line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return read.entry if read.check == _check_of(read.entry) else None


def _check_of(entry: Entry) -> str:
    return hashlib.blake2b(msgspec.json.encode(entry), digest_size=DIGEST_BYTES).hexdigest()
