"""What every invariant is: something that sees all events of its kinds and says when it is broken."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import msgspec

from oceanhil.scenarios.invariants.names import InvariantId
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import World

if TYPE_CHECKING:
    from oceanhil.scenarios.steps import Step


class Violation(msgspec.Struct, frozen=True):
    """One breach: which invariant, and what was seen."""

    invariant: InvariantId
    found: str


class Invariant(ABC):
    """One invariant during one run; breaches of all invariants of a run go into one list, `violations`."""

    id: ClassVar[InvariantId]
    kinds: ClassVar[frozenset[EventKind]]

    def __init__(self, world: World, violations: list[Violation]) -> None:
        self.world = world
        self._violations = violations

    @abstractmethod
    def take(self, event: Event) -> None:
        """Look at the next event of the kinds it asked for."""

    def expect(self, steps: Sequence[Step]) -> None:
        """Learn before the run which steps it may come to."""
        del steps

    def end(self) -> None:
        """Look at the world when steps have ended; may be called several times."""
        return

    def violated(self, found: str) -> None:
        """Note a breach."""
        self._violations.append(Violation(self.id, found))
