"""What is drawn for a disturbance: a number, and how it is written in a scenario file.

What a draw is: a domain of whole numbers. It takes a generator and gives one of them, writes any of them as the
language does, and names simpler ones, the simplest first, which a shrinker tries in its place. All that a life is made
of are such numbers, so that a life can be kept, compared and made simpler without a look at what it is about.

Laws: `drawn` lies in the domain; so does all that `simpler` names, and each of it is simpler than what it was asked
for, so that shrinking ends. Nothing is simpler than `simplest`. What is written can be read, and is written so again.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from math import exp, log
from random import Random
from typing import Final

from oceanhil.protocol.units import HOUR_US, MINUTE_US, MS_US, SECOND_US
from oceanhil.scenarios.units import format_duration, parse_duration

_WORD_BYTES: Final = 4
_ROUND: Final = (
    *(number * SECOND_US for number in (0, 1, 2, 5, 10, 20, 30)),
    *(number * MINUTE_US for number in (1, 2, 5, 10, 20, 30)),
    *(number * HOUR_US for number in (1, 2, 5, 12, 24)),
)
"""Times that a person would write, in µs."""
_COARSE: Final = (MINUTE_US, SECOND_US, 100 * MS_US, 10 * MS_US, MS_US)


class Draw(ABC):
    """A domain of whole numbers."""

    @property
    @abstractmethod
    def simplest(self) -> int:
        """The one that nothing is simpler than."""

    @abstractmethod
    def drawn(self, chance: Random) -> int:
        """Draw one."""

    @abstractmethod
    def written(self, value: int) -> str:
        """Write one as a scenario file does."""

    @abstractmethod
    def read(self, word: str) -> int:
        """Give the one that is written so; raises ValueError where none of the domain is."""

    @abstractmethod
    def simpler(self, value: int) -> Iterator[int]:
        """Name those that are simpler, the simplest first."""


class Words(Draw):
    """One of some words; those that stand first are simpler."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self.count = len(words)

    @property
    def simplest(self) -> int:
        """The first word."""
        return 0

    def drawn(self, chance: Random) -> int:
        """Draw one, all alike."""
        return chance.randrange(len(self._words))

    def written(self, value: int) -> str:
        """The word."""
        return self._words[value]

    def read(self, word: str) -> int:
        """Give the first of its places."""
        return self._words.index(word)

    def simpler(self, value: int) -> Iterator[int]:
        """Those before it."""
        yield from range(value)


class Whole(Draw):
    """A whole number; the least is the simplest."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    @property
    def simplest(self) -> int:
        """The least."""
        return self.least

    def drawn(self, chance: Random) -> int:
        """Draw one, all alike."""
        return chance.randint(self.least, self.most)

    def written(self, value: int) -> str:
        """The number."""
        return str(value)

    def read(self, word: str) -> int:
        """Give the number."""
        return _within(self.least, self._read(word), self.most)

    def _read(self, word: str) -> int:
        return int(word)

    def simpler(self, value: int) -> Iterator[int]:
        """The least, then by halves nearer to it."""
        step = value - self.least
        while step:
            yield value - step
            step //= 2


class Units(Whole):
    """Units of flash work: mostly whole words, which is what drivers program at a time, and between which they stop.

    ESP-IDF's NVS writes its bitmap by 4 bytes and its entries by 32 (docs/finding-nvs-blob-loss.md).
    """

    def drawn(self, chance: Random) -> int:
        """Draw one; three of four end with a word."""
        found = super().drawn(chance)
        return found - found % _WORD_BYTES if chance.randrange(4) else found


class Seconds(Whole):
    """A number of seconds, written as a duration."""

    def written(self, value: int) -> str:
        """The duration."""
        return format_duration(value * SECOND_US)

    def _read(self, word: str) -> int:
        return parse_duration(word) // SECOND_US


class Told(Seconds):
    """A time for which a server wants to be left alone: none at all, or any, short ones as likely as long ones."""

    def __init__(self, most_s: int) -> None:
        super().__init__(0, most_s)

    def drawn(self, chance: Random) -> int:
        """Draw one; one of four is none."""
        return round(exp(chance.uniform(0, log(self.most)))) if chance.randrange(4) else self.least


class Shift(Seconds):
    """A number of seconds, forwards or backwards, written as a duration; none is the simplest."""

    def __init__(self, most_s: int) -> None:
        super().__init__(-most_s, most_s)

    @property
    def simplest(self) -> int:
        """None."""
        return 0

    def simpler(self, value: int) -> Iterator[int]:
        """Nearer to none, by halves."""
        step, sign = abs(value), -1 if value < 0 else 1
        while step:
            yield value - sign * step
            step //= 2


class Share(Whole):
    """A share in tenths of a percent."""

    def written(self, value: int) -> str:
        """In percent."""
        return f"{value // 10}.{value % 10}%"

    def _read(self, word: str) -> int:
        percent, point, tenths = word.removesuffix("%").partition(".")
        return int(percent + (tenths if point else "0"))


class Span(Draw):
    """A length of time in µs: short ones are as likely as long ones, so that races come up beside whole hours."""

    def __init__(self, least_us: int, most_us: int) -> None:
        self.least_us, self._most_us = least_us, most_us

    @property
    def simplest(self) -> int:
        """The shortest round time."""
        return next(us for us in (*_ROUND, self.least_us) if us >= self.least_us)

    def drawn(self, chance: Random) -> int:
        """Draw one whose logarithm is drawn evenly, to the millisecond."""
        least_ms, most_ms = (max(1, us // MS_US) for us in (self.least_us, self._most_us))
        found_ms = round(exp(chance.uniform(log(least_ms), log(most_ms))))
        return min(max(found_ms * MS_US, self.least_us), self._most_us)

    def written(self, value: int) -> str:
        """The duration."""
        return format_duration(value)

    def read(self, word: str) -> int:
        """Give the length of the duration."""
        return _within(self.least_us, parse_duration(word), self._most_us)

    def simpler(self, value: int) -> Iterator[int]:
        """Round times below it, shortest first, then itself cut to whole minutes, seconds, tenths."""
        yield from (us for us in _ROUND if self.least_us <= us < value)
        if value in _ROUND:
            return
        yield from (cut for unit in _COARSE if self.least_us <= (cut := value - value % unit) < value)


def _within(least: int, value: int, most: int) -> int:
    if not least <= value <= most:
        raise ValueError(f"{value} is not from {least} to {most}")
    return value
