"""A recorded serial session played on a port, as if the board were there."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from oceanhil.analysis.recording.oslog import OsLog, read_log
from oceanhil.analysis.recording.oslog_rows import Direction, OsLogError
from oceanhil.hil.link.assembler import LineAssembler
from oceanhil.hil.link.events import LogLine
from oceanhil.hil.vboard.lifecycle import Ready
from oceanhil.hil.vboard.ports.open_port import open_port
from oceanhil.hil.vboard.reactor import Reactor
from oceanhil.hil.vboard.settings import PortKind
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import os_reason

_LOOK_AGAIN_S: Final = 0.02


class Replay:
    """The bytes from the board, each at its time since the session began, in µs divided by `speed`."""

    def __init__(self, log: OsLog, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError(f"speed {speed!r}, expected more than 0")
        self._due = [
            (round(record.t_us / speed), record.data) for record in log.records if record.direction is Direction.IN
        ]
        self._at = 0

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Give `(t_us, bytes)`, all of them, whatever was taken."""
        return iter(self._due)

    @property
    def next_us(self) -> int | None:
        """When the next bytes are due; None at the end."""
        return self._due[self._at][0] if self._at < len(self._due) else None

    def take(self, now_us: int) -> bytes:
        """Give the bytes that are due by `now_us` and were not taken yet."""
        start = self._at
        while self._at < len(self._due) and self._due[self._at][0] <= now_us:
            self._at += 1
        return b"".join(data for _, data in self._due[start : self._at])


def recorded_lines(log: OsLog) -> Iterator[LogLine]:
    """Give the lines of a recording; their `t_ns` count from its beginning. Agent sentences are left out."""
    assembler, t_ns = LineAssembler(), 0
    for t_us, data in Replay(log):
        t_ns = t_us * 1000
        for found in assembler.feed(data, t_ns):
            if isinstance(found, LogLine):
                yield found
    yield from assembler.flush(t_ns)


class RecordingHost:
    """Plays what a board sent, `speed` times as fast as it came; what is sent to it is ignored.

    It begins when somebody connects, on a pty at once, because a pty does not tell. Afterwards it calls `finished`.
    Raises VirtualBoardError for a file that is no recording, and what `open_port` raises.
    """

    def __init__(self, path: Path, kind: PortKind, address: str, speed: float, finished: Callable[[], None]) -> None:
        self._replay, self._board = _read(path, speed)
        self.reactor = Reactor()
        self._finished = finished
        self._is_ending = False
        self._start_us = 0
        try:
            self.port = open_port(kind, address, self, self.reactor)
        except VirtualBoardError:
            self.reactor.close()
            raise

    @property
    def ready(self) -> Ready:
        """Where it plays."""
        return Ready(self.port.url, "", os.getpid(), self._board, "")

    def bytes_came(self, data: bytes) -> None:
        """Ignore bytes: a recording hears nothing."""

    def lines_changed(self, *, dtr: bool, rts: bool) -> None:
        """Ignore the modem lines."""

    def opened(self) -> bool:
        """Ignore who listens."""
        return False

    def closed(self) -> None:
        """Ignore who listens no more."""

    def run(self) -> None:
        """Play, then stay silent until told to end."""
        self._wait_for_listener()
        while not self._is_ending:
            self.reactor.turn(None)

    def end(self) -> None:
        """Let `run` return; from any thread or a signal handler."""
        self._is_ending = True
        self.reactor.post(_nothing)

    def close(self) -> None:
        """Close the port."""
        self.port.close()
        self.reactor.close()

    def _wait_for_listener(self) -> None:
        if self.port.has_listener is False:
            self.reactor.call_later(_LOOK_AGAIN_S, self._wait_for_listener)
        else:
            self._start_us = _now_us()
            self._play()

    def _play(self) -> None:
        self.port.write(self._replay.take(_now_us() - self._start_us))
        due_us = self._replay.next_us
        if due_us is None:
            self._finished()
        else:
            self.reactor.call_later(max(0, self._start_us + due_us - _now_us()) / SECOND_US, self._play)


def _read(path: Path, speed: float) -> tuple[Replay, str]:
    try:
        log = read_log(path)
    except OsLogError as error:
        raise VirtualBoardError(str(error)) from None
    except OSError as error:
        cause = os_reason(error)
        raise MachineRefusedError(f"recording {str(path)!r} cannot be read: {cause}") from None
    return Replay(log, speed), log.head.board


def _now_us() -> int:
    return time.monotonic_ns() // 1000


def _nothing() -> None:
    """Wake the loop."""
