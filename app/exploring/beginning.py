"""`--from`: a scenario is run undisturbed, and the lives that are led begin in its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.exploring.plan import PlanError
from oceanhil.exploration.base import base_of, first_point
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import LAWS, Life, Start
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.world import Capability

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oceanhil.app.exploring.plan import Plan
    from oceanhil.scenarios.engine import Run
    from oceanhil.scenarios.scenario import Case, Scenario
    from oceanhil.scenarios.world import WorldFactory

_HEAD: Final = "expect."


def beginning_in(plan: Plan, scenario: Scenario, factory: WorldFactory) -> Plan:
    """Let the lives of `plan` begin in that of a scenario; raises PlanError where none of its cases passes here."""
    if any(Capability.VIRTUAL_TIME not in factory.capabilities_on(board) for board in plan.boards):
        raise PlanError(f"--from needs a world whose time is virtual; {plan.world!r} has none")
    found = [(case, *_start(case, factory)) for case in _cases(plan, scenario, factory)]
    starts = tuple(start for _, start, _ in found if start is not None)
    if not starts:
        case, _, why = found[0]
        raise PlanError(f"no case of {scenario.id} passes here: {case.replay_id} {why}")
    return msgspec.structs.replace(plan, starts=starts, unjudged=tuple(_broken(starts, factory)))


def unjudged_text(plan: Plan, scenario: Scenario) -> Iterator[str]:
    """Name the laws that are not judged."""
    for law in plan.unjudged:
        word = law.partition(":")[0].removeprefix(_HEAD)
        yield f"not judged: {word}, which does not hold in {scenario.id} itself"


def _cases(plan: Plan, scenario: Scenario, factory: WorldFactory) -> Sequence[Case]:
    boards = [board for board in plan.boards if scenario.is_for(board)]
    found = [case for board in boards for case in scenario.expand(board, factory.drivers(board))]
    if not found:
        wanted = ", ".join(board.value for board in plan.boards)
        raise PlanError(f"{scenario.id} is for none of {wanted}; choose with --board")
    return [first_point(case) for case in found]


def _start(case: Case, factory: WorldFactory) -> tuple[Start | None, str]:
    """Give the start that a case makes, or why it makes none."""
    bound, stage = case.bound(), DeviceStage(case, factory, load_profile())
    if why_not := stage.why_not(bound):
        return None, f"cannot run: {why_not}"
    run = run_once(bound, stage)
    if run.outcome is not Outcome.PASSED:
        return None, _why(run)
    replay = case.replay
    base = base_of(case, bound, run.events)
    return Start(replay.board, replay.store, replay.driver or "", is_online=False, base=base), ""


def _why(run: Run) -> str:
    if run.failure is None:
        return f"ends as {run.outcome.value}: {run.reason}"
    return f"fails: expected {run.failure.expected}; found {run.failure.found}"


def _broken(starts: Sequence[Start], factory: WorldFactory) -> Iterator[str]:
    """Give the laws that are broken in one of these lives though nothing disturbs it."""
    for law in LAWS:
        habitat = Habitat(factory, load_profile(), [law])
        runs = (habitat.lead(Life(start, ())) for start in starts)
        if any(run.failure is not None and not run.failure.invariant for run in runs):
            yield law
