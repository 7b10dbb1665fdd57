"""Where in a recording a statement does not hold: the exchanges of one device, by their numbers."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final

import msgspec

from oceanhil.protocol.wording import agreed

_RUNS_MAX: Final = 24
_SHORTEST_RUN: Final = 3


class Counted(Enum):
    """What a recording is counted by."""

    ENTRY = "entry"
    """Of an HAR file, from 1."""
    LINE = "line"
    """Of a file of ours; the head is the first."""


class StatementPlace(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The exchanges of one device in which a statement does not hold; `more` are those that are not listed."""

    device: str = ""
    """Its ID, or what else names it; empty if nothing does."""
    counted: Counted
    numbers: tuple[int, ...]
    more: int = 0

    @property
    def in_words(self) -> str:
        """Write them down, those in a row as from and to: `ESP32_246F28AABBCC: entries 3, 5-7`."""
        runs = [*_runs(self.numbers)]
        hidden = self.more + sum(last - first + 1 for first, last in runs[_RUNS_MAX:])
        number = len(self.numbers) + self.more
        noun = agreed(number, self.counted.value)
        told = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs[:_RUNS_MAX])
        return f"{self.device or 'nobody can tell who'}: {noun} {told}{f' and {hidden:,} more' if hidden else ''}"


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give first and last of three or more numbers in a row, and each other number by itself."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at < len(numbers) and numbers[at] == numbers[at - 1] + 1:
            continue
        row = numbers[start:at]
        yield from [(row[0], row[-1])] if len(row) >= _SHORTEST_RUN else [(number, number) for number in row]
        start = at
