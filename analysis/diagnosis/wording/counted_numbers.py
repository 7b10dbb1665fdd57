"""Numbers that count: of polls, of seconds, of bytes. Behind the same words they rise from line to line.

`poll 410 ok` is what a sketch prints after half an hour that counts its polls, and no answer that a token was used. A
status comes again, or falls. One more than a number that is no status is no status either, wherever a log begins. If
it begins with a status, the lines behind tell whether that was passed while counting.

What it must not know: what a number means, and in which line of a program it was printed.
"""

import re
from collections.abc import Iterable
from itertools import islice, pairwise
from typing import Final

from oceanhil.analysis.diagnosis.wording.statuses import STATUSES

# Numbers as long as a status: what counts comes to those that are none first.
_NUMBER: Final = re.compile(r"(?<!\d)[1-5]\d\d(?!\d)")
_DIGITS: Final = re.compile(r"\d+")
_NUMBERS_OF_A_LINE: Final = 4
_RISES: Final = 4
"""So many times in a row no status is larger than the one before it."""
_LABELS_MAX: Final = 256
_AHEAD: Final = 4
_NO_STATUSES: Final = 2
"""Of so many numbers that only rise, the first of a log, as many are no statuses where they count.

Where each is one more than that before it, so many are never all statuses.
"""


class CountedNumbers:
    """What has stood behind which words of one board's log so far."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._rises: dict[str, int] = {}

    def look_ahead(self, lines: Iterable[str]) -> None:
        """Take the first lines of a log before any of them is read."""
        begins: dict[str, list[int]] = {}
        for line in lines:
            for found in islice(_NUMBER.finditer(line), _NUMBERS_OF_A_LINE):
                label = _DIGITS.sub("", line[: found.start()])
                if label in begins or len(begins) < _LABELS_MAX:
                    begins.setdefault(label, []).append(int(found[0]))
        for label, (first, *_) in ((label, numbers) for label, numbers in begins.items() if _only_counts(numbers)):
            self._last[label], self._rises[label] = first - 1, _RISES

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


def _only_counts(numbers: list[int]) -> bool:
    """Tell whether numbers rise from the first on, and are not all statuses."""
    first = numbers[:_AHEAD]
    rise = len(first) == _AHEAD and all(before < number for before, number in pairwise(first))
    by_one = first[-1] - first[0] < _AHEAD
    return rise and (by_one or sum(str(number) not in STATUSES for number in first) >= _NO_STATUSES)
