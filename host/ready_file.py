"""A file that says that a process is ready: there as long as it is, and taken away by whoever wrote it."""

import contextlib
import os
import stat
from pathlib import Path

import msgspec

from oceanhil.protocol.not_json import NOT_JSON


class _Writer(msgspec.Struct, frozen=True):
    """What every such file says, beside what else it says: who wrote it."""

    pid: int


def remove_ready_file(path: Path, *, only_own: bool) -> None:
    """Remove it; if `only_own`, not one that another process has put in its place. A missing one is fine.

    A device or a pipe was written as it is and stays: who runs as root takes `/dev/null` away from everybody, and
    whoever reads a pipe waits for it by its name. A link stays likewise, `/dev/stdout` is one.
    """
    with contextlib.suppress(OSError, *NOT_JSON):
        target = Path(os.path.realpath(path))
        # Looked at before it is read: a pipe would be waited for, and some devices never end.
        if not stat.S_ISREG(target.stat().st_mode):
            return
        if not only_own or msgspec.json.decode(target.read_bytes(), type=_Writer).pid == os.getpid():
            target.unlink()
