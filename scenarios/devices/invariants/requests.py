"""I17: what a request looks like."""

from typing import ClassVar

from oceanhil.scenarios.invariants import Invariant, InvariantId
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import World

_SHAPE = frozenset({400, 404, 405, 413, 415})


class RequestsAreInForm(Invariant[World]):
    """I17: no request of a device is refused for its form, and none carries what does not belong to it.

    The server refuses another path, another method, another type of content and a body that lacks a field (protocol,
    "Endpoints"). A request to read has no body (RFC 9110, 9.3.1).
    """

    id: ClassVar[InvariantId] = InvariantId.I17
    kinds: ClassVar[frozenset[EventKind]] = frozenset({EventKind.REQUEST})

    def take(self, event: Event) -> None:
        """Judge a request."""
        fields = event.fields
        named = f"{fields.get('method')} {fields.get('path')}"
        if fields.get("status") in _SHAPE and not fields.get("fault"):
            refusal = f"{fields.get('status')} {fields.get('code')}"
            self.violated(f"{event.device} sent {named}, refused for its form: {refusal}")
        elif fields.get("body_bytes"):
            self.violated(f"{event.device} sent {named} with a body of {fields['body_bytes']} bytes")
