"""`--from`: a scenario is run undisturbed, and the lives that are led begin in its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.exploring.plan import PlanError
from oceanhil.exploration.base import base_of, first_point
from oceanhil.exploration.findings import law_of
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import BUILT_IN, Life, Start
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.world import Capability

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oceanhil.app.exploring.plan import Plan
    from oceanhil.scenarios.run import Run
    from oceanhil.scenarios.scenario import Case, Scenario
    from oceanhil.scenarios.world import WorldFactory


class _Begun(msgspec.Struct, frozen=True):
    """A case whose life others begin in."""

    start: Start
    unjudged: tuple[str, ...]
    """Laws and invariants that do not hold in it though nothing disturbs it."""


class Beginning(msgspec.Struct, frozen=True):
    """A plan whose lives begin in that of a scenario."""

    plan: Plan
    left_out: tuple[str, ...]
    """Cases of the scenario in which none begins, each with the reason."""

    def told(self, scenario: Scenario) -> Iterator[str]:
        """Name the laws that are not judged, and the cases that are left out."""
        for law in self.plan.unjudged:
            yield f"not judged: {law_of(law)}, which does not hold in {scenario.id} itself"
        for case in self.left_out:
            yield f"no life begins in {case}"


def beginning_in(plan: Plan, scenario: Scenario, factory: WorldFactory) -> Beginning:
    """Let the lives of `plan` begin in that of a scenario; raises PlanError where none of its cases passes here."""
    if any(Capability.VIRTUAL_TIME not in factory.capabilities_on(board) for board in plan.boards):
        raise PlanError(f"--from needs a world whose time is virtual; {plan.world!r} has none")
    begun: list[_Begun] = []
    left_out: list[str] = []
    for case in _cases(plan, scenario, factory):
        found = _begun(case, plan, factory)
        if isinstance(found, _Begun):
            begun.append(found)
        else:
            left_out.append(f"{case.replay_id}, which {found}")
    if not begun:
        raise PlanError(f"no case of {scenario.id} passes here: {left_out[0]}")
    starts = tuple(each.start for each in begun)
    boards = tuple(board for board in plan.boards if any(start.board is board for start in starts))
    unjudged = tuple(dict.fromkeys(law for each in begun for law in each.unjudged))
    plan = msgspec.structs.replace(plan, boards=boards, starts=starts, unjudged=unjudged)
    return Beginning(plan, tuple(left_out))


def _cases(plan: Plan, scenario: Scenario, factory: WorldFactory) -> Sequence[Case]:
    boards = [board for board in plan.boards if scenario.is_for(board)]
    found = [case for board in boards for case in scenario.expand(board, factory.drivers(board))]
    if not found:
        wanted = ", ".join(board.value for board in plan.boards)
        raise PlanError(f"{scenario.id} is for none of {wanted}; choose with --board")
    return [first_point(case) for case in found]


def _begun(case: Case, plan: Plan, factory: WorldFactory) -> _Begun | str:
    """Give the start that a case makes, or why it makes none."""
    bound, stage = case.bound(), DeviceStage(case, factory, load_profile())
    if why_not := stage.why_not(bound):
        return f"cannot run: {why_not}"
    run = run_once(bound, stage)
    if run.outcome is not Outcome.PASSED:
        return _why(run)
    replay, laws = case.replay, [law for law in plan.laws(factory) if law in BUILT_IN]
    invariants: list[InvariantId] = []
    unjudged: list[str] = []
    while True:
        base = base_of(case, bound, run.events, invariants)
        start = Start(replay.board, replay.store, replay.driver or "", is_online=False, base=base)
        # One after the other, as in a life: a law may hold by itself, and not any more behind the time of another one.
        alone = Habitat(factory, load_profile(), laws).lead(Life(start, ()))
        failure = alone.failure
        if alone.outcome is Outcome.PASSED:
            return _Begun(start, tuple(unjudged))
        if failure is not None and failure.invariant:
            invariants.append(InvariantId(failure.invariant))
            unjudged.append(failure.invariant)
        elif failure is not None and (law := next((law for law in laws if law_of(law) == law_of(failure.step)), "")):
            laws.remove(law)
            unjudged.append(law)
        else:
            return f"without what it expects {_why(alone)}"


def _why(run: Run) -> str:
    if run.failure is None:
        return f"ends as {run.outcome.value}: {run.reason}"
    return f"fails: expected {run.failure.expected}; found {run.failure.found}"
