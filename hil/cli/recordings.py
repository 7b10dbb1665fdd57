"""Reading a recorded session for a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hil.cli.errors import WrongInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hil.recording import RecordedLine


def read_lines(log: Path) -> Sequence[RecordedLine]:
    """Read an `.oslog` or a plain log; what cannot be read is the user's mistake."""
    from hil.link.oslog_rows import OsLogError
    from hil.places import cause_of
    from hil.recording import NotTextError, read_recording

    try:
        return read_recording(log)
    except OSError as error:
        raise WrongInputError(f"{str(log)!r} cannot be read: {cause_of(error)}; give a log file") from None
    except (NotTextError, OsLogError) as error:
        raise WrongInputError(str(error)) from None
