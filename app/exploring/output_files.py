"""Files that an exploration leaves: whole or not at all, and a refusal in words where they cannot be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.host.places import cause_of
from oceanhil.host.whole_files import replace_whole

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file and the folder for it; raises EnvironmentRefusedError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_whole(path, text.encode())
    except OSError as error:
        raise EnvironmentRefusedError(f"{str(path)!r} cannot be written: {cause_of(error)}") from None
