"""Draws lives: life number n of a seed is the same on every machine, however many there are before it."""

from collections.abc import Iterator, Sequence
from itertools import count
from random import Random
from typing import Final

import msgspec

from oceanhil.exploration.disturbance import Disturbance
from oceanhil.exploration.draws import Span
from oceanhil.exploration.life import Happening, Life, NamedLife, Start, happenings_in_order
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.units import MINUTE_US, MS_US

_HAPPENINGS_MOST: Final = 10
_KNOWN_MOST: Final = 6
"""Different disturbances of a life."""
_PAUSE: Final = Span(MS_US, 20 * MINUTE_US)


class Drawing(msgspec.Struct, frozen=True):
    """From what lives are drawn."""

    seed: int
    starts: Sequence[Start]
    disturbances: Sequence[Disturbance]
    length_us: int | None = None
    """In how long (µs) what happens in a life has to be over; None: as long as it takes."""

    def life(self, number: int) -> Life:
        """Life number `number`, from 1."""
        # A text, since then two numbers cannot add up to those of another life.
        return self.drawn(Chance(f"{self.seed} {number}"))

    def named(self, number: int) -> NamedLife:
        """Life number `number` under its number."""
        return NamedLife(str(number), self.life(number), self.seed)

    def lives(self, most: int | None) -> Iterator[NamedLife]:
        """Lives 1, 2, … to `most`, or without an end."""
        return map(self.named, count(1) if most is None else range(1, most + 1))

    def drawn(self, chance: Random) -> Life:
        """Any life, as `chance` has it."""
        start = chance.choice(self.starts)
        few = self.some(chance)
        happenings = drawn_happenings(chance, few, chance.randint(1, _HAPPENINGS_MOST))
        life = Life(start, happenings if start.base is None else _between(chance, start.base.moments_us, happenings))
        return self.fitted(life)

    def fitted(self, life: Life) -> Life:
        """Give that life in the time there is for one."""
        return life if self.length_us is None else life.within(self.length_us)

    def some(self, chance: Random) -> Sequence[Disturbance]:
        """Draw the disturbances that a life knows: with all of them in each, one would get in the other's way."""
        left = list(self.disturbances)
        found: list[Disturbance] = []
        for _ in range(min(len(left), chance.randint(1, _KNOWN_MOST))):
            found.append(_weighted(chance, left))
            left.remove(found[-1])
        return found


def drawn_happenings(chance: Random, among: Sequence[Disturbance], count: int) -> tuple[Happening, ...]:
    """Draw so many happenings."""
    return tuple(_happening(chance, among) for _ in range(count))


def _between(chance: Random, moments_us: Sequence[int], happenings: Sequence[Happening]) -> tuple[Happening, ...]:
    """Give them in such an order, and so long after each other, that each comes up so long after one of the moments."""
    return happenings_in_order((chance.choice(moments_us) + each.after_us, each) for each in happenings)


def _weighted(chance: Random, among: Sequence[Disturbance]) -> Disturbance:
    (chosen,) = chance.choices(among, [each.weight for each in among])
    return chosen


def _happening(chance: Random, few: Sequence[Disturbance]) -> Happening:
    chosen = _weighted(chance, few)
    return Happening(
        chosen,
        _PAUSE.drawn(chance),
        0 if chosen.lasts is None else chosen.lasts.drawn(chance),
        tuple(draw.drawn(chance) for draw in chosen.draws.values()),
    )
