"""A file that says that a process is ready: there as long as it is, and taken away by whoever wrote it."""

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

import msgspec

from oceanhil.host.whole_files import folder_for
from oceanhil.protocol.not_json import NOT_JSON


class _Writer(msgspec.Struct, frozen=True):
    """What every such file says, beside what else it says: who wrote it."""

    pid: int


class NoReadyFileError(Exception):
    """What stands at the place of a ready file is somebody else's; the text says so, and what to do."""


def check_ready_file(path: Path) -> None:
    """Raise NoReadyFileError for a file that says something and was written as no ready file: it would be lost."""
    if (target := _regular(path)) is None:
        return
    with contextlib.suppress(OSError):
        if (content := target.read_bytes()) and _writer(content) is None:
            raise NoReadyFileError(f"ready file {str(path)!r} exists, and is no ready file; choose another name")


def try_ready_file(path: Path) -> None:
    """Look whether it can be written, before anybody is told that the process is ready; raises OSError."""
    if (folder := folder_for(path)) is None:
        return
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    with tempfile.TemporaryFile(dir=folder):
        pass


def remove_ready_file(path: Path, *, only_own: bool) -> None:
    """Remove it; if `only_own`, not one that another process has put in its place. A missing one is fine.

    A device or a pipe was written as it is and stays: who runs as root takes `/dev/null` away from everybody, and
    whoever reads a pipe waits for it by its name. A link stays likewise, `/dev/stdout` is one.
    """
    if (target := _regular(path)) is None:
        return
    with contextlib.suppress(OSError):
        if not only_own or _writer(target.read_bytes()) == os.getpid():
            target.unlink()


def _regular(path: Path) -> Path | None:
    """Find the file behind `path`; None if it is missing or something else."""
    with contextlib.suppress(OSError):
        target = Path(os.path.realpath(path))
        # Looked at before it is read: a pipe would be waited for, and some devices never end.
        if stat.S_ISREG(target.stat().st_mode):
            return target
    return None


def _writer(content: bytes) -> int | None:
    """Give the process that a ready file names; None for what is no such file."""
    try:
        return msgspec.json.decode(content, type=_Writer).pid
    except NOT_JSON:
        return None
