"""Running a case: one run, or one for each point of a sweep, and the result of it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import msgspec

from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.bounds import POINTS_MAX, SWEEP_EVENTS_MAX
from oceanhil.scenarios.levers.server import Settings
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.overrides import with_overrides
from oceanhil.scenarios.result import Failure, Outcome, Point, Result
from oceanhil.scenarios.run import Run, lacking_text, run_once
from oceanhil.scenarios.scalars import CutPoint
from oceanhil.scenarios.scenario import Bound, Case, Sweep, needs_of
from oceanhil.scenarios.tally import TALLY, ExpectedOutcome
from oceanhil.scenarios.world import Capability, WorldFactory, WorldRequest

Progress = Callable[[int, int], None]
"""Called after each run of a sweep with the number of runs done and the number of all."""

_WORST_LAST = (Outcome.NONE, Outcome.PASSED, Outcome.SKIPPED, Outcome.ERROR, Outcome.FAILED)


def run_case(case: Case, factory: WorldFactory, profile: Profile, progress: Progress | None = None) -> Result:
    """Run `case` in worlds that `factory` makes.

    Seed and changed values of the profile are those of the case's replay ID; ProfileError when one of them is wrong.
    ScenarioError when a value of the replay ID does not fit where the scenario uses it. A world that fails gives a
    result with outcome ERROR; a world that cannot do what the steps need gives SKIPPED.
    """
    bound = bind(case)
    request = _request(case, profile)
    sweep = case.scenario.sweep
    if reason := _why_not(case, bound, factory, request.profile):
        skipped = Run(outcome=Outcome.SKIPPED, remedy=Outcome.SKIPPED if bound.remedy else Outcome.NONE, reason=reason)
        return _result(case, factory, skipped, {})
    if sweep is not None and case.is_whole_sweep:
        return _Sweep(case, sweep, factory, request).run(bound, progress)
    run = run_once(bound, factory, request)
    return _result(case, factory, _judged(run, bound, whole=sweep is None), _counted(run))


def bind(case: Case) -> Bound:
    """Replace the variables of a case; raises ScenarioError when a value does not fit where it is used."""
    mistakes = Mistakes()
    bound = case.bind(mistakes)
    mistakes.raise_any()
    return bound


class _Swept(msgspec.Struct, frozen=True):
    """One point of a sweep that may have to be shown, and its run, judged as it is when it is run alone."""

    case: Case
    run: Run

    @property
    def listed(self) -> Point:
        failure = self.run.failure
        why = self.run.reason if failure is None else failure.step
        return Point(self.case.replay_id, self.run.outcomes, " ".join(why.split()))


class _Sweep:
    def __init__(self, case: Case, sweep: Sweep, factory: WorldFactory, request: WorldRequest) -> None:
        self._case = case
        self._sweep = sweep
        self._factory = factory
        self._request = request
        self._tally: Counter[str] = Counter()
        self._points: list[Point] = []
        """All that ran, in order."""
        self._failing: list[Point] = []
        self._first: dict[Outcome, _Swept] = {}
        self._skipped = 0
        self._remedy = Outcome.NONE
        self._simulated_us = 0
        self._events = 0

    def run(self, bound: Bound, progress: Progress | None) -> Result:
        counted = run_once(bound, self._factory, self._request, count_boot=self._sweep.boot)
        units = range(0, counted.flash_units, self._sweep.every)
        if counted.outcome is not Outcome.PASSED:
            return _result(self._case, self._factory, counted, {})
        if len(units) > POINTS_MAX:
            fits = -(-counted.flash_units // POINTS_MAX)
            reason = f"{len(units):,} points; expected at most {POINTS_MAX:,}: write 'every: {fits}' in its sweep"
            return _result(self._case, self._factory, _refused(counted, reason), {})
        if not units:
            return _result(self._case, self._factory, self._no_work(counted), {})
        last = _Swept(self._case, counted)
        for done, unit in enumerate(units, start=1):
            last = self._run_point(unit)
            if last.run.outcome is Outcome.ERROR:
                return self._broken_off(last, done)
            if self._events > SWEEP_EVENTS_MAX:
                reason = f"more than {SWEEP_EVENTS_MAX:,} events in {done:,} of {len(units):,} points: sweep fewer"
                return self._broken_off(_Swept(last.case, _refused(last.run, reason)), done)
            if progress is not None:
                progress(done, len(units))
        return self._judge(bound, last, len(units))

    def _run_point(self, unit: int) -> _Swept:
        case = self._case.at(str(CutPoint(self._sweep.boot, unit)))
        bound = bind(case)
        point = _Swept(case, _judged(run_once(bound, self._factory, self._request), bound, whole=False))
        self._events += len(point.run.events)
        self._simulated_us += point.run.simulated_us
        self._tally.update(_counted(point.run))
        self._points.append(point.listed)
        self._first.setdefault(point.run.outcome, point)
        self._remedy = max(self._remedy, point.run.remedy, key=_WORST_LAST.index)
        self._skipped += point.run.outcome is Outcome.SKIPPED
        if point.run.outcome is Outcome.FAILED:
            self._failing.append(point.listed)
        return point

    def _broken_off(self, point: _Swept, done: int) -> Result:
        before = f" (before that, {len(self._failing)} of {done - 1} points failed)" if self._failing else ""
        run = msgspec.structs.replace(point.run, reason=f"{point.run.reason}{before}")
        return self._show(point.case, run, (*self._failing, point.listed))

    def _judge(self, bound: Bound, last: _Swept, points: int) -> Result:
        missed = [each for each in bound.tally if not each.holds(self._tally, points, whole=True)]
        if self._failing:
            return self._show_failing(missed, points)
        if self._skipped:
            return self._show_skipped(points)
        run = msgspec.structs.replace(last.run, remedy=self._remedy)
        if not missed:
            return self._show(self._case, run)
        trace = f"the trace is that of the last of {points} points, {self._word(last.case)}"
        counted = tuple(each for each in self._points if missed[0].name in each.ended_as)
        run = _failed(msgspec.structs.replace(run, reason=trace), missed[0], self._tally)
        return self._show(self._case, run, tuple(msgspec.structs.replace(each, why=missed[0].text) for each in counted))

    def _show_failing(self, missed: Sequence[ExpectedOutcome], points: int) -> Result:
        first = self._first[Outcome.FAILED]
        more = [each.text for each in missed if each.amount.needs_some]
        also = f"; missed too: {', '.join(more)}" if more else ""
        run = msgspec.structs.replace(first.run, reason=f"{len(self._failing)} of {points} points failed{also}")
        return self._show(first.case, _with_tally(run, self._tally), tuple(self._failing))

    def _show_skipped(self, points: int) -> Result:
        first = self._first[Outcome.SKIPPED]
        reason = f"{self._skipped} of {points} points were skipped: {first.run.reason}"
        return self._show(first.case, msgspec.structs.replace(first.run, reason=reason))

    def _word(self, case: Case) -> str:
        return case.replay.axes[self._sweep.variable]

    def _no_work(self, counted: Run) -> Run:
        place = self._case.scenario.place
        failure = Failure(
            step=f"sweep: {self._sweep.variable}",
            file=place.file,
            line=place.line,
            column=place.column,
            expected=f"flash work in boot {self._sweep.boot} to cut",
            found="none in the run without a cut",
            in_remedy=False,
        )
        return msgspec.structs.replace(counted, outcome=Outcome.FAILED, failure=counted.failure or failure)

    def _show(self, case: Case, run: Run, points: tuple[Point, ...] = ()) -> Result:
        run = msgspec.structs.replace(run, simulated_us=self._simulated_us)
        return msgspec.structs.replace(_result(case, self._factory, run, self._tally), points=points)


def _refused(run: Run, reason: str) -> Run:
    return msgspec.structs.replace(run, outcome=Outcome.ERROR, reason=reason)


def _request(case: Case, profile: Profile) -> WorldRequest:
    return WorldRequest(
        board=case.replay.board,
        seed=case.replay.seed,
        profile=with_overrides(profile, case.replay.overrides),
        driver=case.replay.driver,
    )


def _why_not(case: Case, bound: Bound, factory: WorldFactory, profile: Profile) -> str:
    board = case.replay.board
    if absence := factory.absence(board):
        return absence
    capabilities = factory.capabilities_on(board)
    lacking = (needs_of(bound.steps) | bound.choice.needs) - capabilities
    if all(step.lever.hold_in(profile) for step in bound.steps if isinstance(step.lever, Settings)):
        # Nothing has to be changed in a server that has these values anyway.
        lacking -= Settings.needs
    if case.scenario.sweep is not None:
        lacking |= {Capability.POWER_CUT, Capability.VIRTUAL_TIME} - capabilities
    if lacking:
        return f"world {factory.name!r} lacks {lacking_text(lacking)}"
    drivers = factory.drivers(case.replay.board)
    if case.replay.driver and case.replay.driver not in drivers:
        return f"world {factory.name!r} has no driver {case.replay.driver!r}; known: {', '.join(drivers) or 'none'}"
    return ""


def _counted(run: Run) -> Counter[str]:
    """Count the outcomes of one run, each once however often it was named: a tally counts points."""
    return Counter(set(run.outcomes))


def _judged(run: Run, bound: Bound, *, whole: bool) -> Run:
    """Let a run that passed fail where the tally of it alone is not the expected one."""
    tally = _counted(run)
    missed = next((each for each in bound.tally if not each.holds(tally, 1, whole=whole)), None)
    return run if missed is None else _failed(run, missed, tally)


def _failed(run: Run, missed: ExpectedOutcome, tally: Mapping[str, int]) -> Run:
    if run.outcome is not Outcome.PASSED:
        return run
    failure = Failure(
        step=missed.text,
        file=missed.place.file,
        line=missed.place.line,
        column=missed.place.column,
        expected=f"{missed.amount.word} of the runs to end as {missed.name!r}",
        found=_words(tally),
        in_remedy=False,
    )
    return msgspec.structs.replace(run, outcome=Outcome.FAILED, failure=failure)


def _with_tally(run: Run, tally: Mapping[str, int]) -> Run:
    """Let the failure of a point that only the tally refuses say what came of all points."""
    if run.failure is None or not run.failure.step.startswith(TALLY):
        return run
    return msgspec.structs.replace(run, failure=msgspec.structs.replace(run.failure, found=_words(tally)))


def _words(tally: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(tally.items())) or "no outcome at all"


def _result(case: Case, factory: WorldFactory, run: Run, tally: Mapping[str, int]) -> Result:
    scenario = case.scenario
    return Result(
        scenario=scenario.id,
        title=scenario.title,
        group=scenario.group,
        board=case.replay.board.value,
        world=factory.name,
        seed=case.replay.seed,
        parameters=case.parameters,
        replay_id=case.replay_id,
        outcome=run.outcome,
        remedy=run.remedy,
        reason=run.reason,
        failure=run.failure,
        simulated_us=run.simulated_us,
        tally=dict(sorted(tally.items())),
        facts=run.facts,
        events=run.events,
    )
