"""A report written whole or not at all, with the next step where its place cannot be written."""

import errno
from pathlib import Path
from typing import Final

from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.wording import os_reason

_NEXT_STEPS: Final = {
    errno.ENOSPC: "free some space or choose another place",
    errno.EDQUOT: "free some space or choose another place",
    errno.ENOENT: "create the folder first or choose another place",
    errno.ENOTDIR: "a part of the path is a file: choose another place",
    errno.EISDIR: "that is a folder: name a file",
    errno.EACCES: "choose a place you may write to",
    errno.EPERM: "choose a place you may write to",
    errno.EROFS: "choose a place you may write to",
}


class ReportError(Exception):
    """A report that could not be written; the text is one sentence with path, cause and next step."""


def write_report(path: Path, text: str) -> None:
    """Write `text` as UTF-8 to `path`, whole.

    Raises ReportError when the place cannot be written; what stood at `path` is then still there.
    """
    try:
        replace_whole(path, text.encode())
    except OSError as error:
        cause = os_reason(error)
        next_step = _NEXT_STEPS.get(error.errno or 0, "choose another place")
        raise ReportError(f"report {str(path)!r} cannot be written: {cause}; {next_step}") from error
