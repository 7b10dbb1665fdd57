"""What a served server says on stderr: its log, and what others would print there on their own.

asyncio, libraries, warnings and hooks take one way, so that a log of JSON stays one, and a flood of the same complaint
becomes a line a minute with a count: a server without files left complains thousands of times a second.
"""

import contextlib
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from enum import Enum
from types import TracebackType

from oceanhil.host.terminal import echo
from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.operation.log import Level, LogEvent, LogRecord, LogSink, Value, json_line, text_line


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


INTERVAL_S = 60.0
_KINDS_MAX = 100
_Kind = tuple[str, str, str]


class Complaints(logging.Handler):
    """A handler for the root logger; `conceal` cuts secrets out of a text, `sink` None means plain lines on stderr."""

    def __init__(
        self, sink: LogSink | None, conceal: Callable[[str], str], now_s: Callable[[], float] = time.monotonic
    ) -> None:
        """Write to `sink`; `now_s` is any steady clock."""
        super().__init__(logging.WARNING)
        self._sink = sink
        self._conceal = conceal
        self._now_s = now_s
        self._told: dict[_Kind, tuple[float, int, logging.LogRecord]] = {}
        """When each kind was told last, how many came since, and the latest of them."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell it, or count it if one of its kind was told within the last minute."""
        kind = self._kind_of(record)
        now_s = self._now_s()
        at_s, left_out, _ = self._told.get(kind, (now_s - INTERVAL_S, 0, record))
        if now_s - at_s < INTERVAL_S:
            self._told[kind] = (at_s, left_out + 1, record)
            return
        self._told[kind] = (now_s, 0, record)
        self._tell(record, left_out + 1)

    def flush(self) -> None:
        """Tell what was only counted until now."""
        for kind, (at_s, left_out, record) in list(self._told.items()):
            if left_out:
                self._told[kind] = (at_s, 0, record)
                self._tell(record, left_out)

    def _kind_of(self, record: logging.LogRecord) -> _Kind:
        error = record.exc_info[0] if record.exc_info else None
        kind = (record.name, str(record.msg)[:200], "" if error is None else error.__name__)
        # Texts with something new in each of them are one kind: nothing here may grow without end.
        return kind if kind in self._told or len(self._told) < _KINDS_MAX else (record.name[:50], "", "")

    def _tell(self, record: logging.LogRecord, count: int) -> None:
        # Whoever logs what cannot be told must not fail for it.
        with contextlib.suppress(OSError, ValueError, TypeError):
            if self._sink is None:
                often = f" ({count} times)" if count > 1 else ""
                echo(f"{self._conceal(_plain(record))}{often}", err=True)
            else:
                self._sink(self._as_record(record, count))

    def _as_record(self, record: logging.LogRecord, count: int) -> LogRecord:
        first, _, rest = self._conceal(_plain(record)).partition("\n")
        fields: dict[str, Value] = {"source": record.name, "text": first, "count": count}
        if rest:
            fields["trace"] = rest
        level = Level.ERROR if record.levelno >= logging.ERROR else Level.WARNING
        return LogRecord(wall_us(), LogEvent.COMPLAINT, fields, level)


@contextlib.contextmanager
def complaints_told(sink: LogSink | None, conceal: Callable[[str], str]) -> Iterator[None]:
    """Let everything that others print on their own go to `sink` while this lasts."""
    handler, root = Complaints(sink, conceal), logging.getLogger()
    unraisable, threads = sys.unraisablehook, threading.excepthook
    root.addHandler(handler)
    logging.captureWarnings(capture=True)
    sys.unraisablehook = lambda found: _log("python", found.err_msg or "ignored", found.exc_value)
    threading.excepthook = lambda found: _log("threading", "a thread ended", found.exc_value)
    try:
        yield
    finally:
        sys.unraisablehook, threading.excepthook = unraisable, threads
        logging.captureWarnings(capture=False)
        root.removeHandler(handler)
        handler.flush()


def _log(source: str, text: str, error: BaseException | None) -> None:
    found: tuple[type[BaseException], BaseException, TracebackType | None] | None = None
    if error is not None:
        found = (type(error), error, error.__traceback__)
    logging.getLogger(source).error(text, exc_info=found)


def _plain(record: logging.LogRecord) -> str:
    """Give what was logged, with its traceback."""
    text = record.getMessage()
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        is_of_the_machine = isinstance(error, OSError)
        lines = traceback.format_exception_only(error) if is_of_the_machine else traceback.format_exception(error)
        text = f"{text}\n{''.join(lines).rstrip()}"
    return text
