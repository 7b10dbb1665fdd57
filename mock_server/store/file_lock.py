"""One server a file, whatever the file is called: by its name, and by what it is.

The lock on a file beside it keeps out everybody who comes by the same name, on every platform. What the file *is*, its
device and inode, is locked too where that does not get in the way of SQLite's own locks, which is Linux: there another
mount of the same file, or one that was renamed while a server was on it, is known again. A second name (hard link) is
refused everywhere, because SQLite's log stands beside the name by which the file was opened
(https://sqlite.org/howtocorrupt.html, 2.5).
"""

import contextlib
import os
import sys
from os.path import realpath
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock

from oceanhil.mock_server.store.store_error import StoreError, StoreRefusedError
from oceanhil.protocol.wording import os_reason

_LOCK_SUFFIX = ".lock"


class Claim:
    """One process's right to be the only one on a file: until it is released or the process ends; a context manager."""

    def __init__(self, path: Path) -> None:
        """Claim the name `path`, behind symbolic links; raises StoreError if another server has it."""
        self._path = path
        self._descriptor: int | None = None
        self._name = _claim_name(path)

    def claim_file(self) -> None:
        """Claim the file itself, which must be there.

        Raises StoreError if it is in use by another name, StoreRefusedError if it has several names.
        """
        try:
            self._descriptor = os.open(self._path, os.O_RDWR)
            links = os.fstat(self._descriptor).st_nlink
            is_mine = _lock_inode(self._descriptor)
        except OSError as error:
            self.release()
            raise StoreError(f"{str(self._path)!r} cannot be opened: {os_reason(error)}") from None
        if not is_mine:
            self.release()
            raise in_use(self._path)
        if links > 1:
            self.release()
            raise StoreRefusedError(
                f"{str(self._path)!r} has {links} names (hard links), expected one, because its log stands beside one"
                " of them only; remove the other names, or give a copy made with cp"
            )

    def release(self) -> None:
        """Let others have it; may be called twice. SQLite must have closed the file."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
        self._name.release()

    def __enter__(self) -> Self:
        """Hold it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Release it."""
        self.release()


def in_use(path: Path) -> StoreError:
    """Say that another server has `path`."""
    return StoreError(f"{str(path)!r} is in use by another server; stop it first, or choose another file")


def _claim_name(path: Path) -> filelock.BaseFileLock:
    if not path.parent.is_dir():
        raise StoreError(f"{str(path)!r} cannot be made: folder {str(path.parent)!r} does not exist; make it first")
    lock = filelock.FileLock(f"{realpath(path)}{_LOCK_SUFFIX}", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except filelock.Timeout:
        # The lock's maker takes a folder that gives no new file, such as one of /proc, for a lock in use.
        if not Path(lock.lock_file).exists():
            raise StoreError(f"{str(path)!r} cannot be made: its folder takes no files; choose another one") from None
        raise in_use(path) from None
    except OSError as error:
        raise StoreError(
            f"{str(path)!r} cannot be locked: {os_reason(error)}; choose a folder that may be written to"
        ) from None
    return lock


if sys.platform == "linux":
    import fcntl

    def _lock_inode(descriptor: int) -> bool:
        """Lock what is open there; False if somebody has it. Nothing to do with SQLite's locks, which are fcntl's."""
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

else:

    def _lock_inode(descriptor: int) -> bool:
        """Take it as ours: elsewhere such a lock would be in the way of SQLite's own."""
        del descriptor
        return True
