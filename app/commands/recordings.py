"""Reading a recorded session for a command; conversations with a server are called recordings, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oceanhil.app.command_errors import WrongInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from oceanhil.analysis.recording.lines import RecordedLine

# Of docker's lines of JSON a "log" is a text.
_HAR = re.compile(r'\{\s*"log"\s*:\s*\{')


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


def conversation_words(start: str) -> str:
    """Say of a file that begins with `start` what to do with it if it is a conversation with a server; else nothing."""
    from oceanhil.protocol.recording import FORMAT

    text = start.lstrip("\ufeff \t\r\n")
    if _HAR.match(text) or (text.startswith("{") and FORMAT in text.split("\n", 1)[0]):
        return "it looks like a recorded conversation with a server: oceanhil conform --recording judges it"
    return ""
