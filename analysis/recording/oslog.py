"""Recording a serial session (`.oslog`), and reading the recording."""

import threading
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, Self, TypeVar

import msgspec

from oceanhil.analysis.recording.oslog_rows import (
    Direction,
    LogHead,
    LogRecord,
    OsLogError,
    decode_head,
    decode_record,
    encode_head,
    encode_record,
)
from oceanhil.analysis.recording.redaction import Begun, masked_records, split_settled

_HELD_BYTES_MAX: Final = 8192
_SETTLED_BYTES_MIN: Final = _HELD_BYTES_MAX // 2
"""If less of what waits is settled, all of it is written: one that never ends its line holds nobody else up."""
_BYTES: Final = (Direction.IN, Direction.OUT)
_LINE_END: Final = b"\n"
_Made = TypeVar("_Made")


class LogWriter:
    """Writes a session as it happens; of secrets, only the first 12 characters unless `keep_secrets`.

    A token may come in several pieces, so records wait until the lines they belong to are complete, or until 8 KiB
    wait; what is written then is masked as a part of its line. Times are those of the monotonic clock in ns; the
    session begins at `start_ns`, default now. A disk that fills up ends the recording and not the session: `failure`
    then says why.
    """

    def __init__(
        self,
        path: Path,
        head: LogHead,
        *,
        start_ns: int | None = None,
        keep_secrets: bool = False,
        is_new: bool = False,
    ) -> None:
        """Create the file; one that is there is replaced, with `is_new` it is a FileExistsError. Raises OSError.

        A pipe or a device is never new.
        """
        self._start_ns = time.monotonic_ns() if start_ns is None else start_ns
        self._keep_secrets = keep_secrets
        self._lock = threading.Lock()
        self._held: list[LogRecord] = []
        self._held_bytes = 0
        # The directions in which the bytes that wait end within a line: kept, as a line may come byte by byte.
        self._within_line: set[Direction] = set()
        self._begun = Begun()
        self._last_us = 0
        self.failure: OSError | None = None
        # Unbuffered: what is recorded survives the recorder.
        self._file = path.open("xb" if is_new and (path.is_file() or not path.exists()) else "wb", buffering=0)
        self._write(encode_head(head))

    def received(self, t_ns: int, data: bytes) -> None:
        """Record bytes from the board."""
        self._add(t_ns, Direction.IN, data)

    def sent(self, t_ns: int, data: bytes) -> None:
        """Record bytes to the board."""
        self._add(t_ns, Direction.OUT, data)

    def event(self, t_ns: int, text: str) -> None:
        """Record what happened to the port, such as `unplugged`."""
        self._add(t_ns, Direction.EVENT, text.encode())

    def close(self) -> None:
        """Write what waits, and end; further records are ignored."""
        with self._lock:
            if not self._file.closed:
                self._write_rows(self._held if self._keep_secrets else masked_records(self._held, self._begun))
                self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _add(self, t_ns: int, direction: Direction, data: bytes) -> None:
        with self._lock:
            if self._file.closed:
                return
            # Two threads may come in another order than their times were taken.
            self._last_us = max((t_ns - self._start_ns) // 1000, self._last_us)
            self._held.append(LogRecord(self._last_us, direction, data))
            self._held_bytes += len(data)
            self._follow_lines(direction, data)
            self._write_what_can_be()

    def _follow_lines(self, direction: Direction, data: bytes) -> None:
        if direction in _BYTES and data:
            (self._within_line.discard if data.endswith(_LINE_END) else self._within_line.add)(direction)

    def _write_what_can_be(self) -> None:
        if self._keep_secrets:
            self._write_rows(self._held)
            waiting: list[LogRecord] = []
        elif not self._within_line:
            self._write_masked(self._held)
            waiting = []
        elif self._held_bytes > _HELD_BYTES_MAX:
            ready, waiting = split_settled(self._held)
            if _bytes_in(ready) < _SETTLED_BYTES_MIN:
                ready, waiting = self._held, []
            self._write_masked(ready, waiting, is_cut=not waiting)
        else:
            return
        self._held, self._held_bytes = waiting, _bytes_in(waiting)
        self._within_line.clear()
        for record in waiting:
            self._follow_lines(record.direction, record.data)

    def _write_masked(
        self, records: Sequence[LogRecord], following: Sequence[LogRecord] = (), *, is_cut: bool = False
    ) -> None:
        # One direction waits for its own end; the other one's bytes may stop there in the middle of a secret.
        self._write_rows(masked_records(records, self._begun, following=following, is_cut=is_cut))
        self._begun = self._begun.after(records)

    def _write_rows(self, records: Sequence[LogRecord]) -> None:
        self._write(b"".join(map(encode_record, records)))

    def _write(self, data: bytes) -> None:
        if self.failure is None:
            try:
                # A disk that is nearly full takes a part, and says why only to whoever brings the rest.
                while data:
                    data = data[self._file.write(data) :]
            except OSError as error:
                self.failure = error


def _bytes_in(records: Sequence[LogRecord]) -> int:
    return sum(len(record.data) for record in records)


class OsLog(msgspec.Struct, frozen=True):
    """A recorded session. `torn`: its last line was cut off, as a killed recorder leaves it, and is not among them."""

    head: LogHead
    records: tuple[LogRecord, ...]
    torn: bool = False


def read_log(path: Path) -> OsLog:
    """Read a recording; raises OsLogError with file and line, and OSError."""
    *lines, rest = path.read_bytes().split(b"\n")
    if not lines:
        raise OsLogError(f"{path}:1: no recorded session: expected a head and a line end")
    head = _placed(path, 1, lines[0], decode_head)
    records = tuple(_placed(path, number, line, decode_record) for number, line in enumerate(lines[1:], 2))
    for number, (before, record) in enumerate(pairwise(records), 3):
        if record.t_us < before.t_us:
            raise OsLogError(f"{path}:{number}: time {record.t_us} µs, expected {before.t_us} µs or later")
    return OsLog(head, records, torn=bool(rest))


def _placed(path: Path, number: int, line: bytes, decode: Callable[[bytes], _Made]) -> _Made:
    try:
        return decode(line)
    except OsLogError as error:
        raise OsLogError(f"{path}:{number}: {error}") from None
