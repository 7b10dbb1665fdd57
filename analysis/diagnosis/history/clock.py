"""What times a log tells: when a line was recorded, by a monitor's stamp or the board's own, and what clocks show.

What it must not know: dates and zones; two times are at most a day apart here.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

DAY_S: Final = 86_400
_TIME: Final = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d):([0-5]\d)(?!\d)")


def second_of_day(recorded: str) -> int | None:
    """Give the second of the day at which a line was recorded; None if nothing tells it."""
    found = _TIME.search(recorded)
    return None if found is None else 3600 * int(found[1]) + 60 * int(found[2]) + int(found[3])


def seconds_between(before: int | None, now: int | None) -> int | None:
    """Give how much later the second time of day is; None where one of them is not known."""
    return None if before is None or now is None else (now - before) % DAY_S


# The server's clock in its answer, as a time of day; and a board's own, with the day.
_OF_SERVER: Final = re.compile(
    r"(?i)\bdate: (?:[a-z]{3}, \d\d [a-z]{3} \d{4} )?([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?!\d)"
)
_OWN: Final = re.compile(r"\b20\d\d-\d\d-\d\d[ T]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?!\d)")
# Few lines have any of it, and those are looked at.
_TELLING: Final = ("20", "ate: ", "ATE: ")
_TOGETHER_LINES: Final = 3
_BORNE_S: Final = 300
# What the board says itself of how far it is off: in the server's word for it, or in others that name the server.
_SKEW: Final = re.compile(
    r"(?i)(?:\bskew\b|\b(?:drift|offset|diff\w*|delta)\b.{0,12}\bserver(?:[ _]?time)?\b"
    r"|\bclock\b.{0,16}\b(?:off|ahead|behind|fast|slow)(?: by)?)"
    r"\W{1,3}(?:of |is )?([+-]?\d{1,6})(?:\.\d+)? ?s(?:ec\w*)?\b"
)
# Few lines have any of it, and those are looked at.
_SKEWED: Final = ("skew", "server", "clock")
_GOOD: Final = frozenset({"session-200", "session-opened", "poll-200", "polled-200", "online"})
_SET: Final = "time-synced"
_NOT_SET: Final = "time-not-synced"
ZONE: Final = "clock-zone"
DRIFTED: Final = "clock-drifted"
"""It was right, and is hardly more off than the server bears."""
_HARDLY_S: Final = 480
_ZONE_S, _ZONES_MAX_S, _ZONE_TOLERANCE_S = 1_800, 14 * 3_600, 2
_MOST_S: Final = 7_200
_TIMES: Final = 2


class ToldSkew:
    """How far off the board's clock is, where it says so itself: by a zone, or hardly more than the server bears.

    Sessions are asked for every hour or so, and a clock that runs away is off by a little more than the limit when the
    first is refused. One that was set wrongly is off by anything.
    """

    def __init__(self) -> None:
        self._was_good = self._was_ever_good = self._in_vain = False
        self._last_s = 0

    def learn(self, line: str, names: Collection[str]) -> Iterator[str]:
        """Take a line and what it means; gives the names of what it shows."""
        if not _GOOD.isdisjoint(names):
            self._was_good, self._was_ever_good, self._last_s = True, True, 0
        elif _SET in names:
            self._in_vain, self._last_s = False, 0
        elif _NOT_SET in names:
            self._in_vain = True
        if not any(word in line for word in _SKEWED) or (found := _SKEW.search(line)) is None:
            return
        skew_s, last_s = int(found[1]), self._last_s
        # Whose firmware adds a zone was never right.
        if not self._was_ever_good and is_of_zone(abs(skew_s)):
            yield ZONE
        if abs(skew_s) <= _BORNE_S:
            return
        self._last_s = skew_s
        if not self._was_good or abs(last_s or skew_s) > _HARDLY_S:
            self._was_good = False
            return
        if self._in_vain or abs(skew_s) > abs(last_s) > 0:
            yield DRIFTED


def is_of_zone(apart_s: int) -> bool:
    """Tell whether two clocks that are so far apart differ by whole half hours, to the second, as zones do."""
    is_whole = (apart_s + _ZONE_TOLERANCE_S) % _ZONE_S <= 2 * _ZONE_TOLERANCE_S
    return is_whole and _BORNE_S < apart_s <= _ZONES_MAX_S


class Drift:
    """Two clocks that are told beside each other again and again: the board's own runs away from the server's.

    They were together first, so that neither shows another zone's time.
    """

    def __init__(self) -> None:
        self._own_s, self._age = 0, _TOGETHER_LINES + 1
        self._apart_s: list[int] = []

    def is_too_much(self, line: str) -> bool:
        """Take a line; tells whether it shows that the clock has run further away than the server bears."""
        self._age += 1
        if not any(word in line for word in _TELLING):
            return False
        found = _OF_SERVER.search(line)
        own = _OWN.search(line if found is None else line[: found.start()])
        if own is not None:
            self._own_s, self._age = _seconds(own), 0
        if found is None or self._age > _TOGETHER_LINES:
            return False
        apart_s = (self._own_s - _seconds(found) + DAY_S // 2) % DAY_S - DAY_S // 2
        grows = all(abs(before_s) <= abs(apart_s) for before_s in self._apart_s)
        if abs(apart_s) <= _BORNE_S:
            self._apart_s = [*self._apart_s[-1:], apart_s] if grows else [apart_s]
            return False
        return grows and len(self._apart_s) >= _TIMES and abs(apart_s) <= _MOST_S


def _seconds(found: re.Match[str]) -> int:
    return 3600 * int(found[1]) + 60 * int(found[2]) + int(found[3])
