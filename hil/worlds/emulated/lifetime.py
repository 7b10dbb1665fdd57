"""Time as far as any board lives to see it: while none runs, nothing can happen that the run would have to wait for."""

import threading
import time
from collections.abc import Callable

from hil.worlds.emulated.exchanges import Exchanges
from protocol.agent.events import BootEvent, CutEvent
from protocol.agent.message import Event


class Lifetime:
    """A clock that runs while a board runs, and stands while none does; may be asked in any thread.

    A board runs from the moment it gets power, or from its event BOOT, until it says that its power was cut, or until
    the bench takes it away. Later than from power would not do: its own clock would be ahead of the run's.
    """

    def __init__(self, exchanges: Exchanges, now_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._exchanges = exchanges
        self._now_ns = now_ns
        self._lock = threading.Lock()
        self._alive: set[str] = set()
        self._lived_ns = 0
        self._since_ns = 0

    @property
    def stands(self) -> bool:
        """Whether no board runs, and the server is not at work on what one has asked."""
        return not self._alive and not self._exchanges.under_way

    def lives(self, board: str) -> bool:
        """Tell whether `board` runs."""
        return board in self._alive

    def elapsed_ns(self) -> int:
        """Give for how long boards have run, ns of the machine's time."""
        with self._lock:
            return self._lived_ns + (self._now_ns() - self._since_ns if self._alive else 0)

    def hear(self, board: str, event: Event) -> None:
        """Learn from what the agent of `board` tells."""
        match event:
            case BootEvent():
                self.begin(board)
            case CutEvent():
                self.end(board)
            case _:
                pass

    def end(self, board: str) -> None:
        """Learn that `board` has no power, whether it had any before or not."""
        with self._lock:
            if board in self._alive:
                self._alive.remove(board)
                if not self._alive:
                    self._lived_ns += self._now_ns() - self._since_ns

    def begin(self, board: str) -> None:
        """Learn that `board` begins to run, whether it did before or not."""
        with self._lock:
            if not self._alive:
                self._since_ns = self._now_ns()
            self._alive.add(board)
