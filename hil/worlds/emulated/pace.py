"""Time of the world `emulated`: several times as fast as the machine's, for the boards' clocks run so too.

Where no board runs there is nothing to wait for, and time goes from one timer of the run to the next.
"""

from collections.abc import Callable
from typing import Final, Protocol

from hil.worlds.serial.inbox import Inbox
from simulator.kernel import Kernel

_SECOND_US: Final = 1_000_000
# What boards say and ask is stamped with the run's time as of the last look: so wrong can a stamp be.
_LOOK_EVERY_US: Final = 50_000


class Watch(Protocol):
    """The machine's time as the boards live it."""

    @property
    def stands(self) -> bool:
        """Whether no board runs, nor waits anything for an answer."""

    def elapsed_ns(self) -> int:
        """Give for how long boards have run, ns."""


class AcceleratedPace:
    """Follows `watch` at `speed` seconds a second; implements `hil.worlds.serial.pace.Pace`."""

    def __init__(self, kernel: Kernel, inbox: Inbox, check: Callable[[], None], speed: int, watch: Watch) -> None:
        """`check` is called now and then; it raises WorldError when a board is gone."""
        self._kernel = kernel
        self._inbox = inbox
        self._check = check
        self._speed = speed
        self._watch = watch
        self._began_ns = watch.elapsed_ns()
        self._skipped_us = 0

    def run_while(self, condition: Callable[[], bool], limit_us: int) -> None:
        """Wait for whatever comes first: something said, a timer, the limit (µs since the run began).

        The limit was reckoned from the last look; the wait begins now, however long the bench has worked since.
        """
        kernel = self._kernel
        limit_us += self.behind_us()
        self.settle()
        while condition() and kernel.now_us < limit_us:
            timer_us = kernel.next_event_us()
            due_us = limit_us if timer_us is None else min(limit_us, timer_us)
            if self._watch.stands:
                self._skip_to(due_us)
            else:
                wait_us = min(due_us - self._elapsed_us(), _LOOK_EVERY_US)
                self._inbox.wait(wait_us / _SECOND_US / self._speed)
            kernel.run_until(max(kernel.now_us, self._elapsed_us()))
            self._check()

    def settle(self) -> None:
        """Take in what has been said, and let the present catch up."""
        self._kernel.run_until(max(self._kernel.now_us, self._elapsed_us()))
        self._inbox.drain()

    def behind_us(self) -> int:
        """Say how far the run's time is behind, µs; may be asked in any thread."""
        return max(0, self._elapsed_us() - self._kernel.now_us)

    def _skip_to(self, due_us: int) -> None:
        """Let time pass at once, unless something was said meanwhile."""
        if not self._inbox.drain():
            self._skipped_us += max(0, due_us - self._elapsed_us())

    def _elapsed_us(self) -> int:
        return (self._watch.elapsed_ns() - self._began_ns) * self._speed // 1000 + self._skipped_us
