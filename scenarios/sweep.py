"""A sweep: one run for each point of it, each judged as when it runs alone, and all of them by the tally."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isqrt
from typing import Final, Generic

import msgspec

from oceanhil.scenarios.bounds import FOREIGN_POINTS_MAX, POINTS_MAX, SWEEP_EVENTS_MAX
from oceanhil.scenarios.common_start import CommonStart
from oceanhil.scenarios.course import Course
from oceanhil.scenarios.cut_moments import CutMoments
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.garbage import rare_collections
from oceanhil.scenarios.result import Outcome, Point, Result
from oceanhil.scenarios.run import CUT_AT, LOOKED_PAST, Run, failure_at, past_text, result_of
from oceanhil.scenarios.scalars import CutPoint
from oceanhil.scenarios.scenario import Bound, Case, Sweep, Swept
from oceanhil.scenarios.stage import Stage, W
from oceanhil.scenarios.sweep_map import MapMaker, PointWord
from oceanhil.scenarios.tally import TALLY, ExpectedOutcome

Progress = Callable[[int, int], None]
"""Called after each run of a sweep with the number of runs done and the number of all."""

_UNITS_WORTH_A_START: Final = 2
_BOUNDS_MOST: Final = 2_000
_WORST_LAST = (Outcome.NONE, Outcome.PASSED, Outcome.SKIPPED, Outcome.ERROR, Outcome.FAILED)


class _Swept(msgspec.Struct, frozen=True):
    """One point of a sweep that may have to be shown, and its run, judged as it is when it is run alone."""

    case: Case
    run: Run

    @property
    def listed(self) -> Point:
        failure = self.run.failure
        why = self.run.reason if failure is None else failure.step
        return Point(self.case.replay_id, self.run.outcomes, " ".join(why.split()))


class SweepRun(Generic[W]):
    """All points of one case's sweep, one after another."""

    def __init__(self, case: Case, sweep: Sweep, stage: Stage[W]) -> None:
        self._case = case
        self._sweep = sweep
        self._stage = stage
        self._tally: Counter[str] = Counter()
        self._map = MapMaker()
        self._points: list[Point] = []
        """All that ran, in order."""
        self._failing: list[Point] = []
        self._first: dict[Outcome, _Swept] = {}
        """The first of each outcome; of failures the clearest."""
        self._past_only = 0
        self._looked_past: dict[str, None] = {}
        self._skipped = 0
        self._found_points = 0
        self._cut_at: dict[str, str] = {}
        """The fact that tells at which units, where there are more than points."""
        self._stopped: Run | None = None
        """What keeps the points from being found."""
        self._idle = sweep.boot, ""
        """The boot without work to cut that was met last, and why there is none."""
        self._start: CommonStart[W] | None = None
        self._moments: CutMoments[W] | None = None
        self._bounds: dict[CutPoint, Bound] = {}
        self._cured: set[Course] = set()
        self._remedy = Outcome.NONE
        self._simulated_us = 0
        self._events = 0

    def run(self, bound: Bound, progress: Progress | None) -> Result:
        """Find the points by runs without the last cut, run each of them, and judge all together by the tally."""
        with rare_collections():
            try:
                return self._run_all(bound, progress)
            finally:
                self._forget_moments()

    def _run_all(self, bound: Bound, progress: Progress | None) -> Result:
        first = run_once(bound, self._stage, count_boot=self._sweep.boot)
        if first.outcome is Outcome.PASSED and first.can_be_kept and first.units > _UNITS_WORTH_A_START:
            self._start = self._common_start()
            self._moments = self._cut_moments(bound)
        points = list(self._found(self._sweep.over, first, self._most(bound))) if self._stopped is None else []
        if self._stopped is not None:
            return result_of(self._case, self._stage.name, self._stopped)
        if not points:
            return result_of(self._case, self._stage.name, self._no_work(first))
        last = _Swept(self._case, first)
        for done, at in enumerate(points, start=1):
            # Of a sweep that passes, the trace of its last point is shown.
            last = self._run_point(at, is_shown=done == len(points))
            if last.run.outcome is Outcome.ERROR:
                return self._broken_off(last, done)
            if self._events > SWEEP_EVENTS_MAX:
                reason = f"more than {SWEEP_EVENTS_MAX:,} events in {done:,} of {len(points):,} points: sweep fewer"
                return self._broken_off(_Swept(last.case, _refused(last.run, reason)), done)
            if progress is not None:
                progress(done, len(points))
        return self._judge(bound, last, len(points))

    def _forget_moments(self) -> None:
        """Let go of what the points went on from, before it is looked through for garbage."""
        self._start = self._moments = None
        self._bounds.clear()

    def _most(self, bound: Bound) -> int | None:
        """Say how many points there may be, others being passed over; None: none is, or a tally counts them."""
        is_counted = any(each.amount.is_exact for each in bound.tally)
        return FOREIGN_POINTS_MAX if self._stage.is_foreign and not is_counted else None

    def _found(
        self, swept: Swept, counting: Run, most: int | None, before: CutPoint | None = None
    ) -> Iterator[CutPoint]:
        """Give the points behind the cuts `before`; `counting` is the run in which no other cut came."""
        if counting.outcome is not Outcome.PASSED:
            self._stopped = counting
            return
        units = range(0, counting.units, self._every(swept, counting.units, most))
        if not units:
            self._idle = swept.boot, counting.no_units
        self._found_points += len(units) if swept.then is None else 0
        if self._found_points > POINTS_MAX:
            least = swept.every * -(-self._found_points // POINTS_MAX)
            reason = (
                f"{self._found_points:,} points; expected at most {POINTS_MAX:,}: write 'every: {least}' in its sweep"
            )
            self._stopped = _refused(counting, reason)
            return
        for unit in units:
            here = CutPoint(swept.boot, unit)
            at = here if before is None else before.followed_by(here)
            if swept.then is None:
                yield at
            else:
                behind = self._run(self._at(at).bound(), self._cured, swept.then.boot)
                yield from self._found(swept.then, behind, most and max(1, most // len(units)), at)
            if self._stopped is not None:
                return

    def _every(self, swept: Swept, units: int, most: int | None) -> int:
        """Say each how many-th unit is tried, so that there are at most so many points."""
        if most is None:
            return swept.every
        row = most if swept.then is None else isqrt(most)
        if len(range(0, units, swept.every)) <= row:
            return swept.every
        # Flash is programmed in powers of two: an odd step does not come to the same place of each page.
        every = -(-units // row) | 1
        self._cut_at.setdefault(CUT_AT, f"one in {every} of {units:,} units of flash work")
        return every

    def _run_point(self, at: CutPoint, *, is_shown: bool) -> _Swept:
        run = self._judged_at(at, is_shown=is_shown)
        if self._is_clearest(run) and not is_shown and self._start is not None:
            # It will be shown, and may have passed but for its tally.
            run = self._judged_at(at, is_shown=True)
        point = _Swept(self._at(at), run)
        self._events += len(point.run.events)
        self._simulated_us += point.run.simulated_us
        self._tally.update(counted(point.run))
        self._points.append(point.listed)
        self._map.add(at, _word_of(point.run))
        if self._is_clearest(point.run):
            self._first[Outcome.FAILED] = point
        self._first.setdefault(point.run.outcome, point)
        self._remedy = max(self._remedy, point.run.remedy, key=_WORST_LAST.index)
        self._skipped += point.run.outcome is Outcome.SKIPPED
        if point.run.outcome is Outcome.FAILED:
            self._failing.append(point.listed)
            self._past_only += point.run.is_past_only
        if met := point.run.facts.get(LOOKED_PAST):
            self._looked_past[met] = None
        return point

    def _is_clearest(self, run: Run) -> bool:
        """Tell whether a failure is the one to show: the first that is not by what is looked past alone, if any is."""
        shown = self._first.get(Outcome.FAILED)
        return run.outcome is Outcome.FAILED and (shown is None or (shown.run.is_past_only and not run.is_past_only))

    def _judged_at(self, at: CutPoint, *, is_shown: bool) -> Run:
        """Run the point; if it is shown, with its remedy, whatever that has cured."""
        bound, cured = self._bound_at(at), set[Course]() if is_shown else self._cured
        run = self._moments.run(at.unit, cured, is_shown=is_shown) if self._moments is not None else None
        if run is None:
            run = self._run(bound, cured, is_told=is_shown)
        return judged(run, bound, whole=False)

    def _run(self, bound: Bound, cured: set[Course], count_boot: int = 0, *, is_told: bool = True) -> Run:
        if self._start is None:
            return run_once(bound, self._stage, count_boot=count_boot)
        return self._start.run(bound, cured, count_boot=count_boot, is_told=is_told)

    def _common_start(self) -> CommonStart[W] | None:
        """Do what all points have in common once: up to the first step in which two of them differ."""
        first, other = (self._at(CutPoint(self._sweep.boot, unit)).bound() for unit in (0, 1))
        pairs = enumerate(zip(first.steps, other.steps, strict=False))
        steps = next((number for number, (one, two) in pairs if one.step != two.step), 0)
        return CommonStart.of(first, self._stage, steps) if steps else None

    def _cut_moments(self, bound: Bound) -> CutMoments[W] | None:
        """Record the work that is cut, in the run `bound` without a cut; None where points have more than one."""
        work = None
        if self._start is not None and self._sweep.over.then is None:
            work = self._start.record_work(bound, self._sweep.boot)
        if self._start is None or work is None:
            return None
        boot = self._sweep.boot
        return CutMoments(self._start, work, boot, lambda unit: self._bound_at(CutPoint(boot, unit)))

    def _bound_at(self, point: CutPoint) -> Bound:
        """Give what is run for a point; neighbours are asked for more than once."""
        if point not in self._bounds:
            if len(self._bounds) >= _BOUNDS_MOST:
                self._bounds.clear()
            self._bounds[point] = self._at(point).bound()
        return self._bounds[point]

    def _at(self, point: CutPoint) -> Case:
        return self._case.at(str(point))

    def _broken_off(self, point: _Swept, done: int) -> Result:
        before = f" (before that, {len(self._failing)} of {done - 1} points failed)" if self._failing else ""
        run = msgspec.structs.replace(point.run, reason=f"{point.run.reason}{before}")
        return self._show(point.case, run, (*self._failing, point.listed))

    def _judge(self, bound: Bound, last: _Swept, points: int) -> Result:
        tally = bound.tally if last.run.is_classified else ()
        missed = [each for each in tally if not each.holds(self._tally, points, whole=True)]
        if self._failing:
            return self._show_failing(missed, points)
        if self._skipped:
            return self._show_skipped(points)
        run = msgspec.structs.replace(last.run, remedy=self._remedy)
        if not missed:
            return self._show(self._case, run)
        trace = f"the trace is that of the last of {points} points, {self._word(last.case)}"
        listed = tuple(each for each in self._points if missed[0].name in each.ended_as)
        run = _failed(msgspec.structs.replace(run, reason=trace), missed[0], self._tally)
        return self._show(self._case, run, tuple(msgspec.structs.replace(each, why=missed[0].text) for each in listed))

    def _show_failing(self, missed: Sequence[ExpectedOutcome], points: int) -> Result:
        first = self._first[Outcome.FAILED]
        more = [each.text for each in missed if each.amount.needs_some]
        also = f"; missed too: {', '.join(more)}" if more else ""
        past = f", {self._past_only} of them by what is looked past alone" if self._past_only else ""
        # What any point met was met, whichever of them is shown.
        met = {LOOKED_PAST: past_text(self._looked_past)} if self._looked_past else {}
        reason = f"{len(self._failing)} of {points} points failed{past}{also}"
        run = msgspec.structs.replace(first.run, reason=reason, facts={**first.run.facts, **met})
        return self._show(first.case, _with_tally(run, self._tally), tuple(self._failing))

    def _show_skipped(self, points: int) -> Result:
        first = self._first[Outcome.SKIPPED]
        reason = f"{self._skipped} of {points} points were skipped: {first.run.reason}"
        return self._show(first.case, msgspec.structs.replace(first.run, reason=reason))

    def _word(self, case: Case) -> str:
        return case.replay.axes[self._sweep.variable]

    def _no_work(self, run: Run) -> Run:
        found = f"flash work in boot {self._idle[0]} to cut", self._idle[1]
        failure = failure_at(self._case.scenario.place, f"sweep: {self._sweep.variable}", found)
        return msgspec.structs.replace(run, outcome=Outcome.FAILED, failure=run.failure or failure)

    def _show(self, case: Case, run: Run, points: tuple[Point, ...] = ()) -> Result:
        run = msgspec.structs.replace(run, simulated_us=self._simulated_us, facts={**run.facts, **self._cut_at})
        anywhere = CutPoint(self._sweep.boot, 0)
        of_a_point = self._at(anywhere).replay_id.replace(
            f"{self._sweep.variable}={anywhere}", f"{self._sweep.variable}={{}}"
        )
        swept = self._map.map(of_a_point, self._sweep.last.every)
        return msgspec.structs.replace(result_of(case, self._stage.name, run, self._tally), points=points, swept=swept)


def _refused(run: Run, reason: str) -> Run:
    return msgspec.structs.replace(run, outcome=Outcome.ERROR, reason=reason)


def _word_of(run: Run) -> PointWord:
    """Name what a point came to: by what it was classified as last, else by how it ended."""
    return PointWord(run.outcomes[-1] if run.outcomes else run.outcome.value, run.outcome is not Outcome.PASSED)


def counted(run: Run) -> Counter[str]:
    """Count the outcomes of one run, each once however often it was named: a tally counts points."""
    return Counter(set(run.outcomes))


def judged(run: Run, bound: Bound, *, whole: bool) -> Run:
    """Let a run that passed fail where the tally of it alone is not the expected one."""
    tally = counted(run)
    expected = bound.tally if run.is_classified else ()
    missed = next((each for each in expected if not each.holds(tally, 1, whole=whole)), None)
    return run if missed is None else _failed(run, missed, tally)


def _failed(run: Run, missed: ExpectedOutcome, tally: Mapping[str, int]) -> Run:
    if run.outcome is not Outcome.PASSED:
        return run
    found = f"{missed.amount.word} of the runs to end as {missed.name!r}", _in_words(tally)
    failure = failure_at(missed.place, missed.text, found)
    return msgspec.structs.replace(run, outcome=Outcome.FAILED, failure=failure)


def _with_tally(run: Run, tally: Mapping[str, int]) -> Run:
    """Let the failure of a point that only the tally refuses say what came of all points."""
    if run.failure is None or not run.failure.step.startswith(TALLY):
        return run
    return msgspec.structs.replace(run, failure=msgspec.structs.replace(run.failure, found=_in_words(tally)))


def _in_words(tally: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(tally.items())) or "no outcome at all"
