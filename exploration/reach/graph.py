"""All situations that can be reached from a new device, breadth first, each with the shortest route to it."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from oceanhil.exploration.reach.moves import Model, Move
from oceanhil.exploration.reach.situation import NEW, Situation


class Leg(msgspec.Struct, frozen=True):
    """A move and the situation in which it is made."""

    before: Situation
    move: Move


class Graph:
    """Situations and moves. A situation's number is its place in the order in which the search has met it."""

    def __init__(self, model: Model, start: Situation = NEW) -> None:
        self.model = model
        self.start = start
        self._moves: dict[Situation, tuple[Move, ...]] = {}
        self._reached_by: dict[Situation, Leg] = {}
        self._explore()
        self.numbers: Mapping[Situation, int] = {each: number for number, each in enumerate(self._moves)}

    def _explore(self) -> None:
        waiting = deque([self.start])
        seen = {self.start}
        while waiting:
            now = waiting.popleft()
            moves = self._moves[now] = tuple(each for each in self.model.moves(now) if each.after != now)
            for move in moves:
                if move.after not in seen:
                    seen.add(move.after)
                    self._reached_by[move.after] = Leg(now, move)
                    waiting.append(move.after)

    def __len__(self) -> int:
        return len(self._moves)

    def __iter__(self) -> Iterator[Situation]:
        return iter(self._moves)

    def __contains__(self, situation: object) -> bool:
        return situation in self._moves

    def moves(self, now: Situation) -> Sequence[Move]:
        """Give what leads from this situation to another."""
        return self._moves[now]

    def legs(self) -> Iterator[Leg]:
        """Go through all moves."""
        return (Leg(before, move) for before, moves in self._moves.items() for move in moves)

    def route(self, to: Situation) -> Sequence[Leg]:
        """Give the shortest way to a situation, from the start."""
        legs: list[Leg] = []
        while to != self.start:
            leg = self._reached_by[to]
            legs.append(leg)
            to = leg.before
        return legs[::-1]

    def leading_to(self, goals: set[Situation], is_open: Callable[[Leg], bool]) -> set[Situation]:
        """Give all from which some moves for which `is_open` lead to one of the goals, the goals among them."""
        back: dict[Situation, list[Situation]] = {}
        for leg in self.legs():
            if is_open(leg):
                back.setdefault(leg.move.after, []).append(leg.before)
        found, waiting = set(goals), list(goals)
        while waiting:
            for before in back.get(waiting.pop(), ()):
                if before not in found:
                    found.add(before)
                    waiting.append(before)
        return found
