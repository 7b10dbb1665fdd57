"""Running a case: one run, or one for each point of a sweep, and the result of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.invariants import Past
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.run import result_of, unreached
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.stage import Stage, W
from oceanhil.scenarios.sweep import Progress, SweepRun, counted, judged
from oceanhil.scenarios.world import WorldFactory

if TYPE_CHECKING:
    from oceanhil.scenarios.ringcentral.world import ServiceWorlds


def run_case(
    case: Case,
    factory: WorldFactory,
    profile: Profile,
    progress: Progress | None = None,
    *,
    is_closeup: bool = False,
    past: Sequence[Past] = (),
) -> Result:
    """Run `case`, which is about boards, in worlds that `factory` makes; `is_closeup`: with a close-up as its trace.

    Breaches of invariants that are `past` end no run.

    Seed and changed values of the profile are those of the case's replay ID; ProfileError when one of them is wrong.
    ScenarioError when a value of the replay ID does not fit where the scenario uses it. A world that fails gives a
    result with outcome ERROR; a world that cannot do what the steps need gives SKIPPED.
    """
    return _run(case, DeviceStage(case, factory, profile, is_closeup=is_closeup, past=past), progress)


def run_service_case(
    case: Case, worlds: ServiceWorlds, *, is_closeup: bool = False, past: Sequence[Past] = ()
) -> Result:
    """Run `case`, which is about a service, in a world that `worlds` makes; as `run_case` otherwise."""
    # Only who has such a case waits for its steps and its invariants to load.
    from oceanhil.scenarios.ringcentral.stage import ServiceStage

    return _run(case, ServiceStage(case, worlds, is_closeup=is_closeup, past=past), None)


def _run(case: Case, stage: Stage[W], progress: Progress | None) -> Result:
    bound, sweep = case.bound(), case.scenario.sweep
    if reason := stage.why_not(bound):
        return result_of(case, stage.name, unreached(bound.remedy, Outcome.SKIPPED, reason))
    if sweep is not None and case.is_whole_sweep:
        return SweepRun(case, sweep, stage).run(bound, progress)
    run = run_once(bound, stage)
    return result_of(case, stage.name, judged(run, bound, whole=sweep is None), counted(run))
