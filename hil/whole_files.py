"""Files of which there is always a whole one, the old or the new, whatever ends the program that writes them."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_ANYBODY: Final = 0o666
# Of the final name, so that the temporary one is never too long for the file system.
_NAME_MAX: Final = 40


def replace_whole(path: Path, content: bytes, *, mode: int = _ANYBODY) -> None:
    """Write `content` to a temporary file beside `path`, durably, and rename it to `path`; raises OSError.

    `mode` are the permissions of the new file, less the process's umask. Nothing is left behind when it fails.
    """
    temporary = path.with_name(f".{path.name[:_NAME_MAX]}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
