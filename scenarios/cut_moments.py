"""The points of a sweep from their cuts on: what lies before a cut is not done again for each of them.

What is a stretch: units of one boot's work between which nothing happens but that work, no time and no event. Whoever
is cut in it is left with other flash, and all else in the world is the same. So the moment behind one cut of a
stretch, with the flash of another (`Context.move_cut`), is the moment behind that other one.

What it must not assume: that this is so. The cuts at the first and at the last unit of a stretch are both made by runs
of their own, and the stretch counts only if the moment of the one, moved, is that of the other, byte by byte. Where it
is not, each point runs from the common start.

Of points that a stretch leaves with the same contents one run is enough, that of the last: it has done the most work,
and nothing judges that there was too little.
"""

from collections.abc import Callable, Hashable
from typing import Final, Generic

from oceanhil.scenarios.common_start import CommonStart
from oceanhil.scenarios.course import Course
from oceanhil.scenarios.engine import Runner
from oceanhil.scenarios.lent import Lent
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.run import Run
from oceanhil.scenarios.scenario import Bound
from oceanhil.scenarios.snapshot import Snapshot
from oceanhil.scenarios.stage import W
from oceanhil.scenarios.world_terms import CutWork

_WORTH_A_MOMENT: Final = 4
"""Points of a stretch; two runs are needed to try it."""

BoundAt = Callable[[int], Bound]


class _Cuts(Generic[W]):
    """The cuts in the `work` of `boot`; `bound_at` gives what is run for the cut at a unit."""

    def __init__(self, work: CutWork, boot: int, bound_at: BoundAt) -> None:
        self._work = work
        self._boot = boot
        self.bound_at = bound_at

    def move(self, runner: Runner[W], unit: int) -> bool:
        """Let the cut behind which `runner` is have come at `unit`; False where it cannot be moved."""
        return runner.move_cut(self.bound_at(unit), self._work, self._boot, unit)


class CutMoments(Generic[W]):
    """The moments behind the cuts of `boot`; `bound_at` gives what is run for the cut at a unit."""

    def __init__(self, start: CommonStart[W], work: CutWork, boot: int, bound_at: BoundAt) -> None:
        self._start = start
        self._cuts: _Cuts[W] = _Cuts(work, boot, bound_at)
        self._units = {unit: units for units in work.stretches for unit in units}
        self._stretches: dict[range, _Stretch[W] | None] = {}

    def run(self, unit: int, cured: set[Course], *, is_shown: bool) -> Run | None:
        """Run the point at `unit`; None where it has to run from the common start.

        With `is_shown` its own run is wanted, with all that is told of it, and not another one that comes to the same.
        """
        units = self._units.get(unit)
        if units is None:
            return None
        if units not in self._stretches:
            self._stretches[units] = self._stretch(units)
        stretch = self._stretches[units]
        return None if stretch is None else stretch.run(unit, cured, is_shown=is_shown)

    def _stretch(self, units: range) -> "_Stretch[W] | None":
        if len(units) < _WORTH_A_MOMENT:
            return None
        first, last = (self._start.just_cut(self._cuts.bound_at(unit)) for unit in (units[0], units[-1]))
        if first is None or last is None:
            return None
        moved = first.restore()
        if not self._cuts.move(moved, units[-1]) or not Snapshot(moved).is_same(Snapshot(last.restore())):
            return None
        return _Stretch(first, self._cuts, units)


class _Stretch(Generic[W]):
    """The points of one stretch, which go on from the moment behind its first cut."""

    def __init__(self, moment: Snapshot[Runner[W]], cuts: _Cuts[W], units: range) -> None:
        self._moment = Lent(moment)
        self._cuts = cuts
        self._left = self._look(moment.restore(), units)
        self._last_with = {left: unit for unit, left in self._left.items() if left is not None}
        self._passed: dict[Hashable, Run] = {}

    def run(self, unit: int, cured: set[Course], *, is_shown: bool) -> Run:
        left = self._left[unit]
        if is_shown or left is None:
            return self._run(unit, cured, is_told=is_shown)
        if left not in self._passed:
            run = self._run(self._last_with[left], cured, is_told=False)
            if run.outcome is not Outcome.PASSED:
                return self._run(unit, cured, is_told=False)
            self._passed[left] = run
        return self._passed[left]

    def _run(self, unit: int, cured: set[Course], *, is_told: bool) -> Run:
        with self._moment.lend() as runner:
            self._cuts.move(runner, unit)
            return runner.go_on(self._cuts.bound_at(unit), cured, 0, is_told=is_told)

    def _look(self, runner: Runner[W], units: range) -> dict[int, Hashable | None]:
        left: dict[int, Hashable | None] = {}
        for unit in units:
            self._cuts.move(runner, unit)
            left[unit] = runner.what_is_left()
        return left
