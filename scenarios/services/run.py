"""Running a case about a service: its steps and its remedy in a fresh world, and the result of it."""

from collections.abc import Sequence

import msgspec

from oceanhil.scenarios.failing import Failed, failed_at, note_step
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.services.context import ServiceContext, Unmet
from oceanhil.scenarios.services.invariants import ServiceWatch
from oceanhil.scenarios.services.scenario import ServiceBound, ServiceCase, ServiceStep
from oceanhil.scenarios.services.world import ServiceRequest, ServiceWorld, ServiceWorlds
from oceanhil.scenarios.trace import EventKind, Source
from oceanhil.scenarios.world_terms import WorldError


def run_service_case(case: ServiceCase, worlds: ServiceWorlds) -> Result:
    """Run `case` in a world that `worlds` makes; seed and changed values are those of its replay ID.

    ScenarioError when a value of the replay ID does not fit where the scenario uses it, ProfileError when a changed
    value is wrong. A world that fails gives a result with outcome ERROR, a service that is not there SKIPPED.
    """
    mistakes = Mistakes()
    bound = case.bind(mistakes)
    mistakes.raise_any()
    unreached = Outcome.SKIPPED if bound.remedy else Outcome.NONE
    replay = case.replay
    if reason := worlds.absence(replay.service):
        return msgspec.structs.replace(_blank(case, worlds, unreached), outcome=Outcome.SKIPPED, reason=reason)
    request = ServiceRequest(service=replay.service, seed=replay.seed, overrides=replay.overrides)
    try:
        world = worlds.make(request)
    except WorldError as error:
        return msgspec.structs.replace(_blank(case, worlds, unreached), reason=str(error))
    try:
        return _Runner(world, bound).run(_blank(case, worlds, unreached))
    finally:
        world.close()


class _Runner:
    def __init__(self, world: ServiceWorld, bound: ServiceBound) -> None:
        self._world = world
        self._bound = bound
        self._context = ServiceContext(world)
        self._watch = ServiceWatch(world)
        self._index = 0

    def run(self, blank: Result) -> Result:
        remedy = blank.remedy
        try:
            self._do_all(self._bound.steps, in_remedy=False)
            if self._bound.remedy:
                remedy = Outcome.FAILED
                self._do_all(self._bound.remedy, in_remedy=True)
                remedy = Outcome.PASSED
            ended = msgspec.structs.replace(blank, outcome=Outcome.PASSED)
        except Failed as failed:
            ended = msgspec.structs.replace(blank, outcome=Outcome.FAILED, failure=failed.failure)
        except WorldError as error:
            remedy = Outcome.ERROR if remedy is Outcome.FAILED else remedy
            ended = msgspec.structs.replace(blank, outcome=Outcome.ERROR, reason=str(error))
        return self._told(msgspec.structs.replace(ended, remedy=remedy))

    def _told(self, result: Result) -> Result:
        world = self._world
        world.trace.add(world.now_us, Source.HARNESS, EventKind.VERDICT, "", {"outcome": result.outcome.value})
        return msgspec.structs.replace(
            result, simulated_us=world.now_us, facts=world.facts(), events=tuple(world.trace.events)
        )

    def _do_all(self, steps: Sequence[ServiceStep], *, in_remedy: bool) -> None:
        for step in steps:
            self._do(step, in_remedy=in_remedy)

    def _do(self, step: ServiceStep, *, in_remedy: bool) -> None:
        note_step(self._world.trace, self._world.now_us, step, self._index, in_remedy=in_remedy)
        self._index += 1
        try:
            step.lever.run(self._context)
        except Unmet as unmet:
            # A broken invariant is the better explanation of an expectation that was not met.
            self._judge(step, in_remedy=in_remedy)
            raise failed_at(step.place, step.text, (unmet.expected, unmet.found), in_remedy=in_remedy) from unmet
        self._judge(step, in_remedy=in_remedy)

    def _judge(self, step: ServiceStep, *, in_remedy: bool) -> None:
        breach = self._watch.first_breach()
        if breach is not None:
            found, number = (breach.title, breach.found), breach.invariant.value
            raise failed_at(step.place, f"invariant {number}", found, in_remedy=in_remedy, invariant=number)


def _blank(case: ServiceCase, worlds: ServiceWorlds, remedy: Outcome) -> Result:
    scenario = case.scenario
    return Result(
        scenario=scenario.id,
        title=scenario.title,
        group=scenario.group,
        board="",
        service=case.replay.service.value,
        world=worlds.name,
        seed=case.replay.seed,
        parameters=case.parameters,
        replay_id=case.replay_id,
        outcome=Outcome.ERROR,
        remedy=remedy,
    )
