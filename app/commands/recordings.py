"""Reading a recorded session for a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.app.command_errors import WrongInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from oceanhil.analysis.recording.lines import RecordedLine


def read_lines(log: Path) -> Sequence[RecordedLine]:
    """Read an `.oslog` or a plain log; what cannot be read is the user's mistake."""
    from oceanhil.analysis.recording.lines import NotTextError, read_recording
    from oceanhil.analysis.recording.oslog_rows import OsLogError
    from oceanhil.protocol.wording import os_reason

    try:
        return read_recording(log)
    except OSError as error:
        raise WrongInputError(f"{str(log)!r} cannot be read: {os_reason(error)}; give a log file") from None
    except (NotTextError, OsLogError) as error:
        raise WrongInputError(str(error)) from None
