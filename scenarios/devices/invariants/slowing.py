"""Polls that come far more seldom behind a failure than before it, for good: a wait that grew and never began anew.

What it is: of each device the polls in a row that went well, how long they took, and how far apart they were before the
last failure. A deep sleep between two polls is part of the time between them.

What it must not know: how often a device is to poll. One that has always polled so is no matter of this module, nor is
one that was switched off, started again or told something in the dashboard: what it did before is no measure then.
"""

from typing import Final

import msgspec

from oceanhil.protocol.units import HOUR_US, MINUTE_US
from oceanhil.scenarios.power_state import PowerState, is_wake, power_state
from oceanhil.scenarios.trace import Event, EventKind

_GAPS: Final = 6
_BEFORE_US: Final = 10 * MINUTE_US
_SLOW_US: Final = HOUR_US
_TIMES: Final = 3
_SLEEPS: Final = frozenset({PowerState.ASLEEP, PowerState.ON})
"""What power does around a deep sleep; who is switched on starts with another boot, which begins anew."""


class Slowed(msgspec.Struct, frozen=True):
    """How far apart polls were at most before a failure, and at least since then, in µs; how many, and since when."""

    before_us: int
    least_us: int
    polls: int
    since_us: int


class _Row(msgspec.Struct):
    last_us: int | None = None
    gaps: int = 0
    taken_us: int = 0
    least_us: int = 0
    most_us: int = 0
    before_us: int = 0
    """The longest gap before the last failure; 0 where too little is known of it."""

    def fail(self) -> None:
        """Let a failure end the row: what was before it is the measure for what comes behind it."""
        if self.lasts(_BEFORE_US):
            self.before_us = self.before_us or self.most_us
        self.interrupt()

    def interrupt(self) -> None:
        """Begin a row anew."""
        self.last_us, self.gaps, self.taken_us, self.least_us, self.most_us = None, 0, 0, 0, 0

    def count(self, now_us: int) -> None:
        """Count a poll that went well."""
        if self.last_us is not None:
            gap_us = now_us - self.last_us
            self.least_us = min(self.least_us, gap_us) if self.gaps else gap_us
            self.most_us = max(self.most_us, gap_us)
            self.gaps += 1
            self.taken_us += gap_us
        self.last_us = now_us

    def lasts(self, least_us: int) -> bool:
        """Tell whether it has several gaps, in so much time at least."""
        return self.gaps >= _GAPS and self.taken_us >= least_us


class Slowing:
    """Follows how far apart the polls of each device are."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}

    def take(self, event: Event) -> None:
        """Follow what makes gaps longer, or a device another."""
        if event.kind is EventKind.NETWORK:
            for row in self._rows.values():
                row.fail()
        elif not event.device:
            for row in self._rows.values():
                row.interrupt()
        elif event.kind is EventKind.DASHBOARD or event.kind is EventKind.LINE:
            self._row(event.device).interrupt()
        elif not is_wake(event) and power_state(event) not in _SLEEPS:
            self._rows.pop(event.device, None)

    def fail(self, device: str) -> None:
        """Note that a request of this device was not answered as it should be."""
        self._row(device).fail()

    def poll(self, device: str, now_us: int) -> Slowed | None:
        """Note a poll that went well; give how seldom they come, once that is too seldom for too long."""
        row = self._row(device)
        row.count(now_us)
        if not row.before_us or not row.lasts(_SLOW_US):
            return None
        before_us, row.before_us = row.before_us, 0
        # Any other has come back to its pace, or has another one now.
        is_slow = row.least_us >= _TIMES * before_us
        return Slowed(before_us, row.least_us, row.gaps + 1, now_us - row.taken_us) if is_slow else None

    def _row(self, device: str) -> _Row:
        return self._rows.setdefault(device, _Row())
