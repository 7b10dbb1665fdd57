"""Small files that several processes share: written whole or not at all, read with what is wrong in them named."""

import contextlib
import errno
import os
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import TypeVar

import filelock
import msgspec

from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.wording import os_reason

_LOCK_WAIT_S = 10
_NEXT_STEPS = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EACCES: "choose a folder you may write to with $OCEANHIL_STATE",
    errno.EPERM: "choose a folder you may write to with $OCEANHIL_STATE",
    errno.EROFS: "choose a folder you may write to with $OCEANHIL_STATE",
    errno.ENOTDIR: "a part of the path is a file: choose another folder with $OCEANHIL_STATE",
    errno.EEXIST: "a part of the path is a file: choose another folder with $OCEANHIL_STATE",
}


_State = TypeVar("_State")


class StateError(Exception):
    """The folder of the bench's state cannot be used."""


class DamagedStateError(Exception):
    """A file holds something else than its state; the text says what, as words for brackets inside a sentence."""


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes and threads out while the file at `path` is read and changed; its folder is made.

    Held for a few milliseconds by everyone. The operating system frees it when its holder dies. Raises StateError.
    """
    with refusals(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Other users of the bench must be able to lock it too.
        lock = filelock.FileLock(path.with_name(path.name + ".lock"), mode=0o666, thread_local=False)
        try:
            lock.acquire(timeout=_LOCK_WAIT_S)
        except filelock.Timeout:
            raise StateError(
                f"{str(path)!r} has been locked by another process for {_LOCK_WAIT_S} s; look for one that hangs"
            ) from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn what the machine says against using `path` into a StateError with the next step."""
    try:
        yield
    except OSError as error:
        cause = os_reason(error)
        next_step = _NEXT_STEPS.get(error.errno or 0, "choose another folder with $OCEANHIL_STATE")
        raise StateError(f"the bench's state {str(path)!r} cannot be used: {cause}; {next_step}") from error


def read_bytes(path: Path) -> bytes | None:
    """Give what stands in a file, None when there is no such file; raises StateError."""
    with refusals(path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def read_state(path: Path, kind: type[_State]) -> _State | None:
    """Give the state that a file holds as JSON, None when there is no such file.

    Raises StateError, and DamagedStateError for what is no state of that kind.
    """
    content = read_bytes(path)
    try:
        return None if content is None else msgspec.json.decode(content, type=kind)
    except NOT_JSON as error:
        raise DamagedStateError(str(error)) from None


def write_state(path: Path, state: object) -> None:
    """Replace the file at `path` by a state as JSON, durably; with None there is none afterwards. Raises StateError."""
    if state is None:
        remove(path)
    else:
        write_whole(path, indented_json(state))


def write_whole(path: Path, content: bytes) -> None:
    """Replace the file at `path`, durably: after a crash there is the old one or the new one. Raises StateError."""
    with refusals(path):
        replace_whole(path, content)


def append(path: Path, content: bytes, *, is_durable: bool = True) -> None:
    """Add `content` to the end of a file that is there, or nothing; `is_durable`: the disk has it afterwards.

    Raises StateError.
    """
    with refusals(path), path.open("r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        try:
            _write_all(file, content)
            if is_durable:
                os.fsync(file.fileno())
        except OSError:
            file.truncate(size)
            raise


def _write_all(file: FileIO, content: bytes) -> None:
    if file.write(content) != len(content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def remove(path: Path) -> None:
    """Remove a file, if it is there; raises StateError."""
    with refusals(path):
        path.unlink(missing_ok=True)
