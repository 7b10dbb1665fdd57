"""The run that is proved: a case as it passes in a world that nobody changed, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec

from oceanhil.protocol.redact import redact
from oceanhil.scenarios.devices.context import WorldStep, is_expectation
from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.devices.given import PreparedDevices
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.scenario import Bound
from oceanhil.scenarios.step import PlacedStep
from oceanhil.scenarios.trace import Event, EventKind


class PassedRun(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One run in which everything held."""

    steps: Sequence[PlacedStep]
    """What is given, the steps of the case, and those of its remedy."""
    has_own_firmware: bool
    """Whether what is given says more of the firmware than its store."""
    given: int
    """How many of them prepare what is given."""
    events: Sequence[Event]
    evidence: Mapping[int, Sequence[int]]
    """By the index of an expectation: the indices of the events that met it, as far as one can point at them."""
    outdone: Mapping[int, int]
    """By the index of an expectation that was met by an event of before: the index of the last step that acted."""
    outcomes: Mapping[int, str]
    """By the index of a `classify`: the outcome that it named."""

    @property
    def has_requests(self) -> bool:
        """Whether any request came."""
        return any(each.kind is EventKind.REQUEST for each in self.events)

    @cached_property
    def expectations(self) -> Sequence[int]:
        """The indices of the steps that expect something."""
        return [index for index, placed in enumerate(self.steps) if is_expectation(placed)]

    @cached_property
    def removable_steps(self) -> Sequence[int]:
        """The indices of the steps that can be left out: those that do something, as the file says them."""
        return [
            index
            for index, placed in enumerate(self.steps)
            if not is_expectation(placed) and (index >= self.given or placed.argument is not None)
        ]

    def needed_events(self, index: int) -> frozenset[EventKind]:
        """Give the kinds of events without which an expectation cannot hold."""
        step = self.steps[index].step
        return step.needed_events() if isinstance(step, WorldStep) else frozenset()

    def words_of(self, index: int) -> str:
        """Name a step with its line."""
        placed = self.steps[index]
        return f"{redact(placed.text)} at line {placed.place.line}"

    def number_of_request(self, index: int) -> int:
        """Count the requests up to the event at this index."""
        return sum(each.kind is EventKind.REQUEST for each in self.events[: index + 1])


def pass_once(bound: Bound, stage: DeviceStage) -> PassedRun:
    """Do a case that passes, with its remedy, and note what met each expectation.

    Raises Unmet and WorldError when it does not pass.
    """
    steps = (*bound.steps, *bound.remedy)
    evidence: dict[int, Sequence[int]] = {}
    outdone: dict[int, int] = {}
    outcomes: dict[int, str] = {}
    acted, acted_at = -1, 0
    world = stage.make()
    try:
        context = stage.begin(world, bound)
        for index, placed in enumerate(steps):
            begun = len(world.trace.events)
            context.do(placed.step)
            if not isinstance(placed.step, WorldStep):
                continue
            if placed.step.expects:
                evidence[index] = placed.step.evidence(context)
                if placed.step.takes_turns and max(evidence[index]) < acted_at:
                    outdone[index] = acted
            elif placed.step.acts:
                acted, acted_at = index, begun
            if placed.step.names_outcomes:
                outcomes[index] = context.outcomes[-1]
        events = tuple(world.trace.events)
    finally:
        world.close()
    return PassedRun(
        steps=steps,
        has_own_firmware=usual(bound) != bound,
        given=len(bound.given.steps),
        events=events,
        evidence=evidence,
        outdone=outdone,
        outcomes=outcomes,
    )


def usual(bound: Bound) -> Bound:
    """Give the same with firmware of which nothing is said but its store."""
    given = bound.given
    assert isinstance(given, PreparedDevices)
    choice = FirmwareChoice(store=given.choice.store)
    return msgspec.structs.replace(bound, given=msgspec.structs.replace(given, choice=choice))
