"""One run: a world, the steps of one case, its remedy, the invariants over all of it."""

from collections.abc import Mapping, Sequence

import msgspec

from oceanhil.scenarios.context import Context, Unmet
from oceanhil.scenarios.failing import Failed, failed_at, note_step
from oceanhil.scenarios.invariants import INVARIANTS
from oceanhil.scenarios.invariants.watch import Watch
from oceanhil.scenarios.levers.device_seen import ExpectPowerLost
from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.result import Failure, Outcome
from oceanhil.scenarios.scenario import Bound, needs_of
from oceanhil.scenarios.steps import Step
from oceanhil.scenarios.trace import Event, EventKind, Source
from oceanhil.scenarios.world import (
    MAIN_DEVICE,
    Capability,
    LackingError,
    World,
    WorldError,
    WorldFactory,
    WorldRequest,
)


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """How one run went."""

    outcome: Outcome
    remedy: Outcome
    reason: str = ""
    failure: Failure | None = None
    outcomes: tuple[str, ...] = ()
    """What the classify steps found."""
    flash_units: int = 0
    """Of a counting run: units of flash work in the boot that was asked for."""
    simulated_us: int = 0
    facts: Mapping[str, str] = {}
    events: tuple[Event, ...] = ()


def run_once(bound: Bound, factory: WorldFactory, request: WorldRequest, *, count_boot: int = 0) -> Run:
    """Do the steps of `bound` in a fresh world, then those of its remedy.

    With `count_boot` it is the counting run of a sweep: it lets the time of the first expect.power_lost pass instead,
    and ends there with the flash units of that boot. The world is closed whatever happens.
    """
    try:
        world = factory.make(request)
    except WorldError as error:
        return Run(outcome=Outcome.ERROR, remedy=_unreached(bound), reason=str(error))
    try:
        return _Runner(world, bound, request, count_boot).run()
    finally:
        world.close()


def _unreached(bound: Bound) -> Outcome:
    return Outcome.SKIPPED if bound.remedy else Outcome.NONE


def lacking_text(lacking: frozenset[Capability]) -> str:
    """Name capabilities, for messages."""
    return ", ".join(sorted(capability.value for capability in lacking))


class _Runner:
    def __init__(self, world: World, bound: Bound, request: WorldRequest, count_boot: int) -> None:
        self._world = world
        self._bound = bound
        self._context = Context(world, request.board, bound.choice)
        self._watch = Watch(world, INVARIANTS, bound.known_violations, (*bound.steps, *bound.remedy))
        self._count_boot = count_boot
        self._flash_units = 0
        self._index = 0
        self._last: Step | None = None

    def run(self) -> Run:
        remedy = _unreached(self._bound)
        try:
            self._do_all(self._bound.steps, in_remedy=False)
            if self._count_boot:
                return self._ended(Outcome.PASSED, remedy)
            lacking = needs_of(self._bound.remedy) - self._world.capabilities
            if lacking:
                return self._ended(Outcome.PASSED, Outcome.SKIPPED, reason=f"remedy needs {lacking_text(lacking)}")
            if self._bound.remedy:
                remedy = Outcome.FAILED
                self._do_all(self._bound.remedy, in_remedy=True)
                remedy = Outcome.PASSED
        except Failed as failed:
            return self._ended(Outcome.FAILED, remedy, failure=failed.failure)
        except LackingError as lacking_here:
            outcome = Outcome.PASSED if remedy is Outcome.FAILED else Outcome.SKIPPED
            return self._ended(outcome, _unreached(self._bound), reason=f"lacking here: {lacking_here}")
        except WorldError as error:
            remedy = Outcome.ERROR if remedy is Outcome.FAILED else remedy
            return self._ended(Outcome.ERROR, remedy, reason=str(error))
        return self._ended(Outcome.PASSED, remedy)

    def _do_all(self, steps: Sequence[Step], *, in_remedy: bool) -> None:
        for step in steps:
            self._last = step
            if self._count_boot and isinstance(step.lever, ExpectPowerLost):
                self._world.run_for(step.lever.within_us)
                self._count(step.lever.on)
                return
            self._do(step, in_remedy=in_remedy)
        if self._count_boot:
            self._count(MAIN_DEVICE)
        self._judge(in_remedy=in_remedy, at_end=True)

    def _do(self, step: Step, *, in_remedy: bool) -> None:
        note_step(self._world.trace, self._world.now_us, step, self._index, in_remedy=in_remedy)
        self._index += 1
        try:
            step.lever.run(self._context)
        except Unmet as unmet:
            # A broken invariant is the better explanation of an expectation that was not met.
            self._judge(in_remedy=in_remedy)
            raise failed_at(step.place, step.text, (unmet.expected, unmet.found), in_remedy=in_remedy) from unmet
        self._judge(in_remedy=in_remedy)

    def _judge(self, *, in_remedy: bool, at_end: bool = False) -> None:
        violation = self._watch.first_violation(at_end=at_end)
        if violation is None:
            return
        place = self._last.place if self._last else Place("")
        invariant = violation.invariant
        found, number = (invariant.title, violation.found), invariant.value
        raise failed_at(place, f"invariant {number}", found, in_remedy=in_remedy, invariant=number)

    def _count(self, name: str) -> None:
        self._flash_units = self._world.device(name).flash_units(self._count_boot)

    def _ended(self, outcome: Outcome, remedy: Outcome, *, failure: Failure | None = None, reason: str = "") -> Run:
        world = self._world
        self._watch.stop()
        world.trace.add(world.now_us, Source.HARNESS, EventKind.VERDICT, "", {"outcome": outcome.value})
        return Run(
            outcome=outcome,
            remedy=remedy,
            reason=reason,
            failure=failure,
            outcomes=tuple(self._context.outcomes),
            flash_units=self._flash_units,
            simulated_us=world.now_us,
            facts=world.facts(),
            events=tuple(world.trace.events),
        )
