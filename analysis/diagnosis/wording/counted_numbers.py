"""Numbers that count: of polls, of seconds, of bytes. Behind the same words they rise from line to line.

`poll 410 ok` is what a sketch prints after half an hour that counts its polls, and no answer that a token was used. A
status comes again, or falls. One more than a number that is no status is no status either, wherever a log begins.

What it must not know: what a number means, and in which line of a program it was printed.
"""

import re
from itertools import islice
from typing import Final

from oceanhil.analysis.diagnosis.wording.statuses import STATUSES

# Numbers as long as a status: what counts comes to those that are none first.
_NUMBER: Final = re.compile(r"(?<!\d)[1-5]\d\d(?!\d)")
_DIGITS: Final = re.compile(r"\d+")
_NUMBERS_OF_A_LINE: Final = 4
_RISES: Final = 4
"""So many times in a row no status is larger than the one before it."""
_LABELS_MAX: Final = 256


class CountedNumbers:
    """What has stood behind which words of one board's log so far."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._rises: dict[str, int] = {}

    def in_line(self, line: str) -> frozenset[str]:
        """Give the numbers of a line that may be statuses and only count, as they stand there."""
        counted, others = set[str](), set[str]()
        for found in islice(_NUMBER.finditer(line), _NUMBERS_OF_A_LINE):
            label = _DIGITS.sub("", line[: found.start()])
            (counted if self._is_next(label, int(found[0])) else others).add(found[0])
        return frozenset(counted - others)

    def _is_next(self, label: str, number: int) -> bool:
        before = self._last.get(label)
        if before is None and len(self._last) >= _LABELS_MAX:
            return False
        self._last[label] = number
        if before is not None and number == before + 1 and str(before) not in STATUSES:
            self._rises[label] = _RISES
        else:
            self._rises[label] = self._rises.get(label, 0) + 1 if before is not None and number > before else 0
        return self._rises[label] >= _RISES
