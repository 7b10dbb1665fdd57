"""What a device had free at equal polls, and whether that falls for good.

A firmware may allocate more for a while and give it back, or once for good: a cache, a table that is filled when it is
first needed. Wrong is what falls and falls. So the polls of a boot are put into stretches of equal numbers, of which
the best poll counts, that with most free. When there are too many stretches, two each become one, so that at any time
a handful of them covers the whole boot.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import msgspec

from oceanhil.protocol.units import HOUR_US, MINUTE_US
from oceanhil.scenarios.memory import MemoryReading

_POLLS_AT_FIRST: Final = 4
_STRETCHES_MOST: Final = 16
_FALLS: Final = 7
"""One after the other, before anybody is accused: whoever fills three caches falls three times."""
_LONG_US: Final = 18 * HOUR_US
"""What is left of a day of polls when its first and its last stretch are left out."""
_WARM_UP_US: Final = 10 * MINUTE_US


class Stretch(msgspec.Struct, frozen=True):
    """Some polls in a row, times in µs of the run: the most that was free, and that could be allocated at once."""

    since_us: int
    until_us: int
    free: int
    largest: int
    polls: int

    def joined(self, other: "Stretch") -> "Stretch":
        """Give this stretch and the next one as one."""
        free, largest = max(self.free, other.free), max(self.largest, other.largest)
        return Stretch(self.since_us, other.until_us, free, largest, self.polls + other.polls)


class Fall(msgspec.Struct, frozen=True):
    """Free heap that falls: from how much to how much, over how many polls, in which time (µs)."""

    before: int
    now: int
    polls: int
    taken_us: int

    @property
    def lost(self) -> int:
        """Bytes."""
        return self.before - self.now

    @property
    def lost_a_poll(self) -> float:
        """Bytes."""
        return self.lost / self.polls

    @property
    def left_us(self) -> int:
        """Give how long the rest lasts, at this rate."""
        return self.now * self.taken_us // self.lost


class Shrinking(msgspec.Struct, frozen=True):
    """A heap that is broken up: the largest free block was `before` and is `now`, while `free` bytes are free."""

    before: int
    now: int
    free: int
    taken_us: int


class HeapHistory:
    """What was free at the polls of one boot."""

    def __init__(self) -> None:
        self._polls = _POLLS_AT_FIRST
        self._stretches: list[Stretch] = []
        self._present: Stretch | None = None

    @property
    def stretches(self) -> Sequence[Stretch]:
        """Those that are full, in order."""
        return self._stretches

    @property
    def is_falling(self) -> bool:
        """Whether the last stretch had less free than the one before."""
        return len(self._falling()) > 1

    @property
    def is_shrinking(self) -> bool:
        """Whether nothing larger could be allocated at once in the last stretch than in the one before."""
        return len(self._not_growing()) > 1

    def note(self, at_us: int, reading: MemoryReading) -> bool:
        """Note a poll; tell whether a stretch is full with it, so that there is something new to judge."""
        poll = Stretch(at_us, at_us, reading.free, reading.largest, 1)
        present = self._present = poll if self._present is None else self._present.joined(poll)
        if present.polls < self._polls:
            return False
        self._stretches.append(present)
        self._present = None
        if len(self._stretches) == _STRETCHES_MOST:
            self._join()
        return True

    def _join(self) -> None:
        pairs = zip(self._stretches[::2], self._stretches[1::2], strict=True)
        self._stretches = [first.joined(second) for first, second in pairs]
        self._polls *= 2

    def fall(self) -> Fall | None:
        """Give how free heap falls, if it does so steadily for 18 hours, or until half of it is gone."""
        falling = self._falling()
        if len(falling) <= _FALLS:
            return None
        first, last = falling[0], falling[-1]
        polls = sum(each.polls for each in falling[1:])
        found = Fall(first.free, last.free, polls, last.until_us - first.until_us)
        return found if found.taken_us >= _LONG_US or found.lost * 2 >= first.free else None

    def _falling(self) -> Sequence[Stretch]:
        """Give the last stretches of which each has less free than the one before."""
        stretches = self._stretches
        begins = [index for index, (one, next_one) in enumerate(pairwise(stretches), 1) if next_one.free >= one.free]
        return stretches[begins[-1] if begins else 0 :]

    def shrinking(self) -> Shrinking | None:
        """Give how the largest free block shrinks, if it has lost half of its size and there is twice that free."""
        stretches = self._not_growing()
        falls = sum(one.largest > next_one.largest for one, next_one in pairwise(stretches))
        if falls <= _FALLS // 2:
            return None
        first, last = stretches[0], stretches[-1]
        is_broken_up = last.largest * 2 <= last.free and (first.free - last.free) * 2 <= first.largest - last.largest
        if last.largest * 2 > first.largest or not is_broken_up:
            return None
        return Shrinking(first.largest, last.largest, last.free, last.until_us - first.until_us)

    def _not_growing(self) -> Sequence[Stretch]:
        stretches = self._stretches
        pairs = enumerate(pairwise(stretches), 1)
        begins = [index for index, (one, next_one) in pairs if next_one.largest > one.largest]
        return stretches[begins[-1] if begins else 0 :]

    def lost_per_hour(self) -> int | None:
        """Give how many bytes less are free each hour, after the first minutes; None where that is not known yet.

        It is known after half an hour of polls at the documented interval, as `Measure.HEAP_LOST` tells users.
        """
        if not self._stretches:
            return None
        warm_us = self._stretches[0].since_us + _WARM_UP_US
        warm = [each for each in self._stretches if each.since_us >= warm_us]
        if not warm or warm[-1].until_us - warm[0].until_us < _WARM_UP_US:
            return None
        taken_us = warm[-1].until_us - warm[0].until_us
        return (warm[0].free - warm[-1].free) * HOUR_US // taken_us


class HeapBoots:
    """What was free at the polls of each boot of a device."""

    def __init__(self) -> None:
        self._present = HeapHistory()
        self._lost: int | None = None

    def boot(self) -> None:
        """Begin a history anew; what the boot before lost is kept."""
        self._lost = self.most_lost_per_hour()
        self._present = HeapHistory()

    def note(self, at_us: int, reading: MemoryReading) -> None:
        """Note a poll of this boot."""
        self._present.note(at_us, reading)

    def most_lost_per_hour(self) -> int | None:
        """Give the bytes less each hour of the boot that lost most; None where none polled for long enough."""
        present = self._present.lost_per_hour()
        return max((each for each in (self._lost, present) if each is not None), default=None)
