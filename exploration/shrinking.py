"""Makes a life that breaks a law as simple as it gets: fewest happenings, roundest times, simplest words.

What it is: delta debugging. First it is tried whether as long a time in which nothing happens will do. Then whole
stretches of happenings are left out, then single ones; then the start is made the usual one; then each number of each
happening is replaced by simpler ones that its draw names. Whatever still breaks the same law in the same way is gone on
from, until nothing simpler does, or the runs are used up.

What it must not know: what a life is about, and how it is led: `breaks` leads it and tells.

Laws: what comes out breaks the law in the same way; it has no more happenings than what went in; with enough runs
it cannot be made simpler in one place.
"""

from collections.abc import Callable, Hashable, Iterator
from typing import Final

import msgspec

from oceanhil.exploration.draws import Span
from oceanhil.exploration.life import Happening, Life
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.units import HOUR_US

RUNS_MOST: Final = 400
"""Runs of one shrinking, so that no finding keeps others waiting."""
_PAUSE: Final = Span(0, 24 * HOUR_US)


class Shrunk(msgspec.Struct, frozen=True):
    """What became of a life, and how many runs that took."""

    life: Life
    runs: int


def shrunk(life: Life, breaks: Callable[[Life], bool], runs_most: int = RUNS_MOST) -> Shrunk:
    """Make `life` simpler for as long as `breaks` says that it is the same; at most so many runs."""
    runs = 0
    tried: set[Hashable] = set()
    while runs < runs_most:
        for simpler in _simpler(life):
            if (known := simpler.key) in tried:
                continue
            tried.add(known)
            runs += 1
            if breaks(simpler):
                life = simpler
                break
            if runs == runs_most:
                break
        else:
            break
    return Shrunk(life, runs)


def _simpler(life: Life) -> Iterator[Life]:
    yield from _quieter(life)
    yield from _shorter(life)
    yield from _as_usual(life)
    for index, each in enumerate(life.happenings):
        for happening in _rounder(each):
            happenings = (*life.happenings[:index], happening, *life.happenings[index + 1 :])
            yield msgspec.structs.replace(life, happenings=happenings)


def _quieter(life: Life) -> Iterator[Life]:
    """As long, and nothing happens in it: what only had to take its time is no cause. Then not as long."""
    if life.happenings and life.lasts_us:
        yield msgspec.structs.replace(life, happenings=(), quiet_us=life.lasts_us)
    for quiet_us in _PAUSE.simpler(life.quiet_us):
        yield msgspec.structs.replace(life, quiet_us=quiet_us)


def _shorter(life: Life) -> Iterator[Life]:
    """Without a half, a quarter, … and then without one."""
    count = len(life.happenings)
    length = count // 2
    while length:
        for first in range(0, count, length):
            yield life.only([index for index in range(count) if not first <= index < first + length])
        length //= 2


def _as_usual(life: Life) -> Iterator[Life]:
    start = life.start
    if life.unjudged:
        yield msgspec.structs.replace(life, unjudged=())
    if start.base is not None:
        return
    if not start.is_online:
        yield msgspec.structs.replace(life, start=msgspec.structs.replace(start, is_online=True))
    if start.store is StorePolicy.LEGACY:
        yield msgspec.structs.replace(life, start=msgspec.structs.replace(start, store=StorePolicy.REFERENCE))


def _rounder(happening: Happening) -> Iterator[Happening]:
    for after_us in _PAUSE.simpler(happening.after_us):
        yield msgspec.structs.replace(happening, after_us=after_us)
    if (lasts := happening.disturbance.lasts) is not None:
        for lasts_us in lasts.simpler(happening.lasts_us):
            yield msgspec.structs.replace(happening, lasts_us=lasts_us)
    for index, draw in enumerate(happening.disturbance.draws.values()):
        for value in draw.simpler(happening.values[index]):
            values = (*happening.values[:index], value, *happening.values[index + 1 :])
            yield msgspec.structs.replace(happening, values=values)
