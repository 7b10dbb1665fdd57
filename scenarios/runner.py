"""Running a case: one run, or one for each point of a sweep, and the result of it."""

from collections import Counter
from collections.abc import Callable, Mapping

import msgspec

from protocol.profile import Profile
from scenarios.levers.server import Settings
from scenarios.mistakes import Mistakes
from scenarios.overrides import with_overrides
from scenarios.result import Failure, Outcome, Result
from scenarios.run import Run, lacking_text, run_once
from scenarios.scalars import CutPoint
from scenarios.scenario import Bound, Case, Sweep, needs_of
from scenarios.tally import ExpectedOutcome
from scenarios.world import Capability, WorldFactory, WorldRequest

Progress = Callable[[int, int], None]
"""Called after each run of a sweep with the number of runs done and the number of all."""


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
    tally = Counter(run.outcomes)
    missed = _missed(bound, tally, len(run.outcomes), whole=sweep is None)
    return _result(case, factory, run if missed is None else _failed(run, missed, tally), tally)


def bind(case: Case) -> Bound:
    """Replace the variables of a case; raises ScenarioError when a value does not fit where it is used."""
    mistakes = Mistakes()
    bound = case.bind(mistakes)
    mistakes.raise_any()
    return bound


class _Point(msgspec.Struct, frozen=True):
    """One point of a sweep that is worth showing."""

    case: Case
    run: Run


class _Sweep:
    def __init__(self, case: Case, sweep: Sweep, factory: WorldFactory, request: WorldRequest) -> None:
        self._case = case
        self._sweep = sweep
        self._factory = factory
        self._request = request
        self._tally: Counter[str] = Counter()
        self._first_of: dict[str, _Point] = {}
        self._failing: _Point | None = None
        self._failures = 0
        self._simulated_us = 0

    def run(self, bound: Bound, progress: Progress | None) -> Result:
        counted = run_once(bound, self._factory, self._request, count_boot=self._sweep.boot)
        units = range(0, counted.flash_units, self._sweep.every)
        if counted.outcome is not Outcome.PASSED:
            return _result(self._case, self._factory, counted, {})
        if not units:
            return _result(self._case, self._factory, self._no_work(counted), {})
        last = _Point(self._case, counted)
        for done, unit in enumerate(units, start=1):
            last = self._run_point(unit)
            if last.run.outcome is Outcome.ERROR:
                return self._show(last)
            if progress is not None:
                progress(done, len(units))
        return self._judge(bound, last, len(units))

    def _run_point(self, unit: int) -> _Point:
        case = self._case.at(str(CutPoint(self._sweep.boot, unit)))
        point = _Point(case, run_once(bind(case), self._factory, self._request))
        self._simulated_us += point.run.simulated_us
        self._tally.update(point.run.outcomes)
        for outcome in point.run.outcomes:
            self._first_of.setdefault(outcome, point)
        if point.run.outcome is Outcome.FAILED:
            self._failures += 1
            self._failing = self._failing or point
        return point

    def _judge(self, bound: Bound, last: _Point, points: int) -> Result:
        if self._failing is not None:
            run = msgspec.structs.replace(self._failing.run, reason=f"{self._failures} of {points} points failed")
            return self._show(_Point(self._failing.case, run))
        missed = _missed(bound, self._tally, points, whole=True)
        if missed is None:
            return self._show(_Point(self._case, last.run))
        shown = self._first_of.get(missed.name, last) if not missed.amount.needs_some else _Point(self._case, last.run)
        return self._show(_Point(shown.case, _failed(shown.run, missed, self._tally)))

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

    def _show(self, point: _Point) -> Result:
        run = msgspec.structs.replace(point.run, simulated_us=self._simulated_us)
        return _result(point.case, self._factory, run, self._tally)


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


def _missed(bound: Bound, tally: Mapping[str, int], total: int, *, whole: bool) -> ExpectedOutcome | None:
    return next((each for each in bound.tally if not each.holds(tally, total, whole=whole)), None)


def _failed(run: Run, missed: ExpectedOutcome, tally: Mapping[str, int]) -> Run:
    if run.outcome is not Outcome.PASSED:
        return run
    failure = Failure(
        step=f"tally: {missed.name}: {missed.amount.word}",
        file=missed.place.file,
        line=missed.place.line,
        column=missed.place.column,
        expected=f"{missed.amount.word} of the runs to end as {missed.name!r}",
        found=", ".join(f"{name} {count}" for name, count in sorted(tally.items())) or "no outcome at all",
        in_remedy=False,
    )
    return msgspec.structs.replace(run, outcome=Outcome.FAILED, failure=failure)


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
