"""Lives that go on from lives which have reached something rare, in place of every other one that is drawn.

What a child is: the life of a parent, disturbed at the moment at which it first reached something that few lives reach:
shortly before or behind it something else happens; or another future begins there; or the way by which another parent
reached its own rare thing follows; or what led there happens again. Energy goes by rarity: what one life has
reached is gone on from more often than what ten have, and what was gone on from often less often. That is the thought
of AFLFast's power schedules (https://github.com/mboehme/aflfast) and of libFuzzer's entropic one
(https://reviews.llvm.org/D73776).

What it must not know: who leads lives, and how many at a time.

Laws: life n has the parents that were known `LAG` lives before it, whatever is known since. So the same seed and the
same kept lives give the same lives, as long as no more than `LAG` lives are under way.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from random import Random
from typing import Final

import msgspec

from oceanhil.exploration.drawing import Drawing, drawn_happenings
from oceanhil.exploration.draws import Span
from oceanhil.exploration.life import Happening, Life, NamedLife, happenings_in_order
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.units import MS_US, SECOND_US

LAG: Final = 160
"""Lives between one that is led and the first that may go on from it."""
_RARE: Final = 20
"""What one of so many lives reaches, or fewer, is rare."""
_PARENTS_MOST: Final = 4
"""Of one rare thing."""
_HAPPENINGS_MOST: Final = 14
_NEW_MOST: Final = 4
_NEAR: Final = Span(MS_US, 30 * SECOND_US)
"""How far from the rare moment something else happens."""


class Parent(msgspec.Struct, frozen=True):
    """A life, and the moment at which it first reached what is rare: µs since its start was over."""

    life: Life
    at_us: int


class Guide:
    """Who says which life comes next."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._waiting: deque[tuple[Life, Mapping[str, int]]] = deque()
        self._learned = 0
        self._lives: Counter[str] = Counter()
        """In how many lives each thing was reached."""
        self._tries: Counter[str] = Counter()
        """How often each was gone on from."""
        self._parents: dict[str, list[Parent]] = {}

    def learn(self, life: Life, reached: Mapping[str, int]) -> None:
        """Note the next life that was led, in the order in which they were given, and when it first reached what."""
        self._waiting.append((life, reached))

    def lives(self, most: int | None, before: int = 0) -> Iterator[NamedLife]:
        """Lives 1, 2, … to `most`, or without an end; `before` were given by somebody else and are learned first."""
        for number in count(1) if most is None else range(1, most + 1):
            while self._waiting and self._learned < before + number - LAG:
                self._take_in(*self._waiting.popleft())
            yield NamedLife(str(number), self._life(number), self._drawing.seed)

    def _take_in(self, life: Life, reached: Mapping[str, int]) -> None:
        self._learned += 1
        self._lives.update(reached.keys())
        for each, at_us in reached.items():
            parents = self._parents.setdefault(each, [])
            if len(parents) < _PARENTS_MOST:
                parents.append(Parent(life, at_us))

    def _life(self, number: int) -> Life:
        chance = Chance(f"{self._drawing.seed} guided {number}")
        rare = self._rare()
        if not rare or chance.randrange(2):
            return self._drawing.life(number)
        return self._drawing.fitted(self._child(chance, rare))

    def _rare(self) -> Mapping[str, Sequence[str]]:
        """Name what few lives have reached, by its kind."""
        found: dict[str, list[str]] = {}
        for each in self._parents:
            if self._lives[each] * _RARE <= self._learned:
                found.setdefault(each.partition(":")[0], []).append(each)
        return found

    def _chosen(self, chance: Random, rare: Mapping[str, Sequence[str]]) -> Parent:
        """Draw a kind, since there are many more pairs than things, then what was reached, then a life that did."""
        among = rare[chance.choice([*rare])]
        (chosen,) = chance.choices(among, [1 / (self._lives[each] + self._tries[each]) for each in among])
        self._tries[chosen] += 1
        return chance.choice(self._parents[chosen])

    def _child(self, chance: Random, rare: Mapping[str, Sequence[str]]) -> Life:
        parent = self._chosen(chance, rare)
        life, at_us = parent.life, parent.at_us
        before = [each for each in life.begun if each[0] <= at_us]
        match chance.randrange(5):
            case 0 | 1:
                begun = [*life.begun, *self._near(chance, at_us)]
            case 2:
                begun = [*before, *self._future(chance, at_us)]
            case 3:
                other = self._chosen(chance, rare)
                begun = before + [(at_us + each[0], each[1]) for each in other.life.begun if each[0] <= other.at_us]
            case _:
                again_us = at_us + _NEAR.drawn(chance) - (before[0][0] if before else 0)
                begun = before + [(again_us + each[0], each[1]) for each in before]
        start = life.start if chance.randrange(8) else chance.choice(self._drawing.starts)
        found = happenings_in_order(begun)[:_HAPPENINGS_MOST] or self._drawn(chance, 1)
        if not chance.randrange(3):
            place = chance.randrange(len(found))
            found = (*found[:place], self._with_other_numbers(chance, found[place]), *found[place + 1 :])
        return Life(start, found)

    def _near(self, chance: Random, at_us: int) -> Iterator[tuple[int, Happening]]:
        sign = chance.choice((-1, 1, 1))
        for each in self._drawn(chance, 1):
            yield max(0, at_us + sign * _NEAR.drawn(chance)), each

    def _future(self, chance: Random, at_us: int) -> Iterator[tuple[int, Happening]]:
        few = self._drawing.some(chance)
        for each in drawn_happenings(chance, few, chance.randint(1, _NEW_MOST)):
            at_us += each.after_us
            yield at_us, each

    def _drawn(self, chance: Random, number: int) -> tuple[Happening, ...]:
        return drawn_happenings(chance, self._drawing.disturbances, number)

    def _with_other_numbers(self, chance: Random, old: Happening) -> Happening:
        (drawn,) = drawn_happenings(chance, [old.disturbance], 1)
        return msgspec.structs.replace(drawn, after_us=old.after_us)
