"""Pauses between runs of boards that nobody can hold back once they run: their registrations are limited too."""

from collections import deque
from typing import Final

from oceanhil.hil.worlds.foreign.lazy_time import RealClock

# A little longer than the server's minute, as requests do not all take equally long to get there.
_MINUTE_US: Final = 63_000_000
_A_RUN_TAKES: Final = 2


class RegistrationPause:
    """Begins a run only when the server's limit has room for the registrations that it may lead to.

    Each registration token that was obtained counts as one; a run is taken to lead to two.
    """

    def __init__(self, per_min: float | None, clock: RealClock) -> None:
        """`per_min` None: there is no limit."""
        self._per_min = per_min
        self._clock = clock
        self._obtained_us: deque[int] = deque()

    def obtained(self) -> None:
        """Take notice of a token."""
        self._obtained_us.append(self._clock.unix_us())

    def wait(self) -> None:
        """Wait until there is room."""
        if self._per_min is None:
            return
        room_for = max(0, int(self._per_min) - _A_RUN_TAKES)
        while len(self._obtained_us) > room_for:
            wait_us = self._obtained_us.popleft() + _MINUTE_US - self._clock.unix_us()
            if wait_us > 0:
                self._clock.sleep_s(wait_us / 1_000_000)
