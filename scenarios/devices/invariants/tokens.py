"""I3 and I5: what a token is good for."""

from typing import ClassVar

from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import World

_REQUESTS = frozenset({EventKind.REQUEST})


def fingerprint(token: str | None) -> str:
    """The shown beginning of a token, without the mark of its being cut; empty when there is none."""
    return (token or "").rstrip("…")


class ConsumedOnce(Invariant[World]):
    """I3: at most one registration with a token is accepted, apart from the same answer given again."""

    id: ClassVar[InvariantId] = InvariantId.I3
    kinds: ClassVar[frozenset[EventKind]] = _REQUESTS

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._path = world.profile.wire.register_path
        self._consumed_by: dict[str, str] = {}
        self._changed: set[tuple[str, str]] = set()

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Count accepted registrations by token."""
        del event
        if request.path != self._path or not request.is_accepted or request.replayed:
            return
        token, mac = fingerprint(request.token), request.mac or ""
        # Whether an answer is the same again, nobody can tell where a fault has changed one of the two.
        if request.fault:
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

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Note who a token is granted to, and who uses it."""
        del event
        mac = request.mac or ""
        if granted := fingerprint(request.granted):
            self._granted_to[granted] = mac
        if not mac or request.path not in self._paths or not request.is_accepted:
            return
        token = fingerprint(request.token)
        owner = self._granted_to.get(token, mac)
        if owner != mac:
            self.violated(f"token {token}… of {owner} was accepted from {mac}")
