"""A counter of milliseconds in 32 bits that begins anew after 49.7 days, and who waits for a time that is not reached.

A line that shows the counter has a number near the largest one, later a small one in the same place; behind that some
firmware still names the time that lies before the turn, and waits. Other firmware says no more: what it did every few
seconds before the turn it does no more, while the counter goes on. Who adds in 64 bits waits for a time behind the
turn, which the counter never has.

What it must not know: what is waited for.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

WAITS: Final = "timer-waits"
BEYOND: Final = "timer-beyond"
"""A time is named that the counter never has."""
_TURN: Final = 1 << 32
_NEAR: Final = 1_000_000
_TELLING: Final = "429"
"""How numbers near the turn begin."""
_NUMBERS: Final = re.compile(r"(?<![\d.])\d{1,10}(?![\d.])")
_DIGITS: Final = re.compile(r"\d+")
_WAITS_MIN: Final = 3
# What is done so regularly goes on where nothing stops it.
_REGULAR_TIMES: Final = 4
_REGULAR_PERCENT: Final = 150
_MISSED: Final = 20
_KEPT_MAX: Final = 64


class Wraps:
    """What one board's log has shown of its counter."""

    def __init__(self) -> None:
        self._label: str | None = None
        self._beyond = self._beyond_at = self._beyond_times = 0
        self._waits = 0
        self._done: dict[str, list[int]] = {}

    def is_beyond(self, line: str) -> bool:
        """Tell whether a line near the turn, or one of several behind it, names a time that the counter never has."""
        if _TELLING not in line or (counter := _NUMBERS.search(line)) is None:
            return False
        beyond = [int(each) for each in _NUMBERS.findall(line, counter.end()) if _TURN <= int(each) < _TURN + _NEAR]
        now = int(counter[0])
        if not beyond or _is_near(now):
            return bool(beyond)
        # The turn itself is a size of memories and disks.
        goes_on = beyond[0] == self._beyond != _TURN and self._beyond_at < now < _NEAR
        self._beyond, self._beyond_at = beyond[0], now
        self._beyond_times = self._beyond_times + 1 if goes_on else 1
        return self._beyond_times >= _WAITS_MIN

    def waits(self, line: str) -> bool:
        """Take a line behind `is_beyond`; tells whether it is another one that waits for what does not come.

        That is a time before the turn, which is over, or one behind it.
        """
        if self._beyond_times >= _WAITS_MIN and str(self._beyond) in line:
            return True
        if (self._label is None and _TELLING not in line) or (counter := _NUMBERS.search(line)) is None:
            return False
        label, now = line[: counter.start()], int(counter[0])
        if _is_near(now):
            self._label, self._waits = label, 0
            self._note(line[counter.end() :], now)
        elif label == self._label and now < _NEAR:
            self._waits += any(_is_near(int(each)) for each in _NUMBERS.findall(line))
            self._done.pop(_what(line[counter.end() :]), None)
            return self._waits >= _WAITS_MIN or any(_is_missed(times, now) for times in self._done.values())
        return False

    def _note(self, text: str, now: int) -> None:
        """Take note of when something was done before the turn."""
        what = _what(text)
        if what in self._done or len(self._done) < _KEPT_MAX:
            self._done[what] = [*self._done.get(what, ())[-_REGULAR_TIMES:], now]


def _what(text: str) -> str:
    return _DIGITS.sub("", text).strip()


def _is_missed(times: Sequence[int], now: int) -> bool:
    """Tell whether what was done regularly, up to the turn, has not been done for long."""
    waits = [later - before for before, later in pairwise(times)]
    if len(waits) < _REGULAR_TIMES - 1 or min(waits) <= 0:
        return False
    is_regular = 100 * max(waits) <= _REGULAR_PERCENT * min(waits)
    went_on = _TURN - times[-1] <= _MISSED * max(waits)
    return is_regular and went_on and now > _MISSED * max(waits)


def _is_near(number: int) -> bool:
    return abs(_TURN - number) < _NEAR
