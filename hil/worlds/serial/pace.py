"""Pace: how time passes in a world of boards, by itself or as far as the bench grants it.

*Real*: the boards have clocks of their own, and the world follows the machine's. *Held*: the boards are virtual ones
whose time the bench grants, from one event to the next, so that a day takes seconds and every run is the same. In
both, the run's own timers are kept by a kernel whose present is the world's present, and a scenario cannot tell which
of the two it was.

What it must not know: what a board is. It sees a `HeldBoard`, which says when its next event is due and runs up to a
time it is granted, or no board at all, only an inbox into which readers of ports post. What is said in a line is none
of its business.

Laws of held time:

1. One present. No board is ahead of the world: each is granted time up to the world's present, never beyond.
2. The earliest event of all boards and timers is next; at one time the run's timers come first, then the boards in
   the order in which the scenario named them.
3. Heard out. A step ends when every byte that the boards sent until then has arrived, told by count (`held_time`), not
   by waiting a while. So a trace does not depend on how fast a pty is.
4. With 1 to 3 a run over ptys is a function of its replay ID, byte for byte, as one in `sim` is.

Laws of real time:

5. The present never goes back and never runs ahead of the machine's clock; a timer is late rather than early.
6. A wait ends within a quarter of a second after a board is gone (`check`), whatever was waited for.

What changes with it: with a board more, `due` has one more candidate and nothing else changes; with a third kind of
pace, scenarios, reports and worlds do not.
"""

import queue
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from oceanhil.protocol.units import SECOND_US
from oceanhil.simulator.kernel import Kernel

Deed = Callable[[], None]
_LOOK_EVERY_US = 250_000


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

    def wait(self, timeout_s: float, before: Deed = lambda: None) -> None:
        """Wait for something to be posted, at most `timeout_s`, and do it; `before` is done when the wait is over."""
        try:
            deed = self._deeds.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            before()
            return
        before()
        deed()
        self.drain()


class Pace(Protocol):
    """Lets time pass."""

    def run_while(self, condition: Callable[[], bool], limit_us: int) -> None:
        """Let time pass up to `limit_us` (µs since the run began), or until `condition` does not hold any more."""

    def settle(self) -> None:
        """Take in what has happened up to now; no time passes."""


class HeldBoard(Protocol):
    """A board whose time is granted."""

    @property
    def now_us(self) -> int:
        """Its present (µs since the run began)."""

    @property
    def next_us(self) -> int | None:
        """When its next event is due (µs since the run began); None if nothing is."""

    def grant(self, until_us: int) -> None:
        """Let its time run to `until_us` and wait until all it said has arrived."""

    def listen(self) -> None:
        """Wait until all that it has said has arrived."""


class HeldPace:
    """Grants every board its time, event by event, so that all of them see one present."""

    def __init__(self, kernel: Kernel, inbox: Inbox, boards: Sequence[HeldBoard]) -> None:
        self._kernel = kernel
        self._inbox = inbox
        self._boards = boards

    def run_while(self, condition: Callable[[], bool], limit_us: int) -> None:
        """Go from event to event."""
        self.settle()
        kernel = self._kernel
        while condition() and kernel.now_us < limit_us:
            boards = self._boards
            due = [each for board in boards if (each := board.next_us) is not None]
            timer_us = kernel.next_event_us()
            if timer_us is not None:
                due.append(timer_us)
            now_us = min(limit_us, max(kernel.now_us, min(due, default=limit_us)))
            kernel.run_until(now_us)
            for board in boards:
                board_us = board.next_us
                if board_us is not None and board_us <= now_us:
                    board.grant(now_us)
            self._inbox.drain()
        self._keep_step()

    def _keep_step(self) -> None:
        for board in self._boards:
            if board.now_us < self._kernel.now_us:
                board.grant(self._kernel.now_us)
        self._inbox.drain()

    def settle(self) -> None:
        """Take in what is on the lines."""
        for board in self._boards:
            board.listen()
        self._inbox.drain()


class RealPace:
    """Follows the machine's monotonic clock."""

    def __init__(self, kernel: Kernel, inbox: Inbox, check: Callable[[], None]) -> None:
        """`check` is called now and then; it raises WorldError when a board is gone."""
        self._kernel = kernel
        self._inbox = inbox
        self._check = check
        self._began_ns = time.monotonic_ns()

    def run_while(self, condition: Callable[[], bool], limit_us: int) -> None:
        """Wait for whatever comes first: something said, a timer, the limit."""
        kernel = self._kernel
        self.settle()
        while condition() and kernel.now_us < limit_us:
            timer_us = kernel.next_event_us()
            due_us = min(limit_us, kernel.now_us + _LOOK_EVERY_US)
            due_us = due_us if timer_us is None else min(due_us, timer_us)
            # What was said has the time at which it was heard, and not that at which the wait for it began.
            self._inbox.wait((due_us - self._elapsed_us()) / SECOND_US, self._catch_up)
            self._check()

    def settle(self) -> None:
        """Take in what has been said, and let the present catch up."""
        self._catch_up()
        self._inbox.drain()

    def _catch_up(self) -> None:
        self._kernel.run_until(max(self._kernel.now_us, self._elapsed_us()))

    def _elapsed_us(self) -> int:
        return (time.monotonic_ns() - self._began_ns) // 1000
