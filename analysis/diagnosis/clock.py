"""What times a log tells: when a line was recorded, by a monitor's stamp or the board's own, and what clocks show.

What it must not know: dates and zones; two times are at most a day apart here.
"""

import re
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
_MOST_S: Final = 7_200
_TIMES: Final = 2


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
