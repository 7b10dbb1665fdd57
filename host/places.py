"""Places on disk that a report or a trace goes to, checked before anything runs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from oceanhil.host.whole_files import folder_for
from oceanhil.protocol.wording import os_reason


class PlaceError(ValueError):
    """A place that cannot be written; the text is one sentence with option, path, cause and next step."""


def near(path: Path) -> Path:
    """Give `path` as seen from the working directory when it lies below it, else as it is."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def check_folder(option: str, path: Path) -> None:
    """Make the folder that `option` names, and see that a file can be written in it; raises PlaceError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except FileExistsError:
        raise PlaceError(f"{option} {str(path)!r} is a file, expected a folder; name another one") from None
    except OSError as error:
        raise PlaceError(f"{option} {str(path)!r} cannot be written: {os_reason(error)}; name another place") from None


def check_file(option: str, path: Path) -> None:
    """See that the file that `option` names can be written, and make its folder; raises PlaceError."""
    if path.is_dir():
        raise PlaceError(f"{option} {str(path)!r} is a folder, expected a file; name a file in it")
    if path.exists() and not os.access(path, os.W_OK):
        raise PlaceError(f"{option} {str(path)!r} cannot be written: permission denied; name another file")
    # What replaces a file that is there is made beside it.
    if (folder := folder_for(path)) is not None:
        check_folder(f"{option}: the folder", folder)
