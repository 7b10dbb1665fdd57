"""Devices of which nobody knows what they say or when they start, because the harness disturbs their line."""

from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world_terms import SOUND


class Unheard:
    """Follows LINE events. Several invariants judge nothing of a device that is `in` here."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def take(self, event: Event) -> None:
        """Take notice of an event of any kind."""
        if event.kind is EventKind.LINE:
            (self._names.discard if event.fields["change"] == SOUND else self._names.add)(event.device)
