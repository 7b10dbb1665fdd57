"""When a breach became inevitable: the share of forks that still break the law, over the moments of a life.

What is measured: from a moment of a run that broke a law, many futures are led (`oceanhil.exploration.fork`). Before
what made the difference only those fail that would have failed anyhow; behind it all of them do, though the law may be
judged an hour later. Where the share jumps is where to look.

How moments are chosen: some, spread over the events, and then ever more between two whose shares differ, until they are
neighbours or the runs are used up. So a life of ten thousand events takes no more runs than one of a hundred.

What it must not know: worlds; whoever asks for the chart says how a moment is asked.

Laws: the same run and seed give the same chart. A moment behind the breach is not asked: all of its forks would fail.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from oceanhil.exploration.findings import breach_of
from oceanhil.exploration.fork import Future, Track, fork
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.run import Run
from oceanhil.scenarios.scenario import Bound
from oceanhil.scenarios.trace import Event

_FIRST: Final = 12
"""Moments that are asked at first."""
_JUMP: Final = 0.2
"""Shares that differ by so much are parted further."""
_SURE: Final = 0.9
"""From such a share on it is called inevitable: some future may mend it by chance, or break something else first."""
MOMENTS_MOST: Final = 100
"""Moments of one chart, so that nobody waits for ever."""


class Moment(msgspec.Struct, frozen=True):
    """What became of the forks of one moment."""

    at_us: int
    broken: int
    """Forks that broke the same law."""
    kept: int
    """Forks that kept all laws."""
    others: int
    """Forks that broke another law first, or did not come to an end: they say nothing."""

    @property
    def share(self) -> float:
        """The share that still breaks the law, of those that say something."""
        judged = self.broken + self.kept
        return self.broken / judged if judged else 0.0


class Jump(msgspec.Struct, frozen=True):
    """Two moments next to each other between which the share rises."""

    before: Moment
    after: Moment
    is_neighbour: bool
    """Whether nothing happened between the two; else the runs were used up."""

    @property
    def rise(self) -> float:
        """By how much."""
        return self.after.share - self.before.share


class Chart(msgspec.Struct, frozen=True):
    """The share over time."""

    track: Track
    moments: tuple[Moment, ...]
    jumps: tuple[Jump, ...]
    """The largest first."""

    @property
    def forks(self) -> int:
        """How many runs it took."""
        return sum(each.broken + each.kept + each.others for each in self.moments)

    @property
    def turn(self) -> Jump | None:
        """The jump behind which it was inevitable; None if it was from the first moment on, or never became so."""
        last_unsure = max((index for index, each in enumerate(self.moments) if each.share < _SURE), default=-1)
        if last_unsure < 0 or last_unsure == len(self.moments) - 1:
            return None
        after = self.moments[last_unsure + 1]
        return next((each for each in self.jumps if each.after == after), None)

    @property
    def is_from_the_start(self) -> bool:
        """Whether it was inevitable whatever happened."""
        return bool(self.moments) and all(each.share >= _SURE for each in self.moments)

    def events_of(self, jump: Jump) -> Iterator[Event]:
        """Give what happened in a jump."""
        return (each for each in self.track.events if jump.before.at_us < each.t_us <= jump.after.at_us)


def chart(track: Track, ask: Callable[[int], Moment], moments_most: int = MOMENTS_MOST) -> Chart:
    """Have as many moments asked as it takes; `ask` takes a time in µs. There must be one."""
    times_us = track.times_us()
    last = len(times_us) - 1
    first = dict.fromkeys(last * number // (_FIRST - 1) for number in range(_FIRST))
    found = {place: ask(times_us[place]) for place in first}
    while len(found) < moments_most and (gap := _widest(found)) is not None:
        found[gap] = ask(times_us[gap])
    places = sorted(found)
    pairs = pairwise(places)
    jumps = (Jump(found[one], found[two], two == one + 1) for one, two in pairs)
    rises = sorted((each for each in jumps if each.rise >= _JUMP), key=lambda each: -each.rise)
    return Chart(track, tuple(found[place] for place in places), tuple(rises))


def asked(track: Track, at_us: int, futures: Sequence[Future], lead: Callable[[Bound], Run]) -> Moment:
    """Lead the forks of one moment."""
    broken = kept = 0
    for each in futures:
        run = lead(fork(track, at_us, each))
        breach = breach_of(run)
        broken += breach is not None and breach.law == track.breach.law
        kept += run.outcome is Outcome.PASSED
    return Moment(at_us, broken, kept, len(futures) - broken - kept)


def _widest(found: dict[int, Moment]) -> int | None:
    """Give the place between the two moments whose shares differ most and that have something between them."""
    places = sorted(found)
    gaps = [
        (abs(found[two].share - found[one].share), (one + two) // 2) for one, two in pairwise(places) if two - one > 1
    ]
    differ = [each for each in gaps if each[0] >= _JUMP]
    return max(differ)[1] if differ else None
