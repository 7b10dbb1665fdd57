"""Lives that go on from lives which have reached something new, in place of every other one that is drawn.

What a child is: the life of a parent with a few changes: a happening more, one less, one with other numbers, one at
another time, the end of another parent's life, another start.

What it must not know: who leads lives, and how many at a time.

Laws: life n has the parents that were known `LAG` lives before it, whatever is known since. So the same seed and the
same kept lives give the same lives, as long as no more than `LAG` lives are under way.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Final

import msgspec

from oceanhil.exploration.drawing import Drawing, drawn_happenings
from oceanhil.exploration.life import Happening, Life, NamedLife
from oceanhil.protocol.chance import Chance

LAG: Final = 160
"""Lives between one that is led and the first that may go on from it."""
_CHANGES_MOST: Final = 3
_HAPPENINGS_MOST: Final = 12


class Guide:
    """Who says which life comes next."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._led = 0
        self._parents: list[Life] = []
        self._since: list[int] = []
        """How many lives had been led before each of them."""

    def learn(self, life: Life, *, is_new: bool) -> None:
        """Note the next life that was led, in the order in which they were given; a new one is gone on from."""
        if is_new:
            self._parents.append(life)
            self._since.append(self._led)
        self._led += 1

    def lives(self, most: int | None, before: int = 0) -> Iterator[NamedLife]:
        """Lives 1, 2, … to `most`, or without an end; `before` were given by somebody else and are learned first."""
        for number in count(1) if most is None else range(1, most + 1):
            known = bisect_left(self._since, before + number - LAG)
            yield NamedLife(str(number), self._life(number, known))

    def _life(self, number: int, known: int) -> Life:
        chance = Chance(f"{self._drawing.seed} guided {number}")
        if not known or chance.randrange(2):
            return self._drawing.life(number)
        life = self._parents[chance.randrange(known)]
        for _ in range(chance.randint(1, _CHANGES_MOST)):
            life = self._changed(chance, life, self._parents[chance.randrange(known)])
        return self._drawing.fitted(life)

    def _changed(self, chance: Random, life: Life, other: Life) -> Life:
        old = list(life.happenings)
        place = chance.randrange(len(old))
        match chance.randrange(6):
            case 0:
                old[place:place] = self._drawn(chance, 1)
            case 1:
                return life.without(place) if len(old) > 1 else life
            case 2:
                old[place] = self._with_other_numbers(chance, old[place])
            case 3:
                (drawn,) = self._drawn(chance, 1)
                old[place] = msgspec.structs.replace(old[place], after_us=drawn.after_us)
            case 4:
                old[place:] = other.happenings[chance.randrange(len(other.happenings)) :]
            case _:
                return Life(chance.choice(self._drawing.starts), life.happenings)
        return Life(life.start, tuple(old[:_HAPPENINGS_MOST]))

    def _drawn(self, chance: Random, number: int) -> tuple[Happening, ...]:
        return drawn_happenings(chance, self._drawing.disturbances, number)

    def _with_other_numbers(self, chance: Random, old: Happening) -> Happening:
        (drawn,) = drawn_happenings(chance, [old.disturbance], 1)
        return msgspec.structs.replace(drawn, after_us=old.after_us)
