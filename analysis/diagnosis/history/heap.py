"""Free memory that becomes less with each line that tells it: a leak, before anything fails for want of it.

What a single number means nobody knows; that nearly each one is less than the one before, and little is left, is one.
Memory that comes back, as where a language collects what is not used any more, was no leak.
"""

import re
from typing import Final

# Of a file system or a task's stack there is less and less for other reasons.
_TOLD: Final = re.compile(
    r"(?i)^(?!.*\b(?:flash|spiffs|littlefs|fs|disk|sd|storage|stack|slots?|psram)\b)"
    r".*?\b(?:(?:min_?)?free_?(?:heap|ram)|heap|ram|free|frei(?:er)?|libre|libero|livre|woln\w{1,2}|voln\w?|vrij|ledig|bellek)\b"
    r"\D{0,12}?(\d{3,7})\b(?! ?k| ?%|\.\d)"
)
# Few lines have any of it, and those are looked at.
_TELLING: Final = ("heap", "ram", "free", "frei", "libr", "liber", "livre", "woln", "voln", "vrij", "ledig", "bellek")
_TIMES: Final = 8
_FALLS_PERCENT: Final = 80
_LEFT_PERCENT: Final = 60
# A TLS connection alone needs as much, in one piece.
_LITTLE_BYTES: Final = 24_000
_BACK_PERCENT: Final = 90
# Hardly a request can be made with that.
_SPENT_BYTES: Final = 6_000


class FreeMemory:
    """What one start of a device has told of it."""

    def __init__(self) -> None:
        self._first = self._last = self._times = self._falls = 0
        self._has_dwindled = self.is_back = self.is_spent = False

    def dwindles(self, line: str) -> bool:
        """Take a line; tells whether it shows that memory has run out bit by bit."""
        self.is_back = self.is_spent = False
        lowered = line.lower()
        if not any(word in lowered for word in _TELLING) or (found := _TOLD.search(line)) is None:
            return False
        free = int(found[1])
        if self._has_dwindled and 100 * free >= _BACK_PERCENT * self._first:
            self._has_dwindled, self.is_back = False, True
            self._last = self._times = self._falls = 0
        self._first = self._first or free
        self._times += 1
        self._falls += 0 < free < self._last
        self._last = free
        is_less = (
            self._times >= _TIMES
            and 100 * self._falls >= _FALLS_PERCENT * (self._times - 1)
            and 100 * free <= _LEFT_PERCENT * self._first
            and free <= _LITTLE_BYTES
        )
        self._has_dwindled = self._has_dwindled or is_less
        self.is_spent = is_less and free <= _SPENT_BYTES
        return is_less
