"""A folder below the system's temporary one that goes with a process, however that ends.

A process that is killed takes nothing away. So each holds a lock beside its folder, which the system lets go of with
the process, and the next one takes away the folders whose lock nobody holds.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

_LOCK: Final = "lock"


@contextmanager
def folder_of_process(prefix: str) -> Iterator[Path]:
    """Give a new folder whose name begins with `prefix`, and take away what processes that were killed have left."""
    _sweep(prefix)
    folder, lock = _locked_folder(prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def _locked_folder(prefix: str) -> tuple[Path, FileLock]:
    """Make a folder and hold its lock; another one if a process that sweeps came between the two."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        made = folder.stat()
        lock = FileLock(folder / _LOCK)
        with suppress(FileNotFoundError):
            lock.acquire()
            found = folder.stat()
            # The lock makes a folder that is gone anew, for everybody to read.
            if (found.st_ino, found.st_mode) == (made.st_ino, made.st_mode):
                return folder, lock
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(prefix: str) -> None:
    # A folder without a lock is one that begins now, or somebody else's.
    for lock in Path(tempfile.gettempdir()).glob(f"{prefix}*/{_LOCK}"):
        with suppress(OSError, Timeout), FileLock(lock, timeout=0):
            shutil.rmtree(lock.parent, ignore_errors=True)
