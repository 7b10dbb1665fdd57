"""A report written whole or not at all: there is always the old one or the new."""

import errno
from pathlib import Path

from oceanhil.host.whole_files import replace_whole


class ReportError(Exception):
    """A report that could not be written; the text is one sentence with path, cause and next step."""


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
    """Write `text` as UTF-8 to `path`, whole.

    Raises ReportError when the place cannot be written; what stood at `path` is then still there.
    """
    try:
        replace_whole(path, text.encode())
    except OSError as error:
        cause = (error.strerror or "unknown error").lower()
        next_step = _NEXT_STEPS.get(error.errno or 0, "choose another place")
        raise ReportError(f"report {str(path)!r} cannot be written: {cause}; {next_step}") from error
