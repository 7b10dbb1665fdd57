"""I1 and I2: where secrets must not turn up."""

from typing import ClassVar

from oceanhil.scenarios.invariants import Invariant, InvariantId, Violation
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import Capability, World

_PREFIXED = "oc_"
_SHOWN = 12


class NoSecretShown(Invariant[World]):
    """I1: no line was cut because it held a secret or a piece of one, no request has one where it does not belong.

    Whole ones are looked for in every field of every event, in the world's own words too.
    """

    id: ClassVar[InvariantId] = InvariantId.I1
    kinds: ClassVar[frozenset[EventKind]] = frozenset({EventKind.SERIAL, EventKind.REQUEST})

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._searched = 0

    def take(self, event: Event) -> None:
        """Look whether the world had to cut the line."""
        fields = event.fields
        if fields.get("leak"):
            self.violated(f"{event.device} printed {fields.get('piece', 'a whole secret')}: {fields['text']}")
        elif misplaced := fields.get("misplaced"):
            self.violated(f"{event.device} sent {misplaced} of {fields.get('method')} {fields.get('path')}")

    def end(self) -> None:
        """Search every text of the trace for every secret the server ever issued."""
        events = self.world.trace.events
        texts = [
            value for event in events[self._searched :] for value in event.fields.values() if isinstance(value, str)
        ]
        self._searched = len(events)
        everything = "\n".join(texts)
        for secret in sorted(self.world.server.secrets()):
            if secret in everything:
                kinds = sorted({event.kind.value for event in events if secret in map(str, event.fields.values())})
                where = ", ".join(kinds) or "a longer text"
                self.violated(f"the trace holds the whole secret {secret[:_SHOWN]}… in {where}")


class NoSessionInFlash(Invariant[World]):
    """I2: when power goes, and at the end, no session token stands in flash."""

    id: ClassVar[InvariantId] = InvariantId.I2
    kinds: ClassVar[frozenset[EventKind]] = frozenset({EventKind.POWER, EventKind.BOOT})

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._devices: set[str] = set()
        self._can_read = Capability.STORAGE_WATCH in world.capabilities

    def take(self, event: Event) -> None:
        """Look into a flash whose device lost power."""
        self._devices.add(event.device)
        if event.kind is EventKind.POWER and event.fields["state"] != "on":
            self._search(event.device)

    def end(self) -> None:
        """Look into every flash."""
        for name in sorted(self._devices):
            self._search(name)

    def _search(self, name: str) -> None:
        if not self._can_read:
            return
        server = self.world.server
        # What a fault put in a permanent token's place has no prefix, and belongs into flash all the same.
        sessions = [each for each in server.secrets() if not each.startswith(_PREFIXED) and not server.issued(each)]
        for session in sorted(sessions):
            if self.world.device(name).storage_contains(session):
                self.violated(f"the flash of {name} holds the session token {session[:_SHOWN]}…")
