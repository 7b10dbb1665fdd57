"""The run that is proved: a case as it passes in a world that nobody changed, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import Final

import msgspec

from oceanhil.protocol.redact import redact
from oceanhil.scenarios.devices.context import DeviceContext, Wanted, WorldStep, is_expectation
from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.devices.given import PreparedDevices
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.devices.steps.dashboard import ExpectServer
from oceanhil.scenarios.devices.steps.outputs import ExpectReport
from oceanhil.scenarios.devices.steps.requests import ExpectCount, ExpectGap, ExpectRequest
from oceanhil.scenarios.devices.steps.serial import ExpectSerial
from oceanhil.scenarios.scenario import Bound
from oceanhil.scenarios.step import PlacedStep, Step
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest

_ONE_AFTER_THE_OTHER: Final = (ExpectSerial, ExpectRequest, ExpectReport)
"""What is met by one event, behind the one that met the last such expectation."""


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
            if is_expectation(placed):
                evidence[index] = _evidence_of(placed.step, context)
                if isinstance(placed.step, _ONE_AFTER_THE_OTHER) and max(evidence[index]) < acted_at:
                    outdone[index] = acted
            elif isinstance(placed.step, WorldStep) and placed.step.acts:
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


def _evidence_of(step: Step, context: DeviceContext) -> Sequence[int]:
    """Give the indices of the events that have just met this expectation; empty where nobody can point at one."""
    if isinstance(step, ExpectSerial):
        return [context.notes(step.on).serial_cursor - 1]
    if isinstance(step, ExpectRequest):
        return [context.notes(step.on).request_cursor - 1]
    if isinstance(step, ExpectReport):
        return [context.notes(step.on).report_cursor - 1]
    if isinstance(step, ExpectServer):
        on, paths = step.on, [context.path(path) for path, count in step.requests.items() if count]
        wanted = [partial(_is_request_of, on, path) for path in paths]
        return [index for each in wanted for index in _last(context, each)]
    if isinstance(step, ExpectCount | ExpectGap):
        return _last(context, step.wanted(context))
    return ()


def _is_request_of(name: str, path: str, event: Event) -> bool:
    return event.device == name and (request := TracedRequest.seen_in(event)) is not None and request.path == path


def _last(context: DeviceContext, wanted: Wanted) -> Sequence[int]:
    events = context.world.trace.events
    last_first = reversed(range(context.mark, len(events)))
    return list(islice((index for index in last_first if wanted(events[index])), 1))
