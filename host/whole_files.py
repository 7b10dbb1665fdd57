"""Files of which there is always a whole one, old or new, whatever ends the program that writes them."""

import errno
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

_ANYBODY: Final = 0o666
# Of the final name, so that the temporary one is never too long for the file system.
_NAME_MAX: Final = 40
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def replace_whole(
    path: Path, content: bytes, *, mode: int | None = None, is_new: bool = False, is_durable: bool = True
) -> None:
    """Write `content` to a temporary file beside `path` and rename it to `path`; raises OSError.

    `mode`, `is_new` and `is_durable` as in `whole_file`. Nothing is left behind when it fails.
    """
    with whole_file(path, mode=mode, is_new=is_new, is_durable=is_durable) as file:
        file.write(content)


@contextmanager
def whole_file(
    path: Path, *, mode: int | None = None, is_new: bool = False, is_durable: bool = True
) -> Iterator[BinaryIO]:
    """Give a file to write; at the end of the block it becomes `path`, and a block that is broken off leaves `path`.

    `mode` are the permissions, less the process's umask; None keeps those of a file that is there. With `is_new`
    nothing is replaced: FileExistsError. `is_durable`: the disk has all of it first, so that a power cut does no harm
    either. A link of one's own stays a link, to the new content; a device or a pipe is written as it is.

    Raises OSError.
    """
    found = _status(path)
    if is_new and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    if found is not None and stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if found is not None and not stat.S_ISREG(found.st_mode):
        with path.open("wb") as file:
            yield file
        return
    target = _target(path)
    kept = stat.S_IMODE(found.st_mode) if mode is None and found is not None else None
    temporary = target.with_name(f".{target.name[:_NAME_MAX]}.{secrets.token_hex(4)}.tmp")
    try:
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode or _ANYBODY)) as file:
            yield file
            file.flush()
            if is_durable:
                os.fsync(file.fileno())
        if kept is not None:
            temporary.chmod(kept)
        _put_in_place(temporary, target, is_new=is_new)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def folder_for(path: Path) -> Path | None:
    """Give the folder that must be writable for a file to become `path`; None where `path` is written as it is.

    That is a device or a pipe, such as `/dev/fd/63` of a shell's `>(command)`.
    """
    found = _status(path)
    is_written_to = found is not None and not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode)
    return None if is_written_to else _target(path).parent


@contextmanager
def whole_path(target: Path) -> Iterator[Path]:
    """Give a path for another program or library to write to; at the end of the block it becomes `target`.

    It lies in a hidden folder of its own beside `target`, with the same ending, and whatever is beside it goes away.
    The disk has all of it first, and its name afterwards. A block that is broken off leaves `target`. Raises OSError.
    """
    with tempfile.TemporaryDirectory(prefix=".oceanhil-", dir=target.parent) as folder:
        partial = Path(folder, f"half{target.suffix}")
        yield partial
        with partial.open("r+b") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Wait until the disk has the folder's names; Windows has no such thing."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _put_in_place(temporary: Path, target: Path, *, is_new: bool) -> None:
    """Give the finished file its name; a new one only if nobody has taken that name meanwhile."""
    if is_new:
        try:
            os.link(temporary, target)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
        else:
            return
    temporary.replace(target)


def _target(path: Path) -> Path:
    return Path(os.path.realpath(path)) if _is_own_link(path) else path


def _is_own_link(path: Path) -> bool:
    """Tell whether `path` is a link that we made: one that somebody else laid in a shared folder is not followed."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISLNK(found.st_mode) and (os.name != "posix" or found.st_uid == os.geteuid())


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
