"""What must hold in every run about a service, whatever the scenario; judged on the trace after each step.

They are the invariants of devices that mean something for programs too, under the same numbers: I1, I7 and I8.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from oceanhil.protocol.tokens import SHOWN_CHARACTERS
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.ringcentral.context import described
from oceanhil.scenarios.ringcentral.world import ServiceWorld
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import format_duration

_FINAL = frozenset({400, 401, 403})
_RATE_LIMITED = 429
_STORM = "no retry storm after a refusal"


class _OfStep(Invariant[ServiceWorld]):
    """Looks at what each step added to the trace."""

    def __init__(self, world: ServiceWorld, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._seen = 0

    def look(self) -> None:
        """Judge what came since the last look; the step that was done meanwhile is over."""
        events = self.world.trace.events
        step, self._seen = events[self._seen :], len(events)
        for found in self.breaches(step):
            self.violated(found)

    @abstractmethod
    def breaches(self, step: Sequence[Event]) -> Iterator[str]:
        """Say what is wrong in the events of one step."""


class NoSecretShown(_OfStep):
    """I1: no line was cut because it held a whole secret, and no field of any event holds one."""

    id: ClassVar[InvariantId] = InvariantId.I1
    title: ClassVar[str] = "no whole token in a log, a trace or a report"

    def breaches(self, step: Sequence[Event]) -> Iterator[str]:
        """Search the lines that were cut, and every field for every secret."""
        for event in step:
            if event.fields.get("leak"):
                yield f"{event.device} wrote a whole secret: {event.fields['text']}"
        text = "\n".join(str(value) for event in step for value in event.fields.values())
        for secret in sorted(self.world.secrets()):
            if secret in text:
                yield f"the trace holds the whole secret {secret[:SHOWN_CHARACTERS]}…"


class NoSilentStop(_OfStep):
    """I7: after a request that was refused or lost, and before a stop, comes a line of the client's log about it."""

    id: ClassVar[InvariantId] = InvariantId.I7
    title: ClassVar[str] = "a worker never stops without saying why"

    def breaches(self, step: Sequence[Event]) -> Iterator[str]:
        """Look for the line."""
        unsaid: dict[str, Event] = {}
        said: set[str] = set()
        for event in step:
            if event.kind is EventKind.SERIAL:
                unsaid.pop(event.device, None)
                said.add(event.device)
            elif event.kind is EventKind.REQUEST:
                said.discard(event.device)
                if event.device in unsaid:
                    break
                if not TracedRequest.of(event).is_success:
                    unsaid[event.device] = event
            elif event.kind is EventKind.HALT and (event.device not in said or not event.fields.get("reason")):
                yield f"{event.device} stopped without a line in its log"
        for name, request in unsaid.items():
            yield f"{name} wrote nothing about {described(request)}"


class NoRepeat(_OfStep):
    """I8: within a step no request with a token that was refused in it, and no second login after a refused one."""

    id: ClassVar[InvariantId] = InvariantId.I8
    title: ClassVar[str] = _STORM

    def breaches(self, step: Sequence[Event]) -> Iterator[str]:
        """Follow refusals by client and token."""
        refused: dict[tuple[str, str | None], Event] = {}
        for event in _requests(step):
            request = TracedRequest.of(event)
            shown = request.token or request.grant
            key = (event.device, shown)
            if key in refused:
                yield f"{event.device}: {described(event)} after {described(refused[key])}"
            if request.status in _FINAL and shown:
                refused[key] = event


class NoHaste(_OfStep):
    """I8: no request before Retry-After is over."""

    id: ClassVar[InvariantId] = InvariantId.I8
    title: ClassVar[str] = _STORM

    def __init__(self, world: ServiceWorld, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._until_us: dict[str, int] = {}

    def breaches(self, step: Sequence[Event]) -> Iterator[str]:
        """Compare each request with what its client was told before."""
        for event in _requests(step):
            until_us = self._until_us.get(event.device, event.t_us)
            if event.t_us < until_us:
                left = format_duration(until_us - event.t_us)
                yield f"{event.device} asked again {left} before Retry-After was over"
            request = TracedRequest.of(event)
            if request.status == _RATE_LIMITED and request.retry_after is not None:
                self._until_us[event.device] = event.t_us + request.retry_after * SECOND_US


INVARIANTS: tuple[type[Invariant[ServiceWorld]], ...] = (NoSecretShown, NoSilentStop, NoRepeat, NoHaste)


def _requests(events: Iterable[Event]) -> Iterator[Event]:
    return (event for event in events if event.kind is EventKind.REQUEST)
