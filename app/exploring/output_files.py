"""Files that an exploration leaves: whole or not at all, and a refusal in words where they cannot be written."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.wording import os_reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file and the folder for it; raises EnvironmentRefusedError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_whole(path, text.encode())
    except OSError as error:
        raise EnvironmentRefusedError(f"{str(path)!r} cannot be written: {os_reason(error)}") from None


def refuse_unwritable(path: Path) -> None:
    """Look before anything runs whether a file can be written there at the end; raises EnvironmentRefusedError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise EnvironmentRefusedError(f"{str(path)!r} cannot be written: {os_reason(error)}") from None


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
