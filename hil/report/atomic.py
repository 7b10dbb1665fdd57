"""Writing a file so that there is always a whole one: the old or the new."""

import errno
import os
from pathlib import Path

from hil.report.errors import ReportError
from hil.whole_files import replace_whole

_NEXT_STEPS = {
    errno.ENOSPC: "free some space or choose another place",
    errno.EDQUOT: "free some space or choose another place",
    errno.ENOENT: "create the folder first or choose another place",
    errno.ENOTDIR: "a part of the path is a file: choose another place",
    errno.EISDIR: "that is a folder: name a file",
    errno.EACCES: "choose a place you may write to",
    errno.EPERM: "choose a place you may write to",
    errno.EROFS: "choose a place you may write to",
}


def write_atomically(path: Path, text: str) -> None:
    """Write `text` as UTF-8 to `path` by way of a temporary file beside it.

    Raises ReportError when the place cannot be written; what stood at `path` is then still there.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # A device or a pipe: renaming a file over it would take it away.
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        replace_whole(path, text.encode())
    except OSError as error:
        cause = (error.strerror or "unknown error").lower()
        next_step = _NEXT_STEPS.get(error.errno or 0, "choose another place")
        raise ReportError(f"report {str(path)!r} cannot be written: {cause}; {next_step}") from error
