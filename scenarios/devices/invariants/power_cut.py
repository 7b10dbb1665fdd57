"""I6: what a power cut may do to storage, and what storage must hold before one comes."""

from typing import ClassVar

from oceanhil.protocol.record import LEGACY_TOKEN_BYTES
from oceanhil.scenarios.acts import ActKind, Sought
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.storage_event import is_bench_save
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import Capability, World


class NoThirdValue(Invariant[World]):
    """I6: a record that is accepted after a power cut holds a token that the server issued.

    So does one that a device has saved before it opens a session. A record of 32 bytes cuts a longer token: who goes on
    with the whole one, which is still in RAM, works until the next power loss and never again.
    """

    id: ClassVar[InvariantId] = InvariantId.I6
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {EventKind.POWER, EventKind.LOAD, EventKind.SAVE, EventKind.REQUEST}
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._cut: set[str] = set()
        self._saved: set[str] = set()
        self._session_path = world.profile.wire.session_path
        self._can_read = {Capability.STORAGE_READ, Capability.STORAGE_WATCH} <= world.capabilities

    def take(self, event: Event) -> None:
        """Look at storage when it is read for the first time after a cut."""
        if event.kind is EventKind.SAVE:
            # What the bench has put there is its own matter.
            if self._can_read and not is_bench_save(event):
                self._saved.add(event.device)
        elif event.kind is EventKind.LOAD and event.device in self._cut:
            self._cut.discard(event.device)
            self._look(event.device)
        elif power_state(event) is PowerState.CUT and self._can_read:
            self._cut.add(event.device)

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Look at storage with the first session behind a save."""
        if event.device not in self._saved or request.path != self._session_path or not request.session:
            return
        self._saved.discard(event.device)
        record = self.world.device(event.device).stored_record().record
        if record is not None and not self.world.server.issued(record.token):
            self.violated(
                f"{event.device} opened a session with a token of which it has saved {len(record.token)} characters: "
                "after the next power loss it has none that works",
                Sought(event.device, kinds=frozenset({ActKind.STORED})),
            )

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
