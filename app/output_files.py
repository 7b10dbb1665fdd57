"""Files that commands write: whole or not at all, and a refusal in words where they cannot be written."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import TYPE_CHECKING, Final

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.host.whole_files import folder_for, replace_whole
from oceanhil.protocol.wording import os_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

_OTHERWISE: Final = "choose another place"
_WAIT_S: Final = 10


def write_output(path: Path, content: str | bytes, what: str = "", *, otherwise: str = _OTHERWISE) -> None:
    """Write a file and the folder for it, a text as UTF-8; raises EnvironmentRefusedError.

    `what` it is and what to do `otherwise` stand in the refusal.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_whole(path, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise _refused(path, error, what, otherwise) from None


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep other commands out while a file of the user's is read and added to, for a moment.

    The lock is in the folder for temporary files: the user's own get no file beside theirs. Raises
    EnvironmentRefusedError.
    """
    from filelock import FileLock, Timeout

    name = hashlib.sha256(bytes(path.resolve())).hexdigest()[:16]
    try:
        with FileLock(Path(gettempdir(), f"oceanhil-{name}.lock"), timeout=_WAIT_S, mode=0o666):
            yield
    except Timeout:
        raise EnvironmentRefusedError(f"{str(path)!r} is being written by another command; look for it") from None
    except OSError as error:
        raise _refused(path, error) from None


def write_new(path: Path, content: str | bytes, otherwise: str, *, force: bool = False) -> None:
    """Write a file that is not there yet, or with `force` over one that is.

    Raises WrongInputError where it is there, with what to do `otherwise`; EnvironmentRefusedError.
    """
    try:
        replace_whole(path, content.encode() if isinstance(content, str) else content, is_new=not force)
    except FileExistsError:
        raise WrongInputError(f"{str(path)!r} exists; {otherwise}") from None
    except OSError as error:
        raise _refused(path, error) from None


def refuse_unwritable(path: Path) -> None:
    """Look before anything runs whether a file can be written there at the end; raises EnvironmentRefusedError."""
    if (folder := folder_for(path)) is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _refused(path, error) from None


@contextmanager
def writable_folder(folder: Path) -> Iterator[None]:
    """Make the folder before anything is looked for, and take it away again if it stays empty.

    Whoever explores for an hour learns at its begin that nothing can be written. Raises EnvironmentRefusedError.
    """
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentRefusedError(f"{str(folder)!r} cannot be made: {os_reason(error)}") from None
    refuse_unwritable(folder / "finding")
    try:
        yield
    finally:
        if is_new:
            with suppress(OSError):
                folder.rmdir()


def _refused(path: Path, error: OSError, what: str = "", otherwise: str = _OTHERWISE) -> EnvironmentRefusedError:
    named = f"{what} {str(path)!r}".lstrip()
    # Where a file is, no folder can be made; the system says of that 'file exists'.
    is_file = isinstance(error, FileExistsError | NotADirectoryError)
    reason = "a part of the path is a file" if is_file else os_reason(error)
    return EnvironmentRefusedError(f"{named} cannot be written: {reason}; {otherwise}")
