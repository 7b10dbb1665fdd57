"""A recorded session again: its incoming bytes at their times, or as the lines they were."""

from collections.abc import Iterator

from oceanhil.analysis.recording.oslog import OsLog
from oceanhil.analysis.recording.oslog_rows import Direction
from oceanhil.hil.link.assembler import LineAssembler
from oceanhil.hil.link.events import LogLine


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
