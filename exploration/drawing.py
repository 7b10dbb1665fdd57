"""Draws lives: life number n of a seed is the same on every machine, however many there are before it."""

from collections.abc import Sequence
from random import Random
from typing import Final

import msgspec

from oceanhil.exploration.disturbance import Disturbance
from oceanhil.exploration.draws import Span
from oceanhil.exploration.life import Happening, Life, Start
from oceanhil.protocol.chance import Chance
from oceanhil.scenarios.units import UNITS_US

_MOST: Final = 10
"""Happenings of a life."""
_PAUSE: Final = Span(UNITS_US["ms"], 20 * UNITS_US["m"])


class Drawing(msgspec.Struct, frozen=True):
    """From what lives are drawn."""

    seed: int
    starts: Sequence[Start]
    disturbances: Sequence[Disturbance]

    def life(self, number: int) -> Life:
        """Life number `number`, from 1."""
        # A text, since then two numbers cannot add up to those of another life.
        chance = Chance(f"{self.seed} {number}")
        start = chance.choice(self.starts)
        return Life(start, tuple(self._happening(chance) for _ in range(chance.randint(1, _MOST))))

    def _happening(self, chance: Random) -> Happening:
        (chosen,) = chance.choices(self.disturbances, [each.weight for each in self.disturbances])
        return Happening(
            chosen,
            _PAUSE.drawn(chance),
            0 if chosen.lasts is None else chosen.lasts.drawn(chance),
            tuple(draw.drawn(chance) for draw in chosen.draws.values()),
        )
