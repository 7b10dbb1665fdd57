"""Time of the world `emulated`: the machine's own, several times as fast, for the boards' clocks run so too."""

import time
from collections.abc import Callable
from typing import Final

from hil.worlds.serial.inbox import Inbox
from simulator.kernel import Kernel

_SECOND_US: Final = 1_000_000
# What boards say and ask is stamped with the run's time as of the last look: so wrong can a stamp be.
_LOOK_EVERY_US: Final = 50_000


class AcceleratedPace:
    """Follows the monotonic clock at `speed` seconds a second; implements `hil.worlds.serial.pace.Pace`."""

    def __init__(
        self,
        kernel: Kernel,
        inbox: Inbox,
        check: Callable[[], None],
        speed: int,
        now_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        """`check` is called now and then; it raises WorldError when a board is gone."""
        self._kernel = kernel
        self._inbox = inbox
        self._check = check
        self._speed = speed
        self._now_ns = now_ns
        self._began_ns = now_ns()

    def run_while(self, condition: Callable[[], bool], limit_us: int) -> None:
        """Wait for whatever comes first: something said, a timer, the limit (µs since the run began)."""
        kernel = self._kernel
        self.settle()
        while condition() and kernel.now_us < limit_us:
            timer_us = kernel.next_event_us()
            due_us = limit_us if timer_us is None else min(limit_us, timer_us)
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

    def _elapsed_us(self) -> int:
        return (self._now_ns() - self._began_ns) * self._speed // 1000
