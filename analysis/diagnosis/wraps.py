"""A counter of milliseconds in 32 bits that begins anew after 49.7 days, and who waits for a time that is not reached.

A line that shows the counter has a number near the largest one, later a small one in the same place; behind that some
firmware still names the time that lies before the turn, and waits.

What it must not know: what is waited for.
"""

import re
from typing import Final

WAITS: Final = "timer-waits"
_TURN: Final = 1 << 32
_NEAR: Final = 1_000_000
_TELLING: Final = "429"
"""How numbers near the turn begin."""
_NUMBERS: Final = re.compile(r"(?<![\d.])\d{1,10}(?![\d.])")
_WAITS_MIN: Final = 3


class Wraps:
    """What one board's log has shown of its counter."""

    def __init__(self) -> None:
        self._label, self._waits = "", 0

    def waits(self, line: str) -> bool:
        """Take a line; tells whether it is another one that waits for a time which lies before the turn."""
        if (not self._label and _TELLING not in line) or (counter := _NUMBERS.search(line)) is None:
            return False
        label, now = line[: counter.start()], int(counter[0])
        if _is_near(now):
            self._label, self._waits = label, 0
        elif label == self._label and now < _NEAR:
            self._waits += any(_is_near(int(each)) for each in _NUMBERS.findall(line))
            return self._waits >= _WAITS_MIN
        return False


def _is_near(number: int) -> bool:
    return abs(_TURN - number) < _NEAR
