"""I3 and I5: what a token is good for."""

from typing import ClassVar

from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import World

_INVENTED = "status"
_REQUESTS = frozenset({EventKind.REQUEST})


def fingerprint(event: Event, field: str) -> str:
    """The shown beginning of a token in an event, without the mark of its being cut; empty when it has none."""
    return str(event.fields.get(field) or "").rstrip("…")


def was_accepted(event: Event) -> bool:
    """Tell whether the server itself, not an injected fault, answered a request with 200.

    A refusal keeps its code in the event when a fault makes a page of it that has another status.
    """
    fields = event.fields
    return fields.get("status") == 200 and not fields.get("code") and fields.get("fault") != _INVENTED


class ConsumedOnce(Invariant[World]):
    """I3: at most one registration with a token is accepted, apart from the same answer given again."""

    id: ClassVar[InvariantId] = InvariantId.I3
    kinds: ClassVar[frozenset[EventKind]] = _REQUESTS

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._path = world.profile.wire.register_path
        self._consumed_by: dict[str, str] = {}
        self._changed: set[tuple[str, str]] = set()

    def take(self, event: Event) -> None:
        """Count accepted registrations by token."""
        fields = event.fields
        if fields.get("path") != self._path or not was_accepted(event) or fields.get("replayed"):
            return
        token, mac = fingerprint(event, "token"), str(fields.get("mac", ""))
        # Whether an answer is the same again, nobody can tell where a fault has changed one of the two.
        if fields.get("fault"):
            self._changed.add((token, mac))
        is_doubtful = (token, mac) in self._changed and self._consumed_by.get(token) == mac
        if token in self._consumed_by and not is_doubtful:
            self.violated(f"token {token}… registered {mac} after it had registered {self._consumed_by[token]}")
        self._consumed_by[token] = mac


class BoundToMac(Invariant[World]):
    """I5: no session or state request is accepted with a permanent token that was granted to another MAC."""

    id: ClassVar[InvariantId] = InvariantId.I5
    kinds: ClassVar[frozenset[EventKind]] = _REQUESTS

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        wire = world.profile.wire
        self._paths = frozenset({wire.session_path, wire.state_path})
        self._granted_to: dict[str, str] = {}

    def take(self, event: Event) -> None:
        """Note who a token is granted to, and who uses it."""
        mac = str(event.fields.get("mac", ""))
        if granted := fingerprint(event, "granted"):
            self._granted_to[granted] = mac
        if not mac or event.fields.get("path") not in self._paths or not was_accepted(event):
            return
        token = fingerprint(event, "token")
        owner = self._granted_to.get(token, mac)
        if owner != mac:
            self.violated(f"token {token}… of {owner} was accepted from {mac}")
