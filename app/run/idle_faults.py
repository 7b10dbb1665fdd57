"""Faults that met nothing: a test that adds one and passes without it has shown nothing about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.protocol.faults import FaultKind, fits_path
from oceanhil.scenarios.dashboard_action import DashboardAction, dashboard_action
from oceanhil.scenarios.traced_request import TracedRequest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oceanhil.scenarios.trace import Event

_KINDS = {kind.value: kind for kind in FaultKind if kind.is_of_requests}


class _Rule(msgspec.Struct, frozen=True):
    """What the trace tells of a rule: its kind, its path if it has one, and all of its words."""

    kind: FaultKind
    path: str
    words: str

    def has_struck(self, request: TracedRequest) -> bool:
        """Tell whether it may be what struck the request."""
        return self.kind in request.faults and (not self.path or fits_path(self.path, request.path))


def idle_faults(events: Sequence[Event]) -> Iterator[str]:
    """Give the words of each fault of requests that was added and struck none of those that came after it."""
    for index, event in enumerate(events):
        rule = _rule_in(event)
        if rule is None:
            continue
        requests = map(TracedRequest.seen_in, events[index:])
        if not any(request is not None and rule.has_struck(request) for request in requests):
            yield rule.words


def _rule_in(event: Event) -> _Rule | None:
    if dashboard_action(event) is not DashboardAction.FAULT:
        return None
    first, *others = str(event.fields.get("change", "none")).split()
    kind = _KINDS.get(first)
    path = next((word.rstrip(",") for word in others if word.startswith("/")), "")
    return None if kind is None else _Rule(kind, path, " ".join([first, *others]))
