"""When a line was recorded, as far as the monitor's stamp or the board's own tells it: the time of day.

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
