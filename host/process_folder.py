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
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    with FileLock(folder / _LOCK):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(prefix: str) -> None:
    # A folder without a lock is one that begins now, or somebody else's.
    for lock in Path(tempfile.gettempdir()).glob(f"{prefix}*/{_LOCK}"):
        with suppress(OSError, Timeout), FileLock(lock, timeout=0):
            shutil.rmtree(lock.parent, ignore_errors=True)
