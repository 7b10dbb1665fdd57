"""What other threads have to say, taken in order by the thread that runs the scenario."""

import queue
from collections.abc import Callable

Deed = Callable[[], None]


class Inbox:
    """Deeds posted by reader and server threads, done one after another in the scenario's own thread."""

    def __init__(self) -> None:
        self._deeds: queue.SimpleQueue[Deed] = queue.SimpleQueue()

    def post(self, deed: Deed) -> None:
        """Leave something to do; may be called in any thread."""
        self._deeds.put(deed)

    def drain(self) -> bool:
        """Do everything that has been posted; tells whether there was anything."""
        worked = False
        while True:
            try:
                deed = self._deeds.get_nowait()
            except queue.Empty:
                return worked
            deed()
            worked = True

    def wait(self, timeout_s: float) -> None:
        """Wait for something to be posted, at most `timeout_s`, and do it."""
        try:
            deed = self._deeds.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            return
        deed()
        self.drain()
