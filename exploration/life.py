"""A life: where it starts, what happens in it and when, how it settles. It is a scenario, and nothing else.

What a life is: a start (board, driver, layout of the record, whether the device is online yet) and happenings, each a
disturbance of the table with the numbers that were drawn for it, so long after the one before it, and lasting so long.
From that follow all its steps, in the order of time; disturbances overlap where their times do.

It ends with a *settling*: whatever still disturbs has ended by then, a person sees to it that the device has power, and
then the laws over whole lives are expected (`scenarios/devices/steps/laws.py`), as any expectation of a file. The
invariants watch all of it, as in any run. So what is judged in a life is judged in its file.

What it must not know: worlds, and what comes of it.

Laws: the same life has the same steps. A life without one of its happenings is a life, in which the others come when
they came.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final

import msgspec

from oceanhil.exploration.base import Base
from oceanhil.exploration.disturbance import CALLED, Disturbance, StepLine
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.units import MS_US
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.units import format_duration

LAWS: Final = (
    "expect.recovered: 1h",
    "expect.no_loss",
    "expect.token_known",
    "expect.wanted: 2m",
    "expect.stored: 20m",
    "expect.pace",
    "expect.renewed",
)
"""The laws over whole lives, as steps: what must hold when a life has settled. A user's own will stand behind them."""
STAND_INS: Final = {"expect.token_known": "expect.still_registered"}
"""What is judged in place of a law where the world does not tell enough for it: less of the same."""
BUILT_IN: Final = frozenset({*LAWS, *STAND_INS.values()})
"""All laws over whole lives that are not a user's own."""
_START: Final = ("device.power_on", "expect.online: 3m")
_SETTLING: Final = ("device.power_on",)
_RUN: Final = "time.run: ${us}"


def _in_part(us: int, part: int, whole: int) -> int:
    return us * part // whole // MS_US * MS_US


class Start(msgspec.Struct, frozen=True):
    """How a life begins."""

    board: Board
    store: StorePolicy | None
    """How the firmware keeps its record; None: as it does by itself."""
    driver: str
    """Generation of the storage driver; empty: the board's."""
    is_online: bool
    """Whether the device comes online before anything happens to it; else it lies there, flashed and off."""
    base: Base | None = None
    """The scenario in whose life it all happens; None: nothing is done but what disturbs."""

    @property
    def lines(self) -> tuple[StepLine, ...]:
        """The steps before the first happening."""
        if self.base is not None:
            return ()
        return tuple(StepLine(text) for text in (_START if self.is_online else _START[:1]))


class Happening(msgspec.Struct, frozen=True):
    """A disturbance that comes up in a life."""

    disturbance: Disturbance
    after_us: int
    """µs since the one before it began, or since the start."""
    lasts_us: int
    values: tuple[int, ...]
    """What was drawn for it, in the order of its draws."""

    @property
    def words(self) -> Mapping[str, str]:
        """What was drawn as a file has it, by name."""
        drawn = zip(self.disturbance.draws.items(), self.values, strict=True)
        return {name: draw.written(value) for (name, draw), value in drawn}

    def begin(self, called: str) -> Iterator[StepLine]:
        """Its first steps, where it is called so."""
        yield from self._lines(self.disturbance.begin, called)

    def end(self, called: str) -> Iterator[StepLine]:
        """Its last ones."""
        yield from self._lines(self.disturbance.end, called)

    def _lines(self, templates: Sequence[str], called: str) -> Iterator[StepLine]:
        words = {**self.words, CALLED: called}
        yield from (StepLine(template, words) for template in templates)

    def sooner(self, part: int, whole: int) -> "Happening":
        """The same in `part` of `whole` of its time, to the millisecond; it lasts as long as its kind must."""
        lasts = self.disturbance.lasts
        return msgspec.structs.replace(
            self,
            after_us=_in_part(self.after_us, part, whole),
            lasts_us=0 if lasts is None else max(lasts.least_us, _in_part(self.lasts_us, part, whole)),
        )


class Life(msgspec.Struct, frozen=True):
    """One life."""

    start: Start
    happenings: tuple[Happening, ...]
    quiet_us: int = 0
    """How long nothing happens behind all that, before it settles; no life is drawn with it."""
    unjudged: tuple[InvariantId, ...] = ()
    """Invariants that are not judged in it, since they are broken where nothing happens; none in a drawn life."""

    @property
    def key(self) -> Hashable:
        """All in which two lives differ."""
        drawn = ((each.disturbance.name, each.after_us, each.lasts_us, each.values) for each in self.happenings)
        return (self.start, self.quiet_us, self.unjudged, *drawn)

    def lines(self, laws: Sequence[str] = LAWS) -> Iterator[StepLine]:
        """All its steps but those of the start."""
        yield from (line for _, line in self.timed_lines())
        if self.quiet_us:
            yield StepLine(_RUN, {"us": format_duration(self.quiet_us)})
        remedy = () if self.start.base is None else self.start.base.remedy
        yield from map(StepLine, (*_SETTLING, *remedy, *laws))

    def timed_lines(self) -> Iterator[tuple[int, StepLine]]:
        """Its steps before the settling, each with its time in the life: µs since the start was over."""
        now_us = 0
        for at_us, takes_us, lines in self._moments():
            if at_us > now_us:
                yield now_us, StepLine(_RUN, {"us": format_duration(at_us - now_us)})
            yield from ((max(now_us, at_us), line) for line in lines)
            now_us = max(now_us, at_us) + takes_us

    @property
    def begun(self) -> list[tuple[int, Happening]]:
        """What happens in it, each with when it begins: µs since the start was over."""
        return list(zip(accumulate(each.after_us for each in self.happenings), self.happenings, strict=True))

    @property
    def lasts_us(self) -> int:
        """How long it is, µs, from its first happening's wait to the end of the last that ends."""
        return max((at_us + each.lasts_us for at_us, each in self.begun), default=0)

    def within(self, most_us: int) -> "Life":
        """The life in which the same happens, all of it as much sooner as it takes to be over in `most_us` (µs).

        What must last its time makes it longer.
        """
        whole = self.lasts_us
        if whole <= most_us:
            return self
        return msgspec.structs.replace(self, happenings=tuple(each.sooner(most_us, whole) for each in self.happenings))

    def without(self, index: int) -> "Life":
        """The life in which that one does not happen, and the others come when they came."""
        left = list(self.happenings)
        gone = left.pop(index)
        if index < len(left):
            behind = left[index]
            left[index] = msgspec.structs.replace(behind, after_us=behind.after_us + gone.after_us)
        return msgspec.structs.replace(self, happenings=tuple(left))

    def only(self, indices: Sequence[int]) -> "Life":
        """The life in which nothing happens but those, in their order, and they come when they came."""
        life = self
        for index in reversed(range(len(self.happenings))):
            life = life if index in indices else life.without(index)
        return life

    def _moments(self) -> list[tuple[int, int, Iterator[StepLine]]]:
        """What is done when, in µs since the start, and how long it takes, in the order of time.

        Of one moment first comes what the base does, then what has begun first.
        """
        steps = () if self.start.base is None else self.start.base.steps
        found = [(step.at_us, step.takes_us, iter((StepLine(step.line),))) for step in steps]
        names = _names(each.disturbance.name for each in self.happenings)
        for (at_us, each), called in zip(self.begun, names, strict=True):
            found += [(at_us, 0, each.begin(called)), (at_us + each.lasts_us, 0, each.end(called))]
        return sorted(found, key=lambda moment: moment[0])


def _names(words: Iterable[str]) -> Iterator[str]:
    """Number words that come again: `reset`, `reset-2`."""
    counts: Counter[str] = Counter()
    for word in words:
        counts[word] += 1
        yield f"{word}-{counts[word]}" if counts[word] > 1 else word


def happenings_in_order(begun: Iterable[tuple[int, Happening]]) -> tuple[Happening, ...]:
    """Give happenings in the order in which they begin, each so long after the one before it as that says (µs)."""
    found: list[Happening] = []
    now_us = 0
    for at_us, each in sorted(begun, key=lambda one: one[0]):
        found.append(msgspec.structs.replace(each, after_us=at_us - now_us))
        now_us = at_us
    return tuple(found)


class NamedLife(msgspec.Struct, frozen=True):
    """A life, and what it is called where something of it is told."""

    name: str
    """Its number, of one that was drawn; the name of its file, of one that was kept."""
    life: Life
    seed: int | None = None
    """From which it was drawn; None: it was kept, and is named after what it says."""

    @property
    def label(self) -> str:
        """What findings in it are named after: the same number of another seed is another life."""
        return f"life-{self.name}" if self.seed is None else f"seed-{self.seed}-life-{self.name}"
