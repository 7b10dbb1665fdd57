"""The measures of a run: the one list of them, and what a run read of each.

Scenarios set limits on them (`oceanhil.scenarios.limits`), reports show them, a history compares them, and the
documentation has them in a table: all of these read this list. Counting is the affair of each kind of run:
`oceanhil.scenarios.devices.measured`, whose test names a measure that nobody counts.
"""

from enum import Enum
from typing import Final, Self

import msgspec

from oceanhil.protocol.units import DAY_US, HOUR_US, SECOND_US
from oceanhil.scenarios.units import UNITS_US, format_duration
from oceanhil.scenarios.world_terms import Capability


class Unit(Enum):
    """What a measure is told in: its word, and the least difference that is worth telling.

    What is less is no change to a history, however small the number is.
    """

    least: float
    _value_: str

    def __new__(cls, word: str, least: float) -> Self:
        """Declare one."""
        member = object.__new__(cls)
        member._value_, member.least = word, least
        return member

    SECONDS = "s", 0.1
    MILLISECONDS = "ms", 1
    BYTES = "bytes", 256
    COUNT = "", 1


class Better(Enum):
    """Which way a measure gets better."""

    LESS = "less"
    MORE = "more"


_IN: Final = " in "
"""Between a count and the time in which so many came."""
_WEAR, _MEMORY = Capability.FLASH_WEAR, Capability.MEMORY
_S, _MS, _BYTES, _COUNT = Unit.SECONDS, Unit.MILLISECONDS, Unit.BYTES, Unit.COUNT
_NO_POWER, _NO_REQUEST = "the device had no power", "no boot made a request"


class Measure(Enum):
    """A measure: its name in files and facts, its unit, how reports call it, and which way is better.

    `needs` is what a world must be able to do to tell it; `lacking` says why there may be none all the same; `per_us`
    is the time of a rate, µs, 0 of what is none.
    """

    unit: Unit
    title: str
    better: Better
    needs: Capability | None
    lacking: str
    per_us: int
    _value_: str

    def __new__(  # noqa: PLR0917 - a row of the list
        cls,
        name: str,
        unit: Unit,
        title: str,
        better: Better = Better.LESS,
        needs: Capability | None = None,
        lacking: str = _NO_POWER,
        per_us: int = 0,
    ) -> Self:
        """Declare one."""
        member = object.__new__(cls)
        member._value_, member.unit, member.title, member.better = name, unit, title, better
        member.needs, member.lacking, member.per_us = needs, lacking, per_us
        return member

    BOOT_TO_ONLINE = "boot_to_online", _S, "boot to online, at most", Better.LESS, None, "no boot came online"
    REQUESTS = "requests_per_hour", _COUNT, "requests per hour", Better.LESS, None, _NO_POWER, HOUR_US
    SILENCE = "longest_silence", _S, "longest silence"
    FLASH_ERASES = "flash_erases_per_day", _COUNT, "flash sectors erased per day", Better.LESS, _WEAR, _NO_POWER, DAY_US
    FLASH_BYTES = "flash_bytes_per_day", _BYTES, "flash bytes programmed per day", Better.LESS, _WEAR, _NO_POWER, DAY_US
    LEAST_HEAP = "least_free_heap", _BYTES, "least free heap", Better.MORE, _MEMORY, _NO_REQUEST
    LARGEST_BLOCK = "largest_block_then", _BYTES, "largest free block then", Better.MORE, _MEMORY, _NO_REQUEST
    HEAP_LOST = "heap_lost_per_hour", _BYTES, "heap lost per hour", Better.LESS, _MEMORY, "no boot with 30 min of polls"
    STACK = "stack_used", _BYTES, "stack used, of code of this machine", Better.LESS, _MEMORY, _NO_REQUEST
    HOLD = "longest_hold", _MS, "longest time without a turn for others", Better.LESS, _MEMORY, _NO_REQUEST

    @property
    def is_time(self) -> bool:
        """True of a length of time; all others are counts."""
        return self.unit.value in UNITS_US

    def title_of(self, said: str) -> str:
        """Give what reports call it beside what was said: `requests` of a rate of which `69 in 5m 2s` is known."""
        is_count = bool(self.per_us) and _IN in said
        return self.title.rpartition(" per ")[0] if is_count else self.title

    def said(self, number: float) -> str:
        """Give a number with the unit, as facts have it."""
        text = f"{number:,.1f}" if self.is_time else f"{number:,.0f}"
        return f"{text} {self.unit.value}".strip()


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a run read of one measure: `number` in its unit.

    `at_us` is the moment of what it is about, µs since the run began, where it is about one. A rate has the time in
    which so much came, `taken_us`: shorter than the time of the rate, nobody knows the rest, and `number` is the count.
    """

    number: float
    at_us: int | None = None
    taken_us: int | None = None

    def is_short(self, measure: Measure) -> bool:
        """Tell whether this is what came in less time than the rate's."""
        return self.taken_us is not None and self.taken_us < measure.per_us

    def said(self, measure: Measure) -> str:
        """Give it as facts have it, such as `5.1 s` or `1 in 3h 5s`."""
        text = measure.said(self.number)
        if not self.is_short(measure):
            return text
        assert self.taken_us is not None
        return f"{text}{_IN}{format_duration(self.taken_us // SECOND_US * SECOND_US)}"


def rate(measure: Measure, count: int, taken_us: int) -> Reading:
    """Read a rate of `count` in `taken_us`."""
    is_whole = taken_us >= measure.per_us
    return Reading(number=round(count * measure.per_us / taken_us) if is_whole else count, taken_us=taken_us)
