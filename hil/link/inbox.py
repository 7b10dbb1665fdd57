"""Where the reader thread puts lines and where others wait for them: one lock, one condition, no polling."""

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from oceanhil.hil.link.events import LogLine
from oceanhil.hil.link.port_errors import LineTimeoutError, LinkError
from oceanhil.protocol.redact import redact

LINES_MAX: Final = 20_000
"""Lines nobody has waited for; beyond these the oldest are forgotten, so that a flood does not fill memory."""
_SHOWN: Final = 8

Pattern = str | re.Pattern[str]


class Inbox:
    """Lines not yet consumed, and the count of bytes received."""

    def __init__(self, unfinished: Callable[[], str]) -> None:
        self._unfinished = unfinished
        self._changed = threading.Condition()
        self._lines: deque[LogLine] = deque()
        self._consumed = 0
        self._recent: deque[str] = deque(maxlen=_SHOWN)
        self._failure: LinkError | None = None
        self.received_bytes = 0

    def put(self, lines: Sequence[LogLine], received: int) -> None:
        """Add lines, and bytes to the count; wakes who waits."""
        with self._changed:
            if lines:
                self._lines.extend(lines)
                self._recent.extend(line.text for line in lines[-_SHOWN:])
                self._forget(len(self._lines) - LINES_MAX)
            self.received_bytes += received
            self._changed.notify_all()

    def clear(self) -> None:
        """Forget all lines."""
        with self._changed:
            self._forget(len(self._lines))

    def fail(self, failure: LinkError | None) -> None:
        """Let every wait that is not satisfied raise `failure` from now on; None: wait again."""
        with self._changed:
            self._failure = failure
            self._changed.notify_all()

    def wait_line(self, pattern: Pattern, timeout_s: float) -> LogLine:
        """Give the oldest line that matches and consume it and all before it; see SerialLink.wait_line."""
        matches = _matcher(pattern)
        deadline = time.monotonic() + timeout_s
        with self._changed:
            searched = self._consumed
            while True:
                start = max(searched - self._consumed, 0)
                for index, line in enumerate(islice(self._lines, start, None), start):
                    if matches(line.text):
                        self._forget(index + 1)
                        return line
                searched = self._consumed + len(self._lines)
                if not self._wait(deadline):
                    raise self._late(pattern, timeout_s)

    def wait_received(self, count: int, timeout_s: float) -> bool:
        """Wait until so many bytes have come; False if they have not in time."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while self.received_bytes < count:
                if not self._wait(deadline):
                    return False
        return True

    def _wait(self, deadline: float) -> bool:
        if self._failure is not None:
            raise self._failure
        return self._changed.wait(max(deadline - time.monotonic(), 0.0))

    def _forget(self, count: int) -> None:
        for _ in range(count):
            self._lines.popleft()
        self._consumed += max(count, 0)

    def _late(self, pattern: Pattern, timeout_s: float) -> LineTimeoutError:
        return LineTimeoutError(
            shown(pattern), timeout_s, [redact(text) for text in self._recent], redact(self._unfinished())
        )


def shown(pattern: Pattern) -> str:
    """Name a pattern in a message."""
    return repr(pattern) if isinstance(pattern, str) else f"pattern {pattern.pattern!r}"


def _matcher(pattern: Pattern) -> Callable[[str], object]:
    if isinstance(pattern, re.Pattern):
        return pattern.search
    if not pattern or "\n" in pattern or "\r" in pattern:
        raise ValueError(f"pattern {pattern!r}, expected text that stands in one line")
    return lambda text: pattern in text
