"""One measured figure, or one that could not be measured."""

import statistics
import time
from collections.abc import Callable, Sequence

import msgspec


class Row(msgspec.Struct, frozen=True):
    """A figure with its unit, the goal it is held against (None: none) and how it was measured."""

    name: str
    value: float
    unit: str
    how: str
    goal: float | None = None
    at_most: bool = False
    """True when the goal is an upper bound."""

    @property
    def reached(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value <= self.goal if self.at_most else self.value >= self.goal


class Skipped(msgspec.Struct, frozen=True):
    """A figure that was not measured, and why."""

    name: str
    why: str


def median_s(work: Callable[[], object], rounds: int) -> float:
    """Give the median of the seconds that `work` takes, after one round that is not counted."""
    return medians_s([work], rounds)[0]


def medians_s(works: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Give the median of the seconds that each takes; all take turns, so that a busy minute is everybody's."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(rounds + 1):
        for work, seconds in zip(works, taken, strict=True):
            started = time.perf_counter()
            work()
            if number:
                seconds.append(time.perf_counter() - started)
    return [statistics.median(each) for each in taken]
