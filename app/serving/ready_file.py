"""`--ready-file`: a file that is there as long as the server is."""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from oceanhil.app.commands.errors import EnvironmentRefusedError
from oceanhil.host.whole_files import replace_whole


class Ready(msgspec.Struct, frozen=True):
    """What the file says, as JSON: where the server listens, the first URL once more, and its process."""

    url: str
    urls: tuple[str, ...]
    pid: int


def write_ready_file(path: Path, urls: Sequence[str]) -> None:
    """Write it whole or not at all; raises EnvironmentRefusedError."""
    data = msgspec.json.encode(Ready(urls[0], tuple(urls), os.getpid()))
    try:
        replace_whole(path, data + b"\n")
    except OSError as error:
        reason = error.strerror or error
        raise EnvironmentRefusedError(
            f"ready file {str(path)!r} cannot be written: {reason}; choose a folder that may be written to"
        ) from None


def remove_ready_file(path: Path, *, only_own: bool) -> None:
    """Remove it; if `only_own`, not one that another process has put in its place. A missing one is fine."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        if not only_own or msgspec.json.decode(path.read_bytes(), type=Ready).pid == os.getpid():
            path.unlink()
