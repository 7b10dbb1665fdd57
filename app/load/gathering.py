"""What workers reported, put into the tally of the whole fleet, beside what the processes cost."""

from collections.abc import Callable
from typing import Final

import msgspec

from oceanhil.fleet.load.messages import Noted, Report, Sample
from oceanhil.fleet.requests import OK, RequestKind
from oceanhil.fleet.tally import Tally
from oceanhil.protocol.units import SECOND_US

_KINDS: Final = {kind.value: kind for kind in RequestKind}


class Cost(msgspec.Struct):
    """What one worker has used so far, and the most memory it was seen to have."""

    users: int = 0
    cpu_s: float = 0.0
    memory_bytes: int = 0


class Gathering:
    """Hears reports, and counts."""

    def __init__(self, tally: Tally, judge: Callable[[Sample], None]) -> None:
        """Tell `tally`, and hand exchanges of sampled devices to `judge`."""
        self._tally = tally
        self._judge = judge
        self.costs: dict[str, Cost] = {}
        self.exceptions: list[str] = []
        self.dropped = 0
        """Exchanges of sampled devices that no report had room for."""
        self.under_way = 0
        """Requests that were under way when the run ended."""
        self._mended_us: int | None = None
        self._held: list[tuple[int, int, bool]] = []

    def take(self, report: Report) -> tuple[int, int]:
        """Count a report; gives how many requests ended, and how many of them otherwise than with 200."""
        cost = self.costs.setdefault(report.worker, Cost())
        cost.users, cost.cpu_s = max(cost.users, report.users), report.cpu_s
        cost.memory_bytes = max(cost.memory_bytes, report.memory_bytes)
        self.exceptions += [each for each in report.noted.exceptions if each not in self.exceptions]
        self.under_way += report.noted.cut
        self.dropped += report.noted.dropped
        for sample in report.noted.samples:
            self._judge(sample)
        return self._count(report.noted)

    def mend(self, at_us: int) -> None:
        """Note that the storm is mended; what happened before is still to come, in the workers' next reports."""
        self._mended_us = at_us

    def settle(self) -> None:
        """Know that everything from before the mending was reported."""
        if self._mended_us is None:
            return
        self._tally.mend(self._mended_us)
        self._mended_us = None
        held, self._held = self._held, []
        for went in sorted(held, key=lambda each: each[1]):
            self._go(*went)

    def _go(self, place: int, at_us: int, online: bool) -> None:  # noqa: FBT001 - as a worker reports it
        if self._mended_us is not None and at_us >= self._mended_us:
            self._held.append((place, at_us, online))
        else:
            self._tally.go(place, at_us, online=online)

    def _count(self, noted: Noted) -> tuple[int, int]:
        tally, ended, failed = self._tally, 0, 0
        for word, second, number in noted.asked:
            tally.asked(_KINDS[word]).add(_within(second), number)
        for word, code, second, number in noted.ended:
            for _ in range(number):
                tally.end(_KINDS[word], _within(second) * SECOND_US, code)
            ended += number
            failed += number * (code != OK)
        for place, at_us, online in noted.went:
            self._go(place, _within(at_us), online)
        for place, token in noted.kept:
            tally.keep_token(place, token)
        for place in noted.lost:
            tally.lose_token(place)
        return ended, failed


def _within(time: int) -> int:
    """Give a time that is one of the run: a worker whose clock is behind tells of times before it (see `clocks`)."""
    return max(0, time)
