"""What a board has printed during a trial, for those who look at it and those who wait for a line of it."""

import threading
from collections.abc import Callable, Sequence


class PrintedLines:
    """The lines so far, oldest first; any thread may add one, and whoever waits is woken."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._changed = threading.Condition()

    def __len__(self) -> int:
        with self._changed:
            return len(self._lines)

    def add(self, line: str) -> None:
        """Take in a line that was printed."""
        with self._changed:
            self._lines.append(line)
            self._changed.notify_all()

    def since(self, count: int) -> Sequence[str]:
        """Give what was printed after the first `count` lines."""
        with self._changed:
            return self._lines[count:]

    def wait(self, matches: Callable[[str], bool], count: int, within_s: float) -> bool:
        """Wait for a line that matches after the first `count`; tells whether it came in time."""
        with self._changed:
            return self._changed.wait_for(lambda: any(map(matches, self._lines[count:])), within_s)
