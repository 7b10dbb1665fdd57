"""What must hold in every run about a service, whatever the scenario; judged on the trace after each step.

They are the invariants of devices that mean something for programs too, under the same numbers: I1, I7 and I8.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from oceanhil.protocol.tokens import SHOWN_CHARACTERS
from oceanhil.scenarios.invariants.names import InvariantId
from oceanhil.scenarios.services.context import described
from oceanhil.scenarios.services.world import ServiceWorld
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.units import UNITS_US, format_duration

_FINAL = frozenset({400, 401, 403})
_RATE_LIMITED = 429
_SECOND_US = UNITS_US["s"]
_STORM = "no retry storm after a refusal"


class Breach(msgspec.Struct, frozen=True):
    """An invariant that does not hold: its number, what must hold, and what was seen."""

    invariant: InvariantId
    title: str
    found: str


class ServiceWatch:
    """Looks at what each step added to the trace."""

    def __init__(self, world: ServiceWorld) -> None:
        """Begin to watch."""
        self._world = world
        self._seen = 0
        self._until_us: dict[str, int] = {}

    def first_breach(self) -> Breach | None:
        """Give the first breach since the last look; the step that was done meanwhile is over."""
        events = self._world.trace.events
        step = events[self._seen :]
        self._seen = len(events)
        rules = (self._secrets(step), _silent_ends(step), _storms(step), self._hasty(step))
        return next((breach for rule in rules for breach in rule), None)

    def _secrets(self, step: Sequence[Event]) -> Iterator[Breach]:
        title = "no whole token in a log, a trace or a report"
        for event in step:
            if event.fields.get("leak"):
                yield Breach(InvariantId.I1, title, f"{event.device} wrote a whole secret: {event.fields['text']}")
        text = "\n".join(str(value) for event in step for value in event.fields.values())
        for secret in sorted(self._world.secrets()):
            if secret in text:
                yield Breach(InvariantId.I1, title, f"the trace holds the whole secret {secret[:SHOWN_CHARACTERS]}…")

    def _hasty(self, step: Sequence[Event]) -> Iterator[Breach]:
        """I8: no request before Retry-After is over."""
        for event in _requests(step):
            until_us = self._until_us.get(event.device, event.t_us)
            if event.t_us < until_us:
                left = format_duration(until_us - event.t_us)
                yield Breach(InvariantId.I8, _STORM, f"{event.device} asked again {left} before Retry-After was over")
            retry_after_s = event.fields.get("retry_after")
            if event.fields.get("status") == _RATE_LIMITED and isinstance(retry_after_s, int):
                self._until_us[event.device] = event.t_us + retry_after_s * _SECOND_US


def _silent_ends(step: Sequence[Event]) -> Iterator[Breach]:
    """I7: after a request that was refused or lost, and before a stop, comes a line of the client's log about it."""
    title = "a worker never stops without saying why"
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
            if not _is_answered(event):
                unsaid[event.device] = event
        elif event.kind is EventKind.HALT and (event.device not in said or not event.fields.get("reason")):
            yield Breach(InvariantId.I7, title, f"{event.device} stopped without a line in its log")
    for name, request in unsaid.items():
        yield Breach(InvariantId.I7, title, f"{name} wrote nothing about {described(request)}")


def _storms(step: Sequence[Event]) -> Iterator[Breach]:
    """I8: within a step no request with a token that was refused in it, and no second login after a refused one."""
    refused: dict[tuple[str, object], Event] = {}
    for event in _requests(step):
        shown = event.fields.get("token") or event.fields.get("grant")
        key = (event.device, shown)
        if key in refused:
            yield Breach(InvariantId.I8, _STORM, f"{event.device}: {described(event)} after {described(refused[key])}")
        if event.fields.get("status") in _FINAL and shown:
            refused[key] = event


def _requests(events: Iterable[Event]) -> Iterator[Event]:
    return (event for event in events if event.kind is EventKind.REQUEST)


def _is_answered(event: Event) -> bool:
    status = event.fields.get("status")
    return isinstance(status, int) and 0 < status < 400
