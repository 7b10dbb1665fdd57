"""Clocks of workers beside this machine's: times of a run are told in that of the machine where they are noted.

A report is under way for a while, and longer on a busy machine: that a clock is behind is said only where even the
fastest report seems to have taken long. One that comes from the future is surely ahead.
"""

from typing import Final

from oceanhil.protocol.units import SECOND_US

_AHEAD_US: Final = 2 * SECOND_US
"""Two machines agree to a second or so."""
_BEHIND_US: Final = 10 * SECOND_US


class Clocks:
    """Sees when reports were made by their workers' clocks, and when they came; times in µs of the run."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._least_us: dict[str, int] = {}

    def see(self, worker: str, made_us: int, came_us: int) -> None:
        """See a report of a worker."""
        taken_us = came_us - made_us
        self._least_us[worker] = min(taken_us, self._least_us.get(worker, taken_us))

    def wrong(self) -> tuple[str, ...]:
        """Give a line for each worker whose clock is another one than this machine's, and what to do."""
        return tuple(
            f"the clock of worker {worker!r} is {_off(taken_us)} this machine's, and so are the times of its devices; "
            "set both clocks, by NTP for example, and run it again"
            for worker, taken_us in self._least_us.items()
            if taken_us < -_AHEAD_US or taken_us > _BEHIND_US
        )


def _off(taken_us: int) -> str:
    return f"{abs(taken_us) / SECOND_US:,.0f} s {'behind' if taken_us > 0 else 'ahead of'}"
