"""`--log-format`: the server's log on stderr."""

import contextlib
from enum import Enum

from oceanhil.host.terminal import echo
from oceanhil.mock_server.operation.log import LogRecord, LogSink, json_line, text_line


class LogFormat(Enum):
    """How the log is written; the value is the option's."""

    TEXT = "text"
    JSON = "json"
    NONE = "none"


def log_sink(log_format: LogFormat) -> LogSink | None:
    """Give what writes records to stderr; None if nothing is logged."""
    if log_format is LogFormat.NONE:
        return None
    line_of = json_line if log_format is LogFormat.JSON else text_line

    def write(record: LogRecord) -> None:
        # Nobody may be reading any more: that is no reason to fail the request.
        with contextlib.suppress(OSError, ValueError):
            echo(line_of(record), err=True)

    return write
