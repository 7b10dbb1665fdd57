"""All invariants of one run together."""

from collections.abc import Sequence

from oceanhil.scenarios.invariants.base import Invariant, Violation
from oceanhil.scenarios.invariants.names import InvariantId
from oceanhil.scenarios.steps import Step
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import World


class Watch:
    """Feeds every new event of a world's trace to the invariants that ask for its kind."""

    def __init__(
        self,
        world: World,
        invariants: Sequence[type[Invariant]],
        known: frozenset[InvariantId],
        steps: Sequence[Step] = (),
    ) -> None:
        self._trace = world.trace
        self._violations: list[Violation] = []
        self._invariants = [invariant(world, self._violations) for invariant in invariants if invariant.id not in known]
        self._by_kind: dict[EventKind, list[Invariant]] = {}
        for invariant in self._invariants:
            invariant.expect(steps)
            for kind in invariant.kinds:
                self._by_kind.setdefault(kind, []).append(invariant)
        self._trace.listen(self._take)

    def first_violation(self, *, at_end: bool = False) -> Violation | None:
        """The first breach so far; `at_end` lets the invariants look at the world too."""
        if at_end:
            for invariant in self._invariants:
                invariant.end()
        return self._violations[0] if self._violations else None

    def stop(self) -> None:
        """Stop watching."""
        self._trace.unlisten(self._take)

    def _take(self, event: Event) -> None:
        for invariant in self._by_kind.get(event.kind, ()):
            invariant.take(event)
