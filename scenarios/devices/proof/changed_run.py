"""One run in a changed world: which of its expectations notice, each judged by itself."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from oceanhil.scenarios.devices.context import is_expectation
from oceanhil.scenarios.devices.proof.change import Change
from oceanhil.scenarios.devices.proof.passed import PassedRun, usual
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Watch
from oceanhil.scenarios.scenario import Bound
from oceanhil.scenarios.step import PlacedStep, Unmet, UnpreparedError
from oceanhil.scenarios.world import World, WorldError


class Noticed(msgspec.Struct, frozen=True, kw_only=True):
    """Who noticed a change."""

    steps: frozenset[int]
    """Indices of the expectations that did not hold."""
    undone: frozenset[int]
    """Indices of steps that could not be done, and of expectations for which nothing was prepared."""
    invariants: frozenset[InvariantId]
    reached: int
    """So many steps were come to."""

    def __bool__(self) -> bool:
        return bool(self.steps or self.undone or self.invariants)


IsEnough = Callable[[Noticed], bool]


def run_changed(run: PassedRun, bound: Bound, stage: DeviceStage, change: Change, is_enough: IsEnough) -> Noticed:
    """Do the steps in a world with this change, past expectations that do not hold.

    `is_enough` is asked before each step whether the rest matters.
    """
    world = stage.make()
    try:
        return _ChangedRun(run, bound, stage, world, change).run(is_enough)
    finally:
        world.close()


class _ChangedRun:
    def __init__(self, run: PassedRun, bound: Bound, stage: DeviceStage, world: World, change: Change) -> None:
        self._run = run
        self._change = change
        self._context = stage.begin(world, usual(bound) if change.is_usual_firmware else bound)
        self._watch = Watch(world, stage.invariants, frozenset(bound.unjudged), run.steps)
        self._noticed: set[int] = set()
        self._undone: set[int] = set()
        self._invariants: set[InvariantId] = set()
        if change.missing is not None:
            world.trace.miss(change.missing())

    def run(self, is_enough: IsEnough) -> Noticed:
        for index, placed in enumerate(self._run.steps):
            if is_enough(self._found(index)):
                return self._found(index)
            if index == self._change.without:
                continue
            if not self._is_prepared(index):
                return self._found(index)
            if not self._is_done(index, placed):
                return self._found(index + 1)
            self._judge(at_end=False)
        self._judge(at_end=True)
        return self._found(len(self._run.steps))

    def _is_prepared(self, index: int) -> bool:
        """Change what has to be changed before this step, and tell whether it could be."""
        try:
            if self._change.hold is not None:
                self._change.hold(self._context)
            for step in self._change.put_in if index == self._change.at else ():
                step.run(self._context)
        except (Unmet, WorldError):
            # Of a device that was deleted no token is replaced.
            return False
        return True

    def _is_done(self, index: int, placed: PlacedStep) -> bool:
        """Do a step, note what came of it, and tell whether the run can go on."""
        before = len(self._context.outcomes)
        try:
            self._context.do(placed.step)
        except UnpreparedError:
            self._undone.add(index)
        except Unmet:
            (self._noticed if is_expectation(placed) else self._undone).add(index)
        except WorldError:
            (self._noticed if is_expectation(placed) else self._undone).add(index)
            return is_expectation(placed)
        if self._run.outcomes.get(index) not in {None, *self._context.outcomes[before:]}:
            self._noticed.add(index)
        return True

    def _judge(self, *, at_end: bool) -> None:
        violation = self._watch.first_violation(at_end=at_end)
        if violation is not None:
            self._invariants.add(violation.invariant)

    def _found(self, reached: int) -> Noticed:
        return Noticed(
            steps=frozenset(self._noticed),
            undone=frozenset(self._undone),
            invariants=frozenset(self._invariants),
            reached=reached,
        )
