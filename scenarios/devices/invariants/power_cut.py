"""I6: what a power cut may do to storage."""

from typing import ClassVar

from oceanhil.protocol.record import LEGACY_TOKEN_BYTES
from oceanhil.scenarios.acts import ActKind, Sought
from oceanhil.scenarios.invariants import Invariant, InvariantId, Violation
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import Capability, World


class NoThirdValue(Invariant[World]):
    """I6: a record that is accepted after a power cut holds a token that the server issued."""

    id: ClassVar[InvariantId] = InvariantId.I6
    kinds: ClassVar[frozenset[EventKind]] = frozenset({EventKind.POWER, EventKind.LOAD})

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._cut: set[str] = set()
        self._can_read = Capability.STORAGE_WATCH in world.capabilities

    def take(self, event: Event) -> None:
        """Look at storage when it is read for the first time after a cut."""
        if event.kind is EventKind.LOAD and event.device in self._cut:
            self._cut.discard(event.device)
            self._look(event.device)
        elif event.kind is EventKind.POWER and event.fields["state"] == "cut" and self._can_read:
            self._cut.add(event.device)

    def end(self) -> None:
        """Look at storage that was not read since."""
        for name in sorted(self._cut):
            self._look(name)

    def _look(self, name: str) -> None:
        record = self.world.device(name).stored_record().record
        if record is None or self.world.server.issued(record.token) or self._is_shortened(record.token):
            return
        self.violated(
            f"{name} accepts a record whose token ({len(record.token)} characters) was never issued",
            Sought(name, kinds=frozenset({ActKind.STORED})),
        )

    def _is_shortened(self, token: str) -> bool:
        """Tell whether the legacy layout's 32-byte field cut an issued token; no power cut did that."""
        secrets = self.world.server.secrets()
        return len(token) == LEGACY_TOKEN_BYTES and any(secret.startswith(token) for secret in secrets)
