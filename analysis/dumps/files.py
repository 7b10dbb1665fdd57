"""Dumps on disk: read within bounds, and written so that no input and no other file is ever lost."""

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from oceanhil.analysis.dumps.dump import MAX_BYTES, RefusedError
from oceanhil.host.file_claims import ClashError, FileClaims
from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.wording import os_reason

_KINDS = (
    (stat.S_ISDIR, "is a folder"),
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISSOCK, "is a socket"),
    (stat.S_ISCHR, "is a device"),
    (stat.S_ISBLK, "is a device"),
)


def read_dump_file(path: Path) -> bytes:
    """Read a regular file of at most 64 MB; raises RefusedError for anything else, before reading it."""
    name = repr(str(path))
    try:
        # A pipe without a writer must not hold us up.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise RefusedError(f"{name} {_kind(status.st_mode)}; expected a file with a dump of flash")
            if status.st_size <= MAX_BYTES:
                data = file.read(MAX_BYTES + 1)
                if len(data) <= MAX_BYTES:
                    return data
    except OSError as error:
        raise RefusedError(f"{name} cannot be read: {os_reason(error)}; {_next_step(error)}") from None
    raise RefusedError(
        f"{name} has more than {MAX_BYTES:,} bytes, the most that a board's flash has; give a dump of flash"
    )


def write_new_file(path: Path, data: bytes, inputs: Iterable[Path], *, force: bool) -> None:
    """Write `data` to `path`, so that there is a whole file or none.

    Refuses, with RefusedError, a path that is one of `inputs` under whatever name, and one that exists unless
    `force`; what exists must be a regular file even then.
    """
    name = repr(str(path))
    _check_target(path, name, inputs, force=force)
    try:
        replace_whole(path, data, is_new=not force)
    except FileExistsError:
        raise RefusedError(f"{name} exists; choose another name, or overwrite it with --force") from None
    except OSError as error:
        raise RefusedError(f"{name} cannot be written: {os_reason(error)}; choose another place") from None


def _check_target(path: Path, name: str, inputs: Iterable[Path], *, force: bool) -> None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise RefusedError(f"{name} cannot be written: {os_reason(error)}; choose another place") from None
    claims = FileClaims()
    try:
        for source in inputs:
            claims.read("input", source)
        claims.write("--output", path)
    except ClashError as error:
        raise RefusedError(str(error)) from None
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError(f"{name} {_kind(status.st_mode)}; expected the name of a file to write")
    if not force:
        raise RefusedError(f"{name} exists; choose another name, or overwrite it with --force")


def _kind(mode: int) -> str:
    return next((words for test, words in _KINDS if test(mode)), "is no regular file")


def _next_step(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return "check the path"
    return "check its permissions" if error.errno in (errno.EACCES, errno.EPERM) else "give a file with a dump of flash"
