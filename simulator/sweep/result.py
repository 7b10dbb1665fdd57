"""What a sweep found."""

from collections.abc import Mapping, Sequence
from itertools import groupby

import msgspec

from oceanhil.simulator.sweep.outcome import CutOutcome
from oceanhil.simulator.sweep.plan import SweepPlan
from oceanhil.simulator.sweep.trace import TracedOperation


class UnitRange(msgspec.Struct, frozen=True):
    """Consecutive units, first and last included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


class SweepResult(msgspec.Struct, frozen=True):
    """The cut points of one sweep.

    `worst` has an outcome for each unit: of several seeds, the worst. `tally` counts all points, seeds apart;
    `worst_seed` names, for a unit whose worst outcome not every seed shares, the first that showed it. `unsteady`
    counts points of which two boots in a row read different things. `operations` is the flash work when nothing is
    cut.
    """

    plan: SweepPlan
    worst: tuple[CutOutcome, ...]
    tally: Mapping[CutOutcome, int]
    worst_seed: Mapping[int, int]
    unsteady: int
    operations: tuple[TracedOperation, ...]

    @property
    def units(self) -> int:
        """How many units of flash work there are to cut."""
        return len(self.worst)

    @property
    def points(self) -> int:
        """How many cuts were made."""
        return sum(self.tally.values())

    def ranges(self, outcome: CutOutcome) -> tuple[UnitRange, ...]:
        """Give the units whose worst outcome is this one, as ranges."""
        return as_ranges([unit for unit, each in enumerate(self.worst) if each is outcome])

    def operation_at(self, unit: int) -> TracedOperation:
        """Give the operation that a cut after `unit` units interrupts or keeps from beginning."""
        return next(each for each in self.operations if each.first_unit <= unit < each.end_unit)


def as_ranges(units: Sequence[int]) -> tuple[UnitRange, ...]:
    """Put ascending numbers together to ranges."""
    ranges = []
    for _, group in groupby(enumerate(units), key=lambda pair: pair[1] - pair[0]):
        members = [unit for _, unit in group]
        ranges.append(UnitRange(members[0], members[-1]))
    return tuple(ranges)
